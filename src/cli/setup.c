#include "cli/setup.h"

void setup_close(struct cli *c)
{
	client_stop(&c->parser);
}

#include "cli/article.h"

#include "cli/input.h"

enum rc article_get(struct cli *c, struct arena *a, const char *arg, struct article *out,
		    struct err *e)
{
	return input_parse_file(c, a, MSG_PARSE_PAGE, arg, out, e);
}

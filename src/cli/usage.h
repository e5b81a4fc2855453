/* usage.h: lede's commands explained, from the table. */
#ifndef LEDE_CLI_USAGE_H
#define LEDE_CLI_USAGE_H

#include "cli/cli.h"

/* A command, or all of lede for NULL, on standard output. */
void usage_print(const struct cli_row *command);

#endif

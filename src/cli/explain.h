/* explain.h: "lede read --explain". */
#ifndef LEDE_CLI_EXPLAIN_H
#define LEDE_CLI_EXPLAIN_H

#include "cli/cli.h"

/* The verdicts of an article (PARSE_EXPLAIN): a line for each. */
void explain_print(struct arena *a, const struct article *art);

#endif

/* rows.h: story rows as lines or JSON, for list and search. */
#ifndef LEDE_CLI_ROWS_H
#define LEDE_CLI_ROWS_H

#include "cli/cli.h"
#include "store/stories.h"

/* Rows read from the store at once. */
#define ROWS_WINDOW 200

void rows_print(struct cli *c, struct arena *a, const struct story_row *rows, size_t n);

#endif

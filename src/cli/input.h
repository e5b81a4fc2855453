/* input.h: what an argument stands for (a story, an address, a file), and how to read a file. */
#ifndef LEDE_CLI_INPUT_H
#define LEDE_CLI_INPUT_H

#include "cli/cli.h"

enum input_kind { INPUT_FILE, INPUT_URL, INPUT_STORY };

/* A number is a story (a file named so is written ./7), what begins with a scheme an address. */
enum input_kind input_kind_of(const char *arg);
/* A file or an address as an article, of which nothing is stored. Only E_PARSE and the like: a bad
 * input never ends the program. */
enum rc input_read_page(struct cli *c, struct arena *a, const char *input, struct article *out,
			struct err *e);
/* A file or an address as a feed, part by part (client.h); nothing of it is stored. */
enum rc input_read_feed(struct cli *c, const char *input, client_part take, void *ctx,
			struct err *e);
/* Reports a failed input: a line on standard error and, with --json, a line in its place. The exit
 * code becomes at least 1. */
void input_failed(struct cli *c, const char *input, const struct err *e, bool json);

#endif

/* input.h: what an argument stands for (a story, an address, a file), and how to read a file. */
#ifndef LEDE_CLI_INPUT_H
#define LEDE_CLI_INPUT_H

#include "cli/cli.h"

enum input_kind { INPUT_FILE, INPUT_URL, INPUT_STORY };

/* A number is a story (a file named so is written ./7), what begins with a scheme an address. */
enum input_kind input_kind_of(const char *arg);
/* A file through the parser: object by kind as client_parse. Only E_PARSE and the like: a bad input
 * never ends the program. */
enum rc input_parse_file(struct cli *c, struct arena *a, enum msg_kind kind, const char *path,
			 void *object, struct err *e);
/* The same with what an address answers; nothing of it is stored. */
enum rc input_parse_url(struct cli *c, struct arena *a, enum msg_kind kind, const char *url,
			void *object, struct err *e);
/* Reports a failed input: a line on standard error and, with --json, a line in its place. The exit
 * code becomes at least 1. */
void input_failed(struct cli *c, const char *input, const struct err *e, bool json);

#endif

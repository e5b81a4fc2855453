/* words.h: the arguments of a command as one query. */
#ifndef LEDE_CLI_WORDS_H
#define LEDE_CLI_WORDS_H

#include "cli/cli.h"

/* All arguments, separated by blanks, in c->arena; NULL where there are none. E_USAGE,
 * reported, when it is too long. */
enum rc words_join(struct cli *c, const char **out);

#endif

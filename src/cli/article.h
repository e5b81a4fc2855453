/* article.h: an article for "read" and "related", wherever it comes from: a file, the store, the
 * network through the engine. */
#ifndef LEDE_CLI_ARTICLE_H
#define LEDE_CLI_ARTICLE_H

#include "cli/cli.h"

/* arg: a story's id, an address or a file. A story or address that is stored is read from the
 * store, else it is fetched, cleaned and stored first. The article lives in a. */
enum rc article_get(struct cli *c, struct arena *a, const char *arg, struct article *out,
		    struct err *e);

#endif

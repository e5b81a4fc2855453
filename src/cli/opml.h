/* opml.h: subscriptions as OPML 2.0 (opml.org/spec2.opml). A feed stands in the folder of its first
 * tag ("News/Local" is Local within News, as newsboat reads it); its category names all of them. */
#ifndef LEDE_CLI_OPML_H
#define LEDE_CLI_OPML_H

#include "cli/cli.h"
#include "model/outline.h"

/* Prints the file on standard output: folders and feeds in the order of the items, each folder
 * where its first feed stands. */
void opml_print(const struct outline *items, size_t n);

#endif

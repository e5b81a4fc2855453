/* import_rules.h: what FreshRSS's lists say of full texts, as site rules. */
#ifndef LEDE_CLI_IMPORT_RULES_H
#define LEDE_CLI_IMPORT_RULES_H

#include "cli/cli.h"
#include "model/outline.h"

/* Writes the selectors in frss:cssFullContent and frss:cssContentFilter of the subscriptions to
 * rules.d/imported.rules, for their sites, and tells. Rules that are there already are not written
 * again. Reports its failure itself. */
enum rc import_rules(struct cli *c, const struct outlines *list);

#endif

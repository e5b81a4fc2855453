/* rules.h: the user's site rules, rules.d/NAME.rules beside the config file: for pages of a host,
 * selectors of what is and what is no part of the article. A wrong line is reported as
 * file:line:col: reason; the rest still applies. */
#ifndef LEDE_CONFIG_RULES_H
#define LEDE_CONFIG_RULES_H

#include "base/arena.h"
#include "base/err.h"
#include "model/rules.h"

/* A line "site PATTERN" and the selectors behind it. */
struct site_rules {
	const char **patterns;
	size_t n_patterns;
	struct rules rules;
};

struct ruleset {
	struct arena *arena;
	const char *dir;
	struct site_rules *sites;	/* by the names of their files, imported.rules last */
	size_t n_sites;
	char **errors;			/* lines for people */
	size_t n_errors;
	uint64_t stamp;			/* of the files as they were read */
};

/* The folder; it need not exist. */
enum rc rules_dir(struct arena *a, char **out, struct err *e);
/* Reads the folder's files when one of them changed, came or went since the last time: true.
 * r is zeroed at first; dir NULL: the default place. Never fails: what cannot be read is among the
 * errors. */
bool rules_refresh(struct ruleset *r, const char *dir);
void rules_free(struct ruleset *r);
/* All that is said of pages at url, in the arena; the strings are the ruleset's. */
struct rules rules_for(const struct ruleset *r, struct arena *a, const char *url);

/* Adds a site's lines (as files have them, without "site") to rules.d/imported.rules, behind what
 * is there, unless some file has them already for that pattern; *added tells. */
struct rules_addition {
	const char *pattern;
	const char *lines;
};
enum rc rules_import(const struct ruleset *r, const struct rules_addition *list, size_t n,
		     size_t *added, const char **path, struct err *e);

#endif

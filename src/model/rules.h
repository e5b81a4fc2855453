/* rules.h: what the user's site rules say of one page: selectors, in the order in which they are
 * tried. */
#ifndef LEDE_MODEL_RULES_H
#define LEDE_MODEL_RULES_H

#include <stddef.h>
#include <stdint.h>

enum rule_kind {
	RULE_BODY = 1,		/* holds the text */
	RULE_DROP = 2,		/* no part of it */
	RULE_KEEP = 3,		/* part of it, whatever else is thought of it */
	RULE_TITLE = 4,
	RULE_BYLINE = 5,
	RULE_DATE = 6,
	RULE_NEXT = 7,		/* where the article goes on */
	RULE_RELATED = 8,	/* other stories to read */
	RULE_KINDS
};

struct rule {
	uint32_t kind;		/* enum rule_kind */
	const char *selector;	/* as the user wrote it */
	const char *xpath;	/* what it means */
	const char *where;	/* "paper.rules:3" */
};

struct rules {
	struct rule *items;
	size_t n_items;
};

/* "body", "drop" ..., as the files write them; NULL for no kind. */
const char *rule_name(uint32_t kind);

#endif

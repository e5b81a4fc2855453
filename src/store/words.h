/* words.h: text and queries in the form in which the index and the scan of what is not indexed
 * compare them. Private to this folder. */
#ifndef LEDE_STORE_WORDS_H
#define LEDE_STORE_WORDS_H

#include "base/arena.h"

#define WORDS_TERMS 32		/* of one query; further ones are left out */

struct words_term {
	const char *match;	/* folded words, a blank around each */
	bool is_excluded, is_prefix;
};

struct words_query {
	struct words_term terms[WORDS_TERMS];
	size_t n;
};

/* Text as it is indexed: runs of scripts written without blanks become overlapping pairs. */
char *words_for_index(struct arena *a, struct str text);
/* Lower case without marks, one blank around each word. */
char *words_fold(struct arena *a, struct str text);
/* Any bytes: words, "phrases", -word; the last word is a prefix while no blank follows it. */
void words_parse(struct arena *a, const char *query, struct words_query *q);
/* The query for FTS5; NULL when it asks for nothing. */
char *words_match(struct arena *a, const struct words_query *q);
/* Whether a text that went through words_for_index and words_fold fits the query. */
bool words_hold(const struct words_query *q, const char *folded);

#endif

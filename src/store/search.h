/* search.h: full text of all stories and pages (FTS5), filled off the refresh path from a queue of
 * changed stories; what is not indexed yet is scanned, up to LIMIT_SEARCH_TAIL. */
#ifndef LEDE_STORE_SEARCH_H
#define LEDE_STORE_SEARCH_H

#include "store/stories.h"

/* Stories that hold all words of the query (a phrase in quotes, a last word as prefix, -word to
 * leave out), newest first, with id < before (INT64_MAX: from the newest). Any bytes are a valid
 * query; SQL or FTS errors never reach the user. */
enum rc search_stories(struct db *db, struct arena *a, const char *query, int64_t before,
		       size_t limit, struct story_row **rows, size_t *n, struct err *e);
/* Stories about the same event as title/text, most alike first, without exclude and without the
 * addresses in skip_urls; first seen within days of around. */
enum rc alike_find(struct db *db, struct arena *a, const char *title, const char *text,
		   int64_t exclude, int64_t around, int days, const char *const *skip_urls,
		   size_t n_skip, size_t limit, struct story_row **rows, size_t *n, struct err *e);
/* Indexes up to limit waiting stories in a transaction of its own; *left: how many wait then. */
enum rc search_index(struct db *db, size_t limit, int64_t *left, struct err *e);

#endif

/* fresh.h: how long a reply stays fresh (RFC 9111, 4.2), read from its headers line by line. */
#ifndef LEDE_FRESH_H
#define LEDE_FRESH_H

#include "base/str.h"

struct fresh {
	int64_t max_age;	/* seconds; -1: not said */
	int64_t expires, date;	/* DATE_NONE: not said */
	int64_t age;		/* seconds in caches on the way */
	bool is_uncached;	/* no-store, no-cache: nothing may be taken for fresh */
};

#define FRESH_INIT { .max_age = -1, .expires = DATE_NONE, .date = DATE_NONE }

/* Takes in a header line ("Name: value") where it says something of this: true. Of a directive
 * that stands twice the first counts, as RFC 9111 asks. */
bool fresh_header(struct fresh *f, struct str line);
/* Seconds from now on; 0 where nothing is said, or already stale. Cache-Control goes before
 * Expires, which is seen from the server's own Date where that stands. */
int64_t fresh_seconds(const struct fresh *f, int64_t now);

#endif

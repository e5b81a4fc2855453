/* cond.h: when a feed is asked again, and how: conditional requests (RFC 9110, 13), permanent
 * redirects, Retry-After, back-off. Pure arithmetic on what a feed knows of itself. */
#ifndef LEDE_COND_H
#define LEDE_COND_H

#include "fetch/http.h"

#define COND_NEVER INT64_MAX	/* next_check of a feed that is gone (410) */
#define COND_MOVES 3		/* a permanent redirect counts after so many in a row */

struct cond {
	int64_t interval;		/* seconds between checks */
	int64_t next_check;
	int64_t failures;		/* in a row */
	const char *moved_to;		/* borrowed; NULL: nowhere */
	int64_t moved_seen;
	bool has_moved;			/* seen often enough: the address is moved_to from now on */
};

/* How often: the user's own interval, or more seldom where the feed (ttl, seconds, 0 unknown) or
 * the server (Cache-Control) asks so; at most a day. */
int64_t cond_interval(int64_t own, int64_t ttl, int64_t max_age);
/* After a reply that was of use (also 304). random: any number, spreads the checks by a tenth. */
void cond_success(struct cond *c, const struct http_reply *r, int64_t now, int64_t interval,
		  uint32_t random);
/* After a failure: five minutes doubled each time, at most LIMIT_BACKOFF_SECONDS, not before
 * Retry-After; 410 is COND_NEVER. r may be NULL. */
void cond_failure(struct cond *c, const struct http_reply *r, int64_t now, uint32_t random);

#endif

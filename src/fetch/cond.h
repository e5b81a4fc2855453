/* cond.h: when a feed is asked again, and how: conditional requests (RFC 9110, 13), permanent
 * redirects, Retry-After, back-off, the feed's own rhythm. Pure arithmetic on what a feed knows of
 * itself. */
#ifndef LEDE_COND_H
#define LEDE_COND_H

#include "fetch/http.h"

#define COND_NEVER INT64_MAX	/* next_check of a feed that is gone (410) */
#define COND_MOVES 3		/* a permanent redirect counts after so many in a row */
#define COND_RHYTHM 20		/* stories that its rhythm is read from */

struct cond {
	int64_t interval;		/* seconds between checks */
	int64_t next_check;
	int64_t failures;		/* in a row */
	const char *moved_to;		/* borrowed; NULL: nowhere */
	int64_t moved_seen;
	bool has_moved;			/* seen often enough: the address is moved_to from now on */
};

/* What decides how often; all in seconds. */
struct cond_wish {
	int64_t own;		/* the user's interval: the shortest there is */
	int64_t ttl;		/* what the feed asks for; 0: nothing */
	int64_t fresh;		/* what the server says its reply is good for; 0: nothing */
	int64_t rhythm;		/* between the feed's stories, as cond_rhythm says; 0: not known */
	int64_t silence;	/* since its newest story; 0: not known */
	bool is_adaptive;	/* rhythm and silence count */
};

/* How often: the user's interval, or more seldom where the feed or the server asks so, or where
 * few stories come: a third of the rhythm, an eighth of the silence, so that a quiet feed is asked
 * less and less and one that wakes up is soon back; at most a day, or the user's interval. */
int64_t cond_interval(const struct cond_wish *w);
/* Seconds between stories of late, from the times of at most COND_RHYTHM of them, newest first;
 * what comes within ten minutes counts as one. 0 when that cannot be told. */
int64_t cond_rhythm(const int64_t *times, size_t n);
/* when, or the first full hour after it that is in none of these hours and days of UTC (bits as in
 * skipHours and skipDays of RSS: bit 0 is midnight, and Sunday). */
int64_t cond_skip(int64_t when, uint32_t hours, uint32_t days);
/* After a reply that was of use (also 304). random: any number, spreads the checks by a tenth. */
void cond_success(struct cond *c, const struct http_reply *r, int64_t now, int64_t interval,
		  uint32_t random);
/* After a failure: five minutes doubled each time, at most LIMIT_BACKOFF_SECONDS, not before
 * Retry-After; 410 is COND_NEVER. r may be NULL. */
void cond_failure(struct cond *c, const struct http_reply *r, int64_t now, uint32_t random);
/* After a failure that is not the feed's: tried again after five minutes, or after wait seconds
 * where that is longer, and not counted. */
void cond_hindered(struct cond *c, int64_t now, int64_t wait, uint32_t random);

#endif

#include "fetch/cond.h"

#include "base/limits.h"

#define FIRST_RETRY 300
#define DAY 86400

int64_t cond_interval(int64_t own, int64_t ttl, int64_t max_age)
{
	return MAX(own, MIN(MAX(ttl, max_age), DAY));
}

/* n and up to a tenth more, so that feeds which failed together do not come back together. */
static int64_t spread(int64_t n, uint32_t random)
{
	return n + (n / 10 * (random % 1000)) / 1000;
}

void cond_success(struct cond *c, const struct http_reply *r, int64_t now, int64_t interval,
		  uint32_t random)
{
	c->interval = interval;
	c->next_check = now + spread(interval, random);
	c->failures = 0;
	if (!r->moved_to) {
		c->moved_to = NULL;
		c->moved_seen = 0;
		return;
	}
	c->moved_seen = streq(r->moved_to, c->moved_to) ? c->moved_seen + 1 : 1;
	c->moved_to = r->moved_to;
	c->has_moved = c->moved_seen >= COND_MOVES;
}

void cond_failure(struct cond *c, const struct http_reply *r, int64_t now, uint32_t random)
{
	int64_t wait = FIRST_RETRY;

	if (r && r->status == 410) {
		c->failures++;
		c->next_check = COND_NEVER;
		return;
	}
	for (int64_t i = 0; i < c->failures && wait < LIMIT_BACKOFF_SECONDS; i++)
		wait *= 2;
	c->failures = c->failures < INT32_MAX ? c->failures + 1 : c->failures;
	wait = MIN(spread(wait, random), LIMIT_BACKOFF_SECONDS);
	if (r)
		wait = MAX(wait, MIN(r->retry_after, LIMIT_BACKOFF_SECONDS));
	c->next_check = now + wait;
}

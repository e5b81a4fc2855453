#include "fetch/cond.h"

#include "base/limits.h"

#define FIRST_RETRY 300
#define HOUR 3600
#define DAY 86400
#define RHYTHM_PART 3	/* checks between two stories of a feed that keeps its rhythm */
#define SILENCE_PART 8	/* the part of a silence after which it is asked again */
#define BURST 600	/* seconds within which stories are one edition */

int64_t cond_interval(const struct cond_wish *w)
{
	int64_t asked = MAX(w->ttl, w->fresh), quiet = 0;

	if (w->is_adaptive)
		quiet = MAX(w->rhythm ? w->rhythm / RHYTHM_PART : HOUR, w->silence / SILENCE_PART);
	return MAX(w->own, MIN(MAX(asked, quiet), DAY));
}

int64_t cond_rhythm(const int64_t *times, size_t n)
{
	int64_t kept[COND_RHYTHM], rhythm;
	size_t n_kept = 0;

	for (size_t i = 0; i < MIN(n, COND_RHYTHM); i++)
		if (!n_kept || kept[n_kept - 1] - times[i] >= BURST)
			kept[n_kept++] = times[i];
	if (n_kept < 2)
		return 0;
	rhythm = (kept[0] - kept[n_kept - 1]) / (int64_t)(n_kept - 1);
	/* One that woke up: its last stories say more than those before the sleep. */
	if (n_kept >= 4)
		rhythm = MIN(rhythm, (kept[0] - kept[3]) / 3);
	return MIN(rhythm, 2 * (kept[0] - kept[1]));
}

int64_t cond_skip(int64_t when, uint32_t hours, uint32_t days)
{
	/* 1 January 1970 was a Thursday. Eight days hold every hour of every weekday. */
	for (int i = 0; when >= 0 && i < 8 * 24; i++) {
		int64_t hour = when / HOUR, day = hour / 24;

		if (!(hours >> hour % 24 & 1) && !(days >> (day + 4) % 7 & 1))
			break;
		when = (hour + 1) * HOUR;
	}
	return when;
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

void cond_hindered(struct cond *c, int64_t now, int64_t wait, uint32_t random)
{
	c->next_check = now + spread(MIN(MAX(wait, FIRST_RETRY), LIMIT_BACKOFF_SECONDS), random);
}

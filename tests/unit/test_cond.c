/* When a feed is asked again: what servers and feeds say of it, and a week of two hundred feeds. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/limits.h"
#include "fetch/cond.h"
#include "fetch/fresh.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define NOW 1700000000	/* Tue, 14 Nov 2023 22:13:20 GMT */

/* --- headers --- */

static int64_t fresh(const char *headers)
{
	struct fresh f = FRESH_INIT;
	struct str rest = str_of(headers), line;

	while (str_split(&rest, '\n', &line))
		fresh_header(&f, line);
	return fresh_seconds(&f, NOW);
}

static void test_fresh(void **state)
{
	assert_int_equal(fresh("Content-Type: text/xml"), 0);
	assert_int_equal(fresh("Cache-Control: public, max-age=300"), 300);
	assert_int_equal(fresh("cache-control: private=\"a, max-age=9\", MAX-AGE=\"300\""), 300);
	assert_int_equal(fresh("Cache-Control: max-age=300, max-age=600"), 300);
	assert_int_equal(fresh("Cache-Control: max-age=often"), 0);
	assert_int_equal(fresh("Cache-Control: s-maxage=900, x-max-age=5"), 0);
	assert_int_equal(fresh("Cache-Control: max-age=300\nAge: 100"), 200);
	assert_int_equal(fresh("Cache-Control: max-age=300\nAge: 1000"), 0);
	assert_int_equal(fresh("Cache-Control: max-age=300, no-cache"), 0);
	assert_int_equal(fresh("Cache-Control: no-store\nExpires: Fri, 01 Jan 2038 00:00:00 GMT"), 0);
	assert_int_equal(fresh("Cache-Control: max-age=300, no-cache=\"set-cookie\""), 300);
	assert_int_equal(fresh("Cache-Control: public\nCache-Control: max-age=60"), 60);
	/* The server's clock may be wrong; its own Date is as wrong as its Expires. */
	assert_int_equal(fresh("Date: Thu, 01 Jan 2015 10:00:00 GMT\n"
			       "Expires: Thu, 01 Jan 2015 11:00:00 GMT"), 3600);
	assert_int_equal(fresh("Expires: Tue, 14 Nov 2023 22:14:20 GMT"), 60);
	assert_int_equal(fresh("Expires: Tue, 14 Nov 2023 22:14:20 GMT\n"
			       "Cache-Control: max-age=5"), 5);
	assert_int_equal(fresh("Expires: 0"), 0);
	assert_int_equal(fresh("Expires: -1\nAge: x"), 0);
	assert_int_equal(fresh("Expires: Thu, 19 Nov 1981 08:52:00 GMT"), 0);
}

/* --- one feed --- */

static void test_interval(void **state)
{
	struct cond_wish w = { .own = 15 * MINUTE };

	assert_int_equal(cond_interval(&w), 15 * MINUTE);
	w.ttl = MINUTE;
	assert_int_equal(cond_interval(&w), 15 * MINUTE);
	w.ttl = 2 * HOUR;
	assert_int_equal(cond_interval(&w), 2 * HOUR);
	w.fresh = 3 * HOUR;
	assert_int_equal(cond_interval(&w), 3 * HOUR);
	w.ttl = 1 << 30;
	assert_int_equal(cond_interval(&w), DAY);
	w.own = 3 * DAY;
	assert_int_equal(cond_interval(&w), 3 * DAY);
	w = (struct cond_wish){ .own = 15 * MINUTE, .rhythm = 30 * MINUTE, .is_adaptive = true };
	assert_int_equal(cond_interval(&w), 15 * MINUTE);
	w.fresh = HOUR;	/* however busy: the server's word counts */
	assert_int_equal(cond_interval(&w), HOUR);
	w.fresh = 0;
	w.rhythm = 7 * DAY;
	assert_int_equal(cond_interval(&w), DAY);
	w.is_adaptive = false;
	assert_int_equal(cond_interval(&w), 15 * MINUTE);
	w.is_adaptive = true;
	w.rhythm = 0;
	assert_int_equal(cond_interval(&w), HOUR);
	w.silence = 12 * HOUR;
	assert_int_equal(cond_interval(&w), 90 * MINUTE);
	w.rhythm = 3 * HOUR;
	w.silence = 0;
	assert_int_equal(cond_interval(&w), HOUR);
}

static void test_rhythm(void **state)
{
	/* ten stories at once, a day apart: an edition a day */
	int64_t editions[COND_RHYTHM], once[] = { NOW, NOW, NOW, NOW - 5 };
	/* a year of silence, then a story every hour */
	int64_t awake[] = { NOW, NOW - HOUR, NOW - 365 * DAY, NOW - 366 * DAY };
	int64_t weekly[] = { NOW, NOW - 7 * DAY, NOW - 14 * DAY, NOW - 21 * DAY, NOW - 28 * DAY };

	for (size_t i = 0; i < ARRAY_LEN(editions); i++)
		editions[i] = NOW - (int64_t)(i / 10) * DAY - (int64_t)(i % 10);
	assert_int_equal(cond_rhythm(editions, ARRAY_LEN(editions)), DAY);
	assert_int_equal(cond_rhythm(once, ARRAY_LEN(once)), 0);
	assert_int_equal(cond_rhythm(once, 0), 0);
	assert_int_equal(cond_rhythm(weekly, ARRAY_LEN(weekly)), 7 * DAY);
	assert_int_equal(cond_rhythm(awake, ARRAY_LEN(awake)), 2 * HOUR);
}

static void test_skip(void **state)
{
	int64_t monday = date_make(2026, 11, 23, 13, 30, 0);

	assert_true(cond_skip(monday, 0, 0) == monday);
	assert_true(cond_skip(monday, 1u << 14, 1u << 2) == monday);
	assert_true(cond_skip(monday, 1u << 13, 0) == date_make(2026, 11, 23, 14, 0, 0));
	assert_true(cond_skip(monday, 0xffe000, 0) == date_make(2026, 11, 24, 0, 0, 0));
	assert_true(cond_skip(monday, 0, 1u << 1) == date_make(2026, 11, 24, 0, 0, 0));
	assert_true(cond_skip(monday, 1, 1u << 1 | 1u << 2) == date_make(2026, 11, 25, 1, 0, 0));
	/* all but Sunday at noon */
	assert_true(cond_skip(monday, 0xffefff, 0x7e) == date_make(2026, 11, 29, 12, 0, 0));
	/* nothing is left: it ends all the same */
	assert_in_range(cond_skip(monday, 0xffffff, 0x7f), monday, monday + 9 * DAY);
}

static void test_checks(void **state)
{
	struct http_reply moved = { .status = 200, .moved_to = "http://b.example/" };
	struct http_reply gone = { .status = 410 }, busy = { .status = 503, .retry_after = 4000 };
	struct cond c = { 0 };
	int64_t last = 0;

	for (int i = 0; i < COND_MOVES; i++) {
		assert_false(c.has_moved);
		cond_success(&c, &moved, 1000, 3600, 7);
	}
	assert_true(c.has_moved);
	assert_in_range(c.next_check, 4600, 4960);
	for (int i = 0; i < 40; i++) {
		cond_failure(&c, NULL, 0, 0);
		assert_true(c.next_check >= last && c.next_check <= LIMIT_BACKOFF_SECONDS);
		last = c.next_check;
	}
	assert_int_equal(last, LIMIT_BACKOFF_SECONDS);
	c = (struct cond){ 0 };
	cond_failure(&c, &busy, 0, 0);
	assert_int_equal(c.next_check, 4000);
	cond_hindered(&c, 0, 0, 0);
	assert_int_equal(c.next_check, 300);
	assert_int_equal(c.failures, 1);
	cond_hindered(&c, 0, 5000, 0);
	assert_int_equal(c.next_check, 5000);
	cond_failure(&c, &gone, 0, 0);
	assert_true(c.next_check == COND_NEVER);
}

/* --- a week --- */

#define WEEK (7 * DAY)
#define PAST (4000 * DAY)	/* of stories before it */

static uint32_t seed;

static uint32_t draw(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

/* Uniform from 0 to n. */
static int64_t draw_to(int64_t n)
{
	return (int64_t)((uint64_t)draw() * (uint64_t)n >> 24);
}

/* Story times over the past and the week, oldest first: on average gap apart, few of a busy feed's
 * at night. */
static size_t draw_stories(int64_t *times, size_t max, int64_t gap)
{
	int64_t t = -MIN((int64_t)PAST, gap * 40);
	size_t n = 0;

	while (n < max) {
		int64_t hour = (t + PAST) / HOUR % 24;

		/* The sum of two uniform gaps: irregular, as people are. */
		t += draw_to(gap) + draw_to(gap);
		if (t >= WEEK)
			break;
		if (gap < DAY && (hour < 6 || hour >= 22) && draw_to(100) < 85)
			continue;
		times[n++] = t;
	}
	return n;
}

struct week {
	int64_t requests;
	int64_t delays[40000];	/* of the active feeds' stories, until they are seen */
	size_t n_delays;
};

static void live(struct week *w, const int64_t *times, size_t n, bool is_active)
{
	int64_t newest[COND_RHYTHM], t = draw_to(HOUR);
	struct cond c = { 0 };
	struct http_reply ok = { .status = 200 };
	size_t seen = 0;

	while (seen < n && times[seen] < 0)
		seen++;
	while (t < WEEK) {
		struct cond_wish wish = { .own = 15 * MINUTE, .is_adaptive = true };
		size_t k = 0;

		w->requests++;
		for (; seen < n && times[seen] <= t; seen++)
			if (is_active && w->n_delays < ARRAY_LEN(w->delays))
				w->delays[w->n_delays++] = t - times[seen];
		for (; k < COND_RHYTHM && k < seen; k++)
			newest[k] = times[seen - 1 - k];
		wish.rhythm = cond_rhythm(newest, k);
		wish.silence = k ? t - newest[0] : 0;
		cond_success(&c, &ok, t, cond_interval(&wish), draw());
		assert_true(c.next_check > t);
		t = c.next_check;
	}
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Against a check every hour: seven requests in ten are saved, and half of what busy feeds bring
 * (those with a story an hour or more often, by day) is seen within ten minutes. A list as people
 * have it: few busy feeds, many that bring a story a day, a week or a month, some that sleep. */
static void test_week(void **state)
{
	static const struct {
		int64_t gap;
		int feeds;
	} kinds[] = {
		{ HOUR / 2, 4 }, { HOUR, 5 }, { 2 * HOUR, 5 }, { 6 * HOUR, 16 }, { 12 * HOUR, 20 },
		{ DAY, 30 }, { 3 * DAY, 40 }, { 7 * DAY, 40 }, { 30 * DAY, 30 }, { 300 * DAY, 10 },
	};
	static struct week w;
	static int64_t times[40000];
	int64_t hourly = 0;

	seed = 20261125;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		int64_t before = w.requests;

		for (int k = 0; k < kinds[i].feeds; k++) {
			size_t n = draw_stories(times, ARRAY_LEN(times), kinds[i].gap);

			live(&w, times, n, kinds[i].gap <= HOUR);
			hourly += WEEK / HOUR;
		}
		print_message("# a story every %lld min: %.1f checks a day\n",
			      (long long)kinds[i].gap / MINUTE,
			      (double)(w.requests - before) / 7 / kinds[i].feeds);
	}
	qsort(w.delays, w.n_delays, sizeof(*w.delays), compare);
	assert_true(w.n_delays > 1000);
	print_message("# %lld requests, %lld hourly; median delay %lld s of %zu stories\n",
		      (long long)w.requests, (long long)hourly,
		      (long long)w.delays[w.n_delays / 2], w.n_delays);
	assert_true(w.requests * 10 <= hourly * 3);
	assert_true(w.delays[w.n_delays / 2] < 10 * MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fresh),
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_rhythm),
		cmocka_unit_test(test_skip),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

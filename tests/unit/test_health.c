/* How a feed is, and the words for it. */
#include "tests/unit/unit.h"

#include "app/health.h"
#include "base/limits.h"

#define NOW 1700000000
#define DAY 86400

static struct arena *a;

static int set_up(void **state)
{
	a = arena_new(MIB(1));
	return 0;
}

static int tear_down(void **state)
{
	arena_free(a);
	return 0;
}

static struct feed_row well(void)
{
	return (struct feed_row){ .id = 7, .url = "https://paper.example/feed", .last_success = NOW,
				  .next_check = NOW + 60, .rhythm = DAY };
}

static void kinds(void **state)
{
	struct feed_row f = well();

	assert_int_equal(health_of(&f, NOW - DAY, NOW), HEALTH_WELL);
	assert_int_equal(health_of(&f, DATE_NONE, NOW), HEALTH_WELL);
	/* a month of quiet is no alarm, nor are ten pauses of a feed that is slow */
	assert_int_equal(health_of(&f, NOW - 29 * DAY, NOW), HEALTH_WELL);
	assert_int_equal(health_of(&f, NOW - 31 * DAY, NOW), HEALTH_SILENT);
	f.rhythm = 30 * DAY;
	assert_int_equal(health_of(&f, NOW - 200 * DAY, NOW), HEALTH_WELL);
	assert_int_equal(health_of(&f, NOW - 302 * DAY, NOW), HEALTH_SILENT);
	f.rhythm = 0;
	assert_int_equal(health_of(&f, NOW - 302 * DAY, NOW), HEALTH_WELL);
	assert_int_equal(health_of(&f, NOW - 366 * DAY, NOW), HEALTH_SILENT);
	assert_int_equal(health_of(&f, NOW + DAY, NOW), HEALTH_WELL);
	f.body_bytes = (int64_t)MIB(3);
	assert_int_equal(health_of(&f, NOW, NOW), HEALTH_LARGE);
	f.error = "x";
	assert_int_equal(health_of(&f, NOW, NOW), HEALTH_FAILING);
	f.next_check = FEED_NEVER;
	assert_int_equal(health_of(&f, NOW, NOW), HEALTH_RETIRED);
	f.id = FEED_FOLLOWED;
	assert_false(health_is_retired(&f));
	f = (struct feed_row){ .id = 7, .last_success = DATE_NONE };
	assert_int_equal(health_of(&f, DATE_NONE, NOW), HEALTH_NEW);
}

static void rates(void **state)
{
	static const struct {
		int64_t rhythm;
		const char *words;
	} cases[] = {
		{ 300, "288 a day" }, { 864, "100 a day" }, { 20000, "4.3 a day" }, { DAY, "1.0 a day" },
		{ 2 * DAY, "4 a week" }, { 7 * DAY, "1 a week" }, { 10 * DAY, "3 a month" },
		{ 30 * DAY, "1 a month" }, { 90 * DAY, "seldom" },
	};
	struct feed_row f = well();
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		f.rhythm = cases[i].rhythm;
		assert_string_equal(health_rate(a, &f), cases[i].words);
	}
	f.rhythm = 0;
	assert_null(health_rate(a, &f));
}

static void words(void **state)
{
	struct feed_row f = well();

	assert_null(health_size(a, &f));
	f.body_bytes = 1;
	assert_string_equal(health_size(a, &f), "1 kB");
	f.body_bytes = 999000;
	assert_string_equal(health_size(a, &f), "999 kB");
	f.body_bytes = 999001;
	assert_string_equal(health_size(a, &f), "1.0 MB");
	assert_string_equal(health_next(a, &f, NOW), date_short(a, NOW + 60, NOW));
	assert_string_equal(health_next(a, &f, NOW + 60), "now");
	f.next_check = FEED_NEVER;
	assert_string_equal(health_next(a, &f, NOW), "never");
	assert_null(health_reason(a, &f));
	f.error = "no connection to paper.example";
	assert_string_equal(health_reason(a, &f), "no connection to the server");
	f.error = "not found";
	assert_string_equal(health_reason(a, &f), "not found");
	f.last_success = DATE_NONE;
	assert_null(health_last(a, &f, NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds), cmocka_unit_test(rates), cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

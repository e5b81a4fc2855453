/* Search over the index and over what is not indexed yet, and stories that are alike. */
#include "tests/unit/store_util.h"

static struct arena *a;
static struct db *db;
static char *path;
static int64_t feed;

static int setup(void **state)
{
	a = arena_new(MIB(64));
	path = store_path(a, "search");
	db = store_open(path);
	store_follow(db, &feed, 1);
	return 0;
}

static int teardown(void **state)
{
	char *report;

	/* the index holds exactly what doc says, whatever a test did */
	assert_ok(db_check(db, true, a, &report, &err));
	db_close(db);
	store_check_counts(path);
	arena_free(a);
	return 0;
}

static void put(const char *guid, const char *title, const char *body, int64_t when)
{
	struct block block = { .text = body };
	struct story s = { .guid = guid, .title = title, .published = when,
			   .url = arena_printf(a, "https://x.example/%s", guid),
			   .modified = DATE_NONE, .blocks = &block, .n_blocks = 1,
			   .hash = strlen(body) * 31 + strlen(title) };
	struct feed f = { .stories = &s, .n_stories = 1 };

	store_put(db, feed, &f, when);
}

static void index_all(void)
{
	int64_t left = 1;

	while (left)
		assert_ok(search_index(db, 3, &left, &err));
}

/* How many stories fit; the newest's title goes to *first. */
static size_t count(const char *query, const char **first)
{
	struct story_row *rows;
	size_t n, i;

	assert_ok(search_stories(db, a, query, INT64_MAX, 50, &rows, &n, &err));
	for (i = 1; i < n; i++)
		assert_true(rows[i - 1].id > rows[i].id);
	if (first)
		*first = n ? rows[0].title : NULL;
	return n;
}

static void put_samples(void)
{
	put("1", "Bridge falls in storm", "The old bridge over the river fell last night.", NOW);
	put("2", "Élections à Zürich", "Les électeurs ont voté; the river is calm.", NOW + 1);
	put("3", "東京都で地震", "東京タワーは無事でした。関東", NOW + 2);
	put("4", "Storms ahead", "COVID-19 and the bridge builders; hot-potato.", NOW + 3);
	put("5", "हिन्दी समाचार", "राष्ट्रपति ने कहा", NOW + 4);
	put("6", "Новости дня", "Президент сказал", NOW + 5);
}

static void check_samples(void)
{
	static const struct {
		const char *query;
		size_t n;
	} cases[] = {
		{ "bridge", 2 }, { "BRIDGE", 2 }, { "brid", 2 }, { "brid ", 0 }, { "storm", 2 },
		{ "storm ", 1 }, { "river bridge", 1 }, { "\"old bridge\"", 1 },
		{ "\"bridge old\"", 0 }, { "bridge -river", 1 }, { "bridge -\"old bridge\"", 1 },
		{ "-bridge", 0 }, { "elections", 1 }, { "zurich", 1 }, { "ZÜRICH", 1 },
		{ "covid-19", 1 }, { "東京", 1 }, { "京", 1 }, { "東", 1 }, { "東京タワー", 1 },
		{ "京東", 0 }, { "東 地震", 1 }, { "हिन्दी", 1 }, { "президент", 1 }, { "ПРЕЗ", 1 },
		{ "", 0 }, { " ", 0 }, { "nothinglikeit", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		if (count(cases[i].query, NULL) != cases[i].n)
			fail_msg("\"%s\" finds %zu, not %zu", cases[i].query,
				 count(cases[i].query, NULL), cases[i].n);
}

/* The scan of what waits and the index answer alike. */
static void indexed_or_not(void **state)
{
	int64_t left;

	put_samples();
	check_samples();
	assert_ok(search_index(db, 3, &left, &err));
	assert_int_equal(left, 3);
	check_samples();
	index_all();
	check_samples();
}

static void any_bytes(void **state)
{
	static const char *const queries[] = {
		"\"", "\"\"", "-", "--", "- -", "*", "bridge*", "(", ")", "a AND", "NOT", "OR OR",
		"NEAR(a b)", "title:bridge", "^bridge", "{a}:b", "'", "\\", "\xff\xfe", "a\xc3",
		"-\"", "bridge \"", "%", ";", "\x01\x02", "+", "bridge + river", "\xe6\x9d",
	};
	char long_query[9000];
	size_t i;

	put_samples();
	index_all();
	for (i = 0; i < ARRAY_LEN(queries); i++)
		count(queries[i], NULL);
	assert_int_equal(count("title:bridge", NULL), 0);
	assert_int_equal(count("NOT", NULL), 0);
	for (i = 0; i + 1 < sizeof(long_query); i++)
		long_query[i] = i % 2 ? ' ' : 'a' + (char)(i / 2 % 26);
	long_query[i] = '\0';
	count(long_query, NULL);
}

static void changes_and_pages(void **state)
{
	struct block block = { .text = "An aqueduct was found under the square." };
	struct article art = { .url = "https://x.example/1", .title = "Bridge falls in storm",
			       .published = NOW, .modified = DATE_NONE, .blocks = &block,
			       .n_blocks = 1 };
	const char *first;
	int64_t page, *ids;
	size_t n;

	put_samples();
	index_all();
	put("4", "Storms ahead", "A corrected text on weather.", NOW + 60);
	assert_int_equal(count("potato", NULL), 0);
	assert_int_equal(count("corrected", NULL), 1);
	index_all();
	assert_int_equal(count("potato", NULL), 0);
	assert_int_equal(count("corrected", NULL), 1);
	assert_ok(db_begin(db, &err));
	assert_ok(pages_put(db, "https://x.example/1", &art, NOW, &page, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(count("aqueduct", &first), 1);
	assert_string_equal(first, "Bridge falls in storm");
	index_all();
	assert_int_equal(count("aqueduct", NULL), 1);
	assert_ok(db_begin(db, &err));
	assert_ok(stories_mark_read(db, a, 0, INT64_MAX, &ids, &n, &err));
	assert_ok(stories_set_flags(db, ids, n, FLAG_HIDDEN, 0, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(count("aqueduct", NULL), 0);
}

/* Removed stories leave the index, do not come back with the feed, and take their pages along. */
static void retention(void **state)
{
	struct feed *f = store_feed(a, "one.example", 30, NOW);
	struct article art = { .url = f->stories[29].url, .title = "t", .published = DATE_NONE,
			       .modified = DATE_NONE };
	struct store_counts counts;
	struct story_row row;
	int64_t page;
	bool more = true;
	char *report;

	store_put(db, feed, f, NOW - 40 * 86400);
	put_samples();
	assert_ok(db_begin(db, &err));
	assert_ok(pages_put(db, art.url, &art, NOW, &page, &err));
	assert_ok(stories_by_url(db, a, f->stories[5].url, &row, &err));
	assert_ok(stories_set_flags(db, &row.id, 1, FLAG_STARRED, 0, &err));
	assert_ok(db_commit(db, &err));
	index_all();
	assert_ok(db_begin(db, &err));
	while (more)
		assert_ok(stories_keep(db, NOW, 30, 0, &more, &err));
	assert_ok(db_commit(db, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 7);
	assert_int_equal(counts.pages, 0);
	assert_int_equal(count("speaks", NULL), 1);
	assert_int_equal(store_put(db, feed, f, NOW), 0);
	assert_ok(db_begin(db, &err));
	for (more = true; more;)	/* too many, but recent */
		assert_ok(stories_keep(db, NOW, 30, 3, &more, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 7);
	for (more = true; more;)	/* old, but not too many */
		assert_ok(stories_keep(db, NOW + 40 * 86400, 30, 7, &more, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 7);
	for (more = true; more;)
		assert_ok(stories_keep(db, NOW + 40 * 86400, 30, 3, &more, &err));
	assert_ok(db_commit(db, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 4);
	assert_ok(db_check(db, true, a, &report, &err));
}

/* Nor do they when none is left of their feed. */
static void none_left(void **state)
{
	struct feed *f = store_feed(a, "one.example", 5, NOW);
	struct store_counts counts;
	bool more = true;

	assert_int_equal(store_put(db, feed, f, NOW - 40 * 86400), 5);
	assert_ok(db_begin(db, &err));
	while (more)
		assert_ok(stories_keep(db, NOW + 40 * 86400, 30, 0, &more, &err));
	assert_ok(db_commit(db, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 0);
	assert_int_equal(store_put(db, feed, f, NOW), 0);
}

static void alike(void **state)
{
	const char *skip[] = { "https://x.example/b3" };
	struct story_row *rows;
	size_t i, n;

	put("b1", "Putin proposes joint cyber unit with Russia", "Trump and Putin met.", NOW);
	put("b2", "Trump says Putin denied the election meddling", "In Helsinki.", NOW + 1);
	put("b3", "Helsinki: Putin and Trump on cyber security", "Russia again.", NOW + 2);
	put("b4", "Recipe: soup with leek", "Cook it for an hour.", NOW + 3);
	put("b5", "Putin and cyber, an old story", "Russia", NOW - 90 * 86400);
	for (i = 0; i < 40; i++)
		put(arena_printf(a, "n%zu", i), arena_printf(a, "Local news number%zu today", i),
		    "Nothing with it.", NOW + 10);
	index_all();
	assert_ok(alike_find(db, a, "Putin says Russia and Trump to work on cyber security", NULL,
			     0, NOW, 14, skip, 1, 10, &rows, &n, &err));
	assert_true(n >= 1 && n <= 3);
	for (i = 0; i < n; i++) {
		assert_non_null(strstr(rows[i].title, "Putin"));
		assert_string_not_equal(rows[i].url, skip[0]);
	}
	assert_ok(alike_find(db, a, "", NULL, 0, DATE_NONE, 14, NULL, 0, 10, &rows, &n, &err));
	assert_int_equal(n, 0);
	assert_ok(alike_find(db, a, "\"'(*", "\xff", 0, NOW, 14, NULL, 0, 10, &rows, &n, &err));
}

/* The check sees an index that does not fit its text. */
static void check_sees_stale_index(void **state)
{
	char *other = store_path(a, "stale"), *report;
	struct db *damaged = store_open(other);
	int64_t id, left;

	store_follow(damaged, &id, 1);
	store_put(damaged, id, store_feed(a, "one.example", 5, NOW), NOW);
	assert_ok(search_index(damaged, 10, &left, &err));
	assert_ok(db_check(damaged, true, a, &report, &err));
	assert_null(report);
	store_sql(other, "UPDATE tally SET unread = unread + 1");
	assert_int_equal(db_check(damaged, true, a, &report, &err), E_CORRUPT);
	store_sql(other, "UPDATE tally SET unread = unread - 1");
	assert_ok(db_check(damaged, true, a, &report, &err));
	store_sql(other, "UPDATE doc SET text = 'changed behind its back' WHERE id = 3");
	assert_int_equal(db_check(damaged, true, a, &report, &err), E_CORRUPT);
	assert_non_null(report);
	db_close(damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(indexed_or_not, setup, teardown),
		cmocka_unit_test_setup_teardown(any_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(changes_and_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(retention, setup, teardown),
		cmocka_unit_test_setup_teardown(none_left, setup, teardown),
		cmocka_unit_test_setup_teardown(alike, setup, teardown),
		cmocka_unit_test_setup_teardown(check_sees_stale_index, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

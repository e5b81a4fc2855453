/* Which stories are one: guids that are missing, repeated, changing, or shared between feeds. */
#include "tests/unit/store_util.h"

#define DAY 86400

static struct arena *a;
static struct db *db;
static char *path;
static int64_t feed;

static void add(struct feed *f, const char *guid, const char *url, const char *title,
		int64_t published)
{
	struct story *s = ARENA_PUSH(a, f->stories, f->n_stories);
	const char *p;

	s->guid = guid;
	s->url = url;
	s->title = title;
	s->published = published;
	s->modified = DATE_NONE;
	/* as the parser's: another one as soon as anything differs */
	for (p = arena_printf(a, "%s|%s|%s|%lld", guid, url ? url : "", title,
			      (long long)published); *p; p++)
		s->hash = s->hash * 1099511628211u + (unsigned char)*p;
}

static struct feed document(void)
{
	return (struct feed){ .site_url = "https://one.example/" };
}

static size_t n_stored(void)
{
	struct story_query q = { .feed_id = feed };
	struct story_row *rows;
	size_t n;

	assert_ok(stories_window(db, a, &q, STORY_POS_TOP, false, 1000, &rows, &n, &err));
	return n;
}

/* The story of that title, which must be there once. */
static struct story_row row_of(const char *title)
{
	struct story_query q = { .feed_id = feed };
	struct story_row *rows, found = { 0 };
	size_t n, i, hits = 0;

	assert_ok(stories_window(db, a, &q, STORY_POS_TOP, false, 1000, &rows, &n, &err));
	for (i = 0; i < n; i++) {
		if (!streq(rows[i].title, title))
			continue;
		found = rows[i];
		hits++;
	}
	assert_int_equal(hits, 1);
	return found;
}

static void star(const char *title)
{
	int64_t id = row_of(title).id;

	assert_ok(db_begin(db, &err));
	assert_ok(stories_set_flags(db, &id, 1, FLAG_STARRED | FLAG_READ, 0, &err));
	assert_ok(db_commit(db, &err));
}

static int begin(void **state)
{
	a = arena_new(MIB(64));
	path = store_path(a, "identity");
	db = store_open(path);
	store_follow(db, &feed, 1);
	return 0;
}

static int end(void **state)
{
	db_close(db);
	store_check_counts(path);
	arena_free(a);
	return 0;
}

/* A server with one guid for everything: the address tells. */
static void one_guid(void **state)
{
	struct feed f = document(), later = document();

	add(&f, "g", "https://one.example/b", "B", NOW);
	add(&f, "g", "https://one.example/a", "A", NOW - DAY);
	assert_int_equal(store_put(db, feed, &f, NOW), 2);
	assert_int_equal(store_put(db, feed, &f, NOW), 0);
	star("B");
	add(&later, "g", "https://one.example/c", "C", NOW + 5);
	add(&later, "g", "https://one.example/b", "B, corrected", NOW);
	add(&later, "g", "https://one.example/a", "A", NOW - DAY);
	assert_int_equal(store_put(db, feed, &later, NOW + 10), 1);
	assert_int_equal(store_put(db, feed, &later, NOW + 20), 0);
	assert_int_equal(n_stored(), 3);
	assert_true(row_of("B, corrected").is_starred);
	assert_false(row_of("C").is_starred);
}

/* The same, one story at a time: the guid is not seen to be shared. */
static void one_guid_at_a_time(void **state)
{
	static const char *const titles[] = { "Mon", "Tue", "Wed", "Thu" };
	size_t i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < ARRAY_LEN(titles); i++) {
			struct feed f = document();

			add(&f, "g", arena_printf(a, "https://one.example/%zu", i), titles[i],
			    NOW - DAY * (int64_t)(10 - i));
			assert_int_equal(store_put(db, feed, &f, NOW), k == 0);
		}
	}
	assert_int_equal(n_stored(), 4);
}

/* ... and the address is the front page's: title and date tell. */
static void one_guid_one_address(void **state)
{
	struct feed f = document(), later = document();

	add(&f, "g", "http://one.example", "Tide tables", NOW);
	add(&f, "g", "http://one.example", "Ferry fares", NOW - DAY);
	add(&f, "g", "http://one.example", "Tide tables", NOW - 2 * DAY);
	assert_int_equal(store_put(db, feed, &f, NOW), 3);
	add(&later, "g", "http://one.example", "Rain gauges", NOW + 1);
	add(&later, "g", "http://one.example", "Tide tables", NOW);
	assert_int_equal(store_put(db, feed, &later, NOW + 9), 1);
	assert_int_equal(n_stored(), 4);
}

/* A guid that was one story's turns out to be shared: the first keeps its row. */
static void found_to_be_shared(void **state)
{
	struct feed f = document(), both = document(), other = document();

	add(&f, "g", "https://one.example/a", "A", NOW);
	assert_int_equal(store_put(db, feed, &f, NOW), 1);
	star("A");
	add(&both, "g", "https://one.example/b", "B", NOW + 60);
	add(&both, "g", "https://one.example/a", "A", NOW);
	assert_int_equal(store_put(db, feed, &both, NOW), 1);
	add(&other, "g", "https://one.example/b", "B", NOW + 60);
	assert_int_equal(store_put(db, feed, &other, NOW), 0);
	assert_int_equal(store_put(db, feed, &f, NOW), 0);
	assert_int_equal(n_stored(), 2);
	assert_true(row_of("A").is_starred && !row_of("B").is_starred);
	/* also where the dates do not tell them apart */
	add(&both, "g", "https://one.example/c", "C", NOW);
	assert_int_equal(store_put(db, feed, &both, NOW), 1);
	assert_true(row_of("A").is_starred && !row_of("C").is_starred);
}

/* New guids with each answer: address and title, title and date, or the title alone. */
static void changing_guids(void **state)
{
	size_t k;

	for (k = 0; k < 3; k++) {
		struct feed f = document();

		add(&f, arena_printf(a, "x%zu", k), "https://one.example/a", "A", NOW);
		add(&f, arena_printf(a, "y%zu", k), NULL, "B", NOW - 60);
		add(&f, arena_printf(a, "z%zu", k), NULL, "C", DATE_NONE);
		assert_int_equal(store_put(db, feed, &f, NOW + 3600 * (int64_t)k), k ? 0 : 3);
		if (!k)
			star("B");
	}
	assert_int_equal(n_stored(), 3);
	assert_true(row_of("B").is_starred);
}

/* No guids, and addresses that carry who asked, or change their scheme. */
static void tracked_addresses(void **state)
{
	static const char *const urls[] = {
		"http://one.example/a?id=1&utm_source=mon", "https://one.example/a?id=1",
		"https://one.example/a?id=1&utm_source=tue#top",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(urls); i++) {
		struct feed f = document();

		add(&f, urls[i], urls[i], arena_printf(a, "Edition %zu", i), NOW + (int64_t)i);
		assert_int_equal(store_put(db, feed, &f, NOW + 60), i == 0);
	}
	row_of("Edition 2");
	/* one that an older lede stored under the address itself */
	store_sql(path, "UPDATE story SET guid = 'https://one.example/a?id=1#old'");
	{
		struct feed f = document();

		add(&f, "https://one.example/a?id=1#old", "https://one.example/a?id=1#old", "New", NOW);
		assert_int_equal(store_put(db, feed, &f, NOW + 60), 0);
	}
	assert_int_equal(n_stored(), 1);
}

/* Two stories of one title stay two, however often they come. */
static void same_titles(void **state)
{
	struct feed f = document();

	add(&f, "1", "https://one.example/1", "Letters", NOW);
	add(&f, "2", "https://one.example/2", "Letters", NOW - DAY);
	add(&f, "3", NULL, "Letters", NOW - 2 * DAY);
	add(&f, "4", NULL, "Letters", DATE_NONE);
	assert_int_equal(store_put(db, feed, &f, NOW), 4);
	assert_int_equal(store_put(db, feed, &f, NOW), 0);
	assert_int_equal(n_stored(), 4);
}

/* An editor's changes are no new story, and cost no flag. */
static void edited(void **state)
{
	struct feed f = document(), moved = document(), undated = document();

	add(&f, "g", "https://one.example/old-words", "Old words", NOW);
	add(&f, "h", "https://one.example/h", "H", DATE_NONE);
	assert_int_equal(store_put(db, feed, &f, NOW), 2);
	star("Old words");
	add(&moved, "g", "https://one.example/new-words", "New words", NOW);
	assert_int_equal(store_put(db, feed, &moved, NOW + 60), 0);
	assert_true(row_of("New words").is_starred);
	add(&undated, "h", "https://one.example/h2", "H2", DATE_NONE);
	assert_int_equal(store_put(db, feed, &undated, NOW + 60), 0);
	assert_int_equal(n_stored(), 2);
}

/* What is given twice is stored once. */
static void doubles(void **state)
{
	struct feed f = document();
	size_t added, changed;

	add(&f, "g", "https://one.example/a", "A", NOW);
	add(&f, "g", "http://one.example/a?utm_source=x", "A", NOW);
	add(&f, "k", "https://one.example/k", "K", NOW);
	add(&f, "g", "https://one.example/a", "A again", NOW);
	assert_int_equal(store_put(db, feed, &f, NOW), 2);
	assert_ok(db_begin(db, &err));
	assert_ok(stories_put(db, feed, stories_doc(a, &f), 0, 4, NOW, &added, &changed, &err));
	assert_ok(db_commit(db, &err));
	assert_true(added == 0 && changed == 0);
	row_of("A");
	row_of("K");
}

/* A document that breaks off: its last story is not taken for a change of the whole one. */
static void cut_short(void **state)
{
	struct feed whole = document(), cut = document(), only = document();

	add(&whole, "a", NULL, "Tide tables", NOW);
	add(&whole, "b-long-name", NULL, "Ferry fares", DATE_NONE);
	assert_int_equal(store_put(db, feed, &whole, NOW), 2);
	cut.is_cut = true;
	add(&cut, "a", NULL, "Tide tables, corrected", NOW);
	add(&cut, "b-long", NULL, "Ferry fa", DATE_NONE);
	assert_int_equal(store_put(db, feed, &cut, NOW), 0);
	row_of("Tide tables, corrected");
	row_of("Ferry fares");
	assert_int_equal(n_stored(), 2);
	/* one that is all there is, is */
	only.is_cut = true;
	add(&only, "c", NULL, "Rain gau", NOW);
	assert_int_equal(store_put(db, feed, &only, NOW), 1);
}

/* What another feed calls by the same name is another story. */
static void two_feeds(void **state)
{
	int64_t ids[2];
	struct feed f = document(), other = document();

	store_follow(db, ids, 2);
	add(&f, "1", "https://one.example/1", "Ours", NOW);
	add(&other, "1", "https://two.example/1", "Theirs", NOW);
	assert_int_equal(store_put(db, ids[0], &f, NOW), 1);
	assert_int_equal(store_put(db, ids[1], &other, NOW), 1);
	assert_int_equal(store_put(db, ids[0], &f, NOW), 0);
	feed = ids[1];
	row_of("Theirs");
	feed = ids[0];
	row_of("Ours");
}

/* The user wrote the feed's new address into the feeds file. */
static void moved_by_hand(void **state)
{
	struct outline at_new[] = { { .url = "https://new.example/rss" } };
	struct feed f = document(), strange = document();
	struct feed_row row;
	int64_t old = 0;
	size_t i;

	for (i = 0; i < 5; i++)
		add(&f, arena_printf(a, "g%zu", i), arena_printf(a, "https://one.example/%zu", i),
		    arena_printf(a, "T%zu", i), NOW - (int64_t)i);
	assert_int_equal(store_put(db, feed, &f, NOW), 5);
	star("T1");
	assert_ok(db_begin(db, &err));
	assert_ok(feeds_follow(db, at_new, 1, NULL, NULL, &err));
	assert_ok(feeds_by_url(db, a, at_new[0].url, &row, &err));
	assert_int_equal(row.total, 0);
	/* another feed with such guids is none of its kin */
	for (i = 0; i < 5; i++)
		add(&strange, arena_printf(a, "g%zu", i),
		    arena_printf(a, "https://two.example/%zu", i),
		    arena_printf(a, "S%zu", i), NOW);
	assert_int_equal(stories_ancestor(db, stories_doc(a, &strange), &old, &err), E_NOTFOUND);
	assert_ok(stories_ancestor(db, stories_doc(a, &f), &old, &err));
	assert_int_equal(old, feed);
	assert_ok(feeds_inherit(db, row.id, old, &err));
	assert_ok(db_commit(db, &err));
	feed = row.id;
	assert_int_equal(store_put(db, feed, &f, NOW), 0);
	assert_int_equal(n_stored(), 5);
	assert_true(row_of("T1").is_starred);
	assert_ok(feeds_get(db, a, feed, &row, &err));
	assert_true(row.total == 5 && row.unread == 4);
	assert_int_equal(feeds_get(db, a, old, &row, &err), E_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_guid, begin, end),
		cmocka_unit_test_setup_teardown(one_guid_at_a_time, begin, end),
		cmocka_unit_test_setup_teardown(one_guid_one_address, begin, end),
		cmocka_unit_test_setup_teardown(found_to_be_shared, begin, end),
		cmocka_unit_test_setup_teardown(changing_guids, begin, end),
		cmocka_unit_test_setup_teardown(tracked_addresses, begin, end),
		cmocka_unit_test_setup_teardown(same_titles, begin, end),
		cmocka_unit_test_setup_teardown(edited, begin, end),
		cmocka_unit_test_setup_teardown(doubles, begin, end),
		cmocka_unit_test_setup_teardown(cut_short, begin, end),
		cmocka_unit_test_setup_teardown(two_feeds, begin, end),
		cmocka_unit_test_setup_teardown(moved_by_hand, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

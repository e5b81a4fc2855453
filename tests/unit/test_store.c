/* Feeds, stories, flags, windows and pages, on a real file. */
#include "tests/unit/store_util.h"

#include <sys/wait.h>

static struct arena *a;

static int setup(void **state)
{
	a = arena_new(MIB(64));
	return 0;
}

static int teardown(void **state)
{
	arena_free(a);
	return 0;
}

static struct story_row *window(struct db *db, struct story_query q, struct story_pos pos,
				bool backwards, size_t limit, size_t *n)
{
	struct story_row *rows;

	assert_ok(stories_window(db, a, &q, pos, backwards, limit, &rows, n, &err));
	return rows;
}

static void feeds_follow_file(void **state)
{
	char *path = store_path(a, "feeds");
	const char *tags[] = { "world", "daily" };
	struct outline items[] = {
		{ .url = "https://one.example/rss", .title = "One", .tags = tags, .n_tags = 2 },
		{ .url = "https://two.example/rss" },
	};
	struct db *db = store_open(path);
	struct feed_row *rows, row;
	size_t n, added, archived;
	struct feed described = { .title = "Its own title", .kind = FEED_FRONTPAGE };

	assert_ok(db_begin(db, &err));
	assert_ok(feeds_follow(db, items, 2, &added, &archived, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(added, 2);
	assert_int_equal(archived, 0);
	assert_ok(feeds_list(db, a, &rows, &n, &err));
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].title, "One");
	assert_int_equal(rows[0].n_tags, 2);
	assert_string_equal(rows[0].tags[1], "daily");
	assert_string_equal(rows[1].title, "https://two.example/rss");
	assert_int_equal(rows[2].id, FEED_FOLLOWED);

	assert_ok(db_begin(db, &err));
	assert_ok(feeds_describe(db, rows[1].id, &described, &err));
	row = rows[1];
	row.etag = "\"x\"";
	row.body_hash = str_mem("0123456789abcdef", 16);
	row.interval = 60;
	row.next_check = NOW + 60;
	row.last_check = row.last_success = NOW;
	row.failures = 2;
	row.error = "gone away";
	row.body_bytes = 12345;
	row.ttl = 7200;
	row.rhythm = 86400;
	row.skip_hours = 1u << 23 | 1;
	row.skip_days = 1u << 6;
	assert_ok(feeds_checked(db, &row, &err));
	assert_ok(feeds_follow(db, items + 1, 1, &added, &archived, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(added, 0);
	assert_int_equal(archived, 1);
	assert_ok(feeds_by_url(db, a, "https://two.example/rss", &row, &err));
	assert_string_equal(row.title, "Its own title");
	assert_true(row.is_frontpage && row.next_check == NOW + 60 && row.failures == 2);
	assert_string_equal(row.error, "gone away");
	assert_true(row.body_bytes == 12345 && row.ttl == 7200 && row.rhythm == 86400);
	assert_true(row.skip_hours == (1u << 23 | 1) && row.skip_days == 1u << 6);
	assert_null(row.opml);
	assert_int_equal(row.body_hash.n, 16);
	assert_ok(feeds_due(db, a, NOW, false, &rows, &n, &err));
	assert_int_equal(n, 0);
	assert_int_equal(feeds_next_due(db), NOW + 60);
	assert_ok(feeds_due(db, a, NOW, true, &rows, &n, &err));
	assert_int_equal(n, 1);
	assert_int_equal(feeds_get(db, a, 999, &row, &err), E_NOTFOUND);
	db_close(db);
	store_check_counts(path);
}

/* A feed that leaves the file takes its unread stories out of the lists, but not what the user
 * keeps; with the feed they come back. */
static void feed_leaves_and_returns(void **state)
{
	char *path = store_path(a, "leaves");
	struct db *db = store_open(path);
	struct outline other = { .url = "https://other.example/" };
	struct story_query all = { 0 };
	struct story_row *rows;
	struct store_counts counts;
	int64_t feed, hidden;
	size_t n, added;

	store_follow(db, &feed, 1);
	assert_int_equal(store_put(db, feed, store_feed(a, "one.example", 5, NOW), NOW), 5);
	rows = window(db, all, STORY_POS_TOP, false, 10, &n);
	assert_int_equal(n, 5);
	hidden = rows[0].id;
	assert_ok(db_begin(db, &err));
	assert_ok(stories_set_flags(db, &rows[2].id, 1, FLAG_STARRED, 0, &err));
	assert_ok(feeds_follow(db, &other, 1, &added, NULL, &err));
	assert_ok(db_commit(db, &err));
	rows = window(db, all, STORY_POS_TOP, false, 10, &n);
	assert_int_equal(n, 1);
	assert_true(rows[0].is_starred);
	assert_ok(db_begin(db, &err));
	assert_ok(stories_set_flags(db, &hidden, 1, FLAG_STARRED, 0, &err));
	assert_ok(db_commit(db, &err));
	store_check_counts(path);
	store_follow(db, &feed, 1);
	window(db, all, STORY_POS_TOP, false, 10, &n);
	assert_int_equal(n, 5);
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.unread, 5);
	assert_int_equal(counts.starred, 2);
	db_close(db);
	store_check_counts(path);
}

static void stories_stay_themselves(void **state)
{
	char *path = store_path(a, "identity");
	struct db *db = store_open(path);
	struct feed *f = store_feed(a, "one.example", 3, NOW);
	struct story_query all = { 0 };
	struct story_row *rows, row;
	struct block *blocks;
	struct story more;
	size_t n, added, changed;
	int64_t feed;

	f->stories[0].tags = arena_array(a, 1, sizeof(char *));
	f->stories[0].tags[0] = "politics";
	f->stories[0].n_tags = 1;
	f->stories[1].published = NOW + 90 * 86400;	/* from the future */
	f->stories[2].published = DATE_NONE;
	store_follow(db, &feed, 1);
	assert_int_equal(store_put(db, feed, f, NOW), 3);
	assert_int_equal(store_put(db, feed, f, NOW + 100), 0);
	rows = window(db, all, STORY_POS_TOP, false, 10, &n);
	assert_int_equal(n, 3);
	assert_true(rows[0].sort_at <= NOW && rows[1].sort_at <= NOW);
	assert_string_equal(rows[0].title, "Story 3 of one.example");
	assert_ok(stories_body(db, a, rows[0].id, &blocks, &n, &err));
	assert_int_equal(n, 1);
	assert_string_equal(blocks[0].text, "The body of number3 speaks of things.");
	assert_ok(stories_more(db, a, rows[0].id, &more, &err));
	assert_string_equal(more.tags[0], "politics");
	assert_int_equal(stories_more(db, a, 12345, &more, &err), E_NOTFOUND);

	/* a change keeps flags and place; what did not change is not written */
	assert_ok(db_begin(db, &err));
	assert_ok(stories_set_flags(db, &rows[0].id, 1, FLAG_READ | FLAG_STARRED, 0, &err));
	f->stories[0].title = "Corrected";
	f->stories[0].published = NOW - 5000;
	f->stories[0].hash++;
	assert_ok(stories_put(db, feed, stories_doc(a, f), 0, 3, NOW + 200, &added, &changed, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(added, 0);
	assert_int_equal(changed, 1);
	assert_ok(stories_get(db, a, rows[0].id, &row, &err));
	assert_string_equal(row.title, "Corrected");
	assert_true(row.is_read && row.is_starred && row.sort_at == rows[0].sort_at);
	assert_int_equal(row.published, NOW - 5000);

	/* a new guid for the same story is no new story; a twin in the document is left out */
	f->stories[1].guid = "renamed";
	f->stories[1].hash++;
	f->stories[2].guid = f->stories[0].guid;
	assert_int_equal(store_put(db, feed, f, NOW + 300), 0);
	window(db, all, STORY_POS_TOP, false, 10, &n);
	assert_int_equal(n, 3);
	db_close(db);
	store_check_counts(path);
}

static void too_many_new(void **state)
{
	char *path = store_path(a, "many");
	struct db *db = store_open(path);
	struct feed *f = store_feed(a, "one.example", 1200, NOW);
	struct story_query all = { 0 };
	struct story_row *rows;
	int64_t feed;
	size_t n;

	store_follow(db, &feed, 1);
	assert_int_equal(store_put(db, feed, f, NOW), LIMIT_NEW_STORIES);
	assert_int_equal(store_put(db, feed, f, NOW + 60), 0);
	rows = window(db, all, STORY_POS_TOP, false, 1, &n);
	assert_string_equal(rows[0].title, "Story 1200 of one.example");
	/* all of one date, or of none: the first of the document */
	for (n = 0; n < f->n_stories; n++) {
		f->stories[n].guid = arena_printf(a, "other-%zu", n);
		f->stories[n].title = arena_printf(a, "Other %zu", n);
		f->stories[n].published = n % 2 ? DATE_NONE : NOW - 5;
	}
	assert_int_equal(store_put(db, feed, f, NOW + 120), LIMIT_NEW_STORIES);
	assert_ok(db_begin(db, &err));
	assert_ok(stories_put(db, feed, stories_doc(a, f), 1000, 200, NOW + 180, &n, NULL, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(n, 0);
	db_close(db);
	store_check_counts(path);
}

/* Walks a view in both directions and compares with the whole. */
static void walk(struct db *db, struct story_query q, size_t expect)
{
	struct story_pos pos = STORY_POS_TOP;
	struct story_row *all, *rows;
	size_t n_all, n, i, at;
	int64_t before;

	all = window(db, q, pos, false, 1000, &n_all);
	assert_int_equal(n_all, expect);
	for (i = 1; i < n_all; i++)
		assert_true(all[i - 1].sort_at > all[i].sort_at ||
			    (all[i - 1].sort_at == all[i].sort_at && all[i - 1].id > all[i].id));
	for (at = 0;; at += n) {
		rows = window(db, q, pos, false, 7, &n);
		if (n == 0)
			break;
		for (i = 0; i < n; i++)
			assert_int_equal(rows[i].id, all[at + i].id);
		pos = (struct story_pos){ rows[n - 1].sort_at, rows[n - 1].id };
	}
	assert_int_equal(at, n_all);
	for (pos = (struct story_pos){ INT64_MIN, INT64_MIN }; at > 0; at -= n) {
		rows = window(db, q, pos, true, 7, &n);
		assert_true(n > 0 && n <= at);
		for (i = 0; i < n; i++)
			assert_int_equal(rows[i].id, all[at - n + i].id);
		assert_ok(stories_count_before(db, &q, (struct story_pos){ rows[0].sort_at,
					       rows[0].id }, 10000, &before, &err));
		assert_int_equal(before, at - n);
		pos = (struct story_pos){ rows[0].sort_at, rows[0].id };
	}
	window(db, q, pos, true, 7, &n);
	assert_int_equal(n, 0);
}

static void windows(void **state)
{
	char *path = store_path(a, "windows");
	struct db *db = store_open(path);
	const char *tag[] = { "t" };
	struct outline items[12];
	struct story_row *rows, row;
	struct feed_row feed;
	int64_t ids[12], keep[40];
	size_t i, n;

	for (i = 0; i < 12; i++)
		items[i] = (struct outline){ .url = arena_printf(a, "https://f%zu.example/", i),
					     .tags = tag, .n_tags = i < 9 };
	assert_ok(db_begin(db, &err));
	assert_ok(feeds_follow(db, items, 12, NULL, NULL, &err));
	assert_ok(db_commit(db, &err));
	for (i = 0; i < 12; i++) {
		assert_ok(feeds_by_url(db, a, items[i].url, &feed, &err));
		ids[i] = feed.id;
		/* the same hours in every feed: many equal sort_at */
		store_put(db, ids[i], store_feed(a, arena_printf(a, "f%zu.example", i), 20, NOW),
			  NOW);
	}
	walk(db, (struct story_query){ 0 }, 240);
	walk(db, (struct story_query){ .feed_id = ids[3] }, 20);
	walk(db, (struct story_query){ .tag = "t" }, 180);
	walk(db, (struct story_query){ .tag = "none" }, 0);
	rows = window(db, (struct story_query){ 0 }, STORY_POS_TOP, false, 240, &n);
	for (i = 0; i < 40; i++)
		keep[i] = rows[i * 3].id;
	assert_ok(db_begin(db, &err));
	assert_ok(stories_set_flags(db, keep, 40, FLAG_READ | FLAG_STARRED, 0, &err));
	assert_ok(db_commit(db, &err));
	walk(db, (struct story_query){ .unread_only = true }, 200);
	walk(db, (struct story_query){ .unread_only = true, .keep_ids = keep, .n_keep = 40 },
	     240);
	walk(db, (struct story_query){ .unread_only = true, .keep_ids = keep, .n_keep = 5 },
	     205);
	walk(db, (struct story_query){ .starred_only = true }, 40);
	walk(db, (struct story_query){ .starred_only = true, .unread_only = true }, 0);
	walk(db, (struct story_query){ .tag = "t", .unread_only = true, .keep_ids = keep,
				       .n_keep = 40 }, 180);
	walk(db, (struct story_query){ .feed_id = ids[2], .unread_only = true, .keep_ids = keep,
				       .n_keep = 40 }, 20);
	assert_ok(stories_next_unread(db, a, &(struct story_query){ 0 }, STORY_POS_TOP, false,
				      &row, &err));
	assert_int_equal(row.id, rows[1].id);
	assert_ok(stories_next_unread(db, a, &(struct story_query){ 0 },
				      (struct story_pos){ rows[6].sort_at, rows[6].id }, true,
				      &row, &err));
	assert_int_equal(row.id, rows[5].id);
	db_close(db);
	store_check_counts(path);
}

static void mark_read(void **state)
{
	char *path = store_path(a, "mark");
	struct db *db = store_open(path);
	struct store_counts counts;
	int64_t feeds[2], *ids, newest = 0;
	struct story_row *rows;
	size_t i, n;

	store_follow(db, feeds, 2);
	store_put(db, feeds[0], store_feed(a, "a.example", 10, NOW), NOW);
	store_put(db, feeds[1], store_feed(a, "b.example", 10, NOW), NOW);
	rows = window(db, (struct story_query){ .feed_id = feeds[0] }, STORY_POS_TOP, false, 20,
		      &n);
	for (i = 0; i < n; i++)
		newest = MAX(newest, rows[i].id);
	assert_ok(db_begin(db, &err));
	assert_ok(stories_mark_read(db, a, feeds[0], newest - 1, &ids, &n, &err));
	assert_int_equal(n, 9);
	assert_ok(db_commit(db, &err));
	store_check_counts(path);
	assert_ok(db_begin(db, &err));
	assert_ok(stories_set_flags(db, ids, n, 0, FLAG_READ, &err));
	assert_ok(stories_mark_read(db, a, 0, INT64_MAX, &ids, &n, &err));
	assert_int_equal(n, 20);
	assert_ok(stories_set_flags(db, ids, 3, FLAG_HIDDEN, FLAG_READ, &err));
	assert_ok(db_commit(db, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.unread, 0);
	assert_int_equal(counts.stories, 17);
	db_close(db);
	store_check_counts(path);
}

static struct article article(const char *url, const char *canonical)
{
	struct article art = { .url = url, .canonical_url = canonical, .title = "A title",
			       .published = NOW, .modified = DATE_NONE };
	struct related *r = ARENA_PUSH(a, art.related, art.n_related);
	struct block *b = ARENA_PUSH(a, art.blocks, art.n_blocks);

	b->text = "The whole article.";
	*r = (struct related){ .url = "https://one.example/other", .title = "Other",
			       .summary = "Why", .kind = RELATED_MORE };
	return art;
}

static void pages_and_stories_meet(void **state)
{
	char *path = store_path(a, "pages");
	struct db *db = store_open(path);
	struct feed *f = store_feed(a, "one.example", 4, NOW);
	struct article art = article("https://one.example/story/4", NULL), out;
	const char *urls[] = { "http://one.example/story/4?utm_source=x#top",
			       "https://one.example/story/3", "https://one.example/story/1",
			       "https://evil.example/x", "mailto:a@b" };
	struct story_row row;
	struct queued *queued;
	int64_t feed, page, other, story, fetched;
	bool stored[5];
	size_t n;

	/* story/1 carries its full text; story/4's page comes before its story */
	f->stories[3].has_full_text = true;
	store_follow(db, &feed, 1);
	assert_ok(db_begin(db, &err));
	assert_ok(queue_put(db, urls[0], 0, NOW, &err));
	assert_ok(pages_put_failure(db, urls[0], "time-out", false, NOW, &err));
	assert_true(pages_is_given_up(db, urls[0], NOW + 60));
	assert_false(pages_is_given_up(db, urls[0], NOW + 86400));
	assert_ok(queue_list(db, a, 10, &queued, &n, &err));
	assert_int_equal(n, 1);
	assert_string_equal(queued[0].error, "time-out");
	assert_ok(pages_failed(db, a, 10, &queued, &n, &err));
	assert_int_equal(n, 1);
	assert_ok(pages_put(db, "https://short.example/z", &art, NOW, &page, &err));
	assert_ok(queue_list(db, a, 10, &queued, &n, &err));
	assert_int_equal(n, 0);
	assert_ok(db_commit(db, &err));
	store_put(db, feed, f, NOW);
	assert_ok(stories_by_url(db, a, urls[0], &row, &err));
	assert_int_equal(row.page_id, page);
	assert_true(row.is_offline);
	assert_ok(pages_find(db, "https://short.example/z", &other, &err));
	assert_int_equal(other, page);
	assert_ok(pages_get(db, a, page, &out, &fetched, &err));
	assert_string_equal(out.blocks[0].text, "The whole article.");
	assert_int_equal(out.n_related, 1);
	assert_string_equal(out.related[0].summary, "Why");
	assert_true(fetched == NOW && out.related[0].kind == RELATED_MORE);

	/* a page later than its story; a foreign canonical address is no alias */
	art = article("https://one.example/story/3?a=b", "https://one.example/story/3");
	assert_ok(db_begin(db, &err));
	assert_ok(pages_put(db, art.url, &art, NOW, &other, &err));
	art = article("https://evil.example/x", "https://one.example/story/2");
	assert_ok(pages_put(db, art.url, &art, NOW, &other, &err));
	assert_ok(db_commit(db, &err));
	assert_int_equal(pages_find(db, "https://one.example/story/2", &other, &err), E_NOTFOUND);
	assert_ok(pages_are_stored(db, urls, 5, stored, &err));
	assert_true(stored[0] && stored[1] && stored[2] && stored[3] && !stored[4]);
	assert_ok(stories_by_url(db, a, urls[1], &row, &err));
	assert_true(row.page_id != 0);

	/* a page of no feed gets a story; one of a feed keeps its own */
	assert_ok(db_begin(db, &err));
	assert_ok(pages_find(db, "https://evil.example/x", &page, &err));
	assert_ok(stories_put_followed(db, &art, page, NOW, &story, &err));
	assert_ok(stories_get(db, a, story, &row, &err));
	assert_true(row.feed_id == FEED_FOLLOWED && row.page_id == page && row.is_read);
	assert_ok(stories_put_followed(db, &art, page, NOW + 5, &other, &err));
	assert_int_equal(other, story);
	assert_ok(history_put(db, "https://evil.example/x", story, NOW, &err));
	assert_ok(db_commit(db, &err));
	db_close(db);
	store_check_counts(path);
}

/* A story larger than the store takes loses its text; its neighbours lose nothing. */
static void too_large(void **state)
{
	char *path = store_path(a, "large");
	struct db *db = store_open(path);
	struct feed *f = store_feed(a, "one.example", 3, NOW);
	char *text = arena_alloc(a, LIMIT_RECORD_BYTES + 1);
	struct story_row *rows;
	struct story more;
	struct block *blocks;
	int64_t feed;
	size_t n;

	memset(text, 'a', LIMIT_RECORD_BYTES);
	f->stories[1].blocks[0].text = text;
	f->stories[1].summary = text;
	store_follow(db, &feed, 1);
	assert_int_equal(store_put(db, feed, f, NOW), 3);
	rows = window(db, (struct story_query){ 0 }, STORY_POS_TOP, false, 3, &n);
	assert_true(n == 3 && rows[0].has_text && !rows[1].has_text);
	assert_ok(stories_body(db, a, rows[1].id, &blocks, &n, &err));
	assert_int_equal(n, 0);
	assert_ok(stories_more(db, a, rows[1].id, &more, &err));
	assert_string_equal(more.guid, f->stories[1].guid);
	db_close(db);
	store_check_counts(path);
}

/* Several programs that find no store make one together, and each one's writes are in it. */
static enum rc open_and_put(const char *path, const char *key)
{
	struct db *db = NULL;
	enum rc rc = db_open(path, DB_WRITE, &db, &err);

	if (rc == OK)
		rc = db_begin(db, &err);
	if (rc == OK)
		rc = db_put(db, key, "x", &err);
	if (rc == OK)
		rc = db_commit(db, &err);
	db_close(db);
	return rc;
}

/* A machine that stalls may keep a store busy for longer than anyone waits; but nobody is refused
 * without having waited. */
static enum rc put_in_turn(const char *path, const char *key)
{
	int64_t start;
	enum rc rc;

	do {
		start = date_monotonic_ms();
		rc = open_and_put(path, key);
	} while (rc == E_BUSY && date_monotonic_ms() - start >= 4900);
	return rc;
}

static void first_all_at_once(void **state)
{
	char *path = store_path(a, "together"), key[2] = "a", *value;
	enum { PROGRAMS = 8 };
	pid_t pids[PROGRAMS];
	struct db *db;
	int i, k, status, gate[2];

	assert_int_equal(pipe(gate), 0);
	for (i = 0; i < PROGRAMS; i++) {
		key[0] = (char)('a' + i);
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i])
			continue;
		/* all begin at the moment when the gate's last writing end is closed */
		close(gate[1]);
		while (read(gate[0], &status, 1) > 0)
			;
		for (k = 0; k < 20; k++) {
			if (put_in_turn(path, key) != OK) {
				fprintf(stderr, "# %s\n", err.msg);
				_exit(1);
			}
		}
		_exit(0);
	}
	close(gate[0]);
	close(gate[1]);
	for (i = 0; i < PROGRAMS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	db = store_open(path);
	for (i = 0; i < PROGRAMS; i++) {
		key[0] = (char)('a' + i);
		assert_ok(db_get(db, a, key, &value));
	}
	db_close(db);
}

static void history_has_an_end(void **state)
{
	char *path = store_path(a, "history");
	struct db *db = store_open(path);
	int i;

	assert_ok(db_begin(db, &err));
	for (i = 0; i < LIMIT_HISTORY + 5; i++)
		assert_ok(history_put(db, "https://one.example/", 0, NOW + i, &err));
	assert_ok(db_commit(db, &err));
	db_close(db);
	assert_int_equal(store_int(path, "SELECT count(*) FROM history"), LIMIT_HISTORY);
	assert_int_equal(store_int(path, "SELECT min(at) FROM history"), NOW + 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(feeds_follow_file, setup, teardown),
		cmocka_unit_test_setup_teardown(feed_leaves_and_returns, setup, teardown),
		cmocka_unit_test_setup_teardown(stories_stay_themselves, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_new, setup, teardown),
		cmocka_unit_test_setup_teardown(windows, setup, teardown),
		cmocka_unit_test_setup_teardown(mark_read, setup, teardown),
		cmocka_unit_test_setup_teardown(too_large, setup, teardown),
		cmocka_unit_test_setup_teardown(first_all_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(pages_and_stories_meet, setup, teardown),
		cmocka_unit_test_setup_teardown(history_has_an_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/unit/store_util.h"

struct err err;

char *store_path(struct arena *a, const char *name)
{
	const char *tmp = getenv("TMPDIR");
	char *path = arena_printf(a, "%s/%s.db", tmp ? tmp : "/tmp", name);
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(ends); i++)
		unlink(arena_printf(a, "%s%s", path, ends[i]));
	return path;
}

struct db *store_open(const char *path)
{
	struct db *db = NULL;

	assert_ok(db_open(path, DB_WRITE, &db, &err));
	return db;
}

struct feed *store_feed(struct arena *a, const char *site, size_t n, int64_t newest)
{
	struct feed *f = ARENA_NEW(a, struct feed);
	size_t i;

	f->kind = FEED_RSS;
	f->title = arena_printf(a, "News of %s", site);
	f->stories = arena_array(a, n, sizeof(*f->stories));
	f->n_stories = n;
	for (i = 0; i < n; i++) {
		struct story *s = &f->stories[i];
		struct block *b = ARENA_PUSH(a, s->blocks, s->n_blocks);

		s->guid = arena_printf(a, "guid-%zu", n - i);
		s->url = arena_printf(a, "https://%s/story/%zu", site, n - i);
		s->title = arena_printf(a, "Story %zu of %s", n - i, site);
		s->dek = "A dek";
		s->published = newest - (int64_t)i * 3600;
		s->modified = DATE_NONE;
		s->hash = 1000 + n - i;
		b->text = arena_printf(a, "The body of number%zu speaks of things.", n - i);
	}
	return f;
}

void store_follow(struct db *db, int64_t *ids, size_t n)
{
	struct arena *a = arena_new(MIB(64));
	struct outline *items = arena_array(a, n, sizeof(*items));
	struct feed_row row;
	size_t i;

	for (i = 0; i < n; i++)
		items[i].url = arena_printf(a, "https://feed%zu.example/rss", i);
	assert_ok(db_begin(db, &err));
	assert_ok(feeds_follow(db, items, n, NULL, NULL, &err));
	assert_ok(db_commit(db, &err));
	for (i = 0; i < n; i++) {
		assert_ok(feeds_by_url(db, a, items[i].url, &row, &err));
		ids[i] = row.id;
	}
	arena_free(a);
}

size_t store_put(struct db *db, int64_t feed_id, const struct feed *f, int64_t seen)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	size_t added;

	assert_ok(db_begin(db, &err));
	assert_ok(stories_put(db, feed_id, stories_doc(a, f), 0, f->n_stories, seen, &added, NULL,
			      &err));
	assert_ok(db_commit(db, &err));
	arena_free(a);
	return added;
}

void store_sql(const char *path, const char *sql)
{
	sqlite3 *h;
	char *msg = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, &msg) != SQLITE_OK)
		fail_msg("%s: %s", sql, msg);
	sqlite3_close(h);
}

int64_t store_int(const char *path, const char *sql)
{
	sqlite3_stmt *stmt;
	sqlite3 *h;
	int64_t v;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	v = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(h);
	return v;
}

static int print_row(void *arg, int n, char **values, char **names)
{
	int i;

	*(int *)arg += 1;
	for (i = 0; i < n; i++)
		print_message("# %s = %s\n", names[i], values[i] ? values[i] : "NULL");
	return 0;
}

void store_check_counts(const char *path)
{
	static const char *const checks[] = {
		"SELECT id, unread, total FROM feed WHERE unread <> (SELECT count(*) FROM story"
		" WHERE feed_id = feed.id AND hidden = 0 AND is_read = 0) OR total <>"
		" (SELECT count(*) FROM story WHERE feed_id = feed.id AND hidden = 0)",
		"SELECT * FROM tally WHERE stories <> (SELECT count(*) FROM story WHERE hidden = 0)"
		" OR unread <> (SELECT count(*) FROM story WHERE hidden = 0 AND is_read = 0)"
		" OR starred <> (SELECT count(*) FROM story WHERE hidden = 0 AND is_starred = 1)"
		" OR pages <> (SELECT count(*) FROM page)"
		" OR unindexed <> (SELECT count(*) FROM dirty)"
		" OR queued <> (SELECT count(*) FROM queue)",
		"SELECT s.id, s.page_id, u.page_id FROM story s LEFT JOIN page_url u"
		" ON u.url_key = s.url_key WHERE s.feed_id > 1 AND s.page_id IS NOT u.page_id",
		"PRAGMA foreign_key_check",
	};
	sqlite3 *h;
	size_t i;
	int rows = 0;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	for (i = 0; i < ARRAY_LEN(checks); i++)
		assert_int_equal(sqlite3_exec(h, checks[i], print_row, &rows, NULL), SQLITE_OK);
	sqlite3_close(h);
	assert_int_equal(rows, 0);
}

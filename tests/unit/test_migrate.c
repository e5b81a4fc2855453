/* Stores of every published version open in this one, with the same rows, flags and counts; and
 * what a version made is still what it makes. */
#include "tests/unit/store_util.h"

static struct arena *a;

static char *fixture(const char *name)
{
	const char *top = getenv("abs_top_srcdir");
	char *path = arena_printf(a, "%s/tests/unit/%s", top ? top : "..", name);
	struct buf b = BUF_INIT(MIB(4));
	char chunk[4096], *out;
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		fail_msg("%s is missing", path);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&b, chunk, n);
	fclose(f);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* The schema as lines, without FTS5's own tables. */
static char *schema_of(const char *path)
{
	struct buf b = BUF_INIT(MIB(1));
	sqlite3_stmt *stmt;
	sqlite3 *h;
	char *out;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
					    " AND name NOT LIKE 'fts\\_%' ESCAPE '\\'"
					    " ORDER BY name", -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		buf_printf(&b, "%s;\n", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(h);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void version_1(void **state)
{
	char *path, *fresh, *report;
	struct story_query all = { 0 };
	struct store_counts counts;
	struct story_row *rows;
	struct story more;
	struct block *blocks;
	struct db *db;
	int64_t left;
	size_t n, m;

	a = arena_new(MIB(16));
	path = store_path(a, "v1");
	store_sql(path, fixture("store_v1.sql"));
	db = store_open(path);
	assert_ok(db_check(db, true, a, &report, &err));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 3);
	assert_int_equal(counts.unread, 1);
	assert_int_equal(counts.starred, 1);
	assert_int_equal(counts.pages, 1);
	assert_ok(stories_window(db, a, &all, STORY_POS_TOP, false, 10, &rows, &n, &err));
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].title, "Story 3 of one.example");
	assert_true(rows[0].is_starred && rows[0].is_read && rows[2].page_id == 1);
	assert_ok(stories_body(db, a, rows[0].id, &blocks, &m, &err));
	assert_int_equal(m, 1);
	assert_ok(stories_more(db, a, rows[0].id, &more, &err));
	assert_string_equal(more.guid, "guid-3");
	assert_ok(search_index(db, 100, &left, &err));
	assert_ok(search_stories(db, a, "number2", INT64_MAX, 10, &rows, &n, &err));
	assert_int_equal(n, 1);
	assert_int_equal(left, 0);
	db_close(db);
	store_check_counts(path);
	/* migrated, it is what a new store is */
	fresh = store_path(a, "fresh");
	db_close(store_open(fresh));
	assert_string_equal(schema_of(path), schema_of(fresh));
	arena_free(a);
}

/* An old store that is damaged is saved as it is, without being migrated first. */
static void rescue_version_1(void **state)
{
	struct feed_row feed;
	char *path, *report;
	struct db *db;

	a = arena_new(MIB(16));
	path = store_path(a, "old");
	store_sql(path, fixture("store_v1.sql"));
	assert_ok(db_rescue(path, a, &report, &err));
	db = store_open(path);
	assert_ok(feeds_by_url(db, a, "https://feed0.example/rss", &feed, &err));
	assert_int_equal(feed.total, 3);
	assert_int_equal(feed.rhythm, 0);
	db_close(db);
	store_check_counts(path);
	arena_free(a);
}

/* A migration that fails half-way leaves the file as it was. */
static void half_way(void **state)
{
	struct db *db;
	char *path;

	a = arena_new(MIB(16));
	path = store_path(a, "half");
	store_sql(path, "CREATE TABLE body (x)");	/* version 1 cannot make its own */
	assert_int_equal(db_open(path, DB_WRITE, &db, &err), E_FOREIGN);
	store_sql(path, "PRAGMA application_id = 1818584165");
	assert_int_equal(db_open(path, DB_WRITE, &db, &err), E_DB);
	/* nothing of the failed migration is left */
	assert_string_equal(schema_of(path), "CREATE TABLE body (x);\n");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1),
		cmocka_unit_test(rescue_version_1),
		cmocka_unit_test(half_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* No list scans or sorts a table: every statement that a window, a count or a page lookup runs is
 * traced as it runs and its plan read. */
#include "tests/unit/store_util.h"

#include "store/db_priv.h"

static struct arena *a;
static size_t n_plans, n_bad;

/* A scan of one of these stays small whatever is stored, or is bounded by a LIMIT over an index. */
static bool is_fine(const char *sql, const char *plan)
{
	/* the few stories of one address; the list of all feeds */
	if (strstr(plan, "USE TEMP B-TREE"))
		return strstr(sql, "WHERE s.url_key = ?") || strstr(sql, "ORDER BY position");
	if (!strstr(plan, "SCAN"))
		return true;
	if (strstr(plan, "SCAN feed") && strstr(sql, "ORDER BY position"))
		return true;
	return strstr(plan, "SCAN CONSTANT ROW") || strstr(plan, "SCAN sqlite_master") ||
	       strstr(sql, "FROM story ORDER BY id DESC LIMIT 1") ||
	       strstr(plan, "SCAN fts VIRTUAL TABLE") ||
	       strstr(plan, "USING INDEX") || strstr(plan, "USING COVERING INDEX");
}

static void explain(sqlite3 *h, const char *sql)
{
	char *explain_sql = arena_printf(a, "EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(h, explain_sql, -1, &stmt, NULL) != SQLITE_OK)
		return;	/* a pragma */
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *plan = (const char *)sqlite3_column_text(stmt, 3);

		n_plans++;
		if (!is_fine(sql, plan)) {
			n_bad++;
			print_message("# %s\n#   in %s\n", plan, sql);
		}
	}
	sqlite3_finalize(stmt);
}

/* The statements a connection prepared are found through SQLite itself. */
static void explain_all(struct db *db)
{
	sqlite3_stmt *stmt = NULL;

	while ((stmt = sqlite3_next_stmt(db->h, stmt))) {
		/* one left open would hold the WAL */
		assert_false(sqlite3_stmt_busy(stmt));
		if (sqlite3_stmt_readonly(stmt))
			explain(db->h, sqlite3_sql(stmt));
	}
}

static void read_everything(struct db *db, int64_t feed)
{
	const int64_t keep[] = { 1, 2, 3 };
	const char *urls[] = { "https://one.example/story/1" };
	struct store_counts counts;
	struct story_row *rows, row;
	struct queued *queued;
	struct feed_row *feeds;
	struct block *blocks;
	struct story more;
	int64_t id;
	size_t i, n;
	bool stored;

	for (i = 0; i < 32; i++) {
		struct story_query q = { .feed_id = i & 1 ? feed : 0, .tag = i & 2 ? "t" : NULL,
					 .unread_only = i & 4, .starred_only = i & 8,
					 .keep_ids = keep, .n_keep = 3 };

		assert_ok(stories_window(db, a, &q, STORY_POS_TOP, i & 16, 10, &rows, &n, &err));
		assert_ok(stories_count_before(db, &q, (struct story_pos){ 0, 0 }, 10, &id, &err));
	}
	stories_next_unread(db, a, &(struct story_query){ 0 }, STORY_POS_TOP, false, &row, &err);
	stories_by_url(db, a, urls[0], &row, &err);
	stories_body(db, a, 1, &blocks, &n, &err);
	stories_more(db, a, 1, &more, &err);
	stories_wanting_page(db, a, feed, 0, 10, &rows, &n, &err);
	feeds_counts(db, &counts, &err);
	feeds_list(db, a, &feeds, &n, &err);
	feeds_due(db, a, NOW, false, &feeds, &n, &err);
	feeds_next_due(db);
	pages_find(db, urls[0], &id, &err);
	pages_are_stored(db, urls, 1, &stored, &err);
	queue_list(db, a, 10, &queued, &n, &err);
	pages_failed(db, a, 10, &queued, &n, &err);
	search_stories(db, a, "body speaks", INT64_MAX, 10, &rows, &n, &err);
	alike_find(db, a, "Story of number1", NULL, 0, NOW, 5, NULL, 0, 5, &rows, &n, &err);
}

static void plans(void **state)
{
	char *path;
	struct db *db;
	int64_t feed, left;

	a = arena_new(MIB(64));
	path = store_path(a, "plan");
	db = store_open(path);
	store_follow(db, &feed, 1);
	store_put(db, feed, store_feed(a, "one.example", 50, NOW), NOW);
	assert_ok(search_index(db, 1000, &left, &err));
	db_close(db);
	assert_ok(db_open(path, DB_READ, &db, &err));
	read_everything(db, feed);
	explain_all(db);
	assert_true(n_plans > 40);
	assert_int_equal(n_bad, 0);
	/* the check itself must see a scan */
	n_plans = 0;
	explain(db->h, "SELECT id FROM story WHERE title = 'x' ORDER BY dek");
	assert_true(n_plans == 2 && n_bad == 2);
	db_close(db);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

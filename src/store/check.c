#include "base/i18n.h"
#include "store/db_priv.h"

#define PROBLEMS 5	/* lines of SQLite's own that are read */

/* The first line that is not "ok" becomes the report. */
static enum rc run_check(struct db *db, const char *sql, struct arena *a, char **report,
			 struct err *e)
{
	struct query q = query_open(db, e, sql, "");
	int n = 0;

	while (n++ < PROBLEMS && query_row(&q)) {
		struct str line = col_str(&q, 0);

		if (*report || str_eq(line, STR("ok")))
			continue;
		/* a headline of SQLite's own, "*** in database main ***" */
		if (str_starts(line, STR("***")))
			line = str_sub(line, str_find(line, STR("\n")) + 1, SIZE_MAX);
		*report = arena_printf(a, _("the store is damaged: %.*s"),
				       (int)MIN(line.n, (size_t)200), line.p);
	}
	return query_close(&q);
}

static enum rc check_links(struct db *db, struct arena *a, char **report, struct err *e)
{
	struct query q = query_open(db, e, "PRAGMA foreign_key_check", "");

	if (query_row(&q) && !*report)
		*report = arena_printf(a, _("the store is damaged: a row of %s points nowhere"),
				       col_text(&q, a, 0));
	return query_close(&q);
}

/* With rank 1 FTS5 also compares the index with the text it was made from. */
static enum rc check_index(struct db *db, struct arena *a, char **report, struct err *e)
{
	enum rc rc;

	if (db->read_only)
		return OK;
	rc = db_run(db, e, "INSERT INTO fts (fts, rank) VALUES ('integrity-check', 1)", "");
	if (rc == E_CORRUPT) {
		if (!*report)
			*report = arena_strdup(a, _("the index of full text is damaged"));
		rc = OK;
	}
	return rc;
}

static enum rc check_counts(struct db *db, struct arena *a, char **report, struct err *e)
{
	int64_t wrong = 0;
	enum rc rc;

	rc = db_int(db, e, &wrong, "SELECT count(*) FROM feed WHERE unread <> (SELECT count(*)"
		    " FROM story WHERE feed_id = feed.id AND hidden = 0 AND is_read = 0)"
		    " OR total <> (SELECT count(*) FROM story WHERE feed_id = feed.id"
		    " AND hidden = 0)", "");
	if (rc == OK && wrong && !*report)
		*report = arena_printf(a, _("the counts of %lld feeds are wrong"),
				       (long long)wrong);
	if (rc == OK)
		rc = db_int(db, e, &wrong, "SELECT count(*) FROM tally WHERE (stories, unread,"
			    " starred, pages, unindexed, queued) <> ((SELECT count(*) FROM story"
			    " WHERE hidden = 0), (SELECT count(*) FROM story WHERE hidden = 0"
			    " AND is_read = 0), (SELECT count(*) FROM story WHERE hidden = 0"
			    " AND is_starred = 1), (SELECT count(*) FROM page),"
			    " (SELECT count(*) FROM dirty), (SELECT count(*) FROM queue))", "");
	if (rc == OK && wrong && !*report)
		*report = arena_strdup(a, _("the sums of the store are wrong"));
	return rc;
}

enum rc db_check(struct db *db, bool full, struct arena *a, char **report, struct err *e)
{
	enum rc rc;

	*report = NULL;
	rc = full ? run_check(db, "PRAGMA integrity_check(5)", a, report, e) :
		run_check(db, "PRAGMA quick_check(5)", a, report, e);
	if (rc == OK)
		rc = check_links(db, a, report, e);
	if (rc == OK && full)
		rc = check_index(db, a, report, e);
	if (rc == OK && full)
		rc = check_counts(db, a, report, e);
	if (rc == E_CORRUPT && !*report)
		*report = arena_strdup(a, _("the store is damaged"));
	if (rc == OK && *report)
		rc = err_set(e, E_CORRUPT, _("%s; \"lede doctor --rescue\" saves what reads"),
			     *report);
	return rc;
}

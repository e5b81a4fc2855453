#include "base/i18n.h"
#include "base/url.h"
#include "store/db_priv.h"
#include "store/pages.h"

#define RETRY_FIRST 3600	/* seconds; doubled with each failure */

static enum rc read_queued(struct query *q, struct arena *a, struct queued **rows, size_t *n)
{
	*rows = NULL;
	*n = 0;
	while (query_row(q)) {
		struct queued *row = ARENA_PUSH(a, *rows, *n);

		row->url = col_text(q, a, 0);
		row->story_id = col_int(q, 1);
		row->tries = col_int(q, 2);
		row->error = col_text(q, a, 3);
		if (!row->url)
			row->url = "";
	}
	return query_close(q);
}

enum rc queue_list(struct db *db, struct arena *a, size_t limit, struct queued **rows, size_t *n,
		   struct err *e)
{
	struct query q = query_open(db, e, "SELECT q.url, q.story_id, f.tries, f.reason"
				    " FROM queue q INDEXED BY queue_added"
				    " LEFT JOIN failure f ON f.url_key = q.url_key"
				    " ORDER BY q.added LIMIT ?", "i", (int64_t)limit);

	return read_queued(&q, a, rows, n);
}

enum rc pages_failed(struct db *db, struct arena *a, size_t limit, struct queued **rows,
		     size_t *n, struct err *e)
{
	struct query q = query_open(db, e, "SELECT url, (SELECT max(id) FROM story"
				    " WHERE story.url_key = failure.url_key), tries, reason"
				    " FROM failure INDEXED BY failure_at"
				    " ORDER BY at DESC LIMIT ?", "i", (int64_t)limit);

	return read_queued(&q, a, rows, n);
}

/* --- for the writer --- */

enum rc pages_put_failure(struct db *db, const char *url, const char *reason, bool permanent,
			  int64_t now, struct err *e)
{
	struct arena *a = scratch_begin(db);
	const char *key = url_key(a, url);
	enum rc rc = OK;

	if (key)
		rc = db_run(db, e, "INSERT INTO failure (url_key, url, reason, permanent,"
			    " tries, at) VALUES (?, ?, ?, ?, 1, ?)"
			    " ON CONFLICT (url_key) DO UPDATE SET"
			    " url = excluded.url, reason = excluded.reason,"
			    " permanent = excluded.permanent, tries = tries + 1,"
			    " at = excluded.at", "tttii", key, url, reason ? reason : "",
			    (int64_t)permanent, now);
	scratch_end(db);
	return rc;
}

bool pages_is_given_up(struct db *db, const char *url, int64_t now)
{
	struct arena *a = scratch_begin(db);
	const char *key = url_key(a, url);
	int64_t wait = RETRY_FIRST, tries;
	bool given_up = false;
	struct query q;

	if (key) {
		q = query_open(db, NULL, "SELECT permanent, tries, at FROM failure"
			       " WHERE url_key = ?", "t", key);
		if (query_row(&q)) {
			for (tries = col_int(&q, 1); tries > 1 && wait < LIMIT_BACKOFF_SECONDS;
			     tries--)
				wait *= 2;
			wait = MIN(wait, LIMIT_BACKOFF_SECONDS);
			/* a clock set back must not lock a page out */
			given_up = col_int(&q, 0) ||
				   (now >= col_int(&q, 2) && now - wait < col_int(&q, 2));
		}
		if (query_close(&q) != OK)
			given_up = false;
	}
	scratch_end(db);
	return given_up;
}

enum rc queue_put(struct db *db, const char *url, int64_t story_id, int64_t now, struct err *e)
{
	struct arena *a = scratch_begin(db);
	const char *key = url_key(a, url);
	struct tally t = { 0 };
	enum rc rc;

	if (!key) {
		rc = err_set(e, E_USAGE, _("this address cannot be fetched"));
	} else {
		rc = db_run(db, e, "INSERT INTO queue (url_key, url, story_id, added)"
			    " VALUES (?, ?, nullif(?, 0), ?) ON CONFLICT (url_key) DO NOTHING",
			    "ttii", key, url, story_id, now);
		t.queued = db_changes(db);
	}
	if (rc == OK)
		rc = tally_add(db, &t, e);
	scratch_end(db);
	return rc;
}

enum rc queue_remove(struct db *db, const char *url, struct err *e)
{
	struct arena *a = scratch_begin(db);
	const char *key = url_key(a, url);
	struct tally t = { 0 };
	enum rc rc = OK;

	if (key) {
		rc = db_run(db, e, "DELETE FROM queue WHERE url_key = ?", "t", key);
		t.queued = -db_changes(db);
	}
	if (rc == OK)
		rc = tally_add(db, &t, e);
	scratch_end(db);
	return rc;
}

enum rc history_put(struct db *db, const char *url, int64_t story_id, int64_t now, struct err *e)
{
	struct arena *a = scratch_begin(db);
	enum rc rc;

	rc = db_run(db, e, "INSERT INTO history (url, url_key, story_id, at)"
		    " VALUES (?, ?, nullif(?, 0), ?)", "ttii", url ? url : "",
		    str_blank(url) ? NULL : url_key(a, url), story_id, now);
	if (rc == OK)
		rc = db_run(db, e, "DELETE FROM history WHERE id <= ?", "i",
			    sqlite3_last_insert_rowid(db->h) - LIMIT_HISTORY);
	scratch_end(db);
	return rc;
}

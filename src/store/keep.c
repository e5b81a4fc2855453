#include "base/i18n.h"
#include "store/db_priv.h"
#include "store/feeds.h"

/* Retention in small steps, each in the caller's transaction. A pass walks the feeds that hold
 * more than their count, then the pages that nothing needs any more; where it is lies in meta. */

#define BATCH 200	/* stories removed, or pages looked at, at once */
#define FEEDS 20	/* looked at at once */
#define DAY 86400

struct keep {
	struct db *db;
	struct err *e;
	int64_t cutoff, per_feed;
	size_t removed;
	struct tally t;
};

static int64_t get_cursor(struct db *db, const char *key)
{
	struct arena *a = scratch_begin(db);
	int64_t v = 0;
	char *text;

	if (db_get(db, a, key, &text) != OK || !str_int(str_of(text), 0, INT64_MAX, &v))
		v = 0;
	scratch_end(db);
	return v;
}

static enum rc put_cursor(struct db *db, const char *key, int64_t v, struct err *e)
{
	struct arena *a = scratch_begin(db);
	enum rc rc = db_put(db, key, arena_printf(a, "%lld", (long long)v), e);

	scratch_end(db);
	return rc;
}

/* What the feed may still list is remembered as gone, so that it does not come back as new. */
static enum rc remove_story(struct keep *k, int64_t id)
{
	struct query q = query_open(k->db, k->e, "SELECT feed_id, guid, page_id, hidden, is_read"
				    " FROM story WHERE id = ?", "i", id);
	int64_t feed_id = 0, guid = 0, page_id = 0;
	bool found = query_row(&q), shown = false, unread = false;
	enum rc rc;

	if (found) {
		struct str g = col_str(&q, 1);

		feed_id = col_int(&q, 0);
		guid = hash_bytes(g.p, g.n);
		page_id = col_int(&q, 2);
		shown = col_int(&q, 3) == 0;
		unread = shown && !col_int(&q, 4);
	}
	rc = query_close(&q);
	if (rc != OK || !found)
		return rc;
	rc = index_remove(k->db, id, &k->t, k->e);
	if (rc == OK && feed_id != FEED_FOLLOWED)
		rc = db_run(k->db, k->e, "INSERT INTO gone (feed_id, guid_hash) VALUES (?, ?)"
			    " ON CONFLICT DO NOTHING", "ii", feed_id, guid);
	if (rc == OK)
		rc = db_run(k->db, k->e, "DELETE FROM story WHERE id = ?", "i", id);
	if (rc == OK)
		rc = tally_feed(k->db, feed_id, -(int64_t)unread, -(int64_t)shown, k->e);
	k->t.unread -= unread;
	k->t.stories -= shown;
	if (rc == OK && page_id)
		rc = page_remove_orphan(k->db, page_id, k->e);
	k->removed++;
	return rc;
}

/* Of the stories of one feed that lie beyond its count, the oldest that came before the cut-off. */
static enum rc keep_feed(struct keep *k, int64_t feed_id)
{
	int64_t ids[BATCH], at = 0, id = 0;
	struct query q;
	enum rc rc;
	size_t i, n = 0;

	q = query_open(k->db, k->e, "SELECT sort_at, id FROM story INDEXED BY story_feed_time"
		       " WHERE hidden = 0 AND feed_id = ? ORDER BY sort_at DESC, id DESC"
		       " LIMIT 1 OFFSET ?", "ii", feed_id, k->per_feed);
	if (query_row(&q)) {
		at = col_int(&q, 0);
		id = col_int(&q, 1);
	}
	rc = query_close(&q);
	if (rc != OK || !id)
		return rc;
	if (at >= k->cutoff) {	/* no story came before its place in the order */
		at = k->cutoff - 1;
		id = INT64_MAX;
	}
	q = query_open(k->db, k->e, "SELECT id FROM story INDEXED BY story_feed_time"
		       " WHERE hidden = 0 AND feed_id = ? AND (sort_at, id) <= (?, ?)"
		       " AND first_seen < ? AND is_starred = 0 AND is_later = 0"
		       " ORDER BY sort_at, id LIMIT ?", "iiiii", feed_id, at, id, k->cutoff,
		       (int64_t)BATCH);
	while (n < BATCH && query_row(&q))
		ids[n++] = col_int(&q, 0);
	rc = query_close(&q);
	for (i = 0; rc == OK && i < n; i++)
		rc = remove_story(k, ids[i]);
	return rc;
}

/* Recent or starred stories may leave a feed above the count for good: each feed has one turn a
 * pass, or more while its turns remove something. */
static enum rc keep_feeds(struct keep *k, bool *done)
{
	int64_t feed = get_cursor(k->db, "keep_feed");
	enum rc rc = OK;
	int i;

	for (i = 0; rc == OK && i < FEEDS && !k->removed; i++) {
		rc = db_int(k->db, k->e, &feed, "SELECT id FROM feed WHERE id > ? AND total > ?"
			    " ORDER BY id LIMIT 1", "ii", feed, k->per_feed);
		if (rc == OK)
			rc = keep_feed(k, feed);
	}
	*done = rc == E_NOTFOUND;
	if (k->removed)
		feed--;
	return rc == OK || *done ? put_cursor(k->db, "keep_feed", feed, k->e) : rc;
}

/* Pages that were fetched before the cut-off and that no story needs, and failures of then. */
static enum rc keep_pages(struct keep *k, bool *done)
{
	int64_t ids[BATCH], cursor = get_cursor(k->db, "keep_page");
	struct query q;
	size_t i, n = 0, looked = 0;
	enum rc rc;

	q = query_open(k->db, k->e, "SELECT id, fetched FROM page WHERE id > ? ORDER BY id LIMIT ?",
		       "ii", cursor, (int64_t)BATCH);
	while (n < BATCH && query_row(&q)) {
		looked++;
		cursor = col_int(&q, 0);
		if (col_int(&q, 1) < k->cutoff)
			ids[n++] = cursor;
	}
	*done = looked < BATCH;
	rc = query_close(&q);
	for (i = 0; rc == OK && i < n; i++)
		rc = page_remove_orphan(k->db, ids[i], k->e);
	if (rc == OK && *done)
		rc = db_run(k->db, k->e, "DELETE FROM failure INDEXED BY failure_at WHERE at < ?",
			    "i", k->cutoff);
	return rc == OK ? put_cursor(k->db, "keep_page", cursor, k->e) : rc;
}

enum rc stories_keep(struct db *db, int64_t now, int64_t days, int64_t per_feed, bool *more,
		     struct err *e)
{
	struct keep k = { .db = db, .e = e, .per_feed = MAX(per_feed, 0) };
	bool done = false;
	enum rc rc;

	*more = false;
	if (days <= 0 || days >= now / DAY)
		return OK;
	k.cutoff = now - days * DAY;
	rc = keep_feeds(&k, &done);
	if (rc == OK && done)
		rc = keep_pages(&k, &done);
	if (rc == OK)
		rc = tally_add(db, &k.t, e);
	/* the next pass begins at the front: flags may have been taken away since */
	if (rc == OK && done)
		rc = db_run(db, e, "DELETE FROM meta WHERE key IN ('keep_feed', 'keep_page')", "");
	*more = rc == OK && !done;
	return rc;
}

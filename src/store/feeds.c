#include "store/feeds.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "store/db_priv.h"

#define COLUMNS										\
	"id, url, title, user_title, site_url, tags, kind, is_archived, unread, total, etag,"	\
	" last_modified, body_hash, interval, next_check, last_check, last_success, failures,"	\
	" error, moved_to, moved_seen, body_bytes, ttl, rhythm, skip_hours, skip_days, opml"

static void read_tags(struct arena *a, struct str lines, struct feed_row *row)
{
	struct str tag;

	row->tags = NULL;
	row->n_tags = 0;
	while (str_split(&lines, '\n', &tag))
		if (tag.n && row->n_tags < LIMIT_TAGS)
			*ARENA_PUSH(a, row->tags, row->n_tags) = arena_str(a, tag);
}

static void read_row(const struct query *q, struct arena *a, struct feed_row *row)
{
	struct str hash = col_blob(q, 12);

	*row = (struct feed_row){
		.id = col_int(q, 0),
		.url = col_text(q, a, 1),
		.title = col_text(q, a, 2),
		.user_title = col_text(q, a, 3),
		.site_url = col_text(q, a, 4),
		.is_frontpage = col_int(q, 6) == FEED_FRONTPAGE,
		.is_archived = col_int(q, 7) != 0,
		.unread = MAX(col_int(q, 8), 0),
		.total = MAX(col_int(q, 9), 0),
		.etag = col_text(q, a, 10),
		.last_modified = col_text(q, a, 11),
		.body_hash = str_mem(arena_memdup(a, hash.p, hash.n), hash.n),
		.interval = col_int(q, 13),
		.next_check = col_int(q, 14),
		.last_check = col_date(q, 15),
		.last_success = col_date(q, 16),
		.failures = col_int(q, 17),
		.error = col_text(q, a, 18),
		.moved_to = col_text(q, a, 19),
		.moved_seen = col_int(q, 20),
		.body_bytes = col_int(q, 21),
		.ttl = col_int(q, 22),
		.rhythm = col_int(q, 23),
		.skip_hours = (uint32_t)col_int(q, 24) & SKIP_ALL_HOURS,
		.skip_days = (uint32_t)col_int(q, 25) & SKIP_ALL_DAYS,
		.opml = col_text(q, a, 26),
	};
	read_tags(a, col_str(q, 5), row);
	if (row->id == FEED_FOLLOWED)
		row->title = _("Followed");
	if (!row->url)
		row->url = "";
	if (!row->title)
		row->title = row->url;
}

static enum rc read_all(struct query *q, struct arena *a, struct feed_row **rows, size_t *n)
{
	*rows = NULL;
	*n = 0;
	while (query_row(q))
		read_row(q, a, ARENA_PUSH(a, *rows, *n));
	return query_close(q);
}

enum rc feeds_list(struct db *db, struct arena *a, struct feed_row **rows, size_t *n,
		   struct err *e)
{
	struct query q = query_open(db, e, "SELECT " COLUMNS " FROM feed WHERE is_archived = 0"
				    " ORDER BY position, id", "");

	return read_all(&q, a, rows, n);
}

static enum rc read_one(struct query *q, struct arena *a, struct feed_row *out, struct err *e)
{
	bool found = query_row(q);

	if (found)
		read_row(q, a, out);
	if (query_close(q) != OK)
		return q->rc;
	return found ? OK : err_set(e, E_NOTFOUND, _("there is no such feed"));
}

enum rc feeds_get(struct db *db, struct arena *a, int64_t id, struct feed_row *out,
		  struct err *e)
{
	struct query q = query_open(db, e, "SELECT " COLUMNS " FROM feed WHERE id = ?", "i", id);

	return read_one(&q, a, out, e);
}

enum rc feeds_by_url(struct db *db, struct arena *a, const char *url, struct feed_row *out,
		     struct err *e)
{
	struct query q = query_open(db, e, "SELECT " COLUMNS " FROM feed WHERE url = ?", "t",
				    url);

	return read_one(&q, a, out, e);
}

enum rc feeds_due(struct db *db, struct arena *a, int64_t now, bool force,
		  struct feed_row **rows, size_t *n, struct err *e)
{
	struct query q = query_open(db, e, "SELECT " COLUMNS " FROM feed INDEXED BY feed_due"
				    " WHERE is_archived = 0 AND id <> 1 AND next_check <= ?"
				    " ORDER BY next_check, id", "i",
				    force ? INT64_MAX : now);

	return read_all(&q, a, rows, n);
}

int64_t feeds_newest_story(struct db *db, int64_t id)
{
	int64_t when = DATE_NONE;

	db_int(db, NULL, &when, "SELECT sort_at FROM story INDEXED BY story_feed_time"
	       " WHERE feed_id = ? AND hidden = 0 ORDER BY sort_at DESC LIMIT 1", "i", id);
	return when;
}

int64_t feeds_next_due(struct db *db)
{
	int64_t when = DATE_NONE;

	db_int(db, NULL, &when, "SELECT next_check FROM feed INDEXED BY feed_due"
	       " WHERE is_archived = 0 AND id <> 1 ORDER BY next_check LIMIT 1", "");
	return when;
}

enum rc feeds_counts(struct db *db, struct store_counts *out, struct err *e)
{
	struct query q = query_open(db, e, "SELECT (SELECT count(*) FROM feed"
				    " WHERE is_archived = 0 AND id <> 1),"
				    " stories, unread, starred, pages, unindexed, queued"
				    " FROM tally WHERE id = 1", "");

	*out = (struct store_counts){ 0 };
	if (query_row(&q))
		*out = (struct store_counts){
			.feeds = col_int(&q, 0), .stories = col_int(&q, 1),
			.unread = col_int(&q, 2), .starred = col_int(&q, 3),
			.pages = col_int(&q, 4), .unindexed = col_int(&q, 5),
			.queued = col_int(&q, 6),
		};
	return query_close(&q);
}

/* --- for the writer --- */

static char *join_tags(struct arena *a, const struct outline *item)
{
	struct buf b = BUF_INIT(LIMIT_TAGS * LIMIT_FIELD_BYTES);
	char *out;
	size_t i;

	for (i = 0; i < item->n_tags && i < LIMIT_TAGS; i++) {
		if (str_blank(item->tags[i]) || strchr(item->tags[i], '\n'))
			continue;
		if (b.len)
			buf_putc(&b, '\n');
		buf_puts(&b, item->tags[i]);
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static enum rc put_tags(struct db *db, int64_t id, const struct outline *item, struct err *e)
{
	enum rc rc = db_run(db, e, "DELETE FROM feed_tag WHERE feed_id = ?", "i", id);
	size_t i;

	for (i = 0; rc == OK && i < item->n_tags && i < LIMIT_TAGS; i++)
		if (!str_blank(item->tags[i]) && !strchr(item->tags[i], '\n'))
			rc = db_run(db, e, "INSERT INTO feed_tag (tag, feed_id) VALUES (?, ?)"
				    " ON CONFLICT DO NOTHING", "ti", item->tags[i], id);
	return rc;
}

/* What is shown, decided when it changes, so that lists need not look in three places. */
static enum rc put_title(struct db *db, int64_t id, struct err *e)
{
	return db_run(db, e, "UPDATE feed SET title = coalesce(nullif(user_title, ''),"
		      " nullif(own_title, ''), url) WHERE id = ?", "i", id);
}

/* Stories of a feed that left the feeds file leave the lists (but for what the user keeps), and
 * come back with it. */
static enum rc hide_stories(struct db *db, int64_t id, bool hide, struct err *e)
{
	struct tally t = { 0 };
	struct query q;
	enum rc rc = OK;

	/* one that was starred while it was hidden counts from now on */
	if (!hide)
		rc = db_int(db, e, &t.starred, "SELECT count(*) FROM story WHERE feed_id = ?"
			    " AND hidden = 2 AND is_starred = 1", "i", id);
	if (rc != OK)
		return rc;
	rc = hide ?
		db_run(db, e, "UPDATE story SET hidden = hidden | 2 WHERE feed_id = ?"
		       " AND is_starred = 0 AND is_later = 0", "i", id) :
		db_run(db, e, "UPDATE story SET hidden = hidden & 1 WHERE feed_id = ?"
		       " AND hidden >= 2", "i", id);
	if (rc != OK)
		return rc;
	q = query_open(db, e, "SELECT"
		       " (SELECT count(*) FROM story WHERE feed_id = ?1 AND hidden = 0) - total,"
		       " (SELECT count(*) FROM story WHERE feed_id = ?1 AND hidden = 0"
		       " AND is_read = 0) - unread FROM feed WHERE id = ?1", "i", id);
	if (query_row(&q)) {
		t.stories = col_int(&q, 0);
		t.unread = col_int(&q, 1);
	}
	rc = query_close(&q);
	if (rc == OK)
		rc = tally_feed(db, id, t.unread, t.stories, e);
	return rc == OK ? tally_add(db, &t, e) : rc;
}

static enum rc set_archived(struct db *db, int64_t id, int64_t old, int64_t new, struct err *e)
{
	enum rc rc;

	if (old == new)
		return OK;
	rc = db_run(db, e, "UPDATE feed SET is_archived = ? WHERE id = ?", "ii", new, id);
	if (rc == OK && (old == 2 || new == 2))
		rc = hide_stories(db, id, new == 2, e);
	return rc;
}

/* Sets what the feeds file says of one feed. */
static enum rc follow_one(struct db *db, const struct outline *item, int64_t position,
			  int64_t *id, bool *is_added, struct err *e)
{
	char *tags = join_tags(db->scratch, item);
	int64_t archived = 0;
	bool found, same = false;
	struct query q;
	enum rc rc;

	q = query_open(db, e, "SELECT id, is_archived, user_title IS ?2 AND tags = ?3"
		       " AND position = ?4 FROM feed WHERE url = ?1", "ttti",
		       item->url, item->title, tags, position);
	found = query_row(&q);
	if (found) {
		*id = col_int(&q, 0);
		archived = col_int(&q, 1);
		same = col_int(&q, 2) != 0;
	}
	rc = query_close(&q);
	*is_added = rc == OK && (!found || archived == 2);
	if (rc != OK || (same && archived == 0))
		return rc;
	if (!found) {
		rc = db_run(db, e, "INSERT INTO feed (url, title, site_url, position)"
			    " VALUES (?1, ?1, ?2, ?3)", "tti", item->url, item->site_url,
			    position);
		*id = sqlite3_last_insert_rowid(db->h);
	}
	if (rc == OK)
		rc = db_run(db, e, "UPDATE feed SET user_title = ?2, tags = ?3, position = ?4"
			    " WHERE id = ?1", "itti", *id, item->title, tags, position);
	if (rc == OK)
		rc = put_title(db, *id, e);
	if (rc == OK)
		rc = put_tags(db, *id, item, e);
	if (rc == OK)
		rc = set_archived(db, *id, archived, 0, e);
	return rc;
}

static int cmp_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Archives every feed that is not among the n sorted ids. */
static enum rc archive_others(struct db *db, const int64_t *ids, size_t n, size_t *archived,
			      struct err *e)
{
	struct feed_state {
		int64_t id, archived;
	} *gone = NULL;
	size_t i, n_gone = 0;
	struct query q;
	enum rc rc;

	q = query_open(db, e, "SELECT id, is_archived FROM feed WHERE is_archived < 2"
		       " AND id <> 1", "");
	while (query_row(&q)) {
		struct feed_state s = { col_int(&q, 0), col_int(&q, 1) };

		if (!n || !bsearch(&s.id, ids, n, sizeof(*ids), cmp_id))
			*ARENA_PUSH(db->scratch, gone, n_gone) = s;
	}
	rc = query_close(&q);
	for (i = 0; rc == OK && i < n_gone; i++)
		rc = set_archived(db, gone[i].id, gone[i].archived, 2, e);
	if (archived)
		*archived = n_gone;
	return rc;
}

enum rc feeds_follow(struct db *db, const struct outline *items, size_t n,
		     size_t *added, size_t *archived, struct err *e)
{
	struct arena *a = scratch_begin(db);
	int64_t *ids = arena_array(a, n, sizeof(*ids));
	size_t i, n_ids = 0, n_added = 0;
	bool is_added;
	enum rc rc = OK;

	for (i = 0; rc == OK && i < n; i++) {
		if (str_blank(items[i].url))
			continue;
		rc = follow_one(db, &items[i], (int64_t)i, &ids[n_ids], &is_added, e);
		n_ids++;
		n_added += is_added;
	}
	qsort(ids, n_ids, sizeof(*ids), cmp_id);
	if (rc == OK)
		rc = archive_others(db, ids, n_ids, archived, e);
	if (added)
		*added = n_added;
	scratch_end(db);
	return rc;
}

enum rc feeds_import(struct db *db, const struct outline *items, size_t n, struct err *e)
{
	enum rc rc = OK;
	size_t i;

	for (i = 0; rc == OK && i < n; i++)
		if (items[i].opml || items[i].site_url)
			rc = db_run(db, e, "UPDATE feed SET opml = coalesce(?2, opml),"
				    " site_url = coalesce(site_url, ?3) WHERE url = ?1", "ttt",
				    items[i].url, items[i].opml, items[i].site_url);
	return rc;
}

enum rc feeds_describe(struct db *db, int64_t id, const struct feed *f, struct err *e)
{
	enum rc rc;

	if (id == FEED_FOLLOWED)
		return OK;
	rc = db_run(db, e, "UPDATE feed SET own_title = ?2, site_url = ?3, kind = ?4"
		    " WHERE id = ?1 AND (own_title IS NOT ?2 OR site_url IS NOT ?3"
		    " OR kind <> ?4)", "itti", id, f->title, f->site_url, (int64_t)f->kind);
	if (rc == OK && db_changes(db))
		rc = put_title(db, id, e);
	return rc;
}

enum rc feeds_checked(struct db *db, const struct feed_row *row, struct err *e)
{
	return db_run(db, e, "UPDATE feed SET etag = ?2, last_modified = ?3, body_hash = ?4,"
		      " interval = ?5, next_check = ?6, last_check = ?7, last_success = ?8,"
		      " failures = ?9, error = ?10, moved_to = ?11, moved_seen = ?12,"
		      " body_bytes = ?13, ttl = ?14, rhythm = ?15, skip_hours = ?16,"
		      " skip_days = ?17 WHERE id = ?1", "ittbiidditti" "iiiii",
		      row->id, row->etag, row->last_modified, row->body_hash,
		      MAX(row->interval, 0), row->next_check, row->last_check,
		      row->last_success, MAX(row->failures, 0), row->error, row->moved_to,
		      row->moved_seen, MAX(row->body_bytes, 0), MAX(row->ttl, 0),
		      MAX(row->rhythm, 0), (int64_t)(row->skip_hours & SKIP_ALL_HOURS),
		      (int64_t)(row->skip_days & SKIP_ALL_DAYS));
}

enum rc feeds_inherit(struct db *db, int64_t id, int64_t old, struct err *e)
{
	struct query q;
	int64_t unread = 0, total = 0;
	enum rc rc = set_archived(db, old, 2, 0, e);

	if (rc != OK)
		return rc;
	q = query_open(db, e, "SELECT unread, total FROM feed WHERE id = ?", "i", old);
	if (query_row(&q)) {
		unread = col_int(&q, 0);
		total = col_int(&q, 1);
	}
	rc = query_close(&q);
	if (rc == OK)
		rc = db_run(db, e, "UPDATE story SET feed_id = ?1 WHERE feed_id = ?2", "ii", id,
			    old);
	if (rc == OK)
		rc = db_run(db, e, "UPDATE OR IGNORE gone SET feed_id = ?1 WHERE feed_id = ?2",
			    "ii", id, old);
	if (rc == OK)
		rc = tally_feed(db, id, unread, total, e);
	if (rc == OK)
		rc = db_run(db, e, "DELETE FROM feed WHERE id = ?", "i", old);
	return rc;
}

enum rc feeds_move(struct db *db, int64_t id, const char *new_url, struct err *e)
{
	int64_t other;
	enum rc rc = db_int(db, e, &other, "SELECT id FROM feed WHERE url = ?", "t", new_url);

	if (rc == OK && other != id)
		return err_set(e, E_USAGE, _("the feed is followed under its new address too"));
	if (rc == OK || rc != E_NOTFOUND)
		return rc;
	rc = db_run(db, e, "UPDATE feed SET url = ?2, moved_to = NULL, moved_seen = 0"
		    " WHERE id = ?1", "it", id, new_url);
	return rc == OK ? put_title(db, id, e) : rc;
}

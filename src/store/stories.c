#include "store/stories.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/url.h"
#include "model/record.h"
#include "store/db_priv.h"
#include "store/feeds.h"

#define TAG_CHUNK 8	/* keys read at once of one feed, when many are merged */

/* --- rows --- */

void story_row_read(const struct query *q, struct arena *a, struct story_row *row)
{
	*row = (struct story_row){
		.id = col_int(q, 0), .feed_id = col_int(q, 1), .sort_at = col_int(q, 2),
		.feed_title = col_text(q, a, 3), .url = col_text(q, a, 4),
		.title = col_text(q, a, 5), .kicker = col_text(q, a, 6),
		.dek = col_text(q, a, 7), .byline = col_text(q, a, 8),
		.published = col_date(q, 9), .page_id = col_int(q, 10),
		.is_read = col_int(q, 11) != 0, .is_starred = col_int(q, 12) != 0,
		.is_later = col_int(q, 13) != 0, .is_hidden = col_int(q, 14) != 0,
		.is_offline = col_int(q, 10) != 0 || col_int(q, 15) != 0,
		.has_text = col_int(q, 16) != 0,
	};
	if (row->feed_id == FEED_FOLLOWED)
		row->feed_title = _("Followed");
	if (!row->feed_title)
		row->feed_title = "";
	if (!row->title)
		row->title = "";
}

enum rc story_row_get(struct db *db, struct arena *a, int64_t id, struct story_row *row,
		      struct err *e)
{
	struct query q = query_open(db, e, "SELECT " STORY_COLUMNS STORY_FROM
				    " WHERE s.id = ?", "i", id);
	bool found = query_row(&q);

	if (found)
		story_row_read(&q, a, row);
	if (query_close(&q) != OK)
		return q.rc;
	return found ? OK : E_NOTFOUND;
}

/* --- keys over an index ---
 *
 * Every view is a merge of sorted streams of keys: one index range for a feed or for all, one a
 * feed for a tag, and the ids to keep. Rows are then read by their ids, so the cost is that of
 * the rows shown, however many are stored. INDEXED BY makes a plan that would scan an error. */

#define KEYS(index, where)								\
	{ "SELECT sort_at, id, feed_id FROM story INDEXED BY " index " WHERE hidden = 0 " where	\
	  " AND (sort_at, id) < (?2, ?3)"			\
	  " ORDER BY sort_at DESC, id DESC LIMIT ?4",					\
	  "SELECT sort_at, id, feed_id FROM story INDEXED BY " index " WHERE hidden = 0 " where	\
	  " AND (sort_at, id) > (?2, ?3)"			\
	  " ORDER BY sort_at, id LIMIT ?4" }

/* [one feed][unread][starred][backwards] */
static const char *const key_sql[2][2][2][2] = {
	{ { KEYS("story_time", ""),
	    KEYS("story_starred", "AND is_starred = 1") },
	  { KEYS("story_unread", "AND is_read = 0"),
	    KEYS("story_starred", "AND is_starred = 1 AND is_read = 0") } },
	{ { KEYS("story_feed_time", "AND feed_id = ?1"),
	    KEYS("story_feed_starred", "AND is_starred = 1 AND feed_id = ?1") },
	  { KEYS("story_feed_unread", "AND is_read = 0 AND feed_id = ?1"),
	    KEYS("story_feed_starred", "AND is_starred = 1 AND is_read = 0 AND feed_id = ?1") } },
};

struct stream {
	int64_t feed_id;		/* 0: all */
	struct story_pos last;		/* the next chunk begins after it */
	struct story_key *keys;
	size_t n, at;
	bool is_done;			/* no further chunk */
};

struct merge {
	struct db *db;
	struct arena *a;
	struct err *e;
	const char *sql;
	bool backwards;
	size_t chunk;
	struct stream *streams;
	size_t n_streams;
	const struct story_key *keep;	/* newest first */
	size_t n_keep, keep_at;		/* keep_at counts in the direction of the walk */
	int64_t keep_feed;		/* 0: any */
	const int64_t *tag_feeds;	/* NULL: any */
	size_t n_tag_feeds;
};

/* Below 0 when x comes first in the direction of the walk. */
static int key_order(const struct merge *m, const struct story_key *x,
		     const struct story_key *y)
{
	int order = x->sort_at != y->sort_at ? (x->sort_at > y->sort_at ? -1 : 1) :
		    x->id != y->id ? (x->id > y->id ? -1 : 1) : 0;

	return m->backwards ? -order : order;
}

static enum rc refill(struct merge *m, struct stream *s)
{
	struct query q = query_open(m->db, m->e, m->sql, "iiii", s->feed_id, s->last.sort_at,
				    s->last.id, (int64_t)m->chunk);

	s->at = s->n = 0;
	if (!s->keys)
		s->keys = arena_array(m->a, m->chunk, sizeof(*s->keys));
	while (s->n < m->chunk && query_row(&q)) {
		s->keys[s->n] = (struct story_key){ col_int(&q, 0), col_int(&q, 1),
						    col_int(&q, 2) };
		s->last = (struct story_pos){ s->keys[s->n].sort_at, s->keys[s->n].id };
		s->n++;
	}
	s->is_done = s->n < m->chunk;
	return query_close(&q);
}

static int cmp_newest(const void *a, const void *b)
{
	const struct story_key *x = a, *y = b;

	if (x->sort_at != y->sort_at)
		return x->sort_at > y->sort_at ? -1 : 1;
	return x->id == y->id ? 0 : x->id > y->id ? -1 : 1;
}

static int cmp_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* A view hands in the same ids for each of its windows: their keys are looked up once. */
static enum rc load_keep(struct merge *m, const struct story_query *q)
{
	struct keep_cache *c = &m->db->keep;
	uint64_t hash = (uint64_t)hash_bytes(q->keep_ids, q->n_keep * sizeof(*q->keep_ids));
	size_t i;

	if (c->hash != hash || !c->keys) {
		c->n = 0;
		c->hash = 0;
		for (i = 0; i < q->n_keep; i++) {
			struct query k = query_open(m->db, m->e, "SELECT sort_at, id, feed_id"
						    " FROM story WHERE id = ?", "i",
						    q->keep_ids[i]);

			if (query_row(&k)) {
				MEM_GROW(c->keys, c->cap, c->n + 1);
				c->keys[c->n++] = (struct story_key){
					col_int(&k, 0), col_int(&k, 1), col_int(&k, 2) };
			}
			if (query_close(&k) != OK)
				return k.rc;
		}
		if (c->n)
			qsort(c->keys, c->n, sizeof(*c->keys), cmp_newest);
		c->hash = hash;
	}
	m->keep = c->keys;
	m->n_keep = c->n;
	return OK;
}

/* Steps over kept ids before pos, that is the position where the walk begins. */
static void seek_keep(struct merge *m, struct story_pos pos)
{
	struct story_key at = { pos.sort_at, pos.id, 0 };
	size_t lo = 0, hi = m->n_keep, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (key_order(m, &m->keep[m->backwards ? m->n_keep - 1 - mid : mid], &at) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	m->keep_at = lo;
}

static enum rc load_tag(struct merge *m, const struct story_query *q)
{
	int64_t *feeds = NULL;
	size_t n = 0;
	struct query t = query_open(m->db, m->e, "SELECT feed_id FROM feed_tag WHERE tag = ?"
				    " ORDER BY feed_id", "t", q->tag);

	while (query_row(&t))
		*ARENA_PUSH(m->a, feeds, n) = col_int(&t, 0);
	m->tag_feeds = feeds ? feeds : arena_array(m->a, 1, sizeof(*feeds));
	m->n_tag_feeds = n;
	return query_close(&t);
}

static bool wants_feed(const struct merge *m, int64_t feed_id)
{
	if (m->keep_feed && feed_id != m->keep_feed)
		return false;
	return !m->tag_feeds || bsearch(&feed_id, m->tag_feeds, m->n_tag_feeds,
					sizeof(*m->tag_feeds), cmp_id);
}

static void add_stream(struct merge *m, int64_t feed_id, struct story_pos pos)
{
	struct stream *s = ARENA_PUSH(m->a, m->streams, m->n_streams);

	s->feed_id = feed_id;
	s->last = pos;
}

static enum rc merge_init(struct merge *m, struct db *db, struct arena *a,
			  const struct story_query *q, struct story_pos pos, bool backwards,
			  size_t chunk, struct err *e)
{
	bool one_feed = q->feed_id || q->tag;
	enum rc rc = OK;
	size_t i;

	*m = (struct merge){ .db = db, .a = a, .e = e, .backwards = backwards,
			     .keep_feed = q->feed_id, .chunk = MAX(chunk, 1) };
	m->sql = key_sql[one_feed][q->unread_only][q->starred_only][backwards];
	if (q->tag)
		rc = load_tag(m, q);
	if (rc == OK && q->n_keep && (q->unread_only || q->starred_only))
		rc = load_keep(m, q);
	seek_keep(m, pos);
	if (q->tag && !q->feed_id) {
		m->chunk = MIN(m->chunk, m->n_tag_feeds > 1 ? TAG_CHUNK : SIZE_MAX);
		for (i = 0; i < m->n_tag_feeds; i++)
			add_stream(m, m->tag_feeds[i], pos);
	} else if (wants_feed(m, q->feed_id) || !q->tag) {
		add_stream(m, q->feed_id, pos);
	}
	return rc;
}

/* The next key of the view; E_NOTFOUND at its end. */
static enum rc merge_next(struct merge *m, struct story_key *out)
{
	struct stream *best = NULL;
	const struct story_key *k, *first = NULL;
	enum rc rc;
	size_t i;

	for (i = 0; i < m->n_streams; i++) {
		struct stream *s = &m->streams[i];

		if (s->at == s->n && !s->is_done) {
			rc = refill(m, s);
			if (rc != OK)
				return rc;
		}
		if (s->at < s->n && (!first || key_order(m, &s->keys[s->at], first) < 0)) {
			best = s;
			first = &s->keys[s->at];
		}
	}
	while (m->keep_at < m->n_keep) {
		k = &m->keep[m->backwards ? m->n_keep - 1 - m->keep_at : m->keep_at];
		if (!wants_feed(m, k->feed_id)) {
			m->keep_at++;
			continue;
		}
		if (!first || key_order(m, k, first) <= 0) {
			if (first && k->id == first->id)
				best->at++;
			m->keep_at++;
			*out = *k;
			return OK;
		}
		break;
	}
	if (!first)
		return E_NOTFOUND;
	*out = *first;
	best->at++;
	return OK;
}

static void reverse_rows(struct story_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n / 2; i++) {
		struct story_row row = rows[i];

		rows[i] = rows[n - 1 - i];
		rows[n - 1 - i] = row;
	}
}

enum rc stories_window(struct db *db, struct arena *a, const struct story_query *q,
		       struct story_pos pos, bool backwards, size_t limit,
		       struct story_row **rows, size_t *n, struct err *e)
{
	struct arena *scratch = scratch_begin(db);
	struct story_key key;
	struct story_row row;
	struct merge m;
	bool begun = snapshot_begin(db);
	enum rc rc;

	*n = 0;
	*rows = arena_array(a, limit, sizeof(**rows));
	rc = merge_init(&m, db, scratch, q, pos, backwards, limit, e);
	while (rc == OK && *n < limit) {
		rc = merge_next(&m, &key);
		if (rc == OK)
			rc = story_row_get(db, a, key.id, &row, e);
		else if (rc == E_NOTFOUND)
			break;
		if (rc == OK && !row.is_hidden)
			(*rows)[(*n)++] = row;
		if (rc == E_NOTFOUND)	/* a kept one that is gone meanwhile */
			rc = OK;
	}
	snapshot_end(db, begun);
	scratch_end(db);
	if (backwards)
		reverse_rows(*rows, *n);
	return rc == E_NOTFOUND ? OK : rc;
}

enum rc stories_count_before(struct db *db, const struct story_query *q, struct story_pos pos,
			     int64_t limit, int64_t *out, struct err *e)
{
	struct arena *scratch = scratch_begin(db);
	struct story_key key;
	struct merge m;
	enum rc rc;

	*out = 0;
	rc = merge_init(&m, db, scratch, q, pos, true, (size_t)MIN(MAX(limit, 1), 1000), e);
	while (rc == OK && *out < limit) {
		rc = merge_next(&m, &key);
		*out += rc == OK;
	}
	scratch_end(db);
	return rc == E_NOTFOUND ? OK : rc;
}

enum rc stories_next_unread(struct db *db, struct arena *a, const struct story_query *q,
			    struct story_pos pos, bool backwards, struct story_row *out,
			    struct err *e)
{
	struct story_query unread = *q;
	struct story_row *rows;
	enum rc rc;
	size_t n;

	unread.unread_only = true;
	unread.n_keep = 0;
	rc = stories_window(db, a, &unread, pos, backwards, 1, &rows, &n, e);
	if (rc != OK)
		return rc;
	if (n == 0)
		return err_set(e, E_NOTFOUND, _("no further unread story"));
	*out = rows[0];
	return OK;
}

/* --- single stories --- */

enum rc stories_times(struct db *db, int64_t feed_id, size_t max, int64_t *times, size_t *n,
		      struct err *e)
{
	struct query q = query_open(db, e, "SELECT sort_at FROM story INDEXED BY story_feed_time"
				    " WHERE hidden = 0 AND feed_id = ? ORDER BY sort_at DESC"
				    " LIMIT ?", "ii", feed_id, (int64_t)max);

	for (*n = 0; *n < max && query_row(&q);)
		times[(*n)++] = col_int(&q, 0);
	return query_close(&q);
}

int64_t stories_newest(struct db *db)
{
	int64_t id = 0;

	db_int(db, NULL, &id, "SELECT max(id) FROM story", "");
	return id;
}

enum rc stories_get(struct db *db, struct arena *a, int64_t id, struct story_row *out,
		    struct err *e)
{
	enum rc rc = story_row_get(db, a, id, out, e);

	return rc == E_NOTFOUND ? err_set(e, rc, _("there is no such story")) : rc;
}

enum rc stories_by_url(struct db *db, struct arena *a, const char *url, struct story_row *out,
		       struct err *e)
{
	const char *key = url_key(a, url);
	struct query q;
	bool found;

	if (!key)
		return err_set(e, E_NOTFOUND, _("there is no such story"));
	q = query_open(db, e, "SELECT " STORY_COLUMNS STORY_FROM " WHERE s.url_key = ?"
		       " ORDER BY s.hidden, s.sort_at DESC, s.id DESC LIMIT 1", "t", key);
	found = query_row(&q);
	if (found)
		story_row_read(&q, a, out);
	if (query_close(&q) != OK)
		return q.rc;
	return found ? OK : err_set(e, E_NOTFOUND, _("there is no such story"));
}

enum rc stories_body(struct db *db, struct arena *a, int64_t id, struct block **blocks,
		     size_t *n, struct err *e)
{
	struct query q = query_open(db, e, "SELECT blocks FROM body WHERE story_id = ?", "i", id);
	struct blocks out = { 0 };
	enum rc rc = OK;

	if (query_row(&q) && col_blob(&q, 0).n) {
		rc = col_record(&q, a, 0, &shape_blocks, &out);
		if (rc != OK)
			out = (struct blocks){ 0 };
	}
	*blocks = out.blocks;
	*n = out.n_blocks;
	return query_close(&q) != OK ? q.rc : rc;
}

void stories_take_text(struct db *db, struct arena *a, const struct story_row *row,
		       struct article *art)
{
	struct block *blocks;
	size_t n;

	if (row->has_text && stories_body(db, a, row->id, &blocks, &n, NULL) == OK)
		article_take_text(a, art, blocks, n);
}

enum rc stories_more(struct db *db, struct arena *a, int64_t id, struct story *out,
		     struct err *e)
{
	struct query q = query_open(db, e, "SELECT more FROM body WHERE story_id = ?", "i", id);
	enum rc rc = E_NOTFOUND;

	*out = (struct story){ .published = DATE_NONE, .modified = DATE_NONE };
	if (query_row(&q))
		rc = col_record(&q, a, 0, &shape_story, out);
	if (query_close(&q) != OK)
		return q.rc;
	return rc == E_NOTFOUND ? err_set(e, rc, _("there is no such story")) : rc;
}

enum rc stories_wanting_page(struct db *db, struct arena *a, int64_t feed_id, int64_t newer_than,
			     size_t limit, struct story_row **rows, size_t *n, struct err *e)
{
	struct query q;

	*rows = NULL;
	*n = 0;
	q = query_open(db, e, "SELECT " STORY_COLUMNS " FROM story s INDEXED BY story_feed_time"
		       " JOIN feed f ON f.id = s.feed_id"
		       " WHERE s.hidden = 0 AND s.feed_id = ? AND s.sort_at > ?"
		       " ORDER BY s.sort_at DESC, s.id DESC LIMIT ?", "iii",
		       feed_id, newer_than, (int64_t)limit);
	while (query_row(&q)) {
		struct story_row row = { 0 };

		/* The limit counts the newest, wanting or not. */
		story_row_read(&q, a, &row);
		if (!row.page_id && !row.is_offline && row.url)
			*ARENA_PUSH(a, *rows, *n) = row;
	}
	return query_close(&q);
}

#include "store/stories.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/url.h"
#include "model/record.h"
#include "store/db_priv.h"
#include "store/feeds.h"
#include "store/identity.h"

#define DAY 86400
#define ARCHIVED_LOOKED_AT 100
#define KIN_LOOKED_AT 10	/* stories of a document ... */
#define KIN_NEEDED 3		/* ... and how many of them make an archived feed its ancestor */
#define UNDATED_SPAN 3600	/* undated stories lie a second apart, at most so many */

/* How old a story is in its document. */
struct age {
	int64_t date;
	size_t index;
};

struct story_doc {
	const struct feed *feed;
	struct guids *guids;
	struct age oldest;	/* of the new stories that are taken */
	size_t n;		/* without one that is not whole, where there are others: it
				 * would spoil what is stored of it */
	size_t added;		/* of it, so far */
};

/* One call of stories_put. */
struct put {
	struct db *db;
	struct arena *a;
	struct err *e;
	int64_t feed_id, seen;
	struct story_doc *doc;
	bool is_first;		/* nothing but this document's stories was ever in the feed */
	struct tally t;
	size_t added, changed;
};

/* What the columns of one story hold. */
struct columns {
	const char *guid, *url_key, *byline;
	int64_t published, page_id;
	struct str body;		/* a record of its blocks; empty: no text */
	struct buf blocks, more;
};

/* --- what a story becomes --- */

static int cmp_age(const void *a, const void *b)
{
	const struct age *x = a, *y = b;

	if (x->date != y->date)
		return x->date > y->date ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* A document with more stories than are taken at once: which ones are the newest. The answer
 * depends on the document alone, so the rest does not trickle in with later refreshes. Without
 * dates the first are the newest. */
static struct age find_cut(struct arena *a, const struct feed *f)
{
	struct age *ages;
	size_t i;

	if (f->n_stories <= LIMIT_NEW_STORIES)
		return (struct age){ INT64_MIN, SIZE_MAX };
	ages = arena_array(a, f->n_stories, sizeof(*ages));
	for (i = 0; i < f->n_stories; i++)
		ages[i] = (struct age){ f->stories[i].published, i };
	qsort(ages, f->n_stories, sizeof(*ages), cmp_age);
	return ages[LIMIT_NEW_STORIES - 1];
}

struct story_doc *stories_doc(struct arena *a, const struct feed *f)
{
	struct story_doc *doc = ARENA_NEW(a, struct story_doc);

	doc->feed = f;
	doc->guids = guids_of(a, f);
	doc->oldest = find_cut(a, f);
	doc->n = f->is_cut && f->n_stories > 1 ? f->n_stories - 1 : f->n_stories;
	return doc;
}

static const struct story *story_at(const struct put *p, size_t index)
{
	return &p->doc->feed->stories[index];
}

static bool is_young_enough(const struct put *p, size_t index)
{
	struct age age = { story_at(p, index)->published, index };

	return cmp_age(&age, &p->doc->oldest) <= 0;
}

static char *byline_of(struct arena *a, const struct story *s)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	char *out = NULL;
	size_t i;

	for (i = 0; i < s->n_authors; i++) {
		if (str_blank(s->authors[i].name))
			continue;
		if (b.len)
			buf_puts(&b, ", ");
		buf_puts(&b, s->authors[i].name);
	}
	if (b.len && !b.failed)
		out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* Plain text as paragraphs, which blank lines separate. */
static void text_blocks(struct arena *a, const char *text, struct blocks *out)
{
	struct str rest = str_of(text), part;
	size_t end;

	while (rest.n && out->n_blocks < LIMIT_BLOCKS) {
		end = str_find(rest, STR("\n\n"));
		part = str_trim(str_sub(rest, 0, MIN(end, rest.n)));
		rest = str_sub(rest, end == SIZE_MAX ? rest.n : end + 2, SIZE_MAX);
		if (part.n)
			ARENA_PUSH(a, out->blocks, out->n_blocks)->text = arena_str(a, part);
	}
}

/* A story that is too large loses its text, or what else its feed says: the rest of the feed must
 * not suffer from it. */
static void encode(const struct story *s, const struct blocks *blocks, struct columns *c)
{
	struct story more = *s, bare = { .guid = s->guid, .published = DATE_NONE,
					 .modified = DATE_NONE };

	c->body = s->body;
	if (blocks->n_blocks && record_encode(&c->blocks, &shape_blocks, blocks) == OK)
		c->body = buf_str(&c->blocks);
	if (c->body.n > LIMIT_RECORD_BYTES)
		c->body = STR("");
	more.blocks = NULL;
	more.n_blocks = 0;
	more.body = STR("");
	more.content_html = more.content_text = NULL;
	if (record_encode(&c->more, &shape_story, &more) != OK) {
		buf_reset(&c->more);
		record_encode(&c->more, &shape_story, &bare);
	}
}

static enum rc make_columns(struct put *p, const struct story *s, const char *guid,
			    struct columns *c)
{
	struct blocks blocks = { s->blocks, s->n_blocks };
	enum rc rc = OK;

	*c = (struct columns){ .guid = guid, .published = s->published };
	buf_init(&c->blocks, LIMIT_RECORD_BYTES);
	buf_init(&c->more, LIMIT_RECORD_BYTES);
	if (!str_blank(s->url))
		c->url_key = url_key(p->a, s->url);
	c->byline = byline_of(p->a, s);
	if (c->published != DATE_NONE)
		c->published = MIN(MAX(c->published, 0), p->seen + DAY);
	if (!blocks.n_blocks && !s->body.n)
		text_blocks(p->a, s->content_text, &blocks);
	encode(s, &blocks, c);
	if (c->url_key)
		rc = page_by_key(p->db, c->url_key, &c->page_id, p->e);
	return rc;
}

static void free_columns(struct columns *c)
{
	buf_free(&c->blocks);
	buf_free(&c->more);
}

/* --- writing one --- */

static enum rc put_body(struct put *p, int64_t id, struct columns *c)
{
	return db_run(p->db, p->e, "INSERT INTO body (story_id, blocks, more) VALUES (?, ?, ?)"
		      " ON CONFLICT (story_id) DO UPDATE SET blocks = excluded.blocks,"
		      " more = excluded.more", "ibb", id, c->body, buf_str(&c->more));
}

static enum rc insert_story(struct put *p, const struct story *s, size_t index,
			    struct columns *c)
{
	int64_t sort_at = p->seen - (int64_t)MIN(index, UNDATED_SPAN);
	int64_t id;
	enum rc rc;

	if (c->published != DATE_NONE)
		sort_at = MIN(c->published, p->seen);
	rc = db_run(p->db, p->e, "INSERT INTO story (feed_id, guid, url, url_key, title, kicker,"
		    " dek, byline, published, first_seen, sort_at, has_text, has_full_text,"
		    " page_id, hash) VALUES"
		    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?)",
		    "itttttttdiiiiii", p->feed_id, c->guid, s->url, c->url_key,
		    s->title ? s->title : "", s->kicker, s->dek, c->byline, c->published,
		    p->seen, sort_at, (int64_t)(c->body.n > 0),
		    (int64_t)(s->has_full_text && c->body.n), c->page_id, (int64_t)s->hash);
	id = sqlite3_last_insert_rowid(p->db->h);
	if (rc == OK)
		rc = put_body(p, id, c);
	if (rc == OK)
		rc = dirty_put(p->db, id, &p->t, p->e);
	p->t.stories++;
	p->t.unread++;
	p->added++;
	p->doc->added++;
	return rc;
}

/* Flags, the place in the list and the time first seen stay. */
static enum rc update_story(struct put *p, const struct story *s, int64_t id, struct columns *c)
{
	enum rc rc;

	rc = db_run(p->db, p->e, "UPDATE story SET guid = ?2, url = ?3, url_key = ?4, title = ?5,"
		    " kicker = ?6, dek = ?7, byline = ?8, published = ?9, has_text = ?10,"
		    " has_full_text = ?11, page_id = nullif(?12, 0), hash = ?13 WHERE id = ?1",
		    "itttttttdiiii", id, c->guid, s->url, c->url_key, s->title ? s->title : "",
		    s->kicker, s->dek, c->byline, c->published, (int64_t)(c->body.n > 0),
		    (int64_t)(s->has_full_text && c->body.n), c->page_id, (int64_t)s->hash);
	if (rc == OK)
		rc = put_body(p, id, c);
	if (rc == OK)
		rc = dirty_put(p->db, id, &p->t, p->e);
	p->changed++;
	return rc;
}

/* --- which one it is --- */

#define STORED "SELECT id, hash, published, guid, url_key, title FROM story "

/* The first row that the document does not name; with any, the first. Ends the query. */
static enum rc take_stored(struct put *p, struct query *q, bool any, struct stored *out)
{
	*out = (struct stored){ .published = DATE_NONE };
	while (query_row(q)) {
		if (!any && guids_has(p->doc->guids, col_str(q, 3)))
			continue;
		*out = (struct stored){
			.id = col_int(q, 0), .hash = col_int(q, 1), .published = col_date(q, 2),
			.guid = col_text(q, p->a, 3), .url_key = col_text(q, p->a, 4),
			.title = col_text(q, p->a, 5),
		};
		break;
	}
	return query_close(q);
}

static enum rc find_guid(struct put *p, const char *guid, struct stored *out)
{
	struct query q = query_open(p->db, p->e, STORED "WHERE feed_id = ? AND guid = ?", "it",
				    p->feed_id, guid);

	return take_stored(p, &q, true, out);
}

/* Some servers make new guids with each answer. A story with the title, and the address or else the
 * time, of one that the document no longer names is that one. Without either all that is new is
 * walked through, which is not done for what would not be stored anyway. */
static enum rc find_renamed(struct put *p, size_t index, const char *key, struct stored *out)
{
	const struct story *s = story_at(p, index);
	struct query q;

	*out = (struct stored){ 0 };
	if (str_blank(s->title))
		return OK;
	if (key)
		q = query_open(p->db, p->e, STORED "INDEXED BY story_url WHERE url_key = ?"
			       " AND feed_id = ? AND title = ? LIMIT 8", "tit", key, p->feed_id,
			       s->title);
	else if (s->published != DATE_NONE)
		q = query_open(p->db, p->e, STORED "INDEXED BY story_feed_time WHERE feed_id = ?"
			       " AND sort_at = ? AND hidden = 0 AND title = ? LIMIT 8", "iit",
			       p->feed_id, MIN(s->published, p->seen), s->title);
	else if (!is_young_enough(p, index))
		return OK;
	else
		q = query_open(p->db, p->e, "SELECT * FROM (" STORED "INDEXED BY story_feed_time"
			       " WHERE feed_id = ? AND hidden = 0 ORDER BY sort_at DESC, id DESC"
			       " LIMIT ?) WHERE title = ?", "iit", p->feed_id,
			       (int64_t)LIMIT_NEW_STORIES, s->title);
	return take_stored(p, &q, false, out);
}

/* Finds the story under its guid. Where that is another's, under the name that guids_own gives it,
 * which *guid then is: so none is lost, and none is doubled when the other one is gone. */
static enum rc find_stored(struct put *p, size_t index, const char **guid, struct stored *out)
{
	const struct guids *guids = p->doc->guids;
	const struct story *s = story_at(p, index);
	bool shared = guids_is_shared(guids, index);
	struct stored own;
	enum rc rc;

	*guid = guids_name(p->a, s);
	rc = find_guid(p, *guid, out);
	if (rc == OK && !out->id && *guid != s->guid)
		rc = find_guid(p, s->guid, out);	/* as older stores have it */
	if (rc != OK || (out->id && out->hash == (int64_t)s->hash))
		return rc;
	if (!shared && (!out->id || guids_is_same(guids, p->a, s, out, false)))
		return OK;
	*guid = guids_own(guids, p->a, s);
	rc = find_guid(p, *guid, &own);
	if (rc != OK || own.id) {
		*out = own;
	} else if (out->id && guids_is_same(guids, p->a, s, out, true)) {
		*guid = out->guid;	/* stored before the guid was found to be shared */
	} else {
		out->id = 0;
	}
	return rc;
}

static enum rc is_gone(struct put *p, const char *guid, bool *gone)
{
	int64_t one;
	enum rc rc = db_int(p->db, p->e, &one, "SELECT 1 FROM gone WHERE feed_id = ?"
			    " AND guid_hash = ?", "ii", p->feed_id,
			    hash_bytes(guid, strlen(guid)));

	*gone = rc == OK;
	return rc == E_NOTFOUND ? OK : rc;
}

/* A story whose guid is not stored. */
static enum rc put_unknown(struct put *p, size_t index, const char *guid)
{
	const struct story *s = story_at(p, index);
	struct stored old;
	struct columns c;
	bool gone = false;
	enum rc rc;

	rc = is_gone(p, guid, &gone);
	if (rc != OK || gone)
		return rc;
	rc = make_columns(p, s, guid, &c);
	if (rc == OK)
		rc = find_renamed(p, index, c.url_key, &old);
	if (rc == OK && old.id)
		rc = update_story(p, s, old.id, &c);
	else if (rc == OK && is_young_enough(p, index))
		rc = insert_story(p, s, index, &c);
	free_columns(&c);
	return rc;
}

/* Whether there is nothing that a story could be, so that none has to be looked for: the document's
 * own stories are told apart by what is known of it. */
static enum rc see_if_first(struct put *p)
{
	int64_t n = 0, gone = 0;
	enum rc rc = db_int(p->db, p->e, &n, "SELECT count(*) FROM (SELECT 1 FROM story"
			    " WHERE feed_id = ? LIMIT ?)", "ii", p->feed_id,
			    (int64_t)p->doc->added + 1);

	if (rc == OK)
		rc = db_int(p->db, p->e, &gone, "SELECT EXISTS (SELECT 1 FROM gone"
			    " WHERE feed_id = ?)", "i", p->feed_id);
	p->is_first = n == (int64_t)p->doc->added && !gone;
	return rc;
}

/* As put_one, for a feed without stories of another document. */
static enum rc put_first(struct put *p, size_t index)
{
	const struct story *s = story_at(p, index);
	struct columns c;
	enum rc rc = OK;

	if (!is_young_enough(p, index))
		return OK;
	rc = make_columns(p, s, guids_is_shared(p->doc->guids, index) ?
			  guids_own(p->doc->guids, p->a, s) : guids_name(p->a, s), &c);
	if (rc == OK)
		rc = insert_story(p, s, index, &c);
	free_columns(&c);
	return rc;
}

static enum rc put_one(struct put *p, size_t index)
{
	const struct story *s = story_at(p, index);
	struct stored old;
	struct columns c;
	const char *guid;
	enum rc rc;

	if (str_blank(s->guid) || guids_is_double(p->doc->guids, index))
		return OK;
	if (p->is_first)
		return put_first(p, index);
	rc = find_stored(p, index, &guid, &old);
	if (rc != OK || (old.id && old.hash == (int64_t)s->hash))
		return rc;
	if (!old.id)
		return put_unknown(p, index, guid);
	rc = make_columns(p, s, guid, &c);
	if (rc == OK)
		rc = update_story(p, s, old.id, &c);
	free_columns(&c);
	return rc;
}

enum rc stories_put(struct db *db, int64_t feed_id, struct story_doc *doc, size_t from,
		    size_t count, int64_t seen, size_t *added, size_t *changed, struct err *e)
{
	struct put p = { .db = db, .e = e, .feed_id = feed_id, .seen = seen, .doc = doc };
	enum rc rc;
	size_t i;

	p.a = arena_new(LIMIT_ARENA);
	rc = see_if_first(&p);
	from = MIN(from, doc->n);
	count = MIN(count, doc->n - from);
	/* backwards, so that of equal dates the document's first has the highest id */
	for (i = count; rc == OK && i-- > 0;) {
		rc = put_one(&p, from + i);
		arena_reset(p.a);
	}
	if (rc == OK)
		rc = tally_feed(db, feed_id, p.t.unread, p.t.stories, e);
	if (rc == OK)
		rc = tally_add(db, &p.t, e);
	arena_free(p.a);
	if (added)
		*added = p.added;
	if (changed)
		*changed = p.changed;
	return rc;
}

/* How many of the document's first stories the feed has: by guid, and by address or title. */
static enum rc count_kin(struct db *db, struct arena *a, const struct feed *f, int64_t feed_id,
			 size_t *hits, struct err *e)
{
	int64_t one;
	enum rc rc = OK;
	size_t i;

	*hits = 0;
	for (i = 0; rc == OK && i < MIN(f->n_stories, KIN_LOOKED_AT); i++) {
		const struct story *s = &f->stories[i];
		const char *key = str_blank(s->url) ? NULL : url_key(a, s->url);

		rc = db_int(db, e, &one, "SELECT 1 FROM story WHERE feed_id = ? AND guid = ?"
			    " AND (url_key = ? OR (title = ? AND title <> ''))", "ittt", feed_id,
			    s->guid, key, s->title);
		*hits += rc == OK;
		if (rc == E_NOTFOUND)
			rc = OK;
	}
	return rc;
}

enum rc stories_ancestor(struct db *db, const struct story_doc *doc, int64_t *old, struct err *e)
{
	struct arena *a = scratch_begin(db);
	int64_t *ids = NULL;
	size_t n = 0, i, hits, best = KIN_NEEDED - 1;
	struct query q;
	enum rc rc;

	*old = 0;
	q = query_open(db, e, "SELECT id FROM feed WHERE is_archived = 2 ORDER BY id DESC LIMIT ?",
		       "i", (int64_t)ARCHIVED_LOOKED_AT);
	while (query_row(&q))
		*ARENA_PUSH(a, ids, n) = col_int(&q, 0);
	rc = query_close(&q);
	for (i = 0; rc == OK && i < n; i++) {
		rc = count_kin(db, a, doc->feed, ids[i], &hits, e);
		if (rc != OK || hits <= best)
			continue;
		best = hits;
		*old = ids[i];
	}
	scratch_end(db);
	return rc == OK && !*old ? E_NOTFOUND : rc;
}

enum rc stories_put_followed(struct db *db, const struct article *art, int64_t page_id,
			     int64_t now, int64_t *id, struct err *e)
{
	struct arena *a = scratch_begin(db);
	const char *url = art->url ? art->url : art->canonical_url;
	const char *key = url ? url_key(a, url) : NULL;
	struct author author = { .name = art->byline };
	struct story s = { .guid = key, .url = url, .title = art->title, .kicker = art->kicker,
			   .dek = art->dek, .language = art->language, .authors = &author,
			   .n_authors = 1, .published = DATE_NONE, .modified = art->modified,
			   .image = art->image };
	struct feed f = { .stories = &s, .n_stories = 1 };
	enum rc rc;

	rc = db_int(db, e, id, "SELECT id FROM story WHERE page_id = ? ORDER BY id DESC LIMIT 1",
		    "i", page_id);
	if (rc == E_NOTFOUND && key)
		rc = db_int(db, e, id, "SELECT id FROM story WHERE url_key = ?"
			    " ORDER BY id DESC LIMIT 1", "t", key);
	if (rc == E_NOTFOUND && !key)
		rc = err_set(e, E_USAGE, _("a page without an address cannot be stored"));
	if (rc == E_NOTFOUND) {
		rc = stories_put(db, FEED_FOLLOWED, stories_doc(a, &f), 0, 1, now, NULL, NULL, e);
		if (rc == OK)
			rc = db_int(db, e, id, "SELECT id FROM story WHERE feed_id = 1"
				    " AND guid = ?", "t", key);
		if (rc == OK)	/* its time in the list is that of the visit */
			rc = db_run(db, e, "UPDATE story SET published = ?2,"
				    " page_id = nullif(?3, 0) WHERE id = ?1", "idi", *id,
			 art->published, page_id);
		if (rc == OK)
			rc = stories_set_flags(db, id, 1, FLAG_READ, 0, e);
	}
	scratch_end(db);
	return rc;
}

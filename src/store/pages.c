#include "store/pages.h"

#include "base/i18n.h"
#include "base/url.h"
#include "model/record.h"
#include "store/db_priv.h"

enum rc page_by_key(struct db *db, const char *key, int64_t *id, struct err *e)
{
	enum rc rc;

	*id = 0;
	rc = db_int(db, e, id, "SELECT page_id FROM page_url WHERE url_key = ?", "t", key);
	return rc == E_NOTFOUND ? OK : rc;
}

enum rc pages_find(struct db *db, const char *url, int64_t *id, struct err *e)
{
	struct arena *a = scratch_begin(db);
	const char *key = url_key(a, url);
	enum rc rc = OK;

	*id = 0;
	if (key)
		rc = page_by_key(db, key, id, e);
	scratch_end(db);
	if (rc == OK && !*id)
		return err_set(e, E_NOTFOUND, _("the page is not stored"));
	return rc;
}

static enum rc read_related(struct db *db, struct arena *a, int64_t id, struct article *out,
			    struct err *e)
{
	struct query q = query_open(db, e, "SELECT kind, url, title, kicker, summary, module"
				    " FROM related WHERE page_id = ? ORDER BY position", "i", id);

	out->related = NULL;
	out->n_related = 0;
	while (out->n_related < LIMIT_RELATED && query_row(&q)) {
		struct related *r = ARENA_PUSH(a, out->related, out->n_related);

		*r = (struct related){ .kind = (uint32_t)col_int(&q, 0),
				       .url = col_text(&q, a, 1), .title = col_text(&q, a, 2),
				       .kicker = col_text(&q, a, 3),
				       .summary = col_text(&q, a, 4),
				       .module = col_text(&q, a, 5) };
		if (!r->url || !r->title)
			out->n_related--;
	}
	return query_close(&q);
}

enum rc pages_get(struct db *db, struct arena *a, int64_t id, struct article *out,
		  int64_t *fetched, struct err *e)
{
	struct query q = query_open(db, e, "SELECT article, fetched FROM page WHERE id = ?", "i",
				    id);
	enum rc rc = E_NOTFOUND;

	*out = (struct article){ .published = DATE_NONE, .modified = DATE_NONE };
	if (query_row(&q)) {
		rc = col_record(&q, a, 0, &shape_article, out);
		if (fetched)
			*fetched = col_int(&q, 1);
	}
	if (query_close(&q) != OK)
		return q.rc;
	if (rc == E_NOTFOUND)
		return err_set(e, rc, _("the page is not stored"));
	return rc == OK ? read_related(db, a, id, out, e) : rc;
}

enum rc pages_are_stored(struct db *db, const char *const *urls, size_t n, bool *out,
			 struct err *e)
{
	struct arena *a = scratch_begin(db);
	bool begun = snapshot_begin(db);
	enum rc rc = OK;
	size_t i;

	for (i = 0; rc == OK && i < n; i++) {
		const char *key = str_blank(urls[i]) ? NULL : url_key(a, urls[i]);
		int64_t one;

		out[i] = false;
		if (!key)
			continue;
		rc = db_int(db, e, &one, "SELECT 1 WHERE EXISTS"
			    " (SELECT 1 FROM page_url WHERE url_key = ?1) OR EXISTS"
			    " (SELECT 1 FROM story WHERE url_key = ?1 AND has_full_text = 1)",
			    "t", key);
		out[i] = rc == OK;
		if (rc == E_NOTFOUND)
			rc = OK;
	}
	for (; i < n; i++)
		out[i] = false;
	snapshot_end(db, begun);
	scratch_end(db);
	return rc;
}

/* --- for the writer --- */

/* The addresses a page is known under, as keys, each once. */
static size_t collect_keys(struct arena *a, const char *asked, const struct article *art,
			   const char *keys[3])
{
	const char *urls[3] = { art->url, asked, NULL };
	const char *key;
	size_t i, j, n = 0;

	/* a page may name itself only within its own host: it must not pass for another's */
	if (!str_blank(art->canonical_url) &&
	    url_same_host(art->canonical_url, str_blank(art->url) ? asked : art->url))
		urls[2] = art->canonical_url;
	for (i = 0; i < 3; i++) {
		key = str_blank(urls[i]) ? NULL : url_key(a, urls[i]);
		for (j = 0; key && j < n; j++)
			if (streq(keys[j], key))
				key = NULL;
		if (key)
			keys[n++] = key;
	}
	return n;
}

static enum rc put_related(struct db *db, int64_t id, const struct article *art, struct err *e)
{
	enum rc rc = db_run(db, e, "DELETE FROM related WHERE page_id = ?", "i", id);
	size_t i;

	for (i = 0; rc == OK && i < art->n_related && i < LIMIT_RELATED; i++) {
		const struct related *r = &art->related[i];

		if (str_blank(r->url) || str_blank(r->title))
			continue;
		rc = db_run(db, e, "INSERT INTO related (page_id, position, kind, url, title,"
			    " kicker, summary, module) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			    "iiittttt", id,
			    (int64_t)i, (int64_t)MIN(r->kind, (uint32_t)RELATED_POPULAR), r->url,
			    r->title, r->kicker, r->summary, r->module);
	}
	return rc;
}

/* Lets a key and the stories of that address point to the page; what pointed elsewhere moves. */
static enum rc point_key(struct db *db, const char *key, int64_t id, struct tally *t,
			 struct err *e)
{
	int64_t old;
	struct query q;
	enum rc rc = page_by_key(db, key, &old, e);

	if (rc == OK)
		rc = db_run(db, e, "INSERT INTO page_url (url_key, page_id) VALUES (?, ?)"
			    " ON CONFLICT (url_key) DO UPDATE SET page_id = excluded.page_id",
			    "ti", key, id);
	if (rc == OK)
		rc = db_run(db, e, "UPDATE story SET page_id = ?2 WHERE url_key = ?1"
			    " AND page_id IS NOT ?2", "ti", key, id);
	if (rc != OK)
		return rc;
	q = query_open(db, e, "SELECT id FROM story WHERE url_key = ?", "t", key);
	while (rc == OK && query_row(&q))
		rc = dirty_put(db, col_int(&q, 0), t, e);
	if (query_close(&q) != OK)
		return q.rc;
	if (rc == OK)
		rc = db_run(db, e, "DELETE FROM failure WHERE url_key = ?", "t", key);
	if (rc == OK)
		rc = db_run(db, e, "DELETE FROM queue WHERE url_key = ?", "t", key);
	if (rc == OK)
		t->queued -= db_changes(db);
	if (rc == OK && old && old != id)
		rc = page_remove_orphan(db, old, e);
	return rc;
}

static enum rc write_page(struct db *db, const char *url, const struct article *art, int64_t now,
			  int64_t *id, struct tally *t, struct err *e)
{
	struct article bare = *art;
	struct buf record = BUF_INIT(LIMIT_RECORD_BYTES);
	enum rc rc;

	bare.related = NULL;
	bare.n_related = 0;
	if (record_encode(&record, &shape_article, &bare) != OK) {
		buf_free(&record);
		return err_set(e, E_LIMIT, _("the page is too large for the store"));
	}
	if (*id) {
		rc = db_run(db, e, "UPDATE page SET url = ?2, fetched = ?3, article = ?4"
			    " WHERE id = ?1", "itib", *id, url, now, buf_str(&record));
	} else {
		rc = db_run(db, e, "INSERT INTO page (url, fetched, article) VALUES (?, ?, ?)",
			    "tib", url, now, buf_str(&record));
		*id = sqlite3_last_insert_rowid(db->h);
		t->pages++;
	}
	buf_free(&record);
	return rc == OK ? put_related(db, *id, art, e) : rc;
}

enum rc pages_put(struct db *db, const char *asked_url, const struct article *art, int64_t now,
		  int64_t *id, struct err *e)
{
	struct arena *a = scratch_begin(db);
	struct tally t = { 0 };
	const char *keys[3];
	enum rc rc = OK;
	size_t i, n;

	*id = 0;
	n = collect_keys(a, asked_url, art, keys);
	if (n == 0)
		rc = err_set(e, E_USAGE, _("a page without an address cannot be stored"));
	for (i = 0; rc == OK && i < n && !*id; i++)
		rc = page_by_key(db, keys[i], id, e);
	if (rc == OK)
		rc = write_page(db, str_blank(art->url) ? asked_url : art->url, art, now, id, &t,
				e);
	for (i = 0; rc == OK && i < n; i++)
		rc = point_key(db, keys[i], *id, &t, e);
	if (rc == OK)
		rc = tally_add(db, &t, e);
	scratch_end(db);
	return rc;
}

enum rc page_remove_orphan(struct db *db, int64_t id, struct err *e)
{
	struct tally t = { 0 };
	enum rc rc;

	rc = db_run(db, e, "DELETE FROM page WHERE id = ?1"
		    " AND NOT EXISTS (SELECT 1 FROM story WHERE page_id = ?1)"
		    " AND NOT EXISTS (SELECT 1 FROM page_url u JOIN story s"
		    " ON s.url_key = u.url_key WHERE u.page_id = ?1)", "i", id);
	t.pages = -db_changes(db);
	return rc == OK ? tally_add(db, &t, e) : rc;
}

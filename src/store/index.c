#include "base/i18n.h"
#include "model/record.h"
#include "store/db_priv.h"
#include "store/pages.h"
#include "store/search.h"
#include "store/words.h"

#define ARENA_PER_BATCH MIB(16)	/* text held before the arena is emptied */

/* What is read of a story for the index. */
struct source {
	const char *title, *dek;
	int64_t page_id;
	bool has_text;
};

static void add_text(struct buf *b, const char *text)
{
	if (str_blank(text))
		return;
	buf_puts(b, text);
	buf_putc(b, '\n');
}

/* Whether dek is only how the text begins, cut or whole. */
static bool is_beginning(const char *dek, struct str text)
{
	struct str rest = str_of(dek), word, other;

	if (str_iends(rest, STR("…")))
		rest.n -= strlen("…");
	while (str_word(&rest, &word))
		if (!str_word(&text, &other) || !str_starts(other, word))
			return false;
	return true;
}

static void add_blocks(struct buf *b, const struct block *blocks, size_t n)
{
	struct buf text = BUF_INIT(LIMIT_INDEX_BYTES);

	blocks_text(blocks, n, &text);
	buf_add_str(b, buf_str(&text));
	buf_free(&text);
}

/* A record that does not decode costs its own story the body in the index, nothing else. */
static enum rc add_body(struct db *db, struct arena *a, int64_t id, const struct source *s,
			struct buf *b, struct err *e)
{
	struct article art;
	struct block *blocks;
	enum rc rc = OK;
	size_t n;

	if (s->page_id) {
		rc = pages_get(db, a, s->page_id, &art, NULL, e);
		if (rc == OK) {
			add_text(b, art.dek);
			add_text(b, art.byline);
			add_blocks(b, art.blocks, art.n_blocks);
			return OK;
		}
	}
	if (s->has_text && (rc == OK || rc == E_CORRUPT || rc == E_NOTFOUND)) {
		rc = stories_body(db, a, id, &blocks, &n, e);
		if (rc == OK)
			add_blocks(b, blocks, n);
	}
	return rc == E_CORRUPT || rc == E_NOTFOUND ? OK : rc;
}

enum rc index_text(struct db *db, struct arena *a, int64_t id, const char **title,
		   const char **text, struct err *e)
{
	struct query q = query_open(db, e, "SELECT title, dek, byline, page_id, has_text, kicker"
				    " FROM story WHERE id = ?", "i", id);
	struct buf b = BUF_INIT(LIMIT_INDEX_BYTES * 2), body = BUF_INIT(LIMIT_INDEX_BYTES);
	struct source s = { 0 };
	bool found = query_row(&q);
	enum rc rc;

	if (found) {
		s.title = words_for_index(a, col_str(&q, 0));
		s.dek = col_text(&q, a, 1);
		add_text(&b, col_text(&q, a, 2));
		add_text(&b, col_text(&q, a, 5));
		s.page_id = col_int(&q, 3);
		s.has_text = col_int(&q, 4) != 0;
	}
	rc = query_close(&q);
	if (rc == OK && found)
		rc = add_body(db, a, id, &s, &body, e);
	/* most deks are the text's first words, which need not be indexed twice */
	if (!is_beginning(s.dek, buf_str(&body)))
		add_text(&b, s.dek);
	buf_add_str(&b, buf_str(&body));
	*title = s.title;
	*text = words_for_index(a, buf_str(&b));
	buf_free(&body);
	buf_free(&b);
	if (rc != OK)
		return rc;
	return found ? OK : E_NOTFOUND;
}

/* FTS5 takes a row out only when it is handed what it was given. Not by INSERT ... SELECT: that
 * begins a savepoint, and with each one FTS5 writes out what it holds in memory. */
static enum rc unindex(struct db *db, int64_t id, struct err *e)
{
	struct query q = query_open(db, e, "SELECT title, text FROM doc WHERE id = ?", "i", id);
	bool found = query_row(&q);
	enum rc rc = OK;

	if (found)
		rc = db_run(db, e, "INSERT INTO fts (fts, rowid, title, text)"
			    " VALUES ('delete', ?, ?, ?)", "iss", id, col_str(&q, 0),
			    col_str(&q, 1));
	if (query_close(&q) != OK)
		return q.rc;
	if (rc != OK || !found)
		return rc;
	return db_run(db, e, "DELETE FROM doc WHERE id = ?", "i", id);
}

static enum rc undirty(struct db *db, int64_t id, struct tally *t, struct err *e)
{
	enum rc rc = db_run(db, e, "DELETE FROM dirty WHERE story_id = ?", "i", id);

	if (rc == OK)
		t->unindexed -= db_changes(db);
	return rc;
}

enum rc index_remove(struct db *db, int64_t id, struct tally *t, struct err *e)
{
	enum rc rc = unindex(db, id, e);

	return rc == OK ? undirty(db, id, t, e) : rc;
}

static enum rc index_one(struct db *db, struct arena *a, int64_t id, struct tally *t,
			 struct err *e)
{
	const char *title, *text;
	enum rc rc;

	rc = index_text(db, a, id, &title, &text, e);
	if (rc != OK && rc != E_NOTFOUND)
		return rc;
	if (rc == E_NOTFOUND)
		return index_remove(db, id, t, e);
	rc = unindex(db, id, e);
	if (rc == OK)
		rc = db_run(db, e, "INSERT INTO doc (id, title, text) VALUES (?, ?, ?)", "itt", id,
			    title, text);
	if (rc == OK)
		rc = db_run(db, e, "INSERT INTO fts (rowid, title, text) VALUES (?, ?, ?)", "itt",
			    id, title, text);
	return rc == OK ? undirty(db, id, t, e) : rc;
}

/* Oldest first, so that FTS5 appends and most of what it holds is never rewritten. */
static enum rc next_dirty(struct db *db, int64_t after, int64_t *id, struct err *e)
{
	return db_int(db, e, id, "SELECT story_id FROM dirty WHERE story_id > ?"
		      " ORDER BY story_id LIMIT 1", "i", after);
}

enum rc search_index(struct db *db, size_t limit, int64_t *left, struct err *e)
{
	struct arena *a = arena_new(LIMIT_ARENA * 2);
	struct tally t = { 0 };
	int64_t id = INT64_MIN;
	enum rc rc;
	size_t i;

	if (left)
		*left = 0;
	rc = db_begin(db, e);
	for (i = 0; rc == OK && i < limit; i++) {
		rc = next_dirty(db, id, &id, e);
		if (rc == OK)
			rc = index_one(db, a, id, &t, e);
		if (arena_used(a) > ARENA_PER_BATCH)
			arena_reset(a);
	}
	if (rc == E_NOTFOUND)
		rc = OK;
	if (rc == OK)
		rc = tally_add(db, &t, e);
	if (rc == OK && left)
		rc = db_int(db, e, left, "SELECT unindexed FROM tally WHERE id = 1", "");
	if (rc == OK)
		rc = db_commit(db, e);
	else
		db_rollback(db);
	arena_free(a);
	return rc;
}

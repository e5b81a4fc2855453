#include "store/search.h"

#include "base/i18n.h"
#include "store/db_priv.h"
#include "store/words.h"

/* Two streams of ids, newest first: what the index holds, and the scan of what waits. */
struct search {
	struct db *db;
	struct arena *a, *mem;	/* of the rows; of one story that is scanned */
	struct err *e;
	struct words_query words;
	const char *match;
	struct query fts, tail;
	size_t scanned;
};

/* A story that waits is in the tail as it is now; the index has it as it was. */
static int64_t next_indexed(struct search *s)
{
	return query_row(&s->fts) ? col_int(&s->fts, 0) : 0;
}

static enum rc next_tail(struct search *s, int64_t *id)
{
	const char *title, *text, *folded;
	bool holds;
	enum rc rc;

	*id = 0;
	while (s->scanned < LIMIT_SEARCH_TAIL && query_row(&s->tail)) {
		s->scanned++;
		arena_reset(s->mem);
		rc = index_text(s->db, s->mem, col_int(&s->tail, 0), &title, &text, s->e);
		holds = false;
		if (rc == OK) {
			folded = words_fold(s->mem, str_of(arena_printf(s->mem, "%s\n%s", title,
									text)));
			holds = words_hold(&s->words, folded);
		}
		if (rc != OK && rc != E_NOTFOUND)
			return rc;
		if (holds) {
			*id = col_int(&s->tail, 0);
			return OK;
		}
	}
	return s->tail.rc;
}

static enum rc collect(struct search *s, size_t limit, struct story_row **rows, size_t *n)
{
	int64_t indexed = next_indexed(s), waiting, id;
	struct story_row row;
	enum rc rc = next_tail(s, &waiting);

	while (rc == OK && *n < limit && (indexed || waiting)) {
		id = MAX(indexed, waiting);
		rc = story_row_get(s->db, s->a, id, &row, s->e);
		if (rc == OK && !row.is_hidden)
			*ARENA_PUSH(s->a, *rows, *n) = row;
		if (rc == E_NOTFOUND)
			rc = OK;
		if (rc == OK && id == waiting)
			rc = next_tail(s, &waiting);
		if (id == indexed)
			indexed = next_indexed(s);
	}
	return rc == OK ? s->fts.rc : rc;
}

enum rc search_stories(struct db *db, struct arena *a, const char *query, int64_t before,
		       size_t limit, struct story_row **rows, size_t *n, struct err *e)
{
	struct search s = { .db = db, .a = a, .e = e };
	bool begun;
	enum rc rc;

	*rows = NULL;
	*n = 0;
	words_parse(a, query, &s.words);
	s.match = words_match(a, &s.words);
	if (!s.match)
		return OK;
	begun = snapshot_begin(db);
	s.mem = arena_new(LIMIT_ARENA);
	s.fts = query_open(db, e, "SELECT rowid FROM fts WHERE fts MATCH ?1 AND rowid < ?2"
			   " AND rowid NOT IN (SELECT story_id FROM dirty)"
			   " ORDER BY rowid DESC", "ti", s.match, before);
	s.tail = query_open(db, e, "SELECT story_id FROM dirty WHERE story_id < ?"
			    " ORDER BY story_id DESC", "i", before);
	rc = s.fts.rc != OK ? s.fts.rc : s.tail.rc != OK ? s.tail.rc :
		collect(&s, limit, rows, n);
	query_close(&s.fts);
	query_close(&s.tail);
	arena_free(s.mem);
	snapshot_end(db, begun);
	return rc;
}

/* Stories on the same event: those that share the rare words of a headline and its text. Each
 * word costs one look into the index for its newest stories within the time; how rare it is
 * shows there. The best few are then compared headline with headline. */
#include <stdlib.h>

#include "base/url.h"
#include "store/db_priv.h"
#include "store/search.h"
#include "store/words.h"

#define WORDS_TITLE 12		/* words of the headline that are looked up ... */
#define WORDS_TEXT 6		/* ... and of the text */
#define HITS_PER_WORD 250	/* a word in more stories than that says nothing of an event */
#define TABLE_SIZE 16384	/* candidates, at most half full */
#define FINALISTS 60

struct word {
	const char *folded;	/* a blank on each side */
	double weight;
	bool in_title;
};

struct candidate {
	int64_t id;
	double score;
	uint32_t words;
};

struct alike {
	struct db *db;
	struct arena *a;
	struct err *e;
	struct word words[WORDS_TITLE + WORDS_TEXT];
	size_t n_words;
	int64_t first, last;	/* ids within the time */
	struct candidate *table;
	double total;		/* of the weights */
};

static bool has_word(const struct alike *k, const char *folded)
{
	size_t i;

	for (i = 0; i < k->n_words; i++)
		if (streq(k->words[i].folded, folded))
			return true;
	return false;
}

/* Words long enough to mean something; length stands in for a list of stop words, which every
 * language would need. */
static void take_words(struct alike *k, const char *text, size_t min_bytes, size_t max,
		       bool in_title)
{
	char *pairs = words_for_index(k->a, str_sub(str_of(text), 0, 1000));
	struct str rest = str_of(words_fold(k->a, str_of(pairs))), word;
	const char *folded;

	while (max && k->n_words < ARRAY_LEN(k->words) && str_word(&rest, &word)) {
		if (word.n < min_bytes)
			continue;
		folded = arena_printf(k->a, " %.*s ", (int)MIN(word.n, (size_t)200), word.p);
		if (has_word(k, folded))
			continue;
		k->words[k->n_words++] = (struct word){ folded, 0, in_title };
		max--;
	}
}

/* Ids grow with the time first seen, so a date is found by halving. */
static enum rc id_at(struct db *db, int64_t when, int64_t *out, struct err *e)
{
	int64_t lo = 1, hi = 0, mid;
	enum rc rc;

	rc = db_int(db, e, &hi, "SELECT id FROM story ORDER BY id DESC LIMIT 1", "");
	if (rc == E_NOTFOUND)
		rc = OK;
	hi++;
	while (rc == OK && lo < hi) {
		struct query q;

		mid = lo + (hi - lo) / 2;
		q = query_open(db, e, "SELECT id, first_seen FROM story WHERE id >= ?"
			       " ORDER BY id LIMIT 1", "i", mid);
		if (query_row(&q) && col_int(&q, 1) < when)
			lo = MAX(col_int(&q, 0), mid) + 1;
		else
			hi = mid;
		rc = query_close(&q);
	}
	*out = lo;
	return rc;
}

static enum rc set_range(struct alike *k, int64_t exclude, int64_t around, int days)
{
	int64_t seen = around;
	enum rc rc = db_int(k->db, k->e, &seen, "SELECT first_seen FROM story WHERE id = ?", "i",
			    exclude);

	if (rc != OK && rc != E_NOTFOUND)
		return rc;
	k->first = 0;
	k->last = INT64_MAX;
	if (seen == DATE_NONE)
		return OK;
	rc = id_at(k->db, seen - (int64_t)days * 86400, &k->first, k->e);
	return rc == OK ? id_at(k->db, seen + (int64_t)days * 86400 + 1, &k->last, k->e) : rc;
}

static struct candidate *find_slot(struct alike *k, int64_t id)
{
	size_t at = (uint64_t)id * 0x9e3779b97f4a7c15u >> 50, i;

	for (i = 0; i < TABLE_SIZE; i++, at = (at + 1) % TABLE_SIZE)
		if (k->table[at].id == id || k->table[at].id == 0)
			return &k->table[at];
	return NULL;
}

/* One word: its newest stories within the time each gain its weight. */
static enum rc look_up(struct alike *k, struct word *w)
{
	char *match = arena_printf(k->a, "\"%.*s\"", (int)strlen(w->folded) - 2, w->folded + 1);
	int64_t ids[HITS_PER_WORD];
	struct candidate *c;
	struct query q;
	size_t i, n = 0;

	q = query_open(k->db, k->e, "SELECT rowid FROM fts WHERE fts MATCH ?"
		       " AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?", "tiii", match,
		       k->first, k->last, (int64_t)HITS_PER_WORD);
	while (n < HITS_PER_WORD && query_row(&q))
		ids[n++] = col_int(&q, 0);
	if (query_close(&q) != OK)
		return q.rc;
	/* from 4 for one story down to 0.2 for one that is everywhere */
	w->weight = n >= HITS_PER_WORD ? 0.2 : 4.0 - 3.6 * (double)n / HITS_PER_WORD;
	if (!w->in_title)
		w->weight /= 2;
	k->total += w->weight;
	for (i = 0; i < n; i++) {
		c = find_slot(k, ids[i]);
		if (!c)
			continue;
		c->id = ids[i];
		c->score += w->weight;
		c->words++;
	}
	return OK;
}

static int cmp_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->id == y->id ? 0 : x->id > y->id ? -1 : 1;
}

/* The headline's words in the other headline count once more. */
static enum rc compare_titles(struct alike *k, struct candidate *c)
{
	struct query q = query_open(k->db, k->e, "SELECT title FROM doc WHERE id = ?", "i", c->id);
	double shared = 0;
	size_t i;

	if (query_row(&q)) {
		struct str folded = str_of(words_fold(k->a, col_str(&q, 0)));

		for (i = 0; i < k->n_words; i++)
			if (str_find(folded, str_of(k->words[i].folded)) != SIZE_MAX)
				shared += k->words[i].weight;
	}
	c->score += 2 * shared;
	return query_close(&q);
}

/* Puts the best to the front of the table; *n: how many are worth showing. */
static enum rc rank(struct alike *k, int64_t exclude, size_t *n)
{
	uint32_t need = k->n_words > 2 ? 2 : 1;
	size_t i, m = 0;
	enum rc rc = OK;

	*n = 0;
	for (i = 0; i < TABLE_SIZE; i++) {
		struct candidate c = k->table[i];

		if (c.id && c.id != exclude && c.words >= need && c.score >= k->total * 0.2)
			k->table[m++] = c;
	}
	qsort(k->table, m, sizeof(*k->table), cmp_score);
	m = MIN(m, (size_t)FINALISTS);
	for (i = 0; rc == OK && i < m; i++)
		rc = compare_titles(k, &k->table[i]);
	qsort(k->table, m, sizeof(*k->table), cmp_score);
	while (*n < m && k->table[*n].score >= k->total * 0.5)
		(*n)++;
	return rc;
}

static bool is_skipped(struct arena *a, const char *url, const char **keys, size_t n)
{
	const char *key = str_blank(url) ? NULL : url_key(a, url);
	size_t i;

	for (i = 0; key && i < n; i++)
		if (streq(keys[i], key))
			return true;
	return false;
}

static enum rc take_rows(struct alike *k, struct arena *out, size_t n_found, int64_t exclude,
			 const char *const *skip_urls, size_t n_skip, size_t limit,
			 struct story_row **rows, size_t *n)
{
	const char **keys = arena_array(k->a, n_skip + 1 + limit, sizeof(*keys));
	struct story_row row;
	size_t i, n_keys = 0;
	enum rc rc = OK;

	for (i = 0; i < n_skip; i++)
		if (!str_blank(skip_urls[i]))
			keys[n_keys++] = url_key(k->a, skip_urls[i]);
	if (exclude && story_row_get(k->db, k->a, exclude, &row, k->e) == OK &&
	    !str_blank(row.url))
		keys[n_keys++] = url_key(k->a, row.url);
	for (i = 0; rc == OK && i < n_found && *n < limit; i++) {
		rc = story_row_get(k->db, out, k->table[i].id, &row, k->e);
		if (rc == OK && !row.is_hidden && !is_skipped(k->a, row.url, keys, n_keys)) {
			*ARENA_PUSH(out, *rows, *n) = row;
			if (!str_blank(row.url))	/* the same page from two feeds */
				keys[n_keys++] = url_key(k->a, row.url);
		}
		if (rc == E_NOTFOUND)
			rc = OK;
	}
	return rc;
}

enum rc alike_find(struct db *db, struct arena *a, const char *title, const char *text,
		   int64_t exclude, int64_t around, int days, const char *const *skip_urls,
		   size_t n_skip, size_t limit, struct story_row **rows, size_t *n, struct err *e)
{
	struct alike k = { .db = db, .e = e };
	size_t i, found = 0;
	bool begun = snapshot_begin(db);
	enum rc rc;

	*rows = NULL;
	*n = 0;
	k.a = scratch_begin(db);
	k.table = arena_array(k.a, TABLE_SIZE, sizeof(*k.table));
	take_words(&k, title ? title : "", 3, WORDS_TITLE, true);
	take_words(&k, text ? text : "", 6, WORDS_TEXT, false);
	rc = set_range(&k, exclude, around, days);
	for (i = 0; rc == OK && i < k.n_words; i++)
		rc = look_up(&k, &k.words[i]);
	if (rc == OK && k.n_words)
		rc = rank(&k, exclude, &found);
	if (rc == OK)
		rc = take_rows(&k, a, found, exclude, skip_urls, n_skip,
			       MIN(limit, (size_t)FINALISTS), rows, n);
	snapshot_end(db, begun);
	scratch_end(db);
	return rc;
}

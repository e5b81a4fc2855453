/* Words as the index sees them. FTS5's own tokenizer takes a run of Chinese or Japanese for one
 * word, so such runs are handed to it as overlapping pairs of characters, in what is indexed and
 * in what is asked for alike; a word inside a run is then a phrase of pairs. */
#include "store/words.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "store/db_priv.h"

/* Scripts that do not put blanks between words; Korean does, but adds endings to them. */
static bool is_joined_script(ucs4_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) ||
	       (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

/* The next code point; U+FFFD for a byte that is none. */
static ucs4_t next(struct str *s)
{
	ucs4_t c;
	int n = u8_mbtoucr(&c, (const uint8_t *)s->p, s->n);

	if (n <= 0) {
		c = 0xfffd;
		n = 1;
	}
	*s = str_sub(*s, (size_t)n, SIZE_MAX);
	return c;
}

/* How many bytes need no looking at: ASCII, as most text is. */
static size_t ascii_span(struct str s)
{
	size_t n = 0;

	while (n < s.n && (unsigned char)s.p[n] - 1u < 0x7f)
		n++;
	return n;
}

/* One run as pairs; its last character also alone, so that each of them begins a word. */
static void put_run(struct buf *b, struct str run, bool with_last)
{
	ucs4_t last = 0, c;
	size_t n = 0;

	buf_putc(b, ' ');
	while (run.n) {
		c = next(&run);
		if (n++) {
			buf_put_utf8(b, last);
			buf_put_utf8(b, c);
			buf_putc(b, ' ');
		}
		last = c;
	}
	if (with_last || n == 1) {
		buf_put_utf8(b, last);
		buf_putc(b, ' ');
	}
}

static void split_runs(struct buf *b, struct str s, bool with_last)
{
	while (s.n) {
		size_t plain = ascii_span(s);
		struct str run, rest, before;
		ucs4_t c;

		buf_add(b, s.p, plain);
		run = rest = before = s = str_sub(s, plain, SIZE_MAX);
		if (!s.n)
			break;
		c = next(&rest);
		if (c && !is_joined_script(c)) {
			buf_put_utf8(b, c);
			s = rest;
			continue;
		}
		while (c && rest.n) {
			before = rest;
			c = next(&rest);
			if (!is_joined_script(c)) {
				rest = before;
				break;
			}
		}
		run.n -= rest.n;
		if (c)
			put_run(b, run, with_last);
		s = rest;
	}
}

char *words_for_index(struct arena *a, struct str text)
{
	struct buf b;
	char *out;

	if (ascii_span(text) == text.n)
		return arena_str(a, text);
	buf_init(&b, text.n * 4 + 64);
	split_runs(&b, text, true);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* Letters, numbers and private use, as FTS5's tokenizer has it. */
static bool is_word_char(ucs4_t c)
{
	if (c < 0x80)
		return ascii_alpha((int)c) || ascii_digit((int)c);
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N |
						UC_CATEGORY_MASK_Co);
}

/* Marks that are part of a word for FTS5 and do not count; other ones end it. */
static bool is_mark(ucs4_t c)
{
	return c >= 0x300 && c <= 0x36f;
}

/* Lower case; Latin, Greek and Cyrillic letters lose their marks, as in FTS5. */
static ucs4_t fold_char(ucs4_t c)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

	if (c < 0x80)
		return (ucs4_t)ascii_lower((int)c);
	c = uc_tolower(c);
	if (c < 0x530 || (c >= 0x1e00 && c < 0x2000))
		while (uc_canonical_decomposition(c, parts) > 1)
			c = parts[0];
	return c;
}

/* Writes one folded code point at p; returns how many bytes. */
static size_t put_folded(char *p, ucs4_t c)
{
	int n;

	c = fold_char(c);
	if (c < 0x80) {
		*p = (char)c;
		return 1;
	}
	n = u8_uctomb((uint8_t *)p, c, 4);
	return n > 0 ? (size_t)n : 0;
}

/* Folding can make a letter of two bytes one of three, never more; a blank comes for a byte that
 * ends a word. So twice the length is room enough. */
char *words_fold(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.n * 2 + 8);
	bool in_word = false;
	size_t n = 0;
	ucs4_t c;

	out[n++] = ' ';
	while (text.n) {
		c = (unsigned char)text.p[0];
		if (c < 0x80)
			text = (struct str){ text.p + 1, text.n - 1 };
		else
			c = next(&text);
		if (is_mark(c))
			continue;
		if (is_word_char(c)) {
			n += put_folded(out + n, c);
			in_word = true;
		} else if (in_word) {
			out[n++] = ' ';
			in_word = false;
		}
	}
	if (in_word)
		out[n++] = ' ';
	out[n] = '\0';
	return out;
}

/* --- queries --- */

static void add_term(struct arena *a, struct words_query *q, struct str text, bool is_phrase,
		     bool is_excluded, bool is_prefix)
{
	struct buf b = BUF_INIT(LIMIT_QUERY_BYTES * 4);
	struct words_term *t;
	const char *folded, *pairs;

	split_runs(&b, text, false);
	pairs = arena_str(a, buf_str(&b));
	buf_free(&b);
	folded = words_fold(a, str_of(pairs));
	if (streq(folded, " ") || q->n >= WORDS_TERMS)
		return;
	t = &q->terms[q->n++];
	t->match = folded;
	t->is_excluded = is_excluded;
	/* one letter begins a tenth of all words: not worth looking up while one types */
	t->is_prefix = is_prefix && !is_phrase && strlen(folded) > 3;
}

void words_parse(struct arena *a, const char *query, struct words_query *q)
{
	struct str rest = str_sub(str_of(query), 0, LIMIT_QUERY_BYTES), word;
	bool is_excluded;
	size_t end;

	*q = (struct words_query){ 0 };
	for (;;) {
		while (rest.n && ascii_space(rest.p[0]))
			rest = str_sub(rest, 1, SIZE_MAX);
		if (!rest.n)
			break;
		is_excluded = rest.n > 1 && rest.p[0] == '-' && !ascii_space(rest.p[1]);
		if (is_excluded)
			rest = str_sub(rest, 1, SIZE_MAX);
		if (rest.p[0] == '"') {
			rest = str_sub(rest, 1, SIZE_MAX);
			end = MIN(str_chr(rest, '"'), rest.n);
			word = str_sub(rest, 0, end);
			rest = str_sub(rest, end < rest.n ? end + 1 : end, SIZE_MAX);
			add_term(a, q, word, true, is_excluded, false);
			continue;
		}
		for (end = 0; end < rest.n && !ascii_space(rest.p[end]) && rest.p[end] != '"';)
			end++;
		word = str_sub(rest, 0, end);
		rest = str_sub(rest, end, SIZE_MAX);
		/* the word that is still being typed */
		add_term(a, q, word, false, is_excluded, rest.n == 0 && !is_excluded);
	}
}

/* A term is folded words only, so nothing in it means anything to FTS5. */
static void put_match(struct buf *b, const struct words_term *t)
{
	struct str words = str_trim(str_of(t->match));

	buf_puts(b, "\"");
	buf_add_str(b, words);
	buf_puts(b, t->is_prefix ? "\" *" : "\"");
}

char *words_match(struct arena *a, const struct words_query *q)
{
	struct buf b = BUF_INIT(KIB(64));
	size_t i, n = 0, excluded = 0;
	char *out = NULL;

	for (i = 0; i < q->n; i++) {
		excluded += q->terms[i].is_excluded;
		if (q->terms[i].is_excluded)
			continue;
		buf_puts(&b, n++ ? " AND " : "(");
		put_match(&b, &q->terms[i]);
	}
	if (n)
		buf_puts(&b, ")");
	for (i = 0; n && i < q->n && excluded; i++) {
		if (!q->terms[i].is_excluded)
			continue;
		buf_puts(&b, " NOT ");
		put_match(&b, &q->terms[i]);
	}
	if (n && !b.failed)
		out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

bool words_hold(const struct words_query *q, const char *folded)
{
	size_t i;

	for (i = 0; i < q->n; i++) {
		const struct words_term *t = &q->terms[i];
		size_t n = strlen(t->match);
		struct str what = { t->match, t->is_prefix ? n - 1 : n };
		bool found = str_find(str_of(folded), what) != SIZE_MAX;

		if (found == t->is_excluded)
			return false;
	}
	return true;
}

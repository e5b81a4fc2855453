/* textpage.c: lines in groups that blank lines part; what a group is follows from how its lines are
 * broken, indented and aligned. No list of words: text of any language and script is read. */
#include "parse/textpage.h"

#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/limits.h"
#include "base/url.h"

static const struct {
	size_t wide;		/* columns that a line broken by hand has at least */
	size_t most;		/* lines longer than this are whole paragraphs */
	size_t slack;		/* columns that a writer leaves free at the end of a line */
	double forced;		/* share of line ends where the next word had no room: prose */
	double capitals;	/* share of lines that begin with a capital letter: verse */
	size_t indent;		/* columns more than the text has: code, tables, drawings */
	size_t heading;		/* columns of a line that can be a heading */
	size_t middle;		/* columns before a title that stands in the middle */
	double aligned;		/* share of lines with gaps in them: a table */
} fit = {
	.wide = 40, .most = 100, .slack = 3, .forced = 0.6, .capitals = 0.75, .indent = 4,
	.heading = 72, .middle = 8, .aligned = 0.5,
};

enum {
	LINES = 1000000,	/* of one text; a page's bytes have more only of next to nothing */
	BLANKS = 3,		/* blank lines in a row that are kept: in code they are shown */
};

struct line {
	struct str s;		/* without the blanks around it */
	struct str raw;		/* as it is, without those at its end */
	size_t indent, width;	/* in columns; width of s */
	uint32_t quote;		/* signs ">" before it */
};

struct reader {
	struct arena *a;
	struct line *lines;
	size_t n_lines;
	size_t margin;		/* columns before the running text */
	struct block *blocks;
	size_t n_blocks;
	bool has_text;		/* one of the blocks is no code */
	bool is_cut;		/* there was more */
	struct buf text;
	size_t item_indent;	/* of the text of the last item; 0: no list is open */
};

/* --- lines --- */

static size_t columns_of(struct str s)
{
	int n = u8_width((const uint8_t *)s.p, s.n, "UTF-8");

	return n > 0 ? (size_t)n : 0;
}

static bool is_quote_mark(struct str s)
{
	return s.n && s.p[0] == '>' && (s.n == 1 || s.p[1] == ' ' || s.p[1] == '>' ||
					ascii_alpha(s.p[1]) || s.p[1] & 0x80);
}

static void line_read(struct str raw, struct line *l)
{
	size_t i;

	*l = (struct line){ 0 };
	while (raw.n && ascii_space(raw.p[raw.n - 1]))
		raw.n--;
	while (is_quote_mark(str_trim(raw)) && l->quote < 32) {
		raw = str_trim(raw);
		raw = str_sub(raw, raw.n > 1 && raw.p[1] == ' ' ? 2 : 1, SIZE_MAX);
		l->quote++;
	}
	for (i = 0; i < raw.n && (raw.p[i] == ' ' || raw.p[i] == '\t' || raw.p[i] == '\f'); i++)
		l->indent = raw.p[i] == '\t' ? l->indent / 8 * 8 + 8 : l->indent + 1;
	l->raw = raw;
	l->s = str_sub(raw, i, SIZE_MAX);
	l->width = columns_of(l->s);
}

/* Foot and head of the pages of a printed document: "Quill   Standards   [Page 7]", form feed. */
static bool is_page_foot(struct str s)
{
	size_t at;

	if (!s.n || s.p[s.n - 1] != ']' || (at = str_find(s, STR("[Page "))) == SIZE_MAX)
		return false;
	for (at += 6; at < s.n - 1 && ascii_digit(s.p[at]); at++)
		;
	return at == s.n - 1;
}

static bool has_gap(struct str s)
{
	size_t i;

	for (i = 1; i + 1 < s.n; i++)	/* two blanks behind a sentence are a habit */
		if (s.p[i] == ' ' && s.p[i + 1] == ' ' && !strchr(".!?:", s.p[i - 1]))
			return true;
	return str_find(s, STR("   ")) != SIZE_MAX || str_chr(s, '\t') != SIZE_MAX ||
	       str_find(s, STR("....")) != SIZE_MAX || str_find(s, STR("+--")) != SIZE_MAX ||
	       (s.n > 2 && s.p[0] == '|' && s.p[s.n - 1] == '|');
}

static bool ends_sentence(struct str s)
{
	return s.n && strchr(".!?:;", s.p[s.n - 1]);
}

/* Takes the blank lines at the end away, and a text goes on over a border of pages. */
static void close_page(struct reader *r)
{
	while (r->n_lines && !r->lines[r->n_lines - 1].s.n)
		r->n_lines--;
	if (r->n_lines && ends_sentence(r->lines[r->n_lines - 1].s))
		r->lines[r->n_lines++] = (struct line){ 0 };
}

static void read_lines(struct reader *r, struct str text)
{
	struct str rest = text, raw;
	bool at_border = false;
	size_t n = 1, blanks = 0, i;

	for (i = 0; i < text.n && n < LINES; i++)
		n += text.p[i] == '\n';
	r->lines = arena_array(r->a, n + 1, sizeof(*r->lines));
	while (str_split(&rest, '\n', &raw)) {
		struct line l;

		line_read(raw, &l);
		blanks = l.s.n ? 0 : blanks + 1;
		if (blanks > BLANKS)
			continue;
		r->is_cut = r->n_lines == LINES;
		if (r->is_cut)
			return;
		if (is_page_foot(l.s)) {
			close_page(r);
			at_border = true;
			continue;
		}
		/* the line that heads every page, and blank ones around it */
		if (at_border && (!l.s.n || has_gap(l.s)))
			continue;
		at_border = false;
		r->lines[r->n_lines++] = l;
	}
}

/* The indent that most of the running text has. */
static void find_margin(struct reader *r)
{
	size_t weight[16] = { 0 }, i, best = 0;

	for (i = 0; i < r->n_lines; i++)
		if (r->lines[i].indent < ARRAY_LEN(weight) && r->lines[i].width >= fit.wide)
			weight[r->lines[i].indent] += r->lines[i].width;
	for (i = 1; i < ARRAY_LEN(weight); i++)
		if (weight[i] > weight[best])
			best = i;
	r->margin = best;
}

/* --- what a group of lines is --- */

static size_t first_word(struct str s)
{
	struct str word = { 0 };

	str_word(&s, &word);
	return columns_of(word);
}

static bool begins_upper(struct str s)
{
	ucs4_t c = 0;

	if (s.n)
		u8_mbtouc(&c, (const uint8_t *)s.p, s.n);
	return uc_is_upper(c) || c == '"' || c == 0x201c;
}

/* Lines broken where the next word had no room. */
static bool is_prose(const struct line *l, size_t n)
{
	size_t i, widest = 0, forced = 0, capitals = 0;

	for (i = 0; i < n; i++)
		widest = MAX(widest, l[i].width);
	if (n < 2)
		return true;
	if (widest < fit.wide || widest > fit.most)
		return false;
	for (i = 0; i + 1 < n; i++) {
		forced += l[i].width + 1 + first_word(l[i + 1].s) + fit.slack > widest;
		capitals += begins_upper(l[i + 1].s);
	}
	if (n > 3 && (double)capitals > fit.capitals * (double)(n - 1))
		return false;
	return (double)forced >= fit.forced * (double)(n - 1);
}

static bool is_code_line(struct str s)
{
	return s.n && (strchr("{};", s.p[s.n - 1]) || str_starts(s, STR("$ ")) ||
		       str_starts(s, STR("#!")) || str_find(s, STR("();")) != SIZE_MAX);
}

/* "- ", "* ", "3. ", "3) ": the bytes of the sign, 0 where there is none. */
static size_t item_mark(struct str s, uint32_t *number)
{
	size_t i = 0, k;
	int64_t n = 0;

	*number = 0;
	if (str_starts(s, STR("•")) || str_starts(s, STR("–")))
		i = 3;
	else if (s.n > 1 && strchr("-*+", s.p[0]))
		i = 1;
	else if (str_starts(s, STR("o ")))
		i = 1;
	for (k = 0; !i && k < s.n && k < 3 && ascii_digit(s.p[k]); k++)
		n = n * 10 + s.p[k] - '0';
	if (!i && k && k < s.n && (s.p[k] == '.' || s.p[k] == ')')) {
		i = k + 1;
		*number = (uint32_t)n;
	}
	if (!i || i >= s.n || s.p[i] != ' ')
		return 0;
	while (i < s.n && s.p[i] == ' ')
		i++;
	return i;
}

static bool is_aligned(const struct line *l, size_t n)
{
	size_t i, gaps = 0, code = 0;
	uint32_t number;

	for (i = 0; i < n; i++) {
		gaps += has_gap(str_sub(l[i].s, item_mark(l[i].s, &number), SIZE_MAX));
		code += is_code_line(l[i].s);
	}
	return (double)gaps >= fit.aligned * (double)n || (n > 1 && code * 2 >= n);
}

static bool is_underline(const struct line *l, const struct line *above)
{
	size_t i;

	if (l->s.n < 3 || !above->s.n || !strchr("=-~^*\"#", l->s.p[0]) ||
	    above->width > fit.heading || l->width > above->width + 4 ||
	    l->width * 2 < above->width)
		return false;
	for (i = 1; i < l->s.n; i++)
		if (l->s.p[i] != l->s.p[0])
			return false;
	return true;
}

/* A line that parts: "* * *", "-----". */
static bool is_rule(struct str s)
{
	size_t i, marks = 0;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == ' ')
			continue;
		if (!strchr("-*_=~", s.p[i]) || (marks && s.p[i] != s.p[0]))
			return false;
		marks++;
	}
	return marks >= 3;
}

static bool is_upper_line(struct str s)
{
	const uint8_t *p = (const uint8_t *)s.p, *end = p + s.n;
	size_t upper = 0, letters = 0;
	ucs4_t c;

	while (p < end) {
		p += u8_mbtouc(&c, p, (size_t)(end - p));
		upper += uc_is_upper(c);
		letters += uc_is_upper(c) || uc_is_lower(c);
	}
	return upper >= 4 && upper * 10 >= letters * 9;
}

/* "3.", "3.1  Scope": the depth of its number, 0 where it begins with none. */
static uint32_t numbered(struct str s)
{
	uint32_t depth = 0;
	size_t i = 0;

	while (i < s.n && ascii_digit(s.p[i]) && depth < 5) {
		while (i < s.n && ascii_digit(s.p[i]))
			i++;
		depth++;
		if (i < s.n && s.p[i] == '.')
			i++;
		else
			break;
	}
	while (depth && i < s.n && s.p[i] == ' ')
		i++;
	if (!depth || i >= s.n || s.p[i - 1] != ' ')
		return 0;
	return begins_upper(str_sub(s, i, s.n)) ? depth : 0;
}

/* The level of a heading that one line is by its looks alone, 0: it is none. */
static uint32_t heading_level(const struct reader *r, const struct line *l)
{
	uint32_t depth = numbered(l->s);

	if (l->width > fit.heading || l->quote)
		return 0;
	if (depth && !ends_sentence(l->s) && (l->indent < r->margin || depth > 1))
		return MIN(depth + 1, 6);
	if (l->s.p[l->s.n - 1] == '.' || l->s.p[l->s.n - 1] == ',')
		return 0;
	if (is_upper_line(l->s))
		return 2;
	return l->indent < r->margin && begins_upper(l->s) ? 2 : 0;
}

/* A title: a line in the middle, above all text. */
static bool is_centred(const struct reader *r, const struct line *l)
{
	return !r->has_text && l->indent >= fit.middle && l->width <= fit.heading && !l->quote &&
	       !has_gap(l->s) && l->indent * 2 + l->width < fit.most;
}

/* --- blocks --- */

static struct block *new_block(struct reader *r, uint32_t kind, uint32_t quote)
{
	struct block *b;

	r->is_cut |= r->n_blocks >= LIMIT_BLOCKS;
	if (r->n_blocks >= LIMIT_BLOCKS)
		return NULL;
	b = ARENA_PUSH(r->a, r->blocks, r->n_blocks);
	b->kind = kind;
	b->quote = quote;
	r->has_text |= kind != BLOCK_CODE;
	return b;
}

/* Addresses become links. */
static void link_spans(struct reader *r, struct block *b)
{
	struct str s = str_of(b->text);
	size_t from = 0, at, end;

	while (b->n_spans < LIMIT_SPANS && (at = str_find(str_sub(s, from, s.n), STR("http"))) !=
	       SIZE_MAX) {
		struct str rest;
		char *url;

		at += from;
		rest = str_sub(s, at, s.n);
		from = at + 4;
		if (!str_starts(rest, STR("http://")) && !str_starts(rest, STR("https://")))
			continue;
		for (end = at; end < s.n && !ascii_space(s.p[end]) &&
			       !strchr("<>\"|\\^`{}", s.p[end]); end++)
			;
		while (end > at && strchr(".,;:!?)]'", s.p[end - 1]))
			end--;
		from = MAX(end, from);
		if (end - at < 11 || end - at > LIMIT_URL_BYTES)
			continue;
		url = url_resolve(r->a, NULL, str_sub(s, at, end - at));
		if (url && url_is_http(url))
			*ARENA_PUSH(r->a, b->spans, b->n_spans) = (struct span){
				SPAN_LINK, (uint32_t)at, (uint32_t)end, url };
	}
}

static void put(struct reader *r, uint32_t kind, uint32_t level, uint32_t quote)
{
	struct block *b = r->text.len ? new_block(r, kind, quote) : NULL;

	r->is_cut |= r->text.failed;
	if (b) {
		b->text = kind == BLOCK_CODE ? arena_str(r->a, buf_str(&r->text)) :
			  arena_str(r->a, str_trim(buf_str(&r->text)));
		b->level = level;
		if (kind != BLOCK_CODE)
			link_spans(r, b);
	}
	buf_reset(&r->text);
}

/* Scripts that part their words by no blanks. */
static bool is_unspaced(const char *p, size_t n)
{
	ucs4_t c = 0;

	u8_mbtouc(&c, (const uint8_t *)p, n);
	return (c >= 0x2e80 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00) ||
	       (c >= 0xff00 && c < 0xff61) || (c >= 0x20000 && c < 0x40000);
}

/* Words of a line with one blank between them. */
static void add_words(struct reader *r, struct str s)
{
	struct buf *t = &r->text;
	struct str word;
	bool first = true;

	while (str_word(&s, &word)) {
		bool joins = first && t->len > 2 && is_unspaced(t->data + t->len - 3, 3) &&
			     is_unspaced(word.p, word.n);

		if (t->len && t->data[t->len - 1] != '\n' && !joins)
			buf_putc(t, ' ');
		buf_add_str(t, word);
		first = false;
	}
}

static void join_lines(struct reader *r, const struct line *l, size_t n, bool keep)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i && keep)
			buf_putc(&r->text, '\n');
		add_words(r, l[i].s);
	}
}

/* Lines as they are, less the indent that all have. */
static void put_code(struct reader *r, const struct line *l, size_t n)
{
	size_t i, k, common = SIZE_MAX;

	for (i = 0; i < n; i++)
		if (l[i].s.n)
			common = MIN(common, l[i].indent);
	for (i = 0; i < n; i++) {
		for (k = common; l[i].s.n && k < l[i].indent; k++)
			buf_putc(&r->text, ' ');
		buf_add_str(&r->text, l[i].s);
		if (i + 1 < n)
			buf_putc(&r->text, '\n');
	}
	put(r, BLOCK_CODE, 0, l[0].quote);
}

static void put_item(struct reader *r, const struct line *l, size_t n)
{
	uint32_t number;
	struct line first = l[0];
	size_t mark = item_mark(first.s, &number);

	first.s = str_sub(first.s, mark, SIZE_MAX);
	join_lines(r, &first, 1, false);
	join_lines(r, l + 1, n - 1, !is_prose(l, n) && n > 2);
	put(r, BLOCK_ITEM, 1, l[0].quote);
	if (r->n_blocks && r->blocks[r->n_blocks - 1].kind == BLOCK_ITEM)
		r->blocks[r->n_blocks - 1].number = number;
	r->item_indent = l[0].indent + mark;
}

/* A group whose lines are items, each with the lines that are indented below it. */
static void put_items(struct reader *r, const struct line *l, size_t n)
{
	size_t i, start = 0;
	uint32_t number;

	for (i = 1; i <= n; i++) {
		if (i < n && (l[i].indent > l[0].indent + 1 || !item_mark(l[i].s, &number)))
			continue;
		put_item(r, l + start, i - start);
		start = i;
	}
}

static void put_para(struct reader *r, const struct line *l, size_t n)
{
	bool in_item = r->item_indent && l[0].indent >= r->item_indent && l[0].indent > r->margin;

	if (!in_item)
		r->item_indent = 0;
	join_lines(r, l, n, !is_prose(l, n));
	put(r, BLOCK_PARA, in_item ? 1 : 0, l[0].quote);
}

static bool all_indented(const struct line *l, size_t n, size_t columns)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (l[i].indent < columns)
			return false;
	return true;
}

/* Code, tables and drawings that are set off by their indent. */
static bool is_deep_code(const struct reader *r, const struct line *l, size_t n)
{
	if (!all_indented(l, n, r->margin + fit.indent) || (n == 1 && is_centred(r, l)) ||
	    (r->item_indent && l[0].indent == r->item_indent))
		return false;
	return is_aligned(l, n) || n == 1 || !is_prose(l, n);
}

/* One group: lines without a blank one between them, all of one depth of quotation. */
static void put_group(struct reader *r, const struct line *l, size_t n)
{
	uint32_t level, number;

	for (; n > 1 && is_underline(&l[1], &l[0]); l += 2, n -= 2) {
		add_words(r, l[0].s);
		put(r, BLOCK_HEADING, l[1].s.p[0] == '=' ? 1 : l[1].s.p[0] == '-' ? 2 : 3,
		    l[0].quote);
		r->item_indent = 0;
	}
	if (!n)
		return;
	if (n == 1 && is_rule(l[0].s)) {
		if (r->n_blocks && r->blocks[r->n_blocks - 1].kind != BLOCK_RULE)
			new_block(r, BLOCK_RULE, l[0].quote);
		return;
	}
	if (is_aligned(l, n)) {
		put_code(r, l, n);
		return;
	}
	level = n == 1 ? heading_level(r, l) : 0;
	if (!level && n == 1 && is_centred(r, l))
		level = 1;
	if (level) {
		r->item_indent = 0;
		add_words(r, l[0].s);
		put(r, BLOCK_HEADING, level, l[0].quote);
	} else if (item_mark(l[0].s, &number)) {
		put_items(r, l, n);
	} else {
		put_para(r, l, n);
	}
}

static size_t group_end(const struct reader *r, size_t start)
{
	size_t i = start;

	while (i < r->n_lines && r->lines[i].s.n && r->lines[i].quote == r->lines[start].quote)
		i++;
	return i;
}

static size_t skip_blank(const struct reader *r, size_t i)
{
	while (i < r->n_lines && !r->lines[i].s.n)
		i++;
	return i;
}

static void read_groups(struct reader *r)
{
	size_t start = skip_blank(r, 0), end, next, next_end;

	while (start < r->n_lines) {
		const struct line *l = &r->lines[start];

		end = group_end(r, start);
		next = skip_blank(r, end);
		if (!is_deep_code(r, l, end - start)) {
			put_group(r, l, end - start);
			start = next;
			continue;
		}
		/* blank lines within code part nothing */
		while (next < r->n_lines && r->lines[next].quote == l->quote &&
		       is_deep_code(r, &r->lines[next],
				    (next_end = group_end(r, next)) - next)) {
			end = next_end;
			next = skip_blank(r, end);
		}
		put_code(r, l, end - start);
		start = next;
	}
	while (r->n_blocks && r->blocks[r->n_blocks - 1].kind == BLOCK_RULE)
		r->n_blocks--;
}

bool textpage_blocks(struct arena *a, struct str text, struct block **blocks, size_t *n)
{
	struct reader r = { .a = a, .text = BUF_INIT(LIMIT_STORY_BYTES) };

	read_lines(&r, text);
	find_margin(&r);
	read_groups(&r);
	buf_free(&r.text);
	*blocks = r.blocks;
	*n = r.n_blocks;
	return !r.is_cut;
}

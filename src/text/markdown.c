/* markdown.c: after CommonMark 0.31.2; "flanking" is its 6.2. */
#include "text/markdown.h"

#include <unictype.h>
#include <unistr.h>

#include "text/inline.h"
#include "text/render_priv.h"

/* Emphasis may be written in three ways; the last one always works. */
enum way { WAY_NONE, WAY_STAR, WAY_LINE, WAY_TAG };

/* What a character next to a delimiter is to it. */
enum side { SIDE_BLANK, SIDE_PUNCT, SIDE_SYMBOL, SIDE_WORD };

struct line {
	enum markdown_place place;
	struct token *tokens;
	size_t n;
	uint8_t *ways;		/* enum way of each mark of emphasis */
};

static bool at_line_start(const struct buf *b)
{
	return !b->len || b->data[b->len - 1] == '\n';
}

/* Whether rest lets the mark before it begin a list, or be a line of rules or of a table. */
static bool ends_mark(struct str rest, char mark)
{
	return !rest.n || rest.p[0] == ' ' || rest.p[0] == mark ||
	       (mark == '-' && (rest.p[0] == '|' || rest.p[0] == ':'));
}

/* Bytes of "12" in "12. " and "12) " at the start of text, which would begin a list; else 0. */
static size_t list_number(struct str s)
{
	size_t i = 0;

	while (i < s.n && ascii_digit(s.p[i]))
		i++;
	if (!i || i > 9 || i == s.n || (s.p[i] != '.' && s.p[i] != ')'))
		return 0;
	return ends_mark(str_sub(s, i + 1, SIZE_MAX), ' ') ? i : 0;
}

static bool is_entity(struct str rest)
{
	return rest.n && (ascii_alpha(rest.p[0]) || rest.p[0] == '#');
}

static bool is_marking(char c, struct str rest, bool starts, enum markdown_place place)
{
	switch (c) {
	case '\\':
	case '`':
	case '*':
	case '_':
	case '[':
	case ']':
	case '<':
	case '~':
		return true;
	case '&':
		return is_entity(rest);
	case '#':
		return starts || place == MARKDOWN_LINE;
	case '|':
		return starts || place == MARKDOWN_CELL;
	case '>':
	case ':':
		return starts;
	case '-':
	case '+':
	case '=':
		return starts && ends_mark(rest, c);
	default:
		return false;
	}
}

void markdown_text(struct buf *b, struct clean c, enum markdown_place place)
{
	struct str s = str_mem(c.p, c.n);
	size_t i = 0, mark = SIZE_MAX;
	bool starts = at_line_start(b);

	if (starts) {
		while (i < s.n && s.p[i] == ' ')
			i++;
		mark = list_number(str_sub(s, i, SIZE_MAX));
		mark = mark ? i + mark : SIZE_MAX;
	}
	for (; i < s.n; i++) {
		if (i == mark ||
		    is_marking(s.p[i], str_sub(s, i + 1, SIZE_MAX), starts, place))
			buf_putc(b, '\\');
		buf_putc(b, s.p[i]);
		starts = false;
	}
}

void markdown_target(struct buf *b, const char *url)
{
	buf_putc(b, '(');
	for (url = render_link(url); *url; url++) {
		if (strchr("()\\<>&", *url))
			buf_putc(b, '\\');
		buf_putc(b, *url);
	}
	buf_putc(b, ')');
}

/* --- code --- */

static size_t longest_run(struct str s, char c)
{
	size_t i, run = 0, longest = 0;

	for (i = 0; i < s.n; i++) {
		run = s.p[i] == c ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return longest;
}

static void put_times(struct buf *b, char c, size_t n)
{
	while (n--)
		buf_putc(b, c);
}

/* Next to another backtick the fence would be a longer one. */
static void put_code(struct buf *b, struct clean c, enum markdown_place place)
{
	struct str s = str_mem(c.p, c.n);
	bool padded = s.p[0] == '`' || s.p[s.n - 1] == '`' ||
		      (s.p[0] == ' ' && s.p[s.n - 1] == ' ');
	size_t fence = longest_run(s, '`') + 1;

	if (b->len && b->data[b->len - 1] == '`') {
		buf_puts(b, "<code>");
		markdown_text(b, c, place);
		buf_puts(b, "</code>");
		return;
	}
	put_times(b, '`', fence);
	put_times(b, ' ', padded);
	buf_add_str(b, s);
	put_times(b, ' ', padded);
	put_times(b, '`', fence);
}

/* --- emphasis --- */

static enum side side_of(ucs4_t c)
{
	if (c == '\n' || uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs))
		return SIDE_BLANK;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_P))
		return SIDE_PUNCT;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_S))
		return c < 0x80 ? SIDE_PUNCT : SIDE_SYMBOL;
	return SIDE_WORD;
}

static enum side side_before(const struct line *l, size_t i)
{
	const struct token *t;
	const uint8_t *p;
	ucs4_t c = ' ';

	if (i == 0)
		return SIDE_BLANK;
	t = &l->tokens[i - 1];
	if (t->kind == TOKEN_BREAK)
		return l->place == MARKDOWN_PARA ? SIDE_BLANK : SIDE_PUNCT;
	if (t->kind != TOKEN_TEXT || t->in_code)
		return SIDE_PUNCT;
	p = (const uint8_t *)t->text.p;
	u8_prev(&c, p + t->text.n, p);
	return side_of(c);
}

static enum side side_after(const struct line *l, size_t i)
{
	const struct token *t;
	ucs4_t c = ' ';

	if (i + 1 == l->n)
		return SIDE_BLANK;
	t = &l->tokens[i + 1];
	if (t->kind != TOKEN_TEXT || t->in_code)
		return SIDE_PUNCT;
	u8_mbtouc(&c, (const uint8_t *)t->text.p, t->text.n);
	return side_of(c);
}

static bool is_flanking(enum side near, enum side far)
{
	return near == SIDE_WORD || (near == SIDE_PUNCT && far != SIDE_WORD);
}

/* Whether a delimiter between these opens, or closes, emphasis. */
static bool delimits(enum way way, bool opens, enum side before, enum side after)
{
	bool left = is_flanking(after, before), right = is_flanking(before, after);

	if (way == WAY_STAR)
		return opens ? left : right;
	return opens ? left && (!right || before == SIDE_PUNCT) :
	       right && (!left || after == SIDE_PUNCT);
}

/* Readers disagree on whether a symbol is punctuation: it must work for both. */
static bool delimits_for_all(const struct line *l, enum way way, bool opens, size_t i)
{
	enum side before = side_before(l, i), after = side_after(l, i);
	enum side word_before = before == SIDE_SYMBOL ? SIDE_WORD : before;
	enum side word_after = after == SIDE_SYMBOL ? SIDE_WORD : after;

	before = before == SIDE_SYMBOL ? SIDE_PUNCT : before;
	after = after == SIDE_SYMBOL ? SIDE_PUNCT : after;
	return delimits(way, opens, before, after) &&
	       delimits(way, opens, word_before, word_after);
}

static bool touches(const struct line *l, size_t i, enum way way)
{
	return (i && l->ways[i - 1] == way) || (i + 1 < l->n && l->ways[i + 1] == way);
}

/* Whether an address ends right before, whatever else does: readers that see addresses in text take
 * a star or a line there for a part of it. */
static bool follows_address(const struct line *l, size_t i)
{
	while (i-- > 0 && l->tokens[i].kind == TOKEN_END)
		if (l->tokens[i].span->kind == SPAN_LINK)
			return true;
	return false;
}

/* Nothing stands behind, or a mark that ends a sentence's part. */
static bool ends_word(const struct line *l, size_t i)
{
	const struct token *t = &l->tokens[i + 1];

	if (side_after(l, i) == SIDE_BLANK)
		return true;
	return t->kind == TOKEN_TEXT && !t->in_code && strchr(",.;:!?", t->text.p[0]) &&
	       (t->text.n == 1 || t->text.p[1] == ' ');
}

static enum way choose_way(const struct line *l, size_t begin, size_t end)
{
	enum way way;

	if (follows_address(l, begin) || (follows_address(l, end) && !ends_word(l, end)))
		return WAY_TAG;
	for (way = WAY_STAR; way < WAY_TAG; way++)
		if (!touches(l, begin, way) && !touches(l, end, way) &&
		    delimits_for_all(l, way, true, begin) &&
		    delimits_for_all(l, way, false, end))
			return way;
	return WAY_TAG;
}

/* How each mark of emphasis is written, from the first on. */
static void choose_ways(struct arena *a, struct line *l)
{
	size_t *open = arena_array(a, l->n, sizeof(*open)), *ends, n = 0, i;

	ends = arena_array(a, l->n, sizeof(*ends));
	l->ways = arena_array(a, l->n, sizeof(*l->ways));
	for (i = 0; i < l->n; i++) {
		if (l->tokens[i].kind == TOKEN_BEGIN)
			open[n++] = i;
		else if (l->tokens[i].kind == TOKEN_END && n)
			ends[open[--n]] = i;
	}
	for (i = 0; i < l->n; i++)
		if (l->tokens[i].kind == TOKEN_BEGIN && l->tokens[i].span->kind != SPAN_LINK)
			l->ways[i] = l->ways[ends[i]] = choose_way(l, i, ends[i]);
}

static void put_mark(struct buf *b, const struct token *t, enum way way)
{
	static const char *const marks[2][WAY_TAG + 1][2] = {
		{ [WAY_STAR] = { "*", "*" }, [WAY_LINE] = { "_", "_" },
		  [WAY_TAG] = { "<em>", "</em>" } },
		{ [WAY_STAR] = { "**", "**" }, [WAY_LINE] = { "__", "__" },
		  [WAY_TAG] = { "<strong>", "</strong>" } },
	};
	bool ends = t->kind == TOKEN_END;

	if (t->span->kind != SPAN_LINK) {
		buf_puts(b, marks[t->span->kind == SPAN_STRONG][way][ends]);
	} else if (ends) {
		buf_putc(b, ']');
		markdown_target(b, t->span->url);
	} else {
		if (b->len && b->data[b->len - 1] == '!') {	/* no picture */
			buf_truncate(b, b->len - 1);
			buf_puts(b, "\\!");
		}
		buf_putc(b, '[');
	}
}

/* Links that may not be written as such leave their text. */
static size_t without_unsafe(struct token *t, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if ((t[i].kind != TOKEN_BEGIN && t[i].kind != TOKEN_END) ||
		    t[i].span->kind != SPAN_LINK || *render_link(t[i].span->url))
			t[kept++] = t[i];
	return kept;
}

void markdown_inline(struct arena *a, const struct block *blk, enum markdown_place place,
		     struct buf *b)
{
	const unsigned kinds = 1u << SPAN_EM | 1u << SPAN_STRONG | 1u << SPAN_LINK;
	struct line l = { .place = place };
	size_t i;

	l.n = inline_tokens(a, blk, kinds, &l.tokens);
	l.n = without_unsafe(l.tokens, l.n);
	choose_ways(a, &l);
	for (i = 0; i < l.n; i++) {
		const struct token *t = &l.tokens[i];

		if (t->kind == TOKEN_BREAK)
			buf_puts(b, place == MARKDOWN_PARA ? "\\\n" : "<br>");
		else if (t->kind != TOKEN_TEXT)
			put_mark(b, t, l.ways[i]);
		else if (t->in_code)
			put_code(b, t->text, place);
		else
			markdown_text(b, t->text, place);
	}
}

/* Articles of every kind of block, with text that means something to HTML and Markdown: what is written
 * is read again the same. The bytes say which blocks; they are also read as HTML of their own. */
#include "base/clean.h"
#include "base/limits.h"
#include "parse/blocks.h"
#include "text/cells.h"
#include "text/render.h"
#include "tests/fuzz/fuzz.h"

#define MOST_BLOCKS 40
#define MOST_WORDS 12

static const char *const words[] = {
	"quay", "tide", "a", "é", "港口", "「鐘」", "€5", "12", "x.", "(y)", "*", "**", "***b***", "_u_", "__",
	"`", "``c``", "[l](u)", "[r]:", "![p]", "<b>", "</p>", "<!--", "&amp;", "&", "&#60;", "#", "# h",
	"-", "- i", "--", "---", "+", "1.", "2)", "1986.", ">", "> q", "|", "a|b", "\\", "\\*", "!", "~~~",
	"===", ":-", "'", "\"", "https://e.example/", "*)", "n*m", "s_t",
};

struct source {
	struct arena *a;
	const uint8_t *p, *end;
	struct block blocks[MOST_BLOCKS];
	size_t n;
	uint32_t list, quote;	/* in which the next block stands */
};

static uint32_t next(struct source *s, uint32_t below)
{
	return s->p < s->end ? *s->p++ % below : 0;
}

static const char *line_of(struct source *s)
{
	size_t n = 1 + next(s, 4), i;
	char *text = arena_strdup(s->a, "");

	for (i = 0; i < n; i++)
		text = arena_printf(s->a, "%s%s%s", text, i ? " " : "", words[next(s, ARRAY_LEN(words))]);
	return text;
}

static void add_span(struct source *s, struct block *b, uint32_t kind, uint32_t start, uint32_t end)
{
	struct span *span = ARENA_PUSH(s->a, b->spans, b->n_spans);

	*span = (struct span){ kind, start, end, kind == SPAN_LINK ?
		arena_printf(s->a, "https://e.example/%zu_(a)?b&c=%%20*", b->n_spans) : NULL };
}

/* Words with marks around some of them, as a tree of elements has them. */
static void put_words(struct source *s, struct block *b, bool lines)
{
	struct buf text = BUF_INIT(KIB(64));
	uint32_t n = 1 + next(s, MOST_WORDS), i, end = 0, within = 0, kind = SPAN_KINDS;

	for (i = 0; i < n; i++) {
		const char *word = words[next(s, ARRAY_LEN(words))];
		uint32_t how = next(s, 16), start, k = how % SPAN_KINDS;

		if (text.len && how != 15)
			buf_putc(&text, lines && how == 14 ? '\n' : ' ');
		start = (uint32_t)text.len;
		buf_puts(&text, word);
		if (how >= 8)
			continue;
		/* over this word, or with what comes as the outer one */
		if (start >= end) {
			kind = SPAN_KINDS;
			within = 0;
		}
		if (start < end && (k == kind || start < within))
			continue;
		if (how >= 4 && start >= end && i + 1 < n) {
			const char *more = words[next(s, ARRAY_LEN(words))];

			kind = k;
			within = (uint32_t)text.len;
			buf_puts(&text, " ");
			end = (uint32_t)text.len;
			buf_puts(&text, more);
			add_span(s, b, k, start, (uint32_t)text.len);
			if (next(s, 2) && (k + 1) % SPAN_KINDS != k)
				add_span(s, b, (k + 1) % SPAN_KINDS, end, (uint32_t)text.len);
			end = within = (uint32_t)text.len;
		} else if (start >= end) {
			add_span(s, b, k, start, (uint32_t)text.len);
			end = (uint32_t)text.len;
		}
	}
	b->text = arena_str(s->a, buf_str(&text));
	buf_free(&text);
}

static void put_table(struct source *s, struct block *b)
{
	size_t i;

	b->columns = 2 + next(s, 3);
	b->n_cells = b->columns * (2 + next(s, 3));
	b->cells = arena_array(s->a, b->n_cells, sizeof(*b->cells));
	for (i = 0; i < b->n_cells; i++) {
		b->cells[i].text = next(s, 5) ? line_of(s) : "";
		b->cells[i].is_header = i < b->columns;
	}
}

/* The next block, of those that a tree of elements can be read as. */
static void put_block(struct source *s)
{
	struct block *b = &s->blocks[s->n];

	b->kind = next(s, BLOCK_KINDS);
	if (b->kind == BLOCK_RULE && (!s->n || s->blocks[s->n - 1].kind == BLOCK_RULE))
		return;
	switch ((enum block_kind)b->kind) {
	case BLOCK_ITEM:
		s->list = b->level = 1 + next(s, MIN(s->list + 1, 5u));
		b->number = next(s, 2) ? 1 + next(s, 12) : 0;
		put_words(s, b, true);
		break;
	case BLOCK_PARA:
		if (!next(s, 2))
			s->list = 0;
		put_words(s, b, true);
		b->level = s->list;
		break;
	case BLOCK_CODE:
		b->text = arena_printf(s->a, "%s\n\t%s\n\n  %s", line_of(s), line_of(s), line_of(s));
		b->level = s->list;
		break;
	case BLOCK_HEADING:
		b->level = 1 + next(s, 6);
		put_words(s, b, true);
		break;
	case BLOCK_TABLE:
		put_table(s, b);
		break;
	case BLOCK_FIGURE:
		b->url = "https://e.example/p.jpg";
		b->alt = line_of(s);
		b->text = next(s, 2) ? line_of(s) : NULL;
		break;
	case BLOCK_RULE:
	case BLOCK_KINDS:
		break;
	}
	if (b->kind != BLOCK_PARA && b->kind != BLOCK_ITEM && b->kind != BLOCK_CODE)
		s->list = 0;
	if (!s->list)
		s->quote = next(s, 3);
	b->quote = s->quote;
	s->n++;
}

static bool same_spans(const struct block *x, const struct block *y)
{
	size_t i;

	for (i = 0; i < x->n_spans && i < y->n_spans; i++) {
		const struct span *p = &x->spans[i], *q = &y->spans[i];

		if (p->kind != q->kind || p->start != q->start || p->end != q->end ||
		    (p->kind == SPAN_LINK && !streq(p->url, q->url)))
			return false;
	}
	return x->n_spans == y->n_spans;
}

static bool same_cells(const struct block *x, const struct block *y)
{
	size_t i;

	if (x->n_cells != y->n_cells || x->columns != y->columns)
		return false;
	for (i = 0; i < x->n_cells; i++)
		if (!streq(x->cells[i].text, y->cells[i].text) ||
		    x->cells[i].is_header != y->cells[i].is_header)
			return false;
	return true;
}

static void same_blocks(const struct block *x, size_t n, const struct block *y, size_t m)
{
	size_t i;

	FUZZ_MUST("no block is lost or made", n == m);
	for (i = 0; i < n; i++) {
		FUZZ_MUST("a block is of its kind", x[i].kind == y[i].kind);
		FUZZ_MUST("a block is at its depth",
			  x[i].level == y[i].level && x[i].quote == y[i].quote);
		FUZZ_MUST("an item has its number", x[i].number == y[i].number);
		FUZZ_MUST("text is kept", streq(x[i].text, y[i].text) || (!x[i].text && !y[i].text));
		FUZZ_MUST("marks are kept", same_spans(&x[i], &y[i]));
		FUZZ_MUST("cells are kept", same_cells(&x[i], &y[i]));
		FUZZ_MUST("pictures are kept", x[i].kind != BLOCK_FIGURE ||
			  (streq(x[i].url, y[i].url) && streq(x[i].alt, y[i].alt)));
	}
}

static void render(const struct block *blocks, size_t n, enum render_format format, int width,
		   struct buf *b)
{
	const struct render_options o = { .format = format, .width = width };

	buf_reset(b);
	FUZZ_MUST("all can be written", render_blocks(blocks, n, &o, b) == OK);
	fuzz_text(buf_cstr(b));
}

static void check_width(struct arena *a, const struct block *blocks, size_t n, int width,
			struct buf *b)
{
	struct str text, line;
	size_t i;

	for (i = 0; i < n; i++)
		if (blocks[i].kind == BLOCK_CODE)
			return;		/* its lines are never broken */
	render(blocks, n, RENDER_TEXT, width, b);
	text = buf_str(b);
	while (str_split(&text, '\n', &line))
		FUZZ_MUST("no line is too wide", cells_width(clean_text(a, line)) <= width);
}

/* What was read from HTML that lede wrote is written and read the same from then on. */
static void check_settled(struct arena *a, struct str html, struct buf *b)
{
	struct block *first, *second;
	size_t n, m;

	blocks_from_html(a, html, "https://e.example/", &first, &n);
	render(first, n, RENDER_HTML, 0, b);
	blocks_from_html(a, buf_str(b), NULL, &first, &n);
	render(first, n, RENDER_HTML, 0, b);
	blocks_from_html(a, buf_str(b), NULL, &second, &m);
	same_blocks(first, n, second, m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source *s = calloc(1, sizeof(*s));
	struct buf b = BUF_INIT(LIMIT_WIRE_BYTES);
	struct block *read;
	size_t n;

	s->a = arena_new(LIMIT_ARENA);
	s->p = data;
	s->end = data + size;
	while (s->p < s->end && s->n < MOST_BLOCKS)
		put_block(s);
	while (s->n && s->blocks[s->n - 1].kind == BLOCK_RULE)
		s->n--;
	render(s->blocks, s->n, RENDER_HTML, 0, &b);
	blocks_from_html(s->a, buf_str(&b), NULL, &read, &n);
	same_blocks(s->blocks, s->n, read, n);
	render(s->blocks, s->n, RENDER_MARKDOWN, 0, &b);
	check_width(s->a, s->blocks, s->n, 20 + (int)(size % 60), &b);
	check_settled(s->a, str_of(clean_utf8(s->a, str_mem((const char *)data, size))), &b);
	buf_free(&b);
	arena_free(s->a);
	free(s);
	return 0;
}

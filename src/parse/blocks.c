/* blocks.c: one walk over the tree, with a builder that holds the block being written. */
#include "parse/blocks.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "parse/blocks_priv.h"
#include "parse/sanitize.h"
#include "parse/verse.h"

#define BLOCK_BYTES MIB(2)	/* of one block's text */
#define LEVELS 32		/* lists and quotes in each other; deeper ones stay at this */

struct open_span {
	const xmlNode *node;
	uint32_t kind, start;
	const char *url;
	bool has_text;
};

struct list {
	bool is_ordered;
	int64_t next;
};

struct builder {
	const struct page *p;
	struct arena *a;
	struct block *blocks;
	size_t n_blocks;

	struct buf text;
	bool space;		/* white space waits for the next word */
	unsigned breaks;	/* <br> waiting for the next word */
	uint32_t kind, heading;
	const xmlNode *pre, *verse;
	bool item;		/* the next block is the first of its list item */
	uint32_t number, quote, depth;
	struct list lists[LEVELS];

	struct open_span open[LEVELS];
	size_t n_open;
	struct span *spans;
	size_t n_spans, cap_spans;
};

static struct block *new_block(struct builder *b, uint32_t kind)
{
	struct block *blk;

	if (b->n_blocks >= LIMIT_BLOCKS)
		return NULL;
	blk = ARENA_PUSH(b->a, b->blocks, b->n_blocks);
	blk->kind = kind;
	blk->quote = b->quote;
	return blk;
}

static int cmp_span(const void *x, const void *y)
{
	const struct span *a = x, *b = y;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return (a->kind > b->kind) - (a->kind < b->kind);
}

static void add_span(struct builder *b, const struct open_span *o)
{
	uint32_t end = (uint32_t)b->text.len;

	if (!o->has_text || o->start >= end || b->n_spans >= LIMIT_SPANS ||
	    b->kind == BLOCK_CODE)
		return;
	MEM_GROW(b->spans, b->cap_spans, b->n_spans + 1);
	b->spans[b->n_spans++] = (struct span){ o->kind, o->start, end, o->url };
}

/* Text without the blank lines around it. Spaces within lines matter, those at the end do not. */
static struct str code_text(struct str s)
{
	size_t start = 0, i;

	while (s.n && ascii_space(s.p[s.n - 1]))
		s.n--;
	for (i = 0; i < s.n && ascii_space(s.p[i]); i++)
		if (s.p[i] == '\n')
			start = i + 1;
	return str_sub(s, start, s.n);
}

/* Ends the block being written; what has no word is no block. */
static void flush(struct builder *b)
{
	struct str text = buf_str(&b->text);
	struct block *blk = NULL;
	size_t i;

	b->breaks = 0;
	b->space = false;
	if (b->kind == BLOCK_CODE)
		text = code_text(text);
	for (i = b->n_open; i > 0; i--) {
		add_span(b, &b->open[i - 1]);
		b->open[i - 1].has_text = false;
	}
	if (text.n)
		blk = new_block(b, b->kind);
	if (blk) {
		blk->text = arena_str(b->a, text);
		blk->level = b->depth;
		if (b->kind == BLOCK_HEADING) {
			blk->level = b->heading;
		} else if (b->kind == BLOCK_PARA && b->item && b->depth) {
			blk->kind = BLOCK_ITEM;
			blk->number = b->number;
		}
		if (b->kind == BLOCK_PARA || b->kind == BLOCK_CODE)
			b->item = false;
		if (b->n_spans) {
			qsort(b->spans, b->n_spans, sizeof(*b->spans), cmp_span);
			blk->spans = arena_memdup(b->a, b->spans, b->n_spans * sizeof(*b->spans));
			blk->n_spans = b->n_spans;
		}
	}
	b->n_spans = 0;
	buf_reset(&b->text);
	b->kind = b->pre ? BLOCK_CODE : BLOCK_PARA;
}

/* The spans that are open begin with the text that comes now. */
static void begin_spans(struct builder *b)
{
	size_t i;

	for (i = 0; i < b->n_open; i++) {
		if (!b->open[i].has_text) {
			b->open[i].has_text = true;
			b->open[i].start = (uint32_t)b->text.len;
		}
	}
}

static void put_words(struct builder *b, const char *p, size_t n)
{
	if (b->breaks > 1) {
		uint32_t kind = b->kind;

		flush(b);
		b->kind = kind;
	}
	if (b->text.len) {
		if (b->breaks)
			buf_putc(&b->text, '\n');
		else if (b->space)
			buf_putc(&b->text, ' ');
	}
	b->breaks = 0;
	b->space = false;
	begin_spans(b);
	if (b->text.len + n < BLOCK_BYTES)
		buf_add(&b->text, p, n);
}

static void put_text(struct builder *b, const char *p)
{
	size_t n = strlen(p);
	const char *end = p + n;

	if (b->pre) {
		begin_spans(b);
		if (b->text.len + n < BLOCK_BYTES)
			buf_add(&b->text, p, n);
		return;
	}
	for (; (n = html_words(&p, end, &b->space)); p += n)
		put_words(b, p, n);
}

static int span_kind_of(const xmlNode *n)
{
	static const struct {
		const char *name;
		enum span_kind kind;
	} kinds[] = {
		{ "em", SPAN_EM }, { "i", SPAN_EM }, { "cite", SPAN_EM }, { "dfn", SPAN_EM },
		{ "var", SPAN_EM }, { "strong", SPAN_STRONG }, { "b", SPAN_STRONG },
		{ "dt", SPAN_STRONG }, { "code", SPAN_CODE }, { "kbd", SPAN_CODE },
		{ "samp", SPAN_CODE }, { "tt", SPAN_CODE }, { "a", SPAN_LINK },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++)
		if (html_is(n, kinds[i].name))
			return (int)kinds[i].kind;
	return -1;
}

static void open_span(struct builder *b, const xmlNode *n, int kind)
{
	struct open_span o = { .node = n, .kind = (uint32_t)kind };
	size_t i;

	for (i = 0; i < b->n_open; i++)
		if (b->open[i].kind == o.kind)
			return;
	if (kind == SPAN_LINK) {
		/* to another place of the same text, which is on the screen already */
		if (str_starts(str_trim(str_of(html_attr(n, "href"))), STR("#")))
			return;
		o.url = html_link(b->p, n, "href");
		if (!o.url)
			return;
	}
	if (b->n_open < LEVELS)
		b->open[b->n_open++] = o;
}

static void close_span(struct builder *b, const xmlNode *n)
{
	if (b->n_open && b->open[b->n_open - 1].node == n)
		add_span(b, &b->open[--b->n_open]);
}

static void enter_list(struct builder *b, const xmlNode *n)
{
	struct list *l;
	const char *start = html_attr(n, "start");

	if (b->depth + 1 >= LEVELS) {
		b->depth++;
		return;
	}
	l = &b->lists[++b->depth];
	l->is_ordered = html_is(n, "ol");
	l->next = 1;
	if (start)
		str_int(str_of(start), 0, 1000000, &l->next);
}

static void enter_item(struct builder *b, const xmlNode *n)
{
	struct list *l = &b->lists[MIN(b->depth, LEVELS - 1)];
	const char *value = html_attr(n, "value");

	b->item = b->depth > 0;
	b->number = 0;
	if (!b->item || !l->is_ordered)
		return;
	if (value)
		str_int(str_of(value), 0, 1000000, &l->next);
	b->number = (uint32_t)l->next++;
}

static bool is_list(const xmlNode *n)
{
	return html_is(n, "ul") || html_is(n, "ol") || html_is(n, "menu") || html_is(n, "dir");
}

/* Whether a figure is a picture with words about it, not a frame around text of its own. */
static const xmlNode *figure_picture(const xmlNode *fig, const xmlNode **caption)
{
	const xmlNode *n, *img = NULL;

	*caption = NULL;
	for (n = html_next(fig, fig); n; n = html_next(fig, n)) {
		if (html_is(n, "figcaption") && !*caption)
			*caption = n;
		else if (html_is(n, "img") && !img)
			img = n;
		else if (html_is(n, "table") || html_is(n, "pre") || html_is(n, "blockquote") ||
			 html_heading(n) || is_list(n))
			return NULL;
		else if (html_is(n, "p") && !html_parent_named(n, "figcaption") &&
			 html_text_len(n) > 200)
			return NULL;
	}
	return img;
}

/* Whether a caption is about a table, code or a quotation: words below these are a paragraph. */
static bool is_no_picture(const xmlNode *caption)
{
	const xmlNode *n = caption->prev;

	while (n && n->type != XML_ELEMENT_NODE)
		n = n->prev;
	for (n = n ? n : caption->next; n && n->type != XML_ELEMENT_NODE; )
		n = n->next;
	return html_is(n, "table") || html_is(n, "pre") || html_is(n, "blockquote");
}

static void put_picture(struct builder *b, const xmlNode *img, const xmlNode *caption)
{
	const char *url = img ? html_picture(b->p, img) : NULL;
	const char *alt = img ? html_attr(img, "alt") : NULL;
	const char *text = caption ? html_text(b->p, caption) : NULL;
	struct block *blk;

	if (str_blank(text) && (!url || str_blank(alt)))
		return;
	flush(b);
	blk = new_block(b, BLOCK_FIGURE);
	if (!blk)
		return;
	blk->url = url;
	blk->text = str_blank(text) ? NULL : text;
	if (!str_blank(alt))
		blk->alt = sanitize_line(b->a, str_of(alt), LIMIT_FIELD_BYTES);
}

static void put_rule(struct builder *b)
{
	flush(b);
	if (b->n_blocks && b->blocks[b->n_blocks - 1].kind != BLOCK_RULE)
		new_block(b, BLOCK_RULE);
}

static bool put_table(struct builder *b, const xmlNode *n)
{
	struct block *blk;
	struct cell *cells;
	const xmlNode *c;
	uint32_t columns;
	size_t n_cells;

	if (!table_read(b->p, n, &cells, &n_cells, &columns))
		return false;
	flush(b);
	for (c = n->children; c && !html_is(c, "caption"); )
		c = c->next;
	if (c) {
		put_text(b, html_text(b->p, c));
		flush(b);
	}
	blk = new_block(b, BLOCK_TABLE);
	if (blk) {
		blk->cells = cells;
		blk->n_cells = n_cells;
		blk->columns = columns;
	}
	return true;
}

/* Controls whose words are no text; they do not hide a paragraph they stand in. */
static bool is_control(const xmlNode *n)
{
	return html_is(n, "button") || html_is(n, "input") || html_is(n, "rp") ||
	       html_is(n, "rt") || html_is(n, "dialog") || html_is(n, "nav");
}

/* Code whose lines are elements. */
static void code_line(struct builder *b)
{
	if (b->text.len && b->text.data[b->text.len - 1] != '\n')
		buf_putc(&b->text, '\n');
}

/* A block in code is a line of it. */
static void enter_block(struct builder *b, const xmlNode *n)
{
	uint32_t level;

	if (b->pre) {
		code_line(b);
		return;
	}
	flush(b);
	if (!b->verse && verse_is_in(n))
		b->verse = n;
	if ((level = html_heading(n)) != 0) {
		b->kind = BLOCK_HEADING;
		b->heading = level;
	} else if (is_list(n)) {
		enter_list(b, n);
	} else if (html_is(n, "li")) {
		enter_item(b, n);
	} else if (html_is(n, "blockquote")) {
		b->quote++;
	} else if (html_is(n, "pre") || html_is(n, "listing")) {
		b->pre = n;
		b->kind = BLOCK_CODE;
	}
}

/* Opens n; false when its children are not to be entered. */
static bool enter(struct builder *b, const xmlNode *n)
{
	const xmlNode *img, *caption;
	const char *alt;
	int kind;

	if (html_is_invisible(n) || is_control(n))
		return false;
	if (html_is(n, "br")) {
		if (b->pre)
			buf_putc(&b->text, '\n');
		else
			b->breaks++;
		return false;
	}
	if (html_is(n, "img")) {
		alt = html_attr(n, "alt");
		if (alt && html_is_emoji(alt))
			put_text(b, alt);
		else if (!b->text.len && !b->pre)
			put_picture(b, n, NULL);
		return false;
	}
	if (html_is(n, "hr")) {
		put_rule(b);
		return false;
	}
	if (html_is(n, "figure") && (img = figure_picture(n, &caption)) != NULL) {
		put_picture(b, img, caption);
		return false;
	}
	if (html_is(n, "figcaption") && !is_no_picture(n)) {
		put_picture(b, NULL, n);
		return false;
	}
	if (html_is(n, "table") && put_table(b, n))
		return false;
	if (b->verse && n->parent == b->verse && b->text.len)
		b->breaks++;	/* an empty line has one of its own */
	else if (html_is_block(n))
		enter_block(b, n);
	if (*html_math_mark(n))
		put_text(b, html_math_mark(n));
	kind = span_kind_of(n);
	if (kind >= 0)
		open_span(b, n, kind);
	return true;
}

static void leave(struct builder *b, const xmlNode *n)
{
	close_span(b, n);
	if (!html_is_block(n))
		return;
	if (b->pre == n) {
		flush(b);
		b->pre = NULL;
		b->kind = BLOCK_PARA;
		return;
	}
	if (b->pre) {
		code_line(b);
		return;
	}
	if (b->verse && n->parent == b->verse)
		return;
	if (b->verse == n)
		b->verse = NULL;
	flush(b);
	if (is_list(n) && b->depth)
		b->depth--;
	else if (html_is(n, "li"))
		b->item = false;
	else if (html_is(n, "blockquote"))
		b->quote--;
}

static void walk(struct builder *b, const xmlNode *root,
		 bool (*skip)(const xmlNode *n, void *ctx), void *ctx)
{
	const xmlNode *n = root;
	bool entered;

	for (;;) {
		entered = false;
		if (skip && skip(n, ctx))
			;
		else if (n->type == XML_TEXT_NODE && n->content)
			put_text(b, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE)
			entered = enter(b, n);
		if (entered && n->children) {
			n = n->children;
			continue;
		}
		if (entered)
			leave(b, n);
		while (n != root && !n->next) {
			n = n->parent;
			leave(b, n);
		}
		if (n == root)
			return;
		n = n->next;
	}
}

static void finish(struct builder *b, struct block **blocks, size_t *n)
{
	flush(b);
	while (b->n_blocks && b->blocks[b->n_blocks - 1].kind == BLOCK_RULE)
		b->n_blocks--;
	*blocks = b->blocks;
	*n = b->n_blocks;
	buf_free(&b->text);
	free(b->spans);
}

void blocks_from_tree(const struct page *p, const xmlNode *root,
		      bool (*skip)(const xmlNode *n, void *ctx), void *ctx,
		      struct block **blocks, size_t *n)
{
	struct builder b = { .p = p, .a = p->arena, .text = BUF_INIT(BLOCK_BYTES + 64) };

	if (root)
		walk(&b, root, skip, ctx);
	finish(&b, blocks, n);
}

void blocks_from_html(struct arena *a, struct str utf8, const char *base,
		      struct block **blocks, size_t *n)
{
	struct page p;

	*blocks = NULL;
	*n = 0;
	if (html_open_fragment(a, utf8, base, &p, NULL) != OK)
		return;
	blocks_from_tree(&p, p.body ? p.body : p.root, NULL, NULL, blocks, n);
	html_close(&p);
}

void blocks_from_text(struct arena *a, struct str utf8, struct block **blocks, size_t *n)
{
	struct page p = { .arena = a };
	struct builder b = { .p = &p, .a = a, .text = BUF_INIT(BLOCK_BYTES + 64) };
	struct buf line_buf = BUF_INIT(BLOCK_BYTES);
	struct str line;

	while (str_split(&utf8, '\n', &line)) {
		line = str_trim(line);
		if (!line.n) {
			flush(&b);
			continue;
		}
		buf_reset(&line_buf);
		buf_add_str(&line_buf, line);
		b.space = true;
		put_text(&b, buf_cstr(&line_buf));
	}
	buf_free(&line_buf);
	finish(&b, blocks, n);
}

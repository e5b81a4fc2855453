#include "base/url.h"
#include "text/inline.h"
#include "text/render_priv.h"

#define MAX_LISTS 8

void render_escaped(struct buf *b, struct clean c)
{
	size_t i;

	for (i = 0; i < c.n; i++) {
		switch (c.p[i]) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		default:
			buf_putc(b, c.p[i]);
		}
	}
}

static void put_cstr(struct arena *a, struct buf *b, const char *s)
{
	render_escaped(b, clean_cstr(a, s ? s : ""));
}

/* Links that the reader may follow lead to no script. */
static void put_href(struct buf *b, const char *url)
{
	buf_puts(b, "<a href=\"");
	render_escaped(b, clean_own(render_link(url)));
	buf_puts(b, "\">");
}

static void inline_text(struct buf *b, struct clean text, bool in_code)
{
	render_escaped(b, text);
}

static void inline_begin(struct buf *b, const struct span *s)
{
	switch ((enum span_kind)s->kind) {
	case SPAN_EM:
		buf_puts(b, "<em>");
		break;
	case SPAN_STRONG:
		buf_puts(b, "<strong>");
		break;
	case SPAN_CODE:
		buf_puts(b, "<code>");
		break;
	case SPAN_LINK:
		put_href(b, s->url);
		break;
	case SPAN_KINDS:
		break;
	}
}

static void inline_end(struct buf *b, const struct span *s)
{
	static const char *const tags[SPAN_KINDS] = { "</em>", "</strong>", "</code>", "</a>" };

	buf_puts(b, tags[s->kind]);
}

static const struct inline_ops ops = { inline_text, inline_begin, inline_end };

/* The containers that are open: quotes, then lists in the innermost quote. */
struct state {
	uint32_t quote;
	bool ordered[MAX_LISTS];
	size_t lists;
};

static void close_lists(struct state *st, size_t keep, struct buf *b)
{
	while (st->lists > keep) {
		st->lists--;
		buf_puts(b, st->ordered[st->lists] ? "</li></ol>\n" : "</li></ul>\n");
	}
}

static void set_quote(struct state *st, uint32_t depth, struct buf *b)
{
	if (depth != st->quote)
		close_lists(st, 0, b);
	for (; st->quote > depth; st->quote--)
		buf_puts(b, "</blockquote>\n");
	for (; st->quote < depth && st->quote < MAX_LISTS; st->quote++)
		buf_puts(b, "<blockquote>\n");
}

static void begin_item(struct state *st, const struct block *blk, struct buf *b)
{
	size_t level = MIN(MAX(blk->level, 1u), (uint32_t)MAX_LISTS);
	bool ordered = blk->number > 0;

	close_lists(st, level, b);
	if (st->lists == level) {
		if (st->ordered[level - 1] == ordered) {
			buf_puts(b, "</li>\n<li>");
			return;
		}
		close_lists(st, level - 1, b);
	}
	while (st->lists < level) {
		st->ordered[st->lists++] = ordered;
		buf_puts(b, ordered ? "<ol>\n<li>" : "<ul>\n<li>");
	}
}

static void table(struct arena *a, const struct block *t, struct buf *b)
{
	size_t i;

	buf_puts(b, "<table>\n");
	for (i = 0; i < t->n_cells; i++) {
		const char *tag = t->cells[i].is_header ? "th" : "td";

		if (i % t->columns == 0)
			buf_puts(b, i ? "</tr>\n<tr>" : "<tr>");
		buf_printf(b, "<%s>", tag);
		put_cstr(a, b, t->cells[i].text);
		buf_printf(b, "</%s>", tag);
	}
	buf_puts(b, t->n_cells ? "</tr>\n</table>\n" : "</table>\n");
}

static void figure(struct arena *a, const struct block *f, struct buf *b)
{
	buf_puts(b, "<figure>");
	if (f->url && url_is_http(f->url)) {
		buf_puts(b, "<img src=\"");
		render_escaped(b, clean_own(render_link(f->url)));
		buf_puts(b, "\" alt=\"");
		put_cstr(a, b, f->alt);
		buf_puts(b, "\">");
	}
	if (!str_blank(f->text)) {
		buf_puts(b, "<figcaption>");
		inline_write(a, f, &ops, b);
		buf_puts(b, "</figcaption>");
	}
	buf_puts(b, "</figure>\n");
}

static void put_block(struct arena *a, struct state *st, const struct block *blk, struct buf *b)
{
	unsigned int level = MIN(MAX(blk->level, 1u), 6u);

	set_quote(st, blk->quote, b);
	if (blk->kind == BLOCK_ITEM)
		begin_item(st, blk, b);
	else if (blk->kind != BLOCK_PARA || blk->level == 0)
		close_lists(st, 0, b);
	switch ((enum block_kind)blk->kind) {
	case BLOCK_PARA:
		buf_puts(b, "<p>");
		inline_write(a, blk, &ops, b);
		buf_puts(b, "</p>\n");
		break;
	case BLOCK_ITEM:
		inline_write(a, blk, &ops, b);
		break;
	case BLOCK_HEADING:
		buf_printf(b, "<h%u>", level);
		inline_write(a, blk, &ops, b);
		buf_printf(b, "</h%u>\n", level);
		break;
	case BLOCK_CODE:
		buf_puts(b, "<pre><code>");
		inline_write(a, blk, &ops, b);
		buf_puts(b, "</code></pre>\n");
		break;
	case BLOCK_TABLE:
		table(a, blk, b);
		break;
	case BLOCK_FIGURE:
		figure(a, blk, b);
		break;
	case BLOCK_RULE:
		buf_puts(b, "<hr>\n");
		break;
	case BLOCK_KINDS:
		break;
	}
}

void render_html_blocks(struct arena *a, const struct block *blocks, size_t n, struct buf *b)
{
	struct state st = { 0 };
	size_t i;

	for (i = 0; i < n && !b->failed; i++)
		put_block(a, &st, &blocks[i], b);
	close_lists(&st, 0, b);
	set_quote(&st, 0, b);
}

static void element(struct arena *a, const char *tag, const char *text, struct buf *b)
{
	if (str_blank(text))
		return;
	buf_printf(b, "<%s>", tag);
	put_cstr(a, b, text);
	buf_printf(b, "</%s>\n", tag);
}

static void related(struct arena *a, const struct article *art, struct buf *b)
{
	size_t i;

	buf_puts(b, "<aside>\n<ul>\n");
	for (i = 0; i < art->n_related; i++) {
		const struct related *r = &art->related[i];

		buf_puts(b, "<li>");
		element(a, "small", r->kicker, b);
		put_href(b, r->url);
		put_cstr(a, b, r->title);
		buf_puts(b, "</a>");
		element(a, "p", r->summary, b);
		buf_puts(b, "</li>\n");
	}
	buf_puts(b, "</ul>\n</aside>\n");
}

void render_html_article(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b)
{
	buf_puts(b, "<!doctype html>\n<meta charset=\"utf-8\">\n");
	element(a, "title", art->title, b);
	buf_puts(b, "<article>\n");
	if (o->head) {
		element(a, "p", art->kicker, b);
		element(a, "h1", art->title, b);
		element(a, "p", art->dek, b);
		element(a, "p", render_credit(a, art, NULL, false), b);
	}
	render_html_blocks(a, art->blocks, art->n_blocks, b);
	element(a, "footer", art->author_note, b);
	element(a, "aside", art->notice, b);
	buf_puts(b, "</article>\n");
	if (o->related && art->n_related)
		related(a, art, b);
}

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "text/inline.h"
#include "text/markdown.h"
#include "text/nest.h"
#include "text/render_priv.h"

static void put_cstr(struct arena *a, struct buf *b, const char *s, enum markdown_place place)
{
	markdown_text(b, clean_cstr(a, s ? s : ""), place);
}

static bool has_header(const struct block *t)
{
	size_t i;

	for (i = 0; i < t->columns && i < t->n_cells; i++)
		if (t->cells[i].is_header)
			return true;
	return false;
}

static void table_row(struct arena *a, const struct block *t, size_t row, struct buf *b)
{
	size_t c;

	for (c = 0; c < t->columns; c++) {
		size_t i = row * t->columns + c;

		buf_puts(b, c ? " | " : "| ");
		if (i < t->n_cells)
			put_cstr(a, b, t->cells[i].text, MARKDOWN_CELL);
	}
	buf_puts(b, " |");
}

/* As most readers know tables, though CommonMark does not; there the first row is always a header:
 * an empty one where the table has none. */
static void table(struct arena *a, const struct block *t, struct buf *b)
{
	size_t rows = t->n_cells / t->columns, row = 0, c;

	if (has_header(t))
		table_row(a, t, row++, b);
	else
		for (c = 0; c <= t->columns; c++)
			buf_puts(b, c ? "  |" : "|");
	buf_puts(b, "\n|");
	for (c = 0; c < t->columns; c++)
		buf_puts(b, " --- |");
	for (; row < rows && !b->failed; row++) {
		buf_putc(b, '\n');
		table_row(a, t, row, b);
	}
}

static size_t longest_fence(const char *code)
{
	size_t run = 0, longest = 2;

	for (; *code; code++) {
		run = *code == '`' ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return longest + 1;
}

static void put_raw(struct buf *b, struct clean text)
{
	buf_add(b, text.p, text.n);
}

static void code(struct arena *a, const struct block *blk, struct buf *b)
{
	size_t i, fence = longest_fence(blk->text ? blk->text : "");

	for (i = 0; i < fence; i++)
		buf_putc(b, '`');
	buf_putc(b, '\n');
	inline_code(a, blk, put_raw, b);
	buf_putc(b, '\n');
	for (i = 0; i < fence; i++)
		buf_putc(b, '`');
}

/* A caption is the line below its picture. */
static void figure(struct arena *a, const struct block *f, struct buf *b)
{
	bool has_picture = f->url && url_is_http(f->url) && *render_link(f->url);

	if (has_picture) {
		buf_puts(b, "![");
		put_cstr(a, b, f->alt, MARKDOWN_LINE);
		buf_putc(b, ']');
		markdown_target(b, f->url);
	}
	if (!str_blank(f->text)) {
		buf_puts(b, has_picture ? "\\\n" : "");
		markdown_inline(a, f, MARKDOWN_PARA, b);
	}
}

static void block_body(struct arena *a, const struct block *blk, struct buf *b)
{
	unsigned int i;

	switch ((enum block_kind)blk->kind) {
	case BLOCK_HEADING:
		for (i = 0; i < MIN(MAX(blk->level, 1u), 6u); i++)
			buf_putc(b, '#');
		buf_putc(b, ' ');
		markdown_inline(a, blk, MARKDOWN_LINE, b);
		break;
	case BLOCK_CODE:
		code(a, blk, b);
		break;
	case BLOCK_TABLE:
		if (blk->columns && blk->n_cells >= blk->columns)
			table(a, blk, b);
		break;
	case BLOCK_FIGURE:
		figure(a, blk, b);
		break;
	case BLOCK_RULE:
		buf_puts(b, "---");
		break;
	case BLOCK_PARA:
	case BLOCK_ITEM:
	case BLOCK_KINDS:
		markdown_inline(a, blk, MARKDOWN_PARA, b);
		break;
	}
}

/* What stands before the first line of a list's item. A list that follows another one of numbers
 * has its own sign. */
static void put_marker(struct buf *b, const struct nest_box *list)
{
	if (list->is_ordered)
		buf_printf(b, "%u%s ", list->number, list->is_other ? ")" : ".");
	else
		buf_puts(b, "- ");
}

/* What stands before the other lines within box. */
static void put_margin(struct buf *b, const struct nest_box *box)
{
	struct buf marker = BUF_INIT(64);
	size_t i;

	if (!box->is_list) {
		buf_puts(b, "> ");
		return;
	}
	put_marker(&marker, box);
	for (i = 0; i < marker.len; i++)
		buf_putc(b, ' ');
	buf_free(&marker);
}

/* An empty line between blocks, with the signs of the quotes that both stand in. */
static void put_gap(struct buf *b, const struct nest *st, size_t kept)
{
	size_t i;

	for (i = 0; i < kept; i++)
		put_margin(b, &st->open[i]);
	while (b->len && b->data[b->len - 1] == ' ')
		buf_truncate(b, b->len - 1);
	buf_putc(b, '\n');
}

static void put_lines(struct buf *b, struct str text, const struct nest *st, struct nest_step step)
{
	struct str line;
	bool again = false;
	size_t i;

	while (str_split(&text, '\n', &line)) {
		for (i = 0; i < st->n; i++) {
			const struct nest_box *box = &st->open[i];
			bool begins = i >= step.kept || (step.next_item && i + 1 == step.kept);

			if (again || !begins || !box->is_list)
				put_margin(b, box);
			else
				put_marker(b, box);
		}
		buf_add_str(b, line);
		while (!line.n && b->len && b->data[b->len - 1] == ' ')
			buf_truncate(b, b->len - 1);
		buf_putc(b, '\n');
		again = true;
	}
}

/* Whether block i may follow the one before without an empty line: lists that begin with another
 * number than 1 may not. */
static bool is_tight(const struct block *blocks, size_t i, const struct nest *st,
		     struct nest_step step)
{
	const struct nest_box *top = st->n ? &st->open[st->n - 1] : NULL;

	if (blocks[i].kind != BLOCK_ITEM || blocks[i - 1].kind != BLOCK_ITEM)
		return false;
	if (step.next_item)
		return true;
	return st->n == step.kept + 1 && blocks[i].level > blocks[i - 1].level &&
	       (!top->is_ordered || top->number == 1);
}

void render_markdown_blocks(struct arena *a, const struct block *blocks, size_t n, struct buf *b)
{
	struct buf body = BUF_INIT(LIMIT_STORY_BYTES * 2);
	struct nest st = { 0 };
	bool any = false;
	size_t i;

	for (i = 0; i < n && !b->failed; i++) {
		struct nest_step step;

		buf_reset(&body);
		block_body(a, &blocks[i], &body);
		if (!body.len)
			continue;
		step = nest_enter(&st, blocks, n, i);
		if (any && !is_tight(blocks, i, &st, step))
			put_gap(b, &st, step.next_item ? step.kept - 1 : step.kept);
		put_lines(b, buf_str(&body), &st, step);
		any = true;
		if (body.failed)
			b->failed = true;
	}
	buf_free(&body);
}

static void paragraph(struct arena *a, const char *mark, const char *text, struct buf *b)
{
	struct buf line = BUF_INIT(LIMIT_STORY_BYTES);

	if (str_blank(text))
		return;
	put_cstr(a, &line, text, *mark == '#' ? MARKDOWN_LINE : MARKDOWN_PARA);
	if (b->len)
		buf_putc(b, '\n');
	buf_puts(b, mark);
	buf_add_str(b, buf_str(&line));
	buf_putc(b, '\n');
	buf_free(&line);
}

static void related(struct arena *a, const struct article *art, struct buf *b)
{
	size_t i;

	paragraph(a, "## ", _("Related headlines"), b);
	buf_putc(b, '\n');
	for (i = 0; i < art->n_related; i++) {
		const struct related *r = &art->related[i];
		bool is_link = *render_link(r->url);

		buf_puts(b, "- ");
		if (!str_blank(r->kicker)) {
			put_cstr(a, b, r->kicker, MARKDOWN_LINE);
			buf_puts(b, ": ");
		}
		buf_puts(b, is_link ? "[" : "");
		put_cstr(a, b, r->title, MARKDOWN_LINE);
		if (is_link) {
			buf_putc(b, ']');
			markdown_target(b, r->url);
		}
		if (!str_blank(r->summary)) {
			buf_puts(b, "\\\n  ");
			put_cstr(a, b, r->summary, MARKDOWN_PARA);
		}
		buf_putc(b, '\n');
	}
}

void render_markdown_article(struct arena *a, const struct article *art,
			     const struct render_options *o, struct buf *b)
{
	const struct block note = { .kind = BLOCK_PARA, .text = art->author_note };
	struct buf body = BUF_INIT(b->max);

	if (o->head) {
		paragraph(a, "", art->kicker, b);
		paragraph(a, "# ", art->title, b);
		paragraph(a, "", art->dek, b);
		paragraph(a, "", render_credit(a, art, NULL, false), b);
		if (*render_link(art->url) && !strpbrk(art->url, "<>"))
			buf_printf(b, "%s<%s>\n", b->len ? "\n" : "", render_link(art->url));
	}
	render_markdown_blocks(a, art->blocks, art->n_blocks, &body);
	if (b->len && body.len)
		buf_putc(b, '\n');
	buf_add_str(b, buf_str(&body));
	if (body.failed)
		b->failed = true;
	buf_free(&body);
	if (b->len && (!str_blank(art->author_note) || !str_blank(art->notice)))
		buf_puts(b, "\n---\n");
	if (!str_blank(art->author_note)) {
		buf_putc(b, '\n');
		render_markdown_blocks(a, &note, 1, b);
	}
	paragraph(a, "", art->notice, b);
	if (o->related && art->n_related)
		related(a, art, b);
}

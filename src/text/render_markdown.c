#include "base/limits.h"
#include "base/url.h"
#include "text/inline.h"
#include "text/render_priv.h"

/* "-", "+", "=" and the stop or bracket of "12." and "12)" mean something at the start of a line
 * alone. */
static bool marks_line(const struct buf *b, char c)
{
	size_t i = b->len;

	if (c == '.' || c == ')') {
		while (i && ascii_digit(b->data[i - 1]))
			i--;
		if (i == b->len)
			return false;
	} else if (c != '-' && c != '+' && c != '=') {
		return false;
	}
	return i == 0 || b->data[i - 1] == '\n';
}

/* Characters that CommonMark could take for markup are escaped. */
static void put_escaped(struct buf *b, struct clean c)
{
	size_t i;

	for (i = 0; i < c.n; i++) {
		if (strchr("\\`*_[]<>#|~", c.p[i]) || marks_line(b, c.p[i]))
			buf_putc(b, '\\');
		buf_putc(b, c.p[i]);
	}
}

/* "(URL)" behind a link's text; without the URL where it is none to follow. */
static void put_target(struct buf *b, const char *url)
{
	buf_putc(b, '(');
	for (url = render_link(url); *url; url++) {
		if (*url == '(' || *url == ')')
			buf_putc(b, '\\');
		buf_putc(b, *url);
	}
	buf_putc(b, ')');
}

static void inline_text(struct buf *b, struct clean text, bool in_code)
{
	if (in_code)
		buf_add(b, text.p, text.n);
	else
		put_escaped(b, text);
}

static void inline_begin(struct buf *b, const struct span *s)
{
	static const char *const marks[SPAN_KINDS] = { "*", "**", "`", "[" };

	buf_puts(b, marks[s->kind]);
}

static void inline_end(struct buf *b, const struct span *s)
{
	static const char *const marks[SPAN_KINDS] = { "*", "**", "`", "]" };

	buf_puts(b, marks[s->kind]);
	if (s->kind == SPAN_LINK)
		put_target(b, s->url);
}

static const struct inline_ops ops = { inline_text, inline_begin, inline_end };

/* Adds text with prefix before each of its lines, but the first one has first. */
static void put_prefixed(struct buf *b, struct str text, const char *first, const char *prefix)
{
	struct str line;
	bool again = false;

	while (str_split(&text, '\n', &line)) {
		buf_puts(b, again ? prefix : first);
		buf_add_str(b, line);
		buf_putc(b, '\n');
		again = true;
	}
}

static void put_cstr(struct arena *a, struct buf *b, const char *s)
{
	put_escaped(b, clean_cstr(a, s ? s : ""));
}

static void table(struct arena *a, const struct block *t, struct buf *b)
{
	size_t i, c;

	for (i = 0; i < t->n_cells; i++) {
		buf_puts(b, i % t->columns ? " | " : "| ");
		put_cstr(a, b, t->cells[i].text);
		if (i % t->columns != t->columns - 1 && i != t->n_cells - 1)
			continue;
		buf_puts(b, " |\n");
		if (i / t->columns == 0) {
			for (c = 0; c < t->columns; c++)
				buf_puts(b, c ? " --- |" : "| --- |");
			buf_putc(b, '\n');
		}
	}
	buf_truncate(b, b->len ? b->len - 1 : 0);
}

static void block_body(struct arena *a, const struct block *blk, struct buf *b)
{
	unsigned int i;

	switch ((enum block_kind)blk->kind) {
	case BLOCK_HEADING:
		for (i = 0; i < MIN(MAX(blk->level, 1u), 6u); i++)
			buf_putc(b, '#');
		buf_putc(b, ' ');
		inline_write(a, blk, &ops, b);
		break;
	case BLOCK_CODE: {
		struct clean code = clean_text(a, str_of(blk->text));

		put_prefixed(b, str_mem(code.p, code.n), "    ", "    ");
		buf_truncate(b, b->len ? b->len - 1 : 0);
		break;
	}
	case BLOCK_TABLE:
		table(a, blk, b);
		break;
	case BLOCK_FIGURE:
		if (blk->url && url_is_http(blk->url)) {
			buf_puts(b, "![");
			put_cstr(a, b, blk->alt);
			buf_putc(b, ']');
			put_target(b, blk->url);
		}
		if (!str_blank(blk->text)) {
			buf_puts(b, b->len ? "\n" : "");
			inline_write(a, blk, &ops, b);
		}
		break;
	case BLOCK_RULE:
		buf_puts(b, "---");
		break;
	case BLOCK_PARA:
	case BLOCK_ITEM:
	case BLOCK_KINDS:
		inline_write(a, blk, &ops, b);
		break;
	}
}

/* Quote marks and the indent of lists for the lines of a block. */
static void put_block(struct arena *a, const struct block *blk, struct buf *b)
{
	struct buf body = BUF_INIT(LIMIT_STORY_BYTES * 2), prefix = BUF_INIT(KIB(4)),
		   first = BUF_INIT(KIB(4));
	uint32_t i, level = MIN(blk->level, 8u);

	for (i = 0; i < MIN(blk->quote, 8u); i++)
		buf_puts(&prefix, "> ");
	if (blk->kind == BLOCK_ITEM) {
		for (i = 1; i < level; i++)
			buf_puts(&prefix, "   ");
		buf_puts(&first, buf_cstr(&prefix));
		if (blk->number)
			buf_printf(&first, "%u. ", blk->number);
		else
			buf_puts(&first, "-  ");
		buf_puts(&prefix, "   ");
	} else {
		for (i = 0; blk->kind == BLOCK_PARA && i < level; i++)
			buf_puts(&prefix, "   ");
		buf_puts(&first, buf_cstr(&prefix));
	}
	block_body(a, blk, &body);
	put_prefixed(b, buf_str(&body), buf_cstr(&first), buf_cstr(&prefix));
	if (body.failed)
		b->failed = true;
	buf_free(&first);
	buf_free(&prefix);
	buf_free(&body);
}

void render_markdown_blocks(struct arena *a, const struct block *blocks, size_t n, struct buf *b)
{
	size_t i;

	for (i = 0; i < n && !b->failed; i++) {
		if (i && !(blocks[i].kind == BLOCK_ITEM && blocks[i - 1].kind == BLOCK_ITEM))
			buf_putc(b, '\n');
		put_block(a, &blocks[i], b);
	}
}

static void paragraph(struct arena *a, const char *mark, const char *text, struct buf *b)
{
	if (str_blank(text))
		return;
	buf_puts(b, mark);
	put_cstr(a, b, text);
	buf_puts(b, "\n\n");
}

void render_markdown_article(struct arena *a, const struct article *art,
			     const struct render_options *o, struct buf *b)
{
	size_t i;

	if (o->head) {
		paragraph(a, "", art->kicker, b);
		paragraph(a, "# ", art->title, b);
		paragraph(a, "", art->dek, b);
		paragraph(a, "", render_credit(a, art, NULL, false), b);
	}
	render_markdown_blocks(a, art->blocks, art->n_blocks, b);
	if (!str_blank(art->author_note)) {
		buf_putc(b, '\n');
		put_cstr(a, b, art->author_note);
		buf_putc(b, '\n');
	}
	if (!str_blank(art->notice)) {
		buf_puts(b, "\n> ");
		put_cstr(a, b, art->notice);
		buf_putc(b, '\n');
	}
	for (i = 0; o->related && i < art->n_related; i++) {
		const struct related *r = &art->related[i];

		buf_puts(b, i ? "- [" : "\n- [");
		put_cstr(a, b, r->title);
		buf_putc(b, ']');
		put_target(b, r->url);
		if (!str_blank(r->summary)) {
			buf_puts(b, " ");
			put_cstr(a, b, r->summary);
		}
		buf_putc(b, '\n');
	}
}

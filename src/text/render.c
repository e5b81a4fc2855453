#include "text/render.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "text/cells.h"
#include "text/flow.h"
#include "text/render_priv.h"

static void put(struct buf *b, struct clean c)
{
	buf_add(b, c.p, c.n);
}

/* One flow line with its runs at their columns. */
static void put_line(struct buf *b, const struct line *l)
{
	size_t i;
	int col = 0;

	for (i = 0; i < l->n_runs; i++) {
		for (; col < l->runs[i].col; col++)
			buf_putc(b, ' ');
		put(b, l->runs[i].text);
		col += l->runs[i].width;
	}
	buf_putc(b, '\n');
}

static void text_blocks(struct arena *a, const struct block *blocks, size_t n,
			const struct link *links, size_t n_links,
			const struct render_options *o, struct buf *b)
{
	struct flow_options fo = { .width = o->width, .ascii = o->ascii,
				   .link_numbers = o->links, .links = links, .n_links = n_links };
	const struct line *l;
	struct flow *f;
	size_t i;

	if (o->width <= 0) {	/* a paragraph a line */
		struct buf raw = BUF_INIT(LIMIT_STORY_BYTES * 4);

		if (blocks_text(blocks, n, &raw) != OK)
			b->failed = true;
		put(b, clean_text(a, buf_str(&raw)));
		buf_free(&raw);
		return;
	}
	f = flow_new(blocks, n, &fo);
	for (i = 0; (l = flow_line(f, i)) != NULL && !b->failed; i++)
		put_line(b, l);
	flow_free(f);
}

static void text_wrapped(struct arena *a, const char *s, const char *indent, int width,
			 bool ascii, struct buf *b)
{
	struct clean *lines;
	size_t i, n;

	if (str_blank(s))
		return;
	n = cells_wrap(a, clean_cstr(a, s), width > 0 ? width - (int)strlen(indent) : 60000,
		       SIZE_MAX, ascii, &lines);
	for (i = 0; i < n; i++) {
		buf_puts(b, indent);
		put(b, lines[i]);
		buf_putc(b, '\n');
	}
}

char *render_credit(struct arena *a, const struct article *art, const char *site, bool ascii)
{
	const char *parts[4];
	char *line = arena_strdup(a, "");
	size_t n = 0, i;

	if (!site)
		site = art->site;
	if (!str_blank(art->byline))
		parts[n++] = art->byline;
	if (!str_blank(site) && !streq(site, art->byline))
		parts[n++] = site;
	if (art->published != DATE_NONE)
		parts[n++] = date_long(a, art->published);
	if (art->minutes)
		parts[n++] = arena_printf(a, ngettext("%u min", "%u min", art->minutes),
					  art->minutes);
	for (i = 0; i < n; i++)
		line = arena_printf(a, "%s%s%s", line, !i ? "" : ascii ? " - " : " · ", parts[i]);
	return line;
}

/* An address stays on one line, whatever the width. */
static void text_url(struct arena *a, const char *url, const char *before, struct buf *b)
{
	if (str_blank(url))
		return;
	buf_puts(b, before);
	put(b, clean_url(a, str_of(url)));
	buf_putc(b, '\n');
}

const char *render_link(const char *url)
{
	const char *p;

	if (!url || !url_is_safe_link(url))
		return "";
	for (p = url; *p > ' ' && *p < 0x7f; p++)
		;
	return *p ? "" : url;
}

static void text_head(struct arena *a, const struct article *art, const struct render_options *o,
		      struct buf *b)
{
	text_wrapped(a, art->kicker, "", o->width, o->ascii, b);
	text_wrapped(a, art->title, "", o->width, o->ascii, b);
	if (article_dek(art)) {
		buf_putc(b, '\n');
		text_wrapped(a, art->dek, "", o->width, o->ascii, b);
	}
	if (b->len)
		buf_putc(b, '\n');
	text_wrapped(a, render_credit(a, art, NULL, o->ascii), "", o->width, o->ascii, b);
	text_url(a, art->url, "", b);
	buf_putc(b, '\n');
}

static void text_notes(struct arena *a, const struct article *art, struct buf *b)
{
	size_t i;

	if (art->n_links)
		buf_printf(b, "\n%s\n\n", _("Links"));
	for (i = 0; i < art->n_links; i++) {
		buf_printf(b, "[%zu] ", i + 1);
		text_url(a, art->links[i].url, "", b);
	}
}

static void text_related(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b)
{
	size_t i;

	if (art->n_related)
		buf_printf(b, "\n%s\n", _("Related headlines"));
	for (i = 0; i < art->n_related; i++) {
		const struct related *r = &art->related[i];

		buf_putc(b, '\n');
		text_wrapped(a, r->kicker, "  ", o->width, o->ascii, b);
		text_wrapped(a, r->title, "  ", o->width, o->ascii, b);
		text_wrapped(a, r->summary, "    ", o->width, o->ascii, b);
		text_url(a, r->url, "    ", b);
	}
}

static void text_article(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b)
{
	if (o->head)
		text_head(a, art, o, b);
	text_blocks(a, art->blocks, art->n_blocks, art->links, art->n_links, o, b);
	if (!str_blank(art->author_note)) {
		buf_putc(b, '\n');
		text_wrapped(a, art->author_note, "", o->width, o->ascii, b);
	}
	if (!str_blank(art->notice)) {
		buf_putc(b, '\n');
		text_wrapped(a, art->notice, "", o->width, o->ascii, b);
	}
	if (o->links)
		text_notes(a, art, b);
	if (o->related)
		text_related(a, art, o, b);
}

enum rc render_article(const struct article *art, const struct render_options *o, struct buf *b)
{
	struct arena *a = arena_new(LIMIT_ARENA);

	switch (o->format) {
	case RENDER_TEXT:
		text_article(a, art, o, b);
		break;
	case RENDER_MARKDOWN:
		render_markdown_article(a, art, o, b);
		break;
	case RENDER_HTML:
		render_html_article(a, art, o, b);
		break;
	}
	arena_free(a);
	return b->failed ? E_LIMIT : OK;
}

enum rc render_blocks(const struct block *blocks, size_t n, const struct render_options *o,
		      struct buf *b)
{
	struct arena *a = arena_new(LIMIT_ARENA);

	switch (o->format) {
	case RENDER_TEXT:
		text_blocks(a, blocks, n, NULL, 0, o, b);
		break;
	case RENDER_MARKDOWN:
		render_markdown_blocks(a, blocks, n, b);
		break;
	case RENDER_HTML:
		render_html_blocks(a, blocks, n, b);
		break;
	}
	arena_free(a);
	return b->failed ? E_LIMIT : OK;
}

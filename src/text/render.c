#include "text/render.h"

#include <stdio.h>

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

static void text_blocks(const struct block *blocks, size_t n, const struct link *links,
			size_t n_links, const struct render_options *o, struct buf *b)
{
	struct flow_options fo = { .width = o->width > 0 ? o->width : FLOW_UNBROKEN,
				   .ascii = o->ascii, .plain = true, .link_numbers = o->links,
				   .links = links, .n_links = n_links };
	struct flow *f = flow_new(blocks, n, &fo);
	const struct line *l;
	size_t i;

	for (i = 0; (l = flow_line(f, i)) != NULL && !b->failed; i++)
		put_line(b, l);
	flow_free(f);
}

/* The lines of text behind indent, the first one behind first. Returns the cells of the widest. */
static int text_wrapped(struct arena *a, struct clean text, const char *first, const char *indent,
			const struct render_options *o, struct buf *b)
{
	int room = o->width > 0 ? o->width - cells_width(clean_own(indent)) : FLOW_UNBROKEN;
	struct clean *lines;
	size_t i, n = cells_wrap(a, text, MAX(room, 4), SIZE_MAX, o->ascii, &lines);
	int widest = 0;

	for (i = 0; i < n; i++) {
		buf_puts(b, i ? indent : first);
		put(b, lines[i]);
		buf_putc(b, '\n');
		widest = MAX(widest, cells_width(lines[i]));
	}
	return widest;
}

static void text_para(struct arena *a, const char *s, const struct render_options *o,
		      struct buf *b)
{
	if (!str_blank(s))
		text_wrapped(a, clean_text(a, str_of(s)), "", "", o, b);
}

/* A line below the ones above, as headings have one. */
static void text_rule(const char *sign, const char *ascii, int width,
		      const struct render_options *o, struct buf *b)
{
	for (width = MIN(width, 72); width > 0; width--)
		buf_puts(b, o->ascii ? ascii : sign);
	buf_putc(b, '\n');
}

static void text_heading(struct arena *a, const char *s, const struct render_options *o,
			 struct buf *b)
{
	buf_putc(b, '\n');
	text_rule("─", "-", text_wrapped(a, clean_cstr(a, s), "", "", o, b), o, b);
	buf_putc(b, '\n');
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
	size_t start = b->len;
	char *credit = render_credit(a, art, NULL, o->ascii);

	if (!str_blank(art->kicker))
		text_wrapped(a, clean_cstr(a, art->kicker), "", "", o, b);
	if (!str_blank(art->title))
		text_rule("═", "=", text_wrapped(a, clean_cstr(a, art->title), "", "", o, b), o, b);
	if (!str_blank(art->dek)) {
		buf_puts(b, b->len > start ? "\n" : "");
		text_para(a, art->dek, o, b);
	}
	if (b->len > start && (*credit || !str_blank(art->url)))
		buf_putc(b, '\n');
	text_para(a, credit, o, b);
	text_url(a, art->url, "", b);
	buf_puts(b, b->len > start ? "\n" : "");
}

static void text_notes(struct arena *a, const struct article *art, const struct render_options *o,
		       struct buf *b)
{
	int width = snprintf(NULL, 0, "%zu", art->n_links);
	size_t i;

	if (art->n_links)
		text_heading(a, _("Links"), o, b);
	for (i = 0; i < art->n_links; i++) {
		int blanks = width - snprintf(NULL, 0, "%zu", i + 1);

		text_url(a, art->links[i].url, arena_printf(a, "%*s[%zu] ", blanks, "", i + 1), b);
	}
}

/* Modules in the order of the page, under their own words. */
static void text_related(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b)
{
	const char *bullet = o->ascii ? " * " : " • ", *module = NULL;
	size_t i;

	if (art->n_related)
		text_heading(a, _("Related headlines"), o, b);
	for (i = 0; i < art->n_related; i++) {
		const struct related *r = &art->related[i];
		const char *title = r->title ? r->title : "";

		if (!str_blank(r->module) && !streq(r->module, module)) {
			buf_puts(b, i ? "\n" : "");
			text_para(a, arena_printf(a, "%s:", r->module), o, b);
		}
		module = r->module;
		if (!str_blank(r->kicker))
			title = arena_printf(a, "%s: %s", r->kicker, title);
		text_wrapped(a, clean_cstr(a, title), bullet, "   ", o, b);
		if (!str_blank(r->summary))
			text_wrapped(a, clean_cstr(a, r->summary), "   ", "   ", o, b);
		text_url(a, r->url, "   ", b);
	}
}

static void text_article(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b)
{
	if (o->head)
		text_head(a, art, o, b);
	text_blocks(art->blocks, art->n_blocks, art->links, art->n_links, o, b);
	if (!str_blank(art->author_note) || !str_blank(art->notice)) {
		buf_puts(b, art->n_blocks ? "\n" : "");
		text_rule("─", "-", 6, o, b);
		text_para(a, art->author_note, o, b);
		text_para(a, art->notice, o, b);
	}
	if (o->links)
		text_notes(a, art, o, b);
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
		text_blocks(blocks, n, NULL, 0, o, b);
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

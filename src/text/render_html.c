#include "base/i18n.h"
#include "base/url.h"
#include "text/inline.h"
#include "text/nest.h"
#include "text/render_priv.h"

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

static void mark(struct buf *b, const struct span *s, bool begins)
{
	static const char *const tags[SPAN_KINDS][2] = {
		[SPAN_EM] = { "</em>", "<em>" }, [SPAN_STRONG] = { "</strong>", "<strong>" },
		[SPAN_CODE] = { "</code>", "<code>" }, [SPAN_LINK] = { "</a>", "" },
	};

	if (s->kind != SPAN_LINK)
		buf_puts(b, tags[s->kind][begins]);
	else if (*render_link(s->url))
		begins ? put_href(b, s->url) : (void)buf_puts(b, "</a>");
}

static void put_inline(struct arena *a, const struct block *blk, struct buf *b)
{
	struct token *t;
	size_t i, n = inline_tokens(a, blk, ~0u, &t);

	for (i = 0; i < n; i++) {
		switch (t[i].kind) {
		case TOKEN_TEXT:
			render_escaped(b, t[i].text);
			break;
		case TOKEN_BREAK:
			buf_puts(b, "<br>\n");
			break;
		case TOKEN_BEGIN:
		case TOKEN_END:
			mark(b, t[i].span, t[i].kind == TOKEN_BEGIN);
			break;
		}
	}
}

static void close_box(const struct nest_box *box, struct buf *b)
{
	if (!box->is_list)
		buf_puts(b, "</blockquote>\n");
	else
		buf_puts(b, box->is_ordered ? "</li></ol>\n" : "</li></ul>\n");
}

static void open_box(const struct nest_box *box, struct buf *b)
{
	if (!box->is_list)
		buf_puts(b, "<blockquote>\n");
	else if (!box->is_ordered)
		buf_puts(b, "<ul>\n<li>");
	else if (box->number == 1)
		buf_puts(b, "<ol>\n<li>");
	else
		buf_printf(b, "<ol start=\"%u\">\n<li>", box->number);
}

/* The containers that end before block i, and those that begin with it. */
static void enter(struct nest *st, const struct block *blocks, size_t n, size_t i, struct buf *b)
{
	struct nest before = *st;
	struct nest_step step = nest_enter(st, blocks, n, i);
	size_t k;

	for (k = before.n; k-- > step.kept;)
		close_box(&before.open[k], b);
	if (step.next_item)
		buf_puts(b, "</li>\n<li>");
	for (k = step.kept; k < st->n; k++)
		open_box(&st->open[k], b);
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
		put_inline(a, f, b);
		buf_puts(b, "</figcaption>");
	}
	buf_puts(b, "</figure>\n");
}

static void put_block(struct arena *a, const struct block *blk, struct buf *b)
{
	unsigned int level = MIN(MAX(blk->level, 1u), 6u);

	switch ((enum block_kind)blk->kind) {
	case BLOCK_PARA:
		buf_puts(b, "<p>");
		put_inline(a, blk, b);
		buf_puts(b, "</p>\n");
		break;
	case BLOCK_ITEM:
		put_inline(a, blk, b);
		break;
	case BLOCK_HEADING:
		buf_printf(b, "<h%u>", level);
		put_inline(a, blk, b);
		buf_printf(b, "</h%u>\n", level);
		break;
	case BLOCK_CODE:
		buf_puts(b, "<pre><code>");
		inline_code(a, blk, render_escaped, b);
		buf_puts(b, "</code></pre>\n");
		break;
	case BLOCK_TABLE:
		if (blk->columns)
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
	struct nest st = { 0 };
	size_t i;

	for (i = 0; i < n && !b->failed; i++) {
		enter(&st, blocks, n, i, b);
		put_block(a, &blocks[i], b);
	}
	while (st.n)
		close_box(&st.open[--st.n], b);
}

static void element(struct arena *a, const char *tag, const char *attrs, const char *text,
		    struct buf *b)
{
	if (str_blank(text))
		return;
	buf_printf(b, "<%s%s>", tag, attrs);
	put_cstr(a, b, text);
	buf_printf(b, "</%s>\n", tag);
}

static void related(struct arena *a, const struct article *art, struct buf *b)
{
	size_t i;

	buf_puts(b, "<aside>\n");
	element(a, "h2", "", _("Related headlines"), b);
	buf_puts(b, "<ul>\n");
	for (i = 0; i < art->n_related; i++) {
		const struct related *r = &art->related[i];
		bool linked = *render_link(r->url);

		buf_puts(b, "<li>");
		element(a, "small", "", r->kicker, b);
		if (linked)
			put_href(b, r->url);
		put_cstr(a, b, r->title);
		if (linked)
			buf_puts(b, "</a>");
		element(a, "p", "", r->summary, b);
		buf_puts(b, "</li>\n");
	}
	buf_puts(b, "</ul>\n</aside>\n");
}

static void meta(struct arena *a, const char *name, const char *value, struct buf *b)
{
	if (str_blank(value))
		return;
	buf_printf(b, "<meta %s content=\"", name);
	put_cstr(a, b, value);
	buf_puts(b, "\">\n");
}

/* What the article knows of itself, for whoever reads the file again. */
static void head(struct arena *a, const struct article *art, struct buf *b)
{
	const char *canonical = render_link(art->canonical_url ? art->canonical_url : art->url);
	const char *published = date_rfc3339_zone(a, art->published, art->published_zone);
	const char *modified = date_rfc3339_zone(a, art->modified, art->modified_zone);

	buf_puts(b, "<!DOCTYPE html>\n<html");
	if (!str_blank(art->language)) {
		buf_puts(b, " lang=\"");
		put_cstr(a, b, art->language);
		buf_putc(b, '"');
	}
	buf_puts(b, ">\n<head>\n<meta charset=\"utf-8\">\n");
	element(a, "title", "", str_blank(art->title) ? _("(no title)") : art->title, b);
	buf_puts(b, "<meta name=\"viewport\" content=\"width=device-width\">\n");
	if (*canonical) {
		buf_puts(b, "<link rel=\"canonical\" href=\"");
		render_escaped(b, clean_own(canonical));
		buf_puts(b, "\">\n");
	}
	meta(a, "name=\"author\"", art->byline, b);
	meta(a, "property=\"og:title\"", art->title, b);
	meta(a, "name=\"description\"", art->dek, b);
	meta(a, "property=\"og:site_name\"", art->site, b);
	meta(a, "property=\"article:published_time\"", published, b);
	meta(a, "property=\"article:modified_time\"", modified, b);
	meta(a, "property=\"og:image\"", render_link(art->image.url), b);
	meta(a, "property=\"og:image:alt\"", art->image.alt, b);
	buf_puts(b, "</head>\n<body itemscope itemtype=\"https://schema.org/Article\">\n");
}

/* "Site · 16 Jul 2018, 17:55 · 2 min", of what there is. */
static void credit(struct arena *a, const struct article *art, struct buf *b)
{
	struct article rest = { .site = art->site, .published = DATE_NONE };
	const char *site = render_credit(a, &rest, NULL, false), *minutes;

	rest.site = NULL;
	rest.minutes = art->minutes;
	minutes = render_credit(a, &rest, NULL, false);
	if (!*site && !*minutes && art->published == DATE_NONE)
		return;
	buf_puts(b, "<p class=\"credit\">");
	put_cstr(a, b, site);
	if (art->published != DATE_NONE) {
		buf_puts(b, *site ? " · <time datetime=\"" : "<time datetime=\"");
		put_cstr(a, b, date_rfc3339_zone(a, art->published, art->published_zone));
		buf_puts(b, "\">");
		put_cstr(a, b, date_long(a, art->published));
		buf_puts(b, "</time>");
	}
	if (*minutes)
		buf_puts(b, *site || art->published != DATE_NONE ? " · " : "");
	put_cstr(a, b, minutes);
	buf_puts(b, "</p>\n");
}

void render_html_article(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b)
{
	struct str notes = str_of(art->author_note ? art->author_note : ""), note;

	head(a, art, b);
	if (o->head) {
		buf_puts(b, "<header dir=\"auto\">\n");
		element(a, "p", " class=\"kicker\"", art->kicker, b);
		element(a, "h1", " itemprop=\"headline\"", art->title, b);
		element(a, "p", " class=\"dek\" itemprop=\"description\"",
			art->dek, b);
		element(a, "p", " class=\"byline\" itemprop=\"author\"", art->byline, b);
		credit(a, art, b);
		buf_puts(b, "</header>\n");
	}
	buf_puts(b, "<article dir=\"auto\" itemprop=\"articleBody\">\n");
	render_html_blocks(a, art->blocks, art->n_blocks, b);
	buf_puts(b, "</article>\n");
	if (!str_blank(art->author_note) || !str_blank(art->notice)) {
		buf_puts(b, "<footer>\n");
		while (str_split(&notes, '\n', &note))
			element(a, "p", " class=\"author-bio\"", arena_str(a, note), b);
		element(a, "p", " class=\"notice\"", art->notice, b);
		buf_puts(b, "</footer>\n");
	}
	if (o->related && art->n_related)
		related(a, art, b);
	buf_puts(b, "</body>\n</html>\n");
}

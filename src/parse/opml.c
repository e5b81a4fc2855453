/* OPML 1.0 and 2.0 (opml.org/spec2.opml): subscriptions are data, nothing in them runs. */
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/parse.h"
#include "parse/sanitize.h"
#include "parse/sniff.h"
#include "parse/xml.h"

static void warn(struct arena *a, struct outlines *out, const char *words)
{
	if (out->n_warnings < LIMIT_WARNINGS)
		*ARENA_PUSH(a, out->warnings, out->n_warnings) = words;
}

static const char *line_attr(struct arena *a, const xmlNode *n, const char *name)
{
	char *value = xml_attr(a, n, name);
	char *line = value ? sanitize_line(a, str_of(value), LIMIT_TITLE_BYTES) : NULL;

	return str_blank(line) ? NULL : line;
}

static const char *title_of(struct arena *a, const xmlNode *n)
{
	const char *title = line_attr(a, n, "title");

	return title ? title : line_attr(a, n, "text");
}

static void add_tag(struct arena *a, struct outline *o, const char *tag)
{
	size_t i;

	for (i = 0; i < o->n_tags; i++)
		if (streq(o->tags[i], tag))
			return;
	if (tag && o->n_tags < LIMIT_TAGS)
		*ARENA_PUSH(a, o->tags, o->n_tags) = tag;
}

/* "category" of OPML 2.0: a list with commas, each a path with slashes. */
static void add_categories(struct arena *a, struct outline *o, const char *list)
{
	struct str rest = str_of(list), part;

	while (list && o->n_tags < LIMIT_TAGS && str_split(&rest, ',', &part)) {
		part = str_trim(part);
		if (part.n && part.p[0] == '/')
			part = str_sub(part, 1, SIZE_MAX);
		if (part.n)
			add_tag(a, o, sanitize_line(a, part, LIMIT_TITLE_BYTES));
	}
}

/* folders[depth] is the title of the outline that is open at that depth. */
static void read_outline(struct arena *a, const xmlNode *n, const char *const *folders,
			 size_t depth, struct outlines *out)
{
	char *url = xml_attr(a, n, "xmlUrl"), *typed;
	struct outline o = { 0 };
	size_t i;

	if (!url && strieq(xml_attr(a, n, "type"), "rss"))
		url = xml_attr(a, n, "url");
	if (!url)
		return;
	typed = url_from_user(a, url);
	if (!typed) {
		warn(a, out, arena_printf(a, _("left out: %s is no web address"),
					  sanitize_line(a, str_of(url), 256)));
		return;
	}
	if (out->n_items == LIMIT_OUTLINES)
		return;
	o.url = typed;
	o.title = title_of(a, n);
	o.site_url = url_resolve(a, NULL, str_trim(str_of(xml_attr(a, n, "htmlUrl"))));
	for (i = 0; i < depth; i++)
		if (folders[i])
			add_tag(a, &o, folders[i]);
	add_categories(a, &o, xml_attr(a, n, "category"));
	*ARENA_PUSH(a, out->items, out->n_items) = o;
}

static void read_head(struct arena *a, const xmlNode *head, struct outlines *out)
{
	const xmlNode *n;

	for (n = xml_child(head); n; n = xml_sibling(n))
		if (xml_is(n, "title"))
			out->title = sanitize_line(a, str_of(xml_text(a, n)), LIMIT_TITLE_BYTES);
}

static void read_body(struct arena *a, const xmlNode *root, struct outlines *out)
{
	const char *folders[LIMIT_DEPTH] = { NULL };
	const xmlNode *n = root;
	size_t depth = 0;

	while (n) {
		bool outline = xml_is(n, "outline");

		if (outline)
			read_outline(a, n, folders, depth, out);
		if (xml_is(n, "head"))
			read_head(a, n, out);
		if (xml_child(n) && depth < LIMIT_DEPTH - 1) {
			/* An outline that is a feed itself is no folder of those below it. */
			folders[depth++] = outline && !xml_attr(a, n, "xmlUrl") ? title_of(a, n) :
										   NULL;
			n = xml_child(n);
			continue;
		}
		while (n != root && !xml_sibling(n)) {
			n = n->parent;
			depth--;
		}
		n = n == root ? NULL : xml_sibling(n);
	}
}

enum rc parse_opml(struct arena *a, const struct input *in, struct outlines *out, struct err *e)
{
	const char *warning = NULL, *what = NULL;
	struct str text;
	struct xml xml;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	if (in->bytes.n > LIMIT_PAGE_BYTES)
		return err_set(e, E_LIMIT, _("larger than %zu MB"), LIMIT_PAGE_BYTES >> 20);
	switch (sniff(in->bytes, in->content_type, &what)) {
	case DOC_OPML:
		break;
	case DOC_EMPTY:
		return err_set(e, E_PARSE, _("it is empty"));
	case DOC_BINARY:
		return err_set(e, E_PARSE, _("no OPML but %s"), what);
	case DOC_XML_FEED:
	case DOC_JSON:
	case DOC_HTML:
	case DOC_TEXT:
		return err_set(e, E_PARSE, _("no OPML"));
	}
	text = charset_decode(a, in->bytes, in->content_type, false, &warning);
	rc = xml_open(a, text, &xml, e);
	if (rc != OK)
		return rc;
	if (xml_is(xml.root, "opml") || xml_is(xml.root, "outlines"))
		read_body(a, xml.root, out);
	else
		rc = err_set(e, E_PARSE, _("no OPML"));
	if (warning)
		warn(a, out, warning);
	if (xml.mended)
		warn(a, out, _("damaged: some subscriptions may be missing"));
	xml_close(&xml);
	return rc;
}

/* OPML 1.0, 1.1 and 2.0 (opml.org/spec2.opml): subscriptions are data, nothing in them runs. */
#include <search.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "parse/parse.h"
#include "parse/sanitize.h"
#include "parse/sniff.h"
#include "parse/xml.h"

/* What one outline may take: short names in a file can stand for long folders and namespaces. */
#define ROOM MIB(8)

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

/* A prefix that nobody declared, on damaged files: one is known by its use. */
#define FRESHRSS STR("https://freshrss.org/opml")

static bool read_attr(struct arena *a, const xmlAttr *attr, struct outline_attr *out)
{
	struct str name = str_of((const char *)attr->name), part;

	*out = (struct outline_attr){ .name = name };
	if (attr->ns && attr->ns->prefix && !streq((const char *)attr->ns->prefix, "xml")) {
		out->prefix = str_of((const char *)attr->ns->prefix);
		out->uri = str_of((const char *)attr->ns->href);
	} else if (str_split(&out->name, ':', &part) && str_eq(part, STR("frss"))) {
		out->prefix = part;
		out->uri = FRESHRSS;
	} else if (str_ieq(name, STR("type"))) {
		out->name = STR("type");
	} else {
		return false;
	}
	out->value = str_of(xml_attr_value(a, attr));
	return out->uri.n || (out->value.n && !str_ieq(out->value, STR("rss")) &&
			      !str_ieq(out->value, STR("atom")));
}

/* What other programs say of the subscription in namespaces of their own. */
static char *read_attrs(struct arena *a, const xmlNode *n)
{
	struct buf b = BUF_INIT(LIMIT_OPML_BYTES);
	struct outline_attr attr;
	const xmlAttr *p;
	char *out = NULL;
	size_t left = LIMIT_ATTRIBUTES;

	for (p = n->properties; p && left; p = p->next, left--)
		if (read_attr(a, p, &attr))
			outline_put_attr(&b, &attr);
	if (b.len)
		out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* The reader's state: what was found, and by its address. */
struct reading {
	struct arena *a;
	struct outlines *out;
	void *seen;			/* tsearch(3): each address once */
	const char *folders[LIMIT_DEPTH];	/* titles of the outlines that are open */
	size_t depth;
	const char *folder;		/* the tag that they make, once it was asked for */
	size_t kept;			/* bytes of attributes */
};

/* The folders that are open, as newsboat writes them: one tag, "News/Local". All that stand in them
 * share it. */
static void add_folder(struct reading *r, struct outline *o)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	size_t i;

	for (i = 0; i < r->depth && !r->folder; i++) {
		if (!r->folders[i])
			continue;
		if (b.len)
			buf_putc(&b, '/');
		buf_puts(&b, r->folders[i]);
	}
	if (!r->folder)
		r->folder = sanitize_line(r->a, buf_str(&b), LIMIT_TITLE_BYTES);
	if (*r->folder)
		add_tag(r->a, o, r->folder);
	buf_free(&b);
}

struct seen {
	const char *url;
	size_t at;
};

static int compare_seen(const void *x, const void *y)
{
	return strcmp(((const struct seen *)x)->url, ((const struct seen *)y)->url);
}

static void keep_seen(void *seen)
{
}

static void leave_out(struct reading *r, const char *words, const char *what)
{
	r->out->n_left_out++;
	warn(r->a, r->out, arena_printf(r->a, words, sanitize_line(r->a, str_of(what), 256)));
}

/* A new subscription; or the one of that address, which then stands in several folders. */
static struct outline *find_outline(struct reading *r, const char *url)
{
	struct seen *s = arena_alloc(r->a, sizeof(*s)), **found;
	struct outlines *out = r->out;

	*s = (struct seen){ url, out->n_items };
	found = tsearch(s, &r->seen, compare_seen);
	if (!found)
		mem_fail();
	if (*found != s) {
		out->n_doubled++;
		return &out->items[(*found)->at];
	}
	ARENA_PUSH(r->a, out->items, out->n_items)->url = url;
	return &out->items[out->n_items - 1];
}

static const char *site_of(struct arena *a, const xmlNode *n)
{
	char *site = url_resolve(a, NULL, str_trim(str_of(xml_attr(a, n, "htmlUrl"))));

	return site && url_is_http(site) ? site : NULL;
}

static void read_outline(struct reading *r, const xmlNode *n)
{
	struct arena *a = r->a;
	const char *type = xml_attr(a, n, "type"), *title, *typed;
	char *url = xml_attr(a, n, "xmlUrl");
	struct outline *o;

	if (strieq(type, "include") && (url || xml_attr(a, n, "url"))) {
		leave_out(r, _("left out: %s is another list, which is not followed"),
			  url ? url : xml_attr(a, n, "url"));
		return;
	}
	if (!url && strieq(type, "rss"))
		url = xml_attr(a, n, "url");
	if (!url)
		return;
	typed = url_from_user(a, url);
	if (!typed) {
		leave_out(r, _("left out: %s is no web address"), url);
		return;
	}
	if (r->out->n_items == LIMIT_OUTLINES || arena_left(a) < ROOM) {
		leave_out(r, _("too many subscriptions: %s is left out"), typed);
		return;
	}
	o = find_outline(r, typed);
	title = title_of(a, n);
	if (!o->title && !streq(title, url))
		o->title = title;
	if (!o->site_url)
		o->site_url = site_of(a, n);
	if (!o->opml && r->kept < LIMIT_OPML_KEPT_BYTES)
		o->opml = read_attrs(a, n);
	r->kept += o->opml ? strlen(o->opml) : 0;
	add_folder(r, o);
	add_categories(a, o, xml_attr(a, n, "category"));
}

static void read_head(struct arena *a, const xmlNode *head, struct outlines *out)
{
	const xmlNode *n;

	for (n = xml_child(head); n; n = xml_sibling(n))
		if (xml_is(n, "title"))
			out->title = sanitize_line(a, str_of(xml_text(a, n)), LIMIT_TITLE_BYTES);
}

static void read_body(struct reading *r, const xmlNode *root)
{
	const xmlNode *n = root;

	while (n) {
		bool outline = xml_is(n, "outline");

		if (outline)
			read_outline(r, n);
		if (xml_is(n, "head"))
			read_head(r->a, n, r->out);
		if (xml_child(n) && r->depth < LIMIT_DEPTH - 1) {
			/* An outline that is a feed itself is no folder of those below it. */
			r->folders[r->depth++] = outline && !xml_attr(r->a, n, "xmlUrl") ?
						 title_of(r->a, n) : NULL;
			r->folder = NULL;
			n = xml_child(n);
			continue;
		}
		while (n != root && !xml_sibling(n)) {
			n = n->parent;
			r->depth--;
			r->folder = NULL;
		}
		n = n == root ? NULL : xml_sibling(n);
	}
}

enum rc parse_opml(struct arena *a, const struct input *in, struct outlines *out, struct err *e)
{
	const char *warning = NULL, *what = NULL;
	struct reading r = { .a = a, .out = out };
	struct str text;
	struct xml xml;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	if (in->bytes.n > LIMIT_OPML_FILE_BYTES)
		return err_set(e, E_LIMIT, _("larger than %zu MB"), LIMIT_OPML_FILE_BYTES >> 20);
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
	case DOC_MARKDOWN:
		return err_set(e, E_PARSE, _("no OPML"));
	}
	text = charset_decode(a, in->bytes, in->content_type, false, &warning);
	rc = xml_open(a, text, &xml, e);
	if (rc != OK)
		return rc;
	if (xml_is(xml.root, "opml") || xml_is(xml.root, "outlines"))
		read_body(&r, xml.root);
	else
		rc = err_set(e, E_PARSE, _("no OPML"));
	if (warning)
		warn(a, out, warning);
	if (xml.mended)
		warn(a, out, _("damaged: some subscriptions may be missing"));
	xml_close(&xml);
	tdestroy(r.seen, keep_seen);
	return rc;
}

/* RSS 0.9x, 1.0 (RDF), 1.1 and 2.0. */
#include "base/limits.h"
#include "parse/feedutil.h"
#include "parse/sanitize.h"

/* Text of an RSS element: escaped HTML, HTML that was not escaped, or plain text; nothing in the
 * document says which. */
static void set_text(struct scope *s, struct ftext *t, const xmlNode *n, int rank)
{
	struct arena *a = s->c->a;
	const char *base = xml_base(a, n, s->base);
	char *text;

	if (xml_has_elements(n)) {
		scope_text(t, xml_markup(a, n, base), TEXT_HTML, base, rank);
		return;
	}
	text = xml_text(a, n);
	scope_text(t, text, sanitize_looks_html(str_of(text)) ? TEXT_HTML : TEXT_PLAIN, base, rank);
}

static void read_guid(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *link = xml_attr(a, n, "isPermaLink");

	scope_string(&s->guid, xml_text(a, n), 2);
	if (strieq(link, "false") || strieq(link, "0") || strieq(link, "no"))
		s->guid_is_link = false;
}

static void read_enclosure(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *url = xml_attr(a, n, "url");
	struct enclosure *enc;

	enc = scope_enclosure(s, url ? url : xml_attr(a, n, "href"), xml_base(a, n, s->base));
	if (!enc)
		return;
	if (!enc->type)
		enc->type = sanitize_line(a, str_of(xml_attr(a, n, "type")), 256);
	if (str_blank(enc->type))
		enc->type = NULL;
	if (!enc->bytes)
		enc->bytes = feed_count(xml_attr(a, n, "length"));
}

/* The picture of a channel, and of items in the wild. */
static void read_image(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *base = xml_base(a, n, s->base), *ref;
	const xmlNode *child;

	for (child = xml_child(n); child; child = xml_sibling(child))
		if (xml_is(child, "url"))
			scope_link(s, &s->image, xml_text(a, child), xml_base(a, child, base), 3);
	ref = xml_attr(a, n, "url");
	if (!ref)
		ref = xml_attr(a, n, "href");
	if (!ref)
		ref = xml_attr(a, n, "resource");
	if (ref)
		scope_link(s, &s->image, ref, base, 2);
	else if (!xml_has_elements(n))
		scope_link(s, &s->image, xml_text(a, n), base, 2);
}

static void read_link(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	char *text = xml_text(a, n);

	const char *href = xml_attr(a, n, "href"), *rel = xml_attr(a, n, "rel");

	if (str_trim(str_of(text)).n)
		scope_link(s, &s->url, text, xml_base(a, n, s->base), 5);
	else if (str_blank(rel))	/* Atom's form in RSS: written on purpose */
		scope_link(s, &s->url, href, xml_base(a, n, s->base), 6);
	else
		atom_element(s, n, "link");
}

static bool rss_text_element(struct scope *s, const xmlNode *n, const char *name)
{
	if (strieq(name, "title"))
		set_text(s, &s->title, n, 5);
	else if (strieq(name, "description"))
		set_text(s, &s->summary, n, 5);
	else if (strieq(name, "fullitem") || strieq(name, "body"))
		set_text(s, &s->content, n, 3);
	else if (strieq(name, "copyright"))
		set_text(s, &s->rights, n, 5);
	else
		return false;
	return true;
}

bool rss_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (rss_text_element(s, n, name))
		return true;
	if (strieq(name, "link"))
		read_link(s, n);
	else if (strieq(name, "guid"))
		read_guid(s, n);
	else if (strieq(name, "pubDate"))
		scope_date(&s->published, &s->published_rank, xml_text(a, n), 5);
	else if (strieq(name, "lastBuildDate"))
		scope_date(&s->modified, &s->modified_rank, xml_text(a, n), 3);
	else if (strieq(name, "author") && !xml_has_elements(n))
		scope_author_text(s, xml_text(a, n), 5);
	else if (strieq(name, "managingEditor") || strieq(name, "managingDirector"))
		scope_author_text(s, xml_text(a, n), 4);
	else if (strieq(name, "webMaster"))
		scope_author_text(s, xml_text(a, n), 1);
	else if (strieq(name, "category") && !xml_attr(a, n, "term"))
		scope_tag(s, xml_text(a, n));
	else if (strieq(name, "tags") || strieq(name, "keywords"))
		scope_tag_list(s, xml_text(a, n));
	else if (strieq(name, "comments"))
		s->comments = feed_link(a, xml_base(a, n, s->base), xml_text(a, n));
	else if (strieq(name, "enclosure"))
		read_enclosure(s, n);
	else if (strieq(name, "image"))
		read_image(s, n);
	else if (strieq(name, "language"))
		scope_string(&s->language, xml_text(a, n), 5);
	else if (strieq(name, "generator"))
		s->generator = xml_text(a, n);
	else if (strieq(name, "ttl"))
		s->ttl = (uint32_t)MIN(feed_count(xml_text(a, n)), 525600);
	else
		return false;
	return true;
}

static void read_element(struct scope *s, const xmlNode *n)
{
	enum xml_ns ns = xml_ns(n);
	const char *name = xml_name(n);

	if (ns == NS_NONE || ns == NS_RSS) {
		if (!rss_element(s, n, name))
			atom_element(s, n, name);
	} else if (ns == NS_ATOM) {
		if (!atom_element(s, n, name))
			rss_element(s, n, name);
	} else {
		ext_element(s, n, ns, name);
	}
}

static void read_item(struct ctx *c, const xmlNode *item, const char *base, const char *lang)
{
	const char *about = xml_attr(c->a, item, "about");
	const xmlNode *n;
	struct scope s;

	base = xml_base(c->a, item, base);
	scope_init(&s, c, base, xml_lang(c->a, item, lang));
	for (n = xml_child(item); n; n = xml_sibling(n))
		read_element(&s, n);
	if (about) {
		scope_string(&s.guid, about, 1);
		scope_link(&s, &s.url, about, base, 1);
	}
	scope_finish_story(&s);
}

static bool is_item(const xmlNode *n)
{
	return xml_is(n, "item") || xml_is(n, "entry");
}

static const xmlNode *child_named(const xmlNode *n, const char *name)
{
	for (n = xml_child(n); n; n = xml_sibling(n))
		if (xml_is(n, name))
			return n;
	return NULL;
}

static void set_version(struct ctx *c, const xmlNode *root, bool is_rdf)
{
	const char *version = xml_attr(c->a, root, "version");

	c->feed->kind = is_rdf ? FEED_RDF : FEED_RSS;
	if (is_rdf)
		c->feed->version = "rss10";
	else if (streq(version, "0.90") || streq(version, "0.91") || streq(version, "0.92") ||
		 streq(version, "0.93") || streq(version, "0.94"))
		c->feed->version = arena_printf(c->a, "rss%s%s", "0", version + 2);
	else
		c->feed->version = "rss20";
}

/* Items stand in the channel (0.91-2.0), beside it (1.0), or in the root without any. */
enum rc rss_read(struct ctx *c, const xmlNode *root, const char *base, struct err *e)
{
	bool is_rdf = xml_is(root, "RDF");
	const xmlNode *channel = xml_is(root, "channel") ? root : child_named(root, "channel"), *n;
	const char *lang = xml_lang(c->a, root, NULL);
	struct scope s;

	set_version(c, root, is_rdf);
	base = xml_base(c->a, root, base);
	if (channel && channel != root) {
		base = xml_base(c->a, channel, base);
		lang = xml_lang(c->a, channel, lang);
	}
	scope_init(&s, c, base, lang);
	if (channel)
		for (n = xml_child(channel); n; n = xml_sibling(n))
			if (!is_item(n) && !xml_is(n, "textinput") && !xml_is(n, "items"))
				read_element(&s, n);
	for (n = xml_child(root); n && root != channel; n = xml_sibling(n))
		if (n != channel && !is_item(n) && !xml_is(n, "textinput") &&
		    !xml_is(n, "channel"))
			read_element(&s, n);
	scope_finish_feed(&s);
	lang = c->feed->language ? c->feed->language : lang;
	if (!base)
		base = c->feed->site_url ? c->feed->site_url : c->feed->url;
	if (channel)
		for (n = xml_child(channel); n; n = xml_sibling(n))
			if (is_item(n))
				read_item(c, n, base, lang);
	for (n = xml_child(root); n && root != channel; n = xml_sibling(n))
		if (is_item(n))
			read_item(c, n, base, lang);
	return OK;
}

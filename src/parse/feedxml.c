/* Documents of RSS and Atom. Elements of either stand in the other, so that each element is asked
 * of both formats and of the modules. */
#include "base/limits.h"
#include "parse/feedutil.h"

static void rss_first(struct scope *s, const xmlNode *n)
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

static void atom_first(struct scope *s, const xmlNode *n)
{
	enum xml_ns ns = xml_ns(n);
	const char *name = xml_name(n);

	if (ns != NS_ATOM && ns != NS_NONE && ns != NS_RSS)
		ext_element(s, n, ns, name);
	else if (!atom_element(s, n, name))
		rss_element(s, n, name);
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
		c->feed->version = arena_printf(c->a, "rss0%s", version + 2);
	else
		c->feed->version = "rss20";
}

/* What the channel says, and what stands beside it (RDF) or in the root without any. */
void rss_read_feed(struct ctx *c, const xmlNode *root, const char *base)
{
	bool is_rdf = xml_is(root, "RDF");
	const xmlNode *channel = xml_is(root, "channel") ? root : child_named(root, "channel"), *n;
	const char *lang = xml_lang(c->a, root, NULL);
	size_t left = LIMIT_STORY_ELEMENTS;
	struct scope s;

	set_version(c, root, is_rdf);
	base = xml_base(c->a, root, base);
	if (channel && channel != root) {
		base = xml_base(c->a, channel, base);
		lang = xml_lang(c->a, channel, lang);
	}
	scope_init(&s, c, base, lang);
	if (channel)
		for (n = xml_child(channel); n && left--; n = xml_sibling(n))
			if (!is_item(n) && !xml_is(n, "textinput") && !xml_is(n, "items"))
				rss_first(&s, n);
	left = LIMIT_STORY_ELEMENTS;
	for (n = xml_child(root); n && left-- && root != channel; n = xml_sibling(n))
		if (n != channel && !is_item(n) && !xml_is(n, "textinput") &&
		    !xml_is(n, "channel"))
			rss_first(&s, n);
	scope_finish_feed(&s);
	c->lang = c->feed->language ? c->feed->language : lang;
	if (!base)
		base = c->feed->site_url ? c->feed->site_url : c->feed->url;
	c->base = base;
}

enum rc rss_read_story(struct ctx *c, const xmlNode *item)
{
	const char *about = xml_attr(c->a, item, "about");
	const char *base = xml_base(c->a, item, c->base);
	size_t left = LIMIT_STORY_ELEMENTS;
	const xmlNode *n;
	struct scope s;

	scope_init(&s, c, base, xml_lang(c->a, item, c->lang));
	for (n = xml_child(item); n && left--; n = xml_sibling(n))
		rss_first(&s, n);
	if (about) {
		scope_string(&s.guid, about, 1);
		scope_link(&s, &s.url, about, base, 1);
	}
	return scope_finish_story(&s);
}

void atom_read_feed(struct ctx *c, const xmlNode *root, const char *base)
{
	const char *version = xml_attr(c->a, root, "version");
	size_t left = LIMIT_STORY_ELEMENTS;
	const xmlNode *n;
	struct scope s;

	c->feed->kind = FEED_ATOM;
	c->feed->version = streq(version, "0.3") || streq(version, "0.2") || streq(version, "0.1") ?
			   "atom03" : "atom10";
	c->lang = xml_lang(c->a, root, NULL);
	base = xml_base(c->a, root, base);
	scope_init(&s, c, base, c->lang);
	for (n = xml_child(root); n && left--; n = xml_sibling(n))
		if (!is_item(n))
			atom_first(&s, n);
	scope_finish_feed(&s);
	if (!base)
		base = c->feed->url ? c->feed->url : c->feed->site_url;
	c->base = base;
}

enum rc atom_read_story(struct ctx *c, const xmlNode *entry)
{
	size_t left = LIMIT_STORY_ELEMENTS;
	const xmlNode *n;
	struct scope s;

	scope_init(&s, c, xml_base(c->a, entry, c->base), xml_lang(c->a, entry, c->lang));
	s.guid_is_link = false;
	for (n = xml_child(entry); n && left--; n = xml_sibling(n))
		atom_first(&s, n);
	return scope_finish_story(&s);
}

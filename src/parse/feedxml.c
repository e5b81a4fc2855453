/* Documents of RSS and Atom. Elements of either stand in the other, so that each element is asked
 * of both formats and of the modules. */
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

static void read_item(struct ctx *c, const xmlNode *item, const char *base, const char *lang)
{
	const char *about = xml_attr(c->a, item, "about");
	const xmlNode *n;
	struct scope s;

	base = xml_base(c->a, item, base);
	scope_init(&s, c, base, xml_lang(c->a, item, lang));
	for (n = xml_child(item); n; n = xml_sibling(n))
		rss_first(&s, n);
	if (about) {
		scope_string(&s.guid, about, 1);
		scope_link(&s, &s.url, about, base, 1);
	}
	scope_finish_story(&s);
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

/* Items stand in the channel (0.91-2.0), beside it (1.0), or in the root without any. */
void rss_read(struct ctx *c, const xmlNode *root, const char *base)
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
				rss_first(&s, n);
	for (n = xml_child(root); n && root != channel; n = xml_sibling(n))
		if (n != channel && !is_item(n) && !xml_is(n, "textinput") &&
		    !xml_is(n, "channel"))
			rss_first(&s, n);
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
}

void atom_read(struct ctx *c, const xmlNode *root, const char *base)
{
	const char *lang = xml_lang(c->a, root, NULL), *version = xml_attr(c->a, root, "version");
	const xmlNode *n, *child;
	struct scope feed, s;

	c->feed->kind = FEED_ATOM;
	c->feed->version = streq(version, "0.3") || streq(version, "0.2") || streq(version, "0.1") ?
			   "atom03" : "atom10";
	base = xml_base(c->a, root, base);
	scope_init(&feed, c, base, lang);
	for (n = xml_child(root); n; n = xml_sibling(n))
		if (!is_item(n))
			atom_first(&feed, n);
	scope_finish_feed(&feed);
	if (!base)
		base = c->feed->url ? c->feed->url : c->feed->site_url;
	for (n = xml_child(root); n; n = xml_sibling(n)) {
		if (!is_item(n))
			continue;
		scope_init(&s, c, xml_base(c->a, n, base), xml_lang(c->a, n, lang));
		s.guid_is_link = false;
		for (child = xml_child(n); child; child = xml_sibling(child))
			atom_first(&s, child);
		scope_finish_story(&s);
	}
}

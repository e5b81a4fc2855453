/* CDF, the Channel Definition Format of 1997 (W3C NOTE-CDFsubmit). */
#include "parse/feedutil.h"

static void read_element(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;

	if (xml_is(n, "title"))
		scope_text(&s->title, xml_text(a, n), TEXT_PLAIN, s->base, 5);
	else if (xml_is(n, "abstract") || xml_is(n, "intro"))
		scope_text(&s->summary, xml_text(a, n), TEXT_PLAIN, s->base, 5);
	else if (xml_is(n, "a"))
		scope_link(s, &s->url, xml_attr(a, n, "href"), s->base, 1);
	else if (xml_is(n, "author"))
		scope_author_text(s, xml_attr(a, n, "value"), 5);
	else if (xml_is(n, "logo"))
		scope_link(s, &s->image, xml_attr(a, n, "href"), s->base, 5);
}

static void read_attributes(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;

	scope_link(s, &s->url, xml_attr(a, n, "href"), s->base, 5);
	scope_date(&s->modified, &s->modified_rank, xml_attr(a, n, "lastmod"), 5);
}

void cdf_read(struct ctx *c, const xmlNode *root, const char *base)
{
	const char *own = xml_attr(c->a, root, "base");
	const xmlNode *n, *child;
	struct scope feed, s;

	c->feed->kind = FEED_CDF;
	c->feed->version = "cdf";
	if (own && feed_link(c->a, base, own))
		base = feed_link(c->a, base, own);
	scope_init(&feed, c, base, NULL);
	read_attributes(&feed, root);
	scope_string(&feed.language, xml_attr(c->a, root, "lang"), 1);
	for (n = xml_child(root); n; n = xml_sibling(n))
		read_element(&feed, n);
	scope_finish_feed(&feed);
	for (n = xml_child(root); n; n = xml_sibling(n)) {
		if (!xml_is(n, "item"))
			continue;
		scope_init(&s, c, base, NULL);
		read_attributes(&s, n);
		for (child = xml_child(n); child; child = xml_sibling(child))
			read_element(&s, child);
		scope_finish_story(&s);
	}
}

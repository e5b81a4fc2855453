/* CDF, the Channel Definition Format of 1997 (W3C NOTE-CDFsubmit). */
#include "base/limits.h"
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

void cdf_read_feed(struct ctx *c, const xmlNode *root, const char *base)
{
	const char *own = xml_attr(c->a, root, "base");
	size_t left = LIMIT_STORY_ELEMENTS;
	const xmlNode *n;
	struct scope s;

	c->feed->kind = FEED_CDF;
	c->feed->version = "cdf";
	if (own && feed_link(c->a, base, own))
		base = feed_link(c->a, base, own);
	c->base = base;
	scope_init(&s, c, base, NULL);
	read_attributes(&s, root);
	scope_string(&s.language, xml_attr(c->a, root, "lang"), 1);
	for (n = xml_child(root); n && left--; n = xml_sibling(n))
		read_element(&s, n);
	scope_finish_feed(&s);
}

enum rc cdf_read_story(struct ctx *c, const xmlNode *item)
{
	size_t left = LIMIT_STORY_ELEMENTS;
	const xmlNode *n;
	struct scope s;

	scope_init(&s, c, c->base, NULL);
	read_attributes(&s, item);
	for (n = xml_child(item); n && left--; n = xml_sibling(n))
		read_element(&s, n);
	return scope_finish_story(&s);
}

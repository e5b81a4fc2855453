/* The elements of RSS 0.9x, 1.0 (RDF), 1.1 and 2.0. */
#include "parse/feedutil.h"
#include "parse/sanitize.h"

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

/* False for Atom's form with a rel, which atom.c knows. */
static bool read_link(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	char *text = xml_text(a, n);
	const char *href = xml_attr(a, n, "href"), *rel = xml_attr(a, n, "rel");

	if (str_trim(str_of(text)).n)
		scope_link(s, &s->url, text, xml_base(a, n, s->base), 5);
	else if (str_blank(rel))	/* Atom's form in RSS: written on purpose */
		scope_link(s, &s->url, href, xml_base(a, n, s->base), 6);
	else
		return false;
	return true;
}

/* Hours as numbers (24 is midnight too) and days by their English names, RSS 2.0. One that skips
 * all of them would never be asked again. */
static void read_skips(struct scope *s, const xmlNode *list)
{
	static const char *const days[] = { "sunday", "monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday" };
	struct arena *a = s->c->a;
	const xmlNode *n;
	size_t i;

	for (n = xml_child(list); n; n = xml_sibling(n)) {
		struct str text = str_trim(str_of(xml_text(a, n)));
		int64_t hour;

		if (xml_is(n, "hour") && str_int(text, 0, 24, &hour))
			s->skip_hours |= 1u << hour % 24;
		for (i = 0; xml_is(n, "day") && i < ARRAY_LEN(days); i++)
			if (str_ieq(text, str_of(days[i])))
				s->skip_days |= 1u << i;
	}
	if (s->skip_hours == SKIP_ALL_HOURS)
		s->skip_hours = 0;
	if (s->skip_days == SKIP_ALL_DAYS)
		s->skip_days = 0;
}

static bool rss_text_element(struct scope *s, const xmlNode *n, const char *name)
{
	if (strieq(name, "title"))
		scope_any_text(s, &s->title, n, 5);
	else if (strieq(name, "description"))
		scope_any_text(s, &s->summary, n, 5);
	else if (strieq(name, "fullitem") || strieq(name, "body"))
		scope_any_text(s, &s->content, n, 3);
	else if (strieq(name, "copyright"))
		scope_any_text(s, &s->rights, n, 5);
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
		return read_link(s, n);
	if (strieq(name, "guid"))
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
	else if (strieq(name, "skipHours") || strieq(name, "skipDays"))
		read_skips(s, n);
	else
		return false;
	return true;
}

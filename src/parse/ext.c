/* Elements of the modules that all formats take: Dublin Core, content, Media RSS, iTunes ... */
#include "parse/feedutil.h"
#include "parse/sanitize.h"

/* Dublin Core 1.1 and its terms. */
static void dc_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (strieq(name, "title"))
		scope_any_text(s, &s->title, n, 3);
	else if (strieq(name, "description") || strieq(name, "abstract"))
		scope_any_text(s, &s->summary, n, 3);
	else if (strieq(name, "creator"))
		scope_author_text(s, xml_text(a, n), 3);
	else if (strieq(name, "author") || strieq(name, "publisher") || strieq(name, "contributor"))
		scope_author_text(s, xml_text(a, n), 1);
	else if (strieq(name, "subject"))
		scope_tag(s, xml_text(a, n));
	else if (strieq(name, "date"))
		scope_date(&s->published, &s->published_rank, xml_text(a, n), 3);
	else if (strieq(name, "issued") || strieq(name, "created"))
		scope_date(&s->published, &s->published_rank, xml_text(a, n), 4);
	else if (strieq(name, "modified"))
		scope_date(&s->modified, &s->modified_rank, xml_text(a, n), 4);
	else if (strieq(name, "language"))
		scope_string(&s->language, xml_text(a, n), 3);
	else if (strieq(name, "rights"))
		scope_any_text(s, &s->rights, n, 3);
	else if (strieq(name, "identifier"))
		scope_string(&s->guid, xml_text(a, n), 1);
}

static bool is_image(const char *type, const char *medium)
{
	return str_istarts(str_of(type), STR("image")) || strieq(medium, "image");
}

static void media_content(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *type = xml_attr(a, n, "type"), *medium = xml_attr(a, n, "medium");
	const char *url = xml_attr(a, n, "url"), *base = xml_base(a, n, s->base);
	struct enclosure *enc;

	if (is_image(type, medium))
		scope_link(s, &s->image, url, base, 2);
	enc = scope_enclosure(s, url, base);
	if (!enc)
		return;
	if (!enc->type && !str_blank(type))
		enc->type = sanitize_line(a, str_of(type), 256);
	else if (!enc->type && !str_blank(medium))
		enc->type = arena_printf(a, "%s/*", sanitize_line(a, str_of(medium), 64));
	if (!enc->bytes)
		enc->bytes = feed_count(xml_attr(a, n, "fileSize"));
	if (!enc->seconds)
		enc->seconds = feed_seconds(xml_attr(a, n, "duration"));
}

/* Media RSS 1.5.1. Groups and contents hold elements of the same kind: all below n are read, of
 * an image's own title and credit nothing is. */
static void media_element(struct scope *s, const xmlNode *root)
{
	struct arena *a = s->c->a;
	const xmlNode *n;
	int inner = 0;

	for (n = root; n; n = xml_next(root, n)) {
		const char *name = n->type == XML_ELEMENT_NODE ? xml_name(n) : "";

		if (strieq(name, "content")) {
			media_content(s, n);
		} else if (strieq(name, "thumbnail")) {
			const char *url = xml_attr(a, n, "url");

			scope_link(s, &s->image, url ? url : xml_text(a, n),
				   xml_base(a, n, s->base), 3);
		} else if (strieq(name, "title")) {
			scope_any_text(s, &s->title, n, 2 - inner);
		} else if (strieq(name, "description")) {
			scope_any_text(s, &s->summary, n, 2 - inner);
		} else if (strieq(name, "keywords") || strieq(name, "category")) {
			scope_tag_list(s, xml_text(a, n));
		} else if (strieq(name, "player")) {
			scope_link(s, &s->url, xml_attr(a, n, "url"), xml_base(a, n, s->base), 1);
		} else if (strieq(name, "credit") && n == root) {
			scope_author_text(s, xml_text(a, n), 1);
		}
		inner = 1;
	}
}

static void itunes_owner(struct scope *s, const xmlNode *owner)
{
	struct arena *a = s->c->a;
	struct author who = { 0 };
	const xmlNode *n;

	for (n = xml_child(owner); n; n = xml_sibling(n)) {
		if (xml_is(n, "name"))
			who.name = xml_text(a, n);
		else if (xml_is(n, "email"))
			who.email = xml_text(a, n);
	}
	scope_author(s, who, 1);
}

static void itunes_category(struct scope *s, const xmlNode *root)
{
	const xmlNode *n;

	for (n = root; n; n = xml_next(root, n))
		if (n->type == XML_ELEMENT_NODE)
			scope_tag(s, xml_attr(s->c->a, n, "text"));
}

static void itunes_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (strieq(name, "author"))
		scope_author_text(s, xml_text(a, n), 2);
	else if (strieq(name, "owner"))
		itunes_owner(s, n);
	else if (strieq(name, "summary") || strieq(name, "description"))
		scope_any_text(s, &s->summary, n, 2);
	else if (strieq(name, "subtitle"))
		scope_any_text(s, &s->summary, n, 1);
	else if (strieq(name, "title"))
		scope_any_text(s, &s->title, n, 1);
	else if (strieq(name, "image") || strieq(name, "link"))
		scope_link(s, &s->image, xml_attr(a, n, "href"), xml_base(a, n, s->base), 4);
	else if (strieq(name, "duration"))
		s->seconds = feed_seconds(xml_text(a, n));
	else if (strieq(name, "keywords"))
		scope_tag_list(s, xml_text(a, n));
	else if (strieq(name, "category"))
		itunes_category(s, n);
}

/* RSS 1.0 module "syndication": how often the feed changes. */
static void sy_element(struct scope *s, const xmlNode *n, const char *name)
{
	static const struct {
		const char *name;
		uint32_t minutes;
	} periods[] = {
		{ "hourly", 60 }, { "daily", 1440 }, { "weekly", 10080 }, { "monthly", 43200 },
		{ "yearly", 525600 },
	};
	struct str text = str_trim(str_of(xml_text(s->c->a, n)));
	int64_t v;
	size_t i;

	if (strieq(name, "updateFrequency") && str_int(text, 1, 10000, &v))
		s->sy_frequency = (uint32_t)v;
	for (i = 0; strieq(name, "updatePeriod") && i < ARRAY_LEN(periods); i++)
		if (str_ieq(text, str_of(periods[i].name)))
			s->sy_period = periods[i].minutes;
}

/* Where the feed was burned: the addresses before the tracking ones. */
static void feedburner_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (strieq(name, "origLink"))
		scope_link(s, &s->url, xml_text(a, n), s->base, 9);
	else if (strieq(name, "origEnclosureLink") && s->n_enclosures)
		s->enclosures[0].url = feed_link(a, s->base, xml_text(a, n)) ?
				       feed_link(a, s->base, xml_text(a, n)) :
				       s->enclosures[0].url;
}

/* slash:comments and thr:total count them, wfw:commentRss is their feed. */
static void comments_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (strieq(name, "comments") || strieq(name, "total"))
		s->n_comments = feed_count(xml_text(a, n));
	else if (strieq(name, "commentRss"))
		s->comments_feed = feed_link(a, xml_base(a, n, s->base), xml_text(a, n));
}

void ext_element(struct scope *s, const xmlNode *n, enum xml_ns ns, const char *name)
{
	struct arena *a = s->c->a;

	switch (ns) {
	case NS_DC:
	case NS_DCTERMS:
		dc_element(s, n, name);
		break;
	case NS_CONTENT:
		if (strieq(name, "encoded"))
			scope_any_text(s, &s->content, n, 6);
		break;
	case NS_XHTML:
		if (strieq(name, "body") || strieq(name, "div"))
			scope_text(&s->content, xml_markup(a, n, s->base), TEXT_HTML, s->base, 6);
		break;
	case NS_MEDIA:
		media_element(s, n);
		break;
	case NS_ITUNES:
	case NS_GOOGLEPLAY:
		itunes_element(s, n, name);
		break;
	case NS_SY:
		sy_element(s, n, name);
		break;
	case NS_FEEDBURNER:
		feedburner_element(s, n, name);
		break;
	case NS_SLASH:
	case NS_WFW:
	case NS_THR:
		comments_element(s, n, name);
		break;
	case NS_PODCAST:
		if (strieq(name, "person"))
			scope_author_text(s, xml_text(a, n), 1);
		break;
	case NS_ATOM:
	case NS_RSS:
	case NS_RDF:
	case NS_XML:
	case NS_NONE:
	case NS_OTHER:
		break;
	}
}

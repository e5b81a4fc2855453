/* The elements of Atom 0.3 and 1.0 (RFC 4287). */
#include "base/clean.h"
#include "base/limits.h"
#include "parse/feedutil.h"
#include "parse/sanitize.h"

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_digit((unsigned char)c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Text of base64, white space ignored; NULL when it is none or not UTF-8 text. */
static char *base64_text(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) + 1);
	uint32_t bits = 0, have = 0;
	size_t n = 0;

	for (; *s && *s != '='; s++) {
		int d = base64_digit(*s);

		if (ascii_space((unsigned char)*s))
			continue;
		if (d < 0)
			return NULL;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n] = (char)(bits >> have);
			if (!out[n])
				return NULL;
			n++;
		}
	}
	return clean_is_utf8(str_mem(out, n)) ? out : NULL;
}

/* RFC 4287, 3.1 and 4.1.3; the mode attribute is Atom 0.3's. */
static void set_text(struct scope *s, struct ftext *t, const xmlNode *n, int rank)
{
	struct arena *a = s->c->a;
	const char *base = xml_base(a, n, s->base);
	const char *type = xml_attr(a, n, "type"), *mode = xml_attr(a, n, "mode");
	struct str ty = str_trim(str_of(type));
	bool plain = !ty.n || str_ieq(ty, STR("text")) || str_istarts(ty, STR("text/plain"));
	bool is_html = str_ieq(ty, STR("html")) || str_istarts(ty, STR("text/html"));
	char *text;

	if (xml_has_elements(n)) {
		scope_text(t, xml_markup(a, n, base), TEXT_HTML, base, rank);
		return;
	}
	text = xml_text(a, n);
	if (strieq(mode, "base64") ||
	    (ty.n && str_chr(ty, '/') != SIZE_MAX && !mode && !str_istarts(ty, STR("text/")) &&
	     !str_iends(ty, STR("+xml")) && !str_iends(ty, STR("/xml")))) {
		char *decoded = base64_text(a, text);

		if (decoded)
			text = decoded;
		plain = plain && !sanitize_looks_html(str_of(text));
		scope_text(t, text, plain ? TEXT_PLAIN : TEXT_HTML, base, rank);
		return;
	}
	/* Atom 0.3 without a type and with mode "escaped" is HTML in practice. */
	if (!ty.n && strieq(mode, "escaped"))
		plain = false;
	if (!plain && !is_html)		/* xhtml without elements: its text */
		plain = str_iends(ty, STR("xhtml")) || str_iends(ty, STR("+xml"));
	scope_text(t, text, plain ? TEXT_PLAIN : TEXT_HTML, base, rank);
}

static void read_author(struct scope *s, const xmlNode *person, int rank)
{
	struct arena *a = s->c->a;
	const char *base = xml_base(a, person, s->base);
	struct author who = { 0 };
	const xmlNode *n;

	if (!xml_has_elements(person)) {
		scope_author_text(s, xml_text(a, person), rank);
		return;
	}
	for (n = xml_child(person); n; n = xml_sibling(n)) {
		if (xml_is(n, "name"))
			who.name = xml_text(a, n);
		else if (xml_is(n, "email"))
			who.email = xml_text(a, n);
		else if (xml_is(n, "uri") || xml_is(n, "url") || xml_is(n, "homepage"))
			who.url = feed_link(a, xml_base(a, n, base), xml_text(a, n));
	}
	if (str_trim(str_of(who.name)).n || str_trim(str_of(who.email)).n)
		scope_author(s, who, rank);
	else if (!who.name && !who.email && !who.url)	/* markup where a name was meant */
		scope_author_text(s, xml_text(a, person), rank);
	else if (who.url)
		scope_author(s, who, rank - 1);
}

static void read_enclosure(struct scope *s, const xmlNode *n, const char *href, const char *base)
{
	struct arena *a = s->c->a;
	struct enclosure *enc = scope_enclosure(s, href, base);
	const char *type = xml_attr(a, n, "type"), *title = xml_attr(a, n, "title");

	if (!enc)
		return;
	if (!enc->type && !str_blank(type))
		enc->type = sanitize_line(a, str_of(type), 256);
	if (!enc->title && !str_blank(title))
		enc->title = sanitize_line(a, str_of(title), LIMIT_TITLE_BYTES);
	if (!enc->bytes)
		enc->bytes = feed_count(xml_attr(a, n, "length"));
}

/* RFC 4685, 4: where a story is answered, as a page or as a feed. */
static void read_replies(struct scope *s, const xmlNode *n, const char *url, const char *type)
{
	const char **field = str_ifind(str_of(type), STR("xml")) == SIZE_MAX ||
			     str_ifind(str_of(type), STR("xhtml")) != SIZE_MAX ?
			     &s->comments : &s->comments_feed;

	if (!*field)
		*field = url;
	if (!s->n_comments)
		s->n_comments = feed_count(xml_attr(s->c->a, n, "count"));
}

/* RFC 4287, 4.2.7. Among several alternates a web page is what a person opens. */
static void read_link(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *base = xml_base(a, n, s->base);
	const char *rel = xml_attr(a, n, "rel"), *type = xml_attr(a, n, "type");
	const char *href = xml_attr(a, n, "href");

	if (!href)
		href = xml_text(a, n);
	if (str_blank(rel) || strieq(rel, "alternate") ||
	    str_iends(str_of(rel), STR("/relation/alternate"))) {
		bool page = str_blank(type) || str_ifind(str_of(type), STR("html")) != SIZE_MAX;

		scope_link(s, &s->url, href, base, page ? 5 : 3);
	} else if (strieq(rel, "self")) {
		if (!s->self)
			s->self = feed_link(a, base, href);
	} else if (strieq(rel, "enclosure")) {
		read_enclosure(s, n, href, base);
	} else if (strieq(rel, "next")) {
		s->next = feed_link(a, base, href);
	} else if (strieq(rel, "hub")) {
		s->hub = feed_link(a, base, href);
	} else if (strieq(rel, "replies") || strieq(rel, "comments")) {
		read_replies(s, n, feed_link(a, base, href), type);
	} else if (strieq(rel, "related")) {
		if (!s->external)
			s->external = feed_link(a, base, href);
	}
}

static void read_category(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *label = xml_attr(a, n, "label"), *term = xml_attr(a, n, "term");

	if (str_blank(term))
		term = label;
	scope_tag(s, term ? term : xml_text(a, n));
}

static void read_source(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const xmlNode *child;

	if (!xml_has_elements(n))
		return;
	if (!s->source) {
		s->source = arena_alloc(a, sizeof(*s->source));
		scope_init(s->source, s->c, xml_base(a, n, s->base), s->lang);
	}
	for (child = xml_child(n); child; child = xml_sibling(child))
		if (!xml_is(child, "source"))
			atom_element(s->source, child, xml_name(child));
}

static bool atom_text_element(struct scope *s, const xmlNode *n, const char *name)
{
	if (strieq(name, "title"))
		set_text(s, &s->title, n, 5);
	else if (strieq(name, "subtitle") || strieq(name, "tagline"))
		set_text(s, &s->summary, n, 5);
	else if (strieq(name, "summary"))
		set_text(s, &s->summary, n, 5);
	else if (strieq(name, "info"))
		set_text(s, &s->summary, n, 1);
	else if (strieq(name, "rights") || strieq(name, "copyright"))
		set_text(s, &s->rights, n, 5);
	else
		return false;
	return true;
}

static void read_content(struct scope *s, const xmlNode *n)
{
	struct arena *a = s->c->a;
	const char *src = xml_attr(a, n, "src"), *type = xml_attr(a, n, "type");
	struct enclosure *enc;

	if (!src) {
		set_text(s, &s->content, n, 5);
	} else if (str_blank(type) || str_ifind(str_of(type), STR("html")) != SIZE_MAX) {
		scope_link(s, &s->url, src, xml_base(a, n, s->base), 2);
	} else {
		enc = scope_enclosure(s, src, xml_base(a, n, s->base));
		if (enc && !enc->type)
			enc->type = sanitize_line(a, str_of(type), 256);
	}
}

static bool atom_date_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (strieq(name, "published") || strieq(name, "issued"))
		scope_date(&s->published, &s->published_rank, xml_text(a, n), 6);
	else if (strieq(name, "created"))
		scope_date(&s->published, &s->published_rank, xml_text(a, n), 4);
	else if (strieq(name, "updated") || strieq(name, "modified"))
		scope_date(&s->modified, &s->modified_rank, xml_text(a, n), 6);
	else
		return false;
	return true;
}

bool atom_element(struct scope *s, const xmlNode *n, const char *name)
{
	struct arena *a = s->c->a;

	if (atom_text_element(s, n, name) || atom_date_element(s, n, name))
		return true;
	if (strieq(name, "content"))
		read_content(s, n);
	else if (strieq(name, "link"))
		read_link(s, n);
	else if (strieq(name, "id"))
		scope_string(&s->guid, xml_text(a, n), 5);
	else if (strieq(name, "author"))
		read_author(s, n, 6);
	else if (strieq(name, "contributor"))
		read_author(s, n, 1);
	else if (strieq(name, "category"))
		read_category(s, n);
	else if (strieq(name, "source"))
		read_source(s, n);
	else if (strieq(name, "generator"))
		s->generator = xml_text(a, n);
	else if (strieq(name, "icon"))
		s->icon = feed_link(a, xml_base(a, n, s->base), xml_text(a, n));
	else if (strieq(name, "logo"))
		scope_link(s, &s->image, xml_text(a, n), xml_base(a, n, s->base), 5);
	else
		return false;
	return true;
}

#include "base/limits.h"
#include "base/url.h"
#include "parse/related.h"
#include "parse/sanitize.h"

struct found {
	struct feed *feed;
	struct arena *arena;
	const char *keys[LIMIT_ALTERNATES];	/* of the addresses found */
};

static bool is_feed_type(const char *type)
{
	static const char *const types[] = { "application/rss+xml", "application/atom+xml",
		"application/feed+json", "application/rdf+xml", "application/x-rss+xml",
		"text/rss+xml", "application/x.atom+xml", "application/rss", "application/atom",
		"application/json+feed" };
	struct str s = str_of(type);

	s = str_trim(str_sub(s, 0, str_chr(s, ';')));
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_ieq(s, str_of(types[i])))
			return true;
	return false;
}

static void add(struct found *f, const char *url, const char *text)
{
	struct link *l;
	char *key;

	if (f->feed->n_alternates == LIMIT_ALTERNATES)
		return;
	key = url_key(f->arena, url);
	if (!key)
		return;
	for (size_t i = 0; i < f->feed->n_alternates; i++)
		if (streq(f->keys[i], key))
			return;
	f->keys[f->feed->n_alternates] = key;
	l = ARENA_PUSH(f->arena, f->feed->alternates, f->feed->n_alternates);
	l->url = url;
	text = sanitize_line(f->arena, str_of(text), LIMIT_TITLE_BYTES);
	l->text = *text ? text : NULL;
}

/* Comment feeds are named beside a page's own but are hardly ever what is meant. */
static bool is_comments(const char *url, const char *title)
{
	return str_ifind(str_of(url), STR("comments")) != SIZE_MAX ||
	       str_ifind(str_of(title), STR("comments feed")) != SIZE_MAX;
}

static void add_links(struct found *f, const struct page *p, bool comments)
{
	for (const xmlNode *n = p->root; n; n = html_next(p->root, n)) {
		const char *url, *title;

		if (!html_is(n, "link") || !is_feed_type(html_attr(n, "type")) ||
		    !(html_attr_has(n, "rel", "alternate") || html_attr_has(n, "rel", "feed")))
			continue;
		url = html_link(p, n, "href");
		title = html_attr(n, "title");
		if (url && url_is_http(url) && is_comments(url, title) == comments)
			add(f, url, title);
	}
}

/* A path as feeds have it: a last part of that name, or an ending of that kind. */
static bool is_feed_path(const char *url)
{
	static const char *const names[] = { "feed", "feeds", "rss", "atom", "rss2", "feed.json",
		"index.rdf" };
	static const char *const ends[] = { ".rss", ".atom", ".rdf", "/feed.xml", "/rss.xml",
		"/atom.xml", "/index.xml", "/feed/rss", "/feed/atom" };
	struct url u;
	struct str path, part, last = { "", 0 };

	if (!url_split(str_of(url), &u))
		return false;
	for (path = u.path; str_split(&path, '/', &part);)
		if (part.n)
			last = part;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_ieq(last, str_of(names[i])))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_iends(u.path, str_of(ends[i])))
			return true;
	return str_ifind(u.query, STR("feed=rss")) != SIZE_MAX ||
	       str_ifind(u.query, STR("feed=atom")) != SIZE_MAX ||
	       str_ifind(u.query, STR("format=rss")) != SIZE_MAX;
}

static void add_anchors(struct found *f, const struct page *p)
{
	for (const xmlNode *n = p->root; n; n = html_next(p->root, n)) {
		const char *url;

		if (!html_is(n, "a") || !html_attr(n, "href"))
			continue;
		url = html_link(p, n, "href");
		if (!url || !url_is_http(url))
			continue;
		if ((is_feed_type(html_attr(n, "type")) || is_feed_path(url)) &&
		    (!p->url || url_same_host(url, p->url)) && !is_comments(url, NULL))
			add(f, url, html_text(p, n));
	}
}

void discover_feeds(const struct page *p, struct feed *out)
{
	struct found f = { .feed = out, .arena = p->arena };

	add_links(&f, p, false);
	add_anchors(&f, p);
	add_links(&f, p, true);
}

/* Sitemaps (sitemaps.org 0.9) and the lines of robots.txt that name them. What a sitemap of news
 * says of each story is a feed; other sitemaps only list addresses and are no use to a reader,
 * unless one of the addresses is a feed's. */
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/discover.h"
#include "parse/feedutil.h"
#include "parse/sitemap.h"

/* The first element of that name right below n. */
static const xmlNode *child_named(const xmlNode *n, const char *name)
{
	for (n = xml_child(n); n; n = xml_sibling(n))
		if (xml_is(n, name))
			return n;
	return NULL;
}

static const char *text_of(struct arena *a, const xmlNode *n, const char *name)
{
	const xmlNode *child = n ? child_named(n, name) : NULL;

	return child ? xml_text(a, child) : NULL;
}

static void add_alternate(struct ctx *c, const char *url)
{
	struct link *l;

	if (!url || !url_is_http(url) || c->feed->n_alternates == LIMIT_ALTERNATES)
		return;
	l = ARENA_PUSH(c->a, c->feed->alternates, c->feed->n_alternates);
	l->url = url;
	l->text = NULL;
}

static bool is_news(const char *url)
{
	return str_ifind(str_of(url), STR("news")) != SIZE_MAX;
}

/* Those that call themselves news before the others. */
static void news_first(struct feed *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_alternates; i++) {
		struct link l = f->alternates[i];

		if (!is_news(l.url))
			continue;
		memmove(f->alternates + n + 1, f->alternates + n, (i - n) * sizeof(l));
		f->alternates[n++] = l;
	}
}

/* --- stories --- */

static void read_news(struct scope *s, const xmlNode *news)
{
	struct arena *a = s->c->a;
	const xmlNode *publication = child_named(news, "publication");

	scope_text(&s->title, text_of(a, news, "title"), TEXT_PLAIN, s->base, 5);
	scope_date(&s->published, &s->published_rank, text_of(a, news, "publication_date"), 5);
	scope_tag_list(s, text_of(a, news, "keywords"));
	scope_string(&s->language, text_of(a, publication, "language"), 1);
}

static void read_url(struct ctx *c, const xmlNode *n, const char *base)
{
	const xmlNode *news = child_named(n, "news"), *image = child_named(n, "image");
	const char *loc = text_of(c->a, n, "loc");
	struct scope s;

	loc = loc ? feed_link(c->a, base, loc) : NULL;
	if (!loc)
		return;
	if (discover_is_feed_path(loc))
		add_alternate(c, loc);
	if (!news)
		return;
	scope_init(&s, c, base, NULL);
	read_news(&s, news);
	if (!s.title.s)
		return;
	scope_link(&s, &s.url, loc, base, 5);
	scope_string(&s.guid, loc, 5);
	if (image)
		scope_link(&s, &s.image, text_of(c->a, image, "loc"), base, 5);
	scope_finish_story(&s);
}

/* The paper's name stands in each of its stories. */
static void read_head(struct ctx *c, const xmlNode *root, const char *base)
{
	const xmlNode *n = child_named(root, "url"), *publication;
	struct scope s;

	scope_init(&s, c, base, NULL);
	while (n && !child_named(n, "news"))
		n = xml_sibling(n);
	publication = n ? child_named(child_named(n, "news"), "publication") : NULL;
	scope_text(&s.title, text_of(c->a, publication, "name"), TEXT_PLAIN, base, 5);
	if (!s.title.s && base)
		scope_text(&s.title, url_site(c->a, base), TEXT_PLAIN, base, 5);
	scope_string(&s.language, text_of(c->a, publication, "language"), 1);
	if (base)
		scope_link(&s, &s.url, "/", base, 5);
	scope_finish_feed(&s);
}

enum rc sitemap_read(struct ctx *c, const xmlNode *root, const char *base, struct err *e)
{
	size_t end = arena_used(c->a) + LIMIT_LINKS_ARENA;
	const xmlNode *n;

	c->feed->kind = FEED_SITEMAP;
	c->feed->version = "sitemap";
	read_head(c, root, base);
	for (n = xml_child(root); n && arena_used(c->a) < end; n = xml_sibling(n)) {
		if (xml_is(n, "url"))
			read_url(c, n, base);
		else if (xml_is(n, "sitemap"))
			add_alternate(c, feed_link(c->a, base, text_of(c->a, n, "loc")));
	}
	news_first(c->feed);
	if (!c->feed->n_stories && !c->feed->n_alternates)
		return err_set(e, E_PARSE, _("a sitemap that names no headlines"));
	return OK;
}

enum rc robots_read(struct ctx *c, struct str text, const char *base, struct err *e)
{
	struct str line;
	size_t n = 0;

	c->feed->kind = FEED_SITEMAP;
	while (str_split(&text, '\n', &line) && n < LIMIT_ALTERNATES) {
		line = str_trim(str_sub(line, 0, str_chr(line, '#')));
		if (!str_istarts(line, STR("sitemap:")))
			continue;
		add_alternate(c, url_resolve(c->a, base, str_sub(line, 8, SIZE_MAX)));
		n++;
	}
	news_first(c->feed);
	if (!c->feed->n_alternates)
		return err_set(e, E_PARSE, _("plain text, no feed and no page"));
	return OK;
}

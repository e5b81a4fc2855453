/* The feeds that a page names, and which of them a person means. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/discover.h"
#include "parse/sanitize.h"

#define LINK_NODES 32		/* below an <a>: more is no link to a feed */

/* What is meant first comes first; within a rank the order of the page. */
enum rank {
	RANK_BELOW,	/* below the section whose address was asked for */
	RANK_SITE,
	RANK_ANCHOR,	/* the same, in an <a> */
	RANK_PART,	/* of a category, an author, a search */
	RANK_COMMENTS,
	RANK_GUESS,	/* a link that calls itself one; taken where there is nothing else */
};

enum format {
	FORMAT_UNKNOWN = 0,
	FORMAT_RSS = 1,
	FORMAT_RDF = 2,
	FORMAT_ATOM = 4,
	FORMAT_JSON = 8,
};

struct candidate {
	const char *url, *text;
	const char *key, *fold, *name;	/* of the address; of the feed in whatever format */
	enum rank rank;
	unsigned formats;	/* enum format: of all that were folded into it */
};

struct found {
	const struct page *page;
	struct arena *arena;
	const char *section;	/* the start of addresses below the page, NULL: it is no section */
	struct candidate items[LIMIT_ALTERNATES];
	size_t n, end;		/* end: of what the arena may have handed out */
};

/* --- what names and addresses say --- */

static bool has_any(struct str s, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ifind(s, str_of(words[i])) != SIZE_MAX)
			return true;
	return false;
}

static bool is_word_of(struct str s, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

static const char *const format_words[] = { "rss", "rss2", "rss20", "rss092", "atom", "atom10",
	"rdf", "json", "xml", "feed", "feeds", "newsfeed", "index", "1", "0", "2", "php", "aspx" };

static enum format format_of_type(const char *type)
{
	static const struct {
		const char *type;
		enum format format;
	} types[] = {
		{ "application/rss+xml", FORMAT_RSS }, { "application/atom+xml", FORMAT_ATOM },
		{ "application/feed+json", FORMAT_JSON }, { "application/rdf+xml", FORMAT_RDF },
		{ "application/x-rss+xml", FORMAT_RSS }, { "text/rss+xml", FORMAT_RSS },
		{ "application/x.atom+xml", FORMAT_ATOM }, { "application/rss", FORMAT_RSS },
		{ "application/atom", FORMAT_ATOM }, { "application/json+feed", FORMAT_JSON },
		{ "text/atom+xml", FORMAT_ATOM }, { "text/rss", FORMAT_RSS },
	};
	struct str s = str_of(type);

	s = str_trim(str_sub(s, 0, str_chr(s, ';')));
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_ieq(s, str_of(types[i].type)))
			return types[i].format;
	return FORMAT_UNKNOWN;
}

/* Types that other things than feeds have too. */
static bool is_xml_type(const char *type)
{
	static const char *const types[] = { "application/xml", "text/xml" };
	struct str s = str_of(type);

	return is_word_of(str_trim(str_sub(s, 0, str_chr(s, ';'))), types, ARRAY_LEN(types));
}

static enum format format_of_url(const char *url)
{
	static const struct {
		const char *word;
		enum format format;
	} words[] = {
		{ "atom", FORMAT_ATOM }, { "json", FORMAT_JSON }, { "rdf", FORMAT_RDF },
		{ "rss", FORMAT_RSS },
	};
	struct url u;
	struct str part, rest, last = { "", 0 };

	if (!url_split(str_of(url), &u))
		return FORMAT_UNKNOWN;
	for (rest = u.path; str_split(&rest, '/', &part);)
		last = part.n ? part : last;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ifind(last, str_of(words[i].word)) != SIZE_MAX ||
		    str_ifind(u.query, str_of(words[i].word)) != SIZE_MAX)
			return words[i].format;
	return FORMAT_UNKNOWN;
}

bool discover_is_feed_path(const char *url)
{
	static const char *const names[] = { "feed", "feeds", "rss", "atom", "rdf", "rss2",
		"rss20", "atom10", "newsfeed", "feed.json", "index.rdf", "feed.xml", "rss.xml",
		"atom.xml", "index.xml" };
	static const char *const scripts[] = { "php", "aspx", "asp", "cgi", "jsp" };
	static const char *const ends[] = { ".rss", ".atom", ".rdf", "/feed/rss", "/feed/atom" };
	static const char *const queries[] = { "feed=rss", "feed=atom", "format=rss",
		"format=atom", "format=feed", "type=rss", "type=atom", "alt=rss", "output=rss",
		"output=atom" };
	struct url u;
	struct str rest, part, last = { "", 0 };

	if (!url_split(str_of(url), &u))
		return false;
	for (rest = u.path; str_split(&rest, '/', &part);)
		last = part.n ? part : last;
	if (is_word_of(last, names, ARRAY_LEN(names)))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_iends(u.path, str_of(ends[i])))
			return true;
	rest = last;
	if (str_split(&rest, '.', &part) && is_word_of(rest, scripts, ARRAY_LEN(scripts)) &&
	    is_word_of(part, names, ARRAY_LEN(names)))
		return true;
	return has_any(u.query, queries, ARRAY_LEN(queries));
}

/* Comment feeds are named beside a page's own but are hardly ever what is meant. A section may be
 * called "Comment" too, so the words are those that speak of a feed, or of many. */
static bool is_comments(const char *url, const char *title)
{
	static const char *const words[] = { "comments", "comment feed", "kommentar-feed",
		"kommentare-feed", "kommentarfeed", "kommentarsfl", "des commentaires",
		"les commentaires", "los comentarios", "de comentários", "dei commenti",
		"reacties", "komentarzami", "комментариев",
		"コメント" };
	struct url u;

	return (url_split(str_of(url), &u) && str_ifind(u.path, STR("/comments")) != SIZE_MAX) ||
	       has_any(str_of(title), words, ARRAY_LEN(words));
}

static bool is_part(const char *url, const char *title)
{
	static const char *const paths[] = { "/category/", "/categories/", "/tag/", "/tags/",
		"/topic/", "/topics/", "/author/", "/authors/", "/search/", "/label/", "/user/" };
	static const char *const queries[] = { "s=", "q=", "cat=", "tag=", "author=", "search=",
		"category=" };
	static const char *const titles[] = { "category feed", "tag feed", "posts by",
		"search results" };
	struct str query, param;
	struct url u;

	if (!url_split(str_of(url), &u))
		return false;
	for (query = u.query; str_split(&query, '&', &param);)
		for (size_t i = 0; i < ARRAY_LEN(queries); i++)
			if (str_istarts(param, str_of(queries[i])))
				return true;
	return has_any(u.path, paths, ARRAY_LEN(paths)) ||
	       has_any(str_of(title), titles, ARRAY_LEN(titles));
}

/* "Feeds", "RSS feed", "Subscribe (Atom)": few words, one of which is a format's. */
static bool is_feed_text(const char *text)
{
	static const char *const words[] = { "rss", "atom", "feed", "feeds", "rss-feed",
		"rss-feeds", "newsfeed", "webfeed", "rdf", "xml" };
	struct str rest = str_of(text), word;
	size_t n = 0;
	bool found = false;

	while (n <= 4 && str_word(&rest, &word)) {
		while (word.n && strchr("([", word.p[0]))
			word = str_sub(word, 1, SIZE_MAX);
		while (word.n && strchr(")],.:", word.p[word.n - 1]))
			word.n--;
		found |= is_word_of(word, words, ARRAY_LEN(words));
		n++;
	}
	return found && n <= 4;
}

static struct str first_label(struct str host)
{
	return str_sub(host, 0, str_chr(host, '.'));
}

/* "feeds.example.org": a host for feeds alone. */
static bool is_feed_host(struct str host)
{
	static const char *const labels[] = { "feed", "feeds", "rss", "atom" };

	return is_word_of(first_label(host), labels, ARRAY_LEN(labels)) &&
	       str_chr(host, '.') != SIZE_MAX;
}

/* One of them with "www.", below the other, or a host for feeds beside it. */
static bool is_same_site(struct arena *a, const char *url, const char *page)
{
	struct url u, v;
	struct str x, y;

	if (url_same_host(url, page))
		return true;
	if (!url_split(str_of(url), &u) || !url_split(str_of(page), &v))
		return false;
	x = str_of(url_site(a, url));
	y = str_of(url_site(a, page));
	if (str_eq(x, y))
		return str_eq(u.port, v.port);
	if (!x.n || !y.n)
		return false;
	if (str_iends(x, str_of(arena_printf(a, ".%s", y.p))) ||
	    str_iends(y, str_of(arena_printf(a, ".%s", x.p))))
		return true;
	x = str_sub(x, first_label(x).n, SIZE_MAX);
	y = str_sub(y, first_label(y).n, SIZE_MAX);
	return is_feed_host(u.host) && x.n && str_eq(x, y);
}

/* --- one feed, several formats --- */

/* Words of name that say no more than a format, left out; "" when there are no others. */
static void put_without_formats(struct buf *b, struct str name)
{
	size_t i, start = 0;

	for (i = 0; i <= name.n; i++) {
		unsigned char c = i < name.n ? (unsigned char)name.p[i] : ' ';
		struct str word;

		if (ascii_alpha(c) || ascii_digit(c) || c >= 0x80)
			continue;
		word = str_sub(name, start, i - start);
		start = i + 1;
		if (!word.n || is_word_of(word, format_words, ARRAY_LEN(format_words)))
			continue;
		for (size_t k = 0; k < word.n; k++)
			buf_putc(b, (char)ascii_lower((unsigned char)word.p[k]));
		buf_putc(b, ' ');
	}
}

static const char *without_formats(struct arena *a, struct str name)
{
	struct buf b = BUF_INIT(LIMIT_URL_BYTES);
	const char *out;

	put_without_formats(&b, name);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static bool is_one_feed(const struct candidate *x, const struct candidate *y)
{
	enum rank r = x->rank == RANK_ANCHOR ? RANK_SITE : x->rank;
	enum rank s = y->rank == RANK_ANCHOR ? RANK_SITE : y->rank;

	if (!y->formats || (x->formats & y->formats) || !x->formats || r != s)
		return false;
	return streq(x->fold, y->fold) || (*x->name && streq(x->name, y->name));
}

/* --- candidates --- */

static enum rank rank_of(const struct found *f, const char *url, const char *text, bool anchor)
{
	if (is_comments(url, text))
		return RANK_COMMENTS;
	if (f->section && str_starts(str_of(url), str_of(f->section)))
		return RANK_BELOW;
	if (is_part(url, text))
		return RANK_PART;
	return anchor ? RANK_ANCHOR : RANK_SITE;
}

static void add(struct found *f, const char *url, const char *text, enum format format,
		enum rank rank)
{
	struct candidate c = { .url = url, .rank = rank };

	if (f->n == LIMIT_ALTERNATES)
		return;
	c.key = url_key(f->arena, url);
	if (!c.key)
		return;
	text = sanitize_line(f->arena, str_of(text), LIMIT_TITLE_BYTES);
	for (size_t i = 0; i < f->n; i++) {
		if (!streq(f->items[i].key, c.key))
			continue;
		if (!f->items[i].text && !str_blank(text) && !is_feed_text(text))
			f->items[i].text = text;
		return;
	}
	c.formats = format ? format : format_of_url(url);
	c.fold = without_formats(f->arena, str_of(c.key));
	c.name = without_formats(f->arena, str_of(text));
	c.text = *text ? text : NULL;
	f->items[f->n++] = c;
}

static void add_link(struct found *f, const xmlNode *n)
{
	const char *type = html_attr(n, "type"), *title = html_attr(n, "title"), *url;
	enum format format = format_of_type(type);
	bool rel_feed = html_attr_has(n, "rel", "feed");

	if (!rel_feed && !html_attr_has(n, "rel", "alternate"))
		return;
	url = html_link(f->page, n, "href");
	if (!url || !url_is_http(url))
		return;
	/* Without a type of its own the address or the title must say that it is a feed. */
	if (!format && !rel_feed &&
	    !((!type || is_xml_type(type)) &&
	      (discover_is_feed_path(url) || (type && is_feed_text(title)))))
		return;
	add(f, url, title, format, rank_of(f, url, title, false));
}

/* The text of a link; nothing of one that holds half a page. */
static const char *text_of(const struct found *f, const xmlNode *link)
{
	size_t n = 0;

	for (const xmlNode *m = link; m; m = html_next(link, m))
		if (++n > LINK_NODES)
			return NULL;
	return html_text(f->page, link);
}

static void add_anchor(struct found *f, const xmlNode *n)
{
	const char *url = html_attr(n, "href") ? html_link(f->page, n, "href") : NULL, *text;
	enum format format = format_of_type(html_attr(n, "type"));
	struct url u;

	if (!url || !url_is_http(url) || !url_split(str_of(url), &u) ||
	    !(format || discover_is_feed_path(url) || is_feed_host(u.host)) ||
	    (f->page->url && !is_same_site(f->arena, url, f->page->url)))
		return;
	text = text_of(f, n);
	if (!is_comments(url, text))
		add(f, url, text, format, rank_of(f, url, text, true));
}

/* What says nothing by its address, but by its words or its icon. */
static void add_guess(struct found *f, const xmlNode *n)
{
	static const char *const classes[] = { "rss", "feed", NULL };
	const char *url = html_attr(n, "href") ? html_link(f->page, n, "href") : NULL, *text;
	const char *page = f->page->url;
	struct url u;

	if (!url || !url_is_http(url) || !url_split(str_of(url), &u) ||
	    (page && !is_same_site(f->arena, url, page) && !is_feed_host(u.host)))
		return;
	text = text_of(f, n);
	if (str_blank(text))
		text = html_attr(n, "title") ? html_attr(n, "title") : html_attr(n, "aria-label");
	if (!is_feed_text(text) && !(str_blank(text) && html_class_has(n, classes)))
		return;
	/* "#feed" leads nowhere. */
	if (page && streq(url_key(f->arena, url), url_key(f->arena, page)))
		return;
	if (!is_comments(url, text))
		add(f, url, text, FORMAT_UNKNOWN, RANK_GUESS);
}

/* --- the Link: header (RFC 8288) --- */

/* Takes a value, quoted or not, off the front of s. */
static struct str take_value(struct str *s)
{
	struct str v;
	size_t n;

	if (str_starts(*s, STR("\""))) {
		*s = str_sub(*s, 1, SIZE_MAX);
		n = MIN(str_chr(*s, '"'), s->n);
		v = str_sub(*s, 0, n);
		*s = str_sub(*s, n + 1, SIZE_MAX);
		return v;
	}
	for (n = 0; n < s->n && !strchr(";, \t", s->p[n]); n++)
		;
	v = str_sub(*s, 0, n);
	*s = str_sub(*s, n, SIZE_MAX);
	return v;
}

static bool has_word(struct str list, struct str want)
{
	struct str word;

	while (str_word(&list, &word))
		if (str_ieq(word, want))
			return true;
	return false;
}

/* The parameters up to the next link of the same header. */
static void take_link(struct found *f, struct str *s, struct str target)
{
	struct str rel = { "", 0 }, type = rel, title = rel, name, value;
	const char *url, *words;
	enum format format;

	for (*s = str_trim(*s); str_starts(*s, STR(";")); *s = str_trim(*s)) {
		size_t n;

		*s = str_trim(str_sub(*s, 1, SIZE_MAX));
		for (n = 0; n < s->n && !strchr("=;,", s->p[n]); n++)
			;
		name = str_trim(str_sub(*s, 0, n));
		*s = str_sub(*s, n, SIZE_MAX);
		if (!str_starts(*s, STR("=")))
			continue;
		*s = str_trim(str_sub(*s, 1, SIZE_MAX));
		value = take_value(s);
		if (str_ieq(name, STR("rel")) && !rel.n)
			rel = value;
		else if (str_ieq(name, STR("type")))
			type = value;
		else if (str_ieq(name, STR("title")))
			title = value;
	}
	format = format_of_type(arena_str(f->arena, type));
	if (!has_word(rel, STR("feed")) && !(has_word(rel, STR("alternate")) && format))
		return;
	words = arena_str(f->arena, title);
	url = url_resolve(f->arena, f->page->url, target);
	if (url && url_is_http(url))
		add(f, url, words, format, rank_of(f, url, words, false));
}

static void add_header(struct found *f, struct str s)
{
	size_t end;

	for (s = str_trim(s); str_starts(s, STR("<")) && f->n < LIMIT_ALTERNATES;) {
		struct str target;

		end = str_chr(s, '>');
		if (end == SIZE_MAX)
			return;
		target = str_sub(s, 1, end - 1);
		s = str_sub(s, end + 1, SIZE_MAX);
		take_link(f, &s, target);
		if (str_starts(s, STR(",")))
			s = str_trim(str_sub(s, 1, SIZE_MAX));
	}
}

/* --- the page --- */

/* An article's own feed would be that of its comments. */
static bool is_article(const struct page *p)
{
	for (const xmlNode *n = p->root; n; n = html_next(p->root, n))
		if (html_is(n, "meta") && html_attr_has(n, "property", "og:type"))
			return html_attr_has(n, "content", "article");
	return false;
}

/* "https://example.org/town/" of a page at "/town" or "/town/index.html"; NULL for a front page. */
static const char *section_of(struct arena *a, const char *page)
{
	struct url u;
	struct str path, last;
	size_t slash;
	const char *out;

	if (!page || !url_split(str_of(page), &u))
		return NULL;
	path = u.path;
	for (slash = path.n; slash > 0 && path.p[slash - 1] != '/'; slash--)
		;
	last = str_sub(path, slash, SIZE_MAX);
	if (str_chr(last, '.') != SIZE_MAX)
		path = str_sub(path, 0, slash);
	if (path.n <= 1)
		return NULL;
	out = arena_printf(a, "%.*s%s", (int)path.n, path.p,
			   path.p[path.n - 1] == '/' ? "" : "/");
	return url_resolve(a, page, str_of(out));
}

/* Each link costs the length of its address, which a page may make long for all of them. */
static bool has_room(const struct found *f)
{
	return f->n < LIMIT_ALTERNATES && arena_used(f->arena) < f->end;
}

static void put_rank(struct found *f, enum rank rank, struct feed *out)
{
	for (size_t i = 0; i < f->n; i++) {
		struct candidate *c = &f->items[i];
		struct link *l;
		size_t k;

		if (c->rank != rank)
			continue;
		for (k = 0; k < i && !is_one_feed(&f->items[k], c); k++)
			;
		if (k < i) {
			f->items[k].formats |= c->formats;
			c->formats = FORMAT_UNKNOWN;
			continue;
		}
		l = ARENA_PUSH(f->arena, out->alternates, out->n_alternates);
		l->url = c->url;
		l->text = c->text;
	}
}

void discover_feeds(const struct page *p, const char *const *headers, size_t n_headers,
		    struct feed *out)
{
	struct found f = { .page = p, .arena = p->arena,
			   .end = arena_used(p->arena) + LIMIT_LINKS_ARENA };
	bool only_guesses;

	f.section = is_article(p) ? NULL : section_of(p->arena, p->url);
	for (size_t i = 0; i < n_headers; i++)
		add_header(&f, str_of(headers[i]));
	for (const xmlNode *n = p->root; n; n = html_next(p->root, n))
		if (html_is(n, "link"))
			add_link(&f, n);
	for (const xmlNode *n = p->root; n && has_room(&f); n = html_next(p->root, n))
		if (html_is(n, "a"))
			add_anchor(&f, n);
	only_guesses = !f.n;
	for (const xmlNode *n = p->root; n && only_guesses && has_room(&f);
	     n = html_next(p->root, n))
		if (html_is(n, "a"))
			add_guess(&f, n);
	for (enum rank r = RANK_BELOW; r <= RANK_GUESS; r++)
		put_rank(&f, r, out);
}

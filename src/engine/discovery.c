/* The feeds of a site, from an address as a person has it. In this order, and no further than
 * needed: the address in its spellings, the feeds that its page names, the usual addresses of
 * feeds, the page's own headlines, its sitemap of news. Everything is one job, whose document is
 * the one under way; what is kept of earlier ones has an arena of its own. */
#include "base/limits.h"
#include "base/url.h"
#include "config/source.h"
#include "engine/engine_priv.h"

enum stage { STAGE_TYPED, STAGE_NAMED, STAGE_USUAL, STAGE_SITEMAP, STAGE_OVER };

/* A document that may be what the job takes in the end. */
struct document {
	struct arena *arena;	/* NULL: there is none */
	const char *url;
	struct feed *feed;
	struct http_reply facts;
	unsigned char hash[HASH_BYTES];
};

/* An address that may be a feed's. */
struct named {
	const char *url, *key, *title;
	uint32_t kind;		/* FEED_UNKNOWN: not looked at */
	int64_t stories;
	bool is_guess, has_failed;
};

struct discovery {
	struct arena *arena;	/* the job's own: of the addresses, the page and this */
	uint32_t flags;		/* enum add_flags */
	enum stage stage;
	const char *urls[URL_SPELLINGS];
	size_t n_urls, next_url;
	struct err err;		/* of the first spelling */
	struct document page, best;
	struct named *named;	/* of all stages */
	size_t n_named, next;
	size_t asked;		/* requests of this stage */
	bool has_descended;	/* into a page of feeds */
	bool is_refused;	/* the server wants no more questions */
};

void discovery_free(struct job *j)
{
	struct discovery *d = j->discovery;
	struct arena *own, *best;

	if (!d)
		return;
	own = d->arena;
	best = d->best.arena;
	j->discovery = NULL;
	if (best && best != j->arena && best != own)
		arena_free(best);
	if (own != j->arena)
		arena_free(own);
}

struct arena *discovery_arena(const struct job *j)
{
	return j->discovery ? j->discovery->arena : j->arena;
}

bool discovery_is_exact(const struct job *j)
{
	return j->discovery && (j->discovery->flags & ADD_EXACT);
}

const struct feed *discovery_page(const struct job *j)
{
	return j->discovery ? j->discovery->page.feed : NULL;
}

static bool wants_all(const struct discovery *d)
{
	return d->flags & (ADD_LOOK | ADD_ASK);
}

/* --- documents --- */

static void keep(struct job *j, struct document *out)
{
	*out = (struct document){ .arena = j->arena, .url = j->fetch_url, .feed = j->feed,
				  .facts = j->facts };
	memcpy(out->hash, j->hash, HASH_BYTES);
}

/* Frees the arena of the document under way unless something in it is kept. */
static void drop_current(struct job *j)
{
	struct discovery *d = j->discovery;

	if (j->arena != d->arena && j->arena != d->best.arena)
		arena_free(j->arena);
	j->arena = d->arena;
	j->feed = NULL;
}

static void take_document(struct job *j, const struct document *doc)
{
	drop_current(j);
	err_clear(&j->err);
	j->is_fatal = j->is_guess = false;
	j->arena = doc->arena;
	j->fetch_url = doc->url;
	j->feed = doc->feed;
	j->facts = doc->facts;
	memcpy(j->hash, doc->hash, HASH_BYTES);
}

static void fetch(struct engine *g, struct job *j, const char *url)
{
	struct discovery *d = j->discovery;

	drop_current(j);
	if (d->stage != STAGE_TYPED)
		j->arena = arena_new(LIMIT_ARENA);
	err_clear(&j->err);
	j->is_unchanged = j->is_fatal = j->was_led_away = false;
	j->facts = (struct http_reply){ 0 };
	j->fetch_url = url;
	j->is_guess = d->stage > STAGE_NAMED;
	d->asked++;
	job_fetch(g, j);
}

/* --- addresses to try --- */

static struct named *find_named(struct discovery *d, const char *url)
{
	const char *key = url_key(d->arena, url);

	for (size_t i = 0; i < d->n_named; i++)
		if (streq(d->named[i].key, key))
			return &d->named[i];
	return NULL;
}

static void put_named(struct discovery *d, const char *url, const char *title)
{
	struct named *n;

	if (d->n_named == LIMIT_ALTERNATES || find_named(d, url))
		return;
	n = ARENA_PUSH(d->arena, d->named, d->n_named);
	*n = (struct named){ .url = arena_strdup(d->arena, url), .key = url_key(d->arena, url),
			     .title = arena_strdup(d->arena, title), .stories = -1,
			     .is_guess = d->stage > STAGE_NAMED };
}

static void put_alternates(struct engine *g, struct job *j, const struct feed *f)
{
	for (size_t i = 0; i < f->n_alternates; i++)
		if (subscribe_is_worth(g, j, f->alternates[i].url))
			put_named(j->discovery, f->alternates[i].url, f->alternates[i].text);
}

static void put_path(struct engine *g, struct job *j, const char *base, const char *path)
{
	const char *url = url_resolve(j->discovery->arena, base, str_of(path));

	if (url && subscribe_is_worth(g, j, url))
		put_named(j->discovery, url, NULL);
}

/* "https://example.org/town/" of /town, /town/ and /town/index.html; NULL for a front page. */
static const char *folder_of(struct arena *a, const char *url)
{
	struct url u;
	size_t slash;

	if (!url_split(str_of(url), &u))
		return NULL;
	for (slash = u.path.n; slash > 0 && u.path.p[slash - 1] != '/'; slash--)
		;
	if (str_chr(str_sub(u.path, slash, SIZE_MAX), '.') != SIZE_MAX)
		u.path.n = slash;
	if (u.path.n <= 1)
		return NULL;
	return url_resolve(a, url, str_of(arena_printf(a, "%.*s%s", (int)u.path.n, u.path.p,
						       slash == u.path.n ? "" : "/")));
}

/* Where feeds usually are, the most usual first: beside the page, then at the site's root. */
static void put_usual(struct engine *g, struct job *j)
{
	static const char *const beside[] = { "feed", "rss", "feed.xml", "index.xml" };
	static const char *const root[] = { "/feed", "/rss", "/feed.xml", "/atom.xml", "/rss.xml",
		"/index.xml", "/feed.json", "/?feed=rss2", "/atom", "/feeds/posts/default",
		"/index.rdf", "/blog/feed" };
	struct discovery *d = j->discovery;
	const char *page = d->page.facts.url, *folder = folder_of(d->arena, page);

	for (size_t i = 0; folder && i < ARRAY_LEN(beside); i++)
		put_path(g, j, folder, beside[i]);
	for (size_t i = 0; i < ARRAY_LEN(root); i++)
		put_path(g, j, page, root[i]);
}

/* What the stages before left is not for the next one. */
static void open_stage(struct engine *g, struct job *j, enum stage stage)
{
	struct discovery *d = j->discovery;

	d->stage = stage;
	d->asked = 0;
	d->next = d->n_named;
	if (stage == STAGE_USUAL)
		put_usual(g, j);
	else if (stage == STAGE_SITEMAP)
		put_path(g, j, d->page.facts.url, "/robots.txt");
}

static size_t most_requests(const struct discovery *d)
{
	switch (d->stage) {
	case STAGE_NAMED: return wants_all(d) ? LIMIT_LISTED : LIMIT_NAMED;
	case STAGE_USUAL: return LIMIT_GUESSES;
	case STAGE_SITEMAP: return LIMIT_SITEMAPS;
	default: return 0;
	}
}

/* The next stage that has a point, now that this one is done. */
static enum stage next_stage(const struct job *j)
{
	const struct discovery *d = j->discovery;

	if (d->best.arena || j->kind != JOB_ADD || d->is_refused || !d->page.arena)
		return STAGE_OVER;
	if (d->stage == STAGE_NAMED)
		return STAGE_USUAL;
	/* Headlines as the publisher shows them are better than a list of all addresses. */
	return d->stage == STAGE_USUAL && !d->page.feed->n_stories ? STAGE_SITEMAP : STAGE_OVER;
}

/* --- judging --- */

/* The other scheme where there was no connection, the other name where there is no such host. */
static const char *next_spelling(struct discovery *d, const struct job *j)
{
	if (j->err.rc != E_NET || j->facts.status || j->facts.was_untrusted || j->was_led_away)
		return NULL;
	while (d->next_url < d->n_urls) {
		const char *url = d->urls[d->next_url++];

		if (url_same_host(url, j->url) != j->facts.was_offline)
			return url;
	}
	return NULL;
}

static bool is_feed(const struct feed *f)
{
	return f->kind != FEED_FRONTPAGE && (f->kind != FEED_SITEMAP || f->n_stories);
}

static void take_typed(struct engine *g, struct job *j)
{
	struct discovery *d = j->discovery;

	d->stage = STAGE_OVER;
	if (j->err.rc || !j->feed || is_feed(j->feed)) {
		if (j->err.rc == E_NET && d->err.rc && !j->was_led_away)
			j->err = d->err;
		return;
	}
	keep(j, &d->page);
	if (d->flags & ADD_EXACT)
		return;
	open_stage(g, j, j->feed->kind == FEED_SITEMAP ? STAGE_SITEMAP : STAGE_NAMED);
	if (j->feed->kind == FEED_SITEMAP)
		d->next = d->n_named;	/* not robots.txt: this is it */
	put_alternates(g, j, j->feed);
}

/* A feed; not one that was reached before under another address. */
static void add_found(struct job *j, struct named *n)
{
	struct discovery *d = j->discovery;
	struct named *same = j->facts.url ? find_named(d, j->facts.url) : NULL;

	if (same && same != n && same->kind != FEED_UNKNOWN) {
		n->has_failed = true;
		return;
	}
	if (j->facts.moved_to && url_is_http(j->facts.moved_to))
		n->url = arena_strdup(d->arena, j->facts.moved_to);
	n->kind = j->feed->kind;
	n->stories = (int64_t)j->feed->n_stories;
	if (!str_blank(j->feed->title))
		n->title = arena_strdup(d->arena, j->feed->title);
	if (!d->best.arena)
		keep(j, &d->best);
}

/* Whether the server should be left alone after this answer. */
static bool is_refusal(const struct job *j)
{
	const struct discovery *d = j->discovery;

	if (d->stage == STAGE_NAMED && !url_same_host(j->fetch_url, d->page.facts.url))
		return false;
	return j->facts.status == 429 || j->facts.status == 503 ||
	       (j->err.rc == E_NET && d->stage != STAGE_NAMED);
}

static void take_named(struct engine *g, struct job *j)
{
	struct discovery *d = j->discovery;
	struct named *n = &d->named[d->next - 1];
	const char *url = n->url;

	if (!j->err.rc && j->feed && is_feed(j->feed)) {
		add_found(j, n);
		return;
	}
	n->has_failed = true;
	if (j->err.rc)
		d->is_refused |= is_refusal(j);
	else if (j->feed->kind == FEED_SITEMAP)
		put_alternates(g, j, j->feed);
	else if (d->stage == STAGE_NAMED && !d->has_descended && !d->best.arena) {
		d->has_descended = true;	/* a page that lists the feeds */
		put_alternates(g, j, j->feed);
	}
	if (d->stage == STAGE_SITEMAP && d->asked == 1 && d->next == d->n_named)
		put_path(g, j, url, "/sitemap.xml");	/* robots.txt names none */
}

static void settle(struct job *j)
{
	struct discovery *d = j->discovery;

	if (d->best.arena)
		take_document(j, &d->best);
	else if (d->page.arena)
		take_document(j, &d->page);
	j->is_alternate = d->best.arena != NULL;
}

/* --- the turn --- */

/* A line of the feeds file that names a page, at its first check. */
static bool begin_for_feed(struct engine *g, struct job *j)
{
	struct discovery *d;

	if (j->kind != JOB_FEED || j->err.rc || !j->feed || j->feed->kind != FEED_FRONTPAGE ||
	    !j->feed->n_alternates || j->row.is_frontpage || j->row.last_success != DATE_NONE)
		return false;
	/* What the user has a program for is not to be had without it. */
	if (source_is_program(j->url))
		return false;
	d = ARENA_NEW(j->arena, struct discovery);
	d->arena = j->arena;
	d->stage = STAGE_TYPED;
	j->discovery = d;
	return true;
}

bool discovery_go_on(struct engine *g, struct job *j)
{
	struct discovery *d;

	if (!j->discovery && !begin_for_feed(g, j))
		return false;
	d = j->discovery;
	if (d->stage == STAGE_OVER)
		return false;
	if (d->stage == STAGE_TYPED) {
		const char *url = next_spelling(d, j);

		if (url) {
			if (!d->err.rc)
				d->err = j->err;
			j->url = url;
			fetch(g, j, url);
			return true;
		}
		take_typed(g, j);
	} else {
		take_named(g, j);
	}
	while (d->stage != STAGE_OVER) {
		bool is_done = d->best.arena && (!wants_all(d) || d->stage != STAGE_NAMED);

		if (!is_done && !d->is_refused && d->next < d->n_named &&
		    d->asked < most_requests(d)) {
			j->is_alternate = true;
			j->from_public = !d->page.facts.was_private;
			fetch(g, j, d->named[d->next++].url);
			return true;
		}
		open_stage(g, j, next_stage(j));
	}
	settle(j);
	return false;
}

void discovery_start(struct engine *g, struct job *j, const char *const *urls, size_t n,
		     uint32_t flags)
{
	struct discovery *d = ARENA_NEW(j->arena, struct discovery);

	d->arena = j->arena;
	d->flags = flags;
	for (size_t i = 0; i < n; i++)
		d->urls[d->n_urls++] = urls[i];
	d->next_url = 1;
	j->discovery = d;
	job_fetch(g, j);
}

/* --- the answer --- */

static size_t count_feeds(const struct discovery *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_named; i++)
		n += !d->named[i].has_failed && d->named[i].kind != FEED_UNKNOWN;
	return n;
}

bool discovery_only_tells(const struct job *j)
{
	const struct discovery *d = j->discovery;

	return d && ((d->flags & ADD_LOOK) || ((d->flags & ADD_ASK) && count_feeds(d) > 1));
}

static void put_found(struct engine *g, struct found_feeds *out, const struct found_feed *f)
{
	struct feed_row row = { 0 };
	struct found_feed *new;

	if (out->n_items == LIMIT_ALTERNATES)
		return;
	new = ARENA_PUSH(g->turn, out->items, out->n_items);
	*new = *f;
	new->is_subscribed = feeds_by_url(g->db, g->turn, f->url, &row, NULL) == OK &&
			     !row.is_archived;
}

static struct found_feed of_document(const struct job *j)
{
	return (struct found_feed){ .url = j->fetch_url, .title = j->feed->title,
				    .kind = j->feed->kind,
				    .stories = (int64_t)j->feed->n_stories };
}

struct found_feeds discovery_found(struct engine *g, const struct job *j)
{
	const struct discovery *d = j->discovery;
	struct found_feeds out = { 0 };
	struct found_feed f;

	for (size_t i = 0; d && i < d->n_named; i++) {
		const struct named *n = &d->named[i];

		f = (struct found_feed){ n->url, n->title, n->kind, n->stories, false };
		if (!n->has_failed && (n->kind != FEED_UNKNOWN || !n->is_guess))
			put_found(g, &out, &f);
	}
	if (!d || !d->page.arena) {
		f = of_document(j);
		put_found(g, &out, &f);
	} else if (d->page.feed->n_stories) {
		f = (struct found_feed){ d->page.url, d->page.feed->title, FEED_FRONTPAGE,
					 (int64_t)d->page.feed->n_stories, false };
		put_found(g, &out, &f);
	}
	return out;
}

/* Articles on several pages, and pages that show their text in another form only: both are one job,
 * which fetches one document after the other and keeps what it has. A further page that fails takes
 * nothing from those before it. */
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/url.h"
#include "engine/engine_priv.h"

struct joined {
	struct article *article;	/* so far */
	struct http_reply facts;	/* of the first document */
	const char *fetch_url;		/* of it */
	const char *base;		/* whose host the further pages are on */
	size_t pages, bytes;
	bool wants_simple;		/* the document under way is another form of the first */
	bool is_over;
	const char *keys[LIMIT_JOINED_PAGES * 2 + 2];	/* of all that was asked for or came */
	size_t n_keys;
};

static bool is_known(const struct joined *p, const char *key)
{
	for (size_t i = 0; i < p->n_keys; i++)
		if (streq(p->keys[i], key))
			return true;
	return false;
}

static void remember(struct job *j, const char *url)
{
	struct joined *p = j->joined;
	const char *key = url_key(j->arena, url);

	if (p->n_keys < ARRAY_LEN(p->keys) && !is_known(p, key))
		p->keys[p->n_keys++] = key;
}

static void begin(struct engine *g, struct job *j)
{
	struct joined *p = j->joined = ARENA_NEW(j->arena, struct joined);

	p->article = j->article;
	p->facts = j->facts;
	p->fetch_url = j->fetch_url;
	p->base = j->facts.url;
	p->pages = 1;
	p->bytes = j->body_bytes;
	/* What a public page leads to is on no private host, whatever the names say meanwhile. */
	if (!j->facts.was_private && pull_is_public(g, j->facts.url))
		j->from_public = true;
	remember(j, j->facts.asked);
	remember(j, j->facts.url);
}

static void ask(struct engine *g, struct job *j, const char *url)
{
	remember(j, url);
	j->article = NULL;
	j->fetch_url = url;
	j->body_bytes = 0;
	j->is_judged = j->was_led_away = false;
	log_line("%s: goes on at %s", j->url, url);
	job_fetch(g, j);
}

static void only_first(struct job *j, const char *why)
{
	struct joined *p = j->joined;

	if (p->article->notice)
		return;
	p->article->notice = arena_printf(j->arena, ngettext(
		"Only page %zu of this article is here: %s.",
		"Only the first %zu pages of this article are here: %s.", p->pages),
		p->pages, why);
}

/* The job ends with what it has. */
static bool end(struct job *j)
{
	struct joined *p = j->joined;

	if (p) {
		j->article = p->article;
		j->facts = p->facts;
		j->fetch_url = p->fetch_url;
		err_clear(&j->err);
	}
	return false;
}

/* The other form of the page came, or did not. */
static void take_simple(struct job *j)
{
	struct joined *p = j->joined;
	const struct article *other = j->article;
	struct article *art = p->article;

	p->wants_simple = false;
	art->simple_url = NULL;
	if (j->err.rc || blocks_words(other->blocks, other->n_blocks) <=
			 blocks_words(art->blocks, art->n_blocks))
		return;
	article_replace(j->arena, art, other);
	p->base = j->facts.url;
	p->article->next_url = other->next_url;
	remember(j, j->facts.url);
}

static void take_further(struct job *j)
{
	struct joined *p = j->joined;

	if (j->err.rc) {
		only_first(j, arena_strdup(j->arena, j->err.msg));
		p->article->next_url = j->fetch_url;
		p->is_over = true;
	} else if (!url_same_host(j->facts.url, p->base)) {
		only_first(j, _("the next one leads to another site"));
		p->is_over = true;
	} else {
		remember(j, j->facts.url);
		if (article_append(j->arena, p->article, j->article))
			p->pages++;
		else
			p->is_over = true;
	}
}

/* The next address of the article, or NULL where it ends. */
static const char *next_of(struct job *j)
{
	struct joined *p = j->joined;
	const char *next = p->article->next_url;

	if (!next || !url_same_host(next, p->base) || is_known(p, url_key(j->arena, next))) {
		p->article->next_url = NULL;
		return NULL;
	}
	if (p->pages >= LIMIT_JOINED_PAGES || p->bytes > LIMIT_JOINED_BYTES ||
	    arena_used(j->arena) > LIMIT_ARENA / 2) {
		only_first(j, _("lede fetches no more of one article"));
		return NULL;
	}
	return next;
}

bool join_goes_on(struct engine *g, struct job *j)
{
	struct joined *p = j->joined;
	const char *next;

	if (j->kind != JOB_PAGE || (!p && (j->err.rc || !j->article)))
		return false;
	if (!p) {
		if (!j->article->next_url && !j->article->simple_url)
			return false;
		begin(g, j);
		p = j->joined;
	} else {
		p->bytes += j->body_bytes;
		if (p->wants_simple)
			take_simple(j);
		else
			take_further(j);
	}
	if (!p->is_over && p->article->simple_url) {
		p->wants_simple = true;
		ask(g, j, p->article->simple_url);
		return true;
	}
	next = p->is_over ? NULL : next_of(j);
	if (!next)
		return end(j);
	ask(g, j, next);
	return true;
}

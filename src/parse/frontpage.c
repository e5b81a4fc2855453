#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/cluster.h"
#include "parse/feedutil.h"
#include "parse/related.h"

/* Points of a module, as in related.c: here the headlines themselves are the page. */
enum {
	ENOUGH = 5,
	P_CARDS = 3,		/* one for each card, at most */
	P_HEADLINES = 3,
	P_PICTURES = 1,
	P_PARTS = 2,
	P_STORY_URL = 3,
	P_LONG = 3,
	N_OTHER_URL = -3,
	N_SHORT = -5,
	N_FOREIGN = -5,
	N_BAD = -4,
	BUILDS = 64,		/* modules that others are compared with */
	STORIES_MIN = 4,	/* fewer headlines make no list */
	LONG_TITLE = 30,
	SHORT_TITLE = 18,
};

/* Points of a module; *is_foreign tells whether most of it leads to other hosts, which is not
 * counted here. */
static int rate_module(const struct clusters *c, const struct module *m, bool *is_foreign)
{
	struct tally t = module_tally(c, m);
	uint32_t zone = c->cards[m->first].zone;
	int points = MIN((int)t.n, P_CARDS);

	*is_foreign = 2 * t.own < t.n;
	if ((zone & (ZONE_NAV | ZONE_FOOT | ZONE_FORM)) || 2 * t.titles <= t.n ||
	    2 * t.paid > t.n)
		return -1;
	points += 2 * t.headings > t.n ? P_HEADLINES : 0;
	points += 2 * t.pictures > t.n ? P_PICTURES : 0;
	points += 2 * t.parts > t.n ? P_PARTS : 0;
	points += 2 * t.stories > t.n ? P_STORY_URL : 4 * t.stories < t.n ? N_OTHER_URL : 0;
	points += t.title_len > t.n * LONG_TITLE ? P_LONG :
		  t.title_len < t.n * SHORT_TITLE ? N_SHORT : 0;
	points += 2 * t.bad > t.n ? N_BAD : 0;
	return points;
}

/* How a module is built: its first and last card, and the box around it. */
static uint32_t build_of(const struct clusters *c, const struct module *m)
{
	const struct card *first = &c->cards[m->first], *last = first + m->n - 1;
	const xmlNode *box = c->els[first->first].node->parent;
	uint32_t h = first->shape * 31 + last->shape;

	for (const char *s = html_attr(box, "class"); s && *s; s++)
		h = h * 31 + (unsigned char)*s;
	return h * 2 + first->has_image;
}

static bool is_built_like(const struct clusters *c, size_t n, const uint32_t *builds,
			  const struct module *m)
{
	uint32_t build = build_of(c, m);

	for (size_t i = 0; i < n; i++)
		if (builds[i] == build)
			return true;
	return false;
}

/* Which modules are stories of the page. Those that lead to other hosts are a sister paper's
 * when they are built as its own modules are, else other people's. */
static bool *choose_modules(const struct clusters *c)
{
	struct arena *a = c->page->arena;
	bool *chosen = arena_array(a, c->n_modules, sizeof(*chosen));
	uint32_t builds[BUILDS];
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < c->n_modules; i++) {
			const struct module *m = &c->modules[i];
			bool is_foreign;
			int points = rate_module(c, m, &is_foreign);

			if (pass == 1 && is_foreign && m->n > 1 && points >= ENOUGH)
				chosen[i] = is_built_like(c, n, builds, m);
			if (pass == 1)
				continue;
			chosen[i] = points + (is_foreign ? N_FOREIGN : 0) >= ENOUGH;
			if (chosen[i] && !is_foreign && n < BUILDS)
				builds[n++] = build_of(c, m);
		}
	return chosen;
}

/* The stories so far, and the card that each was read from. */
struct output {
	struct feed *feed;
	const struct card *cards[LIMIT_FRONTPAGE];
};

static void fill_story(struct arena *a, struct story *s, const struct card *card)
{
	s->title = card->title;
	s->kicker = card->kicker;
	s->tags = NULL;
	s->n_tags = 0;
	if (card->kicker)
		*ARENA_PUSH(a, s->tags, s->n_tags) = card->kicker;
}

/* The same story again: it keeps its place, and takes what was missing. A heading is the better
 * headline. */
static void merge_story(struct arena *a, struct output *o, size_t i, const struct card *card)
{
	struct story *s = &o->feed->stories[i];

	if (card->heading && !o->cards[i]->heading) {
		fill_story(a, s, card);
		o->cards[i] = card;
	} else if (!s->kicker && card->kicker && streq(s->title, card->title)) {
		fill_story(a, s, card);
	}
	if (!s->dek)
		s->dek = s->summary = card->summary;
	if (!s->image.url)
		s->image = card->image;
	if (s->published == DATE_NONE)
		s->published = card->date;
}

static void put_story(struct arena *a, struct output *o, const struct card *card)
{
	struct feed *feed = o->feed;
	struct story *s;

	if (str_blank(card->title) || card->zone & ZONE_PAID)
		return;
	for (size_t i = 0; i < feed->n_stories; i++)
		if (streq(feed->stories[i].guid, card->url_key)) {
			merge_story(a, o, i, card);
			return;
		}
	if (feed->n_stories == LIMIT_FRONTPAGE)
		return;
	o->cards[feed->n_stories] = card;
	s = ARENA_PUSH(a, feed->stories, feed->n_stories);
	*s = (struct story){ .guid = card->url_key, .url = card->url, .dek = card->summary,
			     .summary = card->summary, .published = card->date,
			     .modified = DATE_NONE, .image = card->image };
	fill_story(a, s, card);
}

static void read_head(const struct page *p, struct feed *out)
{
	const xmlNode *title = html_find(p->root, "title");
	const xmlNode *html = p->root;

	out->kind = FEED_FRONTPAGE;
	out->published = out->modified = DATE_NONE;
	out->site_url = p->url ? arena_strdup(p->arena, p->url) : NULL;
	out->title = title ? html_text(p, title) : NULL;
	if (str_blank(out->title))
		out->title = p->url ? url_site(p->arena, p->url) : NULL;
	out->language = feed_language(p->arena, html_attr(html, "lang"));
}

enum rc frontpage_read(const struct page *p, struct feed *out, struct err *e)
{
	struct clusters *c = cluster_read(p, NULL);
	struct output o = { .feed = out };
	bool *chosen;

	read_head(p, out);
	chosen = choose_modules(c);
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *m = &c->modules[i];

		if (!chosen[i])
			continue;
		for (size_t k = m->first; k < m->first + m->n; k++)
			put_story(p->arena, &o, &c->cards[k]);
	}
	if (out->n_stories < STORIES_MIN) {
		out->stories = NULL;
		out->n_stories = 0;
		return err_set(e, E_PARSE, _("this page lists no stories"));
	}
	return OK;
}

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/cluster.h"
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
	STORIES_MIN = 4,	/* fewer headlines make no list */
	LONG_TITLE = 30,
	SHORT_TITLE = 18,
};

static int rate_module(const struct clusters *c, const struct module *m)
{
	struct tally t = module_tally(c, m);
	uint32_t zone = c->cards[m->first].zone;
	int points = MIN((int)t.n, P_CARDS);

	if ((zone & (ZONE_NAV | ZONE_FOOT | ZONE_FORM | ZONE_PAID)) || 2 * t.titles <= t.n)
		return -1;
	points += 2 * t.headings > t.n ? P_HEADLINES : 0;
	points += 2 * t.pictures > t.n ? P_PICTURES : 0;
	points += 2 * t.parts > t.n ? P_PARTS : 0;
	points += 2 * t.stories > t.n ? P_STORY_URL : 4 * t.stories < t.n ? N_OTHER_URL : 0;
	points += t.title_len > t.n * LONG_TITLE ? P_LONG :
		  t.title_len < t.n * SHORT_TITLE ? N_SHORT : 0;
	points += 2 * t.own < t.n ? N_FOREIGN : 0;
	points += 2 * t.bad > t.n ? N_BAD : 0;
	return points;
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

	if (str_blank(card->title))
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
	out->language = arena_strdup(p->arena, html_attr(html, "lang"));
}

enum rc frontpage_read(const struct page *p, struct feed *out, struct err *e)
{
	struct clusters *c = cluster_read(p, NULL);
	struct output o = { .feed = out };

	read_head(p, out);
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *m = &c->modules[i];

		if (rate_module(c, m) < ENOUGH)
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

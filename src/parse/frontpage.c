#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/address.h"
#include "parse/ago.h"
#include "parse/cluster.h"
#include "parse/feedutil.h"
#include "parse/jsonlist.h"
#include "parse/label.h"
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
	LONG_TITLE = 34,
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
	    2 * t.paid > t.n || label_heading(c->page->arena, m->heading) == HEADING_OTHER)
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

/* --- what names a story --- */

struct name {
	const struct card *card;
	const char *guid;	/* the address without its query, as a key */
};

static int by_guid(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = strcmp(x->guid, y->guid);

	return order ? order : (x->card > y->card) - (x->card < y->card);
}

/* Whether the cards of one bare address are one story. */
static bool are_one(const struct name *names, size_t n)
{
	const char *title = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct card *card = names[i].card;

		if (title && card->title && !streq(card->title, title) &&
		    !streq(card->url_key, names[0].card->url_key))
			return false;
		title = title ? title : card->title;
	}
	return true;
}

/* Many pages add to an address where it was clicked, another mark each day: then the story is named
 * without it, unless the page has several stories at that address. */
static void name_stories(struct clusters *c)
{
	struct arena *a = c->page->arena;
	struct name *names = arena_array(a, c->n_cards + 1, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < c->n_cards; i++) {
		const char *bare = address_bare(c->page, c->cards[i].url);

		/* those without a query are asked too: the same story may stand there */
		names[n++] = (struct name){ &c->cards[i],
					    bare ? url_key(a, bare) : c->cards[i].url_key };
	}
	qsort(names, n, sizeof(*names), by_guid);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && streq(names[end].guid, names[i].guid); end++)
			;
		if (!are_one(&names[i], end - i))
			continue;
		for (size_t k = i; k < end; k++)
			c->cards[names[k].card - c->cards].url_key = names[k].guid;
	}
}

/* The stories so far, and the card that each was read from. */
struct output {
	struct feed *feed;
	const struct card *cards[LIMIT_FRONTPAGE];
	int64_t ages[LIMIT_FRONTPAGE];
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
	o->ages[i] = MIN(o->ages[i], card->age);
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
	o->ages[feed->n_stories] = card->age;
	s = ARENA_PUSH(a, feed->stories, feed->n_stories);
	*s = (struct story){ .guid = card->url_key, .url = card->url, .dek = card->summary,
			     .summary = card->summary, .published = card->date,
			     .modified = DATE_NONE, .image = card->image };
	fill_story(a, s, card);
}

/* What the page counts back from now goes not into the hash: it would change with every fetch, and
 * the first answer is the most exact. Nor does the part of an address that names nothing. */
static void finish_stories(struct arena *a, struct output *o)
{
	int64_t now = date_now();

	for (size_t i = 0; i < o->feed->n_stories; i++) {
		struct story *s = &o->feed->stories[i];
		const char *url = s->url;

		if (!streq(s->guid, url_key(a, url)))
			s->url = s->guid;
		story_set_hash(s, NULL);
		s->url = url;
		if (s->published == DATE_NONE && o->ages[i] != AGO_NONE)
			s->published = now - o->ages[i];
	}
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

static struct story *find_story(struct feed *f, const char *guid)
{
	for (size_t i = 0; i < f->n_stories; i++)
		if (streq(f->stories[i].guid, guid))
			return &f->stories[i];
	return NULL;
}

/* What scripts would show: where the page has no headlines of its own those of its JSON-LD, else
 * times and pictures that its cards left out. */
static void add_listed(const struct page *p, struct output *o)
{
	struct feed *feed = o->feed;
	struct listed *list;
	size_t n = jsonlist_read(p, LIMIT_FRONTPAGE, &list), named = 0;
	bool is_all;

	for (size_t i = 0; i < n; i++)
		named += !str_blank(list[i].title);
	is_all = feed->n_stories < STORIES_MIN && named >= STORIES_MIN;
	if (is_all)
		feed->n_stories = 0;
	for (size_t i = 0; i < n; i++) {
		const struct listed *item = &list[i];
		struct story *s = is_all ? NULL : find_story(feed, item->key);

		if (!s && (!is_all || str_blank(item->title)))
			continue;
		if (!s) {
			o->ages[feed->n_stories] = AGO_NONE;
			s = ARENA_PUSH(p->arena, feed->stories, feed->n_stories);
			*s = (struct story){ .guid = item->key, .url = item->url,
					     .title = item->title, .published = DATE_NONE,
					     .modified = DATE_NONE, .dek = item->summary,
					     .summary = item->summary };
		}
		if (!s->image.url)
			s->image.url = item->image;
		if (s->published == DATE_NONE)
			s->published = item->published;
	}
}

enum rc frontpage_read(const struct page *p, struct feed *out, struct err *e)
{
	struct clusters *c = cluster_read(p, NULL);
	struct output o = { .feed = out };
	bool *chosen;

	read_head(p, out);
	name_stories(c);
	chosen = choose_modules(c);
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *m = &c->modules[i];

		if (!chosen[i])
			continue;
		for (size_t k = m->first; k < m->first + m->n; k++)
			put_story(p->arena, &o, &c->cards[k]);
	}
	add_listed(p, &o);
	if (out->n_stories < STORIES_MIN) {
		out->stories = NULL;
		out->n_stories = 0;
		return err_set(e, E_PARSE, _("this page lists no stories"));
	}
	finish_stories(p->arena, &o);
	return OK;
}

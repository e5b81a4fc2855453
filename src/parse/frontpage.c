#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/cluster.h"
#include "parse/related.h"

enum {
	ENOUGH = 5,		/* points of a module (rate_module) */
	STORIES_MIN = 4,	/* fewer headlines make no list */
	LONG_TITLE = 30,
	SHORT_TITLE = 18,
};

static int rate_module(const struct clusters *c, const struct module *m)
{
	size_t headings = 0, pictures = 0, parts = 0, stories = 0, own = 0, title = 0, n = m->n;
	uint32_t zone = c->cards[m->first].zone;
	int points = 0;

	for (size_t i = m->first; i < m->first + n; i++) {
		const struct card *card = &c->cards[i];

		headings += card->heading > 0;
		pictures += card->has_image;
		parts += card->summary || card->kicker || card->has_meta;
		stories += card->is_story_url;
		own += card->is_own_host;
		title += card->title_len;
	}
	if (zone & (ZONE_NAV | ZONE_FOOT | ZONE_FORM | ZONE_PAID))
		return -1;
	points += 2 * headings > n ? 3 : 0;
	points += 2 * pictures > n ? 1 : 0;
	points += 2 * parts > n ? 2 : 0;
	points += 2 * stories > n ? 3 : 4 * stories < n ? -3 : 0;
	points += title > n * LONG_TITLE ? 3 : title < n * SHORT_TITLE ? -3 : 0;
	points += 2 * own < n ? -4 : 0;
	points += zone & ZONE_BAD ? -4 : 0;
	points += (int)MIN(n, 3);
	return points;
}

static void put_story(const struct page *p, struct feed *out, const struct card *card)
{
	struct story *s;

	if (str_blank(card->title) || out->n_stories == LIMIT_FRONTPAGE)
		return;
	for (size_t i = 0; i < out->n_stories; i++) {
		s = &out->stories[i];
		if (!streq(s->guid, card->url_key))
			continue;
		if (!s->dek && card->summary)
			s->dek = s->summary = card->summary;
		if (!s->image.url)
			s->image = card->image;
		return;
	}
	s = ARENA_PUSH(p->arena, out->stories, out->n_stories);
	*s = (struct story){ .guid = card->url_key, .url = card->url, .title = card->title,
			     .kicker = card->kicker, .dek = card->summary,
			     .summary = card->summary, .published = card->date,
			     .modified = DATE_NONE, .image = card->image };
	if (card->kicker)
		*ARENA_PUSH(p->arena, s->tags, s->n_tags) = card->kicker;
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

	read_head(p, out);
	discover_feeds(p, out);
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *m = &c->modules[i];

		if (rate_module(c, m) < ENOUGH)
			continue;
		for (size_t k = m->first; k < m->first + m->n; k++)
			put_story(p, out, &c->cards[k]);
	}
	if (out->n_stories < STORIES_MIN) {
		out->stories = NULL;
		out->n_stories = 0;
		return err_set(e, E_PARSE, _("this page lists no stories"));
	}
	return OK;
}

#include "parse/related.h"

#include "base/limits.h"
#include "base/url.h"
#include "parse/cluster.h"
#include "parse/label.h"

/* What speaks for a module, and how much: points, added up and compared with ENOUGH. */
enum {
	ENOUGH = 9,
	P_WORDS = 6,		/* its heading says related, latest, popular ... */
	P_HEADING = 3,		/* it has a heading */
	P_HEADLINES = 3,	/* most headlines are headings */
	P_PICTURES = 2,		/* most cards have a picture */
	P_PARTS = 3,		/* most cards have a kicker, a summary or a time */
	P_CARD = 1,		/* each card, up to ... */
	P_CARDS = 5,
	P_STORY_URL = 3,	/* most addresses look like stories' */
	P_LONG = 3,		/* headlines are long */
	P_LONGER = 1,		/* ... as nothing else in lists is */
	P_ASIDE = 1,
	N_OTHER_URL = -4,	/* few addresses look like stories' */
	N_SHORT = -4,		/* headlines are short */
	N_BAD = -7,		/* class says share, comments, tags */
	N_FOREIGN = -4,		/* most lead to other hosts */
	N_ABOVE = -4,		/* before the page's headline, where menus are */
	N_PLAIN = -3,		/* short headlines under a heading of no known word, and no more */
	N_LINKY = -3,		/* no heading, no parts: plain links in the text */
	LONG_TITLE = 34,
	LONGER_TITLE = 50,
	SHORT_TITLE = 22,
	LABEL_TITLE = 20,	/* a title behind "Read also:" */
	SMALL_MODULE = 2,	/* cards */
	IN_TEXT = 3,		/* cards between two paragraphs */
	TEXT_LINE = 120,	/* half ems of a paragraph */
	LABEL_LINE = 40,	/* ... of what stands beside the links of one */
};

struct related_map {
	struct clusters *clusters;
	const xmlNode **nodes;		/* a set by open addressing */
	size_t size;
};

static bool is_module_label(struct arena *a, const struct card *card)
{
	return card->title_len >= LABEL_TITLE && label_heading(a, card->kicker) != HEADING_NONE;
}

/* "Read also: headline" as one link names its module, and stays whole as the page shows it. */
static const char *leading_label(struct arena *a, const char *title)
{
	size_t n = title ? str_chr(str_of(title), ':') : SIZE_MAX;
	const char *label = n == SIZE_MAX ? NULL : arena_str(a, str_mem(title, n));

	return label_heading(a, label) == HEADING_STORY ? label : NULL;
}

/* "Read also:" before a link or two is the heading of a small module, not a kicker. */
static void name_small_module(struct clusters *c, struct module *m)
{
	if (!m->heading && m->n == 1 && !c->cards[m->first].kicker)
		m->heading = leading_label(c->page->arena, c->cards[m->first].title);
	for (size_t i = m->first; i < m->first + m->n; i++)
		if (m->n > SMALL_MODULE || !is_module_label(c->page->arena, &c->cards[i]))
			return;
	for (size_t i = m->first; i < m->first + m->n; i++) {
		m->heading = c->cards[i].kicker;
		m->heading_el = CLUSTER_NONE;	/* what stands above is a paragraph */
		c->cards[i].kicker = NULL;
	}
}

/* The address that the page gives as its own. */
static const char *own_address(const struct page *p)
{
	const xmlNode *n;

	for (n = p->root; n; n = html_next(p->root, n))
		if (html_is(n, "link") && html_attr_has(n, "rel", "canonical"))
			return html_link(p, n, "href");
	return NULL;
}

static struct clusters *read_clusters(const struct page *p)
{
	struct clusters *c = cluster_read(p, own_address(p));

	for (size_t i = 0; i < c->n_modules; i++)
		name_small_module(c, &c->modules[i]);
	return c;
}

static enum related_kind kind_of(struct arena *a, const struct module *m, bool in_content)
{
	switch (label_heading(a, m->heading)) {
	case HEADING_POPULAR:
		return RELATED_POPULAR;
	case HEADING_STORY:
		return RELATED_STORY;
	case HEADING_MORE:
		return RELATED_MORE;
	case HEADING_NONE:
	case HEADING_OTHER:
		break;
	}
	return in_content ? RELATED_STORY : RELATED_MORE;
}

static int score(const struct clusters *c, const struct module *m)
{
	struct tally t = module_tally(c, m);
	enum heading_kind words = label_heading(c->page->arena, m->heading);
	uint32_t zone = c->cards[m->first].zone;
	int points = 0;

	if ((zone & (ZONE_NAV | ZONE_FOOT | ZONE_FORM)) || words == HEADING_OTHER ||
	    2 * t.titles <= t.n || 2 * t.paid > t.n)
		return -1;
	points += words != HEADING_NONE ? P_WORDS : 0;
	points += m->heading ? P_HEADING : 0;
	points += 2 * t.headings > t.n ? P_HEADLINES : 0;
	points += 2 * t.pictures > t.n ? P_PICTURES : 0;
	points += 2 * t.parts > t.n ? P_PARTS : 0;
	points += MIN((int)t.n * P_CARD, P_CARDS);
	points += 2 * t.stories > t.n ? P_STORY_URL : 4 * t.stories < t.n ? N_OTHER_URL : 0;
	points += t.title_len > t.n * LONG_TITLE ? P_LONG :
		  t.title_len < t.n * SHORT_TITLE ? N_SHORT : 0;
	points += t.title_len > t.n * LONGER_TITLE && (m->heading || 2 * t.own >= t.n) ?
		  P_LONGER : 0;
	points += zone & ZONE_ASIDE ? P_ASIDE : 0;
	points += words == HEADING_NONE && c->h1 != CLUSTER_NONE &&
		  c->cards[m->first + m->n - 1].first < c->h1 ? N_ABOVE : 0;
	points += 2 * t.bad > t.n ? N_BAD : 0;
	points += 2 * t.own < t.n ? N_FOREIGN : 0;
	points += 2 * t.own < t.n && words == HEADING_NONE && t.title_len <= t.n * LONG_TITLE ?
		  N_PLAIN : 0;
	points += words == HEADING_NONE && !t.headings && !t.parts && !t.pictures &&
		  t.title_len <= t.n * LONG_TITLE ? N_PLAIN : 0;
	points += !m->heading && !t.parts && !t.pictures ? N_LINKY : 0;
	return points;
}

static bool is_same_title(const char *a, const char *b)
{
	return !str_blank(a) && !str_blank(b) && strieq(a, b);
}

static struct related *find_url(struct article *art, const char *const *keys, const char *key)
{
	for (size_t i = 0; i < art->n_related; i++)
		if (streq(keys[i], key))
			return &art->related[i];
	return NULL;
}

struct output {
	struct article *art;
	const char *own_key;
	const char *keys[LIMIT_RELATED];
};

static void put_card(struct arena *a, struct output *o, const struct card *card,
		     const char *module, enum related_kind kind)
{
	struct related *r = find_url(o->art, o->keys, card->url_key);

	if (card->zone & ZONE_PAID || str_blank(card->title) ||
	    is_same_title(card->title, o->art->title) ||
	    streq(card->url_key, o->own_key))
		return;
	if (r) {
		r->kicker = r->kicker ? r->kicker : card->kicker;
		r->summary = r->summary ? r->summary : card->summary;
		return;
	}
	if (o->art->n_related == LIMIT_RELATED)
		return;
	o->keys[o->art->n_related] = card->url_key;
	r = ARENA_PUSH(a, o->art->related, o->art->n_related);
	*r = (struct related){ .url = card->url, .title = card->title, .kicker = card->kicker,
			       .summary = card->summary, .module = module, .kind = kind };
}

static const char *module_name(struct arena *a, const struct module *m)
{
	struct str s = str_trim(str_of(m->heading));

	while (s.n && strchr(":>|", s.p[s.n - 1]))
		s = str_trim(str_sub(s, 0, s.n - 1));
	return s.n ? arena_str(a, s) : NULL;
}

static bool is_taken(const struct clusters *c, const struct module *m)
{
	return score(c, m) >= ENOUGH;
}

static bool is_running_text(const struct element *el)
{
	return el->block && el->text >= TEXT_LINE && el->link_text * 3 < el->text;
}

/* The same, or a short one without links. */
static bool is_paragraph(const struct element *el)
{
	return is_running_text(el) || (html_is(el->node, "p") && el->text && !el->links);
}

/* One element with all links of the module and next to nothing else: a paragraph that is parted by
 * line breaks. */
static bool is_list_of_lines(const struct clusters *c, const struct module *m, uint32_t first,
			     uint32_t last)
{
	uint32_t up = c->els[last].parent;

	return m->n > 1 && up != CLUSTER_NONE && up < first && c->els[up].end > last &&
	       (c->els[first].parent == up) && c->els[up].links == m->n &&
	       c->els[up].text - c->els[up].link_text <= LABEL_LINE;
}

/* Lines between two paragraphs of the article that are nothing but links to the paper's own
 * stories: they were chosen for this one, whatever words lead them. */
static bool is_in_text(const struct clusters *c, const struct module *m, const xmlNode *content)
{
	struct tally t = module_tally(c, m);
	uint32_t first = c->cards[m->first].first, last = c->cards[m->first + m->n - 1].first, k;

	if (!content || m->n > IN_TEXT || t.own < t.n || t.stories < t.n || t.bad || !t.titles ||
	    label_heading(c->page->arena, m->heading) == HEADING_OTHER ||
	    t.title_len < t.n * SHORT_TITLE || !html_within(c->els[first].node, content))
		return false;
	if (m->heading_el != CLUSTER_NONE)
		first = m->heading_el;
	if (is_list_of_lines(c, m, first, last))
		first = last = c->els[first].parent;
	while (c->els[first].parent != CLUSTER_NONE &&
	       c->els[c->els[first].parent].text == c->els[first].text)
		first = c->els[first].parent;
	while (c->els[last].parent != CLUSTER_NONE &&
	       c->els[c->els[last].parent].text == c->els[last].text)
		last = c->els[last].parent;
	if (c->els[first].parent != c->els[last].parent || c->els[first].parent == CLUSTER_NONE)
		return false;
	for (k = first - 1; c->els[k].parent != c->els[first].parent; k = c->els[k].parent)
		if (k <= c->els[first].parent)
			return false;
	last = c->els[last].end;
	if (last >= c->n_els || c->els[last].parent != c->els[first].parent)
		return false;
	return (is_running_text(&c->els[k]) && is_paragraph(&c->els[last])) ||
	       (is_paragraph(&c->els[k]) && is_running_text(&c->els[last]));
}

void related_find(const struct related_map *map, const xmlNode *content, struct article *art)
{
	const struct clusters *c = map->clusters;
	const char *own = art->canonical_url;
	struct arena *a = c->page->arena;
	struct output o = { .art = art, .own_key = own ? url_key(a, own) : NULL };

	for (int pass = RELATED_STORY; pass <= RELATED_MORE; pass++) {
		for (size_t i = 0; i < c->n_modules; i++) {
			const struct module *m = &c->modules[i];
			const xmlNode *at = c->els[c->cards[m->first].first].node;
			enum related_kind kind = kind_of(a, m, content && html_within(at, content));
			const char *name;

			if ((kind == RELATED_STORY) != (pass == RELATED_STORY) ||
			    !(is_taken(c, m) || is_in_text(c, m, content)))
				continue;
			name = is_same_title(m->heading, art->title) ? NULL : module_name(a, m);
			for (size_t k = m->first; k < m->first + m->n; k++)
				put_card(a, &o, &c->cards[k], name, kind);
		}
	}
}

static size_t slot(const struct related_map *m, const xmlNode *n)
{
	size_t at = ((uintptr_t)n >> 4) * 0x9e3779b97f4a7c15U >> 20 & (m->size - 1);

	while (m->nodes[at] && m->nodes[at] != n)
		at = (at + 1) & (m->size - 1);
	return at;
}

struct related_map *related_prepare(const struct page *p)
{
	struct related_map *m = ARENA_NEW(p->arena, struct related_map);
	struct clusters *c = read_clusters(p);

	m->clusters = c;
	for (m->size = 16; m->size < 2 * (c->n_els + 1);)
		m->size *= 2;
	m->nodes = arena_array(p->arena, m->size, sizeof(*m->nodes));
	for (size_t i = 0; i < c->n_modules; i++) {
		const struct module *mod = &c->modules[i];

		if (!is_taken(c, mod))
			continue;
		if (mod->heading_el != CLUSTER_NONE)
			m->nodes[slot(m, c->els[mod->heading_el].node)] =
				c->els[mod->heading_el].node;
		for (size_t k = mod->first; k < mod->first + mod->n; k++) {
			const struct card *card = &c->cards[k];

			for (uint32_t e = card->first; e < card->end; e = c->els[e].end)
				m->nodes[slot(m, c->els[e].node)] = c->els[e].node;
		}
	}
	return m;
}

bool related_is_card(const struct related_map *m, const xmlNode *n)
{
	return m->nodes[slot(m, n)] != NULL;
}

/* Runs of cards under one heading. */
#include <stdlib.h>

#include "base/limits.h"
#include "parse/cluster.h"
#include "parse/label.h"
#include "parse/sanitize.h"

enum {
	HEADING_MAX = 90,
	GAP_TEXT = 160,		/* text between two cards of one module */
	PARAGRAPH = 90,		/* of running text, which parts two lines of an article */
	GAP_LEVELS = 5,		/* levels from a card to what holds it and the one before */
	HEADING_GAP = 120,	/* text between a heading and its first card */
	CLOCK = 11,		/* a heading that begins with a digit and is shorter is a time */
	LABEL_LEVELS = 3,	/* boxes around the cards whose aria-label may be the heading */
	MENU_LINKS = 4,		/* in a line that is no heading then */
	REPEATED = 3,		/* stories under one title that make it none */
	NEAR = 16,		/* cards before one that are searched for its headline */
};

static uint32_t common_parent(const struct clusters *c, uint32_t a, uint32_t b)
{
	while (a != CLUSTER_NONE && c->els[a].end <= b)
		a = c->els[a].parent;
	return a;
}

static uint32_t end_text(const struct clusters *c, uint32_t end)
{
	return end < c->n_els ? c->els[end].before : c->text;
}

static bool is_credit(const struct clusters *c, uint32_t k)
{
	const char *s = html_text(c->page, c->els[k].node);

	return str_starts(str_of(s), STR("©")) || str_starts(str_of(s), STR("(c)"));
}

/* A short paragraph of the text above: it ends with a full stop, in or before a quotation mark. */
static bool is_statement(const struct clusters *c, uint32_t k)
{
	static const char *const quotes[] = { "\"", "'", "”", "“", "’", "»", "«", ")", " ",
					      "\xc2\xa0", "\xe2\x80\xaf" };
	const char *s = html_text(c->page, c->els[k].node);
	struct str t = str_of(s);
	size_t i;

	for (i = 0; i < ARRAY_LEN(quotes); i++)
		if (str_iends(t, str_of(quotes[i]))) {
			t = str_sub(t, 0, t.n - strlen(quotes[i]));
			i = SIZE_MAX;
		}
	return ((str_iends(t, STR(".")) && !str_iends(t, STR(".."))) || str_iends(t, STR("。"))) &&
	       label_heading(c->page->arena, s) == HEADING_NONE;
}

static bool is_nothing(const xmlNode *n)
{
	const char *s = n->type == XML_TEXT_NODE ? (const char *)n->content : NULL;

	while (s && ascii_space(*s))
		s++;
	return n->type == XML_COMMENT_NODE || (s && !*s);
}

/* What stands before or after n, but for blanks. */
static const xmlNode *beside(const xmlNode *n, bool next)
{
	do
		n = next ? n->next : n->prev;
	while (n && is_nothing(n));
	return n;
}

/* A block, or what stands alone between blocks. */
static bool is_own_line(const struct element *el)
{
	const xmlNode *prev, *next;

	if (el->block)
		return true;
	prev = beside(el->node, false);
	next = beside(el->node, true);
	return (!prev || html_is_block(prev)) && next && html_is_block(next);
}

/* The last heading (an h element, or where plain is set a line of its own that is short) among
 * the elements [from, to) that do not hold element to. */
static uint32_t last_heading(const struct clusters *c, uint32_t from, uint32_t to, bool plain)
{
	for (uint32_t k = to; k-- > from;) {
		const struct element *el = &c->els[k];

		if (el->end > to || !el->text || el->text > HEADING_MAX || (el->zone & ZONE_NAV))
			continue;
		if (c->els[to].before - el->before - el->text > HEADING_GAP)
			return CLUSTER_NONE;
		if (el->heading == 1)
			return CLUSTER_NONE;	/* the page's own headline */
		if (el->heading)
			return k;
		/* A row of links is a menu, a line of rights a credit. */
		if (el->links >= MENU_LINKS)
			continue;
		/* A plain line must lead the very box that holds the cards. */
		if (plain && is_own_line(el) && c->els[el->parent].end > to &&
		    c->els[el->parent].depth + GAP_LEVELS > c->els[to].depth && !is_credit(c, k))
			return is_statement(c, k) ? CLUSTER_NONE : k;
	}
	return CLUSTER_NONE;
}

/* A paragraph between two cards, where it is not what follows a headline. */
static bool is_parted(const struct clusters *c, const struct card *a, const struct card *b)
{
	if (c->els[a->first].heading)
		return false;
	for (uint32_t k = a->end; k < b->first;) {
		const struct element *el = &c->els[k];

		if (el->end > b->first) {
			k++;
			continue;
		}
		if (html_is(el->node, "p") && el->text >= PARAGRAPH && el->link_text * 3 < el->text)
			return true;
		k = el->end;
	}
	return false;
}

static bool starts_module(const struct clusters *c, const struct card *a, const struct card *b)
{
	uint32_t up = common_parent(c, a->first, b->first);
	uint32_t levels = up == CLUSTER_NONE ? GAP_LEVELS + 1 :
		MAX(c->els[a->first].depth, c->els[b->first].depth) - c->els[up].depth;
	bool siblings = c->els[a->first].parent == c->els[b->first].parent;

	if (last_heading(c, a->end, b->first, !siblings) != CLUSTER_NONE)
		return true;
	if (c->els[b->first].before - end_text(c, a->end) > GAP_TEXT)
		return true;
	if (is_parted(c, a, b))
		return true;
	if ((a->zone ^ b->zone) & ~(uint32_t)ZONE_BAD)
		return true;
	return levels > GAP_LEVELS || (levels > 2 && a->shape != b->shape);
}

static void name_module(struct clusters *c, struct module *m, uint32_t from)
{
	uint32_t to = c->cards[m->first].first;
	const xmlNode *box = c->els[to].node->parent;

	m->heading_el = last_heading(c, from, to, false);
	if (m->heading_el == CLUSTER_NONE)
		m->heading_el = last_heading(c, from, to, true);
	if (m->heading_el != CLUSTER_NONE)
		m->heading = html_text(c->page, c->els[m->heading_el].node);
	if (m->heading && ((ascii_digit(m->heading[0]) && cluster_width(m->heading) < CLOCK) ||
			   label_is_service(c->page->arena, m->heading)))
		m->heading = NULL;
	for (size_t up = 0; !m->heading && up < LABEL_LEVELS && box; up++, box = box->parent)
		if (html_attr(box, "aria-label"))
			m->heading = sanitize_line(c->page->arena,
						   str_of(html_attr(box, "aria-label")),
						   LIMIT_TITLE_BYTES);
}

void module_find(struct clusters *c)
{
	struct module *m = NULL;
	uint32_t from = 0;

	for (size_t i = 0; i < c->n_cards; i++) {
		const struct card *card = &c->cards[i];

		if (!m || starts_module(c, card - 1, card)) {
			m = ARENA_PUSH(c->page->arena, c->modules, c->n_modules);
			m->first = i;
			m->parent = c->els[card->first].parent;
			name_module(c, m, from);
		}
		m->n++;
		m->parent = common_parent(c, m->parent, card->end - 1);
		from = card->end;
	}
}

/* Beside stories, and no story: "More news »" at the end of a list, its section before it. */
static bool is_list_link(const struct clusters *c, const struct module *m,
			 const struct card *card)
{
	size_t stories = 0, alike = 0;

	for (size_t i = m->first; i < m->first + m->n && i < m->first + NEAR; i++) {
		stories += c->cards[i].is_story_url;
		alike += &c->cards[i] != card && c->cards[i].shape == card->shape;
	}
	if (card->is_story_url || stories * 3 < 2 * (MIN(m->n, (size_t)NEAR) - 1) || !stories)
		return false;
	return !card->title || label_is_list(c->page->arena, card->title) ||
	       (!alike && !card->has_image);
}

static int by_title(const void *a, const void *b)
{
	const struct card *const *x = a, *const *y = b;
	int order = strcmp((*x)->title ? (*x)->title : "", (*y)->title ? (*y)->title : "");

	return order ? order : ((*x)->key > (*y)->key) - ((*x)->key < (*y)->key);
}

/* What stands over many stories in the same words is a section, where a line follows, else a
 * button: "Read on", "Save". */
static void part_title(struct card *card)
{
	if (card->summary)
		card->kicker = card->title;
	card->title = card->summary;
	card->title_len = card->title ? cluster_width(card->title) : 0;
	card->summary = NULL;
}

static void mend_repeated(struct clusters *c)
{
	struct card **sorted = arena_array(c->page->arena, c->n_cards + 1, sizeof(*sorted));

	for (size_t i = 0; i < c->n_cards; i++)
		sorted[i] = &c->cards[i];
	qsort(sorted, c->n_cards, sizeof(*sorted), by_title);
	for (size_t i = 0, end; i < c->n_cards; i = end) {
		const char *title = sorted[i]->title;
		size_t keys = 1;

		for (end = i + 1; title && end < c->n_cards; end++) {
			if (!streq(sorted[end]->title, title))
				break;
			keys += sorted[end]->key != sorted[end - 1]->key;
		}
		for (size_t k = i; keys >= REPEATED && k < end; k++)
			part_title(sorted[k]);
	}
}

void module_trim(struct clusters *c)
{
	mend_repeated(c);
	for (size_t i = 0; i < c->n_modules; i++) {
		struct module *m = &c->modules[i];

		if (m->n == 1 && !c->cards[m->first].is_story_url &&
		    label_is_list(c->page->arena, c->cards[m->first].title))
			c->cards[m->first].title = NULL;
		while (m->n > 1 && is_list_link(c, m, &c->cards[m->first + m->n - 1]))
			m->n--;
		if (m->n > 1 && is_list_link(c, m, &c->cards[m->first])) {
			m->first++;
			m->n--;
		}
	}
}

struct tally module_tally(const struct clusters *c, const struct module *m)
{
	struct tally t = { .n = m->n };

	for (size_t i = m->first; i < m->first + m->n; i++) {
		const struct card *card = &c->cards[i];
		bool again = !card->title;

		t.headings += card->heading > 0;
		t.pictures += card->has_image;
		t.parts += card->kicker || card->summary || card->has_meta;
		t.stories += card->is_story_url;
		t.own += card->is_own_host;
		t.bad += (card->zone & (ZONE_BAD | ZONE_PAID)) != 0;
		t.paid += (card->zone & ZONE_PAID) != 0;
		t.title_len += card->title_len;
		for (size_t k = i > m->first + NEAR ? i - NEAR : m->first; k < i && !again; k++)
			again = streq(card->title, c->cards[k].title) &&
				card->key != c->cards[k].key;
		t.titles += !again;
	}
	return t;
}

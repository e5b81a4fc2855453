#include "parse/cluster.h"

#include <xxhash.h>

#include "base/limits.h"
#include "base/url.h"
#include "parse/address.h"
#include "parse/ago.h"

/* The fitted numbers of links and cards; half ems unless said otherwise. */
enum {
	LINK_MIN = 20,		/* a headline, whatever else is known */
	LINK_MIN_STRONG = 9,	/* a headline when it is a heading or its URL is a story's */
	LINK_MAX = 700,		/* a link around a whole card */
	LINE_LABEL = 30,	/* other text on a headline's line: a label, a date */
	CARD_TEXT = 900,
	CARD_BEFORE = 140,
	CARD_AFTER = 600,
	CARD_LINKS = 12,	/* count: picture, title, author, comments, share ... */
	ABSORB_TEXT = 500,	/* text behind a card that belongs to it */
	KICKER_LINK = 30,
	KICKER_LINKS = 5,	/* count, of the box around both */
	KICKER_LEVELS = 3,
	SECTION_LINK = 40,
	HEADING_ROLE = 3,	/* the level of what is a heading by its role alone */
};

struct line {
	uint32_t plain, linked;
};

struct finder {
	struct clusters *c;
	struct arena *a;
	struct line *lines;
	size_t n_lines;
	uint32_t *links;	/* elements */
	size_t n_links;
	char **keys;		/* by key number */
	size_t n_keys;
	bool *is_story;		/* by key number: its address looks like a story's */
	size_t n_stories;
	uint32_t *table;	/* hash of keys: numbers, 0 empty */
	size_t table_size;
	const char *own[2];	/* keys of the page itself */
};

uint32_t cluster_width(const char *s)
{
	const unsigned char *p = (const unsigned char *)(s ? s : "");
	uint32_t n = 0;
	bool blank = true;

	while (*p) {
		const unsigned char *word = p;

		while (*p > ' ' && *p < 0x80)
			p++;
		if (p > word) {
			n += (uint32_t)(p - word);
			blank = false;
		} else if (ascii_space(*p)) {
			n += !blank;
			blank = true;
			p++;
		} else {
			/* U+2E80 and above is 0xe2 0xba ... */
			if (*p < 0x80 || *p >= 0xc0) {
				n += *p >= 0xe3 || (*p == 0xe2 && p[1] >= 0xba) ? 2 : 1;
				blank = false;
			}
			p++;
		}
	}
	return blank && n ? n - 1 : n;
}

/* ---- one walk: elements, text, lines ---- */

static void new_line(struct finder *f)
{
	struct line *l = f->n_lines ? &f->lines[f->n_lines - 1] : NULL;

	if (!l || l->plain || l->linked)
		(void)ARENA_PUSH(f->a, f->lines, f->n_lines);
}

static void close_element(struct finder *f, uint32_t i)
{
	struct element *el = &f->c->els[i];
	const struct line *last = &f->lines[f->n_lines - 1];

	el->end = (uint32_t)f->c->n_els;
	el->line_end = (uint32_t)f->n_lines - 1;
	/* a block that ended here opened a line that belongs to what comes next */
	if (el->line_end > el->line && !last->plain && !last->linked)
		el->line_end--;
	el->text = f->c->text - el->before;
	if (el->block)
		new_line(f);
	if (el->parent != CLUSTER_NONE) {
		f->c->els[el->parent].link_text += el->link_text;
		f->c->els[el->parent].links += el->links;
	}
}

static uint8_t heading_level(const xmlNode *n)
{
	uint8_t level = html_heading(n);

	return level || !html_attr_has(n, "role", "heading") ? level : HEADING_ROLE;
}

static uint32_t open_element(struct finder *f, const xmlNode *n, uint32_t parent)
{
	struct element *el = ARENA_PUSH(f->a, f->c->els, f->c->n_els);
	bool block = html_is_block(n);

	if (block || html_is(n, "br"))
		new_line(f);
	*el = (struct element){ .node = n, .parent = parent, .before = f->c->text,
				.line = (uint32_t)f->n_lines - 1, .block = block,
				.heading = heading_level(n) };
	el->depth = parent == CLUSTER_NONE ? 0 : f->c->els[parent].depth + 1;
	if (html_is(n, "a") && html_attr(n, "href")) {
		*ARENA_PUSH(f->a, f->links, f->n_links) = (uint32_t)f->c->n_els - 1;
		el->links = 1;
	}
	return (uint32_t)f->c->n_els - 1;
}

static void add_text(struct finder *f, const char *s, uint32_t parent, bool in_link)
{
	uint32_t w = cluster_width(s);
	struct line *l = &f->lines[f->n_lines - 1];

	f->c->text += w;
	if (in_link) {
		l->linked += w;
		f->c->els[parent].link_text += w;
	} else {
		l->plain += w;
	}
}

static void scan(struct finder *f, const xmlNode *root)
{
	uint32_t cur = CLUSTER_NONE, link = CLUSTER_NONE;
	const xmlNode *n = root;

	new_line(f);
	while (n && f->c->n_els < LIMIT_NODES) {
		while (cur != CLUSTER_NONE && f->c->els[cur].node != n->parent) {
			close_element(f, cur);
			if (cur == link)
				link = CLUSTER_NONE;
			cur = f->c->els[cur].parent;
		}
		if (n->type == XML_ELEMENT_NODE &&
		    (html_is(n, "head") || html_is_invisible(n))) {
			n = html_skip(root, n);
			continue;
		}
		if (n->type == XML_ELEMENT_NODE) {
			cur = open_element(f, n, cur);
			if (link == CLUSTER_NONE && html_is(n, "a"))
				link = cur;
		} else if (n->type == XML_TEXT_NODE && cur != CLUSTER_NONE && n->content) {
			add_text(f, (const char *)n->content, cur, link != CLUSTER_NONE);
		}
		n = html_next(root, n);
	}
	for (; cur != CLUSTER_NONE; cur = f->c->els[cur].parent)
		close_element(f, cur);
}

/* ---- which links are headlines ---- */

static uint32_t hash_str(const char *s)
{
	uint32_t h = 2166136261U;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h;
}

static uint32_t intern_key(struct finder *f, char *key, bool is_story)
{
	/* seeded, so that no page can choose addresses that all fall into one place */
	size_t at = XXH3_64bits_withSeed(key, strlen(key), (uintptr_t)f->table) &
		    (f->table_size - 1);

	while (f->table[at]) {
		if (streq(f->keys[f->table[at] - 1], key))
			return f->table[at];
		at = (at + 1) & (f->table_size - 1);
	}
	*ARENA_PUSH(f->a, f->keys, f->n_keys) = key;
	*ARENA_PUSH(f->a, f->is_story, f->n_stories) = is_story;
	f->table[at] = (uint32_t)f->n_keys;
	return f->table[at];
}

static bool is_minor_rel(const xmlNode *n)
{
	static const char *const rels[] = { "author", "tag", "category", "me", "license", "help",
		"privacy-policy", "terms-of-service" };

	for (size_t i = 0; i < ARRAY_LEN(rels); i++)
		if (html_attr_has(n, "rel", rels[i]))
			return true;
	return false;
}

/* Stands alone on its line but for a label: a headline, not a link in a sentence. */
static bool is_own_line(const struct finder *f, const struct element *el)
{
	uint32_t other = f->lines[el->line].plain;
	uint32_t linked = f->lines[el->line].linked;

	if (el->line_end != el->line)
		other = MAX(other, f->lines[el->line_end].plain);
	return other <= LINE_LABEL || (linked > 2 * other && other <= 2 * LINE_LABEL);
}

static bool holds_heading(const struct clusters *c, uint32_t i)
{
	for (uint32_t up = i, n = 0; up != CLUSTER_NONE && n < 4; up = c->els[up].parent, n++)
		if (c->els[up].heading)
			return true;
	for (uint32_t k = i + 1; k < c->els[i].end; k++)
		if (c->els[k].heading)
			return true;
	return false;
}

/* "See <a>the long report of May": a link that goes on with what was said before it begins with
 * a small letter. Known of ASCII letters, and silent about others. */
static bool is_continued(const xmlNode *link, uint32_t before)
{
	const xmlNode *n = link;

	while (before && (n = html_next(link, n))) {
		const char *s = n->type == XML_TEXT_NODE ? (const char *)n->content : NULL;

		for (; s && *s; s++)
			if (!ascii_space(*s))
				return *s >= 'a' && *s <= 'z';
	}
	return false;
}

static void rate_link(struct finder *f, uint32_t i)
{
	struct clusters *c = f->c;
	struct element *el = &c->els[i];
	uint32_t w = el->link_text;
	enum address kind;
	char *url, *key;

	if (w < LINK_MIN_STRONG || w > LINK_MAX || is_minor_rel(el->node) || !is_own_line(f, el))
		return;
	url = html_link(c->page, el->node, "href");
	if (!url || !url_is_page(url))
		return;
	kind = address_kind(c->page, url);
	if (kind == ADDRESS_OTHER || (w < LINK_MIN && kind != ADDRESS_STORY))
		return;
	if (is_continued(el->node, f->lines[el->line].plain))
		return;
	key = url_key(f->a, url);
	if (!key || streq(key, f->own[0]) || streq(key, f->own[1]))
		return;
	el->key = intern_key(f, key, kind == ADDRESS_STORY);
	el->is_headline = true;
}

/* A section's link in the box of one story, beside the story's own: a kicker. */
static bool is_kicker_link(const struct finder *f, uint32_t a, uint32_t b)
{
	const struct clusters *c = f->c;
	const struct element *x = &c->els[a], *y = &c->els[b], *box = x;

	if (x->link_text >= KICKER_LINK || x->link_text >= y->link_text || x->key == y->key ||
	    f->is_story[x->key - 1] || !f->is_story[y->key - 1])
		return false;
	for (size_t up = 0; up < KICKER_LEVELS && box->parent != CLUSTER_NONE; up++) {
		box = &c->els[box->parent];
		if (html_is(box->node, "ul") || html_is(box->node, "ol"))
			return false;
		if (box->end > b && box <= y)
			return box->links <= KICKER_LINKS && box->text <= CARD_TEXT;
	}
	return false;
}

static void drop_link(struct element *el)
{
	el->key = 0;
	el->is_headline = false;
}

static void drop_kicker_links(struct finder *f)
{
	uint32_t last = CLUSTER_NONE;

	for (size_t i = 0; i < f->n_links; i++) {
		uint32_t at = f->links[i];

		if (!f->c->els[at].key)
			continue;
		if (last != CLUSTER_NONE && is_kicker_link(f, last, at))
			drop_link(&f->c->els[last]);
		else if (last != CLUSTER_NONE && is_kicker_link(f, at, last))
			drop_link(&f->c->els[at]);
		if (f->c->els[at].key)
			last = at;
	}
}

/* From the leaves up: an element that links to one story, or to many. Children come after
 * their parents, so one backward pass does. */
static void spread_keys(struct clusters *c)
{
	for (size_t i = c->n_els; i-- > 1;) {
		struct element *el = &c->els[i];
		struct element *up = el->parent == CLUSTER_NONE ? NULL : &c->els[el->parent];

		if (!el->key || !up)
			continue;
		up->key = !up->key || up->key == el->key ? el->key : KEY_MANY;
	}
}

/* ---- cards ---- */

static uint32_t headline_link(const struct clusters *c, uint32_t i)
{
	uint32_t best = CLUSTER_NONE, best_len = 0;

	for (uint32_t k = i; k < c->els[i].end; k++) {
		const struct element *el = &c->els[k];

		if (el->key != c->els[i].key || !el->is_headline)
			continue;
		if (holds_heading(c, k))
			return k;
		if (el->link_text > best_len) {
			best = k;
			best_len = el->link_text;
		}
	}
	return best;
}

static uint32_t card_shape(const struct clusters *c, uint32_t first, uint32_t link)
{
	uint32_t h = 0;

	for (uint32_t i = link; i != CLUSTER_NONE && i >= first; i = c->els[i].parent)
		h = h * 31 + hash_str((const char *)c->els[i].node->name);
	return h;
}

static void add_card(struct finder *f, uint32_t i)
{
	struct clusters *c = f->c;
	uint32_t link = headline_link(c, i);
	struct card *card;

	if (link == CLUSTER_NONE)
		return;
	card = ARENA_PUSH(f->a, c->cards, c->n_cards);
	*card = (struct card){ .first = i, .end = c->els[i].end, .link = link,
			       .key = c->els[i].key, .zone = c->els[link].zone,
			       .date = DATE_NONE, .age = AGO_NONE };
	card->shape = card_shape(c, i, link);
	card->url = html_link(c->page, c->els[link].node, "href");
	card->url_key = f->keys[card->key - 1];
	card->is_own_host = !c->page->url || url_same_host(card->url, c->page->url);
	card->is_story_url = address_kind(c->page, card->url) == ADDRESS_STORY;
	if (html_attr_has(c->els[link].node, "rel", "sponsored"))
		card->zone |= ZONE_PAID;
}

/* What stands before a headline in its card is a label or a caption, what follows a summary: not
 * an article with a link in it. */
static bool is_card_sized(const struct clusters *c, uint32_t i)
{
	const struct element *el = &c->els[i];
	uint32_t link, before, after;

	if (el->text > CARD_TEXT || el->links > CARD_LINKS)
		return false;
	link = headline_link(c, i);
	if (link == CLUSTER_NONE)
		return false;
	before = c->els[link].before - el->before;
	after = el->text - before - c->els[link].text;
	return before <= CARD_BEFORE && after <= CARD_AFTER;
}

/* The largest elements that hold one story and are no larger than a card. */
static void find_cards(struct finder *f)
{
	struct clusters *c = f->c;

	for (uint32_t i = 0; i < c->n_els;) {
		const struct element *el = &c->els[i];
		bool is_one = el->key && el->key != KEY_MANY;

		if (is_one && (html_is(el->node, "a") || is_card_sized(c, i))) {
			add_card(f, i);
			i = el->end;
		} else {
			i = el->key ? i + 1 : el->end;
		}
	}
}

/* A heading that is itself a link to the section: shorter than the headline that follows, of
 * another shape, and its address is no story's. */
static bool is_section_link(const struct clusters *c, const struct card *a,
			    const struct card *b)
{
	const struct element *link = &c->els[a->link];

	return !a->is_story_url && b->is_story_url && a->shape != b->shape &&
	       link->link_text < SECTION_LINK && link->link_text < c->els[b->link].link_text;
}

static void drop_section_links(struct clusters *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_cards; i++) {
		struct card *card = &c->cards[i];

		if (i + 1 < c->n_cards && is_section_link(c, card, card + 1))
			continue;
		c->cards[n++] = *card;
	}
	c->n_cards = n;
}

/* Elements between a card and the next of the same parent and shape, 0 when there are none or
 * they do not belong to a card. */
static uint32_t gap_size(const struct clusters *c, size_t i)
{
	const struct card *a = &c->cards[i], *b = a + 1;
	const struct element *first;
	uint32_t n = 0, text;

	if (i + 1 >= c->n_cards || a->shape != b->shape || html_is(c->els[a->first].node, "p"))
		return 0;	/* a paragraph is followed by the text, not by its summary */
	first = &c->els[a->first];
	text = c->els[b->first].before - first->before - first->text;
	if (first->parent != c->els[b->first].parent || !text || text > ABSORB_TEXT)
		return 0;
	for (uint32_t k = first->end; k < b->first; k = c->els[k].end, n++)
		if (c->els[k].heading)
			return 0;
	return n;
}

/* What follows the last card of such a list as it follows those before it. */
static uint32_t last_end(const struct clusters *c, const struct card *card, uint32_t n)
{
	const struct element *prev = &c->els[(card - 1)->first];
	uint32_t end = card->end, like = prev->end;

	for (; n; n--, end = c->els[end].end, like = c->els[like].end)
		if (end >= c->n_els || c->els[end].parent != prev->parent || c->els[end].key ||
		    !streq((const char *)c->els[end].node->name,
			   (const char *)c->els[like].node->name) ||
		    c->els[end].text > ABSORB_TEXT)
			return card->end;
	return end;
}

/* Lists written flat (heading, paragraph, heading, paragraph): what follows a card up to the
 * next one belongs to it, when that goes on in one way for three cards. */
static void absorb(struct clusters *c)
{
	uint32_t before = 0;

	for (size_t i = 0; i < c->n_cards; i++) {
		struct card *card = &c->cards[i];
		uint32_t n = gap_size(c, i), after = i + 1 < c->n_cards ? gap_size(c, i + 1) : 0;

		if (n && (n == before || n == after))
			card->end = (card + 1)->first;
		else if (!n && before && i > 1 && (card - 1)->end == card->first)
			card->end = last_end(c, card, before);
		before = n;
	}
}

static uint32_t first_h1(const struct clusters *c)
{
	for (uint32_t i = 0; i < c->n_els; i++)
		if (c->els[i].heading == 1 && c->els[i].text)
			return i;
	return CLUSTER_NONE;
}

struct clusters *cluster_read(const struct page *p, const char *canonical)
{
	struct finder f = { .a = p->arena };

	f.c = ARENA_NEW(f.a, struct clusters);
	f.c->page = p;
	f.own[0] = p->url ? url_key(f.a, p->url) : NULL;
	f.own[1] = canonical ? url_key(f.a, canonical) : f.own[0];
	scan(&f, p->root);	/* not body: pages with stray end tags go on behind it */
	f.c->h1 = first_h1(f.c);
	zone_set(f.c);
	for (f.table_size = 16; f.table_size < 2 * f.n_links + 2;)
		f.table_size *= 2;
	f.table = arena_array(f.a, f.table_size, sizeof(*f.table));
	for (size_t i = 0; i < f.n_links; i++)
		rate_link(&f, f.links[i]);
	drop_kicker_links(&f);
	spread_keys(f.c);
	find_cards(&f);
	drop_section_links(f.c);
	absorb(f.c);
	module_find(f.c);
	for (size_t i = 0; i < f.c->n_cards; i++)
		card_read(f.c, &f.c->cards[i]);
	module_trim(f.c);
	for (size_t i = 0; i < f.c->n_modules; i++)
		card_compare(f.c, f.c->cards + f.c->modules[i].first, f.c->modules[i].n);
	return f.c;
}

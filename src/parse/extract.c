/* extract.c: container, cleaning, blocks, author note. */
#include "parse/extract.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "parse/blocks.h"
#include "parse/boilerplate.h"
#include "parse/explain.h"

static const struct {
	uint32_t few_words;	/* an article with fewer may be a teaser of its own text */
	uint32_t json_words;	/* times as many as the page shows that JSON-LD must have */
	uint32_t lead_min, lead_max;	/* letters of a paragraph that opens the article */
	uint32_t lead_reach;	/* letters between the headline and the text behind it */
} fit = {
	.few_words = 120, .json_words = 2, .lead_min = 60, .lead_max = 900, .lead_reach = 1500,
};

#define LEADS 4		/* paragraphs outside the container that may open an article */

bool extract_is_dead(const xmlNode *n, void *ctx)
{
	const struct score *s = ctx;
	bool is_text = n->type == XML_TEXT_NODE;
	uint32_t i = score_index(s, is_text ? n->parent : n);

	return i != EL_NONE && (is_text ? s->els[i].hushed : s->els[i].dead);
}

static uint32_t words_in(const struct article *art)
{
	return (uint32_t)blocks_words(art->blocks, art->n_blocks);
}

static void take(struct score *s, uint32_t root, struct article *art)
{
	s->root = root;
	blocks_from_tree(s->page, s->els[root].node, extract_is_dead, s, &art->blocks,
			 &art->n_blocks);
}

static void revive(struct score *s)
{
	uint32_t i;

	for (i = 0; i < s->n; i++)
		s->els[i].dead = s->els[i].hushed = false;
}

/* --- what opens the article outside its container --- */

/* A paragraph between the headline and the text, in no box of another kind. */
static bool is_lead(const struct score *s, const struct meta *meta, uint32_t i)
{
	const struct el *el = &s->els[i];

	if (!el->block || el->own < fit.lead_min || el->own > fit.lead_max || el->paras > 1 ||
	    el->zone & SIGNS_INHERITED || el->own_link * 2 > el->own || el->images)
		return false;
	if (el->node == meta->dek && html_parent_named(el->node, "header") &&
	    el->node->parent == meta->h1->parent)
		return false;
	return score_is_para(el) || el->node == meta->dek;
}

/* The smallest element that holds root and what opens the text before it, of which all else is
 * dead; root itself where nothing does. */
static uint32_t take_lead(struct score *s, const struct meta *meta, uint32_t root)
{
	uint32_t h = score_index(s, meta->h1), leads[LEADS], n = 0, i, k, top = root;

	if (h == EL_NONE || root < s->els[h].end ||
	    s->els[root].before - s->els[h].before > fit.lead_reach)
		return root;
	for (i = s->els[h].end; i < root && n < LEADS; i++)
		if (is_lead(s, meta, i)) {
			leads[n++] = i;
			i = s->els[i].end - 1;
		}
	if (!n)
		return root;
	while (top > leads[0])
		top = s->els[top].parent;
	score_hush(s, top, WHY_OUTSIDE);
	for (i = top + 1, k = 0; i < s->els[top].end; i++) {
		uint32_t next = k < n ? leads[k] : root;

		if (i == root) {
			i = s->els[root].end - 1;
		} else if (i == next) {
			i = s->els[leads[k++]].end - 1;
		} else if (next < s->els[i].end && next > i) {
			score_hush(s, i, WHY_OUTSIDE);
		} else {
			score_kill(s, i, WHY_OUTSIDE);
			i = s->els[i].end - 1;
		}
	}
	return top;
}

/* The article as JSON-LD carries it: HTML at times, else plain text. */
static void take_json(const struct score *s, const char *body, struct article *art)
{
	struct arena *a = s->page->arena;

	if (strstr(body, "</"))
		blocks_from_html(a, str_of(body), s->page->base, &art->blocks, &art->n_blocks);
	else
		blocks_from_text(a, str_of(body), &art->blocks, &art->n_blocks);
}

/* Whatever the page shows outside its navigation: better than nothing. */
static void take_all(struct score *s, struct article *art)
{
	const uint32_t bad = SIGN_NAV | SIGN_FOOT | SIGN_FORM | SIGN_CARD;
	uint32_t i;

	revive(s);
	for (i = 1; i < s->n; i++)
		if (s->els[i].sign & bad && s->els[i].text * 2 < s->els[0].text)
			score_kill(s, i, WHY_SIGN);
	take(s, 0, art);
	if (art->n_blocks)
		return;
	revive(s);
	take(s, 0, art);
}

const xmlNode *extract_body(struct score *s, const struct meta *meta, struct article *art)
{
	uint32_t root = score_container(s), words = 0;
	const struct block *blocks;
	size_t n;

	if (root != EL_NONE) {
		explain_container(s->page->explain, s, root);
		boiler_mark(s, root, meta, art);
		take(s, take_lead(s, meta, root), art);
		words = words_in(art);
	}
	if (meta->ld.body && words < fit.few_words) {
		blocks = art->blocks;
		n = art->n_blocks;
		take_json(s, meta->ld.body, art);
		if (words_in(art) > fit.json_words * words + fit.few_words / 4) {
			explain_say(s->page->explain, _("the text is JSON-LD's: it has %u words, "
				    "the page shows %u"), words_in(art), words);
			return root != EL_NONE ? s->els[root].node : NULL;
		}
		explain_say(s->page->explain, _("JSON-LD has a text of %u words, which is not "
			    "enough to be taken"), words_in(art));
		art->blocks = (struct block *)blocks;
		art->n_blocks = n;
	}
	if (art->n_blocks) {
		explain_say(s->page->explain, _("the text is the page's own, %u words"), words);
	} else {
		explain_say(s->page->explain, _("no element holds a text: the whole page is taken, "
			    "without its navigation"));
		take_all(s, art);
	}
	return root != EL_NONE ? s->els[root].node : NULL;
}

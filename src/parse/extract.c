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
} fit = {
	.few_words = 120, .json_words = 2,
};

static bool is_dead(const xmlNode *n, void *ctx)
{
	const struct score *s = ctx;
	uint32_t i = score_index(s, n);

	return i != EL_NONE && s->els[i].dead;
}

static uint32_t words_in(const struct article *art)
{
	return (uint32_t)blocks_words(art->blocks, art->n_blocks);
}

static void take(struct score *s, uint32_t root, struct article *art)
{
	s->root = root;
	blocks_from_tree(s->page, s->els[root].node, is_dead, s, &art->blocks, &art->n_blocks);
}

static void revive(struct score *s)
{
	uint32_t i;

	for (i = 0; i < s->n; i++)
		s->els[i].dead = false;
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
		take(s, root, art);
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

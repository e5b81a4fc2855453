/* boilerplate.c: structure first: a form with a field for an address is a subscription box
 * whatever its class and language; a line of links is a bar. */
#include "parse/boilerplate.h"

#include <xxhash.h>

#include "parse/bio.h"
#include "parse/edges.h"
#include "parse/label.h"

static const struct {
	double keep_share;	/* a box with more of the container's text than this is no box */
	uint32_t box_text;	/* letters that a form's box may hold around the form */
	uint32_t box_para;	/* a paragraph longer than this is the article's */
	uint32_t box_els;	/* elements of a form's box, each of which is looked at */
	double list_links;	/* share of linked letters that makes a block a list of links */
	uint32_t enough;	/* letters of running text that make an article */
	uint32_t caption;	/* letters of a box that is a picture with its caption */
	uint32_t item_text;	/* letters beside its links that make an item text */
	uint32_t twin;		/* letters of a line that no text repeats by chance */
} fit = {
	.keep_share = 0.4, .box_text = 500, .box_para = 260, .box_els = 2000,
	.list_links = 0.5, .enough = 500, .caption = 200, .item_text = 20, .twin = 40,
};

static bool holds_much(const struct score *s, uint32_t root, uint32_t i)
{
	return s->els[i].text > fit.keep_share * s->els[root].text;
}

/* Whether most of the element is a quotation, as embedded messages are, or code. */
static bool is_quotation(const struct score *s, uint32_t i)
{
	uint32_t k, text = 0;

	for (k = i; k < s->els[i].end; k++) {
		if (!html_is(s->els[k].node, "blockquote") && !html_is(s->els[k].node, "pre"))
			continue;
		text += s->els[k].text;
		k = s->els[k].end - 1;
	}
	return text * 2 > s->els[i].text;
}

/* Pictures with captions, in figures: they count for no text, and say what they show. */
static bool is_figures(const struct score *s, uint32_t i)
{
	uint32_t k, text = 0, figures = 0;

	for (k = i; k < s->els[i].end; k++) {
		if (!html_is(s->els[k].node, "figure"))
			continue;
		text += s->els[k].text;
		figures += s->els[k].images && s->els[k].text;
		k = s->els[k].end - 1;
	}
	return figures && text == s->els[i].text;
}

/* Boxes by their tag, role or class. */
static void mark_signs(struct score *s, uint32_t root)
{
	const uint32_t bad = SIGN_NAV | SIGN_ASIDE | SIGN_FOOT | SIGN_BAD | SIGN_CARD |
			     SIGN_COMMENT | SIGN_GALLERY | SIGN_POPUP;
	uint32_t i;

	for (i = root + 1; i < s->els[root].end; i++) {
		uint32_t sign = s->els[i].sign | s->els[i].hint;

		if (s->els[i].dead || !(sign & bad))
			continue;
		if (!(s->els[i].sign & bad) && sign & SIGN_BAD && is_quotation(s, i))
			continue;
		/* not where longer texts stand among the pictures */
		if ((sign & bad) == SIGN_GALLERY && s->els[i].para_text > 0)
			continue;
		if ((sign & bad) == SIGN_GALLERY && is_figures(s, i)) {
			i = s->els[i].end - 1;
			continue;
		}
		/* pictures with captions can outweigh the text they belong to */
		if (holds_much(s, root, i) &&
		    !(sign & SIGN_GALLERY && s->els[root].para_text > fit.enough))
			continue;
		score_kill(s, i, WHY_SIGN);
	}
}

static bool has_long_para(const struct score *s, uint32_t root, uint32_t but)
{
	uint32_t i;

	for (i = root; i < s->els[root].end; i++) {
		if (i == but)
			i = s->els[but].end;
		if (i < s->els[root].end && score_is_para(&s->els[i]) &&
		    s->els[i].own > fit.box_para)
			return true;
	}
	return false;
}

/* A form with the box around it: as far up as only few words are added. */
static void mark_forms(struct score *s, uint32_t root)
{
	uint32_t i, box, up;

	for (i = root + 1; i < s->els[root].end; i++) {
		const struct el *el = &s->els[i];

		if (el->dead || !(html_is(el->node, "form") || html_is(el->node, "input")) ||
		    holds_much(s, root, i))
			continue;
		box = i;
		for (up = el->parent; el->inputs && up > root && up != EL_NONE;
		     up = s->els[up].parent) {
			if (s->els[up].text - el->text > fit.box_text || holds_much(s, root, up) ||
			    s->els[up].end - up > fit.box_els || has_long_para(s, up, box))
				break;
			box = up;
		}
		score_kill(s, box, WHY_FORM);
	}
}

static bool is_table_part(const xmlNode *n)
{
	return html_is(n, "tr") || html_is(n, "td") || html_is(n, "th") ||
	       html_is(n, "tbody") || html_is(n, "thead");
}

/* An address that is to be read. */
static bool shows_address(const struct score *s, const struct el *el)
{
	const char *text = html_text(s->page, el->node);

	return !strncmp(text, "http", 4) || !strncmp(text, "www.", 4) ||
	       (strchr(text, '@') && !strchr(text, ' '));
}

/* Whether the list that an item stands in is text, or the item is among others that are. */
static bool is_text_list(const struct score *s, const struct el *item)
{
	const struct el *list = &s->els[item->parent];

	return list->link <= fit.list_links * list->text ||
	       (item->text - item->link > fit.item_text && list->paras * 2 >= list->kids);
}

/* Bars, lists of links, tags. */
static void mark_links(struct score *s, uint32_t root)
{
	uint32_t i;

	for (i = root + 1; i < s->els[root].end; i++) {
		const struct el *el = &s->els[i];

		if (el->dead || !el->block || !el->links || el->paras || !el->text ||
		    is_table_part(el->node))
			continue;
		/* an item is text where the list as a whole is */
		if ((html_is(el->node, "li") && is_text_list(s, el)) || el->heading)
			continue;
		if (el->link > fit.list_links * el->text && !holds_much(s, root, i) &&
		    !(el->own == el->text && el->links == 1 && shows_address(s, el)))
			score_kill(s, i, WHY_LINKS);
	}
}

/* Lines that stand twice or more: captions of galleries, texts for small and large screens. */
static void mark_twins(struct score *s, uint32_t root)
{
	uint32_t size = 64, mask, i, *slots, flow = score_flow(s, root);
	uint64_t *hashes;

	while (size < 2 * (s->els[root].end - root))
		size *= 2;
	mask = size - 1;
	slots = arena_array(s->page->arena, size, sizeof(*slots));
	hashes = arena_array(s->page->arena, size, sizeof(*hashes));
	for (i = root + 1; i < s->els[root].end; i++) {
		struct el *el = &s->els[i];
		uint64_t h;
		uint32_t k;

		if (el->dead || !el->block || el->own < fit.twin || el->text != el->own ||
		    score_is_text_part(el->node) || score_is_text_part(s->els[el->parent].node))
			continue;
		const char *text = html_text(s->page, el->node);

		h = XXH3_64bits(text, strlen(text));
		for (k = (uint32_t)h & mask; slots[k] && hashes[k] != h; )
			k = (k + 1) & mask;
		if (slots[k] && s->els[slots[k] - 1].parent == el->parent)
			continue;
		if (slots[k]) {
			score_kill(s, i, WHY_TWICE);
			if (el->heading || el->own > fit.box_para)
				continue;
			/* both, unless the first is where the text is */
			if (s->els[slots[k] - 1].parent != flow)
				score_kill(s, slots[k] - 1, WHY_TWICE);
			continue;
		}
		slots[k] = i + 1;
		hashes[k] = h;
	}
}

static bool has_heading(const struct score *s, uint32_t i)
{
	uint32_t k;

	for (k = i; k < s->els[i].end; k++)
		if (s->els[k].heading)
			return true;
	return false;
}

/* A picture with its caption, in whatever elements: few words in a box with an image. */
static void mark_captions(struct score *s, uint32_t root)
{
	uint32_t i, text = 0, boxes = 0;
	bool kill;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		/* where such boxes are the text, they are a list with pictures */
		kill = pass == 1;
		if (kill && text > fit.keep_share * s->els[root].text)
			return;
		for (i = root + 1; i < s->els[root].end; i++) {
			const struct el *el = &s->els[i];

			if (el->dead || !el->images || !el->text || el->text > fit.caption ||
			    el->paras > 1 || !el->block || html_is(el->node, "p") ||
			    html_is(el->node, "li") || html_is(el->node, "figure") ||
			    is_table_part(el->node) || has_heading(s, i))
				continue;
			if (kill)
				score_kill(s, i, WHY_CAPTION);
			text += el->text;
			boxes++;
			i = el->end - 1;
		}
	}
}

/* Words that stand alone above an advert or on a button. */
static bool is_label(struct arena *a, const char *text)
{
	return label_is_paid(a, text) || label_is_service(a, text) || label_is_go_on(a, text);
}

static void mark_labels(struct score *s, uint32_t root)
{
	uint32_t i;

	for (i = root + 1; i < s->els[root].end; i++)
		if (!s->els[i].dead && s->els[i].own && s->els[i].text == s->els[i].own &&
		    s->els[i].own < fit.twin &&
		    is_label(s->page->arena, html_text(s->page, s->els[i].node)))
			score_kill(s, i, WHY_LABEL);
}

void boiler_mark(struct score *s, uint32_t root, const struct meta *meta,
		 struct article *art)
{
	uint32_t i;

	i = score_index(s, meta->h1);
	if (i != EL_NONE && i > root)
		score_kill(s, i, WHY_HEADLINE);
	/* with the headline in a head of its own it is shown there; else it opens the text */
	i = score_index(s, meta->dek);
	if (i != EL_NONE && i > root && html_parent_named(meta->dek, "header") && meta->h1 &&
	    meta->dek->parent == meta->h1->parent)
		score_kill(s, i, WHY_DEK);
	bio_take(s, root, meta, art);
	mark_signs(s, root);
	mark_forms(s, root);
	mark_links(s, root);
	mark_labels(s, root);
	mark_twins(s, root);
	mark_captions(s, root);
	edges_mark(s, root, meta);
}

/* boilerplate.c: structure first: a form with a field for an address is a subscription box
 * whatever its class and language; a line of links is a bar; what stands before the first and
 * behind the last paragraph must read like text to stay. */
#include "parse/boilerplate.h"

#include <xxhash.h>

#include "parse/bio.h"
#include "parse/call.h"
#include "parse/label.h"

static const struct {
	double keep_share;	/* a box with more of the container's text than this is no box */
	uint32_t box_text;	/* letters that a form's box may hold around the form */
	uint32_t box_para;	/* a paragraph longer than this is the article's */
	uint32_t box_els;	/* elements of a form's box, each of which is looked at */
	double list_links;	/* share of linked letters that makes a block a list of links */
	uint32_t short_line;	/* a line at the edges that is shorter is a label */
	uint32_t head_line;	/* the same, before the first paragraph */
	uint32_t lead_line;	/* letters of a heading that is rather the first sentence */
	double flow_share;	/* of the text in one element that makes it the article's flow */
	double flow_whole;	/* ... and behind which nothing follows any more */
	double tail_share;	/* of the text that a list of links behind it may have */
	uint32_t tail_line;	/* a paragraph in a box of its own at the end, so short, is none */
	uint32_t enough;	/* letters of running text that make an article */
	uint32_t caption;	/* letters of a box that is a picture with its caption */
	uint32_t item_text;	/* letters beside its links that make an item text */
	uint32_t call;		/* letters of a call, a credit or a line of rights ... */
	uint32_t call_line;	/* the same of one that does not say so at once ... */
	uint32_t call_lines;	/* ... and how many of them an end may have */
	uint32_t twin;		/* letters of a line that no text repeats by chance */
} fit = {
	.keep_share = 0.4, .box_text = 500, .box_para = 260, .box_els = 2000,
	.list_links = 0.5, .short_line = 60, .head_line = 100, .lead_line = 120,
	.flow_share = 0.7, .flow_whole = 0.9, .tail_share = 0.1, .tail_line = 110, .enough = 500,
	.caption = 200, .item_text = 20, .call = 320, .call_line = 120, .call_lines = 6,
	.twin = 40,
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

static bool is_text_part(const xmlNode *n)
{
	return html_is(n, "li") || html_is(n, "pre") || html_is(n, "blockquote") ||
	       html_is(n, "td") || html_is(n, "th") || html_is(n, "dd") || html_is(n, "dt");
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
		    is_text_part(el->node) || is_text_part(s->els[el->parent].node))
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

/* What stands before the headline, where enough stands behind it. */
static void mark_before(struct score *s, uint32_t root, uint32_t head)
{
	uint32_t i, behind = 0;

	if (head == EL_NONE || head <= root || head >= s->els[root].end)
		return;
	for (i = head; i < s->els[root].end; i++)
		if (!s->els[i].dead && score_is_para(&s->els[i]))
			behind += s->els[i].own;
	if (behind < fit.enough && behind * 2 < s->els[root].para_text)
		return;
	for (i = root + 1; i < head; i++)
		if (s->els[i].end <= head)
			score_kill(s, i, WHY_BEFORE);
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

/* A short sentence; a question or a call at the edges is to the reader. */
static bool is_statement(const struct score *s, const struct el *el)
{
	const char *text;
	size_t n;

	if (!el->ends || !el->own_marks || el->own_link)
		return false;
	text = html_text(s->page, el->node);
	n = strlen(text);
	return n && text[n - 1] != '!' && text[n - 1] != '?';
}

/* Headings over nothing: what stood between them and the next one is gone. */
static void mark_hollow(struct score *s, uint32_t root)
{
	uint32_t i, next = EL_NONE;
	bool gone = false;

	for (i = s->els[root].end; i-- > root + 1; ) {
		const struct el *el = &s->els[i], *up = &s->els[el->parent];

		if (el->dead) {
			gone |= el->own > 0;
			continue;
		}
		if (el->heading && el->own && gone && (!up->own || up->hushed) &&
		    (next == EL_NONE || (s->els[next].heading &&
					 s->els[next].heading <= el->heading))) {
			score_kill(s, i, WHY_HOLLOW);
			continue;
		}
		if ((el->block && el->own && !el->hushed) || html_is(el->node, "img")) {
			next = i;
			gone = false;
		}
	}
}

/* An item of a list that leads to other pages, as stand below an article; numbered lists there are
 * its sources. */
static bool leads_on(const struct score *s, uint32_t i)
{
	const struct el *up = &s->els[s->els[i].parent];

	return html_is(s->els[i].node, "li") && html_is(up->node, "ul") &&
	       up->links * 2 >= up->kids;
}

/* A label goes with all it holds, unless that is text. */
static void drop_lines(struct score *s, uint32_t i, enum el_why why)
{
	if (s->els[i].paras)
		score_hush(s, i, why);
	else
		score_kill(s, i, why);
}

static bool is_call(const struct score *s, uint32_t i)
{
	const struct el *el = &s->els[i];
	bool begins;
	enum call_kind kind;

	if (el->own > fit.call || el->heading == 1)
		return false;
	kind = call_kind_of(s->page->arena, html_text(s->page, el->node), &begins);
	if (kind == CALL_NONE || begins)
		return kind != CALL_NONE;
	return (kind == CALL_READER && el->own_link) || el->own < fit.call_line;
}

/* Calls, credits and rights at both ends of the article, from the ends inward up to the first line
 * that is none of them. */
static void mark_calls(struct score *s, uint32_t root)
{
	uint32_t i, left;

	for (i = s->els[root].end, left = fit.call_lines; i-- > root + 1 && left; ) {
		const struct el *el = &s->els[i];

		if (el->dead || el->hushed || !el->block || !el->own)
			continue;
		if (!is_call(s, i))
			break;
		drop_lines(s, i, WHY_CALL);
		left--;
	}
	for (i = root + 1, left = fit.call_lines; i < s->els[root].end && left; i++) {
		const struct el *el = &s->els[i];

		if (el->dead || el->hushed || !el->block || !el->own)
			continue;
		if (!is_call(s, i))
			break;
		drop_lines(s, i, WHY_CALL);
		left--;
	}
	for (i = root + 1; i < s->els[root].end; i++) {
		const struct el *el = &s->els[i];
		bool begins;

		if (!el->dead && !el->hushed && el->block && el->own && el->own_link &&
		    el->own <= fit.call / 2 &&
		    call_kind_of(s->page->arena, html_text(s->page, el->node), &begins) ==
		    CALL_READER && begins)
			drop_lines(s, i, WHY_CALL);
	}
}

/* The only box in an item of a list that stands right beside the text. */
static bool is_item_beside(const struct score *s, uint32_t i, uint32_t last)
{
	uint32_t item = s->els[i].parent, list = s->els[item].parent;

	return html_is(s->els[item].node, "li") && s->els[item].kids == 1 && list != EL_NONE &&
	       s->els[list].parent == s->els[last].parent;
}

/* Labels before the first paragraph and behind the last: bylines, dates, credits, headings that
 * lead to nothing; what stands before the headline; short calls in boxes of their own. */
static void mark_edges(struct score *s, uint32_t root, uint32_t head, uint32_t dek)
{
	uint32_t flow = score_flow(s, root), all = 0, in_flow = 0, behind = 0, end = root;
	uint32_t i, first = EL_NONE, last = root, last_end;

	mark_before(s, root, head != EL_NONE ? head : s->h1);
	for (i = root; i < s->els[root].end; i++) {
		if (s->els[i].dead || !score_is_para(&s->els[i]))
			continue;
		if (first == EL_NONE)
			first = i;
		all += s->els[i].own;
		if (leads_on(s, i)) {
			behind += s->els[i].own;
			end = i;
			continue;
		}
		last = i;
		behind = 0;
		if (s->els[i].parent == flow)
			in_flow += s->els[i].own;
	}
	if (first == EL_NONE)
		return;
	/* a short list of links at the end is none of the text */
	if (behind > fit.tail_share * all)
		last = end;
	last_end = s->els[last].end;
	for (i = s->els[flow].end; i <= last && in_flow > fit.flow_share * all; i++) {
		const struct el *el = &s->els[i];

		if (score_is_para(el) && el->parent != flow && !is_text_part(el->node) &&
		    (el->own < fit.tail_line || in_flow > fit.flow_whole * all))
			score_kill(s, i, WHY_TAIL);
	}
	for (i = root + 1; i < s->els[root].end; i++) {
		struct el *el = &s->els[i];
		uint32_t label = i < first && el->parent != flow ? fit.head_line : fit.short_line;

		if (!el->dead && i < first && html_is(el->node, "time"))
			score_kill(s, i, WHY_TIME);
		if (el->dead || !el->block || !el->own || (i >= first && i < last_end))
			continue;
		if ((is_text_part(el->node) || is_item_beside(s, i, last)) &&
		    (i > last ? !leads_on(s, i) : !el->own_link))
			continue;
		if (i < first && el->heading > 1 && el->parent == s->els[first].parent)
			continue;
		if (!el->heading && el->parent == flow && is_statement(s, el))
			continue;
		if (i < first && (i == dek || (el->heading && el->own > fit.lead_line &&
					       !el->own_link)))
			continue;
		if (el->heading || el->own < label || (i > last && leads_on(s, i)))
			drop_lines(s, i, WHY_EDGE);
	}
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
	if (i != EL_NONE && i > root && html_parent_named(meta->dek, "header") &&
	    meta->dek->parent == meta->h1->parent)
		score_kill(s, i, WHY_DEK);
	bio_take(s, root, meta, art);
	mark_signs(s, root);
	mark_forms(s, root);
	mark_links(s, root);
	mark_labels(s, root);
	mark_twins(s, root);
	mark_captions(s, root);
	mark_edges(s, root, score_index(s, meta->h1), score_index(s, meta->dek));
	mark_calls(s, root);
	mark_hollow(s, root);
}

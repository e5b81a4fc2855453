/* edges.c: labels before the text and behind it, what stands before the headline, boxes behind a
 * text that is in one place; then calls, credits and rights, from the ends inward; last the
 * headings over nothing. */
#include "parse/edges.h"

#include "base/limits.h"
#include "parse/boilerplate.h"
#include "parse/call.h"
#include "parse/label.h"
#include "parse/names.h"

static const struct {
	uint32_t short_line;	/* a line at the edges that is shorter is a label */
	uint32_t head_line;	/* the same, before the first paragraph */
	uint32_t lead_line;	/* letters of a heading that is rather the first sentence */
	double flow_share;	/* of the text in one element that makes it the article's flow */
	double flow_whole;	/* ... and behind which nothing follows any more */
	double tail_share;	/* of the text that a list of links behind it may have */
	uint32_t tail_line;	/* a paragraph in a box of its own at the end, so short, is none */
	uint32_t enough;	/* letters of running text that make an article */
	uint32_t head_parts;	/* elements before the text of an entry */
	double more_share;	/* of the text that may follow under "Read next" */
	uint32_t clock;		/* letters of a time of day, as entries of a live blog have */
	uint32_t call;		/* letters of a call, a credit or a line of rights ... */
	uint32_t call_line;	/* the same of one that does not say so at once ... */
	uint32_t call_lines;	/* ... and how many of them an end may have */
} fit = {
	.short_line = 60, .head_line = 100, .lead_line = 120, .flow_share = 0.7,
	.flow_whole = 0.9, .tail_share = 0.1, .tail_line = 110, .enough = 500,
	.head_parts = 10, .more_share = 0.1, .clock = 8, .call = 320, .call_line = 120,
	.call_lines = 6,
};

/* Where the living text is. */
struct extent {
	uint32_t first, last;	/* paragraphs; first is EL_NONE where there is none */
	uint32_t flow;		/* the element whose children have most of it */
	uint32_t all, in_flow;	/* letters */
};

/* A label goes with all it holds, unless that is text. */
static void drop_lines(struct score *s, uint32_t i, enum el_why why)
{
	if (s->els[i].paras)
		score_hush(s, i, why);
	else
		score_kill(s, i, why);
}

/* --- labels --- */

/* An item of a list that leads to other pages, as stand below an article; numbered lists there are
 * its sources. */
static bool leads_on(const struct score *s, uint32_t i)
{
	const struct el *list;

	if (!html_is(s->els[i].node, "li"))
		return false;
	list = &s->els[s->els[i].parent];
	return html_is(list->node, "ul") && list->links * 2 >= list->kids;
}

static struct extent find_extent(const struct score *s, uint32_t root, uint32_t flow)
{
	struct extent x = { .first = EL_NONE, .last = root, .flow = flow };
	uint32_t i, behind = 0, end = root;

	for (i = root; i < s->els[root].end; i++) {
		if (s->els[i].dead || !score_is_para(&s->els[i]))
			continue;
		if (x.first == EL_NONE)
			x.first = i;
		x.all += s->els[i].own;
		if (leads_on(s, i)) {
			behind += s->els[i].own;
			end = i;
			continue;
		}
		x.last = i;
		behind = 0;
		if (s->els[i].parent == x.flow)
			x.in_flow += s->els[i].own;
	}
	/* a short list of links at the end is none of the text */
	if (behind > fit.tail_share * x.all)
		x.last = end;
	return x;
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

/* Where the text is in one place, what reads like text behind it is a box. */
static void mark_tail(struct score *s, const struct extent *x)
{
	bool is_whole = x->in_flow > fit.flow_whole * x->all;
	uint32_t i;

	if (x->in_flow <= fit.flow_share * x->all)
		return;
	for (i = s->els[x->flow].end; i <= x->last; i++) {
		const struct el *el = &s->els[i];

		if (score_is_para(el) && el->parent != x->flow &&
		    !score_is_text_part(el->node) && (is_whole || el->own < fit.tail_line))
			score_kill(s, i, WHY_TAIL);
	}
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

/* The only box in an item of a list that stands right beside the text. */
static bool is_item_beside(const struct score *s, uint32_t i, uint32_t last)
{
	uint32_t item = s->els[i].parent, list = s->els[item].parent;

	return html_is(s->els[item].node, "li") && s->els[item].kids == 1 && list != EL_NONE &&
	       s->els[list].parent == s->els[last].parent;
}

/* A line outside the extent that is text all the same. */
static bool is_text(const struct score *s, const struct extent *x, uint32_t i, uint32_t dek)
{
	const struct el *el = &s->els[i];

	if (score_is_text_part(el->node) || is_item_beside(s, i, x->last))
		return i > x->last ? !leads_on(s, i) : !el->own_link;
	if (!el->heading && el->parent == x->flow && is_statement(s, el))
		return true;
	if (i > x->first)
		return false;
	return i == dek || (el->heading > 1 && el->parent == s->els[x->first].parent) ||
	       (el->heading && el->own > fit.lead_line && !el->own_link);
}

/* Whether an element opens with a heading of its own, which is not the story's. */
static bool has_head(const struct score *s, uint32_t i)
{
	uint32_t k, end = MIN(s->els[i].end, i + fit.head_parts);

	for (k = i + 1; k < end && !score_is_para(&s->els[k]); k++)
		if (s->els[k].heading > 1)
			return !s->els[k].dead;
	return false;
}

/* Text in entries side by side, each with a head, as in a live blog: that of the first one stays
 * as the others do. */
static bool has_entries(const struct score *s, const struct extent *x)
{
	uint32_t one = s->els[x->first].parent, next;

	if (one == EL_NONE || (next = s->els[one].end) >= s->n || x->last < next)
		return false;
	return s->els[next].parent == s->els[one].parent && !s->els[next].dead &&
	       !strcmp((const char *)s->els[next].node->name,
		       (const char *)s->els[one].node->name) &&
	       has_head(s, one) && has_head(s, next);
}

/* Bylines, dates, credits, headings that lead to nothing. */
static void mark_labels(struct score *s, uint32_t root, const struct extent *x, uint32_t dek)
{
	uint32_t i, end = s->els[x->last].end;
	uint32_t entry = has_entries(s, x) ? s->els[x->first].parent : EL_NONE;

	for (i = root + 1; i < s->els[root].end; i++) {
		struct el *el = &s->els[i];
		uint32_t label = i < x->first && el->parent != x->flow ? fit.head_line :
				 fit.short_line;

		if (i > entry && i < x->first)
			continue;
		if (!el->dead && i < x->first && html_is(el->node, "time"))
			score_kill(s, i, WHY_TIME);
		if (el->dead || !el->block || !el->own || (i >= x->first && i < end) ||
		    (is_text(s, x, i, dek) && !el->signature))
			continue;
		if (el->heading || el->own < label || el->signature ||
		    (i > x->last && leads_on(s, i)))
			drop_lines(s, i, WHY_EDGE);
	}
}

/* Who wrote it and when, between a dek that stands in the text and the paragraph behind it. */
static void mark_signature(struct score *s, const struct extent *x, uint32_t dek)
{
	uint32_t i, k;

	if (dek == EL_NONE || dek != x->first)
		return;
	for (i = s->els[dek].end; i < x->last && !score_is_para(&s->els[i]); i++) {
		const struct el *el = &s->els[i];
		bool has_time = false;

		if (el->dead || !el->block || !el->own || el->own > fit.head_line || el->heading)
			continue;
		for (k = i; k < el->end; k++)
			has_time |= html_is(s->els[k].node, "time");
		if ((has_time && el->own > fit.clock) ||
		    names_is_byline(str_of(html_text(s->page, el->node))))
			drop_lines(s, i, WHY_EDGE);
	}
}

/* What follows behind the text under a heading as "Read next" or "Sources". */
static void mark_more(struct score *s, uint32_t root, const struct extent *x)
{
	uint32_t i, k, behind = 0;

	for (i = s->els[root].end; i-- > root + 1 && behind <= fit.more_share * x->all; ) {
		const struct el *el = &s->els[i];
		enum heading_kind kind;

		if (el->dead || el->hushed || !el->block || !el->own)
			continue;
		if (score_is_para(el))
			behind += el->own;
		if (el->text != el->own || score_is_para(el) || el->own > fit.short_line ||
		    behind > fit.more_share * x->all)
			continue;
		kind = label_heading(s->page->arena, html_text(s->page, el->node));
		/* beside the text it is of a box, and leads only that */
		if ((kind != HEADING_STORY && kind != HEADING_OTHER) ||
		    (behind && el->parent != x->flow))
			continue;
		for (k = i; k < s->els[root].end; k = s->els[k].end)
			score_kill(s, k, WHY_TAIL);
	}
}

/* --- calls --- */

static bool is_line(const struct el *el)
{
	return !el->dead && !el->hushed && el->block && el->own;
}

/* The lines directly in an element, without those of the blocks it holds. */
static const char *own_lines(const struct score *s, const struct el *el)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	const xmlNode *n = html_next(el->node, el->node);
	const char *text;

	if (el->text == el->own)
		return html_text(s->page, el->node);
	while (n) {
		if (html_is_block(n) || html_is_invisible(n)) {
			n = html_skip(el->node, n);
			continue;
		}
		if (n->type == XML_TEXT_NODE && n->content)
			buf_puts(&b, (const char *)n->content);
		n = html_next(el->node, n);
	}
	text = arena_str(s->page->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static enum call_kind call_of(const struct score *s, const struct el *el, bool *begins)
{
	*begins = false;
	if (el->own > fit.call || el->heading == 1)
		return CALL_NONE;
	return call_kind_of(s->page->arena, own_lines(s, el), begins);
}

static bool is_call(const struct score *s, const struct el *el)
{
	bool begins;
	enum call_kind kind = call_of(s, el, &begins);

	if (kind == CALL_NONE || begins)
		return kind != CALL_NONE;
	/* articles speak of rights too */
	return (kind == CALL_READER && el->own_link) ||
	       el->own < (kind == CALL_RIGHTS ? fit.short_line : fit.call_line);
}

/* Whether the line at an end is gone, or is none, so that the next one inward is looked at. */
static bool peel(struct score *s, uint32_t i, uint32_t *left)
{
	if (!is_line(&s->els[i]))
		return true;
	if (!*left || !is_call(s, &s->els[i]))
		return false;
	drop_lines(s, i, WHY_CALL);
	--*left;
	return true;
}

/* From the ends inward, up to the first line that is no such thing; within the text only what calls
 * with its first words and has a link to follow. */
static void mark_calls(struct score *s, uint32_t root)
{
	uint32_t i, left = fit.call_lines;
	bool begins;

	for (i = s->els[root].end; i-- > root + 1 && peel(s, i, &left); )
		;
	left = fit.call_lines;
	for (i = root + 1; i < s->els[root].end && peel(s, i, &left); i++)
		;
	for (i = root + 1; i < s->els[root].end; i++)
		if (is_line(&s->els[i]) && s->els[i].own_link && s->els[i].own <= fit.call / 2 &&
		    call_of(s, &s->els[i], &begins) == CALL_READER && begins)
			drop_lines(s, i, WHY_CALL);
}

/* --- headings --- */

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
		if (is_line(el) || html_is(el->node, "img")) {
			next = i;
			gone = false;
		}
	}
}

void edges_mark(struct score *s, uint32_t root, const struct meta *meta)
{
	uint32_t head = score_index(s, meta->h1), dek = score_index(s, meta->dek);
	uint32_t flow = score_flow(s, root);
	struct extent x;

	mark_before(s, root, head != EL_NONE ? head : s->h1);
	x = find_extent(s, root, flow);
	if (x.first != EL_NONE) {
		mark_tail(s, &x);
		mark_labels(s, root, &x, dek);
		mark_signature(s, &x, dek);
		mark_more(s, root, &x);
	}
	mark_calls(s, root);
	mark_hollow(s, root);
}

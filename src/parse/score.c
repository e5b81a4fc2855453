/* score.c: one walk that measures, sums from the leaves up, and the search for the container. */
#include "parse/score.h"

#include <stdlib.h>
#include <unistr.h>

#include "base/mem.h"
#include "parse/label.h"
#include "parse/names.h"
#include "parse/sign.h"
#include "parse/verse.h"

/* Hints that the first look for the container heeds, and signs that the last one still does. */
#define HINTS_SURE (SIGN_COMMENT | SIGN_FOOT | SIGN_NAV | SIGN_POPUP)
#define SIGNS_SURE (SIGN_NAV | SIGN_FOOT | SIGN_CARD)

/* Fitted on pages with known text; see tests/eval-floor. */
static const struct {
	uint32_t para_text;	/* letters that make lines running text ... */
	uint32_t line_text;	/* ... or so many, where they end as a sentence does */
	double para_links;	/* share of linked letters above which lines are a list of links */
	int64_t cost_line;	/* of a line that is no running text */
	int64_t cost_link;	/* of a link outside running text, besides */
	double good, body;	/* factors on the gain of elements with these signs */
	double same_title;	/* share of a headline's words in the title */
	uint32_t near_text;	/* letters between headline and text */
	double near;		/* factor on what begins so near the headline */
	double data;		/* worth of a letter in lines without links */
	uint32_t head_links;	/* that make a header the site's */
	uint32_t no_caption;	/* letters that no caption has */
	uint32_t comments;	/* letters of a heading that says what they are */
	uint32_t icon;		/* pixels across below which an image is none to look at */
	uint32_t whole;		/* times the text of a lone paragraph that its parent may have */
	uint32_t little;	/* letters of running text that may be no article ... */
	uint32_t much;		/* ... if a box has so many times as many */
	uint32_t signature;	/* letters of a line with who wrote it and when ... */
	uint32_t by_digits;	/* ... digits of one that begins with "by" ... */
	uint32_t bar_digits;	/* ... or has a bar ... */
	uint32_t bar_line;	/* ... and so many letters at most */
	double climb;		/* how much more gain a container needs than the one below it */
} fit = {
	.para_text = 80, .line_text = 30, .para_links = 0.5, .cost_line = 10, .cost_link = 8,
	.good = 1.04, .body = 1.3, .same_title = 0.7, .near_text = 500, .near = 1.3,
	.data = 0.4, .head_links = 4, .no_caption = 400, .comments = 40, .icon = 48,
	.whole = 3, .little = 400, .much = 2, .climb = 1.02,
	.signature = 160, .by_digits = 10, .bar_digits = 8, .bar_line = 80,
};

static bool is_wide(ucs4_t c)
{
	return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_sentence_end(ucs4_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xff01 ||
	       c == 0xff1f || c == 0x964 || c == 0x61f || c == 0x6d4;
}

static bool is_mark(ucs4_t c)
{
	return is_sentence_end(c) || c == ',' || c == ';' || c == 0x60c || c == 0x3001 ||
	       c == 0xff0c || c == 0x61b;
}

static bool is_closing(ucs4_t c)
{
	return c == '"' || c == ')' || c == '\'' || c == 0x201d || c == 0x2019 || c == 0xbb ||
	       c == 0x201c || c == 0x300d || c == 0x300f || c == ']';
}

static void measure_text(struct el *line, struct el *el, const char *text, bool in_link)
{
	const uint8_t *p = (const uint8_t *)text;
	uint32_t n = 0, w;
	ucs4_t c;

	for (;;) {
		/* most characters are these, and neither wide nor a mark nor closing */
		for (; ascii_alpha(*p) || ascii_digit(*p); p++) {
			n++;
			line->ends = false;
		}
		p = u8_next(&c, p);
		if (!p)
			break;
		if (c <= ' ' || c == 0xa0 || c == 0xad || c == 0x200b)
			continue;
		w = is_wide(c) ? 2 : 1;
		n += w;
		if (is_mark(c))
			line->own_marks++;
		if (!is_closing(c))
			line->ends = is_sentence_end(c) || c == ':';
	}
	line->own += n;
	el->text += n;
	if (in_link) {
		line->own_link += n;
		el->link += n;
	}
}

bool score_is_para(const struct el *el)
{
	uint32_t plain = el->own - el->own_link;

	if (!el->block || el->heading || el->signature)
		return false;
	if (el->verse)
		return true;
	if (el->own_link > fit.para_links * el->own && (plain < fit.para_text || el->own_marks < 2))
		return false;
	return (el->own >= fit.para_text && el->own_marks > 0) ||
	       (el->own >= fit.line_text && el->ends && el->own_marks > 0);
}

/* Items and cells without links are an article's in pages of recipes and results. */
static bool is_data(const struct el *el)
{
	return html_is(el->node, "li") || html_is(el->node, "td") || html_is(el->node, "pre") ||
	       html_is(el->node, "dd") || html_is(el->node, "th");
}

/* What the element's own lines are worth to an article. */
static void value_own(struct el *el)
{
	if (!el->own || !el->block)
		return;
	/* a long text beside a picture is no caption */
	if (el->own > fit.no_caption)
		el->zone &= ~(uint32_t)(SIGN_GALLERY | SIGN_CAPTION);
	if (score_is_para(el) && !(el->zone & SIGNS_INHERITED)) {
		el->paras++;
		el->para_text += el->own - el->own_link;
		el->gain += el->own - el->own_link;
	} else if (!el->own_link && !(el->zone & SIGNS_INHERITED)) {
		el->gain += (int64_t)(el->own * fit.data);
		if (!is_data(el) && !el->heading)
			el->gain -= fit.cost_line;
	} else if (!el->heading || el->own_link) {
		el->gain -= fit.cost_line + (el->own_link ? fit.cost_link : 0);
	}
}

/* Not one of the small ones that stand among words or are not seen. */
static bool is_picture(const xmlNode *img)
{
	const char *alt = html_attr(img, "alt"), *width = html_attr(img, "width");
	int64_t w;

	if (html_is_pixel(img) || (alt && html_is_emoji(alt)))
		return false;
	return !width || !str_int(str_of(width), 0, 10000, &w) || w >= fit.icon;
}

static struct el *add_el(struct score *s, const xmlNode *n, uint32_t parent,
			 const struct related_map *cards)
{
	struct el *el = &s->els[s->n++];
	const char *type;

	*el = (struct el){ .node = n, .parent = parent, .heading = html_heading(n) };
	el->before = s->text;
	el->block = html_is_block(n);
	el->sign = sign_of(n, &el->hint);
	if (cards && related_is_card(cards, n))
		el->sign |= SIGN_CARD;
	if (parent != EL_NONE) {
		el->depth = s->els[parent].depth + 1;
		s->els[parent].kids++;
	} else {
		el->block = true;
	}
	if (html_is(n, "picture") || (html_is(n, "img") && is_picture(n)))
		el->images++;
	if (html_is(n, "input")) {
		type = html_attr(n, "type");
		el->inputs += !strieq(type, "hidden");
		el->emails += strieq(type, "email");
	}
	((xmlNode *)n)->_private = (void *)(uintptr_t)s->n;
	return el;
}

static void walk(struct score *s, const xmlNode *root, const struct related_map *cards)
{
	const xmlNode *n = root;
	uint32_t cur = EL_NONE, line = EL_NONE, links = 0;
	bool entered;

	for (;;) {
		entered = n->type == XML_ELEMENT_NODE && !(n != root && html_is_invisible(n));
		if (entered) {
			struct el *el = add_el(s, n, cur, cards);

			cur = s->n - 1;
			if (el->block)
				line = cur;
			if (html_is(n, "a") && html_attr(n, "href")) {
				links++;
				el->links++;
			}
		} else if (n->type == XML_TEXT_NODE && n->content && cur != EL_NONE) {
			uint32_t was = s->els[cur].text;

			measure_text(&s->els[line], &s->els[cur], (const char *)n->content,
				     links > 0);
			s->text += s->els[cur].text - was;
		}
		if (entered && n->children) {
			n = n->children;
			continue;
		}
		for (;;) {
			if (entered) {
				s->els[cur].end = s->n;
				if (html_is(n, "a") && html_attr(n, "href"))
					links--;
				cur = s->els[cur].parent;
				for (line = cur; line != EL_NONE && !s->els[line].block; )
					line = s->els[line].parent;
			}
			if (n == root || n->next)
				break;
			n = n->parent;
			entered = true;
		}
		if (n == root)
			return;
		n = n->next;
	}
}

static size_t count_elements(const xmlNode *root)
{
	const xmlNode *n;
	size_t k = 0;

	for (n = root; n; n = html_next(root, n))
		k += n->type == XML_ELEMENT_NODE;
	return k;
}

static void sum_up(struct score *s)
{
	uint32_t i;

	for (i = s->n; i-- > 1; ) {
		struct el *el = &s->els[i], *up = &s->els[el->parent];

		up->text += el->text;
		up->link += el->link;
		up->links += el->links;
		up->inputs += el->inputs;
		up->emails += el->emails;
		up->images += el->images;
	}
}

/* A header full of links, which no article has. */
static bool is_masthead(const struct score *s, const struct el *el)
{
	return el->links >= fit.head_links && el->link > fit.para_links * el->text &&
	       el->text * 2 < s->els[0].text && !html_parent_named(el->node, "article");
}

/* What leads nowhere is no teaser of another story, whatever it is called: many name the opening
 * of the story itself so. */
static void resolve_hints(struct score *s)
{
	uint32_t i;

	for (i = 0; i < s->n; i++) {
		struct el *el = &s->els[i];

		if (el->hint & SIGN_LEADS)
			el->hint ^= SIGN_LEADS | (el->links ? SIGN_BAD & ~el->hint : 0);
		if (el->sign & SIGN_HEAD && is_masthead(s, el))
			el->sign |= SIGN_NAV;
	}
}

/* A heading that says "Comments", well behind the headline: what it leads is them, the box that it
 * opens or, where it opens none, what follows in its own. */
static void find_comments(struct score *s)
{
	uint32_t i, k, box;

	for (i = s->h1 == EL_NONE ? s->n : s->els[s->h1].end; i < s->n; i++) {
		const struct el *el = &s->els[i];

		if (!el->block || !el->own || el->own > fit.comments || el->text != el->own ||
		    el->before - s->els[s->h1].before < fit.near_text ||
		    !label_is_comments(s->page->arena, html_text(s->page, el->node)))
			continue;
		for (box = i; s->els[s->els[box].parent].before == el->before; )
			box = s->els[box].parent;
		if (box != i)
			s->els[box].hint |= SIGN_COMMENT;
		else if (el->heading)
			for (k = el->end; k < s->els[el->parent].end; k = s->els[k].end)
				s->els[k].hint |= SIGN_COMMENT;
	}
}

/* The h1 that the document's title repeats, or the only one. */
static uint32_t find_headline(const struct score *s)
{
	xmlNode *title = html_find(s->page->root, "title");
	const char *words = title ? html_text(s->page, title) : "";
	uint32_t i, only = EL_NONE, n = 0, seen = 0;

	for (i = 0; i < s->n && seen < 50; i++) {
		if (s->els[i].heading != 1 || s->els[i].text < 8 || s->els[i].text > 300)
			continue;
		seen++;
		if (names_overlap(html_text(s->page, s->els[i].node), words) >= fit.same_title)
			return i;
		only = i;
		n++;
	}
	return n == 1 ? only : EL_NONE;
}

/* Computes zones and sums, with those signs and hints. */
static void compute(struct score *s, uint32_t signs, uint32_t by_class)
{
	uint32_t i;

	for (i = 0; i < s->n; i++) {
		struct el *el = &s->els[i];
		uint32_t up = i ? s->els[el->parent].zone & SIGNS_INHERITED : 0;

		el->zone = up | (el->sign & signs) | (el->hint & by_class);
		el->gain = 0;
		el->paras = el->para_text = 0;
		value_own(el);
	}
	for (i = s->n; i-- > 1; ) {
		struct el *el = &s->els[i], *up = &s->els[el->parent];

		up->paras += el->paras;
		up->para_text += el->para_text;
		up->gain += el->gain;
	}
}

/* The page's <main>; the text of what stands behind it is not the article's. */
static uint32_t find_main(const struct score *s)
{
	uint32_t i;

	for (i = 0; i < s->n; i++)
		if (html_is(s->els[i].node, "main"))
			return i;
	return EL_NONE;
}

/* A name that speaks of a box is wrong where most of the text stands in it. */
static void forgive(struct score *s)
{
	const uint32_t bad = SIGNS_INHERITED;
	uint32_t i = s->h1, keep, main;

	/* what holds the headline is no comment, whatever it is called */
	for (; i != EL_NONE; i = s->els[i].parent)
		s->els[i].hint &= ~bad;

	compute(s, ~0u, HINTS_SURE | SIGN_GALLERY);
	/* a gallery may have more words than the article it stands in */
	keep = SIGN_COMMENT | (s->els[0].para_text > fit.little ? SIGN_GALLERY : 0);
	main = find_main(s);
	for (i = 1; i < s->n; i++)
		if (s->els[i].text > s->els[0].text / 2 || s->els[i].sign & SIGN_BODY) {
			if (main == EL_NONE || i <= main)
				s->els[i].sign &= ~(bad & ~keep);
			s->els[i].hint &= ~(bad & ~keep);
		}
	compute(s, ~0u, HINTS_SURE | (keep & SIGN_GALLERY));
	i = score_container(s);
	for (; i != EL_NONE; i = s->els[i].parent)
		s->els[i].hint &= ~bad;
}

/* What speaks against the boxes that hold most of the container's text is wrong. */
static void forgive_below(struct score *s, uint32_t container, uint32_t ignored)
{
	uint32_t k, enough = s->els[container].para_text / 2;

	for (k = 0; k < s->els[container].end; k++)
		if (s->els[k].end > container && s->els[k].para_text > enough) {
			s->els[k].sign &= SIGNS_SURE | ~SIGNS_INHERITED;
			s->els[k].hint &= ~SIGNS_INHERITED;
		}
	for (k = container; k < s->els[container].end; k++)
		s->els[k].hint &= ~ignored;
}

/* Little text outside the boxes: then one of the boxes may be the article's, whatever it is; a
 * comment last. */
static void look_again(struct score *s)
{
	static const uint32_t hints_kept[] = { SIGN_POPUP | SIGN_COMMENT, SIGN_POPUP };
	uint32_t i = score_container(s), had = i == EL_NONE ? 0 : s->els[i].para_text;
	uint32_t sure = SIGNS_SURE | (find_main(s) != EL_NONE ? SIGN_ASIDE : 0);
	size_t k;

	for (k = 0; k < ARRAY_LEN(hints_kept) && had < fit.little; k++) {
		compute(s, sure, hints_kept[k]);
		i = score_container(s);
		if (i != EL_NONE && s->els[i].para_text >= fit.much * had + 1) {
			forgive_below(s, i, SIGN_COMMENT & ~hints_kept[k]);
			had = s->els[i].para_text;
		} else {
			compute(s, ~0u, ~0u);
		}
	}
}

static void find_verse(struct score *s)
{
	uint32_t i, k;

	for (i = 0; i < s->n; i++) {
		if (s->els[i].links || s->els[i].images || !verse_is_in(s->els[i].node))
			continue;
		for (k = i + 1; k < s->els[i].end; k = s->els[k].end)
			s->els[k].verse = s->els[k].own > 0;
	}
}

static bool is_signature(const char *text, uint32_t letters)
{
	uint32_t digits = 0;
	const char *s;

	for (s = text; *s; s++)
		digits += ascii_digit(*s);
	if (digits >= fit.by_digits && names_is_byline(str_of(text)))
		return true;
	return digits >= fit.bar_digits && letters <= fit.bar_line &&
	       (strchr(text, '|') || strstr(text, "·") || strstr(text, "•"));
}

/* Lines right behind the headline that read as text: "By N. N. - published 3 May 2024 at 10.15,
 * updated 4 May 2024 at 9.40". */
static void find_signature(struct score *s)
{
	uint32_t i, paras = 0;

	for (i = s->h1 == EL_NONE ? s->n : s->els[s->h1].end; i < s->n && paras < 2; i++) {
		struct el *el = &s->els[i];

		if (!score_is_para(el))
			continue;
		paras++;
		if (el->own > fit.signature || !is_signature(html_text(s->page, el->node), el->own))
			continue;
		el->signature = true;
		return;
	}
}

struct score *score_read(const struct page *p, const struct related_map *cards)
{
	struct score *s = ARENA_NEW(p->arena, struct score);

	s->page = p;
	s->root = EL_NONE;
	s->els = arena_array(p->arena, count_elements(p->root), sizeof(*s->els));
	walk(s, p->root, cards);
	sum_up(s);
	find_verse(s);
	resolve_hints(s);
	s->h1 = find_headline(s);
	find_signature(s);
	find_comments(s);
	forgive(s);
	compute(s, ~0u, ~0u);
	look_again(s);
	return s;
}

uint32_t score_index(const struct score *s, const xmlNode *n)
{
	uintptr_t i = n && n->type == XML_ELEMENT_NODE ? (uintptr_t)n->_private : 0;

	return i && i <= s->n && s->els[i - 1].node == n ? (uint32_t)(i - 1) : EL_NONE;
}

static double weight(const struct score *s, const struct el *el)
{
	double w = (double)el->gain;

	if (w > 0 && s->h1 != EL_NONE) {
		const struct el *h = &s->els[s->h1];
		uint32_t i = (uint32_t)(el - s->els);

		if (i < s->h1 ? el->end > s->h1 : el->before < h->before + h->text + fit.near_text)
			w *= fit.near;
	}

	if (w > 0 && (el->sign | el->hint) & SIGN_BODY)
		w *= fit.body;
	else if (w > 0 && (el->sign | el->hint) & SIGN_GOOD)
		w *= fit.good;
	return w;
}

double score_weight(const struct score *s, uint32_t i)
{
	return weight(s, &s->els[i]);
}

void score_kill(struct score *s, uint32_t i, enum el_why why)
{
	uint32_t k;

	for (k = i; k < s->els[i].end; k++) {
		s->els[k].hushed |= s->els[k].kept == KEPT_HOLDS;
		if (s->els[k].dead || s->els[k].kept)
			continue;
		s->els[k].dead = true;
		s->els[k].why = (uint8_t)why;
	}
}

static bool holds_block(const struct score *s, uint32_t i)
{
	uint32_t k;

	for (k = i + 1; k < s->els[i].end; k++)
		if (s->els[k].block)
			return true;
	return false;
}

void score_hush(struct score *s, uint32_t i, enum el_why why)
{
	uint32_t k = i + 1;

	s->els[i].hushed = s->els[i].kept != KEPT_IS;
	while (k < s->els[i].end) {
		if (s->els[k].block) {
			k = s->els[k].end;
		} else if (holds_block(s, k)) {
			s->els[k].hushed = s->els[k].kept != KEPT_IS;
			k++;
		} else {
			score_kill(s, k, why);
			k = s->els[k].end;
		}
	}
}

bool score_is_text_part(const xmlNode *n)
{
	return html_is(n, "li") || html_is(n, "pre") || html_is(n, "blockquote") ||
	       html_is(n, "td") || html_is(n, "th") || html_is(n, "dd") || html_is(n, "dt");
}

uint32_t score_flow(const struct score *s, uint32_t root)
{
	uint32_t *sum = mem_zalloc((s->n + 1) * sizeof(*sum)), i, best = root;

	for (i = root + 1; i < s->els[root].end; i++)
		if (!s->els[i].dead && score_is_para(&s->els[i]) &&
		    !(s->els[i].zone & SIGNS_INHERITED))
			sum[s->els[i].parent] += s->els[i].own;
	sum[root] += s->els[root].own;
	for (i = root; i < s->els[root].end; i++)
		if (sum[i] > sum[best])
			best = i;
	free(sum);
	return best;
}

/* One paragraph is no article: what it stands in, unless that is a page. */
static uint32_t whole_of(const struct score *s, uint32_t i)
{
	uint32_t up = i == EL_NONE ? EL_NONE : s->els[i].parent;

	if (up == EL_NONE || s->els[i].paras > 1 || !score_is_para(&s->els[i]) ||
	    s->els[up].text > fit.whole * s->els[i].text)
		return i;
	return up;
}

uint32_t score_container(struct score *s)
{
	uint32_t i, best = EL_NONE;
	double top = 0;

	/* in document order a container comes before what it holds, so that the deeper of two
	 * equal ones wins; a higher one must be clearly better */
	for (i = 0; i < s->n; i++) {
		double w = weight(s, &s->els[i]);
		bool inside = best != EL_NONE && i < s->els[best].end;

		if (!s->els[i].block || (!s->els[i].paras && s->els[i].gain <= 0))
			continue;
		if (best == EL_NONE || (inside ? w * fit.climb >= top : w > top)) {
			best = i;
			top = w;
		}
	}
	return whole_of(s, best);
}

/* boilerplate.c: structure first: a form with a field for an address is a subscription box
 * whatever its class and language; a line of links is a bar; what stands before the first and
 * behind the last paragraph must read like text to stay. */
#include "parse/boilerplate.h"

#include "base/limits.h"
#include "parse/bio.h"

static const struct {
	double keep_share;	/* a box with more of the container's text than this is no box */
	uint32_t box_text;	/* letters that a form's box may hold around the form */
	uint32_t box_para;	/* a paragraph longer than this is the article's */
	double list_links;	/* share of linked letters that makes a block a list of links */
	uint32_t short_line;	/* a line at the edges that is shorter is a label */
} fit = {
	.keep_share = 0.4, .box_text = 500, .box_para = 260, .list_links = 0.5,
	.short_line = 60,
};

void boiler_kill(struct score *s, uint32_t i)
{
	uint32_t k;

	for (k = i; k < s->els[i].end; k++)
		s->els[k].dead = true;
}

static bool holds_much(const struct score *s, uint32_t root, uint32_t i)
{
	return s->els[i].text > fit.keep_share * s->els[root].text;
}

/* Boxes by their tag, role or class. */
static void mark_signs(struct score *s, uint32_t root)
{
	const uint32_t bad = SIGN_NAV | SIGN_ASIDE | SIGN_FOOT | SIGN_BAD | SIGN_CARD |
			     SIGN_COMMENT;
	uint32_t i;

	for (i = root + 1; i < s->els[root].end; i++) {
		if (s->els[i].dead || !((s->els[i].sign | s->els[i].hint) & bad) || holds_much(s, root, i))
			continue;
		boiler_kill(s, i);
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
		for (up = el->parent; el->emails && up > root && up != EL_NONE;
		     up = s->els[up].parent) {
			if (s->els[up].text - el->text > fit.box_text || holds_much(s, root, up) ||
			    has_long_para(s, up, box))
				break;
			box = up;
		}
		boiler_kill(s, box);
	}
}

static bool is_table_part(const xmlNode *n)
{
	return html_is(n, "tr") || html_is(n, "td") || html_is(n, "th") ||
	       html_is(n, "tbody") || html_is(n, "thead");
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
		if (el->link > fit.list_links * el->text && !holds_much(s, root, i))
			boiler_kill(s, i);
	}
}

static bool is_text_part(const xmlNode *n)
{
	return html_is(n, "li") || html_is(n, "pre") || html_is(n, "blockquote") ||
	       html_is(n, "td") || html_is(n, "th") || html_is(n, "dd") || html_is(n, "dt");
}

/* Labels before the first paragraph and behind the last: bylines, dates, credits, headings that
 * lead to nothing. */
static void mark_edges(struct score *s, uint32_t root)
{
	uint32_t i, first = EL_NONE, last = root;

	for (i = root; i < s->els[root].end; i++) {
		if (s->els[i].dead || !score_is_para(&s->els[i]))
			continue;
		if (first == EL_NONE)
			first = i;
		last = i;
	}
	if (first == EL_NONE)
		return;
	for (i = root + 1; i < s->els[root].end; i++) {
		struct el *el = &s->els[i];

		if (el->dead || !el->block || !el->own || (i >= first && i <= last))
			continue;
		if (i > last && is_text_part(el->node))
			continue;
		if (el->heading || el->own < fit.short_line)
			boiler_kill(s, i);
	}
}

void boiler_mark(struct score *s, uint32_t root, const struct meta *meta,
		 struct article *art)
{
	uint32_t i;

	i = score_index(s, meta->h1);
	if (i != EL_NONE && i > root)
		boiler_kill(s, i);
	i = score_index(s, meta->dek);
	if (i != EL_NONE && i > root)
		boiler_kill(s, i);
	bio_take(s, root, meta, art);
	mark_signs(s, root);
	mark_forms(s, root);
	mark_links(s, root);
	mark_edges(s, root);
}

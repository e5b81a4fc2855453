/* bio.c: names are known from the byline, so that no word of any language is needed. */
#include "parse/bio.h"

#include "base/buf.h"
#include "base/limits.h"

static const struct {
	uint32_t min, max;	/* letters of a note */
	uint32_t around;	/* letters that its box may hold besides */
	uint32_t behind;	/* elements behind the container that are looked at */
	size_t at_start;	/* bytes within which the name must begin */
	size_t boxes;
} fit = {
	.min = 40, .max = 1600, .around = 160, .behind = 250, .at_start = 6, .boxes = 4,
};

static bool names_author(const struct meta *m, const char *text, size_t within)
{
	size_t i, at;

	for (i = 0; i < m->names.n; i++) {
		at = str_ifind(str_of(text), str_of(m->names.list[i]));
		if (at <= within)
			return true;
	}
	return false;
}

/* A line in the box that is the author's name alone. */
static bool has_name_line(const struct score *s, const struct meta *m, uint32_t box)
{
	uint32_t i;
	size_t k;

	for (i = box; i < s->els[box].end; i++) {
		const char *text;

		if (!s->els[i].text || s->els[i].text > 60)
			continue;
		text = html_text(s->page, s->els[i].node);
		for (k = 0; k < m->names.n; k++)
			if (strieq(text, m->names.list[k]))
				return true;
	}
	return false;
}

static bool is_marked(const xmlNode *n)
{
	static const char *const words[] = { "author-bio", "authorbio", "author_bio", "biograph",
					     "about-author", "author-info", "author-desc",
					     "author-box", "bio-text", "post-author", NULL };

	for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
		if (html_is(n, "article") || html_is(n, "body"))
			return false;
		if (html_class_contains(n, words))
			return true;
	}
	return false;
}

/* The box around a note, as far up as it holds little else. */
static uint32_t box_of(const struct score *s, uint32_t i, uint32_t flow)
{
	uint32_t box = i, up;

	for (up = s->els[i].parent; up != EL_NONE && up != flow; up = s->els[up].parent) {
		if (s->els[up].text > s->els[i].text + fit.around ||
		    (flow > up && flow < s->els[up].end))
			break;
		box = up;
	}
	return box;
}

/* All of the paragraph's words in one em or i. */
static bool is_italic(const struct score *s, uint32_t i)
{
	const struct el *els = s->els;
	uint32_t k;

	for (k = i + 1; k < els[i].end; k++)
		if ((html_is(els[k].node, "em") || html_is(els[k].node, "i")) &&
		    els[k].text > 0.9 * els[i].text)
			return true;
	return false;
}

/* Right behind a rule. */
static bool is_set_off(const xmlNode *n)
{
	const xmlNode *before = n->prev;

	while (before && before->type != XML_ELEMENT_NODE)
		before = before->prev;
	return html_is(before, "hr");
}

static bool is_note(const struct score *s, const struct meta *m, uint32_t root, uint32_t flow,
		    uint32_t i, uint32_t last, uint32_t box)
{
	const struct el *el = &s->els[i];
	const char *text;

	if (!el->block || el->own < fit.min || el->own > fit.max || el->heading ||
	    el->own_link * 2 > el->own || !el->own_marks ||
	    el->zone & (SIGN_NAV | SIGN_CARD | SIGN_COMMENT))
		return false;
	text = html_text(s->page, el->node);
	if (box == i || s->els[i].parent == flow)
		return i == last && names_author(m, text, fit.at_start) &&
		       (is_italic(s, i) || is_set_off(el->node)) &&
		       i > root;
	if (is_marked(el->node))
		return true;
	return names_author(m, text, fit.at_start) || has_name_line(s, m, box);
}

static uint32_t last_para(const struct score *s, uint32_t root)
{
	uint32_t i, last = root;

	for (i = root; i < s->els[root].end; i++)
		if (!s->els[i].dead && score_is_para(&s->els[i]))
			last = i;
	return last;
}

static void add_note(const struct score *s, struct buf *b, uint32_t box)
{
	const char *text;
	uint32_t i;

	for (i = box; i < s->els[box].end; i++) {
		if (!s->els[i].block || s->els[i].own < fit.min)
			continue;
		text = html_text(s->page, s->els[i].node);
		if (strstr(buf_cstr(b), text))
			continue;
		if (b->len)
			buf_putc(b, '\n');
		buf_puts(b, text);
	}
}

void bio_take(struct score *s, uint32_t root, const struct meta *m, struct article *art)
{
	uint32_t flow = score_flow(s, root), last = last_para(s, root), i, box;
	uint32_t end = MIN(s->n, s->els[root].end + fit.behind);
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	size_t n = 0;

	for (i = root; i < end && n < fit.boxes; i++) {
		if (!s->els[i].block || s->els[i].own < fit.min)
			continue;
		box = box_of(s, i, flow);
		if (box == root || (box < root && root < s->els[box].end) ||
		    html_within(m->h1, s->els[box].node) ||
		    html_within(m->dek, s->els[box].node) ||
		    !is_note(s, m, root, flow, i, last, box))
			continue;
		add_note(s, &b, box);
		score_kill(s, box, WHY_AUTHOR);
		i = MAX(i, s->els[box].end - 1);
		n++;
	}
	if (b.len)
		art->author_note = arena_str(s->page->arena, buf_str(&b));
	buf_free(&b);
}

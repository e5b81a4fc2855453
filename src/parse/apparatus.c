/* apparatus.c: each is told by its place (in a heading, in code, raised above the line) and by what
 * little it says; names of classes alone only where software is known to print without them. */
#include "parse/apparatus.h"

static const struct {
	uint32_t mark;		/* letters of a mark */
	uint32_t label;		/* letters of a link in a heading */
	uint32_t gutter;	/* digits of the numbers of the lines of one piece of code */
	double share;		/* of the page's text that is no apparatus */
} fit = {
	.mark = 24, .label = 24, .gutter = 20000, .share = 0.3,
};

static bool is_name(const xmlNode *n, const char *const words[])
{
	return n->properties && html_class_contains(n, words);
}

/* Not printed, so no text. */
static bool is_unprinted(const xmlNode *n)
{
	static const char *const words[] = { "noprint", "no-print", "hidden-print", "d-print-none",
					     NULL };

	return n->properties && html_attr_has_one(n, "class", words);
}

static bool leads_into_page(const struct score *s, uint32_t i)
{
	uint32_t k;

	for (k = i; k < s->els[i].end; k++) {
		const char *href = html_attr(s->els[k].node, "href");

		if (html_is(s->els[k].node, "a") && href && href[0] == '#')
			return true;
	}
	return false;
}

/* "[1]", "[a]", "[note 2]", raised; and what leads back from a note. */
static bool is_mark(const struct score *s, uint32_t i)
{
	static const char *const backs[] = {
		"^", "\u2191", "\u21a9", "\u21a9\ufe0e", "\u21b5", "[^]", "[\u2191]",
		"[\u21a9]",
	};
	const struct el *el = &s->els[i];
	const char *text;
	size_t n, k;

	if (!el->text || el->text > fit.mark || !el->links || el->link + 2 < el->text)
		return false;
	if (!html_is(el->node, "sup") && !html_is(el->node, "a") && !html_is(el->node, "span"))
		return false;
	text = html_text(s->page, el->node);
	n = strlen(text);
	if (html_is(el->node, "sup") && n > 2 && text[0] == '[' && text[n - 1] == ']')
		return true;
	/* "[" and "]" around it would be left behind */
	if (el->node->prev && el->node->prev->type == XML_TEXT_NODE &&
	    str_iends(str_of((const char *)el->node->prev->content), STR("[")))
		return false;
	for (k = 0; k < ARRAY_LEN(backs); k++)
		if (streq(text, backs[k]))
			return leads_into_page(s, i);
	return false;
}

/* In a heading: "edit", "¶", "#". */
static bool is_heading_tool(const struct score *s, uint32_t i)
{
	static const char *const words[] = { "edit", "anchor", "permalink", "headerlink",
					     "header-link", "heading-link", NULL };
	const struct el *el = &s->els[i];
	const char *text;

	if (!el->text || el->text > fit.label)
		return false;
	if (el->links && is_name(el->node, words) && el->text < s->els[el->parent].text)
		return true;
	if (!html_is(el->node, "a"))
		return false;
	text = html_text(s->page, el->node);
	return streq(text, "#") || streq(text, "\u00b6") || streq(text, "\u00a7") ||
	       streq(text, "\U0001f517");
}

/* Numbers of lines, beside or in code. */
static bool is_gutter(const struct score *s, uint32_t i)
{
	static const char *const words[] = { "lineno", "linenum", "line-num", "line_num", "gutter",
					     "lnt", "ln-num", "ln-n", NULL };
	const struct el *el = &s->els[i];
	const char *text;

	if (!el->text || el->text > fit.gutter || el->link || !is_name(el->node, words))
		return false;
	for (text = html_text(s->page, el->node); *text; text++)
		if (!ascii_digit(*text) && !ascii_space(*text) && *text != '.' && *text != ':')
			return false;
	return true;
}

void apparatus_mark(struct score *s)
{
	uint32_t i, k, heading_end = 0;

	for (i = 1; i < s->n; i++) {
		struct el *el = &s->els[i];

		if (el->heading && el->end > heading_end)
			heading_end = el->end;
		if (!el->paras && el->text < fit.share * s->els[0].text &&
		    is_unprinted(el->node)) {
			for (k = i; k < el->end; k++)
				s->els[k].zone |= SIGN_NAV;
			score_kill(s, i, WHY_SIGN);
		} else if ((i < heading_end && !el->heading && is_heading_tool(s, i)) ||
			   is_mark(s, i) || is_gutter(s, i)) {
			score_kill(s, i, WHY_LABEL);
		}
	}
}

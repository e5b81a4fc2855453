/* verse.c: by structure alone. What is laid out in the same way, such as opening hours, has figures
 * or links, or lines of a word or two. */
#include "parse/verse.h"

static const struct {
	uint32_t lines;		/* that make a poem */
	size_t line;		/* bytes of the longest one */
	size_t mean;		/* bytes of one, on average */
	uint32_t parts;		/* elements in a line */
	double figures;		/* digits, as a share of all bytes */
} fit = {
	.lines = 6, .line = 160, .mean = 18, .parts = 8, .figures = 0.03,
};

struct verse {
	uint32_t lines, marks;
	size_t bytes, digits;
};

static bool is_inline(const xmlNode *n)
{
	return html_is(n, "br") || html_is(n, "span") || html_is(n, "em") || html_is(n, "i") ||
	       html_is(n, "b") || html_is(n, "strong") || html_is(n, "small");
}

static size_t read_text(const char *s, struct verse *v)
{
	size_t n = 0;

	for (; s && *s; s++) {
		n += !ascii_space(*s);
		v->digits += ascii_digit(*s);
		v->marks += *s == ',' || *s == ';' || *s == '.' || *s == '!' || *s == '?';
	}
	return n;
}

/* Whether the child can be a line; adds it. */
static bool read_line(const xmlNode *line, struct verse *v)
{
	const xmlNode *n;
	uint32_t parts = 0;
	size_t bytes = 0;

	for (n = html_next(line, line); n; n = html_next(line, n)) {
		if (n->type == XML_ELEMENT_NODE && (!is_inline(n) || ++parts > fit.parts))
			return false;
		if (n->type == XML_TEXT_NODE)
			bytes += read_text((const char *)n->content, v);
		if (bytes > fit.line)
			return false;
	}
	v->lines += bytes > 2;	/* a space that does not break is two bytes */
	v->bytes += bytes;
	return true;
}

bool verse_is_in(const xmlNode *n)
{
	struct verse v = { 0 };
	const xmlNode *c;

	if (!html_is_block(n))
		return false;
	for (c = n->children; c; c = c->next) {
		if (c->type == XML_TEXT_NODE && !str_trim(str_of((const char *)c->content)).n)
			continue;
		if (c->type == XML_COMMENT_NODE)
			continue;
		if (!html_is(c, "div") || !read_line(c, &v))
			return false;
	}
	return v.lines >= fit.lines && v.bytes >= fit.mean * v.lines && v.marks * 4 >= v.lines &&
	       (double)v.digits <= fit.figures * (double)v.bytes;
}

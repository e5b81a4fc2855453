#include "text/cells.h"

#include <string.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

bool cells_next(struct clean text, size_t *offset, struct clean *cluster, int *width)
{
	const uint8_t *p = (const uint8_t *)text.p, *end, *next;
	int w = 0;
	ucs4_t c;

	if (*offset >= text.n)
		return false;
	p += *offset;
	end = (const uint8_t *)text.p + text.n;
	/* Printable ASCII before printable ASCII is a cluster of its own: most text. */
	if (p[0] >= ' ' && p[0] < 0x7f && (end - p == 1 || p[1] < 0x80)) {
		*cluster = (struct clean){ (const char *)p, 1 };
		*width = 1;
		(*offset)++;
		return true;
	}
	next = u8_grapheme_next(p, end);
	if (!next)
		next = end;
	*cluster = (struct clean){ (const char *)p, (size_t)(next - p) };
	*offset += cluster->n;
	while (p < next) {
		int n = u8_mbtouc(&c, p, (size_t)(next - p));

		if (uc_width(c, "UTF-8") > 0)
			w += uc_width(c, "UTF-8");
		p += n;
	}
	/* A mark without a base still needs a cell to stand in; a line break needs none. */
	*width = w == 0 && cluster->p[0] != '\n' ? 1 : w;
	return true;
}

int cells_width(struct clean text)
{
	struct clean cluster;
	size_t offset = 0;
	int total = 0, w;

	while (cells_next(text, &offset, &cluster, &w))
		total += w;
	return total;
}

/* Bytes of text that fit into width cells. */
static size_t fitting(struct clean text, int width, int *used)
{
	struct clean cluster;
	size_t offset = 0, last = 0;
	int w;

	*used = 0;
	while (cells_next(text, &offset, &cluster, &w)) {
		if (*used + w > width)
			break;
		*used += w;
		last = offset;
	}
	return last;
}

struct clean cells_fit(struct arena *a, struct clean text, int width, bool ellipsis, bool ascii)
{
	int used;
	size_t n;

	if (width <= 0)
		return (struct clean){ "", 0 };
	n = fitting(text, width, &used);
	if (n == text.n)
		return text;
	if (!ellipsis)
		return clean_sub(text, 0, n);
	n = fitting(text, width - 1, &used);
	while (n && text.p[n - 1] == ' ')
		n--;
	return clean_own(arena_printf(a, "%.*s%s", (int)n, text.p, ascii ? "~" : "…"));
}

size_t cells_wrap(struct arena *a, struct clean text, int width, size_t max, bool ascii,
		  struct clean **lines)
{
	char *breaks = arena_alloc(a, text.n);
	size_t start = 0, offset = 0, fit = 0, n = 0;
	struct clean cluster, *out = NULL;
	int used = 0, w;

	*lines = NULL;
	if (width < 1 || max == 0)
		return 0;
	u8_possible_linebreaks((const uint8_t *)text.p, text.n, "UTF-8", breaks);
	while (start < text.n) {
		size_t before = offset;
		bool more = cells_next(text, &offset, &cluster, &w);
		bool hard = more && before > start && breaks[before] == UC_BREAK_MANDATORY;
		struct clean *line;

		if (hard || (more && before > start && breaks[before] == UC_BREAK_POSSIBLE))
			fit = before;
		if (more && !hard &&
		    (used + w <= width || (cluster.n == 1 && *cluster.p == ' ') ||
		     before == start)) {
			used += w;
			continue;
		}
		line = ARENA_PUSH(a, out, n);
		if (!more)
			fit = text.n;
		else if (fit <= start)
			fit = before;
		if (n == max && fit < text.n) {
			*line = cells_fit(a, clean_sub(text, start, text.n), width, true, ascii);
			break;
		}
		*line = clean_sub(text, start, fit - start);
		while (line->n && (line->p[line->n - 1] == ' ' || line->p[line->n - 1] == '\n'))
			line->n--;
		start = offset = fit;
		while (start < text.n && text.p[start] == ' ')
			offset = ++start;
		used = 0;
	}
	*lines = out;
	return n;
}

/* table.c: tables of data, told from those that lay out a page. */
#include "base/limits.h"
#include "parse/blocks_priv.h"

#define CELL_BYTES 600		/* a longer cell holds a text, not a datum */
#define COLUMNS 64

struct shape {
	size_t rows, cells, long_cells, wide_rows;
	uint32_t columns;
	bool has_head, is_layout;
};

/* The next node of this table that is not within a table of its own. */
static const xmlNode *next_own(const xmlNode *table, const xmlNode *n)
{
	return n != table && html_is(n, "table") ? html_skip(table, n) : html_next(table, n);
}

static bool is_cell(const xmlNode *n)
{
	return html_is(n, "td") || html_is(n, "th");
}

static uint32_t span_of(const xmlNode *n, const char *attr)
{
	const char *value = html_attr(n, attr);
	int64_t span = 1;

	if (value)
		str_int(str_trim(str_of(value)), 1, COLUMNS, &span);
	return (uint32_t)span;
}

static bool holds_blocks(const xmlNode *n)
{
	static const char *const names[] = { "article", "figure", "form", "h1", "h2", "h3", "ul",
					     "iframe", "section", "table" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++)
		if (html_is(n, names[i]))
			return true;
	return false;
}

static struct shape measure(const xmlNode *table)
{
	struct shape s = { 0 };
	const xmlNode *n;
	uint32_t width = 0;

	for (n = next_own(table, table); n; n = next_own(table, n)) {
		if (html_is(n, "tr")) {
			s.wide_rows += width > 1;
			s.rows++;
			width = 0;
		} else if (is_cell(n)) {
			s.cells++;
			width += span_of(n, "colspan");
			s.columns = MAX(s.columns, MIN(width, COLUMNS));
			s.has_head |= html_is(n, "th");
			s.long_cells += html_text_len(n) > CELL_BYTES;
		} else if (html_is(n, "caption") || html_is(n, "thead")) {
			s.has_head = true;
		} else if (holds_blocks(n)) {
			s.is_layout = true;
		}
	}
	s.wide_rows += width > 1;
	return s;
}

static bool is_data(const xmlNode *table, const struct shape *s)
{
	const char *role = html_attr(table, "role");

	if (s->is_layout || s->long_cells || s->columns < 2 || s->rows < 2 ||
	    s->wide_rows < 2 || strieq(role, "presentation") || strieq(role, "none"))
		return false;
	return (size_t)s->columns * s->rows <= LIMIT_TABLE_CELLS;
}

bool table_read(const struct page *p, const xmlNode *table, struct cell **cells, size_t *n,
		uint32_t *columns)
{
	struct shape s = measure(table);
	uint32_t rows_left[COLUMNS] = { 0 };	/* that a cell above still fills */
	bool taken[COLUMNS] = { false };
	size_t row = SIZE_MAX, col = 0, k;
	const xmlNode *at;

	if (!is_data(table, &s))
		return false;
	*columns = s.columns;
	*n = s.rows * s.columns;
	*cells = arena_array(p->arena, *n, sizeof(**cells));
	for (at = next_own(table, table); at; at = next_own(table, at)) {
		uint32_t down, across;

		if (html_is(at, "tr")) {
			row++;
			for (col = 0; col < s.columns; col++) {
				taken[col] = rows_left[col] > 0;
				rows_left[col] -= taken[col];
			}
			col = 0;
		}
		if (!is_cell(at) || row == SIZE_MAX)
			continue;
		while (col < s.columns && taken[col])
			col++;
		if (col >= s.columns)
			continue;
		(*cells)[row * s.columns + col].text = html_text(p, at);
		(*cells)[row * s.columns + col].is_header = html_is(at, "th");
		down = span_of(at, "rowspan");
		across = span_of(at, "colspan");
		for (k = col; k < s.columns && k < col + across; k++)
			rows_left[k] = down - 1;
		col += across;
	}
	for (k = 0; k < *n; k++)
		if (!(*cells)[k].text)
			(*cells)[k].text = "";
	return true;
}

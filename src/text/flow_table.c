#include <limits.h>

#include "base/limits.h"
#include "text/cells.h"
#include "text/flow_priv.h"

#define MIN_COLUMN 6	/* cells below which a wrapped column cannot be read */
#define GAP 2

struct grid {
	uint32_t rows, columns;
	int *widths;
	bool *right;		/* columns of numbers */
};

static struct clean cell_text(struct flow *f, const struct block *b, uint32_t row, uint32_t col)
{
	size_t i = (size_t)row * b->columns + col;

	if (i >= b->n_cells)
		return (struct clean){ "", 0 };
	return clean_line(f->arena, str_of(b->cells[i].text));
}

static bool is_header(const struct block *b, uint32_t row, uint32_t col)
{
	size_t i = (size_t)row * b->columns + col;

	return i < b->n_cells && b->cells[i].is_header;
}

/* A number as tables show it, which stands to the right. */
static bool is_number(struct clean c)
{
	static const char around[] = " +-.,:%()/*$~£¥€±−–—‰°";
	struct clean cluster;
	bool has_digit = false;
	size_t offset = 0;
	int w;

	while (cells_next(c, &offset, &cluster, &w)) {
		if (ascii_digit(cluster.p[0]))
			has_digit = true;
		else if (str_find(STR(around), str_mem(cluster.p, cluster.n)) == SIZE_MAX)
			return false;
	}
	return has_digit;
}

/* What a column needs, and whether it holds numbers, if anything. */
static void measure(struct flow *f, const struct block *b, struct grid *g, uint32_t c)
{
	bool numbers = true, any = false;
	uint32_t r;

	for (r = 0; r < g->rows; r++) {
		struct clean text = cell_text(f, b, r, c);

		g->widths[c] = MAX(g->widths[c], cells_width(text));
		if (!text.n || is_header(b, r, c))
			continue;
		numbers = numbers && is_number(text);
		any = true;
	}
	g->right[c] = numbers && any;
}

/* What the columns take when none is wider than most. */
static int64_t sum_below(const struct grid *g, int most)
{
	int64_t sum = (int64_t)(g->columns - 1) * GAP;
	uint32_t c;

	for (c = 0; c < g->columns; c++)
		sum += MIN(g->widths[c], most);
	return sum;
}

/* Natural widths, of which the widest give way until all fit; false when they cannot. */
static bool fit_columns(struct flow *f, const struct block *b, struct grid *g, int width)
{
	int low = MIN_COLUMN - 1, high = width;
	int64_t left;
	uint32_t c;

	if (g->columns > (uint32_t)width / (MIN_COLUMN + GAP) + 1)
		return false;
	for (c = 0; c < g->columns; c++)
		measure(f, b, g, c);
	if (sum_below(g, INT_MAX) <= width)
		return true;
	while (low < high) {	/* the widest column that is still possible */
		int most = low + (high - low + 1) / 2;

		if (sum_below(g, most) <= width)
			low = most;
		else
			high = most - 1;
	}
	if (low < MIN_COLUMN)
		return false;
	left = width - sum_below(g, low);
	for (c = g->columns; c-- > 0;) {
		if (g->widths[c] <= low)
			continue;
		g->widths[c] = low + (left > 0);
		left--;
	}
	return true;
}

static void put_row(struct flow *f, uint32_t i, const struct grid *g, uint32_t row)
{
	const struct block *b = &f->blocks[i];
	struct clean **lines = arena_array(f->scratch, g->columns, sizeof(*lines));
	size_t *n = arena_array(f->scratch, g->columns, sizeof(*n));
	size_t k, tallest = 1;
	uint32_t c;

	for (c = 0; c < g->columns; c++) {
		n[c] = cells_wrap(f->arena, cell_text(f, b, row, c), MAX(g->widths[c], 1), SIZE_MAX,
				  f->o.ascii, &lines[c]);
		tallest = MAX(tallest, n[c]);
	}
	for (k = 0; k < tallest; k++) {
		struct line *l = flow_push_line(f, i, row);
		int col = flow_margin(f, b, l);

		for (c = 0; c < g->columns; c++) {
			int room = k < n[c] && g->right[c] ?
				   MAX(g->widths[c] - cells_width(lines[c][k]), 0) : 0;

			if (k < n[c])
				flow_push_run(f, l, lines[c][k], col + room,
					      is_header(b, row, c) ? STYLE_STRONG : 0, -1);
			col += g->widths[c] + GAP;
		}
	}
}

/* Below the first row, where it is a header. */
static void put_rules(struct flow *f, uint32_t i, const struct grid *g)
{
	struct line *l = flow_push_line(f, i, 0);
	int col = flow_margin(f, &f->blocks[i], l);
	uint32_t c;

	for (c = 0; c < g->columns; c++) {
		flow_rule(f, l, col, MIN(g->widths[c], 1000), 1);
		col += g->widths[c] + GAP;
	}
}

/* Too wide: one cell a line, told by the first row's words where that is a header. */
static void put_list(struct flow *f, uint32_t i, const struct grid *g, int width)
{
	const struct block *b = &f->blocks[i];
	bool named = g->rows > 1 && is_header(b, 0, 0);
	uint32_t r, c;

	for (r = named; r < g->rows; r++) {
		for (c = 0; c < g->columns; c++) {
			struct clean name = cell_text(f, b, 0, c), text = cell_text(f, b, r, c);
			struct clean *lines;
			size_t k, n;

			if (text.n == 0)
				continue;
			if (named && name.n)
				text = clean_own(arena_printf(f->arena, "%.*s: %.*s", (int)name.n,
							      name.p, (int)text.n, text.p));
			n = cells_wrap(f->arena, text, width - 2, SIZE_MAX, f->o.ascii, &lines);
			for (k = 0; k < n; k++) {
				struct line *l = flow_push_line(f, i, r);
				int col = flow_margin(f, b, l);

				flow_push_run(f, l, lines[k], col + (k || c ? 2 : 0), 0, -1);
			}
		}
	}
}

static bool has_header(const struct block *b, const struct grid *g)
{
	uint32_t c;

	for (c = 0; c < g->columns; c++)
		if (is_header(b, 0, c) && !str_blank(b->cells[c].text))
			return g->rows > 1;
	return false;
}

void flow_table(struct flow *f, uint32_t i)
{
	const struct block *b = &f->blocks[i];
	/* more columns than cells are none */
	struct grid g = { .columns = (uint32_t)MIN(b->columns, b->n_cells) };
	uint32_t r;
	int width;

	if (!g.columns)
		return;
	g.rows = (uint32_t)((b->n_cells + g.columns - 1) / g.columns);
	g.widths = arena_array(f->scratch, g.columns, sizeof(*g.widths));
	g.right = arena_array(f->scratch, g.columns, sizeof(*g.right));
	width = MAX(f->o.width - flow_margin_width(f, b), MIN_COLUMN);
	if (!fit_columns(f, b, &g, width)) {
		put_list(f, i, &g, width);
		return;
	}
	for (r = 0; r < g.rows; r++) {
		put_row(f, i, &g, r);
		if (r == 0 && f->o.plain && has_header(b, &g))
			put_rules(f, i, &g);
	}
}

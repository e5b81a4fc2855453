#include "base/limits.h"
#include "text/cells.h"
#include "text/flow_priv.h"

#define MIN_COLUMN 6	/* cells below which a wrapped column cannot be read */
#define GAP 2

struct grid {
	uint32_t rows, columns;
	int *widths;
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

/* Natural widths, then the widest columns give way until all fit; false when they cannot. */
static bool fit_columns(struct flow *f, const struct block *b, struct grid *g, int width)
{
	int total = (int)(g->columns - 1) * GAP;
	uint32_t r, c;

	if (g->columns > (uint32_t)width / (MIN_COLUMN + GAP) + 1)
		return false;
	for (c = 0; c < g->columns; c++) {
		for (r = 0; r < g->rows; r++)
			g->widths[c] = MAX(g->widths[c], cells_width(cell_text(f, b, r, c)));
		g->widths[c] = MIN(g->widths[c], width);
		total += g->widths[c];
	}
	while (total > width) {
		uint32_t widest = 0;

		for (c = 1; c < g->columns; c++)
			if (g->widths[c] > g->widths[widest])
				widest = c;
		if (g->widths[widest] <= MIN_COLUMN)
			return false;
		g->widths[widest]--;
		total--;
	}
	return true;
}

static void put_row(struct flow *f, uint32_t i, const struct grid *g, uint32_t row, int indent)
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
		int col = flow_margin(f, b, l) + indent;

		for (c = 0; c < g->columns; c++) {
			if (k < n[c])
				flow_push_run(f, l, lines[c][k], col,
					      is_header(b, row, c) ? STYLE_STRONG : 0, -1);
			col += g->widths[c] + GAP;
		}
	}
}

/* Too wide: one cell a line, told by the first row's words where that is a header. */
static void put_list(struct flow *f, uint32_t i, const struct grid *g, int indent, int width)
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
				int col = flow_margin(f, b, l) + indent;

				flow_push_run(f, l, lines[k], col + (k || c ? 2 : 0), 0, -1);
			}
		}
	}
}

void flow_table(struct flow *f, uint32_t i, int indent)
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
	width = MAX(f->o.width - indent - flow_margin_width(f, b), MIN_COLUMN);
	if (!fit_columns(f, b, &g, width)) {
		put_list(f, i, &g, indent, width);
		return;
	}
	for (r = 0; r < g.rows; r++)
		put_row(f, i, &g, r, indent);
}

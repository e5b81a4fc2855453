#include "tui/layout.h"

#define WIDE 120
#define MEDIUM 80
#define READER_MIN 30
#define PANE_MIN 20

static int clamp(int v, int low, int high)
{
	return v < low ? low : v > high ? high : v;
}

void layout_panes(const struct layout *l, int lines, int columns, struct area out[FOCUS_COUNT])
{
	bool list = !l->hide_list || l->focus == FOCUS_LIST, side = !l->hide_related;
	int h = MAX(lines - 2, 0), x = 0, i;
	int widths[FOCUS_COUNT] = { 0 };

	if (l->zoom || columns < MEDIUM) {
		widths[l->focus] = columns;
	} else {
		if (columns < WIDE) {
			/* two of the three */
			list = l->focus != FOCUS_RELATED && list;
			side = !list && side;
		}
		if (list)
			widths[FOCUS_LIST] = clamp(columns * 27 / 100 + l->wider,
						   columns < WIDE ? 32 : 30, 46 + l->wider);
		if (side)
			widths[FOCUS_RELATED] = clamp(columns * 27 / 100, 30, 46);
		widths[FOCUS_LIST] = list ? clamp(widths[FOCUS_LIST], PANE_MIN,
						  columns - READER_MIN - 2 -
						  widths[FOCUS_RELATED]) : 0;
		widths[FOCUS_READER] = columns - widths[FOCUS_LIST] - widths[FOCUS_RELATED] -
				       list - side;
	}
	for (i = 0; i < FOCUS_COUNT; i++) {
		out[i] = (struct area){ 1, x, h, widths[i] };
		if (widths[i])
			x += widths[i] + 1;
	}
}

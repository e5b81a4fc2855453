/* layout.h: where the panes lie. Three from 120 columns on, two from 80 on, else the one that
 * has the focus. */
#ifndef LEDE_LAYOUT_H
#define LEDE_LAYOUT_H

#include "tui/paint.h"

#define LAYOUT_MIN_LINES 12
#define LAYOUT_MIN_COLUMNS 40

enum focus { FOCUS_LIST, FOCUS_READER, FOCUS_RELATED, FOCUS_COUNT };

struct layout {
	enum focus focus;
	bool hide_list, hide_related, zoom;
	int wider;			/* columns added to the list */
};

/* Areas of the three panes, indexed by enum focus, w 0 for a hidden one. The first line of the
 * screen is the title, the last the status. */
void layout_panes(const struct layout *l, int lines, int columns, struct area out[FOCUS_COUNT]);

#endif

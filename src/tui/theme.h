/* theme.h: what things look like. Knows no curses; paint.c turns looks into attributes. Colour
 * is never the only sign: every look that matters differs without colours too, or has a
 * character. */
#ifndef LEDE_THEME_H
#define LEDE_THEME_H

#include "base/base.h"

enum ink {
	INK_TEXT, INK_BAR, INK_STATUS, INK_BORDER, INK_DIM, INK_UNREAD, INK_READ,
	INK_SELECTED,	/* the selected row of the pane that has the focus */
	INK_MARKED,	/* ... of the others */
	INK_KICKER, INK_HEADLINE, INK_DEK, INK_HEADING, INK_LINK, INK_CODE, INK_QUOTE, INK_ERROR,
	INK_STAR, INK_KEY, INK_MATCH,
	INK_COUNT,
	/* to be added to one of the above */
	INK_BOLD = 0x100, INK_ITALIC = 0x200, INK_UNDERLINE = 0x400, INK_REVERSE = 0x800,
	INK_FAINT = 0x1000,
};

struct look {
	int16_t fg, bg;		/* 0-255; -1: the terminal's own */
	int16_t fg8, bg8;	/* where there are but 8 */
	unsigned attrs;		/* INK_BOLD ... */
};

/* name: of the option "theme"; without colours attributes alone remain. */
void theme_choose(const char *name, bool has_colors);
const struct look *theme_look(enum ink ink);

#endif

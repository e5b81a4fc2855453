/* paint.h: cleaned text into cells. Every cluster is painted at an explicit column, so that a
 * character whose width the terminal, the C library and lede see differently moves nothing
 * else. What the C library's wcwidth does not know becomes U+FFFD; in a locale without UTF-8
 * all becomes ASCII. */
#ifndef LEDE_PAINT_H
#define LEDE_PAINT_H

#include "base/clean.h"
#include "tui/theme.h"

struct area {
	int y, x, h, w;
};

/* After the terminal was opened and the theme chosen. */
void paint_init(void);
/* No characters beyond ASCII can be shown. */
bool paint_is_ascii(void);
/* The first of the two where it can be shown. */
struct clean paint_sign(const char *utf8, const char *ascii);
/* Empties the screen that is being composed. */
void paint_erase(void);
/* At most width cells, cut at clusters; nothing outside of the screen. Returns the cells used.
 * ink is one of enum ink with added attributes. */
int paint_text(int y, int x, int width, struct clean text, unsigned ink);
/* The same from the right edge: ends at column x + width. Returns the cells used. */
int paint_right(int y, int x, int width, struct clean text, unsigned ink);
/* width blanks. */
void paint_blank(int y, int x, int width, unsigned ink);
void paint_border(int y, int x, int h);
void paint_cursor(int y, int x);
/* Sends what changed to the terminal. */
void paint_flush(void);

#endif

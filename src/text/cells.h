/* cells.h: how much room a cleaned text takes on the screen, in cells of the terminal: grapheme
 * clusters (libunistring), East Asian width, emoji as 2. The only widths lede knows. */
#ifndef LEDE_CELLS_H
#define LEDE_CELLS_H

#include "base/clean.h"

/* Cells that text takes. */
int cells_width(struct clean text);
/* The part of text that fits into width cells, cut at a cluster; with ellipsis true the cut is
 * shown by "…" (ASCII: "~"), which counts. The result is in the arena or in text. */
struct clean cells_fit(struct arena *a, struct clean text, int width, bool ellipsis, bool ascii);
/* Wraps one paragraph to lines of at most width, by UAX #14; at most max lines, the last one
 * fitted with ellipsis. Returns their number. */
size_t cells_wrap(struct arena *a, struct clean text, int width, size_t max, bool ascii,
		  struct clean **lines);
/* Next grapheme cluster of text from *offset on: its bytes and cells; false at the end. */
bool cells_next(struct clean text, size_t *offset, struct clean *cluster, int *width);

#endif

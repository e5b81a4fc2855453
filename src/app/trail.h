/* trail.h: the places a reader has been at, as a browser keeps them: back and forward with the
 * scroll and the selected headline of each. Owns its strings. */
#ifndef LEDE_TRAIL_H
#define LEDE_TRAIL_H

#include "base/base.h"

struct place {
	int64_t story_id;	/* 0: a page known by its address alone */
	char *url;		/* may be NULL for a story without one */
	char *title, *kicker, *summary;	/* what was known before it was opened; may be NULL */
	char *from;		/* address of the page that led here; NULL: none */
	uint32_t block, offset;	/* anchor of the first line on the screen (see flow.h) */
	size_t line;		/* the same as a line number, for the same width */
	int width;
	uint32_t section;	/* selected row of the sidebar: enum target_section, */
	size_t target;		/* and which of that section */
};

struct trail {
	struct place *places;
	size_t n, cap;
	size_t at;		/* index of the place on the screen, when n > 0 */
};

void trail_free(struct trail *t);
/* The place on the screen, NULL when nothing was opened yet. */
struct place *trail_here(struct trail *t);
/* A new place behind the current one; what lay ahead is forgotten, and the oldest place when
 * there are more than LIMIT_TRAIL. Copies the strings of p; returns the place. */
struct place *trail_go(struct trail *t, const struct place *p);
/* NULL where there is none. */
struct place *trail_back(struct trail *t);
struct place *trail_forward(struct trail *t);

#endif

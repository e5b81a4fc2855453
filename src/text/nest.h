/* nest.h: the flat list of blocks as containers in each other again, lists and quotes, for formats
 * that open and close them. Quotes stand around lists where the numbers on the blocks leave it
 * open. No recursion. */
#ifndef LEDE_NEST_H
#define LEDE_NEST_H

#include "model/block.h"

#define NEST_MAX 48	/* containers in each other; what lies deeper stays at this depth */

struct nest_box {
	bool is_list, is_ordered;
	bool is_other;		/* an ordered list that follows another one directly */
	uint32_t number;	/* of the list's present item */
};

struct nest {
	struct nest_box open[NEST_MAX];
	size_t n;
};

struct nest_step {
	size_t kept;		/* containers that were open before and stay open */
	bool next_item;		/* the innermost of these, a list, goes on to its next item */
};

/* Opens and closes containers for block i; a list is opened with its first item. */
struct nest_step nest_enter(struct nest *st, const struct block *blocks, size_t n, size_t i);

#endif

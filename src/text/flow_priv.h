/* flow_priv.h: what flow.c (the lines), flow_block.c (one block into lines) and flow_table.c
 * share. */
#ifndef LEDE_FLOW_PRIV_H
#define LEDE_FLOW_PRIV_H

#include "text/flow.h"

#define FLOW_LISTS 32	/* lists in each other; deeper ones stand at this depth */

struct flow {
	struct arena *arena;	/* runs and their text */
	struct arena *scratch;	/* for the block at work */
	const struct block *blocks;
	size_t n_blocks, next_block;
	struct flow_options o;
	struct line *lines;
	size_t n_lines, cap_lines;
	uint32_t top_heading;	/* the level of the highest headings */
	/* Of the lists that the block at work stands in: cells left of their text, and the depth of
	 * the quote that they stand in. The first is none. */
	int indent[FLOW_LISTS];
	uint32_t list_quote[FLOW_LISTS];
};

/* A new line at the end; its runs are added with flow_push_run. Valid until the next one. */
struct line *flow_push_line(struct flow *f, uint32_t block, uint32_t offset);
struct run *flow_push_run(struct flow *f, struct line *l, struct clean text, int col,
			  uint16_t style, int32_t link);

/* Appends the lines of block i. */
void flow_block(struct flow *f, uint32_t i);
void flow_table(struct flow *f, uint32_t i);
/* Where the text of block i begins, right of the lists and quotes that it stands in. */
int flow_margin_width(const struct flow *f, const struct block *b);
/* Puts the quote bars there. Returns the width. */
int flow_margin(struct flow *f, const struct block *b, struct line *l);
/* A line of a rule, n cells wide, from col on; how: 0 for the strongest one. */
void flow_rule(struct flow *f, struct line *l, int col, int n, int how);

#endif

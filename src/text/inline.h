/* inline.h: a block's text with its spans, handed out as text and as marks that begin and end,
 * always properly nested: what Markdown and HTML are made of. */
#ifndef LEDE_INLINE_H
#define LEDE_INLINE_H

#include "base/buf.h"
#include "base/clean.h"
#include "model/block.h"

struct inline_ops {
	/* text is screen-safe; in_code: within a code span */
	void (*text)(struct buf *b, struct clean text, bool in_code);
	void (*begin)(struct buf *b, const struct span *s);
	void (*end)(struct buf *b, const struct span *s);
};

/* Writes the text of blk to b. a holds what is cleaned. */
void inline_write(struct arena *a, const struct block *blk, const struct inline_ops *ops,
		  struct buf *b);

#endif

/* markdown.h: text as CommonMark that every reader takes for the same text: what would mean
 * something is escaped, and emphasis that its rules would not see as such is written as tags. */
#ifndef LEDE_MARKDOWN_H
#define LEDE_MARKDOWN_H

#include "base/buf.h"
#include "base/clean.h"
#include "model/block.h"

enum markdown_place {
	MARKDOWN_PARA,
	MARKDOWN_LINE,		/* headings: no line may end */
	MARKDOWN_CELL,		/* of a table: nor may a bar divide */
};

/* Plain text, at the start of a line when b is empty or ends with one. */
void markdown_text(struct buf *b, struct clean text, enum markdown_place place);
/* A block's text with its marks. */
void markdown_inline(struct arena *a, const struct block *blk, enum markdown_place place,
		     struct buf *b);
/* "(URL)" behind a link's text. */
void markdown_target(struct buf *b, const char *url);

#endif

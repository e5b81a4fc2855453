/* block.h: the text of an article as a flat list of blocks, which the screen lays out without
 * an HTML parser. Nesting is told by numbers on each block (list depth, quote depth), so that
 * no code recurses over input. Text is valid UTF-8, not yet screen-safe (see clean.h). */
#ifndef LEDE_BLOCK_H
#define LEDE_BLOCK_H

#include "base/arena.h"
#include "base/buf.h"

enum block_kind {
	BLOCK_PARA = 0,
	BLOCK_HEADING = 1,	/* level 1-6 */
	BLOCK_ITEM = 2,		/* first paragraph of a list item; level 1.. is the list depth,
				 * number its ordinal, 0 for a bullet. Its further paragraphs are
				 * BLOCK_PARA of the same level */
	BLOCK_CODE = 3,		/* lines kept as they are */
	BLOCK_TABLE = 4,	/* cells row by row, columns wide */
	BLOCK_FIGURE = 5,	/* text is the caption, url the picture, alt what it shows */
	BLOCK_RULE = 6,
	BLOCK_KINDS
};

enum span_kind {
	SPAN_EM = 0,
	SPAN_STRONG = 1,
	SPAN_CODE = 2,
	SPAN_LINK = 3,		/* url is absolute */
	SPAN_KINDS
};

/* A range of the block's text, in bytes, start < end, on character borders. Spans are sorted by
 * start; they may nest but a link never lies in a link. */
struct span {
	uint32_t kind;		/* enum span_kind */
	uint32_t start, end;
	const char *url;	/* NULL but for links */
};

struct cell {
	const char *text;
	bool is_header;
};

struct block {
	uint32_t kind;		/* enum block_kind */
	uint32_t level;		/* heading level; list depth of items and paragraphs in them */
	uint32_t quote;		/* quote depth, 0 outside quotes */
	uint32_t number;
	uint32_t columns;	/* of a table */
	const char *text;	/* line breaks in it are "\n" */
	const char *url, *alt;	/* of a figure */
	struct span *spans;
	size_t n_spans;
	struct cell *cells;
	size_t n_cells;
};

/* Words of all blocks, as readers count them (CJK characters count half). */
size_t blocks_words(const struct block *blocks, size_t n);
/* Minutes to read them, at least 1; 0 for no words. */
uint32_t blocks_minutes(const struct block *blocks, size_t n);
/* The text alone, without the captions of pictures, paragraphs separated by a blank line,
 * into b. */
enum rc blocks_text(const struct block *blocks, size_t n, struct buf *b);

#endif

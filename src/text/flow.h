/* flow.h: blocks into lines of screen cells for one width. Breaks by UAX #14 at grapheme clusters
 * (libunistring); widths are those of cells.h. Lines are made as they are asked for, so a long
 * article opens as fast as a short one. */
#ifndef LEDE_FLOW_H
#define LEDE_FLOW_H

#include "base/clean.h"
#include "model/article.h"

enum style {
	STYLE_EM = 1,
	STYLE_STRONG = 2,
	STYLE_CODE = 4,
	STYLE_LINK = 8,
	STYLE_HEADING = 16,
	STYLE_QUOTE = 32,
	STYLE_DIM = 64,		/* link letters, bullets, captions, table rules */
	STYLE_TITLE = 128,
	STYLE_KICKER = 256,
};

struct run {
	struct clean text;
	uint16_t col, width;	/* cells from the line's left edge */
	uint16_t style;		/* enum style bits */
	int32_t link;		/* index into the article's links, -1: none */
};

struct line {
	struct run *runs;
	size_t n_runs;
	uint32_t block;		/* which block, and the byte of its text where the line begins: */
	uint32_t offset;	/* the anchor that survives another width */
};

struct flow_options {
	int width;		/* cells, at least 10; FLOW_UNBROKEN: a paragraph is a line */
	bool ascii;		/* no characters beyond ASCII for bullets and rules */
	bool plain;		/* for a pipe: what styles tell on a screen is drawn (headings and
				 * the first rows of tables underlined), code is never broken */
	bool link_letters;	/* a letter behind each link, as link_label gives it ... */
	bool link_numbers;	/* ... or its number from 1 in brackets */
	const struct link *links;	/* the article's, to number link spans */
	size_t n_links;
};

#define FLOW_UNBROKEN (1 << 22)

struct flow;

/* blocks must outlive the flow. */
struct flow *flow_new(const struct block *blocks, size_t n, const struct flow_options *o);
void flow_free(struct flow *f);
/* Line i, or NULL past the end; lays out no further than needed. */
const struct line *flow_line(struct flow *f, size_t i);
/* Number of lines: lays out all. */
size_t flow_count(struct flow *f);
/* The line that holds the anchor. */
size_t flow_at(struct flow *f, uint32_t block, uint32_t offset);
/* The first line at or after (backwards: before) line whose block is a heading; SIZE_MAX: none. */
size_t flow_heading(struct flow *f, size_t line, bool backwards);
/* The line where link number i (of options.links) first stands; SIZE_MAX: none. */
size_t flow_link_line(struct flow *f, int32_t link);
/* The next line after (before) line that holds needle, case folded; SIZE_MAX: none. After
 * SIZE_MAX means from the first on. */
size_t flow_find(struct flow *f, struct str needle, size_t line, bool backwards);

/* a..z without q, then aa, ab ...: link number i (0..) as a label. */
void link_label(size_t i, char out[4]);

#endif

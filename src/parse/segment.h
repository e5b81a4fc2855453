/* segment.h: the texts of a card as the eye parts them: lines, and within a line the label, the
 * link, the time that stand in elements of their own. */
#ifndef LEDE_PARSE_SEGMENT_H
#define LEDE_PARSE_SEGMENT_H

#include "parse/cluster.h"

#define SEGMENTS 24		/* texts looked at in one card */
#define SEGMENT_MARK 30		/* half ems: a time, a count, a source is not longer */

/* A run of text that is one part to the eye. */
struct segment {
	const char *text;
	const xmlNode *block;	/* what it stands in */
	const xmlNode *link;	/* the link it stands in, or NULL */
	const xmlNode *part;	/* the inline element that is all of it, or NULL */
	uint32_t len;
	uint8_t heading;
	bool in_link;		/* in a link to the card's story */
	bool in_other_link;
	bool is_meta;		/* time, count, author */
	bool is_strong;
	bool in_caption;	/* of a picture */
	bool leads;		/* first of several parts of its block */
};

/* The texts of one card, in order. */
struct reader {
	const struct clusters *c;
	const struct card *card;
	struct segment segs[SEGMENTS];
	size_t n;
	struct buf text;	/* of the segment that is being read */
	struct segment cur;
};

/* Appends the texts below top, an element of the card, and takes the card's picture and date.
 * r->text must be a buffer of its own limit. */
void segment_read_tree(struct reader *r, const xmlNode *top, struct card *card);

#endif

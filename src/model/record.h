/* record.h: how the model's structs travel between the programs and lie in the store. Each
 * struct is described once, as a table of fields (record.c); encoder and decoder both follow
 * the table. Format: per field, its tag and its value, a list as its count and its elements,
 * integers as LEB128 (signed ones zigzag); tag 0 ends a struct. An unknown tag or version, a
 * length beyond the input, invalid UTF-8, an out-of-range count, more than the arena has room
 * for: E_PROTO, nothing else. */
#ifndef LEDE_RECORD_H
#define LEDE_RECORD_H

#include "base/buf.h"
#include "model/article.h"
#include "model/feed.h"
#include "model/outline.h"
#include "model/rules.h"

struct shape;
extern const struct shape shape_feed, shape_story, shape_article, shape_outlines, shape_blocks,
	shape_found_feeds, shape_rules, shape_msg;

/* A list of blocks alone, as the store keeps it. */
struct blocks {
	struct block *blocks;
	size_t n_blocks;
};

/* Appends the record of object (a struct of that shape) to b: E_LIMIT when b is full. */
enum rc record_encode(struct buf *b, const struct shape *shape, const void *object);
/* Decodes exactly bytes into object; strings and arrays live in the arena, a message's or a story's
 * body stays where it is in bytes. On failure object is zeroed and *e says why. */
enum rc record_decode(struct arena *a, const struct shape *shape, struct str bytes,
		      void *object, struct err *e);
/* The stories' blocks become their body, a record of shape_blocks each, in b (which is emptied
 * first), so that whoever only keeps them need not decode them. A text larger than
 * LIMIT_RECORD_BYTES, or than b has room for, is dropped. */
void record_pack_stories(struct buf *b, struct story *stories, size_t n);

#endif

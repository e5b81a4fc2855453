/* blocks.h: a tree of HTML into the flat blocks that the screen lays out. */
#ifndef LEDE_PARSE_BLOCKS_H
#define LEDE_PARSE_BLOCKS_H

#include "parse/html.h"

/* What is below root, as blocks, in order. Elements for which skip(node, ctx) is true are left
 * out with all below them (skip may be NULL). */
void blocks_from_tree(const struct page *p, const xmlNode *root,
		      bool (*skip)(const xmlNode *n, void *ctx), void *ctx,
		      struct block **blocks, size_t *n);
/* The same for a piece of HTML as feeds carry it. */
void blocks_from_html(struct arena *a, struct str utf8, const char *base,
		      struct block **blocks, size_t *n);
/* Plain text: blank lines part paragraphs. */
void blocks_from_text(struct arena *a, struct str utf8, struct block **blocks, size_t *n);

#endif

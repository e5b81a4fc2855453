/* extract.h: the text of an article out of its page, without what stands around and in it. */
#ifndef LEDE_PARSE_EXTRACT_H
#define LEDE_PARSE_EXTRACT_H

#include "parse/meta.h"
#include "parse/score.h"

/* Fills blocks and author_note. Reads title, dek and byline of art, which meta_read set. Returns
 * the element that holds the text, NULL where there is none. */
const xmlNode *extract_body(struct score *s, const struct meta *meta, struct article *art);

/* Whether a node is no part of the article, for blocks_from_tree; ctx: the struct score. */
bool extract_is_dead(const xmlNode *n, void *ctx);

#endif

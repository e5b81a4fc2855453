/* edges.h: what stands at the ends of an article, before its first paragraph and behind its last,
 * and is none of it. */
#ifndef LEDE_PARSE_EDGES_H
#define LEDE_PARSE_EDGES_H

#include "parse/meta.h"

/* Marks it below root as dead, then the headings over nothing. To come after all that stands in
 * the middle: it needs to know the first and the last paragraph that are still alive. */
void edges_mark(struct score *s, uint32_t root, const struct meta *meta);

#endif

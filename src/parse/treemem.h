/* treemem.h: what libxml2 allocates for one tree lies together and goes at once: the parts of a
 * tree follow each other in memory as they do in the page, and a tree is freed without a walk.
 * Trees are closed in any order. With AddressSanitizer the allocator stays malloc, which it
 * watches. */
#ifndef LEDE_TREEMEM_H
#define LEDE_TREEMEM_H

#include "base/base.h"

struct treemem;

/* Before libxml2's first allocation, whoever calls it; again does nothing. */
void treemem_init(void);
/* From now on what libxml2 allocates is the tree's; NULL where that cannot be. */
struct treemem *treemem_open(void);
/* Frees all of it. libxml2 goes back to the tree that was open before, or to malloc. */
void treemem_close(struct treemem *t);

#endif

/* idset.h: a handful of feeds, each once, in the order in which they came. */
#ifndef LEDE_IDSET_H
#define LEDE_IDSET_H

#include "base/base.h"

#define IDSET_MAX 64

struct idset {
	int64_t ids[IDSET_MAX];
	size_t n;
};

bool idset_has(const struct idset *s, int64_t id);
/* Nothing where it is full. */
void idset_put(struct idset *s, int64_t id);
void idset_drop(struct idset *s, int64_t id);
/* Only those that are in both. */
void idset_keep(struct idset *s, const struct idset *both);

#endif

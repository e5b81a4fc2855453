/* bytes16.h: sixteen bytes of text at a time, for passes that have to look at every one: most of
 * most text is nothing special. GCC and Clang make of it what the machine has. */
#ifndef LEDE_BYTES16_H
#define LEDE_BYTES16_H

#include <string.h>

#include "base/base.h"

/* v == c and the like, cast to bytes16, are 0xff where true. */
typedef uint8_t bytes16 __attribute__((vector_size(16)));

/* Sixteen bytes must lie at p. */
static inline bytes16 bytes16_at(const char *p)
{
	bytes16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Whether any of them is not 0. */
static inline bool bytes16_any(bytes16 v)
{
	uint64_t halves[2];

	memcpy(halves, &v, sizeof(halves));
	return halves[0] | halves[1];
}

#endif

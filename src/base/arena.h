/* arena.h: memory that is freed all at once. The records of lede (feed, story, article) live
 * in the arena they were made in, strings and arrays included; nothing in it is freed alone. */
#ifndef LEDE_ARENA_H
#define LEDE_ARENA_H

#include "base/str.h"

struct arena;

/* An arena that may hold at most max bytes; going over ends the program as want of memory
 * does, so callers that take foreign input count first. */
struct arena *arena_new(size_t max) MUST_CHECK;
void arena_free(struct arena *a);
/* Frees the contents and keeps the arena (and its first chunk) for use again. */
void arena_reset(struct arena *a);
/* Bytes handed out, and those that may still be: for who takes foreign input. */
size_t arena_used(const struct arena *a);
size_t arena_left(const struct arena *a);

/* Zeroed, aligned for any type; n may be 0. */
void *arena_alloc(struct arena *a, size_t n) MUST_CHECK;
void *arena_array(struct arena *a, size_t n, size_t size) MUST_CHECK;
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
/* NULL stays NULL. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_str(struct arena *a, struct str s);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
void *arena_memdup(struct arena *a, const void *p, size_t n);
/* Appends room for one element to an array that lives in the arena; old memory is left in it.
 * Returns the new element, zeroed. The array must have grown by ARENA_PUSH alone (its capacity
 * is told by its count). Use through ARENA_PUSH. */
void *arena_push(struct arena *a, void *array, size_t *n, size_t size);
/* ARENA_PUSH(arena, feed->stories, feed->n_stories) is the address of a new last element. */
#define ARENA_PUSH(a, array, n)								\
	((__typeof__(array))arena_push((a), &(array), &(n), sizeof(*(array))))

#endif

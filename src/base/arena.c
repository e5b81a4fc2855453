#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#define CHUNK_BYTES ((size_t)16 * 1024)
#define ALIGN (_Alignof(max_align_t))

struct chunk {
	struct chunk *next;
	size_t used, cap;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *chunks;	/* the newest first */
	size_t used, max;
};

struct arena *arena_new(size_t max)
{
	struct arena *a = mem_zalloc(sizeof(*a));

	a->max = max;
	return a;
}

static void free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	free_chunks(a->chunks);
	free(a);
}

void arena_reset(struct arena *a)
{
	if (a->chunks) {
		free_chunks(a->chunks->next);
		a->chunks->next = NULL;
		a->chunks->used = 0;
		if (a->chunks->cap > 16 * CHUNK_BYTES) {
			free(a->chunks);
			a->chunks = NULL;
		}
	}
	a->used = 0;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

size_t arena_left(const struct arena *a)
{
	return a->max - MIN(a->used, a->max);
}

static void *take(struct arena *a, size_t n)
{
	struct chunk *c = a->chunks;
	void *p;

	if (n > a->max || a->used > a->max - n)
		mem_fail();
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (!c || n > c->cap - c->used) {
		size_t cap = n > CHUNK_BYTES / 4 ? n : CHUNK_BYTES;

		/* Large arenas take larger chunks, so that their number stays small. */
		if (cap == CHUNK_BYTES && a->used > 16 * CHUNK_BYTES)
			cap = 16 * CHUNK_BYTES;
		c = mem_alloc(sizeof(*c) + cap);
		c->used = 0;
		c->cap = cap;
		if (n == cap && a->chunks) {	/* a chunk of its own, behind the open one */
			c->next = a->chunks->next;
			a->chunks->next = c;
		} else {
			c->next = a->chunks;
			a->chunks = c;
		}
	}
	p = c->data + c->used;
	c->used += n;
	a->used += n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		mem_fail();
	return arena_alloc(a, n * size);
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_str(a, str_of(s)) : NULL;
}

char *arena_str(struct arena *a, struct str s)
{
	char *p = take(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_fail();
	p = take(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	void *q = take(a, n);

	if (n)
		memcpy(q, p, n);
	return q;
}

void *arena_push(struct arena *a, void *array, size_t *n, size_t size)
{
	void *old, *new;

	memcpy(&old, array, sizeof(old));
	/* Capacities are powers of two, so that the count alone tells when an array is full. */
	if (*n == 0 || (*n & (*n - 1)) == 0) {
		new = arena_array(a, *n ? *n * 2 : 1, size);
		if (*n)
			memcpy(new, old, *n * size);
		memcpy(array, &new, sizeof(new));
		old = new;
	}
	(*n)++;
	return (char *)old + (*n - 1) * size;
}

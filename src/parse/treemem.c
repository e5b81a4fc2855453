#include "parse/treemem.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)64 * 1024)	/* the first one; each is twice the one before */
#define MOST_CHUNK_BYTES ((size_t)1024 * 1024)
#define STEP 16
#define SMALL_BYTES 1024		/* sizes of whole steps to here, then powers of two */
#define MOST_BYTES ((size_t)32 * 1024)	/* what is larger is a piece of malloc's, in a list */
#define CLASSES (SMALL_BYTES / STEP + 6)

enum place {
	PLACE_MALLOC,	/* no tree's */
	PLACE_CHUNK,
	PLACE_LARGE,	/* in its tree's list */
};

/* Before each piece: its room, and where it lies. */
union head {
	struct {
		size_t room;
		enum place place;
	};
	_Alignas(max_align_t) char align[STEP];
};

/* What of a tree has no room in a chunk, such as a long text. */
struct large {
	struct large *next, **at;
	union head head;	/* last */
};

struct free_piece {
	struct free_piece *next;
};

struct chunk {
	struct chunk *next;
	_Alignas(max_align_t) char data[];
};

struct treemem {
	struct treemem *before;
	struct chunk *chunks;
	struct large *large;
	char *at, *end;			/* of the newest chunk */
	size_t chunk_bytes;
	struct free_piece *freed[CLASSES];
};

static struct treemem *open_tree;

static void free_large(struct large *l)
{
	*l->at = l->next;
	if (l->next)
		l->next->at = l->at;
	free(l);
}

#ifndef HAVE_ASAN

/* The class of n bytes, at least 1, and what room its pieces have. */
static size_t class_of(size_t n, size_t *room)
{
	size_t class = (n + STEP - 1) / STEP - 1;

	*room = (class + 1) * STEP;
	if (n <= SMALL_BYTES)
		return class;
	class = SMALL_BYTES / STEP;
	for (*room = (size_t)SMALL_BYTES * 2; *room < n; *room *= 2)
		class++;
	return class;
}

static bool add_chunk(struct treemem *t)
{
	struct chunk *c = malloc(sizeof(*c) + t->chunk_bytes);

	if (!c)
		return false;
	c->next = t->chunks;
	t->chunks = c;
	t->at = c->data;
	t->end = c->data + t->chunk_bytes;
	t->chunk_bytes = MIN(t->chunk_bytes * 2, MOST_CHUNK_BYTES);
	return true;
}

static void *take(struct treemem *t, size_t n)
{
	size_t room, class = class_of(n ? n : 1, &room);
	struct free_piece *piece = t->freed[class];
	union head *h;

	if (piece) {
		t->freed[class] = piece->next;
		return piece;
	}
	if ((size_t)(t->end - t->at) < sizeof(*h) + room && !add_chunk(t))
		return NULL;
	h = (union head *)t->at;
	h->room = room;
	h->place = PLACE_CHUNK;
	t->at += sizeof(*h) + room;
	return h + 1;
}

static struct large *large_of(union head *h)
{
	return (struct large *)((char *)h - offsetof(struct large, head));
}

/* At is where its list leads to it. */
static void *link_large(struct large *l, size_t n, struct large *next, struct large **at)
{
	l->next = next;
	l->at = at;
	*at = l;
	if (next)
		next->at = &l->next;
	l->head.room = n;
	l->head.place = PLACE_LARGE;
	return &l->head + 1;
}

static void *take_large(struct treemem *t, size_t n)
{
	struct large *l = n > SIZE_MAX - sizeof(*l) ? NULL : malloc(sizeof(*l) + n);

	return l ? link_large(l, n, t->large, &t->large) : NULL;
}

static void *resize_large(struct large *l, size_t n)
{
	struct large *next = l->next, **at = l->at;

	l = n > SIZE_MAX - sizeof(*l) ? NULL : realloc(l, sizeof(*l) + n);
	return l ? link_large(l, n, next, at) : NULL;
}

static void *get(size_t n)
{
	union head *h;

	if (open_tree)
		return n <= MOST_BYTES ? take(open_tree, n) : take_large(open_tree, n);
	if (n > SIZE_MAX - sizeof(*h))
		return NULL;
	h = malloc(sizeof(*h) + n);
	if (!h)
		return NULL;
	h->room = n;
	h->place = PLACE_MALLOC;
	return h + 1;
}

static void put_back(void *p)
{
	union head *h = (union head *)p - 1;
	struct free_piece *piece = p;
	size_t room, class;

	if (!p)
		return;
	if (h->place == PLACE_MALLOC) {
		free(h);
	} else if (h->place == PLACE_LARGE) {
		free_large(large_of(h));
	} else if (open_tree) {
		class = class_of(h->room, &room);
		piece->next = open_tree->freed[class];
		open_tree->freed[class] = piece;
	}
}

static void *resize(void *p, size_t n)
{
	union head *h = (union head *)p - 1;
	void *q;

	if (!p)
		return get(n);
	if (h->place == PLACE_LARGE)
		return resize_large(large_of(h), n);
	if (h->place == PLACE_CHUNK && n <= h->room)
		return p;
	if (h->place == PLACE_MALLOC) {
		if (n > SIZE_MAX - sizeof(*h))
			return NULL;
		h = realloc(h, sizeof(*h) + n);
		if (!h)
			return NULL;
		h->room = n;
		return h + 1;
	}
	q = get(n);
	if (!q)
		return NULL;
	memcpy(q, p, MIN(h->room, n));
	put_back(p);
	return q;
}

static char *copy(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = get(n);

	return p ? memcpy(p, s, n) : NULL;
}

void treemem_init(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	xmlMemSetup(put_back, get, resize, copy);
	xmlInitParser();	/* what it keeps is no tree's */
}

struct treemem *treemem_open(void)
{
	struct treemem *t = calloc(1, sizeof(*t));

	treemem_init();
	if (!t)
		return NULL;
	t->chunk_bytes = CHUNK_BYTES;
	t->before = open_tree;
	open_tree = t;
	return t;
}

#else

void treemem_init(void)
{
	xmlInitParser();
}

struct treemem *treemem_open(void)
{
	return NULL;
}

#endif

void treemem_close(struct treemem *t)
{
	struct treemem **at = &open_tree;
	struct chunk *c;

	if (!t)
		return;
	xmlResetLastError();	/* libxml2 keeps its words */
	while (*at && *at != t)
		at = &(*at)->before;
	if (*at)
		*at = t->before;
	while (t->large)
		free_large(t->large);
	while ((c = t->chunks) != NULL) {
		t->chunks = c->next;
		free(c);
	}
	free(t);
}

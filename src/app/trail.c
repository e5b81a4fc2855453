#include "app/trail.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

static void place_clear(struct place *p)
{
	free(p->url);
	free(p->title);
	free(p->kicker);
	free(p->summary);
	free(p->from);
	*p = (struct place){ 0 };
}

static char *copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

void trail_free(struct trail *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		place_clear(&t->places[i]);
	free(t->places);
	*t = (struct trail){ 0 };
}

struct place *trail_here(struct trail *t)
{
	return t->n ? &t->places[t->at] : NULL;
}

struct place *trail_go(struct trail *t, const struct place *p)
{
	/* p may lie in the trail itself */
	struct place new = *p;

	new.url = copy(p->url);
	new.title = copy(p->title);
	new.kicker = copy(p->kicker);
	new.summary = copy(p->summary);
	new.from = copy(p->from);
	while (t->n && t->n - 1 > t->at)
		place_clear(&t->places[--t->n]);
	if (t->n == LIMIT_TRAIL) {
		place_clear(&t->places[0]);
		memmove(t->places, t->places + 1, (t->n - 1) * sizeof(*t->places));
		t->n--;
	}
	MEM_GROW(t->places, t->cap, t->n + 1);
	t->at = t->n;
	t->places[t->n++] = new;
	return &t->places[t->at];
}

struct place *trail_back(struct trail *t)
{
	return t->n && t->at > 0 ? &t->places[--t->at] : NULL;
}

struct place *trail_forward(struct trail *t)
{
	return t->n && t->at + 1 < t->n ? &t->places[++t->at] : NULL;
}

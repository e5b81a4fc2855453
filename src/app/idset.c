#include "app/idset.h"

#include <string.h>

static size_t find(const struct idset *s, int64_t id)
{
	size_t i;

	for (i = 0; i < s->n && s->ids[i] != id; i++)
		;
	return i;
}

bool idset_has(const struct idset *s, int64_t id)
{
	return find(s, id) < s->n;
}

void idset_put(struct idset *s, int64_t id)
{
	if (s->n < IDSET_MAX && !idset_has(s, id))
		s->ids[s->n++] = id;
}

void idset_drop(struct idset *s, int64_t id)
{
	size_t i = find(s, id);

	if (i < s->n)
		memmove(s->ids + i, s->ids + i + 1, (--s->n - i) * sizeof(s->ids[0]));
}

void idset_keep(struct idset *s, const struct idset *both)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (idset_has(both, s->ids[i]))
			s->ids[n++] = s->ids[i];
	s->n = n;
}

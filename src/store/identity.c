#include "store/identity.h"

#include "base/url.h"
#include "store/db_priv.h"

struct slot {
	uint64_t hash;		/* 0: free */
	size_t index;		/* of the first story that has it */
};

struct guids {
	const struct feed *feed;
	const char *site_key;		/* the front page's address, which is no story's */
	struct slot *slots;
	size_t mask;
	bool *is_shared, *is_double;
};

static uint64_t hash_of(struct str s)
{
	uint64_t h = (uint64_t)hash_bytes(s.p, s.n);

	return h ? h : 1;
}

/* The slot of that hash, or the free one where it belongs. */
static struct slot *slot_of(const struct guids *g, uint64_t hash)
{
	size_t i = (size_t)hash & g->mask;

	while (g->slots[i].hash && g->slots[i].hash != hash)
		i = (i + 1) & g->mask;
	return &g->slots[i];
}

static void add_slot(struct guids *g, uint64_t hash, size_t index)
{
	struct slot *slot = slot_of(g, hash);

	if (!slot->hash)
		*slot = (struct slot){ hash, index };
}

/* What tells stories of one guid apart. */
static const char *mark_of(const struct guids *g, struct arena *a, const char *url_key,
			   const char *title, int64_t published)
{
	if (!str_blank(url_key) && !streq(url_key, g->site_key))
		return url_key;
	return arena_printf(a, "%s\n%lld", title ? title : "", (long long)published);
}

static const char *story_mark(const struct guids *g, struct arena *a, const struct story *s)
{
	return mark_of(g, a, str_blank(s->url) ? NULL : url_key(a, s->url), s->title,
		       s->published);
}

const char *guids_name(struct arena *a, const struct story *s)
{
	return streq(s->guid, s->url) ? url_key(a, s->url) : s->guid;
}

char *guids_own(const struct guids *g, struct arena *a, const struct story *s)
{
	return arena_printf(a, "%s\n%s", guids_name(a, s), story_mark(g, a, s));
}

bool guids_is_same(const struct guids *g, struct arena *a, const struct story *s,
		   const struct stored *old, bool strict)
{
	const char *old_mark = mark_of(g, a, old->url_key, old->title, old->published);

	if (streq(old_mark, story_mark(g, a, s)))
		return true;
	if (strict)
		return false;
	/* lede itself made these guids, of what names the story in its address */
	if (g->feed->kind == FEED_FRONTPAGE)
		return true;
	/* An edited story keeps its title, its address or its date. */
	return s->published == DATE_NONE || old->published == DATE_NONE ||
	       s->published == old->published || streq(s->title, old->title);
}

/* Stories of one guid: those with a mark of their own are stories, the others are repeated. Where
 * all are one, its guid is as good as any. */
static void part_shared(struct guids *g, struct arena *a, const size_t *first)
{
	size_t *distinct = arena_array(a, g->feed->n_stories, sizeof(*distinct)), i;

	for (i = 0; i < g->feed->n_stories; i++) {
		struct slot *slot;
		uint64_t hash;

		if (!g->is_shared[i])
			continue;
		hash = hash_of(str_of(guids_own(g, a, &g->feed->stories[i])));
		slot = slot_of(g, hash);
		g->is_double[i] = slot->hash != 0;
		if (slot->hash)
			continue;
		add_slot(g, hash, i);
		distinct[first[i]]++;
	}
	for (i = 0; i < g->feed->n_stories; i++)
		if (g->is_shared[i] && distinct[first[i]] == 1)
			g->is_shared[i] = false;
}

struct guids *guids_of(struct arena *a, const struct feed *f)
{
	struct guids *g = arena_alloc(a, sizeof(*g));
	size_t *first = arena_array(a, f->n_stories, sizeof(*first)), size = 16, i;
	bool is_any = false;

	/* a story may stand in it by its guid, its name and its own name */
	while (size < 4 * f->n_stories)
		size *= 2;
	g->feed = f;
	g->site_key = str_blank(f->site_url) ? NULL : url_key(a, f->site_url);
	g->mask = size - 1;
	g->slots = arena_array(a, size, sizeof(*g->slots));
	g->is_shared = arena_array(a, f->n_stories, sizeof(*g->is_shared));
	g->is_double = arena_array(a, f->n_stories, sizeof(*g->is_double));
	for (i = 0; i < f->n_stories; i++) {
		const struct story *s = &f->stories[i];
		uint64_t hash = hash_of(str_of(guids_name(a, s)));
		struct slot *slot = slot_of(g, hash);

		first[i] = slot->hash ? slot->index : i;
		if (slot->hash)
			is_any = g->is_shared[i] = g->is_shared[slot->index] = true;
		else
			add_slot(g, hash, i);
	}
	/* older stores have the guid itself */
	for (i = 0; i < f->n_stories; i++)
		add_slot(g, hash_of(str_of(f->stories[i].guid)), i);
	if (is_any)
		part_shared(g, a, first);
	return g;
}

bool guids_is_double(const struct guids *g, size_t index)
{
	return g->is_double[index];
}

bool guids_is_shared(const struct guids *g, size_t index)
{
	return g->is_shared[index];
}

bool guids_has(const struct guids *g, struct str guid)
{
	return slot_of(g, hash_of(guid))->hash != 0;
}

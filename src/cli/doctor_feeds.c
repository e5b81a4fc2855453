#include <stdlib.h>

#include "app/health.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "cli/doctor.h"
#include "text/cells.h"

/* What one screen can hold; "lede list --health" has the rest. */
#define REASONS_TOLD 8
#define FEEDS_TOLD 4
#define ADVICE_LINES 8
#define INDENT 6

struct reason {
	const char *words;
	const struct feed_row **feeds;
	size_t n;
};

/* The feeds of one kind, by why they are of it. */
struct kind {
	struct reason *reasons;
	size_t n_reasons, n;
};

static int compare_words(const void *a, const void *b)
{
	return strcmp(((const struct reason *)a)->words, ((const struct reason *)b)->words);
}

/* The reason that most feeds share first. */
static int compare_counts(const void *a, const void *b)
{
	size_t x = ((const struct reason *)a)->n, y = ((const struct reason *)b)->n;

	return x != y ? (x < y ? 1 : -1) : compare_words(a, b);
}

/* Neighbours with the same words become one. */
static void join(struct arena *a, struct kind *k)
{
	size_t i, n = 0;

	if (k->n_reasons)
		qsort(k->reasons, k->n_reasons, sizeof(*k->reasons), compare_words);
	for (i = 0; i < k->n_reasons; i++) {
		if (n && streq(k->reasons[n - 1].words, k->reasons[i].words))
			*ARENA_PUSH(a, k->reasons[n - 1].feeds, k->reasons[n - 1].n) =
				k->reasons[i].feeds[0];
		else
			k->reasons[n++] = k->reasons[i];
	}
	k->n_reasons = n;
	if (n)
		qsort(k->reasons, n, sizeof(*k->reasons), compare_counts);
}

static void add(struct arena *a, struct kind *k, const struct feed_row *row, const char *words)
{
	struct reason *r = ARENA_PUSH(a, k->reasons, k->n_reasons);

	r->words = words ? words : "";
	*ARENA_PUSH(a, r->feeds, r->n) = row;
	k->n++;
}

static void sort_out(struct cli *c, const struct feed_row *rows, size_t n, struct kind *kinds)
{
	int64_t now = date_now(), newest;
	size_t i;

	for (i = 0; i < n; i++) {
		enum health h;

		if (rows[i].id == FEED_FOLLOWED)
			continue;
		newest = feeds_newest_story(c->db, rows[i].id);
		h = health_of(&rows[i], newest, now);
		add(c->arena, &kinds[h], &rows[i], h == HEALTH_FAILING ?
		    health_reason(c->arena, &rows[i]) : NULL);
	}
	for (i = 0; i < HEALTH_COUNT; i++)
		join(c->arena, &kinds[i]);
}

/* "Harbour news (12), Quay (14) and 3 more" */
static void print_names(struct cli *c, const struct reason *r)
{
	size_t i, told = r->n > FEEDS_TOLD + 1 ? FEEDS_TOLD : r->n;

	out_printf("      ");
	for (i = 0; i < told; i++) {
		out_printf("%s", i ? ", " : "");
		out_line(c->arena, r->feeds[i]->title);
		out_printf(" (%lld)", (long long)r->feeds[i]->id);
	}
	if (told < r->n)
		out_printf(ngettext(" and %zu more", " and %zu more", r->n - told), r->n - told);
	out_printf("\n");
}

static const char *label_of(enum health h)
{
	switch (h) {
	case HEALTH_FAILING: return _("failing");
	case HEALTH_RETIRED: return _("retired");
	case HEALTH_SILENT: return _("silent");
	case HEALTH_LARGE: return _("large");
	case HEALTH_NEW: return _("never fetched");
	case HEALTH_WELL:
	case HEALTH_COUNT: break;
	}
	return _("well");
}

static void print_advice(struct arena *a, const char *advice)
{
	struct clean *lines;
	size_t n = cells_wrap(a, clean_own(advice), MAX(out_columns() - INDENT, 20), ADVICE_LINES,
			      false, &lines), i;

	for (i = 0; i < n; i++) {
		out_printf("%*s", INDENT, "");
		out_clean(lines[i]);
		out_printf("\n");
	}
}

static void print_kind(struct cli *c, enum health h, const struct kind *k)
{
	size_t i;

	if (!k->n)
		return;
	doctor_label(label_of(h));
	out_printf(ngettext("%zu feed\n", "%zu feeds\n", k->n), k->n);
	if (h == HEALTH_WELL)
		return;
	for (i = 0; i < MIN(k->n_reasons, REASONS_TOLD); i++) {
		if (k->reasons[i].words[0]) {
			out_printf("  %3zu ", k->reasons[i].n);
			out_line(c->arena, k->reasons[i].words);
			out_printf("\n");
		}
		print_names(c, &k->reasons[i]);
	}
	if (k->n_reasons > REASONS_TOLD)
		out_printf(ngettext("      and %zu more reason; \"lede list --health\" has all\n",
				    "      and %zu more reasons; \"lede list --health\" has all\n",
				    k->n_reasons - REASONS_TOLD), k->n_reasons - REASONS_TOLD);
	print_advice(c->arena, health_advice(h));
}

static json_t *ids_of(const struct reason *r)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < r->n; i++)
		json_array_append_new(list, json_integer(r->feeds[i]->id));
	return list;
}

/* {"count", "feeds"}, of failing ones {"count", "reasons": [{"error", "feeds"}]} */
static json_t *json_kind(enum health h, const struct kind *k)
{
	json_t *o = json_object(), *list = json_array();
	size_t i;

	json_object_set_new(o, "count", json_integer((json_int_t)k->n));
	for (i = 0; i < k->n_reasons; i++) {
		json_t *r = json_object();

		json_put(r, "error", k->reasons[i].words);
		json_object_set_new(r, "feeds", ids_of(&k->reasons[i]));
		json_array_append_new(list, r);
	}
	if (h == HEALTH_FAILING)
		json_object_set(o, "reasons", list);
	else if (h != HEALTH_WELL && k->n)
		json_object_set_new(o, "feeds", ids_of(&k->reasons[0]));
	json_decref(list);
	return o;
}

bool doctor_feeds(struct doctor *d)
{
	struct kind kinds[HEALTH_COUNT] = { { 0 } };
	json_t *o = d->json ? json_object() : NULL;
	struct cli *c = d->c;
	struct feed_row *rows;
	size_t n;
	int h;

	if (feeds_list(c->db, c->arena, &rows, &n, NULL))
		return true;
	sort_out(c, rows, n, kinds);
	for (h = HEALTH_COUNT - 1; h >= 0; h--) {
		if (o)
			json_object_set_new(o, health_name((enum health)h),
					    json_kind((enum health)h, &kinds[h]));
		else
			print_kind(c, (enum health)h, &kinds[h]);
	}
	if (o)
		json_object_set_new(d->json, "health", o);
	return !kinds[HEALTH_FAILING].n;
}

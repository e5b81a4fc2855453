#include "tui/views/problems.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "store/pages.h"

#define PAGES 200

struct rows {
	struct tui *t;
	struct arena *a;
	struct problem *items;
	size_t n;
};

static struct problem *add(struct rows *r, enum problem_kind kind, const char *text)
{
	struct problem *p = ARENA_PUSH(r->a, r->items, r->n);

	p->kind = kind;
	p->text = text;
	return p;
}

static void add_config(struct rows *r)
{
	const struct config *c = &r->t->config;
	size_t i;

	if (c->n_errors)
		add(r, PROBLEM_HEADING, _("The config file"));
	for (i = 0; i < c->n_errors; i++)
		add(r, PROBLEM_TEXT, c->errors[i]);
}

static void add_rules(struct rows *r)
{
	struct ruleset *set = &r->t->rules;
	size_t i;

	rules_refresh(set, NULL);
	if (set->n_errors)
		add(r, PROBLEM_HEADING, _("The site rules"));
	for (i = 0; i < set->n_errors; i++)
		add(r, PROBLEM_TEXT, arena_strdup(r->a, set->errors[i]));
}

static void add_messages(struct rows *r)
{
	const struct session *s = &r->t->session;
	size_t i;

	if (s->n_log)
		add(r, PROBLEM_HEADING, _("Last messages"));
	for (i = s->n_log; i > 0; i--)
		add(r, PROBLEM_TEXT, arena_strdup(r->a, s->log[i - 1]));
}

static void add_pages(struct rows *r, bool queued)
{
	struct db *db = r->t->session.db;
	struct queued *rows = NULL;
	size_t n = 0, i;

	if (!db)
		return;
	if (queued ? queue_list(db, r->a, PAGES, &rows, &n, NULL)
		   : pages_failed(db, r->a, PAGES, &rows, &n, NULL))
		return;
	if (n)
		add(r, PROBLEM_HEADING, queued ? _("Pages queued for the next fetch")
					       : _("Pages that could not be fetched"));
	for (i = 0; i < n; i++) {
		struct problem *p = add(r, queued ? PROBLEM_QUEUED : PROBLEM_PAGE, rows[i].url);

		p->id = rows[i].story_id;
		p->reason = rows[i].error;
	}
}

static int by_name(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;
	int order = strcoll(x->text, y->text);

	return order ? order : x->id < y->id ? -1 : 1;
}

static void add_feeds(struct rows *r, const enum health *healths, enum health h,
		      const char *heading)
{
	size_t i, first = r->n + 1;

	for (i = 0; i < r->t->n_feeds; i++) {
		const struct feed_row *f = &r->t->feeds[i];
		struct problem *p;

		if (f->id == FEED_FOLLOWED || healths[i] != h)
			continue;
		if (r->n < first)
			add(r, PROBLEM_HEADING, heading);
		p = add(r, PROBLEM_FEED, arena_strdup(r->a, f->title));
		p->feed = f;
		p->id = f->id;
		p->health = h;
		p->reason = arena_strdup(r->a, f->error);
	}
	if (h == HEALTH_WELL && r->n > first)
		qsort(r->items + first, r->n - first, sizeof(*r->items), by_name);
}

/* What each feed is shown as: those that failed stay where they were. */
static enum health *sort_out(struct rows *r, int64_t *kept, size_t *n_kept)
{
	struct tui *t = r->t;
	enum health *out = arena_array(r->a, t->n_feeds, sizeof(*out));
	int64_t now = date_now();
	size_t i, k;

	for (i = 0; i < t->n_feeds; i++) {
		const struct feed_row *f = &t->feeds[i];

		out[i] = health_of(f, feeds_newest_story(t->session.db, f->id), now);
		/* no trouble that this view is for */
		if (out[i] == HEALTH_LARGE || out[i] == HEALTH_NEW)
			out[i] = HEALTH_WELL;
		for (k = 0; k < *n_kept && kept[k] != f->id; k++)
			;
		if (k < *n_kept && out[i] != HEALTH_RETIRED)
			out[i] = HEALTH_FAILING;
		else if (out[i] == HEALTH_FAILING && *n_kept < PROBLEMS_KEPT)
			kept[(*n_kept)++] = f->id;
	}
	return out;
}

struct problem *problems_collect(struct tui *t, struct arena *a, int64_t *kept, size_t *n_kept,
				 size_t *n)
{
	struct rows r = { .t = t, .a = a };
	enum health *healths = t->session.db ? sort_out(&r, kept, n_kept) : NULL;

	add_config(&r);
	add_rules(&r);
	if (healths) {
		add_feeds(&r, healths, HEALTH_FAILING, _("Feeds that could not be fetched"));
		add_feeds(&r, healths, HEALTH_RETIRED, _("Feeds that are gone for good"));
		add_feeds(&r, healths, HEALTH_SILENT, _("Feeds that fell silent"));
	}
	add_pages(&r, false);
	add_pages(&r, true);
	add_messages(&r);
	if (!r.n)
		add(&r, PROBLEM_TEXT, _("No problems."));
	if (healths)
		add_feeds(&r, healths, HEALTH_WELL, _("All other feeds"));
	*n = r.n;
	return r.items;
}

/* Problems: feeds and pages that could not be fetched, with reasons, and the last messages. */
#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/pages.h"
#include "tui/views/textview.h"

#define PAGES 200

static void rebuild(struct textview *x);

static void reload(struct view *v)
{
	rebuild((struct textview *)v);
	tui_dirty(v->tui);
}

static const struct view_ops log_ops = {
	.name = "problems", .pane = PANE_OVERLAY, .place = VIEW_FULL, .free = textview_free,
	.paint = textview_paint, .act = textview_act, .reload = reload,
};

static void add_feeds(struct textview *x)
{
	const struct tui *t = x->v.tui;
	size_t i, n = 0;

	for (i = 0; i < t->n_feeds; i++) {
		const struct feed_row *f = &t->feeds[i];
		const char *when;

		if (!f->error)
			continue;
		if (!n++)
			textview_add(x, NULL, _("Feeds that could not be fetched"), INK_HEADLINE);
		when = f->last_success == DATE_NONE ? NULL : date_long(x->arena, f->last_success);
		textview_add(x, NULL, f->title, INK_UNREAD);
		if (!streq(f->title, f->url))
			textview_add(x, NULL, f->url, INK_DIM);
		textview_add(x, NULL, f->error, INK_TEXT);
		if (when)
			textview_add(x, NULL, arena_printf(x->arena, _("last good on %s"), when),
				     INK_DIM);
	}
	if (n)
		textview_add(x, NULL, "", INK_TEXT);
}

static void add_pages(struct textview *x, bool queued)
{
	struct db *db = x->v.tui->session.db;
	struct queued *rows = NULL;
	size_t n = 0, i;

	if (!db)
		return;
	if (queued ? queue_list(db, x->arena, PAGES, &rows, &n, NULL)
		   : pages_failed(db, x->arena, PAGES, &rows, &n, NULL))
		return;
	if (n)
		textview_add(x, NULL, queued ? _("Pages queued for the next fetch")
					     : _("Pages that could not be fetched"),
			     INK_HEADLINE);
	for (i = 0; i < n; i++) {
		textview_add(x, NULL, rows[i].url, INK_TEXT);
		if (rows[i].error)
			textview_add(x, NULL, rows[i].error, INK_DIM);
	}
	if (n)
		textview_add(x, NULL, "", INK_TEXT);
}

static void rebuild(struct textview *x)
{
	const struct session *s = &x->v.tui->session;
	const struct config *c = &x->v.tui->config;
	size_t i;

	arena_free(x->arena);
	x->arena = arena_new(LIMIT_ARENA);
	x->rows = NULL;
	x->n_rows = 0;
	if (c->n_errors)
		textview_add(x, NULL, _("The config file"), INK_HEADLINE);
	for (i = 0; i < c->n_errors; i++)
		textview_add(x, NULL, c->errors[i], INK_TEXT);
	add_feeds(x);
	add_pages(x, false);
	add_pages(x, true);
	if (s->n_log)
		textview_add(x, NULL, _("Last messages"), INK_HEADLINE);
	for (i = s->n_log; i > 0; i--)
		textview_add(x, NULL, s->log[i - 1], INK_TEXT);
	if (!x->n_rows)
		textview_add(x, NULL, _("No problems."), INK_TEXT);
}

struct view *log_new(struct tui *t)
{
	struct textview *x = mem_zalloc(sizeof(*x));

	textview_init(x, t, &log_ops);
	rebuild(x);
	return &x->v;
}

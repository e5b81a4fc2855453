/* The feed picker: all stories, starred ones, then each feed with its unread count. */
#include "tui/screen.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"

#define FIXED 2			/* "All", "Starred" */
#define COUNT_WIDTH 6

struct feeds_view {
	struct view v;
	struct list list;
	int64_t id;		/* of the selected feed, 0: one of the fixed rows */
};

static struct feeds_view *self(struct view *v)
{
	return (struct feeds_view *)v;
}

static void remember(struct feeds_view *f)
{
	size_t i = f->list.sel;

	f->id = i >= FIXED && i - FIXED < f->v.tui->n_feeds ? f->v.tui->feeds[i - FIXED].id : 0;
}

/* The feeds may have been read again: the selection stays on its feed. */
static void follow_feed(struct feeds_view *f)
{
	const struct tui *t = f->v.tui;
	size_t i;

	f->list.n = t->n_feeds + FIXED;
	for (i = 0; f->id && i < t->n_feeds; i++) {
		if (t->feeds[i].id == f->id)
			f->list.sel = i + FIXED;
	}
	f->list.sel = MIN(f->list.sel, f->list.n - 1);
}

static void open_selected(struct feeds_view *f)
{
	struct tui *t = f->v.tui;
	bool starred = f->list.sel == 1;
	int64_t id;

	remember(f);
	id = f->id;
	/* popping frees this view */
	tui_pop(t);
	tui_show_feed(t, id, starred);
	t->layout.focus = FOCUS_LIST;
}

static void select_unread(struct feeds_view *f, bool backwards)
{
	size_t i = f->list.sel;

	while (backwards ? i > FIXED : i + 1 < f->list.n) {
		i += backwards ? (size_t)-1 : 1;
		if (i >= FIXED && f->v.tui->feeds[i - FIXED].unread > 0) {
			f->list.sel = i;
			remember(f);
			return;
		}
	}
}

static bool move(struct feeds_view *f, enum action a, int count)
{
	bool done = list_act(&f->list, a, count, f->v.at.h);

	remember(f);
	return done;
}

static bool act(struct view *v, enum action a, int count)
{
	struct feeds_view *f = self(v);

	follow_feed(f);
	tui_dirty(v->tui);
	if (a == ACT_OPEN && count > 0)
		move(f, ACT_HOME, count);
	if (a == ACT_OPEN)
		open_selected(f);
	else if (a == ACT_NEXT_UNREAD || a == ACT_PREV_UNREAD)
		select_unread(f, a == ACT_PREV_UNREAD);
	else if (a == ACT_NEXT || a == ACT_PREV)
		move(f, a == ACT_NEXT ? ACT_DOWN : ACT_UP, count);
	else
		return move(f, a, count);
	return true;
}

static void paint_row(struct feeds_view *f, struct arena *a, size_t i, int y, struct area at,
		      bool focused)
{
	const struct tui *t = f->v.tui;
	const struct feed_row *row = i >= FIXED ? &t->feeds[i - FIXED] : NULL;
	bool selected = i == f->list.sel;
	const char *title = i == 0 ? _("All") : i == 1 ? _("Starred") : row->title;
	int64_t n = i == 0 ? t->counts.unread : i == 1 ? t->counts.starred : row->unread;
	unsigned ink = selected && focused ? INK_SELECTED : n && i != 1 ? INK_UNREAD : INK_READ;
	int width = at.w - 3 - COUNT_WIDTH;

	if (selected && focused)
		paint_blank(y, at.x, at.w, INK_SELECTED);
	if (selected)
		paint_text(y, at.x, 1, paint_sign("▌", ">"), ink);
	if (row && row->error)
		paint_text(y, at.x + 1, 1, clean_own("!"), selected && focused ? ink : INK_ERROR);
	paint_text(y, at.x + 3, width,
		   cells_fit(a, clean_cstr(a, title), width, true, paint_is_ascii()), ink);
	if (n)
		paint_right(y, at.x, at.w, clean_own(arena_printf(a, "%lld", (long long)n)), ink);
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct feeds_view *f = self(v);
	struct arena *a = arena_new(LIMIT_ARENA);
	size_t i;
	int y;

	follow_feed(f);
	list_show(&f->list, at.h);
	for (y = 0, i = f->list.top; y < at.h && i < f->list.n; y++, i++)
		paint_row(f, a, i, at.y + y, at, focused);
	arena_free(a);
}

static void click(struct view *v, int line, bool again)
{
	struct feeds_view *f = self(v);
	size_t row;

	if (!list_row_at(&f->list, line, &row))
		return;
	f->list.sel = row;
	open_selected(f);
}

static void status(struct view *v, struct buf *out)
{
	struct feed_row row;

	if (feeds_selected(v, &row))
		buf_puts(out, row.error ? row.error : row.url);
}

static void feeds_view_free(struct view *v)
{
	free(v);
}

static const struct view_ops feeds_ops = {
	.name = "feeds", .pane = PANE_FEEDS, .place = VIEW_LIST, .free = feeds_view_free,
	.paint = paint, .act = act, .click = click, .status = status,
};

bool feeds_selected(struct view *v, struct feed_row *out)
{
	struct feeds_view *f = self(v);

	if (v->ops != &feeds_ops)
		return false;
	follow_feed(f);
	if (f->list.sel < FIXED)
		return false;
	*out = v->tui->feeds[f->list.sel - FIXED];
	return true;
}

struct view *feeds_new(struct tui *t)
{
	struct feeds_view *f = mem_zalloc(sizeof(*f));
	size_t i;

	f->v = (struct view){ .ops = &feeds_ops, .tui = t };
	f->list.row_height = 1;
	f->list.n = t->n_feeds + FIXED;
	if (t->query.starred_only)
		f->list.sel = 1;
	for (i = 0; i < t->n_feeds; i++) {
		if (t->query.feed_id && t->feeds[i].id == t->query.feed_id)
			f->list.sel = i + FIXED;
	}
	remember(f);
	return &f->v;
}

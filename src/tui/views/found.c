/* The feeds that an address leads to: one is chosen to subscribe to. */
#include <stdlib.h>

#include "app/found.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"
#include "tui/screen.h"

struct found_view {
	struct view v;
	struct list list;
	struct arena *arena;		/* of the feeds */
	struct found_feeds feeds;
};

static struct found_view *self(struct view *v)
{
	return (struct found_view *)v;
}

static void subscribe(struct found_view *f)
{
	struct tui *t = f->v.tui;

	session_add_exact(&t->session, f->feeds.items[f->list.sel].url);
	/* frees this view */
	tui_pop(t);
}

static bool act(struct view *v, enum action a, int count)
{
	struct found_view *f = self(v);

	tui_dirty(v->tui);
	switch (a) {
	case ACT_OPEN:
		if (count > 0)
			list_act(&f->list, ACT_HOME, count, v->at.h);
		subscribe(f);
		return true;
	case ACT_NEXT:
	case ACT_PREV:
		return list_act(&f->list, a == ACT_NEXT ? ACT_DOWN : ACT_UP, count, v->at.h);
	default:
		return list_act(&f->list, a, count, v->at.h);
	}
}

static void paint_row(struct found_view *f, struct arena *a, size_t i, int y, struct area at,
		      bool focused)
{
	const struct found_feed *item = &f->feeds.items[i];
	bool selected = i == f->list.sel;
	unsigned ink = selected && focused ? INK_SELECTED :
		       item->is_subscribed ? INK_READ : INK_UNREAD;

	if (selected && focused)
		paint_blank(y, at.x, at.w, INK_SELECTED);
	if (selected)
		paint_text(y, at.x, 1, paint_sign("▌", ">"), ink);
	paint_text(y, at.x + 2, at.w - 3,
		   cells_fit(a, clean_cstr(a, found_words(a, item)), at.w - 3, true,
			     paint_is_ascii()), ink);
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct found_view *f = self(v);
	struct arena *a = arena_new(LIMIT_ARENA);
	size_t i;
	int y;

	list_show(&f->list, at.h);
	for (y = 0, i = f->list.top; y < at.h && i < f->list.n; y++, i++)
		paint_row(f, a, i, at.y + y, at, focused);
	arena_free(a);
}

static void click(struct view *v, int line, bool again)
{
	struct found_view *f = self(v);
	size_t row;

	if (!list_row_at(&f->list, line, &row))
		return;
	f->list.sel = row;
	if (again)
		subscribe(f);
}

static void status(struct view *v, struct buf *out)
{
	struct found_view *f = self(v);

	buf_puts(out, f->feeds.items[f->list.sel].url);
}

static void found_free(struct view *v)
{
	arena_free(self(v)->arena);
	free(v);
}

static const struct view_ops found_ops = {
	.name = "found", .pane = PANE_FEEDS, .place = VIEW_LIST, .free = found_free,
	.paint = paint, .act = act, .click = click, .status = status,
};

bool found_is(const struct view *v)
{
	return v->ops == &found_ops;
}

struct view *found_new(struct tui *t)
{
	struct found_view *f = mem_zalloc(sizeof(*f));

	f->v = (struct view){ .ops = &found_ops, .tui = t };
	f->list.row_height = 1;
	f->arena = session_take_found(&t->session, &f->feeds);
	f->list.n = f->feeds.n_items;
	return &f->v;
}

/* Results of a search in all text: a story list in the list's pane, read a page at a time. */
#include "tui/screen.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"

#define PAGE_ROWS 100
#define MAX_ROWS 2000

struct search_view {
	struct view v;
	char *query;
	struct arena *arena;
	struct story_row *rows;
	struct list list;
	bool at_end;
};

static struct search_view *self(struct view *v)
{
	return (struct search_view *)v;
}

static const struct view_ops search_ops;

bool search_is(const struct view *v)
{
	return v->ops == &search_ops;
}

/* The next rows, behind those that are there. */
static void load_more(struct search_view *s)
{
	int64_t before = INT64_MAX;
	struct story_row *rows = NULL, *all;
	size_t n = 0, i;
	struct err e;
	enum rc rc;

	err_clear(&e);
	for (i = 0; i < s->list.n; i++)
		before = MIN(before, s->rows[i].id);
	rc = search_stories(s->v.tui->session.db, s->arena, s->query, before, PAGE_ROWS, &rows,
			    &n, &e);
	if (rc)
		session_say(&s->v.tui->session, true, "%s", e.msg);
	s->at_end = rc || n < PAGE_ROWS || s->list.n + n >= MAX_ROWS;
	all = arena_array(s->arena, s->list.n + n + 1, sizeof(*all));
	if (s->list.n)
		memcpy(all, s->rows, s->list.n * sizeof(*all));
	if (n)
		memcpy(all + s->list.n, rows, n * sizeof(*all));
	s->rows = all;
	s->list.n += n;
}

bool search_selected(struct view *v, struct story_row *row)
{
	struct search_view *s = self(v);

	if (!s->list.n)
		return false;
	*row = s->rows[s->list.sel];
	flags_apply(&v->tui->session.flags, row, NULL);
	return true;
}

bool search_step(struct view *v, bool backwards, bool unread)
{
	struct search_view *s = self(v);

	while (!rows_step(v->tui, s->rows, &s->list, backwards, unread)) {
		if (backwards || s->at_end)
			return false;
		load_more(s);
	}
	list_show(&s->list, v->at.h);
	tui_dirty(v->tui);
	return true;
}

static void open_selected(struct search_view *s)
{
	struct story_row row;

	if (search_selected(&s->v, &row))
		tui_open_story(s->v.tui, row.id, true);
}

static bool act(struct view *v, enum action a, int count)
{
	struct search_view *s = self(v);

	tui_dirty(v->tui);
	if (a == ACT_OPEN && count > 0)
		list_act(&s->list, ACT_HOME, count, v->at.h);
	if (a == ACT_OPEN) {
		open_selected(s);
		return true;
	}
	if (!list_act(&s->list, a, count, v->at.h))
		return false;
	if (!s->at_end && s->list.sel + (size_t)MAX(v->at.h, 1) >= s->list.n)
		load_more(s);
	return true;
}

/* The rows again, each by its id: flags and offline marks may have changed. */
static void reload(struct view *v)
{
	struct search_view *s = self(v);
	struct arena *a;
	size_t rows = (size_t)MAX(v->at.h / 2, 0) + 2, i;
	size_t last = MIN(s->list.top + rows, s->list.n);

	if (!v->tui->session.db)
		return;
	a = s->arena;
	for (i = s->list.top; i < last; i++) {
		struct story_row row;

		if (stories_get(v->tui->session.db, a, s->rows[i].id, &row, NULL) == OK)
			s->rows[i] = row;
	}
	/* what is left behind in the arena stays small */
	if (arena_used(a) > MIB(16)) {
		s->arena = arena_new(LIMIT_ARENA);
		s->list.n = 0;
		load_more(s);
		arena_free(a);
	}
	tui_dirty(v->tui);
}

static void click(struct view *v, int line, bool again)
{
	struct search_view *s = self(v);
	size_t row;

	if (!list_row_at(&s->list, line, &row))
		return;
	s->list.sel = row;
	if (again)
		open_selected(s);
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct search_view *s = self(v);

	list_show(&s->list, at.h);
	if (!s->list.n)
		paint_text(at.y, at.x + 1, at.w - 1, clean_own(_("no story has these words")),
			   INK_DIM);
	else
		rows_paint(v->tui, s->rows, &s->list, at, focused);
}

static void status(struct view *v, struct buf *out)
{
	struct search_view *s = self(v);

	buf_printf(out, "/%s  %zu/%zu%s", s->query, s->list.n ? s->list.sel + 1 : 0, s->list.n,
		   s->at_end ? "" : "+");
}

static void search_free(struct view *v)
{
	arena_free(self(v)->arena);
	free(self(v)->query);
	free(v);
}

static const struct view_ops search_ops = {
	.name = "search", .pane = PANE_STORIES, .place = VIEW_LIST, .free = search_free,
	.paint = paint, .act = act, .reload = reload, .click = click, .status = status,
};

struct view *search_new(struct tui *t, const char *query)
{
	struct search_view *s = mem_zalloc(sizeof(*s));

	s->v = (struct view){ .ops = &search_ops, .tui = t };
	s->list.row_height = 2;
	s->query = mem_strdup(query);
	s->arena = arena_new(LIMIT_ARENA);
	load_more(s);
	return &s->v;
}

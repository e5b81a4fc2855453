/* The story list: a window of rows by keyset around the selection, which is a story's id, so
 * that arriving stories never move it. Each reload reads some pages of rows, however many there
 * are. */
#include "tui/screen.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"

#define KEEP_IDS 512
#define COUNT_LIMIT 1000	/* a position beyond it is not shown */
#define JUMP_LIMIT 5000		/* "12G" counts at most so far */

struct stories {
	struct view v;
	struct arena *arena;		/* of the rows */
	struct story_row *rows;
	struct list list;
	bool at_top, at_end;		/* the window reaches the first, the last story */
	int64_t base;			/* stories before the window, -1: many */
	int64_t keep[KEEP_IDS];
	size_t n_keep;
	bool is_loaded;
	bool keeps_top;		/* was empty, and nobody has moved since: the first row */
};

static struct stories *self(struct view *v)
{
	return (struct stories *)v;
}

static size_t margin(const struct stories *s)
{
	return (size_t)MAX(s->v.at.h, 24) + 24;
}

static struct story_query query(struct stories *s)
{
	struct story_query q = s->v.tui->query;

	q.keep_ids = s->keep;
	q.n_keep = s->n_keep;
	return q;
}

static void find_base(struct stories *s, const struct story_query *q)
{
	int64_t n = 0;

	s->base = 0;
	if (s->at_top || !s->list.n)
		return;
	s->base = -1;
	if (stories_count_before(s->v.tui->session.db, q,
				 (struct story_pos){ s->rows[0].sort_at, s->rows[0].id },
				 COUNT_LIMIT, &n, NULL) == OK && n < COUNT_LIMIT)
		s->base = n;
}

static void report(struct stories *s, enum rc rc, const struct err *e)
{
	if (rc)
		session_say(&s->v.tui->session, true, "%s", e->msg);
}

/* The window with the rows around pos; line: rows between the top of the screen and the
 * selection. */
static void load_around(struct stories *s, struct story_pos pos, size_t line)
{
	struct db *db = s->v.tui->session.db;
	struct arena *old = s->arena, *a = arena_new(LIMIT_ARENA);
	struct story_query q = query(s);
	struct story_pos from = { pos.sort_at, pos.id == INT64_MAX ? pos.id : pos.id + 1 };
	struct story_row *newer = NULL, *older = NULL;
	size_t n_newer = 0, n_older = 0, want = margin(s);
	struct err e;
	enum rc rc = OK;

	err_clear(&e);
	if (pos.sort_at != INT64_MAX)
		rc = stories_window(db, a, &q, pos, true, want, &newer, &n_newer, &e);
	if (!rc)
		rc = stories_window(db, a, &q, from, false, want, &older, &n_older, &e);
	s->is_loaded = true;
	if (rc) {	/* what is on the screen stays */
		report(s, rc, &e);
		arena_free(a);
		return;
	}
	s->arena = a;
	s->rows = arena_array(a, n_newer + n_older + 1, sizeof(*s->rows));
	if (n_newer)
		memcpy(s->rows, newer, n_newer * sizeof(*newer));
	if (n_older)
		memcpy(s->rows + n_newer, older, n_older * sizeof(*older));
	s->list.n = n_newer + n_older;
	s->at_top = n_newer < want;
	s->at_end = n_older < want;
	s->list.sel = n_newer;
	s->list.top = n_newer > line ? n_newer - line : 0;
	list_show(&s->list, s->v.at.h);
	find_base(s, &q);
	s->keeps_top |= !s->list.n;
	arena_free(old);
}

static void load_end(struct stories *s)
{
	struct story_query q = query(s);
	struct story_row *rows = NULL;
	struct arena *a = arena_new(LIMIT_ARENA);
	size_t n = 0;
	struct err e;
	enum rc rc;

	err_clear(&e);
	rc = stories_window(s->v.tui->session.db, a, &q,
			    (struct story_pos){ INT64_MIN, INT64_MIN }, true, 1, &rows, &n, &e);
	report(s, rc, &e);
	if (n)
		load_around(s, (struct story_pos){ rows[0].sort_at, rows[0].id },
			    (size_t)MAX(s->v.at.h / 2 - 1, 0));
	arena_free(a);
}

static struct story_pos selected_pos(struct stories *s)
{
	const struct story_row *row = &s->rows[s->list.sel];

	return (struct story_pos){ row->sort_at, row->id };
}

/* More rows when the selection or the page comes near the end of the window. */
static void extend(struct stories *s)
{
	size_t page = (size_t)MAX(s->v.at.h / 2, 1);

	if (!s->list.n)
		return;
	if ((!s->at_top && s->list.top < page) ||
	    (!s->at_end && s->list.top + 2 * page > s->list.n))
		load_around(s, selected_pos(s), s->list.sel - s->list.top);
}

static void reload(struct view *v)
{
	struct stories *s = self(v);

	if (!v->tui->session.db)
		return;
	if (s->list.n && !s->keeps_top)
		load_around(s, selected_pos(s), s->list.sel - s->list.top);
	else
		load_around(s, STORY_POS_TOP, 0);
	tui_dirty(v->tui);
}

void stories_reset(struct view *v)
{
	struct stories *s = self(v);

	s->n_keep = 0;
	s->keeps_top = false;
	if (v->tui->session.db)
		load_around(s, STORY_POS_TOP, 0);
	tui_dirty(v->tui);
}

void stories_refilter(struct view *v)
{
	self(v)->n_keep = 0;
	reload(v);
}

bool stories_selected(struct view *v, struct story_row *row)
{
	struct stories *s = self(v);

	if (!s->list.n)
		return false;
	*row = s->rows[s->list.sel];
	flags_apply(&v->tui->session.flags, row, NULL);
	return true;
}

/* The row of a story, SIZE_MAX when it is not in the window. */
static size_t find_row(const struct stories *s, int64_t id)
{
	size_t i;

	for (i = 0; i < s->list.n && s->rows[i].id != id; i++)
		;
	return i < s->list.n ? i : SIZE_MAX;
}

void stories_select(struct view *v, int64_t id)
{
	struct stories *s = self(v);
	size_t i = find_row(s, id);

	if (i == SIZE_MAX)
		return;
	s->keeps_top = false;
	s->list.sel = i;
	list_show(&s->list, v->at.h);
	extend(s);
}

static void keep(struct stories *s, int64_t id)
{
	size_t i;

	for (i = 0; i < s->n_keep; i++) {
		if (s->keep[i] == id)
			return;
	}
	if (s->n_keep == KEEP_IDS) {
		memmove(s->keep, s->keep + 1, (KEEP_IDS - 1) * sizeof(s->keep[0]));
		s->n_keep--;
	}
	s->keep[s->n_keep++] = id;
}

void stories_keep_row(struct view *v, int64_t id)
{
	struct stories *s = self(v);

	if (find_row(s, id) != SIZE_MAX)
		keep(s, id);
}

void stories_keep_all(struct view *v)
{
	struct stories *s = self(v);
	size_t i;

	for (i = 0; i < s->list.n; i++)
		keep(s, s->rows[i].id);
}

/* The next unread row beyond the window. */
static bool step_beyond(struct stories *s, struct story_pos pos, bool backwards)
{
	struct tui *t = s->v.tui;
	struct story_query q = t->query;
	struct arena *a = arena_new(LIMIT_ARENA);
	struct story_row row = { 0 };
	bool found = false;
	int i;

	/* The overlay may know better than the store, but seldom for long. */
	for (i = 0; i < KEEP_IDS && !found; i++) {
		if (stories_next_unread(t->session.db, a, &q, pos, backwards, &row, NULL))
			break;
		pos = (struct story_pos){ row.sort_at, row.id };
		flags_apply(&t->session.flags, &row, NULL);
		found = !row.is_read;
	}
	if (found)
		load_around(s, pos, s->list.sel - s->list.top);
	arena_free(a);
	return found;
}

bool stories_step(struct view *v, bool backwards, bool unread)
{
	struct stories *s = self(v);
	const struct story_row *last;

	if (!s->list.n)
		return false;
	s->keeps_top = false;
	if (rows_step(v->tui, s->rows, &s->list, backwards, unread)) {
		list_show(&s->list, v->at.h);
		extend(s);
		tui_dirty(v->tui);
		return true;
	}
	if (!unread || (backwards ? s->at_top : s->at_end))
		return false;
	last = &s->rows[backwards ? 0 : s->list.n - 1];
	return step_beyond(s, (struct story_pos){ last->sort_at, last->id }, backwards);
}

/* To the row of that number in the whole list. */
static void jump(struct stories *s, int nth)
{
	struct story_query q = query(s);
	struct arena *a = arena_new(LIMIT_ARENA);
	struct story_row *rows = NULL;
	size_t n = 0;
	struct err e;
	enum rc rc;

	err_clear(&e);
	rc = stories_window(s->v.tui->session.db, a, &q, STORY_POS_TOP, false,
			    (size_t)MIN(nth, JUMP_LIMIT), &rows, &n, &e);
	report(s, rc, &e);
	if (n)
		load_around(s, (struct story_pos){ rows[n - 1].sort_at, rows[n - 1].id },
			    (size_t)(s->v.at.h / 4));
	arena_free(a);
}

static void open_selected(struct stories *s)
{
	struct story_row row;

	if (stories_selected(&s->v, &row))
		tui_open_story(s->v.tui, row.id, true);
}

static bool act(struct view *v, enum action a, int count)
{
	struct stories *s = self(v);

	if (!v->tui->session.db)
		return false;
	s->keeps_top &= !s->list.n || (a != ACT_OPEN && a > ACT_END);
	tui_dirty(v->tui);
	if ((a == ACT_HOME || a == ACT_END || a == ACT_OPEN) && count > 0)
		jump(s, count);
	else if (a == ACT_HOME && !s->at_top)
		load_around(s, STORY_POS_TOP, 0);
	else if (a == ACT_END && !s->at_end)
		load_end(s);
	else if (list_act(&s->list, a, count, v->at.h))
		extend(s);
	else if (a != ACT_OPEN)
		return false;
	if (a == ACT_OPEN)
		open_selected(s);
	return true;
}

static void click(struct view *v, int line, bool again)
{
	struct stories *s = self(v);
	size_t row;

	if (!list_row_at(&s->list, line, &row))
		return;
	s->keeps_top = false;
	s->list.sel = row;
	extend(s);
	if (again)
		open_selected(s);
}

static void paint_empty(struct view *v, struct area at)
{
	const struct tui *t = v->tui;
	const char *text = _("no stories yet; R fetches");

	if (!t->feeds_arena)
		text = _("the store cannot be read");
	else if (t->query.starred_only)
		text = _("no starred stories; * sets a star");
	else if (t->query.unread_only)
		text = _("no unread stories; . shows read ones");
	else if (t->session.is_refreshing)
		text = _("fetching…");
	paint_text(at.y, at.x + 1, at.w - 1, clean_own(text), INK_DIM);
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct stories *s = self(v);

	if (!v->tui->session.db)
		return;
	if (!s->is_loaded)
		load_around(s, STORY_POS_TOP, 0);
	list_show(&s->list, at.h);
	if (!s->list.n)
		paint_empty(v, at);
	else
		rows_paint(v->tui, s->rows, &s->list, at, focused);
}

/* How many stories the list has, where that is kept; -1: not known. */
static int64_t total(const struct tui *t)
{
	size_t i;

	if (t->query.starred_only)
		return t->query.unread_only ? -1 : t->counts.starred;
	if (!t->query.feed_id)
		return t->query.unread_only ? t->counts.unread : t->counts.stories;
	for (i = 0; i < t->n_feeds; i++) {
		if (t->feeds[i].id == t->query.feed_id)
			return t->query.unread_only ? t->feeds[i].unread : t->feeds[i].total;
	}
	return -1;
}

static void status(struct view *v, struct buf *out)
{
	struct stories *s = self(v);
	int64_t all = total(v->tui), at = s->base + (int64_t)s->list.sel + 1;

	if (!s->list.n || s->base < 0)
		return;
	/* With rows kept that are read by now, the count would lie. */
	if (all >= at && !(v->tui->query.unread_only && s->n_keep))
		buf_printf(out, "%lld/%lld", (long long)at, (long long)all);
	else
		buf_printf(out, "%lld", (long long)at);
}

static void stories_free(struct view *v)
{
	arena_free(self(v)->arena);
	free(v);
}

static const struct view_ops stories_ops = {
	.name = "stories", .pane = PANE_STORIES, .place = VIEW_LIST, .free = stories_free,
	.paint = paint, .act = act, .reload = reload, .click = click, .status = status,
};

struct view *stories_new(struct tui *t)
{
	struct stories *s = mem_zalloc(sizeof(*s));

	s->v = (struct view){ .ops = &stories_ops, .tui = t };
	s->list.row_height = 2;
	return &s->v;
}

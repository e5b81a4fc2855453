/* Problems: how the feeds are, what could not be fetched and why, with what to do about it. A list,
 * and below it all about the row that is selected. */
#include "tui/views/problems.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"

#define GUTTER 3		/* the selection's bar, a sign, a blank */
#define TITLE_MAX 36
#define DETAIL_LINES 6
#define LEAST_LIST 4		/* rows that the list keeps on a low screen */

struct problems_view {
	struct view v;
	struct arena *arena;
	struct list list;
	struct problem *rows;
	int64_t kept[PROBLEMS_KEPT];
	size_t n_kept;
	unsigned feeds_read;	/* of the tui, when the rows were made */
	size_t n_log;
	int list_lines;		/* of the list when it was painted */
	char *needle;
};

static struct problems_view *self(struct view *v)
{
	return (struct problems_view *)v;
}

static struct problem *selected(struct problems_view *x)
{
	return x->list.sel < x->list.n ? &x->rows[x->list.sel] : NULL;
}

/* A heading cannot be selected: the row behind it is, or at the end the one before. */
static void skip_heading(struct problems_view *x, bool backwards)
{
	size_t i = x->list.sel;

	if (i >= x->list.n || x->rows[i].kind != PROBLEM_HEADING)
		return;
	x->list.sel = (backwards && i > 0) || i + 1 == x->list.n ? i - 1 : i + 1;
}

static bool is_same(const struct problem *a, const struct problem *b)
{
	return a->kind == b->kind && a->id == b->id && (a->id || streq(a->text, b->text));
}

/* Makes the rows anew; the selection stays on its own. */
static void rebuild(struct problems_view *x)
{
	struct arena *old = x->arena;
	const struct problem *was = selected(x);
	size_t i;

	x->arena = arena_new(LIMIT_ARENA);
	x->rows = problems_collect(x->v.tui, x->arena, x->kept, &x->n_kept, &x->list.n);
	x->feeds_read = x->v.tui->feeds_read;
	x->n_log = x->v.tui->session.n_log;
	for (i = 0; was && i < x->list.n; i++)
		if (is_same(&x->rows[i], was)) {
			x->list.sel = i;
			break;
		}
	x->list.sel = MIN(x->list.sel, x->list.n ? x->list.n - 1 : 0);
	skip_heading(x, false);
	arena_free(old);
}

/* The feeds may have been read again, a message come. */
static void keep_up(struct problems_view *x)
{
	if (x->feeds_read != x->v.tui->feeds_read || x->n_log != x->v.tui->session.n_log)
		rebuild(x);
}

static void reload(struct view *v)
{
	rebuild(self(v));
	tui_dirty(v->tui);
}

bool problems_selected(struct view *v, struct feed_row *out)
{
	struct problem *p;

	keep_up(self(v));
	p = selected(self(v));
	if (!p || p->kind != PROBLEM_FEED)
		return false;
	*out = *p->feed;
	return true;
}

const char *problems_page(struct view *v)
{
	struct problem *p = selected(self(v));

	return p && (p->kind == PROBLEM_PAGE || p->kind == PROBLEM_QUEUED) ? p->text : NULL;
}

/* --- what can be done --- */

static bool is_fetching(const struct problems_view *x, const struct problem *p)
{
	const struct session *s = &x->v.tui->session;

	return p->kind == PROBLEM_FEED ? session_is_fetching(s, p->id) :
	       p->kind >= PROBLEM_PAGE && session_is_pulling(s, p->text);
}

static void open_selected(struct problems_view *x)
{
	struct tui *t = x->v.tui;
	struct problem *p = selected(x);
	struct place place = { 0 };
	char *url;

	if (!p || p->kind < PROBLEM_FEED)
		return;
	if (p->kind == PROBLEM_FEED) {
		int64_t id = p->id;

		/* this frees the view */
		tui_close_overlays(t);
		tui_show_feed(t, id, false);
		t->layout.focus = FOCUS_LIST;
		return;
	}
	url = mem_strdup(p->text);
	place.url = url;
	place.story_id = p->id;
	tui_close_overlays(t);
	session_open(&t->session, &place);
	t->layout.focus = FOCUS_READER;
	tui_document_changed(t);
	free(url);
}

static void retry(struct problems_view *x)
{
	struct problem *p = selected(x);

	if (p && p->kind == PROBLEM_FEED)
		session_refresh(&x->v.tui->session, p->id, true);
	else if (p && p->kind >= PROBLEM_PAGE)
		session_pull(&x->v.tui->session, p->text, p->id);
	else
		session_say(&x->v.tui->session, false, "%s", _("no feed here"));
}

static bool has(const struct problem *p, const char *needle)
{
	struct str what = str_of(needle);

	return str_ifind(str_of(p->text), what) != SIZE_MAX ||
	       str_ifind(str_of(p->reason), what) != SIZE_MAX ||
	       (p->kind == PROBLEM_FEED && str_ifind(str_of(p->feed->url), what) != SIZE_MAX);
}

/* Around the end, as there may be hits on both sides. */
static void find(struct problems_view *x, bool backwards)
{
	size_t n = x->list.n, i = x->list.sel, left;

	for (left = n; x->needle && left > 0; left--) {
		i = backwards ? (i ? i - 1 : n - 1) : (i + 1) % n;
		if (x->rows[i].kind != PROBLEM_HEADING && has(&x->rows[i], x->needle)) {
			x->list.sel = i;
			return;
		}
	}
	session_say(&x->v.tui->session, false, "%s", _("not found"));
}

void problems_find(struct view *v, const char *text)
{
	struct problems_view *x = self(v);

	keep_up(x);
	free(x->needle);
	x->needle = *text ? mem_strdup(text) : NULL;
	find(x, false);
	tui_dirty(v->tui);
}

static bool act(struct view *v, enum action a, int count)
{
	struct problems_view *x = self(v);
	size_t was = x->list.sel;

	keep_up(x);
	tui_dirty(v->tui);
	if (a == ACT_OPEN) {
		open_selected(x);
	} else if (a == ACT_RELOAD) {
		retry(x);
	} else if (a == ACT_NEXT_MATCH || a == ACT_PREV_MATCH) {
		find(x, a == ACT_PREV_MATCH);
	} else {
		if (!list_act(&x->list, a, count, x->list_lines))
			return false;
		skip_heading(x, x->list.sel < was);
		/* the heading above the first row comes into view with it */
		if (x->list.sel == 1 && a != ACT_SCROLL_DOWN)
			x->list.top = 0;
	}
	return true;
}

static void click(struct view *v, int line, bool again)
{
	struct problems_view *x = self(v);
	size_t row;

	keep_up(x);
	if (line >= x->list_lines || !list_row_at(&x->list, line, &row) ||
	    x->rows[row].kind == PROBLEM_HEADING)
		return;
	x->list.sel = row;
	if (again)
		open_selected(x);
}

/* --- painting --- */

/* "last good 14 Nov · next 18:05 · 36 kB · 4.2 a day": what is known of it. */
static char *facts(struct arena *a, const struct feed_row *f)
{
	const char *last, *size = health_size(a, f), *rate = health_rate(a, f);
	struct buf b = BUF_INIT(KIB(1));
	int64_t now = date_now();
	char *out;

	last = health_last(a, f, now);
	if (last)
		buf_printf(&b, _("last good %s"), last);
	else
		buf_puts(&b, _("never fetched"));
	buf_printf(&b, _(" · next %s"), health_next(a, f, now));
	if (size)
		buf_printf(&b, " · %s", size);
	if (rate)
		buf_printf(&b, " · %s", rate);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static struct clean sign_of(const struct problems_view *x, const struct problem *p)
{
	if (is_fetching(x, p))
		return paint_sign("⟳", "~");
	if (p->kind == PROBLEM_QUEUED)
		return paint_sign("⇣", "v");
	if (p->kind == PROBLEM_TEXT || (p->kind == PROBLEM_FEED && p->health == HEALTH_WELL))
		return clean_own(" ");
	if (p->kind == PROBLEM_FEED && p->health == HEALTH_SILENT)
		return clean_own("?");
	if (p->kind == PROBLEM_FEED && p->health == HEALTH_RETIRED)
		return paint_sign("✗", "x");
	return p->kind == PROBLEM_FEED && !p->reason ? paint_sign("✓", "+") : clean_own("!");
}

/* The second column of a row. */
static const char *words_of(const struct problems_view *x, struct arena *a,
			    const struct problem *p)
{
	if (is_fetching(x, p))
		return _("being fetched…");
	if (p->reason)
		return p->reason;
	return p->kind == PROBLEM_FEED ? facts(a, p->feed) : NULL;
}

static void put_fitted(struct arena *a, int y, int x, int width, const char *text, unsigned ink)
{
	if (text && width > 0)
		paint_text(y, x, width, cells_fit(a, clean_cstr(a, text), width, true,
						  paint_is_ascii()), ink);
}

static void paint_row(struct problems_view *x, struct arena *a, size_t i, int y, struct area at)
{
	const struct problem *p = &x->rows[i];
	bool is_selected = i == x->list.sel;
	unsigned ink = is_selected ? INK_SELECTED : INK_TEXT;
	int width = at.w - GUTTER, title = MIN(width * 3 / 8, TITLE_MAX);
	const char *words;

	if (p->kind == PROBLEM_HEADING) {
		put_fitted(a, y, at.x + 1, at.w - 1, p->text, INK_HEADLINE);
		return;
	}
	/* an address tells at its end what it is */
	if (p->kind >= PROBLEM_PAGE)
		title = width * 3 / 5;
	words = words_of(x, a, p);
	if (is_selected) {
		paint_blank(y, at.x, at.w, ink);
		paint_text(y, at.x, 1, paint_sign("▌", ">"), ink);
	}
	paint_text(y, at.x + 1, 1, sign_of(x, p), is_selected || !p->reason ? ink : INK_ERROR);
	if (!words || at.w < 30) {
		put_fitted(a, y, at.x + GUTTER, width, p->text, ink);
		return;
	}
	put_fitted(a, y, at.x + GUTTER, title, p->text, ink);
	put_fitted(a, y, at.x + GUTTER + title + 2, width - title - 2, words,
		   is_selected ? ink : INK_DIM);
}

/* One paragraph of the part below the list. Returns the line behind it. */
static int put_wrapped(struct arena *a, struct area at, int y, const char *text, unsigned ink)
{
	struct clean *lines;
	size_t n, i;

	if (str_blank(text) || y >= at.y + at.h)
		return y;
	n = cells_wrap(a, clean_cstr(a, text), MAX(at.w - 2, 1), (size_t)(at.y + at.h - y),
		       paint_is_ascii(), &lines);
	for (i = 0; i < n; i++)
		paint_text(y++, at.x + 1, at.w - 1, lines[i], ink);
	return y;
}

static char *failures(struct arena *a, const struct feed_row *f)
{
	return f->failures < 2 ? NULL : arena_printf(a, ngettext("%lld time in a row",
			"%lld times in a row", (unsigned long)f->failures), (long long)f->failures);
}

static void paint_feed(struct arena *a, const struct problem *p, struct area at)
{
	const struct feed_row *f = p->feed;
	const char *times = failures(a, f);
	int y = put_wrapped(a, at, at.y, f->title, INK_UNREAD);

	if (f->error)
		y = put_wrapped(a, at, y, times ? arena_printf(a, "%s (%s)", f->error, times) :
				f->error, INK_ERROR);
	y = put_wrapped(a, at, y, facts(a, f), INK_TEXT);
	if (!streq(f->title, f->url))
		y = put_wrapped(a, at, y, f->url, INK_DIM);
	if (f->moved_to)
		y = put_wrapped(a, at, y, arena_printf(a, _("moved to %s"), f->moved_to), INK_TEXT);
	if (p->health == HEALTH_RETIRED)
		put_wrapped(a, at, y, _("The server says that it is gone for good; it is not asked "
					"again by itself."), INK_DIM);
	if (p->health == HEALTH_SILENT)
		put_wrapped(a, at, y, _("It answers, but nothing new has come for long."), INK_DIM);
}

static void paint_detail(struct problems_view *x, struct arena *a, struct area at)
{
	const struct problem *p = selected(x);
	int i, y;

	for (i = 0; i < at.w; i++)
		paint_text(at.y, at.x + i, 1, paint_sign("─", "-"), INK_BORDER);
	at.y++;
	at.h--;
	if (!p || p->kind == PROBLEM_HEADING)
		return;
	if (p->kind == PROBLEM_FEED) {
		paint_feed(a, p, at);
		return;
	}
	y = put_wrapped(a, at, at.y, p->text, INK_TEXT);
	put_wrapped(a, at, y, p->reason, INK_ERROR);
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct problems_view *x = self(v);
	struct arena *a = arena_new(LIMIT_ARENA);
	int detail = MIN(DETAIL_LINES + 1, at.h - LEAST_LIST), y;
	size_t i;

	keep_up(x);
	if (detail < 2)
		detail = 0;
	x->list_lines = at.h - detail;
	list_show(&x->list, x->list_lines);
	for (y = 0, i = x->list.top; y < x->list_lines && i < x->list.n; y++, i++)
		paint_row(x, a, i, at.y + y, at);
	if (detail)
		paint_detail(x, a, (struct area){ at.y + x->list_lines, at.x, detail, at.w });
	arena_free(a);
}

static void problems_free(struct view *v)
{
	arena_free(self(v)->arena);
	free(self(v)->needle);
	free(v);
}

static const struct view_ops problems_ops = {
	.name = "problems", .pane = PANE_PROBLEMS, .place = VIEW_FULL, .free = problems_free,
	.paint = paint, .act = act, .reload = reload, .click = click,
};

struct view *problems_new(struct tui *t, int64_t feed_id)
{
	struct problems_view *x = mem_zalloc(sizeof(*x));
	size_t i;

	x->v = (struct view){ .ops = &problems_ops, .tui = t };
	x->list.row_height = 1;
	rebuild(x);
	for (i = 0; feed_id && i < x->list.n; i++)
		if (x->rows[i].kind == PROBLEM_FEED && x->rows[i].id == feed_id)
			x->list.sel = i;
	return &x->v;
}

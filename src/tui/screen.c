#include "tui/screen.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "text/cells.h"
#include "tui/term.h"

void screen_areas(struct tui *t, struct area out[FOCUS_COUNT])
{
	int lines, columns;

	term_size(&lines, &columns);
	layout_panes(&t->layout, lines, columns, out);
}

static void paint_paragraphs(struct arena *a, const char *const *texts, size_t n, struct area at)
{
	int y = at.y + MAX((at.h - (int)n * 2) / 3, 0), width = MIN(at.w - 2, 72);
	int x = at.x + (at.w - width) / 2;
	size_t i, k;

	for (i = 0; i < n; i++) {
		struct clean *lines;
		size_t wrapped = cells_wrap(a, clean_cstr(a, texts[i]), width, 20,
					    paint_is_ascii(), &lines);

		for (k = 0; k < wrapped && y < at.y + at.h; k++)
			paint_text(y++, x, width, lines[k], i ? INK_TEXT : INK_HEADLINE);
	}
}

static void paint_welcome(struct tui *t, struct area at)
{
	const char *const lines[] = {
		_("Welcome to lede. There are no subscriptions yet."),
		_("+ subscribes to a feed or any web page: type or paste its address."),
		_("R fetches everything now; later that happens by itself."),
		_("Enter opens a story, 1-9 follow its related headlines, H goes back."),
		_("? lists all keys, q leaves. \"lede import FILE\" reads OPML."),
	};
	struct arena *a = arena_new(LIMIT_ARENA);

	paint_paragraphs(a, lines, ARRAY_LEN(lines), at);
	arena_free(a);
}

static void paint_preparing(struct tui *t, struct area at)
{
	const char *lines[] = {
		t->engine_gave_up ? _("The store cannot be prepared.")
				  : _("Preparing the store…"),
		t->session.message[0] ? t->session.message : _("q leaves."),
	};
	struct arena *a = arena_new(LIMIT_ARENA);

	paint_paragraphs(a, lines, ARRAY_LEN(lines), at);
	arena_free(a);
}

static bool is_new(const struct tui *t)
{
	size_t i, own = 0;

	if (!t->feeds_arena)	/* they could not be read */
		return false;
	for (i = 0; i < t->n_feeds; i++)
		own += t->feeds[i].id != FEED_FOLLOWED;
	return !own && !t->counts.stories;
}

static void paint_view(struct tui *t, struct view *v, struct area at)
{
	v->at = at;
	v->ops->paint(v, at, tui_focused(t) == v);
}

static void paint_body(struct tui *t, int lines, int columns)
{
	struct area body = { 1, 0, lines - 2, columns }, panes[FOCUS_COUNT];
	struct view *top = t->n_overlays ? t->overlays[t->n_overlays - 1] : NULL;
	struct view *views[FOCUS_COUNT] = { tui_list_view(t), t->reader, t->related };
	int i;

	if (top && top->ops->place == VIEW_FULL) {
		paint_view(t, top, body);
		return;
	}
	if (!t->session.db) {
		paint_preparing(t, body);
		return;
	}
	if (is_new(t) && !top && !t->session.doc) {
		t->stories->at = body;
		paint_welcome(t, body);
		return;
	}
	layout_panes(&t->layout, lines, columns, panes);
	for (i = 0; i < FOCUS_COUNT; i++) {
		if (!panes[i].w)
			continue;
		paint_view(t, views[i], panes[i]);
		if (panes[i].x + panes[i].w < columns)
			paint_border(body.y, panes[i].x + panes[i].w, body.h);
	}
}

void screen_paint(struct tui *t)
{
	int lines, columns;

	term_size(&lines, &columns);
	paint_erase();
	if (lines < LAYOUT_MIN_LINES || columns < LAYOUT_MIN_COLUMNS) {
		paint_text(0, 0, columns, clean_own(_("too small: lede needs 40 x 12")),
			   INK_TEXT);
		paint_flush();
		return;
	}
	status_paint_title(t, columns);
	paint_body(t, lines, columns);
	if (t->prompt.is_open)
		prompt_paint(&t->prompt, lines - 1, columns);
	else
		status_paint(t, lines - 1, columns);
	paint_flush();
}

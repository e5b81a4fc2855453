#include "tui/screen.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "text/cells.h"

/* Columns before the text: the selection's bar, the unread dot, a blank. */
#define GUTTER 3

static const char *title_of(const struct story_row *row)
{
	if (!str_blank(row->title))
		return row->title;
	if (!str_blank(row->dek))
		return row->dek;
	return str_blank(row->url) ? _("(no title)") : row->url;
}

static unsigned row_ink(const struct story_row *row, bool selected, bool focused)
{
	if (selected && focused)
		return INK_SELECTED;
	return row->is_read ? INK_READ : INK_UNREAD;
}

/* Offline, star and "not saved" at the right end. Returns the columns left for the text. */
static int paint_marks(struct area at, int y, const struct story_row *row, bool failed,
		       unsigned ink)
{
	int right = at.w;

	if (failed && right > 4)
		right -= 1 + paint_right(y, at.x, right, clean_own("!"), ink);
	if (row->is_starred && right > 4)
		right -= 1 + paint_right(y, at.x, right, paint_sign("★", "*"), ink);
	if (row->is_offline && right > 4)
		right -= 1 + paint_right(y, at.x, right, paint_sign("⇣", "v"), ink);
	return right;
}

static void paint_row(const struct tui *t, struct arena *a, struct area at, int y,
		      const struct story_row *stored, bool selected, bool focused)
{
	struct story_row row = *stored;
	unsigned ink, second;
	struct clean text;
	bool failed, last = y + 1 >= at.y + at.h;
	const char *when;
	int left;

	flags_apply(&t->session.flags, &row, &failed);
	ink = row_ink(&row, selected, focused);
	second = selected && focused ? INK_SELECTED : INK_DIM;
	if (selected && focused) {
		paint_blank(y, at.x, at.w, INK_SELECTED);
		if (!last)
			paint_blank(y + 1, at.x, at.w, INK_SELECTED);
	}
	if (selected) {
		paint_text(y, at.x, 1, paint_sign("▌", ">"), ink);
		if (!last)
			paint_text(y + 1, at.x, 1, paint_sign("▌", ">"), ink);
	}
	if (!row.is_read)
		paint_text(y, at.x + 1, 1, paint_sign("●", "o"), ink);
	text = cells_fit(a, clean_cstr(a, title_of(&row)), at.w - GUTTER, true, paint_is_ascii());
	paint_text(y, at.x + GUTTER, at.w - GUTTER, text, ink);
	if (last)
		return;
	left = paint_marks(at, y + 1, &row, failed, second) - GUTTER;
	when = date_short(a, row.published == DATE_NONE ? row.sort_at : row.published, date_now());
	text = clean_cstr(a, arena_printf(a, "%s · %s", row.feed_title ? row.feed_title : "",
					  when ? when : ""));
	if (cells_width(text) > left && when) {
		/* the time stays, the name gives way */
		int room = left - 3 - cells_width(clean_own(when));
		struct clean name = cells_fit(a, clean_cstr(a, row.feed_title), room, true,
					      paint_is_ascii());

		if (room > 2)
			text = clean_own(arena_printf(a, "%.*s · %s", (int)name.n, name.p, when));
		else
			text = cells_fit(a, text, left, true, paint_is_ascii());
	}
	paint_text(y + 1, at.x + GUTTER, left, text, second);
}

void rows_paint(const struct tui *t, const struct story_row *rows, const struct list *l,
		struct area at, bool focused)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	size_t i;
	int y = at.y;

	for (i = l->top; i < l->n && y < at.y + at.h; i++, y += l->row_height)
		paint_row(t, a, at, y, &rows[i], i == l->sel, focused);
	arena_free(a);
}

bool rows_step(const struct tui *t, const struct story_row *rows, struct list *l, bool backwards,
	       bool unread)
{
	size_t i = l->sel;

	while (backwards ? i > 0 : i + 1 < l->n) {
		struct story_row row;

		i += backwards ? (size_t)-1 : 1;
		row = rows[i];
		flags_apply(&t->session.flags, &row, NULL);
		if (unread && row.is_read)
			continue;
		l->sel = i;
		return true;
	}
	return false;
}

#include "tui/views/textview.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"

#define KEYS_WIDTH 28
#define ROW_LINES 40

static struct textview *self(struct view *v)
{
	return (struct textview *)v;
}

static size_t page(const struct view *v)
{
	return (size_t)MAX(v->at.h, 1);
}

/* On a narrow screen the keys leave the words at least half of it. */
static int key_width(const struct textview *x, int width)
{
	return MAX(MIN(x->key_width, width / 2 - 3), 1);
}

static void scroll(struct textview *x, size_t by, bool down)
{
	if (down)
		x->top += by;
	else
		x->top = by < x->top ? x->top - by : 0;
}

static bool has(const struct text_row *row, const char *needle)
{
	return str_ifind(str_of(row->text), str_of(needle)) != SIZE_MAX ||
	       str_ifind(str_of(row->key), str_of(needle)) != SIZE_MAX;
}

/* Rows wrapped to the width that is there; keys stand beside their row's first line. */
static void lay_out(struct textview *x, int width)
{
	size_t i, k;

	if (x->laid_width == width)
		return;
	arena_free(x->laid);
	x->laid = arena_new(LIMIT_ARENA);
	x->lines = NULL;
	x->n_lines = 0;
	for (i = 0; i < x->n_rows; i++) {
		const struct text_row *row = &x->rows[i];
		int room = width - 1 - (row->key ? key_width(x, width) + 2 : 0);
		struct clean *texts;
		size_t n = cells_wrap(x->laid, clean_cstr(x->laid, row->text), MAX(room, 1),
				      ROW_LINES, paint_is_ascii(), &texts);

		for (k = 0; k < MAX(n, 1); k++)
			*ARENA_PUSH(x->laid, x->lines, x->n_lines) =
				(struct text_line){ i, n ? texts[k] : clean_own(""), k == 0 };
	}
	x->laid_width = width;
}

static size_t line_of(const struct textview *x, size_t row)
{
	size_t i = 0;

	while (i < x->n_lines && x->lines[i].row < row)
		i++;
	return i;
}

static bool find(struct textview *x, bool backwards)
{
	size_t top = x->top < x->n_lines ? x->lines[x->top].row : 0;
	size_t i = x->match == SIZE_MAX ? top : x->match + (backwards ? (size_t)-1 : 1);

	if (!x->needle)
		return false;
	while (i < x->n_rows && !has(&x->rows[i], x->needle))
		i += backwards ? (size_t)-1 : 1;
	if (i >= x->n_rows)
		return false;
	x->match = i;
	i = line_of(x, i);
	x->top = i > page(&x->v) / 3 ? i - page(&x->v) / 3 : 0;
	return true;
}

void textview_find(struct view *v, const char *text)
{
	struct textview *x = self(v);

	free(x->needle);
	x->needle = *text ? mem_strdup(text) : NULL;
	x->match = SIZE_MAX;
	if (x->needle && !find(x, false)) {
		x->match = SIZE_MAX;
		session_say(&v->tui->session, false, "%s", _("not found"));
	}
	tui_dirty(v->tui);
}

bool textview_act(struct view *v, enum action a, int count)
{
	struct textview *x = self(v);
	size_t by = count > 0 ? (size_t)count : 1;

	tui_dirty(v->tui);
	if (a == ACT_DOWN || a == ACT_UP)
		scroll(x, by, a == ACT_DOWN);
	else if (a == ACT_SCROLL_DOWN || a == ACT_SCROLL_UP)
		scroll(x, by, a == ACT_SCROLL_DOWN);
	else if (a == ACT_HALF_DOWN || a == ACT_HALF_UP)
		scroll(x, MAX(page(v) / 2, 1), a == ACT_HALF_DOWN);
	else if (a == ACT_PAGE_DOWN || a == ACT_PAGE_UP)
		scroll(x, page(v), a == ACT_PAGE_DOWN);
	else if (a == ACT_HOME)
		x->top = 0;
	else if (a == ACT_END)
		x->top = x->n_lines;
	else if (a == ACT_NEXT_MATCH || a == ACT_PREV_MATCH)
		find(x, a == ACT_PREV_MATCH);
	else
		return false;
	return true;
}

void textview_paint(struct view *v, struct area at, bool focused)
{
	struct textview *x = self(v);
	struct arena *a = arena_new(LIMIT_ARENA);
	size_t i;
	int y;

	lay_out(x, at.w);
	x->top = MIN(x->top, x->n_lines > (size_t)at.h ? x->n_lines - (size_t)at.h : 0);
	for (y = at.y, i = x->top; y < at.y + at.h && i < x->n_lines; y++, i++) {
		const struct text_line *line = &x->lines[i];
		const struct text_row *row = &x->rows[line->row];
		int keys = row->key ? key_width(x, at.w) : 0, left = keys ? keys + 3 : 1;

		if (keys && line->is_first)
			paint_text(y, at.x + 1, keys, clean_cstr(a, row->key), INK_KEY);
		paint_text(y, at.x + left, at.w - left, line->text,
			   row->ink | (line->row == x->match ? INK_REVERSE : 0));
	}
	arena_free(a);
}

void textview_free(struct view *v)
{
	arena_free(self(v)->arena);
	arena_free(self(v)->laid);
	free(self(v)->needle);
	free(v);
}

void textview_add(struct textview *x, const char *key, const char *text, unsigned ink)
{
	int w = key ? cells_width(clean_cstr(x->arena, key)) : 0;

	*ARENA_PUSH(x->arena, x->rows, x->n_rows) =
		(struct text_row){ arena_strdup(x->arena, key),
				   arena_strdup(x->arena, text ? text : ""), ink };
	x->key_width = MAX(x->key_width, MIN(w, KEYS_WIDTH));
	x->laid_width = 0;
}

void textview_init(struct textview *x, struct tui *t, const struct view_ops *ops)
{
	x->v = (struct view){ .ops = ops, .tui = t };
	x->arena = arena_new(LIMIT_ARENA);
	x->match = SIZE_MAX;
}

#include "tui/views/textview.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/flow.h"

static struct textview *self(struct view *v)
{
	return (struct textview *)v;
}

static size_t page(const struct view *v)
{
	return (size_t)MAX(v->at.h, 1);
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

static bool find(struct textview *x, bool backwards)
{
	size_t i = x->match == SIZE_MAX ? x->top : x->match + (backwards ? (size_t)-1 : 1);

	if (!x->needle)
		return false;
	while (i < x->n_rows && !has(&x->rows[i], x->needle))
		i += backwards ? (size_t)-1 : 1;
	if (i >= x->n_rows)
		return false;
	x->match = i;
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
		x->top = x->n_rows;
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
	int y;

	x->top = MIN(x->top, x->n_rows > (size_t)at.h ? x->n_rows - (size_t)at.h : 0);
	for (y = 0; y < at.h && x->top + (size_t)y < x->n_rows; y++) {
		const struct text_row *row = &x->rows[x->top + (size_t)y];
		unsigned mark = x->top + (size_t)y == x->match ? INK_REVERSE : 0;
		int key_width = row->key ? MIN(x->key_width, at.w - 2) : 0;

		if (row->key)
			paint_text(at.y + y, at.x + 1, key_width, clean_cstr(a, row->key), INK_KEY);
		paint_text(at.y + y, at.x + 1 + key_width + (row->key ? 2 : 0),
			   at.w - key_width - (row->key ? 3 : 1), clean_cstr(a, row->text),
			   row->ink | mark);
	}
	arena_free(a);
}

void textview_free(struct view *v)
{
	arena_free(self(v)->arena);
	free(self(v)->needle);
	free(v);
}

void textview_add(struct textview *x, const char *key, const char *text, unsigned ink)
{
	int w = key ? flow_width(clean_cstr(x->arena, key)) : 0;

	*ARENA_PUSH(x->arena, x->rows, x->n_rows) =
		(struct text_row){ arena_strdup(x->arena, key),
				   arena_strdup(x->arena, text ? text : ""), ink };
	x->key_width = MAX(x->key_width, MIN(w, 28));
}

void textview_wrap(struct textview *x, const char *text, int width, unsigned ink)
{
	struct clean *lines;
	size_t n = flow_wrap(x->arena, clean_cstr(x->arena, text), width, 20, paint_is_ascii(),
			     &lines), i;

	for (i = 0; i < n; i++)
		textview_add(x, NULL, arena_str(x->arena, str_mem(lines[i].p, lines[i].n)), ink);
}

void textview_init(struct textview *x, struct tui *t, const struct view_ops *ops)
{
	x->v = (struct view){ .ops = ops, .tui = t };
	x->arena = arena_new(LIMIT_ARENA);
	x->match = SIZE_MAX;
}

#include "tui/view.h"

static size_t rows_of(const struct list *l, int page)
{
	return page > l->row_height ? (size_t)(page / l->row_height) : 1;
}

static void move(struct list *l, size_t by, bool down)
{
	if (down)
		l->sel = by < l->n - 1 - l->sel ? l->sel + by : l->n - 1;
	else
		l->sel = by < l->sel ? l->sel - by : 0;
}

static void scroll(struct list *l, size_t by, bool down, size_t rows)
{
	if (down)
		l->top = MIN(l->top + by, l->n > rows ? l->n - rows : 0);
	else
		l->top = by < l->top ? l->top - by : 0;
	l->sel = MAX(l->sel, l->top);
	l->sel = MIN(l->sel, l->top + rows - 1);
	l->sel = MIN(l->sel, l->n - 1);
}

bool list_act(struct list *l, enum action act, int count, int page)
{
	size_t rows = rows_of(l, page), by = count > 0 ? (size_t)count : 1;
	size_t nth = by < l->n ? by - 1 : l->n - 1;

	if (act > ACT_END)
		return false;
	if (!l->n)
		return true;
	if (act == ACT_DOWN || act == ACT_UP)
		move(l, by, act == ACT_DOWN);
	else if (act == ACT_SCROLL_DOWN || act == ACT_SCROLL_UP)
		scroll(l, by, act == ACT_SCROLL_DOWN, rows);
	else if (act == ACT_HALF_DOWN || act == ACT_HALF_UP)
		move(l, by * (rows > 1 ? rows / 2 : 1), act == ACT_HALF_DOWN);
	else if (act == ACT_PAGE_DOWN || act == ACT_PAGE_UP)
		move(l, by * rows, act == ACT_PAGE_DOWN);
	else if (act == ACT_HOME)
		l->sel = count > 0 ? nth : 0;
	else
		l->sel = count > 0 ? nth : l->n - 1;
	list_show(l, page);
	return true;
}

void list_show(struct list *l, int page)
{
	size_t rows = rows_of(l, page);

	if (!l->n) {
		l->sel = l->top = 0;
		return;
	}
	l->sel = MIN(l->sel, l->n - 1);
	if (l->sel < l->top)
		l->top = l->sel;
	if (l->sel >= l->top + rows)
		l->top = l->sel - rows + 1;
	/* no empty lines at the end while there are rows above */
	if (l->top + rows > l->n)
		l->top = l->n > rows ? l->n - rows : 0;
}

bool list_row_at(const struct list *l, int line, size_t *row)
{
	*row = l->top + (size_t)(line / l->row_height);
	return line >= 0 && *row < l->n;
}

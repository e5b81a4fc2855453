/* view.h: what a part of the screen can do. A view is an instance with a table of operations; a
 * view file ends with its filled table. Views change state and say so (tui_dirty); only
 * tui_paint draws, once a turn. */
#ifndef LEDE_VIEW_H
#define LEDE_VIEW_H

#include "app/keymap.h"
#include "tui/paint.h"

struct tui;
struct view;

enum view_place {
	VIEW_LIST,	/* in the list's pane */
	VIEW_TEXT,	/* in the reader's */
	VIEW_SIDE,	/* in the sidebar's */
	VIEW_FULL,	/* over all panes */
};

struct view_ops {
	const char *name;
	enum pane pane;			/* whose keys it has */
	enum view_place place;
	void (*free)(struct view *v);
	void (*paint)(struct view *v, struct area at, bool focused);
	/* An action with the number typed before it (0: none). False: not one of this
	 * view's. */
	bool (*act)(struct view *v, enum action act, int count);
	/* The store changed: read again what is on the screen. May be NULL. */
	void (*reload)(struct view *v);
	/* A click on a row from the view's top; again: a second one on the same row. May be
	 * NULL. */
	void (*click)(struct view *v, int row, bool again);
	/* The left end of the status line: "3/132". May be NULL. */
	void (*status)(struct view *v, struct buf *out);
};

struct view {
	const struct view_ops *ops;
	struct tui *tui;
	struct area at;			/* where it was painted last */
};

/* A selection that moves over rows, as all lists do. */
struct list {
	size_t n, sel, top;
	int row_height;			/* screen lines of a row */
};

/* Motion; true when act is one. page: screen lines of the view. */
bool list_act(struct list *l, enum action act, int count, int page);
/* Keeps the selection within the rows and on a page of that many lines. */
void list_show(struct list *l, int page);
/* The row at a screen line; false when there is none. */
bool list_row_at(const struct list *l, int line, size_t *row);

struct view *stories_new(struct tui *t);
struct view *reader_new(struct tui *t);
struct view *related_new(struct tui *t);
struct view *feeds_new(struct tui *t);
/* Takes over what the session found: there is something. */
struct view *found_new(struct tui *t);
struct view *search_new(struct tui *t, const char *query);
struct view *help_new(struct tui *t, enum pane pane);
/* feed_id: of the row that is selected, 0: the first. */
struct view *problems_new(struct tui *t, int64_t feed_id);

#endif

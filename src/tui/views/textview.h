/* textview.h: rows of text over the whole screen, to scroll and search: help, problems. */
#ifndef LEDE_TEXTVIEW_H
#define LEDE_TEXTVIEW_H

#include "tui/screen.h"

struct text_row {
	const char *key;	/* a column of its own, NULL: none */
	const char *text;
	unsigned ink;
};

struct textview {
	struct view v;
	struct arena *arena;
	struct text_row *rows;
	size_t n_rows, top, match;
	int key_width;
	char *needle;
};

void textview_init(struct textview *x, struct tui *t, const struct view_ops *ops);
void textview_add(struct textview *x, const char *key, const char *text, unsigned ink);
/* A paragraph in rows of that width. */
void textview_wrap(struct textview *x, const char *text, int width, unsigned ink);
void textview_free(struct view *v);
void textview_paint(struct view *v, struct area at, bool focused);
bool textview_act(struct view *v, enum action a, int count);
void textview_find(struct view *v, const char *text);

#endif

/* textview.h: rows of text over the whole screen, to scroll and search: help, problems. */
#ifndef LEDE_TEXTVIEW_H
#define LEDE_TEXTVIEW_H

#include "tui/screen.h"

struct text_row {
	const char *key;	/* a column of its own, NULL: none */
	const char *text;
	unsigned ink;
};

struct text_line {
	size_t row;
	struct clean text;
	bool is_first;		/* of its row */
};

struct textview {
	struct view v;
	struct arena *arena, *laid;
	struct text_row *rows;
	struct text_line *lines;	/* the rows in laid_width columns */
	size_t n_rows, n_lines, top;	/* top: a line */
	size_t match;			/* a row, SIZE_MAX: none */
	int laid_width;			/* 0: to be laid out anew */
	int key_width;
	char *needle;
};

void textview_init(struct textview *x, struct tui *t, const struct view_ops *ops);
/* A row, wrapped where it is too long for the screen. */
void textview_add(struct textview *x, const char *key, const char *text, unsigned ink);
void textview_free(struct view *v);
void textview_paint(struct view *v, struct area at, bool focused);
bool textview_act(struct view *v, enum action a, int count);
void textview_find(struct view *v, const char *text);

#endif

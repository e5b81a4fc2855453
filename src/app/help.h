/* help.h: the list of actions and keys, made from the tables: for the help view, "lede keys"
 * and the man page. */
#ifndef LEDE_HELP_H
#define LEDE_HELP_H

#include "app/keymap.h"
#include "base/arena.h"

struct help_row {
	const char *keys;	/* "j, Down"; NULL: text is a heading */
	const char *text;	/* translated */
	const char *name;	/* the operation's name, NULL for a heading */
};

/* The actions of one pane by group. Rows live in the arena. */
void help_rows(struct arena *a, const struct keymap *km, enum pane p, struct help_row **rows,
	       size_t *n);

#endif

/* progress.h: one line at the bottom of a terminal that tells how far a fetch is; nothing where
 * standard output is no terminal. */
#ifndef LEDE_CLI_PROGRESS_H
#define LEDE_CLI_PROGRESS_H

#include "base/base.h"

struct progress {
	bool is_on, is_shown;
	const char *title;	/* what was shown last, NULL: nothing */
	int64_t done, all;
};

void progress_init(struct progress *p, bool on);
/* what: "feeds", "articles" or "index", as MSG_PROGRESS names it. */
void progress_show(struct progress *p, const char *what, int64_t done, int64_t all);
/* Removes the line, so that other lines can be printed ... */
void progress_clear(struct progress *p);
/* ... and shows it again below them. */
void progress_again(struct progress *p);

#endif

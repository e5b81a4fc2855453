/* tui.h: the screen. One thread, one loop; reads the store, never writes it. */
#ifndef LEDE_TUI_H
#define LEDE_TUI_H

#include "base/base.h"

struct tui_options {
	const char *store, *config, *feeds;	/* NULL: the default places */
	bool keep_feeds;			/* the feeds file is not the user's */
	bool offline;				/* no network: what is missing is queued */
};

/* Runs until the user leaves. The exit code: 0, 69 without a terminal, 128 + n on signal n,
 * else that of the error, which was printed. */
int tui_run(const struct tui_options *options);

#endif

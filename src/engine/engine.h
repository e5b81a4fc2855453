/* engine.h: the turn of lede-engine: commands from its one client, transfers, documents from the
 * parsers, writes to the store, a wait. One thread; blocks only in engine_run's poll. */
#ifndef LEDE_ENGINE_H
#define LEDE_ENGINE_H

#include "base/err.h"

struct engine_args {
	const char *store, *config, *feeds;	/* NULL: the default places */
	bool keep_feeds;	/* the feeds file is not to be changed */
	int lock_wait;		/* seconds to wait for another refresh to end */
	bool is_attended;	/* as MSG_ATTEND says it later */
	int fd;			/* the client's socket, which is taken over */
};

/* Serves the client until its socket closes or a signal asks to end. Returns an exit code. */
int engine_run(const struct engine_args *args);

#endif

/* problems.h: the rows of the view of problems. What is wrong comes first: the config file, feeds
 * that fail, are gone or fell silent, pages, the last messages; then all other feeds by name. */
#ifndef LEDE_PROBLEMS_H
#define LEDE_PROBLEMS_H

#include "app/health.h"
#include "tui/screen.h"

enum problem_kind {
	PROBLEM_HEADING,	/* not to be selected */
	PROBLEM_TEXT,		/* a line of the config file, a message */
	PROBLEM_FEED,
	PROBLEM_PAGE,		/* could not be fetched */
	PROBLEM_QUEUED,		/* waits for the next fetch */
};

struct problem {
	enum problem_kind kind;
	enum health health;		/* of a feed */
	const char *text;		/* title, address or line */
	const char *reason;		/* NULL: none */
	int64_t id;			/* of the feed, of the page's story; 0: none */
	const struct feed_row *feed;	/* of the tui; until it reads the feeds again */
};

/* The rows, in the arena. kept: feeds that stay among the failing ones though they do no longer, so
 * that a retry shows how it ended in its place; those that fail now are added to it, up to
 * PROBLEMS_KEPT. */
#define PROBLEMS_KEPT 256
struct problem *problems_collect(struct tui *t, struct arena *a, int64_t *kept, size_t *n_kept,
				 size_t *n);

#endif

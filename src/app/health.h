/* health.h: how a feed is, from what its checks left in the store, and in which words that is said:
 * for "lede list --health", "lede doctor" and the view of problems. */
#ifndef LEDE_HEALTH_H
#define LEDE_HEALTH_H

#include "store/feeds.h"

/* The worst first. */
enum health {
	HEALTH_FAILING,
	HEALTH_RETIRED,		/* gone for good (410): asked again only by name */
	HEALTH_SILENT,		/* answers, but its last story is old for its rhythm */
	HEALTH_LARGE,		/* sends megabytes each time */
	HEALTH_NEW,		/* never fetched */
	HEALTH_WELL,
	HEALTH_COUNT
};

/* newest: the date of the feed's newest story, DATE_NONE: none. */
enum health health_of(const struct feed_row *row, int64_t newest, int64_t now);
bool health_is_retired(const struct feed_row *row);
/* "failing", "retired" ...: for JSON, never translated. */
const char *health_name(enum health h);
/* What a person can do about feeds of that kind, translated; NULL for HEALTH_WELL. */
const char *health_advice(enum health h);

/* Stories a day by its rhythm; 0: not known. */
double health_stories_a_day(const struct feed_row *row);
/* The same in words: "4.2 a day", "2 a week", "1 a month", "seldom"; NULL: not known. */
char *health_rate(struct arena *a, const struct feed_row *row);
/* "36 kB", "1.2 MB"; NULL: not known. */
char *health_size(struct arena *a, const struct feed_row *row);
/* When it was last fetched well, in few letters: "17:55", "16 Jul"; NULL: never. */
char *health_last(struct arena *a, const struct feed_row *row, int64_t now);
/* When it is asked again: "17:55", "16 Jul", "now" when it is due, "never" when it is retired. */
char *health_next(struct arena *a, const struct feed_row *row, int64_t now);
/* Why it fails, without what is its own: its host is "the server". To count causes; NULL: well. */
char *health_reason(struct arena *a, const struct feed_row *row);

#endif

/* found.h: the feeds that an address leads to, in words: what "lede add" and the screen offer. */
#ifndef LEDE_FOUND_H
#define LEDE_FOUND_H

#include "model/feed.h"

/* "Title (RSS, 12 stories)", in the arena; foreign bytes, to be cleaned. */
const char *found_words(struct arena *a, const struct found_feed *f);
/* A word for programs: "rss", "rdf", "atom", "json", "cdf", "sitemap", "headlines"; NULL when it is
 * not known. */
const char *found_kind(const struct found_feed *f);
/* Whether the choice that a person typed can be understood: numbers from 1 and ranges ("1,3-4"),
 * "a" for all feeds, "" for the first, "q" for none. Then chosen tells for each of the n items
 * whether it was named. */
bool found_choose(const struct found_feeds *f, const char *typed, bool *chosen);

#endif

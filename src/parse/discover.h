/* discover.h: the feeds that a page, a sitemap or a robots.txt leads to. */
#ifndef LEDE_PARSE_DISCOVER_H
#define LEDE_PARSE_DISCOVER_H

#include "parse/html.h"

/* The feeds that the page names, by <link rel=alternate>, by headers (the values of Link: as the
 * server sent them, RFC 8288) or by plain links, as out->alternates: the one that is meant most
 * likely first, one feed in several formats once. */
void discover_feeds(const struct page *p, const char *const *headers, size_t n_headers,
		    struct feed *out);
/* Whether the address ends as those of feeds do. */
bool discover_is_feed_path(const char *url);

#endif

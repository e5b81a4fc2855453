/* sitemap.h: sitemaps and robots.txt, as far as they lead to stories. */
#ifndef LEDE_PARSE_SITEMAP_H
#define LEDE_PARSE_SITEMAP_H

#include "parse/feedutil.h"

/* A <urlset>: the entries that have a news:title become stories, addresses that look like a feed's
 * alternates. A <sitemapindex>: its sitemaps become alternates, those of news first. E_PARSE when
 * it has nothing of both. */
enum rc sitemap_read(struct ctx *c, const xmlNode *root, const char *base, struct err *e);
/* The sitemaps that a robots.txt names, as alternates (RFC 9309, 2.2.4). E_PARSE when it names
 * none. */
enum rc robots_read(struct ctx *c, struct str text, const char *base, struct err *e);

#endif

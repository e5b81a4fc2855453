/* related.h: the headlines that a page offers beside its article (design: clusters of cards with
 * repeated structure and a module heading), and the same finder on front pages. */
#ifndef LEDE_PARSE_RELATED_H
#define LEDE_PARSE_RELATED_H

#include "parse/html.h"

/* The clusters of a page, read once; lies in the page's arena. */
struct related_map;
struct related_map *related_prepare(const struct page *p);
/* Whether n belongs to a cluster that related_find would take as a module: such blocks are no
 * part of the body. */
bool related_is_card(const struct related_map *m, const xmlNode *n);
/* content is the element that holds the article's text (NULL when none was found); cards inside
 * it count too, plain links in its sentences do not. art has its title and canonical_url, so that
 * it never lists itself. Fills art->related. The tree is as related_prepare saw it. */
void related_find(const struct related_map *map, const xmlNode *content, struct article *art);

/* The headlines of a front or section page, most prominent first; none when it is no such page. */
enum rc frontpage_read(const struct page *p, struct feed *out, struct err *e);

#endif

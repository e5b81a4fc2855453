/* fragment.h: HTML as most stories have it (paragraphs, links, lists, pictures, each end tag where
 * it belongs) as a tree, without the parser for pages: what a browser makes of such text leaves
 * no question, and reading it takes a tenth of the time. */
#ifndef LEDE_PARSE_FRAGMENT_H
#define LEDE_PARSE_FRAGMENT_H

#include <libxml/tree.h>

#include "base/arena.h"

/* <html> with a body in which the piece stands; all of it lies in the arena, and no function of
 * libxml2 may change or free it. NULL where anything in html is not as above: html_open_fragment
 * then asks the parser for pages. */
xmlNode *fragment_read(struct arena *a, struct str html);

#endif

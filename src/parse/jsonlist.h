/* jsonlist.h: the stories that a front page lists in JSON-LD: an ItemList, a collection's parts,
 * the posts of a blog, articles side by side. For pages whose headlines are put in by scripts, and
 * for what their cards do not show. */
#ifndef LEDE_PARSE_JSONLIST_H
#define LEDE_PARSE_JSONLIST_H

#include "parse/html.h"

struct listed {
	const char *url, *key;		/* absolute; key as url_key has it */
	const char *title;		/* NULL: only the address is told */
	const char *summary, *image;	/* or NULL */
	int64_t published;		/* or DATE_NONE */
};

/* In the page's order, at most max, no address twice; lies in the page's arena. Menus and trails of
 * crumbs are no lists of stories. Returns how many. */
size_t jsonlist_read(const struct page *p, size_t max, struct listed **out);

#endif

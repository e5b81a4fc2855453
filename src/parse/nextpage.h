/* nextpage.h: where the article of a page goes on, and other forms of the page. */
#ifndef LEDE_PARSE_NEXTPAGE_H
#define LEDE_PARSE_NEXTPAGE_H

#include "parse/score.h"

/* The number by which the address of a further page differs from the page's own. */
struct page_step {
	uint32_t from, to;	/* from: 0 where the page's own address has none */
	bool is_named;		/* a word says that it is a page's: "page=2", "/seite-2" */
	bool is_offset;		/* it counts lines or posts: "start=25" */
};

/* Whether next differs from own by such a number alone, both absolute. */
bool nextpage_step(const char *own, const char *next, struct page_step *out);
/* Sets next_url where the page is one of several of its article: never to the next article, nor
 * on a page that lists others. content: the element that holds the text; blocks are set. */
void nextpage_find(const struct score *s, const xmlNode *content, struct article *art);
/* Sets simple_url where the page has next to no text and names its AMP or print form. */
void nextpage_simple(const struct page *p, struct article *art);

#endif

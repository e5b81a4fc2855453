/* notice.h: what a reader must know of a page that does not give its article. */
#ifndef LEDE_PARSE_NOTICE_H
#define LEDE_PARSE_NOTICE_H

#include "parse/score.h"

/* Sets notice where the text ends at a paywall, or comes only by scripts; never on a whole article.
 * html: the page as it came; content: the element that holds the text, or NULL. */
void notice_find(const struct score *s, struct str html, const xmlNode *content,
		 struct article *art);

#endif

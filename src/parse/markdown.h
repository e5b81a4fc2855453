/* markdown.h: Markdown as an article. */
#ifndef LEDE_PARSE_MARKDOWN_H
#define LEDE_PARSE_MARKDOWN_H

#include "parse/parse.h"

/* Whether a document that calls itself plain text, or nothing, is Markdown beyond doubt. */
bool markdown_is(struct str utf8);
/* Fills title, byline, published (from the lines between "---" at its beginning, and its first
 * heading) and blocks. Links are resolved against art's url. */
void markdown_read(struct arena *a, struct str utf8, struct article *art);

#endif

/* tidy.h: HTML as people wrote it into HTML that libxml2's parser reads as a browser would. One
 * linear pass over the bytes: what can never be text (scripts, styles, comments, drawings) is
 * left out, and what makes libxml2 slow or wrong is put right before it sees it. */
#ifndef LEDE_PARSE_TIDY_H
#define LEDE_PARSE_TIDY_H

#include "base/buf.h"

/* Appends the tidied form of valid UTF-8 to out. JSON-LD scripts stay. At most LIMIT_ATTRIBUTES
 * of one element and LIMIT_TREE_ATTRIBUTES in all, LIMIT_DEPTH open elements and LIMIT_NODES tags
 * are passed on: false where there was more. */
bool tidy_html(struct str utf8, struct buf *out);

#endif

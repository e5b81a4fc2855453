/* thread.h: pages on which several people write in turn: threads of forums, questions with their
 * answers. */
#ifndef LEDE_PARSE_THREAD_H
#define LEDE_PARSE_THREAD_H

#include "parse/score.h"

/* Where the page is one, fills blocks (each post under a heading with its author and time) and, in
 * want of better, title; returns the element that holds the posts. NULL, nothing being changed,
 * where it is not: articles with comments, lists of articles. */
const xmlNode *thread_read(struct score *s, struct article *art);

#endif

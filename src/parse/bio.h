/* bio.h: the note about the author that stands beside or behind an article. */
#ifndef LEDE_PARSE_BIO_H
#define LEDE_PARSE_BIO_H

#include "parse/meta.h"

/* Fills art->author_note and marks the boxes it stood in as dead. A note is a text in a box of
 * its own (or in italics at the end) that names an author at its beginning or beside it. */
void bio_take(struct score *s, uint32_t root, const struct meta *m, struct article *art);

#endif

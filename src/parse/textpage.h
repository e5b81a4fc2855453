/* textpage.h: plain text as people write it for terminals and mail: paragraphs broken by hand at
 * some column, headings underlined or in capitals, lists with signs, quotes after ">", code and
 * tables that are indented or aligned. */
#ifndef LEDE_PARSE_TEXTPAGE_H
#define LEDE_PARSE_TEXTPAGE_H

#include "base/arena.h"
#include "model/article.h"

/* The blocks of a text; false where it is longer than what is kept of one. */
bool textpage_blocks(struct arena *a, struct str text, struct block **blocks, size_t *n);
/* utf8 as an article: paragraphs are joined, what is aligned by hand stays as it is. A heading at
 * its beginning becomes the title; of a mail the subject, the sender and the date are read, and
 * its signature is left out. False where it is longer than what is kept of one. */
bool textpage_read(struct arena *a, struct str utf8, struct article *art);
/* Where an article is preformatted text which reads as prose (archives of mails, old pages), its
 * blocks become those of that text. */
void textpage_reflow(struct arena *a, struct article *art);

#endif

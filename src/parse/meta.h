/* meta.h: what a page says about its article beside the text. */
#ifndef LEDE_PARSE_META_H
#define LEDE_PARSE_META_H

#include "parse/score.h"

/* What is left over for extract_body. */
struct meta {
	const char *body;	/* JSON-LD articleBody, or NULL */
	const xmlNode *h1;	/* the visible headline, or NULL */
	const xmlNode *dek;	/* the element that shows the dek, or NULL */
	const char **names;	/* of the authors */
	size_t n_names;
};

/* Fills everything of art but blocks, author_note, related and links. content is the element
 * that score_container found (EL_NONE: none). */
void meta_read(const struct score *s, uint32_t content, struct article *art, struct meta *out);

#endif

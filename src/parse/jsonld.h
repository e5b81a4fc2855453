/* jsonld.h: what the JSON-LD blocks of a page say about its article (schema.org's Article and
 * kin), however they are nested, split over blocks or broken. */
#ifndef LEDE_PARSE_JSONLD_H
#define LEDE_PARSE_JSONLD_H

#include "base/limits.h"
#include "parse/html.h"

struct jsonld {
	const char *headline, *description, *body, *published, *modified;
	const char *publisher, *language, *image, *url;
	const char *authors[LIMIT_AUTHORS];
	size_t n_authors;
};

/* Fields that are absent are NULL. Strings are as they were written (references to entities and
 * tags may stand in them). */
void jsonld_read(const struct page *p, struct jsonld *out);

#endif

/* jsonld.h: what the JSON-LD blocks of a page say about its article (schema.org's Article and
 * kin), however they are nested, split over blocks or broken. */
#ifndef LEDE_PARSE_JSONLD_H
#define LEDE_PARSE_JSONLD_H

#include "base/limits.h"
#include "parse/html.h"

struct jsonld {
	const char *headline, *description, *body, *published, *modified, *created;
	const char *publisher, *language, *image, *image_caption, *url, *section;
	const char *authors[LIMIT_AUTHORS];
	bool is_house[LIMIT_AUTHORS], is_person[LIMIT_AUTHORS];	/* what that author is */
	size_t n_authors;
};

/* Of several articles the one whose headline is the page's title or whose address is url (may
 * be NULL) counts. Fields that are absent are NULL. Strings are as they were written (references
 * to entities and tags may stand in them). */
void jsonld_read(const struct page *p, const char *url, struct jsonld *out);

#endif

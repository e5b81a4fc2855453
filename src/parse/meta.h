/* meta.h: what a page says about its article beside the text. */
#ifndef LEDE_PARSE_META_H
#define LEDE_PARSE_META_H

#include "parse/jsonld.h"
#include "parse/names.h"
#include "parse/score.h"

/* What was found, for extract_body too. */
struct meta {
	struct jsonld ld;
	const char *doc_title;	/* <title> */
	const xmlNode *h1;	/* the element that shows the headline, or NULL */
	const xmlNode *dek;	/* the element that shows the dek, or NULL */
	struct names names;	/* of the authors */
	uint32_t first;		/* the first paragraph of the text, EL_NONE: none */
};

/* Fills everything of art but blocks, author_note, related and links. content is the element
 * that score_container found (EL_NONE: none). */
void meta_read(const struct score *s, uint32_t content, struct article *art, struct meta *out);

/* The content of the first <meta> whose name, property or itemprop is one of names, which NULL
 * ends, best first; NULL: none. */
const char *meta_content(const struct page *p, const char *const names[]);
/* The value of the first element that microdata or RDFa mark with one of names, best first,
 * outside of other stories; NULL: none. */
const char *meta_marked(const struct score *s, const char *const names[]);
/* A string of JSON-LD or <meta> as plain text on one line (entities and tags may stand in it);
 * NULL where there is none. */
const char *meta_plain(const struct page *p, const char *s);
/* Whether an element belongs to another story, a comment or the site. */
bool meta_is_elsewhere(const struct score *s, const struct meta *m, uint32_t content,
		       uint32_t i);
/* The authors (byline.c), with site and m->h1 known: fills m->names and byline. */
void byline_read(const struct score *s, uint32_t content, struct meta *m, struct article *art);
/* The picture (lead.c), with m->h1 known. */
void lead_read(const struct score *s, uint32_t content, const struct meta *m,
	       struct article *art);
/* The dates (when.c), with language, canonical_url and m->h1 known. */
void when_read(const struct score *s, uint32_t content, const struct meta *m,
	       struct article *art);

/* What the page shows around its headline (headline.c): fills h1 and title; the dek and the
 * kicker. */
void headline_find(const struct score *s, struct meta *m, struct article *art,
		   const char *og_title);
void headline_around(const struct score *s, struct meta *m, struct article *art,
		     const char *description);

#endif

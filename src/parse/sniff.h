/* sniff.h: what kind of document bytes are, from the bytes first and the server's word second. */
#ifndef LEDE_SNIFF_H
#define LEDE_SNIFF_H

#include "parse/parse.h"

enum doc_kind {
	DOC_EMPTY,
	DOC_XML_FEED,	/* RSS, RDF, Atom, CDF, a sitemap: the root says which */
	DOC_JSON,
	DOC_OPML,
	DOC_HTML,
	DOC_TEXT,
	DOC_MARKDOWN,	/* as the server said it */
	DOC_BINARY,	/* PDF, image, archive ...: *what names it */
};

/* *what (may be NULL) is a word for people: "a PDF document". */
enum doc_kind sniff(struct str bytes, const char *content_type, const char **what);

/* The document as valid UTF-8 without BOM and NUL bytes, in the arena or, where nothing was to be
 * converted, a part of bytes: by BOM, content type, XML declaration,
 * <meta>, then libuchardet, then windows-1252 as the web does it (WHATWG Encoding). *warning is
 * set to words when the declared encoding was wrong or missing where it is needed. */
struct str charset_decode(struct arena *a, struct str bytes, const char *content_type,
			  bool is_html, const char **warning);

#endif

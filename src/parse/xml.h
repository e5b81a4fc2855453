/* xml.h: feed documents as trees: the one place that opens libxml2's XML parser, and the walks
 * over its tree that the feed formats share. Trees are at most LIMIT_DEPTH deep. */
#ifndef LEDE_PARSE_XML_H
#define LEDE_PARSE_XML_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/err.h"

/* Namespaces by what they mean: the many spellings of one URI are one; a prefix that is not
 * declared, or declared with an unknown URI, counts as what it is always used for. */
enum xml_ns {
	NS_NONE,
	NS_RSS,		/* RSS 0.9, 1.0, 1.1 and the URIs that RSS 2.0 was once given */
	NS_RDF, NS_ATOM, NS_XHTML, NS_XML,
	NS_CONTENT, NS_DC, NS_DCTERMS, NS_MEDIA, NS_ITUNES, NS_SLASH, NS_WFW, NS_THR, NS_SY,
	NS_FEEDBURNER, NS_GOOGLEPLAY, NS_PODCAST, NS_OTHER,
};

struct xml {
	xmlDocPtr doc;
	xmlNode *root;
	uint32_t mended;	/* enum mend_flags */
};

/* utf8 as charset_decode gives it. E_PARSE when there is no root element of a feed or outline,
 * E_REFUSED on entity bombs. What is beyond LIMIT_XML_TREE or LIMIT_XML_TEXT is left out. */
enum rc xml_open(struct arena *a, struct str utf8, struct xml *out, struct err *e);
/* The same without the stories: elements named item or entry in the root or in a channel in it. */
enum rc xml_open_feed(struct arena *a, struct str utf8, struct xml *out, struct err *e);
void xml_close(struct xml *x);

/* Hands on those stories in their order, each with all that is in it; it goes when take returns,
 * so that no more than one is held. Anything but OK from take ends the reading and is returned.
 * Called after xml_open_feed took the same text; *mended gains what shows only now. */
enum rc xml_each_story(struct arena *a, struct str utf8,
		       enum rc (*take)(const xmlNode *story, void *ctx), void *ctx,
		       uint32_t *mended, struct err *e);

enum xml_ns xml_ns(const xmlNode *n);
/* The name without a prefix that was not declared. */
const char *xml_name(const xmlNode *n);
/* Element of that name, ASCII case ignored, in any namespace. */
bool xml_is(const xmlNode *n, const char *name);
/* First child, next sibling that is an element. */
xmlNode *xml_child(const xmlNode *n);
xmlNode *xml_sibling(const xmlNode *n);
/* Next node in document order below root; NULL at the end. */
xmlNode *xml_next(const xmlNode *root, const xmlNode *n);
/* The attribute of that local name (no namespace, or any when none has it bare); NULL when
 * absent. */
char *xml_attr(struct arena *a, const xmlNode *n, const char *name);
/* The value of one attribute, references decoded. */
char *xml_attr_value(struct arena *a, const xmlAttr *attr);
/* xml:base of this element alone, seen from base. */
const char *xml_base(struct arena *a, const xmlNode *n, const char *base);
/* xml:lang of this element alone, or lang. */
const char *xml_lang(struct arena *a, const xmlNode *n, const char *lang);
/* All text below n, at most LIMIT_STORY_BYTES. */
char *xml_text(struct arena *a, const xmlNode *n);
/* Whether n holds elements. */
bool xml_has_elements(const xmlNode *n);
/* What is below n as HTML text, names without prefixes, links resolved where an element has an
 * xml:base of its own. */
char *xml_markup(struct arena *a, const xmlNode *n, const char *base);

#endif

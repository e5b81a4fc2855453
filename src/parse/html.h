/* html.h: a page as a tree: the one place that opens libxml2's HTML parser, and the few walks
 * over its tree that extraction, related headlines and front pages share. All walks are
 * iterative: depth of input never becomes depth of the stack. */
#ifndef LEDE_HTML_H
#define LEDE_HTML_H

#include <libxml/HTMLparser.h>

#include "parse/parse.h"

struct explain;
struct found;
struct treemem;

struct page {
	struct arena *arena;
	htmlDocPtr doc;
	struct treemem *memory;	/* all that doc consists of */
	struct arena *tree;	/* what holds the tree of a fragment that needed no parser */
	xmlNode *root;		/* <html> */
	xmlNode *head, *body;	/* may be NULL; text may lie beside body: search below root */
	const xmlNode **metas;	/* the first <meta> elements, in order, wherever they stand */
	size_t n_metas;
	xmlNode **off;		/* what was taken off the tree */
	size_t n_off;
	const char *url;	/* the page's address, may be NULL */
	bool is_cut;		/* it is longer than what is kept of it */
	const char *base;	/* what links resolve against: <base href> or url, may be NULL */
	struct explain *explain;	/* NULL: no one asks why */
	struct found *found;		/* by site rules; NULL: there are none */
};

/* Parses utf8 (see charset_decode). script, style, template, noscript ..., comments and hidden
 * elements stay in the tree except what can never be text (script but JSON-LD, style). Of blanks
 * in a row, where they mean no more, the first one is there. At most
 * LIMIT_NODES nodes and LIMIT_DEPTH levels are kept. E_PARSE when there is no element at all. */
enum rc html_open(struct arena *a, struct str utf8, const char *url, struct page *out,
		  struct err *e);
/* The same for a piece of HTML as feeds carry it; it stands in a body. */
enum rc html_open_fragment(struct arena *a, struct str utf8, const char *base, struct page *out,
			   struct err *e);
/* Takes a node off the tree; it lives until html_close. */
void html_take_off(struct page *p, xmlNode *n);
void html_close(struct page *p);

/* Element test by lower-case name; NULL-safe. */
static inline bool html_is(const xmlNode *n, const char *name)
{
	return n && n->type == XML_ELEMENT_NODE && !str_cmp((const char *)n->name, name);
}

/* Next node in document order within root (root's children first); NULL at the end. */
xmlNode *html_next(const xmlNode *root, const xmlNode *n);
/* The same without entering n's children. */
xmlNode *html_skip(const xmlNode *root, const xmlNode *n);
/* First element with that name below root, or NULL. */
xmlNode *html_find(const xmlNode *root, const char *name);
xmlNode *html_parent_named(const xmlNode *n, const char *name);
/* Whether n is below (or is) ancestor. */
bool html_within(const xmlNode *n, const xmlNode *ancestor);
/* An attribute's value, borrowed from the tree, or NULL. */
const char *html_attr(const xmlNode *n, const char *name);
/* Whether a word of a blank-separated attribute (class, rel) equals word, ASCII case ignored. */
bool html_attr_has(const xmlNode *n, const char *attr, const char *word);
/* The same for any of words, which ends with NULL. */
bool html_attr_has_one(const xmlNode *n, const char *attr, const char *const words[]);
/* Whether a word of its class or id (parted at what is no letter) is in words, which NULL ends. */
bool html_class_has(const xmlNode *n, const char *const words[]);
/* Whether its class contains one of words, in the middle of others too. */
bool html_class_contains(const xmlNode *n, const char *const words[]);
/* 1-6 where the element is a heading by its tag, else 0. */
uint8_t html_heading(const xmlNode *n);
/* href or src, resolved; NULL where absent, not a URL, or of a scheme that runs. */
char *html_link(const struct page *p, const xmlNode *n, const char *attr);
/* The best address an img offers (lazy loaders leave a tiny one in src), or NULL. */
char *html_picture(const struct page *p, const xmlNode *img);
/* What stands before an element of MathML on a line of text: "^", "_", "/", "√"; else "". */
const char *html_math_mark(const xmlNode *n);
/* Whether an img's alt stands for a character among words, as an emoji does. */
bool html_is_emoji(const char *alt);
/* An img that no one is to see: a pixel that counts readers, a spacer. */
bool html_is_pixel(const xmlNode *img);
/* Laid out as its own line or box (p, div, li, h1, td ...), as HTML5's rendering section lists. */
bool html_is_block(const xmlNode *n);
/* Never text a reader sees: script, style, template, noscript, textarea, select, hidden by
 * attribute (hidden, aria-hidden on non-text, style display:none). */
bool html_is_invisible(const xmlNode *n);
/* Moves *p to the next word and returns its bytes, 0 at the end; *space becomes true where white
 * space stood before it. Invisible marks (soft hyphen, zero-width space) part words without. */
size_t html_word(const char **p, bool *space);
/* The same for as many words as one blank parts from each other, or some hundreds of them; the text
 * ends at end. */
size_t html_words(const char **p, const char *end, bool *space);
/* The visible text below n on one line, white space collapsed, C1 references mapped as HTML5
 * does; "" when there is none. */
char *html_text(const struct page *p, const xmlNode *n);
/* Its first words, at most so many bytes, for whoever asks of elements in each other. */
char *html_text_start(const struct page *p, const xmlNode *n, size_t most);
/* Bytes of that text without building it. */
size_t html_text_len(const xmlNode *n);

#endif

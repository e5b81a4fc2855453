/* sanitize.h: HTML as feeds carry it, cut down to what an article may hold. */
#ifndef LEDE_PARSE_SANITIZE_H
#define LEDE_PARSE_SANITIZE_H

#include "base/arena.h"

struct page;

/* html as safe HTML: elements and attributes of text, tables and pictures only, no scripts, styles,
 * forms or frames; links resolved against base (may be NULL), those of running schemes dropped;
 * well nested; no control characters. At most LIMIT_STORY_BYTES. "" when nothing is left. */
char *sanitize_html(struct arena *a, struct str html, const char *base);
/* The same of a fragment that is open. */
char *sanitize_tree(const struct page *p);
/* The text of html on one line: tags of HTML dropped, other '<' kept, references decoded, white
 * space collapsed. Linear and without a tree. At most max bytes, cut at a word, with "…". */
char *sanitize_text(struct arena *a, struct str html, size_t max);
/* Plain text on one line: white space collapsed, control characters, bidi overrides and floods of
 * combining marks dropped. */
char *sanitize_line(struct arena *a, struct str text, size_t max);
/* Plain text of several lines, control characters dropped. */
char *sanitize_lines(struct arena *a, struct str text, size_t max);
/* Whether s reads like HTML rather than plain text: a tag that HTML knows, or a reference. */
bool sanitize_looks_html(struct str s);

#endif

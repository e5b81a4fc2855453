/* rules.h: the user's site rules, applied to one page. The selectors come as expressions of XPath
 * (config/selector.h), which libxml2 evaluates, no longer than LIMIT_XPATH_STEPS each. What finds
 * nothing, or is no expression, changes nothing; read --explain tells. */
#ifndef LEDE_PARSE_RULES_H
#define LEDE_PARSE_RULES_H

#include "parse/meta.h"

/* Looks everything up and takes what is to be dropped off the tree: before anything else reads it.
 * rules may be NULL. */
void rules_read(struct page *p, const struct rules *rules);
/* Makes the elements that are to be kept immune against score_kill. */
void rules_keep(struct score *s);
/* Title, names and date, over what meta_read found. */
void rules_meta(const struct page *p, struct article *art, struct meta *meta);
/* The text out of the elements that the rules name, in place of extract_body: the element that
 * holds them all. NULL, and nothing is done, where there are none, or no text is in them. */
const xmlNode *rules_body(struct score *s, const struct meta *meta, struct article *art);
/* The next page and the related headlines, and the rest again, over what was found. */
void rules_around(const struct page *p, struct article *art);

#endif

/* explain.h: why the parts of a page were kept or dropped, gathered for "lede read --explain".
 * NULL for a struct explain is none: nothing is gathered then, and nothing costs. */
#ifndef LEDE_PARSE_EXPLAIN_H
#define LEDE_PARSE_EXPLAIN_H

#include "parse/score.h"

struct explain *explain_new(struct arena *a);
/* A sentence about the page as a whole: which source its text was taken from, and why. */
void explain_say(struct explain *x, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* What a site rule found: n places, in words. */
void explain_rule(struct explain *x, const struct rule *rule, size_t n, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
/* Why a rule can find nothing on any page. */
void explain_wrong(struct explain *x, const struct rule *rule, const char *words);
/* A node that a site rule takes off the page, before anything is measured. */
void explain_off(struct explain *x, const struct page *p, const xmlNode *n,
		 const struct rule *rule);
/* The element that was chosen for the text, and those that came next. */
void explain_container(struct explain *x, const struct score *s, uint32_t root);
/* Every large block with what became of it, once nothing is dropped any more: s->root is what the
 * text was taken from, the els' why the reasons. */
void explain_blocks(struct explain *x, const struct score *s);
/* Hands what was gathered to the article. */
void explain_give(const struct explain *x, struct article *art);

#endif

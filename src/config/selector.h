/* selector.h: CSS selectors (Selectors Level 3, and of Level 4 what pages of recipes for readers
 * use) as expressions of XPath 1.0, which libxml2 evaluates. A pure translation of words. */
#ifndef LEDE_SELECTOR_H
#define LEDE_SELECTOR_H

#include "base/arena.h"
#include "base/err.h"

/* The expression for all elements of a document that the selector fits: type, *, .class, #id,
 * attributes with all operators and the flag i, the four combinators, lists with commas, :not, :is,
 * :where and :has with selectors in them, :first-child and its kin, :nth-child and its kin, :empty,
 * :root. What begins with a slash is taken as XPath and returned as it is. On E_PARSE *at is the
 * byte of the selector that was not understood. */
enum rc selector_to_xpath(struct arena *a, struct str selector, char **out, size_t *at,
			  struct err *e);

#endif

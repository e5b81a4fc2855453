/* language.h: which language a text is written in, by its script and its commonest words. A light
 * check of what a page says of itself, for the languages of many newspapers. */
#ifndef LEDE_PARSE_LANGUAGE_H
#define LEDE_PARSE_LANGUAGE_H

#include "base/str.h"

/* The language of running text as a two-letter code; NULL where it is short, mixed or none that is
 * known. Some hundred words are looked at. */
const char *language_of(struct str text);
/* Which of declared (a tag, NULL: none) and found (NULL: not known) is right: found only where the
 * text cannot be what is declared. */
const char *language_choose(const char *declared, const char *found);

#endif

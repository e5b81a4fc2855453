/* sign.h: what an element is by its names alone. */
#ifndef LEDE_PARSE_SIGN_H
#define LEDE_PARSE_SIGN_H

#include "parse/score.h"

/* enum el_sign bits by tag, role and itemprop; *by_class gets those that its class and id suggest,
 * which is weaker evidence. */
uint32_t sign_of(const xmlNode *n, uint32_t *by_class);

#endif

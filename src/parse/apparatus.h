/* apparatus.h: what software puts between the words of a text: marks of references, links to edit a
 * section or to point at it, the numbers of lines of code. */
#ifndef LEDE_PARSE_APPARATUS_H
#define LEDE_PARSE_APPARATUS_H

#include "parse/score.h"

/* Marks such elements as dead. Runs before anything is read from the page. */
void apparatus_mark(struct score *s);

#endif

/* verse.h: poems whose lines are elements. */
#ifndef LEDE_PARSE_VERSE_H
#define LEDE_PARSE_VERSE_H

#include "parse/html.h"

/* Whether the children of n are lines of verse, each a <div> of a few words and nothing else; an
 * empty one parts two stanzas. Linear in the text of n up to the first child that is none. */
bool verse_is_in(const xmlNode *n);

#endif

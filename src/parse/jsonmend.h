/* jsonmend.h: JSON as people and templates write it into pages, made readable. */
#ifndef LEDE_PARSE_JSONMEND_H
#define LEDE_PARSE_JSONMEND_H

#include "base/buf.h"

/* Appends text without what surrounds the first value (comments of HTML, CDATA, an assignment),
 * with its strings closed where they end, its commas and brackets where they are missing and not
 * where they are too many, its control characters blank and its comments gone. What was quoted
 * with references (&quot;) is unquoted first. Linear; the result may still be no JSON. */
void json_mend(struct str text, struct buf *out);

#endif

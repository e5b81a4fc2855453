/* idn.h: host names in other scripts as the network knows them (IDNA). */
#ifndef LEDE_IDN_H
#define LEDE_IDN_H

#include "base/arena.h"
#include "base/buf.h"

/* One label of n code points as "xn--" and its Punycode (RFC 3492). */
void idn_put_label(struct buf *b, const uint32_t *label, size_t n);
/* The URL with a host of ASCII letters, in the arena; url itself where it has one already. Its host
 * is normalised, as url_resolve leaves it. NULL: a label is too long. */
const char *idn_url(struct arena *a, const char *url);

#endif

/* personal.h: what a request tells one host only: the user's own headers, cookies, name and
 * password. None of it goes along a redirect to another scheme, host or port. */
#ifndef LEDE_PERSONAL_H
#define LEDE_PERSONAL_H

#include "fetch/http_priv.h"

/* Sets them, and the plain headers that t->headers holds. */
CURLcode personal_set(struct transfer *t);
/* To be called before each request of the transfer, those after a redirect too. */
void personal_guard(struct transfer *t);

#endif

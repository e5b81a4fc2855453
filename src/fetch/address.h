/* address.h: which network addresses lie outside the public internet. */
#ifndef LEDE_ADDRESS_H
#define LEDE_ADDRESS_H

#include <sys/socket.h>

#include "base/base.h"

/* Loopback, link-local, private, shared, multicast or reserved (RFC 6890), also where an IPv4
 * address is carried inside an IPv6 one. Families other than those two count as private. */
bool address_is_private(const struct sockaddr *sa);
/* The same for an address in digits; what is no address is not private. */
bool address_text_is_private(const char *ip);
/* Whether the URL's host is such an address in digits, or "localhost". */
bool address_url_is_private(const char *url);

#endif

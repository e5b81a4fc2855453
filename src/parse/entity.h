/* entity.h: character references of HTML and XML, and what text may hold. */
#ifndef LEDE_PARSE_ENTITY_H
#define LEDE_PARSE_ENTITY_H

#include "base/str.h"

/* "&#8217;" or "&#x2019" at the start of s: bytes taken (the ';' may be missing), 0 when there is
 * none. *cp is 0xFFFD for what is no scalar value; 0x80-0x9F are windows-1252, as HTML5 says. */
size_t entity_number(struct str s, uint32_t *cp);
/* "&lt;", "&gt;", "&amp;", "&quot;" or "&apos;", which all of XML knows, at the start of s: bytes
 * taken, 0 when there is none. *c is what it stands for. */
size_t entity_plain(struct str s, char *c);
/* The name behind the '&' at the start of s, without ';'; empty when there is none. */
struct str entity_name(struct str s);
/* The character of an HTML 4 entity name, 0 for an unknown one. */
uint32_t entity_html(struct str name);
/* The character that a byte of windows-1252 stands for; what HTML5 makes of the C1 controls too
 * (13.2.5.80). */
uint32_t entity_cp1252(unsigned char c);
/* Whether a parser may hand the character on: no control character but tab and line ends, no
 * noncharacter. */
bool entity_is_text(uint32_t cp);
/* cp as UTF-8 into out (at least 5 bytes), NUL behind it; returns its bytes. */
size_t entity_utf8(uint32_t cp, char *out);

#endif

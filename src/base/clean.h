/* clean.h: the only way from hostile bytes to the terminal. What struct clean points at is
 * valid UTF-8 without control characters, escape sequences, bidi overrides, invisible or
 * private-use characters, and with at most LIMIT_COMBINING marks on a base. Only struct clean
 * can be drawn or printed. */
#ifndef LEDE_CLEAN_H
#define LEDE_CLEAN_H

#include "base/arena.h"

struct clean {
	const char *p;
	size_t n;
};

/* lede's own words: a string literal or a translated message. */
static inline struct clean clean_own(const char *s)
{
	return (struct clean){ s, strlen(s) };
}

/* One line: runs of white space become one blank, the ends are trimmed, cut after
 * LIMIT_TITLE_BYTES. The result lives in the arena (or in s where nothing was to change). */
struct clean clean_line(struct arena *a, struct str s);
struct clean clean_cstr(struct arena *a, const char *s);
/* Several lines: newlines stay, tabs become blanks (to columns of 8 in code), nothing is cut. */
struct clean clean_text(struct arena *a, struct str s);
/* A URL for a person to judge: user-info hidden, host in its ASCII form when it mixes scripts
 * or is not printable, percent-escapes left as they are. */
struct clean clean_url(struct arena *a, struct str url);
/* A part of a cleaned text, cut at cluster borders by the caller. */
static inline struct clean clean_sub(struct clean c, size_t offset, size_t n)
{
	offset = MIN(offset, c.n);
	return (struct clean){ c.p + offset, MIN(n, c.n - offset) };
}

/* Valid UTF-8 from any bytes: every ill-formed sequence becomes one U+FFFD (Unicode 3.9,
 * best practice). Not screen-safe: for parsers and the store. */
char *clean_utf8(struct arena *a, struct str s);
bool clean_is_utf8(struct str s);

#endif

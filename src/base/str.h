/* str.h: borrowed slices of bytes. A slice owns nothing and is not NUL-terminated; it is
 * valid as long as what it points into. Bytes, not screen text: see clean.h. */
#ifndef LEDE_STR_H
#define LEDE_STR_H

#include <string.h>

#include "base/base.h"

struct str {
	const char *p;
	size_t n;
};

/* The slice of a C string; NULL gives the empty slice. */
static inline struct str str_of(const char *s)
{
	return (struct str){ s ? s : "", s ? strlen(s) : 0 };
}

static inline struct str str_mem(const void *p, size_t n)
{
	return (struct str){ p, n };
}

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

/* ASCII only and independent of the locale (the C library's isspace and tolower are not). */
static inline bool ascii_space(int c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static inline bool ascii_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_alpha(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline int ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool str_eq(struct str a, struct str b);
/* Equal but for ASCII case. */
bool str_ieq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
/* The rest of str_istarts: the first letter tells most of them apart without a call. */
bool str_ibegins(struct str s, struct str prefix);
static inline bool str_istarts(struct str s, struct str prefix)
{
	if (s.n < prefix.n || !prefix.n)
		return s.n >= prefix.n;
	return ascii_lower((unsigned char)s.p[0]) == ascii_lower((unsigned char)prefix.p[0]) &&
	       str_ibegins(s, prefix);
}

bool str_iends(struct str s, struct str suffix);
/* Offset of the first occurrence, or SIZE_MAX. */
size_t str_find(struct str s, struct str what);
size_t str_ifind(struct str s, struct str what);
size_t str_chr(struct str s, char c);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* From offset on (clamped), at most n bytes. */
static inline struct str str_sub(struct str s, size_t offset, size_t n)
{
	if (offset > s.n)
		offset = s.n;
	if (n > s.n - offset)
		n = s.n - offset;
	return (struct str){ s.p + offset, n };
}

/* Takes the part before the next sep off *rest into *part; false when nothing is left. An
 * empty part between two separators counts. */
bool str_split(struct str *rest, char sep, struct str *part);
/* The next run of bytes without ASCII white space; false when none is left. */
bool str_word(struct str *rest, struct str *word);
/* A decimal number that fills the whole slice, within [min, max]; else false. */
bool str_int(struct str s, int64_t min, int64_t max, int64_t *out);

/* C strings: equal, both may be NULL; case folded as above. */
bool streq(const char *a, const char *b);
bool strieq(const char *a, const char *b);
/* As strcmp, for short names: the first two letters tell most of them apart. */
static inline int str_cmp(const char *a, const char *b)
{
	int diff = (unsigned char)a[0] - (unsigned char)b[0];

	if (diff || !a[0])
		return diff;
	diff = (unsigned char)a[1] - (unsigned char)b[1];
	return diff || !a[1] ? diff : strcmp(a + 2, b + 2);
}

/* Whether name is one of n names, which are sorted as strcmp sorts. */
bool str_is_one_of(const char *name, const char *const names[], size_t n);
/* The same for an array whose length is known. */
#define STR_IN(name, list) str_is_one_of((name), (list), ARRAY_LEN(list))
/* True for NULL and "". */
static inline bool str_blank(const char *s)
{
	return !s || !*s;
}

#endif

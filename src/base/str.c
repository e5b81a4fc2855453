#include "base/str.h"

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_ieq(struct str a, struct str b)
{
	return a.n == b.n && str_istarts(a, b);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ibegins(struct str s, struct str prefix)
{
	size_t i;

	if (s.n < prefix.n)
		return false;
	for (i = 0; i < prefix.n; i++)
		if (ascii_lower((unsigned char)s.p[i]) != ascii_lower((unsigned char)prefix.p[i]))
			return false;
	return true;
}

bool str_iends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_istarts(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

size_t str_find(struct str s, struct str what)
{
	const char *hit;

	if (what.n == 0)
		return 0;
	if (s.n < what.n)
		return SIZE_MAX;
	hit = memmem(s.p, s.n, what.p, what.n);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_ifind(struct str s, struct str what)
{
	size_t i;
	int first;

	if (!what.n)
		return 0;
	first = ascii_lower((unsigned char)what.p[0]);
	for (i = 0; i + what.n <= s.n; i++)
		if (ascii_lower((unsigned char)s.p[i]) == first &&
		    str_istarts(str_sub(s, i, what.n), what))
			return i;
	return SIZE_MAX;
}

size_t str_chr(struct str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

struct str str_trim(struct str s)
{
	while (s.n && ascii_space((unsigned char)s.p[0]))
		s.p++, s.n--;
	while (s.n && ascii_space((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_split(struct str *rest, char sep, struct str *part)
{
	size_t at;

	if (!rest->p)
		return false;
	at = str_chr(*rest, sep);
	if (at == SIZE_MAX) {
		*part = *rest;
		*rest = (struct str){ NULL, 0 };
		return true;
	}
	*part = str_sub(*rest, 0, at);
	*rest = str_sub(*rest, at + 1, SIZE_MAX);
	return true;
}

bool str_word(struct str *rest, struct str *word)
{
	size_t n = 0;

	while (rest->n && ascii_space((unsigned char)rest->p[0]))
		*rest = str_sub(*rest, 1, SIZE_MAX);
	while (n < rest->n && !ascii_space((unsigned char)rest->p[n]))
		n++;
	*word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, SIZE_MAX);
	return n > 0;
}

bool str_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
	bool negative = s.n && s.p[0] == '-';
	int64_t v = 0;
	size_t i = negative || (s.n && s.p[0] == '+') ? 1 : 0;

	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		if (!ascii_digit((unsigned char)s.p[i]) ||
		    __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, negative ? -(s.p[i] - '0') : s.p[i] - '0', &v))
			return false;
	}
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

bool streq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool strieq(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	while (*a && ascii_lower((unsigned char)*a) == ascii_lower((unsigned char)*b))
		a++, b++;
	return ascii_lower((unsigned char)*a) == ascii_lower((unsigned char)*b);
}

bool str_is_one_of(const char *name, const char *const names[], size_t n)
{
	size_t low = 0, mid;
	int diff;

	while (low < n) {
		mid = low + (n - low) / 2;
		diff = str_cmp(name, names[mid]);
		if (!diff)
			return true;
		if (diff < 0)
			n = mid;
		else
			low = mid + 1;
	}
	return false;
}

/* Names and passwords in URLs, and how to keep them out of sight. */
#include "base/url.h"

static int hex_value(char c)
{
	c = (char)ascii_lower(c);
	return ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool url_same_origin(const char *a, const char *b)
{
	struct url x, y;

	return url_same_host(a, b) && url_split(str_of(a), &x) && url_split(str_of(b), &y) &&
	       str_ieq(x.scheme, y.scheme);
}

const char *url_take_user(struct arena *a, const char *url, const char **user)
{
	struct url u;
	size_t before, after;

	*user = NULL;
	/* An "@" without a name counts too: it stands between the address and its look. */
	if (!url || !url_is_http(url) || !url_split(str_of(url), &u) || !u.user.p)
		return url;
	*user = u.user.n ? arena_str(a, u.user) : NULL;
	before = (size_t)(u.user.p - url);
	after = before + u.user.n + 1;
	return arena_printf(a, "%.*s%s", (int)before, url, url + after);
}

const char *url_put_user(struct arena *a, const char *url, const char *user)
{
	size_t n = str_find(str_of(url), STR("://"));

	if (!user || n == SIZE_MAX)
		return url;
	return arena_printf(a, "%.*s%s@%s", (int)n + 3, url, user, url + n + 3);
}

static char *undo_escapes(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1), *p = out;

	for (size_t i = 0; i < s.n; i++) {
		int hi = -1, lo = -1;

		if (s.p[i] == '%' && i + 2 < s.n) {
			hi = hex_value(s.p[i + 1]);
			lo = hex_value(s.p[i + 2]);
		}
		if (hi >= 0 && lo >= 0)
			i += 2;
		*p++ = hi >= 0 && lo >= 0 ? (char)(hi << 4 | lo) : s.p[i];
	}
	*p = '\0';
	return out;
}

void url_split_user(struct arena *a, const char *user, char **name, char **password)
{
	struct str s = str_of(user);
	size_t at = str_chr(s, ':');

	*name = undo_escapes(a, str_sub(s, 0, at));
	*password = at == SIZE_MAX ? NULL : undo_escapes(a, str_sub(s, at + 1, SIZE_MAX));
}

const char *url_hide_user(struct arena *a, const char *typed)
{
	const char *scheme = strstr(typed, "://"), *from = scheme ? scheme + 3 : typed;
	size_t n = strcspn(from, "/?#"), at = n;

	while (at > 0 && from[at - 1] != '@')
		at--;
	/* "a@b" alone is a mail address, or words. */
	if (!at || (!scheme && !memchr(from, ':', at)))
		return typed;
	return arena_printf(a, "%.*s%s", (int)(from - typed), typed, from + at);
}

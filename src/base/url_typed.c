/* Addresses as people type, paste and copy them. */
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"

/* Without white space at the ends, and without the line breaks of a copied line. */
static struct str one_line(struct arena *a, const char *typed)
{
	struct str s = str_trim(str_of(typed));
	char *out = arena_alloc(a, s.n + 1);
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			out[n++] = s.p[i];
	return str_mem(out, n);
}

/* Length of what stands before a colon as a scheme does; 0 when nothing does. */
static size_t scheme_length(struct str s)
{
	struct url u = { 0 };

	(void)url_split(s, &u);	/* it need not be a URL to have one */
	return u.scheme.n;
}

/* Hosts that rarely have a certificate: names without a dot and addresses in figures. */
static bool is_plain_host(struct str host)
{
	size_t i;

	if (str_chr(host, '.') == SIZE_MAX || (host.n && host.p[0] == '['))
		return true;
	for (i = 0; i < host.n; i++)
		if (!ascii_digit((unsigned char)host.p[i]) && host.p[i] != '.')
			return false;
	return true;
}

/* A single word is more likely a slip than a host. */
static bool is_word(const struct url *u)
{
	return str_chr(u->host, '.') == SIZE_MAX && !u->port.n && u->host.p[0] != '[' &&
	       !str_eq(u->host, STR("localhost"));
}

char *url_from_user(struct arena *a, const char *typed)
{
	struct str s = one_line(a, typed);
	size_t n = scheme_length(s);
	struct url u;
	char *url;

	if (str_istarts(s, STR("feed:"))) {
		s = str_sub(s, 5, SIZE_MAX);
		if (str_starts(s, STR("//")))
			s = str_of(arena_printf(a, "http:%.*s", (int)s.n, s.p));
		n = scheme_length(s);
	}
	if (n && (str_istarts(s, STR("http:")) || str_istarts(s, STR("https:")))) {
		url = url_resolve(a, NULL, s);
		return url && url_is_http(url) ? url : NULL;
	}
	/* Anything else with a scheme is refused, but "example.org:8080/x" only looks like one. */
	if (n && !(n + 1 < s.n && ascii_digit((unsigned char)s.p[n + 1])))
		return NULL;
	if (str_starts(s, STR("//")))
		s = str_sub(s, 2, SIZE_MAX);
	if (!s.n || s.p[0] == '/' || s.p[0] == '.' || str_chr(s, ' ') != SIZE_MAX)
		return NULL;
	url = url_resolve(a, NULL, str_of(arena_printf(a, "https://%.*s", (int)s.n, s.p)));
	if (!url || !url_split(str_of(url), &u))
		return NULL;
	if (!is_plain_host(u.host))
		return url;
	if (is_word(&u))
		return NULL;
	return url_resolve(a, NULL, str_of(arena_printf(a, "http://%.*s", (int)s.n, s.p)));
}

/* --- spellings --- */

static bool drop_start(struct str *s, const char *what)
{
	struct str w = str_of(what);

	if (!str_istarts(*s, w))
		return false;
	*s = str_sub(*s, w.n, SIZE_MAX);
	return true;
}

static bool drop_end(struct str *s, const char *what)
{
	struct str w = str_of(what);

	if (!str_iends(*s, w))
		return false;
	s->n -= w.n;
	return true;
}

/* An address may end with a bracket that it also opens. */
static bool drop_bracket(struct str *s)
{
	int depth = 0;
	size_t i;

	for (i = 0; i < s->n; i++)
		depth += s->p[i] == '(' ? 1 : s->p[i] == ')' ? -1 : 0;
	return depth < 0 && drop_end(s, ")");
}

/* Without what a sentence, a letter or a source text puts around an address. */
static struct str unwrap(struct str s)
{
	static const char *const before[] = { "<", "\"", "'", "(", "`", "“", "„", "‘", "«", "‹",
		" ", "\u00a0", "\u200b", "\ufeff", "url:" };
	static const char *const after[] = { ">", "\"", "'", "`", "”", "“", "’", "»", "›", ",",
		";", ":", "!", "?", ".", "…", " ", "\u00a0", "\u200b", "\ufeff" };
	bool more;

	do {
		more = drop_bracket(&s);
		for (size_t i = 0; i < ARRAY_LEN(before); i++)
			more |= drop_start(&s, before[i]);
		for (size_t i = 0; i < ARRAY_LEN(after); i++)
			more |= drop_end(&s, after[i]);
	} while (more);
	return s;
}

/* Whether a port follows the colon that s begins with. */
static bool is_port(struct str s)
{
	size_t i = 1;

	while (i < s.n && ascii_digit((unsigned char)s.p[i]))
		i++;
	return i > 1 && (i == s.n || s.p[i] == '/' || s.p[i] == '?' || s.p[i] == '#');
}

/* Takes one scheme with its marks off s, right or with a slip: "http//", "https:/", "feed:".
 * *scheme stays as it is where the scheme says only that it is a feed. */
static bool drop_scheme(struct str *s, const char **scheme)
{
	static const struct {
		const char *name, *scheme;
	} known[] = {
		{ "https", "https" }, { "http", "http" }, { "htps", "https" }, { "htp", "http" },
		{ "ttps", "https" }, { "ttp", "http" }, { "hhttps", "https" }, { "hhttp", "http" },
		{ "feed", NULL }, { "feeds", NULL }, { "pcast", NULL }, { "itpc", NULL },
		{ "podcast", NULL }, { "rss", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct str rest = *s;
		bool colon;

		if (!drop_start(&rest, known[i].name) || (!known[i].scheme && is_port(rest)))
			continue;
		colon = drop_start(&rest, ":") || (str_starts(rest, STR(";//")) &&
						   drop_start(&rest, ";"));
		if (!colon && !str_starts(rest, STR("//")))
			continue;
		while (drop_start(&rest, "/") || drop_start(&rest, "\\"))
			;
		*s = rest;
		if (known[i].scheme)
			*scheme = known[i].scheme;
		return true;
	}
	return false;
}

static bool is_mail(struct str s)
{
	size_t at = str_chr(s, '@');

	return str_istarts(s, STR("mailto:")) ||
	       (at != SIZE_MAX && str_chr(s, '/') == SIZE_MAX &&
		str_chr(str_sub(s, 0, at), ':') == SIZE_MAX);
}

/* Why what is left of it is no address; NULL when it may be one. */
static const char *refusal(struct str s, bool has_scheme)
{
	size_t n = scheme_length(s);

	if (!s.n)
		return _("no address");
	if (str_chr(s, ' ') != SIZE_MAX)
		return _("not an address of the web");
	if (has_scheme)
		return NULL;
	if (is_mail(s))
		return _("an e-mail address; lede reads sites and feeds");
	if (str_istarts(s, STR("file:")) || strchr("/.~", s.p[0]))
		return _("a file; only addresses of the web can be added");
	if (n && !is_port(str_sub(s, n, SIZE_MAX)))
		return _("only http and https addresses are fetched");
	return NULL;
}

/* An IPv6 address without its brackets. */
static bool is_bare_ipv6(struct str s)
{
	size_t i, colons = 0;

	for (i = 0; i < s.n && s.p[i] != '/'; i++) {
		int c = ascii_lower((unsigned char)s.p[i]);

		colons += c == ':';
		if (!ascii_digit(c) && !(c >= 'a' && c <= 'f') && c != ':' && c != '.')
			return false;
	}
	return colons > 1;
}

static struct str put_brackets(struct arena *a, struct str s)
{
	size_t n = MIN(str_chr(s, '/'), s.n);

	if (!is_bare_ipv6(s))
		return s;
	return str_of(arena_printf(a, "[%.*s]%.*s", (int)n, s.p, (int)(s.n - n), s.p + n));
}

static void put(struct arena *a, const char *out[], size_t *n, const char *scheme, struct str rest)
{
	const char *url;

	url = url_resolve(a, NULL, str_of(arena_printf(a, "%s://%.*s", scheme, (int)rest.n,
						       rest.p)));
	if (url && url_is_http(url) && *n < URL_SPELLINGS)
		out[(*n)++] = url;
}

/* The same with "www." where it is absent, without where it is there. */
static struct str other_name(struct arena *a, struct str rest)
{
	struct str bare = rest;

	if (drop_start(&bare, "www."))
		return bare;
	return str_of(arena_printf(a, "www.%.*s", (int)rest.n, rest.p));
}

size_t url_spellings(struct arena *a, const char *typed, const char *out[URL_SPELLINGS],
		     const char **why)
{
	struct str s = unwrap(one_line(a, typed));
	const char *scheme = NULL, *first = NULL, *second;
	size_t n = 0;
	struct url u;
	bool plain;

	*why = NULL;
	while (drop_scheme(&s, &scheme))
		;
	if (!scheme && !drop_start(&s, "//"))
		drop_start(&s, "://");
	s = put_brackets(a, s);
	if (s.n <= LIMIT_URL_BYTES && !(*why = refusal(s, scheme)))
		first = url_resolve(a, NULL, str_of(arena_printf(a, "https://%.*s", (int)s.n,
								 s.p)));
	if (*why)
		return 0;
	*why = _("not an address of the web");
	if (!first || !url_split(str_of(first), &u) || !u.host.n)
		return 0;
	if (!scheme && is_word(&u)) {
		*why = _("not an address of the web: it has no dot, as example.org has");
		return 0;
	}
	plain = is_plain_host(u.host);
	first = scheme ? scheme : plain ? "http" : "https";
	second = scheme ? NULL : plain ? "https" : "http";
	put(a, out, &n, first, s);
	if (second)
		put(a, out, &n, second, s);
	if (!plain && !u.user.n) {
		s = other_name(a, s);
		put(a, out, &n, first, s);
		if (second)
			put(a, out, &n, second, s);
	}
	if (n)
		*why = NULL;
	return n;
}

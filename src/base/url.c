#include "base/url.h"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"

static const struct {
	const char *scheme, *port;
} special_schemes[] = {
	{ "http", "80" }, { "https", "443" }, { "ftp", "21" }, { "ws", "80" }, { "wss", "443" },
	{ "file", "" },
};

/* The default port of a scheme with hosts and slashes ("" for file), else NULL. */
static const char *special_port(struct str scheme)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(special_schemes); i++)
		if (str_ieq(scheme, str_of(special_schemes[i].scheme)))
			return special_schemes[i].port;
	return NULL;
}

/* Length of a scheme at the start of s, without its colon; 0 when there is none. */
static size_t scheme_length(struct str s)
{
	size_t i;

	if (!s.n || !ascii_alpha((unsigned char)s.p[0]))
		return 0;
	for (i = 1; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == ':')
			return i;
		if (!ascii_alpha(c) && !ascii_digit(c) && c != '+' && c != '-' && c != '.')
			return 0;
	}
	return 0;
}

/* Digits up to 65535, or nothing. */
static bool port_ok(struct str port)
{
	int64_t n;

	return port.n == 0 ||
	       (ascii_digit((unsigned char)port.p[0]) && str_int(port, 0, 65535, &n));
}

static bool host_ok(struct str host)
{
	bool ipv6 = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	size_t i;

	for (i = 0; i < host.n; i++) {
		unsigned char c = (unsigned char)host.p[i];

		if (!ipv6 && (ascii_alpha(c) || c == '.' || c == '-'))
			continue;
		if (c <= ' ' || c == 0x7f || strchr("#/<>?@\\^|", c))
			return false;
		if (ipv6 && i > 0 && i < host.n - 1 &&
		    !ascii_digit(c) && !(ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f') &&
		    c != ':' && c != '.')
			return false;
		if (!ipv6 && (c == '[' || c == ']' || c == ':'))
			return false;
	}
	return true;
}

/* user@host:port */
static bool split_authority(struct str s, struct url *out)
{
	size_t at = SIZE_MAX, i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '@')
			at = i;
	if (at != SIZE_MAX) {
		out->user = str_sub(s, 0, at);
		s = str_sub(s, at + 1, SIZE_MAX);
	}
	for (i = s.n; i > 0 && s.p[i - 1] != ':' && s.p[i - 1] != ']'; i--)
		;
	if (i > 0 && s.p[i - 1] == ':') {
		out->port = str_sub(s, i, SIZE_MAX);
		s = str_sub(s, 0, i - 1);
	}
	out->host = s;
	return port_ok(out->port) && host_ok(out->host);
}

bool url_split(struct str s, struct url *out)
{
	size_t n = scheme_length(s), at;

	*out = (struct url){ .scheme = str_sub(s, 0, n) };
	if (n)
		s = str_sub(s, n + 1, SIZE_MAX);
	at = str_chr(s, '#');
	if (at != SIZE_MAX) {
		out->has_fragment = true;
		out->fragment = str_sub(s, at + 1, SIZE_MAX);
		s = str_sub(s, 0, at);
	}
	at = str_chr(s, '?');
	if (at != SIZE_MAX) {
		out->has_query = true;
		out->query = str_sub(s, at + 1, SIZE_MAX);
		s = str_sub(s, 0, at);
	}
	if (str_starts(s, STR("//"))) {
		s = str_sub(s, 2, SIZE_MAX);
		at = str_chr(s, '/');
		if (at == SIZE_MAX)
			at = s.n;
		out->has_authority = true;
		out->path = str_sub(s, at, SIZE_MAX);
		return split_authority(str_sub(s, 0, at), out);
	}
	out->path = s;
	return true;
}

static int hex_value(int c)
{
	c = ascii_lower(c);
	return ascii_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_escaped(struct buf *b, struct str s, const char *also)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c >= 0x7f || strchr(also, c)) {
			char esc[3] = { '%', hex[c >> 4], hex[c & 15] };

			buf_add(b, esc, 3);
		} else {
			buf_putc(b, (char)c);
		}
	}
}

/* "." and ".." in all the spellings that browsers know; 0 for other segments. */
static int dot_segment(struct str s)
{
	int dots = 0;

	while (s.n) {
		if (s.p[0] == '.')
			s = str_sub(s, 1, SIZE_MAX);
		else if (str_istarts(s, STR("%2e")))
			s = str_sub(s, 3, SIZE_MAX);
		else
			return 0;
		if (++dots > 2)
			return 0;
	}
	return dots;
}

/* RFC 3986, 5.2.4, on an absolute path. The result never climbs above start. */
static void put_path(struct buf *b, struct str path)
{
	size_t start = b->len;
	struct str part;

	if (path.n && path.p[0] == '/')
		path = str_sub(path, 1, SIZE_MAX);
	for (;;) {
		bool more = str_split(&path, '/', &part), last = path.p == NULL;
		int dots;

		if (!more)
			break;
		dots = dot_segment(part);
		if (dots == 2) {
			while (b->len > start && b->data[b->len - 1] != '/')
				buf_truncate(b, b->len - 1);
			if (b->len > start)
				buf_truncate(b, b->len - 1);
		}
		if (!dots) {
			buf_putc(b, '/');
			put_escaped(b, part, "\"<>`{}\\");
		} else if (last) {
			buf_putc(b, '/');
		}
	}
}

/* Letters, digits, dots and hyphens, as in most hosts: only lower case is to do. */
static bool is_ascii_host(struct str host)
{
	size_t i;

	for (i = 0; i < host.n; i++) {
		int c = (unsigned char)host.p[i];

		if (!ascii_alpha(c) && !ascii_digit(c) && c != '.' && c != '-')
			return false;
	}
	return host.n > 0;
}

/* The host as it is stored: percent-escapes undone, normalised, lower case. */
static bool put_host(struct buf *b, struct str host)
{
	struct buf raw = BUF_INIT(LIMIT_URL_BYTES);
	uint8_t *once = NULL, *lower = NULL;
	size_t i, n = 0, m = 0;
	bool ok = false;

	if (is_ascii_host(host)) {
		for (i = 0; i < host.n; i++)
			buf_putc(b, (char)ascii_lower((unsigned char)host.p[i]));
		return true;
	}
	for (i = 0; i < host.n; i++) {
		int hi = -1, lo = -1;

		if (host.p[i] == '%' && i + 2 < host.n) {
			hi = hex_value((unsigned char)host.p[i + 1]);
			lo = hex_value((unsigned char)host.p[i + 2]);
		}
		if (hi >= 0 && lo >= 0)
			i += 2;
		buf_putc(&raw, hi >= 0 && lo >= 0 ? (char)(hi << 4 | lo) : host.p[i]);
	}
	if (raw.failed || u8_check((const uint8_t *)buf_cstr(&raw), raw.len))
		goto out;
	/* Twice, because what is composed of capitals ("™") is seen only once it is normalised. */
	once = u8_tolower((const uint8_t *)buf_cstr(&raw), raw.len, "", UNINORM_NFKC, NULL, &m);
	if (once)
		lower = u8_tolower(once, m, "", UNINORM_NFKC, NULL, &n);
	if (!lower)
		goto out;
	ok = host_ok(str_mem(lower, n)) && !memchr(lower, '%', n) && !memchr(lower, '"', n);
	/* The ideographic full stop separates labels too (UTS #46). */
	for (i = 0; ok && i < n; i++) {
		if (i + 2 < n && memcmp(lower + i, "\xe3\x80\x82", 3) == 0) {
			buf_putc(b, '.');
			i += 2;
		} else {
			buf_putc(b, (char)lower[i]);
		}
	}
out:
	free(lower);
	free(once);
	buf_free(&raw);
	return ok;
}

static bool put_authority(struct buf *b, const struct url *u, const char *special)
{
	size_t before;
	struct str port = u->port;

	buf_puts(b, "//");
	if (u->user.n) {
		put_escaped(b, u->user, "\"<>`{}|^/;=[]@\\");
		buf_putc(b, '@');
	}
	before = b->len;
	if (!put_host(b, u->host))
		return false;
	if (special && *special && b->len == before)
		return false;
	while (port.n > 1 && port.p[0] == '0')
		port = str_sub(port, 1, SIZE_MAX);
	if (port.n && !(special && str_eq(port, str_of(special)))) {
		buf_putc(b, ':');
		buf_add_str(b, port);
	}
	return true;
}

/* A path without a host before it must not begin as if one came (WHATWG URL, 4.5). */
static void put_hostless_path(struct buf *b, struct str path)
{
	struct buf out = BUF_INIT(LIMIT_URL_BYTES);

	put_path(&out, path);
	if (str_starts(buf_str(&out), STR("//")))
		buf_puts(b, "/.");
	buf_add_str(b, buf_str(&out));
	b->failed = b->failed || out.failed;
	buf_free(&out);
}

/* Writes the whole URL from its parts. */
static bool compose(struct buf *b, const struct url *u)
{
	const char *special = special_port(u->scheme);
	size_t i;

	for (i = 0; i < u->scheme.n; i++)
		buf_putc(b, (char)ascii_lower((unsigned char)u->scheme.p[i]));
	buf_putc(b, ':');
	if ((u->has_authority || special) && !put_authority(b, u, special))
		return false;
	if (u->has_authority || special) {
		if (u->path.n || special)
			put_path(b, u->path);
	} else if (u->path.n && u->path.p[0] == '/') {
		put_hostless_path(b, u->path);
	} else {
		put_escaped(b, u->path, "\"<>");	/* opaque: mailto:, urn: */
	}
	if (u->has_query) {
		buf_putc(b, '?');
		put_escaped(b, u->query, "\"<>");
	}
	if (u->has_fragment) {
		buf_putc(b, '#');
		put_escaped(b, u->fragment, "\"<>`");
	}
	return !b->failed;
}

/* Tabs and newlines out, ends trimmed, and, where slashes mean something, backslashes turned
 * before the query. */
static struct str tidy(struct arena *a, struct str s, bool backslashes)
{
	char *out;
	size_t i, n = 0;

	while (s.n && (unsigned char)s.p[0] <= ' ')
		s = str_sub(s, 1, SIZE_MAX);
	while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	out = arena_alloc(a, s.n + 1);
	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c == '?' || c == '#')
			backslashes = false;
		out[n++] = c == '\\' && backslashes ? '/' : c;
	}
	return str_mem(out, n);
}

/* "http:foo", "http:/foo" and "http:////foo": with a base of the same scheme the first two are
 * relative; else what follows the slashes is the host. */
static struct str mend_slashes(struct arena *a, struct str s, const struct url *base)
{
	size_t n = scheme_length(s), slashes = 0;
	struct str scheme = str_sub(s, 0, n), rest = str_sub(s, n + 1, SIZE_MAX);
	bool is_file = str_ieq(scheme, STR("file"));

	if (!n || !special_port(scheme))
		return s;
	while (slashes < rest.n && rest.p[slashes] == '/')
		slashes++;
	if (slashes < 2 && base && str_ieq(scheme, base->scheme)) {
		if (!scheme_length(rest))
			return rest;
		/* not to be a scheme itself */
		return str_of(arena_printf(a, "./%.*s", (int)rest.n, rest.p));
	}
	if (is_file)
		return slashes >= 2 ? s :
		       str_of(arena_printf(a, "file:///%.*s", (int)(rest.n - slashes),
					   rest.p + slashes));
	if (slashes == 2)
		return s;
	return str_of(arena_printf(a, "%.*s://%.*s", (int)n, scheme.p,
				   (int)(rest.n - slashes), rest.p + slashes));
}

/* RFC 3986, 5.2.3. */
static struct str merge_paths(struct arena *a, const struct url *base, struct str path)
{
	size_t n = base->path.n;

	while (n && base->path.p[n - 1] != '/')
		n--;
	return str_of(arena_printf(a, "%s%.*s%.*s", n ? "" : "/", (int)n, base->path.p,
				   (int)path.n, path.p));
}

/* RFC 3986, 5.2.2: fills what ref leaves out from base. */
static bool transform(struct arena *a, const struct url *base, struct url *ref)
{
	bool opaque = !base->has_authority && !special_port(base->scheme) &&
		      !(base->path.n && base->path.p[0] == '/');

	if (opaque && (ref->has_authority || ref->path.n || ref->has_query || !ref->has_fragment))
		return false;
	ref->scheme = base->scheme;
	if (ref->has_authority)
		return true;
	ref->has_authority = base->has_authority;
	ref->user = base->user;
	ref->host = base->host;
	ref->port = base->port;
	if (!ref->path.n) {
		ref->path = base->path;
		if (!ref->has_query) {
			ref->has_query = base->has_query;
			ref->query = base->query;
		}
	} else if (ref->path.p[0] != '/') {
		ref->path = merge_paths(a, base, ref->path);
	}
	return true;
}

/* Whether ref is a whole URL of the web that is written as it is to come out: most are. No dot
 * segment is in it, nothing to escape, and no capital in its host. */
static bool is_normal(struct str ref)
{
	static const bool stays[256] = {
		['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['-'] = true,
		['_'] = true, ['.'] = true, ['~'] = true, ['/'] = true, ['?'] = true, ['#'] = true,
		['&'] = true, ['='] = true, ['+'] = true, [','] = true, [';'] = true, [':'] = true,
	};
	size_t i = str_starts(ref, STR("https://")) ? 8 : str_starts(ref, STR("http://")) ? 7 : 0;
	size_t host = i;

	if (!i || ref.n > LIMIT_URL_BYTES)
		return false;
	for (; i < ref.n && ref.p[i] != '/'; i++)
		if (!(ref.p[i] >= 'a' && ref.p[i] <= 'z') && !ascii_digit(ref.p[i]) &&
		    ref.p[i] != '.' && ref.p[i] != '-')
			return false;
	if (i == host || i == ref.n)
		return false;
	for (; i < ref.n; i++)
		if (!stays[(unsigned char)ref.p[i]] || (ref.p[i] == '.' && ref.p[i - 1] == '/'))
			return false;
	return true;
}

char *url_resolve(struct arena *a, const char *base, struct str ref)
{
	struct url b, r;
	struct buf out = BUF_INIT(LIMIT_URL_BYTES);
	bool has_base, special;
	char *url = NULL;
	size_t n;

	if (ref.n > 4 * LIMIT_URL_BYTES)
		return NULL;
	if (is_normal(ref))
		return arena_str(a, ref);
	has_base = base && url_split(str_of(base), &b) && b.scheme.n;
	ref = tidy(a, ref, false);
	n = scheme_length(ref);
	special = n ? special_port(str_sub(ref, 0, n)) != NULL :
		  has_base && special_port(b.scheme) != NULL;
	if (special)
		ref = mend_slashes(a, tidy(a, ref, true), has_base ? &b : NULL);
	if (!url_split(ref, &r))
		return NULL;
	if (!r.scheme.n && (!has_base || !transform(a, &b, &r)))
		return NULL;
	if (compose(&out, &r))
		url = arena_str(a, buf_str(&out));
	buf_free(&out);
	return url;
}

bool url_is_http(const char *url)
{
	struct url u;

	return url && url_split(str_of(url), &u) && u.host.n &&
	       (str_ieq(u.scheme, STR("http")) || str_ieq(u.scheme, STR("https")));
}

bool url_is_safe_link(const char *url)
{
	static const char *const safe[] = {
		"http", "https", "mailto", "ftp", "ftps", "gopher", "gemini", "finger", "news",
		"nntp", "irc", "ircs", "xmpp", "sip", "sips", "tel", "sms", "geo", "magnet",
		"matrix", "webcal", "feed", "urn", "tag", "doi",
	};
	struct str s = str_of(url), scheme = str_sub(s, 0, scheme_length(s));
	size_t i;

	for (i = 0; i < ARRAY_LEN(safe); i++)
		if (str_ieq(scheme, str_of(safe[i])))
			return true;
	return false;
}

/* Parameters that say where a reader came from, never what is shown. */
static bool is_tracking(struct str param)
{
	static const char *const prefixes[] = { "utm_", "mtm_", "pk_campaign", "pk_kwd", "hsa_" };
	static const char *const names[] = {
		"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid",
		"ysclid", "twclid", "ttclid", "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid",
		"mkt_tok", "_hsenc", "_hsmi", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id",
		"_openstat", "wickedid", "xtor", "wt_mc", "_ga", "_gl", "s_cid", "rb_clickid",
		"ref_src", "ref_url", "at_medium", "at_campaign", "at_custom1", "at_custom2",
		"at_custom3", "at_custom4", "cmpid", "ns_mchannel", "ns_campaign", "ns_source",
		"ns_linkname", "ns_fee",
	};
	struct str name = str_sub(param, 0, str_chr(param, '='));
	size_t i;

	for (i = 0; i < ARRAY_LEN(prefixes); i++)
		if (str_istarts(name, str_of(prefixes[i])))
			return true;
	for (i = 0; i < ARRAY_LEN(names); i++)
		if (str_ieq(name, str_of(names[i])))
			return true;
	return false;
}

/* The port unless it is the scheme's own. */
static struct str odd_port(const struct url *u)
{
	const char *port = special_port(u->scheme);

	return port && str_eq(u->port, str_of(port)) ? (struct str){ "", 0 } : u->port;
}

char *url_key(struct arena *a, const char *url)
{
	struct buf b = BUF_INIT(LIMIT_URL_BYTES);
	struct str path, query, part;
	struct url u;
	char mark = '?', *key, *canon = url_resolve(a, NULL, str_of(url));
	size_t hash;

	if (!canon || !url_is_http(canon) || !url_split(str_of(canon), &u)) {
		hash = str_chr(str_of(url), '#');
		return arena_str(a, str_sub(str_of(url), 0, hash));
	}
	buf_add_str(&b, u.host);
	if (u.port.n) {
		buf_putc(&b, ':');
		buf_add_str(&b, u.port);
	}
	path = u.path;
	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	buf_add_str(&b, path);
	query = u.query;
	while (u.has_query && str_split(&query, '&', &part)) {
		if (!part.n || is_tracking(part))
			continue;
		buf_putc(&b, mark);
		buf_add_str(&b, part);
		mark = '&';
	}
	key = arena_str(a, buf_str(&b));
	buf_free(&b);
	return key;
}

static char *lower_copy(struct arena *a, struct str s)
{
	char *p = arena_str(a, s), *q;

	for (q = p; *q; q++)
		*q = (char)ascii_lower((unsigned char)*q);
	return p;
}

char *url_site(struct arena *a, const char *url)
{
	struct url u;

	if (!url || !url_split(str_of(url), &u))
		return arena_strdup(a, "");
	if (str_istarts(u.host, STR("www.")) &&
	    str_chr(str_sub(u.host, 4, SIZE_MAX), '.') != SIZE_MAX)
		u.host = str_sub(u.host, 4, SIZE_MAX);
	return lower_copy(a, u.host);
}

char *url_host(struct arena *a, const char *url)
{
	struct url u;
	struct str port;

	if (!url || !url_split(str_of(url), &u))
		return arena_strdup(a, "");
	port = odd_port(&u);
	return arena_printf(a, "%s%s%.*s", lower_copy(a, u.host), port.n ? ":" : "",
			    (int)port.n, port.p ? port.p : "");
}

bool url_is_file(const char *url)
{
	return str_istarts(str_of(url), STR("file:"));
}

bool url_same_host(const char *a, const char *b)
{
	struct url x, y;

	if (url_is_file(a) && url_is_file(b))
		return true;
	return a && b && url_split(str_of(a), &x) && url_split(str_of(b), &y) &&
	       x.host.n && str_ieq(x.host, y.host) && str_eq(odd_port(&x), odd_port(&y));
}

char *url_of_path(struct arena *a, const char *path)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, strlen("file://") + 3 * strlen(path) + 1), *p = out;

	p = mempcpy(p, "file://", strlen("file://"));
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (ascii_alpha(c) || ascii_digit(c) || strchr("/-._~", c)) {
			*p++ = (char)c;
			continue;
		}
		*p++ = '%';
		*p++ = hex[c >> 4];
		*p++ = hex[c & 15];
	}
	*p = '\0';
	return out;
}

bool url_may_link(const char *base, const char *url)
{
	return url_is_safe_link(url) || (url_is_file(url) && url_is_file(base));
}

bool url_is_page(const char *url)
{
	return url_is_http(url) || url_is_file(url);
}

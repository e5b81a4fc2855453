/* url.h: URLs as the web uses them (RFC 3986 with the tolerance of the WHATWG URL standard).
 * Every URL that lede stores or requests went through url_resolve, so it is absolute, has a
 * lower-case scheme and host, and holds no blank or control character. */
#ifndef LEDE_URL_H
#define LEDE_URL_H

#include "base/arena.h"

struct url {
	struct str scheme, user, host, port, path, query, fragment;	/* without their marks */
	bool has_authority, has_query, has_fragment;
};

/* Splits without changing a byte; false when it cannot be a URL. */
bool url_split(struct str s, struct url *out);
/* ref seen from base (RFC 3986, 5.2): absolute, dot segments removed, blanks and bytes above
 * 0x7f percent-encoded as UTF-8, host lower-case. base may be NULL for an absolute ref. NULL
 * when the result is no URL or longer than LIMIT_URL_BYTES. */
char *url_resolve(struct arena *a, const char *base, struct str ref);
/* http or https. */
bool url_is_http(const char *url);
/* A scheme that may stand in an article as a link: http, https, mailto, ftp, gopher, gemini ... but
 * nothing that runs (javascript, data, vbscript, file). */
bool url_is_safe_link(const char *url);
/* Whether a document at base (may be NULL) may link to url: safe as above, or a file beside a
 * file. */
bool url_may_link(const char *base, const char *url);
bool url_is_file(const char *url);
/* What holds a page: http, https, file. */
bool url_is_page(const char *url);
/* What a page is found again by: no fragment, no default port, no tracking parameters
 * (utm_*, fbclid ...), https and http alike, no trailing slash, query otherwise as it is. */
char *url_key(struct arena *a, const char *url);
/* "example.org" of the URL, without "www."; "" when it has none. */
char *url_site(struct arena *a, const char *url);
/* Host with port, lower-case: what per-host limits count. */
char *url_host(struct arena *a, const char *url);
bool url_same_host(const char *a, const char *b);
/* Same scheme, host and port: what a secret for one may be told the other. */
bool url_same_origin(const char *a, const char *b);
/* The http(s) URL without "user:password@", which becomes *user as it is written (NULL: there is
 * none). Whatever is no such URL is returned as it is. */
const char *url_take_user(struct arena *a, const char *url, const char **user);
/* The opposite; user may be NULL. */
const char *url_put_user(struct arena *a, const char *url, const char *user);
/* What the user typed, perhaps an address, without the part that may be a password. */
const char *url_hide_user(struct arena *a, const char *typed);
/* Parts "user:password" as written in a URL, percent-escapes undone; *password NULL without one. */
void url_split_user(struct arena *a, const char *user, char **name, char **password);
/* The file: URL of an absolute path (RFC 8089). */
char *url_of_path(struct arena *a, const char *path);
/* What people type into an address bar: "example.org/news", "feed://…", " https://…" → an
 * absolute http(s) URL, or NULL. */
char *url_from_user(struct arena *a, const char *typed);
#define URL_SPELLINGS 4
/* What people type, paste or copy out of a sentence to name a site: also quoted, in brackets, with
 * a full stop behind it, with a scheme of feeds (feed, pcast, itpc, rss) or a damaged one
 * ("http//", "https://https://"). The addresses to try into out, best first, their number is
 * returned: https before http where no scheme was typed (http before https for localhost and
 * addresses in figures), then the same with or without "www.". 0 when it is no address: *why says
 * so in words. */
size_t url_spellings(struct arena *a, const char *typed, const char *out[URL_SPELLINGS],
		     const char **why);

#endif

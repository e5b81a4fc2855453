/* http.h: one request and its reply, with every limit that keeps a hostile server from costing
 * more than its own feed. Queueing and concurrency are multi.h's. http and https only. */
#ifndef LEDE_HTTP_H
#define LEDE_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* How to ask, and what the host of the URL is told, it alone: not where it redirects to. All
 * strings are borrowed for as long as requests run. */
struct http_options {
	const char *user_agent;		/* NULL or "": lede's own */
	const char *proxy;		/* NULL or "": as the environment says */
	bool allow_private;		/* never refuse an address */
	int64_t timeout;		/* seconds of one transfer; 0: LIMIT_TRANSFER_SECONDS */
	const char *const *headers;	/* "Name: value", checked */
	size_t n_headers;
	struct str cookies;		/* text of a cookie file in the format of Netscape */
	const char *user, *password;	/* for when it asks; NULL: none */
	bool says_at_once;		/* before it asks: it is known to want them in clear */
};

struct http_request {
	const char *url;
	const struct http_options *options;	/* NULL: those of multi_new */
	const char *etag, *last_modified;	/* make it conditional; NULL: absent */
	size_t max_bytes;		/* of the decoded body */
	bool is_page;			/* asks for HTML first */
	bool from_public;		/* reached from a public host: may not be private */
	bool is_urgent;			/* someone waits: before all others of its host */
	bool spaced;			/* wait LIMIT_SPACING_MS after the host's last such one;
					 * the first LIMIT_BURST feeds need not */
};

struct http_reply {
	void *ctx;
	struct err err;			/* err.rc OK: a reply with status 200-299 or 304 came */
	int status;			/* 0: no reply */
	const char *asked, *url;	/* url: after redirects */
	const char *moved_to;		/* where 301 and 308 lead, from the start on, or NULL */
	const char *etag, *last_modified, *content_type;	/* NULL: absent */
	const char **links;		/* values of Link: headers */
	size_t n_links;
	int64_t retry_after;		/* seconds; 0: not said */
	int64_t fresh;			/* seconds; 0: not said */
	bool was_led_away;		/* by a temporary redirect, asked in clear, to another site:
					 * as a network does that wants a sign-in */
	bool wants_basic;		/* 401: the password itself, no proof of it (Digest) */
	bool was_held;			/* not asked: multi_hold; retry_after is what is left */
	bool was_private;		/* came from a private address */
	bool was_offline;		/* no way to any host: names cannot be resolved, no route */
	bool was_untrusted;		/* its certificate is not good */
	struct buf body;
};

/* To be called once, before anything else here. */
enum rc http_init(struct err *e);
void http_cleanup(void);

#endif

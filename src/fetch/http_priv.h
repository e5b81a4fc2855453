/* http_priv.h: a transfer, as http.c and multi.c share it. */
#ifndef LEDE_HTTP_PRIV_H
#define LEDE_HTTP_PRIV_H

#include <curl/curl.h>

#include "fetch/fresh.h"
#include "fetch/http.h"

struct decode;
struct host;

/* Bodies that are held anywhere between socket and store. */
struct inflight {
	size_t bytes;
	size_t paused;		/* transfers that wait for room */
};

struct transfer {
	struct http_reply reply;	/* first: a reply is its transfer */
	struct http_request request;
	struct arena *arena;
	CURL *easy;
	struct curl_slist *headers, *own_headers;	/* plain; for the first host only */
	const struct http_options *options;
	struct inflight *inflight;
	struct host *host;
	bool *has_name;			/* of the host: its address is known */
	int64_t started;		/* monotonic ms */
	struct transfer *prev, *next;	/* in the queue of its host, or among the running */
	const char *wire_url;		/* the request's, its host in ASCII */
	const char *at;			/* the URL of the reply being read */
	const char *location;
	const char *coding;		/* Content-Encoding, NULL: none */
	struct decode *decode;		/* NULL: nothing to undo, or no body yet */
	uint64_t received;		/* of the body, as libcurl hands it out */
	uint64_t wire_bytes;		/* of the body, frames of chunks with it */
	struct fresh fresh;
	int hop_status;
	size_t header_bytes, n_headers;
	bool chain_is_permanent;	/* all redirects so far were permanent */
	bool by_proxy;
	bool was_refused;		/* private address */
	bool reached_public;
	bool is_exempt;			/* never paused, so that something always goes on */
	bool is_paused;
	bool has_cookies;		/* its handle is not used again */
	bool is_slow;			/* waits for a name too long to count for the limit */
	char error[CURL_ERROR_SIZE];
};

/* Sets all options of the handle for the transfer; the one place where that is done. */
enum rc http_setup(struct transfer *t, struct err *e);
/* Fills the reply from what libcurl says at its end. */
void http_finish(struct transfer *t, CURLcode code);
void http_transfer_free(struct transfer *t);

/* body.c: libcurl's callbacks for WRITEFUNCTION, DEBUGFUNCTION and XFERINFOFUNCTION. Chunks of one
 * byte with a long extension each, or an extension without end, are much to read and no body: only
 * body_count sees them, and body_watch ends a transfer that has too many. */
size_t body_take(char *data, size_t size, size_t n, void *ctx);
int body_count(CURL *easy, curl_infotype type, char *data, size_t n, void *ctx);
int body_watch(void *ctx, curl_off_t in, curl_off_t got, curl_off_t out, curl_off_t sent);

#endif

#include "fetch/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/idn.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "config.h"
#include "fetch/address.h"
#include "fetch/decode.h"
#include "fetch/http_priv.h"
#include "fetch/personal.h"

#define TOKEN_BYTES 1024	/* of an ETag or a date that is sent back */

enum rc http_init(struct err *e)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	if (code)
		return err_set(e, E_NET, "libcurl: %s", curl_easy_strerror(code));
	return OK;
}

void http_cleanup(void)
{
	curl_global_cleanup();
}

void http_transfer_free(struct transfer *t)
{
	if (!t)
		return;
	curl_slist_free_all(t->headers);
	curl_slist_free_all(t->own_headers);
	buf_free(&t->reply.body);
	decode_free(t->decode);
	arena_free(t->arena);
	free(t);
}

/* --- callbacks: each only looks at its own transfer --- */

static bool is_refused(struct transfer *t, bool is_private)
{
	if (!is_private || t->by_proxy || t->options->allow_private)
		return false;
	if (!t->request.from_public && !t->reached_public)
		return false;
	t->was_refused = true;
	return true;
}

static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *addr)
{
	struct transfer *t = ctx;

	(void)purpose;
	*t->has_name = true;
	if (is_refused(t, address_is_private(&addr->addr)))
		return CURL_SOCKET_BAD;
	return socket(addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
}

/* A connection that is used again opens no socket, so the address is looked at here too. */
static int on_request(void *ctx, char *peer, char *local, int peer_port, int local_port)
{
	struct transfer *t = ctx;
	bool is_private = address_text_is_private(peer);

	(void)local;
	(void)peer_port;
	(void)local_port;
	if (is_refused(t, is_private))
		return CURL_PREREQFUNC_ABORT;
	personal_guard(t);
	t->reply.was_private = is_private && !t->by_proxy;
	if (!is_private)
		t->reached_public = true;
	return CURL_PREREQFUNC_OK;
}

static char *header_value(struct transfer *t, struct str line, struct str name)
{
	if (!str_istarts(line, name))
		return NULL;
	return arena_str(t->arena, str_trim(str_sub(line, name.n, line.n)));
}

static int64_t seconds_until(const char *value)
{
	int64_t n, when;

	if (str_int(str_of(value), 0, INT32_MAX, &n))
		return n;
	when = date_parse(str_of(value));
	return when == DATE_NONE ? 0 : MAX(when - date_now(), 0);
}

/* The last two labels of a name; addresses whole. */
static struct str family(const char *host)
{
	struct str s = str_of(host);
	size_t dots = 0, i = s.n;

	if (!s.n || s.p[0] == '[' || ascii_digit((unsigned char)s.p[s.n - 1]))
		return s;
	while (i > 0 && !(s.p[i - 1] == '.' && ++dots == 2))
		i--;
	return str_sub(s, i, SIZE_MAX);
}

static void note_redirect(struct transfer *t, const char *next)
{
	if (t->hop_status == 301 || t->hop_status == 308 ||
	    !str_istarts(str_of(t->at), STR("http:")))
		return;
	if (!str_ieq(family(url_site(t->arena, t->at)), family(url_site(t->arena, next))))
		t->reply.was_led_away = true;
}

/* A new reply begins: what an earlier one of the chain said is forgotten. */
static void begin_reply(struct transfer *t, struct str line)
{
	struct str word;
	int64_t status = 0;

	if (str_word(&line, &word) && str_word(&line, &word))
		str_int(word, 0, 999, &status);
	if (t->hop_status >= 300 && t->hop_status < 400 && t->location) {
		char *next = url_resolve(t->arena, t->at, str_of(t->location));

		if (t->hop_status != 301 && t->hop_status != 308)
			t->chain_is_permanent = false;
		if (next)
			note_redirect(t, next);
		t->at = next ? next : t->at;
		if (t->chain_is_permanent && next)
			t->reply.moved_to = next;
		t->header_bytes = t->n_headers = 0;
	}
	t->hop_status = (int)status;
	t->location = t->coding = NULL;
	t->reply.etag = t->reply.last_modified = t->reply.content_type = NULL;
	t->reply.retry_after = 0;
	t->reply.links = NULL;
	t->reply.n_links = 0;
	t->fresh = (struct fresh)FRESH_INIT;
}

/* A name in a redirect is a stranger's, meant for whom he likes. (libcurl's own refusal would take
 * the name that the user gave for one.) */
static bool names_user(struct transfer *t)
{
	const char *user = NULL, *next = url_resolve(t->arena, t->at, str_of(t->location));

	if (t->hop_status >= 300 && t->hop_status < 400)
		url_take_user(t->arena, next, &user);
	if (user)
		err_set(&t->reply.err, E_REFUSED, _("an address with a user name in it"));
	return user != NULL;
}

static size_t on_header(char *data, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	struct str line = str_trim(str_mem(data, size * n));
	char *v;

	t->header_bytes += size * n;
	t->n_headers++;
	if (t->header_bytes > LIMIT_HEADER_BYTES || t->n_headers > LIMIT_HEADERS) {
		err_set(&t->reply.err, E_LIMIT, _("the server sends too many headers"));
		return 0;
	}
	if (str_istarts(line, STR("HTTP/")))
		begin_reply(t, line);
	else if ((v = header_value(t, line, STR("location:")))) {
		t->location = v;
		if (names_user(t))
			return 0;
	}
	else if ((v = header_value(t, line, STR("etag:"))))
		t->reply.etag = v;
	else if ((v = header_value(t, line, STR("last-modified:"))))
		t->reply.last_modified = v;
	else if ((v = header_value(t, line, STR("content-type:"))))
		t->reply.content_type = v;
	else if ((v = header_value(t, line, STR("content-encoding:"))))
		t->coding = t->coding ? arena_printf(t->arena, "%s, %s", t->coding, v) : v;
	else if (t->reply.n_links < LIMIT_LINK_HEADERS &&
		 (v = header_value(t, line, STR("link:"))))
		*ARENA_PUSH(t->arena, t->reply.links, t->reply.n_links) = v;
	else if ((v = header_value(t, line, STR("retry-after:"))))
		t->reply.retry_after = seconds_until(v);
	else
		fresh_header(&t->fresh, line);
	return size * n;
}

/* --- request --- */

/* What is sent back to a server came from one, or from a store that may be damaged. Bytes beyond
 * ASCII have no encoding there, so that a store of UTF-8 might not keep them as they were. */
static bool is_token(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] >= 0x7f)
			return false;
	return n > 0 && n <= TOKEN_BYTES;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	char *line = arena_printf(t->arena, "%s: %s", name, value);
	struct curl_slist *list = curl_slist_append(t->headers, line);

	if (!list)
		mem_fail();
	t->headers = list;
}

static void make_headers(struct transfer *t)
{
	const struct http_request *r = &t->request;

	add_header(t, "Accept", r->is_page ?
		   "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1" :
		   "application/atom+xml, application/rss+xml, application/feed+json, "
		   "application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, "
		   "application/json;q=0.8, text/html;q=0.5, */*;q=0.1");
	if (is_token(r->etag))
		add_header(t, "If-None-Match", r->etag);
	if (is_token(r->last_modified))
		add_header(t, "If-Modified-Since", r->last_modified);
}

/* With a proxy, addresses are the proxy's: only hosts in digits can be judged. */
static bool uses_proxy(const struct http_options *o)
{
	static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
					     "all_proxy", "ALL_PROXY" };

	if (!str_blank(o->proxy))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!str_blank(getenv(names[i])))
			return true;
	return false;
}

#define SET(option, value)							\
	do {									\
		CURLcode code_ = curl_easy_setopt(c, (option), (value));	\
										\
		if (code_ == CURLE_OUT_OF_MEMORY)				\
			mem_fail();						\
		if (code_)							\
			return code_;						\
	} while (0)

/* The part of a transfer's time that so many of LIMIT_TRANSFER_SECONDS are. */
static long share_ms(const struct http_options *o, int64_t seconds)
{
	int64_t all = o->timeout ? o->timeout : LIMIT_TRANSFER_SECONDS;

	return (long)(all * seconds * 1000 / LIMIT_TRANSFER_SECONDS);
}

static CURLcode set_safety(CURL *c, struct transfer *t, bool is_https)
{
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	/* No step back from an encrypted start. */
	SET(CURLOPT_REDIR_PROTOCOLS_STR, is_https ? "https" : "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 1L);
	SET(CURLOPT_MAXREDIRS, (long)LIMIT_REDIRECTS);
	SET(CURLOPT_AUTOREFERER, 0L);
	SET(CURLOPT_UNRESTRICTED_AUTH, 0L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_HTTP09_ALLOWED, 0L);
	SET(CURLOPT_FAILONERROR, 1L);	/* nobody reads the body of a 404 */
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (!str_blank(getenv("SSL_CERT_FILE")))
		SET(CURLOPT_CAINFO, getenv("SSL_CERT_FILE"));
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->request.max_bytes);
	SET(CURLOPT_CONNECTTIMEOUT_MS, share_ms(t->options, LIMIT_CONNECT_SECONDS));
	SET(CURLOPT_TIMEOUT_MS, share_ms(t->options, LIMIT_TRANSFER_SECONDS));
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)LIMIT_SLOW_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, MAX(share_ms(t->options, LIMIT_SLOW_SECONDS) / 1000, 1L));
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_PREREQFUNCTION, on_request);
	SET(CURLOPT_PREREQDATA, t);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, t);
	SET(CURLOPT_WRITEFUNCTION, body_take);
	SET(CURLOPT_WRITEDATA, t);
	SET(CURLOPT_VERBOSE, 1L);	/* for body_count, which prints nothing */
	SET(CURLOPT_DEBUGFUNCTION, body_count);
	SET(CURLOPT_DEBUGDATA, t);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, body_watch);
	SET(CURLOPT_XFERINFODATA, t);
	return CURLE_OK;
}

static CURLcode set_request(CURL *c, struct transfer *t)
{
	const struct http_options *o = t->options;

	SET(CURLOPT_URL, t->wire_url);
	SET(CURLOPT_USERAGENT, is_token(o->user_agent) ? o->user_agent : "lede/" PACKAGE_VERSION);
	if (!str_blank(o->proxy))
		SET(CURLOPT_PROXY, o->proxy);
	SET(CURLOPT_ACCEPT_ENCODING, DECODE_ACCEPTED);
	SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);	/* decode.c does it */
	/* Waiting to share a connection pays where the handshake tells, not where a silent server
	 * would keep its whole host waiting. */
	SET(CURLOPT_PIPEWAIT, str_istarts(str_of(t->request.url), STR("https:")) ? 1L : 0L);
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_PRIVATE, t);
	return CURLE_OK;
}

enum rc http_setup(struct transfer *t, struct err *e)
{
	const char *user;
	CURLcode code;

	t->at = t->request.url;
	t->chain_is_permanent = true;
	t->fresh = (struct fresh)FRESH_INIT;
	t->by_proxy = uses_proxy(t->options);
	if (!url_is_http(t->request.url))
		return err_set(e, E_REFUSED, _("only http and https addresses are fetched"));
	url_take_user(t->arena, t->request.url, &user);
	if (user)	/* names stand in the options */
		return err_set(e, E_REFUSED, _("an address with a user name in it"));
	if (t->request.from_public && !t->options->allow_private &&
	    address_url_is_private(t->request.url)) {
		return err_set(e, E_REFUSED, _("a public page leads to a private address; "
					       "see the option private-addresses"));
	}
	/* libcurl would read it in the character set of the locale. */
	t->wire_url = idn_url(t->arena, t->request.url);
	if (!t->wire_url)
		return err_set(e, E_REFUSED, _("only http and https addresses are fetched"));
	make_headers(t);
	curl_easy_reset(t->easy);
	code = set_safety(t->easy, t, str_istarts(str_of(t->request.url), STR("https:")));
	if (code == CURLE_OK)
		code = set_request(t->easy, t);
	if (code == CURLE_OK)
		code = personal_set(t);
	if (code)
		return err_set(e, E_NET, "libcurl: %s", curl_easy_strerror(code));
	return OK;
}

/* --- end --- */

static const char *status_words(int status)
{
	switch (status) {
	case 401: return _("it wants a name and a password");
	case 402: return _("it wants to be paid");
	case 403: return _("it refuses");
	case 404: return _("not found");
	case 408: return _("it timed out");
	case 410: return _("gone for good");
	case 429: return _("too many requests; it asks to wait");
	case 451: return _("withheld for legal reasons");
	case 500: return _("it has an internal error");
	case 502: case 504: return _("the server behind it does not answer");
	case 503: return _("out of service for now");
	case 511: return _("this network wants a sign-in");
	}
	return status >= 500 ? _("it failed") : _("it refused the request");
}

/* The time was up before there was an address. */
static bool is_nameless(const struct transfer *t, CURLcode code)
{
	return code == CURLE_OPERATION_TIMEDOUT && !*t->has_name && !t->hop_status;
}

static bool is_offline(struct transfer *t, CURLcode code)
{
	long num = 0;

	if (is_nameless(t, code))
		return true;
	if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
		return true;
	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &num);
	return code == CURLE_COULDNT_CONNECT && (num == ENETUNREACH || num == ENETDOWN ||
						 num == EHOSTUNREACH);
}

static void explain(struct transfer *t, CURLcode code)
{
	struct err *e = &t->reply.err;
	const char *host = url_host(t->arena, t->reply.url);

	if (!host)
		host = url_host(t->arena, t->request.url);

	if (t->was_refused) {
		err_set(e, E_REFUSED, _("a public page leads to a private address; "
					"see the option private-addresses"));
		return;
	}
	t->reply.was_offline = is_offline(t, code);
	t->reply.was_untrusted = code == CURLE_PEER_FAILED_VERIFICATION;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		err_set(e, E_NET, _("%s could not be found"), host);
		break;
	case CURLE_COULDNT_RESOLVE_PROXY:
		err_set(e, E_NET, _("the proxy could not be found"));
		break;
	case CURLE_COULDNT_CONNECT:
		err_set(e, E_NET, t->by_proxy ? _("no connection to %s through the proxy") :
			_("no connection to %s"), host);
		break;
	case CURLE_OPERATION_TIMEDOUT:
		err_set(e, E_NET, is_nameless(t, code) ?
			_("%s could not be found: no name server answers") :
			_("%s took too long"), host);
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		err_set(e, E_NET, _("no secure connection to %s: %s"), host,
			t->error[0] ? t->error : curl_easy_strerror(code));
		break;
	case CURLE_TOO_MANY_REDIRECTS:
		err_set(e, E_LIMIT, _("redirected more than %d times"), LIMIT_REDIRECTS);
		break;
	case CURLE_UNSUPPORTED_PROTOCOL:
		if (t->hop_status < 300 || t->hop_status > 399) {
			err_set(e, E_NET, _("%s does not answer as a web server does"), host);
			break;
		}
		err_set(e, E_REFUSED, _("redirected to an address that is not fetched"));
		break;
	case CURLE_OUT_OF_MEMORY:	/* of libcurl's own caps, as for one header's length */
		err_set(e, E_LIMIT, _("the server sends too many headers"));
		break;
	case CURLE_FILESIZE_EXCEEDED:
		err_set(e, E_LIMIT, _("larger than %zu MB"), t->request.max_bytes / MIB(1));
		break;
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
		err_set(e, E_NET, _("%s broke off the connection"), host);
		break;
	default:
		err_set(e, E_NET, "%s: %s", host,
			t->error[0] ? t->error : curl_easy_strerror(code));
	}
}

/* The last URL, and the request's own host as it was written there. */
static const char *last_url(struct transfer *t)
{
	const char *url = NULL, *user;
	struct url u;

	curl_easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &url);
	url = url ? url_resolve(t->arena, NULL, str_of(url)) : NULL;
	url = url_take_user(t->arena, url, &user);
	if (!url || streq(url, t->wire_url))
		return t->request.url;
	if (t->wire_url == t->request.url || !url_same_origin(url, t->wire_url) ||
	    !url_split(str_of(url), &u))
		return url;
	return url_resolve(t->arena, t->request.url, str_of(u.path.n ? u.path.p : "/"));
}

void http_finish(struct transfer *t, CURLcode code)
{
	struct http_reply *r = &t->reply;
	long status = 0, auth = 0;

	curl_easy_getinfo(t->easy, CURLINFO_HTTPAUTH_AVAIL, &auth);
	r->wants_basic = (auth & CURLAUTH_BASIC) && !(auth & CURLAUTH_DIGEST);
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	r->status = (int)status;
	r->fresh = fresh_seconds(&t->fresh, date_now());
	r->url = last_url(t);
	if (r->err.rc)
		return;		/* a callback said why */
	if (code && code != CURLE_HTTP_RETURNED_ERROR) {
		explain(t, code);
	} else if (status == 206) {
		/* nobody asked for one, so what is missing is not known */
		err_set(&r->err, E_HTTP, _("the server answered 206: only a part came"));
	} else if (code || status < 200 || (status >= 300 && status != 304)) {
		err_set(&r->err, E_HTTP, _("the server answered %ld: %s"), status,
			status_words((int)status));
	} else if (status == 304 && !is_token(t->request.etag) &&
		   !is_token(t->request.last_modified)) {
		err_set(&r->err, E_HTTP, _("the server answered 304 to a plain request"));
	} else if (t->decode && !decode_is_whole(t->decode)) {
		err_set(&r->err, E_NET, _("the reply is cut off"));
	}
}

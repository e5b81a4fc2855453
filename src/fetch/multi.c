#include "fetch/multi.h"

#include <limits.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "fetch/http_priv.h"

#define BUCKETS 256
#define DEAD_AFTER 4	/* requests in a row that got no answer at all */

/* A host lives as long as it has requests, is held, or must be spaced. */
struct host {
	struct host *chain;		/* next in its bucket */
	char *name;
	struct transfer *first, *last;	/* waiting */
	size_t running;
	bool has_name;			/* its address was found */
	int64_t next_start;		/* monotonic ms: the earliest start of a spaced request */
	unsigned int n_free;		/* feeds that did not wait */
	bool is_slow;			/* it said that this was too fast */
	int64_t held_until;
	int held_status;
	unsigned int n_dead;		/* requests in a row without an answer; the last one's: */
	struct err dead;
	bool was_offline;
};

struct multi {
	CURLM *curl;
	const struct http_options *options;
	struct host *buckets[BUCKETS];
	struct transfer *running, *done, *done_last;
	size_t n_waiting, n_running, n_done;
	size_t n_slow;			/* of the running: those that wait for a name */
	CURL *pool[LIMIT_TRANSFERS];
	size_t n_pool;
	struct inflight inflight;
	int64_t next_start;		/* when a spaced request may start; INT64_MAX: none waits */
	bool may_start;			/* something changed since nothing could start */
	struct curl_waitfd *waits;
	size_t waits_cap;
};

struct multi *multi_new(const struct http_options *options)
{
	struct multi *m = mem_zalloc(sizeof(*m));

	m->options = options;
	m->next_start = INT64_MAX;
	m->curl = curl_multi_init();
	if (!m->curl)
		mem_fail();
	curl_multi_setopt(m->curl, CURLMOPT_MAX_TOTAL_CONNECTIONS,
			  (long)(LIMIT_TRANSFERS + LIMIT_SLOW_NAMES));
	curl_multi_setopt(m->curl, CURLMOPT_MAX_HOST_CONNECTIONS, (long)LIMIT_PER_HOST);
	curl_multi_setopt(m->curl, CURLMOPT_MAXCONNECTS, (long)LIMIT_TRANSFERS);
	curl_multi_setopt(m->curl, CURLMOPT_MAX_CONCURRENT_STREAMS, 8L);
	curl_multi_setopt(m->curl, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	return m;
}

/* --- hosts --- */

static struct host *host_get(struct multi *m, struct arena *a, const char *url)
{
	const char *name = url_host(a, url);
	struct host **slot, *h;

	name = name ? name : "";
	slot = &m->buckets[XXH3_64bits(name, strlen(name)) % BUCKETS];
	for (h = *slot; h; h = h->chain)
		if (streq(h->name, name))
			return h;
	h = mem_zalloc(sizeof(*h));
	h->name = mem_strdup(name);
	h->chain = *slot;
	*slot = h;
	return h;
}

static void host_push(struct host *h, struct transfer *t)
{
	bool first = t->request.is_urgent;

	t->prev = first ? NULL : h->last;
	t->next = first ? h->first : NULL;
	if (t->prev)
		t->prev->next = t;
	else
		h->first = t;
	if (t->next)
		t->next->prev = t;
	else
		h->last = t;
}

static void host_unlink(struct host *h, struct transfer *t)
{
	if (t->prev)
		t->prev->next = t->next;
	else
		h->first = t->next;
	if (t->next)
		t->next->prev = t->prev;
	else
		h->last = t->prev;
	t->prev = t->next = NULL;
}

/* --- life of a transfer --- */

static void push_done(struct multi *m, struct transfer *t)
{
	t->prev = m->done_last;
	t->next = NULL;
	if (m->done_last)
		m->done_last->next = t;
	else
		m->done = t;
	m->done_last = t;
	m->n_done++;
}

void multi_start(struct multi *m, const struct http_request *r, void *ctx)
{
	struct arena *a = arena_new(MIB(4));
	struct transfer *t = mem_zalloc(sizeof(*t));

	t->arena = a;
	t->request = *r;
	t->request.url = arena_strdup(a, r->url);
	t->request.etag = arena_strdup(a, r->etag);
	t->request.last_modified = arena_strdup(a, r->last_modified);
	t->options = r->options ? r->options : m->options;
	t->inflight = &m->inflight;
	t->reply = (struct http_reply){ .ctx = ctx, .asked = t->request.url,
					.url = t->request.url, .body = BUF_INIT(r->max_bytes) };
	t->host = host_get(m, a, r->url);
	t->has_name = &t->host->has_name;
	host_push(t->host, t);
	m->n_waiting++;
	m->may_start = true;
}

static void run(struct multi *m, struct transfer *t)
{
	m->n_waiting--;
	t->started = date_monotonic_ms();
	t->easy = m->n_pool ? m->pool[--m->n_pool] : curl_easy_init();
	if (!t->easy)
		mem_fail();
	if (http_setup(t, &t->reply.err) || curl_multi_add_handle(m->curl, t->easy)) {
		if (!t->reply.err.rc)
			err_set(&t->reply.err, E_NET, _("the request could not be started"));
		curl_easy_cleanup(t->easy);
		t->easy = NULL;
		push_done(m, t);
		return;
	}
	t->next = m->running;
	t->prev = NULL;
	if (m->running)
		m->running->prev = t;
	m->running = t;
	m->n_running++;
	t->host->running++;
}

/* Takes the transfer off libcurl; its handle goes back to the pool. */
static void stop(struct multi *m, struct transfer *t)
{
	curl_multi_remove_handle(m->curl, t->easy);
	if (m->n_pool < ARRAY_LEN(m->pool) && !t->has_cookies)
		m->pool[m->n_pool++] = t->easy;
	else
		curl_easy_cleanup(t->easy);
	t->easy = NULL;
	if (t->is_paused)
		m->inflight.paused--;
	t->is_paused = false;
	if (t->is_slow)
		m->n_slow--;
	t->is_slow = false;
	if (t->prev)
		t->prev->next = t->next;
	else
		m->running = t->next;
	if (t->next)
		t->next->prev = t->prev;
	t->prev = t->next = NULL;
	t->host->running--;
	m->n_running--;
	m->may_start = true;
}

static void refuse_held(struct multi *m, struct transfer *t, int64_t now)
{
	m->n_waiting--;
	t->reply.status = t->host->held_status;
	t->reply.was_held = true;
	t->reply.retry_after = (t->host->held_until - now + 999) / 1000;
	err_set(&t->reply.err, E_HTTP, _("the server asked to wait"));
	push_done(m, t);
}

/* A host that answers nobody does not cost a time-out for each of its feeds. */
static void refuse_dead(struct multi *m, struct transfer *t)
{
	m->n_waiting--;
	t->reply.err = t->host->dead;
	t->reply.was_offline = t->host->was_offline;
	push_done(m, t);
}

static void count_dead(struct host *h, const struct http_reply *r)
{
	if (r->err.rc != E_NET || r->status) {
		h->n_dead = 0;
		return;
	}
	h->n_dead++;
	h->dead = r->err;
	h->was_offline = r->was_offline;
}

/* Pages fetched ahead leave room for one that someone waits for. */
static bool has_room(const struct multi *m, const struct host *h)
{
	const struct http_request *r = &h->first->request;
	size_t limit = r->is_page && !r->is_urgent ? LIMIT_PER_HOST - 1 : LIMIT_PER_HOST;

	return m->n_running - m->n_slow < LIMIT_TRANSFERS && h->running < limit;
}

/* A resolver that hangs delays nobody else: who waits long for a name leaves its place to another
 * until there is an address. Each has a thread of libcurl's, so they are counted too. */
static void make_room(struct multi *m, int64_t now)
{
	for (struct transfer *t = m->running; t; t = t->next) {
		bool has_name = t->host->has_name;

		if (t->is_slow && has_name) {
			t->is_slow = false;
			m->n_slow--;
		} else if (!t->is_slow && !has_name && m->n_slow < LIMIT_SLOW_NAMES) {
			if (now - t->started < LIMIT_NAME_MS) {
				m->next_start = MIN(m->next_start, t->started + LIMIT_NAME_MS);
				continue;
			}
			t->is_slow = true;
			m->n_slow++;
		}
	}
}

/* Whether enough time went by since the last. */
static bool is_spaced(struct host *h, const struct transfer *t, int64_t now)
{
	if (!t->request.spaced)
		return true;
	if (!t->request.is_page && !h->is_slow && h->n_free < LIMIT_BURST) {
		h->n_free++;
		return true;
	}
	if (h->next_start > now)
		return false;
	h->next_start = now + (h->is_slow ? LIMIT_SLOW_SPACING_MS : LIMIT_SPACING_MS);
	return true;
}

/* Starts what this host may start now. */
static void host_start(struct multi *m, struct host *h, int64_t now)
{
	while (h->first && has_room(m, h)) {
		struct transfer *t = h->first;

		if (h->held_until > now && !t->request.is_urgent) {
			host_unlink(h, t);
			refuse_held(m, t, now);
			continue;
		}
		if (h->n_dead >= DEAD_AFTER && !t->request.is_urgent) {
			host_unlink(h, t);
			refuse_dead(m, t);
			continue;
		}
		if (!is_spaced(h, t, now)) {
			m->next_start = MIN(m->next_start, h->next_start);
			return;
		}
		host_unlink(h, t);
		run(m, t);
	}
}

/* One host after the other gets its turn; hosts without business are forgotten. */
static void start_waiting(struct multi *m)
{
	int64_t now = date_monotonic_ms();

	if (!m->may_start && now < m->next_start)
		return;
	m->may_start = false;
	m->next_start = INT64_MAX;
	if (m->n_waiting && m->n_running - m->n_slow >= LIMIT_TRANSFERS / 2)
		make_room(m, now);
	for (size_t i = 0; i < BUCKETS; i++) {
		struct host **slot = &m->buckets[i];

		while (*slot) {
			struct host *h = *slot;

			if (m->n_waiting)
				host_start(m, h, now);
			if (!h->first && !h->running && h->held_until <= now &&
			    h->next_start <= now && !h->is_slow) {
				*slot = h->chain;
				free(h->name);
				free(h);
			} else {
				slot = &h->chain;
			}
		}
	}
	/* Those that were just started may hang too. */
	if (m->n_waiting)
		m->next_start = MIN(m->next_start, now + LIMIT_NAME_MS);
}

void multi_cancel(struct multi *m, bool (*drop)(void *ctx, void *data), void *data)
{
	struct transfer *t, *next;

	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct host *h = m->buckets[i]; h; h = h->chain) {
			for (t = h->first; t; t = next) {
				next = t->next;
				if (!drop(t->reply.ctx, data))
					continue;
				host_unlink(h, t);
				m->n_waiting--;
				http_transfer_free(t);
			}
		}
	}
	for (t = m->running; t; t = next) {
		next = t->next;
		if (!drop(t->reply.ctx, data))
			continue;
		stop(m, t);
		multi_release(m, &t->reply);
	}
	for (t = m->done; t; t = next) {
		next = t->next;
		if (!drop(t->reply.ctx, data))
			continue;
		if (t->prev)
			t->prev->next = t->next;
		else
			m->done = t->next;
		if (t->next)
			t->next->prev = t->prev;
		else
			m->done_last = t->prev;
		m->n_done--;
		multi_release(m, &t->reply);
	}
}

static bool drop_all(void *ctx, void *data)
{
	(void)ctx;
	(void)data;
	return true;
}

void multi_free(struct multi *m)
{
	if (!m)
		return;
	multi_cancel(m, drop_all, NULL);
	for (size_t i = 0; i < BUCKETS; i++) {
		while (m->buckets[i]) {
			struct host *h = m->buckets[i];

			m->buckets[i] = h->chain;
			free(h->name);
			free(h);
		}
	}
	while (m->n_pool)
		curl_easy_cleanup(m->pool[--m->n_pool]);
	curl_multi_cleanup(m->curl);
	free(m->waits);
	free(m);
}

void multi_hold(struct multi *m, const char *url, int status, int64_t seconds)
{
	struct arena *a = arena_new(KIB(64));
	struct host *h = host_get(m, a, url);
	int64_t until = date_monotonic_ms() + MIN(seconds, LIMIT_BACKOFF_SECONDS) * 1000;

	h->held_until = MAX(h->held_until, until);
	h->held_status = status;
	h->is_slow |= status == 429;
	m->may_start = true;
	arena_free(a);
}

size_t multi_count(const struct multi *m)
{
	return m->n_waiting + m->n_running + m->n_done;
}

/* --- the turn --- */

static void collect(struct multi *m)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(m->curl, &left))) {
		CURLcode code = msg->data.result;
		struct transfer *t = NULL;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &t);
		http_finish(t, code);
		count_dead(t->host, &t->reply);
		stop(m, t);
		push_done(m, t);
	}
}

/* Room again, or nobody runs who could make room: the paused go on. One transfer is exempt, or
 * many half bodies could wait for each other. */
static void resume_paused(struct multi *m)
{
	struct transfer *t, *oldest = NULL;
	bool has_room = m->inflight.bytes < LIMIT_INFLIGHT_BYTES / 2;

	if (!m->inflight.paused)
		return;
	for (t = m->running; t; t = t->next)
		oldest = t;
	if (oldest)
		oldest->is_exempt = true;
	for (t = m->running; t; t = t->next) {
		if (!t->is_paused || (!has_room && !t->is_exempt))
			continue;
		t->is_paused = false;
		m->inflight.paused--;
		curl_easy_pause(t->easy, CURLPAUSE_CONT);
	}
}

enum rc multi_perform(struct multi *m, struct err *e)
{
	int running;
	CURLMcode code;

	start_waiting(m);
	if (!m->n_running)
		return OK;
	resume_paused(m);
	code = curl_multi_perform(m->curl, &running);
	if (code)
		return err_set(e, E_NET, "libcurl: %s", curl_multi_strerror(code));
	collect(m);
	start_waiting(m);
	return OK;
}

struct http_reply *multi_next(struct multi *m)
{
	struct transfer *t = m->done;

	if (!t)
		return NULL;
	m->done = t->next;
	if (t->next)
		t->next->prev = NULL;
	else
		m->done_last = NULL;
	m->n_done--;
	t->prev = t->next = NULL;
	return &t->reply;
}

void multi_release(struct multi *m, struct http_reply *r)
{
	if (!r)
		return;
	m->inflight.bytes -= r->body.len;
	http_transfer_free((struct transfer *)r);
}

static int wait_ms(const struct multi *m, int timeout_ms)
{
	int64_t left;

	if (m->n_done || m->may_start)
		return 0;
	if (timeout_ms < 0)
		timeout_ms = INT_MAX;
	if (m->next_start == INT64_MAX || !m->n_waiting)
		return timeout_ms;
	left = MAX(m->next_start - date_monotonic_ms(), 0);
	return (int)MIN(left, timeout_ms);
}

enum rc multi_wait(struct multi *m, struct pollfd *fds, size_t n, int timeout_ms,
		   struct err *e)
{
	CURLMcode code;

	MEM_GROW(m->waits, m->waits_cap, n);
	for (size_t i = 0; i < n; i++) {
		m->waits[i] = (struct curl_waitfd){ .fd = fds[i].fd };
		if (fds[i].events & POLLIN)
			m->waits[i].events |= CURL_WAIT_POLLIN;
		if (fds[i].events & POLLOUT)
			m->waits[i].events |= CURL_WAIT_POLLOUT;
	}
	code = curl_multi_poll(m->curl, m->waits, (unsigned)n, wait_ms(m, timeout_ms), NULL);
	if (code)
		return err_set(e, E_NET, "libcurl: %s", curl_multi_strerror(code));
	for (size_t i = 0; i < n; i++) {
		fds[i].revents = 0;
		if (m->waits[i].revents & CURL_WAIT_POLLIN)
			fds[i].revents |= POLLIN;
		if (m->waits[i].revents & CURL_WAIT_POLLOUT)
			fds[i].revents |= POLLOUT;
	}
	return OK;
}

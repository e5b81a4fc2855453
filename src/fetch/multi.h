/* multi.h: many requests at once, in the turn of the one thread that calls it. At most
 * LIMIT_TRANSFERS run, LIMIT_PER_HOST of them to one host, one less of pages fetched ahead; the
 * others wait in the queue of their host. Bodies held, from the socket until multi_release, are
 * capped in sum: a transfer that finds no room pauses. Replies are taken by multi_next; nothing
 * calls back. */
#ifndef LEDE_MULTI_H
#define LEDE_MULTI_H

#include <poll.h>

#include "fetch/http.h"

struct multi;

/* options is borrowed. */
struct multi *multi_new(const struct http_options *options) MUST_CHECK;
void multi_free(struct multi *m);
/* Queues a request; its strings are copied. ctx comes back in the reply. */
void multi_start(struct multi *m, const struct http_request *r, void *ctx);
/* Asks drop(ctx, data) about each request; where it says true, having disposed of ctx, the request
 * is given up and gives no reply. */
void multi_cancel(struct multi *m, bool (*drop)(void *ctx, void *data), void *data);
/* No request to the host of url is started for so long: each gives a reply of that status. After
 * 429 those that are spaced go more slowly from then on. */
void multi_hold(struct multi *m, const char *url, int status, int64_t seconds);
/* Requests queued or running, and replies not yet taken. */
size_t multi_count(const struct multi *m);
/* Starts what may start and moves what can move, without waiting. */
enum rc multi_perform(struct multi *m, struct err *e) MUST_CHECK;
/* The next reply: valid until multi_release. NULL: none now. */
struct http_reply *multi_next(struct multi *m);
void multi_release(struct multi *m, struct http_reply *r);
/* Waits for a transfer, one of fds (whose revents are set) or timeout_ms, -1 for ever. */
enum rc multi_wait(struct multi *m, struct pollfd *fds, size_t n, int timeout_ms,
		   struct err *e) MUST_CHECK;

#endif

#include "model/wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "config.h"

#define LENGTH_BYTES 4
#define WHOLE_BYTES (LENGTH_BYTES + LIMIT_WIRE_BYTES)
#define READ_BYTES ((size_t)64 * 1024)

void wire_init(struct wire *w, int fd)
{
	const struct msg hello = { .kind = MSG_HELLO, .n = WIRE_VERSION, .text = PACKAGE_VERSION };

	*w = (struct wire){ .fd = fd, .in = BUF_INIT(WHOLE_BYTES + READ_BYTES),
			    .out = BUF_INIT(LIMIT_WIRE_QUEUE) };
	if (wire_send(w, &hello))
		w->out.failed = true;	/* cannot be: the queue is empty */
}

void wire_close(struct wire *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
	w->greeted = false;
	buf_free(&w->in);
	buf_free(&w->out);
	w->taken = w->sent = 0;
}

enum rc wire_send(struct wire *w, const struct msg *m)
{
	size_t start = w->out.len, len;
	char head[LENGTH_BYTES] = { 0 };

	buf_add(&w->out, head, sizeof(head));
	if (record_encode(&w->out, &shape_msg, m) != OK ||
	    w->out.len - start - LENGTH_BYTES > LIMIT_WIRE_BYTES) {
		w->out.failed = false;
		buf_truncate(&w->out, start);
		return E_LIMIT;
	}
	len = w->out.len - start - LENGTH_BYTES;
	w->out.data[start] = (char)len;
	w->out.data[start + 1] = (char)(len >> 8);
	w->out.data[start + 2] = (char)(len >> 16);
	w->out.data[start + 3] = (char)(len >> 24);
	return OK;
}

enum rc wire_flush(struct wire *w)
{
	enum rc rc = OK;

	while (wire_pending(w)) {
		ssize_t n = send(w->fd, w->out.data + w->sent, w->out.len - w->sent,
				 MSG_NOSIGNAL);

		if (n >= 0) {
			w->sent += (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			break;
		} else if (errno != EINTR) {
			rc = E_DIED;
			break;
		}
	}
	/* Half at least, so that a long queue is not moved once for each piece the socket takes. */
	if (w->sent >= w->out.len - w->sent) {
		buf_consume(&w->out, w->sent);
		w->sent = 0;
	}
	return rc;
}

enum rc wire_push(struct wire *w, size_t most)
{
	for (;;) {
		struct pollfd pfd = { .fd = w->fd, .events = POLLOUT };
		enum rc rc = wire_flush(w);

		if (rc || w->out.len - w->sent <= most)
			return rc;
		if (poll(&pfd, 1, -1) < 0 && errno != EINTR)
			return E_DIED;
	}
}

bool wire_pending(const struct wire *w)
{
	return w->out.len > w->sent;
}

enum rc wire_fill(struct wire *w)
{
	buf_consume(&w->in, w->taken);
	w->taken = 0;
	while (w->in.len < WHOLE_BYTES) {
		char *room = buf_room(&w->in, READ_BYTES);
		ssize_t n = room ? recv(w->fd, room, READ_BYTES, 0) : 0;

		if (n > 0) {
			buf_grow(&w->in, (size_t)n);
			if ((size_t)n < READ_BYTES)
				return OK;
		} else if (n == 0) {
			return E_DIED;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return OK;
		} else if (errno != EINTR) {
			return E_DIED;
		}
	}
	return OK;
}

static enum rc greet(struct wire *w, const struct msg *m, struct err *e)
{
	if (m->kind != MSG_HELLO || m->n != WIRE_VERSION || !streq(m->text, PACKAGE_VERSION))
		return err_set(e, E_PROTO,
			       _("lede's programs are of different versions; reinstall lede"));
	w->greeted = true;
	return OK;
}

/* One message off the front of the input. */
static enum rc take(struct wire *w, struct arena *a, struct msg *out, bool *got, struct err *e)
{
	struct str rest = str_sub(buf_str(&w->in), w->taken, SIZE_MAX);
	const unsigned char *p = (const unsigned char *)rest.p;
	size_t len;
	enum rc rc;

	*got = false;
	if (rest.n < LENGTH_BYTES)
		return OK;
	len = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
	if (len > LIMIT_WIRE_BYTES)
		return err_set(e, E_PROTO, _("a damaged message"));
	if (rest.n - LENGTH_BYTES < len)
		return OK;
	rc = record_decode(a, &shape_msg, str_sub(rest, LENGTH_BYTES, len), out, e);
	w->taken += LENGTH_BYTES + len;
	*got = rc == OK;
	return rc;
}

enum rc wire_next(struct wire *w, struct arena *a, struct msg *out, bool *got, struct err *e)
{
	enum rc rc = take(w, a, out, got, e);

	if (rc || !*got || w->greeted)
		return rc;
	rc = greet(w, out, e);
	*got = false;
	return rc ? rc : take(w, a, out, got, e);
}

enum rc wire_wait(struct wire *w, struct arena *a, struct msg *out, int timeout_ms,
		  struct err *e)
{
	int64_t deadline = timeout_ms < 0 ? INT64_MAX : date_monotonic_ms() + timeout_ms;

	for (;;) {
		struct pollfd pfd = { .fd = w->fd, .events = POLLIN };
		int64_t left;
		bool got;
		enum rc rc = wire_next(w, a, out, &got, e);

		if (rc || got)
			return rc;
		rc = wire_flush(w);
		if (rc == OK && wire_pending(w))
			pfd.events |= POLLOUT;
		left = timeout_ms < 0 ? -1 : deadline - date_monotonic_ms();
		if (timeout_ms >= 0 && left <= 0)
			return err_set(e, E_NOTFOUND, _("no answer in time"));
		if (poll(&pfd, 1, (int)left) < 0 && errno != EINTR)
			return err_sys(e, errno, "poll");
		if (pfd.revents & (POLLIN | POLLHUP | POLLERR)) {
			rc = wire_fill(w);
			if (rc) {
				/* What it said before it went is still of use. */
				if (wire_next(w, a, out, &got, e) == OK && got)
					return OK;
				return err_set(e, E_DIED, _("the program ended unexpectedly"));
			}
		}
	}
}

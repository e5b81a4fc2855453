/* The body of a reply, on its way from libcurl: caps, codings, and the room for all bodies. */
#include "base/i18n.h"
#include "base/limits.h"
#include "fetch/decode.h"
#include "fetch/http_priv.h"

#define RATIO_FROM MIB(1)

/* Some of the decoded body. */
static enum rc take_body(void *ctx, const void *p, size_t n)
{
	struct transfer *t = ctx;
	struct buf *b = &t->reply.body;
	size_t total = b->len + n;

	if (total > t->request.max_bytes)
		return err_set(&t->reply.err, E_LIMIT, _("larger than %zu MB"),
			       t->request.max_bytes / MIB(1));
	if (total > RATIO_FROM && total / LIMIT_RATIO > t->received)
		return err_set(&t->reply.err, E_LIMIT,
			       _("a compression bomb: a few bytes become many MB"));
	if (buf_add(b, p, n))
		return E_LIMIT;
	t->inflight->bytes += n;
	return OK;
}

size_t body_take(char *data, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	size_t bytes = size * n;
	enum rc rc = OK;

	if (t->inflight->bytes + bytes > LIMIT_INFLIGHT_BYTES && !t->is_exempt) {
		if (!t->is_paused)
			t->inflight->paused++;
		t->is_paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if (!t->received)
		rc = decode_new(str_of(t->coding), &t->decode, &t->reply.err);
	t->received += bytes;
	if (rc == OK)
		rc = t->decode ? decode_push(t->decode, data, bytes, take_body, t, &t->reply.err) :
				 take_body(t, data, bytes);
	return rc ? 0 : bytes;
}

int body_count(CURL *easy, curl_infotype type, char *data, size_t n, void *ctx)
{
	struct transfer *t = ctx;

	(void)easy;
	(void)data;
	if (type == CURLINFO_DATA_IN)
		t->wire_bytes += n;
	return 0;
}

int body_watch(void *ctx, curl_off_t in, curl_off_t got, curl_off_t out, curl_off_t sent)
{
	struct transfer *t = ctx;

	(void)in;
	(void)got;
	(void)out;
	(void)sent;
	if (t->wire_bytes <= (uint64_t)t->request.max_bytes * LIMIT_WIRE_RATIO)
		return 0;
	err_set(&t->reply.err, E_LIMIT, _("larger than %zu MB"), t->request.max_bytes / MIB(1));
	return 1;
}

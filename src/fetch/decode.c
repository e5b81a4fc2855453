#include "fetch/decode.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"

#define OUT_BYTES KIB(16)
#define GZIP_MAGIC 0x1f		/* its first byte, which no text begins with */

enum coding { CODING_GZIP, CODING_DEFLATE, CODING_BROTLI };
enum place { BEFORE, WITHIN, BETWEEN, BEHIND, PLAIN };

struct layer {
	enum coding coding;
	enum place place;
	bool has_member;	/* a whole one came */
	z_stream z;
	BrotliDecoderState *brotli;
};

/* layers[0] takes what came from the network. */
struct decode {
	struct layer layers[LIMIT_CODINGS];
	size_t n;
	decode_sink *sink;
	void *ctx;
};

static enum rc damaged(struct err *e)
{
	return err_set(e, E_NET, _("the reply is packed badly"));
}

/* --- begin and end --- */

static bool coding_of(struct str name, enum coding *out)
{
	if (str_ieq(name, STR("gzip")) || str_ieq(name, STR("x-gzip")))
		*out = CODING_GZIP;
	else if (str_ieq(name, STR("deflate")))
		*out = CODING_DEFLATE;
	else if (str_ieq(name, STR("br")))
		*out = CODING_BROTLI;
	else
		return false;
	return true;
}

enum rc decode_new(struct str codings, struct decode **out, struct err *e)
{
	struct decode *d = mem_zalloc(sizeof(*d));
	struct str name;

	*out = NULL;
	while (str_split(&codings, ',', &name)) {
		name = str_trim(name);
		if (!name.n || str_ieq(name, STR("identity")))
			continue;
		if (d->n == LIMIT_CODINGS) {
			free(d);
			return err_set(e, E_LIMIT, _("the reply is packed more than %d times"),
				       LIMIT_CODINGS);
		}
		/* The one applied last is undone first. */
		memmove(&d->layers[1], &d->layers[0], d->n * sizeof(d->layers[0]));
		d->layers[0] = (struct layer){ 0 };
		if (!coding_of(name, &d->layers[0].coding)) {
			free(d);
			return err_set(e, E_NET, _("the reply is packed in a way that lede does "
						   "not know"));
		}
		d->n++;
	}
	if (d->n)
		*out = d;
	else
		free(d);
	return OK;
}

void decode_free(struct decode *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++) {
		struct layer *l = &d->layers[i];

		if (l->brotli)
			BrotliDecoderDestroyInstance(l->brotli);
		else if (l->place != BEFORE && l->place != PLAIN)
			inflateEnd(&l->z);
	}
	free(d);
}

bool decode_is_whole(const struct decode *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct layer *l = &d->layers[i];

		/* A first byte that looks like one more member may be no such thing. */
		if (l->place == WITHIN && (!l->has_member || l->z.total_out))
			return false;
	}
	return true;
}

/* --- the work --- */

static enum rc push(struct decode *d, size_t i, const unsigned char *p, size_t n,
		    struct err *e);

static void begin(struct layer *l, unsigned char first)
{
	/* "deflate" is zlib's form (RFC 1950), but many send it bare. A gzip that does not begin
	 * as one was never packed. */
	int bits = l->coding == CODING_GZIP ? 31 : (first & 0x0f) == 8 ? 15 : -15;

	l->place = WITHIN;
	if (l->coding == CODING_GZIP && first != GZIP_MAGIC) {
		l->place = PLAIN;
	} else if (l->coding == CODING_BROTLI) {
		l->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
		if (!l->brotli)
			mem_fail();
	} else if (inflateInit2(&l->z, bits) != Z_OK) {
		mem_fail();
	}
}

static enum rc inflate_some(struct decode *d, size_t i, const unsigned char *p, size_t n,
			    size_t *used, struct err *e)
{
	struct layer *l = &d->layers[i];
	unsigned char out[OUT_BYTES];
	enum rc rc = OK;
	int code;

	l->z.next_in = (unsigned char *)p;
	l->z.avail_in = (unsigned)n;
	do {
		l->z.next_out = out;
		l->z.avail_out = sizeof(out);
		code = inflate(&l->z, Z_NO_FLUSH);
		if (code == Z_MEM_ERROR)
			mem_fail();
		if (sizeof(out) > l->z.avail_out)
			rc = push(d, i + 1, out, sizeof(out) - l->z.avail_out, e);
	} while (rc == OK && code == Z_OK && (l->z.avail_in || !l->z.avail_out));
	*used = n - l->z.avail_in;
	if (rc)
		return rc;
	if (code == Z_STREAM_END) {
		l->place = l->coding == CODING_GZIP ? BETWEEN : BEHIND;
		l->has_member = true;
	} else if (code != Z_OK && code != Z_BUF_ERROR) {
		/* What looked like one more member was none. */
		if (!l->has_member || l->z.total_out)
			return damaged(e);
		l->place = BEHIND;
	}
	return OK;
}

static enum rc brotli_some(struct decode *d, size_t i, const unsigned char *p, size_t n,
			   size_t *used, struct err *e)
{
	struct layer *l = &d->layers[i];
	unsigned char out[OUT_BYTES];
	BrotliDecoderResult result;
	size_t left = n;
	enum rc rc = OK;

	do {
		unsigned char *next = out;
		size_t room = sizeof(out);

		result = BrotliDecoderDecompressStream(l->brotli, &left, &p, &room, &next, NULL);
		if (room < sizeof(out))
			rc = push(d, i + 1, out, sizeof(out) - room, e);
	} while (rc == OK && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
	*used = n - left;
	if (rc)
		return rc;
	if (result == BROTLI_DECODER_RESULT_ERROR)
		return damaged(e);
	if (result == BROTLI_DECODER_RESULT_SUCCESS)
		l->place = BEHIND;
	return OK;
}

/* Gives bytes to layer i; behind the last one is the sink. */
static enum rc push(struct decode *d, size_t i, const unsigned char *p, size_t n, struct err *e)
{
	struct layer *l = &d->layers[i];
	enum rc rc = OK;

	if (i == d->n)
		return d->sink(d->ctx, p, n);
	while (rc == OK && n && l->place != BEHIND) {
		size_t used = 0;

		if (l->place == BEFORE)
			begin(l, p[0]);
		if (l->place == PLAIN)
			return push(d, i + 1, p, n, e);
		if (l->place == BETWEEN) {
			l->place = p[0] == GZIP_MAGIC ? WITHIN : BEHIND;
			inflateReset(&l->z);
			continue;
		}
		if (l->coding == CODING_BROTLI)
			rc = brotli_some(d, i, p, n, &used, e);
		else
			rc = inflate_some(d, i, p, n, &used, e);
		p += used;
		n -= used;
	}
	return rc;
}

enum rc decode_push(struct decode *d, const void *p, size_t n, decode_sink *sink, void *ctx,
		    struct err *e)
{
	d->sink = sink;
	d->ctx = ctx;
	return push(d, 0, p, n, e);
}

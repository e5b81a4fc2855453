/* Documents that are a gzip file themselves (sitemap.xml.gz): not the transfer's compression. */
#include <zlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "parse/gunzip.h"

#define GZIP_WINDOW (15 + 16)	/* the largest window, gzip alone (zlib.h, inflateInit2) */
#define STEP KIB(64)

bool gunzip_is(struct str s)
{
	return str_starts(s, STR("\x1f\x8b\x08"));
}

/* One member after the other; what follows the last is ignored, as gzip(1) does. */
static enum rc inflate_all(z_stream *z, struct buf *out, struct err *e)
{
	Bytef step[STEP];
	int code;

	do {
		z->next_out = step;
		z->avail_out = sizeof(step);
		code = inflate(z, Z_NO_FLUSH);
		if (buf_add(out, step, sizeof(step) - z->avail_out))
			return err_set(e, E_LIMIT, _("larger than %zu MB"),
				       LIMIT_FEED_BYTES / MIB(1));
		if (code == Z_STREAM_END && z->avail_in > 2 && z->next_in[0] == 0x1f &&
		    z->next_in[1] == 0x8b)
			code = inflateReset(z);
	} while (code == Z_OK && (z->avail_in || !z->avail_out));
	if (code == Z_STREAM_END || out->len)
		return OK;
	return err_set(e, E_PARSE, _("a gzip archive that is damaged"));
}

enum rc gunzip(struct arena *a, struct str in, struct str *out, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_FEED_BYTES);
	z_stream z = { .next_in = (z_const Bytef *)in.p, .avail_in = (uInt)MIN(in.n, UINT32_MAX) };
	enum rc rc;

	if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		return err_set(e, E_LIMIT, _("not enough memory"));
	rc = inflate_all(&z, &b, e);
	inflateEnd(&z);
	if (rc == OK)
		*out = str_mem(arena_str(a, buf_str(&b)), b.len);
	buf_free(&b);
	return rc;
}

/* The parsers on any bytes: no crash, and what they make of them survives the wire. The first byte
 * says what is tried, so that a corpus holds all kinds. Built alone for libFuzzer, and with
 * replay.c for "make check". */
#include <stdlib.h>

#include "base/limits.h"
#include "model/wire.h"
#include "parse/parse.h"
#include "tests/fuzz/fuzz.h"

static void round_trip(struct arena *a, const struct shape *shape, const void *object, void *back)
{
	struct buf b = BUF_INIT(LIMIT_WIRE_BYTES);

	/* Too much for one message is an answer; a record that does not come back is a bug. */
	if (record_encode(&b, shape, object) == OK &&
	    record_decode(a, shape, buf_str(&b), back, NULL) != OK)
		abort();
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .flags = PARSE_BLOCKS | PARSE_HTML | PARSE_LOOK };
	struct outlines outlines, outlines_back;
	struct article article, article_back;
	struct feed feed, feed_back;
	struct arena *a;

	if (size == 0)
		return 0;
	a = arena_new(LIMIT_ARENA);
	in.bytes = str_mem(data + 1, size - 1);
	in.url = data[0] & 1 ? "https://e.example/dir/doc" : NULL;
	if (parse_feed(a, &in, &feed, NULL) == OK)
		round_trip(a, &shape_feed, &feed, &feed_back);
	if ((data[0] & 2) && parse_page(a, &in, &article, NULL) == OK)
		round_trip(a, &shape_article, &article, &article_back);
	if ((data[0] & 4) && parse_opml(a, &in, &outlines, NULL) == OK)
		round_trip(a, &shape_outlines, &outlines, &outlines_back);
	arena_free(a);
	return 0;
}

/* Records survive the way there and back, and no damaged one does harm. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "base/limits.h"
#include "base/mem.h"
#include "model/wire.h"

static struct article sample(struct arena *a)
{
	struct article art = { .url = "https://example.org/a", .title = "Tïtle",
			       .published = -5, .modified = DATE_NONE };
	struct block *b;
	struct span *s;
	struct related *r;

	b = ARENA_PUSH(a, art.blocks, art.n_blocks);
	*b = (struct block){ .kind = BLOCK_PARA, .text = "See the bridge." };
	s = ARENA_PUSH(a, b->spans, b->n_spans);
	*s = (struct span){ SPAN_LINK, 8, 14, "https://example.org/bridge" };
	r = ARENA_PUSH(a, art.related, art.n_related);
	*r = (struct related){ "https://example.org/b", "Other", NULL, "Why", NULL, RELATED_MORE };
	return art;
}

static void round_trip(void **state)
{
	struct arena *a = arena_new(MIB(1));
	struct article in = sample(a), out;
	struct buf b = BUF_INIT(MIB(1));
	struct err e;

	assert_int_equal(record_encode(&b, &shape_article, &in), OK);
	assert_int_equal(record_decode(a, &shape_article, buf_str(&b), &out, &e), OK);
	assert_string_equal(out.title, "Tïtle");
	assert_null(out.dek);
	assert_true(out.published == -5 && out.modified == DATE_NONE);
	assert_int_equal(out.n_blocks, 1);
	assert_string_equal(out.blocks[0].spans[0].url, "https://example.org/bridge");
	assert_string_equal(out.related[0].summary, "Why");
	assert_null(out.related[0].kicker);
	buf_free(&b);
	arena_free(a);
}

/* Every truncation is refused; every single changed byte is refused or decodes to something
 * sound (the sanitizer builds watch). */
static void damage(void **state)
{
	struct arena *a = arena_new(MIB(64));
	struct article in = sample(a), out;
	struct buf b = BUF_INIT(MIB(1));
	size_t i;
	int v;

	assert_int_equal(record_encode(&b, &shape_article, &in), OK);
	for (i = 0; i < b.len; i++)
		assert_int_equal(record_decode(a, &shape_article, str_mem(b.data, i), &out, NULL),
				 E_PROTO);
	for (i = 0; i < b.len; i++) {
		for (v = 1; v < 256; v++) {
			b.data[i] ^= (char)v;
			if (record_decode(a, &shape_article, buf_str(&b), &out, NULL) == OK &&
			    out.n_blocks && out.blocks[0].n_spans)
				assert_true(out.blocks[0].spans[0].end <=
					    strlen(out.blocks[0].text));
			b.data[i] ^= (char)v;
		}
	}
	buf_free(&b);
	arena_free(a);
}

/* Packed stories travel without their blocks, and their bodies hold them. */
static void packed(void **state)
{
	struct arena *a = arena_new(MIB(1));
	struct buf bodies = BUF_INIT(KIB(64)), b = BUF_INIT(KIB(64));
	struct block blocks[2] = { { .text = "One" }, { .kind = BLOCK_ITEM, .text = "Two" } };
	const struct story full = { .guid = "g", .blocks = blocks, .n_blocks = 2,
				    .comments_feed = "c", .n_comments = 3,
				    .published = DATE_NONE, .modified = DATE_NONE };
	struct story stories[3] = { full, { .guid = "e" }, full }, got;
	struct blocks back;
	size_t i;

	record_pack_stories(&bodies, stories, 3);
	assert_int_equal(stories[1].body.n, 0);
	for (i = 0; i < 3; i += 2) {
		assert_int_equal(stories[i].n_blocks, 0);
		buf_reset(&b);
		assert_int_equal(record_encode(&b, &shape_story, &stories[i]), OK);
		assert_int_equal(record_decode(a, &shape_story, buf_str(&b), &got, NULL), OK);
		assert_int_equal(got.n_blocks, 0);
		assert_string_equal(got.comments_feed, "c");
		assert_int_equal(got.n_comments, 3);
		assert_ptr_equal(got.body.p + got.body.n, b.data + b.len - 1);
		assert_int_equal(record_decode(a, &shape_blocks, got.body, &back, NULL), OK);
		assert_int_equal(back.n_blocks, 2);
		assert_string_equal(back.blocks[1].text, "Two");
	}
	bodies.max = bodies.len * 3 / 4;	/* no room for the second: only that is dropped */
	buf_free(&bodies);
	stories[0] = stories[2] = full;
	record_pack_stories(&bodies, stories, 3);
	assert_true(stories[0].body.n > 0);
	assert_int_equal(stories[2].body.n, 0);
	assert_int_equal(stories[2].n_blocks, 0);
	buf_free(&bodies);
	buf_free(&b);
	arena_free(a);
}

/* A small record may not ask for more memory than its arena has. */
static void bomb(void **state)
{
	static const char head[] = { 1, 1, (char)0xa0, (char)0x9c, 1 };	/* 20,000 blocks */
	struct arena *a = arena_new(KIB(512));
	struct buf b = BUF_INIT(KIB(64));
	struct blocks out;
	size_t i;

	buf_add(&b, head, sizeof(head));
	for (i = 0; i < 20001; i++)
		buf_putc(&b, 0);
	assert_int_equal(record_decode(a, &shape_blocks, buf_str(&b), &out, NULL), E_PROTO);
	arena_free(a);
	a = arena_new(MIB(4));
	assert_int_equal(record_decode(a, &shape_blocks, buf_str(&b), &out, NULL), OK);
	assert_int_equal(out.n_blocks, 20000);
	arena_free(a);
	buf_free(&b);
}

static void count_lies(void **state)
{
	/* version, tag of "blocks", a count of 10,000 and nothing behind it */
	static const char bytes[] = { 1, 15, (char)0x90, 0x4e, 0 };
	struct arena *a = arena_new(KIB(64));
	struct article out;

	assert_int_equal(record_decode(a, &shape_article, str_mem(bytes, sizeof(bytes)), &out,
				       NULL), E_PROTO);
	arena_free(a);
}

/* Small and large messages come whole and in order; what a peer does not read has a limit. */
static void queue(void **state)
{
	const size_t large = MIB(40);
	char *bytes = mem_zalloc(LIMIT_WIRE_BYTES);
	struct arena *a = arena_new(MIB(64));
	struct wire from, to;
	struct msg m = { .kind = MSG_ACK };
	struct err e;
	int ends[2];
	int64_t i, seq = 0;
	bool got;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	wire_init(&from, ends[0]);
	wire_init(&to, ends[1]);
	for (i = 1; i <= 5000; i++) {
		m.seq = i;
		m.body = str_mem(bytes, i % 2500 ? 3 : large);
		assert_int_equal(wire_send(&from, &m), OK);
	}
	m.body = str_mem(bytes, large);
	assert_int_equal(wire_send(&from, &m), E_LIMIT);
	while (wire_pending(&from) || seq < 5000) {
		assert_int_equal(wire_flush(&from), OK);
		assert_int_equal(wire_fill(&to), OK);
		for (got = true; got;) {
			arena_reset(a);
			assert_int_equal(wire_next(&to, a, &m, &got, &e), OK);
			if (!got)
				break;
			assert_int_equal(m.seq, ++seq);
			assert_int_equal(m.body.n, seq % 2500 ? 3 : large);
		}
	}
	assert_int_equal(seq, 5000);
	m = (struct msg){ .kind = MSG_ACK, .body = str_mem(bytes, LIMIT_WIRE_BYTES) };
	assert_int_equal(wire_send(&from, &m), E_LIMIT);
	wire_close(&from);
	assert_int_equal(wire_fill(&to), E_DIED);
	wire_close(&to);
	arena_free(a);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(damage),
		cmocka_unit_test(packed),
		cmocka_unit_test(bomb), cmocka_unit_test(count_lies),
		cmocka_unit_test(queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

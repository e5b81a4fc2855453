/* What must hold of every answer of a parser. */
#include <stdio.h>
#include <stdlib.h>
#include <unistr.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/url.h"
#include "model/wire.h"
#include "tests/fuzz/fuzz.h"

void fuzz_fail(const char *words, const char *file, int line)
{
	fprintf(stderr, "%s:%d: must hold: %s\n", file, line, words);
	abort();
}

struct str fuzz_part(struct str *rest, struct str mark)
{
	size_t at = str_find(*rest, mark);
	struct str part = str_sub(*rest, 0, at);

	*rest = at == SIZE_MAX ? str_sub(*rest, rest->n, 0) : str_sub(*rest, at + mark.n, SIZE_MAX);
	return part;
}

void fuzz_text(const char *s)
{
	FUZZ_MUST("text is UTF-8", !s || !u8_check((const uint8_t *)s, strlen(s)));
}

void fuzz_line(const char *s)
{
	fuzz_text(s);
	for (; s && *s; s++)
		FUZZ_MUST("a line has no control character",
			  (unsigned char)*s >= ' ' && *s != 0x7f);
}

/* The characters and the port; not the host's, which may be any letters. */
static void check_parts(struct str s)
{
	struct url u;
	char *end, port[8] = "";

	FUZZ_MUST("a URL has parts", url_split(s, &u) && u.scheme.n);
	for (size_t i = 0; i < s.n; i++) {
		bool host = u.host.n && s.p + i >= u.host.p && s.p + i < u.host.p + u.host.n;

		FUZZ_MUST("a URL has no blank or control character",
			  (unsigned char)s.p[i] > ' ' && s.p[i] != 0x7f);
		FUZZ_MUST("a URL is ASCII but for its host",
			  host || (unsigned char)s.p[i] < 0x80);
	}
	for (size_t i = 0; i < u.scheme.n; i++)
		FUZZ_MUST("a scheme is lower-case", u.scheme.p[i] < 'A' || u.scheme.p[i] > 'Z');
	for (size_t i = 0; i < u.host.n; i++)
		FUZZ_MUST("a host is lower-case", u.host.p[i] < 'A' || u.host.p[i] > 'Z');
	FUZZ_MUST("a port has five digits at most", u.port.n < 6);
	memcpy(port, u.port.p ? u.port.p : "", u.port.n);
	FUZZ_MUST("a port is below 65536", strtol(port, &end, 10) < 65536 && !*end);
}

void fuzz_url(struct arena *a, const char *url)
{
	if (!url)
		return;
	fuzz_text(url);
	FUZZ_MUST("a URL is not too long", strlen(url) <= LIMIT_URL_BYTES);
	check_parts(str_of(url));
	FUZZ_MUST("a resolved URL is final", streq(url_resolve(a, NULL, str_of(url)), url));
	FUZZ_MUST("a base does not change an absolute URL",
		  streq(url_resolve(a, "https://e.example/a/b?c", str_of(url)), url));
}

void fuzz_link(struct arena *a, const char *base, const char *url)
{
	fuzz_url(a, url);
	FUZZ_MUST("no link runs", !url || url_is_safe_link(url) ||
				  (url_is_file(url) && url_is_file(base)));
}

void fuzz_date(struct arena *a, int64_t when)
{
	char *text;

	if (when == DATE_NONE)
		return;
	text = date_rfc3339(a, when);
	FUZZ_MUST("a date is of the years 1 to 9999", text);
	FUZZ_MUST("a date is read as it is written", date_parse(str_of(text)) == when);
}

void fuzz_blocks(struct arena *a, const struct block *blocks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fuzz_text(blocks[i].text);
		fuzz_text(blocks[i].alt);
		fuzz_url(a, blocks[i].url);
		for (size_t k = 0; k < blocks[i].n_spans; k++) {
			const struct span *s = &blocks[i].spans[k];
			const char *text = blocks[i].text;

			fuzz_url(a, s->url);
			FUZZ_MUST("a span lies in its text",
				  s->start < s->end && s->end <= strlen(text));
			FUZZ_MUST("a span lies on character borders",
				  ((unsigned char)text[s->start] & 0xc0) != 0x80 &&
				  ((unsigned char)text[s->end] & 0xc0) != 0x80);
			FUZZ_MUST("spans are sorted", !k || s[-1].start <= s->start);
		}
	}
}

void fuzz_record(struct arena *a, const struct shape *shape, const void *object, size_t size)
{
	struct buf b = BUF_INIT(LIMIT_WIRE_BYTES), again = BUF_INIT(LIMIT_WIRE_BYTES);
	void *back = arena_alloc(a, size);

	if (record_encode(&b, shape, object) == OK) {
		FUZZ_MUST("a record can be decoded",
			  record_decode(a, shape, buf_str(&b), back, NULL) == OK);
		FUZZ_MUST("a record is encoded again",
			  record_encode(&again, shape, back) == OK);
		FUZZ_MUST("a record stays the same", str_eq(buf_str(&b), buf_str(&again)));
	}
	buf_free(&b);
	buf_free(&again);
}

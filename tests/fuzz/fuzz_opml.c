/* OPML. Whether the length is even says what is known of where it came from. */
#include "base/limits.h"
#include "base/url.h"
#include "parse/parse.h"
#include "tests/fuzz/fuzz.h"

static void check_outline(struct arena *a, const struct outline *o)
{
	fuzz_url(a, o->url);
	fuzz_url(a, o->site_url);
	FUZZ_MUST("a subscription is of the web", url_is_http(o->url));
	fuzz_line(o->title);
	FUZZ_MUST("a title is not blank", !o->title || *o->title);
	FUZZ_MUST("a title is not long", !o->title || strlen(o->title) <= LIMIT_TITLE_BYTES);
	FUZZ_MUST("tags are not many", o->n_tags <= LIMIT_TAGS);
	for (size_t i = 0; i < o->n_tags; i++) {
		fuzz_line(o->tags[i]);
		for (size_t k = 0; k < i; k++)
			FUZZ_MUST("a tag stands once", !streq(o->tags[i], o->tags[k]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .bytes = str_mem(data, size),
			    .content_type = size & 1 ? "text/x-opml; charset=utf-8" : NULL };
	struct arena *a = arena_new(LIMIT_ARENA);
	struct outlines out;
	struct err e = { 0 };

	if (parse_opml(a, &in, &out, &e) == OK) {
		for (size_t i = 0; i < out.n_items; i++)
			check_outline(a, &out.items[i]);
		for (size_t i = 0; i < out.n_warnings; i++)
			fuzz_line(out.warnings[i]);
		fuzz_line(out.title);
		fuzz_record(a, &shape_outlines, &out, sizeof(out));
	} else {
		FUZZ_MUST("a failure has words", e.msg[0]);
		fuzz_line(e.msg);
	}
	arena_free(a);
	return 0;
}

/* The mending of XML alone: what comes out is well-formed to a strict parser, and there is nothing
 * left to mend. */
#include <libxml/parser.h>

#include "base/clean.h"
#include "base/limits.h"
#include "parse/mend.h"
#include "tests/fuzz/fuzz.h"

static void ignore_error(void *ctx, xmlErrorPtr error)
{
}

static void check_well_formed(struct str s)
{
	const int strict = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	xmlDocPtr doc;

	xmlSetStructuredErrorFunc(NULL, ignore_error);
	doc = xmlReadMemory(s.p, (int)s.n, NULL, "UTF-8", strict);
	FUZZ_MUST("mended text is well-formed", doc);
	FUZZ_MUST("no declaration comes through", !doc->intSubset && !doc->extSubset);
	FUZZ_MUST("there is an element", xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
}

/* All that comes out, read n bytes at a time. */
static struct str read_by(struct arena *a, struct str in, bool outline, size_t n, enum rc *rc)
{
	struct mender *m = mend_open(a, in, outline);
	struct buf b = BUF_INIT(MIB(8));
	char chunk[64];
	uint32_t flags;
	struct str s;
	size_t got;

	while ((got = mend_read(m, chunk, n)))
		buf_add(&b, chunk, got);
	*rc = mend_close(m, &flags, NULL);
	s = str_mem(arena_memdup(a, buf_cstr(&b), b.len + 1), b.len);
	buf_free(&b);
	return s;
}

static void check_pieces(struct arena *a, struct str in, struct str whole, size_t n)
{
	enum rc rc;

	FUZZ_MUST("pieces make the whole", str_eq(read_by(a, in, false, n, &rc), whole) && !rc);
	whole = read_by(a, in, true, n, &rc);
	FUZZ_MUST("a feed without its stories is one", rc == OK);
	check_well_formed(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct str in = str_of(clean_utf8(a, str_mem(data, size))), out, again;
	uint32_t flags, more;
	struct err e = { 0 };
	enum rc rc = mend_xml(a, in, &out, &flags, &e);

	if (rc == OK) {
		fuzz_text(out.p);
		FUZZ_MUST("there is no comment", str_find(out, STR("<!--")) == SIZE_MAX ||
						 str_find(out, STR("<![CDATA[")) != SIZE_MAX);
		check_well_formed(out);
		check_pieces(a, in, out, size % 64 + 1);
		FUZZ_MUST("mended text can be mended",
			  mend_xml(a, out, &again, &more, &e) == OK);
		FUZZ_MUST("mending again changes nothing", str_eq(out, again));
		FUZZ_MUST("there is nothing left to mend", more == 0);
	} else {
		FUZZ_MUST("a failure has words", e.msg[0]);
	}
	arena_free(a);
	return 0;
}

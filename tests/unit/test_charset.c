/* Bytes become UTF-8 by what they are first and what is said of them second. */
#include "tests/unit/unit.h"

#include "base/limits.h"
#include "parse/sniff.h"

struct fixture {
	const char *bytes;
	size_t n;
	const char *type, *want;
	bool is_html;
};

#define B(s) (s), sizeof(s) - 1

static void decoding(void **state)
{
	static const struct fixture cases[] = {
		{ B("<?xml version='1.0'?><a>caf\xc3\xa9</a>"), NULL, "caf\xc3\xa9", false },
		{ B("\xef\xbb\xbf<?xml encoding='iso-8859-1'?><a>\xc3\xa9</a>"), NULL, ">\xc3\xa9<",
		  false },
		{ B("<?xml version='1.0' encoding='koi8-r'?><a>\xc1</a>"), NULL, ">а<", false },
		{ B("<?xml version='1.0' encoding='windows_1251'?><a>\xe0</a>"), NULL, ">а<", false },
		{ B("<a>\xe0</a>"), "text/xml; charset=windows-1251", ">а<", false },
		{ B("<a>\x80</a>"), "text/xml; charset=\"iso-8859-1\"", ">€<", false },
		{ B("<?xml version='1.0' encoding='utf-16'?><a>\xc3\xa9</a>"), NULL, ">é<", false },
		{ B("<?xml version='1.0' encoding='x-klingon'?><a>\xc3\xa9</a>"), NULL, ">é<", false },
		{ B("<?xml version='1.0' encoding='utf-7'?><a>+ADw-b</a>"), NULL, "+ADw-b", false },
		{ B("<?xml version='1.0' encoding='utf_7'?><a>+ADw-b</a>"), NULL, "+ADw-b", false },
		{ B("<?xml version='1.0' encoding='utf+7'?><a>+ADw-b</a>"), NULL, "+ADw-b", false },
		{ B("<a>\xe0\xe0\xe0\xe0</a>."), "text/xml; charset=ucs4", "<a>àààà</a>", false },
		{ B("\xff\xfe<\0a\0>\0\xe9\0"), NULL, "<a>é", false },
		{ B("\0<\0a\0>\0\xe9"), NULL, "<a>é", false },
		{ B("<\0\0\0a\0\0\0>\0\0\0"), NULL, "<a>", false },
		{ B("\x4c\x6f\xa7\x94\x93\x6f\x6e\x4c\x81\x6e"), NULL, "<?xml?><a>", false },
		{ B("<html><meta charset=shift_jis><p>\x93\xfa\x96\x7b"), NULL, "日本", true },
		{ B("<p>na\xefve, plain windows text"), NULL, "naïve", true },
		{ B("a\0b"), NULL, "ab", true },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new(MIB(1));
		const char *warning = NULL;
		struct str s = charset_decode(a, str_mem(cases[i].bytes, cases[i].n),
					      cases[i].type, cases[i].is_html, &warning);

		if (str_find(s, str_of(cases[i].want)) == SIZE_MAX)
			fail_msg("case %zu: %.*s", i, (int)s.n, s.p);
		arena_free(a);
	}
}

static void warnings(void **state)
{
	struct arena *a = arena_new(MIB(1));
	const char *warning = "unset";

	charset_decode(a, STR("<a>é</a>"), NULL, false, &warning);
	assert_null(warning);
	charset_decode(a, STR("<?xml version='1.0' encoding='utf-8'?><a>\xe9</a>"), NULL, false,
		       &warning);
	assert_non_null(warning);
	arena_free(a);
}

static void sniffing(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *type;
		enum doc_kind want;
	} cases[] = {
		{ B(""), NULL, DOC_EMPTY },
		{ B(" \n\xef\xbb\xbf"), NULL, DOC_TEXT },
		{ B("\xef\xbb\xbf \n"), NULL, DOC_EMPTY },
		{ B("<rss version='2.0'>"), "text/html", DOC_XML_FEED },
		{ B("<?xml version='1.0'?><!-- <html> --><feed>"), NULL, DOC_XML_FEED },
		{ B("<br><b>Warning</b>: <?xml version='1.0'?><rdf:RDF>"), NULL, DOC_XML_FEED },
		{ B("\xff\xfe<\0r\0s\0s\0>\0"), NULL, DOC_XML_FEED },
		{ B("<CHANNEL HREF='x'>"), NULL, DOC_XML_FEED },
		{ B("<opml version='1.0'>"), NULL, DOC_OPML },
		{ B("<!DOCTYPE html><p>x"), NULL, DOC_HTML },
		{ B("<p>a page</p>"), NULL, DOC_HTML },
		{ B("words"), "text/html", DOC_HTML },
		{ B("words"), NULL, DOC_TEXT },
		{ B(" {\"version\":1}"), NULL, DOC_JSON },
		{ B("%PDF-1.4"), "text/html", DOC_BINARY },
		{ B("\0\1\2\3PNG"), NULL, DOC_BINARY },
	};
	const char *what;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		enum doc_kind got = sniff(str_mem(cases[i].bytes, cases[i].n), cases[i].type,
					  &what);

		if (got != cases[i].want)
			fail_msg("case %zu: %d", i, (int)got);
		assert_int_equal(what != NULL, got == DOC_BINARY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoding),
		cmocka_unit_test(warnings),
		cmocka_unit_test(sniffing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Character sets: a line with the content type, then the document. And what kind of document it is,
 * and the references in it. */
#include <unistr.h>

#include "base/limits.h"
#include "parse/entity.h"
#include "parse/sniff.h"
#include "tests/fuzz/fuzz.h"

static void check_text(struct str s)
{
	FUZZ_MUST("decoded text is UTF-8", !u8_check((const uint8_t *)s.p, s.n));
	FUZZ_MUST("decoded text has no NUL", !memchr(s.p, '\0', s.n));
}

static bool is_undeclared_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || (unsigned char)s.p[i] >= 0x80 || s.p[i] == '<')
			return false;
	return true;
}

static void check_decode(struct arena *a, struct str doc, const char *type, bool is_html)
{
	const char *warning = NULL;
	struct str text = charset_decode(a, doc, type, is_html, &warning), again;

	check_text(text);
	fuzz_line(warning);
	if (is_undeclared_ascii(doc)) {
		again = charset_decode(a, doc, NULL, is_html, NULL);
		FUZZ_MUST("ASCII is itself", str_eq(again, doc));
		/* UTF-7 and the wide ones, in any spelling. */
		if (str_istarts(str_of(type), STR("charset=u")))
			FUZZ_MUST("no label that begins with U makes other characters of ASCII",
				  str_eq(text, doc));
	}
	/* A second mark would be taken for one. */
	if (str_starts(text, STR("\xef\xbb\xbf")))
		return;
	again = charset_decode(a, text, "text/plain; charset=utf-8", is_html, &warning);
	FUZZ_MUST("what was decoded is UTF-8 for good", str_eq(again, text) && !warning);
}

static void check_sniff(struct str doc, const char *type)
{
	const char *what;
	enum doc_kind kind = sniff(doc, type, &what);

	FUZZ_MUST("binary data has a name, and nothing else has", (kind == DOC_BINARY) == !!what);
	FUZZ_MUST("a kind does not depend on who asks", sniff(doc, type, NULL) == kind);
	if (!str_trim(doc).n)
		FUZZ_MUST("nothing is empty", kind == DOC_EMPTY);
}

static void check_reference(struct str s)
{
	uint32_t cp = 0;
	size_t n = entity_number(s, &cp);
	struct str name = entity_name(s);
	char utf8[8];

	FUZZ_MUST("a reference ends with its text", n <= s.n && name.n < s.n);
	FUZZ_MUST("a reference is a number or a name", !n || !name.n);
	if (!n)
		cp = entity_html(name);
	if (!n && !cp)
		return;
	n = entity_utf8(cp, utf8);
	FUZZ_MUST("a character is UTF-8", n < sizeof(utf8) && n == strlen(utf8) + !cp &&
					  !u8_check((const uint8_t *)utf8, n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct str doc = str_mem(data, size);
	char *type = arena_str(a, fuzz_part(&doc, STR("\n")));

	check_decode(a, doc, type, false);
	check_decode(a, doc, type, true);
	check_decode(a, doc, NULL, false);
	check_sniff(doc, type);
	for (size_t i = 0; i < doc.n; i++)
		if (doc.p[i] == '&')
			check_reference(str_sub(doc, i, SIZE_MAX));
	arena_free(a);
	return 0;
}

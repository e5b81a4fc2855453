#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/limits.h"

static struct arena *a;

static int make_arena(void **state)
{
	a = arena_new(MIB(64));
	return 0;
}

static int free_arena(void **state)
{
	arena_free(a);
	return 0;
}

static void check(bool line, const char *in, size_t n, const char *want)
{
	struct clean got = line ? clean_line(a, str_mem(in, n)) : clean_text(a, str_mem(in, n));

	if (got.n != strlen(want) || memcmp(got.p, want, got.n) != 0)
		fail_msg("\"%.*s\" gives \"%.*s\", not \"%s\"", (int)n, in, (int)got.n, got.p, want);
}

#define LINE(in, want) check(true, (in), sizeof(in) - 1, (want))
#define TEXT(in, want) check(false, (in), sizeof(in) - 1, (want))

/* Every code point, alone and behind a letter: what comes out is screen-safe. */
static bool is_forbidden(ucs4_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
	       (c >= 0x200b && c <= 0x200b) || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xe000 && c <= 0xf8ff) || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe007f) || c >= 0xf0000 || (c & 0xfffe) == 0xfffe ||
	       uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Co |
						UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Cc);
}

static void assert_safe(struct clean c, bool text)
{
	const uint8_t *p = (const uint8_t *)c.p, *end = p + c.n;
	ucs4_t cp;

	assert_null(u8_check(p, c.n));
	while (p < end) {
		p += u8_mbtouc(&cp, p, (size_t)(end - p));
		if (is_forbidden(cp) && !(text && cp == '\n'))
			fail_msg("U+%04X passed", cp);
	}
}

static void test_every_code_point(void **state)
{
	ucs4_t c;

	for (c = 0; c <= 0x10ffff; c++) {
		struct buf b = BUF_INIT(64);

		buf_put_utf8(&b, c);
		assert_safe(clean_line(a, buf_str(&b)), false);
		assert_safe(clean_text(a, buf_str(&b)), true);
		buf_putc(&b, 'x');
		buf_put_utf8(&b, c);
		buf_putc(&b, 'y');
		assert_safe(clean_line(a, str_sub(buf_str(&b), 1, SIZE_MAX)), false);
		buf_free(&b);
		arena_reset(a);
	}
}

/* Any two bytes behind any start of a sequence. */
static void test_every_byte(void **state)
{
	char s[4] = "x";
	int i, j, k;

	for (i = 0; i < 256; i++) {
		for (j = 0; j < 256; j++) {
			for (k = 0; k < 256; k += 5) {
				s[0] = (char)i;
				s[1] = (char)j;
				s[2] = (char)k;
				assert_safe(clean_line(a, str_mem(s, 3)), false);
				assert_safe(clean_text(a, str_mem(s, 3)), true);
			}
			arena_reset(a);
		}
	}
}

static void test_plain(void **state)
{
	const char *s = "Plain words, as they come.";

	assert_ptr_equal(clean_cstr(a, s).p, s);
	assert_ptr_equal(clean_text(a, STR("a\nb  c")).n, 6);
	assert_int_equal(clean_cstr(a, NULL).n, 0);
	LINE("", "");
	LINE("  a \t\r\n b\xc2\xa0 ", "a b");
	LINE("5\xc2\xa0" "000", "5\xc2\xa0" "000");
	LINE("a\xe2\x80\xa8" "b\xe3\x80\x80" "c", "a b c");
	TEXT("a\r\nb\rc\x0b" "d", "a\nb\nc\nd");
	TEXT("a\tb\n\tc", "a       b\n        c");
	TEXT("\xe6\xbc\xa2\tb", "\xe6\xbc\xa2      b");
	TEXT("  a  b  ", "  a  b  ");
	TEXT("a\0b", "ab");
}

static void test_escapes(void **state)
{
	LINE("a\x1b[31mred\x1b[0m", "ared");
	LINE("a\x1b]0;title\x07" "b", "ab");
	LINE("a\x1b]52;c;AAAA\x1b\\b", "ab");
	LINE("a\x1bPdcs\x1b\\b", "ab");
	LINE("a\xc2\x9b" "31mb", "ab");
	LINE("a\xc2\x9d" "0;t\xc2\x9c" "b", "ab");
	LINE("a\x9b" "31mb", "a\xef\xbf\xbd" "31mb");
	LINE("a\x1b[31", "a[31");
	LINE("a\x1b]never ends", "a]never ends");
	LINE("a\x1b" "cb", "acb");
	LINE("a\x1b\x1b[2Jb", "ab");
	LINE("a\x1b", "a");
	TEXT("a\x1b]x\nkept\x07", "a]x\nkept");
}

static void test_invisible(void **state)
{
	LINE("a\xe2\x80\xae" "b", "ab");			/* U+202E */
	LINE("a\xe2\x81\xa6" "b\xe2\x81\xa9", "ab");		/* U+2066, U+2069 */
	LINE("a\xd8\x9c" "b", "ab");				/* U+061C */
	LINE("p\xe2\x80\x8b" "ay\xe2\x80\x8bpal", "paypal");	/* U+200B */
	LINE("co\xc2\xadop", "coop");				/* soft hyphen */
	LINE("\xef\xbb\xbf" "a", "a");
	LINE("a\xf3\xa0\x81\xa5" "b", "ab");			/* tag */
	LINE("a\xee\x80\x80" "b", "ab");			/* private use */
	LINE("a\xe3\x85\xa4" "b", "ab");			/* Hangul filler */
	LINE("a\xef\xb7\x90" "b", "ab");			/* noncharacter */
}

static void test_joiners(void **state)
{
	/* Persian "mi-ravam" and Devanagari "ksha" with a joiner */
	LINE("\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x88\xd9\x85",
	     "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1\xd9\x88\xd9\x85");
	LINE("\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7",
	     "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\xb7");
	/* a family of emoji; a heart with its variation selector */
	LINE("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa6", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa6");
	LINE("\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f");
	/* and where they join nothing */
	LINE("a\xe2\x80\x8d" "b", "ab");
	LINE("\xe2\x80\x8d\xe2\x80\x8c", "");
	LINE("\xf0\x9f\x91\xa9\xe2\x80\x8d" "a", "\xf0\x9f\x91\xa9" "a");
	LINE("\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x80\x8d\xf0\x9f\x91\xa6",
	     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa6");
	LINE("a\xef\xb8\x8f" "b", "ab");
	LINE("\xd9\x85\xe2\x80\x8c\xe2\x80\x8c\xe2\x80\x8c\xd8\xb1", "\xd9\x85\xe2\x80\x8c\xd8\xb1");
}

static void test_marks(void **state)
{
	struct buf b = BUF_INIT(MIB(1));
	struct clean c;
	int i;

	buf_puts(&b, "e");
	for (i = 0; i < 10000; i++)
		buf_put_utf8(&b, 0x301);
	c = clean_text(a, buf_str(&b));
	assert_int_equal(c.n, 1 + 2 * LIMIT_COMBINING);
	buf_reset(&b);
	/* Vowels of Hangul take no cell either. */
	buf_put_utf8(&b, 0x1100);
	for (i = 0; i < 10000; i++)
		buf_put_utf8(&b, 0x1161);
	c = clean_text(a, buf_str(&b));
	assert_int_equal(c.n, 3 + 3 * LIMIT_COMBINING);
	buf_free(&b);
	/* A mark needs a base of its own. */
	LINE("\xcc\x81" "a", "a");
	LINE("a \xcc\x81" "b", "a b");
	TEXT("a\n\xcc\x81" "b", "a\nb");
	LINE("e\xcc\x81t", "e\xcc\x81t");
}

/* Unicode 3.9, table 3-8 and the ones before it. */
static void test_ill_formed(void **state)
{
#define R "\xef\xbf\xbd"
	LINE("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", "a" R R R "b" R "c" R R "d");
	LINE("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", R R R R R R R R "A");
	LINE("\xed\xa0\x80\x41", R R R "A");
	LINE("\xf4\x91\x92\x93\xff\x41", R R R R R "A");
	LINE("a\xe2\x82", "a" R);
	assert_string_equal(clean_utf8(a, str_mem("a\0b\xff" "c\x1b", 6)), "a" R "b" R "c\x1b");
	assert_string_equal(clean_utf8(a, STR("gr\xc3\xbc\xc3\x9f")), "gr\xc3\xbc\xc3\x9f");
	assert_true(clean_is_utf8(STR("")));
	assert_true(clean_is_utf8(STR("\xf0\x9f\x91\xa9")));
	assert_false(clean_is_utf8(STR("\xed\xa0\x80")));
}

static void test_cut(void **state)
{
	struct buf b = BUF_INIT(MIB(1));
	struct clean c;
	int i, pad;

	for (pad = 0; pad < 8; pad++) {
		buf_reset(&b);
		for (i = 0; i < pad; i++)
			buf_putc(&b, 'a');
		for (i = 0; i < 1000; i++)
			buf_puts(&b, "e\xcc\x81\xcc\x82");
		c = clean_line(a, buf_str(&b));
		assert_true(c.n <= LIMIT_TITLE_BYTES && c.n > LIMIT_TITLE_BYTES - 12);
		assert_int_equal((c.n - (size_t)pad) % 5, 0);	/* no cluster is split */
		assert_null(u8_check((const uint8_t *)c.p, c.n));
	}
	buf_reset(&b);
	for (i = 0; i < 5000; i++)
		buf_puts(&b, "word ");
	c = clean_line(a, buf_str(&b));
	assert_true(c.n <= LIMIT_TITLE_BYTES && c.p[c.n - 1] != ' ');
	assert_int_equal(clean_text(a, buf_str(&b)).n, b.len);
	buf_free(&b);
}

static void check_url(const char *in, const char *want)
{
	struct clean c = clean_url(a, str_of(in));

	if (!str_eq(str_mem(c.p, c.n), str_of(want)))
		fail_msg("%s gives %.*s, not %s", in, (int)c.n, c.p, want);
}

static void test_url(void **state)
{
	check_url("https://example.org/a%20b?c#d", "https://example.org/a%20b?c#d");
	check_url("https://user:secret@example.org/", "https://example.org/");
	check_url("https://trusted.example@evil.example:81/", "https://evil.example:81/");
	check_url("https://b\xc3\xbc" "cher.example/", "https://b\xc3\xbc" "cher.example/");
	/* Cyrillic a in a Latin word; a word all of Cyrillic before ".com"; Greek with Latin */
	check_url("https://p\xd0\xb0ypal.com/", "https://xn--pypal-4ve.com/");
	check_url("https://\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com/", "https://xn--80ak6aa92e.com/");
	check_url("https://\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.\xd1\x80\xd1\x84/",
		  "https://\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.\xd1\x80\xd1\x84/");
	check_url("https://\xe4\xbe\x8b\xe3\x81\x88.jp/", "https://\xe4\xbe\x8b\xe3\x81\x88.jp/");
	check_url("mailto:a@example.org", "mailto:a@example.org");
	check_url("https://example.org/\x1b[31m", "https://example.org/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_code_point), cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_plain), cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_invisible), cmocka_unit_test(test_joiners),
		cmocka_unit_test(test_marks), cmocka_unit_test(test_ill_formed),
		cmocka_unit_test(test_cut), cmocka_unit_test(test_url),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}

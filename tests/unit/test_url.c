#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"

static struct arena *a;

static int make_arena(void **state)
{
	a = arena_new(MIB(16));
	return 0;
}

static int free_arena(void **state)
{
	arena_free(a);
	return 0;
}

static void check(const char *base, const char *ref, const char *want)
{
	char *got = url_resolve(a, base, str_of(ref));

	if (!streq(got, want))
		fail_msg("%s + \"%s\" = %s, not %s", base ? base : "-", ref, got ? got : "NULL",
			 want ? want : "NULL");
	/* What came out is stable. */
	if (got)
		assert_string_equal(url_resolve(a, NULL, str_of(got)), got);
}

/* RFC 3986, 5.4. */
static void test_rfc(void **state)
{
	static const char base[] = "http://a/b/c/d;p?q";
	static const char *const pairs[][2] = {
		{ "g:h", "g:h" }, { "g", "http://a/b/c/g" }, { "./g", "http://a/b/c/g" },
		{ "g/", "http://a/b/c/g/" }, { "/g", "http://a/g" }, { "//g", "http://g/" },
		{ "?y", "http://a/b/c/d;p?y" }, { "g?y", "http://a/b/c/g?y" },
		{ "#s", "http://a/b/c/d;p?q#s" }, { "g#s", "http://a/b/c/g#s" },
		{ "g?y#s", "http://a/b/c/g?y#s" }, { ";x", "http://a/b/c/;x" },
		{ "g;x", "http://a/b/c/g;x" }, { "g;x?y#s", "http://a/b/c/g;x?y#s" },
		{ "", "http://a/b/c/d;p?q" }, { ".", "http://a/b/c/" }, { "./", "http://a/b/c/" },
		{ "..", "http://a/b/" }, { "../", "http://a/b/" }, { "../g", "http://a/b/g" },
		{ "../..", "http://a/" }, { "../../", "http://a/" }, { "../../g", "http://a/g" },
		{ "../../../g", "http://a/g" }, { "../../../../g", "http://a/g" },
		{ "/./g", "http://a/g" }, { "/../g", "http://a/g" }, { "g.", "http://a/b/c/g." },
		{ ".g", "http://a/b/c/.g" }, { "g..", "http://a/b/c/g.." },
		{ "..g", "http://a/b/c/..g" }, { "./../g", "http://a/b/g" },
		{ "./g/.", "http://a/b/c/g/" }, { "g/./h", "http://a/b/c/g/h" },
		{ "g/../h", "http://a/b/c/h" }, { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
		{ "g;x=1/../y", "http://a/b/c/y" }, { "g?y/./x", "http://a/b/c/g?y/./x" },
		{ "g#s/../x", "http://a/b/c/g#s/../x" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(pairs); i++)
		check(base, pairs[i][0], pairs[i][1]);
}

/* What browsers forgive. */
static void test_web(void **state)
{
	check(NULL, " HTTP://Example.ORG \n", "http://example.org/");
	check(NULL, "http://example.org:80/", "http://example.org/");
	check(NULL, "https://example.org:0443/", "https://example.org/");
	check(NULL, "https://example.org:8443", "https://example.org:8443/");
	check(NULL, "http:\\\\example.org\\a\\b?c\\d", "http://example.org/a/b?c\\d");
	check(NULL, "http://exa\nmple.org/a\tb", "http://example.org/ab");
	check(NULL, "http://example.org/a b?c d#e f", "http://example.org/a%20b?c%20d#e%20f");
	check(NULL, "http://example.org/é", "http://example.org/%C3%A9");
	check(NULL, "http://example.org/%zz%41", "http://example.org/%zz%41");
	check(NULL, "http://BÜCHER.example/", "http://bücher.example/");
	check(NULL, "http://b%C3%BCcher.example/", "http://bücher.example/");
	check(NULL, "http://\xe4\xbe\x8b\xe3\x80\x82jp/", "http://\xe4\xbe\x8b.jp/");
	check(NULL, "http://e\xe2\x84\xa2.example/", "http://etm.example/");	/* a sign of capitals */
	check(NULL, "c:/.//x", "c:/.//x");	/* no host of the name x */
	check("c:/a/b", "..//x", "c:/.//x");
	check(NULL, "http:/example.org/x", "http://example.org/x");
	check(NULL, "http:///example.org/x", "http://example.org/x");
	check(NULL, "http://[::1]:8080/x", "http://[::1]:8080/x");
	check(NULL, "http://user:pw@example.org/", "http://user:pw@example.org/");
	check(NULL, "http://example.org/a/%2e%2E/b", "http://example.org/b");
	check(NULL, "http://example.org?x", "http://example.org/?x");
	check(NULL, "mailto:a@example.org", "mailto:a@example.org");
	check(NULL, "urn:uuid:12 3", "urn:uuid:12%203");
	check(NULL, "tag:example.org,2003:x", "tag:example.org,2003:x");
	check("http://a/b/c", "http:d", "http://a/b/d");
	check("http://a/b/c", "http:javascript:d", "http://a/b/javascript:d");
	check("http://a/b/c", "//B.example\\x", "http://b.example/x");
	check("http://a/b/c", "\\x", "http://a/x");
	check("https://a/b/", "http:g", "http://g/");
	check("mailto:a@b", "#x", "mailto:a@b#x");
	check("file:///a/b.html", "c.png", "file:///a/c.png");
	check("file:///a/b.html", "/c", "file:///c");
	check(NULL, "file:/a/b", "file:///a/b");
	check("http://example.org", "index.html", "http://example.org/index.html");
	check("http://example.org", "..", "http://example.org/");
}

static void test_refused(void **state)
{
	char *long_url = arena_alloc(a, LIMIT_URL_BYTES + 64);

	check(NULL, "", NULL);
	check(NULL, "g", NULL);
	check(NULL, "//g", NULL);
	check("mailto:a@b", "c", NULL);
	check(NULL, "http://", NULL);
	check(NULL, "http://:80/", NULL);
	check(NULL, "http://a b/", NULL);
	check(NULL, "http://a:99999/", NULL);
	check(NULL, "http://a:8x/", NULL);
	check(NULL, "http://a%00b/", NULL);
	check(NULL, "http://a%2fb/", NULL);
	check(NULL, "http://\xff/", NULL);
	check(NULL, "http://[::1/", NULL);
	check(NULL, "http://a|b/", NULL);
	/* Normalising must not bring a forbidden mark back: fullwidth solidus, percent. */
	check(NULL, "http://a\xef\xbc\x8f" "b/", NULL);
	check(NULL, "http://a\xef\xbc\x85" "b/", NULL);
	memset(long_url, 'a', LIMIT_URL_BYTES + 63);
	memcpy(long_url, "http://e/", 9);
	check(NULL, long_url, NULL);
}

/* Nothing that could end a header line or a word survives. */
static void test_bytes(void **state)
{
	int c, where;

	for (c = 1; c < 256; c++) {
		for (where = 0; where < 4; where++) {
			static const char *const shapes[] = { "http://e/a%cb", "http://e/?a%cb",
							      "http://e/#a%cb", "x:a%cb" };
			char text[32], *got, *p;

			snprintf(text, sizeof(text), shapes[where], c);
			got = url_resolve(a, NULL, str_of(text));
			if (!got)
				continue;
			for (p = got; *p; p++)
				assert_true(*p > ' ' && *p < 0x7f && *p != '"' && *p != '<');
		}
	}
}

static void check_key(const char *url, const char *want)
{
	assert_string_equal(url_key(a, url), want);
}

static void test_key(void **state)
{
	check_key("http://Example.org/a/", "example.org/a");
	check_key("https://example.org/a#top", "example.org/a");
	check_key("https://example.org:443/", "example.org");
	check_key("https://example.org:8443/x", "example.org:8443/x");
	check_key("https://example.org/a?utm_source=x&id=3&fbclid=y", "example.org/a?id=3");
	check_key("https://example.org/a?b=&c", "example.org/a?b=&c");
	check_key("https://example.org/a?utm_medium=rss", "example.org/a");
	check_key("https://example.org/A?Id=3", "example.org/A?Id=3");
	check_key("mailto:a@b#c", "mailto:a@b");
}

static void test_parts(void **state)
{
	assert_string_equal(url_site(a, "https://www.Example.org:81/x"), "example.org");
	assert_string_equal(url_site(a, "https://www.org/x"), "www.org");
	assert_string_equal(url_site(a, "mailto:a@b"), "");
	assert_string_equal(url_host(a, "https://u@Example.org:443/x"), "example.org");
	assert_string_equal(url_host(a, "http://Example.org:81/x"), "example.org:81");
	assert_true(url_same_host("http://a.org/x", "https://A.org:443/y"));
	assert_false(url_same_host("http://a.org/x", "http://a.org:81/x"));
	assert_false(url_same_host("mailto:x", "mailto:x"));
	assert_true(url_is_http("HTTPS://x/"));
	assert_false(url_is_http("ftp://x/"));
	assert_false(url_is_http("http:"));
	assert_false(url_is_http(NULL));
	assert_true(url_is_safe_link("mailto:x@y"));
	assert_true(url_is_safe_link("gemini://x/"));
	assert_false(url_is_safe_link("javascript:alert(1)"));
	assert_false(url_is_safe_link("JavaScript:alert(1)"));
	assert_false(url_is_safe_link("data:text/html,x"));
	assert_false(url_is_safe_link("file:///etc/passwd"));
	assert_false(url_is_safe_link("x"));
}

static void check_typed(const char *typed, const char *want)
{
	char *got = url_from_user(a, typed);

	if (!streq(got, want))
		fail_msg("\"%s\" = %s, not %s", typed, got ? got : "NULL", want ? want : "NULL");
}

static void test_typed(void **state)
{
	check_typed("example.org/news", "https://example.org/news");
	check_typed(" https://example.org ", "https://example.org/");
	check_typed("feed://example.org/rss", "http://example.org/rss");
	check_typed("feed:https://example.org/rss", "https://example.org/rss");
	check_typed("//example.org", "https://example.org/");
	check_typed("localhost:8080/x", "http://localhost:8080/x");
	check_typed("127.0.0.1:8080", "http://127.0.0.1:8080/");
	check_typed("example.org:8080/x", "https://example.org:8080/x");
	check_typed("news", NULL);
	check_typed("", NULL);
	check_typed("two words", NULL);
	check_typed("javascript:alert(1)", NULL);
	check_typed("file:///etc/passwd", NULL);
	check_typed("mailto:a@b.c", NULL);
	check_typed("./feeds", NULL);
	check_typed("http://", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc), cmocka_unit_test(test_web),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_key), cmocka_unit_test(test_parts),
		cmocka_unit_test(test_typed),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}

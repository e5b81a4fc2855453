#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/idn.h"
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

/* want: the addresses with a blank between them, or the reason behind "!". */
static void check_spellings(const char *typed, const char *want)
{
	const char *out[URL_SPELLINGS], *why;
	size_t n = url_spellings(a, typed, out, &why);
	char *got = arena_printf(a, "%s", n ? out[0] : "!");

	for (size_t i = 1; i < n; i++)
		got = arena_printf(a, "%s %s", got, out[i]);
	assert_true(!n == (why != NULL));
	if (n ? !streq(got, want) : want[0] != '!' || !strstr(why, want + 1))
		fail_msg("\"%s\" = %s %s, not %s", typed, got, why ? why : "", want);
}

/* The first address alone. */
static void check_first(const char *typed, const char *want)
{
	const char *out[URL_SPELLINGS], *why;
	size_t n = url_spellings(a, typed, out, &why);

	if (!n || !streq(out[0], want))
		fail_msg("\"%s\" = %s, not %s", typed, n ? out[0] : why, want);
}

static void test_spellings(void **state)
{
	check_spellings("example.org", "https://example.org/ http://example.org/ "
			"https://www.example.org/ http://www.example.org/");
	check_spellings("www.example.org/news", "https://www.example.org/news "
			"http://www.example.org/news https://example.org/news "
			"http://example.org/news");
	check_spellings(" HTTP://Example.ORG ", "http://example.org/ http://www.example.org/");
	check_spellings("localhost:8080/x", "http://localhost:8080/x https://localhost:8080/x");
	check_spellings("127.0.0.1:8080", "http://127.0.0.1:8080/ https://127.0.0.1:8080/");
	check_spellings("https://[::1]:8080/feed", "https://[::1]:8080/feed");
	check_spellings("[2001:DB8::1]/feed", "http://[2001:db8::1]/feed "
			"https://[2001:db8::1]/feed");
	check_spellings("2001:db8::1", "http://[2001:db8::1]/ https://[2001:db8::1]/");
	check_spellings("https://user:pw@example.org/feed", "https://user:pw@example.org/feed");
	check_spellings("http://intranet/feed", "http://intranet/feed");
}

static void test_spelling_of_schemes(void **state)
{
	check_first("feed:https://example.org/rss", "https://example.org/rss");
	check_first("feed://example.org/rss", "https://example.org/rss");
	check_first("feed:example.org/rss", "https://example.org/rss");
	check_first("feed://http://example.org/rss", "http://example.org/rss");
	check_first("pcast:https://example.org/p", "https://example.org/p");
	check_first("itpc://example.org/p", "https://example.org/p");
	check_first("RSS:http://example.org/p", "http://example.org/p");
	check_first("//example.org/path", "https://example.org/path");
	check_first("://example.org", "https://example.org/");
	check_first("http//example.org", "http://example.org/");
	check_first("https//example.org/a//b", "https://example.org/a//b");
	check_first("http:/example.org", "http://example.org/");
	check_first("http:example.org", "http://example.org/");
	check_first("http;//example.org", "http://example.org/");
	check_first("https:\\\\example.org\\x", "https://example.org/x");
	check_first("https:////example.org", "https://example.org/");
	check_first("https://https://example.org", "https://example.org/");
	check_first("https://http//example.org", "http://example.org/");
	check_first("ttps://example.org", "https://example.org/");
	check_first("htp://example.org", "http://example.org/");
	check_first("https://http.example.org/", "https://http.example.org/");
	check_first("https.example.org/", "https://https.example.org/");
	check_first("rss.example.org/https://x", "https://rss.example.org/https://x");
	check_first("feed:8080/x", "http://feed:8080/x");
	check_first("example.org:8080/x", "https://example.org:8080/x");
}

static void test_spelling_of_copies(void **state)
{
	check_first("\"https://example.org/\"", "https://example.org/");
	check_first("<https://example.org/a>", "https://example.org/a");
	check_first("<URL:https://example.org/a>.", "https://example.org/a");
	check_first("“example.org”,", "https://example.org/");
	check_first("«example.org/a»", "https://example.org/a");
	check_first("\u00a0example.org\u200b", "https://example.org/");
	check_first("example.org.", "https://example.org/");
	check_first("https://example.org/a?", "https://example.org/a");
	check_first("(see_example.org/a)!", "https://see_example.org/a");
	check_first("https://example.org/a_(b)", "https://example.org/a_(b)");
	check_first("(https://example.org/a_(b))", "https://example.org/a_(b)");
	check_first("https://example.org/a\n  ", "https://example.org/a");
	check_first("https://example.org/\nnews", "https://example.org/news");
	check_first("b\u00fccher.example", "https://b\u00fccher.example/");
	check_first("B\u00dcCHER.example", "https://b\u00fccher.example/");
	check_first("xn--bcher-kva.example", "https://xn--bcher-kva.example/");
}

static void test_no_spelling(void **state)
{
	check_spellings("", "!no address");
	check_spellings(" <> ", "!no address");
	check_spellings("someone@example.org", "!e-mail");
	check_spellings("mailto:someone@example.org", "!e-mail");
	check_spellings("news", "!no dot");
	check_spellings("two words", "!not an address");
	check_spellings("./feeds", "!a file");
	check_spellings("/etc/passwd", "!a file");
	check_spellings("file:///etc/passwd", "!a file");
	check_spellings("javascript:alert(1)", "!only http");
	check_spellings("feed:javascript:alert(1)", "!only http");
	check_spellings("ftp://example.org/", "!only http");
	check_spellings("http://", "!no address");
	check_spellings("https://exa mple.org/", "!not an address");
	check_spellings("https://[::1", "!");
	check_spellings("example.org:99999", "!not an address");
}

static void check_user(const char *url, const char *without, const char *user)
{
	const char *got;

	assert_string_equal(url_take_user(a, url, &got), without);
	if (user)
		assert_string_equal(got, user);
	else
		assert_null(got);
	if (user)
		assert_string_equal(url_put_user(a, without, user), url);
	assert_string_equal(url_hide_user(a, url), without);
}

static void test_user(void **state)
{
	char *name, *password;

	check_user("https://ada:x%40@a.example:8/b@c?d@e#f", "https://a.example:8/b@c?d@e#f", "ada:x%40");
	check_user("http://ada@[::1]/", "http://[::1]/", "ada");
	check_user("http://@a.example/", "http://a.example/", NULL);
	check_user("http://a.example/@", "http://a.example/@", NULL);
	assert_string_equal(url_hide_user(a, "ada:x@a.example/feed"), "a.example/feed");
	assert_string_equal(url_hide_user(a, "http://ada:p@ss@a.example"), "http://a.example");
	assert_string_equal(url_hide_user(a, "ada@a.example"), "ada@a.example");
	assert_string_equal(url_hide_user(a, "12"), "12");
	url_split_user(a, "a%3Ab:c:%64%", &name, &password);
	assert_string_equal(name, "a:b");
	assert_string_equal(password, "c:d%");
	url_split_user(a, "ada", &name, &password);
	assert_null(password);
	assert_true(url_same_origin("https://A.example/x", "https://a.example:443/y"));
	assert_false(url_same_origin("https://a.example/", "http://a.example/"));
	assert_false(url_same_origin("https://a.example/", "https://a.example:8443/"));
	assert_false(url_same_origin("https://a.example/", "https://www.a.example/"));
}

static void test_idn(void **state)
{
	char *long_label = arena_alloc(a, 1200);

	assert_string_equal(idn_url(a, "http://a.example/\xc3\xbc"), "http://a.example/\xc3\xbc");
	assert_string_equal(idn_url(a, "http://b\xc3\xbc" "cher.example:80/x?y#z"),
			    "http://xn--bcher-kva.example:80/x?y#z");
	assert_string_equal(idn_url(a, "https://\xe4\xbe\x8b.\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88/"),
			    "https://xn--fsq.xn--zckzah/");
	assert_string_equal(idn_url(a, "mailto:x"), "mailto:x");
	strcpy(long_label, "http://");
	for (int i = 0; i < 500; i++)
		strcat(long_label, "\xc3\xbc");
	assert_null(idn_url(a, strcat(long_label, ".example/")));
}

/* What needs no work is not worked on, and comes out as if it had been. */
static void test_normal(void **state)
{
	static const char *const urls[] = {
		"http://h/", "https://a.example/b/c?d=e&f#g", "http://h", "http://h?q", "http://H/",
		"http://h/.", "http://h/..", "http://h/a/../b", "http://h/a/.b/c.d", "http://h/%2e/",
		"http://h//a//", "http://h:80/", "http://u@h/", "http://h/a b", "http://h/\"", "http:///a",
		"http://h/?a=/../b", "http://h/a?b?c#d#e", "http://h/é", "http://-.0.../a", "http:/h/",
		"http://h/a\\b", "https://h/a?b=[c]", "http://h/{a}", "HTTP://h/", "ftp://h/a", "http://",
	};

	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		/* the tab, which is left out, makes it work */
		char *work = arena_printf(a, "\t%s", urls[i]);

		assert_true(streq(url_resolve(a, NULL, str_of(urls[i])),
				  url_resolve(a, NULL, str_of(work))));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc), cmocka_unit_test(test_normal),
		cmocka_unit_test(test_web),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_key), cmocka_unit_test(test_parts),
		cmocka_unit_test(test_typed), cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_spelling_of_schemes),
		cmocka_unit_test(test_spelling_of_copies), cmocka_unit_test(test_no_spelling),
		cmocka_unit_test(test_user), cmocka_unit_test(test_idn),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}

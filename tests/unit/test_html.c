/* The tree that pages become: what a reader would see is in it, whatever the markup. */
#include "tests/unit/unit.h"

#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/limits.h"
#include "parse/html.h"

static struct arena *arena;

static int setup(void **state)
{
	arena = arena_new(LIMIT_ARENA);
	return 0;
}

static int teardown(void **state)
{
	arena_free(arena);
	return 0;
}

static const char *text_of(const char *html)
{
	struct page p;
	const char *text;

	if (html_open(arena, str_of(html), "https://example.org/dir/page", &p, NULL) != OK)
		return NULL;
	text = html_text(&p, p.root);
	assert_int_equal(html_text_len(p.root), strlen(text));
	html_close(&p);
	return text;
}

static void visible_text(void **state)
{
	static const char *const cases[][2] = {
		{ "<p>a<p>b", "a b" },
		{ "<p>one</p>tail</body></html> behind", "one tail behind" },
		{ "x<script>var a = '</p>' + 1<2;</script>y", "xy" },
		{ "x<script src=a.js />var hidden = 1;</script>y", "xy" },
		{ "a<!-- <p>no</p> -->b<!weird thing>c<?php no ?>d", "abcd" },
		{ "a<!-- never closed <p>b</p>", "ab" },
		{ "a < b <3 &lt;c&gt; <> </>", "a < b <3 <c> <>" },
		{ "&#150; &#8211; &#x41;", "– – A" },
		{ "soft\xc2\xad" "hyphen\xc2\xa0here", "softhyphen here" },
		{ "<b>bold</b>face <i>it</i>", "boldface it" },
		{ "<p hidden>no</p><p style='color:red;display : none'>no</p><p>yes</p>", "yes" },
		{ "<ul><li>1<li>2</ul>3", "1 2 3" },
		{ "<title>T</title><svg><title>no</title></svg><textarea><p>no</textarea>yes",
		  "yes" },
		{ "<noscript>no</noscript><template><p>no</p></template>yes", "yes" },
		{ "<div/>in<span/>side", "inside" },
		{ "<a title='a>b' href=x>link</a>", "link" },
		{ "<iframe><p>no</p></iframe>yes", "yes" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_of(cases[i][0]), cases[i][1]);
}

static void no_page(void **state)
{
	struct page p;

	assert_int_equal(html_open(arena, STR(""), NULL, &p, NULL), E_PARSE);
	assert_null(p.doc);
	html_close(&p);
}

static void p_is_closed(void **state)
{
	struct page p;

	assert_int_equal(html_open(arena, STR("<p>a<section>b</section>c"), NULL, &p, NULL), OK);
	assert_null(html_parent_named(html_find(p.root, "section"), "p"));
	html_close(&p);
}

static void links(void **state)
{
	struct page p;
	xmlNode *a;

	assert_int_equal(html_open(arena, STR("<base href='/b/'><a rel='X author' href=' c '>t"),
				   "https://example.org/dir/page", &p, NULL), OK);
	a = html_find(p.root, "a");
	assert_string_equal(html_link(&p, a, "href"), "https://example.org/b/c");
	assert_true(html_attr_has(a, "rel", "AUTHOR"));
	assert_null(html_link(&p, a, "src"));
	html_close(&p);
	assert_int_equal(html_open(arena, STR("<a href='javascript:x()'>t"), NULL, &p, NULL), OK);
	assert_null(html_link(&p, html_find(p.root, "a"), "href"));
	html_close(&p);
}

/* CPU seconds to open and walk a page of n units. */
static double open_seconds(const char *head, const char *unit, size_t n)
{
	struct buf b = BUF_INIT(MIB(16));
	struct timespec from, to;
	struct page p;

	buf_puts(&b, head);
	while (n-- > 0)
		buf_puts(&b, unit);
	buf_puts(&b, "<p>end</p>");
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	if (html_open(arena, buf_str(&b), NULL, &p, NULL) == OK) {
		html_text_len(p.root);
		html_close(&p);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	buf_free(&b);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* Each of these kept a plain libxml2 busy for seconds or ended its parse. */
static void hostile(void **state)
{
	static const struct {
		const char *head, *unit;
		size_t n;
	} cases[] = {
		{ "", "<", MIB(2) },
		{ "<p ", "a=1 ", 500000 },
		{ "", "<div>", 300000 },
		{ "", "<b><i>", 300000 },
		{ "", "<div><p></b></i>", 100000 },
		{ "", "<!--", 500000 },
		{ "", "<svg><script ", 200000 },
		{ "", "<a href=\"x", 300000 },
		{ "<p", " a1b2='", 300000 },
		{ "", "&#150;&amp;&", 300000 },
		{ "", "<textarea><title>", 200000 },
	};
	size_t i;

	/* Four times the input may take little more than four times the work: by CPU time, with room
	 * for a busy machine, where a quadratic walk takes sixteen times. */
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		double part = open_seconds(cases[i].head, cases[i].unit, cases[i].n / 4);
		double all = open_seconds(cases[i].head, cases[i].unit, cases[i].n);

		if (!IS_SANITIZED && all > part * 10 + 0.3)
			fail_msg("case %zu: %.2f s for four times what took %.2f s", i, all, part);
	}
}

/* An attribute of four bytes takes 200 in memory; those of a page's first elements stay. */
static void many_attributes(void **state)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(MIB(16));
	const xmlAttr *attr;
	const xmlNode *n;
	struct page p;
	size_t i, count = 0;

	while (b.len < MIB(4)) {
		buf_puts(&b, "<b");
		for (i = 0; i < LIMIT_ATTRIBUTES; i++)
			buf_printf(&b, " a%zu", i);
		buf_puts(&b, ">x</b>");
	}
	assert_int_equal(html_open(a, buf_str(&b), NULL, &p, NULL), OK);
	for (n = p.root; n; n = html_next(p.root, n))
		for (attr = n->type == XML_ELEMENT_NODE ? n->properties : NULL; attr; attr = attr->next)
			count++;
	assert_int_equal(count, LIMIT_TREE_ATTRIBUTES);
	html_close(&p);
	buf_free(&b);
	arena_free(a);
}

static void deep(void **state)
{
	struct buf b = BUF_INIT(MIB(16));
	struct page p;
	const xmlNode *n;
	size_t i, depth = 0;

	for (i = 0; i < 5000; i++)
		buf_puts(&b, "<div>");
	buf_puts(&b, "deep");
	for (i = 0; i < 5000; i++)
		buf_puts(&b, "</div>");
	buf_puts(&b, "<p>after</p>");
	assert_int_equal(html_open(arena, buf_str(&b), NULL, &p, NULL), OK);
	assert_string_equal(html_text(&p, p.root), "deep after");
	for (n = p.root; n; n = html_next(p.root, n)) {
		const xmlNode *up;
		size_t d = 0;

		for (up = n; up; up = up->parent)
			d++;
		depth = MAX(depth, d);
	}
	assert_true(depth <= LIMIT_DEPTH + 8);
	html_close(&p);
	buf_free(&b);
}

static void put_node(struct buf *b, const xmlNode *n)
{
	const xmlAttr *attr;

	if (n->type != XML_ELEMENT_NODE) {
		buf_puts(b, (const char *)n->content);
		return;
	}
	buf_printf(b, "<%s", (const char *)n->name);
	for (attr = n->properties; attr; attr = attr->next)
		buf_printf(b, " %s='%s'", (const char *)attr->name,
			   html_attr(n, (const char *)attr->name));
	buf_puts(b, ">");
	for (const xmlNode *child = n->children; child; child = child->next)
		put_node(b, child);
	buf_printf(b, "</%s>", (const char *)n->name);
}

/* The tree below the body; *fast: it was made without the parser for pages. */
static const char *fragment(const char *html, bool parser, bool *fast)
{
	const char *whole = arena_printf(arena, "<html><body>%s", html);
	struct buf b = BUF_INIT(MIB(1));
	struct page p;
	const char *tree;

	if (parser)
		assert_int_equal(html_open(arena, str_of(whole), "https://e.example/", &p, NULL), OK);
	else
		assert_int_equal(html_open_fragment(arena, str_of(html), "https://e.example/", &p,
						    NULL), OK);
	*fast = p.tree != NULL;
	assert_non_null(p.body);
	put_node(&b, p.body);
	tree = arena_strdup(arena, buf_cstr(&b));
	html_close(&p);
	buf_free(&b);
	return tree;
}

/* Simple pieces need no parser and become the same tree as with it; all others are left to it. */
static void fragments(void **state)
{
	static const struct {
		bool fast;
		const char *html;
	} cases[] = {
		{ true, "bare &amp; text &eacute;&hellip; a & b &foo; &copy" },
		{ true, "<p>a <b>b <i>c</i></b> <a href=\"/x?a=1&b=2&amp;c\" title='\"&gt;'>d</a></p>" },
		{ true, "<P CLASS = 'x' hidden >a<br>b<BR/>c<img src='a.png' alt=\"x y\"/></P>\n<hr />" },
		{ true, "<ul>\n<li>a</li><li><p>b</p><ol><li>c</li></ol></li>\n</ul>" },
		{ true, "<table><tbody><tr>\n<td>a</td><th>b</th></tr></tbody></table>" },
		{ true, "<figure><img src='x'><figcaption>c</figcaption></figure><pre>a\n b</pre>" },
		{ true, "a<!-- c -->b<!---->c" },
		{ true, "<p onclick='x()' id='i'>&#8217;&#146;&#x2019;</p>" },
		{ true, "<blockquote><div><h2>h</h2><section>s</section></div></blockquote>" },
		{ false, "<p>a<p>b" },
		{ false, "<p>a<div>b</div></p>" },
		{ false, "<b><p>a</p></b>" },
		{ false, "<a href='x'>a<a href='y'>b</a></a>" },
		{ false, "<ul>text<li>a</li></ul>" },
		{ false, "<li>a</li>" },
		{ false, "<p>never closed" },
		{ false, "stray</p>" },
		{ false, "<b><i>a</b></i>" },
		{ false, "a < b" },
		{ false, "a <!-- never closed" },
		{ false, "a<!-- b --!> c -->d" },
		{ false, "<span/>a" },
		{ false, "<p a='1' a='2'>a</p>" },
		{ false, "<p align=left>a</p>" },
		{ false, "<p title='a>b</p>" },
		{ false, "a\001b\xc2\x85&#1;" },
		{ false, "<script>x</script>a" },
		{ false, "<iframe src='x'></iframe>a" },
		{ false, "<x-y>a</x-y>" },
		{ false, "<base href='http://o.example/'>a" },
	};
	bool fast, unused;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		const char *tree = fragment(cases[i].html, false, &fast);

		if (fast != cases[i].fast)
			fail_msg("%s the parser: %s", fast ? "without" : "with", cases[i].html);
		assert_string_equal(tree, fragment(cases[i].html, true, &unused));
	}
}

/* A page leaves nothing behind, long texts and attributes included. */
static void memory_goes(void **state)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(MIB(4));
	size_t i, first = 0;
	struct page p;

	buf_puts(&b, "<p title='");
	for (i = 0; i < 10000; i++)
		buf_puts(&b, "a long title of it ");
	buf_puts(&b, "'>");
	for (i = 0; i < 40000; i++)
		buf_puts(&b, "Some words of a long text. ");
	for (i = 0; i < 20; i++) {
		assert_int_equal(html_open(a, buf_str(&b), NULL, &p, NULL), OK);
		html_take_off(&p, html_find(p.root, "p"));
		html_close(&p);
		arena_reset(a);
		if (i == 2)
			first = mallinfo2().uordblks;
	}
	assert_true(IS_SANITIZED || mallinfo2().uordblks < first + MIB(1));
	buf_free(&b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(visible_text),
		cmocka_unit_test(fragments),
		cmocka_unit_test(no_page),
		cmocka_unit_test(p_is_closed),
		cmocka_unit_test(links),
		cmocka_unit_test(hostile),
		cmocka_unit_test(many_attributes),
		cmocka_unit_test(deep),
		cmocka_unit_test(memory_goes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

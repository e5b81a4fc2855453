/* Articles as text, Markdown and HTML. */
#include "tests/unit/unit.h"

#include "base/limits.h"
#include "text/render.h"

static struct span spans[] = {
	{ SPAN_STRONG, 0, 9, NULL },
	{ SPAN_LINK, 4, 9, "https://example.org/f(1)" },
};
static struct cell cells[] = { { "a|b", true }, { "c", true }, { "1", false }, { "<2>", false } };
static struct block blocks[] = {
	{ .kind = BLOCK_HEADING, .level = 2, .text = "Tides & <time>" },
	{ .kind = BLOCK_PARA, .text = "The ferry left *early*", .spans = spans, .n_spans = 2 },
	{ .kind = BLOCK_ITEM, .level = 1, .text = "one" },
	{ .kind = BLOCK_ITEM, .level = 2, .number = 1, .text = "deep" },
	{ .kind = BLOCK_PARA, .quote = 1, .text = "said" },
	{ .kind = BLOCK_CODE, .text = "if (a < b)\n\tc;" },
	{ .kind = BLOCK_TABLE, .columns = 2, .cells = cells, .n_cells = 4 },
	{ .kind = BLOCK_FIGURE, .url = "https://example.org/p.jpg", .alt = "Quay", .text = "The quay" },
	{ .kind = BLOCK_RULE },
};

static void expect(enum render_format format, int width, const char *want)
{
	struct render_options o = { .format = format, .width = width };
	struct buf b = BUF_INIT(MIB(1));

	assert_int_equal(render_blocks(blocks, ARRAY_LEN(blocks), &o, &b), OK);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void html(void **state)
{
	expect(RENDER_HTML, 0,
	       "<h2>Tides &amp; &lt;time&gt;</h2>\n"
	       "<p><strong>The <a href=\"https://example.org/f(1)\">ferry</a></strong> left *early*</p>\n"
	       "<ul>\n<li>one<ol>\n<li>deep</li></ol>\n</li></ul>\n"
	       "<blockquote>\n<p>said</p>\n</blockquote>\n"
	       "<pre><code>if (a &lt; b)\n\tc;</code></pre>\n"
	       "<table>\n<tr><th>a|b</th><th>c</th></tr>\n<tr><td>1</td><td>&lt;2&gt;</td></tr>\n</table>\n"
	       "<figure><img src=\"https://example.org/p.jpg\" alt=\"Quay\">"
	       "<figcaption>The quay</figcaption></figure>\n"
	       "<hr>\n");
}

static void markdown(void **state)
{
	expect(RENDER_MARKDOWN, 0,
	       "## Tides & \\<time>\n\n"
	       "**The [ferry](https://example.org/f\\(1\\))** left \\*early\\*\n\n"
	       "- one\n  1. deep\n\n"
	       "> said\n\n"
	       "```\nif (a < b)\n\tc;\n```\n\n"
	       "| a\\|b | c |\n| --- | --- |\n| 1 | \\<2> |\n\n"
	       "![Quay](https://example.org/p.jpg)\\\nThe quay\n\n"
	       "---\n");
}

static void hostile_text_is_cleaned(void **state)
{
	static struct block evil[] = {
		{ .kind = BLOCK_PARA, .text = "a\033]0;title\007b\xe2\x80\xae" },
	};
	struct article art = { .title = "x\033[2Jy", .published = DATE_NONE, .modified = DATE_NONE,
			       .blocks = evil, .n_blocks = 1 };
	enum render_format format;

	for (format = RENDER_TEXT; format <= RENDER_HTML; format++) {
		struct render_options o = { .format = format, .width = 40, .head = true };
		struct buf b = BUF_INIT(MIB(1));

		assert_int_equal(render_article(&art, &o, &b), OK);
		assert_null(strchr(buf_cstr(&b), '\033'));
		assert_null(strchr(buf_cstr(&b), '\007'));
		assert_null(strstr(buf_cstr(&b), "\xe2\x80\xae"));
		buf_free(&b);
	}
}

/* No link runs anything, and what stands at the start of a line makes no list. */
static void hostile_links(void **state)
{
	struct related related[] = {
		{ .title = "A", .url = "javascript:alert(1)" },
		{ .title = "B", .url = "https://example.org/\033]0;x" },
		{ .title = "C", .url = "https://example.org/)" },
	};
	struct span span = { SPAN_LINK, 0, 2, "javascript:alert(1)" };
	struct block para = { .kind = BLOCK_PARA, .text = "1. - no list", .spans = &span,
			      .n_spans = 1 };
	struct article art = { .blocks = &para, .n_blocks = 1, .related = related,
			       .n_related = 3, .published = DATE_NONE };
	struct render_options o = { .format = RENDER_HTML, .related = true };
	struct buf b = BUF_INIT(MIB(1));

	assert_int_equal(render_article(&art, &o, &b), OK);
	assert_non_null(strstr(buf_cstr(&b), "<p>1. - no list</p>"));
	assert_non_null(strstr(buf_cstr(&b), "<li>A</li>"));
	assert_non_null(strstr(buf_cstr(&b), "<li>B</li>"));
	assert_non_null(strstr(buf_cstr(&b), "<a href=\"https://example.org/)\">C</a>"));
	assert_null(strstr(buf_cstr(&b), "javascript"));
	buf_reset(&b);
	o.format = RENDER_MARKDOWN;
	assert_int_equal(render_article(&art, &o, &b), OK);
	assert_string_equal(buf_cstr(&b), "1\\. - no list\n\n## Related headlines\n\n- A\n- B\n"
					  "- [C](https://example.org/\\))\n");
	buf_free(&b);
}

static void expect_one(enum render_format format, const struct block *list, size_t n,
		       const char *want)
{
	struct render_options o = { .format = format };
	struct buf b = BUF_INIT(MIB(1));

	assert_int_equal(render_blocks(list, n, &o, &b), OK);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

/* What would mean something to Markdown, and only that, is escaped. */
static void escapes(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "5 - 3 = 2, a.b # 1 > 0 | x & y", "5 - 3 = 2, a.b # 1 > 0 | x & y\n" },
		{ "# no heading", "\\# no heading\n" },
		{ "> no quote", "\\> no quote\n" },
		{ "- no item", "\\- no item\n" }, { "-5 degrees", "-5 degrees\n" },
		{ "+ no item", "\\+ no item\n" }, { "-----", "\\-----\n" },
		{ "1986. A year", "1986\\. A year\n" }, { "3.5 miles", "3.5 miles\n" },
		{ "12) no item", "12\\) no item\n" }, { "1234567890. x", "1234567890. x\n" },
		{ "a\n===", "a\\\n\\===\n" }, { "a | b\n-|-", "a | b\\\n\\-|-\n" },
		{ "a | b\n:-|", "a | b\\\n\\:-|\n" }, { "| a |", "\\| a |\n" },
		{ "*a* _b_ `c` ~d~ [e] <f> \\", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\[e\\] \\<f> \\\\\n" },
		{ "&amp; &#35; & co", "\\&amp; \\&#35; & co\n" },
		{ "    no code  ", "no code  \n" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		const struct block b = { .kind = BLOCK_PARA, .text = cases[i].text };

		expect_one(RENDER_MARKDOWN, &b, 1, cases[i].want);
	}
}

/* Emphasis is written so that CommonMark's rules see it as such. */
static void emphasis(void **state)
{
	struct span em[] = { { SPAN_EM, 2, 3, NULL } };
	struct span strong[] = { { SPAN_STRONG, 0, 5, NULL } };
	struct span both[] = { { SPAN_EM, 0, 3, NULL }, { SPAN_STRONG, 0, 3, NULL } };
	struct span row[] = { { SPAN_EM, 0, 1, NULL }, { SPAN_STRONG, 1, 2, NULL },
			      { SPAN_EM, 2, 3, NULL } };
	struct span code[] = { { SPAN_CODE, 0, 4, NULL }, { SPAN_CODE, 4, 5, NULL },
			       { SPAN_LINK, 5, 6, "https://e.example/" } };
	struct span behind[] = { { SPAN_LINK, 0, 1, "https://e.example/" }, { SPAN_EM, 1, 2, NULL } };
	const struct block paras[] = {
		{ .kind = BLOCK_PARA, .text = "unxable", .spans = em, .n_spans = 1 },
		{ .kind = BLOCK_PARA, .text = "Note:this", .spans = strong, .n_spans = 1 },
		{ .kind = BLOCK_PARA, .text = "all of it", .spans = both, .n_spans = 2 },
		{ .kind = BLOCK_PARA, .text = "abc", .spans = row, .n_spans = 3 },
		{ .kind = BLOCK_PARA, .text = "`a`!bc!", .spans = code, .n_spans = 3 },
		{ .kind = BLOCK_PARA, .text = "ab", .spans = behind, .n_spans = 2 },
	};

	expect_one(RENDER_MARKDOWN, paras, ARRAY_LEN(paras),
		   "un*x*able\n\n<strong>Note:</strong>this\n\n*__all__* of it\n\n"
		   "*a*__b__*c*\n\n`` `a`! ``<code>b</code>[c](https://e.example/)!\n\n"
		   "[a](https://e.example/)<em>b</em>\n");
}

static void verse(void **state)
{
	const struct block b[] = {
		{ .kind = BLOCK_PARA, .quote = 1, .text = "\nThe sea\n\nis late\n" },
		{ .kind = BLOCK_HEADING, .level = 2, .text = "Part\none #" },
	};

	expect_one(RENDER_HTML, b, 2, "<blockquote>\n<p>The sea<br>\nis late</p>\n</blockquote>\n"
				      "<h2>Part<br>\none #</h2>\n");
	expect_one(RENDER_MARKDOWN, b, 2, "> The sea\\\n> is late\n\n## Part<br>one \\#\n");
}

/* Lists and quotes in each other, their numbers, and what stands in an item without knowing it. */
static void nesting(void **state)
{
	struct cell two[] = { { "a", false }, { "b", false } };
	const struct block b[] = {
		{ .kind = BLOCK_ITEM, .level = 1, .number = 9, .text = "nine" },
		{ .kind = BLOCK_ITEM, .level = 1, .number = 10, .text = "ten" },
		{ .kind = BLOCK_PARA, .level = 1, .quote = 1, .text = "said" },
		{ .kind = BLOCK_HEADING, .level = 3, .text = "In it" },
		{ .kind = BLOCK_CODE, .level = 1, .text = "x\n\ny ```" },
		{ .kind = BLOCK_ITEM, .level = 1, .number = 3, .text = "three" },
		{ .kind = BLOCK_ITEM, .level = 3, .text = "deep" },
		{ .kind = BLOCK_TABLE, .columns = 2, .cells = two, .n_cells = 2 },
	};

	expect_one(RENDER_HTML, b, ARRAY_LEN(b),
		   "<ol start=\"9\">\n<li>nine</li>\n<li>ten<blockquote>\n<p>said</p>\n</blockquote>\n"
		   "<h3>In it</h3>\n<pre><code>x\n\ny ```</code></pre>\n</li></ol>\n"
		   "<ol start=\"3\">\n<li>three<ul>\n<li><ul>\n<li>deep</li></ul>\n</li></ul>\n</li></ol>\n"
		   "<table>\n<tr><td>a</td><td>b</td></tr>\n</table>\n");
	expect_one(RENDER_MARKDOWN, b, ARRAY_LEN(b),
		   "9. nine\n10. ten\n\n    > said\n\n    ### In it\n\n    ````\n    x\n\n    y ```\n    ````\n\n"
		   "3) three\n\n   - - deep\n\n|  |  |\n| --- | --- |\n| a | b |\n");
}

/* What a damaged record may hold. */
static void absurd(void **state)
{
	const struct block b[] = {
		{ .kind = BLOCK_TABLE, .columns = 0 },
		{ .kind = BLOCK_TABLE, .columns = 9 },
		{ .kind = BLOCK_ITEM, .level = UINT32_MAX, .quote = UINT32_MAX, .number = UINT32_MAX },
		{ .kind = BLOCK_CODE, .level = UINT32_MAX, .quote = UINT32_MAX },
		{ .kind = BLOCK_FIGURE }, { .kind = BLOCK_HEADING, .level = 99, .text = "x" },
	};
	enum render_format format;
	int width;

	for (format = RENDER_TEXT; format <= RENDER_HTML; format++) {
		for (width = 0; width < 3; width++) {
			struct render_options o = { .format = format, .width = width };
			struct buf out = BUF_INIT(MIB(1));

			assert_int_equal(render_blocks(b, ARRAY_LEN(b), &o, &out), OK);
			assert_non_null(strchr(buf_cstr(&out), 'x'));
			buf_free(&out);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html),
		cmocka_unit_test(markdown),
		cmocka_unit_test(hostile_text_is_cleaned),
		cmocka_unit_test(hostile_links),
		cmocka_unit_test(escapes),
		cmocka_unit_test(emphasis),
		cmocka_unit_test(verse),
		cmocka_unit_test(nesting),
		cmocka_unit_test(absurd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

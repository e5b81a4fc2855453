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
	       "<pre><code>if (a &lt; b)\n        c;</code></pre>\n"
	       "<table>\n<tr><th>a|b</th><th>c</th></tr>\n<tr><td>1</td><td>&lt;2&gt;</td></tr>\n</table>\n"
	       "<figure><img src=\"https://example.org/p.jpg\" alt=\"Quay\">"
	       "<figcaption>The quay</figcaption></figure>\n"
	       "<hr>\n");
}

static void markdown(void **state)
{
	expect(RENDER_MARKDOWN, 0,
	       "## Tides & \\<time\\>\n\n"
	       "**The [ferry](https://example.org/f\\(1\\))** left \\*early\\*\n\n"
	       "-  one\n   1. deep\n\n"
	       "> said\n\n"
	       "    if (a < b)\n            c;\n\n"
	       "| a\\|b | c |\n| --- | --- |\n| 1 | \\<2\\> |\n\n"
	       "![Quay](https://example.org/p.jpg)\nThe quay\n\n"
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
	struct block para = { .kind = BLOCK_PARA, .text = "1. - no list" };
	struct article art = { .blocks = &para, .n_blocks = 1, .related = related,
			       .n_related = 3, .published = DATE_NONE };
	struct render_options o = { .format = RENDER_HTML, .related = true };
	struct buf b = BUF_INIT(MIB(1));

	assert_int_equal(render_article(&art, &o, &b), OK);
	assert_non_null(strstr(buf_cstr(&b), "<a href=\"\">A</a>"));
	assert_non_null(strstr(buf_cstr(&b), "<a href=\"\">B</a>"));
	assert_non_null(strstr(buf_cstr(&b), "<a href=\"https://example.org/)\">C</a>"));
	buf_reset(&b);
	o.format = RENDER_MARKDOWN;
	assert_int_equal(render_article(&art, &o, &b), OK);
	assert_string_equal(buf_cstr(&b), "1\\. - no list\n\n- [A]()\n- [B]()\n"
					  "- [C](https://example.org/\\))\n");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html),
		cmocka_unit_test(markdown),
		cmocka_unit_test(hostile_text_is_cleaned),
		cmocka_unit_test(hostile_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

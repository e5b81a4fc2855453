/* Trees and text laid flat. A block is written as kind, level, quote depth and text on a line. */
#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "parse/blocks.h"

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

static const char *shown(const struct block *blocks, size_t n)
{
	static const char kinds[] = "PHICTF-";
	struct buf b = BUF_INIT(MIB(1));
	const char *s;
	size_t i, k;

	for (i = 0; i < n; i++) {
		const struct block *blk = &blocks[i];

		buf_printf(&b, "%c%u%.*s%s", kinds[blk->kind], blk->level, (int)blk->quote, ">>>>",
			   blk->number ? "#" : "");
		buf_printf(&b, " %s", blk->text ? blk->text : "");
		for (k = 0; k < blk->n_cells; k++)
			buf_printf(&b, "[%s%s]", blk->cells[k].is_header ? "*" : "",
				   blk->cells[k].text);
		for (k = 0; k < blk->n_spans; k++)
			buf_printf(&b, "{%u:%.*s}", blk->spans[k].kind,
				   (int)(blk->spans[k].end - blk->spans[k].start),
				   blk->text + blk->spans[k].start);
		buf_putc(&b, '\n');
	}
	s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static const char *of(const char *html)
{
	struct block *blocks;
	size_t n;

	blocks_from_html(arena, str_of(html), "https://example.org/a/", &blocks, &n);
	return shown(blocks, n);
}

static void kinds(void **state)
{
	static const char *const cases[][2] = {
		{ "<h2>Head</h2><p>Text</p>tail", "H2 Head\nP0 Text\nP0 tail\n" },
		{ "a<br>b<br><br>c<br> <br>d", "P0 a\nb\nP0 c\nP0 d\n" },
		{ "<ul><li>one<ul><li>two</ul><li><p>three</p><p>more</p></ul>",
		  "I1 one\nI2 two\nI1 three\nP1 more\n" },
		{ "<ol start=3><li>x<li>y</ol>", "I1# x\nI1# y\n" },
		{ "<p>So <math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac>"
		  "<mi>a</mi><msqrt><mi>b</mi></msqrt></mfrac><mo>+</mo><msubsup><mi>c</mi><mn>1</mn>"
		  "<mn>3</mn></msubsup></mrow><annotation>x^2</annotation></semantics></math> is.",
		  "P0 So x^2=a/√b+c_1^3 is.\n" },
		{ "<blockquote><p>q</p><blockquote>r</blockquote></blockquote>s",
		  "P0> q\nP0>> r\nP0 s\n" },
		{ "<pre>\n  int x;\n\n  y\n</pre>z", "C0   int x;\n\n  y\nP0 z\n" },
		{ "<pre><div>a</div><div> b</div></pre>", "C0 a\n b\n" },
		{ "x<hr><hr>y<hr>", "P0 x\n-0 \nP0 y\n" },
		{ "<table><tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>3</table>",
		  "T0 [*A][*B][1][2][][3]\n" },
		{ "<table><tr><td><h1>Page</h1><p>Text</p></td><td>nav</td></tr></table>",
		  "H1 Page\nP0 Text\nP0 nav\n" },
		{ "<figure><img src=/p.png alt=Pic><figcaption>What</figcaption></figure>t",
		  "F0 What\nP0 t\n" },
		{ "<figure><table><tr><td>1<td>2<tr><td>3<td>4</table></figure>",
		  "T0 [1][2][3][4]\n" },
		{ "<table><caption>Sums</caption><tr><td>1<td>2<tr><td>3<td>4</table>",
		  "P0 Sums\nT0 [1][2][3][4]\n" },
		{ "<figure><table><tr><td>1<td>2<tr><td>3<td>4</table> <figcaption>Sums</figcaption>"
		  "</figure>", "T0 [1][2][3][4]\nP0 Sums\n" },
		{ "<p>so it is<a href=#n1>[1]</a>", "P0 so it is[1]\n" },
		{ "<p>a <em>b <a href=x>c</a></em> d <b>e</b>", "P0 a b c d e{0:b c}{3:c}{1:e}\n" },
		{ "<p><a href='javascript:1'>no</a> <code>x</code>", "P0 no x{2:x}\n" },
		{ "<p>yes<img src=s.png alt=\"\xf0\x9f\x98\x80\"> <button>no</button></p>",
		  "P0 yes\xf0\x9f\x98\x80\n" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(of(cases[i][0]), cases[i][1]);
}

static void link_is_absolute(void **state)
{
	struct block *blocks;
	size_t n;

	blocks_from_html(arena, STR("<a href='../b?q=1#f'>t</a>"), "https://example.org/a/", &blocks,
			 &n);
	assert_int_equal(n, 1);
	assert_string_equal(blocks[0].spans[0].url, "https://example.org/b?q=1#f");
}

static void plain_text(void **state)
{
	struct block *blocks;
	size_t n;

	blocks_from_text(arena, STR("one\ntwo  three\n \n\nfour <b>"), &blocks, &n);
	assert_string_equal(shown(blocks, n), "P0 one two three\nP0 four <b>\n");
	blocks_from_text(arena, STR(" \n"), &blocks, &n);
	assert_int_equal(n, 0);
}

static void deep_lists(void **state)
{
	struct buf b = BUF_INIT(MIB(4));
	struct block *blocks;
	size_t n, i;

	for (i = 0; i < 3000; i++)
		buf_puts(&b, "<ul><li><blockquote><b>x");
	blocks_from_html(arena, buf_str(&b), NULL, &blocks, &n);
	assert_true(n > 10);
	buf_free(&b);
}

/* Wherever a blank or a mark stands in a text, its words are those that html_text finds. */
static void words(void **state)
{
	static const char *const odd[] = {
		" ", "  ", "\n", " \t ", "\x7f", "\xc2\xa0", " \xc2\xa0", "\xc2\xad", " \xe2\x80\x8b",
		"\xe2\x80\x8b ", "\xe3\x80\x80", "\xef\xbb\xbf", "é", "’", " – ", "\xc2\xa9 ",
	};
	static const char text[] = "one two three four five six seven eight nine ten, and more";
	struct block *blocks;
	struct page page;
	size_t i, at, n;

	for (i = 0; i < ARRAY_LEN(odd); i++) {
		for (at = 0; at < sizeof(text); at++) {
			const char *s = arena_printf(arena, "<p>%.*s%s%s</p>", (int)at, text, odd[i],
						     text + at);

			assert_int_equal(html_open_fragment(arena, str_of(s), NULL, &page, NULL), OK);
			blocks_from_tree(&page, page.body, NULL, NULL, &blocks, &n);
			assert_int_equal(n, 1);
			assert_string_equal(blocks[0].text, html_text(&page, page.body));
			html_close(&page);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(link_is_absolute),
		cmocka_unit_test(plain_text),
		cmocka_unit_test(deep_lists),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

/* Where articles go on, how their pages are joined, and what long and hostile pages cost. */
#include "tests/unit/unit.h"

#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "parse/nextpage.h"
#include "parse/parse.h"

#define P "<p>The keeper counted the boats twice before he wrote anything down, as he always did, " \
	  "and then he lit the lamp; nobody on the quay could say why.</p>"
#define LOCKED "<script type=application/ld+json>{\"isAccessibleForFree\":false}</script>"

static void steps(void **state)
{
	static const struct {
		const char *own, *next;
		bool is, named;
	} cases[] = {
		{ "http://a.example/x", "http://a.example/x?page=2", true, true },
		{ "http://a.example/x", "https://a.example/x?page=2", true, true },
		{ "http://a.example/x", "http://a.example/x/2", true, true },
		{ "http://a.example/x/", "http://a.example/x/page/2/", true, true },
		{ "http://a.example/x/page/2/", "http://a.example/x/page/3/", true, true },
		{ "http://a.example/x", "http://a.example/x/seite-2", true, true },
		{ "http://a.example/x.html", "http://a.example/x-2.html", true, false },
		{ "http://a.example/x.html", "http://a.example/x,2.html", true, false },
		{ "http://a.example/x-2.html", "http://a.example/x-3.html", true, false },
		{ "http://a.example/x?id=12", "http://a.example/x?id=12&p=2", true, true },
		{ "http://a.example/x?id=12", "http://a.example/x?id=13", true, false },
		{ "http://a.example/x?t=1", "http://a.example/x?t=1&start=25", true, false },
		{ "http://a.example/x?t=1&start=25", "http://a.example/x?t=1&start=50", true,
		  false },
		{ "http://a.example/x", "http://a.example/x?page=1", true, true },
		{ "http://a.example/x", "http://a.example/x?page=3", false, false },
		{ "http://a.example/x?page=2", "http://a.example/x", false, false },
		{ "http://a.example/x?page=2", "http://a.example/x?page=1", false, false },
		{ "http://a.example/x?page=2", "http://a.example/x?page=4", false, false },
		{ "http://a.example/x", "http://b.example/x?page=2", false, false },
		{ "http://a.example/x", "http://a.example/y?page=2", false, false },
		{ "http://a.example/x", "http://a.example/x-and-y-2", false, false },
		{ "http://a.example/x1", "http://a.example/x12", false, false },
		{ "http://a.example/x", "http://a.example/x#2", false, false },
		{ "http://a.example/", "http://a.example/page/2", false, false },
		{ "file:///d/x.html", "file:///d/x-2.html", true, false },
	};
	struct page_step step;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		bool is = nextpage_step(cases[i].own, cases[i].next, &step);

		if (is != cases[i].is || (is && step.is_named != cases[i].named))
			fail_msg("%s -> %s: %d %d", cases[i].own, cases[i].next, is,
				 step.is_named);
	}
}

static struct block para(const char *text)
{
	return (struct block){ .kind = BLOCK_PARA, .text = text };
}

static void joined(void **state)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct block figure = { .kind = BLOCK_FIGURE, .url = "http://a.example/1.jpg",
				.text = "A lamp." };
	struct block one[] = { para("The dek."), figure, para("First."), para("Write to us.") };
	struct block two[] = { para("The dek."), figure, para("Second."), para("Write to us.") };
	struct block title = { .kind = BLOCK_HEADING, .level = 1, .text = "Lamps" };
	struct block three[] = { title, para("The dek."), para("Write to us.") };
	struct related r1 = { .url = "http://a.example/a", .title = "One" };
	struct related r2[] = { r1, { .url = "http://a.example/b", .title = "Two" } };
	struct article art = { .title = "Lamps", .published = DATE_NONE, .modified = 7,
			       .blocks = one, .n_blocks = 4, .related = &r1, .n_related = 1 };
	struct article next = { .title = "Lamps, page 2", .published = DATE_NONE, .modified = 9,
				.blocks = two, .n_blocks = 4, .related = r2, .n_related = 2,
				.next_url = "http://a.example/3", .author_note = "A note." };
	struct article last = { .published = DATE_NONE, .modified = DATE_NONE, .blocks = three,
				.n_blocks = 3 };

	assert_true(article_append(a, &art, &next));
	assert_int_equal(art.n_blocks, 5);
	assert_string_equal(art.blocks[2].text, "First.");
	assert_string_equal(art.blocks[3].text, "Second.");
	assert_string_equal(art.blocks[4].text, "Write to us.");
	assert_int_equal(art.n_related, 2);
	assert_int_equal(art.modified, 9);
	assert_string_equal(art.title, "Lamps");
	assert_string_equal(art.author_note, "A note.");
	assert_string_equal(art.next_url, "http://a.example/3");
	assert_false(article_append(a, &art, &last));
	assert_int_equal(art.n_blocks, 5);
	assert_null(art.next_url);
	arena_free(a);
}

/* CPU seconds to join two pages of so many pictures, no two of them the same. */
static double join_seconds(size_t n)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct block *one = arena_array(a, n, sizeof(*one)), *two = arena_array(a, n, sizeof(*two));
	struct article art = { .blocks = one, .n_blocks = n }, next = { .blocks = two, .n_blocks = n };
	clock_t start;
	size_t i;

	for (i = 0; i < n; i++) {
		one[i].kind = two[i].kind = BLOCK_FIGURE;
		one[i].url = arena_printf(a, "https://paper.example/pictures/one/%zu", i);
		two[i].url = arena_printf(a, "https://paper.example/pictures/two/%zu", i);
	}
	start = clock();
	assert_true(article_append(a, &art, &next));
	start = clock() - start;
	assert_int_equal(art.n_blocks, 2 * n);
	arena_free(a);
	return (double)start / CLOCKS_PER_SEC;
}

static void joined_galleries(void **state)
{
	double part = join_seconds(LIMIT_BLOCKS / 8), all = join_seconds(LIMIT_BLOCKS / 2);

	if (!IS_SANITIZED && all > part * 10 + 0.1)
		fail_msg("%.2f s for four times what took %.2f s", all, part);
}

/* CPU seconds to read a document of n units. */
static double read_seconds(const char *type, const char *head, const char *unit, const char *tail,
			   size_t n)
{
	struct input in = { .url = "https://paper.example/forum/5", .content_type = type };
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(LIMIT_PAGE_BYTES);
	struct article art;
	struct err e = { 0 };
	clock_t start;

	buf_puts(&b, head);
	while (n-- > 0)
		buf_puts(&b, unit);
	buf_puts(&b, tail);
	in.bytes = buf_str(&b);
	start = clock();
	if (parse_page(a, &in, &art, &e) != OK)
		fail_msg("%s: %s", unit, e.msg);
	start = clock() - start;
	buf_free(&b);
	arena_free(a);
	return (double)start / CLOCKS_PER_SEC;
}

static void growth(void **state)
{
	static const struct {
		const char *type, *head, *unit, *tail;
		size_t n;
	} cases[] = {
		{ "text/html", "<body class=forum>" P, "<div class=postbody><p>x", "", 30000 },
		{ "text/html", "<body class=forum>" P, "<div class=postbody>x</div>", "", 30000 },
		{ "text/html", "<body class=forum>" P,
		  "<i class=author><a>x</a></i><div class=postbody><b class=signature>x</b></div>", "",
		  20000 },
		{ "text/html", "<body>" P P P P, "<a href='?page=2'>2</a><p class=comment>x</p>", "",
		  20000 },
		{ "text/html", "<body>" P P P P, "<h2><a href=/a>x</a></h2>" P "<a href=/b/2>2</a>",
		  "", 6000 },
		{ "text/html", "<body>" P, "<p>to continue reading</p>", "", 30000 },
		{ "text/html", "<body>" LOCKED P P P P, "<aside class=paywall>x</aside>",
		  P P P P, 40000 },
		{ "text/html", "<body>" LOCKED P "<p>", "\u2019", "", 400000 },
		{ "text/html", "<body>" P P P P "<div>", "<a href=/forum/6 title=6></a><i></i>", "",
		  5000 },
		{ "text/html", "<body>" P, "<div class=lineno>1", "", 30000 },
		{ "text/html", "<body>" P "<h2>x", "<a class=edit>x</a><sup><a href=#a>[1]</a></sup>",
		  "</h2>", 20000 },
		{ "text/html", "<body><h1>x</h1>", "<a href=/print>Print</a> ", "", 30000 },
		{ "text/html", "<body>" P "<pre>", "From: x\n\n> a b c d e f\n", "</pre>", 60000 },
		{ "text/plain", "x\n", "a\n===\n", "", 200000 },
		{ "text/plain", "x\n", "    a();\n\n", "", 200000 },
		{ "text/plain", "x\n\n", "- a\n  - b\n> c\n>> d\n", "", 80000 },
		{ "text/plain", "x ", "http://a ", "", 100000 },
		{ "text/plain", "x ", "http", "", 400000 },
		{ "text/plain", "x\n", "\f[Page 1]\n", "", 100000 },
		{ "text/plain", "", ">", " x", 1000000 },
		{ "text/markdown", "x\n", "*a **b [c](", "", 60000 },
		{ "text/markdown", "x\n", "> - ", "x", 60000 },
		{ "text/markdown", "x\n", "[a]: /b\n", "[a]", 60000 },
		{ "text/markdown", "x\n", "`", "", 400000 },
		{ "text/markdown", "|a|b|\n|-|-|\n", "|c|d|\n", "", 60000 },
		{ "text/markdown", "---\n", "title: x\n", "---\nx", 60000 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		double part = read_seconds(cases[i].type, cases[i].head, cases[i].unit,
					   cases[i].tail, cases[i].n / 4);
		double all = read_seconds(cases[i].type, cases[i].head, cases[i].unit,
					  cases[i].tail, cases[i].n);

		if (getenv("LEDE_SHOW"))
			print_message("# %zu %s: %.2f %.2f\n", i, cases[i].unit, part, all);
		if (!IS_SANITIZED && all > part * 10 + 0.3)
			fail_msg("case %zu (%s): %.2f s for four times what took %.2f s", i,
				 cases[i].unit, all, part);
	}
}

static void long_texts(void **state)
{
	struct input in = { .url = "https://paper.example/long.txt", .content_type = "text/plain" };
	struct buf b = BUF_INIT(MIB(16));
	struct arena *a = arena_new(LIMIT_ARENA);
	struct article art;

	/* next to nothing on each line */
	buf_puts(&b, "What stands before, in a line.\n");
	while (b.len < MIB(10))
		buf_puts(&b, "\n\n\n\n \n\n\n\n");
	buf_puts(&b, "What stands behind.\n");
	in.bytes = buf_str(&b);
	assert_int_equal(parse_page(a, &in, &art, NULL), OK);
	assert_int_equal(art.n_blocks, 2);
	assert_string_equal(art.blocks[1].text, "What stands behind.");
	assert_null(art.notice);

	/* one paragraph, of which not all is kept */
	buf_reset(&b);
	while (b.len < LIMIT_STORY_BYTES + KIB(1))
		buf_puts(&b, "The lamp is lit. ");
	in.bytes = buf_str(&b);
	assert_int_equal(parse_page(a, &in, &art, NULL), OK);
	assert_int_equal(art.n_blocks, 1);
	assert_non_null(art.notice);
	buf_free(&b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(joined),
		cmocka_unit_test(joined_galleries),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lines for a width: nothing lost, nothing too wide, anchors that survive. */
#include "tests/unit/unit.h"

#include "base/limits.h"
#include "text/cells.h"
#include "text/flow.h"

static void line_text(const struct line *l, struct buf *b)
{
	size_t i;

	buf_reset(b);
	for (i = 0; i < l->n_runs; i++) {
		while ((int)b->len < l->runs[i].col && l->runs[i].col < 400 && i == 0)
			buf_putc(b, ' ');
		buf_add(b, l->runs[i].text.p, l->runs[i].text.n);
	}
}

static void expect_lines(const struct block *blocks, size_t n, int width, const char *const *want)
{
	struct flow_options o = { .width = width };
	struct flow *f = flow_new(blocks, n, &o);
	struct buf b = BUF_INIT(KIB(64));
	const struct line *l;
	size_t i;

	for (i = 0; want[i]; i++) {
		l = flow_line(f, i);
		assert_non_null(l);
		line_text(l, &b);
		assert_string_equal(buf_cstr(&b), want[i]);
	}
	assert_null(flow_line(f, i));
	buf_free(&b);
	flow_free(f);
}

static void expect_plain(const struct block *blocks, size_t n, int width,
			 const char *const *want)
{
	struct flow_options o = { .width = width, .plain = true };
	struct flow *f = flow_new(blocks, n, &o);
	struct buf b = BUF_INIT(KIB(64));
	const struct line *l;
	size_t i, k;

	for (i = 0; want[i]; i++) {
		int col = 0;

		l = flow_line(f, i);
		assert_non_null(l);
		buf_reset(&b);
		for (k = 0; k < l->n_runs; k++) {
			for (; col < l->runs[k].col; col++)
				buf_putc(&b, ' ');
			buf_add(&b, l->runs[k].text.p, l->runs[k].text.n);
			col += l->runs[k].width;
		}
		assert_string_equal(buf_cstr(&b), want[i]);
	}
	assert_null(flow_line(f, i));
	buf_free(&b);
	flow_free(f);
}

static void paragraph(void **state)
{
	const struct block b = { .kind = BLOCK_PARA,
				 .text = "The ferry left the harbour at noon, nearly empty." };

	expect_lines(&b, 1, 20, (const char *const[]){
		"The ferry left the", "harbour at noon,", "nearly empty.", NULL });
	expect_lines(&b, 1, 60, (const char *const[]){ b.text, NULL });
}

static void long_word_breaks_at_the_edge(void **state)
{
	const struct block b = { .kind = BLOCK_PARA, .text = "abcdefghijklmnopqrstuvwxyz" };

	expect_lines(&b, 1, 10, (const char *const[]){
		"abcdefghij", "klmnopqrst", "uvwxyz", NULL });
}

static void wide_characters(void **state)
{
	const struct block b = { .kind = BLOCK_PARA, .text = "港口的渡船在中午離開了" };

	expect_lines(&b, 1, 10, (const char *const[]){ "港口的渡船", "在中午離開", "了", NULL });
	assert_int_equal(cells_width(clean_own("港e\xcc\x81x")), 4);
}

static void lists_and_headings(void **state)
{
	const struct block b[] = {
		{ .kind = BLOCK_HEADING, .level = 2, .text = "Tides" },
		{ .kind = BLOCK_ITEM, .level = 1, .text = "one two three four" },
		{ .kind = BLOCK_ITEM, .level = 1, .number = 2, .text = "next" },
		{ .kind = BLOCK_PARA, .quote = 1, .text = "said" },
		{ .kind = BLOCK_CODE, .text = "a  b\n\n  c" },
	};

	expect_lines(b, ARRAY_LEN(b), 14, (const char *const[]){
		"Tides", "", " • one two", "   three four", "2. next", "", "│said", "",
		"  a  b", "", "    c", NULL });
}

/* For a pipe: signs instead of styles. */
static void plain(void **state)
{
	struct cell cells[] = { { "Port", true }, { "Ships", true }, { "Hamar", false },
				{ "1,204", false }, { "三月", false }, { "7", false } };
	const struct block b[] = {
		{ .kind = BLOCK_HEADING, .level = 3, .text = "The tides of the year, all" },
		{ .kind = BLOCK_PARA, .quote = 1, .text = "said" },
		{ .kind = BLOCK_PARA, .quote = 2, .text = "answered" },
		{ .kind = BLOCK_ITEM, .level = 1, .number = 9, .text = "nine" },
		{ .kind = BLOCK_PARA, .level = 1, .text = "more" },
		{ .kind = BLOCK_ITEM, .level = 1, .number = 10, .text = "ten" },
		{ .kind = BLOCK_ITEM, .level = 2, .text = "deep" },
		{ .kind = BLOCK_PARA, .level = 2, .quote = 1, .text = "said" },
		{ .kind = BLOCK_CODE, .level = 1, .text = "code that is longer than a line\n\tx" },
		{ .kind = BLOCK_HEADING, .level = 4, .text = "三月" },
		{ .kind = BLOCK_TABLE, .columns = 2, .cells = cells, .n_cells = 6 },
		{ .kind = BLOCK_FIGURE, .url = "u", .alt = "A quay", .text = "In fog" },
		{ .kind = BLOCK_FIGURE, .url = "u", .alt = "quay", .text = "The quay" },
		{ .kind = BLOCK_RULE },
	};

	expect_plain(b, ARRAY_LEN(b), 24, (const char *const[]){
		"The tides of the year,", "all", "──────────────────────", "",
		"│ said", "│", "│ │ answered", "",
		" 9. nine", "", "    more", "10. ten", "     ◦ deep", "", "       │ said", "",
		"        code that is longer than a line", "                x", "",
		"三月", "┄┄┄┄", "",
		"Port   Ships", "─────  ─────", "Hamar  1,204", "三月       7", "",
		"▨ A quay", "  In fog", "", "▨ The quay", "", "        ────────", NULL });
	expect_plain(b, 3, FLOW_UNBROKEN, (const char *const[]){
		"The tides of the year, all", "──────────────────────────", "", "│ said", "│",
		"│ │ answered", NULL });
}

static void links_are_lettered(void **state)
{
	struct span s = { SPAN_LINK, 4, 9, "https://example.org/f" };
	const struct link link = { "https://example.org/f", "ferry" };
	const struct block b = { .kind = BLOCK_PARA, .text = "The ferry left", .spans = &s,
				 .n_spans = 1 };
	struct flow_options o = { .width = 40, .link_letters = true, .links = &link, .n_links = 1 };
	struct flow *f = flow_new(&b, 1, &o);
	const struct line *l = flow_line(f, 0);

	assert_int_equal(l->n_runs, 4);
	assert_int_equal(l->runs[1].style, STYLE_LINK);
	assert_int_equal(l->runs[1].link, 0);
	assert_memory_equal(l->runs[2].text.p, "ᵃ", l->runs[2].text.n);
	assert_int_equal(l->runs[3].col, 10);
	assert_int_equal(flow_link_line(f, 0), 0);
	flow_free(f);
}

/* The same anchor is found at every width, no line is wider than asked, and no word is lost. */
static void any_width(void **state)
{
	static const char text[] = "Naïve café owners — those of the old quay — ask: what now? "
		"The council’s answer, 三月三十一日, is a plan of 1,204 pages.\nA new line.";
	const struct block b[] = {
		{ .kind = BLOCK_PARA, .text = text },
		{ .kind = BLOCK_PARA, .level = 2, .quote = 2, .text = text },
	};
	int width;

	for (width = 10; width < 120; width++) {
		struct flow_options o = { .width = width };
		struct flow *f = flow_new(b, ARRAY_LEN(b), &o);
		size_t i, at = flow_at(f, 1, 30), letters[2] = { 0, 0 };
		const struct line *l = flow_line(f, at);

		assert_int_equal(l->block, 1);
		assert_true(l->offset <= 30);
		for (i = 0; (l = flow_line(f, i)) != NULL; i++) {
			size_t k, j;

			for (k = 0; k < l->n_runs; k++) {
				assert_true(l->runs[k].col + l->runs[k].width <= width);
				if (l->runs[k].style & STYLE_DIM)
					continue;
				for (j = 0; j < l->runs[k].text.n; j++)
					letters[l->block] += l->runs[k].text.p[j] != ' ';
			}
		}
		assert_true(letters[0] == letters[1] && letters[0] > 100);
		flow_free(f);
	}
}

static void table_fits_or_becomes_a_list(void **state)
{
	struct cell cells[] = { { "Port", true }, { "Ships", true }, { "Hamar", false },
				{ "12", false }, { "Lillehaven", false }, { "7", false } };
	const struct block b = { .kind = BLOCK_TABLE, .columns = 2, .cells = cells, .n_cells = 6 };
	struct flow_options o = { .width = 40 };
	struct flow *f = flow_new(&b, 1, &o);

	assert_int_equal(flow_count(f), 3);
	assert_int_equal(flow_line(f, 0)->runs[1].col, 12);
	assert_int_equal(flow_line(f, 1)->runs[1].col, 15);	/* numbers stand to the right */
	assert_int_equal(flow_line(f, 0)->runs[0].style, STYLE_STRONG);
	flow_free(f);
}

static void finds_across_lines(void **state)
{
	const struct block b = { .kind = BLOCK_PARA, .text = "one two THREE four five six" };
	struct flow_options o = { .width = 14 };
	struct flow *f = flow_new(&b, 1, &o);

	assert_int_equal(flow_find(f, STR("three four"), SIZE_MAX, false), 0);
	assert_int_equal(flow_find(f, STR("five"), 0, false), 1);
	assert_true(flow_find(f, STR("seven"), 0, false) == SIZE_MAX);
	assert_int_equal(flow_find(f, STR("ONE"), 2, true), 0);
	flow_free(f);
}

static void fitting_cuts_at_clusters(void **state)
{
	struct arena *a = arena_new(MIB(1));
	struct clean *lines;
	struct clean c = cells_fit(a, clean_own("港口港口"), 5, true, false);

	assert_memory_equal(c.p, "港口…", c.n);
	assert_int_equal(cells_wrap(a, clean_own("aa bb cc dd"), 5, 2, false, &lines), 2);
	assert_memory_equal(lines[0].p, "aa bb", 5);
	assert_int_equal(lines[1].n, 5);
	assert_int_equal(cells_wrap(a, clean_own("aa bb cc dd"), 5, 1, false, &lines), 1);
	assert_int_equal(cells_width(lines[0]), 5);
	arena_free(a);
}

/* What a damaged record may hold: it is shown, and costs nothing. */
static void absurd_blocks(void **state)
{
	struct cell one = { "alone", true };
	const struct block blocks[] = {
		{ .kind = BLOCK_TABLE, .columns = UINT32_MAX, .cells = &one, .n_cells = 1,
		  .quote = UINT32_MAX },
		{ .kind = BLOCK_FIGURE, .text = "caption", .quote = UINT32_MAX },
	};
	struct arena *a = arena_new(MIB(1));
	struct clean *lines;

	expect_lines(blocks, 2, 24, (const char *const[]){ "│││alone", "", "│││▨ caption", NULL });
	assert_int_equal(cells_wrap(a, clean_own("a\n\nb"), 9, 9, false, &lines), 3);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraph),
		cmocka_unit_test(long_word_breaks_at_the_edge),
		cmocka_unit_test(wide_characters),
		cmocka_unit_test(lists_and_headings),
		cmocka_unit_test(plain),
		cmocka_unit_test(links_are_lettered),
		cmocka_unit_test(any_width),
		cmocka_unit_test(table_fits_or_becomes_a_list),
		cmocka_unit_test(finds_across_lines),
		cmocka_unit_test(fitting_cuts_at_clusters),
		cmocka_unit_test(absurd_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Small pages with all that surrounds an article; what comes out is the article alone. */
#include "tests/unit/unit.h"

#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "parse/parse.h"

#define P1 "The old lighthouse on the northern cape was lit again last night, after " \
	   "eleven years " \
	   "of darkness, and the whole village came to watch. "
#define P2 "Its keeper, a retired teacher, had repaired the lamp with parts from three " \
	   "museums; " \
	   "the harbour paid for the rest, he said. "
#define P3 "Ships will not need it, since they steer by satellite, but the council " \
	   "hopes that " \
	   "visitors will, and that the cafe below can open in spring."
#define BODY "<p>" P1 "</p><p>" P2 "</p>"

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

static struct article read_page(const char *html)
{
	struct input in = { .bytes = str_of(html), .url = "https://paper.example/2024/05/06/lamp",
			    .content_type = "text/html; charset=utf-8" };
	struct article art;
	struct err e = { 0 };

	if (parse_page(arena, &in, &art, &e) != OK)
		fail_msg("parse_page: %s", e.msg);
	return art;
}

static const char *text_of(const struct article *art)
{
	struct buf b = BUF_INIT(MIB(1));
	const char *s;

	blocks_text(art->blocks, art->n_blocks, &b);
	s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static void assert_body(const char *html)
{
	struct article art = read_page(html);
	struct str got = str_of(text_of(&art));
	struct buf want = BUF_INIT(KIB(16));

	/* paragraphs lose the blanks at their ends */
	buf_add_str(&want, str_trim(STR(P1)));
	buf_puts(&want, "\n\n");
	buf_add_str(&want, str_trim(STR(P2)));
	buf_puts(&want, "\n\n" P3);
	assert_string_equal(got.p, buf_cstr(&want));
	buf_free(&want);
}

static void boxes(void **state)
{
	/* subscription box in the middle */
	assert_body("<body><main><div>" BODY "<div><div><p>Every morning</p><p>The "
	"best of the cape, "
		    "sent to you by us, for free, always.</p><form><input type=email><button>Go"
		    "</button></form></div></div><p>" P3 "</p></div></main>");
	/* a bar of links before, a footer behind */
	assert_body("<body><ul><li><a href=/>Home</a><li><a href=/s>Sea</a></ul>"
	"<h1>The lamp is lit"
		    "</h1><div>" BODY "<ul><li><a href='https://a.example/?u=x'>A</a><li><a "
		    "href='https://b.example/?u=x'>B</a></ul><p>" P3 "</p></div>"
		    "<footer><p>All rights "
		    "reserved, 2024, by the paper of the cape. No part may be copied."
		    "</p></footer>");
	/* a picture with its caption, a date and a name before the text */
	assert_body("<article><h1>The lamp is lit</h1><p>By Ada Example</p><time "
	"datetime=2024-05-06>"
		    "6 May</time><div><img src=l.jpg><span>The lamp, seen from the "
		    "sea. Photo: N. "
		    "N.</span></div>" BODY "<p>" P3 "</p></article>");
	/* teasers inside */
	assert_body("<article><h1>The lamp is lit</h1>" BODY "<div><h3>Read next</h3><ul>"
		    "<li><a href=/a-new-pier>A new pier is planned for the harbour</a></li>"
		    "<li><a href=/a-storm>A storm took the roof of the school</a></li>"
		    "<li><a href=/a-boat>A boat was found without a crew</a></li></ul>"
		    "</div><p>" P3
		    "</p></article>");
}

static void text_in_lines(void **state)
{
	assert_body("<body><div>" P1 "<br><br>" P2 "<br><br>" P3 "</div>");
}

static void parts_that_stay(void **state)
{
	struct article art = read_page("<article><h1>T</h1>" BODY "<h2>Numbers of the "
	"lamp</h2><table>"
				       "<tr><th>Year<th>Ships</tr><tr><td>1901<td>340"
				       "</tr></table><pre>"
				       "  flash 3 s\n</pre><ol><li>First, the glass "
				       "was cleaned.<li>Then"
				       " the wick was cut.</ol><p>" P3 "</p></article>");
	unsigned kinds = 0;
	size_t i;

	for (i = 0; i < art.n_blocks; i++)
		kinds |= 1u << art.blocks[i].kind;
	assert_true(kinds & 1u << BLOCK_TABLE);
	assert_true(kinds & 1u << BLOCK_CODE);
	assert_true(kinds & 1u << BLOCK_ITEM);
	assert_true(kinds & 1u << BLOCK_HEADING);
}

static void author_note(void **state)
{
	static const char note[] = "Ada Example has written about ships and the sea "
	"for this paper "
				   "since 2009, and lives on the cape.";
	struct article art = read_page("<main><header><h1>The lamp is lit</h1><p>A "
	"village has its "
				       "light back, and paid for it itself.</p><div>By "
				       "<a href=/p/ada>Ada"
				       " Example</a> <time "
				       "datetime='2024-05-06T07:08:09+02:00'></time>"
				       "</div></header><section>"
				       "<div>" BODY "<p>" P3 "</p></div><div><div>"
				       "<img src=a.jpg><div><a href=/p/ada>Ada Example"
				       "</a></div></div>"
				       "<p>Ada Example has written about ships and the "
				       "sea for this paper "
				       "since 2009, and lives on the cape.</p></div>"
				       "</section></main>");

	assert_string_equal(art.author_note, note);
	assert_null(strstr(text_of(&art), "since 2009"));
	assert_string_equal(art.title, "The lamp is lit");
	assert_string_equal(art.byline, "Ada Example");
	assert_string_equal(art.dek, "A village has its light back, and paid for it itself.");
	assert_string_equal(date_rfc3339(arena, art.published), "2024-05-06T05:08:09Z");
	assert_null(strstr(text_of(&art), "light back"));
}

static void only_json_ld(void **state)
{
	struct article art = read_page(
		"<html lang=en-GB><head><title>Lamp lit again on cape - The Cape Paper</title>"
		"<script type='application/ld+json'>{broken</script>"
		"<script "
		"type='application/ld+json'>[{\"@type\":\"Organization\",\"@id\":\"#o\","
		"\"name\":\"The Cape \\u0007"
		"Paper\"},{\"@graph\":[{\"@type\":[\"Thing\",\"NewsArticle\"],"
		"\"headline\":\"Lamp lit again on cape\",\"author\":[{\"@id\":\"#a\"},\"Ben "
		"Sample\"],\"datePublished\":\"2024-05-06\",\"publisher\":{\"@id\":\"#o\"},},"
		"{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ada Example\"}]}]"
		"</script></head>"
		"<body><div>" BODY "<p>" P3 "</p></div>");

	assert_string_equal(art.title, "Lamp lit again on cape");
	assert_string_equal(art.byline, "Ada Example, Ben Sample");
	assert_string_equal(art.site, "The Cape Paper");
	assert_string_equal(art.language, "en-GB");
	assert_string_equal(date_rfc3339(arena, art.published), "2024-05-06T00:00:00Z");
}

static void body_in_json(void **state)
{
	struct article art = read_page(
		"<script "
		"type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Lamp\","
		"\"articleBody\":\"" P1 P2 "\\n\\n" P3 "\"}</script><h1>Lamp</h1>"
		"<p>Loading the "
		"page, please wait for it.</p>");

	assert_non_null(strstr(text_of(&art), "can open in spring"));
}

static void only_the_address(void **state)
{
	struct article art = read_page("<title>x</title><body>"
	"<div>" BODY "<p>" P3 "</p></div>");

	assert_string_equal(date_rfc3339(arena, art.published), "2024-05-06T00:00:00Z");
}

static void never_empty(void **state)
{
	struct article art = read_page("<p>Hello</p>");

	assert_string_equal(text_of(&art), "Hello");
	art = read_page("<table><tr><td>1<td>2<tr><td>3<td>4</table>");
	assert_int_equal(art.n_blocks, 1);
}

static void not_a_page(void **state)
{
	struct input in = { .bytes = STR("") };
	struct article art;
	struct err e;

	assert_int_equal(parse_page(arena, &in, &art, &e), E_PARSE);
	in.bytes = STR("<html><body><script>1</script></body></html>");
	assert_int_equal(parse_page(arena, &in, &art, &e), E_PARSE);
	in.bytes = STR("A plain letter.\n\nIn two parts.");
	in.content_type = "text/plain";
	assert_int_equal(parse_page(arena, &in, &art, &e), OK);
	assert_int_equal(art.n_blocks, 2);
}

/* CPU seconds to read a page of n units. */
static double read_seconds(const char *head, const char *unit, const char *tail, size_t n)
{
	struct input in = { .url = "https://paper.example/page" };
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(MIB(16));
	struct article art;
	clock_t start;

	buf_puts(&b, head);
	while (n-- > 0)
		buf_puts(&b, unit);
	buf_puts(&b, tail);
	in.bytes = buf_str(&b);
	start = clock();
	assert_int_equal(parse_page(a, &in, &art, NULL), OK);
	start = clock() - start;
	buf_free(&b);
	arena_free(a);
	return (double)start / CLOCKS_PER_SEC;
}

/* Each of these took a walk for each of its units. */
static void hostile(void **state)
{
	static const struct {
		const char *head, *unit, *tail;
		size_t n;
	} cases[] = {
		{ "<html><body><p>" P1 "</p>", "<noscript>", "<p></noscript>", 40000 },
		{ "<html><body><article><div>", "<div><input></div>",
		  "<p>" P1 P1 P1 "</p></div><p>" P1 P2 P3 P1 P2 P3 P1 P2 P3 "</p></article>", 40000 },
		{ "<html><script type='application/ld+json'>[", "{\"@id\":\"a\"},",
		  "{}]</script><p>" P1 "</p>", 60000 },
		{ "<html><script type='application/ld+json'>[{\"@type\":\"Article\",\"author\":[",
		  "{\"@id\":\"a\"},", "{}]}]</script><p>" P1 "</p>", 60000 },
		{ "<html><body><h1>" P1 "</h1><title>", "not in the headline ", "</title><p>" P2 "</p>",
		  60000 },
		{ "<html><body><ul><li><a href='/x/one-two-three'>A headline of some length</a>",
		  "<span></span>", "</ul><p>" P1 "</p>", 90000 },
		{ "<html><body><p>" P1 "</p>", "<div><a href='/a-b-c-d-e'>A headline of a length</a>",
		  "", 40000 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		double part = read_seconds(cases[i].head, cases[i].unit, cases[i].tail,
					   cases[i].n / 4);
		double all = read_seconds(cases[i].head, cases[i].unit, cases[i].tail, cases[i].n);

		if (!IS_SANITIZED && all > part * 10 + 0.3)
			fail_msg("case %zu: %.2f s for four times what took %.2f s", i, all, part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boxes),
		cmocka_unit_test(text_in_lines),
		cmocka_unit_test(parts_that_stay),
		cmocka_unit_test(author_note),
		cmocka_unit_test(only_json_ld),
		cmocka_unit_test(body_in_json),
		cmocka_unit_test(only_the_address),
		cmocka_unit_test(never_empty),
		cmocka_unit_test(not_a_page),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

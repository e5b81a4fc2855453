/* What of a page is its article: one small page for each rule, with what must be in the text and what must
 * not. */
#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "parse/parse.h"

#define LEAD "The council of the cape has voted to keep the old ferry for another ten years, although the " \
	     "bridge will open next spring and nobody expects many cars to wait for it."
#define P1 "<p>The ferry has crossed the sound since 1911, four times a day, and has been late on only six " \
	   "of those days, as its captain likes to say.</p>"
#define P2 "<p>She carries the school children of two islands, the mail, and now and then a cow; the bridge, " \
	   "she says, will carry none of them to the door.</p>"
#define P3 "<p>What the ferry costs each year is less than the lights of the bridge will, according to the " \
	   "figures that the council published on Monday.</p>"
#define P4 "<p>In the end nine members voted for the ferry and two against it, and the harbour rang its " \
	   "bell until the evening boat had left.</p>"
#define TEXT P1 P2 P3 P4
#define H1 "<title>Ferry stays - The Cape</title><body><h1>Ferry stays</h1>"

static struct arena *arena;
static struct article art;

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
	struct input in = { .bytes = str_of(html), .url = "https://paper.example/2024/05/ferry",
			    .content_type = "text/html; charset=utf-8" };
	struct buf b = BUF_INIT(MIB(1));
	struct err e = { 0 };
	const char *s;

	if (parse_page(arena, &in, &art, &e) != OK)
		fail_msg("parse_page: %s", e.msg);
	assert_int_equal(blocks_text(art.blocks, art.n_blocks, &b), OK);
	s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

/* Each row: a page, words that must be in its text and words that must not (NULL: none). */
struct row {
	const char *what, *html, *in, *out;
};

static void assert_rows(const struct row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const char *text = text_of(rows[i].html);

		if (!strstr(text, "since 1911") || !strstr(text, "rang its bell"))
			fail_msg("%s: the text itself is not whole:\n%s", rows[i].what, text);
		if (rows[i].in && !strstr(text, rows[i].in))
			fail_msg("%s: lost \"%s\" from\n%s", rows[i].what, rows[i].in, text);
		if (rows[i].out && strstr(text, rows[i].out))
			fail_msg("%s: kept \"%s\" in\n%s", rows[i].what, rows[i].out, text);
	}
}

static void openings(void **state)
{
	static const struct row rows[] = {
		{ "a lead apart from the text", H1 "<div class=head><p class=intro>" LEAD "</p></div><ul><li>"
		  "<a href=/x>Share</a></ul><figure><img src=f.jpg></figure><div class=b>" TEXT "</div>",
		  "another ten years", "Share" },
		{ "a lead called a teaser", H1 "<div><div class=teaser-text><p>" LEAD "</p></div><div class=t>"
		  TEXT "</div></div>", "another ten years", NULL },
		{ "a teaser of another story", H1 "<div>" P1 P2 "<div class=teaser><a href=/pier-is-sold>"
		  "The old pier is sold</a><p>It went to a family of fishers from the north, for little "
		  "money, after years of talk.</p></div>" P3 P4 "</div>", NULL, "family of fishers" },
		{ "a heading that opens the text", H1 "<div><h3>" LEAD "</h3><p>By Ada Example</p>" TEXT
		  "</div>", "another ten years", "Ada" },
		{ "a heading above the first paragraph", H1 "<div><h2>Four times a day</h2>" TEXT "</div>",
		  "Four times a day", NULL },
		{ "a line in a box around the text", H1 "<main><div>6 May 2024 | Harbour" TEXT
		  "</div></main>", NULL, "| Harbour" },
		{ "a short sentence first", H1 "<div><p>It stays.</p>" TEXT "</div>", "It stays.", NULL },
	};

	assert_rows(rows, ARRAY_LEN(rows));
}

static void dek_is_shown_once(void **state)
{
	const char *text = text_of(H1 "<div><p class=dek>" LEAD "</p><p>6 May 2024</p>" TEXT "</div>");

	size_t n = art.n_blocks;

	/* the text has it; where it is shown above, it no longer has */
	assert_non_null(strstr(text, "another ten years"));
	assert_string_equal(art.dek, LEAD);
	article_part_dek(&art);
	assert_string_equal(art.dek, LEAD);
	assert_int_equal(art.n_blocks, n - 1);
	article_part_dek(&art);
	assert_int_equal(art.n_blocks, n - 1);
	/* in a head of its own it is no part of the text */
	text = text_of("<title>Ferry stays</title><article><header><h1>Ferry stays</h1><p class=dek>" LEAD
		       "</p></header><div>" TEXT "</div></article>");
	assert_null(strstr(text, "another ten years"));
	n = art.n_blocks;
	article_part_dek(&art);
	assert_string_equal(art.dek, LEAD);
	assert_int_equal(art.n_blocks, n);
	/* what a feed cut from the text is no dek */
	art.dek = "The ferry has crossed the sound since 1911, four times a day, and has […]";
	article_part_dek(&art);
	assert_null(art.dek);
	assert_int_equal(art.n_blocks, n);
}

static void endings(void **state)
{
	static const struct row rows[] = {
		{ "a call to subscribe", H1 "<div>" TEXT "<p>Subscribe now to our evening edition, which comes "
		  "by mail, <a href=/s>here</a>.</p></div>", NULL, "evening edition" },
		{ "one in German", H1 "<div>" TEXT "<p>Folgen Sie uns auf allen Kanälen, um nichts vom Hafen "
		  "und vom Meer zu verpassen!</p></div>", NULL, "Kanälen" },
		{ "one in Spanish", H1 "<div>" TEXT "<p>Síguenos en todas las redes para no perder "
		  "nada del puerto.</p></div>", NULL, "redes" },
		{ "a credit behind rights", H1 "<div>" TEXT "<p>(Reporting by Ada Example and Ben Sample, editing "
		  "by Cleo Specimen)</p><p>© 2024 The Cape. All rights reserved.</p></div>", NULL, "Cleo" },
		{ "text that speaks of rights", H1 "<div>" P1 P2 "<p>Copyright in the song of the ferry has long "
		  "run out, so that everybody may sing it on board, and does.</p>" P3 P4 "</div>",
		  "everybody may sing", NULL },
		{ "a list of other stories", H1 "<div>" TEXT "<div class=h>More from the cape</div><ul><li>Why the "
		  "<a href=/bell-tolls>bell tolls</a> at six</li><li>A day on the <a href=/mail-boat>mail "
		  "boat</a>, with pictures</li></ul></div>", NULL, "bell tolls" },
		{ "sources under their heading", H1 "<div>" TEXT P1 P2 P3 P4 "<h3>Further reading</h3><p>A. Example, "
		  "The ferries of the north, 1911.</p></div>", NULL, "ferries of the north" },
		{ "a heading over nothing", H1 "<div>" P1 P2 "<h3>On the same subject</h3><ul><li>"
		  "<a href=/one-two-three>A bridge is late again</a><li><a href=/two-three-four>A ferry "
		  "is early again</a></ul><h3>The vote</h3>" P3 P4 "</div>", "The vote", "same subject" },
		{ "an address to write to", H1 "<div>" P1 P2 "<p><a href='mailto:ferry@cape.example'>"
		  "ferry@cape.example</a></p>" P3 P4 "</div>", "ferry@cape.example", NULL },
		{ "items of a text that are links", H1 "<div>" P1 P2 "<ul><li><a href=/a-b-c>The winter boat, built "
		  "in 1911</a></li><li>The summer boat, which is new, and has room for sixty bicycles and "
		  "a small <a href=/d>shop</a></li><li>The old mail boat, sold to a school long ago, "
		  "and never paid for</li></ul>" P3 P4 "</div>", "winter boat", NULL },
	};

	assert_rows(rows, ARRAY_LEN(rows));
}

#define ITEM "<li><h2>A picture of the north</h2><p>Another ship, of which this page tells nothing else, lies " \
	     "in another harbour, where the photographer once spent a summer, she writes.</p></li>"
#define ITEMS ITEM ITEM ITEM ITEM ITEM ITEM

static void boxes_and_texts(void **state)
{
	static const struct row rows[] = {
		{ "a gallery longer than the text", H1 "<div>" P1 P2 "<p>" LEAD "</p><div class=photo-gallery><ul>"
		  ITEMS ITEMS ITEMS "</ul></div>" P3 P4 "</div>", NULL, "photographer" },
		{ "a text within a form", "<title>Ferry</title><body><header><nav><a href=/>Home</a> "
		  "<a href=/b>Boats</a></nav><p>All about boats, and a little about the sea, since 2009.</p>"
		  "</header><form action=/buy><div>" TEXT "<input type=text></div></form>", NULL, NULL },
		{ "a text in a box with a bad name", "<title>Ferry</title><body><div class=sharing-container><div>"
		  TEXT "</div></div>", NULL, NULL },
		{ "what readers say, in a box", H1 "<div><div><div>" TEXT P2 P3 "</div></div><div><h3>Top comments"
		  "</h3><div><p>I crossed on it every day of my life, and I was never late for school.</p></div>"
		  "<div><p>The bridge will be too narrow for my cart, as everybody knows.</p></div></div></div>",
		  NULL, "narrow for my cart" },
		{ "what readers say, in the text's box", H1 "<div>" TEXT P2 P3 "<h3>3 Kommentare</h3><div><p>Ich fuhr "
		  "mein Leben lang damit, und ich kam nie zu spät.</p></div><div><p>Die Brücke wird zu schmal "
		  "sein, wie jeder weiß.</p></div></div>", NULL, "Leben lang" },
		{ "a window over the page", H1 "<div class=cookie-notice><p>We use cookies, and so do our "
		  "partners, of whom there are many, to show you what you like best.</p><p>You may refuse "
		  "them, if you find the button, which is grey.</p></div><div>" TEXT "</div>",
		  NULL, "partners" },
		{ "text in many boxes", H1 "<main><div><div>" P1 "</div></div><div><div>" P2
		  "</div></div><div><div><p>“It will rain,” the captain says.</p></div></div><div><div>" P3
		  "</div></div><div><div>" P4 "</div></div></main>", "It will rain", NULL },
		{ "a heading that stands twice", H1 "<div>" P1 P2 "<h3>What the bridge costs in the first year</h3>"
		  "<div><h3>What the bridge costs in the first year</h3></div>" P3 P4 "</div>",
		  "costs in the first year", NULL },
	};

	assert_rows(rows, ARRAY_LEN(rows));
}

static void lone_paragraph(void **state)
{
	const char *text = text_of(H1 "<div>" P1 "<p>Harbour road 14, The Cape, behind the old customs house "
				   "with the green door</p></div><div><a href=/a>Home"
				   "</a> <a href=/b>Boats</a></div>");

	assert_non_null(strstr(text, "Harbour road 14"));
	assert_null(strstr(text, "Boats"));
}

/* The feed's own text where the page has but a part of it. */
static void text_of_the_feed(void **state)
{
	const char *part = text_of(H1 "<div>" P1 P2 "</div>");
	struct article whole;

	assert_null(strstr(part, "rang its bell"));
	part = text_of(H1 "<div>" TEXT P1 P2 P3 P4 "<p>" LEAD "</p></div>");
	whole = art;
	text_of(H1 "<div>" P1 P2 "</div>");
	assert_true(article_take_text(arena, &art, whole.blocks, whole.n_blocks));
	assert_int_equal(art.n_blocks, whole.n_blocks);
	assert_string_equal(art.title, "Ferry stays");
	/* as much is no reason, nor is little of it */
	assert_false(article_take_text(arena, &art, whole.blocks, whole.n_blocks));
	text_of(H1 "<div>" P1 P2 "</div>");
	assert_false(article_take_text(arena, &art, whole.blocks, 1));
	/* what is not free is taken from wherever it is */
	art.notice = "not free";
	assert_true(article_take_text(arena, &art, whole.blocks, 4));
	assert_null(art.notice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openings),
		cmocka_unit_test(dek_is_shown_once),
		cmocka_unit_test(endings),
		cmocka_unit_test(boxes_and_texts),
		cmocka_unit_test(lone_paragraph),
		cmocka_unit_test(text_of_the_feed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

/* Front pages as feeds: their stories with kicker, dek, picture and date, and nothing else. */
#include "tests/unit/unit.h"

#include "base/date.h"
#include "base/limits.h"
#include "parse/related.h"

#define HOME "https://paper.example/"

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

static enum rc read_front(const char *html, struct feed *feed, struct err *e)
{
	struct page p;
	enum rc rc;

	memset(feed, 0, sizeof(*feed));
	assert_int_equal(html_open(arena, str_of(html), HOME, &p, e), OK);
	rc = frontpage_read(&p, feed, e);
	html_close(&p);
	return rc;
}

static const char front[] =
	"<html lang=en><head><title>The Paper</title></head><body><header><a href='/'>The Paper</a>"
	"<nav><ul><li><a href='/politics'>Politics and government</a></li>"
	"<li><a href='/sport'>Sport</a></li><li><a href='/arts'>Arts</a></li></ul></nav></header><main>"
	"<article><img src='/lead.jpg' alt='A\t\n bridge&#7;'><span>Town</span>"
	"<h2><a href='/town/bridge-opens-at-last-after-years'>Bridge opens at last after six years</a>"
	"</h2><p>Cars may cross from Monday, lorries have to wait a little longer.</p>"
	"<time datetime='2024-05-02T10:00:00Z'>10 am</time></article>"
	"<section><h3><a href='/politics'>Politics</a></h3>"
	"<div><h4><a href='/politics/council-votes-on-the-new-budget'>Council votes on the new budget"
	"</a></h4><p>A long night is expected by all who were asked.</p></div>"
	"<div><h4><a href='/politics/mayor-will-not-stand-once-more'>Mayor will not stand once more</a>"
	"</h4><p>She wants to write, and to walk.</p></div></section>"
	"<section><h3>Sport</h3><ul>"
	"<li><a href='/sport/rowers-win-the-harbour-race'>Rowers win the harbour race</a></li>"
	"<li><a href='/sport/a-coach-who-hates-to-travel'>A coach who hates to travel</a></li>"
	"<li><a href='/town/bridge-opens-at-last-after-years'>The bridge in pictures, from both"
	" sides</a></li></ul></section>"
	"<aside><h3>Sponsored</h3><ul class='sponsored'><li><a href='/p/the-pan-of-pans-for-your-home'>"
	"The pan of pans for your home</a></li></ul></aside></main>"
	"<footer><a href='/about-the-paper-and-its-people'>About the paper and its people</a>"
	"<a href='/terms'>Terms</a><a href='/privacy-and-cookies-at-length'>Privacy and cookies at"
	" length</a><a href='/contact'>Contact</a></footer></body></html>";

static void stories_of_a_front_page(void **state)
{
	static const char *const titles[] = {
		"Bridge opens at last after six years", "Council votes on the new budget",
		"Mayor will not stand once more", "Rowers win the harbour race",
		"A coach who hates to travel",
	};
	struct feed f;
	struct err e;

	assert_int_equal(read_front(front, &f, &e), OK);
	assert_int_equal(f.kind, FEED_FRONTPAGE);
	assert_string_equal(f.title, "The Paper");
	assert_string_equal(f.language, "en");
	assert_int_equal(f.n_stories, ARRAY_LEN(titles));
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		assert_string_equal(f.stories[i].title, titles[i]);
	assert_string_equal(f.stories[0].url,
			    "https://paper.example/town/bridge-opens-at-last-after-years");
	assert_string_equal(f.stories[0].kicker, "Town");
	assert_string_equal(f.stories[0].tags[0], "Town");
	assert_string_equal(f.stories[0].image.url, "https://paper.example/lead.jpg");
	assert_string_equal(f.stories[0].image.alt, "A bridge");
	assert_true(f.stories[0].published == date_make(2024, 5, 2, 10, 0, 0));
	assert_string_equal(f.stories[1].dek, "A long night is expected by all who were asked.");
	assert_null(f.stories[3].dek);
	assert_true(f.stories[3].published == DATE_NONE);
}

/* The same story keeps its identity whatever is added to its address. */
static void stable_guids(void **state)
{
	static const char *const added[] = { "", "?utm_source=front", "#article" };
	const char *guid = NULL;

	for (size_t i = 0; i < ARRAY_LEN(added); i++) {
		struct feed f;
		struct err e;
		char *html = arena_printf(arena, "<ul><li><a href='/t/ferry-crews-vote-tonight%s'>"
			"Ferry crews vote tonight</a></li>"
			"<li><a href='/t/market-moves-to-the-quay'>Market moves to the quay</a></li>"
			"<li><a href='/t/what-the-tide-gauge-says'>What the tide gauge says</a></li>"
			"<li><a href='/t/a-library-for-the-harbour'>A library for the harbour</a></li>"
			"</ul>", added[i]);

		assert_int_equal(read_front(html, &f, &e), OK);
		assert_int_equal(f.n_stories, 4);
		if (guid)
			assert_string_equal(f.stories[0].guid, guid);
		guid = f.stories[0].guid;
	}
}

static void pages_that_list_nothing(void **state)
{
	static const char *const pages[] = {
		"<title>Sign in</title><form><input name=user><input type=password><a href='/forgot'>"
		"Forgot the password?</a><a href='/terms-of-use-and-privacy'>Terms of use and"
		" privacy</a></form>",
		"<h1>One story</h1><p>It has one paragraph with <a href='/a/link-to-an-older-story'>a link"
		" to an older story</a> in it and goes on for a while after that link.</p>",
		"<table><tr><td><a href='/f/1'>1.2.3</a></td><td><a href='/f/2'>1.2.4</a></td></tr>"
		"<tr><td><a href='/f/3'>1.2.5</a></td><td><a href='/f/4'>1.2.6</a></td></tr></table>",
		"<ul><li><a href='/offer/100001'>Flat with three rooms and a view</a></li>"
		"<li><a href='/offer/100002'>Flat with three rooms and a view</a></li>"
		"<li><a href='/offer/100003'>Flat with three rooms and a view</a></li>"
		"<li><a href='/offer/100004'>Flat with three rooms and a view</a></li></ul>",
	};

	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		struct feed f;
		struct err e;

		assert_int_equal(read_front(pages[i], &f, &e), E_PARSE);
		assert_int_equal(f.n_stories, 0);
		assert_true(e.msg[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(stories_of_a_front_page, setup, teardown),
		cmocka_unit_test_setup_teardown(stable_guids, setup, teardown),
		cmocka_unit_test_setup_teardown(pages_that_list_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The feeds that a page names, best first. */
#include "tests/unit/unit.h"

#include "base/limits.h"
#include "parse/related.h"

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

static struct feed discover(const char *html)
{
	struct feed feed = { 0 };
	struct page p;

	assert_int_equal(html_open(arena, str_of(html), "https://paper.example/town/", &p, NULL),
			 OK);
	discover_feeds(&p, &feed);
	html_close(&p);
	return feed;
}

static void link_elements(void **state)
{
	struct feed f = discover(
		"<html><head><link rel='stylesheet alternate' type='text/css' href='/x.css'>"
		"<link rel=alternate type='application/rss+xml' title='Paper: Comments Feed'"
		" href='/comments/feed/'>"
		"<link rel='ALTERNATE' type='application/rss+xml; charset=utf-8' title='&#10;Pa&#127;per'"
		" href='feed.xml'>"
		"<link rel=alternate type='application/atom+xml' href='https://feeds.example/paper'>"
		"<link rel=alternate type='application/feed+json' href='javascript:x()'>"
		"<link rel=alternate hreflang=de type='text/html' href='/de/'>"
		"<link rel=alternate type='application/json' href='/wp-json/1'>"
		"</head><body><p>Hello</p></body></html>");

	assert_int_equal(f.n_alternates, 3);
	assert_string_equal(f.alternates[0].url, "https://paper.example/town/feed.xml");
	assert_string_equal(f.alternates[0].text, "Paper");
	assert_string_equal(f.alternates[1].url, "https://feeds.example/paper");
	assert_null(f.alternates[1].text);
	assert_string_equal(f.alternates[2].url, "https://paper.example/comments/feed/");
}

static void plain_links(void **state)
{
	struct feed f = discover(
		"<body><a href='/rss'>Follow by RSS</a><a href='/rss/'>The same</a>"
		"<a href='/town/index.rdf'>RDF</a><a href='/?feed=rss2'>Old</a>"
		"<a href='/feeding-the-birds'>Feeding the birds</a><a href='/about-rss'>About</a>"
		"<a href='https://other.example/feed'>Another site's</a></body>");

	assert_int_equal(f.n_alternates, 3);
	assert_string_equal(f.alternates[0].url, "https://paper.example/rss");
	assert_string_equal(f.alternates[0].text, "Follow by RSS");
	assert_string_equal(f.alternates[1].url, "https://paper.example/town/index.rdf");
	assert_string_equal(f.alternates[2].url, "https://paper.example/?feed=rss2");
}

static void links_before_anchors(void **state)
{
	struct feed f = discover("<body><a href='/feed'>All</a><link rel=alternate"
				 " type='application/rss+xml' href='/town.rss'></body>");

	assert_int_equal(f.n_alternates, 2);
	assert_string_equal(f.alternates[0].url, "https://paper.example/town.rss");
	assert_int_equal(discover("<p>No feed at all").n_alternates, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(link_elements, setup, teardown),
		cmocka_unit_test_setup_teardown(plain_links, setup, teardown),
		cmocka_unit_test_setup_teardown(links_before_anchors, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The feeds that a page names, best first. */
#include "tests/unit/unit.h"

#include "base/limits.h"
#include "parse/discover.h"

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

static struct feed discover_at(const char *url, const char *html, const char *header)
{
	struct feed feed = { 0 };
	struct page p;

	assert_int_equal(html_open(arena, str_of(html), url, &p, NULL), OK);
	discover_feeds(&p, &header, header ? 1 : 0, &feed);
	html_close(&p);
	return feed;
}

static struct feed discover(const char *html)
{
	return discover_at("https://paper.example/town/", html, NULL);
}

/* want: the addresses, best first, with blanks between them. */
static void check(const char *html, const char *want)
{
	struct feed f = discover_at("https://www.paper.example/", html, NULL);
	const char *got = "";

	for (size_t i = 0; i < f.n_alternates; i++)
		got = arena_printf(arena, "%s%s%s", got, i ? " " : "", f.alternates[i].url);
	assert_string_equal(got, want);
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

	/* what lies below the section that was asked for comes first */
	assert_int_equal(f.n_alternates, 3);
	assert_string_equal(f.alternates[0].url, "https://paper.example/town/index.rdf");
	assert_string_equal(f.alternates[1].url, "https://paper.example/rss");
	assert_string_equal(f.alternates[1].text, "Follow by RSS");
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

#define LINK(type, title, href) "<link rel=alternate type='application/" type "' title='" title \
	"' href='" href "'>"
#define W "https://www.paper.example"

static void what_is_meant_first(void **state)
{
	check(LINK("rss+xml", "Comments on the paper", "/c.xml")
	      LINK("rss+xml", "Cars category feed", "/cars.xml")
	      LINK("rss+xml", "Ada", "/author/ada/feed/")
	      LINK("rss+xml", "Search", "/feed/?s=x")
	      LINK("rss+xml", "The Paper", "/all/feed/")
	      "<a href='/feed/'>RSS</a>",
	      W "/all/feed/ " W "/feed/ " W "/cars.xml " W "/author/ada/feed/ " W "/feed/?s=x "
	      W "/c.xml");
	/* opinions are no comments */
	check(LINK("rss+xml", "Comment is welcome", "/comment/feed.xml")
	      LINK("rss+xml", "All", "/all.xml"), W "/comment/feed.xml " W "/all.xml");
}

static void one_feed_in_several_formats(void **state)
{
	check(LINK("atom+xml", "Paper (Atom)", "/a") LINK("rss+xml", "Paper (RSS 2.0)", "/b")
	      LINK("feed+json", "Paper", "/c"), W "/a");
	check(LINK("rss+xml", "RSS", "/feed/") LINK("atom+xml", "Atom", "/feed/atom/")
	      LINK("rss+xml", "RSS", "/town/feed/") LINK("atom+xml", "Atom", "/town/feed/atom/"),
	      W "/feed/ " W "/town/feed/");
	check("<a href='/town.rss'>a</a><a href='/town.atom'>b</a><a href='/sport.rss'>c</a>",
	      W "/town.rss " W "/sport.rss");
	/* of one format: two feeds */
	check(LINK("rss+xml", "Paper", "/a") LINK("rss+xml", "Paper", "/b"), W "/a " W "/b");
	check(LINK("rss+xml", "Town", "/feed.xml") LINK("atom+xml", "Comments feed", "/feed.atom"),
	      W "/feed.xml " W "/feed.atom");
}

static void links_of_all_kinds(void **state)
{
	check("<link rel=feed href='/x'>", W "/x");
	check("<link rel=alternate href='/rss.xml'>", W "/rss.xml");
	check("<link rel=alternate type='text/xml' title='Our RSS feed' href='/x'>", W "/x");
	check("<link rel=alternate type='text/xml' title='Map' href='/map'>", "");
	check("<link rel=alternate hreflang=de href='/de/'>", "");
	check("<body><a type='application/atom+xml' href='/x'>y</a>", W "/x");
	check("<a href='https://feeds.paper.example/town'>Town</a>",
	      "https://feeds.paper.example/town");
	check("<a href='https://blog.paper.example/feed'>Blog</a>",
	      "https://blog.paper.example/feed");
	check("<a href='https://blog.other.example/feed'>Blog</a>", "");
	check("<a href='/rss.php?id=3'>All</a>", W "/rss.php?id=3");
	check("<a href='/x.php?format=feed&amp;type=rss'>All</a>",
	      W "/x.php?format=feed&type=rss");
}

static void links_that_call_themselves_one(void **state)
{
	check("<a href='/x'>RSS feed</a>", W "/x");
	check("<a href='/x'>Subscribe (Atom)</a>", W "/x");
	check("<a href='/x' title='RSS'><img src='i.png'></a>", W "/x");
	check("<a href='/x' class='icon-rss'></a>", W "/x");
	check("<a href='https://feeds.other.example/paper'>RSS</a>",
	      "https://feeds.other.example/paper");
	check("<a href='/birds'>How to feed the birds in winter</a><a href='#feed'>Feed</a>", "");
	/* nothing is guessed where something is named */
	check("<a href='/x'>RSS feed</a><a href='/feed.xml'>here</a>", W "/feed.xml");
}

static void an_article_is_no_section(void **state)
{
	static const char links[] = LINK("rss+xml", "All", "/feed/")
				    LINK("rss+xml", "This", "/2024/rain/feed/");
	const char *article;
	struct feed f = discover_at("https://paper.example/2024/rain/", links, NULL);

	assert_string_equal(f.alternates[0].url, "https://paper.example/2024/rain/feed/");
	article = arena_printf(arena, "<meta property='og:type' content='article'>%s", links);
	f = discover_at("https://paper.example/2024/rain/", article, NULL);
	assert_string_equal(f.alternates[0].url, "https://paper.example/feed/");
}

static void link_headers(void **state)
{
	struct feed f = discover_at("https://paper.example/", "<p>x",
		"</style.css>; rel=preload, </f?a=1,2>; rel=\"x alternate\" ;title=\"A, b\"; "
		"type=\"application/atom+xml\",<g>;rel=feed,</h>; rel=alternate; hreflang=de, "
		"<javascript:x()>; rel=feed, <broken");

	assert_int_equal(f.n_alternates, 2);
	assert_string_equal(f.alternates[0].url, "https://paper.example/f?a=1,2");
	assert_string_equal(f.alternates[0].text, "A, b");
	assert_string_equal(f.alternates[1].url, "https://paper.example/g");
}

static void a_thousand_feeds(void **state)
{
	char *html = arena_strdup(arena, "<body>");

	for (int i = 0; i < 200; i++)
		html = arena_printf(arena, "%s<a href='/%d/feed'>RSS</a>", html, i);
	html = arena_printf(arena, "%s<link rel=alternate type='application/rss+xml' href='/m'>",
			    html);
	assert_int_equal(discover(html).n_alternates, LIMIT_ALTERNATES);
	assert_string_equal(discover(html).alternates[0].url, "https://paper.example/m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(link_elements, setup, teardown),
		cmocka_unit_test_setup_teardown(plain_links, setup, teardown),
		cmocka_unit_test_setup_teardown(links_before_anchors, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_meant_first, setup, teardown),
		cmocka_unit_test_setup_teardown(one_feed_in_several_formats, setup, teardown),
		cmocka_unit_test_setup_teardown(links_of_all_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(links_that_call_themselves_one, setup, teardown),
		cmocka_unit_test_setup_teardown(an_article_is_no_section, setup, teardown),
		cmocka_unit_test_setup_teardown(link_headers, setup, teardown),
		cmocka_unit_test_setup_teardown(a_thousand_feeds, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

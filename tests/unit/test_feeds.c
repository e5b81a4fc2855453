/* Feeds of every format become the same stories; what is unsafe or endless does not. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include <stdio.h>

#include "base/limits.h"
#include "model/wire.h"
#include "parse/parse.h"
#include "parse/sanitize.h"

static struct arena *arena;

static int set_up(void **state)
{
	arena = arena_new(LIMIT_ARENA);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(arena);
	return 0;
}

static enum rc read_feed(const char *doc, const char *url, struct feed *out)
{
	struct input in = { str_of(doc), url, NULL, PARSE_HTML | PARSE_BLOCKS, NULL, 0, NULL };

	return parse_feed(arena, &in, out, NULL);
}

static void rss20(void **state)
{
	struct feed f;
	struct story *s;

	assert_int_equal(read_feed(
		"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
		"<channel><title>Ink &amp;amp; Type</title><link>http://e.example/</link>"
		"<description>On letters</description><language>en_GB</language><ttl>90</ttl>"
		"<skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>x</hour></skipHours>"
		"<skipDays><day>Sunday</day><day> saturday </day><day>Yesterday</day></skipDays>"
		"<image><title>no</title><url>/logo.png</url><link>http://no.example/</link></image>"
		"<textInput><title>no</title><link>http://no.example/</link></textInput>"
		"<item><title>A &lt;b&gt;bold&lt;/b&gt; face</title><link>/a</link>"
		"<guid isPermaLink='false'>a-1</guid><author>ed@e.example (Ed Itor)</author>"
		"<pubDate>Mon, 16 Jul 2018 17:55:00 GMT</pubDate><category>Type</category>"
		"<category>Type</category><comments>/a#c</comments>"
		"<enclosure url='/a.mp3' length='99' type='audio/mpeg'/>"
		"<description>Short.</description>"
		"<content:encoded>&lt;p&gt;Long &lt;a href='b'&gt;one&lt;/a&gt;"
		"&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;</content:encoded></item>"
		"<item><guid>http://e.example/g</guid></item></channel></rss>",
		"http://e.example/feed/", &f), OK);
	assert_int_equal(f.kind, FEED_RSS);
	assert_string_equal(f.title, "Ink & Type");
	assert_string_equal(f.site_url, "http://e.example/");
	assert_string_equal(f.language, "en-GB");
	assert_string_equal(f.image, "http://e.example/logo.png");
	assert_int_equal(f.ttl_minutes, 90);
	assert_int_equal(f.skip_hours, 1 << 7 | 1);
	assert_int_equal(f.skip_days, 1 << 6 | 1);
	assert_int_equal(f.n_stories, 2);
	s = &f.stories[0];
	assert_string_equal(s->title, "A bold face");
	assert_string_equal(s->url, "http://e.example/a");
	assert_string_equal(s->guid, "a-1");
	assert_string_equal(s->authors[0].name, "Ed Itor");
	assert_string_equal(s->authors[0].email, "ed@e.example");
	assert_true(s->published == 1531763700);
	assert_int_equal(s->n_tags, 1);
	assert_string_equal(s->comments_url, "http://e.example/a#c");
	assert_string_equal(s->enclosures[0].url, "http://e.example/a.mp3");
	assert_int_equal(s->enclosures[0].bytes, 99);
	assert_string_equal(s->summary, "Short.");
	assert_string_equal(s->dek, "Short.");
	assert_string_equal(s->content_html,
			    "<p>Long <a href=\"http://e.example/feed/b\">one</a></p>");
	assert_int_equal(s->n_blocks, 1);
	assert_false(s->has_full_text);
	assert_string_equal(f.stories[1].url, "http://e.example/g");
}

static void rss10(void **state)
{
	struct feed f;

	assert_int_equal(read_feed(
		"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		"xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
		"<channel rdf:about='http://e.example/'><title>T</title>"
		"<link>http://e.example/</link></channel>"
		"<item rdf:about='http://e.example/1'><title>One</title>"
		"<dc:creator>Nell</dc:creator><dc:date>2018-07-16</dc:date>"
		"<dc:subject>x</dc:subject></item></rdf:RDF>", NULL, &f), OK);
	assert_int_equal(f.kind, FEED_RDF);
	assert_string_equal(f.stories[0].url, "http://e.example/1");
	assert_string_equal(f.stories[0].guid, "http://e.example/1");
	assert_string_equal(f.stories[0].authors[0].name, "Nell");
	assert_string_equal(f.stories[0].tags[0], "x");
	assert_true(f.stories[0].published == 1531699200);
}

static void atom10(void **state)
{
	struct feed f;
	struct story *s;

	assert_int_equal(read_feed(
		"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://e.example/x/' "
		"xml:lang='de'><title type='text'>1 &lt; 2</title><link rel='self' href='f'/>"
		"<link href='../'/><icon>i.png</icon><author><name>Ada</name></author>"
		"<entry xml:base='y/'><id>urn:1</id>"
		"<title type='html'>x &amp;amp; &lt;i>y&lt;/i></title>"
		"<link rel='alternate' type='text/html' href='p'/>"
		"<link rel='enclosure' href='e.ogg' length='7' type='audio/ogg'/>"
		"<updated>2018-07-16T17:55:00Z</updated><category term='t' label='L'/>"
		"<summary>S</summary><content type='xhtml'>"
		"<div xmlns='http://www.w3.org/1999/xhtml'><p>B <img src='z.png' onload='x()'/></p>"
		"</div></content></entry></feed>", NULL, &f), OK);
	assert_int_equal(f.kind, FEED_ATOM);
	assert_string_equal(f.title, "1 < 2");
	assert_string_equal(f.url, "http://e.example/x/f");
	assert_string_equal(f.site_url, "http://e.example/");
	assert_string_equal(f.language, "de");
	assert_string_equal(f.authors[0].name, "Ada");
	s = &f.stories[0];
	assert_string_equal(s->title, "x & y");
	assert_string_equal(s->url, "http://e.example/x/y/p");
	assert_string_equal(s->enclosures[0].url, "http://e.example/x/y/e.ogg");
	assert_true(s->modified == 1531763700 && s->published == DATE_NONE);
	assert_non_null(strstr(s->content_html, "<img src=\"http://e.example/x/y/z.png\">"));
	assert_null(strstr(s->content_html, "onload"));
	assert_null(s->language);
}

static void json_feed(void **state)
{
	struct feed f;
	struct story *s;

	assert_int_equal(read_feed(
		"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\","
		"\"items\":[{\"id\":5,\"url\":\"http://e.example/5\",\"content_text\":\"a\\n\\nb\","
		"\"authors\":[{\"name\":\"Ada\"}],\"tags\":[\"x\",3,null],"
		"\"date_published\":\"2018-07-16T19:55:00+02:00\",\"attachments\":[{\"url\":"
		"\"http://e.example/5.mp3\",\"duration_in_seconds\":61.5}]},7]}", NULL, &f), OK);
	assert_int_equal(f.kind, FEED_JSON);
	assert_int_equal(f.n_stories, 1);
	s = &f.stories[0];
	assert_string_equal(s->guid, "5");
	assert_string_equal(s->content_text, "a\n\nb");
	assert_int_equal(s->n_blocks, 2);
	assert_int_equal(s->n_tags, 2);
	assert_true(s->published == 1531763700);
	assert_int_equal(s->enclosures[0].seconds, 61);
	assert_int_equal(read_feed("{\"a\":1}", NULL, &f), E_PARSE);
	assert_int_equal(read_feed("{\"items\":[", NULL, &f), E_PARSE);
}

/* The hash follows the content and nothing else; without an id the link or the words are one. */
static void identity(void **state)
{
	const char *doc = "<rss><channel><item><title>A</title></item>"
			  "<item><title>B</title><link>http://e.example/b</link></item>"
			  "<item><title>A</title><description>x</description></item>"
			  "</channel></rss>";
	struct input in = { str_of(doc), NULL, NULL, 0, NULL, 0, NULL };
	struct feed f, bare;

	assert_int_equal(read_feed(doc, NULL, &f), OK);
	assert_int_equal(parse_feed(arena, &in, &bare, NULL), OK);
	assert_string_equal(f.stories[1].guid, "http://e.example/b");
	assert_string_equal(f.stories[0].guid, f.stories[2].guid);
	assert_true(f.stories[0].hash != f.stories[2].hash);
	assert_true(f.stories[2].hash == bare.stories[2].hash);
	assert_null(bare.stories[2].content_text);
}

/* A change far behind the beginning of the text is a change. */
static void hash_of_long_text(void **state)
{
	char doc[4096], more[4096];
	struct feed before, after;

	snprintf(doc, sizeof(doc), "<rss><channel><item><guid>g</guid><description>%02000d a"
		 "</description></item></channel></rss>", 0);
	snprintf(more, sizeof(more), "<rss><channel><item><guid>g</guid><description>%02000d b"
		 "</description></item></channel></rss>", 0);
	assert_int_equal(read_feed(doc, NULL, &before), OK);
	assert_int_equal(read_feed(more, NULL, &after), OK);
	assert_true(before.stories[0].hash != after.stories[0].hash);
}

static void full_text(void **state)
{
	struct buf b = BUF_INIT(KIB(64));
	struct feed f;
	int i, teaser;

	for (teaser = 0; teaser < 2; teaser++) {
		buf_reset(&b);
		buf_puts(&b, "<rss><channel><item><description>");
		for (i = 0; i < 60; i++)
			buf_puts(&b, "A sentence of some words stands here. ");
		buf_puts(&b, teaser ? "And so […]" : "The end.");
		buf_puts(&b, "</description></item></channel></rss>");
		assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), OK);
		assert_int_equal(f.stories[0].has_full_text, !teaser);
		assert_true(strlen(f.stories[0].dek) <= 600);
	}
	buf_free(&b);
}

/* The story's picture is the first of its content that shows something, and it is no news of the
 * feed's: the hash does not know it. */
static void lead_image(void **state)
{
	static const char *const contents[][2] = {
		{ "<p>x<img src='/p.gif' width=1 height=1><img src='/e.png' alt='\xf0\x9f\x98\x80'>"
		  "<img class='ui icon' src='/i.png'><img width='48px' src='/s.png'>"
		  "<img src='data:image/gif;base64,xx'><img src='a.jpg' width=640 alt='A \n boat\a'>"
		  "<img src='b.jpg'>", "http://e.example/a.jpg" },
		{ "<div hidden><img src='a.jpg'></div><img data-src='c.jpg' src='x.gif'>",
		  "http://e.example/c.jpg" },
		{ "<p>no picture", NULL },
	};
	struct feed f, g;
	size_t i;

	for (i = 0; i < ARRAY_LEN(contents); i++) {
		struct input in = { .url = "http://e.example/", .flags = PARSE_HTML };
		char *doc = arena_printf(arena, "<rss><channel><item><title>t</title><description>"
					 "<![CDATA[%s]]></description></item></channel></rss>",
					 contents[i][0]);

		in.bytes = str_of(doc);
		assert_int_equal(parse_feed(arena, &in, &f, NULL), OK);
		in.flags = PARSE_BLOCKS;
		assert_int_equal(parse_feed(arena, &in, &g, NULL), OK);
		if (!contents[i][1])
			assert_null(f.stories[0].image.url);
		else
			assert_string_equal(f.stories[0].image.url, contents[i][1]);
		if (contents[i][1])
			assert_string_equal(g.stories[0].image.url, contents[i][1]);
		assert_int_equal(f.stories[0].hash, g.stories[0].hash);
		in.url = "http://f.example/";
		assert_int_equal(parse_feed(arena, &in, &g, NULL), OK);
		assert_int_equal(f.stories[0].hash, g.stories[0].hash);
		assert_true(i || streq(f.stories[0].image.alt, "A boat"));
	}
	assert_int_equal(read_feed("<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item>"
				   "<media:thumbnail url='http://e.example/m.jpg'/><description>"
				   "&lt;img src='http://e.example/a.jpg'></description></item>"
				   "</channel></rss>", NULL, &f), OK);
	assert_string_equal(f.stories[0].image.url, "http://e.example/m.jpg");
}

static void links_that_run(void **state)
{
	struct feed f;

	assert_int_equal(read_feed(
		"<rss><channel><link>javascript:x()</link><item><link>data:text/html,x</link>"
		"<guid>file:///etc/passwd</guid><enclosure url='java&#10;script:x()'/>"
		"<description>&lt;a href=' javascript:x()'>a&lt;/a>&lt;iframe src='http://e/'>"
		"&lt;/iframe>&lt;svg onload='x()'>&lt;/svg></description>"
		"</item></channel></rss>", "http://e.example/", &f), OK);
	assert_null(f.site_url);
	assert_null(f.stories[0].url);
	assert_int_equal(f.stories[0].n_enclosures, 0);
	assert_string_equal(f.stories[0].content_html, "<a>a</a>");
}

static void caps(void **state)
{
	struct buf b = BUF_INIT(LIMIT_FEED_BYTES * 2);
	struct feed f;
	size_t i;

	buf_puts(&b, "<rss><channel>");
	for (i = 0; i < LIMIT_STORIES + 5; i++)
		buf_printf(&b, "<item><title>%zu</title></item>", i);
	buf_puts(&b, "<item>");
	for (i = 0; i < 200; i++)
		buf_printf(&b, "<category>%zu</category><enclosure url='http://e/%zu'/>", i, i);
	buf_puts(&b, "</item></channel></rss>");
	assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), OK);
	assert_int_equal(f.n_stories, LIMIT_STORIES);
	assert_int_equal(f.n_warnings, 1);
	buf_free(&b);
	buf_init(&b, LIMIT_INPUT_BYTES * 2);
	buf_puts(&b, "{\"items\": [");
	while (b.len <= LIMIT_FEED_BYTES)
		buf_puts(&b, "                                                                ");
	assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), E_LIMIT);
	buf_reset(&b);
	buf_puts(&b, "<rss><channel><item/>");
	while (b.len <= LIMIT_INPUT_BYTES)
		buf_puts(&b, "                                                                ");
	assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), E_LIMIT);
	buf_truncate(&b, LIMIT_INPUT_BYTES);
	assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), OK);
	assert_int_equal(f.n_stories, 1);
	buf_free(&b);
}

/* Small values take many times their bytes in memory. */
static void small_values(void **state)
{
	static const char *const values[] = { "{}", "[]", "0", "\"\"", "{\"a\":[]}", "[[[[[[" };
	struct buf b = BUF_INIT(LIMIT_FEED_BYTES * 2);
	struct feed f;
	size_t i;

	for (i = 0; i < ARRAY_LEN(values); i++) {
		buf_reset(&b);
		buf_puts(&b, "{\"items\": [{\"id\": \"1\"}");
		while (b.len < LIMIT_FEED_BYTES - KIB(1))
			buf_printf(&b, ",%s", values[i]);
		assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), E_LIMIT);
	}
	buf_reset(&b);
	buf_puts(&b, "{\"items\": [{\"id\": \"1\", \"content_text\": \"");
	while (b.len < LIMIT_FEED_BYTES - KIB(1))
		buf_puts(&b, "{:,[\\\"");
	buf_puts(&b, "\"}]}");
	assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), OK);
	assert_int_equal(f.n_stories, 1);
	buf_reset(&b);
	buf_puts(&b, "<rss><channel><item>");
	for (i = 0; i < LIMIT_STORY_ELEMENTS; i++)
		buf_puts(&b, "<pubDate>1 January x</pubDate>");
	buf_puts(&b, "<title>late</title></item></channel></rss>");
	assert_int_equal(read_feed(buf_cstr(&b), NULL, &f), OK);
	assert_int_equal(f.n_stories, 1);
	assert_null(f.stories[0].title);
	buf_free(&b);
}

struct parts {
	size_t n, stories, warnings;
	bool ended;
	enum rc stop;		/* answered to the second part */
};

/* Each part knows the feed, also what stands behind the stories. */
static enum rc take_part(const struct feed *part, bool more, void *ctx)
{
	struct parts *p = ctx;
	size_t i;

	assert_false(p->ended);
	assert_string_equal(part->title, "Title");
	assert_string_equal(part->language, "de");
	for (i = 0; i < part->n_stories; i++, p->stories++) {
		assert_int_equal(atoi(part->stories[i].title), p->stories);
		assert_null(part->stories[i].language);
		assert_int_equal(part->stories[i].n_blocks, 1);
	}
	p->warnings = part->n_warnings;
	p->ended = !more;
	return ++p->n == 2 ? p->stop : OK;
}

static void in_parts(void **state)
{
	struct buf b = BUF_INIT(MIB(16));
	struct parts p = { 0 };
	struct input in = { .flags = PARSE_BLOCKS };
	size_t i;

	buf_puts(&b, "<rss><channel><title>Title</title>");
	for (i = 0; i < 5000; i++)
		buf_printf(&b, "<item><title>%zu</title><description>%0500d &amp; "
			   "</description></item>", i, 0);
	buf_puts(&b, "<language>de</language></channel></rss> tail");
	in.bytes = buf_str(&b);
	assert_int_equal(parse_feed_parts(arena, &in, take_part, &p, NULL), OK);
	assert_true(p.ended);
	assert_int_equal(p.stories, 5000);
	assert_int_equal(p.warnings, 1);
	assert_in_range(p.n, 5, 5000);
	assert_true(arena_used(arena) < KIB(64));

	p = (struct parts){ .stop = E_DIED };
	assert_int_equal(parse_feed_parts(arena, &in, take_part, &p, NULL), E_DIED);
	assert_int_equal(p.n, 2);

	p = (struct parts){ 0 };
	in.bytes = STR("<rss><channel><title>Title</title><language>de</language></channel></rss>");
	assert_int_equal(parse_feed_parts(arena, &in, take_part, &p, NULL), OK);
	assert_true(p.ended && p.n == 1 && p.stories == 0);
	buf_free(&b);
}

static void refused(void **state)
{
	static const char *const docs[] = {
		"", " ", "words", "<svg><title>x</title></svg>", "<?xml version='1.0'?>",
		"<note><to>you</to></note>", "<opml version='2.0'><body/></opml>", "%PDF-1.7",
	};
	struct feed f;
	size_t i;

	for (i = 0; i < ARRAY_LEN(docs); i++)
		if (read_feed(docs[i], NULL, &f) != E_PARSE)
			fail_msg("took %s", docs[i]);
}

static void opml(void **state)
{
	struct input in = { STR(
		"<opml version='2.0'><head><title>Mine</title></head><body>"
		"<outline text='News'><outline text='World'><outline type='rss' text='A' "
		"xmlUrl='http://a.example/f' htmlUrl='http://a.example/'/></outline>"
		"<outline title='B &amp; C' xmlUrl='feed://b.example/f'/></outline>"
		"<outline text='D' xmlUrl='http://d.example/' category='/x/y,z'/>"
		"<outline text='bad' xmlUrl='|sh -c x'/><outline text='bad' xmlUrl='file:///x'/>"
		"</body></opml>"), NULL, NULL, 0, NULL, 0, NULL };
	struct outlines o;

	assert_int_equal(parse_opml(arena, &in, &o, NULL), OK);
	assert_string_equal(o.title, "Mine");
	assert_int_equal(o.n_items, 3);
	assert_string_equal(o.items[0].url, "http://a.example/f");
	assert_int_equal(o.items[0].n_tags, 1);
	assert_string_equal(o.items[0].tags[0], "News/World");
	assert_string_equal(o.items[1].title, "B & C");
	assert_int_equal(o.items[1].n_tags, 1);
	assert_string_equal(o.items[2].tags[0], "x/y");
	assert_string_equal(o.items[2].tags[1], "z");
	assert_int_equal(o.n_warnings, 2);
	assert_int_equal(o.n_left_out, 2);
	in.bytes = STR("<rss/>");
	assert_int_equal(parse_opml(arena, &in, &o, NULL), E_PARSE);
}

static void plain_text(void **state)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "a <b>b</b>&nbsp;c", "a b\u00a0c" },
		{ "1 < 2 & List<String> x", "1 < 2 & List<String> x" },
		{ "AT&T &copy; Q&A", "AT&T © Q&A" },
		{ "<p>one</p><p>two</p>", "one two" },
		{ "x<script>y</script>z<!-- c -->", "xz" },
		{ "a &#8217;&#146;&#x1b;[31m\x7f", "a ’’[31m" },
		{ "in\u202evoice", "invoice" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(sanitize_text(arena, str_of(cases[i].in), 1000),
				    cases[i].want);
	assert_string_equal(sanitize_line(arena, STR("one two three four five"), 18),
			    "one two three…");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(rss20), T(rss10), T(atom10), T(json_feed), T(identity),
		T(hash_of_long_text), T(full_text),
		T(lead_image), T(links_that_run), T(caps), T(small_values), T(in_parts), T(refused), T(opml),
		T(plain_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Headlines beside an article: the same five stories in every shape that pages give them, with
 * everything around them that is none. */
#include "tests/unit/unit.h"

#include "base/date.h"
#include "base/limits.h"
#include "parse/related.h"

#define PAGE_URL "https://paper.example/town/2024/harbour-bridge-opens-after-years"

struct item {
	const char *path, *title, *kicker, *summary;
};

static const struct item items[] = {
	{ "/town/ferry-crews-vote-on-new-timetable", "Ferry crews vote on a new timetable",
	  "Transport", "Night boats would return in spring, the union says" },
	{ "/town/old-customs-house-becomes-library", "Old customs house becomes a library",
	  "Culture", "The council found the money after all" },
	{ "/town/what-the-tide-gauge-tells-us-now", "What the tide gauge tells us now",
	  "Today’s long explainer", "A hundred years of numbers, read again by two students" },
	{ "/town/fish-market-moves-to-the-east-quay", "Fish market moves to the east quay",
	  "transport", "Traders fear for their regular customers" },
	{ "/town/lighthouse-keeper-hands-over-the-keys", "Lighthouse keeper hands over the keys",
	  "Culture", "‘I never counted the steps,’ she said on her last day" },
};

/* %1 address, %2 title, %3 kicker, %4 summary: what differs between pages. */
static const char *const shapes[] = {
	"<div class='r'><a href='%1'><article><div><figure><img src='/i.jpg' alt=''></figure></div>"
	"<div><header><h3>%2</h3></header><p><span>%3</span> %4</p></div></article></a></div>",
	"<div><a href='%1'><div><div><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></div>"
	"<div><div><div>%2</div></div><p><span>%3</span> %4</p></div></div></a></div>",
	"<li><span>%3</span><h3><a href='%1'>%2</a></h3><p>%4</p></li>",
	"<li><h4><a href='%1'>%2</a></h4><p>%4</p><span>%3</span></li>",
	"<article><p class='k'>%3</p><h2><a href='%1'>%2</a></h2><p>%4</p>"
	"<time datetime='2024-05-02'>2 May 2024</time></article>",
	"<div><a href='%1'><img src='/i.jpg'></a><div><a href='/section/x'>%3</a></div>"
	"<div><a href='%1'>%2</a></div><div>%4</div></div>",
	"<a href='%1'><span>%3</span><strong>%2</strong><span>%4</span></a>",
	"<a href='%1'><div>%3</div><div>%2</div><div>%4</div></a>",
	"<li><a href='%1'><h3><span>%3</span> %2</h3><p>%4</p></a></li>",
	"<li><a href='%1'><h3><span>%3</span><span>%2</span></h3></a><p>%4</p>"
	"<p>By <a rel='author' href='/people/a-writer'>A Writer</a>, 3 hours ago</p></li>",
	"<div><figure><a href='%1'><img src='/i.jpg'></a></figure><h3><a href='%1'>%2</a></h3>"
	"<p><b>%3</b> %4</p><a href='%1'>Read more</a><a href='%1#comments'>12 comments</a></div>",
	"<li><a href='%1'><h3>%2 <span>%3</span></h3><p>%4</p></a></li>",
	"<div><a href='%1'><img src='/i.jpg'></a><a href='%1'><span>%2</span></a><span>%3</span>"
	"<p>%4</p></div>",
	"<figure><a href='%1'><img src='/i.jpg'></a><figcaption><small>%3</small><a href='%1'>%2</a>"
	"<p>%4</p></figcaption></figure>",
	"<dl><dt><a href='%1'>%2</a></dt><dd><b>%3</b> %4</dd></dl>",
	"<h3><a href='%1'>%2</a></h3><p><span>%3</span> %4</p>",
	"<div><div><a href='%1'>%2</a></div><div>%3</div><div>%4</div><div>Premium</div></div>",
	"<div><span>%3</span><a href='%1'><h5>%2</h5></a><p>%4</p><div><span>A Writer</span>"
	"<time>2 hours ago</time></div></div>",
	"<li><a href='%1'>%2</a><p><em>%3</em> %4</p></li>",
	"<li><a href='%1'>%2</a><p><b>%3:</b> %4</p></li>",
	"<div><h4><span>%3</span> | <a href='%1'>%2</a></h4><div>%4</div></div>",
	"<li><a name='x'><div><a href='%1'>%2</a></div></a><p><span>%3</span> %4</p></li>",
	"<div><h4><a href='%1'>%2</a></h4><p><span>%3</span> – %4</p></div>",
	"<div><a href='/cat/%3'>%3</a><h4><a href='%1'>%2</a></h4><div>%4</div></div>",
	"<tr><td><img src='/i.jpg'></td><td>%3<br><a href='%1'>%2</a><br>%4</td></tr>",
};

static const char *const headings[] = {
	"<h2>Latest in Town</h2>", "<h3><span>Latest in Town</span></h3>",
	"<p><strong>Latest in Town</strong></p>", "<div><div>Latest in Town</div></div>",
	"<h2><a href='/town'>Latest in Town</a></h2>",
	"<div><h2>Latest in Town</h2><a href='/town'>See all</a></div>",
};

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

static void put_shape(struct buf *b, const char *shape, const struct item *it)
{
	for (const char *p = shape; *p; p++) {
		if (*p != '%') {
			buf_putc(b, *p);
			continue;
		}
		switch (*++p) {
		case '1':
			buf_puts(b, it->path);
			break;
		case '2':
			buf_puts(b, it->title);
			break;
		case '3':
			buf_puts(b, it->kicker);
			break;
		case '4':
			buf_puts(b, it->summary);
			break;
		}
	}
}

static void put_module(struct buf *b, const char *heading, const char *shape)
{
	bool row = shape[1] == 't', list = shape[1] == 'l';

	buf_printf(b, "<section>%s<%s>", heading, row ? "table" : list ? "ul" : "div");
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		put_shape(b, shape, &items[i]);
	buf_printf(b, "</%s></section>", row ? "table" : list ? "ul" : "div");
}

enum place { BEFORE, IN_TEXT, BEHIND, IN_ASIDE, PLACES };

static const char top[] =
	"<!doctype html><html lang=en><head><title>Harbour bridge opens</title></head><body>"
	"<div><ul><li><a href='/'>Home</a></li><li><a href='/town'>Town</a></li>"
	"<li><a href='/sport'>Sport</a></li><li><a href='/letters-to-the-editor'>Letters to the"
	" editor</a></li></ul></div><main>";
static const char text_1[] =
	"<article><header><h1>Harbour bridge opens after years of delay</h1><p>Cars may cross from"
	" Monday, lorries have to wait.</p><div>By <a rel=author href='/people/b'>B Writer</a></div>"
	"<ul><li><a href='https://share.example/?u=https://paper.example/x'>Share this with"
	" friends</a></li></ul></header><div><p>The bridge across the harbour has been opened, six"
	" years later than was planned and at twice the cost. The mayor called it <a"
	" href='/town/2019/a-promise-made-by-the-mayor'>a promise that was kept in the end</a>, and"
	" few who had come to the shore cared to argue with that.</p>";
static const char text_2[] =
	"<p>Engineers will watch the steel for a year, said the works department. Whoever wants to"
	" walk across may do so for nothing, and cyclists share that path until the second one is"
	" built in the autumn, as the plans have it.</p></div></article>";
static const char bottom[] =
	"<section><p>Tags</p><ul><li><a href='/tag/bridges'>Bridges</a></li><li>"
	"<a href='/tag/harbour'>Harbour</a></li><li><a href='/tag/engineering'>Engineering</a></li>"
	"</ul></section><section><p>Our letter comes each morning with all that matters.</p><form>"
	"<input type=email><button>Send it</button></form></section></main>"
	"<footer><ul><li><a href='/about-this-paper-and-us'>About this paper and us</a></li>"
	"<li><a href='/terms-and-conditions-of-use'>Terms and conditions</a></li>"
	"<li><a href='/privacy-policy-and-cookies'>Privacy and cookies</a></li>"
	"<li><a href='/contact'>Contact</a></li></ul></footer></body></html>";

static void build(struct buf *b, const char *heading, const char *shape, enum place place)
{
	buf_puts(b, top);
	if (place == BEFORE)
		put_module(b, heading, shape);
	buf_puts(b, text_1);
	if (place == IN_TEXT)
		put_module(b, heading, shape);
	buf_puts(b, text_2);
	if (place == IN_ASIDE)
		buf_puts(b, "<aside><p>Advertisement</p>");
	if (place == BEHIND || place == IN_ASIDE)
		put_module(b, heading, shape);
	if (place == IN_ASIDE)
		buf_puts(b, "</aside>");
	buf_puts(b, bottom);
}

static struct article read_html(struct str html)
{
	struct article art = { .published = DATE_NONE };
	struct page p;
	struct err e;

	assert_int_equal(html_open(arena, html, PAGE_URL, &p, &e), OK);
	art.title = "Harbour bridge opens after years of delay";
	related_find(related_prepare(&p), NULL, &art);
	html_close(&p);
	return art;
}

static size_t count_wrong(const struct article *art)
{
	size_t wrong = art->n_related != ARRAY_LEN(items);

	for (size_t i = 0; i < art->n_related && i < ARRAY_LEN(items); i++) {
		const struct related *r = &art->related[i];
		char *url = arena_printf(arena, "https://paper.example%s", items[i].path);

		wrong += !streq(r->url, url) + !streq(r->title, items[i].title) +
			 !streq(r->kicker, items[i].kicker) + !streq(r->summary, items[i].summary) +
			 !streq(r->module, "Latest in Town");
	}
	return wrong;
}

static void show(const struct article *art)
{
	for (size_t i = 0; i < art->n_related; i++)
		print_message("    [%s] %s | %s | %s\n", art->related[i].module,
			      art->related[i].kicker, art->related[i].title,
			      art->related[i].summary);
}

static void every_shape(void **state)
{
	size_t failed = 0;

	for (size_t s = 0; s < ARRAY_LEN(shapes); s++)
		for (size_t h = 0; h < ARRAY_LEN(headings); h++)
			for (int place = 0; place < PLACES; place++) {
				struct buf b = BUF_INIT(MIB(1));
				struct article art;

				build(&b, headings[h], shapes[s], (enum place)place);
				art = read_html(buf_str(&b));
				buf_free(&b);
				if (!count_wrong(&art))
					continue;
				print_message("shape %zu heading %zu place %d\n", s, h, place);
				show(&art);
				failed++;
			}
	assert_int_equal(failed, 0);
}

static struct article read_between(const char *module)
{
	char *html = arena_printf(arena, "%s%s%s%s%s", top, text_1, text_2, module, bottom);

	return read_html(str_of(html));
}

/* Nothing around an article is a headline by itself. */
static void nothing_there(void **state)
{
	struct article art = read_between("");

	show(&art);
	assert_int_equal(art.n_related, 0);
}

static void plain_lists(void **state)
{
	struct article art = read_between(
		"<div><h4>En çok okunan</h4><ol><li><a href='/a/1001-kopru-yillar-sonra-acildi'>"
		"Köprü yıllar sonra açıldı</a></li><li><a href='/a/1002-liman-icin-yeni-plan'>Liman için"
		" yeni plan hazır</a></li><li><a href='/a/1003-feribot-seferleri-artiyor'>Feribot seferleri"
		" artıyor</a></li></ol></div>");

	assert_int_equal(art.n_related, 3);
	assert_string_equal(art.related[2].title, "Feribot seferleri artıyor");
	assert_string_equal(art.related[0].module, "En çok okunan");
	assert_null(art.related[0].kicker);
	assert_null(art.related[0].summary);
}

static void kinds_and_order(void **state)
{
	struct article art = read_between(
		"<h3>Most read</h3><ul><li><a href='/x/ten-ways-across-the-river'>Ten ways across the"
		" river</a></li><li><a href='/x/the-price-of-a-ticket-home'>The price of a ticket"
		" home</a></li></ul><h3>Related stories</h3><ul><li><a href='/x/how-the-steel-was-made'>How"
		" the steel of it was made</a></li><li><a href='/x/ten-ways-across-the-river'>Ten ways"
		" across the river</a></li></ul>");

	assert_int_equal(art.n_related, 3);
	assert_string_equal(art.related[0].title, "How the steel of it was made");
	assert_int_equal(art.related[0].kind, RELATED_STORY);
	assert_string_equal(art.related[0].module, "Related stories");
	assert_int_equal(art.related[2].kind, RELATED_POPULAR);
}

static void in_text_line(void **state)
{
	char *html = arena_printf(arena, "%s%s<p><strong>Read more:</strong> <a href='/town/who-paid-"
				  "for-the-harbour-bridge'>Who paid for the harbour bridge</a></p>%s%s",
				  top, text_1, text_2, bottom);
	struct article art = read_html(str_of(html));

	assert_int_equal(art.n_related, 1);
	assert_string_equal(art.related[0].title, "Who paid for the harbour bridge");
	assert_string_equal(art.related[0].module, "Read more");
	assert_null(art.related[0].kicker);
}

static void none_of_these(void **state)
{
	static const char *const modules[] = {
		/* paid */
		"<div><h3>Sponsored</h3><ul><li><a href='/p/this-pan-will-change-your-week'>This pan will"
		" change your week</a></li><li><a href='/p/a-mattress-to-remember-for-ever'>A mattress to"
		" remember for ever</a></li></ul></div>",
		/* other people's sites */
		"<div><ul><li><a href='https://a.example/1-secret-of-banks'>The secret that banks hide"
		"</a></li><li><a href='https://b.example/2-secret-of-doctors'>The fruit that doctors fear"
		"</a></li></ul></div>",
		/* the page itself */
		"<div><h3>Related</h3><ul><li><a href='" PAGE_URL "?utm_source=x'>Harbour bridge opens"
		" after years of delay</a></li></ul></div>",
		/* contents of the page */
		"<div><h3>More in this article</h3><ul><li><a href='#one'>How the bridge was planned and"
		" paid</a></li><li><a href='#two'>How the bridge was built at last</a></li></ul></div>",
		/* one label for many */
		"<div><h3>Latest downloads</h3><ul><li><a href='/d/file-2024-05-01'>Download the whole"
		" paper</a></li><li><a href='/d/file-2024-05-02'>Download the whole paper</a></li><li>"
		"<a href='/d/file-2024-05-03'>Download the whole paper</a></li></ul></div>",
	};

	for (size_t i = 0; i < ARRAY_LEN(modules); i++) {
		struct article art = read_between(modules[i]);

		show(&art);
		assert_int_equal(art.n_related, 0);
	}
}

static void cards_leave_the_body(void **state)
{
	struct buf b = BUF_INIT(MIB(1));
	struct related_map *m;
	struct page p;
	struct err e;
	size_t cards = 0, paragraphs = 0;

	build(&b, headings[0], shapes[2], IN_TEXT);
	assert_int_equal(html_open(arena, buf_str(&b), PAGE_URL, &p, &e), OK);
	m = related_prepare(&p);
	for (xmlNode *n = p.root; n; n = html_next(p.root, n)) {
		cards += html_is(n, "li") && related_is_card(m, n);
		paragraphs += html_is(n, "p") && related_is_card(m, n);
	}
	assert_int_equal(cards, ARRAY_LEN(items));
	assert_int_equal(paragraphs, 0);
	html_close(&p);
	buf_free(&b);
}

/* A row of sixty thousand elements and twenty thousand headlines: as many are taken as may be. */
static void hostile_rows(void **state)
{
	struct buf b = BUF_INIT(MIB(8));
	struct article art;

	buf_puts(&b, "<body><ul><li><a href='/x/one-two-three-four'>A headline of some length</a>");
	for (size_t i = 0; i < 60000; i++)
		buf_puts(&b, "<span></span>");
	for (size_t i = 0; i < 20000; i++)
		buf_printf(&b, "<li><a href='/x/one-two-three-%zu'>Headline number %zu of them</a>", i,
			   i);
	art = read_html(buf_str(&b));
	assert_int_equal(art.n_related, LIMIT_RELATED);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_shape, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_there, setup, teardown),
		cmocka_unit_test_setup_teardown(plain_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(kinds_and_order, setup, teardown),
		cmocka_unit_test_setup_teardown(in_text_line, setup, teardown),
		cmocka_unit_test_setup_teardown(none_of_these, setup, teardown),
		cmocka_unit_test_setup_teardown(cards_leave_the_body, setup, teardown),
		cmocka_unit_test_setup_teardown(hostile_rows, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Site rules: the files, selectors as XPath, and what they do to a page. */
#include "tests/unit/unit.h"

#include <libxml/xpath.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/osfile.h"
#include "config/rules.h"
#include "config/selector.h"
#include "model/wire.h"
#include "parse/html.h"

static struct arena *a;
static char *dir;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	a = arena_new(MIB(64));
	dir = arena_printf(a, "%s/lede-rules-%ld", tmp ? tmp : "/tmp", (long)getpid());
	assert_int_equal(mkdir(dir, 0700), 0);
	return 0;
}

static void put(const char *name, const char *text)
{
	assert_int_equal(osfile_replace(osfile_join(a, dir, name), str_of(text), NULL), OK);
}

static void take(const char *name)
{
	unlink(osfile_join(a, dir, name));
}

static int tear_down(void **state)
{
	take("a.rules");
	take("b.rules");
	take("imported.rules");
	take("other.txt");
	assert_int_equal(rmdir(dir), 0);
	arena_free(a);
	return 0;
}

/* --- selectors --- */

static const char page[] =
	"<html id=html><body id=body>"
	"<div id=d1 class='box  lead\tTop' data-kind='Big story'>"
	"<p id=p1 lang=en-GB>One</p><p id=p2 class=lead>Two <b id=b1>bold</b></p>"
	"<ul id=u1><li id=l1>1<li id=l2 class=x>2<li id=l3>3<li id=l4>4<li id=l5>5</ul></div>"
	"<div id=d2 class=box><section id=s1><p id=p3 title=\"it's\">Three</p></section>"
	"<a id=a1 href='/n?page=2'>next</a><a id=a2 name=x>x</a><span id=e1></span></div>"
	"<p id='p:4' class='md:w-1 -x'>Four</p><h2 id=h1>H</h2><p id=p5>Five</p><p id=p6>Six</p>"
	"</body></html>";

static char *ids_of(const struct page *p, const char *selector)
{
	struct buf b = BUF_INIT(KIB(4));
	xmlXPathContextPtr ctx = xmlXPathNewContext(p->doc);
	xmlXPathObjectPtr r;
	struct err e = { 0 };
	char *xpath, *out;
	size_t at;
	int i;

	if (selector_to_xpath(a, str_of(selector), &xpath, &at, &e)) {
		out = arena_printf(a, "%zu: %s", at, e.msg);
		xmlXPathFreeContext(ctx);
		return out;
	}
	r = xmlXPathEval(BAD_CAST xpath, ctx);
	if (!r || r->type != XPATH_NODESET)
		fail_msg("%s: %s", selector, xpath);
	for (i = 0; i < xmlXPathNodeSetGetLength(r->nodesetval); i++)
		buf_printf(&b, "%s%s", i ? " " : "", html_attr(r->nodesetval->nodeTab[i], "id"));
	out = arena_str(a, buf_str(&b));
	xmlXPathFreeObject(r);
	xmlXPathFreeContext(ctx);
	buf_free(&b);
	return out;
}

static void test_selectors(void **state)
{
	static const struct {
		const char *selector, *ids;
	} table[] = {
		{ "p", "p1 p2 p3 p:4 p5 p6" },
		{ "P", "p1 p2 p3 p:4 p5 p6" },
		{ "*#d2 > *", "s1 a1 a2 e1" },
		{ ".lead", "d1 p2" },
		{ ".Top", "d1" },
		{ ".top", "" },
		{ "div.box.lead", "d1" },
		{ "#p2", "p2" },
		{ "p#p\\:4, #\\70 1", "p1 p:4" },
		{ ".md\\:w-1", "p:4" },
		{ ".-x", "p:4" },
		{ "[lang]", "p1" },
		{ "[lang|=en]", "p1" },
		{ "[lang|=\"en-GB\"]", "p1" },
		{ "[lang=en]", "" },
		{ "[data-kind='Big story']", "d1" },
		{ "[data-kind='big story' i]", "d1" },
		{ "[data-kind~=story]", "d1" },
		{ "[data-kind~='Big story']", "" },
		{ "[data-kind^=Big]", "d1" },
		{ "[data-kind$=story]", "d1" },
		{ "[data-kind$='more than the whole story']", "" },
		{ "[data-kind*='g s']", "d1" },
		{ "[data-kind*='']", "" },
		{ "[title=\"it's\"]", "p3" },
		{ "[title='it\\'s']", "p3" },
		{ "[title='it\\'s \"it\"']", "" },
		{ "[ href *= page ]", "a1" },
		{ "div p", "p1 p2 p3" },
		{ "div > p", "p1 p2" },
		{ "div>section>p", "p3" },
		{ "body p b", "b1" },
		{ "p + p", "p2 p6" },
		{ "p ~ p", "p2 p5 p6" },
		{ "h2 + p + p", "p6" },
		{ "div ~ p", "p:4 p5 p6" },
		{ "li:first-child, li:last-child", "l1 l5" },
		{ "li:nth-child(2)", "l2" },
		{ "li:nth-child(odd)", "l1 l3 l5" },
		{ "li:nth-child(even)", "l2 l4" },
		{ "li:nth-child(3n+1)", "l1 l4" },
		{ "li:nth-child( 2n + 3 )", "l3 l5" },
		{ "li:nth-child(-n+2)", "l1 l2" },
		{ "li:nth-child(n)", "l1 l2 l3 l4 l5" },
		{ "li:nth-last-child(2)", "l4" },
		{ "body > p:first-of-type", "p:4" },
		{ "body > p:last-of-type", "p6" },
		{ "body > p:nth-of-type(2)", "p5" },
		{ "section:only-child, section > :only-child", "p3" },
		{ "li:not(.x)", "l1 l3 l4 l5" },
		{ "li:not(:first-child):not(.x, #l3)", "l4 l5" },
		{ "p:not(div p)", "p:4 p5 p6" },
		{ ":is(h2, section) p, :where(#u1) > .x", "l2 p3" },
		{ "div:has(> section)", "d2" },
		{ "p:has(b)", "p2" },
		{ "p:has(+ h2)", "p:4" },
		{ "div:has(section > p, li)", "d1 d2" },
		{ "span:empty", "e1" },
		{ ":root", "html" },
		{ "a:link", "a1" },
		{ "//p[@class='lead']", "p2" },
		{ "/html/body/div[2]/section", "s1" },
		/* what is wrong, and where */
		{ "", "0: a selector is missing" },
		{ "div >", "5: a selector is missing" },
		{ "p,", "2: a selector is missing" },
		{ ", p", "0: no selector can begin or go on here" },
		{ "p..x", "2: the name of a class is missing" },
		{ "p { }", "2: no selector can begin or go on here" },
		{ "[a", "2: after the attribute comes \"]\", or one of = ~= |= ^= $= *=" },
		{ "[a=]", "3: a value is missing" },
		{ "[a=b", "0: a bracket is not closed" },
		{ "a[b='c]", "4: a quote is not closed" },
		{ "p:hover", "1: this pseudo-class is not known here" },
		{ "p::before", "1: a pseudo-element is no part of the page" },
		{ ".x:first-of-type", "2: \"of-type\" needs a type before it, as in "
		  "p:first-of-type" },
		{ "li:nth-child(x)", "2: in the brackets stands odd, even, or a number as 3 or "
		  "2n+1" },
		{ "li:nth-child(2 of p)", "2: in the brackets stands odd, even, or a number as 3 "
		  "or 2n+1" },
		{ "p:not(.x", "1: a bracket is not closed" },
		{ "p)", "1: no selector can begin or go on here" },
		{ ":not(:not(:not(:not(:not(:not(:not(a)))))))",
		  "30: too many selectors within each other" },
		{ "//p[@class='x]", "11: a bracket or a quote is not closed, or not opened" },
		{ "//p[(1]", "6: a bracket or a quote is not closed, or not opened" },
		{ "p \xff", "0: not UTF-8" },
	};
	struct page p;
	size_t i;

	assert_int_equal(html_open(a, STR(page), NULL, &p, NULL), OK);
	for (i = 0; i < ARRAY_LEN(table); i++) {
		const char *got = ids_of(&p, table[i].selector);

		if (!streq(got, table[i].ids))
			fail_msg("%s: %s, not %s", table[i].selector, got, table[i].ids);
	}
	html_close(&p);
}

/* Whatever is written there, its translation is short and what libxml2 reads. */
static void test_selector_bounds(void **state)
{
	static const char *const parts[] = { "a", ".a", "a ", "a>", "[a='\"\\'']", ":not(",
					     ":has(a ", "a,", ":nth-child(2n+1)", "\\", "'", "(" };
	struct buf b = BUF_INIT(KIB(16));
	struct err e;
	char *xpath;
	size_t i, k, at;

	for (i = 0; i < ARRAY_LEN(parts); i++)
		for (k = 1; k < 5000; k = k * 3 + 1) {
			struct arena *own = arena_new(MIB(1));

			buf_reset(&b);
			while (b.len < k)
				buf_puts(&b, parts[i]);
			if (selector_to_xpath(own, buf_str(&b), &xpath, &at, &e) == OK) {
				xmlXPathCompExprPtr expr = xmlXPathCompile(BAD_CAST xpath);

				if (!expr)
					fail_msg("%s gives %s", buf_cstr(&b), xpath);
				xmlXPathFreeCompExpr(expr);
			} else {
				assert_true(at <= b.len && *e.msg);
			}
			arena_free(own);
		}
	buf_free(&b);
}

/* --- files --- */

static void assert_error(const struct ruleset *r, size_t i, const char *file, const char *want)
{
	assert_true(i < r->n_errors);
	assert_string_equal(r->errors[i], arena_printf(a, "%s/%s:%s", dir, file, want));
}

static void test_files(void **state)
{
	struct ruleset r = { 0 };
	struct rules rules;

	put("b.rules", "\xef\xbb\xbf# of two sites\r\n"
	    "site paper.example *.paper.example\r\n"
	    "  body #text .story # not a comment\n"
	    "body #text > .story\n"
	    "drop\n"
	    "\n"
	    "frob x\n"
	    "title h1..x\n"
	    "title h1\xff\n"
	    "site\n"
	    "drop .lost\n"
	    "site https://Other.example:443/news/*\n"
	    "\tdrop\t.ad, .box  ");
	put("a.rules", "drop .early\nsite *\nkeep .x\n");
	put("imported.rules", "site paper.example\nbody article\n");
	put("other.txt", "site *\nbody x\n");
	assert_true(rules_refresh(&r, dir));
	assert_int_equal(r.n_errors, 7);
	assert_error(&r, 0, "a.rules", "1:1: of which site? before it comes \"site example.org\"");
	assert_error(&r, 1, "b.rules", "3:22: an id is missing");
	assert_error(&r, 2, "b.rules", "5:5: a selector is missing");
	assert_true(strstr(r.errors[3], "b.rules:7:1: a line begins with") != NULL);
	assert_error(&r, 4, "b.rules", "8:10: the name of a class is missing");
	assert_error(&r, 5, "b.rules", "9:1: not UTF-8");
	assert_error(&r, 6, "b.rules", "10:5: which site? \"site example.org\"");

	rules = rules_for(&r, a, "https://www.paper.example/a/b");
	assert_int_equal(rules.n_items, 3);
	assert_string_equal(rules.items[0].where, "a.rules:3");
	assert_string_equal(rules.items[1].where, "b.rules:4");
	assert_string_equal(rules.items[1].selector, "#text > .story");
	assert_string_equal(rules.items[2].where, "imported.rules:2");
	assert_int_equal(rules_for(&r, a, "http://paper.example/").n_items, 3);
	assert_int_equal(rules_for(&r, a, "http://www.paper.example:8080/").n_items, 3);
	assert_int_equal(rules_for(&r, a, "http://x.paper.example/").n_items, 2);
	assert_int_equal(rules_for(&r, a, "http://paper.example.evil.example/").n_items, 1);
	assert_int_equal(rules_for(&r, a, "http://evil.example/paper.example/").n_items, 1);
	rules = rules_for(&r, a, "https://other.example/news/1");
	assert_int_equal(rules.n_items, 2);
	assert_int_equal(rules.items[1].kind, RULE_DROP);
	assert_string_equal(rules.items[1].selector, ".ad, .box");
	assert_int_equal(rules_for(&r, a, "https://other.example/sport/1").n_items, 1);
	assert_int_equal(rules_for(&r, a, NULL).n_items, 0);
	rules_free(&r);
}

/* Changed, new and removed files are seen, and nothing is read again without. */
static void test_refresh(void **state)
{
	struct ruleset r = { 0 };

	assert_true(rules_refresh(&r, dir));
	assert_int_equal(r.n_sites, 0);
	assert_false(rules_refresh(&r, NULL));
	put("a.rules", "site a.example\nbody x\n");
	assert_true(rules_refresh(&r, NULL));
	assert_false(rules_refresh(&r, NULL));
	assert_int_equal(rules_for(&r, a, "http://a.example/").n_items, 1);
	put("a.rules", "site a.example\nbody y\n");
	assert_true(rules_refresh(&r, NULL));
	assert_string_equal(rules_for(&r, a, "http://a.example/").items[0].selector, "y");
	put("b.rules", "site a.example\ndrop z\n");
	put("other.txt", "x");
	assert_true(rules_refresh(&r, NULL));
	assert_int_equal(rules_for(&r, a, "http://a.example/").n_items, 2);
	take("a.rules");
	assert_true(rules_refresh(&r, NULL));
	assert_int_equal(rules_for(&r, a, "http://a.example/").n_items, 1);
	take("b.rules");
	assert_true(rules_refresh(&r, NULL));
	assert_int_equal(r.n_sites, 0);
	rules_free(&r);
	assert_true(rules_refresh(&r, "/nonexistent/rules.d"));
	assert_int_equal(r.n_errors, 0);
	rules_free(&r);
}

static void test_import(void **state)
{
	const struct rules_addition list[] = {
		{ "paper.example", "body .text\ndrop .ad\n" }, { "b.example", "body article\n" },
	};
	struct buf b = BUF_INIT(KIB(64));
	struct ruleset r = { 0 };
	const char *path;
	size_t added;

	put("a.rules", "site paper.example\ndrop .ad\nbody  .text\n");
	put("imported.rules", "# mine\nsite x.example\nbody p");
	rules_refresh(&r, dir);
	assert_int_equal(rules_import(&r, list, 2, &added, &path, NULL), OK);
	assert_int_equal(added, 1);
	assert_int_equal(osfile_read(path, &b, NULL), OK);
	assert_string_equal(buf_cstr(&b), "# mine\nsite x.example\nbody p\n\nsite b.example\n"
			    "body article\n");
	rules_refresh(&r, NULL);
	assert_int_equal(rules_import(&r, list, 2, &added, &path, NULL), OK);
	assert_int_equal(added, 0);
	buf_free(&b);
	rules_free(&r);
}

/* --- a page --- */

#define SENTENCE "The lamp was lit at dusk, as every day, and burned until the morning came."

static const char story[] =
	"<html><head><title>The lamp | The Paper</title></head><body>"
	"<div class=top><h2 class=t>The keeper's lamp</h2><i class=by>By Ada Nowak</i>"
	"<time datetime=2024-05-06T09:00:00+02:00>Monday</time><b>Of 7 May 2024, late</b></div>"
	"<div class=promo><p>" SENTENCE " " SENTENCE " " SENTENCE " " SENTENCE "</p><p>" SENTENCE
	" " SENTENCE " " SENTENCE "</p></div>"
	"<div class=a><p>First. " SENTENCE "</p><div class=ad><p>Buy, buy, buy it now.</p></div></div>"
	"<div class=b><p>Second. " SENTENCE "</p><aside class=note>Hush. <p class=in>An aside of this story.</p></aside>"
	"</div><div class=more><div class=card><a href=/1><h3>A first story</h3></a>"
	"<p>What it says.</p></div><div class=card><a href=/2>A second story</a></div></div>"
	"<a class=n href='?p=2'>2</a></body></html>";

static void read_story(const char *rules, struct article *art)
{
	struct ruleset r = { 0 };
	struct input in = { .bytes = STR(story), .url = "https://paper.example/lamp",
			    .flags = PARSE_BLOCKS | PARSE_EXPLAIN };
	struct rules list;

	put("a.rules", rules);
	rules_refresh(&r, dir);
	assert_int_equal(r.n_errors, 0);
	list = rules_for(&r, a, in.url);
	in.rules = &list;
	assert_int_equal(parse_page(a, &in, art, NULL), OK);
	rules_free(&r);
}

static const char *text_of(const struct article *art)
{
	struct buf b = BUF_INIT(KIB(64));
	char *out;
	size_t i;

	for (i = 0; i < art->n_blocks; i++)
		buf_printf(&b, "%.10s|", art->blocks[i].text ? art->blocks[i].text : "");
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static const struct verdict *rule_verdict(const struct article *art, const char *where)
{
	size_t i;

	for (i = 0; i < art->n_verdicts; i++)
		if (art->verdicts[i].kind >= VERDICT_RULE && streq(art->verdicts[i].path, where))
			return &art->verdicts[i];
	fail_msg("nothing about %s", where);
	return NULL;
}

static void test_page(void **state)
{
	struct article art;

	read_story("site nowhere.example\nbody .a\n", &art);
	assert_true(strstr(text_of(&art), "The lamp w") != NULL);
	read_story("site paper.example\nbody .nothing\nbody .b, .a\nbody .promo\ndrop .ad\n"
		   "title .t\nbyline .by\ndate time\nnext a.n\nrelated .card\n", &art);
	assert_string_equal(text_of(&art), "First. The|Second. Th|");
	assert_string_equal(art.title, "The keeper's lamp");
	assert_string_equal(art.byline, "Ada Nowak");
	assert_int_equal(art.published, 1714978800);
	assert_int_equal(art.published_zone, 120);
	assert_string_equal(art.next_url, "https://paper.example/lamp?p=2");
	assert_int_equal(art.n_related, 2);
	assert_string_equal(art.related[0].url, "https://paper.example/1");
	assert_string_equal(art.related[0].title, "A first story");
	assert_string_equal(art.related[0].summary, "What it says.");
	assert_string_equal(art.related[1].title, "A second story");
	assert_string_equal(rule_verdict(&art, "a.rules:2")->reason, "nothing found");
	assert_int_equal(rule_verdict(&art, "a.rules:3")->times, 2);
	assert_string_equal(rule_verdict(&art, "a.rules:4")->reason,
			    "not tried: a rule before it found something");
	assert_string_equal(rule_verdict(&art, "a.rules:6")->reason, "The keeper's lamp");
	read_story("site paper.example\ndate .by, .top b\n", &art);
	assert_int_equal(art.published, 1715040000);
	/* what is dropped counts for nothing, whatever it weighs */
	read_story("site paper.example\ndrop .promo\n", &art);
	assert_null(strstr(text_of(&art), "The lamp w"));
	assert_true(strstr(text_of(&art), "Second. Th") != NULL);
	/* what an aside says is kept where the user wants it */
	read_story("site paper.example\nbody .b\n", &art);
	assert_string_equal(text_of(&art), "Second. Th|");
	read_story("site paper.example\nbody .b\nkeep aside\n", &art);
	assert_string_equal(text_of(&art), "Second. Th|Hush.|An aside o|");
	read_story("site paper.example\nbody .b\nkeep .in\n", &art);
	assert_string_equal(text_of(&art), "Second. Th|An aside o|");
	/* the ordinary way where nothing is found, or no text is in it, or all of it is dropped */
	read_story("site paper.example\nbody a.n\nbody .b\n", &art);
	assert_string_equal(text_of(&art), "2|");
	read_story("site paper.example\nbody //title/@x\ndrop html, body\n"
		   "drop //text()[.='2']\n", &art);
	assert_true(strstr(text_of(&art), "The lamp w") != NULL);
	read_story("site paper.example\nbody .b\ndrop .b, .b p\n", &art);
	assert_true(strstr(text_of(&art), "The lamp w") != NULL);
	read_story("site paper.example\nbody //p[frob()]\ntitle //title\n", &art);
	assert_int_equal(rule_verdict(&art, "a.rules:2")->kind, VERDICT_WRONG_RULE);
	assert_string_equal(art.title, "The lamp | The Paper");
}

/* Work that grows with the square of a page ends. */
static void test_costly(void **state)
{
	const struct rule costly = { RULE_BODY, "x", "//p[count(//p[count(//p) > 1]) > 1]", "a:1" };
	struct rule list[LIMIT_SITE_RULES];
	const struct rules rules = { list, ARRAY_LEN(list) };
	struct input in = { .url = "https://paper.example/", .flags = PARSE_EXPLAIN,
			    .rules = &rules };
	struct buf b = BUF_INIT(MIB(4));
	struct article art;
	clock_t began;
	size_t i;

	for (i = 0; i < ARRAY_LEN(list); i++)
		list[i] = costly;
	for (i = 0; i < 20000; i++)
		buf_puts(&b, "<p>" SENTENCE);
	in.bytes = buf_str(&b);
	began = clock();
	assert_int_equal(parse_page(a, &in, &art, NULL), OK);
	assert_true(clock() - began < 15 * CLOCKS_PER_SEC);
	assert_string_equal(rule_verdict(&art, "a:1")->reason, "too much work on this page");
	assert_true(art.n_blocks > 1000);
	buf_free(&b);
}

/* Boxes in each other, a megabyte of text within: asked one by one they have all of it each. */
static void test_nested(void **state)
{
	static const struct rule items[] = {
		{ RULE_DATE, ".d", "//*[@class='d']", "a:1" },
		{ RULE_NEXT, ".d", "//*[@class='d']", "a:2" },
		{ RULE_RELATED, ".d", "//*[@class='d']", "a:3" },
	};
	static const struct rule drop = { RULE_DROP, ".d", "//*[@class='d']", "a:1" };
	struct rules list = { (struct rule *)items, ARRAY_LEN(items) };
	struct input in = { .url = "https://paper.example/lamp", .rules = &list,
			    .flags = PARSE_BLOCKS | PARSE_EXPLAIN };
	struct buf b = BUF_INIT(MIB(8));
	struct article art;
	size_t i;

	for (i = 0; i < 240; i++)
		buf_puts(&b, "<div class=d>");
	buf_puts(&b, "<a href=/1>A first story</a>");
	while (b.len < MIB(1))
		buf_puts(&b, "<p>" SENTENCE " " SENTENCE " " SENTENCE "</p>");
	for (i = 0; i < 240; i++)
		buf_puts(&b, "</div>");
	buf_puts(&b, "<p>" SENTENCE "</p>");
	in.bytes = buf_str(&b);
	assert_int_equal(parse_page(a, &in, &art, NULL), OK);
	assert_string_equal(art.next_url, "https://paper.example/1");
	assert_int_equal(art.published, DATE_NONE);
	assert_int_equal(art.n_related, 1);
	assert_string_equal(art.related[0].title, "A first story");
	assert_true(art.n_blocks > 1000);

	list = (struct rules){ (struct rule *)&drop, 1 };
	assert_int_equal(parse_page(a, &in, &art, NULL), OK);
	assert_int_equal(art.n_blocks, 1);
	assert_int_equal(rule_verdict(&art, "a:1")->times, 240);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_selectors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_selector_bounds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refresh, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_import, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_page, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_costly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nested, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

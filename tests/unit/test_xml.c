/* Broken documents are mended in linear time, bombs are refused, and nothing outside is read. */
#include "tests/unit/unit.h"

#include <time.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/limits.h"
#include "parse/mend.h"
#include "parse/xml.h"

static void mending(void **state)
{
	static const struct {
		const char *in, *want;
		uint32_t flags;
	} cases[] = {
		{ "<rss><a b=\"1\">x &amp; y</a></rss>", "<rss><a b=\"1\">x &amp; y</a></rss>", 0 },
		{ "<?xml version=\"1.0\"?>\n<!-- c --><rss/>\n<!-- d -->\n", "<rss/>", 0 },
		{ "<br>Warning<?xml?><rss>x</rss>tail", "<rss>x</rss>", MEND_JUNK },
		{ "<rss>AT&T &nbsp;&eacute; &bogus;</rss>",
		  "<rss>AT&amp;T \u00a0é &amp;bogus;</rss>", MEND_MARKUP | MEND_ENTITY },
		{ "<rss>1 < 2 & 3 <<a>x</a></rss>",
		  "<rss>1 &lt; 2 &amp; 3 &lt;<a>x</a></rss>", MEND_MARKUP },
		{ "<rss>a\1b&#0;c&#x1B;d</rss>", "<rss>abcd</rss>", MEND_CONTROL },
		{ "<rss><a><b>x</a></b>y</rss>", "<rss><a><b>x</b></a>y</rss>", MEND_MARKUP },
		{ "<rss><a>x</A></rss>", "<rss><a>x</a></rss>", MEND_MARKUP },
		{ "<rss><item>1<item>2</item></rss>", "<rss><item>1</item><item>2</item></rss>",
		  MEND_MARKUP },
		{ "<rss><a b=c d e='1<2'>x</a></rss>",
		  "<rss><a b=\"c\" d=\"\" e=\"1&lt;2\">x</a></rss>", MEND_MARKUP },
		{ "<rss><a b='1' b='2'/></rss>", "<rss><a b=\"1\"/></rss>", MEND_MARKUP },
		{ "<rss><a>x", "<rss><a>x</a></rss>", MEND_TRUNCATED },
		{ "<rss><a><![CDATA[x</a></rss>", "<rss><a>x</a></rss>", MEND_MARKUP },
		{ "<rss>&#x110000;&#xfffd;&#65;</rss>", "<rss>\xef\xbf\xbd\xef\xbf\xbd&#65;</rss>",
		  MEND_CONTROL },
		{ "<rss>]]</x>>]<!--y-->]>]\1]></rss>", "<rss>]]&gt;]]&gt;]]&gt;</rss>",
		  MEND_MARKUP | MEND_CONTROL },
		{ "<rss><![CDATA[<b>&\2]]></rss>", "<rss><![CDATA[<b>&]]></rss>", MEND_CONTROL },
		{ "<rss><![CDATA[]]\1>]]></rss>", "<rss><![CDATA[]]]]><![CDATA[>]]></rss>",
		  MEND_CONTROL },
		{ "<rss><dc:a1:00 b=\"1\">x</dc:a1:00></rss>", "<rss><dc:a1 b=\"1\">x</dc:a1></rss>",
		  MEND_MARKUP },
		{ "<rss><a\u00d7>x</a\u00d7><ä>y</ä></rss>", "<rss><a>x</a><ä>y</ä></rss>",
		  MEND_MARKUP },
		{ "<rss\f><a\f/></rss\f>", "<rss><a/></rss>", MEND_MARKUP },
		{ "<rss><a>x</a b=\"c\">y</rss>", "<rss><a>x</a>y</rss>", MEND_MARKUP },
		{ "<!DOCTYPE rss [<!ENTITY a \"x\vy\">]><rss>&a;</rss>", "<rss>xy</rss>", 0 },
		{ "<!DOCTYPE rss [<!ENTITY co \"Acme &#60;\">]><rss>&co;</rss>",
		  "<rss>Acme &lt;</rss>", 0 },
		{ "<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\">]><rss>&nbsp;</rss>",
		  "<rss>\u00a0</rss>", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new(MIB(4));
		struct str out;
		uint32_t flags;

		assert_int_equal(mend_xml(a, str_of(cases[i].in), &out, &flags, NULL), OK);
		assert_string_equal(out.p, cases[i].want);
		if (flags != cases[i].flags)
			fail_msg("case %zu: flags %u", i, flags);
		arena_free(a);
	}
}

/* n bytes at a time. */
static const char *read_pieces(struct arena *a, const char *in, bool outline, size_t n)
{
	struct mender *m = mend_open(a, str_of(in), outline);
	struct buf b = BUF_INIT(KIB(64));
	char piece[64];
	const char *out;
	uint32_t flags;
	size_t got;

	do {
		got = mend_read(m, piece, n);
		buf_add(&b, piece, got);
	} while (got == n);
	assert_int_equal(mend_read(m, piece, n), 0);
	assert_int_equal(mend_close(m, &flags, NULL), OK);
	out = arena_strdup(a, buf_cstr(&b));
	buf_free(&b);
	return out;
}

static void in_pieces(void **state)
{
	const char *in = "<rss><a b=c>x & y</a>\n<item>1<item>&eacute;2<![CDATA[<&\1]]></rss> tail";
	struct arena *a = arena_new(MIB(1));
	uint32_t flags;
	struct str all;
	size_t n;

	assert_int_equal(mend_xml(a, str_of(in), &all, &flags, NULL), OK);
	for (n = 1; n <= 64; n++)
		assert_string_equal(read_pieces(a, in, false, n), all.p);
	arena_free(a);
}

static void outlines(void **state)
{
	static const char *const cases[][2] = {
		{ "<rss><channel><title>t</title><item><title>no</title></item><ttl>5</ttl>"
		  "<ITEM/><item a=b/><x:entry>no</x:entry></channel></rss>",
		  "<rss><channel><title>t</title><ttl>5</ttl></channel></rss>" },
		{ "<rss><channel><item>1 & <item>2<b></channel><a/></rss>",
		  "<rss><channel></channel><a/></rss>" },
		{ "<feed><id>1</id><entry><entry>x</entry><id>2", "<feed><id>1</id><id>2</id></feed>" },
		{ "<feed><entry><![CDATA[</entry>]]><b>&bogus;</entry><id/></feed>",
		  "<feed><id/></feed>" },
		{ "<rss><channel><image><item>i</item></image><item>", "<rss><channel><image>"
		  "<item>i</item></image></channel></rss>" },
	};
	struct arena *a = arena_new(MIB(1));
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(read_pieces(a, cases[i][0], true, 64), cases[i][1]);
		assert_string_equal(read_pieces(a, cases[i][0], true, 1), cases[i][1]);
	}
	arena_free(a);
}

static enum rc count_story(const xmlNode *story, void *ctx)
{
	struct str *text = ctx;
	struct arena *a = arena_new(MIB(16));

	text->n += 1 + strlen(xml_text(a, story));
	arena_free(a);
	return OK;
}

/* Text and elements beyond what one story may have are left out, and the next one is read. */
static void huge_story(void **state)
{
	struct buf b = BUF_INIT(MIB(64));
	struct arena *a = arena_new(LIMIT_ARENA);
	struct str text = { NULL, 0 };
	uint32_t mended = 0;
	struct xml xml;
	size_t i;

	buf_puts(&b, "<rss><channel><item><![CDATA[");
	while (b.len < MIB(12))
		buf_puts(&b, "é, much too long ");
	buf_puts(&b, "]]></item><item>");
	for (i = 0; i < LIMIT_XML_TREE / sizeof(xmlNode) + 10; i++)
		buf_puts(&b, "<a/>");
	buf_puts(&b, "</item><item>");
	while (b.len < MIB(40))
		buf_puts(&b, "&lt; ");
	buf_puts(&b, "</item><item>last</item></channel></rss>");
	assert_int_equal(xml_open_feed(a, buf_str(&b), &xml, NULL), OK);
	xml_close(&xml);
	assert_int_equal(xml_each_story(a, buf_str(&b), count_story, &text, &mended, NULL), OK);
	assert_in_range(text.n, 2 * LIMIT_STORY_BYTES - 16, 2 * LIMIT_STORY_BYTES + 16);
	assert_int_equal(mended, MEND_LIMIT);
	buf_free(&b);
	arena_free(a);
}

static size_t count_attributes(const xmlNode *root)
{
	const xmlNode *n;
	const xmlAttr *attr;
	size_t count = 0;

	for (n = root; n; n = xml_next(root, n))
		if (n->type == XML_ELEMENT_NODE)
			for (attr = n->properties; attr; attr = attr->next)
				count++;
	return count;
}

static enum rc most_attributes(const xmlNode *story, void *ctx)
{
	size_t *most = ctx;

	*most = MAX(*most, count_attributes(story));
	return OK;
}

/* An attribute of five bytes takes 200 in memory, in a story and beside it. */
static void many_attributes(void **state)
{
	const size_t bytes = sizeof(xmlAttr) + sizeof(xmlNode);
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(MIB(16));
	uint32_t mended = 0;
	size_t i, most = 0;
	struct xml xml;

	buf_puts(&b, "<rss><channel><item>");
	while (b.len < MIB(5)) {
		buf_puts(&b, "<x");
		for (i = 0; i < LIMIT_ATTRIBUTES; i++)
			buf_printf(&b, " a%zu=''", i);
		buf_puts(&b, "/>");
	}
	buf_puts(&b, "</item><item>last</item></channel></rss>");
	assert_int_equal(xml_each_story(a, buf_str(&b), most_attributes, &most, &mended, NULL), OK);
	assert_in_range(most, LIMIT_STORY_TREE / bytes / 2, LIMIT_STORY_TREE / bytes + 64);
	assert_int_equal(mended, MEND_LIMIT);
	memcpy(b.data, "<rss><channel><also>", 20);
	assert_int_equal(xml_open_feed(a, buf_str(&b), &xml, NULL), OK);
	assert_in_range(count_attributes(xml.root), LIMIT_XML_TREE / bytes / 2,
			LIMIT_XML_TREE / bytes + 64);
	assert_true(xml.mended & MEND_LIMIT);
	xml_close(&xml);
	buf_free(&b);
	arena_free(a);
}

/* Long text does not go through libxml2 and comes out as if it did. */
static void long_text(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "&lt;p&gt;&amp;lt; &quot;&apos;é–\xef\xbc\x81", "<p>&lt; \"'é–\xef\xbc\x81" },
		{ "a\r\nb\rc\r\r\n\n", "a\nb\nc\n\n\n" },
		{ "] ]]&gt; ]]>", "] ]]> ]]>" },
		{ "&eacute; &#233; & &bogus; \1\x7f", "é é & &bogus; " },
		{ "<![CDATA[&lt;<b>\r\n]] >]]>]", "&lt;<b>\n]] >]" },
		{ "<!-- no --><?no 1 5?><?t 1 5?><![CDATA[]]\1>]]>", "]]>" },
	};
	static const char pad[] = "sixty-four letters and more of it, so that it is long enough, and so on";
	struct arena *a = arena_new(MIB(16));
	struct xml xml;
	size_t i, cdata;

	for (i = 0; i < 2 * ARRAY_LEN(cases); i++) {
		const char *in = cases[i / 2][0], *want = cases[i / 2][1];

		cdata = i % 2;
		in = arena_printf(a, cdata ? "<rss>%s%s<![CDATA[%s]]></rss>" : "<rss>%s%s%s</rss>",
				  pad, in, pad);
		assert_int_equal(xml_open(a, str_of(in), &xml, NULL), OK);
		assert_string_equal(xml_text(a, xml.root),
				    arena_printf(a, "%s%s%s", pad, want, pad));
		xml_close(&xml);
	}
	arena_free(a);
}

/* What is well-formed after mending must be so to libxml2 as well. */
static void mended_is_well_formed(void **state)
{
	static const char doc[] = "<rss><a x='\"' y=\"'\"><b/>&lt;]]></c>&<![CDATA[<]]><x:y>";
	struct arena *a = arena_new(MIB(16));
	struct xml xml;
	size_t n;

	for (n = 5; n < sizeof(doc); n++) {
		assert_int_equal(xml_open(a, str_mem(doc, n), &xml, NULL), OK);
		assert_true(xml_is(xml.root, "rss"));
		xml_close(&xml);
	}
	arena_free(a);
}

static void entity_bombs(void **state)
{
	static const char *const bombs[] = {
		"<!DOCTYPE rss [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;\">]><rss>&b;</rss>",
		"<!DOCTYPE rss [<!ENTITY a \"0123456789abcdefg\">]><rss>&a;</rss>",
		"<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss>&a;</rss>",
	};
	struct buf many = BUF_INIT(MIB(1));
	struct arena *a = arena_new(MIB(16));
	struct err e;
	struct xml xml;
	size_t i;

	for (i = 0; i < ARRAY_LEN(bombs); i++)
		assert_int_equal(xml_open(a, str_of(bombs[i]), &xml, &e), E_REFUSED);
	buf_puts(&many, "<!DOCTYPE rss [");
	for (i = 0; i <= LIMIT_ENTITY_DECLS; i++)
		buf_printf(&many, "<!ENTITY e%zu 'x'>", i);
	buf_puts(&many, "]><rss/>");
	assert_int_equal(xml_open(a, buf_str(&many), &xml, &e), E_REFUSED);
	buf_free(&many);
	arena_free(a);
}

/* An old feed's reference to its DTD is no reason to refuse it, nor to fetch anything. */
static void external_dtd(void **state)
{
	struct arena *a = arena_new(MIB(1));
	struct xml xml;

	assert_int_equal(xml_open(a, STR("<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" "
					 "\"http://e.example/rss-0.91.dtd\">\n<rss>&eacute;</rss>"),
				  &xml, NULL), OK);
	assert_string_equal(xml_text(a, xml.root), "é");
	xml_close(&xml);
	arena_free(a);
}

/* CPU seconds to open n bytes of unit. */
static double open_seconds(const char *unit, size_t n)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(MIB(2));
	clock_t start;
	struct xml xml;
	size_t k;

	buf_puts(&b, "<rss><channel><item>");
	for (k = 0; k < n / strlen(unit); k++)
		buf_puts(&b, unit);
	start = clock();
	if (xml_open(a, buf_str(&b), &xml, NULL) == OK)
		xml_close(&xml);
	if (xml_open_feed(a, buf_str(&b), &xml, NULL) == OK)
		xml_close(&xml);
	start = clock() - start;
	buf_free(&b);
	arena_free(a);
	return (double)start / CLOCKS_PER_SEC;
}

/* Each of these keeps libxml2's own recovery busy for seconds to minutes at this size, quadratically;
 * here four times the input may not take sixteen times the work. */
static void floods(void **state)
{
	static const char *const units[] = {
		"<", "&", "</a>", "<!--", "<a ", "<a b=\"", "<a b=\"\n<", "<![CDATA[", "<?", "<!-",
		"<a>", "]]>", "&a", "<b a='1' ", "\1", "a=\"1\" ", "<item>", "<!ENTITY a 'b'>",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		double part = open_seconds(units[i], MIB(1) / 4), all = open_seconds(units[i], MIB(1));

		if (!IS_SANITIZED && all > part * 10 + 0.3)
			fail_msg("flood of %s: %.2f s for four times what took %.2f s", units[i], all, part);
	}
}

static void namespaces(void **state)
{
	static const struct {
		const char *doc;
		enum xml_ns ns;
		const char *name;
	} cases[] = {
		{ "<rss><dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'/></rss>", NS_DC, "date" },
		{ "<rss><x:date xmlns:x='HTTP://purl.org/dc/elements/1.1'/></rss>", NS_DC, "date" },
		{ "<rss><media:title/></rss>", NS_MEDIA, "title" },
		{ "<rss><foo:title/></rss>", NS_OTHER, "title" },
		{ "<rss><title/></rss>", NS_NONE, "title" },
		{ "<rss xmlns='urn:own'><title/></rss>", NS_NONE, "title" },
		{ "<rss><t xmlns='http://www.w3.org/2005/Atom'/></rss>", NS_ATOM, "t" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *a = arena_new(MIB(1));
		const xmlNode *n;
		struct xml xml;

		assert_int_equal(xml_open(a, str_of(cases[i].doc), &xml, NULL), OK);
		n = xml_child(xml.root);
		if (xml_ns(n) != cases[i].ns)
			fail_msg("case %zu: %d", i, (int)xml_ns(n));
		assert_string_equal(xml_name(n), cases[i].name);
		xml_close(&xml);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mending),
		cmocka_unit_test(in_pieces),
		cmocka_unit_test(outlines),
		cmocka_unit_test(huge_story),
		cmocka_unit_test(many_attributes),
		cmocka_unit_test(long_text),
		cmocka_unit_test(mended_is_well_formed),
		cmocka_unit_test(entity_bombs),
		cmocka_unit_test(external_dtd),
		cmocka_unit_test(floods),
		cmocka_unit_test(namespaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a page says about its article: names, titles, languages and damaged JSON-LD piece by piece;
 * whole pages are in tests/cases/pages. */
#include "tests/unit/unit.h"

#include <time.h>

#include "base/limits.h"
#include "parse/json.h"
#include "parse/jsonmend.h"
#include "parse/language.h"
#include "parse/names.h"
#include "parse/parse.h"

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

static const char *names_in(const char *line, const struct names_where *where)
{
	struct names names = { 0 };
	const char *s;

	names_add(arena, str_of(line), where, &names);
	s = names_join(arena, &names);
	return s ? s : "";
}

static void bylines(void **state)
{
	static const struct {
		const char *line, *names;
	} cases[] = {
		{ "By Ada Example", "Ada Example" },
		{ "by ada example", "ada example" },
		{ "BY ADA EXAMPLE", "ADA EXAMPLE" },
		{ "Written by Ada Example and Ben Sample", "Ada Example, Ben Sample" },
		{ "Ada Example, Ben Sample & Cleo Specimen",
		  "Ada Example, Ben Sample, Cleo Specimen" },
		{ "By Ada Example, chief reporter", "Ada Example" },
		{ "By Ada Example, The Northern Press, New York", "Ada Example" },
		{ "Ada Example, The Quay Courier Business", "Ada Example" },
		{ "Coast News Bureau", "" },
		{ "Ada Example (in Oslo)", "Ada Example" },
		{ "Ada (Addy) Example", "Ada Example" },
		{ "Posted on May 6, 2024 by Ada Example", "Ada Example" },
		{ "Ada Example on May 6, 2024 at 5:30 pm", "Ada Example" },
		{ "Ada Example | 6 May 2024 | 3 comments", "Ada Example" },
		{ "Von Ada Beispiel am 6. Mai 2024, 17:30 Uhr", "Ada Beispiel" },
		{ "Montag, 6. Mai 2024, Ada Beispiel", "Ada Beispiel" },
		{ "Veröffentlicht von Ada Beispiel am 6. Mai 2024", "Ada Beispiel" },
		{ "Ein Gastbeitrag von Ada von der Heide", "Ada von der Heide" },
		{ "Text von Ada Beispiel, Fotos von Ben Muster", "Ada Beispiel" },
		{ "Par Ada Exemple et Léa de la Tour", "Ada Exemple, Léa de la Tour" },
		{ "Por Ada Ejemplo y Bea Muestra", "Ada Ejemplo, Bea Muestra" },
		{ "di Ada Esempio", "Ada Esempio" },
		{ "Door Ada Voorbeeld en Ben van Dijk", "Ada Voorbeeld, Ben van Dijk" },
		{ "Autor: Ada Przykład", "Ada Przykład" },
		{ "Автор: Ада Примерова", "Ада Примерова" },
		{ "Av Ada Exempel", "Ada Exempel" },
		{ "文／山田花子", "山田花子" },
		{ "作者：王小明", "王小明" },
		{ "Ada Example Jr.", "Ada Example Jr." },
		{ "Ada E.", "Ada E." },
		{ "Ada Example.", "Ada Example" },
		{ "ab/dpa", "ab, dpa" },
		{ "ada@paper.example", "" },
		{ "Ada Example, ada@paper.example", "Ada Example" },
		{ "https://paper.example/ada", "" },
		{ "paper.test", "" },
		{ "Follow", "" }, { "By", "" }, { "admin", "" }, { "6 May 2024", "" },
		{ "Updated", "" }, { "Photograph by Ben Sample", "" },
		{ "The Quay Courier", "" },
		{ "Quay Verlag GmbH", "" },
		{ "Newsdesk", "" },
		{ "By noon the tide had turned and the boats came back without a single fish", "" },
		{ "", "" }, { ",,,", "" }, { "-", "" },
	};
	const struct names_where where = { .site = "The Quay Courier", .host = "quaycourier" };
	const struct names_where house = { .site = "x", .host = "quaycourier", .is_house = true };
	const struct names_where desks = { .with_desks = true };
	const struct names_where person = { .site = "Ada Example", .is_person = true };
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		if (!streq(names_in(cases[i].line, &where), cases[i].names))
			fail_msg("\"%s\": \"%s\"", cases[i].line, names_in(cases[i].line, &where));
	assert_string_equal(names_in("Quay Courier", &house), "");
	assert_string_equal(names_in("Newsdesk", &desks), "Newsdesk");
	assert_string_equal(names_in("Ada Example", &person), "Ada Example");
	assert_string_equal(names_in("Example, Ada", &house), "Ada Example");
}

static void byline_words(void **state)
{
	assert_true(names_is_byline(STR("By Ada Example")));
	assert_true(names_is_byline(STR("Posted at last by ada")));
	assert_true(names_is_byline(STR("Gespeichert von ada am 6. Mai 2024")));
	assert_false(names_is_byline(STR("Ada Example")));
	assert_false(names_is_byline(STR("A letter by the sea")));
	assert_false(names_is_byline(STR("By noon the tide had turned and the boats came back "
					 "without a single fish, as they often do")));
}

static void titles(void **state)
{
	static const struct {
		const char *title, *want;
	} cases[] = {
		{ "The lamp is lit | The Paper", "The lamp is lit" },
		{ "The lamp is lit - The Paper", "The lamp is lit" },
		{ "The Paper: The lamp is lit", "The lamp is lit" },
		{ "The Paper|The lamp is lit", "The lamp is lit" },
		{ "点灯了_The Paper", "点灯了" },
		{ "The lamp is lit", "The lamp is lit" },
		{ "The Paper", "The Paper" },
		{ "The lamp of The Paper", "The lamp of The Paper" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(names_title(arena, cases[i].title, "The Paper"),
				    cases[i].want);
	assert_true(names_is_segment("The lamp is lit again | The Paper", "The Paper"));
	assert_false(names_is_segment("The lamp is lit | The Paper", "The lamp is lit"));
	assert_false(names_is_segment("News | The lamp is lit again", "The lamp is lit again"));
	assert_false(names_is_segment("", ""));
}

static const char *mended(const char *text)
{
	struct buf b = BUF_INIT(MIB(1));
	json_t *json;
	char *s, *out;

	json_mend(str_of(text), &b);
	json = json_read(buf_str(&b), NULL);
	buf_free(&b);
	if (!json)
		return "";
	s = json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII);
	out = arena_strdup(arena, s);
	free(s);
	json_decref(json);
	return out;
}

static void damaged_json(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "{\"a\":1}", "{\"a\":1}" },
		{ "var x = {\"a\":[1,2,],};", "{\"a\":[1,2]}" },
		{ "<!-- {\"a\":1} -->", "{\"a\":1}" },
		{ "//<![CDATA[\n[{\"a\":1}]\n//]]>", "{\"a\":1}" },
		{ "[{\"a\":1},,{\"b\":2}]", "[{\"a\":1},{\"b\":2}]" },
		{ "{\"a\":\"one\ntwo\tthree\"}", "{\"a\":\"one two three\"}" },
		{ "{\"a\":\"she said \"no\", twice\",\"b\":\"c\"}",
		  "{\"a\":\"she said \\\"no\\\", twice\",\"b\":\"c\"}" },
		{ "{\"a\":\"b\"\n\"c\":\"d\"}", "{\"a\":\"b\",\"c\":\"d\"}" },
		{ "{\"a\":\"it\\'s \\u00e9 \\uzz \\x\"}", "{\"a\":\"it's \\u00E9 uzz x\"}" },
		{ "{\"a\": /* why */ 1, // so\n \"b\":\"http://x\"}",
		  "{\"a\":1,\"b\":\"http://x\"}" },
		{ "{&quot;a&quot;:&quot;b&quot;}", "{\"a\":\"b\"}" },
		{ "{\"a\":[{\"b\":\"c", "{\"a\":[{\"b\":\"c\"}]}" },
		{ "{\"a\":", "" }, { "none", "" }, { "", "" }, { "/*", "" }, { "{\"\\", "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		if (!streq(mended(cases[i].text), cases[i].want))
			fail_msg("%s: %s", cases[i].text, mended(cases[i].text));
}

static void languages(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "The town paid for the paint and the ferry company for the glass, and a school "
		  "class wound the spring of the clock for the first time in nine years.", "en" },
		{ "Die Stadt bezahlte die Farbe und die Fähre das Glas, und eine Schulklasse zog "
		  "die Feder der Uhr zum ersten Mal auf, wie es in der Zeitung stand.", "de" },
		{ "Byen betalte malingen og færgen betalte glasset, og en skoleklasse trak "
		  "fjederen op for første gang, da uret igen var til at høre på molen.", "da" },
		{ "Miasto zapłaciło za farbę, a firma za szkło, i klasa nakręciła sprężynę po raz "
		  "pierwszy od lat, co nie jest takie łatwe, jak się wydaje.", "pl" },
		{ "Місто заплатило за фарбу, а компанія за скло, і школярі вперше завели пружину, "
		  "що не так легко, як здається, бо ключ був дуже старий.", "uk" },
		{ "九年の沈黙のあと、桟橋の時計がふたたび時を打ち、漁師たちは自分の時計を直している。",
		  "ja" },
		{ "沉默了九个冬天之后，码头上的钟又响了，渔民们都照着它校准自己的手表。", "zh" },
		{ "아홉 번의 조용한 겨울이 지난 뒤 부두의 시계가 다시 울리고 사람들이 모였다.", "ko" },
		{ "Μετά από εννέα σιωπηλούς χειμώνες το ρολόι της προβλήτας χτυπά ξανά.", "el" },
		{ "Lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp lamp "
		  "lamp lamp lamp lamp lamp lamp lamp lamp", NULL },
		{ "The town paid.", NULL },
		{ "", NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++)
		if (!streq(language_of(str_of(cases[i].text)), cases[i].want))
			fail_msg("%s: %s", cases[i].text, language_of(str_of(cases[i].text)));
	assert_string_equal(language_choose("en-GB", "en"), "en-GB");
	assert_string_equal(language_choose("en", "de"), "de");
	assert_string_equal(language_choose("NB", "da"), "NB");
	assert_string_equal(language_choose("deutsch", "de"), "de");
	assert_string_equal(language_choose("lb", NULL), "lb");
	assert_string_equal(language_choose(NULL, "de"), "de");
	assert_null(language_choose(NULL, NULL));
}

static double cpu_of(const char *unit, size_t n)
{
	struct buf b = BUF_INIT(MIB(8));
	struct input in = { .content_type = "text/html; charset=utf-8",
			    .url = "https://paper.example/" };
	struct article art;
	struct err e = { 0 };
	clock_t start;
	size_t i;

	buf_puts(&b, "<title>The lamp is lit</title><h1>The lamp is lit</h1>");
	for (i = 0; i < n; i++)
		buf_puts(&b, unit);
	buf_puts(&b, "</script><p>A village has its light back, and paid for it itself, which took "
		     "nine winters, as the keeper tells.");
	in.bytes = buf_str(&b);
	start = clock();
	(void)!parse_page(arena, &in, &art, &e);
	buf_free(&b);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Twice the page is about twice the time. */
static void hostile(void **state)
{
	static const char *const units[] = {
		"<p class=date>6 May 2024 6 May 2024 6 May 2024 by by by by by",
		"<a rel=author href=/author/x>Ada Example</a> and ",
		"<span itemprop=author><span itemprop=name>",
		"<meta itemprop='datePublished datePublished datePublished' content=x>",
		"<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"The lamp "
		"is lit\",\"author\":{\"@id\":\"x\"}}</script>",
		"<script type=application/ld+json>{\"a\":\" \"\" \"\" , , ,",
		"<figure><img src=/lamp.jpg><figcaption>The lamp</figcaption></figure>",
		"<h2>The lamp is lit <small>6 May</small></h2>",
		"<div><footer><p class=author>6 May",
		"<i class=author itemprop=datePublished>",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(units); i++) {
		double one = cpu_of(units[i], 4000), two = cpu_of(units[i], 8000);

		arena_reset(arena);
		if (two > one * 3 + 0.05)
			fail_msg("%s: %.3f s, then %.3f s", units[i], one, two);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bylines), cmocka_unit_test(byline_words),
		cmocka_unit_test(titles), cmocka_unit_test(damaged_json),
		cmocka_unit_test(languages), cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

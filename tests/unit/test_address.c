/* What addresses and short texts beside headlines tell, in many languages. */
#include "tests/unit/unit.h"

#include "base/limits.h"
#include "parse/address.h"
#include "parse/label.h"

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

static void kinds_of_addresses(void **state)
{
	static const struct {
		const char *url;
		enum address kind;
	} cases[] = {
		{ "https://p.example/town/bridge-opens-at-last", ADDRESS_STORY },
		{ "https://p.example/2024/05/02/9817", ADDRESS_STORY },
		{ "https://p.example/story.php?id=20411", ADDRESS_STORY },
		{ "https://p.example/%D0%BC%D0%BE%D1%81%D1%82-%D0%BE%D1%82%D0%BA%D1%80%D1%8B%D1%82-"
		  "%D0%BF%D0%BE%D1%81%D0%BB%D0%B5-%D0%B7%D0%B8%D0%BC%D1%8B", ADDRESS_STORY },
		{ "https://p.example/topic/4411-the-bridge", ADDRESS_STORY },
		{ "https://p.example/town/", ADDRESS_PAGE },
		{ "https://p.example/town/index.html", ADDRESS_PAGE },
		{ "https://p.example/a-paper-of-many-pages.pdf", ADDRESS_OTHER },
		{ "https://p.example/town/bridge-opens-at-last#comment-17", ADDRESS_OTHER },
		{ "https://p.example/town/bridge-opens-at-last#respond", ADDRESS_OTHER },
		{ "https://p.example/town/bridge-opens-at-last#article", ADDRESS_STORY },
		{ "https://p.example/tag/the-swing-bridge-and-its-friends", ADDRESS_OTHER },
		{ "https://p.example/etiqueta/el-puente-giratorio-del-puerto", ADDRESS_OTHER },
		{ "https://p.example/author/cleo-dateline-of-the-town", ADDRESS_OTHER },
		{ "https://p.example/category/town-hall-and-council", ADDRESS_OTHER },
		{ "https://p.example/newsletter", ADDRESS_OTHER },
		{ "https://p.example/#", ADDRESS_PAGE },
		{ "https://p.example/?p=7", ADDRESS_PAGE },
		{ "https://abo.p.example/read-more-of-the-paper", ADDRESS_OTHER },
		{ "https://abode.example/a-house-with-two-doors", ADDRESS_STORY },
		{ "https://s.example/share?u=https%3A%2F%2Fp.example%2Ftown", ADDRESS_OTHER },
		{ "https://p.example/town/bridge-opens-at-last?back=https://p.example/", ADDRESS_STORY },
	};
	struct page p = { .url = "https://p.example/", .arena = arena };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (address_kind(&p, cases[i].url) != cases[i].kind)
			fail_msg("%s", cases[i].url);
	assert_string_equal(address_bare(&p, "https://p.example/town/bridge-opens-at-last?pos=1"),
			    "https://p.example/town/bridge-opens-at-last");
	assert_null(address_bare(&p, "https://p.example/town/bridge-opens-at-last"));
	assert_null(address_bare(&p, "https://p.example/town/bridge-opens-at-last?id=20411"));
	assert_null(address_bare(&p, "https://p.example/town/?p=7"));
}

static void headings(void **state)
{
	static const struct {
		const char *text;
		enum heading_kind kind;
	} cases[] = {
		{ "Related stories", HEADING_STORY }, { "LESEN SIE AUCH", HEADING_STORY },
		{ "À LIRE AUSSI :", HEADING_STORY }, { "ЧИТАЙТЕ ТАКЖЕ", HEADING_STORY },
		{ "También te puede interesar", HEADING_STORY }, { "関連記事", HEADING_STORY },
		{ "Ähnliche Beiträge", HEADING_STORY }, { "اقرأ أيضا", HEADING_STORY },
		{ "Most read", HEADING_POPULAR }, { "MEISTGELESEN", HEADING_POPULAR },
		{ "Les plus lus", HEADING_POPULAR }, { "點擊排行", HEADING_POPULAR },
		{ "Latest in Town", HEADING_MORE }, { "Últimas noticias", HEADING_MORE },
		{ "Последние новости", HEADING_MORE }, { "最新ニュース", HEADING_MORE },
		{ "Sponsored content", HEADING_OTHER }, { "Neueste Kommentare", HEADING_OTHER },
		{ "3 thoughts on “A bridge”", HEADING_OTHER }, { "Join our newsletter", HEADING_OTHER },
		{ "Town hall", HEADING_NONE }, { "", HEADING_NONE }, { NULL, HEADING_NONE },
		{ "Thoughts of a ferryman", HEADING_NONE },
		{ "Unrelated", HEADING_NONE }, { "Unrelated or related", HEADING_STORY },
		{ "A heading that is so long that whatever word it has, as latest, is no sign of it",
		  HEADING_NONE },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (label_heading(arena, cases[i].text) != cases[i].kind)
			fail_msg("%s", cases[i].text);
}

static void labels(void **state)
{
	static const char *const service[] = { "Share", "Teilen", "Aktualisiert:", "33 comments",
		"Leave a comment", "Kommentare (4)", "Inserisci un commento", "Pingback:", "Next",
		"コメント" };
	static const char *const kicker[] = { "Town hall", "Kommentar", "Comment", "Shares", "Video",
		"Nextdoor", "Opinion" };
	static const char *const paid[] = { "ANZEIGE", "Sponsored", "[Ad]", "Реклама", "広告" };

	for (size_t i = 0; i < ARRAY_LEN(service); i++)
		if (!label_is_service(arena, service[i]))
			fail_msg("%s", service[i]);
	for (size_t i = 0; i < ARRAY_LEN(kicker); i++)
		if (label_is_service(arena, kicker[i]) || label_is_paid(arena, kicker[i]))
			fail_msg("%s", kicker[i]);
	for (size_t i = 0; i < ARRAY_LEN(paid); i++)
		if (!label_is_paid(arena, paid[i]))
			fail_msg("%s", paid[i]);
	assert_true(label_is_comments(arena, "No comments"));
	assert_false(label_is_comments(arena, "What the minister's comments mean for us"));
	assert_true(label_is_by("By") && label_is_by("Par ") && label_is_by("文/"));
	assert_false(label_is_by("Byzantium") || label_is_byline("Byzantium"));
	assert_true(label_is_byline("Von Edda Gutter"));
	assert_true(label_is_list(arena, "More news »") && label_is_list(arena, "Alle Meldungen") &&
		    label_is_list(arena, "ニュース一覧"));
	assert_false(label_is_list(arena, "Bridge opens at last"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kinds_of_addresses, setup, teardown),
		cmocka_unit_test_setup_teardown(headings, setup, teardown),
		cmocka_unit_test_setup_teardown(labels, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

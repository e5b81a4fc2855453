/* "2 hours ago" in many languages, and what only looks like it. */
#include "tests/unit/unit.h"

#include "parse/ago.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

static void times(void **state)
{
	static const struct {
		const char *text;
		int64_t ago;
	} cases[] = {
		{ "2 hours ago", 2 * HOUR }, { "an hour ago", HOUR }, { "About 20 minutes ago", 20 * MINUTE },
		{ "3h ago", 3 * HOUR }, { "Updated 5 mins ago", 5 * MINUTE }, { "just now", 0 },
		{ "Yesterday", DAY }, { "vor 3 Tagen", 3 * DAY }, { "Vor einer Stunde", HOUR },
		{ "gestern", DAY }, { "Il y a 20 minutes", 20 * MINUTE }, { "il y a 2 ans", 730 * DAY },
		{ "Hace 2 horas", 2 * HOUR }, { "hace una hora", HOUR }, { "ayer", DAY },
		{ "2 ore fa", 2 * HOUR }, { "un giorno fa", DAY }, { "ieri", DAY },
		{ "há 10 minutos", 10 * MINUTE }, { "há 3 dias", 3 * DAY }, { "ontem", DAY },
		{ "4 uur geleden", 4 * HOUR }, { "gisteren", DAY }, { "2 godziny temu", 2 * HOUR },
		{ "godzinę temu", HOUR }, { "wczoraj", DAY }, { "2 часа назад", 2 * HOUR },
		{ "час назад", HOUR }, { "3 дня назад", 3 * DAY }, { "Вчера", DAY },
		{ "5分前", 5 * MINUTE }, { "2時間前", 2 * HOUR }, { "3日前", 3 * DAY }, { "昨日", DAY },
		{ "5分钟前", 5 * MINUTE }, { "2 小时前", 2 * HOUR }, { "3天前", 3 * DAY }, { "刚刚", 0 },
		{ "2시간 전", 2 * HOUR }, { "2 saat önce", 2 * HOUR }, { "för 2 timmar sedan", 2 * HOUR },
		{ "2 timer siden", 2 * HOUR }, { "před 3 dny", 3 * DAY }, { "منذ 3 ساعات", 3 * HOUR },
		{ "2 jam lalu", 2 * HOUR }, { "1 week ago", 7 * DAY }, { "2 months ago", 60 * DAY },
		/* none */
		{ "", AGO_NONE }, { "2h", AGO_NONE }, { "5 min read", AGO_NONE }, { "5 min", AGO_NONE },
		{ "Now", AGO_NONE }, { "Hier", AGO_NONE }, { "12:30", AGO_NONE }, { "2 May 2024", AGO_NONE },
		{ "ago", AGO_NONE }, { "2 3 hours ago", AGO_NONE }, { "0 hours ago", AGO_NONE },
		{ "99999 hours ago", AGO_NONE }, { "2 hours ago the bridge fell", AGO_NONE },
		{ "Years ago, a bridge", AGO_NONE }, { "\xff\xfe ago", AGO_NONE },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t got = ago_parse(str_of(cases[i].text));

		if (got != cases[i].ago)
			fail_msg("%s: %lld", cases[i].text, (long long)got);
	}
	assert_int_equal(ago_parse_short(STR("2h")), 2 * HOUR);
	assert_int_equal(ago_parse_short(STR("15 min")), 15 * MINUTE);
	assert_true(ago_parse_short(STR("Stunde")) == AGO_NONE);
	assert_true(ago_parse_short(STR("10 am")) == AGO_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

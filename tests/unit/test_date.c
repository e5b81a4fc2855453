#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/limits.h"

#define NONE DATE_NONE

static const struct {
	const char *text;
	int64_t want;
} cases[] = {
	/* RFC 3339, ISO 8601, W3C-DTF */
	{ "2003-12-31T10:14:55Z", 1072865695 },
	{ "2003-12-31t10:14:55z", 1072865695 },
	{ "2003-12-31T18:14:55+08:00", 1072865695 },
	{ "2003-12-31 10:14:55", 1072865695 },
	{ "2003-12-31T10:14:55.987Z", 1072865695 },
	{ "2003-12-31T10:14:55,9+0000", 1072865695 },
	{ "20031231T101455Z", 1072865695 },
	{ "2003-12-31T10:14Z", 1072865640 },
	{ "2003-12-31T10Z", 1072864800 },
	{ "2003-12-31", 1072828800 },
	{ "20031231", 1072828800 },
	{ "2003/12/31", 1072828800 },
	{ "2003-12", 1070236800 },
	{ "2003", 1041379200 },
	{ "2003-365", 1072828800 },
	{ "2003365", 1072828800 },
	{ "2004-060", 1078012800 },
	{ "2004-W01-3", 1072828800 },
	{ "2004W013", 1072828800 },
	{ "2009-W53-7", 1262476800 },
	{ "03-12-31", 1072828800 },
	{ "1990-12-31T23:59:60Z", 662688000 },
	{ "2003-12-31T24:00:00Z", 1072915200 },
	{ "2004-07-08 23:56:58 -00:20", 1089332218 },
	{ "2018-07-16T17:55:00+02:00[Europe/Berlin]", 1531756500 },
	{ "2018-07-16 17:55:00 +0200 CEST", 1531756500 },
	{ "1969-12-31T23:59:59Z", -1 },
	{ "0001-01-01T00:00:00Z", -62135596800 },
	/* RFC 822, 1123, 2822, asctime, and what becomes of them */
	{ "Thu, 01 Jan 2004 19:48:21 GMT", 1072986501 },
	{ "Thu, 01 Jan 04 19:48:21 GMT", 1072986501 },
	{ "Thu, 01 Jan 2004 19:48 GMT", 1072986480 },
	{ "01 Jan 2004 19:48:21 GMT", 1072986501 },
	{ "thu, 1 january 2004 19:48:21", 1072986501 },
	{ "Thurs, 1. Jan. 2004 19:48:21 +0000", 1072986501 },
	{ "Thursday, January 01, 2004 19:48:21 GMT", 1072986501 },
	{ "Thu, 01 Jan 2004 19:48:21 GMT (comment)", 1072986501 },
	{ "Thu Jan  1 19:48:21 2004", 1072986501 },
	{ "Thu Jan 1 19:48:21 GMT 2004", 1072986501 },
	{ "Thu Jan 1 19:48:21 +0000 2004", 1072986501 },
	{ "Thu Jan 01 2004 20:48:21 GMT+0100 (Central European Standard Time)", 1072986501 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
	{ "Sun, 06-Nov-1994 08:49:37 GMT", 784111777 },
	{ "Wed, 19 Aug 2009 18:28:00 Etc/GMT", 1250706480 },
	{ "Wed, 19 Feb 2012 22:40:00 GMT-01:01", 1329694860 },
	{ "Mon, 13 Feb, 2012 06:28:00 UTC", 1329114480 },
	{ "Fri, 2006/09/15 08:19:53 EDT", 1158322793 },
	/* zones */
	{ "Thu, 01 Jan 2004 14:48:21 EST", 1072986501 },
	{ "Thu, 01 Jan 2004 12:48:21 PDT", 1072986501 },
	{ "Thu, 01 Jan 2004 20:48:21 CET", 1072986501 },
	{ "Thu, 01 Jan 2004 20:48:21 BST", 1072986501 },
	{ "Fri, 02 Jan 2004 04:48:21 JST", 1072986501 },
	{ "Fri, 02 Jan 2004 01:18:21 IST", 1072986501 },
	{ "Thu, 30 Apr 2015 08:57:00 MET", 1430380620 },
	{ "Thu, 30 Apr 2015 08:57:00 MEST", 1430377020 },
	{ "Mon, 26 January 2004 16:31:00 AT", 1075149060 },
	{ "Mon, 26 January 2004 16:31:00 PT", 1075163460 },
	{ "Thu, 01 Jan 2004 19:48:21 +0", 1072986501 },
	{ "Thu, 01 Jan 2004 19:48:21 Z", 1072986501 },
	{ "Thu, 01 Jan 2004 19:48:21 XYZT", 1072986501 },
	/* as people write */
	{ "July 16, 2018 at 5:55 pm", 1531763700 },
	{ "July 16th, 2018 5:55 p.m. ET", 1531781700 },
	{ "16 Jul 2018 12:05 am", 1531699500 },
	{ "16. Juli 2018, 17:55 Uhr", 1531756500 },
	{ "Montag, 16. Juli 2018", 1531699200 },
	{ "lundi 16 juillet 2018 à 17h55", 1531763700 },
	{ "16 de julio de 2018", 1531699200 },
	{ "16 июля 2018, 17:55", 1531763700 },
	{ "Δευ, 16 Ιούλ 2018 17:55:00 EET", 1531756500 },
	{ "2018-július-16T17:55:00+00:00", 1531763700 },
	{ "2018年7月16日", 1531699200 },
	{ "2018년 07월 16일  17:55:00", 1531731300 },
	{ "2004-05-25 오후 11:23:17", 1085494997 },
	{ "16.07.2018 17:55", 1531763700 },
	{ "16.07.2018 17.55", 1531763700 },
	{ "16 luglio 2018 alle ore 17.55", 1531763700 },
	{ "16 juli 2018 om 17:55 uur", 1531763700 },
	{ "16 de julio de 2018 a las 17:55 h", 1531763700 },
	{ "segunda-feira, 16 de julho de 2018, 17h55", 1531763700 },
	{ "16 lipca 2018, godz. 17:55", 1531763700 },
	{ "16 июля 2018 года в 17:55", 1531763700 },
	{ "понедельник, 16 июля 2018 г., 20:55 (МСК)", 1531763700 },
	{ "16. července 2018 v 17:55", 1531763700 },
	{ "2018年7月16日（月） 17時55分", 1531763700 },
	{ "2018年7月16日 下午5:55", 1531763700 },
	{ "2018年7月16日 星期一", 1531699200 },
	{ "16 Temmuz 2018, Pazartesi", 1531699200 },
	{ "16 يوليو 2018", 1531699200 },
	{ "16 ביולי 2018", 1531699200 },
	{ "16 जुलाई 2018", 1531699200 },
	{ "ngày 16 tháng 7 năm 2018", 1531699200 },
	{ "16. Juli 2018 um 17:55 Uhr (MESZ)", 1531756500 },
	{ "16. Juli 2018 um 16:55 (MEZ)", 1531756500 },
	{ "16. Januar 2018, 17:55 Uhr", 1516121700 },
	{ "2018-07-16 17:55 Europe/Berlin", 1531756500 },
	{ "2018-01-16 17:55 Europe/Berlin", 1516121700 },
	{ "2018-03-25 01:59 Europe/Berlin", 1521939540 },
	{ "2018-03-25 03:00 Europe/Berlin", 1521939600 },
	{ "2018-10-28 03:00 Europe/Berlin", 1540692000 },
	{ "2018-07-16 13:55 America/New_York", 1531763700 },
	{ "2018-11-04 02:00 America/New_York", 1541314800 },
	{ "16 Jul 2018 18:55 GMT+1", 1531763700 },
	{ "2018-07-16T17:55:00:684Z", 1531763700 },
	{ "16-07-2018T19:55:00+0200", 1531763700 },
	{ "16.7.18", 1531699200 },
	{ "07/16/2018", 1531699200 },
	{ "16/07/2018 17:55", 1531763700 },
	{ "July 2018", 1530403200 },
	{ "1531763700", 1531763700 },
	{ "1531763700123", 1531763700 },
	/* no dates */
	{ "", NONE }, { "   ", NONE }, { "foobar", NONE }, { "today", NONE }, { "22013", NONE },
	{ "Jul", NONE }, { "12:30", NONE }, { "Monday", NONE }, { "16", NONE }, { "-", NONE },
	{ "2003-12-31T25:14:55Z", NONE },
	{ "2003-12-31T10:61:55Z", NONE },
	{ "2003-12-31T10:14:61Z", NONE },
	{ "2003-13-31", NONE },
	{ "2003-02-29", NONE },
	{ "2003-00-10", NONE },
	{ "2013-01-27-01", NONE },
	{ "2013-01-28T11:30:00-06:00Textra", NONE },
	{ "2013-01-28T09:xx:00Z", NONE },
	{ "2013-01-28T09:00:00+00:xx", NONE },
	{ "2013-01-28T09:00:00+99:00", NONE },
	{ "0000-00-00 00:00:00", NONE },
	{ "Sun, 16 Dec 2012 1:2:3:4 GMT", NONE },
	{ "Sun, Dec x 2012 11:47:32 GMT", NONE },
	{ "Sun, 16 Dec zz 11:47:32 GMT", NONE },
	{ "Sun, 16 Dec 2012 11:47:32 +zz:00", NONE },
	{ "Sun, 99 Jun 2009 12:00:00 GMT", NONE },
	{ "Sun, 31 Jun 2009 12:00:00 GMT", NONE },
	{ "3 days ago", NONE },
	{ "16 Jul 2018 2019", NONE },
	{ "99999999999999999999", NONE },
	{ "2018-07-16T17:55:00Z\xff", NONE },
	/* A zone, a leap second and a day's end lead out of the years that dates have. */
	{ "0001-01-01T00:00:00Z", -62135596800 },
	{ "0001-01-01T00:00:00+00:01", NONE },
	{ "9999-12-31T23:59:59Z", 253402300799 },
	{ "9999-12-31T23:59:59-00:01", NONE },
	{ "9999-12-31T23:59:60Z", NONE },
	{ "9999-12-31T24:00:00Z", NONE },
};

static void test_parse(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t got = date_parse(str_of(cases[i].text));

		if (got != cases[i].want)
			fail_msg("\"%s\": %lld, not %lld", cases[i].text, (long long)got,
				 (long long)cases[i].want);
	}
}

/* Every day of four centuries goes out and comes back, by three spellings. */
static void test_round_trip(void **state)
{
	struct arena *a = arena_new(1 << 20);
	int64_t day;

	for (day = date_make(1900, 1, 1, 0, 0, 0); day < date_make(2300, 1, 1, 0, 0, 0);
	     day += 86400 * 3 + 3661) {
		assert_int_equal(date_parse(str_of(date_rfc3339(a, day))), day);
		arena_reset(a);
	}
	assert_null(date_rfc3339(a, DATE_NONE));
	assert_null(date_rfc3339(a, INT64_MAX));
	assert_int_equal(date_parse(STR("Mon, 16 Jul 2018 17:55:00 GMT")), 1531763700);
	arena_free(a);
}

/* A C library that knows the calendar too must agree. */
static void test_make(void **state)
{
	static const int years[] = { 1601, 1900, 1970, 2000, 2004, 2100, 2400, 9999 };
	size_t i;
	int month;

	for (i = 0; i < ARRAY_LEN(years); i++) {
		for (month = 1; month <= 12; month++) {
			struct tm tm = { .tm_year = years[i] - 1900, .tm_mon = month - 1,
					 .tm_mday = 28, .tm_hour = 23 };

			assert_int_equal(date_make(years[i], month, 28, 23, 0, 0), timegm(&tm));
		}
	}
	assert_int_equal(date_make(0, 1, 1, 0, 0, 0), DATE_NONE);
	assert_int_equal(date_make(10000, 1, 1, 0, 0, 0), DATE_NONE);
	assert_int_equal(date_make(2000, 2, 30, 0, 0, 0), DATE_NONE);
}

static void test_read(void **state)
{
	struct date d = date_read(STR("2018-07-16T19:55:00+02:00"), false);
	struct arena *a = arena_new(KIB(4));

	assert_int_equal(d.zone, 120);
	assert_true(d.is_timed);
	assert_string_equal(date_rfc3339_zone(a, d.when, d.zone), "2018-07-16T19:55:00+02:00");
	assert_string_equal(date_rfc3339_zone(a, d.when, -210), "2018-07-16T14:25:00-03:30");
	assert_string_equal(date_rfc3339_zone(a, d.when, 0), "2018-07-16T17:55:00Z");
	assert_string_equal(date_rfc3339_zone(a, d.when, INT64_MAX), "2018-07-16T17:55:00Z");
	assert_null(date_rfc3339_zone(a, DATE_NONE, 60));
	d = date_read(STR("1/2/2018"), false);
	assert_int_equal(d.when, date_make(2018, 1, 2, 0, 0, 0));
	assert_true(d.is_guess);
	assert_int_equal(d.zone, DATE_ZONE_NONE);
	d = date_read(STR("1/2/2018"), true);
	assert_int_equal(d.when, date_make(2018, 2, 1, 0, 0, 0));
	assert_false(d.is_timed);
	/* the American way where it cannot be the other */
	d = date_read(STR("1/22/2018"), true);
	assert_int_equal(d.when, date_make(2018, 1, 22, 0, 0, 0));
	date_set_place(&d, "Europe/Berlin");
	assert_int_equal(d.when, date_make(2018, 1, 22, 0, 0, 0));
	d = date_read(STR("2018-07-16 17:55"), true);
	date_set_place(&d, "Europe/Nowhere");
	assert_int_equal(d.zone, DATE_ZONE_NONE);
	date_set_place(&d, "Europe/Berlin");
	assert_int_equal(d.zone, 120);
	assert_int_equal(d.when, 1531756500);
	date_set_place(&d, "Asia/Tokyo");
	assert_int_equal(d.when, 1531756500);
	arena_free(a);
}

static void test_find(void **state)
{
	static const struct {
		const char *line;
		size_t at;
		const char *rest;	/* NULL: no date */
		int64_t want;
	} lines[] = {
		{ "Posted on July 16, 2018 by Ada Example", 7, " by Ada Example", 1531699200 },
		{ "Von Ada Example am 16. Juli 2018 - 17:55 Uhr | 3 Kommentare", 16, "3 Kommentare",
		  1531756500 },
		{ "Anna, Montag, den 16. Juli 2018", 6, "", 1531699200 },
		{ "Ada Example, 16.07.2018", 13, "", 1531699200 },
		{ "Stand: 16.7.2018, 17:55", 7, "", 1531763700 },
		{ "写于2018年7月16日 17:55", 6, "", 1531763700 },
		{ "16/07/18 gegen Mittag", 0, "gegen Mittag", 1531699200 },
		{ "Offen 10:00-12:00 am 16. Juli 2018", 18, "", 1531699200 },
		{ "16. Juli 2018 10:00-12:00", 0, "-12:00", 1531735200 },
		{ "12. Mai 2020 ist lange her", 0, "ist lange her", 1589241600 },
		{ "Version 1.2.13", 0, NULL, 0 },
		{ "Version 12.7.2018.3", 0, NULL, 0 },
		{ "May 2020, 12 comments", 0, NULL, 0 },
		{ "Tel. 20180716", 0, NULL, 0 },
		{ "12 Mai", 0, NULL, 0 },
		{ "mars 12 hommes", 0, NULL, 0 },
		{ "", 0, NULL, 0 },
	};
	size_t i, at, used;

	for (i = 0; i < ARRAY_LEN(lines); i++) {
		struct str line = str_of(lines[i].line);
		struct date d = date_find(line, false, &at, &used);

		if (!lines[i].rest) {
			if (d.when != NONE)
				fail_msg("\"%s\" has a date", lines[i].line);
			continue;
		}
		if (d.when != lines[i].want || at != lines[i].at ||
		    !str_eq(str_trim(str_sub(line, at + used, SIZE_MAX)),
			    str_trim(str_of(lines[i].rest))))
			fail_msg("\"%s\": %lld at %zu, then \"%s\"", lines[i].line,
				 (long long)d.when, at, line.p + at + used);
	}
}

/* No text makes the scanner read beyond its end or run on. */
static void test_noise(void **state)
{
	static const char alphabet[] = "0123456789 -:+TZ/.,(WJanGMTpm\xc3\xa9\xff[h";
	uint32_t seed = 1;
	char text[24];
	int i;

	for (i = 0; i < 200000; i++) {
		size_t n = 0;

		do {
			seed = seed * 1664525 + 1013904223;
			text[n++] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		} while (n < sizeof(text) && (seed >> 28));
		int64_t got = date_parse(str_mem(text, n));
		size_t at = 0, used = 0;

		if (date_find(str_mem(text, n), i & 1, &at, &used).when != DATE_NONE)
			assert_true(used > 0 && at + used <= n);
		assert_true(got == DATE_NONE || (got > -63000000000 && got < 254000000000));
	}
}

static void test_shown(void **state)
{
	struct arena *a = arena_new(1 << 16);

	setenv("TZ", "UTC", 1);
	tzset();
	assert_string_equal(date_short(a, 1531763700, 1531763700 + 3600), "17:55");
	assert_string_equal(date_short(a, 1531763700, 1531763700 + 86400), "16 Jul");
	assert_string_equal(date_short(a, 1531763700, 1531763700 + 86400 * 365), "16 Jul 2018");
	assert_string_equal(date_long(a, 1531763700), "16 Jul 2018, 17:55");
	assert_string_equal(date_long(a, DATE_NONE), "");
	setenv("TZ", "EST5", 1);
	tzset();
	assert_string_equal(date_long(a, 1531763700), "16 Jul 2018, 12:55");
	assert_string_equal(date_long(a, date_parse(str_of("2018-07-16"))), "16 Jul 2018");
	assert_string_equal(date_short(a, 1531699200, 1531763700), "16 Jul");
	assert_int_equal(date_parse(str_of("2018-07-16 17:55")), 1531763700);
	setenv("LEDE_NOW", "1700000000", 1);
	assert_int_equal(date_now(), 1700000000);
	unsetenv("LEDE_NOW");
	assert_true(date_now() > 1700000000);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse), cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_make), cmocka_unit_test(test_read),
		cmocka_unit_test(test_find), cmocka_unit_test(test_noise),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

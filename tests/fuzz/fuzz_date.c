/* Dates. The bytes are read as a date, and as numbers of which a date is written in the ways that
 * feeds write it: what is read must then be what the C library makes of the numbers. */
#include <stdio.h>
#include <time.h>

#include "base/date.h"
#include "base/limits.h"
#include "tests/fuzz/fuzz.h"

static void check_text(struct arena *a, struct str s)
{
	int64_t when = date_parse(s);
	char *padded = arena_printf(a, " \t%.*s\n", (int)s.n, s.p);

	fuzz_date(a, when);
	if (!memchr(s.p, '\0', s.n))
		FUZZ_MUST("blanks around a date change nothing",
			  date_parse(str_of(padded)) == when);
	fuzz_line(date_long(a, when));
	fuzz_line(date_short(a, when, 0));
}

static void check_form(struct arena *a, int64_t want, const char *form)
{
	int64_t got = date_parse(str_of(form));

	if (got != want)
		fprintf(stderr, "%s is %lld, not %lld\n", form, (long long)got, (long long)want);
	FUZZ_MUST("a date is what its numbers say", got == want);
	fuzz_date(a, got);
}

/* What the C library says, or DATE_NONE where it had to move a number into its range. */
static int64_t instant(const struct tm *tm)
{
	struct tm t = *tm;
	time_t when = timegm(&t);

	if (t.tm_mon != tm->tm_mon || t.tm_mday != tm->tm_mday || t.tm_hour != tm->tm_hour ||
	    t.tm_min != tm->tm_min || t.tm_sec != tm->tm_sec)
		return DATE_NONE;
	return (int64_t)when;
}

static void check_numbers(struct arena *a, const uint8_t *data)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm = {
		.tm_year = (data[0] << 8 | data[1]) % 7900,	/* to 9799 */
		.tm_mon = data[2] % 12, .tm_mday = data[3] % 31 + 1, .tm_hour = data[4] % 24,
		.tm_min = data[5] % 60, .tm_sec = data[6] % 60,
	};
	int zone = data[7] % 15 * 60 + data[7] / 15 % 4 * 15, y = tm.tm_year + 1900;
	int64_t when = instant(&tm), east = when == DATE_NONE ? when : when - zone * 60;
	int64_t midnight = when == DATE_NONE ? when : when - when % 86400 -
						      (when % 86400 < 0 ? 86400 : 0);
	const char *month = months[tm.tm_mon];

	FUZZ_MUST("numbers make the date that they say",
		  date_make(y, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec) ==
		  when);
	check_form(a, when, arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", y, tm.tm_mon + 1,
					 tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec));
	check_form(a, east, arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d.5+%02d:%02d", y,
					 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
					 tm.tm_sec, zone / 60, zone % 60));
	check_form(a, east, arena_printf(a, "Mon, %d %s %d %02d:%02d:%02d +%02d%02d", tm.tm_mday,
					 month, y, tm.tm_hour, tm.tm_min, tm.tm_sec, zone / 60,
					 zone % 60));
	check_form(a, when, arena_printf(a, "Tue %s %2d %02d:%02d:%02d %d", month, tm.tm_mday,
					 tm.tm_hour, tm.tm_min, tm.tm_sec, y));
	check_form(a, midnight, arena_printf(a, "%04d%02d%02d", y, tm.tm_mon + 1, tm.tm_mday));
	check_form(a, midnight, arena_printf(a, "%d.%d.%d", tm.tm_mday, tm.tm_mon + 1, y));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(MIB(1));

	check_text(a, str_mem(data, size));
	if (size >= 8)
		check_numbers(a, data);
	arena_free(a);
	return 0;
}

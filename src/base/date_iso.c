/* date_iso.c: the dates of ISO 8601 that count days of the year or weeks. */
#include "base/date_priv.h"

static bool put_ordinal(struct date_scan *s, int year, int day_of_year)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	int month = 12;

	if (day_of_year < 1 || day_of_year > 365 + leap)
		return false;
	while (month > 1 && day_of_year <= before[month - 1] + (leap && month > 2))
		month--;
	s->year = year;
	s->month = month;
	s->day = day_of_year - before[month - 1] - (leap && month > 2);
	return true;
}

/* ISO 8601 week dates: week 1 holds the 4th of January, weeks begin on Monday. */
static bool put_week(struct date_scan *s, int year, int week, int weekday)
{
	int64_t jan4 = date_make(year, 1, 4, 0, 0, 0), jan1 = date_make(year, 1, 1, 0, 0, 0), day;

	if (jan4 == DATE_NONE || week < 1 || week > 53 || weekday < 1 || weekday > 7)
		return false;
	day = jan4 / 86400 - ((jan4 / 86400 + 3) % 7 + 7) % 7 + (week - 1) * 7 + weekday - 1;
	day -= jan1 / 86400;
	if (day >= 0)
		return put_ordinal(s, year, (int)day + 1) ||
		       put_ordinal(s, year + 1, (int)day - 365 - (date_make(year, 2, 29, 0, 0, 0) !=
								   DATE_NONE) + 1);
	s->year = year - 1;
	s->month = 12;
	s->day = 32 + (int)day;
	return true;
}

int scan_compact(struct date_scan *s, int value, int digits)
{
	int week, n, weekday = 1;

	if (s->year != DATE_UNSET || s->n_numbers || s->month_named)
		return 0;
	if (digits == 8) {
		s->year = value / 10000;
		s->month = value / 100 % 100;
		s->day = value % 100;
		return 1;
	}
	if (digits == 7)
		return put_ordinal(s, value / 1000, value % 1000) ? 1 : -1;
	if (digits != 4)
		return 0;
	if (scan_at(s, 0) == '-' && ascii_digit(scan_at(s, 1)) && ascii_digit(scan_at(s, 2)) &&
	    ascii_digit(scan_at(s, 3)) && !ascii_digit(scan_at(s, 4))) {
		scan_skip(s, 1);
		scan_number(s, &n, &digits);
		return put_ordinal(s, value, n) ? 1 : -1;
	}
	n = scan_at(s, 0) == '-';
	if (ascii_lower(scan_at(s, (size_t)n)) != 'w' || !ascii_digit(scan_at(s, (size_t)n + 1)))
		return 0;
	scan_skip(s, (size_t)n + 1);
	if (!scan_number(s, &week, &digits))
		return -1;
	if (digits == 3) {
		weekday = week % 10;
		week /= 10;
	} else if (digits == 2 && scan_at(s, 0) == '-' && ascii_digit(scan_at(s, 1))) {
		scan_skip(s, 1);
		scan_number(s, &weekday, &digits);
	}
	return put_week(s, value, week, weekday) ? 1 : -1;
}

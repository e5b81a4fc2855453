#include <stdlib.h>
#include <unicase.h>

#include "base/date.h"
#include "base/date_priv.h"

#define DATE_BYTES 160		/* no date is longer; what is, is a text */
#define UNSET INT32_MIN

/* What was found so far. The scanner takes tokens in any order that makes sense and refuses
 * what it does not understand: a wrong date is worse than none. */
struct scan {
	struct str rest;
	struct str all;
	int year, month, day, hour, minute, second;
	int zone;		/* minutes east */
	int numbers[3];		/* of the date, when no month was named, as they came */
	int digits[3];
	int n_numbers;
	char mark;		/* between them */
	bool month_named, after_time, pm, am, korean, zone_by_number;
};

static int at(const struct scan *s, size_t i)
{
	return i < s->rest.n ? (unsigned char)s->rest.p[i] : 0;
}

static void skip(struct scan *s, size_t n)
{
	s->rest = str_sub(s->rest, n, SIZE_MAX);
}

/* A run of at most nine digits; its length in *digits. */
static bool take_number(struct scan *s, int *value, int *digits)
{
	int v = 0, n = 0;

	while (ascii_digit(at(s, (size_t)n))) {
		if (n == 9)
			return false;
		v = v * 10 + at(s, (size_t)n) - '0';
		n++;
	}
	if (!n)
		return false;
	skip(s, (size_t)n);
	*value = v;
	*digits = n;
	return true;
}

/* +0200, +02:00, +2, -05:30:00 at the start of rest. */
static bool take_offset(struct scan *s)
{
	int sign = at(s, 0) == '-' ? -1 : 1, value, digits, hours, minutes = 0;

	skip(s, 1);
	if (!take_number(s, &value, &digits) || digits > 6)
		return false;
	hours = digits >= 5 ? value / 10000 : digits >= 3 ? value / 100 : value;
	if (digits >= 3)
		minutes = digits >= 5 ? value / 100 % 100 : value % 100;
	if (digits <= 2 && at(s, 0) == ':') {
		skip(s, 1);
		if (!take_number(s, &minutes, &digits) || digits != 2)
			return false;
		if (at(s, 0) == ':' && ascii_digit(at(s, 1)) && ascii_digit(at(s, 2)))
			skip(s, 3);
	}
	if (hours > 18 || minutes > 59 || (s->zone_by_number && s->zone != UNSET))
		return false;
	s->zone = sign * (hours * 60 + minutes);
	s->zone_by_number = true;
	return true;
}

/* ":MM", ":MM:SS", fractions; the hour is known. */
static bool take_time_rest(struct scan *s, int hour)
{
	int digits;

	if (s->hour != UNSET)
		return false;
	s->hour = hour;
	s->second = 0;
	skip(s, 1);
	if (!take_number(s, &s->minute, &digits) || digits > 2)
		return false;
	if (at(s, 0) == ':') {
		skip(s, 1);
		if (!take_number(s, &s->second, &digits) || digits > 2)
			return false;
		if (at(s, 0) == ':')
			return false;
	}
	if ((at(s, 0) == '.' || at(s, 0) == ',') && ascii_digit(at(s, 1))) {
		skip(s, 1);
		while (ascii_digit(at(s, 0)))
			skip(s, 1);
	}
	s->after_time = true;
	return true;
}

/* "T101455" of ISO 8601's basic form. */
static bool set_basic_time(struct scan *s, int value, int digits)
{
	if (s->hour != UNSET || (digits != 6 && digits != 4 && digits != 2))
		return false;
	s->hour = digits == 6 ? value / 10000 : digits == 4 ? value / 100 : value;
	s->minute = digits == 6 ? value / 100 % 100 : digits == 4 ? value % 100 : 0;
	s->second = digits == 6 ? value % 100 : 0;
	if (digits == 6 && (at(s, 0) == '.' || at(s, 0) == ',') && ascii_digit(at(s, 1))) {
		skip(s, 1);
		while (ascii_digit(at(s, 0)))
			skip(s, 1);
	}
	s->after_time = true;
	return true;
}

static bool put_ordinal(struct scan *s, int year, int day_of_year)
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
static bool put_week(struct scan *s, int year, int week, int weekday)
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

/* Forms that begin with a whole date in digits: 20031231, 2003335, 2003-335, 2003W011,
 * 2003-W01-1. 1 taken, 0 not of these, -1 wrong. */
static int take_compact(struct scan *s, int value, int digits)
{
	int week, n, weekday = 1;

	if (s->year != UNSET || s->n_numbers || s->month_named)
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
	if (at(s, 0) == '-' && ascii_digit(at(s, 1)) && ascii_digit(at(s, 2)) &&
	    ascii_digit(at(s, 3)) && !ascii_digit(at(s, 4))) {
		skip(s, 1);
		take_number(s, &n, &digits);
		return put_ordinal(s, value, n) ? 1 : -1;
	}
	n = at(s, 0) == '-';
	if (ascii_lower(at(s, (size_t)n)) != 'w' || !ascii_digit(at(s, (size_t)n + 1)))
		return 0;
	skip(s, (size_t)n + 1);
	if (!take_number(s, &week, &digits))
		return -1;
	if (digits == 3) {
		weekday = week % 10;
		week /= 10;
	} else if (digits == 2 && at(s, 0) == '-' && ascii_digit(at(s, 1))) {
		skip(s, 1);
		take_number(s, &weekday, &digits);
	}
	return put_week(s, value, week, weekday) ? 1 : -1;
}

/* Two digits are a year of the hundred years that end in 2068 (POSIX, RFC 2822 agree on all
 * that feeds could mean). */
static int full_year(int value, int digits)
{
	return digits > 2 ? value : value < 69 ? 2000 + value : 1900 + value;
}

/* A number beside a named month: the day, then the year. */
static bool put_day_or_year(struct scan *s, int value, int digits)
{
	if (digits >= 3 || value > 31) {
		if (s->year != UNSET || digits > 4 || digits == 3)
			return false;
		s->year = full_year(value, digits);
	} else if (s->day == UNSET) {
		s->day = value;
	} else if (s->year == UNSET) {
		s->year = full_year(value, digits);
	} else {
		return false;
	}
	return true;
}

/* "2004-07-08T..", and "08 23:56" has no time where a number ends in a 'T' of its own. */
static bool is_time_mark(const struct scan *s)
{
	return ascii_lower(at(s, 0)) == 't' && ascii_digit(at(s, 1));
}

static bool next_is(const struct scan *s, size_t i, const char *word)
{
	while (at(s, i) == ' ')
		i++;
	return str_istarts(str_sub(s->rest, i, SIZE_MAX), str_of(word));
}

static bool take_digits(struct scan *s)
{
	int value, digits, done;

	if (!take_number(s, &value, &digits))
		return false;
	if (digits <= 2 && at(s, 0) == ':')
		return take_time_rest(s, value);
	/* "17h55", "5 pm", "17.55 uhr" */
	if (digits <= 2 && s->hour == UNSET &&
	    (((at(s, 0) == 'h' || at(s, 0) == '.') && ascii_digit(at(s, 1)) &&
	      ascii_digit(at(s, 2)) && !ascii_digit(at(s, 3)) &&
	      (at(s, 0) == 'h' || next_is(s, 3, "uhr")))))
		return take_time_rest(s, value);
	if (digits <= 2 && s->hour == UNSET && value >= 1 && value <= 12 &&
	    (next_is(s, 0, "am") || next_is(s, 0, "pm") || next_is(s, 0, "a.m") ||
	     next_is(s, 0, "p.m"))) {
		s->hour = value;
		s->minute = s->second = 0;
		s->after_time = true;
		return true;
	}
	done = take_compact(s, value, digits);
	if (done)
		return done > 0;
	if (s->year != UNSET && s->month != UNSET && s->day != UNSET)
		return false;
	if (s->month_named)
		return put_day_or_year(s, value, digits);
	if (s->n_numbers == 3 || digits > 4 || digits == 3)
		return false;
	s->numbers[s->n_numbers] = value;
	s->digits[s->n_numbers++] = digits;
	if (s->n_numbers < 3 && (at(s, 0) == '-' || at(s, 0) == '/' || at(s, 0) == '.') &&
	    ascii_digit(at(s, 1))) {
		if (s->mark && s->mark != at(s, 0))
			return false;
		s->mark = (char)at(s, 0);
		skip(s, 1);
	}
	return true;
}

/* The word at the start of rest: letters and everything above ASCII, with an inner slash or
 * apostrophe; lower-cased into out. */
static struct str take_word(struct scan *s, char out[64])
{
	size_t n = 0, length = 64;
	uint8_t *lower;

	while (ascii_alpha(at(s, n)) || at(s, n) >= 0x80 ||
	       (n && (at(s, n) == '/' || at(s, n) == '\'') && ascii_alpha(at(s, n + 1))))
		n++;
	if (n > 40) {
		skip(s, n);
		return str_mem("?", 1);
	}
	lower = u8_tolower((const uint8_t *)s->rest.p, n, "", NULL, (uint8_t *)out, &length);
	if (!lower)	/* not UTF-8 */
		length = 0;
	else if ((char *)lower != out) {
		free(lower);
		length = 0;
	}
	skip(s, n);
	return str_mem(out, length);
}

/* Words glued to the numbers of Chinese, Japanese and Korean dates. */
static int cjk_word(struct scan *s, struct str w)
{
	static const char *const skipped[] = { "年", "月", "日", "時", "时", "分", "秒", "년", "월", "일",
					       "上午", "午前", "오전" };
	static const char *const afternoon[] = { "下午", "午後", "오후" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(afternoon); i++) {
		if (str_eq(w, str_of(afternoon[i]))) {
			s->pm = true;
			s->korean = s->korean || i == 2;
			return 1;
		}
	}
	for (i = 0; i < ARRAY_LEN(skipped); i++) {
		if (str_eq(w, str_of(skipped[i]))) {
			s->korean = s->korean || (i >= 7 && i != 10 && i != 11);
			return 1;
		}
	}
	return 0;
}

static bool is_meridiem(struct scan *s, struct str w)
{
	if (s->hour == UNSET || s->am || s->pm)
		return false;
	if (str_eq(w, STR("pm")) || (str_eq(w, STR("p")) && str_istarts(s->rest, STR(".m"))))
		s->pm = true;
	else if (str_eq(w, STR("am")) || (str_eq(w, STR("a")) && str_istarts(s->rest, STR(".m"))))
		s->am = true;
	else
		return false;
	if (w.n == 1)
		skip(s, at(s, 2) == '.' ? 3 : 2);
	return true;
}

/* An abbreviation that no table knows still is a zone where one may stand; UTC is then the
 * least wrong. */
static bool looks_like_zone(struct str raw)
{
	size_t i;

	for (i = 0; i < raw.n; i++)
		if (raw.p[i] < 'A' || raw.p[i] > 'Z')
			return false;
	return raw.n >= 3 && raw.n <= 5;
}

static bool take_zone_word(struct scan *s, struct str w, struct str raw)
{
	int minutes;

	if (!s->after_time)
		return false;
	if (!date_zone_word(w, &minutes)) {
		if (!looks_like_zone(raw))
			return false;
		minutes = 0;
	}
	/* A name behind "+0200" only repeats it, but must stand apart from it. */
	if (s->zone != UNSET)
		return s->zone_by_number && w.n > 1 && raw.p > s->all.p && ascii_space(raw.p[-1]);
	s->zone = minutes;
	if ((at(s, 0) == '+' || at(s, 0) == '-') && ascii_digit(at(s, 1))) {
		s->zone_by_number = false;
		return take_offset(s);
	}
	return true;
}

static bool take_letters(struct scan *s)
{
	char lower[64];
	struct str before = s->rest, w, raw;
	bool first = before.p == s->all.p;
	int month;

	if (is_time_mark(s) && (s->n_numbers || s->day != UNSET || s->year != UNSET)) {
		int value, digits;

		skip(s, 1);
		if (!take_number(s, &value, &digits))
			return false;
		return at(s, 0) == ':' ? take_time_rest(s, value) :
					 set_basic_time(s, value, digits);
	}
	w = take_word(s, lower);
	raw = str_sub(before, 0, before.n - s->rest.n);
	if (!w.n)
		return false;
	if (is_meridiem(s, w) || cjk_word(s, w))
		return true;
	month = s->month == UNSET && !s->after_time ? date_month_word(w) : 0;
	if (!month && s->month == UNSET && !date_filler_word(w))
		month = date_month_word(w);
	if (month) {
		int i;

		s->month = month;
		s->month_named = true;
		if (at(s, 0) == '.')
			skip(s, 1);
		for (i = 0; i < s->n_numbers; i++)
			if (!put_day_or_year(s, s->numbers[i], s->digits[i]))
				return false;
		s->n_numbers = 0;
		return true;
	}
	if (take_zone_word(s, w, raw) || date_filler_word(w))
		return true;
	/* A weekday in a language of its own: only at the start, and only before a comma. */
	return first && at(s, 0) == ',';
}

/* "(Central European Summer Time)", "[Europe/Berlin]": comments. */
static bool take_comment(struct scan *s)
{
	size_t end = str_chr(s->rest, at(s, 0) == '(' ? ')' : ']');

	if (end == SIZE_MAX)
		return false;
	skip(s, end + 1);
	return true;
}

static bool take_sign(struct scan *s)
{
	/* A sign is an offset behind a time; else a dash is a separator of the date. */
	if (s->after_time && ascii_digit(at(s, 1)))
		return take_offset(s);
	if (at(s, 0) == '+' || (s->after_time && at(s, 1) != ' '))
		return false;
	skip(s, 1);
	return s->n_numbers > 0 || s->month_named;
}

static bool take_any(struct scan *s)
{
	int c = at(s, 0);

	if (ascii_digit(c))
		return take_digits(s);
	if (ascii_alpha(c) || c >= 0x80)
		return take_letters(s);
	if (c == '+' || c == '-')
		return take_sign(s);
	if (c == '(' || c == '[')
		return take_comment(s);
	if (c != ' ' && c != ',' && c != '.' && c != '/' && c != '\t' && c != '\n' && c != '\r' &&
	    c != ';' && c != '|')
		return false;
	skip(s, 1);
	return true;
}

/* Numbers alone: which of them is what. */
static bool settle_numbers(struct scan *s)
{
	const int *v = s->numbers, *d = s->digits;

	if (s->n_numbers == 0)
		return true;
	if (s->year != UNSET)
		return false;
	if (d[0] == 4) {			/* 2004-07-08, 2004/07, 2004 */
		s->year = v[0];
		s->month = s->n_numbers > 1 ? v[1] : 1;
		s->day = s->n_numbers > 2 ? v[2] : 1;
		return (s->n_numbers < 2 || d[1] <= 2) && (s->n_numbers < 3 || d[2] <= 2);
	}
	if (s->n_numbers < 3 || d[0] > 2 || d[1] > 2)
		return false;
	if (s->mark == '-' && d[2] == 2 && v[1] <= 12 && v[2] <= 31) {
		s->year = full_year(v[0], 2);	/* ISO 8601 without its century */
		s->month = v[1];
		s->day = v[2];
		return true;
	}
	if (d[2] != 4 && d[2] != 2)
		return false;
	/* With slashes the month comes first, unless it cannot; with dots and dashes the day. */
	s->year = full_year(v[2], d[2]);
	s->month = s->mark == '/' && v[0] <= 12 ? v[0] : v[1];
	s->day = s->mark == '/' && v[0] <= 12 ? v[1] : v[0];
	return true;
}

/* Seconds or milliseconds since 1970, as some pages write them. */
static bool unix_time(struct str s, int64_t *when)
{
	if (s.n == 13 && str_int(s, 100000000000, 4102444800000, when)) {
		*when /= 1000;
		return true;
	}
	return s.n == 10 && ascii_digit((unsigned char)s.p[0]) &&
	       str_int(s, 100000000, 4102444800, when);
}

/* Most of what is asked for is a headline or a name: there is no date without a number. */
static bool has_digit(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (ascii_digit((unsigned char)s.p[i]))
			return true;
	return false;
}

/* A zone may move the first and the last day out of the years that dates have. */
static int64_t in_years(int64_t when)
{
	return when >= DATE_FIRST && when <= DATE_LAST ? when : DATE_NONE;
}

int64_t date_parse(struct str text)
{
	struct scan s;
	int64_t when;

	text = str_trim(text);
	if (text.n > DATE_BYTES || !has_digit(text))
		return DATE_NONE;
	if (unix_time(text, &when))
		return when;
	s = (struct scan){ .rest = text, .all = text, .year = UNSET, .month = UNSET, .day = UNSET,
			   .hour = UNSET, .zone = UNSET };
	while (s.rest.n)
		if (!take_any(&s))
			return DATE_NONE;
	if (!settle_numbers(&s) || s.year == UNSET || s.month == UNSET)
		return DATE_NONE;
	if (s.day == UNSET)
		s.day = 1;
	if (s.hour == UNSET)
		s.hour = s.minute = s.second = 0;
	if (s.pm && s.hour < 12)
		s.hour += 12;
	else if (s.am && s.hour == 12)
		s.hour = 0;
	when = date_make(s.year, s.month, s.day, s.hour, s.minute, s.second);
	if (when == DATE_NONE)
		return DATE_NONE;
	if (s.zone == UNSET && s.korean && s.after_time)
		s.zone = 540;
	return s.zone == UNSET ? when : in_years(when - (int64_t)s.zone * 60);
}

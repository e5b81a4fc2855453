#include <stdlib.h>
#include <unicase.h>

#include "base/date_priv.h"

#define DATE_BYTES 160		/* no date is longer; what is, is a text */

bool scan_number(struct date_scan *s, int *value, int *digits)
{
	int v = 0, n = 0;

	while (ascii_digit(scan_at(s, (size_t)n))) {
		if (n == 9)
			return false;
		v = v * 10 + scan_at(s, (size_t)n) - '0';
		n++;
	}
	if (!n)
		return false;
	scan_skip(s, (size_t)n);
	*value = v;
	*digits = n;
	return true;
}

/* +0200, +02:00, +2, -05:30:00 at the start of rest. */
static bool take_offset(struct date_scan *s)
{
	int sign = scan_at(s, 0) == '-' ? -1 : 1, value, digits, hours, minutes = 0;

	scan_skip(s, 1);
	if (!scan_number(s, &value, &digits) || digits > 6)
		return false;
	hours = digits >= 5 ? value / 10000 : digits >= 3 ? value / 100 : value;
	if (digits >= 3)
		minutes = digits >= 5 ? value / 100 % 100 : value % 100;
	if (digits <= 2 && scan_at(s, 0) == ':') {
		scan_skip(s, 1);
		if (!scan_number(s, &minutes, &digits) || digits != 2)
			return false;
		if (scan_at(s, 0) == ':' && ascii_digit(scan_at(s, 1)) &&
		    ascii_digit(scan_at(s, 2)))
			scan_skip(s, 3);
	}
	if (hours > 18 || minutes > 59 || (s->zone_by_number && s->zone.minutes != DATE_UNSET))
		return false;
	s->zone = (struct date_zone){ sign * (hours * 60 + minutes), DATE_RULE_NONE };
	s->zone_by_number = true;
	return true;
}

/* ":MM", ":MM:SS", fractions; the hour is known. */
static bool take_time_rest(struct date_scan *s, int hour)
{
	int digits;

	if (s->hour != DATE_UNSET)
		return false;
	s->hour = hour;
	s->second = 0;
	scan_skip(s, 1);
	if (!scan_number(s, &s->minute, &digits) || digits > 2)
		return false;
	if (scan_at(s, 0) == ':') {
		scan_skip(s, 1);
		if (!scan_number(s, &s->second, &digits) || digits > 2)
			return false;
		/* a colon may stand where the fraction's point should */
		if (scan_at(s, 0) == ':' && !(ascii_digit(scan_at(s, 1)) &&
					      ascii_digit(scan_at(s, 2)) &&
					      ascii_digit(scan_at(s, 3))))
			return false;
	}
	if ((scan_at(s, 0) == '.' || scan_at(s, 0) == ':' || scan_at(s, 0) == ',') &&
	    ascii_digit(scan_at(s, 1))) {
		scan_skip(s, 1);
		while (ascii_digit(scan_at(s, 0)))
			scan_skip(s, 1);
	}
	s->after_time = true;
	return true;
}

/* "T101455" of ISO 8601's basic form. */
static bool set_basic_time(struct date_scan *s, int value, int digits)
{
	if (s->hour != DATE_UNSET || (digits != 6 && digits != 4 && digits != 2))
		return false;
	s->hour = digits == 6 ? value / 10000 : digits == 4 ? value / 100 : value;
	s->minute = digits == 6 ? value / 100 % 100 : digits == 4 ? value % 100 : 0;
	s->second = digits == 6 ? value % 100 : 0;
	if (digits == 6 && (scan_at(s, 0) == '.' || scan_at(s, 0) == ',') &&
	    ascii_digit(scan_at(s, 1))) {
		scan_skip(s, 1);
		while (ascii_digit(scan_at(s, 0)))
			scan_skip(s, 1);
	}
	s->after_time = true;
	return true;
}

/* Two digits are a year of the hundred years that end in 2068 (POSIX, RFC 2822 agree on all
 * that feeds could mean). */
static int full_year(int value, int digits)
{
	return digits > 2 ? value : value < 69 ? 2000 + value : 1900 + value;
}

/* A number beside a named month: the day, then the year. */
static bool put_day_or_year(struct date_scan *s, int value, int digits)
{
	if (digits >= 3 || value > 31) {
		if (s->year != DATE_UNSET || digits > 4 || digits == 3 ||
		    (s->in_text && digits != 4))
			return false;
		s->year = full_year(value, digits);
	} else if (s->day == DATE_UNSET) {
		s->day = value;
	} else if (s->year == DATE_UNSET && !s->in_text) {
		s->year = full_year(value, digits);
	} else {
		return false;
	}
	return true;
}

/* "2004-07-08T..", and "08 23:56" has no time where a number ends in a 'T' of its own. */
static bool is_time_mark(const struct date_scan *s)
{
	return ascii_lower(scan_at(s, 0)) == 't' && ascii_digit(scan_at(s, 1));
}

static bool next_is(const struct date_scan *s, size_t i, const char *word)
{
	while (scan_at(s, i) == ' ')
		i++;
	return str_istarts(str_sub(s->rest, i, SIZE_MAX), str_of(word));
}

/* Whether what was read is a whole day, so that two numbers more can only be a time. */
static bool has_day(const struct date_scan *s)
{
	return s->n_numbers == 3 ||
	       (s->year != DATE_UNSET && s->month != DATE_UNSET && s->day != DATE_UNSET);
}

/* "17h55", "17.55 uhr" or behind a day "17.55": the hour is known. */
static bool is_written_time(const struct date_scan *s, int hour)
{
	int c = scan_at(s, 0);

	if (c == 'H')
		c = 'h';
	if (hour > 24 || !(c == 'h' || c == '.') || !ascii_digit(scan_at(s, 1)) ||
	    !ascii_digit(scan_at(s, 2)) || ascii_digit(scan_at(s, 3)))
		return false;
	return c == 'h' || next_is(s, 3, "uhr") ||
	       (has_day(s) && scan_at(s, 1) < '6' && scan_at(s, 3) != '.');
}

/* "14時30分", "14点": hours and minutes have words of their own behind them. */
static bool is_cjk_hour(const struct date_scan *s)
{
	static const char *const words[] = { "時", "时", "点", "點", "시" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if (next_is(s, 0, words[i]))
			return true;
	return false;
}

static bool take_cjk_time(struct date_scan *s, int hour)
{
	int digits;

	s->hour = hour;
	s->minute = s->second = 0;
	s->after_time = true;
	while (scan_at(s, 0) == ' ')
		scan_skip(s, 1);
	scan_skip(s, 3);
	while (scan_at(s, 0) == ' ')
		scan_skip(s, 1);
	return !ascii_digit(scan_at(s, 0)) || scan_number(s, &s->minute, &digits);
}

static bool take_digits(struct date_scan *s)
{
	int value, digits, done;

	if (!scan_number(s, &value, &digits))
		return false;
	if (digits <= 2 && scan_at(s, 0) == ':')
		return take_time_rest(s, value);
	if (digits <= 2 && s->hour == DATE_UNSET) {
		if (is_written_time(s, value))
			return take_time_rest(s, value);
		if (is_cjk_hour(s))
			return take_cjk_time(s, value);
		if (value >= 1 && value <= 12 &&
		    (next_is(s, 0, "am") || next_is(s, 0, "pm") || next_is(s, 0, "a.m") ||
		     next_is(s, 0, "p.m"))) {
			s->hour = value;
			s->minute = s->second = 0;
			s->after_time = true;
			return true;
		}
	}
	done = scan_compact(s, value, digits);
	if (done)
		return done > 0 && !s->in_text;
	if (s->year != DATE_UNSET && s->month != DATE_UNSET && s->day != DATE_UNSET)
		return false;
	if (s->month_named)
		return put_day_or_year(s, value, digits);
	if (s->n_numbers == 3 || digits > 4 || digits == 3)
		return false;
	s->numbers[s->n_numbers] = value;
	s->digits[s->n_numbers++] = digits;
	if (s->n_numbers < 3 &&
	    (scan_at(s, 0) == '-' || scan_at(s, 0) == '/' || scan_at(s, 0) == '.') &&
	    ascii_digit(scan_at(s, 1))) {
		if (s->mark && s->mark != scan_at(s, 0))
			return false;
		s->mark = (char)scan_at(s, 0);
		scan_skip(s, 1);
	}
	return true;
}

/* Bytes of a blank, dash, dot or bracket above ASCII at offset i; 0 where there is none. */
static size_t wide_mark(const struct date_scan *s, size_t i)
{
	static const char *const marks[] = {
		"\u00a0", "\u2009", "\u202f", "·", "•", "–", "—", "、", "，", "｜", "\u3000", "・",
		"\u200e", "\u200f", "،",
	};
	struct str here = str_sub(s->rest, i, SIZE_MAX);
	size_t k;

	if (scan_at(s, i) < 0x80)
		return 0;
	for (k = 0; k < ARRAY_LEN(marks); k++)
		if (str_starts(here, str_of(marks[k])))
			return strlen(marks[k]);
	return 0;
}

static bool is_wide_bracket(const struct date_scan *s, size_t i)
{
	return scan_at(s, i) == 0xef && str_starts(str_sub(s->rest, i, SIZE_MAX), STR("（"));
}

/* The word at the start of rest: letters and everything above ASCII, with an inner slash or
 * apostrophe; lower-cased into out. */
static struct str take_word(struct date_scan *s, char out[64])
{
	size_t n = 0, length = 64;
	uint8_t *lower;

	while (ascii_alpha(scan_at(s, n)) ||
	       (scan_at(s, n) >= 0x80 && !wide_mark(s, n) && !is_wide_bracket(s, n)) ||
	       (n && (scan_at(s, n) == '/' || scan_at(s, n) == '\'' || scan_at(s, n) == '_') &&
		ascii_alpha(scan_at(s, n + 1))))
		n++;
	if (n > 40) {
		scan_skip(s, n);
		return str_mem("?", 1);
	}
	lower = u8_tolower((const uint8_t *)s->rest.p, n, "", NULL, (uint8_t *)out, &length);
	if (!lower)	/* not UTF-8 */
		length = 0;
	else if ((char *)lower != out) {
		free(lower);
		length = 0;
	}
	scan_skip(s, n);
	return str_mem(out, length);
}

/* Words glued to the numbers of Chinese, Japanese and Korean dates. */
static bool cjk_word(struct date_scan *s, struct str w)
{
	static const char *const skipped[] = {
		"年", "月", "日", "號", "号", "時", "时", "分", "秒", "星期", "曜日", "年度", "上午",
		"午前", "年", "년", "월", "일", "오전", "분", "초",
	};
	static const char *const afternoon[] = { "下午", "午後", "晚上", "오후" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(afternoon); i++) {
		if (str_eq(w, str_of(afternoon[i]))) {
			s->pm = true;
			s->korean = s->korean || i == 3;
			return true;
		}
	}
	for (i = 0; i < ARRAY_LEN(skipped); i++) {
		if (str_eq(w, str_of(skipped[i]))) {
			s->korean = s->korean || i >= 15;
			s->cjk = true;
			return true;
		}
	}
	/* a day of the week: 星期二, 日火曜日, 화요일 */
	if (w.n <= 15 && (str_find(w, STR("星期")) != SIZE_MAX ||
			  str_find(w, STR("曜日")) != SIZE_MAX ||
			  str_find(w, STR("周")) != SIZE_MAX ||
			  str_find(w, STR("요일")) != SIZE_MAX))
		return true;
	return false;
}

static bool is_meridiem(struct date_scan *s, struct str w)
{
	if (s->hour == DATE_UNSET || s->am || s->pm)
		return false;
	if (str_eq(w, STR("pm")) || (str_eq(w, STR("p")) && str_istarts(s->rest, STR(".m"))))
		s->pm = true;
	else if (str_eq(w, STR("am")) || (str_eq(w, STR("a")) && str_istarts(s->rest, STR(".m"))))
		s->am = true;
	else
		return false;
	if (w.n == 1)
		scan_skip(s, scan_at(s, 2) == '.' ? 3 : 2);
	return true;
}

static bool is_upper(struct str raw)
{
	size_t i;

	for (i = 0; i < raw.n; i++)
		if (raw.p[i] < 'A' || raw.p[i] > 'Z')
			return false;
	return true;
}

static bool take_zone_word(struct date_scan *s, struct str w, struct str raw)
{
	struct date_zone zone;
	bool is_word = str_chr(w, '/') == SIZE_MAX && (unsigned char)raw.p[0] < 0x80;

	if (!s->after_time)
		return false;
	/* "12.30 h", "ist": words, where a text may follow */
	if (is_word && !is_upper(raw) && (w.n == 1 ? w.p[0] != 'z' : s->in_text))
		return false;
	if (!date_zone_word(w, &zone)) {
		/* An abbreviation that no table knows still is a zone where one may stand; UTC
		 * is then the least wrong. */
		if (s->in_text || !is_upper(raw) || raw.n < 3 || raw.n > 5)
			return false;
		zone = (struct date_zone){ 0, DATE_RULE_NONE };
	}
	/* A name behind "+0200" only repeats it, but must stand apart from it. */
	if (s->zone.minutes != DATE_UNSET)
		return s->zone_by_number && w.n > 1 && raw.p > s->all.p && ascii_space(raw.p[-1]);
	s->zone = zone;
	if ((scan_at(s, 0) == '+' || scan_at(s, 0) == '-') && ascii_digit(scan_at(s, 1))) {
		s->zone_by_number = false;
		return take_offset(s);
	}
	return true;
}

static bool take_month(struct date_scan *s, int month)
{
	int i;

	s->month = month;
	s->month_named = true;
	if (scan_at(s, 0) == '.')
		scan_skip(s, 1);
	for (i = 0; i < s->n_numbers; i++)
		if (!put_day_or_year(s, s->numbers[i], s->digits[i]))
			return false;
	s->n_numbers = 0;
	return true;
}

static bool take_letters(struct date_scan *s)
{
	char lower[64];
	struct str before = s->rest, w, raw;
	bool first = before.p == s->all.p;
	int month;

	if (is_time_mark(s) && (s->n_numbers || s->day != DATE_UNSET || s->year != DATE_UNSET)) {
		int value, digits;

		scan_skip(s, 1);
		if (!scan_number(s, &value, &digits))
			return false;
		return scan_at(s, 0) == ':' ? take_time_rest(s, value) :
					 set_basic_time(s, value, digits);
	}
	w = take_word(s, lower);
	raw = str_sub(before, 0, before.n - s->rest.n);
	if (!w.n)
		return false;
	if (is_meridiem(s, w) || cjk_word(s, w))
		return true;
	month = s->month == DATE_UNSET && !s->after_time ? date_month_word(w) : 0;
	if (!month && s->month == DATE_UNSET && !date_filler_word(w))
		month = date_month_word(w);
	if (month)
		return take_month(s, month);
	s->uhr = s->uhr || str_eq(w, STR("uhr"));
	if (take_zone_word(s, w, raw) || date_filler_word(w))
		return true;
	/* A weekday in a language of its own: only at the start, and only before a comma. */
	return first && scan_at(s, 0) == ',';
}

/* "(Central European Summer Time)", "[Europe/Berlin]": comments, or the only name of the zone. */
static bool take_comment(struct date_scan *s)
{
	int c = scan_at(s, 0);
	struct str close = c == '(' ? STR(")") : c == '[' ? STR("]") : STR("）"), in;
	size_t open = close.n, end = str_find(s->rest, close);
	struct date_zone zone;
	struct date_scan inner;
	char lower[64];

	if (end == SIZE_MAX)
		return false;
	in = str_sub(s->rest, open, end - open);
	scan_skip(s, end + open);
	if (!s->after_time || s->zone.minutes != DATE_UNSET || in.n < 2)
		return true;
	date_scan_begin(&inner, in);
	if (date_zone_word(take_word(&inner, lower), &zone) && !inner.rest.n)
		s->zone = zone;
	return true;
}

static bool take_sign(struct date_scan *s)
{
	/* A sign is an offset behind a time; else a dash is a separator of the date. */
	if (s->after_time && ascii_digit(scan_at(s, 1)))	/* in a text, hours from and to */
		return !s->in_text && take_offset(s);
	if (scan_at(s, 0) == '+' || (s->after_time && scan_at(s, 1) != ' '))
		return false;
	scan_skip(s, 1);
	return s->n_numbers > 0 || s->month_named || ascii_alpha(scan_at(s, 0));
}

bool date_scan_next(struct date_scan *s)
{
	int c = scan_at(s, 0);
	size_t wide;

	if (ascii_digit(c))
		return take_digits(s);
	wide = wide_mark(s, 0);
	if (wide) {
		scan_skip(s, wide);
		return true;
	}
	if (c == '(' || c == '[' || is_wide_bracket(s, 0))
		return take_comment(s);
	if (ascii_alpha(c) || c >= 0x80)
		return take_letters(s);
	if (c == '+' || c == '-')
		return take_sign(s);
	if (c != ' ' && c != ',' && c != '.' && c != '/' && c != '\t' && c != '\n' && c != '\r' &&
	    c != ';' && c != '|')
		return false;
	scan_skip(s, 1);
	return true;
}

/* Numbers alone: which of them is what. */
static bool settle_numbers(struct date_scan *s)
{
	const int *v = s->numbers, *d = s->digits;
	bool month_first;

	if (s->n_numbers == 0)
		return true;
	if (s->year != DATE_UNSET)
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
	/* With slashes the month comes first, unless it cannot or the page's language has it
	 * otherwise; with dots and dashes the day. */
	s->guessed = s->mark == '/' && v[0] <= 12 && v[1] <= 12 && v[0] != v[1];
	month_first = s->mark == '/' && v[0] <= 12 && (!s->day_first || v[1] > 12);
	s->year = full_year(v[2], d[2]);
	s->month = month_first ? v[0] : v[1];
	s->day = month_first ? v[1] : v[0];
	return true;
}

void date_scan_begin(struct date_scan *s, struct str text)
{
	*s = (struct date_scan){
		.rest = text, .all = text, .year = DATE_UNSET, .month = DATE_UNSET,
		.day = DATE_UNSET, .hour = DATE_UNSET, .zone.minutes = DATE_UNSET,
	};
}

struct date date_scan_end(struct date_scan *s)
{
	struct date out = { .when = DATE_NONE, .zone = DATE_ZONE_NONE };
	int64_t local;

	if (!settle_numbers(s) || s->year == DATE_UNSET || s->month == DATE_UNSET)
		return out;
	if (s->day == DATE_UNSET)
		s->day = 1;
	out.is_guess = s->guessed;
	out.is_timed = s->hour != DATE_UNSET;
	if (!out.is_timed)
		s->hour = s->minute = s->second = 0;
	if (s->pm && s->hour < 12)
		s->hour += 12;
	else if (s->am && s->hour == 12)
		s->hour = 0;
	local = date_make(s->year, s->month, s->day, s->hour, s->minute, s->second);
	if (local == DATE_NONE)
		return out;
	if (s->zone.minutes == DATE_UNSET && s->korean && s->after_time)
		s->zone.minutes = 540;
	if (s->zone.minutes == DATE_UNSET && s->uhr && s->after_time)
		s->zone = (struct date_zone){ 60, DATE_RULE_EU };
	if (s->zone.minutes == DATE_UNSET) {
		out.when = local;
		return out;
	}
	out.zone = date_zone_minutes(&s->zone, local);
	out.when = local - (int64_t)out.zone * 60;
	/* A zone may move the first and the last day out of the years that dates have. */
	if (out.when < DATE_FIRST || out.when > DATE_LAST)
		out.when = DATE_NONE;
	return out;
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

struct date date_read(struct str text, bool day_first)
{
	struct date out = { .when = DATE_NONE, .zone = DATE_ZONE_NONE };
	struct date_scan s;

	text = str_trim(text);
	if (text.n > DATE_BYTES || !has_digit(text))
		return out;
	if (unix_time(text, &out.when)) {
		out.zone = 0;
		out.is_timed = true;
		return out;
	}
	date_scan_begin(&s, text);
	s.day_first = day_first;
	while (s.rest.n)
		if (!date_scan_next(&s))
			return out;
	return date_scan_end(&s);
}

int64_t date_parse(struct str text)
{
	return date_read(text, false).when;
}

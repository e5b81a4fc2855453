/* date_find.c: dates within a line, and dates that a page's language tells more about. */
#include "base/date_priv.h"

#include <unicase.h>
#include <stdlib.h>

#define LINE_BYTES 400		/* of a line that are looked at */
#define TRY_BYTES 64		/* that one date may take there */

/* What a month's name ends at: blanks and marks of ASCII, and a blank above it. */
static size_t word_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (ascii_alpha(s.p[n]) || (unsigned char)s.p[n] >= 0x80) &&
	       !str_starts(str_sub(s, n, SIZE_MAX), STR("\u00a0")))
		n++;
	return n;
}

/* A word in lower case, in out; the empty one where it is none. */
static struct str lower_word(struct str w, char out[64])
{
	size_t length = 64;
	uint8_t *lower;

	if (!w.n || w.n > 40)
		return str_of("");
	lower = u8_tolower((const uint8_t *)w.p, w.n, "", NULL, (uint8_t *)out, &length);
	if (lower && (char *)lower == out)
		return str_mem(out, length);
	free(lower);
	return str_of("");
}

static bool begins_month(struct str s)
{
	size_t n = word_length(s);
	char out[64];

	return n >= 3 && date_month_word(lower_word(str_sub(s, 0, n), out));
}

static bool is_filler(struct str word)
{
	char out[64];

	return date_filler_word(lower_word(word, out));
}

/* Three numbers alone must be written as a date is; and not all years are those of news. */
static bool is_whole(const struct date_scan *s)
{
	const int *d = s->digits;
	int year;

	if (s->month_named) {
		year = s->year;
	} else {
		if (s->n_numbers != 3 || !(s->mark || s->cjk || d[2] == 4))
			return false;
		year = d[0] == 4 ? s->numbers[0] : s->numbers[2];
		if (d[0] != 4 && d[2] != 4)	/* not a version, not a chapter */
			return d[2] == 2 && d[0] + d[1] >= 3 && s->mark != '-';
	}
	return year >= 1900 && year <= 2100;
}

static bool has_all(const struct date_scan *s)
{
	return s->n_numbers == 3 || (s->month_named && s->year != DATE_UNSET &&
				     s->month != DATE_UNSET && s->day != DATE_UNSET);
}

/* The date at the start of s, as much of it as is one. */
static struct date date_at(struct str s, bool day_first, size_t *used)
{
	struct date out = { .when = DATE_NONE, .zone = DATE_ZONE_NONE };
	struct date_scan scan, good;
	bool found = false;

	date_scan_begin(&scan, str_sub(s, 0, TRY_BYTES));
	scan.day_first = day_first;
	scan.in_text = true;
	while (scan.rest.n) {
		bool year_first = scan.month_named && scan.year != DATE_UNSET &&
				  scan.day == DATE_UNSET;

		if (!date_scan_next(&scan))
			break;
		/* "May 2020, 12 comments" */
		if (year_first && scan.day != DATE_UNSET && begins_month(s))
			break;
		if (has_all(&scan)) {
			found = true;
			good = scan;
		}
	}
	if (!found || !is_whole(&good))
		return out;
	/* a number that goes on is no date */
	if (good.rest.n && ascii_digit(good.rest.p[0]) && !ascii_space(good.rest.p[-1]) &&
	    (unsigned char)good.rest.p[-1] < 0x80)
		return out;
	*used = (size_t)(good.rest.p - s.p);
	return date_scan_end(&good);
}

struct date date_find(struct str line, bool day_first, size_t *at, size_t *used)
{
	struct date out = { .when = DATE_NONE, .zone = DATE_ZONE_NONE };
	size_t i, lead = SIZE_MAX;	/* where words that lead to the date begin: "Sunday, " */

	line = str_sub(line, 0, LINE_BYTES);
	for (i = 0; i < line.n && !ascii_digit(line.p[i]); i++)
		;
	if (i == line.n)	/* no date is without a number */
		return out;
	for (i = 0; i < line.n; i++) {
		struct str rest = str_sub(line, i, SIZE_MAX);

		if (!ascii_digit(rest.p[0]) && !ascii_alpha(rest.p[0]) &&
		    (unsigned char)rest.p[0] < 0x80) {
			if (rest.p[0] != ' ' && rest.p[0] != ',' && rest.p[0] != '.')
				lead = SIZE_MAX;
			continue;
		}
		if (ascii_digit(rest.p[0]) || begins_month(rest)) {
			out = date_at(rest, day_first, used);
			if (out.when != DATE_NONE) {
				*at = MIN(i, lead);
				*used += i - *at;
				return out;
			}
		}
		/* to the end of this word or number, and of what hangs on it */
		if (ascii_digit(rest.p[0]))
			while (i + 1 < line.n && (ascii_digit(line.p[i + 1]) ||
						  line.p[i + 1] == '.' || line.p[i + 1] == '/' ||
						  line.p[i + 1] == '-'))
				i++;
		else
			i += MAX(word_length(rest), 1) - 1;
		if (!is_filler(str_sub(rest, 0, word_length(rest))))
			lead = SIZE_MAX;
		else if (lead == SIZE_MAX)
			lead = (size_t)(rest.p - line.p);
	}
	return out;
}

void date_set_place(struct date *d, const char *place)
{
	struct date_zone zone;
	char lower[40];
	size_t i;

	if (d->when == DATE_NONE || d->zone != DATE_ZONE_NONE || !d->is_timed)
		return;
	for (i = 0; place[i] && i + 1 < sizeof(lower); i++)
		lower[i] = (char)ascii_lower(place[i]);
	if (!date_zone_word(str_mem(lower, i), &zone))
		return;
	d->zone = date_zone_minutes(&zone, d->when);
	d->when -= (int64_t)d->zone * 60;
}

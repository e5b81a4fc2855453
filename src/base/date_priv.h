/* date_priv.h: what the files of date.h share: the years that dates have, words that occur in
 * dates, and the scanner. The tables are sorted by nothing; they are short and a date is read
 * once a story. */
#ifndef LEDE_DATE_PRIV_H
#define LEDE_DATE_PRIV_H

#include "base/date.h"
#include "base/str.h"

#define DATE_FIRST INT64_C(-62135596800)	/* year 1 */
#define DATE_LAST INT64_C(253402300799)		/* year 9999 */
#define DATE_UNSET INT32_MIN

/* --- words (date_words.c) --- */

/* Whether a list of words, parted by single blanks, has this one. */
bool date_in_list(const char *list, struct str word);
/* Month 1-12 of a name or short name in one of several languages, in lower case; 0
 * when it is none. */
int date_month_word(struct str word);
/* A day of the week or a word that says nothing ("at", "de", "uhr"). */
bool date_filler_word(struct str word);

/* --- zones (date_zone.c) --- */

/* When clocks there are put forward. */
enum date_rule { DATE_RULE_NONE, DATE_RULE_EU, DATE_RULE_US };

struct date_zone {
	int minutes;		/* east of UTC, in winter */
	enum date_rule rule;
};

/* A zone by its abbreviation or by a place of the time zone database, lower case. */
bool date_zone_word(struct str word, struct date_zone *out);
/* Minutes east of UTC that clocks of the zone show at a local time. */
int date_zone_minutes(const struct date_zone *z, int64_t local);

/* --- the scanner (date_parse.c) --- */

/* What was found so far. The scanner takes tokens in any order that makes sense and refuses
 * what it does not understand: a wrong date is worse than none. */
struct date_scan {
	struct str rest;
	struct str all;
	int year, month, day, hour, minute, second;
	struct date_zone zone;	/* minutes DATE_UNSET: none was named */
	int numbers[3];		/* of the date, when no month was named, as they came */
	int digits[3];
	int n_numbers;
	char mark;		/* between them */
	bool month_named, after_time, pm, am, korean, zone_by_number;
	bool cjk;		/* its numbers have words behind them: 2018年 */
	bool uhr;		/* clock time as it is written where German is spoken */
	bool in_text;		/* text may follow: what only might belong to a date ends it */
	bool day_first;		/* of 1/2/2003 */
	bool guessed;		/* so that it mattered */
};

void date_scan_begin(struct date_scan *s, struct str text);
/* Takes one token; false where it is none of a date. */
bool date_scan_next(struct date_scan *s);
/* The date of all tokens. */
struct date date_scan_end(struct date_scan *s);

static inline int scan_at(const struct date_scan *s, size_t i)
{
	return i < s->rest.n ? (unsigned char)s->rest.p[i] : 0;
}

static inline void scan_skip(struct date_scan *s, size_t n)
{
	s->rest = str_sub(s->rest, n, SIZE_MAX);
}

/* A run of at most nine digits; its length in *digits. */
bool scan_number(struct date_scan *s, int *value, int *digits);
/* Forms that begin with a whole date in digits (date_iso.c): 20031231, 2003335, 2003-335,
 * 2003W011, 2003-W01-1; value is the number that was just taken. 1 taken, 0 not of these, -1
 * wrong. */
int scan_compact(struct date_scan *s, int value, int digits);

#endif

/* date.h: instants. Seconds since 1970-01-01T00:00:00Z, proleptic Gregorian; never the C
 * library's locale or time-zone tables when parsing. */
#ifndef LEDE_DATE_H
#define LEDE_DATE_H

#include "base/arena.h"

#define DATE_NONE INT64_MIN
#define DATE_ZONE_NONE INT32_MIN

/* An instant and how it was written. */
struct date {
	int64_t when;	/* DATE_NONE: none */
	int32_t zone;	/* minutes east of UTC that it was written with; DATE_ZONE_NONE: without,
			 * and when takes it for UTC */
	bool is_timed;	/* with an hour */
	bool is_guess;	/* 1/2/2003: day and month might be the other way round */
};

/* A date as feeds and pages write it: RFC 3339/ISO 8601 in its usual shapes and fragments
 * (a year alone, a month, no seconds, fractions, week and ordinal dates), RFC 822/2822/1123
 * with two-digit years, named zones and missing parts, asctime(3), W3C-DTF, and the many
 * near misses of real feeds. Without a zone it is UTC. DATE_NONE when it is no date. */
int64_t date_parse(struct str s);
/* The same with what else was written. day_first: 1/2/2003 is the first of February. */
struct date date_read(struct str s, bool day_first);
/* The first whole day (and its time) within a line of text; where it begins in *at, its bytes in
 * *used. Linear. */
struct date date_find(struct str line, bool day_first, size_t *at, size_t *used);
/* Takes a date without a zone for local time of a place of the time zone database
 * ("Europe/Berlin"); what has a zone or no time, and an unknown place, stays. */
void date_set_place(struct date *d, const char *place);
/* From calendar fields; month 1-12. DATE_NONE when out of range. */
int64_t date_make(int year, int month, int day, int hour, int minute, int second);
/* "2018-07-16T17:55:00Z". DATE_NONE gives NULL. */
char *date_rfc3339(struct arena *a, int64_t when);
/* The same instant by the clock of a zone, minutes east of UTC: "2018-07-16T19:55:00+02:00". */
char *date_rfc3339_zone(struct arena *a, int64_t when, int64_t zone);
/* Wall clock now; LEDE_NOW (seconds) in the environment replaces it, for tests. */
int64_t date_now(void);
/* CLOCK_MONOTONIC in milliseconds: for intervals. */
int64_t date_monotonic_ms(void);
/* What a list shows in local time: "17:55" when on the same day as now, else "16 Jul", with the
 * year when it is another one. Own, translated words. */
char *date_short(struct arena *a, int64_t when, int64_t now);
/* What the reader shows: "16 Jul 2018, 17:55". Of midnight in Greenwich both show the day there and
 * no hour: it is nearly always a day that was written without one. */
char *date_long(struct arena *a, int64_t when);

#endif

#include "base/date.h"

#include <stdlib.h>
#include <time.h>

#include "base/date_priv.h"
#include "base/i18n.h"

static const char *const month_names[] = {
	N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
	N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
};

/* A day's civil date; days count from 1970-01-01. Years run from March, so that the leap day
 * is the last of them. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

int64_t date_make(int year, int month, int day, int hour, int minute, int second)
{
	int64_t when;

	/* A leap second is the first of the next minute; 24:00 is midnight at a day's end. */
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month) || hour < 0 || hour > 24 || minute < 0 ||
	    minute > 59 || second < 0 || second > 60 || (hour == 24 && (minute || second)))
		return DATE_NONE;
	when = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	return when <= DATE_LAST ? when : DATE_NONE;
}

struct civil {
	int64_t year;
	int month, day, hour, minute, second;
};

/* False for DATE_NONE and what no calendar shows. */
static bool to_civil(int64_t when, struct civil *c)
{
	int64_t days, rest;

	if (when < DATE_FIRST || when > DATE_LAST)
		return false;
	days = when / 86400;
	rest = when % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	civil_from_days(days, &c->year, &c->month, &c->day);
	c->hour = (int)(rest / 3600);
	c->minute = (int)(rest / 60 % 60);
	c->second = (int)(rest % 60);
	return true;
}

char *date_rfc3339(struct arena *a, int64_t when)
{
	struct civil c;

	if (!to_civil(when, &c))
		return NULL;
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, c.month, c.day,
			    c.hour, c.minute, c.second);
}

char *date_rfc3339_zone(struct arena *a, int64_t when, int64_t zone)
{
	struct civil c;
	int minutes;

	if (zone == 0 || zone <= -24 * 60 || zone >= 24 * 60 || !to_civil(when, &c) ||
	    !to_civil(when + zone * 60, &c))
		return date_rfc3339(a, when);
	minutes = (int)(zone < 0 ? -zone : zone);
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", (int)c.year, c.month,
			    c.day, c.hour, c.minute, c.second, zone < 0 ? '-' : '+', minutes / 60,
			    minutes % 60);
}

int64_t date_now(void)
{
	const char *fixed = getenv("LEDE_NOW");
	struct timespec ts;
	int64_t when;

	if (fixed && str_int(str_of(fixed), 0, DATE_LAST, &when))
		return when;
	return clock_gettime(CLOCK_REALTIME, &ts) ? 0 : (int64_t)ts.tv_sec;
}

int64_t date_monotonic_ms(void)
{
	struct timespec ts;

	return clock_gettime(CLOCK_MONOTONIC, &ts) ? 0 :
	       (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool to_local(int64_t when, struct tm *tm)
{
	struct civil c;
	time_t t = (time_t)when;

	return to_civil(when, &c) && localtime_r(&t, tm);
}

/* Midnight in Greenwich is what a day without an hour was read as; elsewhere it may be another. */
static bool to_shown(int64_t when, struct tm *tm, bool *timed)
{
	time_t t = (time_t)when;

	*timed = when % (24 * 3600) != 0;
	return to_local(when, tm) && (*timed || gmtime_r(&t, tm));
}

char *date_short(struct arena *a, int64_t when, int64_t now)
{
	struct tm tm, today;
	bool timed;

	if (!to_shown(when, &tm, &timed) || !to_local(now, &today))
		return arena_strdup(a, "");
	if (timed && tm.tm_year == today.tm_year && tm.tm_yday == today.tm_yday)
		return arena_printf(a, "%02d:%02d", tm.tm_hour, tm.tm_min);
	if (tm.tm_year == today.tm_year)
		/* TRANSLATORS: day and short name of the month, "16 Jul" */
		return arena_printf(a, _("%d %s"), tm.tm_mday, _(month_names[tm.tm_mon]));
	/* TRANSLATORS: "16 Jul 2018" */
	return arena_printf(a, _("%d %s %d"), tm.tm_mday, _(month_names[tm.tm_mon]),
			    tm.tm_year + 1900);
}

char *date_long(struct arena *a, int64_t when)
{
	struct tm tm;
	bool timed;

	if (!to_shown(when, &tm, &timed))
		return arena_strdup(a, "");
	if (!timed)
		return arena_printf(a, _("%d %s %d"), tm.tm_mday, _(month_names[tm.tm_mon]),
				    tm.tm_year + 1900);
	/* TRANSLATORS: "16 Jul 2018, 17:55" */
	return arena_printf(a, _("%d %s %d, %02d:%02d"), tm.tm_mday, _(month_names[tm.tm_mon]),
			    tm.tm_year + 1900, tm.tm_hour, tm.tm_min);
}

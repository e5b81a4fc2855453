/* date_zone.c: names of time zones. Not the system's database: what a page says must mean the
 * same on every machine, and these are the names that pages use. */
#include "base/date_priv.h"

/* Abbreviations as RFC 822 and newspapers use them: IST is India's, CST America's. */
static const struct {
	const char *names;
	int minutes;
} zones[] = {
	{ "z ut utc gmt wet uct zulu universal greenwich", 0 },
	{ "cet met mez hnec bst west wat cez", 60 },
	{ "cest mest mesz heec eet sast cat oez selč", 120 },
	{ "eest msk мск trt eat oesz", 180 },
	{ "msd samt", 240 }, { "irst", 210 }, { "pkt uzt yekt", 300 }, { "ist", 330 },
	{ "npt", 345 }, { "novt almt omst", 360 }, { "ict wib krat", 420 },
	{ "hkt sgt awst myt pht irkt", 480 }, { "jst kst yakt", 540 },
	{ "acst", 570 }, { "aest vlat", 600 }, { "acdt", 630 }, { "aedt", 660 },
	{ "nzst", 720 }, { "nzdt", 780 },
	{ "ndt", -150 }, { "nst nt", -210 }, { "adt brt art clst uyt", -180 },
	{ "ast at edt clt bot", -240 }, { "est et eastern cdt cot pet", -300 },
	{ "cst ct central mdt", -360 }, { "mst mt mountain pdt", -420 },
	{ "pst pt pacific akdt", -480 }, { "akst hdt", -540 }, { "hst", -600 },
};

/* Places of the time zone database, with the rules of the last decades. */
static const struct {
	const char *names;
	int minutes;
	enum date_rule rule;
} places[] = {
	{ "europe/london europe/lisbon europe/dublin", 0, DATE_RULE_EU },
	{ "europe/berlin europe/paris europe/vienna europe/zurich europe/rome europe/madrid "
	  "europe/amsterdam europe/brussels europe/warsaw europe/prague europe/budapest "
	  "europe/copenhagen europe/stockholm europe/oslo europe/luxembourg europe/bratislava "
	  "europe/ljubljana europe/zagreb europe/belgrade europe/sarajevo", 60, DATE_RULE_EU },
	{ "europe/athens europe/helsinki europe/kiev europe/kyiv europe/bucharest europe/sofia "
	  "europe/riga europe/vilnius europe/tallinn", 120, DATE_RULE_EU },
	{ "europe/moscow europe/istanbul europe/minsk asia/riyadh africa/nairobi", 180,
	  DATE_RULE_NONE },
	{ "asia/dubai", 240, DATE_RULE_NONE }, { "asia/karachi", 300, DATE_RULE_NONE },
	{ "asia/kolkata asia/calcutta", 330, DATE_RULE_NONE },
	{ "asia/dhaka", 360, DATE_RULE_NONE },
	{ "asia/bangkok asia/jakarta asia/ho_chi_minh", 420, DATE_RULE_NONE },
	{ "asia/shanghai asia/hong_kong asia/taipei asia/singapore asia/manila asia/kuala_lumpur",
	  480, DATE_RULE_NONE },
	{ "asia/tokyo asia/seoul", 540, DATE_RULE_NONE },
	{ "america/new_york america/toronto us/eastern america/detroit", -300, DATE_RULE_US },
	{ "america/chicago us/central", -360, DATE_RULE_US },
	{ "america/denver us/mountain", -420, DATE_RULE_US },
	{ "america/los_angeles us/pacific america/vancouver", -480, DATE_RULE_US },
	{ "america/sao_paulo america/argentina/buenos_aires america/buenos_aires "
	  "america/montevideo", -180, DATE_RULE_NONE },
	{ "america/bogota america/lima", -300, DATE_RULE_NONE },
	{ "america/caracas america/la_paz", -240, DATE_RULE_NONE },
	{ "africa/johannesburg", 120, DATE_RULE_NONE }, { "africa/lagos", 60, DATE_RULE_NONE },
};

/* One letter as in RFC 822, 5.1 (whose signs RFC 2822 found to be the wrong way round; feeds
 * that use them at all follow the table). */
static bool military_zone(int c, int *minutes)
{
	if (c == 'j')
		return false;
	if (c >= 'a' && c <= 'm')
		*minutes = -60 * (c - 'a' + (c < 'j'));
	else if (c >= 'n' && c <= 'y')
		*minutes = 60 * (c - 'n' + 1);
	else
		return false;
	return true;
}

bool date_zone_word(struct str word, struct date_zone *out)
{
	size_t i;

	out->rule = DATE_RULE_NONE;
	if (str_starts(word, STR("etc/")))
		word = str_sub(word, 4, SIZE_MAX);
	for (i = 0; i < ARRAY_LEN(zones); i++) {
		if (date_in_list(zones[i].names, word)) {
			out->minutes = zones[i].minutes;
			return true;
		}
	}
	for (i = 0; str_chr(word, '/') != SIZE_MAX && i < ARRAY_LEN(places); i++) {
		if (date_in_list(places[i].names, word)) {
			out->minutes = places[i].minutes;
			out->rule = places[i].rule;
			return true;
		}
	}
	return word.n == 1 && military_zone((unsigned char)word.p[0], &out->minutes);
}

/* Midnight that begins the nth Sunday of a month, the last one where nth is 5. */
static int64_t sunday(int year, int month, int nth)
{
	int64_t first = date_make(year, month, 1, 0, 0, 0) / 86400;
	int64_t next = date_make(year + month / 12, month % 12 + 1, 1, 0, 0, 0) / 86400;
	int64_t day = first + 6 - ((first + 3) % 7 + 7) % 7 + 7 * (nth - 1);

	while (day >= next)
		day -= 7;
	return day * 86400;
}

int date_zone_minutes(const struct date_zone *z, int64_t local)
{
	int year = 1970 + (int)(local / 31556952);
	int64_t from, to;

	/* before, each country had rules of its own */
	if (z->rule == DATE_RULE_NONE || local < date_make(1996, 1, 1, 0, 0, 0) ||
	    local > date_make(2100, 1, 1, 0, 0, 0))
		return z->minutes;
	if (z->rule == DATE_RULE_EU) {
		from = sunday(year, 3, 5) + 3600 + z->minutes * 60;
		to = sunday(year, 10, 5) + 7200 + z->minutes * 60;
	} else {
		from = (year < 2007 ? sunday(year, 4, 1) : sunday(year, 3, 2)) + 7200;
		to = (year < 2007 ? sunday(year, 10, 5) : sunday(year, 11, 1)) + 7200;
	}
	return z->minutes + (local >= from && local < to ? 60 : 0);
}

#include "parse/ago.h"

#include <stdlib.h>
#include <unicase.h>

enum {
	AGO_BYTES = 96,		/* no such time is longer */
	NUMBER_MAX = 999,
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
};

/* Words of one meaning; a stem ends in "-". */
struct unit {
	int64_t seconds;
	const char *words[36];
};

static const struct unit units[] = {
	{ 1, { "s", "sec", "secs", "second-", "sek", "sekund-", "seg", "segundo-", "secondi",
	       "seconde-", "секунд-", "saniye", "detik", "秒", "秒钟", "초", NULL } },
	{ MINUTE, { "m", "min", "mins", "minut-", "мин", "минут-", "хвилин-", "dakika", "dk",
		    "menit", "دقيقة", "دقائق", "λεπτά", "λεπτό", "דקות", "分", "分钟", "分鐘", "분",
		    NULL } },
	{ HOUR, { "h", "hr", "hrs", "hour-", "std", "stunde-", "heure-", "hora", "horas", "ora",
		  "ore", "uur", "uren", "godz", "godzin-", "ч", "час", "часа", "часов", "годин-",
		  "timm-", "tim", "time", "timer", "hodin-", "saat", "jam", "ساعة", "ساعات", "ώρες",
		  "ώρα", "שעות", "時間", "小时", "小時", "시간" } },
	{ DAY, { "d", "day", "days", "tag", "tage", "tagen", "jour-", "día", "días", "dia", "dias",
		 "giorno", "giorni", "dag", "dagen", "dagar", "dage", "dager", "dni", "dzień",
		 "день", "дня", "дней", "дні", "dny", "dnem", "gün", "hari", "يوم", "أيام",
		 "ημέρες", "ימים", "日", "天", "일", NULL } },
	{ 7 * DAY, { "w", "wk", "wks", "week", "weeks", "woche-", "semaine-", "semana-",
		     "settiman-", "weken", "tydzień", "tygod-", "недел-", "vecka", "veckor", "uge",
		     "uger", "uke", "uker", "týdn-", "hafta", "minggu", "أسبوع", "أسابيع", "週間",
		     "周", "週", "주", NULL } },
	{ 30 * DAY, { "mo", "month-", "monat-", "mois", "mes", "meses", "mese", "mesi", "mês",
		      "maand-", "miesiąc-", "miesięcy", "месяц-", "månad-", "måned-", "měsíc-",
		      "ay", "bulan", "شهر", "أشهر", "か月", "ヶ月", "カ月", "个月", "個月", "개월",
		      NULL } },
	{ 365 * DAY, { "yr", "yrs", "year-", "jahr-", "an", "ans", "année-", "año", "años",
		       "anno", "anni", "ano", "anos", "jaar", "rok", "lata", "lat", "год", "года",
		       "лет", "år", "rok-", "yıl", "tahun", "سنة", "سنوات", "年", "년", NULL } },
};

/* That it lies in the past. */
static const char *const marks[] = {
	"ago", "vor", "il", "hace", "fa", "há", "atrás", "geleden", "temu", "назад", "тому",
	"sedan", "siden", "před", "önce", "lalu", "منذ", "قبل", "πριν", "לפני", "前", "전", NULL
};
/* What may stand beside; also the number one in words. */
static const char *const fillers[] = {
	"a", "an", "one", "about", "ein", "eine", "einer", "einem", "etwa", "rund", "ca", "un",
	"une", "y", "environ", "una", "cerca", "de", "circa", "um", "uma", "een", "één", "en", "et",
	"för", "for", "około", "около", "один", "одну", "yang", "published", "updated", "posted",
	"publicado", "publié", "aktualisiert", NULL
};
static const char *const now_words[] = {
	"just now", "moments ago", "gerade eben", "soeben", "à l'instant", "ahora mismo",
	"proprio ora", "agora mesmo", "zojuist", "przed chwilą", "только что", "たった今", "刚刚",
	"剛剛", "방금", NULL
};
/* Not French "hier", which is a place in German. */
static const char *const yesterday_words[] = {
	"yesterday", "gestern", "ayer", "ieri", "ontem", "gisteren", "wczoraj", "вчера",
	"вчора", "igår", "i går", "včera", "dün", "kemarin", "أمس", "昨日", "昨天", "어제", NULL
};

static bool is_one_of(struct str s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (s.n && words[i][0] == s.p[0] && str_eq(s, str_of(words[i])))
			return true;
	return false;
}

static bool is_unit(struct str s, const struct unit *u)
{
	for (size_t i = 0; i < ARRAY_LEN(u->words) && u->words[i]; i++) {
		struct str word;
		bool stem;

		if (!s.n || u->words[i][0] != s.p[0])
			continue;
		word = str_of(u->words[i]);
		stem = word.p[word.n - 1] == '-';
		if (stem)
			word.n--;
		if (stem ? str_starts(s, word) : str_eq(s, word))
			return true;
	}
	return false;
}

static int64_t unit_of(struct str s)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (is_unit(s, &units[i]))
			return units[i].seconds;
	return 0;
}

static bool parts_words(unsigned char c)
{
	return ascii_space(c) || strchr(",.;:|()-", c);
}

/* A word, or a number; "2h" and "5分钟前" are a number, a unit and what follows it. */
static struct str next_token(struct str *rest)
{
	struct str s;
	size_t n = 0;

	while (rest->n && parts_words((unsigned char)rest->p[0]))
		*rest = str_sub(*rest, 1, SIZE_MAX);
	while (n < rest->n && !parts_words((unsigned char)rest->p[n]) &&
	       !ascii_digit(rest->p[n]) == !ascii_digit(rest->p[0]))
		n++;
	s = str_sub(*rest, 0, n);
	for (size_t i = 0; marks[i] && n; i++)	/* "前" ends its word */
		if ((unsigned char)marks[i][0] >= 0xe3 && s.n > strlen(marks[i]) &&
		    str_iends(s, str_of(marks[i])))
			s.n -= strlen(marks[i]);
	*rest = str_sub(*rest, s.n, SIZE_MAX);
	return s;
}

static int64_t read_tokens(struct str rest, bool is_marked)
{
	int64_t number = 0, unit = 0;
	struct str s;

	while ((s = next_token(&rest)).n) {
		int64_t u;

		if (ascii_digit(s.p[0])) {
			if (number || !str_int(s, 1, NUMBER_MAX, &number))
				return AGO_NONE;
		} else if (is_one_of(s, marks)) {
			is_marked = true;
		} else if (!number && is_one_of(s, fillers)) {
			continue;	/* "an" is a unit only behind a number */
		} else if (!unit && (u = unit_of(s))) {
			unit = u;
		} else if (!is_one_of(s, fillers)) {
			return AGO_NONE;
		}
	}
	return is_marked && unit ? MAX(number, 1) * unit : AGO_NONE;
}

/* In lower case, in out; its length, 0 where it has no room. */
static size_t lower(struct str s, char out[AGO_BYTES])
{
	size_t n = AGO_BYTES, i;
	uint8_t *p;

	for (i = 0; i < s.n && !((unsigned char)s.p[i] & 0x80); i++)
		out[i] = (char)ascii_lower(s.p[i]);
	if (i == s.n)
		return s.n;
	p = u8_tolower((const uint8_t *)s.p, s.n, "", NULL, (uint8_t *)out, &n);
	if ((char *)p == out)
		return n;
	free(p);
	return 0;
}

static int64_t parse(struct str s, bool is_time)
{
	char out[AGO_BYTES];
	struct str t;

	s = str_trim(s);
	if (!s.n || s.n >= AGO_BYTES)
		return AGO_NONE;
	t = str_mem(out, lower(s, out));
	if (!t.n)
		return AGO_NONE;
	if (is_one_of(t, now_words))
		return 0;
	if (is_one_of(t, yesterday_words))
		return DAY;
	return read_tokens(t, is_time);
}

int64_t ago_parse(struct str s)
{
	return parse(s, false);
}

int64_t ago_parse_short(struct str s)
{
	bool has_number = false;

	for (size_t i = 0; i < s.n; i++)
		has_number |= ascii_digit(s.p[i]);
	return parse(s, has_number);
}

#include "base/date_priv.h"

/* Names by month, blank-separated. English short forms are prefixes and need no entry. */
static const char *const months[12] = {
	"january januar jänner janvier janv enero ene gennaio genn janeiro januari januarie "
	"styczeń stycznia sty leden ledna led ocak oca tammikuu tammikuuta január ianuarie "
	"январь января янв січня ιανουάριος ιανουαρίου ιαν ιανού 1월 gen siječnja",
	"february februar feber février fevrier févr fevr fév febrero febbraio febbr fevereiro "
	"fev februari luty lutego lut únor února úno şubat şub helmikuu helmikuuta február "
	"febr februarie февраль февраля фев февр лютого φεβρουάριος φεβρουαρίου φεβ φεβρ",
	"march märz maerz mär mars marzo março marco maart mrt marzec marca březen března bře "
	"mart maaliskuu maaliskuuta március márc martie март марта мар березня μάρτιος μαρτίου "
	"μάρ μάρτ mrz",
	"april avril avr abril abr aprile kwiecień kwietnia kwi duben dubna dub nisan nis "
	"huhtikuu huhtikuuta április ápr aprilie апрель апреля апр квітня απρίλιος απριλίου απρ",
	"may mai mayo maggio mag maio mei maj maja květen května kvě mayıs toukokuu toukokuuta "
	"május máj май мая травня μάιος μαΐου μάϊος μαϊου μάι μαι",
	"june juni juin junio jun giugno giu junho czerwiec czerwca cze červen června čer "
	"haziran haz kesäkuu kesäkuuta június jún iunie июнь июня июн червня ιούνιος ιουνίου "
	"ιούν ιον",
	"july juli juillet juil julio jul luglio lug julho lipiec lipca lip červenec července "
	"čvc temmuz tem heinäkuu heinäkuuta július júl iulie июль июля июл липня ιούλιος "
	"ιουλίου ιούλ ιολ",
	"august août aout agosto ago augustus aug sierpień sierpnia sie srpen srpna srp ağustos "
	"ağu elokuu elokuuta augusztus август августа авг серпня αύγουστος αυγούστου αύγ αυγ",
	"september septembre sept septiembre settembre sett set setembro wrzesień września wrz "
	"září zář eylül eyl syyskuu syyskuuta szeptember szept septembrie сентябрь сентября сен "
	"сент вересня σεπτέμβριος σεπτεμβρίου σεπ σεπτ",
	"october oktober okt octobre octubre ottobre ott outubro out październik października "
	"paź říjen října říj ekim eki lokakuu lokakuuta október octombrie октябрь октября окт "
	"жовтня οκτώβριος οκτωβρίου οκτ",
	"november novembre noviembre novembro listopad listopada lis listopadu kasım kas "
	"marraskuu marraskuuta noiembrie ноябрь ноября ноя нояб листопада νοέμβριος νοεμβρίου "
	"νοέμ νοε",
	"december dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień "
	"grudnia gru prosinec prosince pro aralık ara joulukuu joulukuuta decembrie декабрь "
	"декабря дек грудня δεκέμβριος δεκεμβρίου δεκ",
};

static const char *const days =
	"monday tuesday wednesday thursday friday saturday sunday tues thurs wednes thur weds "
	"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr "
	"sa so lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
	"lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom lunedì "
	"martedì mercoledì giovedì venerdì sabato domenica gio maandag dinsdag woensdag "
	"donderdag vrijdag zaterdag zondag segunda terça quarta quinta sexta måndag tisdag "
	"onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag hétfő kedd szerda "
	"csütörtök péntek szombat vasárnap пн вт ср чт пт сб вс κυρ δευ τρι τετ πεμ παρ σαβ";

static const char *const fillers =
	"at on of the um am den der uhr o'clock à le il el la de del às kl klo h st nd rd th "
	"er ª º t and";

static const struct {
	const char *names;
	int minutes;
} zones[] = {
	{ "z ut utc gmt wet uct zulu universal greenwich", 0 },
	{ "cet met mez bst west wat", 60 },
	{ "cest mest mesz eet sast cat", 120 },
	{ "eest msk trt eat", 180 },
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

/* The lists are parted by single blanks. */
static bool in_list(const char *list, struct str word)
{
	struct str rest = str_of(list);
	size_t at;

	while (word.n && (at = str_find(rest, word)) != SIZE_MAX) {
		const char *p = rest.p + at, *end = p + word.n;

		if ((p == list || p[-1] == ' ') && (*end == ' ' || *end == '\0'))
			return true;
		rest = str_sub(rest, at + 1, SIZE_MAX);
	}
	return false;
}

/* A beginning of an English name, at least three letters long, that means one month only. */
static bool is_short_for(const char *names, struct str word)
{
	struct str rest = str_of(names), english;

	return word.n >= 3 && str_word(&rest, &english) && str_starts(english, word);
}

int date_month_word(struct str word)
{
	int i;

	/* All English ones first: "mar" is March before it is anything else. */
	for (i = 0; i < 12; i++)
		if (is_short_for(months[i], word))
			return i + 1;
	for (i = 0; i < 12; i++)
		if (in_list(months[i], word))
			return i + 1;
	return 0;
}

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

bool date_zone_word(struct str word, int *minutes)
{
	size_t i;

	if (str_starts(word, STR("etc/")))
		word = str_sub(word, 4, SIZE_MAX);
	for (i = 0; i < ARRAY_LEN(zones); i++) {
		if (in_list(zones[i].names, word)) {
			*minutes = zones[i].minutes;
			return true;
		}
	}
	return word.n == 1 && military_zone((unsigned char)word.p[0], minutes);
}

bool date_filler_word(struct str word)
{
	struct str rest = str_of(days), english;
	int i;

	for (i = 0; i < 7 && str_word(&rest, &english); i++)
		if (word.n >= 2 && str_starts(english, word))
			return true;
	return in_list(days, word) || in_list(fillers, word);
}

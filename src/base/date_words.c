#include "base/date_priv.h"

/* Names by month, blank-separated. English short forms are prefixes and need no entry. */
static const char *const months[12] = {
	"january januar jänner janvier janv enero ene gennaio genn janeiro januari januarie "
	"styczeń stycznia sty leden ledna led ocak oca tammikuu tammikuuta január ianuarie "
	"январь января янв січня ιανουάριος ιανουαρίου ιαν ιανού 1월 gen siječnja јануар януари "
	"gener jaanuar يناير בינואר ינואר जनवरी",
	"february februar feber février fevrier févr fevr fév febrero febbraio febbr "
	"fevereiro fev februari luty lutego lut únor února úno şubat şub helmikuu helmikuuta "
	"február febr februarie февраль февраля фев февр лютого φεβρουάριος φεβρουαρίου φεβ φεβρ "
	"veljače фебруар февруари febrer veebruar فبراير בפברואר פברואר फरवरी फ़रवरी",
	"march märz maerz mär mars marzo março marco maart mrt marzec marca březen března bře "
	"mart maaliskuu maaliskuuta március márc martie март марта мар березня μάρτιος μαρτίου "
	"μάρ μάρτ mrz marts ožujka març märts maret مارس במרץ במרס מרץ मार्च",
	"april avril avr abril abr aprile kwiecień kwietnia kwi duben dubna dub nisan nis "
	"huhtikuu huhtikuuta április ápr aprilie апрель апреля апр квітня απρίλιος απριλίου απρ "
	"travnja април aprill أبريل ابريل באפריל אפריל अप्रैल",
	"may mai mayo maggio mag maio mei maj maja květen května kvě mayıs toukokuu toukokuuta "
	"május máj май мая травня μάιος μαΐου μάϊος μαϊου μάι μαι svibnja мај maig مايو במאי "
	"מאי मई",
	"june juni juin junio jun giugno giu junho czerwiec czerwca cze červen června čer "
	"haziran haz kesäkuu kesäkuuta június jún iunie июнь июня июн червня ιούνιος ιουνίου "
	"ιούν ιον lipnja јун юни juny juuni يونيو يونيه ביוני יוני जून",
	"july juli juillet juil julio jul luglio lug julho lipiec lipca lip červenec července "
	"čvc temmuz tem heinäkuu heinäkuuta július júl iulie июль июля июл липня ιούλιος "
	"ιουλίου ιούλ ιολ srpnja јул юли juliol juuli يوليو يوليه ביולי יולי जुलाई",
	"august août aout agosto ago augustus aug sierpień sierpnia sie srpen srpna srp ağustos "
	"ağu elokuu elokuuta augusztus август августа авг серпня αύγουστος αυγούστου αύγ αυγ "
	"augusti kolovoza avgust agost agustus ogos أغسطس اغسطس באוגוסט אוגוסט अगस्त",
	"september septembre sept septiembre settembre sett set setembro wrzesień września wrz "
	"září zář eylül eyl syyskuu syyskuuta szeptember szept septembrie сентябрь сентября сен "
	"сент вересня σεπτέμβριος σεπτεμβρίου σεπ σεπτ rujna септембар септември setembre "
	"سبتمبر בספטמבר ספטמבר सितंबर सितम्बर",
	"october oktober okt octobre octubre ottobre ott outubro out październik października "
	"paź říjen října říj ekim eki lokakuu lokakuuta október octombrie октябрь октября окт "
	"жовтня οκτώβριος οκτωβρίου οκτ октобар октомври oktoober أكتوبر اكتوبر באוקטובר "
	"אוקטובר अक्टूबर",
	"november novembre noviembre novembro listopad listopada lis listopadu kasım kas "
	"marraskuu marraskuuta noiembrie ноябрь ноября ноя нояб листопада νοέμβριος νοεμβρίου "
	"νοέμ νοε studenoga studenog новембар ноември نوفمبر בנובמבר נובמבר नवंबर नवम्बर",
	"december dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień "
	"grudnia gru prosinec prosince pro aralık ara joulukuu joulukuuta decembrie декабрь "
	"декабря дек грудня δεκέμβριος δεκεμβρίου δεκ prosinca децембар декември desembre "
	"desember detsember ديسمبر בדצמבר דצמבר दिसंबर दिसम्बर",
};

static const char *const days =
	"monday tuesday wednesday thursday friday saturday sunday tues thurs wednes thur weds "
	"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr "
	"sa so lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
	"lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom lunedì "
	"martedì mercoledì giovedì venerdì sabato domenica gio maandag dinsdag woensdag "
	"donderdag vrijdag zaterdag zondag segunda terça quarta quinta sexta feira måndag tisdag "
	"onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag hétfő kedd szerda "
	"csütörtök péntek szombat vasárnap пн вт ср чт пт сб вс κυρ δευ τρι τετ πεμ παρ σαβ "
	"poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz "
	"понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа "
	"четвер пятниця субота неділя pondělí úterý středa čtvrtek pátek neděle po út st čt pá "
	"pazartesi salı çarşamba perşembe cuma cumartesi pazar maanantai tiistai keskiviikko "
	"torstai perjantai lauantai sunnuntai ma ti ke to pe la su luni marți miercuri joi vineri "
	"sâmbătă duminică thứ δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή";

static const char *const fillers =
	"at on of the um am den der uhr o'clock à le il el la de del às kl klo h st nd rd th "
	"er ª º t and vom dnia dn w godz o a las los alle ore dei hs hrs om uur u v ve saat в г "
	"года году року р о об kell lúc ngày tháng năm g hod";

bool date_in_list(const char *list, struct str word)
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

/* --- what is no word of these at all: most words, and they are told at once --- */

static uint8_t seen[2048];	/* a bit for each hash of a word above */

static uint32_t hash_of(struct str word)
{
	uint32_t h = 2166136261u;	/* FNV-1a */
	size_t i;

	for (i = 0; i < word.n; i++)
		h = (h ^ (unsigned char)word.p[i]) * 16777619u;
	return (h ^ h >> 16) % (sizeof(seen) * 8);
}

static void see(struct str word)
{
	uint32_t h = hash_of(word);

	seen[h / 8] |= (uint8_t)(1u << h % 8);
}

/* All words of a list, and of the first ones, which are English, also what they begin with. */
static void see_list(const char *list, size_t english)
{
	struct str rest = str_of(list), word;
	size_t n, i;

	for (i = 0; str_word(&rest, &word); i++) {
		see(word);
		for (n = 2; i < english && n < word.n; n++)
			see(str_sub(word, 0, n));
	}
}

/* Whether a word may be one of the lists; true for words of several, which are not looked up. */
static bool may_be_word(struct str word)
{
	static bool ready;
	uint32_t h;
	int i;

	for (i = 0; i < 12 && !ready; i++)
		see_list(months[i], 1);
	if (!ready) {
		see_list(days, 7);
		see_list(fillers, 0);
	}
	ready = true;
	h = hash_of(word);
	return seen[h / 8] >> h % 8 & 1 || str_chr(word, ' ') != SIZE_MAX;
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

	if (!may_be_word(word))
		return 0;
	/* All English ones first: "mar" is March before it is anything else. */
	for (i = 0; i < 12; i++)
		if (is_short_for(months[i], word))
			return i + 1;
	for (i = 0; i < 12; i++)
		if (date_in_list(months[i], word))
			return i + 1;
	return 0;
}

bool date_filler_word(struct str word)
{
	struct str rest = str_of(days), english;
	int i;

	if (!may_be_word(word))
		return false;
	for (i = 0; i < 7 && str_word(&rest, &english); i++)
		if (word.n >= 2 && str_starts(english, word))
			return true;
	return date_in_list(days, word) || date_in_list(fillers, word);
}

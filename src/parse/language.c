#include "parse/language.h"

#include <stdlib.h>
#include <unicase.h>
#include <unistr.h>

static const struct {
	size_t words, bytes;	/* looked at */
	size_t few;		/* a text with fewer words tells nothing */
	double share;		/* of words that must be the commonest ones of the language ... */
	double second;		/* ... and those of another at most, times as many */
	size_t letters;		/* of a script that is enough */
} fit = {
	.words = 300, .bytes = 4096, .few = 20, .share = 0.1, .second = 0.75, .letters = 20,
};

/* The commonest words of running text but for those that neighbours have too. */
static const struct {
	const char *language, *words;
} common[] = {
	{ "en", "the of and to in that is was for with it on as are this be have from not by" },
	{ "de", "der die und in das den von zu mit ist im auf für nicht ein eine sich dem des" },
	{ "fr", "le la les de des et du en un une que est dans pour qui au sur par pas plus" },
	{ "es", "el la los de que y en las del un una por con se para su es al lo más" },
	{ "it", "il di che la e in un per è una del con della non sono si dei le gli alla" },
	{ "pt", "o de que e do da em um uma para com não os no na se por mais as dos" },
	{ "nl", "de het een van en in dat is te op voor zijn met die niet aan er ook om naar" },
	{ "pl", "w i na z się nie do to że jest o od po jak przez za dla są ale oraz" },
	{ "cs", "a se v na je že o s z do i to ve pro za jako by které jsou také" },
	{ "sk", "a sa v na je že o s z do aj to vo pre za ako by ktoré sú tiež" },
	{ "sv", "och att i en det som är på för av med den till inte ett har om var de från" },
	{ "da", "og at i er en det til af på for med den som ikke der blev op efter fra sig" },
	{ "nb", "og i å er det som en på til av for med den at ikke ble opp etter fra seg" },
	{ "fi", "ja on ei että oli se hän mutta ovat kun myös joka sen mukaan voi ole olla tai" },
	{ "hu", "a az és hogy nem is egy van meg már csak volt ez de el még mint szerint" },
	{ "ro", "și de în a la cu pe care nu din o că este un mai pentru sunt au fost prin" },
	{ "tr", "ve bir bu da de için ile çok olarak daha olan gibi sonra kadar değil ise her" },
	{ "ca", "el la de i que els en les a del un per amb una no és al dels més ha" },
	{ "hr", "i u je se na da za su od s koji što će ne kao o iz to a bi" },
	{ "sl", "in je v na se da za so ki pa z ne tudi bi kot po od ni ali še" },
	{ "id", "yang dan di ini itu dengan untuk dari pada dalam tidak akan juga oleh ke adalah" },
	{ "vi", "và của là có cho không được các trong với một những người này đã để khi ở" },
	{ "et", "ja on ei et see oli ka kui mis oma aga ning seda siis mida tema nagu välja" },
	{ "lt", "ir į kad yra iš su tai bet buvo ne už jau po savo taip kaip apie dar" },
	{ "lv", "un ir ka no ar uz par bija arī bet tas tiek pie lai tika vai pēc gan" },
	{ "sq", "të e në një dhe për me që i nga së është ka se do më nuk si" },
	{ "ru", "и в не на что с по как это из для от за но его к был бы же" },
	{ "uk", "і в не на що з та до у як це за про від для але його є був" },
	{ "bg", "и на да в от за се не с че по са е ще до като към но това" },
	{ "sr", "и у је се на да за су од који што ће не као о из то а би" },
	{ "be", "і ў не на што з да у як гэта за пра ад для але яго быў" },
	{ "ar", "في من على إلى أن التي عن مع الذي هذا هذه ما كان بعد لا قد بين" },
	{ "fa", "و در به از که این را با است برای آن های می یک خود تا شد بر" },
	{ "ur", "کے کی میں ہے اور سے کو کا نے کہ پر ہیں اس ایک یہ بھی" },
};

/* Scripts that one language of newspapers has for itself. */
static const struct {
	ucs4_t first, last;
	const char *language;
} scripts[] = {
	{ 0x3041, 0x30ff, "ja" }, { 0xac00, 0xd7a3, "ko" }, { 0x4e00, 0x9fff, "zh" },
	{ 0x0370, 0x03ff, "el" }, { 0x0590, 0x05ff, "he" }, { 0x0e01, 0x0e5b, "th" },
	{ 0x0900, 0x097f, "hi" }, { 0x0980, 0x09ff, "bn" }, { 0x0b80, 0x0bff, "ta" },
	{ 0x0530, 0x058f, "hy" }, { 0x10a0, 0x10ff, "ka" },
};
enum { JA, KO, ZH };

/* What of the text is written in which of scripts[], and in any other. */
static size_t count_scripts(struct str text, size_t counts[ARRAY_LEN(scripts)])
{
	const uint8_t *p = (const uint8_t *)text.p;
	size_t i = 0, k, others = 0;
	ucs4_t c;

	while (i < text.n) {
		int n = u8_mbtouc(&c, p + i, text.n - i);

		i += n > 0 ? (size_t)n : 1;
		if (c < 0x80) {
			others += (size_t)ascii_alpha((int)c);
			continue;
		}
		for (k = 0; k < ARRAY_LEN(scripts); k++)
			if (c >= scripts[k].first && c <= scripts[k].last)
				break;
		if (k < ARRAY_LEN(scripts))
			counts[k]++;
		else if (c >= 0xc0 && c < 0x2000)
			others++;
	}
	return others;
}

static const char *by_script(struct str text)
{
	size_t counts[ARRAY_LEN(scripts)] = { 0 }, others, best = 0, k;

	others = count_scripts(text, counts);
	/* Japanese has more ideographs than kana at times; an ideograph is a word */
	if (counts[JA] * 8 > counts[ZH] && counts[JA] > 5) {
		counts[JA] += counts[ZH];
		counts[ZH] = 0;
	}
	for (k = 0; k < ARRAY_LEN(scripts); k++)
		if (counts[k] > counts[best])
			best = k;
	if (counts[best] < fit.letters || counts[best] * (best <= ZH ? 4 : 2) < others)
		return NULL;
	return scripts[best].language;
}

static bool in_list(const char *list, struct str word)
{
	struct str rest = str_of(list), one;

	while (str_split(&rest, ' ', &one))
		if (str_eq(one, word))
			return true;
	return false;
}

/* Languages whose texts the words above do not tell apart for sure, and others' names for them. */
static bool may_be(struct str declared, const char *found)
{
	static const char *const kin[] = {
		"no nb nn da", "hr sr bs sh", "id ms", "cs sk", "es gl pt ca ast",
		"fa ps ur ar ckb", "zh yue wuu", "he iw yi", "de lb gsw nds", "nl fy af",
		"hi mr ne sa", "id in", "ru uk be", "fil tl", "mo ro", "et vro",
		"it lmo vec scn", "fr oc br", "sr mk bg",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(kin); i++)
		if (in_list(kin[i], declared) && in_list(kin[i], str_of(found)))
			return true;
	return str_eq(declared, str_of(found));
}

/* The next run of letters, which everything above ASCII counts for, in lower case. */
static bool next_word(struct str *rest, char out[48], struct str *word)
{
	size_t i = 0, n = 0, length = 48;
	uint8_t *lower;

	while (i < rest->n && !ascii_alpha(rest->p[i]) && (unsigned char)rest->p[i] < 0x80)
		i++;
	*rest = str_sub(*rest, i, SIZE_MAX);
	while (n < rest->n && (ascii_alpha(rest->p[n]) || (unsigned char)rest->p[n] >= 0x80))
		n++;
	if (!n)
		return false;
	*word = str_of("");
	if (n <= 40) {
		for (i = 0; i < n && ascii_alpha(rest->p[i]); i++)
			out[i] = (char)ascii_lower(rest->p[i]);
		if (i == n) {
			*word = str_mem(out, n);
			*rest = str_sub(*rest, n, SIZE_MAX);
			return true;
		}
		lower = u8_tolower((const uint8_t *)rest->p, n, "", NULL, (uint8_t *)out, &length);
		if (lower && (char *)lower == out)
			*word = str_mem(out, length);
		else
			free(lower);
	}
	*rest = str_sub(*rest, n, SIZE_MAX);
	return true;
}

/* All words of common[], found by their length and letters at the ends: a search of all lists for
 * each of 300 words took as long as the parser. */
struct index {
	struct {
		struct str word;
		uint16_t language, next;	/* next: in the same chain, from 1 on */
	} words[1024];
	size_t n;
	uint16_t chains[256];
};

static uint16_t *chain_of(struct index *x, struct str word)
{
	return &x->chains[((unsigned char)word.p[0] * 7 + (unsigned char)word.p[word.n - 1] +
			   word.n * 31) % ARRAY_LEN(x->chains)];
}

static struct index *word_index(void)
{
	static struct index x;
	struct str rest, word;
	uint16_t *chain, k;

	for (k = x.n ? ARRAY_LEN(common) : 0; k < ARRAY_LEN(common); k++) {
		rest = str_of(common[k].words);
		while (str_word(&rest, &word) && x.n < ARRAY_LEN(x.words)) {
			chain = chain_of(&x, word);
			x.words[x.n].word = word;
			x.words[x.n].language = k;
			x.words[x.n].next = *chain;
			*chain = (uint16_t)++x.n;
		}
	}
	return &x;
}

static void count_word(struct index *x, struct str word, size_t counts[ARRAY_LEN(common)])
{
	uint16_t at, last = UINT16_MAX;

	for (at = *chain_of(x, word); at; at = x->words[at - 1].next) {
		if (!str_eq(x->words[at - 1].word, word) || x->words[at - 1].language == last)
			continue;
		last = x->words[at - 1].language;
		counts[last]++;
	}
}

static const char *by_words(struct str text)
{
	size_t counts[ARRAY_LEN(common)] = { 0 }, n = 0, best = 0, second = 0, k;
	struct index *index = word_index();
	struct str word;
	char lower[48];

	while (n < fit.words && next_word(&text, lower, &word)) {
		n++;
		if (word.n && word.n < 24)
			count_word(index, word, counts);
	}
	for (k = 1; k < ARRAY_LEN(common); k++)
		if (counts[k] > counts[best])
			best = k;
	for (k = 0; k < ARRAY_LEN(common); k++)
		if (k != best && (counts[k] == counts[best] ||
				  !may_be(str_of(common[k].language), common[best].language)))
			second = MAX(second, counts[k]);
	if (n < fit.few || (double)counts[best] < fit.share * (double)n ||
	    (double)second > fit.second * (double)counts[best])
		return NULL;
	return common[best].language;
}

const char *language_of(struct str text)
{
	const char *found;

	text = str_sub(text, 0, fit.bytes);
	found = by_script(text);
	return found ? found : by_words(text);
}

const char *language_choose(const char *declared, const char *found)
{
	struct str tag = str_of(declared);
	char lower[4];
	size_t i;

	tag = str_sub(tag, 0, MIN(str_chr(tag, '-'), tag.n));
	if (tag.n < 2 || tag.n > 3)	/* "english", "x" */
		return found ? found : declared;
	for (i = 0; i < tag.n; i++)
		lower[i] = (char)ascii_lower(tag.p[i]);
	return !found || may_be(str_mem(lower, tag.n), found) ? declared : found;
}

/* names.c: a small grammar over the lines that name authors. A name is what is left when the
 * words before it, dates, roles and houses are gone; what is doubtful is no name. */
#include "parse/names.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/limits.h"

#define NAME_BYTES 80		/* longer ones are sentences */
#define NAME_WORDS 6

#define WORD(s) { s, sizeof(s) - 1 }

/* What stands right before a name. Capitals that ASCII does not fold stand twice. */
static const struct str intro[] = {
	WORD("written by "), WORD("words by "), WORD("posted by "), WORD("story by "),
	WORD("published by "), WORD("reported by "), WORD("submitted by "), WORD("by: "),
	WORD("by "), WORD("von: "), WORD("von "), WORD("vom "), WORD("par "), WORD("por: "),
	WORD("por "), WORD("di "), WORD("door "), WORD("af "), WORD("av "), WORD("autor: "),
	WORD("autor "), WORD("autorin: "), WORD("autorin "), WORD("autoren: "),
	WORD("autoren "), WORD("author: "), WORD("authors: "), WORD("autora: "),
	WORD("autores: "), WORD("autore: "), WORD("autori: "), WORD("auteur: "),
	WORD("auteur : "), WORD("auteurs : "), WORD("text: "), WORD("texte: "),
	WORD("texte : "), WORD("tekst: "), WORD("texto: "), WORD("testo: "), WORD("text by "),
	WORD("text von "), WORD("texto de "), WORD("texte de "), WORD("testo di "),
	WORD("od "), WORD("Автор: "), WORD("Автор "), WORD("Авторы: "), WORD("Текст: "),
	WORD("作者："), WORD("作者:"), WORD("作者 "), WORD("文／"), WORD("文/"), WORD("文："), WORD("撰文："),
	WORD("記者"), WORD("记者"), WORD("責任編輯："), WORD("글 "), WORD("przez "), WORD("yazan: "),
	WORD("oleh: "), WORD("oleh "), WORD("napisał "), WORD("napisała "), WORD("autorka: "),
	WORD("autorzy: "), WORD("skrevet av "), WORD("skrevet av: "), WORD("skriven av "),
	WORD("forfatter: "), WORD("teksti: "), WORD("kirjoittaja: "), WORD("tekst "),
	WORD("a cura di "), WORD("scritto da "), WORD("pubblicato da "),
	WORD("geschreven door "), WORD("redactor: "), WORD("reporter: "), WORD("szerző: "),
	WORD("írta: "), WORD("autor článku: "), WORD("autor : "), WORD("yazar: "),
	WORD("de la redacción "), WORD("words: "), WORD("words by "), WORD("بقلم: "),
	WORD("بقلم "), WORD("بقلم/ "), WORD("كتب: "), WORD("كتبت: "), WORD("מאת: "), WORD("מאת "),
};

/* What stands before such a word when it stands further behind: "Posted at last by" ... */
static const char *const verbs[] = {
	"posted", "published", "written", "submitted", "reported", "created", "added",
	"uploaded", "veröffentlicht", "geschrieben", "gespeichert", "erstellt", "verfasst",
	"eingestellt", "publié", "écrit", "rédigé", "soumis", "publicado", "publicada",
	"escrito", "enviado", "pubblicato", "scritto", "inviato", "geplaatst", "geschreven",
	"ingediend", "opublikowan", "napisan", "dodan", "mis en ligne",
};

/* ... and "A guest post by". */
static const char *const things[] = {
	"a ", "an ", "ein ", "eine ", "interview", "text", "kommentar", "gastbeitrag",
	"analyse", "bericht", "propos", "commentary", "analysis", "opinion", "review", "guest",
	"article", "artikel", "beitrag", "un ", "une ",
};

static const char *const joints[] = {
	" and ", " und ", " et ", " y ", " e ", " en ", " og ", " och ", " & ", " with ", " i ",
	" ja ", " ve ", " sowie ", " и ", " та ", " és ", " și ", ";", "/", "|", "•",
	"·", "、", "，", " – ", " — ", " - ", "\n", " mit ",
};

/* Words of jobs and houses, which stand behind a comma in bylines. */
static const char *const roles[] = {
	"editor", "report", "writer", "correspond", "staff", "press", "news", "contribut",
	"columnist", "redak", "agenc", "journalist", "producer", "updated", "published",
	"senior", "special", "admin", "chef", "leiter", "autor", "author", "ressort", "volont",
	"professor", "director", "directeur", "rédac", "redac", "direttore", "korespond",
	"корр", "редак", "kolumn", "freelance", "freier", "minute", "min read", "lesezeit",
	"comment", "kommentar",
};

/* Whole words that no person is called by: houses, and what buttons and credits say. */
static const char *const houses[] = {
	"gmbh", "ag", "inc", "ltd", "llc", "corp", "kg", "ev", "verlag", "media", "magazine",
	"magazin", "zeitung", "press", "presse", "agency", "agentur", "agence", "agencia",
	"agenzia", "online", "institut", "institute", "verband", "stiftung", "foundation",
	"ministerium", "ministry", "universität", "university", "admin", "administrator",
	"webmaster", "kitchens", "company", "network", "group", "association", "verein",
	"deutschland", "office", "follow", "share", "subscribe", "folgen", "suivre", "seguir",
	"segui", "contact", "kontakt", "about", "author", "autor", "more", "mehr", "photograph",
	"photo", "photos", "photography", "foto", "fotos", "image", "images", "bild", "picture",
	"illustration", "video", "posted", "published", "updated",
	"modified", "veröffentlicht", "publié", "publicado", "pubblicato", "opublikowano",
	"Опубликовано", "опубликовано", "Обновлено", "обновлено", "zaktualizowano",
	"aktualisiert", "actualizado", "aggiornato", "gepubliceerd", "edited", "comments",
	"comment", "kommentare", "email", "e-mail", "anonymous",
	"unknown", "none", "null", "undefined", "unbekannt", "www", "print", "copyright",
	"advertisement", "anzeige", "sponsored", "guest", "user", "blog", "profile", "view",
	"gastautor", "all", "alle", "articles", "artikel", "posts", "beiträge", "stand",
	"profil", "uhr", "minuten", "minutes", "edition",
	"by", "von", "par", "por", "di",	/* N_INTROS of them */
};
#define N_INTROS 5

/* Those who write where nobody is named: better than nothing. */
static const char *const desks[] = {
	"redaktion", "redaktionsteam", "redacción", "redaccion", "rédaction", "redazione",
	"redação", "redactie", "redakcja", "redakce", "redaktionen", "toimitus", "редакция",
	"editorial", "editors", "desk", "team", "staff", "news", "newsroom", "newsdesk",
	"support", "service", "services", "bureau", "編集部",
};

/* Parts of a name that are written small. */
static const char *const particles[] = {
	"von", "van", "de", "der", "den", "da", "di", "del", "della", "dos", "das", "do", "du",
	"la", "le", "el", "al", "bin", "ibn", "ten", "ter", "zu", "zum", "zur", "y", "e", "af",
	"av", "d",
};

static bool is_one_of(struct str word, const char *const list[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_ieq(word, str_of(list[i])))
			return true;
	return false;
}

static bool has_role(struct str s)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(roles); i++)
		if (str_ifind(s, str_of(roles[i])) != SIZE_MAX)
			return true;
	return false;
}

/* A word without the marks around it. */
static struct str bare(struct str w)
{
	while (w.n && strchr(".,:;()[]\"'-*", w.p[0]))
		w = str_sub(w, 1, SIZE_MAX);
	while (w.n && strchr(".,:;()[]\"'-*", w.p[w.n - 1]))
		w.n--;
	return w;
}

static bool has_one_of(struct str s, const char *const list[], size_t n)
{
	struct str word;

	while (str_word(&s, &word))
		if (is_one_of(bare(word), list, n))
			return true;
	return false;
}

/* "By" alone is no house, "Anna von Berg" none either. */
static bool has_house(struct str s)
{
	return is_one_of(bare(s), houses, ARRAY_LEN(houses)) ||
	       (has_one_of(s, houses, ARRAY_LEN(houses) - N_INTROS));
}

static bool has_desk(struct str s)
{
	return has_one_of(s, desks, ARRAY_LEN(desks)) ||
	       str_ifind(s, STR("redaktion")) != SIZE_MAX;
}

static bool begins_with(struct str s, const char *const list[], size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_istarts(s, str_of(list[i])))
			return true;
	return false;
}

/* What stands behind the first "by" within; all of it where there is none. */
static struct str behind_inner(struct str s)
{
	static const char *const inner[] = { " by ", " von ", " vom ", " par ", " por ", " di ",
					     " da ", " door ", " av ", " af ", " przez ",
					     " de ",
					     " od " };
	size_t i, at;

	for (i = 0; i < ARRAY_LEN(inner); i++) {
		at = str_ifind(s, str_of(inner[i]));
		if (at != SIZE_MAX)
			return str_trim(str_sub(s, at + strlen(inner[i]), s.n));
	}
	return s;
}

/* "来源：paper 作者：name": behind the label wherever it stands. */
static struct str behind_label(struct str s)
{
	static const char *const labels[] = { "作者：", "作者:", "撰文：", "撰文:" };
	size_t i, at;

	for (i = 0; i < ARRAY_LEN(labels); i++) {
		at = str_find(s, str_of(labels[i]));
		if (at != SIZE_MAX)
			return str_sub(s, at + strlen(labels[i]), SIZE_MAX);
	}
	return s;
}

bool names_is_byline(struct str line)
{
	size_t i;

	line = str_trim(line);
	for (i = 0; i < ARRAY_LEN(intro); i++) {
		size_t n = intro[i].n;

		/* "By noon the tide had turned and ..." is a sentence */
		if (str_istarts(line, intro[i]) && line.n > n + 2)
			return line.n <= NAME_BYTES || line.p[n] < 'a' || line.p[n] > 'z';
	}
	if (line.n <= NAME_BYTES && behind_label(line).n < line.n)
		return true;
	return line.n <= NAME_BYTES && begins_with(line, verbs, ARRAY_LEN(verbs)) &&
	       behind_inner(line).n < line.n;
}

/* Without the words before the name: at the start, or behind what leads up to them. */
static struct str without_intro(struct str s)
{
	size_t i;
	int rounds;
	bool cut = true;

	s = str_trim(s);
	for (rounds = 0; cut && rounds < 3; rounds++) {
		cut = false;
		while (s.n && strchr("-:|.,*/", s.p[0]))
			s = str_trim(str_sub(s, 1, SIZE_MAX));
		for (i = 0; !cut && i < ARRAY_LEN(intro); i++) {
			if (str_istarts(s, intro[i])) {
				s = str_trim(str_sub(s, intro[i].n, s.n));
				cut = true;
			}
		}
		if (!cut && (begins_with(s, verbs, ARRAY_LEN(verbs)) ||
			     begins_with(s, things, ARRAY_LEN(things)))) {
			size_t n = s.n;

			s = behind_inner(s);
			cut = s.n < n;
		}
	}
	return s;
}

/* "paper.example": a host rather than a name. */
static bool is_host(struct str s)
{
	size_t i, at = SIZE_MAX;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == ' ')
			return false;
		if (s.p[i] == '.')
			at = i;
	}
	/* "anna.example" may be an account */
	return at != SIZE_MAX && at > 2 && s.n - at > 2 && s.n - at <= 5 &&
	       s.p[at + 1] >= 'a' && s.p[at + 1] <= 'z';
}

static bool is_lower_word(struct str w)
{
	return w.n && w.p[0] >= 'a' && w.p[0] <= 'z';
}

static bool looks_like_name(struct str s)
{
	struct str rest = s, word;
	size_t words = 0, digits = 0, small = 0, i;
	bool begins_small = false;

	if (s.n < 2 || s.n > NAME_BYTES)
		return false;
	for (i = 0; i < s.n; i++) {
		digits += (size_t)ascii_digit(s.p[i]);
		if (strchr("@:{}<>?=#$%\\", s.p[i]))
			return false;
	}
	while (str_word(&rest, &word)) {
		words++;
		if (is_lower_word(word) &&
		    !is_one_of(bare(word), particles, ARRAY_LEN(particles)))
			small++;
		begins_small = begins_small || (words == 1 && small);
	}
	/* accounts are called "oz" or "anna2", persons of two words begin with capitals */
	if (words > 1 && (small > (words > 3) || digits > 1 || begins_small))
		return words == 2 && small == 2 && !digits;
	return words <= NAME_WORDS && digits < 5 && digits < s.n && !is_host(s);
}

/* The letters of a name alone, as hosts write them; false when they do not fit. */
static size_t letters_of(struct str s, char *out, size_t size)
{
	static const char *const umlauts[][2] = {
		{ "ä", "ae" }, { "ö", "oe" }, { "ü", "ue" }, { "ß", "ss" },
		{ "Ä", "ae" }, { "Ö", "oe" }, { "Ü", "ue" },
	};
	size_t n = 0, i, k;

	for (i = 0; i < s.n && n + 2 < size; i++) {
		if (ascii_alpha(s.p[i]) || ascii_digit(s.p[i]))
			out[n++] = (char)ascii_lower(s.p[i]);
		for (k = 0; k < ARRAY_LEN(umlauts); k++) {
			if (str_starts(str_sub(s, i, SIZE_MAX), str_of(umlauts[k][0]))) {
				out[n++] = umlauts[k][1][0];
				out[n++] = umlauts[k][1][1];
			}
		}
	}
	return n;
}

static struct str without_article(struct str s)
{
	static const char *const articles[] = { "the ", "die ", "der ", "das ", "le ", "la ",
						"les ", "el ", "il ", "de " };
	size_t i;

	for (i = 0; i < ARRAY_LEN(articles); i++)
		if (str_istarts(s, str_of(articles[i])))
			return str_sub(s, strlen(articles[i]), SIZE_MAX);
	return s;
}

bool names_is_site(struct str name, const char *site, const char *host)
{
	char a[128], b[128];
	size_t na = letters_of(name, a, sizeof(a)), nb, nc;

	if (site) {
		nb = letters_of(without_article(str_of(site)), b, sizeof(b));
		nc = letters_of(without_article(name), a, sizeof(a));
		if (nc && str_eq(str_mem(a, nc), str_mem(b, nb)))
			return true;
		na = letters_of(name, a, sizeof(a));
		nb = letters_of(str_of(site), b, sizeof(b));
		if (na && str_eq(str_mem(a, na), str_mem(b, nb)))
			return true;
	}
	nb = letters_of(str_of(host), b, sizeof(b));
	if (nb < 4 || !na)
		return false;
	/* a long one with more around it: "The Paper of the North" of thepaper.example */
	if (nb >= 8 && str_find(str_mem(a, na), str_mem(b, nb)) != SIZE_MAX)
		return true;
	nc = letters_of(without_article(name), a, sizeof(a));
	return (na == nb && str_eq(str_mem(a, na), str_mem(b, nb))) ||
	       (nc == nb && str_eq(str_mem(a, nc), str_mem(b, nb)));
}

static struct str strip(struct str s)
{
	static const char *const tails[] = { " -", " –", " —", " on", " am", " le", " el", " il",
					     " op", " dnia", " um", " at", " den", " em", " im",
					     " says", " schreibt", " |", "…" };
	size_t i;
	bool cut = true;

	while (cut) {
		cut = false;
		s = str_trim(s);
		while (s.n && strchr(",:-*", s.p[s.n - 1])) {
			s.n--;
			cut = true;
		}
		for (i = 0; i < ARRAY_LEN(tails); i++) {
			if (s.n > strlen(tails[i]) && str_iends(s, str_of(tails[i])) &&
			    str_sub(s, s.n - strlen(tails[i]), SIZE_MAX).p[1] == tails[i][1]) {
				s.n -= strlen(tails[i]);
				cut = true;
			}
		}
		s = str_trim(s);
	}
	/* "Jr." and an initial keep their dot, the end of a sentence does not */
	if (s.n > 4 && s.p[s.n - 1] == '.' && s.p[s.n - 2] != ' ' && s.p[s.n - 3] != ' ' &&
	    s.p[s.n - 4] != ' ' && s.p[s.n - 3] != '.')
		s.n--;
	return s;
}

/* False where a role or a house says that no name follows in this list. */
static bool add_one(struct arena *a, struct str s, const struct names_where *w,
		    bool behind_comma, struct names *out)
{
	size_t i;

	s = strip(without_intro(strip(s)));
	if (!looks_like_name(s))
		return true;
	/* "Anna Example, The Paper Business" */
	if (behind_comma && (has_role(s) || has_desk(s) || has_house(s) ||
			     (w->site && str_istarts(s, str_of(w->site)))))
		return false;
	if (behind_comma && (str_chr(s, ' ') == SIZE_MAX || is_lower_word(s)) &&
	    (unsigned char)s.p[0] < 0x80)
		return true;
	/* people have sites that are called as they are */
	if ((!(w->is_person && str_chr(s, ' ') != SIZE_MAX) &&
	     names_is_site(s, w->site, NULL)) ||
	    (without_article(s).n < s.n && names_is_site(s, NULL, w->host)))
		return true;
	if (has_house(s) || (has_desk(s) && !w->with_desks) ||
	    (w->is_house && names_is_site(s, w->site, w->host)))
		return true;
	for (i = 0; i < out->n; i++)
		if (str_ieq(str_of(out->list[i]), s))
			return true;
	if (out->n < ARRAY_LEN(out->list))
		out->list[out->n++] = arena_str(a, s);
	return true;
}

static void split_commas(struct arena *a, struct str s, const struct names_where *w,
			 struct names *out)
{
	struct str part, rest = s, first;
	bool behind = false;

	/* "Example, Anna" as catalogues write */
	if (w->is_house && str_split(&rest, ',', &first) && rest.n &&
	    str_chr(rest, ',') == SIZE_MAX) {
		rest = str_trim(rest);
		first = str_trim(first);
		if (rest.n > 1 && first.n > 1 && str_chr(rest, ' ') == SIZE_MAX &&
		    str_chr(first, ' ') == SIZE_MAX && !is_lower_word(rest) &&
		    !has_role(rest) && !has_house(rest))
			s = str_of(arena_printf(a, "%.*s %.*s", (int)rest.n, rest.p, (int)first.n,
						first.p));
	}
	while (str_split(&s, ',', &part)) {
		if (!add_one(a, part, w, behind, out))
			return;
		behind = true;
	}
}

/* "Text by A, photographs by B": the text counts. */
static struct str without_credits(struct str s)
{
	static const char *const credits[] = {
		" illustration", " photo", " foto", " fotograf", " bild:", " bilder", " images",
		" video", " grafik", " graphics", " fotos", " zdjęcia", " фото", " kamera",
	};
	size_t i, at;

	for (i = 0; i < ARRAY_LEN(credits); i++) {
		at = str_ifind(s, str_of(credits[i]));
		if (at != SIZE_MAX && at > 4)
			s = str_sub(s, 0, at);
	}
	return s;
}

/* A line with bars where addresses, dates, times and what stands in brackets were. */
static struct str without_dates(struct arena *a, struct str s)
{
	struct buf b = BUF_INIT(LIMIT_TITLE_BYTES * 2);
	size_t at, used, n = 0;
	struct str word, out;

	while (n++ < 4 && date_find(s, true, &at, &used).when != DATE_NONE) {
		buf_add_str(&b, str_sub(s, 0, at));
		buf_puts(&b, " | ");
		s = str_sub(s, at + used, SIZE_MAX);
	}
	buf_add_str(&b, s);
	s = str_of(arena_str(a, buf_str(&b)));
	buf_free(&b);
	b = BUF_INIT(LIMIT_TITLE_BYTES * 3);
	while (str_word(&s, &word)) {
		bool is_time = ascii_digit(word.p[0]) && str_chr(word, ':') != SIZE_MAX;

		if (word.p[0] == '(') {
			at = str_chr(str_mem(word.p, word.n + s.n), ')');
			if (at != SIZE_MAX && word.p + at < s.p + s.n) {
				s = str_mem(word.p, (size_t)(s.p + s.n - word.p));
				s = str_sub(s, at + 1, SIZE_MAX);
				continue;
			}
		}
		if (is_time || str_istarts(word, STR("http")) ||
		    str_istarts(word, STR("www.")) || str_chr(word, '@') != SIZE_MAX) {
			buf_puts(&b, " |");
			continue;
		}
		buf_putc(&b, ' ');
		buf_add_str(&b, word);
	}
	out = str_of(arena_str(a, buf_str(&b)));
	buf_free(&b);
	return out;
}

void names_add(struct arena *a, struct str byline, const struct names_where *w,
	       struct names *out)
{
	struct str rest;
	size_t at, best, i, len = 0;

	if (byline.n > LIMIT_TITLE_BYTES || str_istarts(str_trim(byline), STR("http")))
		return;
	rest = without_intro(behind_label(without_credits(without_dates(a, byline))));
	while (rest.n) {
		best = SIZE_MAX;
		for (i = 0; i < ARRAY_LEN(joints); i++) {
			at = str_ifind(rest, str_of(joints[i]));
			if (at < best) {
				best = at;
				len = strlen(joints[i]);
			}
		}
		split_commas(a, str_sub(rest, 0, best), w, out);
		if (best == SIZE_MAX)
			break;
		rest = str_sub(rest, best + len, rest.n);
	}
}

const char *names_join(struct arena *a, const struct names *names)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	const char *s;
	size_t i;

	for (i = 0; i < names->n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", names->list[i]);
	s = b.len ? arena_str(a, buf_str(&b)) : NULL;
	buf_free(&b);
	return s;
}

/* when.c: the dates of an article. What the page states for programs and what it shows to
 * readers are compared: what is shown beside the headline decides the day, what is stated gives
 * the hour. */
#include "base/url.h"
#include "parse/meta.h"

/* Places are counted in elements, lengths in letters. */
static const struct {
	uint32_t before;	/* the headline that are looked at */
	uint32_t behind;	/* the container */
	uint32_t line_max;	/* a line that may show a date */
	uint32_t sentence;	/* a longer line that ends as a sentence does shows none */
	size_t lead_max;	/* bytes before the date in such a line */
	uint32_t label_max;	/* a line of its own that says what the date behind it is */
	int64_t apart;		/* seconds by which a shown date may differ from a stated one */
	int64_t same_season;	/* seconds within which a page's clocks have one offset */
} fit = {
	.before = 40, .behind = 120, .line_max = 200, .sentence = 60, .lead_max = 80,
	.label_max = 40, .apart = 800 * 86400,
	.same_season = 30 * 86400,
};

/* How sure a date that is shown is the article's. */
enum rank {
	RANK_NONE,
	RANK_CHANGED,	/* its label says so */
	RANK_LINE,	/* in a short line */
	RANK_CLASS,	/* in a line whose class speaks of dates, or a line of its own */
	RANK_TIME,	/* <time> */
	RANK_LABEL,	/* a word or mark for publication */
};

struct shown {
	struct date date;
	enum rank rank;
};

struct when {
	const struct score *s;
	const struct meta *m;
	uint32_t headline, first, content;	/* EL_NONE: none */
	bool day_first, anywhere;
	struct shown published, modified;
};

/* Beginnings are left out where they may be capitals that ASCII does not fold. */
static const char *const words_published[] = {
	"publish", "posted", "written", "created", "released", "submitted", "publié",
	"publie", "mise en ligne", "mis en ligne", "paru", "soumis par",
	"veröffentlicht", "erschienen", "erstellt", "gespeichert", "publicad",
	"enviado por", "creado", "pubblicat", "geplaatst", "gepubliceerd", "publicerad",
	"publisert", "udgivet", "offentliggjort", "julkaistu", "opublikowan",
	"data publikacji", "dodano", "utworzono", "zveřejněn", "publikován", "vydáno",
	"публик", "дата выхода", "megjelen", "közzét", "yayın", "発行", "公開", "掲載", "投稿",
	"发布", "發布", "发表", "發表", "등록", "입력", "게시", "publicat", "dipublikasikan", "نشر",
	"פורסם", "δημοσ", NULL,
};

static const char *const words_changed[] = {
	"updated", "modified", "last edit", "edited", "last change", "aktualisiert",
	"zuletzt", "geändert", "änderung", "bearbeitet", "stand:", "stand vom",
	"mis à jour", "mise à jour", "modifié", "modificad", "actualizad", "aggiornat",
	"modificat", "atualizad", "bijgewerkt", "gewijzigd", "uppdaterad", "opdateret",
	"oppdatert", "päivitetty", "zaktualizowan", "aktualizac", "aktualizov",
	"zmodyfikowan", "бновлен", "зменен", "frissít", "güncelle", "更新", "修改", "수정",
	"actualizat", "diperbarui", "تحديث", "עודכן", NULL,
};

static const char *const class_published[] = {
	"publish", "pubdate", "pub-date", "pub_date", "posted", "entry-date", "post-date",
	"created", "submitted", "article-date", "article__date", "story-date", NULL,
};

static const char *const class_changed[] = { "updated", "modified", "lastmod", NULL };

static const char *const class_date[] = {
	"date", "time", "datum", "fecha", "data-", "byline", "meta", "zeit", "author", NULL,
};

static bool has_word(struct str s, const char *const words[])
{
	size_t i;

	for (i = 0; s.n && words[i]; i++)
		if (str_ifind(s, str_of(words[i])) != SIZE_MAX)
			return true;
	return false;
}

static bool is_set(const struct date *d)
{
	/* 1970 is what a computer thinks when nobody told it the date */
	return d->when != DATE_NONE && (d->when < 0 || d->when > 2 * 86400);
}

static struct date none(void)
{
	return (struct date){ .when = DATE_NONE, .zone = DATE_ZONE_NONE };
}

static struct date date_of(const struct when *w, const char *s)
{
	struct date d = str_blank(s) ? none() : date_read(str_of(s), w->day_first);

	return is_set(&d) ? d : none();
}

/* The day by the page's own clock. */
static int64_t day_of(const struct date *d)
{
	int64_t local = d->when + (d->zone == DATE_ZONE_NONE ? 0 : (int64_t)d->zone * 60);

	return (local - (local % 86400 + 86400) % 86400) / 86400;
}

/* Everything that is another story's, or nobody's. */
static bool is_elsewhere(const struct when *w, uint32_t i)
{
	if (w->anywhere)
		return w->s->els[i].zone & (SIGN_NAV | SIGN_CARD | SIGN_COMMENT);
	return meta_is_elsewhere(w->s, w->m, w->content, i);
}

/* The words before the line at i: a label may stand in an element of its own. */
static struct str line_before(const struct when *w, uint32_t i)
{
	const struct el *els = w->s->els;
	uint32_t k;

	for (k = i; k-- > 0 && i - k < 6; ) {
		if (i < els[k].end || !els[k].text)
			continue;
		if (els[k].text > fit.label_max || els[k].heading == 1)
			break;
		return str_of(html_text(w->s->page, els[k].node));
	}
	return str_of("");
}

static enum rank rank_of(const struct when *w, uint32_t i, struct str lead, enum rank rank)
{
	const xmlNode *n = w->s->els[i].node, *up = n->parent;

	if (!lead.n)
		lead = line_before(w, i);
	if (has_word(lead, words_changed) && !has_word(lead, words_published))
		return RANK_CHANGED;
	if (html_class_contains(n, class_changed) && !html_class_contains(n, class_published))
		return RANK_CHANGED;
	if (html_attr_has(n, "itemprop", "dateModified"))
		return RANK_CHANGED;
	if (html_attr_has(n, "itemprop", "datePublished") || html_attr(n, "pubdate") ||
	    html_class_contains(n, class_published) || has_word(lead, words_published))
		return RANK_LABEL;
	if (rank == RANK_LINE && (html_class_contains(n, class_date) ||
				  html_class_contains(up, class_date)))
		return RANK_CLASS;
	return rank;
}

static void keep(struct when *w, struct date d, enum rank rank)
{
	struct shown *best = rank == RANK_CHANGED ? &w->modified : &w->published;

	if (w->anywhere && rank != RANK_CHANGED && rank != RANK_LABEL)
		return;
	if (is_set(&d) && rank > best->rank)
		*best = (struct shown){ d, rank };
}

/* What of the line's beginning belongs to the date at its end: past the last bar or dot. */
static struct str label_of(struct str lead)
{
	static const char *const bars[] = { "|", "·", "•" };
	size_t i, at;

	for (i = 0; i < ARRAY_LEN(bars); i++)
		while ((at = str_find(lead, str_of(bars[i]))) != SIZE_MAX)
			lead = str_sub(lead, at + strlen(bars[i]), SIZE_MAX);
	return str_trim(lead);
}

/* All dates of a line, each with the words before it. */
static void look_at_line(struct when *w, uint32_t i, bool in_text)
{
	const struct el *el = &w->s->els[i];
	struct str rest = str_of(html_text(w->s->page, el->node));
	size_t before, n = 0;
	struct date d;
	enum rank rank;

	while (rest.n && n++ < 4) {
		size_t used;

		d = date_find(rest, w->day_first, &before, &used);
		if (!is_set(&d))
			break;
		rank = rank_of(w, i, label_of(str_sub(rest, 0, before)),
			       before == 0 && used == rest.n ? RANK_CLASS : RANK_LINE);
		/* tables tell when something was, references when something was read */
		if (in_text && rank < RANK_LABEL && rank != RANK_CHANGED &&
		    (html_parent_named(el->node, "table") || html_parent_named(el->node, "li")))
			break;
		if (before > fit.lead_max ||
		    (in_text && rank < RANK_CLASS && rank != RANK_CHANGED))
			break;
		keep(w, d, rank);
		rest = str_sub(rest, before + used, SIZE_MAX);
	}
}

static void look_at_time(struct when *w, uint32_t i)
{
	const xmlNode *n = w->s->els[i].node;
	const char *text = html_text(w->s->page, n);
	struct date d = date_of(w, html_attr(n, "datetime"));
	struct str lead = str_of(""), line;
	uint32_t up = w->s->els[i].parent;
	size_t at, used;

	if (!is_set(&d))
		d = date_of(w, text);
	if (!is_set(&d))
		d = date_find(str_of(text), w->day_first, &at, &used);
	if (!is_set(&d))
		d = date_of(w, html_attr(n, "title"));
	/* the words before it in its line */
	if (up != EL_NONE && w->s->els[up].text <= fit.line_max && *text) {
		line = str_of(html_text(w->s->page, w->s->els[up].node));
		at = str_find(line, str_of(text));
		if (at != SIZE_MAX)
			lead = label_of(str_sub(line, 0, at));
	}
	if (has_word(str_of(text), words_changed))
		lead = str_of(text);
	keep(w, d, rank_of(w, i, lead, RANK_TIME));
}

static void look(struct when *w, uint32_t from, uint32_t to, bool in_text)
{
	uint32_t i;

	for (i = from; i < to && i < w->s->n; i++) {
		const struct el *el = &w->s->els[i];

		if (is_elsewhere(w, i))
			continue;
		if (html_is(el->node, "time")) {
			look_at_time(w, i);
			continue;
		}
		if (html_is(el->node, "abbr"))
			keep(w, date_of(w, html_attr(el->node, "title")),
			     rank_of(w, i, str_of(""), RANK_LINE));
		if (!el->text || el->text > fit.line_max || el->heading == 1 ||
		    (el->own > fit.sentence && el->ends) ||
		    (!(el->block && el->own) && !html_is(el->node, "small") &&
		     !html_class_contains(el->node, class_date)))
			continue;
		look_at_line(w, i, in_text);
	}
}

/* Beside the headline first, then what the page says below the text. */
static void look_around(struct when *w)
{
	uint32_t h = w->headline, first = w->first, from, end;

	if (h == EL_NONE)
		h = first != EL_NONE ? first : 0;
	end = MIN(w->s->n, w->s->els[h].end + fit.before);
	if (first != EL_NONE && first > h)
		end = first;
	from = h - MIN(h, fit.before);
	look(w, h + 1, end, false);
	if (w->published.rank < RANK_TIME)
		look(w, from, h, false);
	if (w->published.rank >= RANK_LINE)
		return;
	look(w, end, MIN(w->s->n, end + 12), true);
	if (w->published.rank >= RANK_LINE || w->content == EL_NONE)
		return;
	look(w, w->content, MIN(w->s->n, w->s->els[w->content].end + fit.behind), true);
	if (w->published.rank || w->modified.rank)
		return;
	/* in a box of facts, in the page's foot: only what is labelled counts there */
	w->anywhere = true;
	look(w, 0, w->s->n, true);
}

/* --- the address --- */

static bool digits(const char *p, size_t n)
{
	while (n && ascii_digit(*p)) {
		p++;
		n--;
	}
	return n == 0;
}

/* /2018/07/16/, /2018-07-16-, /20180716/ in the address: the day at least. */
static struct date date_in_url(const char *url)
{
	struct str s = str_of(url);
	struct date d = none();
	size_t i;

	for (i = 0; i + 8 <= s.n; i++) {
		const char *p = s.p + i;
		int month, day;

		if ((p[0] != '1' && p[0] != '2') || !digits(p, 4) ||
		    (i && ascii_digit(s.p[i - 1])))
			continue;
		if (i + 10 <= s.n && (p[4] == '/' || p[4] == '-' || p[4] == '_') &&
		    p[7] == p[4] && digits(p + 5, 2) && digits(p + 8, 2) &&
		    (i + 10 == s.n || !ascii_digit(p[10]))) {
			month = (p[5] - '0') * 10 + p[6] - '0';
			day = (p[8] - '0') * 10 + p[9] - '0';
		} else if (digits(p + 4, 4) && (i + 8 == s.n || !ascii_digit(p[8]))) {
			month = (p[4] - '0') * 10 + p[5] - '0';
			day = (p[6] - '0') * 10 + p[7] - '0';
		} else {
			continue;
		}
		d.when = date_make((p[0] - '0') * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 +
				   p[3] - '0', month, day, 0, 0, 0);
		if (is_set(&d) && d.when > date_make(1990, 1, 1, 0, 0, 0))
			return d;
	}
	return none();
}

/* --- what is stated --- */

/* The best first. */
static const char *const meta_published[] = {
	"article:published_time", "datePublished", "og:article:published_time",
	"article:published", "og:published_time", "og:pubdate", "parsely-pub-date",
	"sailthru.date", "cXenseParse:recs:publishtime", "cXenseParse:publishtime",
	"dc.date.issued", "dcterms.issued", "dc.issued", "dcterms.created",
	"dcterms.date", "dc.date", "dc.date.created", "dc:date", "dc:created",
	"citation_publication_date", "citation_date", "article_date_original",
	"pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
	"publication-date", "published_time", "article.published",
	"article:create_time", "rnews:datePublished", "bt:pubDate",
	"originalpublicationdate", "date", "created", "dateCreated", "pdate", NULL,
};

static const char *const meta_modified[] = {
	"article:modified_time", "dateModified", "og:updated_time", "og:modified_time",
	"dcterms.modified", "dc.date.modified", "dc:modified", "article:modified",
	"bt:modDate", "lastmod", "last-modified", "last_updated", "revised", NULL,
};

static const char *const marks_published[] = {
	"datePublished", "published_time", "issued", "pubdate", "created", "dateCreated", NULL,
};

static const char *const marks_modified[] = { "dateModified", "modified", NULL };

static struct date stated(const struct when *w, const char *ld, const char *const metas[],
			  const char *const marks[])
{
	struct date d = date_of(w, ld);

	if (!is_set(&d))
		d = date_of(w, meta_content(w->s->page, metas));
	if (!is_set(&d))
		d = date_of(w, meta_marked(w->s, marks));
	return d;
}

/* The day that the same numbers are with day and month the other way round. */
static int64_t swapped_day(struct arena *a, const struct date *d)
{
	const char *s;
	int64_t when;

	if (!d->is_guess)
		return INT64_MIN;
	s = date_rfc3339(a, day_of(d) * 86400);
	when = date_make((s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 +
			 s[3] - '0', (s[8] - '0') * 10 + s[9] - '0',
			 (s[5] - '0') * 10 + s[6] - '0', 0, 0, 0);
	return when / 86400;
}

/* Of a date that is stated and one that is shown: the day of the shown one. */
static struct date merge(struct arena *a, const struct date *stated, const struct shown *shown,
			 const struct date *url)
{
	if (!is_set(stated))
		return shown->rank ? shown->date : none();
	if (shown->rank < RANK_CLASS || day_of(stated) == day_of(&shown->date))
		return *stated;
	/* midnight of one zone is the day before in another */
	if (is_set(url) && day_of(stated) == day_of(url))
		return *stated;
	/* what lies years apart is the date of something else */
	if (shown->date.when > stated->when + fit.apart ||
	    shown->date.when < stated->when - fit.apart)
		return *stated;
	if (!stated->is_guess && swapped_day(a, &shown->date) == day_of(stated))
		return *stated;
	return shown->date;
}

/* --- where the page's clock stands --- */

/* Languages that are spoken where there is one clock, and countries of names of sites. */
static const struct {
	const char *key, *place;
} places[] = {
	{ "de", "Europe/Berlin" }, { "it", "Europe/Rome" }, { "pl", "Europe/Warsaw" },
	{ "cs", "Europe/Prague" }, { "sk", "Europe/Bratislava" }, { "hu", "Europe/Budapest" },
	{ "nl", "Europe/Amsterdam" }, { "da", "Europe/Copenhagen" },
	{ "sv", "Europe/Stockholm" },
	{ "nb", "Europe/Oslo" }, { "nn", "Europe/Oslo" }, { "no", "Europe/Oslo" },
	{ "sl", "Europe/Ljubljana" }, { "hr", "Europe/Zagreb" }, { "fi", "Europe/Helsinki" },
	{ "el", "Europe/Athens" }, { "ro", "Europe/Bucharest" }, { "bg", "Europe/Sofia" },
	{ "uk", "Europe/Kyiv" }, { "tr", "Europe/Istanbul" }, { "ja", "Asia/Tokyo" },
	{ "ko", "Asia/Seoul" }, { "th", "Asia/Bangkok" }, { "vi", "Asia/Ho_Chi_Minh" },
	{ "zh", "Asia/Shanghai" }, { "he", "Asia/Jerusalem" },
}, countries[] = {
	{ "at", "Europe/Vienna" }, { "ch", "Europe/Zurich" }, { "fr", "Europe/Paris" },
	{ "be", "Europe/Brussels" }, { "es", "Europe/Madrid" }, { "pt", "Europe/Lisbon" },
	{ "uk", "Europe/London" }, { "ie", "Europe/Dublin" }, { "ar", "America/Buenos_Aires" },
	{ "in", "Asia/Kolkata" }, { "cn", "Asia/Shanghai" }, { "tw", "Asia/Taipei" },
	{ "hk", "Asia/Hong_Kong" }, { "sg", "Asia/Singapore" }, { "by", "Europe/Minsk" },
	{ "za", "Africa/Johannesburg" }, { "pe", "America/Lima" }, { "co", "America/Bogota" },
};

/* The last label of the host's name. */
static struct str country_of(struct arena *a, const char *url)
{
	struct str host = str_of(url ? url_host(a, url) : NULL);
	size_t at;

	while ((at = str_chr(host, '.')) != SIZE_MAX)
		host = str_sub(host, at + 1, SIZE_MAX);
	return host;
}

static void set_place(struct date *d, const struct article *art, struct str country)
{
	struct str lang = str_sub(str_of(art->language), 0, 3);
	size_t i;

	if (lang.n == 3 && lang.p[2] == '-')
		lang.n = 2;
	for (i = 0; i < ARRAY_LEN(places); i++)
		if (str_ieq(lang, str_of(places[i].key)))
			date_set_place(d, places[i].place);
	for (i = 0; i < ARRAY_LEN(countries); i++)
		if (str_ieq(country, str_of(countries[i].key)))
			date_set_place(d, countries[i].place);
}

/* A date without a zone has that of another date of the page, else the one of its language. */
static void set_zone(struct date *d, const struct date *others, size_t n,
		     const struct article *art, struct str country)
{
	size_t i;

	if (d->when == DATE_NONE || d->zone != DATE_ZONE_NONE || !d->is_timed)
		return;
	for (i = 0; i < n; i++) {
		if (others[i].when == DATE_NONE || others[i].zone == DATE_ZONE_NONE ||
		    others[i].zone == 0 || others[i].when > d->when + fit.same_season ||
		    d->when > others[i].when + fit.same_season)
			continue;
		d->zone = others[i].zone;
		d->when -= (int64_t)d->zone * 60;
		return;
	}
	set_place(d, art, country);
}

/* 1/2/2003 is the first of February but in America, where pages are in English. */
static bool is_day_first(const char *language, struct str country)
{
	static const char *const english[] = { "uk", "au", "nz", "ie", "in", "za", "sg", "my",
					       "eu" };
	struct str lang = str_of(language);
	size_t i;

	for (i = 0; i < ARRAY_LEN(english); i++)
		if (str_ieq(country, str_of(english[i])))
			return true;
	if (!lang.n || str_ieq(lang, STR("en")) || str_istarts(lang, STR("en-us")))
		return false;
	return true;
}

void when_read(const struct score *s, uint32_t content, const struct meta *m,
	       struct article *art)
{
	const char *url = art->canonical_url ? art->canonical_url : art->url;
	struct str country = country_of(s->page->arena, url);
	struct when w = {
		.s = s, .m = m, .headline = score_index(s, m->h1), .first = m->first,
		.content = content, .day_first = is_day_first(art->language, country),
	};
	struct date is_published, is_modified, in_url = date_in_url(url), all[4];

	look_around(&w);
	is_published = stated(&w, m->ld.published, meta_published, marks_published);
	is_modified = stated(&w, m->ld.modified, meta_modified, marks_modified);
	all[0] = is_published;
	all[1] = is_modified;
	is_published = merge(s->page->arena, &is_published, &w.published, &in_url);
	if (!is_set(&is_published) && !w.published.rank)
		is_published = date_of(&w, m->ld.created);
	if (!is_set(&is_modified))
		is_modified = w.modified.rank ? w.modified.date : none();
	if (!is_set(&is_published))
		is_published = in_url;
	/* the only date of a page is when it was published, as far as one can know */
	if (!is_set(&is_published)) {
		is_published = is_modified;
		is_modified = none();
	}
	/* nothing changes before it is published */
	if (is_set(&is_modified) && day_of(&is_modified) < day_of(&is_published))
		is_modified = none();
	all[2] = w.published.rank ? w.published.date : none();
	all[3] = w.modified.rank ? w.modified.date : none();
	set_zone(&is_published, all, ARRAY_LEN(all), art, country);
	set_zone(&is_modified, all, ARRAY_LEN(all), art, country);
	art->published = is_published.when;
	art->published_zone = is_published.zone == DATE_ZONE_NONE ? 0 : is_published.zone;
	art->modified = is_modified.when;
	art->modified_zone = is_modified.zone == DATE_ZONE_NONE ? 0 : is_modified.zone;
}

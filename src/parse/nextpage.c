/* nextpage.c: the address decides, in any language: a further page differs from its own by a number
 * alone. That a link says so, by its words, its rel or the bar of numbers it stands in, comes
 * besides; one without the other is a list, an archive or another article. */
#include "parse/nextpage.h"

#include "base/url.h"

static const struct {
	uint32_t words;		/* of an article; fewer are an introduction to something else */
	uint32_t headings;	/* in the text that are links: more are a list */
	uint32_t label;		/* bytes of the words of such a link */
	uint32_t pages;		/* higher numbers are no pages' */
	uint32_t links;		/* that are looked at */
	uint32_t bar;		/* letters of a bar of pages ... */
	uint32_t bar_els;	/* ... and elements of it: each link in it is looked at with all */
	uint32_t elsewhere;	/* links to next pages of something else, each looked at */
	uint32_t cards;		/* headlines of others between the text and such a bar */
} fit = {
	.words = 60, .headings = 2, .label = 60, .pages = 200, .links = 5000, .bar = 200,
	.bar_els = 400, .elsewhere = 20, .cards = 4,
};

/* --- addresses --- */

/* Words before a number that make it a page's. */
static bool is_page_word(struct str w)
{
	static const char *const words[] = {
		"page", "pages", "p", "pg", "pag", "pagina", "página", "seite", "s", "sida",
		"side", "strana", "strona", "str", "sivu", "sayfa", "halaman", "trang",
		"stranica", "oldal", "part", "teil", "partie", "parte", "paged", "pagenum",
		"pageno", "pagenumber", "page_no", "page_num", "currentpage", "showpage",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if (str_ieq(w, str_of(words[i])))
			return true;
	return false;
}

static bool is_offset_word(struct str w)
{
	static const char *const words[] = { "start", "offset", "st", "skip", "from" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if (str_ieq(w, str_of(words[i])))
			return true;
	return false;
}

static bool is_joint(char c)
{
	return c == '/' || c == '-' || c == '_' || c == ',' || c == '.' || c == '=' || c == '?' ||
	       c == '&' || c == ':' || c == ';';
}

/* Where number and word begin that end at end. */
static size_t digits_before(struct str s, size_t end)
{
	while (end > 0 && ascii_digit(s.p[end - 1]))
		end--;
	return end;
}

static struct str word_before(struct str s, size_t end)
{
	size_t at;

	if (end > 0 && is_joint(s.p[end - 1]))
		end--;
	for (at = end; at > 0 && (ascii_alpha(s.p[at - 1]) || s.p[at - 1] == '_' ||
				  s.p[at - 1] & 0x80); at--)
		;
	while (at < end && s.p[at] == '_')
		at++;
	return str_sub(s, at, end - at);
}

/* Without fragment and the slash at the end. */
static struct str bare(const char *url)
{
	struct str s = str_of(url);

	s = str_sub(s, 0, str_chr(s, '#'));
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

/* "/2", "-2", "/page/2", "?page=2" ...: a number with at most one word, and joints. */
static bool is_insertion(struct str s, struct str before)
{
	size_t i, words = 0;
	bool in_word = false;

	if (!s.n || s.n > 24)
		return false;
	for (i = 0; i < s.n; i++) {
		bool alpha = ascii_alpha(s.p[i]);

		if (!alpha && !is_joint(s.p[i]) && !ascii_digit(s.p[i]))
			return false;
		words += alpha && !in_word;
		in_word = alpha;
	}
	/* "/item1" and "/item12" are two items */
	return words <= 1 && !(ascii_digit(s.p[0]) && before.n &&
			       ascii_digit(before.p[before.n - 1]));
}

/* The only number in s. */
static bool number_in(struct str s, size_t *at, size_t *end, uint32_t *out)
{
	int64_t n;
	size_t i;

	for (i = 0; i < s.n && !ascii_digit(s.p[i]); i++)
		;
	*at = i;
	for (; i < s.n && ascii_digit(s.p[i]); i++)
		;
	*end = i;
	if (*at == i || !str_int(str_sub(s, *at, i - *at), 0, 100000, &n))
		return false;
	*out = (uint32_t)n;
	for (; i < s.n; i++)
		if (ascii_digit(s.p[i]))
			return false;
	return true;
}

/* x and y without what they begin and end with alike; numbers stay whole. */
static void strip_common(struct str x, struct str y, struct str *mid_x, struct str *mid_y,
			 size_t *start)
{
	size_t i = 0, k = 0;

	while (i < x.n && i < y.n && x.p[i] == y.p[i])
		i++;
	while (k < x.n - i && k < y.n - i && x.p[x.n - 1 - k] == y.p[y.n - 1 - k])
		k++;
	if ((i < x.n && ascii_digit(x.p[i])) || (i < y.n && ascii_digit(y.p[i])))
		i = digits_before(x, i);
	if ((k < x.n && ascii_digit(x.p[x.n - k - 1])) ||
	    (k < y.n && ascii_digit(y.p[y.n - k - 1])))
		while (k > 0 && ascii_digit(x.p[x.n - k]))
			k--;
	*start = i;
	*mid_x = str_sub(x, i, x.n - k - i);
	*mid_y = str_sub(y, i, y.n - k - i);
}

/* The page's own address has no number, or not there: it is the first. */
static bool is_second(struct str own, struct str next, size_t start, struct str mid,
		      struct page_step *out)
{
	size_t at, end;
	struct str word;

	if (!is_insertion(mid, str_sub(own, 0, start)) || !number_in(mid, &at, &end, &out->to))
		return false;
	/* "1/page" before "2": the number is behind all that was put in */
	if (end != mid.n && !(end + 1 == mid.n && is_joint(mid.p[end])))
		return false;
	if (at == 0 && !(start > 0 && (is_joint(own.p[start - 1]) || start == own.n ||
				       own.p[start] == '.')))
		return false;
	word = word_before(next, start + at);
	out->from = 0;
	out->is_offset = is_offset_word(word);
	out->is_named = is_page_word(word) || (mid.p[0] == '/' && at == 1 && start == own.n);
	if (out->is_offset)
		return out->to > 1;
	if (word.n && !out->is_named && at > 0 && ascii_alpha(mid.p[at - 1]))
		return false;
	/* counted from nothing, "?page=1" is the second */
	return out->to == 2 || (out->to == 1 && out->is_named && memchr(next.p, '?', start + at));
}

/* What follows the host; two spellings of the scheme do not matter. */
static bool place(const char *url, struct str *out)
{
	struct url u;
	struct str s = bare(url);

	if (!url_split(s, &u) || !u.path.n)
		return false;
	*out = str_sub(s, (size_t)(u.path.p - s.p), SIZE_MAX);
	return true;
}

bool nextpage_step(const char *own, const char *next, struct page_step *out)
{
	struct str x, y, mid_x, mid_y, word;
	size_t start, at, end;

	*out = (struct page_step){ 0 };
	if (!url_same_host(own, next) || !place(own, &x) || !place(next, &y) || str_eq(x, y))
		return false;
	strip_common(x, y, &mid_x, &mid_y, &start);
	if (mid_y.n == 0)
		return false;
	if (mid_x.n == 0)
		return is_second(x, y, start, mid_y, out);
	if (!number_in(mid_x, &at, &end, &out->from) || at || end != mid_x.n ||
	    !number_in(mid_y, &at, &end, &out->to) || at || end != mid_y.n)
		return false;
	word = word_before(x, start);
	out->is_named = is_page_word(word);
	out->is_offset = is_offset_word(word);
	if (out->is_offset)
		return out->to > out->from;
	return out->to == out->from + 1 && out->to <= fit.pages;
}

/* --- links --- */

static bool is_word_of(struct str s, const char *const words[])
{
	size_t i;

	for (i = 0; words[i]; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

/* What links to the next page say; a number may follow, and arrows stand around. */
static const char *const page_words[] = {
	"next page", "page", "continue to page", "continued on page", "go to page",
	"continue on next page", "read next page", "nächste seite", "seite", "weiter auf seite",
	"weiter zu seite", "auf seite", "weiterlesen auf seite", "page suivante",
	"página siguiente", "siguiente página", "página", "pagina successiva",
	"prossima pagina", "pagina", "próxima página", "página seguinte", "volgende pagina",
	"następna strona", "strona", "следующая страница", "страница", "nästa sida", "sida",
	"næste side", "neste side", "side", "seuraava sivu", "sivu", "další strana",
	"sonraki sayfa", "sayfa", "наступна сторінка", "次のページ", "次のページへ", "次ページ", "下一页", "下一頁",
	"下页", "后页", "다음 페이지", "الصفحة التالية", "صفحه بعد", "העמוד הבא", "अगला पृष्ठ", NULL,
};
static const char *const next_words[] = {
	"next", "continue", "continued", "more", "nächste", "weiter", "suivante", "suivant",
	"lire la suite", "siguiente", "successiva", "successivo", "avanti", "continua",
	"próxima", "próximo", "seguinte", "volgende", "następna", "dalej", "следующая", "далее",
	"вперёд", "вперед", "nästa", "næste", "neste", "seuraava", "další", "sonraki",
	"следваща", "наступна", "далі", "次へ", "다음", "التالي", "הבא", "अगला", NULL,
};

static bool is_arrow_mark(struct str s, size_t *n)
{
	static const char *const marks[] = { "»", "›", "→", "▶", "►", "⟩", "❯", "…", ":", "·",
					     ">", "<", "(", ")", "[", "]", "‹", "«", ".", " " };
	size_t i;

	for (i = 0; i < ARRAY_LEN(marks); i++) {
		*n = strlen(marks[i]);
		if (str_starts(s, str_of(marks[i])))
			return true;
	}
	return false;
}

static struct str without_marks(struct str s)
{
	size_t n, i;
	bool found = true;

	while (s.n && is_arrow_mark(s, &n))
		s = str_sub(s, n, SIZE_MAX);
	while (s.n && found) {
		found = false;
		for (i = 1; i <= 3 && i <= s.n && !found; i++)
			if (is_arrow_mark(str_sub(s, s.n - i, i), &n) && n == i) {
				s.n -= i;
				found = true;
			}
	}
	return s;
}

/* What the words of a link claim: that something comes next, that it is the page of that number, or
 * the next page. */
enum claim { CLAIM_NONE, CLAIM_NEXT, CLAIM_NUMBER, CLAIM_PAGE };

static bool is_number(struct str s, uint32_t number)
{
	int64_t n;

	return str_int(s, 0, 100000, &n) && (uint32_t)n == number;
}

static enum claim claim_of(const char *text, uint32_t number)
{
	struct str s = without_marks(str_of(text)), word;
	size_t at = digits_before(s, s.n);

	if (!s.n)
		return *text ? CLAIM_NEXT : CLAIM_NONE;
	if (at == 0)
		return is_number(s, number) ? CLAIM_NUMBER : CLAIM_NONE;
	word = without_marks(str_sub(s, 0, at));
	if (at < s.n && !is_number(str_sub(s, at, SIZE_MAX), number))
		return CLAIM_NONE;
	if (is_word_of(word, page_words))
		return CLAIM_PAGE;
	if (!is_word_of(word, next_words))
		return CLAIM_NONE;
	return at < s.n ? CLAIM_NUMBER : CLAIM_NEXT;
}

static bool has_number(struct str s, uint32_t number)
{
	size_t i, end;

	for (i = 0; i < s.n; i = end + 1) {
		for (end = i; end < s.n && ascii_digit(s.p[end]); end++)
			;
		if (end > i && is_number(str_sub(s, i, end - i), number))
			return true;
	}
	return false;
}

/* Whether the bar in which a link stands counts pages: the number of this one is in it. */
static bool is_counted(const struct score *s, uint32_t link, uint32_t own)
{
	uint32_t up = s->els[link].parent, k;

	for (k = 0; k < 3 && up != EL_NONE && s->els[up].text < fit.bar &&
		    s->els[up].end - up < fit.bar_els; k++) {
		if (has_number(str_of(html_text(s->page, s->els[up].node)), own))
			return true;
		up = s->els[up].parent;
	}
	return false;
}

static bool is_comments(const char *url)
{
	struct str s = str_of(url);

	return str_ifind(s, STR("comment")) != SIZE_MAX || str_ifind(s, STR("cpage")) != SIZE_MAX ||
	       str_ifind(s, STR("replyto")) != SIZE_MAX;
}

/* The page's number as a bar shows it. */
static uint32_t shown_number(const struct page_step *step)
{
	if (step->is_offset)
		return step->to / (step->to - step->from) + 1;
	return step->from == 0 && step->to == 1 ? 2 : step->to;
}

/* Whether a link leads to the next page of the article. */
static bool leads_on(const struct score *s, const char *own, uint32_t i, const char *url)
{
	const struct page *p = s->page;
	const xmlNode *n = s->els[i].node;
	struct page_step step;
	enum claim claim;
	const char *text;

	if (is_comments(url) || !nextpage_step(own, url, &step))
		return false;
	text = html_text(p, n);
	if (!*text && html_attr(n, "title"))
		text = html_attr(n, "title");
	if (strlen(text) > fit.label)
		return false;
	claim = claim_of(text, shown_number(&step));
	if (claim == CLAIM_NONE && step.is_named && step.from)	/* counted from nothing */
		claim = claim_of(text, step.to + 1);
	if (claim == CLAIM_NONE && html_attr_has(n, "rel", "next"))
		claim = CLAIM_NEXT;
	if (claim == CLAIM_NONE || step.is_named || step.is_offset)
		return claim != CLAIM_NONE;
	/* "/story/5" and "/story/6" are two stories, unless a bar counts them */
	return claim == CLAIM_PAGE || (step.from ? is_counted(s, i, step.from) :
						   claim == CLAIM_NUMBER);
}

/* --- the page --- */

/* A page that lists others has headlines that are links, each with text of its own behind it. */
static bool is_list_of_others(const struct score *s, uint32_t root)
{
	uint32_t i, n = 0;
	bool waits = false;

	for (i = root; root != EL_NONE && i < s->els[root].end && n <= fit.headings; i++) {
		const struct el *el = &s->els[i];

		if (el->heading && el->text)
			waits = el->links && el->link * 2 > el->text;
		n += waits && score_is_para(el);
		waits = waits && !score_is_para(el);
	}
	return n > fit.headings;
}

/* Bars of comments, and of what is listed beside the article or under it. */
static bool is_elsewhere(const struct score *s, uint32_t root, uint32_t link)
{
	const uint32_t bad = SIGN_COMMENT | SIGN_ASIDE | SIGN_CARD;
	uint32_t own = root == EL_NONE ? 0 : s->els[root].zone, i, last = 0, cards = 0;

	if (s->els[link].zone & bad & ~own)
		return true;
	for (i = root; root != EL_NONE && i < s->els[root].end; i++)
		if (!s->els[i].dead && score_is_para(&s->els[i]))
			last = i;
	for (i = last + 1; last && i < link; i++) {
		const struct el *el = &s->els[i], *up = &s->els[el->parent];

		cards += el->sign & SIGN_CARD && !(up->sign & SIGN_CARD);
		if (el->zone & SIGN_COMMENT & ~own && el->text > fit.bar)
			return true;
	}
	return cards > fit.cards;
}

/* <link rel=next> alone is said of lists, series and blogs too: the address must be a page's, or
 * a link in the page lead there. */
static const char *named_next(const struct page *p, const char *own)
{
	const xmlNode *n;

	for (n = p->head; n; n = html_next(p->head, n)) {
		struct page_step step;
		const char *url;

		if (!html_is(n, "link") || !html_attr_has(n, "rel", "next"))
			continue;
		url = html_link(p, n, "href");
		if (url && !is_comments(url) && nextpage_step(own, url, &step) &&
		    step.is_named)
			return url;
	}
	return NULL;
}

static const char *linked_next(const struct score *s, uint32_t root, const char *own)
{
	uint32_t i, seen = 0, elsewhere = 0;
	const char *url;

	for (i = 0; i < s->n && seen < fit.links; i++) {
		if (!html_is(s->els[i].node, "a"))
			continue;
		url = html_link(s->page, s->els[i].node, "href");
		if (!url)
			continue;
		seen++;
		if (!leads_on(s, own, i, url))
			continue;
		if (!is_elsewhere(s, root, i))
			return url;
		if (++elsewhere == fit.elsewhere)
			break;
	}
	return NULL;
}

void nextpage_find(const struct score *s, const xmlNode *content, struct article *art)
{
	const struct page *p = s->page;
	const char *own = p->url ? p->url : p->base;
	uint32_t root = score_index(s, content);

	if (art->next_url || blocks_words(art->blocks, art->n_blocks) < fit.words ||
	    is_list_of_others(s, root))
		return;
	/* a page in a file tells its address itself; what a feed adds to one to count readers is
	 * not in that which the page gives */
	if (art->canonical_url && (!own || streq(url_key(p->arena, own),
						 url_key(p->arena, art->canonical_url))))
		own = art->canonical_url;
	if (!own)
		return;
	art->next_url = named_next(p, own);
	if (!art->next_url)
		art->next_url = linked_next(s, root, own);
}

/* --- other forms --- */

static bool is_print_link(const struct page *p, const xmlNode *n)
{
	static const char *const words[] = {
		"print", "print version", "printable version", "printer-friendly version",
		"print this page", "print article", "drucken", "druckversion", "druckansicht",
		"artikel drucken", "imprimer", "version imprimable", "imprimir",
		"versión para imprimir", "versão para impressão", "stampa",
		"versione stampabile", "afdrukken", "printversie", "drukuj", "wersja do druku",
		"печать", "распечатать", "версия для печати", "skriv ut", "udskriv", "tulosta",
		"tisk", "yazdır", "印刷", "印刷用ページ", "打印", "列印", "인쇄",
	};
	struct str text;
	size_t i;

	if (html_is(n, "link"))
		return html_attr_has(n, "media", "print") && html_attr_has(n, "rel", "alternate");
	if (!html_is(n, "a"))
		return false;
	text = str_of(html_text(p, n));
	for (i = 0; text.n && text.n < fit.label && i < ARRAY_LEN(words); i++)
		if (str_ieq(text, str_of(words[i])))
			return true;
	return false;
}

void nextpage_simple(const struct page *p, struct article *art)
{
	const char *url, *print = NULL;
	const xmlNode *n;

	if (!article_is_thin(art))
		return;
	for (n = p->root; n; n = html_next(p->root, n)) {
		bool amp = html_is(n, "link") && html_attr_has(n, "rel", "amphtml");

		if (!amp && (print || !is_print_link(p, n)))
			continue;
		url = html_link(p, n, "href");
		if (!url || !url_is_page(url) || streq(url, p->url))
			continue;
		if (amp) {
			art->simple_url = url;
			return;
		}
		if (url_same_host(url, p->url))
			print = url;
	}
	art->simple_url = print;
}

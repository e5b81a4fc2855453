/* notice.c: structured data says that an article is not free, words at the end of a short text
 * that the rest is for subscribers. Neither counts where the text is there all the same: many
 * papers send the whole of it and hide it by a script. */
#include "parse/notice.h"

#include <stdlib.h>
#include <unicase.h>

#include "base/i18n.h"

static const struct {
	uint32_t whole;		/* words that are an article, whatever the page says */
	uint32_t little;	/* words of what is not free that are no article */
	uint32_t teaser;	/* words of a text that words alone can call a beginning */
	double cut;		/* share of the words that the page counts itself, below which */
	double all;		/* ... and above which nothing is missing */
	uint32_t line;		/* letters of such a line */
	uint32_t lines;		/* that are looked at */
	uint32_t after;		/* letters of running text behind it: it is in the middle */
	uint32_t box;		/* letters of a box in the text's place */
	uint32_t wall;		/* words of a wall at the end of the text */
	uint32_t none;		/* words that are no text */
	uint32_t few;		/* letters of a page that shows nothing */
} fit = {
	.whole = 350, .little = 120, .teaser = 250, .cut = 0.6, .all = 0.8,
	.line = 300, .lines = 2000, .wall = 60, .after = 300, .box = 1200, .none = 40, .few = 400,
};

/* In lower case; what asks for a subscription in order to read on, not for one at large. */
static const char *const wall_words[] = {
	/* en */ "subscribe to continue", "subscribe to read", "subscribe to keep reading",
	"subscribe now to read", "to continue reading", "to keep reading", "to read the full",
	"to read the rest", "to read this article", "for subscribers only", "subscribers only",
	"exclusive to subscribers", "exclusively for subscribers", "unlock this article",
	"this article is for subscribers", "this content is for subscribers",
	"already a subscriber", "already have a subscription", "register to continue",
	"sign in to continue reading", "log in to continue reading", "free articles left",
	"reached your limit of free", "for paid subscribers", "for paying subscribers",
	"rest of this article is", "members only", "become a member to read",
	/* de */ "nur für abonnenten", "nur für abonnentinnen", "exklusiv für abonnenten",
	"um weiterzulesen", "jetzt weiterlesen mit", "weiterlesen mit",
	"abonnieren und weiterlesen", "diesen artikel weiterlesen", "artikel freischalten",
	"bereits abonnent", "sie sind bereits abo", "schon abonnent",
	"mit einem abo weiterlesen", "um den artikel zu lesen", "um diesen artikel zu lesen",
	"vollständigen artikel lesen sie", "weiter lesen mit",
	/* fr */ "réservé aux abonnés", "réservée aux abonnés", "réservé à nos abonnés",
	"pour lire la suite", "la suite est réservée", "déjà abonné", "abonnez-vous pour lire",
	"pour continuer à lire", "pour continuer la lecture", "accéder à l'intégralité",
	"% de cet article à lire", "de cet article à découvrir", "poursuivre votre lecture",
	/* es */ "solo para suscriptores", "sólo para suscriptores",
	"exclusivo para suscriptores", "suscríbete para", "para seguir leyendo",
	"para continuar leyendo", "ya eres suscriptor", "si ya eres suscriptor",
	"ya estás suscrito", "para leer el artículo completo",
	/* it */ "per continuare a leggere", "per continuare la lettura",
	"riservato agli abbonati", "contenuto per gli abbonati", "sei già abbonato",
	"già abbonato", "abbonati per leggere", "per leggere l'articolo completo",
	"per leggere tutto",
	/* pt */ "para continuar a ler", "para continuar lendo", "para continuar a leitura",
	"exclusivo para assinantes", "exclusivo para subscritores", "exclusivo assinantes",
	"já é assinante", "assine para ler", "para ler o artigo completo",
	/* nl */ "om verder te lezen", "verder lezen?", "lees verder met",
	"alleen voor abonnees", "exclusief voor abonnees", "al abonnee", "al een abonnement",
	"word abonnee om",
	/* pl */ "aby czytać dalej", "żeby czytać dalej", "tylko dla prenumeratorów",
	"dla prenumeratorów", "dla subskrybentów", "masz już prenumeratę",
	"masz już subskrypcję", "czytaj dalej w ramach", "aby przeczytać cały",
	/* ru */ "чтобы продолжить чтение", "чтобы читать дальше", "чтобы прочитать полностью",
	"только для подписчиков", "доступно по подписке", "доступен по подписке",
	"доступна подписчикам", "уже подписаны", "оформите подписку, чтобы",
	/* sv, da, no, fi, cs, tr */ "för prenumeranter", "för att läsa vidare",
	"redan prenumerant", "for abonnenter", "forbeholdt abonnenter", "for at læse videre",
	"læs videre med", "for å lese videre", "les videre med", "allerede abonnent",
	"vain tilaajille", "jatka lukemista tilaamalla", "jen pro předplatitele",
	"pouze pro předplatitele", "sadece abonelere", "okumaya devam etmek için",
	/* ja, zh, ko */ "有料会員限定", "この記事は有料", "会員限定記事", "会員限定の記事", "続きを読むには", "続きをお読みいただくには",
	"全文をお読みいただけます", "この記事は会員", "登录后继续阅读", "订阅后继续阅读", "订阅以继续阅读", "订阅以阅读全文", "付费后阅读",
	"付费阅读全文", "仅限订阅用户", "会员专享", "訂閱以繼續閱讀", "訂閱後繼續閱讀", "登入後繼續閱讀", "付費會員限定", "구독자 전용",
	"계속 읽으려면",
};

static bool in_lower(struct arena *a, const char *text, const char *const words[], size_t n_words)
{
	size_t n, i, kept = 0;
	uint8_t *low = u8_tolower((const uint8_t *)text, strlen(text), NULL, NULL, NULL, &n);
	bool found = false;

	/* the apostrophe of typography is that of the lists */
	for (i = 0; low && i < n; i++) {
		bool is_apostrophe = str_starts(str_mem(low + i, n - i), STR("\u2019"));

		low[kept++] = is_apostrophe ? '\'' : low[i];
		i += is_apostrophe ? 2 : 0;
	}
	for (i = 0; low && !found && i < n_words; i++)
		found = str_find(str_mem(low, kept), str_of(words[i])) != SIZE_MAX;
	free(low);
	return found;
}

/* --- what the page says of itself --- */

struct claims {
	bool is_locked;		/* not for everyone */
	int64_t words;		/* that it says it has; 0: nothing */
	struct str selector;	/* the class of the part that is not for everyone */
};

/* The value behind "name": in JSON, without quotes. */
static struct str json_value(struct str json, struct str name)
{
	size_t at = str_find(json, name), end;
	struct str s;

	if (at == SIZE_MAX)
		return STR("");
	s = str_trim(str_sub(json, at + name.n, SIZE_MAX));
	if (!s.n || s.p[0] != ':')
		return STR("");
	s = str_trim(str_sub(s, 1, SIZE_MAX));
	if (s.n && s.p[0] == '"')
		s = str_sub(s, 1, SIZE_MAX);
	for (end = 0; end < s.n && end < 100 && !strchr("\",}]\n", s.p[end]); end++)
		;
	return str_trim(str_sub(s, 0, end));
}

static bool is_false(struct str value)
{
	return str_ieq(value, STR("false")) || str_iends(value, STR("/False")) ||
	       str_ieq(value, STR("no")) || str_eq(value, STR("0"));
}

static void read_claims(const struct page *p, struct claims *out)
{
	const xmlNode *n;
	struct str json, value;
	size_t i;

	*out = (struct claims){ 0 };
	for (n = p->root; n; n = html_next(p->root, n)) {
		if (!html_is(n, "script") || !n->children || !n->children->content)
			continue;
		json = str_of((const char *)n->children->content);
		out->is_locked |= is_false(json_value(json, STR("\"isAccessibleForFree\"")));
		if (!out->words)
			str_int(json_value(json, STR("\"wordCount\"")), 1, 1000000, &out->words);
		if (!out->selector.n)
			out->selector = json_value(json, STR("\"cssSelector\""));
	}
	for (i = 0; i < p->n_metas; i++) {
		const char *name = html_attr(p->metas[i], "itemprop");

		if (!name)
			name = html_attr(p->metas[i], "property");
		if (!name)
			name = html_attr(p->metas[i], "name");
		value = str_of(html_attr(p->metas[i], "content"));
		if (strieq(name, "isAccessibleForFree"))
			out->is_locked |= is_false(value);
		else if (strieq(name, "article:content_tier"))
			out->is_locked |= str_ieq(value, STR("locked"));
	}
}

/* Whether the part that is for subscribers came too. */
static bool has_part(const struct score *s, struct str selector, uint32_t text)
{
	char *class;
	uint32_t i;

	if (selector.n < 2 || selector.p[0] != '.')
		return false;
	class = arena_str(s->page->arena, str_sub(selector, 1, SIZE_MAX));
	for (i = 0; i < s->n; i++)
		if (html_attr_has(s->els[i].node, "class", class) &&
		    s->els[i].para_text * 2 > text && s->els[i].para_text)
			return true;
	return false;
}

/* --- what it shows --- */

static uint32_t first_para(const struct score *s, uint32_t root)
{
	uint32_t i, end = root == EL_NONE ? 0 : s->els[root].end;

	for (i = root; i < end; i++)
		if (score_is_para(&s->els[i]))
			return i;
	return root == EL_NONE ? 0 : root;
}

/* The first element behind which so little running text stands that the article has ended. */
static uint32_t end_of_text(const struct score *s)
{
	const uint32_t bad = SIGNS_INHERITED & ~(uint32_t)SIGN_CAPTION;
	uint32_t i, text = 0;

	for (i = s->n; i > 0 && text <= fit.after; i--)
		if (score_is_para(&s->els[i - 1]) && !(s->els[i - 1].zone & bad))
			text += s->els[i - 1].own - s->els[i - 1].own_link;
	return text > fit.after ? i + 1 : 0;
}

/* What a script shows when so many articles were read. */
static bool is_in_window(const struct score *s, uint32_t i)
{
	static const char *const names[] = { "modal", "popup", "overlay", "dialog",
					     "lightbox", NULL };
	uint32_t k;

	for (k = 0; k < 8 && i != EL_NONE; k++, i = s->els[i].parent)
		if (html_is(s->els[i].node, "dialog") ||
		    html_class_contains(s->els[i].node, names))
			return true;
	return false;
}

/* A box that is named a wall, or a line that says so, where the text ends. */
static bool shows_wall(const struct score *s, uint32_t root)
{
	static const char *const names[] = { "paywall", "regwall", "pay-wall", "reg-wall",
					     "subscriber-wall", "subscriberwall", "abowall", NULL };
	uint32_t end = end_of_text(s), lines = 0, i;

	for (i = first_para(s, root); i < s->n && lines < fit.lines; i++) {
		const struct el *el = &s->els[i];

		if (!el->text || el->zone & (SIGN_NAV | SIGN_FOOT | SIGN_COMMENT))
			continue;
		if (el->text < fit.box && html_class_contains(el->node, names) &&
		    el->end >= end && !is_in_window(s, i))
			return true;
		if (!el->own || !el->block || el->own > fit.line || el->text > 2 * fit.line)
			continue;
		lines++;
		if (in_lower(s->page->arena, html_text(s->page, el->node), wall_words,
			     ARRAY_LEN(wall_words)) &&
		    el->end >= end && !is_in_window(s, i))
			return true;
	}
	return false;
}

/* "and the harbour master ..." */
static bool breaks_off(const struct article *art)
{
	size_t i;
	struct str s;

	for (i = art->n_blocks; i > 0; i--) {
		if (art->blocks[i - 1].kind != BLOCK_PARA)
			continue;
		s = str_trim(str_of(art->blocks[i - 1].text));
		return str_iends(s, STR("...")) || str_iends(s, STR("\u2026")) ||
		       str_iends(s, STR("[\u2026]"));
	}
	return false;
}

static bool is_walled(const struct score *s, uint32_t root, const struct article *art)
{
	double words = (double)blocks_words(art->blocks, art->n_blocks);
	struct claims c;

	read_claims(s->page, &c);
	if (c.is_locked && c.words) {
		if (words >= fit.all * (double)c.words)
			return false;
		if (words < fit.cut * (double)c.words)
			return true;
	}
	if (words >= fit.whole ||
	    has_part(s, c.selector, root == EL_NONE ? 0 : s->els[root].para_text))
		return false;
	if (c.is_locked && (words < fit.little || breaks_off(art)))
		return true;
	return words < (c.is_locked ? fit.whole : fit.teaser) && shows_wall(s, root);
}

/* What the wall itself says is no text: the blocks from its first line on, and its heading. */
static void drop_wall(const struct score *s, struct article *art)
{
	size_t i, wall = art->n_blocks;

	for (i = art->n_blocks; i > 0 && art->n_blocks - i < fit.wall; i--) {
		const char *text = art->blocks[i - 1].text;

		if (blocks_words(&art->blocks[i - 1], art->n_blocks - i + 1) > fit.wall)
			break;
		if (text && in_lower(s->page->arena, text, wall_words, ARRAY_LEN(wall_words)))
			wall = i - 1;
	}
	if (wall < art->n_blocks && wall > 0 && art->blocks[wall - 1].kind == BLOCK_HEADING)
		wall--;
	if (wall > 0)
		art->n_blocks = wall;
}

/* --- scripts --- */

/* The word is the same in all languages that such notices are written in. */
static bool noscript_speaks(struct str html)
{
	struct str part;
	size_t at, i;

	for (i = 0; i < 20 && (at = str_ifind(html, STR("<noscript"))) != SIZE_MAX; i++) {
		html = str_sub(html, at + 9, SIZE_MAX);
		part = str_sub(html, 0, 4000);
		part = str_sub(part, 0, str_ifind(part, STR("</noscript")));
		if (str_ifind(part, STR("javascript")) != SIZE_MAX)
			return true;
	}
	return false;
}

static bool needs_scripts(const struct score *s, struct str html, const struct article *art)
{
	if (blocks_words(art->blocks, art->n_blocks) >= fit.none ||
	    str_ifind(html, STR("<script")) == SIZE_MAX)
		return false;
	if (s->els[0].text >= 4 * fit.few)
		return false;
	return s->els[0].text < fit.few || noscript_speaks(html) ||
	       str_ifind(str_of(html_text(s->page, s->page->root)), STR("javascript")) != SIZE_MAX;
}

void notice_find(const struct score *s, struct str html, const xmlNode *content,
		 struct article *art)
{
	uint32_t root = score_index(s, content);

	if (art->notice || !s->n)
		return;
	if (s->page->is_cut) {
		art->notice = _("This page is too long: only its beginning is here.");
	} else if (is_walled(s, root, art)) {
		art->notice = _("Only the beginning of this article is free; the rest is for "
				"subscribers.");
		drop_wall(s, art);
	} else if (needs_scripts(s, html, art)) {
		art->notice = _("This page shows its text only by scripts, which lede does not "
				"run; a web browser shows it.");
	}
}

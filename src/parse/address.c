#include "parse/address.h"

#include "base/url.h"

/* What makes the last part of a path a story's. */
enum {
	SLUG_WORDS = 4,		/* words; fewer when they are long */
	SLUG_FEW = 3,
	SLUG_LETTERS = 20,
	SLUG_LONG = 40,		/* letters, in however many words */
	STORY_DIGITS = 4,
};

/* Letters of a part of a URL: what is escaped counts once per code point. */
static size_t slug_letters(struct str s)
{
	size_t n = s.n;

	for (size_t i = 0; i + 2 < s.n; i++)
		if (s.p[i] == '%')
			n -= strchr("89abAB", s.p[i + 1]) ? 3 : 2;
	return n;
}

static size_t longest_number(struct str s)
{
	size_t best = 0, run = 0;

	for (size_t i = 0; i < s.n; i++) {
		/* digits of an escape are none */
		if (s.p[i] == '%' && i + 2 < s.n) {
			i += 2;
			run = 0;
			continue;
		}
		run = ascii_digit(s.p[i]) ? run + 1 : 0;
		best = MAX(best, run);
	}
	return best;
}

static bool is_one_of(struct str s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

static bool begins_with(struct str s, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (str_istarts(s, str_of(words[i])))
			return true;
	return false;
}

static bool is_file(struct str path)
{
	static const char *const ends[] = {
		".pdf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".zip", ".doc", ".docx",
		".xls", ".xlsx", ".ppt", ".pptx", ".mp3", ".mp4", ".epub",
	};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_iends(path, str_of(ends[i])))
			return true;
	return false;
}

/* The part of a path above the name of a tag, an author, a reader. */
static bool holds_names(struct str part)
{
	static const char *const words[] = {
		"tag", "tags", "tagged", "hashtag", "etiqueta", "etiquetas", "keyword", "keywords",
		"label", "mot", "mots", "stichwort", "schlagwort", "schlagworte", "tagi",
		"topicos", "author", "authors", "autor", "autoren", "autores", "autori", "auteur",
		"auteurs", "autore", "autorzy", "avtor", "profile", "profiles", "profil", "user",
		"users", "member", "members", NULL
	};

	return is_one_of(part, words);
}

static bool holds_topics(struct str part)
{
	static const char *const words[] = { "topic", "topics", "thema", "tema", "temas",
		"category", "categories", "categoria", "categorias", "kategorie", "categorie",
		NULL };

	return is_one_of(part, words);
}

/* What a site offers beside its stories. */
static bool is_service(struct str part)
{
	static const char *const words[] = {
		"subscribe", "subscription", "subscriptions", "abo", "abonnement", "abonnements",
		"abonnieren", "suscripcion", "suscripciones", "assine", "abbonati", "login",
		"signin", "sign-in", "signup", "sign-up", "register", "registration", "newsletter",
		"newsletters", "comments", "impressum", "datenschutz", NULL
	};

	return is_one_of(part, words);
}

/* Hosts of a paper that sell something, or let one in. */
static bool is_service_host(struct str host)
{
	static const char *const words[] = {
		"abo", "abos", "shop", "shopping", "gutscheine", "gutschein", "coupons", "coupon",
		"vouchers", "promo", "jobs", "stellenmarkt", "tickets", "subscribe", "subscription",
		"subscriptions", "abonnement", "suscripcion", "suscripciones", "assine", "login",
		"account", "accounts", NULL
	};

	return is_one_of(str_sub(host, 0, MIN(str_chr(host, '.'), host.n)), words);
}

/* "url=https%3A%2F%2F...": to share it, to count a click. */
static bool carries_address(struct str query)
{
	static const char *const schemes[] = { "http://", "https://", "http%3a", "https%3a", NULL };
	struct str pair;

	while (str_split(&query, '&', &pair)) {
		size_t eq = str_chr(pair, '=');

		if (eq != SIZE_MAX && begins_with(str_sub(pair, eq + 1, SIZE_MAX), schemes))
			return true;
	}
	return false;
}

static bool is_comment(const struct url *u, struct str last)
{
	static const char *const anchors[] = { "comment", "respond", "reply", "kommentar",
		"comentario", "commento", "komentar", "reactie", "disqus", NULL };

	return begins_with(u->fragment, anchors) || str_istarts(last, STR("comments-"));
}

enum address address_kind(const struct page *p, const char *url)
{
	struct url u;
	struct str path, part, last = { "", 0 }, above = { "", 0 };
	size_t words = 1, letters, number;
	bool carries;

	if (!url_split(str_of(url), &u) || is_file(u.path))
		return ADDRESS_OTHER;
	/* a page's own links may say where the reader comes from */
	carries = carries_address(u.query);
	if (carries && !(p->url && url_same_host(url, p->url)))
		return ADDRESS_OTHER;
	for (path = u.path; str_split(&path, '/', &part);) {
		if (!part.n)
			continue;
		above = last;
		last = part;
	}
	number = longest_number(last);
	if (is_comment(&u, last) || is_service(last) || is_service_host(u.host) ||
	    holds_names(above) ||
	    (holds_topics(above) && number < STORY_DIGITS))
		return ADDRESS_OTHER;
	/* a path with another address in it, as links through a counter have, unless the page
	 * itself is a copy in an archive */
	if (str_find(u.path, STR("http:/")) != SIZE_MAX &&
	    (!p->url || str_find(str_of(p->url), STR("/http:/")) == SIZE_MAX))
		return ADDRESS_PAGE;
	for (size_t i = 0; i < last.n; i++)
		words += last.p[i] == '-' || last.p[i] == '_' || last.p[i] == '+';
	letters = slug_letters(last);
	if (words >= SLUG_WORDS || number >= STORY_DIGITS ||
	    (!carries && longest_number(u.query) >= STORY_DIGITS) ||
	    (words >= SLUG_FEW && letters >= SLUG_LETTERS) || letters >= SLUG_LONG)
		return ADDRESS_STORY;
	return ADDRESS_PAGE;
}

char *address_bare(const struct page *p, const char *url)
{
	struct url u;
	char *bare;

	if (!url_split(str_of(url), &u) || !u.query.n || longest_number(u.query) >= STORY_DIGITS)
		return NULL;
	bare = arena_str(p->arena, str_sub(str_of(url), 0, (size_t)(u.query.p - url) - 1));
	return address_kind(p, bare) == ADDRESS_STORY ? bare : NULL;
}

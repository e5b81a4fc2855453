/* sign.c: the words of tags, roles and classes that tell what an element is. */
#include "parse/sign.h"

#define CLASS_BYTES 256		/* of class and id that are looked at */

struct hint {
	const char *word;
	uint32_t sign;
};

/* Parts of class and id names; the longest lists of other readers, pruned of short words that
 * occur within others. */
static const struct hint hints[] = {
	{ "comment", SIGN_COMMENT }, { "discuss", SIGN_COMMENT }, { "respond", SIGN_COMMENT },
	{ "newsletter", SIGN_POPUP }, { "subscri", SIGN_POPUP }, { "signup", SIGN_POPUP },
	{ "sign-up", SIGN_POPUP }, { "related", SIGN_LEADS }, { "recommend", SIGN_LEADS },
	{ "sharing", SIGN_BAD }, { "share-", SIGN_BAD }, { "-share", SIGN_BAD },
	{ "sharebar", SIGN_BAD }, { "sharedaddy", SIGN_BAD }, { "social", SIGN_BAD },
	{ "sidebar", SIGN_ASIDE }, { "sponsor", SIGN_BAD }, { "promo", SIGN_LEADS },
	{ "cookie", SIGN_POPUP }, { "consent", SIGN_POPUP }, { "gdpr", SIGN_POPUP },
	{ "breadcrumb", SIGN_NAV },
	{ "footer", SIGN_FOOT }, { "teaser", SIGN_LEADS }, { "popular", SIGN_LEADS },
	{ "trending", SIGN_LEADS }, { "advert", SIGN_POPUP }, { "copyright", SIGN_BAD },
	{ "pagination", SIGN_NAV }, { "navigation", SIGN_NAV }, { "navbar", SIGN_NAV },
	{ "menu", SIGN_NAV }, { "widget", SIGN_BAD }, { "popup", SIGN_POPUP },
	{ "gallery", SIGN_GALLERY }, { "slideshow", SIGN_GALLERY },
	{ "carousel", SIGN_GALLERY }, { "modal", SIGN_POPUP }, { "toolbar", SIGN_BAD },
	{ "caption", SIGN_CAPTION },
	{ "articlebody", SIGN_BODY }, { "article-body", SIGN_BODY },
	{ "article__body", SIGN_BODY }, { "article_body", SIGN_BODY },
	{ "entry-content", SIGN_BODY }, { "post-content", SIGN_BODY },
	{ "post-body", SIGN_BODY }, { "story-body", SIGN_BODY },
	{ "article-content", SIGN_BODY }, { "article-text", SIGN_BODY },
	{ "article", SIGN_GOOD }, { "story", SIGN_GOOD }, { "content", SIGN_GOOD },
	{ "entry", SIGN_GOOD }, { "post", SIGN_GOOD }, { "text", SIGN_GOOD },
};

static const struct hint tags[] = {
	{ "nav", SIGN_NAV }, { "menu", SIGN_NAV }, { "aside", SIGN_ASIDE },
	{ "footer", SIGN_FOOT }, { "header", SIGN_HEAD }, { "form", SIGN_FORM },
	{ "figcaption", SIGN_CAPTION }, { "dialog", SIGN_POPUP }, { "button", SIGN_FORM },
	{ "label", SIGN_FORM }, { "article", SIGN_GOOD }, { "main", SIGN_GOOD },
};

static const struct hint roles[] = {
	{ "navigation", SIGN_NAV }, { "complementary", SIGN_ASIDE }, { "menu", SIGN_NAV },
	{ "contentinfo", SIGN_FOOT }, { "banner", SIGN_HEAD }, { "dialog", SIGN_POPUP },
	{ "search", SIGN_FORM }, { "main", SIGN_GOOD }, { "article", SIGN_GOOD },
	{ "alertdialog", SIGN_POPUP }, { "menubar", SIGN_NAV },
};

/* The element's class and id in lower case, as far as they fit. */
static void class_of(const xmlNode *n, char *out, size_t size)
{
	static const char *const names[] = { "class", "id" };
	const char *value;
	size_t k, len = 0;

	for (k = 0; k < ARRAY_LEN(names); k++) {
		value = html_attr(n, names[k]);
		for (; value && *value && len + 2 < size; value++)
			out[len++] = (char)ascii_lower(*value);
		if (len && len + 1 < size)
			out[len++] = ' ';
	}
	out[len] = 0;
}

static bool begins(const char *s, const char *word)
{
	while (*word && *s == *word)
		s++, word++;
	return !*word;
}

/* What the hints within class say. One pass over it, in which hints are tried by their first
 * letter: a search for each of them took a tenth of all the time for a page. */
static uint32_t hints_in(const char *class)
{
	static uint8_t first[256], next[ARRAY_LEN(hints)];	/* numbers of hints, from 1 on */
	static bool ready;
	uint32_t sign = 0, i;

	for (i = 0; i < ARRAY_LEN(hints) && !ready; i++) {
		uint8_t *head = &first[(unsigned char)hints[i].word[0]];

		next[i] = *head;
		*head = (uint8_t)(i + 1);
	}
	ready = true;
	for (; *class; class++)
		for (i = first[(unsigned char)*class]; i; i = next[i - 1])
			if (begins(class, hints[i - 1].word))
				sign |= hints[i - 1].sign;
	return sign;
}

uint32_t sign_of(const xmlNode *n, uint32_t *by_class)
{
	const char *value;
	uint32_t sign = 0;
	char class[CLASS_BYTES];
	size_t i;

	for (i = 0; i < ARRAY_LEN(tags); i++)
		if (html_is(n, tags[i].word))
			sign |= tags[i].sign;
	if (!n->properties)
		return sign;
	class_of(n, class, sizeof(class));
	*by_class |= hints_in(class);
	value = html_attr(n, "role");
	for (i = 0; value && i < ARRAY_LEN(roles); i++)
		if (strieq(value, roles[i].word))
			sign |= roles[i].sign;
	value = html_attr(n, "itemprop");
	if (value && (strieq(value, "articleBody") || strieq(value, "text")))
		sign |= SIGN_BODY;
	if (value && strieq(value, "comment"))
		sign |= SIGN_COMMENT;
	/* a page's own frame is named after what it shows, not after a box in it */
	if (html_is(n, "body") || html_is(n, "html"))
		*by_class &= SIGN_GOOD | SIGN_BODY;
	if (html_heading(n))
		*by_class &= ~(uint32_t)SIGN_CAPTION;
	if (html_is(n, "p"))
		*by_class &= ~(uint32_t)(SIGN_BAD | SIGN_ASIDE | SIGN_POPUP);
	return sign;
}

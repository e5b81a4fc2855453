/* Where elements stand. This needs the totals of their subtrees, so it is a pass of its own. */
#include "parse/cluster.h"

enum {
	ZONE_LINKS = 4,		/* links that make a header or footer one of the page */
	MENU_LINKS = 8,
	MENU_NESTED = 2,	/* items with a list of their own */
	MENU_TEXT = 30,		/* half ems of a link; headlines are longer */
};

static const char *const nav_words[] = { "nav", "navbar", "navigation", "menu", "breadcrumb",
	"breadcrumbs", "footer", "sitemap", "masthead", "pagination", NULL };
static const char *const bad_words[] = { "share", "sharing", "social", "comment", "comments",
	"tags", "taglist", "newsletter", "subscribe", "cookie", "login", "toolbar",
	"hashtags", "topics", NULL };
static const char *const paid_words[] = { "sponsored", "sponsor", "promoted", "advert",
	"advertisement", "advertorial", "ads", "paid", "native", "partner", "affiliate", NULL };

static bool has_role(const xmlNode *n, const char *const roles[])
{
	for (size_t i = 0; roles[i]; i++)
		if (html_attr_has(n, "role", roles[i]))
			return true;
	return false;
}

static bool is_list(const xmlNode *n)
{
	return html_is(n, "ul") || html_is(n, "ol");
}

static bool holds_list(const xmlNode *n)
{
	for (n = n->children; n; n = n->next)
		if (is_list(n))
			return true;
	return false;
}

/* A link, and behind it a list that it opens; a heading before a list is a module's. */
static bool opens_list(const xmlNode *li)
{
	const xmlNode *n = li->children;

	while (n && n->type != XML_ELEMENT_NODE)
		n = n->next;
	if (!html_is(li, "li") || !(html_is(n, "a") || html_is(n, "span") || html_is(n, "button")))
		return false;
	for (; n; n = n->next)
		if (is_list(n) || (html_is(n, "div") && holds_list(n)))
			return true;
	return false;
}

/* A list of short links, some of which open lists of their own. */
static bool is_menu(const struct element *el)
{
	size_t nested = 0;

	if (!is_list(el->node) || el->links < MENU_LINKS ||
	    el->link_text > el->links * MENU_TEXT || el->link_text * 5 < el->text * 4)
		return false;
	for (const xmlNode *li = el->node->children; li; li = li->next)
		nested += opens_list(li);
	return nested >= MENU_NESTED;
}

static uint32_t zone_of(const struct clusters *c, const struct element *el, bool in_article)
{
	static const char *const nav_roles[] = { "navigation", "menu", "menubar", "search",
		"banner", "toolbar", NULL };
	const xmlNode *n = el->node;
	bool small = el->text < c->text / 3;

	if (html_is(n, "nav") || has_role(n, nav_roles) || is_menu(el))
		return ZONE_NAV;
	if (html_is(n, "footer") || html_attr_has(n, "role", "contentinfo"))
		return !in_article && el->links >= ZONE_LINKS ? ZONE_FOOT : 0;
	if (html_is(n, "header"))
		return !in_article && el->links >= ZONE_LINKS && small ? ZONE_NAV : 0;
	if (html_is(n, "aside"))
		return ZONE_ASIDE;
	if (html_is(n, "form"))
		return small ? ZONE_FORM : 0;
	if (!small || html_is(n, "a"))
		return 0;
	if (el->links >= ZONE_LINKS && html_class_has(n, nav_words))
		return ZONE_BAD;
	if (html_class_has(n, paid_words))
		return ZONE_PAID;
	return html_class_has(n, bad_words) ? ZONE_BAD : 0;
}

void zone_set(struct clusters *c)
{
	uint32_t article_end = 0;

	for (uint32_t i = 0; i < c->n_els; i++) {
		struct element *el = &c->els[i];

		if (html_is(el->node, "article") && el->end > article_end)
			article_end = el->end;
		el->zone = el->parent == CLUSTER_NONE ? 0 : c->els[el->parent].zone;
		if (el->links)
			el->zone |= zone_of(c, el, i < article_end);
	}
}

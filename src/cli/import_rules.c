#include "cli/import_rules.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "cli/setup.h"
#include "config/selector.h"

#define FRESHRSS STR("https://freshrss.org/opml")

/* What a subscription's attributes say. */
struct said {
	struct str body, drop, conditions;
};

/* cssFullContentFilter is what older versions wrote. */
static struct said read_attrs(const struct outline *o)
{
	struct str lines = str_of(o->opml);
	struct said out = { 0 };
	struct outline_attr attr;

	while (outline_next_attr(&lines, &attr)) {
		if (!str_eq(attr.uri, FRESHRSS))
			continue;
		if (str_eq(attr.name, STR("cssFullContent")))
			out.body = str_trim(attr.value);
		else if (str_eq(attr.name, STR("cssContentFilter")) ||
			 str_eq(attr.name, STR("cssFullContentFilter")))
			out.drop = str_trim(attr.value);
		else if (str_eq(attr.name, STR("cssFullContentConditions")))
			out.conditions = str_trim(attr.value);
	}
	return out;
}

/* XPath is the user's to write: there it never comes from. */
static bool put_line(struct cli *c, struct buf *b, const char *host, const char *kind,
		     struct str selector)
{
	struct err e = { 0 };
	char *xpath;
	size_t at;

	if (!selector.n)
		return false;
	if (selector.p[0] == '/')
		err_set(&e, E_PARSE, "%s", _("no CSS selector"));
	else if (!selector_to_xpath(c->arena, selector, &xpath, &at, &e)) {
		buf_printf(b, "%s %.*s\n", kind, (int)selector.n, selector.p);
		return true;
	}
	cli_note(_("%s: the selector \"%.*s\" is left out: %s"), host, (int)MIN(selector.n, 200),
		 selector.p, e.msg);
	return false;
}

/* The site whose pages the feed tells of, as a pattern. */
static const char *host_of(struct cli *c, const struct outline *o)
{
	const char *host = url_host(c->arena, o->site_url ? o->site_url : o->url);

	return str_starts(str_of(host), STR("www.")) ? host + 4 : host;
}

static bool is_listed(const struct rules_addition *list, size_t n, const struct rules_addition *add)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (streq(list[i].pattern, add->pattern) && streq(list[i].lines, add->lines))
			return true;
	return false;
}

static void add_site(struct cli *c, const struct outline *o, struct rules_addition **list,
		     size_t *n)
{
	struct said said = read_attrs(o);
	struct buf b = BUF_INIT(4 * LIMIT_SELECTOR_BYTES);
	struct rules_addition add = { .pattern = host_of(c, o) };

	if (!*add.pattern || (!said.body.n && !said.drop.n))
		return;
	put_line(c, &b, add.pattern, rule_name(RULE_BODY), said.body);
	put_line(c, &b, add.pattern, rule_name(RULE_DROP), said.drop);
	add.lines = arena_str(c->arena, buf_str(&b));
	if (b.len && !is_listed(*list, *n, &add)) {
		*ARENA_PUSH(c->arena, *list, *n) = add;
		if (said.conditions.n)
			cli_note(_("%s: conditions are left out, the rules hold for all its pages"),
				 add.pattern);
	}
	buf_free(&b);
}

enum rc import_rules(struct cli *c, const struct outlines *list)
{
	struct rules_addition *sites = NULL;
	size_t n = 0, added, i;
	const char *path = NULL;
	struct err e = { 0 };
	enum rc rc;

	for (i = 0; i < list->n_items && n < LIMIT_IMPORTED_RULES; i++)
		if (list->items[i].opml)
			add_site(c, &list->items[i], &sites, &n);
	if (!n)
		return OK;
	rc = rules_import(setup_rules(c), sites, n, &added, &path, &e);
	if (rc)
		return cli_fail(c, path, rc, &e);
	if (added)
		out_printf(ngettext("the rules of %zu site written to %s\n",
				    "the rules of %zu sites written to %s\n", added),
			   added, clean_cstr(c->arena, path).p);
	return OK;
}

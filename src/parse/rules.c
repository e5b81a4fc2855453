/* rules.c: lookups first, in the untouched tree, then what is dropped goes, then what is left is
 * looked up: so no pass behind this one needs to know that there are rules. */
#include "parse/rules.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/blocks.h"
#include "parse/boilerplate.h"
#include "parse/explain.h"
#include "parse/extract.h"
#include "parse/sanitize.h"

enum {
	CARD_LINKS = 100,	/* links of an element of "related" that are looked at */
	VALUES = 1000,		/* elements that are asked for a title, a date ... */
};

struct nodes {
	xmlNode **list;
	size_t n;
};

struct found {
	struct nodes body, keep;
	const struct rule *body_rule;	/* that found them */
	const xmlNode *title_node;
	const char *title, *byline, *next_url;
	struct date date;
	unsigned long steps;		/* that the selectors may still take */
	struct related *related;
	size_t n_related;
};

/* A byline is what the user says is one. */
static const struct names_where authors = { .is_person = true, .with_desks = true };

/* --- selectors --- */

static void keep_silent(void *ctx, xmlErrorPtr e)
{
}

/* The nodes that a rule's expression selects, in the order of the page, in the arena. What it is
 * to be blamed for is told here. */
static bool look_up(struct page *p, const struct rule *rule, struct nodes *out)
{
	xmlXPathContextPtr ctx = xmlXPathNewContext(p->doc);
	xmlXPathCompExprPtr expr = NULL;
	xmlXPathObjectPtr result = NULL;
	const char *wrong = NULL;
	bool is_costly = false;
	int i;

	*out = (struct nodes){ 0 };
	if (ctx) {
		ctx->opLimit = MIN(p->found->steps, LIMIT_XPATH_STEPS);
		ctx->error = keep_silent;
		expr = xmlXPathCtxtCompile(ctx, BAD_CAST rule->xpath);
	}
	if (expr && ctx->opLimit)
		result = xmlXPathCompiledEval(expr, ctx);
	if (ctx) {
		is_costly = expr && !result && ctx->opCount >= ctx->opLimit;
		p->found->steps -= MIN(p->found->steps, ctx->opCount);
	}
	if (is_costly)
		explain_rule(p->explain, rule, 0, "%s", _("too much work on this page"));
	else if (!result)
		wrong = _("this is no XPath");
	else if (result->type != XPATH_NODESET)
		wrong = _("this XPath selects nothing");
	else if (result->nodesetval)
		xmlXPathNodeSetSort(result->nodesetval);
	if (wrong)
		explain_wrong(p->explain, rule, wrong);
	for (i = 0; result && !wrong && i < xmlXPathNodeSetGetLength(result->nodesetval); i++) {
		xmlNode *n = result->nodesetval->nodeTab[i];

		if (n->type == XML_ELEMENT_NODE || n->type == XML_TEXT_NODE ||
		    n->type == XML_ATTRIBUTE_NODE)
			*ARENA_PUSH(p->arena, out->list, out->n) = n;
	}
	xmlXPathFreeObject(result);
	xmlXPathFreeCompExpr(expr);
	xmlXPathFreeContext(ctx);
	return !is_costly && !wrong;
}

static void tell(const struct page *p, const struct rule *rule, size_t n)
{
	if (!n)
		explain_rule(p->explain, rule, 0, "%s", _("nothing found"));
	else
		explain_rule(p->explain, rule, n, ngettext("%zu found", "%zu found", n), n);
}

/* --- values --- */

/* The words a node stands for: what <meta> and <time> say, an attribute, or its text. */
static const char *value_of(const struct page *p, const xmlNode *n)
{
	const char *value = NULL;

	if (n->type == XML_ATTRIBUTE_NODE)
		n = n->children;
	if (!n)
		return "";
	if (n->type == XML_TEXT_NODE)
		return sanitize_line(p->arena, str_of((const char *)n->content), LIMIT_FIELD_BYTES);
	if (html_is(n, "meta"))
		value = html_attr(n, "content");
	else if (html_is(n, "time"))
		value = html_attr(n, "datetime");
	if (!value)
		value = html_text_start(p, n, LIMIT_FIELD_BYTES);
	return sanitize_line(p->arena, str_of(value), LIMIT_FIELD_BYTES);
}

/* An address: of an attribute, of a link, or of the first link below. */
static const char *address_of(const struct page *p, const xmlNode *n)
{
	const xmlNode *at;
	const char *url;

	if (n->type != XML_ELEMENT_NODE || html_is(n, "meta")) {
		url = url_resolve(p->arena, p->base, str_of(value_of(p, n)));
		return url && url_is_http(url) ? url : NULL;
	}
	for (at = n; at; at = html_next(n, at)) {
		url = html_is(at, "a") || html_is(at, "link") ? html_link(p, at, "href") : NULL;
		if (url && url_is_http(url))
			return url;
	}
	return NULL;
}

/* The whole value, or the first date in it. English of unknown kind has the month first. */
static struct date date_of(const struct page *p, const char *value)
{
	const char *language = html_attr(p->root, "lang");
	bool day_first = language && !str_istarts(str_of(language), STR("en"));
	struct date date = date_read(str_of(value), day_first);
	size_t at, used;

	return date.when != DATE_NONE ? date : date_find(str_of(value), day_first, &at, &used);
}

/* Whether a rule of that kind has found something already: of several the first counts. */
static bool is_found(const struct found *f, uint32_t kind)
{
	switch (kind) {
	case RULE_BODY: return f->body.n > 0;
	case RULE_TITLE: return f->title;
	case RULE_BYLINE: return f->byline;
	case RULE_DATE: return f->date.when != DATE_NONE;
	case RULE_NEXT: return f->next_url;
	case RULE_RELATED: return f->n_related > 0;
	default: return false;
	}
}

/* --- related headlines --- */

/* Before its texts are: boxes in each other that say the same must not cost each of them. */
static bool is_wanted(const struct found *f, const char *url)
{
	size_t i;

	if (!url || !url_is_page(url) || f->n_related >= LIMIT_RELATED)
		return false;
	for (i = 0; i < f->n_related; i++)
		if (streq(f->related[i].url, url))
			return false;
	return true;
}

static const char *text_of(const struct page *p, const xmlNode *n)
{
	return html_text_start(p, n, LIMIT_FIELD_BYTES);
}

static void add_related(struct page *p, const char *url, const char *title, const char *summary)
{
	struct found *f = p->found;
	struct related *r;

	if (str_blank(title))
		return;
	r = ARENA_PUSH(p->arena, f->related, f->n_related);
	*r = (struct related){ .url = url, .title = title, .summary = summary,
			       .kind = RELATED_STORY };
}

/* The words of a card beside its headline. */
static const char *summary_in(const struct page *p, const xmlNode *card, const char *title)
{
	const xmlNode *n;
	const char *text;

	for (n = card; n; n = html_next(card, n)) {
		if (!html_is(n, "p"))
			continue;
		text = text_of(p, n);
		if (!str_blank(text) && !streq(text, title))
			return text;
	}
	return NULL;
}

/* One link: a card, whose headline is its heading or the link. Several: each is a headline. */
static void add_cards(struct page *p, const xmlNode *card)
{
	const char *url = NULL, *title = NULL, *other;
	const xmlNode *n, *heading = NULL;
	size_t links = 0;
	bool several = false;

	for (n = card; n && links < CARD_LINKS; n = html_next(card, n)) {
		if (html_heading(n) && !heading)
			heading = n;
		if (!html_is(n, "a"))
			continue;
		other = html_link(p, n, "href");
		links++;
		several = several || (url && other && !streq(url, other));
		url = url ? url : other;
	}
	if (!several) {
		if (!is_wanted(p->found, url))
			return;
		title = heading ? text_of(p, heading) : NULL;
		for (n = card; n && str_blank(title); n = html_next(card, n))
			if (html_is(n, "a"))
				title = text_of(p, n);
		add_related(p, url, title, summary_in(p, card, title));
		return;
	}
	for (n = card, links = 0; n && links < CARD_LINKS; n = html_next(card, n)) {
		if (!html_is(n, "a"))
			continue;
		links++;
		url = html_link(p, n, "href");
		if (is_wanted(p->found, url))
			add_related(p, url, text_of(p, n), NULL);
	}
}

/* --- one rule --- */

static void take_first(struct page *p, const struct rule *rule, const struct nodes *nodes)
{
	struct found *f = p->found;
	const char *value = "", *told = NULL;
	struct names names = { 0 };
	size_t i;

	for (i = 0; i < nodes->n && i < VALUES && !is_found(f, rule->kind); i++) {
		const xmlNode *n = nodes->list[i];

		value = value_of(p, n);
		if (rule->kind == RULE_NEXT) {
			told = f->next_url = address_of(p, n);
		} else if (rule->kind == RULE_DATE) {
			f->date = date_of(p, value);
			told = date_rfc3339(p->arena, f->date.when);
		} else if (rule->kind == RULE_BYLINE && *value) {
			names_add(p->arena, str_of(value), &authors, &names);
			told = f->byline = names.n ? names_join(p->arena, &names) : value;
		} else if (rule->kind == RULE_TITLE && *value) {
			told = f->title = value;
			f->title_node = n->type == XML_ELEMENT_NODE ? n : NULL;
		}
	}
	if (told)
		explain_rule(p->explain, rule, nodes->n, "%s", told);
	else if (nodes->n)
		explain_rule(p->explain, rule, nodes->n,
			     rule->kind == RULE_NEXT ? _("no address in it: %s") :
			     rule->kind == RULE_DATE ? _("no date that can be read: %s") :
			     _("no words in it: %s"), value);
	else
		tell(p, rule, 0);
}

/* What is dropped may lie in what was dropped already. */
static void drop(struct page *p, const struct rule *rule, const struct nodes *nodes)
{
	size_t i;

	for (i = 0; i < nodes->n; i++) {
		xmlNode *n = nodes->list[i];

		if (n->type == XML_ATTRIBUTE_NODE || n == p->root || n == p->head || n == p->body)
			continue;
		explain_off(p->explain, p, n, rule);
		html_take_off(p, n);
	}
	tell(p, rule, nodes->n);
}

static void keep_elements(struct page *p, const struct rule *rule, const struct nodes *nodes,
			  struct nodes *out)
{
	size_t i;

	for (i = 0; i < nodes->n && out->n < LIMIT_BLOCKS; i++)
		if (nodes->list[i]->type == XML_ELEMENT_NODE)
			*ARENA_PUSH(p->arena, out->list, out->n) = nodes->list[i];
	tell(p, rule, nodes->n);
}

static void apply(struct page *p, const struct rule *rule)
{
	struct found *f = p->found;
	struct nodes nodes;
	size_t i;

	if (is_found(f, rule->kind)) {
		explain_rule(p->explain, rule, 0, "%s",
			     _("not tried: a rule before it found something"));
		return;
	}
	if (!look_up(p, rule, &nodes))
		return;
	switch (rule->kind) {
	case RULE_DROP:
		drop(p, rule, &nodes);
		break;
	case RULE_BODY:
		keep_elements(p, rule, &nodes, &f->body);
		if (f->body.n)
			f->body_rule = rule;
		break;
	case RULE_KEEP:
		keep_elements(p, rule, &nodes, &f->keep);
		break;
	case RULE_RELATED:
		for (i = 0; i < nodes.n && f->n_related < LIMIT_RELATED; i++)
			if (nodes.list[i]->type == XML_ELEMENT_NODE)
				add_cards(p, nodes.list[i]);
		tell(p, rule, f->n_related);
		break;
	default:
		take_first(p, rule, &nodes);
	}
}

void rules_read(struct page *p, const struct rules *rules)
{
	/* what tells something may stand in what is dropped; the text must not */
	static const uint32_t rounds[] = {
		1 << RULE_TITLE | 1 << RULE_BYLINE | 1 << RULE_DATE | 1 << RULE_NEXT |
			1 << RULE_RELATED,
		1 << RULE_DROP,
		1 << RULE_BODY | 1 << RULE_KEEP,
	};
	size_t k, i;

	if (!rules || !rules->n_items)
		return;
	p->found = ARENA_NEW(p->arena, struct found);
	p->found->date.when = DATE_NONE;
	p->found->steps = LIMIT_RULES_STEPS;
	for (k = 0; k < ARRAY_LEN(rounds); k++)
		for (i = 0; i < rules->n_items; i++)
			if (rules->items[i].kind < RULE_KINDS &&
			    rounds[k] & 1u << rules->items[i].kind)
				apply(p, &rules->items[i]);
}

/* --- what was found --- */

static void set_meta(const struct found *f, struct article *art)
{
	if (f->title)
		art->title = f->title;
	if (f->byline)
		art->byline = f->byline;
	if (f->date.when == DATE_NONE)
		return;
	art->published = f->date.when;
	art->published_zone = f->date.zone == DATE_ZONE_NONE ? 0 : f->date.zone;
}

void rules_meta(const struct page *p, struct article *art, struct meta *meta)
{
	const struct found *f = p->found;

	if (!f)
		return;
	set_meta(f, art);
	meta->h1 = f->title_node ? f->title_node : meta->h1;
	if (f->byline) {
		meta->names.n = 0;
		names_add(p->arena, str_of(f->byline), &authors, &meta->names);
	}
}

void rules_around(const struct page *p, struct article *art)
{
	const struct found *f = p->found;

	if (!f)
		return;
	/* once more: threads have headlines of their own */
	set_meta(f, art);
	if (f->next_url)
		art->next_url = f->next_url;
	if (f->n_related) {
		art->related = f->related;
		art->n_related = f->n_related;
	}
}

/* The smallest element that holds all of the list; EL_NONE where none of it is visible. */
static uint32_t holder_of(const struct score *s, const struct nodes *nodes)
{
	uint32_t root = EL_NONE, at;
	size_t i;

	for (i = 0; i < nodes->n; i++) {
		at = score_index(s, nodes->list[i]);
		if (at == EL_NONE)
			continue;
		if (root == EL_NONE)
			root = at;
		while (at < root || at >= s->els[root].end)
			root = s->els[root].parent;
	}
	return root;
}

/* Of the holder only the way to the elements and they themselves stay alive. */
static void kill_others(struct score *s, uint32_t root, const struct nodes *nodes)
{
	bool *holds = arena_array(s->page->arena, s->n, sizeof(*holds));
	bool *is = arena_array(s->page->arena, s->n, sizeof(*is));
	uint32_t at, i;
	size_t k;

	for (k = 0; k < nodes->n; k++) {
		at = score_index(s, nodes->list[k]);
		if (at == EL_NONE)
			continue;
		is[at] = true;
		for (; at != EL_NONE && !holds[at]; at = s->els[at].parent)
			holds[at] = true;
	}
	for (i = root; i < s->els[root].end; ) {
		if (!holds[i])
			score_kill(s, i, WHY_OUTSIDE);
		i = holds[i] && !is[i] ? i + 1 : s->els[i].end;
	}
}

void rules_keep(struct score *s)
{
	const struct found *f = s->page->found;
	uint32_t i, k;
	size_t n;

	for (n = 0; f && n < f->keep.n; n++) {
		i = score_index(s, f->keep.list[n]);
		if (i == EL_NONE)
			continue;
		for (k = i; k < s->els[i].end; k++)
			s->els[k].kept = KEPT_IS;
		for (k = s->els[i].parent; k != EL_NONE && !s->els[k].kept; k = s->els[k].parent)
			s->els[k].kept = KEPT_HOLDS;
	}
}

/* The blocks of all elements one after the other, of one that lies in another with it. */
static void take_blocks(struct score *s, const struct nodes *nodes, struct article *art)
{
	const xmlNode *last = NULL;
	struct block *blocks;
	size_t i, k, n;

	art->blocks = NULL;
	art->n_blocks = 0;
	for (i = 0; i < nodes->n; i++) {
		if (last && html_within(nodes->list[i], last))
			continue;
		last = nodes->list[i];
		blocks = NULL;
		n = 0;
		if (!extract_is_dead(last, s))
			blocks_from_tree(s->page, last, extract_is_dead, s, &blocks, &n);
		for (k = 0; k < n && art->n_blocks < LIMIT_BLOCKS; k++)
			*ARENA_PUSH(s->page->arena, art->blocks, art->n_blocks) = blocks[k];
	}
}

const xmlNode *rules_body(struct score *s, const struct meta *meta, struct article *art)
{
	struct found *f = s->page->found;
	const struct article was = *art;
	uint32_t root, i;

	if (!f || !f->body.n)
		return NULL;
	root = holder_of(s, &f->body);
	if (root != EL_NONE) {
		kill_others(s, root, &f->body);
		boiler_mark(s, root, meta, art);
	}
	take_blocks(s, &f->body, art);
	if (art->n_blocks) {
		s->root = root;
		explain_say(s->page->explain, _("the text is what the rule %s found, %u words"),
			    f->body_rule->where,
			    (unsigned int)blocks_words(art->blocks, art->n_blocks));
		return root != EL_NONE ? s->els[root].node : f->body.list[0];
	}
	explain_say(s->page->explain, _("what the rule %s found holds no text"),
		    f->body_rule->where);
	*art = was;
	for (i = 0; i < s->n; i++)
		s->els[i].dead = s->els[i].hushed = false;
	return NULL;
}

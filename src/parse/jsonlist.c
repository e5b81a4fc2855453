#include "parse/jsonlist.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "parse/address.h"
#include "parse/json.h"
#include "parse/jsonmend.h"
#include "parse/sanitize.h"

enum {
	VALUES = 4096,		/* objects and lists looked at in one block */
	BLOCKS = 32,
	BLOCK_BYTES = MIB(1),	/* of what is mended */
};

#define TREE_BYTES (LIMIT_JSON_TREE / 8)	/* of all blocks, beside the page's own tree */

struct list {
	const struct page *page;
	struct listed *items;
	size_t n, max;
};

static bool is_type(const json_t *o, const char *const types[])
{
	const json_t *type = json_object_get(o, "@type");

	for (size_t i = 0; i < MAX(json_array_size(type), 1u); i++) {
		const json_t *one = json_is_array(type) ? json_array_get(type, i) : type;
		struct str t = str_of(json_string_value(one));

		for (size_t k = 0; types[k]; k++)
			if (t.n && str_iends(t, str_of(types[k])))
				return true;
	}
	return false;
}

static bool is_menu(const json_t *o)
{
	return is_type(o, (const char *const[]){ "BreadcrumbList", "SiteNavigationElement",
						 "WPHeader", "WPFooter", NULL });
}

static bool is_story(const json_t *o)
{
	return is_type(o, (const char *const[]){ "Article", "BlogPosting", "LiveBlogPosting",
						 "Report", "Review", "VideoObject", NULL });
}

/* What a list's item may be: a story, or something of no narrower type; no product, no event. */
static bool is_listable(const json_t *item)
{
	return !json_object_get(item, "@type") || is_story(item) ||
	       is_type(item, (const char *const[]){ "WebPage", "CreativeWork", "Thing", NULL });
}

/* The first of the members that is text, as text. */
static const char *text(const struct list *l, const json_t *o, const char *const keys[],
			size_t most)
{
	for (size_t i = 0; keys[i]; i++) {
		const json_t *v = json_object_get(o, keys[i]);
		const char *s;

		if (json_is_array(v))
			v = json_array_get(v, 0);
		s = json_string_value(v);
		if (!str_blank(s))
			return sanitize_text(l->page->arena, str_of(s), most);
	}
	return NULL;
}

static const char *address(const struct list *l, const json_t *v)
{
	static const char *const keys[] = { "url", "mainEntityOfPage", "contentUrl", "@id", NULL };
	const char *s = json_string_value(v);

	for (size_t i = 0; !s && keys[i]; i++) {
		const json_t *u = json_object_get(v, keys[i]);

		if (json_is_object(u))
			u = json_object_get(u, "@id");
		s = json_string_value(u);
	}
	return str_blank(s) ? NULL : url_resolve(l->page->arena, l->page->base, str_of(s));
}

static const char *picture(const struct list *l, const json_t *o)
{
	const json_t *v = json_object_get(o, "image");
	const char *url;

	v = v ? v : json_object_get(o, "thumbnailUrl");
	if (json_is_array(v))
		v = json_array_get(v, 0);
	url = address(l, v);
	return url && url_is_http(url) ? url : NULL;
}

/* item tells the story; its place in the list may tell address and name instead. */
static void put(struct list *l, const json_t *item, const json_t *place)
{
	static const char *const names[] = { "headline", "name", NULL };
	struct listed s = { .url = address(l, item), .published = DATE_NONE };
	enum address kind;
	const char *date;

	if (!s.url)
		s.url = address(l, json_object_get(place, "url"));
	if (!s.url || !url_is_http(s.url) || l->n == l->max)
		return;
	kind = address_kind(l->page, s.url);
	if (kind == ADDRESS_OTHER || (kind != ADDRESS_STORY && !is_story(item)))
		return;
	s.key = url_key(l->page->arena, s.url);
	for (size_t i = 0; i < l->n; i++)
		if (streq(l->items[i].key, s.key))
			return;
	s.title = text(l, item, names, LIMIT_TITLE_BYTES);
	if (str_blank(s.title))
		s.title = text(l, place, names, LIMIT_TITLE_BYTES);
	s.summary = text(l, item, (const char *const[]){ "description", "abstract", NULL },
			 LIMIT_FIELD_BYTES);
	s.image = picture(l, item);
	date = json_string_value(json_object_get(item, "datePublished"));
	date = date ? date : json_string_value(json_object_get(item, "uploadDate"));
	if (date)
		s.published = date_parse(str_of(date));
	*ARENA_PUSH(l->page->arena, l->items, l->n) = s;
}

static bool is_open(const json_t *v)
{
	return json_is_object(v) || json_is_array(v);
}

/* Every value below root but in menus, without recursion: a stack, so that the order is that of
 * the document. */
static void walk(struct list *l, const json_t *root)
{
	const json_t **stack = mem_alloc(VALUES * sizeof(*stack));
	size_t n = 0, seen = 0;

	stack[n++] = root;
	while (n && seen++ < VALUES) {
		const json_t *v = stack[--n], *item;
		json_t *one;
		const char *key;
		size_t first = n, i;

		if (is_menu(v))
			continue;
		if (is_type(v, (const char *const[]){ "ListItem", NULL })) {
			item = json_object_get(v, "item");
			if (is_listable(item))
				put(l, item ? item : v, v);
			continue;
		}
		if (is_story(v)) {
			put(l, v, NULL);
			continue;
		}
		json_array_foreach(v, i, one)
			if (is_open(one) && n < VALUES)
				stack[n++] = one;
		json_object_foreach((json_t *)v, key, one)
			if (is_open(one) && n < VALUES)
				stack[n++] = one;
		for (size_t a = first, b = n; a + 1 < b; a++) {
			const json_t *last = stack[--b];

			stack[b] = stack[a];
			stack[a] = last;
		}
	}
	free(stack);
}

static json_t *read_block(struct str block)
{
	struct buf b = BUF_INIT(BLOCK_BYTES);
	json_t *json = json_read(block, NULL);

	if (!json && block.n < BLOCK_BYTES) {
		json_mend(block, &b);
		json = json_read(buf_str(&b), NULL);
	}
	buf_free(&b);
	return json;
}

size_t jsonlist_read(const struct page *p, size_t max, struct listed **out)
{
	struct list l = { .page = p, .max = max };
	size_t left = TREE_BYTES, blocks = 0;

	for (const xmlNode *n = p->root; n && blocks < BLOCKS; n = html_next(p->root, n)) {
		const char *type = html_attr(n, "type");
		struct str block;
		size_t bytes;
		json_t *json;

		if (!html_is(n, "script") || !type || !n->children || !n->children->content ||
		    str_ifind(str_of(type), STR("ld+json")) == SIZE_MAX)
			continue;
		block = str_of((const char *)n->children->content);
		bytes = json_tree_bytes(block);
		if (bytes > left)
			continue;
		left -= bytes;
		blocks++;
		json = read_block(block);
		if (json)
			walk(&l, json);
		json_decref(json);
	}
	*out = l.items;
	return l.n;
}

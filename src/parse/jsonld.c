/* jsonld.c: all objects of all blocks in one list, the article picked from it. */
#include "parse/jsonld.h"

#include "base/limits.h"
#include "base/mem.h"
#include "parse/json.h"
#include "parse/jsonmend.h"
#include "parse/names.h"

#define OBJECTS 4096		/* looked at in one page */
#define ROOTS 64		/* blocks of one page */
#define ARTICLES 64		/* that are compared with the page */
#define HEADLINE_BYTES 300
#define SAME_TITLE 0.7	/* share of words that two headlines of one story have in common */
#define BLOCK_BYTES MIB(2)
#define TREE_BYTES (LIMIT_JSON_TREE / 4)	/* of all blocks, beside the page's own tree */

struct objects {
	json_t *roots[ROOTS];
	size_t n_roots;
	json_t *list[OBJECTS];	/* borrowed from the roots, in document order */
	size_t n;
};

/* All values of a text, one behind the other; false where it is damaged and gave none. */
static bool read_values(struct objects *o, struct str text)
{
	json_error_t at;
	json_t *json;
	bool any = false;

	while (o->n_roots < ROOTS) {
		while (text.n &&
		       (ascii_space(text.p[0]) || text.p[0] == ',' || text.p[0] == ';'))
			text = str_sub(text, 1, SIZE_MAX);
		if (!text.n || (text.p[0] != '{' && text.p[0] != '['))
			return any;
		json = json_read(text, &at);
		if (!json)
			return any;
		any = true;
		o->roots[o->n_roots++] = json;
		if (at.position <= 0)
			return any;
		text = str_sub(text, (size_t)at.position, SIZE_MAX);
	}
	return any;
}

static void read_block(struct objects *o, struct str text)
{
	struct buf b = BUF_INIT(BLOCK_BYTES + BLOCK_BYTES / 2);

	if (read_values(o, text) || text.n >= BLOCK_BYTES)
		return;
	json_mend(text, &b);
	read_values(o, buf_str(&b));
	buf_free(&b);
}

/* Every object below the roots, without recursion. */
static void collect(struct objects *o)
{
	json_t **queue = mem_alloc(OBJECTS * sizeof(*queue));
	size_t head = 0, tail = 0, i;
	json_t *value;
	const char *key;

	for (i = 0; i < o->n_roots; i++)
		queue[tail++] = o->roots[i];
	while (head < tail) {
		json_t *j = queue[head++];

		if (json_is_object(j)) {
			if (o->n < OBJECTS)
				o->list[o->n++] = j;
			json_object_foreach(j, key, value)
				if (tail < OBJECTS &&
				    (json_is_object(value) || json_is_array(value)))
					queue[tail++] = value;
		} else {
			json_array_foreach(j, i, value)
				if (tail < OBJECTS &&
				    (json_is_object(value) || json_is_array(value)))
					queue[tail++] = value;
		}
	}
	free(queue);
}

/* How much of an article a type is: 0 none, 1 a page, 2 what one reads. */
static int rank_type(const char *type)
{
	static const char *const ends[] = { "Article", "Posting", "Review" };
	static const char *const works[] = { "Report", "Recipe", "HowTo", "CreativeWork",
					     "BlogPost", "NewsItem", "PodcastEpisode", "QAPage",
					     "FAQPage" };
	static const char *const pages[] = { "WebPage", "ItemPage", "WebSite", "VideoObject",
					     "Product", "AboutPage" };
	struct str t = str_of(type);
	size_t at, i;

	while ((at = str_chr(t, '/')) != SIZE_MAX || (at = str_chr(t, ':')) != SIZE_MAX)
		t = str_sub(t, at + 1, t.n);
	for (i = 0; i < ARRAY_LEN(ends); i++)
		if (str_iends(t, str_of(ends[i])))
			return str_ieq(t, STR("JobPosting")) ? 0 : 2;
	for (i = 0; i < ARRAY_LEN(works); i++)
		if (str_ieq(t, str_of(works[i])))
			return 2;
	for (i = 0; i < ARRAY_LEN(pages); i++)
		if (str_ieq(t, str_of(pages[i])))
			return 1;
	return 0;
}

static int best_type(const json_t *o, int (*rate)(const char *type))
{
	const json_t *type = json_object_get(o, "@type");
	json_t *one;
	size_t i;
	int best = 0;

	if (!type)
		type = json_object_get(o, "type");
	if (json_is_string(type))
		return rate(json_string_value(type));
	json_array_foreach(type, i, one)
		if (json_is_string(one))
			best = MAX(best, rate(json_string_value(one)));
	return best;
}

static int rank(const json_t *o)
{
	return best_type(o, rank_type);
}

/* 2 a person, 1 a house, 0 not told; who is both is a person. */
static int rank_author(const char *type)
{
	struct str t = str_of(type);

	if (str_iends(t, STR("Person")))
		return 2;
	return str_iends(t, STR("Organization")) || str_iends(t, STR("Corporation")) ||
	       str_iends(t, STR("WebSite"));
}

static const char *text(struct arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_object(v) && json_object_get(v, "@value"))
		v = json_object_get(v, "@value");
	return json_is_string(v) && json_string_length(v) ?
	       arena_strdup(a, json_string_value(v)) : NULL;
}

/* The object that a bare {"@id": ...} stands for. */
static const json_t *resolve(const struct objects *o, const json_t *v)
{
	const char *id = json_string_value(json_object_get(v, "@id"));
	size_t i;

	if (!id || json_object_get(v, "name"))
		return v;
	for (i = 0; i < o->n; i++)
		if (streq(json_string_value(json_object_get(o->list[i], "@id")), id) &&
		    json_object_get(o->list[i], "name"))
			return o->list[i];
	return v;
}

static const char *name_of_parts(struct arena *a, const json_t *person)
{
	const char *given = text(a, person, "givenName"), *family = text(a, person, "familyName");

	if (given && family)
		return arena_printf(a, "%s %s", given, family);
	return given ? given : family;
}

static void add_author(struct arena *a, const struct objects *o, const json_t *v,
		       struct jsonld *out)
{
	const char *name;
	int kind = 0;

	if (out->n_authors >= ARRAY_LEN(out->authors))
		return;
	if (json_is_object(v)) {
		v = resolve(o, v);
		name = text(a, v, "name");
		kind = best_type(v, rank_author);
		if (!name)
			name = name_of_parts(a, v);
	} else {
		name = arena_strdup(a, json_string_value(v));
	}
	if (!name)
		return;
	out->is_house[out->n_authors] = kind == 1;
	out->is_person[out->n_authors] = kind == 2;
	out->authors[out->n_authors++] = name;
}

static void read_authors(struct arena *a, const struct objects *o, const json_t *v,
			 struct jsonld *out)
{
	json_t *one;
	size_t i;

	if (json_is_object(v) && json_is_array(json_object_get(v, "@list")))
		v = json_object_get(v, "@list");
	if (!json_is_array(v)) {
		add_author(a, o, v, out);
		return;
	}
	/* each may have to be looked up among all objects */
	json_array_foreach(v, i, one)
		if (i < LIMIT_AUTHORS)
			add_author(a, o, one, out);
}

static const char *first_of(struct arena *a, const json_t *o, const char *const keys[])
{
	const char *s = NULL;
	size_t i;

	for (i = 0; keys[i] && !s; i++)
		s = text(a, o, keys[i]);
	return s;
}

/* An image is an address, an object, a list of them, or the id of an object elsewhere. */
static void read_image(struct arena *a, const struct objects *o, const json_t *v,
		       struct jsonld *out)
{
	static const char *const urls[] = { "url", "contentUrl", NULL };
	static const char *const captions[] = { "caption", "description", NULL };
	const char *id;
	size_t i;

	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_string(v)) {
		out->image = arena_strdup(a, json_string_value(v));
		return;
	}
	id = json_string_value(json_object_get(v, "@id"));
	for (i = 0; id && !first_of(a, v, urls) && i < o->n; i++)
		if (o->list[i] != v &&
		    streq(json_string_value(json_object_get(o->list[i], "@id")), id))
			v = o->list[i];
	if (!json_is_object(v))
		return;
	out->image = first_of(a, v, urls);
	out->image_caption = first_of(a, v, captions);
}

static void fill(const char **field, const char *value)
{
	if (!*field)
		*field = value;
}

static void read_object(struct arena *a, const struct objects *o, const json_t *art, int r,
			struct jsonld *out)
{
	static const char *const headlines[] = { "headline", "name", NULL };
	static const char *const published[] = { "datePublished", "uploadDate", NULL };
	static const char *const sections[] = { "articleSection", NULL };
	const json_t *publisher = json_object_get(art, "publisher");

	if (r == 2) {
		fill(&out->headline, first_of(a, art, headlines));
		fill(&out->description, text(a, art, "description"));
		fill(&out->body, text(a, art, "articleBody"));
		fill(&out->url, text(a, art, "url"));
		fill(&out->section, first_of(a, art, sections));
		fill(&out->published, first_of(a, art, published));
		fill(&out->created, text(a, art, "dateCreated"));
		if (!out->n_authors)
			read_authors(a, o, json_object_get(art, "author"), out);
		if (!out->n_authors)
			read_authors(a, o, json_object_get(art, "creator"), out);
		if (!out->image)
			read_image(a, o, json_object_get(art, "image"), out);
	}
	fill(&out->published, text(a, art, "datePublished"));
	fill(&out->modified, text(a, art, "dateModified"));
	fill(&out->language, text(a, art, "inLanguage"));
	if (json_is_object(publisher))
		fill(&out->publisher, text(a, resolve(o, publisher), "name"));
	else if (json_is_string(publisher))
		fill(&out->publisher, arena_strdup(a, json_string_value(publisher)));
}

/* A headline, as much of it as is compared. */
static const char *headline_of(struct arena *a, const json_t *o)
{
	const char *s = json_string_value(json_object_get(o, "headline"));

	if (!s)
		s = json_string_value(json_object_get(o, "name"));
	return s ? arena_str(a, str_sub(str_of(s), 0, HEADLINE_BYTES)) : NULL;
}

/* How well an object's headline and address fit this page, of several articles on it. */
static int fits(struct arena *a, const json_t *o, const char *title, const char *url)
{
	const json_t *page = json_object_get(o, "mainEntityOfPage");
	const char *headline = headline_of(a, o), *id;
	int points = 0;

	if (title && headline && names_overlap(headline, title) >= SAME_TITLE)
		points += 2;
	id = json_is_object(page) ? text(a, page, "@id") : json_string_value(page);
	if (url && (streq(id, url) || streq(text(a, o, "url"), url)))
		points += 2;
	if (json_object_get(o, "articleBody") || json_object_get(o, "author"))
		points++;
	return points;
}

/* The article of the page first, then what other objects say of the same one, then the page. */
static void read_all(struct arena *a, const struct objects *o, const char *title,
		     const char *url, struct jsonld *out)
{
	const json_t *best = NULL;
	int top = -1, n;
	size_t i, seen = 0;

	for (i = 0; i < o->n && seen < ARTICLES; i++) {
		if (rank(o->list[i]) != 2)
			continue;
		seen++;
		n = fits(a, o->list[i], title, url);
		if (n > top) {
			top = n;
			best = o->list[i];
		}
	}
	if (best)
		read_object(a, o, best, 2, out);
	for (i = seen = 0; best && i < o->n && seen < ARTICLES; i++) {
		const char *headline;

		if (o->list[i] == best || rank(o->list[i]) != 2)
			continue;
		seen++;
		headline = headline_of(a, o->list[i]);
		if ((!headline || !out->headline ||
		     names_overlap(headline, out->headline) >= SAME_TITLE))
			read_object(a, o, o->list[i], 2, out);
	}
	for (i = 0; i < o->n; i++)
		if (rank(o->list[i]) == 1)
			read_object(a, o, o->list[i], 1, out);
}

void jsonld_read(const struct page *p, const char *url, struct jsonld *out)
{
	struct objects *o = mem_zalloc(sizeof(*o));
	const xmlNode *title = html_find(p->root, "title");
	size_t i, left = TREE_BYTES;
	const xmlNode *n;

	memset(out, 0, sizeof(*out));
	for (n = p->root; n && o->n_roots < ROOTS; n = html_next(p->root, n)) {
		struct str block;
		size_t bytes;

		if (!html_is(n, "script") || !n->children || !n->children->content)
			continue;
		block = str_of((const char *)n->children->content);
		bytes = json_tree_bytes(block);
		if (bytes > left)
			continue;
		left -= bytes;
		read_block(o, block);
	}
	collect(o);
	read_all(p->arena, o, title ? html_text(p, title) : NULL, url, out);
	for (i = 0; i < o->n_roots; i++)
		json_decref(o->roots[i]);
	free(o);
}

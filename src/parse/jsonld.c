/* jsonld.c: all objects of all blocks in one list, the article picked from it. */
#include "parse/jsonld.h"

#include "base/limits.h"
#include "base/mem.h"
#include "parse/json.h"

#define OBJECTS 4096		/* looked at in one page */
#define ROOTS 64		/* blocks of one page */
#define BLOCK_BYTES MIB(2)
#define TREE_BYTES (LIMIT_JSON_TREE / 4)	/* of all blocks, beside the page's own tree */

struct objects {
	json_t *roots[ROOTS];
	size_t n_roots;
	json_t *list[OBJECTS];	/* borrowed from the roots, in document order */
	size_t n;
};

/* JSON as people paste it: control characters inside strings, commas before a bracket, comment
 * and CDATA marks around it. */
static json_t *load(struct str text)
{
	struct buf b = BUF_INIT(BLOCK_BYTES);
	bool in_string = false;
	json_t *json;
	size_t i, k, start;

	json = json_read(text, NULL);
	if (json || text.n >= BLOCK_BYTES)
		return json;
	start = MIN(str_chr(text, '{'), str_chr(text, '['));
	if (str_starts(str_trim(text), STR("//<![CDATA[")) ||
	    str_starts(str_trim(text), STR("<![")))
		start = str_chr(text, '{');
	for (i = start; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\\' && in_string && i + 1 < text.n) {
			bool known = strchr("\"\\/bfnrtu", text.p[i + 1]) != NULL;

			if (known)
				buf_putc(&b, c);
			buf_putc(&b, text.p[++i]);
			continue;
		}
		if (c == '"')
			in_string = !in_string;
		if (!in_string && c == ',') {
			for (k = i + 1; k < text.n && ascii_space(text.p[k]); )
				k++;
			if (k < text.n && (text.p[k] == '}' || text.p[k] == ']'))
				continue;
		}
		buf_putc(&b, (unsigned char)c < ' ' ? ' ' : c);
	}
	json = json_read(buf_str(&b), NULL);
	buf_free(&b);
	return json;
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

/* How much of an article a type is: 0 none, 1 a page, 2 an article. */
static int rank_type(const char *type)
{
	struct str t = str_of(type);
	size_t at;

	while ((at = str_chr(t, '/')) != SIZE_MAX)
		t = str_sub(t, at + 1, t.n);
	if (str_iends(t, STR("Article")) || str_iends(t, STR("BlogPosting")) ||
	    str_ieq(t, STR("Report")) || str_ieq(t, STR("Review")) || str_ieq(t, STR("Recipe")))
		return 2;
	if (str_ieq(t, STR("WebPage")) || str_ieq(t, STR("ItemPage")))
		return 1;
	return 0;
}

static int rank(const json_t *o)
{
	const json_t *type = json_object_get(o, "@type");
	json_t *one;
	size_t i;
	int best = 0;

	if (json_is_string(type))
		return rank_type(json_string_value(type));
	json_array_foreach(type, i, one)
		if (json_is_string(one))
			best = MAX(best, rank_type(json_string_value(one)));
	return best;
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

static void add_author(struct arena *a, const struct objects *o, const json_t *v,
		       struct jsonld *out)
{
	const char *name;

	if (out->n_authors >= ARRAY_LEN(out->authors))
		return;
	if (json_is_object(v))
		name = text(a, resolve(o, v), "name");
	else
		name = arena_strdup(a, json_string_value(v));
	if (name)
		out->authors[out->n_authors++] = name;
}

static void read_authors(struct arena *a, const struct objects *o, const json_t *v,
			 struct jsonld *out)
{
	json_t *one;
	size_t i;

	if (!json_is_array(v)) {
		add_author(a, o, v, out);
		return;
	}
	/* each may have to be looked up among all objects */
	json_array_foreach(v, i, one)
		if (i < LIMIT_AUTHORS)
			add_author(a, o, one, out);
}

static const char *read_image(struct arena *a, const struct objects *o, const json_t *v)
{
	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_string(v))
		return arena_strdup(a, json_string_value(v));
	if (json_is_object(v))
		return text(a, v, "url");
	return NULL;
}

static void fill(const char **field, const char *value)
{
	if (!*field)
		*field = value;
}

static void read_object(struct arena *a, const struct objects *o, const json_t *art, int r,
			struct jsonld *out)
{
	const json_t *publisher = json_object_get(art, "publisher");

	if (r == 2) {
		fill(&out->headline, text(a, art, "headline"));
		fill(&out->description, text(a, art, "description"));
		fill(&out->body, text(a, art, "articleBody"));
		fill(&out->url, text(a, art, "url"));
		if (!out->n_authors)
			read_authors(a, o, json_object_get(art, "author"), out);
		if (!out->image)
			out->image = read_image(a, o, json_object_get(art, "image"));
	}
	fill(&out->published, text(a, art, "datePublished"));
	fill(&out->modified, text(a, art, "dateModified"));
	fill(&out->language, text(a, art, "inLanguage"));
	if (!out->publisher && json_is_object(publisher))
		out->publisher = text(a, resolve(o, publisher), "name");
}

void jsonld_read(const struct page *p, struct jsonld *out)
{
	struct objects *o = mem_zalloc(sizeof(*o));
	size_t i, left = TREE_BYTES;
	const xmlNode *n;
	int r;

	memset(out, 0, sizeof(*out));
	for (n = p->root; n && o->n_roots < ROOTS; n = html_next(p->root, n)) {
		json_t *json;
		struct str block;
		size_t bytes;

		if (!html_is(n, "script") || !n->children || !n->children->content)
			continue;
		block = str_of((const char *)n->children->content);
		bytes = json_tree_bytes(block);
		if (bytes > left)
			continue;
		left -= bytes;
		json = load(block);
		if (json)
			o->roots[o->n_roots++] = json;
	}
	collect(o);
	for (r = 2; r > 0; r--)
		for (i = 0; i < o->n; i++)
			if (rank(o->list[i]) == r)
				read_object(p->arena, o, o->list[i], r, out);
	for (i = 0; i < o->n_roots; i++)
		json_decref(o->roots[i]);
	free(o);
}

#include "cli/opml.h"

#include <search.h>
#include <time.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/render.h"

/* Deeper tags keep the rest of their path in the name of the last folder. */
#define DEPTH_MAX 16

/* A folder or a feed. */
struct node {
	const char *path;		/* of a folder: "News/Local" */
	struct str name;
	const struct outline *feed;	/* NULL: a folder */
	struct node *next, *first, *last;
};

struct namespace {
	struct str uri;
	char *prefix;
};

struct opml {
	struct arena *arena;
	struct node root;
	void *folders;			/* tsearch(3): nodes by path */
	struct namespace spaces[LIMIT_NAMESPACES];
	size_t n_spaces;
};

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct node *)a)->path, ((const struct node *)b)->path);
}

static void keep_node(void *node)
{
}

static void append(struct node *parent, struct node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

/* The folder of that path, below parent. */
static struct node *folder(struct opml *x, struct node *parent, struct str path, struct str name)
{
	struct node *new = arena_alloc(x->arena, sizeof(*new)), **found;

	*new = (struct node){ .path = arena_str(x->arena, path), .name = name };
	found = tsearch(new, &x->folders, compare_paths);
	if (!found)
		mem_fail();
	if (*found == new)
		append(parent, new);
	return *found;
}

/* Whether every part of the tag can be a folder and comes back as it was. */
static bool is_path(struct str tag)
{
	return tag.n && tag.p[0] != '/' && tag.p[tag.n - 1] != '/' &&
	       str_find(tag, STR("//")) == SIZE_MAX;
}

static struct node *folder_of(struct opml *x, struct str tag)
{
	struct node *at = &x->root;
	struct str rest = tag, name;
	size_t depth, end;

	if (!is_path(tag))
		return at;
	for (depth = 1; rest.n; depth++) {
		name = rest;
		if (depth < DEPTH_MAX)
			str_split(&rest, '/', &name);
		else
			rest.n = 0;
		end = (size_t)(name.p + name.n - tag.p);
		at = folder(x, at, str_sub(tag, 0, end), name);
	}
	return at;
}

static void add_to_folder(struct opml *x, const struct outline *o, const char *tag)
{
	struct node *feed = arena_alloc(x->arena, sizeof(*feed));

	feed->feed = o;
	append(folder_of(x, str_of(tag)), feed);
}

/* No category can hold a comma: such a tag is a folder, in which the feed stands once more. */
static bool needs_folder(const char *tag)
{
	return strchr(tag, ',') && is_path(str_of(tag));
}

static void place(struct opml *x, const struct outline *o)
{
	size_t i;

	add_to_folder(x, o, o->n_tags ? o->tags[0] : NULL);
	for (i = 1; i < o->n_tags; i++)
		if (needs_folder(o->tags[i]))
			add_to_folder(x, o, o->tags[i]);
}

/* --- namespaces of other programs --- */

static char *prefix_for(const struct opml *x, struct str uri)
{
	size_t i;

	for (i = 0; i < x->n_spaces; i++)
		if (str_eq(x->spaces[i].uri, uri))
			return x->spaces[i].prefix;
	return NULL;
}

static bool is_taken(const struct opml *x, struct str prefix)
{
	size_t i;

	for (i = 0; i < x->n_spaces; i++)
		if (str_eq(str_of(x->spaces[i].prefix), prefix))
			return true;
	return false;
}

static void declare(struct opml *x, const struct outline *o)
{
	struct str lines = str_of(o->opml);
	struct outline_attr attr;

	while (x->n_spaces < LIMIT_NAMESPACES && outline_next_attr(&lines, &attr)) {
		if (!attr.uri.n || prefix_for(x, attr.uri))
			continue;
		/* "xml" at the beginning is XML's own */
		x->spaces[x->n_spaces].prefix =
			is_taken(x, attr.prefix) || str_istarts(attr.prefix, STR("xml")) ?
			arena_printf(x->arena, "ns%zu", x->n_spaces) :
			arena_str(x->arena, attr.prefix);
		x->spaces[x->n_spaces++].uri = attr.uri;
	}
}

/* --- printing --- */

/* What XML 1.0 does not allow is cleaned away. */
static void put_value(struct arena *a, struct str value)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES * 6);

	render_escaped(&b, clean_text(a, value));
	out_printf("\"%s\"", buf_cstr(&b));
	buf_free(&b);
}

static void put_attr(struct arena *a, const char *name, const char *value)
{
	if (str_blank(value))
		return;
	out_printf(" %s=", name);
	put_value(a, str_of(value));
}

/* OPML 2.0: tags are separated by commas and cannot hold one; a slash at the beginning is dropped
 * by whoever reads. */
static char *categories(struct arena *a, const struct outline *o)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	char *out;
	size_t i;

	for (i = 0; i < o->n_tags; i++) {
		const char *p = o->tags[i];

		/* the folder says it */
		if (needs_folder(p))
			continue;
		if (b.len)
			buf_putc(&b, ',');
		if (*p == '/')
			buf_putc(&b, '/');
		for (; *p; p++)
			buf_putc(&b, *p == ',' ? ' ' : *p);
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void put_kept(const struct opml *x, struct arena *a, const struct outline *o, bool type)
{
	struct str lines = str_of(o->opml);
	struct outline_attr attr;

	while (outline_next_attr(&lines, &attr)) {
		const char *prefix = attr.uri.n ? prefix_for(x, attr.uri) : NULL;

		if ((attr.uri.n == 0) != type || (!type && !prefix))
			continue;
		if (type)
			out_printf(" type=");
		else
			out_printf(" %s:%.*s=", prefix, (int)attr.name.n, attr.name.p);
		put_value(a, attr.value);
	}
}

static bool has_type(const struct outline *o)
{
	struct str lines = str_of(o->opml);
	struct outline_attr attr;

	while (outline_next_attr(&lines, &attr))
		if (!attr.uri.n)
			return true;
	return false;
}

static void indent(int depth)
{
	while (depth-- > 0)
		out_printf("\t");
}

static void print_feed(const struct opml *x, const struct outline *o)
{
	struct arena *a = arena_new(MIB(4));

	out_printf("<outline");
	if (has_type(o))
		put_kept(x, a, o, true);
	else
		out_printf(" type=\"rss\"");
	put_attr(a, "text", o->title ? o->title : o->url);
	put_attr(a, "title", o->title);
	put_attr(a, "xmlUrl", o->url);
	put_attr(a, "htmlUrl", o->site_url);
	put_attr(a, "category", categories(a, o));
	put_kept(x, a, o, false);
	out_printf("/>\n");
	arena_free(a);
}

/* At most DEPTH_MAX deep. */
static void print_nodes(const struct opml *x, const struct node *n, int depth)
{
	for (; n; n = n->next) {
		struct arena *a;

		indent(depth);
		if (n->feed) {
			print_feed(x, n->feed);
			continue;
		}
		a = arena_new(MIB(4));
		out_printf("<outline text=");
		put_value(a, n->name);
		out_printf(">\n");
		arena_free(a);
		print_nodes(x, n->first, depth + 1);
		indent(depth);
		out_printf("</outline>\n");
	}
}

/* RFC 822, 5, as OPML wants its dates; never in the user's language. */
static void print_date(int64_t when)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
					      "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)when;
	struct tm tm;

	if (!gmtime_r(&t, &tm))
		return;
	out_printf("\t\t<dateCreated>%s, %02d %s %d %02d:%02d:%02d GMT</dateCreated>\n",
		   days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
		   tm.tm_min, tm.tm_sec);
}

static void print_spaces(const struct opml *x, struct arena *a)
{
	size_t i;

	for (i = 0; i < x->n_spaces; i++) {
		out_printf(" xmlns:%s=", x->spaces[i].prefix);
		put_value(a, x->spaces[i].uri);
	}
}

void opml_print(const struct outline *items, size_t n)
{
	struct opml x = { .arena = arena_new(LIMIT_ARENA) };
	size_t i;

	for (i = 0; i < n; i++) {
		place(&x, &items[i]);
		declare(&x, &items[i]);
	}
	out_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\"");
	print_spaces(&x, x.arena);
	out_printf(">\n\t<head>\n\t\t<title>lede</title>\n");
	print_date(date_now());
	out_printf("\t</head>\n\t<body>\n");
	print_nodes(&x, x.root.first, 2);
	out_printf("\t</body>\n</opml>\n");
	tdestroy(x.folders, keep_node);
	arena_free(x.arena);
}

/* fragment.c: one pass over a copy of the text, in which names, values and texts are ended where
 * they stand. */
#include "parse/fragment.h"

#include "base/bytes16.h"
#include "base/limits.h"
#include "parse/entity.h"

#define NAME_BYTES 12		/* of the elements below */
#define ATTRIBUTES 24
#define VALUE_BYTES KIB(16)
#define DEPTH 48
#define NODES 20000

/* What an element may hold, and what may hold it. */
enum kind {
	BOX,		/* anything */
	PARA,		/* text and inline elements */
	INLINE, LINK,	/* the same; a link no other link */
	LIST, ITEM, TABLE, ROWS, ROW, CELL,
	RULE, VOID,	/* nothing */
};

struct element {
	const char *name;
	enum kind kind;
};

/* Sorted. */
static const struct element elements[] = {
	{ "a", LINK }, { "abbr", INLINE }, { "article", BOX }, { "b", INLINE }, { "big", INLINE },
	{ "blockquote", BOX }, { "br", VOID }, { "cite", INLINE }, { "code", INLINE },
	{ "del", INLINE }, { "div", BOX }, { "em", INLINE }, { "figcaption", BOX },
	{ "figure", BOX }, { "font", INLINE }, { "h1", PARA }, { "h2", PARA }, { "h3", PARA },
	{ "h4", PARA }, { "h5", PARA }, { "h6", PARA }, { "hr", RULE }, { "i", INLINE },
	{ "img", VOID }, { "ins", INLINE }, { "kbd", INLINE }, { "li", ITEM }, { "mark", INLINE },
	{ "ol", LIST }, { "p", PARA }, { "pre", PARA }, { "q", INLINE }, { "s", INLINE },
	{ "samp", INLINE }, { "section", BOX }, { "small", INLINE }, { "span", INLINE },
	{ "strike", INLINE }, { "strong", INLINE }, { "sub", INLINE }, { "sup", INLINE },
	{ "table", TABLE }, { "tbody", ROWS }, { "td", CELL }, { "tfoot", ROWS }, { "th", CELL },
	{ "thead", ROWS }, { "time", INLINE }, { "tr", ROW }, { "tt", INLINE }, { "u", INLINE },
	{ "ul", LIST }, { "var", INLINE },
};

struct reader {
	struct arena *a;
	char *p, *end;		/* a NUL stands at end */
	xmlNode *at;		/* the element that is open */
	enum kind kinds[DEPTH];	/* of the open ones */
	size_t depth;
	size_t nodes;
	bool in_link;
};

static bool may_hold(enum kind outer, enum kind inner)
{
	switch (outer) {
	case BOX:
	case ITEM:
	case CELL:
		return inner != ITEM && inner != ROWS && inner != ROW && inner != CELL;
	case PARA:
	case INLINE:
	case LINK:
		return inner == INLINE || inner == LINK || inner == VOID;
	case LIST:
		return inner == ITEM;
	case TABLE:
		return inner == ROWS || inner == ROW;
	case ROWS:
		return inner == ROW;
	case ROW:
		return inner == CELL;
	case RULE:
	case VOID:
		break;
	}
	return false;
}

static bool holds_text(enum kind kind)
{
	return kind != LIST && kind != TABLE && kind != ROWS && kind != ROW;
}

static const struct element *find_element(const char *name)
{
	size_t low = 0, high = ARRAY_LEN(elements);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int diff = str_cmp(name, elements[mid].name);

		if (!diff)
			return &elements[mid];
		if (diff < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* Reads a name of an element at r->p; NULL where it is none of the above. */
static const struct element *read_name(struct reader *r)
{
	char name[NAME_BYTES];
	size_t n = 0;

	while (ascii_alpha(*r->p) || ascii_digit(*r->p)) {
		if (n + 1 == NAME_BYTES)
			return NULL;
		name[n++] = (char)ascii_lower(*r->p++);
	}
	name[n] = '\0';
	return find_element(name);
}

static xmlNode *new_node(struct reader *r, xmlElementType type, const char *name)
{
	xmlNode *n = ARENA_NEW(r->a, xmlNode);

	n->type = type;
	n->name = BAD_CAST name;
	r->nodes++;
	return n;
}

static void append(xmlNode *parent, xmlNode *n)
{
	n->parent = parent;
	n->prev = parent->last;
	if (parent->last)
		parent->last->next = n;
	else
		parent->children = n;
	parent->last = n;
}

/* The reference at p, decoded to out; what is none stays. Moves p on; NULL: a character that no
 * text has. */
static char *read_reference(char *p, const char *end, char **out)
{
	struct str s = str_mem(p, (size_t)(end - p)), name;
	uint32_t cp = 0;
	size_t n = entity_number(s, &cp);

	if (!n) {
		if (s.n > 1 && s.p[1] == '#')
			return NULL;
		name = entity_name(s);
		n = name.n + 2;
		cp = name.n && n <= s.n && s.p[n - 1] == ';' ? entity_html(name) : 0;
		if (!cp) {
			*(*out)++ = '&';
			return p + 1;
		}
	}
	if (!entity_is_text(cp) || cp == '\r')
		return NULL;
	/* never longer than what stands for it: "&#9;" */
	*out += entity_utf8(cp, *out);
	return p + n;
}

/* Decodes what lies between p and end in its place and ends it with a NUL; false where it holds
 * what the parser for pages treats in its own way. */
static bool decode(char *p, char *end)
{
	char *out = p;

	while (p < end) {
		unsigned char c = (unsigned char)*p;

		if (c == '&') {
			char copy[16], *to = copy;

			p = read_reference(p, end, &to);
			if (!p)
				return false;
			memcpy(out, copy, (size_t)(to - copy));
			out += to - copy;
			continue;
		}
		if ((c < ' ' && c != '\t' && c != '\n') ||
		    (c == 0xc2 && (unsigned char)p[1] < 0xa0) ||
		    (c == 0xef && (unsigned char)p[1] == 0xbf && (unsigned char)p[2] >= 0xbe))
			return false;
		*out++ = *p++;
	}
	*out = '\0';
	return true;
}

/* Whether decode would leave it as it is. */
static bool is_plain(const char *p, const char *end)
{
	bool plain = true;

	for (; plain && end - p >= (ptrdiff_t)sizeof(bytes16); p += sizeof(bytes16)) {
		bytes16 v = bytes16_at(p);

		plain = !bytes16_any((bytes16)((v < ' ') & (v != '\n') & (v != '\t')) |
				     (bytes16)(v == '&') | (bytes16)(v == 0xc2) |
				     (bytes16)(v == 0xef));
	}
	for (; plain && p < end; p++) {
		unsigned char c = (unsigned char)*p;

		plain = (c >= ' ' || c == '\n' || c == '\t') && c != '&' && c != 0xc2 && c != 0xef;
	}
	return plain;
}

/* Text up to end, where its NUL may stand. */
static bool read_text(struct reader *r, char *end)
{
	enum kind kind = r->kinds[r->depth];
	xmlNode *n;

	if (r->p == end)
		return true;
	if (!holds_text(kind) && str_trim(str_mem(r->p, (size_t)(end - r->p))).n)
		return false;
	n = new_node(r, XML_TEXT_NODE, "text");
	n->content = BAD_CAST r->p;
	append(r->at, n);
	if (!is_plain(r->p, end))
		return decode(r->p, end);
	*end = '\0';
	return true;
}

static void skip_space(struct reader *r)
{
	while (ascii_space(*r->p))
		r->p++;
}

static bool has_attribute(const xmlNode *n, const char *name)
{
	const xmlAttr *attr;

	for (attr = n->properties; attr; attr = attr->next)
		if (streq((const char *)attr->name, name))
			return true;
	return false;
}

static void add_attribute(struct reader *r, xmlNode *n, xmlAttr **last, char *name, char *value)
{
	xmlAttr *attr = ARENA_NEW(r->a, xmlAttr);

	attr->type = XML_ATTRIBUTE_NODE;
	attr->name = BAD_CAST name;
	attr->parent = n;
	if (value && *value) {
		attr->children = attr->last = new_node(r, XML_TEXT_NODE, "text");
		attr->children->content = BAD_CAST value;
		attr->children->parent = (xmlNode *)attr;
	}
	if (*last)
		(*last)->next = attr;
	else
		n->properties = attr;
	*last = attr;
}

/* A name and its quoted value, or a name alone. */
static bool read_attribute(struct reader *r, xmlNode *n, xmlAttr **last)
{
	char *name = r->p, *name_end, *value = NULL, *end = NULL;

	while (ascii_alpha(*r->p) || *r->p == '-' || (r->p > name && ascii_digit(*r->p))) {
		*r->p = (char)ascii_lower(*r->p);
		r->p++;
	}
	name_end = r->p;
	if (name_end == name || *name == '-' || name_end - name > 40 ||
	    !(ascii_space(*r->p) || *r->p == '=' || *r->p == '>' || *r->p == '/'))
		return false;
	skip_space(r);
	if (*r->p == '=') {
		r->p++;
		skip_space(r);
		if (*r->p != '"' && *r->p != '\'')
			return false;
		value = r->p + 1;
		end = memchr(value, *r->p, (size_t)(r->end - value));
		if (!end || end - value > (ptrdiff_t)VALUE_BYTES)
			return false;
		r->p = end + 1;
		if (!decode(value, end))
			return false;
	} else if (name_end == r->p) {
		return false;	/* its end is needed for the tag's */
	}
	*name_end = '\0';
	if (has_attribute(n, name))
		return false;
	/* what runs was never let through to the tree */
	if (name[0] != 'o' || name[1] != 'n')
		add_attribute(r, n, last, name, value);
	return true;
}

static bool read_start(struct reader *r)
{
	const struct element *el = read_name(r);
	enum kind outer = r->kinds[r->depth];
	xmlAttr *last = NULL;
	size_t count = 0;
	xmlNode *n;

	if (!el || !may_hold(outer, el->kind) || (el->kind == LINK && r->in_link))
		return false;
	n = new_node(r, XML_ELEMENT_NODE, el->name);
	append(r->at, n);
	for (;;) {
		char c = *r->p;

		skip_space(r);
		if (*r->p == '>') {
			r->p++;
			break;
		}
		if (*r->p == '/' && r->p[1] == '>' && (el->kind == VOID || el->kind == RULE)) {
			r->p += 2;
			break;
		}
		if (!ascii_space(c) && last)
			return false;
		if (count++ == ATTRIBUTES || !read_attribute(r, n, &last))
			return false;
	}
	if (el->kind == VOID || el->kind == RULE)
		return true;
	if (r->depth + 1 == DEPTH)
		return false;
	r->kinds[++r->depth] = el->kind;
	r->in_link = r->in_link || el->kind == LINK;
	r->at = n;
	return true;
}

static bool read_end(struct reader *r)
{
	const struct element *el = read_name(r);

	skip_space(r);
	if (!el || *r->p != '>' || !r->depth || !streq((const char *)r->at->name, el->name))
		return false;
	r->p++;
	r->depth--;
	if (el->kind == LINK)
		r->in_link = false;
	r->at = r->at->parent;
	return true;
}

/* A comment that ends as it should: nothing of it is kept. */
static bool skip_comment(struct reader *r)
{
	struct str s = str_mem(r->p, (size_t)(r->end - r->p));
	size_t end;

	if (!str_starts(s, STR("!--")) || str_starts(s, STR("!-->")) || str_starts(s, STR("!--->")))
		return false;
	end = str_find(str_sub(s, 3, SIZE_MAX), STR("--"));
	if (end == SIZE_MAX || 3 + end + 2 >= s.n || s.p[3 + end + 2] != '>')
		return false;
	r->p += 3 + end + 3;
	return true;
}

static bool read_markup(struct reader *r)
{
	if (*r->p == '/') {
		r->p++;
		return read_end(r);
	}
	return *r->p == '!' ? skip_comment(r) : read_start(r);
}

xmlNode *fragment_read(struct arena *a, struct str html)
{
	struct reader r = { .a = a };
	xmlNode *root;
	char *lt;

	r.p = arena_str(a, html);
	r.end = r.p + html.n;
	root = new_node(&r, XML_ELEMENT_NODE, "html");
	r.at = new_node(&r, XML_ELEMENT_NODE, "body");
	append(root, r.at);
	r.kinds[0] = BOX;
	while (r.p < r.end) {
		lt = memchr(r.p, '<', (size_t)(r.end - r.p));
		if (!read_text(&r, lt ? lt : r.end))
			return NULL;
		if (!lt)
			break;
		r.p = lt + 1;
		if (!read_markup(&r) || r.nodes > NODES)
			return NULL;
	}
	return r.depth ? NULL : root;
}

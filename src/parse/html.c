/* html.c: the tree and its walks. */
#include "parse/html.h"

#include "base/buf.h"
#include "base/bytes16.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/fragment.h"
#include "parse/tidy.h"
#include "parse/treemem.h"

#define METAS 512		/* <meta> elements that are looked at */
#define TEXT_BYTES MIB(4)	/* of one html_text */
#define WORDS_BYTES (ptrdiff_t)4096	/* of one html_words, or a little more */

static htmlDocPtr read_tree(struct str html)
{
	static const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
				   HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
				   HTML_PARSE_COMPACT;
	htmlParserCtxtPtr ctxt = htmlNewParserCtxt();
	htmlDocPtr doc;

	if (!ctxt)
		return NULL;
	/* without it the parser gives up at 256 open elements; tidy_html bounds the depth */
	ctxt->options |= XML_PARSE_HUGE;
	doc = htmlCtxtReadMemory(ctxt, html.p, (int)html.n, NULL, "UTF-8", options);
	htmlFreeParserCtxt(ctxt);
	return doc;
}

/* Once: each question that meta.c has would else be a walk. */
static void find_metas(struct page *p)
{
	const xmlNode *n;

	for (n = p->root; n && p->n_metas < METAS; n = html_next(p->root, n))
		if (html_is(n, "meta"))
			*ARENA_PUSH(p->arena, p->metas, p->n_metas) = n;
}

static const char *base_of(const struct page *p)
{
	xmlNode *n = p->root;
	const char *href;
	char *base;

	while ((n = html_next(p->root, n))) {
		if (!html_is(n, "base"))
			continue;
		href = html_attr(n, "href");
		if (!href)
			continue;
		base = url_resolve(p->arena, p->url, str_of(href));
		return base && url_is_http(base) ? base : p->url;
	}
	return p->url;
}

static bool is_head_content(const xmlNode *n)
{
	static const char *const names[] = {
		"base", "bgsound", "link", "meta", "noscript", "script", "style", "template",
		"title",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++)
		if (html_is(n, names[i]))
			return true;
	return n->type != XML_ELEMENT_NODE;
}

/* The tags of head and body may be left out (HTML, 13.1.2.4). libxml2 does not know the newer
 * elements that begin a body and leaves them in the head. */
static void begin_body(struct page *p)
{
	xmlNode *n, *next, *before = NULL;

	for (n = p->head ? p->head->children : NULL; n && is_head_content(n); n = n->next)
		;
	if (!n)
		return;
	if (!p->body)
		p->body = xmlNewChild(p->root, NULL, BAD_CAST "body", NULL);
	if (!p->body)
		return;
	before = p->body->children;
	for (; n; n = next) {
		next = n->next;
		xmlUnlinkNode(n);
		if (before)
			xmlAddPrevSibling(before, n);
		else
			xmlAddChild(p->body, n);
	}
}

enum rc html_open(struct arena *a, struct str utf8, const char *url, struct page *out,
		  struct err *e)
{
	struct buf tidy = BUF_INIT(LIMIT_TIDY_BYTES);
	xmlNode *n;

	memset(out, 0, sizeof(*out));
	out->arena = a;
	out->url = url;
	out->is_cut = !tidy_html(str_sub(utf8, 0, LIMIT_PAGE_BYTES), &tidy) ||
		      utf8.n > LIMIT_PAGE_BYTES;
	out->memory = treemem_open();
	if (tidy.len)
		out->doc = read_tree(buf_str(&tidy));
	buf_free(&tidy);
	out->root = out->doc ? xmlDocGetRootElement(out->doc) : NULL;
	if (!out->root) {
		html_close(out);
		return err_set(e, E_PARSE, _("no HTML in it"));
	}
	for (n = out->root->children; n; n = n->next) {
		if (!out->head && html_is(n, "head"))
			out->head = n;
		else if (!out->body && html_is(n, "body"))
			out->body = n;
	}
	begin_body(out);
	out->base = base_of(out);
	find_metas(out);
	return OK;
}

enum rc html_open_fragment(struct arena *a, struct str utf8, const char *base, struct page *out,
			   struct err *e)
{
	struct arena *tree = arena_new(LIMIT_ARENA);
	xmlNode *root = fragment_read(tree, utf8);
	struct buf b;
	enum rc rc;

	if (root) {
		*out = (struct page){ .arena = a, .tree = tree, .root = root,
				      .body = root->children, .url = base, .base = base };
		return OK;
	}
	arena_free(tree);
	/* Inside a body text stays bare; at the top libxml2 would make a paragraph of it. */
	buf_init(&b, utf8.n + 64);
	buf_puts(&b, "<html><body>");
	buf_add_str(&b, utf8);
	rc = html_open(a, buf_str(&b), base, out, e);
	buf_free(&b);
	return rc;
}

void html_take_off(struct page *p, xmlNode *n)
{
	xmlUnlinkNode(n);
	*ARENA_PUSH(p->arena, p->off, p->n_off) = n;
}

void html_close(struct page *p)
{
	if (p->memory) {
		treemem_close(p->memory);
	} else {
		/* before the document, whose dictionary has their names */
		while (p->n_off)
			xmlFreeNode(p->off[--p->n_off]);
		xmlFreeDoc(p->doc);
	}
	arena_free(p->tree);
	p->memory = NULL;
	p->n_off = 0;
	p->doc = NULL;
	p->tree = NULL;
	p->root = p->head = p->body = NULL;
}

xmlNode *html_skip(const xmlNode *root, const xmlNode *n)
{
	while (n && n != root) {
		if (n->next)
			return n->next;
		n = n->parent;
	}
	return NULL;
}

xmlNode *html_next(const xmlNode *root, const xmlNode *n)
{
	/* the children of an entity reference belong to the document's subset */
	if (n->children && n->type == XML_ELEMENT_NODE)
		return n->children;
	return html_skip(root, n);
}

xmlNode *html_find(const xmlNode *root, const char *name)
{
	xmlNode *n;

	if (!root)
		return NULL;
	for (n = html_next(root, root); n; n = html_next(root, n))
		if (html_is(n, name))
			return n;
	return NULL;
}

xmlNode *html_parent_named(const xmlNode *n, const char *name)
{
	xmlNode *up;

	for (up = n ? n->parent : NULL; up; up = up->parent)
		if (html_is(up, name))
			return up;
	return NULL;
}

bool html_within(const xmlNode *n, const xmlNode *ancestor)
{
	for (; n; n = n->parent)
		if (n == ancestor)
			return true;
	return false;
}

static xmlAttr *attr_of(const xmlNode *n, const char *name)
{
	xmlAttr *at;

	if (!n || n->type != XML_ELEMENT_NODE)
		return NULL;
	for (at = n->properties; at; at = at->next)
		if (!str_cmp((const char *)at->name, name))
			return at;
	return NULL;
}

static const char *attr_value(const xmlAttr *at)
{
	return at->children && at->children->content ? (const char *)at->children->content : "";
}

const char *html_attr(const xmlNode *n, const char *name)
{
	const xmlAttr *at = attr_of(n, name);

	return at ? attr_value(at) : NULL;
}

/* The length of word where it stands at s, but for case, and ends there. */
static size_t word_at(const char *s, const char *word)
{
	size_t i;

	for (i = 0; word[i]; i++)
		if (ascii_lower(s[i]) != ascii_lower(word[i]))
			return 0;
	return !s[i] || ascii_space(s[i]) ? i : 0;
}

bool html_attr_has_one(const xmlNode *n, const char *attr, const char *const words[])
{
	const char *s = html_attr(n, attr);

	while (s && *s) {
		for (; ascii_space(*s); s++)
			;
		for (size_t i = 0; words[i]; i++)
			if (word_at(s, words[i]))
				return true;
		while (*s && !ascii_space(*s))
			s++;
	}
	return false;
}

bool html_attr_has(const xmlNode *n, const char *attr, const char *word)
{
	const char *const words[] = { word, NULL };

	return html_attr_has_one(n, attr, words);
}

bool html_class_has(const xmlNode *n, const char *const words[])
{
	static const char *const attrs[] = { "class", "id" };

	for (size_t i = 0; i < ARRAY_LEN(attrs); i++) {
		struct str s = str_of(html_attr(n, attrs[i]));
		size_t at = 0;

		while (at < s.n) {
			size_t end = at;

			while (end < s.n && ascii_alpha(s.p[end]))
				end++;
			for (size_t w = 0; end > at && words[w]; w++)
				if (ascii_lower(s.p[at]) == ascii_lower(words[w][0]) &&
				    str_ieq(str_sub(s, at, end - at), str_of(words[w])))
					return true;
			at = end + 1;
		}
	}
	return false;
}

bool html_class_contains(const xmlNode *n, const char *const words[])
{
	struct str class = str_of(html_attr(n, "class"));

	for (size_t i = 0; class.n && words[i]; i++)
		if (str_ifind(class, str_of(words[i])) != SIZE_MAX)
			return true;
	return false;
}

uint8_t html_heading(const xmlNode *n)
{
	const xmlChar *name = n->type == XML_ELEMENT_NODE ? n->name : BAD_CAST "";

	return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2] ?
	       (uint8_t)(name[1] - '0') : 0;
}

static char *resolve_link(const struct page *p, const char *value)
{
	char *url = url_resolve(p->arena, p->base, str_trim(str_of(value)));

	return url && url_may_link(p->base, url) ? url : NULL;
}

/* Several passes ask for the same links: an attribute keeps the answer, or no_link. */
char *html_link(const struct page *p, const xmlNode *n, const char *attr)
{
	static char no_link[1];
	xmlAttr *at = attr_of(n, attr);
	char *url;

	if (!at)
		return NULL;
	if (!at->_private) {
		url = resolve_link(p, attr_value(at));
		at->_private = url ? url : no_link;
	}
	return at->_private == no_link ? NULL : at->_private;
}

char *html_picture(const struct page *p, const xmlNode *img)
{
	static const char *const attrs[] = { "data-src", "data-original", "data-lazy-src", "src" };

	for (size_t i = 0; i < ARRAY_LEN(attrs); i++) {
		char *url = html_link(p, img, attrs[i]);

		if (url && url_is_http(url))
			return url;
	}
	return NULL;
}

bool html_is_block(const xmlNode *n)
{
	static const char *const list[] = {
		"address", "article", "aside", "blockquote", "body", "caption", "center",
		"col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2",
		"h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend",
		"li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p",
		"plaintext", "pre", "search", "section", "summary", "table", "tbody", "td",
		"tfoot", "th", "thead", "tr", "ul", "xmp",
	};

	return n && n->type == XML_ELEMENT_NODE && STR_IN((const char *)n->name, list);
}

/* Whether an inline style declares property with that value. */
static bool style_says(const char *style, const char *property, const char *value)
{
	struct str rest = str_of(style), part, name;

	while (str_split(&rest, ';', &part)) {
		if (!str_split(&part, ':', &name) || !str_ieq(str_trim(name), str_of(property)))
			continue;
		if (str_istarts(str_trim(part), str_of(value)))
			return true;
	}
	return false;
}

/* "1", "0px": a length that shows nothing. */
static bool is_tiny(struct str length)
{
	length = str_trim(length);
	if (!length.n || length.p[0] < '0' || length.p[0] > '2')
		return false;
	length = str_trim(str_sub(length, 1, SIZE_MAX));
	return !length.n || str_ieq(length, STR("px"));
}

bool html_is_pixel(const xmlNode *img)
{
	struct str rest = str_of(html_attr(img, "style")), part, name;

	if (!html_is(img, "img"))
		return false;
	if (is_tiny(str_of(html_attr(img, "width"))) || is_tiny(str_of(html_attr(img, "height"))))
		return true;
	while (str_split(&rest, ';', &part)) {
		if (!str_split(&part, ':', &name))
			continue;
		name = str_trim(name);
		if ((str_ieq(name, STR("width")) || str_ieq(name, STR("height"))) && is_tiny(part))
			return true;
	}
	return html_is_invisible(img);
}

static const xmlNode *element_before(const xmlNode *n)
{
	for (n = n->prev; n && n->type != XML_ELEMENT_NODE; n = n->prev)
		;
	return n;
}

const char *html_math_mark(const xmlNode *n)
{
	static const char *const marks[][2] = {
		{ "", "√" }, { "/", "/√" }, { "_", "_√" }, { "^", "^√" },
	};
	const xmlNode *up = n->parent, *before;
	size_t mark = 0;

	if (up && up->type == XML_ELEMENT_NODE && up->name[0] == 'm' &&
	    (before = element_before(n)) != NULL) {
		if (html_is(up, "mfrac"))
			mark = 1;
		else if (html_is(up, "msub") || (html_is(up, "msubsup") && !element_before(before)))
			mark = 2;
		else if (html_is(up, "msup") || html_is(up, "msubsup"))
			mark = 3;
	}
	return marks[mark][html_is(n, "msqrt")];
}

bool html_is_emoji(const char *alt)
{
	size_t i;

	for (i = 0; alt[i]; i++)
		if (!((unsigned char)alt[i] & 0x80))
			return false;
	return i && i <= 12;
}

/* aria-hidden is also set on the page behind an open dialog, whose text is meant to be read. */
static bool holds_the_page(const xmlNode *n)
{
	static const char *const list[] = {
		"article", "body", "h1", "h2", "html", "main", "p", "section",
	};

	return STR_IN((const char *)n->name, list);
}

static bool hidden_by_attribute(const xmlNode *n)
{
	const xmlAttr *at;
	const char *name, *value;

	for (at = n->properties; at; at = at->next) {
		name = (const char *)at->name;
		value = at->children && at->children->content ?
			(const char *)at->children->content : "";
		if (!strcmp(name, "hidden") && !strieq(value, "until-found"))
			return true;
		if (!strcmp(name, "aria-hidden") && strieq(value, "true") && !holds_the_page(n))
			return true;
		if (!strcmp(name, "style") && (style_says(value, "display", "none") ||
					       style_says(value, "visibility", "hidden")))
			return true;
	}
	return false;
}

bool html_is_invisible(const xmlNode *n)
{
	static const char *const list[] = {
		"annotation", "annotation-xml", "applet", "area", "audio", "canvas", "datalist",
		"frameset", "head", "iframe", "link", "meta", "noembed", "noframes", "noscript",
		"object", "option", "param", "script", "select", "style", "svg", "template",
		"textarea", "title", "track", "video",
	};

	if (!n || n->type != XML_ELEMENT_NODE)
		return false;
	if (STR_IN((const char *)n->name, list))
		return !html_is(n, "template") || !html_attr(n, "shadowrootmode");
	return n->properties && hidden_by_attribute(n);
}

/* Bytes of the white space or invisible mark at p; 0 for anything else. */
static size_t blank_len(const char *p, bool *is_space)
{
	const unsigned char *u = (const unsigned char *)p;

	*is_space = true;
	if (*u <= ' ' || *u == 0x7f)
		return 1;
	if (u[0] == 0xc2 && u[1] == 0xa0)
		return 2;
	if (u[0] == 0xe2 && u[1] == 0x80 && u[2] >= 0x80 && u[2] <= 0x8a)
		return 3;
	if ((u[0] == 0xe2 && u[1] == 0x80 && (u[2] == 0xa8 || u[2] == 0xa9 || u[2] == 0xaf)) ||
	    (u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80))
		return 3;
	*is_space = false;
	if (u[0] == 0xc2 && u[1] == 0xad)
		return 2;
	if ((u[0] == 0xe2 && u[1] == 0x80 && u[2] == 0x8b) ||
	    (u[0] == 0xef && u[1] == 0xbb && u[2] == 0xbf))
		return 3;
	return 0;
}

/* Past the ASCII letters and signs at p, for which blank_len is 0: most of most text. */
static const char *skip_ascii(const char *p)
{
	while (*p > ' ' && (unsigned char)*p < 0x7f)
		p++;
	return p;
}

size_t html_word(const char **p, bool *space)
{
	const char *end;
	bool is_space;
	size_t n;

	for (; **p && (n = blank_len(*p, &is_space)); *p += n)
		*space |= is_space;
	for (end = skip_ascii(*p); *end && !blank_len(end, &is_space);)
		end = skip_ascii(end + 1);
	return (size_t)(end - *p);
}

/* Whether sixteen bytes at p are letters and signs of words with one blank between two of them; the
 * byte behind them must be there. */
static bool are_words(const char *p)
{
	bytes16 v = bytes16_at(p), next = bytes16_at(p + 1);

	/* 0xc2, 0xe2, 0xe3 and 0xef begin the blanks beyond ASCII */
	return !bytes16_any((bytes16)(v < ' ') | (bytes16)(v == 0x7f) | (bytes16)(v == 0xc2) |
			    (bytes16)(v == 0xe2) | (bytes16)(v == 0xe3) | (bytes16)(v == 0xef) |
			    (bytes16)((v == ' ') & (next == ' ')));
}

size_t html_words(const char **p, const char *end, bool *space)
{
	const char *at, *most, *next;
	bool is_space;
	size_t n;

	for (; *p < end && (n = blank_len(*p, &is_space)); *p += n)
		*space |= is_space;
	most = end - *p > WORDS_BYTES ? *p + WORDS_BYTES : end;
	for (at = *p; at < most;) {
		while (at < most && end - at > (ptrdiff_t)sizeof(bytes16) && are_words(at))
			at += sizeof(bytes16);
		for (next = at + sizeof(bytes16); at < end && at < next; at++)
			if (*at == ' ' ? blank_len(at + 1, &is_space) : blank_len(at, &is_space))
				goto out;
	}
	while (at < end && !blank_len(at, &is_space))
		at++;
out:
	while (at > *p && at[-1] == ' ')
		at--;
	return (size_t)(at - *p);
}

/* One line of text as it grows: white space is remembered and written before the next word. */
struct line {
	struct buf *out;	/* NULL: only counted */
	size_t len;
	bool space;
};

static void line_add(struct line *l, const char *p, size_t n)
{
	if (l->space && l->len) {
		if (l->out)
			buf_putc(l->out, ' ');
		l->len++;
	}
	l->space = false;
	if (l->out)
		buf_add(l->out, p, n);
	l->len += n;
}

static void line_text(struct line *l, const char *p)
{
	const char *end = p + strlen(p);
	size_t n;

	for (; (n = html_words(&p, end, &l->space)); p += n)
		line_add(l, p, n);
}

static void walk_text(const xmlNode *root, struct line *l)
{
	const xmlNode *n = root;

	for (;;) {
		if (n->type == XML_TEXT_NODE && n->content)
			line_text(l, (const char *)n->content);
		if (html_is_block(n) || html_is(n, "br") || html_is(n, "img"))
			l->space = true;
		if (n->type == XML_ELEMENT_NODE && n->children &&
		    (n == root || !html_is_invisible(n))) {
			n = n->children;
			continue;
		}
		while (n != root && !n->next) {
			n = n->parent;
			if (html_is_block(n))
				l->space = true;
		}
		if (n == root || (l->out && l->out->failed))
			return;
		if (html_is_block(n))
			l->space = true;
		n = n->next;
	}
}

char *html_text(const struct page *p, const xmlNode *n)
{
	return html_text_start(p, n, TEXT_BYTES);
}

char *html_text_start(const struct page *p, const xmlNode *n, size_t most)
{
	struct buf b = BUF_INIT(most);
	struct line l = { .out = &b };
	char *text;

	if (n)
		walk_text(n, &l);
	text = arena_str(p->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

size_t html_text_len(const xmlNode *n)
{
	struct line l = { .out = NULL };

	if (n)
		walk_text(n, &l);
	return l.len;
}

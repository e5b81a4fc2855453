#include "parse/sanitize.h"

#include <stdio.h>
#include <unictype.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/entity.h"
#include "parse/html.h"

/* Sorted. */
static const char *const kept[] = {
	"a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "bdi", "bdo",
	"big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd",
	"del", "details", "dfn", "dir", "div", "dl", "dt", "em", "figcaption", "figure", "font",
	"footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd",
	"li", "main", "map", "mark", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby",
	"s", "samp", "section", "small", "source", "span", "strike", "strong", "sub", "summary",
	"sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul",
	"var", "video", "wbr",
};

/* Dropped with all that is in them. */
static const char *const dropped[] = {
	"annotation", "annotation-xml", "applet", "base", "embed", "form", "frame",
	"frameset", "head", "iframe", "link", "meta", "noembed", "noframes", "object", "param",
	"script", "select", "style", "svg", "template", "textarea", "title", "xml",
};

static const char *const attributes[] = {
	"abbr", "align", "alt", "axis", "border", "cite", "colspan", "controls", "datetime", "dir",
	"headers", "height", "href", "hreflang", "lang", "longdesc", "open", "poster", "rel",
	"reversed", "rowspan", "scope", "span", "src", "start", "summary", "title", "type",
	"value", "width",
};

static const char *const voids[] = {
	"area", "br", "col", "hr", "img", "source", "wbr",
};

/* --- text --- */

static bool is_override(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Appends cp unless a reader of text must not meet it. */
static void put_char(struct buf *b, uint32_t cp, size_t *marks)
{
	if (cp >= 0x80 && cp < 0xa0)
		cp = entity_cp1252((unsigned char)cp);
	if (!entity_is_text(cp) || is_override(cp))
		return;
	if (cp >= 0x300 && uc_is_general_category_withtable(cp, UC_CATEGORY_MASK_Mn |
							    UC_CATEGORY_MASK_Me)) {
		if (++*marks > LIMIT_COMBINING)
			return;
	} else {
		*marks = 0;
	}
	buf_put_utf8(b, cp);
}

/* Bytes at the start of s that go as they are: ASCII without markup, blanks or control; not more
 * at once than a line's buffer has room for. */
static size_t plain_run(struct str s)
{
	size_t n = 0;

	while (n < s.n && n < 256 && (unsigned char)s.p[n] > ' ' && (unsigned char)s.p[n] < 0x7f &&
	       s.p[n] != '<' && s.p[n] != '>' && s.p[n] != '&' && s.p[n] != '"')
		n++;
	return n;
}

/* The next character of s; its bytes. */
static size_t next_char(struct str s, uint32_t *cp)
{
	ucs4_t uc;
	int n = u8_mbtouc(&uc, (const uint8_t *)s.p, MIN(s.n, (size_t)8));

	*cp = uc;
	return n > 0 ? (size_t)n : 1;
}

static bool is_blank(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x2028 || cp == 0x2029;
}

/* What was gathered, without the blank at its end, cut after max bytes at a word. */
static char *finish_line(struct arena *a, struct buf *b, size_t max)
{
	struct str s = str_trim(buf_str(b));
	char *out;
	size_t n;

	if (s.n <= max) {
		out = arena_str(a, s);
	} else {
		for (n = max - 4; n > max / 2 && s.p[n] != ' '; n--)
			;
		if (n <= max / 2)
			for (n = max - 4; n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80; n--)
				;
		out = arena_alloc(a, n + sizeof("…"));
		memcpy(out, s.p, n);
		memcpy(out + n, "…", sizeof("…"));
	}
	buf_free(b);
	return out;
}

static void put_blank(struct buf *b)
{
	if (b->len && b->data[b->len - 1] != ' ')
		buf_putc(b, ' ');
}

char *sanitize_line(struct arena *a, struct str s, size_t max)
{
	struct buf b = BUF_INIT(max + KIB(1));
	size_t marks = 0, n;
	uint32_t cp;

	for (; s.n && b.len <= max + 1; s = str_sub(s, n, SIZE_MAX)) {
		n = plain_run(s);
		if (n) {
			buf_add(&b, s.p, n);
			marks = 0;
			continue;
		}
		n = next_char(s, &cp);
		if (is_blank(cp))
			put_blank(&b);
		else
			put_char(&b, cp, &marks);
	}
	return finish_line(a, &b, max);
}

char *sanitize_lines(struct arena *a, struct str s, size_t max)
{
	struct buf b = BUF_INIT(max + KIB(1));
	size_t marks = 0, n;
	uint32_t cp;
	char *out;

	s = str_trim(s);
	for (; s.n && b.len < max; s = str_sub(s, n, SIZE_MAX)) {
		n = next_char(s, &cp);
		if (cp == '\r') {
			if (s.n < 2 || s.p[1] != '\n')
				buf_putc(&b, '\n');
		} else {
			put_char(&b, cp, &marks);
		}
	}
	out = arena_strdup(a, buf_cstr(&b));
	buf_free(&b);
	return out;
}

/* --- HTML to text without a tree --- */

static bool known_name(struct str name, char *out, size_t size)
{
	size_t i;

	if (name.n == 0 || name.n >= size)
		return false;
	for (i = 0; i < name.n; i++)
		out[i] = (char)ascii_lower((unsigned char)name.p[i]);
	out[name.n] = '\0';
	return STR_IN(out, kept) || STR_IN(out, dropped) || streq(out, "html") ||
	       streq(out, "body") || streq(out, "blink") || streq(out, "button") ||
	       streq(out, "input") || streq(out, "label") || streq(out, "math") ||
	       streq(out, "nobr") || streq(out, "noscript") || streq(out, "option");
}

/* What was searched for to the end of the text in vain: never searched for again, or many
 * beginnings would cost a search to the end each. */
struct vain {
	bool gt, comment_end;
};

/* Up to the '>' that ends the tag whose attributes begin at n: quotes count while they are short,
 * since a quote may also be missing. */
static size_t tag_end(struct str s, size_t n, struct vain *vain)
{
	char quote = 0;
	size_t i;

	if (vain->gt)
		return 0;
	for (i = n; i < s.n && i < KIB(2); i++) {
		if (quote) {
			quote = s.p[i] == quote ? 0 : quote;
		} else if ((s.p[i] == '"' || s.p[i] == '\'') && s.p[i - 1] == '=') {
			quote = s.p[i];
		} else if (s.p[i] == '>') {
			return i + 1;
		}
	}
	n = str_chr(s, '>');
	vain->gt = n == SIZE_MAX;
	return n == SIZE_MAX ? 0 : n + 1;
}

/* A tag, comment or declaration at the start of s, which begins with '<': its bytes, 0 when it is
 * none. name is lower-case, with '/' before it for an end tag, "" for comments. */
static size_t read_tag(struct str s, char *name, size_t size, struct vain *vain)
{
	size_t n, start = 1;

	name[0] = '\0';
	if (str_starts(s, STR("<!--"))) {
		n = vain->comment_end ? SIZE_MAX : str_find(str_sub(s, 4, SIZE_MAX), STR("-->"));
		vain->comment_end = n == SIZE_MAX;
		return n == SIZE_MAX ? 4 : n + 7;
	}
	if (str_starts(s, STR("<![CDATA[")))
		return 9;
	if (s.n > 1 && s.p[1] == '/') {
		name[0] = '/';
		start = 2;
	}
	for (n = start; n < s.n && n < 32 && (ascii_alpha((unsigned char)s.p[n]) ||
					      ascii_digit((unsigned char)s.p[n])); n++)
		;
	if (!known_name(str_sub(s, start, n - start), name + start - 1, size - 1))
		return 0;
	if (n < s.n && !ascii_space((unsigned char)s.p[n]) && s.p[n] != '>' && s.p[n] != '/')
		return 0;
	return tag_end(s, n, vain);
}

static bool hides_text(const char *name)
{
	return streq(name, "script") || streq(name, "style") || streq(name, "template") ||
	       streq(name, "title") || streq(name, "svg") || streq(name, "math");
}

static bool parts_words(const char *name)
{
	static const char *const list[] = {
		"article", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section",
		"table", "td", "th", "tr", "ul",
	};

	return STR_IN(name + (name[0] == '/'), list);
}

/* Past the end tag of an element whose text no one sees. */
static size_t hidden_len(struct str s, const char *name)
{
	char end[48];
	size_t at;

	snprintf(end, sizeof(end), "</%s", name);
	at = str_ifind(s, str_of(end));
	return at == SIZE_MAX ? s.n : at;
}

/* A reference at the start of s; its bytes, 0 when it is none. */
static size_t read_reference(struct str s, uint32_t *cp)
{
	size_t n = entity_number(s, cp);
	struct str name;

	if (n)
		return n;
	name = entity_name(s);
	*cp = entity_html(name);
	if (!*cp)
		return 0;
	n = name.n + 1;
	/* Without ';' only before what cannot go on the name, as in "Q&A". */
	if (n < s.n && s.p[n] == ';')
		return n + 1;
	return name.n >= 4 ? n : 0;
}

char *sanitize_text(struct arena *a, struct str s, size_t max)
{
	struct buf b = BUF_INIT(max + KIB(1));
	struct vain vain = { false, false };
	size_t marks = 0, n;
	char name[34];
	uint32_t cp;

	for (; s.n && b.len <= max + 1; s = str_sub(s, n, SIZE_MAX)) {
		n = plain_run(s);
		if (n) {
			buf_add(&b, s.p, n);
			marks = 0;
			continue;
		}
		if (s.p[0] == '<' && (n = read_tag(s, name, sizeof(name), &vain))) {
			if (parts_words(name))
				put_blank(&b);
			if (hides_text(name))
				n += hidden_len(str_sub(s, n, SIZE_MAX), name);
			continue;
		}
		if (s.p[0] != '&' || !(n = read_reference(s, &cp)))
			n = next_char(s, &cp);
		if (is_blank(cp))
			put_blank(&b);
		else
			put_char(&b, cp, &marks);
	}
	return finish_line(a, &b, max);
}

bool sanitize_looks_html(struct str s)
{
	struct vain vain = { false, false };
	char name[34];
	uint32_t cp;
	size_t at;

	for (; s.n; s = str_sub(s, 1, SIZE_MAX)) {
		for (at = 0; at < s.n && s.p[at] != '<' && s.p[at] != '&'; at++)
			;
		s = str_sub(s, at, SIZE_MAX);
		if (!s.n)
			break;
		if (s.p[0] == '<' ? read_tag(s, name, sizeof(name), &vain) : read_reference(s, &cp))
			return true;
	}
	return false;
}

/* --- HTML to HTML --- */

/* Bytes at the start of s that stand for themselves in HTML too. */
static size_t verbatim_run(struct str s)
{
	size_t n = 0;

	while (n < s.n && (((unsigned char)s.p[n] >= ' ' && (unsigned char)s.p[n] < 0x7f) ||
			   s.p[n] == '\n') &&
	       s.p[n] != '<' && s.p[n] != '>' && s.p[n] != '&' && s.p[n] != '"')
		n++;
	return n;
}

static void put_escaped(struct buf *b, const char *text, bool attr)
{
	struct str s = str_of(text);
	size_t marks = 0, n;
	uint32_t cp;

	for (; s.n; s = str_sub(s, n, SIZE_MAX)) {
		n = verbatim_run(s);
		if (n) {
			buf_add(b, s.p, n);
			marks = 0;
			continue;
		}
		n = next_char(s, &cp);
		switch (cp) {
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '&': buf_puts(b, "&amp;"); break;
		case '"': buf_puts(b, attr ? "&quot;" : "\""); break;
		case 0xa0: buf_puts(b, "&nbsp;"); break;
		default: put_char(b, cp, &marks);
		}
	}
}

static void put_attributes(struct buf *b, const struct page *p, const xmlNode *n)
{
	static const char *const urls[] = { "cite", "href", "longdesc", "poster", "src" };
	const xmlAttr *attr;
	size_t count = 0;

	for (attr = n->properties; attr && count < LIMIT_ATTRIBUTES; attr = attr->next, count++) {
		const char *name = (const char *)attr->name, *value;

		if (!STR_IN(name, attributes))
			continue;
		value = STR_IN(name, urls) ? html_link(p, n, name) : html_attr(n, name);
		if (!value)
			continue;
		buf_putc(b, ' ');
		buf_puts(b, name);
		buf_puts(b, "=\"");
		put_escaped(b, value, true);
		buf_putc(b, '"');
	}
}

static bool is_open_in_output(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE && STR_IN((const char *)n->name, kept) &&
	       !html_is_pixel(n);
}

static void put_end(struct buf *b, const xmlNode *n)
{
	if (!is_open_in_output(n) || STR_IN((const char *)n->name, voids))
		return;
	buf_puts(b, "</");
	buf_puts(b, (const char *)n->name);
	buf_putc(b, '>');
}

/* The tree below root; once the buffer is nearly full only end tags are added. */
static void put_tree(struct buf *b, const struct page *p, size_t room)
{
	const xmlNode *n = p->root->children;

	while (n) {
		bool enter = false;

		if (n->type == XML_ELEMENT_NODE && b->len < room) {
			enter = n->children && !STR_IN((const char *)n->name, dropped);
			if (enter)
				buf_puts(b, html_math_mark(n));
			if (is_open_in_output(n)) {
				buf_putc(b, '<');
				buf_puts(b, (const char *)n->name);
				put_attributes(b, p, n);
				buf_putc(b, '>');
			}
			if (!enter)
				put_end(b, n);
		} else if ((n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) &&
			   b->len < room) {
			put_escaped(b, (const char *)n->content, false);
		}
		if (enter) {
			n = n->children;
			continue;
		}
		while (n != p->root && !n->next) {
			n = n->parent;
			if (n != p->root)
				put_end(b, n);
		}
		n = n == p->root ? NULL : n->next;
	}
}

char *sanitize_tree(const struct page *p)
{
	struct buf b = BUF_INIT(LIMIT_STORY_BYTES * 4);
	char *out;

	put_tree(&b, p, LIMIT_STORY_BYTES);
	out = arena_str(p->arena, str_trim(buf_str(&b)));
	buf_free(&b);
	return out;
}

char *sanitize_html(struct arena *a, struct str html, const char *base)
{
	struct page p;
	char *out;

	html = str_sub(str_trim(html), 0, LIMIT_STORY_BYTES);
	if (html_open_fragment(a, html, base, &p, NULL) != OK)
		return arena_strdup(a, "");
	out = sanitize_tree(&p);
	html_close(&p);
	return out;
}

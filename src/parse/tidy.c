/* tidy.c: a tokenizer after HTML5 13.2.5, without its tree construction. */
#include "parse/tidy.h"

#include <stdlib.h>

#include "base/bytes16.h"
#include "base/limits.h"
#include "base/mem.h"
#include "parse/entity.h"

#define NAME_BYTES 48		/* of element and attribute names; libxml2 takes 100 */
#define VALUE_BYTES KIB(16)	/* of one attribute */
#define CLOSE_DEPTH 32		/* elements that one end tag closes in words */
#define NOSCRIPT_BYTES 1000	/* less is a notice or a picture */

enum raw { RAW_SCRIPT, RAW_STYLE, RAW_TEXTAREA, RAW_TITLE, RAW_IFRAME, RAW_NOEMBED,
	   RAW_NOFRAMES, RAW_XMP, RAW_SVG, RAW_NOSCRIPT, RAW_KINDS };

static const char *const raw_names[RAW_KINDS] = {
	"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "svg",
	"noscript",
};

struct open {
	char name[NAME_BYTES];
	bool is_inline;
};

struct tidy {
	const char *p, *end;
	struct buf *out;
	struct buf attrs;	/* of the start tag being written */
	struct open stack[LIMIT_DEPTH];
	size_t depth, dropped;	/* dropped: start tags beyond the depth */
	size_t pre_depth;	/* of the outermost element whose blanks count; 0: none is open */
	size_t nodes, n_attrs;
	bool no_end[RAW_KINDS];	/* a search for this end tag failed: it will again */
	bool no_comment_end, in_body;
	const char *noscript_end;	/* of the last one that was looked into */
	bool noscript_shows;
};

struct tag {
	char name[NAME_BYTES];
	bool is_end, is_closed;	/* closed: written with a slash at its end */
	bool is_json_ld;
	size_t out_start;	/* where its attributes begin in out */
};

/* Elements whose start closes an open p (HTML5 13.2.6.4.7); libxml2 knows the older ones. */
static bool closes_p(const char *name)
{
	static const char *const list[] = {
		"address", "article", "aside", "blockquote", "center", "details", "dialog",
		"dir", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1",
		"h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav",
		"ol", "p", "pre", "search", "section", "summary", "table", "ul",
	};

	return STR_IN(name, list);
}

static bool keeps_blanks(const char *name)
{
	static const char *const list[] = { "code", "listing", "plaintext", "pre", "textarea" };

	return STR_IN(name, list);
}

static bool is_void(const char *name)
{
	static const char *const list[] = {
		"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr",
		"img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr",
	};

	return STR_IN(name, list);
}

static bool is_inline(const char *name)
{
	static const char *const list[] = {
		"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del",
		"dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp",
		"small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
	};

	return STR_IN(name, list);
}

/* The group within which an element closes its like, and what ends the search for it. */
static bool closes_like(const char *name, const char *open, bool *stop)
{
	static const struct {
		const char *name, *like, *scope;
	} rules[] = {
		{ "li", "li", " ul ol menu " },
		{ "dt", "dt", " dl " }, { "dt", "dd", " dl " },
		{ "dd", "dd", " dl " }, { "dd", "dt", " dl " },
		{ "tr", "tr", " table " },
		{ "td", "td", " table tr " }, { "td", "th", " table tr " },
		{ "th", "th", " table tr " }, { "th", "td", " table tr " },
		{ "option", "option", " select datalist " },
	};
	size_t i, n = strlen(open);
	const char *at;

	for (i = 0; i < ARRAY_LEN(rules); i++) {
		if (!streq(rules[i].name, name))
			continue;
		if (streq(rules[i].like, open))
			return true;
		at = strstr(rules[i].scope, open);
		if (at && at[-1] == ' ' && at[n] == ' ')
			*stop = true;
	}
	return false;
}

static bool closes_anything(const char *name)
{
	static const char *const list[] = { "dd", "dt", "li", "option", "td", "th", "tr" };

	return STR_IN(name, list);
}

static enum raw raw_kind(const char *name)
{
	size_t i;

	for (i = 0; i < RAW_KINDS; i++)
		if (streq(raw_names[i], name))
			return (enum raw)i;
	return RAW_KINDS;
}

static bool name_byte(int c)
{
	return ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '_' || c == ':' || c == '.';
}

static bool name_end(int c)
{
	return ascii_space(c) || c == '>' || c == '/';
}

enum text {
	TEXT_FLOW,	/* a run of blanks is one */
	TEXT_KEPT,
	TEXT_VALUE,
};

/* A byte that put_text may have to write otherwise. */
static bool is_special(unsigned char c)
{
	return c == '<' || c == '"' || c == '&' || c == 0 || c == 0xc2;
}

/* Past what put_text has nothing to do with, sixteen bytes at a time. */
static const char *skip_plain(const char *p, const char *end, enum text kind)
{
	while (end - p > (ptrdiff_t)sizeof(bytes16)) {
		bytes16 v = bytes16_at(p), next = bytes16_at(p + 1);
		bytes16 special = (bytes16)(v == '<') | (bytes16)(v == '"') | (bytes16)(v == '&') |
				  (bytes16)(v == 0) | (bytes16)(v == 0xc2);

		if (kind == TEXT_FLOW)
			special |= (bytes16)(v <= ' ') & (bytes16)(next <= ' ');
		if (bytes16_any(special))
			break;
		p += sizeof(bytes16);
	}
	return p;
}

/* Text or a value, with C1 controls and references to them mapped and NULs left out. What is
 * in quote is written as a reference, so that values can always stand in double quotes. */
static void put_text(struct tidy *t, const char *p, const char *end, enum text kind)
{
	bool is_value = kind == TEXT_VALUE;
	const char *run = p;

	for (p = skip_plain(p, end, kind); p < end; p++) {
		unsigned char c = (unsigned char)*p;
		uint32_t cp = 0;
		size_t n = 0;

		if (kind == TEXT_FLOW && ascii_space(c) && p + 1 < end && ascii_space(p[1])) {
			buf_add(t->out, run, (size_t)(p + 1 - run));
			while (p + 1 < end && ascii_space(p[1]))
				p++;
			run = p + 1;
			p = skip_plain(p + 1, end, kind) - 1;
			continue;
		}
		if (!is_special(c))
			continue;
		if (c == '<') {
			n = 1;
		} else if (c == '"' && is_value) {
			n = 1;
		} else if (c == 0) {
			n = 1;
		} else if (c == 0xc2 && p + 1 < end && (unsigned char)p[1] < 0xa0) {
			n = 2;
			cp = entity_cp1252((unsigned char)p[1]);
		} else if (c == '&') {
			/* what lies in ASCII may be markup: it stays a reference */
			n = entity_number(str_mem(p, (size_t)(end - p)), &cp);
			if (cp < 0x80)
				n = cp = 0;
		}
		if (!n)
			continue;
		buf_add(t->out, run, (size_t)(p - run));
		if (cp)
			buf_put_utf8(t->out, cp);
		else if (c)
			buf_puts(t->out, c == '<' ? "&lt;" : "&quot;");
		p += n - 1;
		run = p + 1;
	}
	buf_add(t->out, run, (size_t)(end - run));
}

/* Reads a name into out, lower-case, without what libxml2 does not take in names. */
static const char *read_name(const char *p, const char *end, char *out, bool is_attr)
{
	size_t n = 0;

	while (p < end && !name_end(*p) && !(is_attr && *p == '=')) {
		if (n + 1 < NAME_BYTES && name_byte(*p))
			out[n++] = (char)ascii_lower(*p);
		p++;
	}
	out[n] = 0;
	return p;
}

/* One attribute; writes it when wanted. */
static const char *read_attr(struct tidy *t, const char *p, struct tag *tag, bool wanted)
{
	char name[NAME_BYTES];
	const char *value = NULL, *value_end = NULL, *q;
	bool odd;

	odd = !ascii_alpha(*p) && *p != '_';
	/* HTML5: an = in first place belongs to the name */
	q = p;
	p = read_name(*p == '=' ? p + 1 : p, t->end, name, true);
	if (p == q)
		p++;
	while (p < t->end && ascii_space(*p))
		p++;
	if (p < t->end && *p == '=') {
		for (p++; p < t->end && ascii_space(*p); )
			p++;
		if (p < t->end && (*p == '"' || *p == '\'')) {
			value = p + 1;
			p = memchr(value, *p, (size_t)(t->end - value));
			if (!p)
				return t->end;
			value_end = p++;
		} else {
			for (value = p; p < t->end && !ascii_space(*p) && *p != '>'; )
				p++;
			value_end = p;
		}
	}
	if (!wanted || odd || !name[0] || (name[0] == 'o' && name[1] == 'n'))
		return p;
	if (value_end - value > (ptrdiff_t)VALUE_BYTES) {
		value_end = value + VALUE_BYTES;
		while (value_end > value && ((unsigned char)*value_end & 0xc0) == 0x80)
			value_end--;
	}
	if (streq(name, "type") && value &&
	    str_ifind(str_mem(value, (size_t)(value_end - value)), STR("ld+json")) != SIZE_MAX)
		tag->is_json_ld = true;
	buf_putc(t->out, ' ');
	buf_puts(t->out, name);
	buf_puts(t->out, "=\"");
	if (value)
		put_text(t, value, value_end, TEXT_VALUE);
	buf_putc(t->out, '"');
	return p;
}

/* A tag from its name on; its attributes are written to out, behind out_start. NULL when the
 * input ends within it. */
static const char *read_tag(struct tidy *t, const char *p, struct tag *tag)
{
	size_t n = 0;

	p = read_name(p, t->end, tag->name, false);
	tag->out_start = t->out->len;
	while (p < t->end && *p != '>') {
		if (ascii_space(*p)) {
			p++;
		} else if (*p == '/') {
			p++;
			tag->is_closed = p < t->end && *p == '>';
		} else {
			p = read_attr(t, p, tag, !tag->is_end && n++ < LIMIT_ATTRIBUTES &&
						 t->n_attrs++ < LIMIT_TREE_ATTRIBUTES);
		}
	}
	return p < t->end ? p + 1 : NULL;
}

/* Just behind what would end a raw element; NULL when nothing does. */
static const char *raw_end(struct tidy *t, const char *p, enum raw kind, const char **content_end)
{
	const char *name = raw_names[kind];
	size_t n = strlen(name);

	if (t->no_end[kind])
		return NULL;
	while (p < t->end && (p = memchr(p, '<', (size_t)(t->end - p)))) {
		if ((size_t)(t->end - p) < n + 3)
			break;
		if (p[1] == '/' && str_ieq(str_mem(p + 2, n), str_of(name)) &&
		    name_end(p[2 + n])) {
			*content_end = p;
			p = memchr(p, '>', (size_t)(t->end - p));
			return p ? p + 1 : t->end;
		}
		p++;
	}
	t->no_end[kind] = true;
	return NULL;
}

static void pop_to(struct tidy *t, size_t depth)
{
	t->depth = depth;
	if (t->pre_depth > depth)
		t->pre_depth = 0;
}

/* Ends what HTML5 ends implicitly before this start tag. libxml2 does most of it too; the
 * p it forgets is closed in words. */
static void close_implied(struct tidy *t, const char *name)
{
	bool stop = false;
	size_t i;

	if (closes_p(name)) {
		for (i = t->depth; i > 0; i--) {
			if (streq(t->stack[i - 1].name, "p")) {
				buf_puts(t->out, "</p>");
				pop_to(t, i - 1);
				break;
			}
			if (!t->stack[i - 1].is_inline)
				break;
		}
	}
	for (i = closes_anything(name) ? t->depth : 0; i > 0 && !stop; i--) {
		if (closes_like(name, t->stack[i - 1].name, &stop)) {
			pop_to(t, i - 1);
			break;
		}
	}
}

static void put_start(struct tidy *t, const struct tag *tag, struct str attrs)
{
	bool is_empty = is_void(tag->name);
	bool closed = is_empty || (tag->is_closed && is_inline(tag->name));

	buf_putc(t->out, '<');
	buf_puts(t->out, tag->name);
	buf_add_str(t->out, attrs);
	buf_puts(t->out, closed ? "/>" : ">");
	if (closed)
		return;
	memcpy(t->stack[t->depth].name, tag->name, NAME_BYTES);
	t->stack[t->depth].is_inline = is_inline(tag->name);
	t->depth++;
	if (!t->pre_depth && keeps_blanks(tag->name))
		t->pre_depth = t->depth;
}

static void start_tag(struct tidy *t, const struct tag *tag)
{
	struct buf *out = t->out;

	buf_reset(&t->attrs);
	buf_add(&t->attrs, out->data + tag->out_start, out->len - tag->out_start);
	buf_truncate(out, tag->out_start);
	if (streq(tag->name, "body"))
		t->in_body = true;
	close_implied(t, tag->name);
	if (t->depth < LIMIT_DEPTH || is_void(tag->name))
		put_start(t, tag, buf_str(&t->attrs));
	else
		t->dropped++;
}

static void put_end(struct tidy *t, const char *name)
{
	buf_puts(t->out, "</");
	buf_puts(t->out, name);
	buf_putc(t->out, '>');
}

/* Ends the element at depth. libxml2 overlooks the end of an element within which a weightier
 * one was left open, so those are ended in words. */
static void close_down_to(struct tidy *t, size_t depth, const char *name)
{
	size_t i;

	if (!is_inline(name) && !streq(name, "form") && t->depth - depth < CLOSE_DEPTH)
		for (i = t->depth; i > depth + 1; i--)
			put_end(t, t->stack[i - 1].name);
	put_end(t, name);
	pop_to(t, depth);
}

static void end_tag(struct tidy *t, const struct tag *tag)
{
	size_t i;

	/* text behind the last end tag still belongs to the body */
	if (streq(tag->name, "body") || streq(tag->name, "html"))
		return;
	if (streq(tag->name, "br")) {
		buf_puts(t->out, "<br/>");
		return;
	}
	if (t->dropped) {
		t->dropped--;
		return;
	}
	for (i = t->depth; i > 0; i--) {
		if (!streq(t->stack[i - 1].name, tag->name))
			continue;
		close_down_to(t, i - 1, tag->name);
		return;
	}
}

/* Elements whose content is no markup: only the words of JSON-LD and of the title are kept. */
static const char *raw_element(struct tidy *t, const char *p, const struct tag *tag,
			       enum raw kind)
{
	const char *end = NULL, *next;
	bool keep = kind == RAW_TITLE || (kind == RAW_SCRIPT && tag->is_json_ld);

	if (tag->is_closed && kind != RAW_SCRIPT) {
		buf_truncate(t->out, tag->out_start);
		return p;
	}
	next = raw_end(t, p, kind, &end);
	if (keep && next) {
		struct buf *out = t->out;
		struct str attrs = kind == RAW_SCRIPT ? STR(" type=\"application/ld+json\"") :
				   STR("");

		buf_truncate(out, tag->out_start);
		buf_printf(out, "<%s", tag->name);
		buf_add_str(out, attrs);
		buf_putc(out, '>');
		if (kind == RAW_TITLE)
			put_text(t, p, end, TEXT_FLOW);
		else
			buf_add(out, p, (size_t)(end - p));
		buf_printf(out, "</%s>", tag->name);
		return next;
	}
	buf_truncate(t->out, tag->out_start);
	if (next)
		return next;
	return kind == RAW_SCRIPT || kind == RAW_STYLE ? t->end : p;
}

/* A comment, doctype, processing instruction or CDATA mark: nothing of it is kept. */
static const char *skip_declaration(struct tidy *t, const char *p)
{
	const char *q;

	if (t->end - p >= 4 && !memcmp(p, "<!--", 4)) {
		if (t->end - p >= 5 && p[4] == '>')
			return p + 5;
		q = t->no_comment_end ? NULL :
		    memmem(p + 4, (size_t)(t->end - p - 4), "--", 2);
		while (q && q + 2 < t->end && q[2] != '>' &&
		       !(q[2] == '!' && q + 3 < t->end && q[3] == '>'))
			q = memmem(q + 1, (size_t)(t->end - q - 1), "--", 2);
		if (q && q + 2 < t->end)
			return q + (q[2] == '>' ? 3 : 4);
		/* a comment without an end swallows the page in a browser; here its mark goes */
		t->no_comment_end = true;
	}
	q = memchr(p, '>', (size_t)(t->end - p));
	return q ? q + 1 : t->end;
}

/* Whether a noscript in the body holds the text itself, for readers without scripts: then its
 * tags alone go. */
static bool shows_text(struct tidy *t, const char *p)
{
	const char *end = NULL;

	/* one in another ends where that does, and is not searched for again */
	if (t->noscript_end && p <= t->noscript_end)
		return t->noscript_shows;
	t->noscript_shows = raw_end(t, p, RAW_NOSCRIPT, &end) && end - p > NOSCRIPT_BYTES &&
			    memmem(p, (size_t)(end - p), "<p", 2);
	t->noscript_end = end;
	return t->noscript_shows;
}

static const char *markup(struct tidy *t, const char *p)
{
	struct tag tag = { .is_end = p[1] == '/' };
	const char *next;
	enum raw kind;

	next = read_tag(t, p + 1 + tag.is_end, &tag);
	if (!next) {
		buf_truncate(t->out, tag.out_start);
		return t->end;
	}
	t->nodes++;
	if (tag.is_end) {
		end_tag(t, &tag);
		return next;
	}
	kind = raw_kind(tag.name);
	/* in the head noscript would make libxml2 begin the body */
	if (kind != RAW_KINDS && (kind != RAW_NOSCRIPT || !t->in_body))
		return raw_element(t, next, &tag, kind);
	if (kind == RAW_NOSCRIPT && shows_text(t, next)) {
		buf_truncate(t->out, tag.out_start);
		return next;
	}
	start_tag(t, &tag);
	return next;
}

bool tidy_html(struct str utf8, struct buf *out)
{
	struct tidy *t = mem_zalloc(sizeof(*t));
	const char *p = utf8.p, *q;
	bool whole;

	t->end = utf8.p + utf8.n;
	t->out = out;
	buf_init(&t->attrs, LIMIT_PAGE_BYTES);
	while (p < t->end && !out->failed && t->nodes < LIMIT_NODES) {
		q = memchr(p, '<', (size_t)(t->end - p));
		if (!q)
			q = t->end;
		put_text(t, p, q, t->pre_depth ? TEXT_KEPT : TEXT_FLOW);
		if (q == t->end) {
			p = q;
			break;
		}
		if (q + 1 < t->end && (q[1] == '!' || q[1] == '?' ||
				       (q[1] == '/' && q + 2 < t->end && !ascii_alpha(q[2])))) {
			p = skip_declaration(t, q);
		} else if (q + 1 < t->end && (ascii_alpha(q[1]) ||
					      (q[1] == '/' && q + 2 < t->end))) {
			p = markup(t, q);
		} else {
			buf_puts(out, "&lt;");
			p = q + 1;
		}
	}
	whole = p >= t->end && !out->failed;
	buf_free(&t->attrs);
	free(t);
	return whole;
}

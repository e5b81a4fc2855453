/* selector.c: each compound becomes a condition on one element; a combinator puts the condition
 * of what stands left of it on an ancestor, a parent or a sibling. So every element of a page is
 * asked once, and none is found twice. */
#include "config/selector.h"

#include "base/buf.h"
#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"

#define NESTING 6	/* of selectors in :not, :is and :has */
#define PARTS 256	/* of a selector: a class, a type, an attribute ... */

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"

struct parser {
	struct arena *a;
	struct str s;
	size_t at;
	int depth;
	int left;		/* simple selectors that it may still have */
	struct err *e;
	size_t *wrong;
};

static char *fail(struct parser *p, size_t at, const char *words)
{
	*p->wrong = at;
	err_set(p->e, E_PARSE, "%s", words);
	return NULL;
}

static int peek(const struct parser *p)
{
	return p->at < p->s.n ? (unsigned char)p->s.p[p->at] : 0;
}

static bool take(struct parser *p, int c)
{
	if (peek(p) != c)
		return false;
	p->at++;
	return true;
}

static bool skip_space(struct parser *p)
{
	size_t was = p->at;

	while (p->at < p->s.n && ascii_space(peek(p)))
		p->at++;
	return p->at > was;
}

static int hex_of(int c)
{
	if (ascii_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What XML has a place for. */
static bool is_text(uint32_t c)
{
	return (c >= ' ' && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
	       (c >= 0x10000 && c < 0x110000);
}

/* Where UTF-8 has another character; SIZE_MAX: nowhere. */
static size_t find_control(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < ' ' && !strchr("\t\n\r", s.p[i])) || !s.p[i] ||
		    (i + 2 < s.n && (unsigned char)s.p[i] == 0xef &&
		     (unsigned char)s.p[i + 1] == 0xbf && (unsigned char)s.p[i + 2] >= 0xbe))
			return i;
	return SIZE_MAX;
}

/* What follows a backslash (CSS Syntax Level 3, 4.3.7). */
static void take_escape(struct parser *p, struct buf *b)
{
	uint32_t c = 0;
	int digits = 0;

	while (digits < 6 && hex_of(peek(p)) >= 0) {
		c = c * 16 + (uint32_t)hex_of(peek(p));
		p->at++;
		digits++;
	}
	if (!digits) {
		if (p->at < p->s.n)
			buf_putc(b, p->s.p[p->at++]);
		return;
	}
	if (ascii_space(peek(p)))
		p->at++;
	buf_put_utf8(b, is_text(c) ? c : 0xfffd);
}

static bool is_name_byte(int c)
{
	return ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '_' || c >= 0x80;
}

/* A name; NULL, and nothing is taken, where none begins. */
static char *take_name(struct parser *p)
{
	struct buf b = BUF_INIT(LIMIT_SELECTOR_BYTES);
	char *out;

	for (;;) {
		if (is_name_byte(peek(p)))
			buf_putc(&b, p->s.p[p->at++]);
		else if (take(p, '\\'))
			take_escape(p, &b);
		else
			break;
	}
	out = b.len ? arena_str(p->a, buf_str(&b)) : NULL;
	buf_free(&b);
	return out;
}

/* A name, or a text in quotes. */
static char *take_value(struct parser *p)
{
	int quote = peek(p);
	struct buf b = BUF_INIT(LIMIT_SELECTOR_BYTES);
	size_t start = p->at;
	char *out;

	if (quote != '"' && quote != '\'')
		return take_name(p);
	p->at++;
	while (p->at < p->s.n && peek(p) != quote) {
		if (take(p, '\\'))
			take_escape(p, &b);
		else
			buf_putc(&b, p->s.p[p->at++]);
	}
	out = arena_str(p->a, buf_str(&b));
	buf_free(&b);
	return take(p, quote) ? out : fail(p, start, _("a quote is not closed"));
}

static char *lower(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s);

	for (char *c = out; *c; c++)
		*c = (char)ascii_lower((unsigned char)*c);
	return out;
}

/* A text as XPath writes it, which knows no escapes. */
static char *literal(struct arena *a, const char *s)
{
	struct buf b = BUF_INIT(4 * LIMIT_SELECTOR_BYTES);
	const char *quote;
	char *out;

	if (!strchr(s, '\''))
		return arena_printf(a, "'%s'", s);
	if (!strchr(s, '"'))
		return arena_printf(a, "\"%s\"", s);
	buf_puts(&b, "concat(");
	for (; (quote = strchr(s, '"')); s = quote + 1)
		buf_printf(&b, "\"%.*s\",'\"',", (int)(quote - s), s);
	buf_printf(&b, "\"%s\")", s);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static bool is_plain_name(const char *s)
{
	if (!ascii_alpha((unsigned char)*s) && *s != '_')
		return false;
	for (; *s; s++)
		if (!is_name_byte((unsigned char)*s) || (unsigned char)*s >= 0x80)
			return false;
	return true;
}

static char *word_in(struct parser *p, const char *attr, const char *word)
{
	return arena_printf(p->a, "contains(concat(' ',normalize-space(%s),' '),%s)", attr,
			    literal(p->a, arena_printf(p->a, " %s ", word)));
}

/* --- attributes --- */

static char *compare(struct parser *p, int op, const char *attr, const char *value)
{
	const char *lit = literal(p->a, value);
	bool none = !*value;

	switch (op) {
	case '=':
		return arena_printf(p->a, "%s=%s", attr, lit);
	case '~':
		return none || strpbrk(value, " \t\r\n\f") ? arena_strdup(p->a, "false()") :
		       word_in(p, attr, value);
	case '|':
		return arena_printf(p->a, "(%s=%s or starts-with(%s,%s))", attr, lit, attr,
				    literal(p->a, arena_printf(p->a, "%s-", value)));
	case '^':
		return none ? arena_strdup(p->a, "false()") :
		       arena_printf(p->a, "starts-with(%s,%s)", attr, lit);
	case '$':
		return none ? arena_strdup(p->a, "false()") :
		       arena_printf(p->a, "substring(%s,string-length(%s)-string-length(%s)+1)=%s",
				    attr, attr, lit, lit);
	default:
		return none ? arena_strdup(p->a, "false()") :
		       arena_printf(p->a, "contains(%s,%s)", attr, lit);
	}
}

/* Behind the "[". */
static char *attribute(struct parser *p)
{
	size_t start = p->at - 1, at;
	char *name, *attr, *value;
	int op = 0;

	skip_space(p);
	name = take_name(p);
	if (!name)
		return fail(p, p->at, _("the name of an attribute is missing"));
	name = lower(p->a, name);
	attr = is_plain_name(name) ? arena_printf(p->a, "@%s", name) :
	       arena_printf(p->a, "@*[name()=%s]", literal(p->a, name));
	skip_space(p);
	if (take(p, ']'))
		return attr;
	if (peek(p) && strchr("~|^$*", peek(p)))
		op = p->s.p[p->at++];
	if (!take(p, '='))
		return fail(p, p->at, _("after the attribute comes \"]\", or one of "
					"= ~= |= ^= $= *="));
	skip_space(p);
	at = p->at;
	value = take_value(p);
	if (!value)
		return p->e->rc ? NULL : fail(p, at, _("a value is missing"));
	skip_space(p);
	if (take(p, 'i') || take(p, 'I')) {
		attr = arena_printf(p->a, "translate(%s,'" UPPER "','" LOWER "')", attr);
		value = lower(p->a, value);
	} else if (!take(p, 's')) {
		take(p, 'S');
	}
	skip_space(p);
	if (!take(p, ']'))
		return fail(p, start, _("a bracket is not closed"));
	return compare(p, op ? op : '=', attr, value);
}

/* --- pseudo-classes --- */

static char *parse_list(struct parser *p, bool forward);

/* "2n+1", "odd", "3": a and b. */
static bool take_nth(struct parser *p, int64_t *a, int64_t *b)
{
	struct str s = str_sub(p->s, p->at, str_chr(str_sub(p->s, p->at, SIZE_MAX), ')'));
	char tight[24];
	size_t i, n = 0, at;

	for (i = 0; i < s.n && n < sizeof(tight); i++)
		if (!ascii_space((unsigned char)s.p[i]))
			tight[n++] = (char)ascii_lower((unsigned char)s.p[i]);
	if (i < s.n)
		return false;
	p->at += s.n;
	s = str_mem(tight, n);
	*a = 2;
	*b = str_eq(s, STR("odd"));
	if (str_eq(s, STR("odd")) || str_eq(s, STR("even")))
		return true;
	*a = *b = 0;
	at = str_chr(s, 'n');
	if (at != SIZE_MAX) {
		struct str first = str_sub(s, 0, at);

		if (first.n && first.p[0] == '+')
			first = str_sub(first, 1, SIZE_MAX);
		if (!first.n || str_eq(first, STR("-")))
			*a = first.n ? -1 : 1;
		else if (!str_int(first, -10000, 10000, a))
			return false;
		s = str_sub(s, at + 1, SIZE_MAX);
		if (!s.n)
			return true;
		if (s.p[0] != '+' && s.p[0] != '-')
			return false;
	}
	if (s.n && s.p[0] == '+')
		s = str_sub(s, 1, SIZE_MAX);
	return str_int(s, -10000, 10000, b);
}

/* before: how many siblings of the kind stand before it (or behind). */
static char *nth(struct parser *p, const char *before, int64_t a, int64_t b)
{
	if (!a)
		return arena_printf(p->a, "%s=%lld", before, (long long)b - 1);
	if (a > 0)
		return arena_printf(p->a, "(%s>=%lld and (%s - %lld) mod %lld=0)", before,
				    (long long)b - 1, before, (long long)b - 1, (long long)a);
	return arena_printf(p->a, "(%s<=%lld and (%lld - %s) mod %lld=0)", before,
			    (long long)b - 1, (long long)b - 1, before, (long long)-a);
}

static char *in_brackets(struct parser *p, size_t start, bool forward)
{
	char *list;

	if (p->depth >= NESTING)
		return fail(p, start, _("too many selectors within each other"));
	p->depth++;
	list = parse_list(p, forward);
	p->depth--;
	if (!list)
		return NULL;
	return take(p, ')') ? list : fail(p, start, _("a bracket is not closed"));
}

static char *functional(struct parser *p, size_t start, const char *name, const char *type)
{
	bool last = str_starts(str_of(name), STR("nth-last-"));
	const char *axis = last ? "following-sibling" : "preceding-sibling";
	bool of_type = str_iends(str_of(name), STR("-of-type"));
	char *list;
	int64_t a, b;

	if (streq(name, "not") || streq(name, "is") || streq(name, "where") ||
	    streq(name, "matches") || streq(name, "has")) {
		list = in_brackets(p, start, streq(name, "has"));
		if (!list)
			return NULL;
		return arena_printf(p->a, streq(name, "not") ? "not(%s)" : "(%s)", list);
	}
	if (!streq(name, "nth-child") && !streq(name, "nth-last-child") && !of_type)
		return fail(p, start, _("this pseudo-class is not known here"));
	if (of_type && !type)
		return fail(p, start, _("\"of-type\" needs a type before it, as in "
					"p:first-of-type"));
	if (!take_nth(p, &a, &b) || !take(p, ')'))
		return fail(p, start, _("in the brackets stands odd, even, or a number as 3 or "
					"2n+1"));
	return nth(p, arena_printf(p->a, "count(%s::%s)", axis, of_type ? type : "*"), a, b);
}

/* Behind the ":". type: of the compound, NULL where it has none that XPath can name. */
static char *pseudo(struct parser *p, const char *type)
{
	static const struct {
		const char *name, *condition;
		bool needs_type;
	} simple[] = {
		{ "first-child", "not(preceding-sibling::*)", false },
		{ "last-child", "not(following-sibling::*)", false },
		{ "only-child", "not(preceding-sibling::* or following-sibling::*)", false },
		{ "first-of-type", "not(preceding-sibling::%s)", true },
		{ "last-of-type", "not(following-sibling::%s)", true },
		{ "empty", "not(*) and not(text())", false },
		{ "root", "not(parent::*)", false },
		{ "link", "(self::a and @href)", false },
	};
	size_t start = p->at - 1, i;
	char *name;

	if (peek(p) == ':')
		return fail(p, start, _("a pseudo-element is no part of the page"));
	name = take_name(p);
	if (!name)
		return fail(p, start, _("the name of a pseudo-class is missing"));
	name = lower(p->a, name);
	if (take(p, '('))
		return functional(p, start, name, type);
	for (i = 0; i < ARRAY_LEN(simple); i++) {
		if (!streq(name, simple[i].name))
			continue;
		if (!simple[i].needs_type)
			return arena_strdup(p->a, simple[i].condition);
		if (!type)
			return fail(p, start, _("\"of-type\" needs a type before it, as in "
						"p:first-of-type"));
		return arena_printf(p->a, "not(%s::%s)", streq(name, "first-of-type") ?
				    "preceding-sibling" : "following-sibling", type);
	}
	return fail(p, start, _("this pseudo-class is not known here"));
}

/* --- compounds, combinators, lists --- */

static char *simple_selector(struct parser *p, const char *type)
{
	char *name;

	if (take(p, '.')) {
		name = take_name(p);
		return name ? word_in(p, "@class", name) :
		       fail(p, p->at, _("the name of a class is missing"));
	}
	if (take(p, '#')) {
		name = take_name(p);
		return name ? arena_printf(p->a, "@id=%s", literal(p->a, name)) :
		       fail(p, p->at, _("an id is missing"));
	}
	if (take(p, '['))
		return attribute(p);
	p->at++;
	return pseudo(p, type);
}

static char *compound(struct parser *p)
{
	char *name = take_name(p), *cond = NULL, *more;
	const char *type = NULL;

	if (name) {
		name = lower(p->a, name);
		type = is_plain_name(name) ? name : NULL;
		cond = type ? arena_printf(p->a, "self::%s", name) :
		       arena_printf(p->a, "name()=%s", literal(p->a, name));
	} else if (take(p, '*')) {
		cond = arena_strdup(p->a, "true()");
	}
	while (peek(p) && strchr(".#[:", peek(p)) && p->left-- > 0) {
		more = simple_selector(p, type);
		if (!more)
			return NULL;
		cond = cond ? arena_printf(p->a, "%s and %s", cond, more) : more;
	}
	if (p->left-- <= 0)
		return fail(p, p->at, _("too long"));
	if (!cond)
		return fail(p, p->at, p->at < p->s.n ? _("no selector can begin or go on here") :
			    _("a selector is missing"));
	return cond;
}

/* A combinator, or 0 at the end of this selector; white space alone is one too. */
static int take_combinator(struct parser *p)
{
	bool space = skip_space(p);
	int c = peek(p);

	if (c && strchr(">+~", c)) {
		p->at++;
		skip_space(p);
		return c;
	}
	return space && c && c != ',' && c != ')' ? ' ' : 0;
}

static char *backward(struct parser *p)
{
	char *cond, *next;
	int c;

	skip_space(p);
	cond = compound(p);
	while (cond && (c = take_combinator(p))) {
		const char *axis = c == '>' ? "parent::*" : c == ' ' ? "ancestor::*" :
				   c == '+' ? "preceding-sibling::*[1]" : "preceding-sibling::*";

		next = compound(p);
		if (!next)
			return NULL;
		cond = arena_printf(p->a, "%s and %s[%s]", next, axis, cond);
	}
	return cond;
}

/* In :has: a path that leads away from the element. */
static char *forward_path(struct parser *p)
{
	char *path = NULL, *cond;
	int c;

	skip_space(p);
	c = peek(p) && strchr(">+~", peek(p)) ? take_combinator(p) : ' ';
	for (; c; c = take_combinator(p)) {
		const char *axis = c == '>' ? "child::*" : c == ' ' ? "descendant::*" :
				   c == '+' ? "following-sibling::*[1]" : "following-sibling::*";

		cond = compound(p);
		if (!cond)
			return NULL;
		path = path ? arena_printf(p->a, "%s/%s[%s]", path, axis, cond) :
		       arena_printf(p->a, "%s[%s]", axis, cond);
	}
	return path;
}

static char *parse_list(struct parser *p, bool forward)
{
	char *list = NULL, *one;

	do {
		one = forward ? forward_path(p) : backward(p);
		if (!one)
			return NULL;
		skip_space(p);
		list = list ? arena_printf(p->a, "%s or %s", list, one) : one;
	} while (take(p, ','));
	return list;
}

/* The faults that are made most often; libxml2 tells of the others when it reads a page. */
static bool is_balanced(struct str s, size_t *wrong)
{
	size_t open[NESTING * 4], depth = 0, i, end;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		*wrong = i;
		if (c == '"' || c == '\'') {
			end = str_chr(str_sub(s, i + 1, SIZE_MAX), c);
			if (end == SIZE_MAX)
				return false;
			i += end + 1;
		} else if (c == '[' || c == '(') {
			if (depth == ARRAY_LEN(open))
				return false;
			open[depth++] = i;
		} else if (c == ']' || c == ')') {
			if (!depth || s.p[open[--depth]] != (c == ']' ? '[' : '('))
				return false;
		}
	}
	*wrong = depth ? open[depth - 1] : 0;
	return !depth;
}

enum rc selector_to_xpath(struct arena *a, struct str selector, char **out, size_t *at,
			  struct err *e)
{
	struct err own = { 0 };
	struct parser p = { .s = selector, .left = PARTS, .e = e ? e : &own, .wrong = at };
	char *cond;

	*at = 0;
	err_clear(p.e);
	if (selector.n > LIMIT_SELECTOR_BYTES)
		return err_set(e, E_PARSE, _("longer than %d bytes"), (int)LIMIT_SELECTOR_BYTES);
	if (!clean_is_utf8(selector))
		return err_set(e, E_PARSE, _("not UTF-8"));
	*at = find_control(selector);
	if (*at != SIZE_MAX)
		return err_set(e, E_PARSE, _("a control character"));
	*at = 0;
	if (selector.n && selector.p[0] == '/') {
		if (!is_balanced(selector, at))
			return err_set(e, E_PARSE, _("a bracket or a quote is not closed, or not "
						     "opened"));
		*out = arena_str(a, selector);
		return OK;
	}
	p.a = arena_new(MIB(64));
	cond = parse_list(&p, false);
	if (cond && p.at < selector.n)
		cond = fail(&p, p.at, _("no selector can begin or go on here"));
	if (cond)
		*out = arena_printf(a, "/descendant::*[%s]", cond);
	arena_free(p.a);
	return cond ? OK : E_PARSE;
}

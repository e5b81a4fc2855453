#include "parse/mend.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "parse/entity.h"

#define MAX_DEPTH (LIMIT_DEPTH - 16)	/* libxml2 ends the document at 256 */
#define NAME_BYTES 256			/* longer names are no names */

struct declared {
	struct str name;
	char value[LIMIT_ENTITY_BYTES + 1];
	bool refused;		/* too long, nested or external */
};

struct mender {
	struct str in;
	size_t at;		/* the next byte to look at */
	size_t copied;		/* in up to here is in out or left out on purpose */
	struct buf out;
	uint32_t flags;
	struct str open[MAX_DEPTH];
	size_t depth;
	bool root_seen, root_done;
	bool no_comment_end, no_cdata_end, no_pi_end;	/* none follows: never search again */
	struct declared *declared;
	size_t n_declared;
	struct arena *arena;
	bool bomb;
};

static struct str rest(const struct mender *m)
{
	return str_sub(m->in, m->at, SIZE_MAX);
}

/* Takes over what was found good up to at. */
static void flush(struct mender *m)
{
	buf_add(&m->out, m->in.p + m->copied, m->at - m->copied);
	m->copied = m->at;
}

/* Leaves out the next n bytes, with instead in their place. */
static void replace(struct mender *m, size_t n, const char *instead)
{
	flush(m);
	buf_puts(&m->out, instead);
	m->at = m->copied = m->at + n;
}

static void put_escaped(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '&': buf_puts(b, "&amp;"); break;
		case '"': buf_puts(b, "&quot;"); break;
		default: buf_putc(b, s.p[i]);
		}
	}
}

/* --- references --- */

static const struct declared *find_declared(const struct mender *m, struct str name)
{
	size_t i;

	for (i = 0; i < m->n_declared; i++)
		if (str_eq(m->declared[i].name, name))
			return &m->declared[i];
	return NULL;
}

/* The reference at the start of s, which begins with '&': bytes that it takes (0: it is none),
 * and what stands for it in out where it cannot stay as it is. */
static size_t mend_reference(struct mender *m, struct str s, struct buf *out, bool *keep)
{
	const struct declared *d;
	struct str name;
	uint32_t cp;
	size_t n;

	*keep = false;
	n = entity_number(s, &cp);
	if (n) {
		*keep = s.p[n - 1] == ';' && entity_is_text(cp) && (cp < 0x7f || cp > 0x9f);
		if (!*keep) {
			char c[8] = "";
			size_t len = entity_is_text(cp) ? entity_utf8(cp, c) : 0;

			put_escaped(out, str_mem(c, len));
			m->flags |= MEND_CONTROL;
		}
		return n;
	}
	name = entity_name(s);
	if (!name.n || name.n + 1 >= s.n || s.p[name.n + 1] != ';')
		return 0;
	n = name.n + 2;
	if (str_eq(name, STR("amp")) || str_eq(name, STR("lt")) || str_eq(name, STR("gt")) ||
	    str_eq(name, STR("quot")) || str_eq(name, STR("apos"))) {
		*keep = true;
		return n;
	}
	d = find_declared(m, name);
	if (d && !d->refused) {
		put_escaped(out, str_of(d->value));
		return n;
	}
	cp = entity_html(name);
	if (!cp && d)
		m->bomb = true;
	if (!cp && !d)
		return 0;
	if (cp) {
		buf_put_utf8(out, cp);
		m->flags |= d ? 0 : MEND_ENTITY;
	}
	return n;
}

static void mend_amp(struct mender *m)
{
	struct buf b = BUF_INIT(256);
	bool keep;
	size_t n = mend_reference(m, rest(m), &b, &keep);

	if (n && keep) {
		m->at += n;
	} else if (n) {
		replace(m, n, buf_cstr(&b));
	} else {
		m->flags |= MEND_MARKUP;
		replace(m, 1, "&amp;");
	}
	buf_free(&b);
}

/* Bytes that XML does not allow at the start of s: control characters, U+FFFE, U+FFFF. */
static size_t forbidden(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];

	if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
		return 1;
	if (c == 0xef && s.n >= 3 && (unsigned char)s.p[1] == 0xbf &&
	    (unsigned char)s.p[2] >= 0xbe)
		return 3;
	return 0;
}

/* --- names and attributes --- */

static size_t name_len(struct str s)
{
	size_t n = 0;

	while (n < s.n && n < NAME_BYTES) {
		unsigned char c = (unsigned char)s.p[n];

		if (!(ascii_alpha(c) || c == '_' || c == ':' || c >= 0x80 ||
		      (n && (ascii_digit(c) || c == '-' || c == '.'))))
			break;
		n++;
	}
	return n == NAME_BYTES ? 0 : n;
}

static struct str local_name(struct str name)
{
	size_t colon = str_chr(name, ':');

	return colon == SIZE_MAX ? name : str_sub(name, colon + 1, SIZE_MAX);
}

static bool is_root(struct str name)
{
	static const char roots[] = "rss rdf feed channel opml outlines";
	struct str words = STR(roots), word;

	name = local_name(name);
	while (str_word(&words, &word))
		if (str_ieq(word, name))
			return true;
	return false;
}

struct attribute {
	struct str name, value;
};

struct tag {
	struct str name;
	struct attribute attrs[LIMIT_ATTRIBUTES];
	size_t n_attrs;
	size_t len;		/* bytes of the tag, '<' and '>' included */
	bool clean;		/* may stay as it is */
	bool closed;		/* ends in "/>" */
};

/* Whether the value can stay between its quotes as it is. */
static bool value_is_clean(struct mender *m, struct str v)
{
	size_t i;

	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '<' || forbidden(str_sub(v, i, SIZE_MAX)))
			return false;
		if (v.p[i] == '&') {
			struct buf b = BUF_INIT(256);
			bool keep;
			size_t n = mend_reference(m, str_sub(v, i, SIZE_MAX), &b, &keep);

			buf_free(&b);
			if (!n || !keep)
				return false;
			i += n - 1;
		}
	}
	return true;
}

/* A quoted value; one whose closing quote is missing ends where the tag does. */
static struct str quoted_value(struct str s, size_t *taken, bool *clean)
{
	struct str v = str_sub(s, 1, SIZE_MAX);
	size_t end = str_chr(str_sub(v, 0, LIMIT_STORY_BYTES), s.p[0]);
	size_t lt = str_chr(str_sub(v, 0, MIN(end, LIMIT_STORY_BYTES)), '<');

	/* Where an open tag and a line end come first, the quote belongs to another tag. */
	if (end == SIZE_MAX ||
	    (lt != SIZE_MAX && str_chr(str_sub(v, 0, lt), '\n') != SIZE_MAX)) {
		end = str_chr(str_sub(v, 0, LIMIT_FIELD_BYTES), '>');
		if (end == SIZE_MAX)
			end = MIN(v.n, (size_t)LIMIT_FIELD_BYTES);
		*clean = false;
		*taken = end + 1;
		return str_sub(v, 0, end);
	}
	*taken = end + 2;
	return str_sub(v, 0, end);
}

static struct str bare_value(struct str s, size_t *taken)
{
	size_t n = 0;

	while (n < s.n && n < LIMIT_URL_BYTES && !ascii_space((unsigned char)s.p[n]) &&
	       s.p[n] != '>' && s.p[n] != '<' && s.p[n] != '"' && s.p[n] != '\'')
		n++;
	*taken = n;
	return str_sub(s, 0, n);
}

static size_t space_len(struct str s)
{
	size_t n = 0;

	while (n < s.n && ascii_space((unsigned char)s.p[n]))
		n++;
	return n;
}

static void keep_attribute(struct mender *m, struct tag *t, struct str name, struct str value)
{
	size_t i;

	for (i = 0; i < t->n_attrs; i++) {
		if (!str_eq(t->attrs[i].name, name))
			continue;
		t->clean = false;
		return;
	}
	if (t->n_attrs == LIMIT_ATTRIBUTES || value.n > LIMIT_STORY_BYTES) {
		t->clean = false;
		m->flags |= MEND_LIMIT;
		return;
	}
	t->clean = t->clean && value_is_clean(m, value);
	t->attrs[t->n_attrs++] = (struct attribute){ name, value };
}

/* One attribute at s; returns its bytes. */
static size_t read_attribute(struct mender *m, struct tag *t, struct str s)
{
	size_t n = name_len(s), at = n, taken;
	struct str name = str_sub(s, 0, n), value = { "", 0 };

	if (!n) {
		t->clean = false;
		return 1;
	}
	at += space_len(str_sub(s, at, SIZE_MAX));
	if (at >= s.n || s.p[at] != '=') {
		t->clean = false;
		keep_attribute(m, t, name, value);
		return n;
	}
	at++;
	at += space_len(str_sub(s, at, SIZE_MAX));
	if (at < s.n && (s.p[at] == '"' || s.p[at] == '\'')) {
		value = quoted_value(str_sub(s, at, SIZE_MAX), &taken, &t->clean);
	} else {
		value = bare_value(str_sub(s, at, SIZE_MAX), &taken);
		t->clean = false;
	}
	keep_attribute(m, t, name, value);
	at = MIN(at + taken, s.n);
	if (at < s.n && !ascii_space((unsigned char)s.p[at]) && s.p[at] != '/' && s.p[at] != '>')
		t->clean = false;
	return at;
}

/* The start tag at s. A tag that is not closed ends before the next '<'. */
static void read_tag(struct mender *m, struct str s, struct tag *t)
{
	size_t at;

	t->name = str_sub(s, 1, name_len(str_sub(s, 1, SIZE_MAX)));
	t->n_attrs = 0;
	t->clean = true;
	t->closed = false;
	for (at = 1 + t->name.n; at < s.n;) {
		char c = s.p[at];

		if (ascii_space((unsigned char)c)) {
			at++;
		} else if (c == '>') {
			at++;
			goto out;
		} else if (c == '/' && at + 1 < s.n && s.p[at + 1] == '>') {
			t->closed = true;
			at += 2;
			goto out;
		} else if (c == '<') {
			break;
		} else {
			at += read_attribute(m, t, str_sub(s, at, SIZE_MAX));
		}
	}
	t->clean = false;
	if (at >= s.n)
		m->flags |= MEND_TRUNCATED;
out:
	t->len = MIN(at, s.n);
}

static void write_value(struct mender *m, struct str v)
{
	size_t i, n;

	for (i = 0; i < v.n; i++) {
		struct str s = str_sub(v, i, SIZE_MAX);

		n = forbidden(s);
		if (n) {
			i += n - 1;
		} else if (v.p[i] == '&') {
			bool keep;

			n = mend_reference(m, s, &m->out, &keep);
			if (keep)
				buf_add(&m->out, s.p, n);
			else if (!n)
				buf_puts(&m->out, "&amp;");
			i += n ? n - 1 : 0;
		} else {
			put_escaped(&m->out, str_sub(s, 0, 1));
		}
	}
}

static void write_tag(struct mender *m, const struct tag *t, bool closed)
{
	size_t i;

	buf_putc(&m->out, '<');
	buf_add_str(&m->out, t->name);
	for (i = 0; i < t->n_attrs; i++) {
		buf_putc(&m->out, ' ');
		buf_add_str(&m->out, t->attrs[i].name);
		buf_puts(&m->out, "=\"");
		write_value(m, t->attrs[i].value);
		buf_putc(&m->out, '"');
	}
	buf_puts(&m->out, closed ? "/>" : ">");
}

/* --- elements --- */

static void close_to(struct mender *m, size_t depth)
{
	while (m->depth > depth) {
		m->depth--;
		buf_puts(&m->out, "</");
		buf_add_str(&m->out, m->open[m->depth]);
		buf_putc(&m->out, '>');
	}
	if (m->depth == 0)
		m->root_done = true;
}

static bool is_void(struct str name)
{
	return str_ieq(name, STR("br")) || str_ieq(name, STR("hr")) ||
	       str_ieq(name, STR("img")) || str_ieq(name, STR("wbr"));
}

/* Stories never hold stories: the one before was not closed. */
static void close_story(struct mender *m, struct str name)
{
	size_t i;

	if (!str_ieq(name, STR("item")) && !str_ieq(name, STR("entry")))
		return;
	for (i = m->depth; i > 0; i--) {
		if (!str_ieq(m->open[i - 1], name))
			continue;
		flush(m);
		close_to(m, i - 1);
		m->flags |= MEND_MARKUP;
		return;
	}
}

static void start_tag(struct mender *m)
{
	struct tag t;
	bool closed;

	read_tag(m, rest(m), &t);
	if (!t.name.n) {
		m->flags |= MEND_MARKUP;
		replace(m, 1, m->depth ? "&lt;" : "");
		return;
	}
	if (m->depth == 0 && !is_root(t.name)) {
		m->flags |= MEND_JUNK;
		replace(m, t.len, "");
		return;
	}
	m->root_seen = true;
	close_story(m, t.name);
	closed = t.closed || (m->depth > 2 && is_void(t.name));
	if (!closed && m->depth == MAX_DEPTH) {
		m->flags |= MEND_LIMIT;
		replace(m, t.len, "");
		return;
	}
	if (t.clean && closed == t.closed) {
		m->at += t.len;
	} else {
		m->flags |= MEND_MARKUP;
		flush(m);
		write_tag(m, &t, closed);
		m->at = m->copied = m->at + t.len;
	}
	if (!closed)
		m->open[m->depth++] = t.name;
	else if (m->depth == 0)
		m->root_done = true;
}

static void end_tag(struct mender *m)
{
	struct str s = str_sub(rest(m), 2, SIZE_MAX);
	struct str name = str_sub(s, 0, name_len(s));
	size_t n = name.n + space_len(str_sub(s, name.n, SIZE_MAX)), i;
	bool ended = n < s.n && s.p[n] == '>';

	if (!name.n) {
		m->flags |= MEND_MARKUP;
		replace(m, 2, m->depth ? "&lt;/" : "");
		return;
	}
	n += 2 + ended;
	if (ended && m->depth && str_eq(m->open[m->depth - 1], name)) {
		m->at += n;
		m->depth--;
		m->root_done = m->depth == 0;
		return;
	}
	m->flags |= MEND_MARKUP;
	for (i = m->depth; i > 0; i--)
		if (str_ieq(m->open[i - 1], name))
			break;
	replace(m, n, "");
	if (i > 0)
		close_to(m, i - 1);
}

/* --- what begins with "<!" and "<?" --- */

/* Where the mark ends what begins here, or SIZE_MAX. The search is not made again once it
 * failed: without that, many beginnings would cost a search to the end each. */
static size_t find_end(struct mender *m, size_t skip, struct str mark, bool *none)
{
	size_t at = *none ? SIZE_MAX : str_find(str_sub(rest(m), skip, SIZE_MAX), mark);

	*none = at == SIZE_MAX;
	return at == SIZE_MAX ? at : at + skip + mark.n;
}

static void cdata(struct mender *m)
{
	size_t end = find_end(m, 9, STR("]]>"), &m->no_cdata_end), stop, n;

	if (end == SIZE_MAX || m->depth == 0) {
		m->flags |= MEND_MARKUP;
		replace(m, end == SIZE_MAX ? 9 : end, "");
		return;
	}
	for (stop = m->at + end; m->at < stop;) {
		n = forbidden(rest(m));
		if (n) {
			m->flags |= MEND_CONTROL;
			replace(m, n, "");
		} else {
			m->at++;
		}
	}
}

static void declare(struct mender *m, struct str name, struct str value, bool external)
{
	struct declared *d;
	size_t i, n, len = 0;
	uint32_t cp;

	if (m->n_declared == LIMIT_ENTITY_DECLS) {
		m->bomb = true;
		return;
	}
	d = ARENA_PUSH(m->arena, m->declared, m->n_declared);
	d->name = name;
	d->refused = external;
	for (i = 0; i < value.n && !d->refused; i += n) {
		char c[8] = { value.p[i] };

		n = entity_number(str_sub(value, i, SIZE_MAX), &cp);
		if (n && entity_is_text(cp))
			entity_utf8(cp, c);
		else if (n)
			c[0] = '\0';
		else
			n = 1;
		if (c[0] == '&' || c[0] == '%' || len + strlen(c) > LIMIT_ENTITY_BYTES) {
			d->refused = true;
		} else {
			memcpy(d->value + len, c, strlen(c));
			len += strlen(c);
		}
	}
}

/* <!ENTITY name "value"> at s; parameter entities are never used. */
static void read_entity(struct mender *m, struct str s)
{
	struct str name, value;
	size_t end;

	s = str_sub(s, 8, SIZE_MAX);
	s = str_sub(s, space_len(s), SIZE_MAX);
	name = str_sub(s, 0, name_len(s));
	s = str_sub(s, name.n, SIZE_MAX);
	s = str_sub(s, space_len(s), SIZE_MAX);
	if (!name.n || !s.n)
		return;
	if (s.p[0] != '"' && s.p[0] != '\'') {
		declare(m, name, (struct str){ "", 0 }, true);
		return;
	}
	value = str_sub(s, 1, SIZE_MAX);
	end = str_chr(value, s.p[0]);
	declare(m, name, str_sub(value, 0, end), end == SIZE_MAX);
}

static void doctype(struct mender *m)
{
	struct str s = rest(m);
	size_t i;
	bool subset = false;
	char quote = 0;

	for (i = 2; i < s.n && !m->bomb; i++) {
		char c = s.p[i];

		if (quote) {
			quote = c == quote ? 0 : quote;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '[') {
			subset = true;
		} else if (c == ']') {
			subset = false;
		} else if (c == '<' && !subset) {
			break;		/* never closed */
		} else if (c == '<' && str_starts(str_sub(s, i, 9), STR("<!ENTITY"))) {
			read_entity(m, str_sub(s, i, KIB(64)));
		} else if (c == '>' && !subset) {
			i++;
			break;
		}
	}
	replace(m, MIN(i, s.n), "");
}

static void bang(struct mender *m)
{
	struct str s = rest(m);
	size_t end, skip = 2;

	if (str_starts(s, STR("<![CDATA["))) {
		cdata(m);
		return;
	}
	if (str_istarts(s, STR("<!DOCTYPE")) && m->depth == 0) {
		doctype(m);
		return;
	}
	if (str_starts(s, STR("<!--"))) {
		end = find_end(m, 4, STR("-->"), &m->no_comment_end);
		skip = end == SIZE_MAX ? 4 : end;
		m->flags |= end == SIZE_MAX ? MEND_MARKUP : 0;
		replace(m, skip, "");
		return;
	}
	m->flags |= MEND_MARKUP;
	replace(m, skip, m->depth ? "&lt;!" : "");
}

static void instruction(struct mender *m)
{
	size_t end = find_end(m, 2, STR("?>"), &m->no_pi_end);

	if (end == SIZE_MAX)
		m->flags |= MEND_MARKUP;
	replace(m, end == SIZE_MAX ? 2 : end, "");
}

/* --- the pass --- */

static void markup(struct mender *m)
{
	struct str s = rest(m);
	char next = s.n > 1 ? s.p[1] : '\0';

	if (next == '!')
		bang(m);
	else if (next == '?')
		instruction(m);
	else if (next == '/')
		end_tag(m);
	else
		start_tag(m);
}

static bool is_plain(unsigned char c)
{
	return c == '\n' || (c >= 0x20 && c != '<' && c != '&' && c != ']' && c != 0x7f &&
			     c != 0xef);
}

static void mend_step(struct mender *m)
{
	unsigned char c = (unsigned char)m->in.p[m->at];
	size_t n;

	if (c == '<') {
		markup(m);
	} else if (m->depth == 0) {
		if (!ascii_space(c))
			m->flags |= MEND_JUNK;
		replace(m, 1, "");
	} else if (c == '&') {
		mend_amp(m);
	} else if (c == ']' && str_starts(rest(m), STR("]]>"))) {
		m->flags |= MEND_MARKUP;
		replace(m, 3, "]]&gt;");
	} else if ((n = forbidden(rest(m)))) {
		m->flags |= MEND_CONTROL;
		replace(m, n, "");
	} else {
		m->at++;
		while (m->at < m->in.n && is_plain((unsigned char)m->in.p[m->at]))
			m->at++;
	}
}

enum rc mend_xml(struct arena *a, struct str in, struct str *out, uint32_t *flags,
		 struct err *e)
{
	struct mender *m = arena_alloc(a, sizeof(*m));
	enum rc rc = OK;

	m->arena = a;
	m->in = in;
	buf_init(&m->out, in.n * 6 + KIB(64));
	while (m->at < in.n && !m->bomb && !m->root_done)
		mend_step(m);
	if (m->root_done) {
		if (str_trim(rest(m)).n)
			m->flags |= MEND_JUNK;
	} else if (m->depth) {
		m->flags |= MEND_TRUNCATED;
		m->at = in.n;
	}
	flush(m);
	close_to(m, 0);
	*flags = m->flags;
	*out = str_mem(arena_memdup(a, buf_cstr(&m->out), m->out.len + 1), m->out.len);
	if (m->bomb)
		rc = err_set(e, E_REFUSED, _("declares entities beyond what a feed needs"));
	else if (m->out.failed)
		rc = err_set(e, E_LIMIT, _("too much broken markup"));
	else if (!m->root_seen)
		rc = err_set(e, E_PARSE, _("no feed and no page"));
	buf_free(&m->out);
	return rc;
}

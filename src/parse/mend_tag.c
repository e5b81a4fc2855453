#include <unistr.h>

#include "parse/mend_priv.h"

/* What a name holds beyond ASCII (XML 1.0, 5th edition, 2.3), in order; the second kind not as its
 * first character. */
static const struct {
	uint32_t from, to;
	bool inner;
} name_ranges[] = {
	{ 0xb7, 0xb7, true }, { 0xc0, 0xd6, false }, { 0xd8, 0xf6, false }, { 0xf8, 0x2ff, false },
	{ 0x300, 0x36f, true }, { 0x370, 0x37d, false }, { 0x37f, 0x1fff, false },
	{ 0x200c, 0x200d, false }, { 0x203f, 0x2040, true }, { 0x2070, 0x218f, false },
	{ 0x2c00, 0x2fef, false }, { 0x3001, 0xd7ff, false }, { 0xf900, 0xfdcf, false },
	{ 0xfdf0, 0xfffd, false }, { 0x10000, 0xeffff, false },
};

/* Bytes of the character at the start of s where a name may hold it, else 0. */
static size_t name_char(struct str s, bool first)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0;
	ucs4_t cp;
	size_t i, n;

	if (c < 0x80)
		return ascii_alpha(c) || c == '_' ||
		       (!first && (ascii_digit(c) || c == '-' || c == '.'));
	n = (size_t)u8_mbtouc(&cp, (const uint8_t *)s.p, MIN(s.n, (size_t)8));
	for (i = 0; i < ARRAY_LEN(name_ranges); i++)
		if (cp >= name_ranges[i].from && cp <= name_ranges[i].to)
			return first && name_ranges[i].inner ? 0 : n;
	return 0;
}

size_t mend_name_len(struct str s)
{
	size_t n = 0, more;
	bool first = true;

	while (n < MEND_NAME_BYTES) {
		bool colon = n < s.n && s.p[n] == ':';

		if (n < s.n && ascii_alpha((unsigned char)s.p[n])) {	/* most are */
			n++;
			first = false;
			continue;
		}

		/* libxml2 wants a name behind each colon, as namespaces have it. */
		more = name_char(str_sub(s, n + colon, SIZE_MAX), first || colon);
		if (!more)
			return n;
		n += colon + more;
		first = false;
	}
	return 0;
}

/* Whether the value can stay between its quotes as it is. */
static bool value_is_clean(struct mender *m, struct str v)
{
	size_t i;

	for (i = 0; i < v.n; i++) {
		if (v.p[i] == '<' || mend_forbidden(str_sub(v, i, SIZE_MAX)))
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

size_t mend_space_len(struct str s)
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
		/* names in a row differ at their ends: a1, a2 */
		if (t->attrs[i].name.n != name.n ||
		    t->attrs[i].name.p[name.n - 1] != name.p[name.n - 1] ||
		    !str_eq(t->attrs[i].name, name))
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
	size_t n = mend_name_len(s), at = n, taken;
	struct str name = str_sub(s, 0, n), value = { "", 0 };

	if (!n) {
		t->clean = false;
		for (n = 1; n < s.n && !ascii_space((unsigned char)s.p[n]) && s.p[n] != '<' &&
			    s.p[n] != '>' && s.p[n] != '/'; n++)
			;
		return n;
	}
	at += mend_space_len(str_sub(s, at, SIZE_MAX));
	if (at >= s.n || s.p[at] != '=') {
		t->clean = false;
		keep_attribute(m, t, name, value);
		return n;
	}
	at++;
	at += mend_space_len(str_sub(s, at, SIZE_MAX));
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

void mend_read_tag(struct mender *m, struct str s, struct tag *t)
{
	size_t at;

	t->name = str_sub(s, 1, mend_name_len(str_sub(s, 1, SIZE_MAX)));
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
	/* Who writes a form feed means a blank, but XML has none. */
	t->clean = t->clean && !memchr(s.p, '\f', t->len);
}

static void write_value(struct mender *m, struct str v)
{
	size_t i, n;

	for (i = 0; i < v.n; i++) {
		struct str s = str_sub(v, i, SIZE_MAX);

		n = mend_forbidden(s);
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
			mend_put_escaped(&m->out, str_sub(s, 0, 1));
		}
	}
}

void mend_write_tag(struct mender *m, const struct tag *t, bool closed)
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

/* jsonmend.c: one pass that knows only whether it is in a string, and what is open. */
#include "parse/jsonmend.h"

#define OPEN_MAX 64	/* brackets that are closed at the end */

struct mend {
	struct str s;
	size_t i;
	struct buf *out;
	bool in_string;
	char open[OPEN_MAX];	/* what closes each */
	size_t n_open;
	bool too_deep;
};

static int byte_at(const struct mend *m, size_t i)
{
	return i < m->s.n ? (unsigned char)m->s.p[i] : 0;
}

static size_t past_blanks(const struct mend *m, size_t i)
{
	while (ascii_space(byte_at(m, i)))
		i++;
	return i;
}

/* Whether a value or a name may begin at offset i. */
static bool begins_value(const struct mend *m, size_t i)
{
	struct str rest = str_sub(m->s, i, SIZE_MAX);
	int c = byte_at(m, i);

	return c == '"' || c == '{' || c == '[' || c == '-' || ascii_digit(c) || c == 0 ||
	       str_starts(rest, STR("true")) || str_starts(rest, STR("false")) ||
	       str_starts(rest, STR("null"));
}

/* What a quote within a string is: its end, its end with a comma missing, or a part of it. */
enum quote { QUOTE_ENDS, QUOTE_LACKS_COMMA, QUOTE_INNER };

static enum quote quote_of(const struct mend *m)
{
	size_t next = past_blanks(m, m->i + 1);
	int c = byte_at(m, next);

	if (c == 0 || c == ':' || c == '}' || c == ']')
		return QUOTE_ENDS;
	if (c == ',') {
		next = past_blanks(m, next + 1);
		c = byte_at(m, next);
		return begins_value(m, next) || c == ',' || c == '}' || c == ']' ? QUOTE_ENDS :
										   QUOTE_INNER;
	}
	if (c == '"' && memchr(m->s.p + m->i, '\n', next - m->i))
		return QUOTE_LACKS_COMMA;
	if (c == '/' && (byte_at(m, next + 1) == '/' || byte_at(m, next + 1) == '*'))
		return QUOTE_ENDS;
	return QUOTE_INNER;
}

static bool is_hex(int c)
{
	return ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void mend_escape(struct mend *m)
{
	int c = byte_at(m, m->i + 1);
	bool known = c && strchr("\"\\/bfnrtu", c);

	if (c == 'u')
		known = is_hex(byte_at(m, m->i + 2)) && is_hex(byte_at(m, m->i + 3)) &&
			is_hex(byte_at(m, m->i + 4)) && is_hex(byte_at(m, m->i + 5));
	if (known) {
		buf_putc(m->out, '\\');
		buf_putc(m->out, (char)c);
	} else if (c >= ' ') {
		buf_putc(m->out, (char)c);
	}
	m->i++;
}

static void mend_in_string(struct mend *m)
{
	int c = byte_at(m, m->i);

	if (c == '\\') {
		mend_escape(m);
		return;
	}
	if (c != '"') {
		buf_putc(m->out, c < ' ' ? ' ' : (char)c);
		return;
	}
	switch (quote_of(m)) {
	case QUOTE_INNER:
		buf_puts(m->out, "\\\"");
		return;
	case QUOTE_LACKS_COMMA:
		buf_puts(m->out, "\",");
		break;
	case QUOTE_ENDS:
		buf_putc(m->out, '"');
		break;
	}
	m->in_string = false;
}

static void mend_comment(struct mend *m)
{
	struct str rest = str_sub(m->s, m->i + 2, SIZE_MAX);
	bool is_line = byte_at(m, m->i + 1) == '/';
	size_t end = is_line ? str_chr(rest, '\n') : str_find(rest, STR("*/"));

	/* looked for once: without an end all that follows is comment */
	m->i = end == SIZE_MAX ? m->s.n : m->i + 2 + end + (is_line ? 0 : 1);
}

static void mend_outside(struct mend *m)
{
	int c = byte_at(m, m->i), next;

	if (c == '/' && (byte_at(m, m->i + 1) == '/' || byte_at(m, m->i + 1) == '*')) {
		mend_comment(m);
		return;
	}
	if (c == ',') {
		next = byte_at(m, past_blanks(m, m->i + 1));
		if (next == '}' || next == ']' || next == ',' || next == 0)
			return;
	}
	if (c == '{' || c == '[') {
		if (m->n_open < OPEN_MAX)
			m->open[m->n_open++] = c == '{' ? '}' : ']';
		else
			m->too_deep = true;
	} else if ((c == '}' || c == ']') && m->n_open && !m->too_deep) {
		m->n_open--;
	}
	m->in_string = c == '"';
	buf_putc(m->out, c < ' ' ? ' ' : (char)c);
}

/* &quot; stands for the quotes of JSON where a template quoted all of it. */
static void unquote(struct str text, struct buf *out)
{
	size_t at;

	while ((at = str_find(text, STR("&quot;"))) != SIZE_MAX) {
		buf_add_str(out, str_sub(text, 0, at));
		buf_putc(out, '"');
		text = str_sub(text, at + 6, SIZE_MAX);
	}
	buf_add_str(out, text);
}

void json_mend(struct str text, struct buf *out)
{
	struct buf unquoted = BUF_INIT(text.n + 1);
	struct mend m = { .s = text, .out = out };

	if (str_chr(text, '"') == SIZE_MAX) {
		unquote(text, &unquoted);
		m.s = buf_str(&unquoted);
	}
	m.i = str_chr(m.s, '{');
	/* an array, but not the bracket of CDATA */
	if (m.i != SIZE_MAX && str_chr(str_sub(m.s, 0, m.i), '[') != SIZE_MAX &&
	    str_find(str_sub(m.s, 0, m.i), STR("CDATA[")) == SIZE_MAX)
		m.i = str_chr(m.s, '[');
	for (; m.i < m.s.n; m.i++) {
		if (m.in_string)
			mend_in_string(&m);
		else
			mend_outside(&m);
	}
	if (m.in_string)
		buf_putc(out, '"');
	while (m.n_open)
		buf_putc(out, m.open[--m.n_open]);
	buf_free(&unquoted);
}

#include "parse/entity.h"
#include "parse/mend_priv.h"

static const struct declared *find_declared(const struct mender *m, struct str name)
{
	size_t i;

	for (i = 0; i < m->n_declared; i++)
		if (str_eq(m->declared[i].name, name))
			return &m->declared[i];
	return NULL;
}

size_t mend_reference(struct mender *m, struct str s, struct buf *out, bool *keep)
{
	const struct declared *d;
	struct str name;
	uint32_t cp;
	size_t n;

	*keep = false;
	n = entity_number(s, &cp);
	if (n) {
		*keep = s.p[n - 1] == ';' && s.p[2] != 'X' && entity_is_text(cp) && cp != 0xfffd;
		if (!*keep) {
			char c[8] = "";
			size_t len = entity_is_text(cp) ? entity_utf8(cp, c) : 0;

			mend_put_escaped(out, str_mem(c, len));
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
		mend_put_escaped(out, str_of(d->value));
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
		else if (n || (n = mend_forbidden(str_sub(value, i, SIZE_MAX))))
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
	s = str_sub(s, mend_space_len(s), SIZE_MAX);
	name = str_sub(s, 0, mend_name_len(s));
	s = str_sub(s, name.n, SIZE_MAX);
	s = str_sub(s, mend_space_len(s), SIZE_MAX);
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

void mend_doctype(struct mender *m)
{
	struct str s = mend_rest(m);
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
	mend_replace(m, MIN(i, s.n), "");
}

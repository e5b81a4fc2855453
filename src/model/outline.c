#include "model/outline.h"

#include "base/limits.h"

/* NCName of "Namespaces in XML 1.0", its ASCII part. */
static bool is_name(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!ascii_alpha(s.p[i]) && s.p[i] != '_' &&
		    (!i || (!ascii_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')))
			return false;
	return s.n > 0;
}

static bool is_one_line(struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

/* The one attribute without a namespace that is kept is what kind of source it is. */
static bool is_sound(const struct outline_attr *attr)
{
	if (!attr->uri.n)
		return !attr->prefix.n && str_eq(attr->name, STR("type"));
	return is_name(attr->prefix) && is_name(attr->name) && is_one_line(attr->uri) &&
	       attr->uri.n <= LIMIT_NAMESPACE_BYTES;
}

bool outline_put_attr(struct buf *b, const struct outline_attr *attr)
{
	size_t need = attr->prefix.n + attr->uri.n + attr->name.n + attr->value.n + 4, i;

	if (!is_sound(attr) || b->failed || need > b->max - b->len)
		return false;
	buf_add_str(b, attr->prefix);
	buf_putc(b, '\t');
	buf_add_str(b, attr->uri);
	buf_putc(b, '\t');
	buf_add_str(b, attr->name);
	buf_putc(b, '\t');
	for (i = 0; i < attr->value.n; i++) {
		char c = attr->value.p[i];

		buf_putc(b, (unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
	}
	buf_putc(b, '\n');
	return true;
}

bool outline_next_attr(struct str *lines, struct outline_attr *out)
{
	struct str line;

	while (str_split(lines, '\n', &line)) {
		if (str_split(&line, '\t', &out->prefix) && str_split(&line, '\t', &out->uri) &&
		    str_split(&line, '\t', &out->name) && is_sound(out)) {
			out->value = line;
			return true;
		}
	}
	return false;
}

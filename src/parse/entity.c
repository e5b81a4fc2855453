#include "parse/entity.h"

#include <libxml/HTMLparser.h>

/* What windows-1252 leaves out is U+FFFD. */
static const uint16_t c1[32] = {
	0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
	0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

uint32_t entity_cp1252(unsigned char c)
{
	return c >= 0x80 && c < 0xa0 ? c1[c - 0x80] : c;
}

static int digit(char c, bool hex)
{
	if (ascii_digit((unsigned char)c))
		return c - '0';
	c = (char)ascii_lower((unsigned char)c);
	return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t entity_number(struct str s, uint32_t *cp)
{
	bool hex;
	size_t i, start;
	uint32_t v = 0;

	if (s.n < 3 || s.p[0] != '&' || s.p[1] != '#')
		return 0;
	hex = s.p[2] == 'x' || s.p[2] == 'X';
	start = hex ? 3 : 2;
	for (i = start; i < s.n && digit(s.p[i], hex) >= 0; i++)
		if (v < 0x110000)
			v = v * (hex ? 16 : 10) + (uint32_t)digit(s.p[i], hex);
	if (i == start)
		return 0;
	if (v < 0x100)
		v = entity_cp1252((unsigned char)v);
	if (v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		v = 0xfffd;
	*cp = v;
	return i + (i < s.n && s.p[i] == ';');
}

size_t entity_plain(struct str s, char *c)
{
	static const struct {
		struct str name;
		char c;
	} known[] = {
		{ { "&lt;", 4 }, '<' }, { { "&gt;", 4 }, '>' }, { { "&amp;", 5 }, '&' },
		{ { "&quot;", 6 }, '"' }, { { "&apos;", 6 }, '\'' },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(known) && s.n > 1; i++) {
		if (s.p[1] != known[i].name.p[1] || !str_starts(s, known[i].name))
			continue;
		*c = known[i].c;
		return known[i].name.n;
	}
	return 0;
}

struct str entity_name(struct str s)
{
	size_t n = 1;

	if (s.n < 2 || s.p[0] != '&' || !ascii_alpha((unsigned char)s.p[1]))
		return (struct str){ "", 0 };
	while (n < s.n && n < 64 &&
	       (ascii_alpha((unsigned char)s.p[n]) || ascii_digit((unsigned char)s.p[n]) ||
		s.p[n] == '_' || s.p[n] == '-' || s.p[n] == '.'))
		n++;
	return str_sub(s, 1, n - 1);
}

uint32_t entity_html(struct str name)
{
	const htmlEntityDesc *d;
	char key[32];

	if (name.n == 0 || name.n >= sizeof(key))
		return 0;
	memcpy(key, name.p, name.n);
	key[name.n] = '\0';
	if (streq(key, "apos"))
		return '\'';
	d = htmlEntityLookup((const xmlChar *)key);
	return d ? d->value : 0;
}

bool entity_is_text(uint32_t cp)
{
	if (cp == '\t' || cp == '\n' || cp == '\r')
		return true;
	return cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && !(cp >= 0xd800 && cp < 0xe000) &&
	       (cp & 0xfffe) != 0xfffe && cp <= 0x10ffff;
}

size_t entity_utf8(uint32_t cp, char *out)
{
	size_t n = 0;

	if (cp < 0x80) {
		out[n++] = (char)cp;
	} else if (cp < 0x800) {
		out[n++] = (char)(0xc0 | cp >> 6);
		out[n++] = (char)(0x80 | (cp & 0x3f));
	} else if (cp < 0x10000) {
		out[n++] = (char)(0xe0 | cp >> 12);
		out[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[n++] = (char)(0x80 | (cp & 0x3f));
	} else {
		out[n++] = (char)(0xf0 | cp >> 18);
		out[n++] = (char)(0x80 | (cp >> 12 & 0x3f));
		out[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[n++] = (char)(0x80 | (cp & 0x3f));
	}
	out[n] = '\0';
	return n;
}

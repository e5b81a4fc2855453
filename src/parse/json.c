#include "parse/json.h"

/* What jansson 2.14 takes from malloc(3) on 64 bits. */
enum {
	OBJECT_BYTES = 224,	/* with the table it begins with */
	ARRAY_BYTES = 128,
	MEMBER_BYTES = 112,	/* its key and its place in the table */
	STRING_BYTES = 64,
	PLACE_BYTES = 48,	/* in an array or object, and what of a number stands there */
};

/* Past the string that begins at p. */
static const char *skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		p += *p == '\\';
	return p;
}

size_t json_tree_bytes(struct str utf8)
{
	const char *p = utf8.p, *end = utf8.p + utf8.n;
	size_t n = utf8.n;

	for (; p < end; p++) {
		switch (*p) {
		case '{': n += OBJECT_BYTES; break;
		case '[': n += ARRAY_BYTES; break;
		case ':': n += MEMBER_BYTES; break;
		case ',': n += PLACE_BYTES; break;
		case '"':
			n += STRING_BYTES;
			p = skip_string(p, end);
			break;
		}
	}
	return n;
}

json_t *json_read(struct str utf8, json_error_t *error)
{
	return json_loadb(utf8.p, utf8.n, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, error);
}

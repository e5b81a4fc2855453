#include "config/source.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/spawn.h"
#include "base/url.h"

static const char *const names[] = {
	[SOURCE_WEB] = "web",
	[SOURCE_FILE] = "file",
	[SOURCE_EXEC] = "exec",
	[SOURCE_FILTER] = "filter",
};

enum source_kind source_kind(struct str address)
{
	struct str scheme = str_sub(address, 0, str_chr(address, ':'));

	if (scheme.n < address.n)
		for (size_t i = SOURCE_FILE; i < ARRAY_LEN(names); i++)
			if (str_ieq(scheme, str_of(names[i])))
				return (enum source_kind)i;
	return SOURCE_WEB;
}

const char *source_name(enum source_kind kind)
{
	return names[kind];
}

bool source_is_program(const char *address)
{
	enum source_kind kind = source_kind(str_of(address));

	return kind == SOURCE_EXEC || kind == SOURCE_FILTER;
}

/* Where the address to filter begins: behind the first ":" with http:// or https:// after it, as
 * a command may hold others. */
static size_t find_url(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		struct str rest = str_sub(s, i + 1, SIZE_MAX);

		if (s.p[i] == ':' && (str_istarts(rest, STR("http://")) ||
				      str_istarts(rest, STR("https://"))))
			return i + 1;
	}
	return SIZE_MAX;
}

enum rc source_read(struct arena *a, struct str address, struct source *out, struct err *e)
{
	struct str rest = str_sub(address, str_chr(address, ':') + 1, SIZE_MAX);
	size_t at = SIZE_MAX;
	char **words;

	*out = (struct source){ .kind = source_kind(address) };
	if (address.n > LIMIT_URL_BYTES)
		return err_set(e, E_USAGE, _("longer than %d bytes"), LIMIT_URL_BYTES);
	if (out->kind == SOURCE_WEB || out->kind == SOURCE_FILE) {
		out->url = arena_str(a, address);
		return OK;
	}
	if (out->kind == SOURCE_FILTER) {
		at = find_url(rest);
		if (at == SIZE_MAX)
			return err_set(e, E_USAGE, _("filter: wants a program, a colon and an "
						     "address with http:// or https://"));
		out->url = url_resolve(a, NULL, str_sub(rest, at, SIZE_MAX));
		if (!out->url || !url_is_http(out->url))
			return err_set(e, E_USAGE, _("not an address of the web"));
		out->url = url_take_user(a, out->url, &out->login);
		rest = str_sub(rest, 0, at - 1);
	}
	out->command = arena_str(a, str_trim(rest));
	words = spawn_words(a, out->command, e);
	if (!words)
		return E_USAGE;
	return words[0] && words[0][0] ? OK : err_set(e, E_USAGE, _("no program is named"));
}

char *source_address(struct arena *a, const struct source *s)
{
	switch (s->kind) {
	case SOURCE_EXEC:
		return arena_printf(a, "exec:%s", s->command);
	case SOURCE_FILTER:
		return arena_printf(a, "filter:%s:%s", s->command, s->url);
	case SOURCE_WEB: case SOURCE_FILE:
		break;
	}
	return arena_strdup(a, s->url);
}

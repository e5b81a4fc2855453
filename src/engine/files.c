#include <limits.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"
#include "engine/engine_priv.h"

static int hex(char c)
{
	if (ascii_digit(c))
		return c - '0';
	c = (char)ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The path of a file: URL (RFC 8089); NULL when it names a host or holds a NUL. A relative one
 * starts in folder. */
static char *url_path(struct arena *a, const char *url, const char *folder)
{
	struct str s = str_sub(str_of(url), 5, SIZE_MAX);
	char *out, *p;

	if (str_starts(s, STR("//"))) {
		s = str_sub(s, 2, s.n);
		if (str_istarts(s, STR("localhost/")))
			s = str_sub(s, 9, s.n);
		if (!str_starts(s, STR("/")))
			return NULL;
	}
	s = str_sub(s, 0, MIN(str_chr(s, '#'), str_chr(s, '?')));
	p = out = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		int c = (unsigned char)s.p[i];

		if (c == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
			c = hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]);
			i += 2;
		}
		if (!c)
			return NULL;
		*p++ = (char)c;
	}
	return *out == '/' ? out : osfile_join(a, folder, out);
}

enum rc file_read(struct engine *g, struct job *j, struct buf *b, struct err *e)
{
	const char *url = j->fetch_url;
	char folder[PATH_MAX], real[PATH_MAX];
	char *path, *slash;
	size_t n;

	/* Without a subscription that is a file, no page may be one. */
	if (!g->has_files || !realpath(g->feeds_path, folder))
		return err_set(e, E_REFUSED, _("files are read only for feeds of the feeds file"));
	slash = strrchr(folder, '/');
	slash[slash == folder] = '\0';
	path = url_path(g->turn, url, folder);
	if (!path || !realpath(path, real))
		return err_set(e, E_NOTFOUND, _("no such file"));
	n = strlen(folder);
	if (strncmp(real, folder, n) || (n > 1 && real[n] != '/')) {
		return err_set(e, E_REFUSED,
			       _("a file outside the folder of the feeds file is not read"));
	}
	j->facts.url = url_of_path(j->arena, path);
	return osfile_read(real, b, e);
}

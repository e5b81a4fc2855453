#include "config/netrc.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"

/* The next token; quotes and backslashes as other programs read them. */
static bool take_token(struct arena *a, struct str *rest, struct str *out)
{
	char *p, *start;

	*rest = str_trim(*rest);
	if (!rest->n)
		return false;
	if (rest->p[0] != '"')
		return str_word(rest, out);
	p = start = arena_alloc(a, rest->n);
	*rest = str_sub(*rest, 1, SIZE_MAX);
	for (; rest->n && rest->p[0] != '"'; *rest = str_sub(*rest, 1, SIZE_MAX)) {
		if (rest->p[0] == '\\' && rest->n > 1)
			*rest = str_sub(*rest, 1, SIZE_MAX);
		*p++ = rest->p[0];
	}
	*rest = str_sub(*rest, 1, SIZE_MAX);
	*out = str_mem(start, (size_t)(p - start));
	return true;
}

static void skip_line(struct str *rest)
{
	*rest = str_sub(*rest, str_chr(*rest, '\n'), SIZE_MAX);
}

/* A macro ends with an empty line. */
static void skip_macro(struct str *rest)
{
	size_t at = str_find(*rest, STR("\n\n"));

	*rest = str_sub(*rest, at, SIZE_MAX);
}

struct entry {
	bool is_host;
	struct str name, password;
};

static bool is_wanted(const struct entry *e, const char *login)
{
	return e->is_host && e->password.p && (!login || str_eq(e->name, str_of(login)));
}

enum rc netrc_parse(struct arena *a, struct str rest, const char *host, const char *login,
		    char **name, char **password, struct err *e)
{
	struct entry entry = { 0 };
	struct str word, value;

	while (take_token(a, &rest, &word)) {
		bool is_machine = str_eq(word, STR("machine"));

		if (str_starts(word, STR("#"))) {
			/* Not a word of its own: the line may be over already. */
			rest = str_mem(word.p, (size_t)(rest.p + rest.n - word.p));
			skip_line(&rest);
			continue;
		}
		if (str_eq(word, STR("macdef"))) {
			skip_macro(&rest);
			continue;
		}
		if (is_machine || str_eq(word, STR("default"))) {
			if (is_wanted(&entry, login))
				break;
			entry = (struct entry){ 0 };
			if (is_machine && take_token(a, &rest, &value))
				entry.is_host = str_ieq(value, str_of(host));
		} else if (take_token(a, &rest, &value)) {
			if (str_eq(word, STR("login")))
				entry.name = value;
			else if (str_eq(word, STR("password")))
				entry.password = value;
		}
	}
	if (!is_wanted(&entry, login))
		return err_set(e, E_NOTFOUND, _("no entry for %s"), host);
	*name = arena_str(a, entry.name);
	*password = arena_str(a, entry.password);
	return OK;
}

static const char *netrc_path(struct arena *a)
{
	const char *path = getenv("NETRC"), *home = getenv("HOME");

	if (!str_blank(path))
		return path[0] == '/' ? path : NULL;
	return str_blank(home) || home[0] != '/' ? NULL : osfile_join(a, home, ".netrc");
}

enum rc netrc_find(struct arena *a, const char *host, const char *login, char **name,
		   char **password, struct err *e)
{
	const char *path = netrc_path(a);
	struct buf b = BUF_INIT(LIMIT_NETRC_BYTES);
	struct stat st;
	enum rc rc;

	if (!path || stat(path, &st))
		return err_set(e, E_NOTFOUND, _("no entry for %s"), host);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_set(e, E_REFUSED, _("%s holds passwords and others may read it: "
					       "\"chmod 600 %s\""), path, path);
	rc = osfile_read(path, &b, e);
	if (rc == OK)
		rc = netrc_parse(a, buf_str(&b), host, login, name, password, e);
	if (b.data)
		explicit_bzero(b.data, b.len);
	buf_free(&b);
	return rc;
}

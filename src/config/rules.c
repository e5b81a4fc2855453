#include "config/rules.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"
#include "config/selector.h"
#include "config/settings.h"

#define SUFFIX ".rules"
#define ROOM MIB(16)	/* for one line more */
#define IMPORTED "imported" SUFFIX

enum rc rules_dir(struct arena *a, char **out, struct err *e)
{
	char *dir;
	enum rc rc = osfile_dir(a, OSDIR_CONFIG, &dir, e);

	if (!rc)
		*out = osfile_join(a, dir, "rules.d");
	return rc;
}

/* --- one file --- */

/* One line of a file. */
struct line {
	struct ruleset *r;
	struct site_rules *site;	/* the last one, NULL: none yet */
	const char *path, *name;
	int number;
	struct str whole;
};

static void complain(struct line *l, const char *at, const char *words)
{
	if (l->r->n_errors >= LIMIT_CONFIG_ERRORS)
		return;
	*ARENA_PUSH(l->r->arena, l->r->errors, l->r->n_errors) =
		arena_printf(l->r->arena, "%s:%d:%zu: %s", l->path, l->number,
			     (size_t)(at - l->whole.p) + 1, words);
}

/* A host alone stands for its pages, with and without "www.", over http and https; behind it may
 * stand a path. */
static const char *pattern_of(struct arena *a, struct str s)
{
	const char *path = str_chr(s, '/') == SIZE_MAX ? "/*" : "";
	char *url;

	if (str_find(s, STR("://")) != SIZE_MAX || str_eq(s, STR("*")))
		return config_pattern(a, s);
	/* written as addresses are: IDNs in ASCII */
	url = url_resolve(a, NULL, str_of(arena_printf(a, "https://%.*s%s", (int)s.n, s.p, path)));
	return url ? arena_printf(a, "*%s", url + strlen("https")) : arena_str(a, s);
}

static void line_site(struct line *l, struct str rest)
{
	struct arena *a = l->r->arena;
	struct str word;

	rest = str_trim(rest);
	l->site = NULL;
	if (!rest.n) {
		complain(l, rest.p, _("which site? \"site example.org\""));
		return;
	}
	l->site = ARENA_PUSH(a, l->r->sites, l->r->n_sites);
	while (str_word(&rest, &word))
		*ARENA_PUSH(a, l->site->patterns, l->site->n_patterns) = pattern_of(a, word);
}

static void line_rule(struct line *l, uint32_t kind, struct str rest)
{
	struct arena *a = l->r->arena;
	struct str selector = str_trim(rest);
	struct rule *rule;
	struct err e = { 0 };
	char *xpath;
	size_t at;

	if (!selector.n) {
		complain(l, rest.p, _("a selector is missing"));
		return;
	}
	if (selector_to_xpath(a, selector, &xpath, &at, &e)) {
		complain(l, selector.p + at, e.msg);
		return;
	}
	/* its site was wrong, and told */
	if (!l->site)
		return;
	rule = ARENA_PUSH(a, l->site->rules.items, l->site->rules.n_items);
	*rule = (struct rule){ kind, arena_str(a, selector), xpath,
			       arena_printf(a, "%s:%d", l->name, l->number) };
}

static uint32_t kind_of(struct str word)
{
	uint32_t kind;

	for (kind = 1; kind < RULE_KINDS; kind++)
		if (str_eq(word, str_of(rule_name(kind))))
			return kind;
	return 0;
}

/* Selectors begin with "#", so that a comment is a line of its own. */
static void read_line(struct line *l, bool *has_site)
{
	struct str rest = str_trim(l->whole), word;
	uint32_t kind;

	if (!clean_is_utf8(l->whole) || str_chr(l->whole, '\0') != SIZE_MAX) {
		complain(l, l->whole.p, _("not UTF-8"));
		return;
	}
	if (!rest.n || rest.p[0] == '#' || !str_word(&rest, &word))
		return;
	if (arena_left(l->r->arena) < ROOM) {
		complain(l, word.p, _("too many rules: this one does not apply"));
		return;
	}
	kind = kind_of(word);
	if (str_eq(word, STR("site"))) {
		*has_site = true;
		line_site(l, rest);
	} else if (!kind) {
		complain(l, word.p, _("a line begins with \"site\", \"body\", \"drop\", \"keep\", "
				      "\"title\", \"byline\", \"date\", \"next\", \"related\" or "
				      "\"#\""));
	} else if (!*has_site) {
		complain(l, word.p, _("of which site? before it comes \"site example.org\""));
	} else {
		line_rule(l, kind, rest);
	}
}

static void read_file(struct ruleset *r, const char *name)
{
	struct buf b = BUF_INIT(LIMIT_RULES_BYTES);
	struct line l = { .r = r, .name = arena_strdup(r->arena, name) };
	struct str rest;
	struct err e = { 0 };
	bool has_site = false;

	l.path = osfile_join(r->arena, r->dir, name);
	if (osfile_read(l.path, &b, &e)) {
		if (r->n_errors < LIMIT_CONFIG_ERRORS)
			*ARENA_PUSH(r->arena, r->errors, r->n_errors) =
				arena_printf(r->arena, "%s: %s", l.path, e.msg);
		buf_free(&b);
		return;
	}
	rest = buf_str(&b);
	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_sub(rest, 3, SIZE_MAX);
	while (str_split(&rest, '\n', &l.whole)) {
		l.number++;
		read_line(&l, &has_site);
	}
	buf_free(&b);
}

/* --- the folder --- */

static int by_name(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	int last = streq(x, IMPORTED) - streq(y, IMPORTED);

	return last ? last : strcmp(x, y);
}

/* The names of its files in their order, and what tells whether one of them changed (FNV-1a). */
static char **list_files(struct arena *a, const char *path, size_t *n, uint64_t *stamp)
{
	struct dirent *entry;
	char **names = NULL;
	struct stat st;
	DIR *dir = opendir(path);
	size_t i, k;

	*n = 0;
	*stamp = 0xcbf29ce484222325U;
	while (dir && *n < LIMIT_RULES_FILES && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && str_iends(str_of(entry->d_name), STR(SUFFIX)))
			*ARENA_PUSH(a, names, *n) = arena_strdup(a, entry->d_name);
	if (*n)
		qsort(names, *n, sizeof(*names), by_name);
	for (i = 0; i < *n; i++) {
		uint64_t facts[5] = { 0 };

		if (fstatat(dirfd(dir), names[i], &st, 0) == 0) {
			facts[0] = (uint64_t)st.st_mtim.tv_sec;
			facts[1] = (uint64_t)st.st_mtim.tv_nsec;
			facts[2] = (uint64_t)st.st_size;
			facts[3] = (uint64_t)st.st_ino;
			facts[4] = (uint64_t)st.st_ctim.tv_sec ^ (uint64_t)st.st_ctim.tv_nsec;
		}
		for (k = 0; names[i][k]; k++)
			*stamp = (*stamp ^ (unsigned char)names[i][k]) * 0x100000001b3U;
		for (k = 0; k < ARRAY_LEN(facts); k++)
			*stamp = (*stamp ^ facts[k]) * 0x100000001b3U;
	}
	if (dir)
		closedir(dir);
	return names;
}

bool rules_refresh(struct ruleset *r, const char *path)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	char *dir = arena_strdup(a, path ? path : r->dir), **names;
	uint64_t stamp;
	size_t n, i;
	bool changed;

	if (!dir && rules_dir(a, &dir, NULL)) {
		arena_free(a);
		return false;
	}
	names = list_files(a, dir, &n, &stamp);
	changed = !r->arena || stamp != r->stamp;
	if (!changed) {
		arena_free(a);
		return false;
	}
	rules_free(r);
	*r = (struct ruleset){ .arena = a, .dir = dir, .stamp = stamp };
	for (i = 0; i < n; i++)
		read_file(r, names[i]);
	return true;
}

void rules_free(struct ruleset *r)
{
	if (r->arena)
		arena_free(r->arena);
	*r = (struct ruleset){ 0 };
}

/* --- for one page --- */

static bool is_for(const struct site_rules *site, const char *const urls[], size_t n)
{
	size_t i, k;

	for (i = 0; i < site->n_patterns; i++)
		for (k = 0; k < n; k++)
			if (config_pattern_fits(site->patterns[i], urls[k]))
				return true;
	return false;
}

/* The address as a pattern without "www." means it, or one without a port. */
static const char *without_www(struct arena *a, const char *url)
{
	size_t at = str_find(str_of(url), STR("://"));

	if (at == SIZE_MAX || !str_istarts(str_of(url + at + 3), STR("www.")))
		return url;
	return arena_printf(a, "%.*s%s", (int)at + 3, url, url + at + 3 + strlen("www."));
}

static const char *without_port(struct arena *a, const char *url)
{
	struct url u;

	if (!url_split(str_of(url), &u) || !u.port.n)
		return url;
	return arena_printf(a, "%.*s%s", (int)(u.port.p - 1 - url), url, u.port.p + u.port.n);
}

struct rules rules_for(const struct ruleset *r, struct arena *a, const char *url)
{
	struct rules out = { 0 };
	const char *urls[3] = { url };
	size_t i, k;

	if (!url || !r->n_sites)
		return out;
	urls[1] = without_www(a, url);
	urls[2] = without_port(a, urls[1]);
	for (i = 0; i < r->n_sites; i++) {
		const struct site_rules *site = &r->sites[i];

		if (!is_for(site, urls, ARRAY_LEN(urls)))
			continue;
		for (k = 0; k < site->rules.n_items && out.n_items < LIMIT_SITE_RULES; k++)
			*ARENA_PUSH(a, out.items, out.n_items) = site->rules.items[k];
	}
	return out;
}

/* --- import --- */

static bool has_rule(const struct site_rules *site, struct str line)
{
	struct str kind;
	size_t i;

	if (!str_word(&line, &kind))
		return true;
	for (i = 0; i < site->rules.n_items; i++)
		if (str_eq(kind, str_of(rule_name(site->rules.items[i].kind))) &&
		    str_eq(str_trim(line), str_of(site->rules.items[i].selector)))
			return true;
	return false;
}

/* Whether a site of that very pattern says all of it. */
static bool is_there(const struct ruleset *r, const struct rules_addition *add)
{
	const char *pattern = pattern_of(r->arena, str_of(add->pattern));
	size_t i, k;

	for (i = 0; i < r->n_sites; i++) {
		struct str rest = str_of(add->lines), line;
		bool all = true;

		for (k = 0; k < r->sites[i].n_patterns; k++)
			if (streq(r->sites[i].patterns[k], pattern))
				break;
		if (k == r->sites[i].n_patterns)
			continue;
		while (all && str_split(&rest, '\n', &line))
			all = has_rule(&r->sites[i], line);
		if (all)
			return true;
	}
	return false;
}

enum rc rules_import(const struct ruleset *r, const struct rules_addition *list, size_t n,
		     size_t *added, const char **path, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_RULES_BYTES);
	size_t i;
	enum rc rc;

	*added = 0;
	*path = osfile_join(r->arena, r->dir, IMPORTED);
	rc = osfile_read(*path, &b, e);
	if (rc == E_NOTFOUND) {
		err_clear(e);
		rc = OK;
		buf_printf(&b, "# %s\n", _("Site rules of imported lists; see lede-rules(5)."));
	} else if (b.len && b.data[b.len - 1] != '\n') {
		buf_putc(&b, '\n');
	}
	for (i = 0; rc == OK && i < n; i++) {
		if (is_there(r, &list[i]))
			continue;
		buf_printf(&b, "\nsite %s\n%s", list[i].pattern, list[i].lines);
		(*added)++;
	}
	if (rc == OK && b.failed)
		rc = err_set(e, E_LIMIT, _("larger than %zu MB"), LIMIT_RULES_BYTES >> 20);
	if (rc == OK && *added)
		rc = osfile_mkdirs(r->dir, e);
	if (rc == OK && *added)
		rc = osfile_replace(*path, buf_str(&b), e);
	buf_free(&b);
	return rc;
}

#include "config/feedsfile.h"

#include <limits.h>
#include <search.h>
#include <stdlib.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/osfile.h"
#include "base/url.h"
#include "config/source.h"

#define WARNINGS_MAX LIMIT_CONFIG_ERRORS
#define BOM STR("\xef\xbb\xbf")

enum rc feedsfile_default_path(struct arena *a, char **out, struct err *e)
{
	const char *path = getenv("LEDE_FEEDS");
	char *dir;
	enum rc rc;

	if (!str_blank(path)) {
		*out = arena_strdup(a, path);
		return OK;
	}
	rc = osfile_dir(a, OSDIR_CONFIG, &dir, e);
	if (!rc)
		*out = osfile_join(a, dir, "feeds");
	return rc;
}

/* The next word of a line: bare, or in double quotes, where \" and \\ stand for themselves. A
 * quote that is not closed ends with the line. False at its end or at a comment. */
static bool take_word(struct arena *a, struct str *rest, struct str *word, bool *quoted)
{
	struct str s = str_trim(*rest);
	char *out;
	size_t i, n = 0;

	*quoted = s.n && s.p[0] == '"';
	if (!s.n || s.p[0] == '#')
		return false;
	if (!*quoted) {
		*rest = s;
		return str_word(rest, word);
	}
	out = arena_alloc(a, s.n);
	for (i = 1; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
			i++;
		out[n++] = s.p[i];
	}
	*rest = str_sub(s, i + 1, SIZE_MAX);
	*word = str_mem(out, n);
	return true;
}

/* The lines of a file, with or without their ends. */
struct lines {
	struct str rest;
	int number;
};

static bool next_line(struct lines *l, struct str *line)
{
	size_t at;

	if (!l->rest.n)
		return false;
	at = str_chr(l->rest, '\n');
	*line = str_sub(l->rest, 0, at == SIZE_MAX ? l->rest.n : at + 1);
	l->rest = str_sub(l->rest, line->n, SIZE_MAX);
	l->number++;
	return true;
}

static void warn(struct arena *a, struct outlines *out, const char *name, int line, const char *msg)
{
	if (out->n_warnings < WARNINGS_MAX)
		*ARENA_PUSH(a, out->warnings, out->n_warnings) =
			arena_printf(a, "%s:%d: %s", name, line, msg);
}

/* Without a user's name. */
static char *web_url(struct arena *a, struct str word)
{
	const char *user;
	char *url = NULL;

	if (str_istarts(word, STR("http:")) || str_istarts(word, STR("https:")) ||
	    str_istarts(word, STR("feed:")))
		url = url_from_user(a, arena_str(a, word));
	return url && url_is_http(url) ? (char *)url_take_user(a, url, &user) : NULL;
}

/* "user:password" of the address of a line, NULL. */
static const char *line_login(struct arena *a, struct str word)
{
	struct source source = { 0 };
	const char *user = NULL;

	if (str_chr(word, '@') == SIZE_MAX)
		return NULL;
	if (source_kind(word) == SOURCE_FILTER)
		return source_read(a, word, &source, NULL) ? NULL : source.login;
	if (source_kind(word) == SOURCE_WEB)
		url_take_user(a, url_from_user(a, arena_str(a, word)), &user);
	return user;
}

/* The address of a line of the user's own as lede stores it, without a user's name; NULL for what
 * it does not read. A file: URL is seen from the feeds file called name; it is left for the engine
 * to judge, and so is whether a program may run. */
static char *line_url(struct arena *a, const char *name, struct str word, struct err *e)
{
	char real[PATH_MAX], *url;
	struct source source;

	switch (source_kind(word)) {
	case SOURCE_FILE:
		return url_resolve(a, realpath(name, real) ? url_of_path(a, real) : NULL, word);
	case SOURCE_EXEC: case SOURCE_FILTER:
		return source_read(a, word, &source, e) ? NULL : source_address(a, &source);
	case SOURCE_WEB:
		break;
	}
	url = web_url(a, word);
	if (!url && str_starts(word, STR("query:")))
		err_set(e, E_USAGE, _("query feeds are kept but not shown"));
	else if (!url)
		err_set(e, E_USAGE, _("not an address of a feed"));
	return url;
}

static bool is_marked(struct str word)
{
	return word.n && word.p[0] == '~';
}

static bool has_mark(struct arena *a, struct str rest)
{
	struct str word;
	bool quoted;

	while (take_word(a, &rest, &word, &quoted))
		if (is_marked(word))
			return true;
	return false;
}

/* The title is the first word with a '~' or, where none has one, the first in quotes; "~" alone
 * says that there is none. All others are tags. is_own: to newsboat a word in quotes is a tag. */
static void read_words(struct arena *a, struct str rest, bool is_own, struct outline *o)
{
	bool quoted, marked = has_mark(a, rest), titled = false;
	struct str word;

	while (take_word(a, &rest, &word, &quoted)) {
		if (!titled && word.n && (marked ? is_marked(word) : quoted && is_own)) {
			word = str_sub(word, marked, SIZE_MAX);
			o->title = word.n ? arena_str(a, word) : NULL;
			titled = true;
		} else if (word.n && o->n_tags < LIMIT_TAGS &&
			   (quoted || !str_eq(word, STR("!")))) {
			*ARENA_PUSH(a, o->tags, o->n_tags) = arena_str(a, word);
		}
	}
}

/* What a list from elsewhere may not bring: told once, as there may be many. */
struct left_out {
	size_t n;
	int line;	/* of the first */
};

static char *foreign_url(struct arena *a, struct str word, int line, struct left_out *left,
			 struct err *e)
{
	if (source_kind(word) == SOURCE_WEB)
		return line_url(a, NULL, word, e);
	if (!left->n++)
		left->line = line;
	return NULL;
}

static void tell_left_out(struct arena *a, const char *name, const struct left_out *left,
			  struct outlines *out)
{
	if (left->n)
		warn(a, out, name, left->line, arena_printf(a, ngettext(
			"%zu line that runs a program or reads a file is left out; such a line "
			"counts only where you write it into your feeds file yourself",
			"%zu lines that run a program or read a file are left out; such a line "
			"counts only where you write it into your feeds file yourself",
			left->n), left->n));
}

static void parse(struct arena *a, const char *name, struct str bytes, bool is_own,
		  struct outlines *out)
{
	struct lines lines = { bytes, 0 };
	struct str line, word, utf8;
	struct left_out left = { 0 };
	struct outline *o;
	bool quoted;
	char *url;

	if (str_starts(lines.rest, BOM))
		lines.rest = str_sub(lines.rest, 3, SIZE_MAX);
	while (next_line(&lines, &line)) {
		struct err e = { 0 };

		utf8 = str_of(clean_utf8(a, line));
		if (!take_word(a, &utf8, &word, &quoted))
			continue;
		url = is_own ? line_url(a, name, word, &e) :
			       foreign_url(a, word, lines.number, &left, &e);
		if (!url) {
			if (e.rc)
				warn(a, out, name, lines.number, e.msg);
			out->n_left_out++;
			continue;
		}
		if (out->n_items >= LIMIT_OUTLINES) {
			warn(a, out, name, lines.number,
			     _("too many subscriptions; the rest is left out"));
			break;
		}
		o = ARENA_PUSH(a, out->items, out->n_items);
		o->url = url;
		o->login = line_login(a, word);
		read_words(a, utf8, is_own, o);
	}
	tell_left_out(a, name, &left, out);
}

void feedsfile_parse(struct arena *a, const char *name, struct str bytes, struct outlines *out)
{
	parse(a, name, bytes, false, out);
}

/* A missing file reads as an empty one. */
static enum rc read_file(const char *path, struct buf *b, struct err *e)
{
	enum rc rc = osfile_read(path, b, e);

	if (rc != E_NOTFOUND)
		return rc;
	err_clear(e);
	return OK;
}

enum rc feedsfile_read(struct arena *a, const char *path, struct outlines *out, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	enum rc rc = read_file(path, &b, e);

	*out = (struct outlines){ 0 };
	if (!rc)
		parse(a, path, buf_str(&b), true, out);
	buf_free(&b);
	return rc;
}

/* Whether the line subscribes to url (compared in its stored form); *address is where it stands in
 * the line, with its quotes. */
static bool line_is(struct arena *a, const char *name, struct str line, const char *url,
		    struct str *address)
{
	struct str rest = line, word;
	bool quoted;

	if (!take_word(a, &rest, &word, &quoted) ||
	    !streq(line_url(a, name, str_of(clean_utf8(a, word)), NULL), url))
		return false;
	address->p = str_trim(line).p;
	address->n = (size_t)(rest.p - address->p);
	return true;
}

static void put_escaped(struct buf *b, const char *s)
{
	buf_putc(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *s);
	}
	buf_putc(b, '"');
}

static void put_quoted(struct arena *a, struct buf *b, const char *prefix, const char *s)
{
	char *line = arena_printf(a, "%s%s", prefix, s);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	buf_putc(b, ' ');
	put_escaped(b, line);
}

/* A tag that would not be read as one, or not as a whole, unless it stands in quotes. */
static bool needs_quotes(const char *tag)
{
	return strpbrk(tag, " \t\r\n\"#~\\") || streq(tag, "!");
}

static void put_outline(struct arena *a, struct buf *b, const char *url, const struct outline *o)
{
	bool titled = !str_blank(o->title);
	size_t i;

	/* What stands in quotes would be the title if there were none. */
	for (i = 0; i < o->n_tags && !titled; i++)
		titled = needs_quotes(o->tags[i]);
	buf_puts(b, url);
	if (titled)
		put_quoted(a, b, "~", o->title ? o->title : "");
	for (i = 0; i < o->n_tags; i++) {
		if (needs_quotes(o->tags[i])) {
			put_quoted(a, b, "", o->tags[i]);
		} else if (*o->tags[i]) {
			buf_putc(b, ' ');
			buf_puts(b, o->tags[i]);
		}
	}
	buf_putc(b, '\n');
}

/* URLs in a tree of tsearch(3), which is balanced: an import may bring 100,000 of them. */
static int compare_urls(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void keep_url(void *url)
{
}

/* Makes the folder of path, for the first subscription of a new user. */
static enum rc make_folder(struct arena *a, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return OK;
	return osfile_mkdirs(arena_str(a, str_mem(path, (size_t)(slash - path))), e);
}

enum rc feedsfile_add(const char *path, const struct outline *items, size_t n, size_t *added,
		      struct err *e)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct outlines old = { 0 };
	enum rc rc = read_file(path, &b, e);
	void *seen = NULL;
	const char *login;
	size_t count = 0, i;

	if (rc)
		goto out;
	parse(a, path, buf_str(&b), true, &old);
	for (i = 0; i < old.n_items; i++)
		if (!tsearch(old.items[i].url, &seen, compare_urls))
			mem_fail();
	if (b.len && b.data[b.len - 1] != '\n')
		buf_putc(&b, '\n');
	for (i = 0; i < n; i++) {
		char *url = web_url(a, str_of(items[i].url));

		if (!url) {
			rc = err_set(e, E_USAGE, _("not an address of a feed: %s"), items[i].url);
			goto out;
		}
		if (tfind(url, &seen, compare_urls))
			continue;
		if (!tsearch(url, &seen, compare_urls))
			mem_fail();
		login = items[i].login ? items[i].login : line_login(a, str_of(items[i].url));
		put_outline(a, &b, url_put_user(a, url, login), &items[i]);
		count++;
	}
	if (b.failed)
		rc = err_set(e, E_LIMIT, _("the list of feeds would be too long"));
	if (!rc && count)
		rc = make_folder(a, path, e);
	if (!rc && count)
		rc = osfile_replace(path, buf_str(&b), e);
out:
	if (added)
		*added = rc ? 0 : count;
	tdestroy(seen, keep_url);
	buf_free(&b);
	arena_free(a);
	return rc;
}

/* The address as the user wrote it: with its quotes, which may lack the last. */
static const char *as_written(struct arena *a, struct str address)
{
	struct buf b = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct str rest = address, word;
	const char *s;
	bool quoted;

	if (!take_word(a, &rest, &word, &quoted) || !quoted)
		return clean_utf8(a, address);
	put_escaped(&b, clean_utf8(a, word));
	s = arena_strdup(a, buf_cstr(&b));
	buf_free(&b);
	return s;
}

/* The line with new words; its mark "!" and its comment stay. */
static void put_edited(struct arena *a, struct buf *out, struct str rest, const char *url,
		       const struct outline *item)
{
	bool quoted, is_hidden = false;
	struct str word;

	while (take_word(a, &rest, &word, &quoted))
		is_hidden |= !quoted && str_eq(word, STR("!"));
	rest = str_trim(rest);
	put_outline(a, out, url, item);
	if (is_hidden || rest.n)
		buf_truncate(out, out->len - 1);
	if (is_hidden)
		buf_puts(out, " !");
	if (rest.n)
		buf_puts(out, " ");
	buf_add_str(out, rest);
	if (is_hidden || rest.n)
		buf_putc(out, '\n');
}

/* The new address of a line, with the name and password of the old one where it is the same host,
 * not less encrypted. */
static const char *with_login(struct arena *a, struct str address, const char *old_url,
			      const char *new_url)
{
	struct str word;
	bool quoted;

	if (!url_same_origin(old_url, new_url) || !take_word(a, &address, &word, &quoted))
		return new_url;
	return url_put_user(a, new_url, line_login(a, word));
}

/* The address that an edited line begins with; where it is the same as before, as the user wrote
 * it, with its quotes. */
static const char *edited_address(struct arena *a, struct str address, const char *old_url,
				  const char *new_url, const struct outline *item)
{
	if (item->login)
		return url_put_user(a, new_url, item->login);
	return streq(new_url, old_url) ? as_written(a, address) :
	       with_login(a, address, old_url, new_url);
}

/* Copies the file and leaves the lines of old_url out, or puts new_url into their place, and where
 * item is given its title and tags. */
static enum rc edit(const char *path, const char *old_url, const char *new_url,
		    const struct outline *item, struct err *e)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf in = BUF_INIT(LIMIT_FEEDSFILE_BYTES), out = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct lines lines = { { NULL, 0 }, 0 };
	struct str line, address;
	enum rc rc = read_file(path, &in, e);
	char *want = line_url(a, path, str_of(old_url), NULL);
	size_t hits = 0;

	if (rc)
		goto done;
	lines.rest = buf_str(&in);
	if (str_starts(lines.rest, BOM)) {
		buf_add_str(&out, BOM);
		lines.rest = str_sub(lines.rest, 3, SIZE_MAX);
	}
	while (want && next_line(&lines, &line)) {
		if (!line_is(a, path, line, want, &address)) {
			buf_add_str(&out, line);
			continue;
		}
		hits++;
		if (new_url) {
			size_t at = (size_t)(address.p - line.p);
			struct str rest = str_sub(line, at + address.n, SIZE_MAX);

			buf_add_str(&out, str_sub(line, 0, at));
			if (item) {
				put_edited(a, &out, rest,
					   edited_address(a, address, want, new_url, item), item);
				continue;
			}
			buf_puts(&out, with_login(a, address, want, new_url));
			if (rest.n && !ascii_space((unsigned char)rest.p[0]))
				buf_putc(&out, ' ');	/* it stood in quotes */
			buf_add_str(&out, rest);
		}
	}
	if (!hits)
		rc = err_set(e, E_NOTFOUND, _("no subscription to %s"), old_url);
	else if (out.failed)
		rc = err_set(e, E_LIMIT, _("the list of feeds would be too long"));
	else
		rc = osfile_replace(path, buf_str(&out), e);
done:
	buf_free(&in);
	buf_free(&out);
	arena_free(a);
	return rc;
}

enum rc feedsfile_remove(const char *path, const char *url, struct err *e)
{
	return edit(path, url, NULL, NULL, e);
}

enum rc feedsfile_move(const char *path, const char *old_url, const char *new_url, struct err *e)
{
	struct arena *a = arena_new(KIB(256));
	char *url = source_is_program(old_url) ? NULL : web_url(a, str_of(new_url));
	enum rc rc = url ? edit(path, old_url, url, NULL, e) :
		     err_set(e, E_USAGE, _("not an address of a feed: %s"), new_url);

	arena_free(a);
	return rc;
}

enum rc feedsfile_edit(const char *path, const char *old_url, const struct outline *item,
		       struct err *e)
{
	struct arena *a = arena_new(KIB(256));
	bool same = streq(item->url, old_url);
	char *url = same ? line_url(a, path, str_of(old_url), NULL) :
		    source_is_program(old_url) ? NULL : web_url(a, str_of(item->url));
	enum rc rc = url ? edit(path, old_url, url, item, e) :
		     err_set(e, E_USAGE, _("not an address of a feed: %s"), item->url);

	arena_free(a);
	return rc;
}

int feedsfile_line(const char *path, const char *url)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf b = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct lines lines = { { NULL, 0 }, 0 };
	struct str line, address;
	int found = 0;

	if (read_file(path, &b, NULL) == OK) {
		lines.rest = buf_str(&b);
		while (!found && next_line(&lines, &line))
			if (line_is(a, path, line, url, &address))
				found = lines.number;
	}
	buf_free(&b);
	arena_free(a);
	return found;
}

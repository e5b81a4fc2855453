#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/osfile.h"
#include "base/url.h"
#include "config/netrc.h"
#include "engine/engine_priv.h"

#define PASSWORD_BYTES 4096

/* What a password-command said, for one host. The jobs wait while it runs. */
struct secret {
	struct secret *next;
	char *key;		/* the command for that host */
	char *password;		/* NULL: it runs, or failed */
	struct err err;
	struct job_list jobs;
};

/* --- how a request is made --- */

static void wipe(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
	free(s);
}

/* A subscription, whose host may be told what others may not. */
static bool is_feed(const struct job *j)
{
	return j->kind == JOB_FEED || j->kind == JOB_ADD || j->kind == JOB_LOOK;
}

/* The subscription's own address, as the feeds file has it. */
static const char *line_url(const struct job *j)
{
	return j->kind == JOB_FEED ? j->row.url : j->url;
}

/* The address that settings and secrets go by: of a filter: line the one behind it. In turn. */
static const char *feed_url(struct engine *g, const struct job *j)
{
	return source_host_url(g, line_url(j));
}

static const char *expand_home(struct arena *a, const char *path)
{
	const char *home = getenv("HOME");

	if (strncmp(path, "~/", 2) == 0 && !str_blank(home))
		return osfile_join(a, home, path + 2);
	return path;
}

static enum rc read_cookies(struct job *j, const char *path, struct str *out, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_COOKIES_BYTES);
	enum rc rc;

	path = expand_home(j->arena, path);
	if (path[0] != '/')
		return err_set(e, E_USAGE, _("cookies-file %s: give the whole path"), path);
	rc = osfile_read(path, &b, e);
	if (rc == OK) {
		*out = str_of(arena_str(j->arena, buf_str(&b)));
	} else {
		char *why = arena_strdup(j->arena, e->msg);

		err_set(e, rc, _("cookies-file %s: %s"), path, why);
	}
	buf_free(&b);
	return rc;
}

const char *access_typed(struct engine *g, const char *url, const char *login)
{
	if (login) {
		wipe(g->typed_url);
		wipe(g->typed_login);
		g->typed_url = mem_strdup(url);
		g->typed_login = mem_strdup(login);
	}
	return url_same_origin(url, g->typed_url) ? g->typed_login : NULL;
}

static const char *file_login(const struct engine *g, const char *url)
{
	for (size_t i = 0; i < g->n_logins; i++)
		if (streq(g->logins[i].url, url))
			return g->logins[i].user;
	return NULL;
}

/* The name and the password that go with the address itself. */
static void take_login(struct engine *g, struct job *j)
{
	const char *login = j->login ? j->login : file_login(g, line_url(j));
	char *user, *password;

	if (!login || j->user)
		return;
	url_split_user(discovery_arena(j), login, &user, &password);
	/* A name alone waits for the password that belongs to it. */
	if (password) {
		j->user = user;
		j->password = password;
	}
}

/* For its own host only: an address that a page names may be another. */
static enum rc set_personal(struct engine *g, struct job *j, struct http_options *o, struct err *e)
{
	const char *url = feed_url(g, j), *cookies;

	if (!is_feed(j) || !url_same_origin(url, j->fetch_url))
		return OK;
	take_login(g, j);
	o->user = j->user;
	o->password = j->password;
	o->says_at_once = j->was_denied && j->facts.wants_basic;
	o->headers = config_headers_for(&g->config, j->arena, url, &o->n_headers);
	cookies = config_string_for(&g->config, url, OPT_COOKIES_FILE);
	return *cookies ? read_cookies(j, cookies, &o->cookies, e) : OK;
}

enum rc access_options(struct engine *g, struct job *j, const struct http_options **out,
		       struct err *e)
{
	const char *url = is_feed(j) ? feed_url(g, j) : j->fetch_url;
	struct http_options *o;
	enum rc rc;

	*out = NULL;
	if (!g->config.n_fors && !g->n_logins && !j->login && !j->user)
		return OK;
	o = ARENA_NEW(j->arena, struct http_options);
	o->user_agent = config_string_for(&g->config, url, OPT_USER_AGENT);
	o->proxy = config_string_for(&g->config, url, OPT_PROXY);
	o->allow_private = config_bool_for(&g->config, url, OPT_PRIVATE_ADDRESSES);
	o->timeout = config_number(&g->config, OPT_DOWNLOAD_TIMEOUT);
	rc = set_personal(g, j, o, e);
	if (rc == OK)
		*out = o;
	return rc;
}

/* --- a password is asked for --- */

static const char *url_only_host(struct arena *a, const char *url)
{
	struct url u;

	return url_split(str_of(url), &u) ? arena_str(a, u.host) : "";
}

static void try_again(struct engine *g, struct job *j, const char *user, const char *password)
{
	job_drop_body(g, j);
	err_clear(&j->err);
	j->user = arena_strdup(discovery_arena(j), user);
	j->password = arena_strdup(discovery_arena(j), password);
	job_fetch(g, j);
}

/* "%h" is the host. One with characters that mean something to the splitting of words is none. */
static char *expand_command(struct arena *a, const char *command, const char *host)
{
	struct buf b = BUF_INIT(LIMIT_CONFIG_BYTES);
	char *out;

	for (const char *p = command; *p; p++) {
		if (p[0] == '%' && p[1] == 'h') {
			buf_puts(&b, strpbrk(host, "'\"\\ $`") ? "" : host);
			p++;
		} else {
			buf_putc(&b, *p);
		}
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* The name that belongs to the password: set, or written into the address; NULL. */
static const char *user_of(struct engine *g, struct job *j)
{
	const char *user = config_string_for(&g->config, feed_url(g, j), OPT_LOGIN);
	const char *login = j->login ? j->login : file_login(g, line_url(j));
	char *name, *password;

	if (!str_blank(user))
		return user;
	if (!login)
		return NULL;
	url_split_user(j->arena, login, &name, &password);
	return name;
}

/* The password is the first line, whatever else is said. */
static void take_password(struct engine *g, void *ctx, struct buf *out, const struct err *failure)
{
	struct secret *s = ctx;
	struct str rest = buf_str(out), line = { "", 0 };
	struct job_list jobs = s->jobs;
	struct job *j;

	str_split(&rest, '\n', &line);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (failure->rc)
		err_set(&s->err, E_HTTP, _("the password-command failed: %s"), failure->msg);
	else if (!line.n || memchr(line.p, '\0', line.n))
		err_set(&s->err, E_HTTP, _("the password-command printed no password"));
	else
		s->password = mem_strdup(arena_str(g->turn, line));
	if (out->data)
		explicit_bzero(out->data, out->len);
	s->jobs = (struct job_list){ 0 };
	while ((j = job_pop(&jobs))) {
		if (s->password) {
			try_again(g, j, user_of(g, j), s->password);
		} else {
			j->err = s->err;
			job_hand_on(g, j);
		}
	}
}

static struct secret *find_secret(struct engine *g, const char *key)
{
	struct secret *s;

	for (s = g->secrets; s; s = s->next)
		if (streq(s->key, key))
			return s;
	s = mem_zalloc(sizeof(*s));
	s->key = mem_strdup(key);
	s->next = g->secrets;
	g->secrets = s;
	program_start(g, &(struct program_task){ .command = key, .max_bytes = PASSWORD_BYTES,
						 .done = take_password, .ctx = s });
	return s;
}

/* Once for each host: others that ask for the same wait for the same answer. */
static bool ask_program(struct engine *g, struct job *j, const char *command)
{
	struct secret *s;

	if (str_blank(user_of(g, j))) {
		err_set(&j->err, E_HTTP, _("the server wants a name and a password: set login too, "
					   "beside password-command"));
		return false;
	}
	s = find_secret(g, expand_command(g->turn, command,
					  url_only_host(g->turn, feed_url(g, j))));
	if (s->err.rc) {
		j->err = s->err;
		return false;
	}
	if (s->password)
		try_again(g, j, user_of(g, j), s->password);
	else
		job_push(&s->jobs, j);
	return true;
}

static bool ask_netrc(struct engine *g, struct job *j)
{
	char *user, *password;
	struct err e = { 0 };
	enum rc rc = netrc_find(g->turn, url_only_host(g->turn, feed_url(g, j)), user_of(g, j),
				&user, &password, &e);

	if (rc == OK) {
		try_again(g, j, user, password);
		return true;
	}
	if (rc != E_NOTFOUND)
		err_set(&j->err, E_HTTP, "%s", e.msg);
	return false;
}

/* What was said was wrong: a program is asked again in the next refresh. */
static void forget(struct engine *g, const char *password, const struct err *why)
{
	for (struct secret *s = g->secrets; s; s = s->next) {
		if (!streq(s->password, password))
			continue;
		wipe(s->password);
		s->password = NULL;
		s->err = *why;
	}
}

bool access_denied(struct engine *g, struct job *j)
{
	const char *command;

	if (!is_feed(j))
		return false;
	if (!url_same_origin(j->facts.url, feed_url(g, j))) {
		err_set(&j->err, E_HTTP, _("it leads to %s, which wants a name and a password; "
					   "they are told only to the address in the feeds file"),
			url_host(g->turn, j->facts.url));
		return false;
	}
	if (j->user) {
		err_set(&j->err, E_HTTP, _("the server does not take this name and password"));
		forget(g, j->password, &j->err);
		return false;
	}
	if (j->was_denied)
		return false;
	j->was_denied = true;
	err_set(&j->err, E_HTTP, _("the server wants a name and a password: put an entry for %s "
				   "into ~/.netrc, or set login and password-command for this "
				   "feed (man lede-config)"),
		url_only_host(g->turn, feed_url(g, j)));
	command = config_string_for(&g->config, feed_url(g, j), OPT_PASSWORD_COMMAND);
	if (!str_blank(command))
		return ask_program(g, j, command);
	return config_bool_for(&g->config, feed_url(g, j), OPT_NETRC) && ask_netrc(g, j);
}

/* --- what is kept, and how long --- */

/* Stored by earlier versions with the password in its address. */
static enum rc clean_store(struct engine *g, const struct outline *o, struct err *e)
{
	struct feed_row old, row;

	if (feeds_by_url(g->db, g->turn, url_put_user(g->turn, o->url, o->login), &old, NULL) ||
	    feeds_by_url(g->db, g->turn, o->url, &row, NULL) == OK)
		return OK;
	return feeds_move(g->db, old.id, o->url, e);
}

enum rc access_keep_logins(struct engine *g, const struct outlines *list, struct err *e)
{
	enum rc rc = OK;

	if (!g->logins_arena)
		g->logins_arena = arena_new(MIB(16));
	arena_reset(g->logins_arena);
	g->logins = NULL;
	g->n_logins = 0;
	for (size_t i = 0; rc == OK && i < list->n_items; i++) {
		const struct outline *o = &list->items[i];
		struct login *l;

		if (!o->login)
			continue;
		l = ARENA_PUSH(g->logins_arena, g->logins, g->n_logins);
		l->url = arena_strdup(g->logins_arena, o->url);
		l->user = arena_strdup(g->logins_arena, o->login);
		rc = clean_store(g, o, e);
	}
	return rc;
}

void access_begin(struct engine *g)
{
	struct secret **at = &g->secrets, *s;

	while ((s = *at)) {
		if (!s->err.rc) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		free(s->key);
		free(s);
	}
}

void access_cancel(struct engine *g, bool (*drop)(void *ctx, void *data), void *data)
{
	for (struct secret *s = g->secrets; s; s = s->next) {
		struct job_list kept = { 0 };
		struct job *j;

		while ((j = job_pop(&s->jobs)))
			if (!drop(j, data))
				job_push(&kept, j);
		s->jobs = kept;
	}
}

void access_stop(struct engine *g)
{
	struct secret *s;

	while ((s = g->secrets)) {
		g->secrets = s->next;
		wipe(s->password);
		free(s->key);
		free(s);
	}
	wipe(g->typed_url);
	wipe(g->typed_login);
	arena_free(g->logins_arena);
}

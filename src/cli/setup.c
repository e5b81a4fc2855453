#include "cli/setup.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/osfile.h"
#include "base/url.h"
#include "cli/progress.h"
#include "config/feedsfile.h"
#include "config/settings.h"

/* Where the sample edition lies: where LEDE_SAMPLE says, in the source tree of a lede that was
 * built in it, else where it was installed. */
static char *sample_file(struct arena *a, const char *name)
{
	const char *dir = getenv("LEDE_SAMPLE");
	char self[PATH_MAX], *path;
	ssize_t n;

	if (!str_blank(dir))
		return osfile_join(a, dir, name);
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n > 0) {
		self[n] = '\0';
		path = arena_printf(a, "%.*s/../share/sample/%s",
				    (int)(strrchr(self, '/') - self), self, name);
		if (access(path, R_OK) == 0)
			return path;
	}
	return osfile_join(a, LEDE_DATADIR "/sample", name);
}

static enum rc sample_paths(struct cli *c, struct err *e)
{
	char *dir;
	enum rc rc = osfile_dir(c->arena, OSDIR_CACHE, &dir, e);

	if (rc == OK)
		rc = osfile_mkdirs(dir, e);
	if (rc)
		return rc;
	c->store = osfile_join(c->arena, dir, "sample.db");
	c->feeds = sample_file(c->arena, "feeds");
	/* A copy that LEDE_SAMPLE names is the user's own. */
	c->keep_feeds = str_blank(getenv("LEDE_SAMPLE"));
	return OK;
}

enum rc setup_fail(struct cli *c, const char *name, enum rc rc, const struct err *e)
{
	if (streq(c->failure.msg, e->msg))
		return rc;
	c->failure = *e;
	return cli_fail(c, name, rc, e);
}

bool setup_is_store_error(enum rc rc)
{
	return rc == E_DB || rc == E_CORRUPT || rc == E_FOREIGN || rc == E_NEWER ||
	       rc == E_READONLY || rc == E_FULL;
}

enum rc setup_paths(struct cli *c)
{
	const char *store = cli_common(c, "store"), *feeds = cli_common(c, "feeds");
	struct err e = { 0 };
	enum rc rc = OK;

	if (c->store)
		return OK;
	if ((store && !*store) || (feeds && !*feeds))
		return cli_error(c, store && !*store ? "--store" : "--feeds", E_USAGE,
				 _("the file has no name"));
	c->config_path = cli_common(c, "config");
	if (cli_common(c, "sample"))
		rc = sample_paths(c, &e);
	if (rc == OK && store)
		c->store = arena_strdup(c->arena, store);
	if (rc == OK && feeds) {
		c->feeds = arena_strdup(c->arena, feeds);
		c->keep_feeds = false;
	}
	if (rc == OK && !c->store)
		rc = db_default_path(c->arena, &c->store, &e);
	if (rc == OK && !c->feeds)
		rc = feedsfile_default_path(c->arena, &c->feeds, &e);
	return rc ? setup_fail(c, NULL, rc, &e) : OK;
}

enum rc setup_config(struct cli *c)
{
	struct err e = { 0 };
	size_t i;

	if (c->config)
		return OK;
	if (setup_paths(c))
		return c->exit_code ? E_USAGE : E_IO;
	c->config = mem_zalloc(sizeof(*c->config));
	if (config_load(c->config, c->config_path, &e)) {
		setup_fail(c, c->config->path ? c->config->path : _("config"), E_PARSE, &e);
		c->exit_code = EX_CONFIG;
		return E_USAGE;
	}
	for (i = 0; i < c->config->n_errors; i++)
		cli_note("%s", c->config->errors[i]);
	return OK;
}

const struct ruleset *setup_rules(struct cli *c)
{
	size_t i;

	if (c->rules)
		return c->rules;
	c->rules = mem_zalloc(sizeof(*c->rules));
	rules_refresh(c->rules, NULL);
	for (i = 0; i < c->rules->n_errors; i++)
		cli_note("%s", c->rules->errors[i]);
	return c->rules;
}

/* What the engine says first: that the store can be opened, or why not. */
static enum rc wait_ready(struct cli *c, struct err *e)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct msg m = { 0 };
	enum rc rc;
	size_t i;

	do {
		rc = wire_wait(&c->engine.wire, a, &m, -1, e);
		if (rc == OK && m.rc)
			rc = err_set(e, m.rc, "%s", m.text ? m.text : "");
	} while (rc == OK && m.kind != MSG_READY);
	for (i = 0; rc == OK && i < m.n_words && !c->has_told_feeds; i++)
		cli_note("%s", m.words[i]);
	c->has_told_feeds = true;
	arena_free(a);
	return rc;
}

size_t setup_keys(struct cli *c, struct keymap *km)
{
	size_t i, n_wrong = 0;

	for (i = 0; i < c->config->n_binds; i++) {
		const struct bind_line *b = &c->config->binds[i];
		struct err e = { 0 };

		if (keymap_bind(km, b->keys, b->action, b->pane, &e)) {
			cli_note("%s:%d: %s", c->config->path, b->line, e.msg);
			n_wrong++;
		}
	}
	return n_wrong;
}

enum rc setup_engine(struct cli *c)
{
	struct err e = { 0 };
	enum rc rc;

	if (client_is_running(&c->engine))
		return OK;
	rc = setup_config(c);
	if (rc)
		return rc;
	rc = client_start_engine(&c->engine, c->store, c->config_path, c->feeds,
				 c->keep_feeds, &e);
	if (rc)
		return setup_fail(c, "lede-engine", E_DIED, &e);
	rc = wait_ready(c, &e);
	return rc ? setup_fail(c, c->store, rc, &e) : OK;
}

enum rc setup_store(struct cli *c)
{
	struct err e = { 0 };
	enum rc rc;

	if (c->db)
		return OK;
	rc = setup_config(c);
	if (rc)
		return rc;
	rc = db_open(c->store, DB_READ, &c->db, &e);
	if (rc == E_NOTFOUND || rc == E_DB) {
		rc = setup_engine(c);
		if (rc)
			return rc;
		rc = db_open(c->store, DB_READ, &c->db, &e);
	}
	return rc ? setup_fail(c, c->store, rc, &e) : OK;
}

enum rc setup_call(struct cli *c, struct arena *a, struct msg *m, struct msg *answer,
		     client_event on_event, void *ctx, struct err *e)
{
	enum rc rc = client_call(&c->engine, a, m, answer, on_event, ctx, e);

	if (rc == E_DIED || rc == E_PROTO)
		client_stop(&c->engine);
	return rc;
}

void setup_index(struct cli *c)
{
	struct msg m = { .kind = MSG_INDEX }, answer = { 0 };
	struct progress progress;
	struct store_counts n;
	struct err e = { 0 };
	enum rc rc;

	if (feeds_counts(c->db, &n, NULL) || n.unindexed <= LIMIT_SEARCH_TAIL)
		return;
	progress_init(&progress, out_is_terminal());
	rc = setup_engine(c);
	if (rc == OK) {
		progress_show(&progress, "index", 0, 0);
		rc = setup_call(c, c->arena, &m, &answer, NULL, NULL, &e);
		progress_clear(&progress);
	}
	if (rc || answer.rc)
		cli_note(_("%lld stories are not indexed yet; only the newest of them are"
			   " searched"), (long long)n.unindexed);
}

enum rc setup_blame(const struct cli *c, enum rc rc)
{
	if (rc == OK || rc == E_IO || rc == E_BUSY || setup_is_store_error(rc))
		return rc;
	if ((rc == E_DIED || rc == E_PROTO) && !client_is_running(&c->engine))
		return rc;
	return E_PARSE;
}

enum rc setup_feed(struct cli *c, const char *arg, struct feed_row *out, struct err *e)
{
	const char *url, *user;
	int64_t id;

	if (str_int(str_of(arg), 1, INT64_MAX, &id))
		return feeds_get(c->db, c->arena, id, out, e);
	if (feeds_by_url(c->db, c->arena, arg, out, e) == OK)
		return OK;
	url = url_take_user(c->arena, url_from_user(c->arena, arg), &user);
	if (url && feeds_by_url(c->db, c->arena, url, out, e) == OK)
		return OK;
	return err_set(e, E_NOTFOUND, _("no such subscription; see \"lede list --feeds\""));
}

void setup_hint(struct cli *c)
{
	struct feed_row *rows;
	size_t n, i, n_own = 0;

	if (feeds_list(c->db, c->arena, &rows, &n, NULL))
		return;
	for (i = 0; i < n; i++)
		n_own += rows[i].id != FEED_FOLLOWED;
	if (!n_own)
		cli_note("%s", _("no subscriptions yet; \"lede add URL\" or "
				 "\"lede import FILE\" makes some"));
}

void setup_close(struct cli *c)
{
	db_close(c->db);
	client_stop(&c->engine);
	client_stop(&c->parser);
	if (c->config)
		config_free(c->config);
	free(c->config);
	if (c->rules)
		rules_free(c->rules);
	free(c->rules);
}

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/spawn.h"
#include "cli/setup.h"
#include "config.h"
#include "config/feedsfile.h"
#include "config/settings.h"
#include "text/cells.h"

#define LABEL_WIDTH 14

static void label(const char *what)
{
	out_printf("%s%*s ", what, MAX(LABEL_WIDTH - cells_width(clean_own(what)), 0), "");
}

static void tell(struct cli *c, const char *what, const char *value)
{
	label(what);
	out_line(c->arena, value);
	out_printf("\n");
}

static void tell_program(struct cli *c, const char *name)
{
	char *path = spawn_own_path(c->arena, name);

	tell(c, name, path ? path : "-");
	if (!path || access(path, X_OK))
		cli_error(c, name, E_DIED, _("cannot be run; reinstall lede"));
}

/* Whether the parser starts, greets and reads. */
static void try_parser(struct cli *c)
{
	static const char page[] = "<!DOCTYPE html><title>t</title><article><p>One sentence, "
				   "then another one, so that there is a text.</p></article>";
	struct article art = { 0 };
	struct err e = { 0 };
	enum rc rc = client_parse(&c->parser, c->arena, MSG_PARSE_PAGE, STR(page), NULL, NULL,
				  PARSE_BLOCKS, &art, &e);

	if (rc == E_DIED || rc == E_PROTO || rc == E_IO)
		cli_fail(c, "lede-parse", rc, &e);
}

static void check_feeds(struct cli *c)
{
	struct outlines list = { 0 };
	struct err e = { 0 };
	enum rc rc = feedsfile_read(c->arena, c->feeds, &list, &e);
	size_t i;

	c->has_told_feeds = true;	/* here, not by the engine */
	if (rc) {
		cli_fail(c, c->feeds, rc, &e);
		return;
	}
	for (i = 0; i < list.n_warnings; i++)
		cli_note("%s", list.warnings[i]);
	if (list.n_warnings)
		cli_error(c, c->feeds, E_PARSE, _("see the lines above"));
	label(_("subscriptions"));
	out_printf("%zu\n", list.n_items);
}

static void tell_counts(struct cli *c)
{
	struct store_counts n;

	if (feeds_counts(c->db, &n, NULL))
		return;
	label(_("in the store"));
	out_printf(_("%lld stories, %lld unread, %lld starred, %lld articles, %lld not indexed, "
		     "%lld queued\n"), (long long)n.stories, (long long)n.unread,
		   (long long)n.starred, (long long)n.pages, (long long)n.unindexed,
		   (long long)n.queued);
}

static enum rc rescue_store(struct cli *c)
{
	struct err e = { 0 };
	char *report;
	enum rc rc = db_rescue(c->store, c->arena, &report, &e);

	if (rc)
		cli_fail(c, c->store, rc, &e);
	else
		tell(c, _("rescue"), report);
	return rc;
}

/* The folder that is to hold the store, or the nearest one above it that is there. */
static void check_folder(struct cli *c)
{
	char *dir = arena_strdup(c->arena, c->store), *slash;

	while ((slash = strrchr(dir, '/')) && slash != dir) {
		*slash = '\0';
		if (access(dir, F_OK))
			continue;
		if (access(dir, W_OK | X_OK))
			cli_error(c, c->store, E_READONLY,
				  _("the store cannot be made: %s cannot be written"), dir);
		return;
	}
}

static void check_store(struct cli *c)
{
	struct err e = { 0 };
	char *report = NULL;
	enum rc rc;

	if (access(c->store, F_OK)) {
		cli_note("%s: %s", c->store, _("not there yet; the first fetch makes it"));
		check_folder(c);
		return;
	}
	if ((cli_has(c, "rescue") && rescue_store(c)) || setup_store(c))
		return;
	tell_counts(c);
	rc = db_check(c->db, cli_has(c, "full"), c->arena, &report, &e);
	if (rc)
		cli_fail(c, c->store, rc, &e);
	else if (report)
		cli_error(c, c->store, E_CORRUPT, "%s", report);
	/* Reading is not all: rights, the disk, a newer format show when it is opened to write. */
	if (!c->exit_code)
		setup_engine(c);
}

enum rc cmd_doctor(struct cli *c)
{
	struct keymap *km;
	enum rc rc;

	tell(c, "lede", PACKAGE_VERSION);
	rc = setup_config(c);
	if (rc)
		return rc;
	tell_program(c, "lede-engine");
	tell_program(c, "lede-parse");
	try_parser(c);
	tell(c, _("config"), c->config->path ? c->config->path : _("none, all defaults"));
	tell(c, _("feeds"), c->feeds);
	tell(c, _("store"), c->store);
	check_feeds(c);
	km = keymap_new();
	if (setup_keys(c, km) + c->config->n_errors)
		cli_error(c, c->config->path, E_PARSE, _("see the lines above"));
	keymap_free(km);
	check_store(c);
	if (!c->exit_code)
		tell(c, _("result"), _("all is well"));
	return OK;
}

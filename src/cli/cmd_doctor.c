#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/spawn.h"
#include "cli/doctor.h"
#include "cli/setup.h"
#include "config.h"
#include "config/feedsfile.h"
#include "config/settings.h"
#include "text/cells.h"

#define LABEL_WIDTH 14

void doctor_label(const char *what)
{
	out_printf("%s%*s ", what, MAX(LABEL_WIDTH - cells_width(clean_own(what)), 0), "");
}

/* key: of the JSON object. */
static void tell(struct doctor *d, const char *key, const char *what, const char *value)
{
	if (d->json) {
		json_put(d->json, key, value);
		return;
	}
	doctor_label(what);
	out_line(d->c->arena, value);
	out_printf("\n");
}

static void tell_program(struct doctor *d, const char *name)
{
	struct cli *c = d->c;
	char *path = spawn_own_path(c->arena, name);

	tell(d, name, name, path ? path : "-");
	if (!path || access(path, X_OK))
		cli_error(c, name, E_DIED, _("cannot be run; reinstall lede"));
}

static const char page[] = "<!DOCTYPE html><title>t</title><article><p>One sentence, "
			   "then another one, so that there is a text.</p></article>";

/* Whether the parser starts, greets and reads. */
static void try_parser(struct cli *c)
{
	struct article art = { 0 };
	struct err e = { 0 };
	enum rc rc = client_parse(&c->parser, c->arena, MSG_PARSE_PAGE, STR(page), NULL, NULL,
				  PARSE_BLOCKS, &art, &e);

	if (rc == E_DIED || rc == E_PROTO || rc == E_IO)
		cli_fail(c, "lede-parse", rc, &e);
}

static void check_feeds(struct doctor *d)
{
	struct cli *c = d->c;
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
	if (d->json) {
		json_object_set_new(d->json, "subscriptions",
				    json_integer((json_int_t)list.n_items));
		return;
	}
	doctor_label(_("subscriptions"));
	out_printf("%zu\n", list.n_items);
}

/* What is wrong in rules that are XPath only libxml2 can tell. Their number. */
static size_t try_rules(struct cli *c, const struct ruleset *set, const struct rules *rules)
{
	struct msg m = { .kind = MSG_PARSE_PAGE, .body = STR(page), .n = PARSE_EXPLAIN };
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	struct article art = { 0 };
	size_t i, n = 0;
	struct err e;

	if (record_encode(&record, &shape_rules, rules) == OK) {
		m.rules = buf_str(&record);
		if (client_parse_msg(&c->parser, c->arena, &m, &art, &e))
			art.n_verdicts = 0;
	}
	for (i = 0; i < art.n_verdicts; i++) {
		if (art.verdicts[i].kind != VERDICT_WRONG_RULE)
			continue;
		cli_note("%s/%s: %s", set->dir, art.verdicts[i].path, art.verdicts[i].reason);
		n++;
	}
	buf_free(&record);
	return n;
}

static size_t try_xpath(struct cli *c, const struct ruleset *set)
{
	struct rules batch = { 0 };
	size_t i, k, n = 0;

	for (i = 0; i < set->n_sites; i++) {
		for (k = 0; k < set->sites[i].rules.n_items; k++) {
			const struct rule *rule = &set->sites[i].rules.items[k];

			if (rule->selector[0] != '/')
				continue;
			/* every one of them is looked up */
			*ARENA_PUSH(c->arena, batch.items, batch.n_items) = *rule;
			batch.items[batch.n_items - 1].kind = RULE_KEEP;
			if (batch.n_items < LIMIT_SITE_RULES)
				continue;
			n += try_rules(c, set, &batch);
			batch = (struct rules){ 0 };
		}
	}
	return batch.n_items ? n + try_rules(c, set, &batch) : n;
}

static void check_rules(struct doctor *d)
{
	const struct ruleset *set = setup_rules(d->c);

	if (try_xpath(d->c, set) + set->n_errors)
		cli_error(d->c, set->dir, E_PARSE, _("see the lines above"));
	if (d->json) {
		json_object_set_new(d->json, "rules", json_integer((json_int_t)set->n_sites));
		return;
	}
	if (!set->n_sites)
		return;
	doctor_label(_("site rules"));
	out_printf("%zu\n", set->n_sites);
}

static void tell_counts(struct doctor *d)
{
	struct store_counts n;

	if (feeds_counts(d->c->db, &n, NULL))
		return;
	if (d->json) {
		json_t *o = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}", "stories", (json_int_t)n.stories,
				      "unread", (json_int_t)n.unread, "starred",
				      (json_int_t)n.starred, "articles", (json_int_t)n.pages,
				      "not_indexed", (json_int_t)n.unindexed, "queued",
				      (json_int_t)n.queued);

		json_object_set_new(d->json, "counts", o);
		return;
	}
	doctor_label(_("in the store"));
	out_printf(_("%lld stories, %lld unread, %lld starred, %lld articles, %lld not indexed, "
		     "%lld queued\n"), (long long)n.stories, (long long)n.unread,
		   (long long)n.starred, (long long)n.pages, (long long)n.unindexed,
		   (long long)n.queued);
}

static enum rc rescue_store(struct doctor *d)
{
	struct cli *c = d->c;
	struct err e = { 0 };
	char *report;
	enum rc rc = db_rescue(c->store, c->arena, &report, &e);

	if (rc)
		cli_fail(c, c->store, rc, &e);
	else
		tell(d, "rescue", _("rescue"), report);
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

/* False when feeds fail. */
static bool check_store(struct doctor *d)
{
	struct cli *c = d->c;
	bool well;
	struct err e = { 0 };
	char *report = NULL;
	enum rc rc;

	if (access(c->store, F_OK)) {
		cli_note("%s: %s", c->store, _("not there yet; the first fetch makes it"));
		check_folder(c);
		return true;
	}
	if ((cli_has(c, "rescue") && rescue_store(d)) || setup_store(c))
		return true;
	tell_counts(d);
	well = doctor_feeds(d);
	rc = db_check(c->db, cli_has(c, "full"), c->arena, &report, &e);
	if (rc)
		cli_fail(c, c->store, rc, &e);
	else if (report)
		cli_error(c, c->store, E_CORRUPT, "%s", report);
	/* Reading is not all: rights, the disk, a newer format show when it is opened to write. */
	if (!c->exit_code)
		setup_engine(c);
	return well;
}

static void tell_result(struct doctor *d, bool feeds_well)
{
	if (d->json)
		json_object_set_new(d->json, "well", json_boolean(!d->c->exit_code));
	else if (!d->c->exit_code)
		tell(d, NULL, _("result"), feeds_well ? _("all is well") :
		     _("lede is well; some feeds fail, see above"));
}

enum rc cmd_doctor(struct cli *c)
{
	struct doctor d = { c, cli_has(c, "json") ? json_object() : NULL };
	struct keymap *km;
	bool feeds_well;
	enum rc rc;

	tell(&d, "version", "lede", PACKAGE_VERSION);
	rc = setup_config(c);
	if (rc)
		return rc;
	tell_program(&d, "lede-engine");
	tell_program(&d, "lede-parse");
	try_parser(c);
	tell(&d, "config", _("config"), c->config->path || d.json ? c->config->path :
	     _("none, all defaults"));
	tell(&d, "feeds", _("feeds"), c->feeds);
	tell(&d, "store", _("store"), c->store);
	check_feeds(&d);
	check_rules(&d);
	km = keymap_new();
	if (setup_keys(c, km) + c->config->n_errors)
		cli_error(c, c->config->path, E_PARSE, _("see the lines above"));
	keymap_free(km);
	feeds_well = check_store(&d);
	tell_result(&d, feeds_well);
	if (d.json)
		json_print(d.json);
	return OK;
}

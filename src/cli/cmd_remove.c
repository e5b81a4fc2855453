#include "base/i18n.h"
#include "base/limits.h"
#include "cli/setup.h"

static void remove_feed(struct cli *c, const char *arg)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct msg m = { .kind = MSG_REMOVE }, answer;
	struct feed_row feed = { 0 };
	struct err e = { 0 };
	enum rc rc = setup_feed(c, arg, &feed, &e);

	if (rc == OK) {
		m.id = feed.id;
		m.url = feed.url;
		rc = setup_call(c, a, &m, &answer, NULL, NULL, &e);
	}
	if (rc) {
		cli_fail(c, arg, setup_blame(c, rc), &e);
	} else {
		out_printf("%s ", _("unsubscribed:"));
		out_line(a, feed.title);
		out_printf("\n");
	}
	arena_free(a);
}

enum rc cmd_remove(struct cli *c)
{
	enum rc rc = setup_engine(c);
	size_t i;

	if (rc == OK)
		rc = setup_store(c);
	for (i = 0; rc == OK && i < c->n_args; i++)
		remove_feed(c, c->args[i]);
	return rc;
}

/* cli.c: from main to the command and back. */
#include "cli/cli.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "cli/setup.h"
#include "cli/usage.h"
#include "config.h"
#include "tui/tui.h"

/* Arguments, paths, the config, what a command collects. */
#define CLI_ARENA LIMIT_ARENA

/* Without a command: the screen. */
static enum rc run_screen(struct cli *c)
{
	struct tui_options o = { .offline = cli_common(c, "offline") != NULL };
	enum rc rc = setup_paths(c);

	if (rc)
		return rc;
	o.store = c->store;
	o.config = c->config_path;
	o.feeds = c->feeds;
	o.keep_feeds = c->keep_feeds;
	c->exit_code = tui_run(&o);
	return OK;
}

static enum rc run(struct cli *c, int argc, char **argv)
{
	enum rc rc = args_parse(c, argc, argv);

	if (rc)
		return rc;
	if (cli_common(c, "version")) {
		out_printf("lede %s\n", PACKAGE_VERSION);
		return OK;
	}
	if (cli_common(c, "help")) {
		usage_print(c->command);
		return OK;
	}
	if (!c->command)
		return run_screen(c);
	return c->command->run(c);
}

int cli_main(int argc, char **argv)
{
	struct cli c = { 0 };
	enum rc rc;
	int code;

	c.arena = arena_new(CLI_ARENA);
	rc = run(&c, argc, argv);
	if (rc && !c.exit_code)
		c.exit_code = err_exit_code(rc);
	setup_close(&c);
	code = out_finish();
	if (code && code > c.exit_code)
		c.exit_code = code;
	arena_free(c.arena);
	return c.exit_code;
}

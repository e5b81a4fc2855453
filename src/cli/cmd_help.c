#include "base/i18n.h"
#include "cli/usage.h"

enum rc cmd_help(struct cli *c)
{
	const struct cli_row *r = NULL;

	if (c->n_args) {
		const char *guess = args_nearest(c->args[0]);

		r = args_find_command(c->args[0]);
		if (!r && guess)
			return cli_error(c, c->args[0], E_USAGE,
					 _("no such command; did you mean \"%s\"?"), guess);
		if (!r)
			return cli_error(c, c->args[0], E_USAGE,
					 _("no such command; see \"lede help\""));
	}
	usage_print(r);
	return OK;
}

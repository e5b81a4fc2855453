#include "cli/usage.h"

#include <string.h>

#include "base/i18n.h"

/* Columns of a name before its explanation. */
#define NAME_WIDTH 26

static void print_options(const struct cli_row *command)
{
	size_t n, i;
	const struct cli_row *o = args_options(command, &n);

	for (i = 0; i < n; i++) {
		int width;

		if (o[i].letter)
			out_printf("  -%c, ", o[i].letter);
		else
			out_printf("      ");
		width = (int)strlen(o[i].name) + 2 +
			(o[i].args ? (int)strlen(o[i].args) + 1 : 0);
		out_printf("--%s%s%s%*s %s\n", o[i].name, o[i].args ? "=" : "",
			   o[i].args ? o[i].args : "", MAX(NAME_WIDTH - 4 - width, 0), "",
			   _(o[i].help));
	}
}

static void print_command(const struct cli_row *r)
{
	size_t n;

	args_options(r, &n);
	out_printf(_("Usage: lede %s%s%s%s\n\n"), r->name, n ? _(" [OPTION...]") : "",
		   *r->args ? " " : "", r->args);
	out_printf("  %s\n", _(r->help));
	if (n) {
		out_printf("\n%s\n", _("Options:"));
		print_options(r);
	}
	out_printf("\n%s\n", _("Options of every command:"));
	print_options(NULL);
}

static void print_all(void)
{
	const struct cli_row *r;

	out_printf("%s\n", _("Usage: lede [OPTION...] [COMMAND [ARGUMENT...]]"));
	out_printf("\n  %s\n\n%s\n",
		   _("Reads the news in the terminal. Without a command: the screen."),
		   _("Commands:"));
	for (r = cli_rows; r->name; r++)
		if (r->run)
			out_printf("  %-8s %-*s %s\n", r->name, NAME_WIDTH - 7, r->args,
				   _(r->help));
	out_printf("\n%s\n", _("Options of every command:"));
	print_options(NULL);
	out_printf("\n%s\n",
		   _("\"lede help COMMAND\" tells the command's own options; lede(1) tells all."));
}

void usage_print(const struct cli_row *command)
{
	if (command)
		print_command(command);
	else
		print_all();
}

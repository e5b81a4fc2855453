/* cli.h: what the commands share: the command line as parsed, the ways to print, and the exit code.
 * A command is a function cmd_NAME in a file of its own; it returns OK, or reports what failed
 * through cli_fail and goes on with its other inputs. */
#ifndef LEDE_CLI_H
#define LEDE_CLI_H

#include "app/client.h"
#include "base/clean.h"
#include "store/db.h"

struct cli;
struct config;
struct ruleset;

/* A row of commands.def: a command (run is set), or an option of the command above it. */
struct cli_row {
	const char *name;
	const char *args;	/* its arguments, or the name of the option's value; NULL: a flag */
	const char *help;	/* not yet translated */
	int letter;		/* of an option; 0: none */
	int fewest, most;	/* arguments of a command; most -1: any number */
	enum rc (*run)(struct cli *c);
};
/* The table; a row without a name ends it. */
extern const struct cli_row cli_rows[];

struct cli {
	struct arena *arena;	/* as long as the program */
	const struct cli_row *command;	/* NULL: none was given */
	char **args;
	size_t n_args;
	const char **values;	/* by index into cli_rows; NULL: not given */
	char *store, *feeds;	/* the files in use: from an option, the environment, the default */
	const char *config_path;	/* NULL: the default place */
	struct config *config;	/* NULL until it was read */
	struct ruleset *rules;	/* the same */
	struct client engine, parser;
	struct db *db;
	struct err failure;	/* of the store, the engine or the config: said, not said again */
	bool keep_feeds;	/* those of the sample edition: nothing is changed there */
	bool has_told_feeds;	/* what is wrong in the feeds file */
	int exit_code;		/* of the failures so far; 0: none */
};

/* The program from main on; returns the exit code. */
int cli_main(int argc, char **argv);

/* --- the command line (cli.c, args.c) --- */

/* The value of an option of the command ("" for a flag), NULL when it was not given. */
const char *cli_option(const struct cli *c, const char *name);
static inline bool cli_has(const struct cli *c, const char *name)
{
	return cli_option(c, name) != NULL;
}
/* The same for the options of every command. */
const char *cli_common(const struct cli *c, const char *name);
/* A number of an option within [min, max], else otherwise; a wrong one is E_USAGE. */
enum rc cli_number(struct cli *c, const char *name, int64_t min, int64_t max, int64_t otherwise,
		   int64_t *out);
/* Fills c from the command line. Says what is wrong and sets c->exit_code. */
enum rc args_parse(struct cli *c, int argc, char **argv);
const struct cli_row *args_find_command(const char *name);
/* The options of a command (NULL: those of every command): its first row; *n rows. */
const struct cli_row *args_options(const struct cli_row *command, size_t *n);
/* The command's name nearest to a mistyped one, or NULL. */
const char *args_nearest(const char *typed);

/* --- printing (out.c) --- */

void out_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);
void out_clean(struct clean s);
/* One line, cleaned. NULL prints nothing. */
void out_line(struct arena *a, const char *s);
/* An address for a person to judge. */
void out_url(struct arena *a, const char *url);
/* Whether standard output is a terminal. */
bool out_is_terminal(void);
/* Columns of the terminal, 80 when it is none. */
int out_columns(void);
/* Bytes that are screen-safe already, through the pager when out_is_terminal. */
enum rc out_page(struct cli *c, struct str text, struct err *e);
/* Writes what waits; a failure shows in out_finish. */
void out_flush(void);
/* Writes what waits: 0, or the exit code for a failed write. */
int out_finish(void);
/* "lede: INPUT: reason" on standard error, and the exit code of rc for the end of the program;
 * input NULL leaves it out. Returns rc. */
enum rc cli_fail(struct cli *c, const char *input, enum rc rc, const struct err *e);
/* The same with words instead of a struct err. */
enum rc cli_error(struct cli *c, const char *input, enum rc rc, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
/* A line on standard error that is no failure. */
void cli_note(const char *fmt, ...) PRINTF_LIKE(1, 2);

#define COMMAND(name, args, fewest, most, help) enum rc cmd_##name(struct cli *c);
#define FLAG(letter, name, help)
#define VALUE(letter, name, value, help)
#include "cli/commands.def"
#undef COMMAND
#undef FLAG
#undef VALUE

#endif

/* args.c: the command line by the table in commands.def. */
#include <getopt.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "cli/cli.h"

const struct cli_row cli_rows[] = {
#define COMMAND(name, args, fewest, most, help) { #name, args, help, 0, fewest, most, cmd_##name },
#define FLAG(letter, name, help) { name, NULL, help, letter, 0, 0, NULL },
#define VALUE(letter, name, value, help) { name, value, help, letter, 0, 0, NULL },
#include "cli/commands.def"
#undef COMMAND
#undef FLAG
#undef VALUE
	{ NULL, NULL, NULL, 0, 0, 0, NULL },
};

/* What getopt_long returns for row i: above every letter. */
#define ROW_CODE 0x1000
#define MAX_OPTIONS ARRAY_LEN(cli_rows)

const struct cli_row *args_options(const struct cli_row *command, size_t *n)
{
	const struct cli_row *first = command ? command + 1 : cli_rows, *r = first;

	while (r->name && !r->run)
		r++;
	*n = (size_t)(r - first);
	return first;
}

const struct cli_row *args_find_command(const char *name)
{
	const struct cli_row *r;

	for (r = cli_rows; r->name; r++)
		if (r->run && streq(r->name, name))
			return r;
	return NULL;
}

/* Steps from one word to another by changing, adding or leaving out a letter, or by swapping two
 * neighbours; both are short. */
#define WORD_MAX 24
static size_t distance(struct str a, struct str b)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1], i, j;

	if (a.n > WORD_MAX || b.n > WORD_MAX)
		return SIZE_MAX;
	for (i = 0; i <= a.n; i++)
		d[i][0] = i;
	for (j = 0; j <= b.n; j++)
		d[0][j] = j;
	for (i = 1; i <= a.n; i++) {
		for (j = 1; j <= b.n; j++) {
			size_t same = a.p[i - 1] == b.p[j - 1] ? 0 : 1;

			d[i][j] = MIN(d[i - 1][j - 1] + same, MIN(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1])
				d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[a.n][b.n];
}

/* Remembers in *best the nearer of two names; a third of the letters may be wrong. */
static void nearer(struct str typed, const char *name, const char **best, size_t *best_d)
{
	struct str s = str_of(name);
	size_t d = distance(typed, s);

	if (typed.n >= 3 && typed.n < s.n && str_starts(s, typed))
		d = 0;
	if (d < *best_d && d <= MAX(s.n, 3) / 3) {
		*best = name;
		*best_d = d;
	}
}

const char *args_nearest(const char *typed)
{
	const char *best = NULL;
	size_t best_d = SIZE_MAX;
	const struct cli_row *r;

	for (r = cli_rows; r->name; r++)
		if (r->run)
			nearer(str_of(typed), r->name, &best, &best_d);
	return best;
}

static const char *nearest_option(const struct cli_row *command, struct str typed)
{
	const char *best = NULL;
	size_t best_d = SIZE_MAX, n, i;
	const struct cli_row *o = args_options(NULL, &n);

	for (i = 0; i < n; i++)
		nearer(typed, o[i].name, &best, &best_d);
	if (command) {
		o = args_options(command, &n);
		for (i = 0; i < n; i++)
			nearer(typed, o[i].name, &best, &best_d);
	}
	return best;
}

/* getopt's two tables for the common options and those of command. */
struct tables {
	struct option longs[MAX_OPTIONS + 1];
	char letters[3 * MAX_OPTIONS + 3];
	size_t n, len;
};

static bool has_long(const struct tables *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (streq(t->longs[i].name, name))
			return true;
	return false;
}

/* Where a command has an option of the same name, a common one is given before the command. */
static void add_rows(struct tables *t, const struct cli_row *o, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (has_long(t, o[i].name))
			continue;
		t->longs[t->n++] = (struct option){ o[i].name,
			o[i].args ? required_argument : no_argument, NULL,
			ROW_CODE + (int)(&o[i] - cli_rows) };
		if (o[i].letter) {
			t->letters[t->len++] = (char)o[i].letter;
			if (o[i].args)
				t->letters[t->len++] = ':';
		}
	}
}

static void make_tables(struct tables *t, const struct cli_row *command)
{
	const struct cli_row *o;
	size_t n;

	*t = (struct tables){ 0 };
	/* Before the command, options end at the first other word. */
	t->letters[t->len++] = command ? ':' : '+';
	if (!command)
		t->letters[t->len++] = ':';
	if (command) {
		o = args_options(command, &n);
		add_rows(t, o, n);
	}
	o = args_options(NULL, &n);
	add_rows(t, o, n);
}

static const struct cli_row *row_of_letter(const struct cli_row *command, int letter)
{
	size_t n, i;
	const struct cli_row *o = args_options(NULL, &n);

	for (i = 0; i < n; i++)
		if (o[i].letter == letter)
			return &o[i];
	o = args_options(command, &n);
	for (i = 0; command && i < n; i++)
		if (o[i].letter == letter)
			return &o[i];
	return NULL;
}

static enum rc complain(struct cli *c, int code, char **argv)
{
	const char *word = argv[optind - 1];
	const char *guess;
	char letter[3] = { '-', (char)optopt, '\0' };
	bool is_letter = optopt > 0 && optopt < ROW_CODE;
	struct str name;

	if (is_letter)
		word = letter;
	name = str_of(word);
	if (code == ':')
		return cli_error(c, word, E_USAGE, _("this option needs a value"));
	if (optopt >= ROW_CODE)
		return cli_error(c, word, E_USAGE, _("this option takes no value"));
	if (!is_letter) {
		name = str_sub(name, 2, str_chr(name, '='));
		name.n = MIN(name.n, str_chr(name, '='));
		guess = nearest_option(c->command, name);
		if (guess)
			return cli_error(c, word, E_USAGE,
					 _("no such option; did you mean --%s?"), guess);
	}
	return cli_error(c, word, E_USAGE, _("no such option; see \"lede help%s%s\""),
			 c->command ? " " : "", c->command ? c->command->name : "");
}

/* Reads options until the first word (no command yet) or to the end; optind tells where. */
static enum rc read_options(struct cli *c, int argc, char **argv)
{
	struct tables t;
	int code;

	make_tables(&t, c->command);
	opterr = 0;
	optind = 0;	/* the GNU way to start anew */
	while ((code = getopt_long(argc, argv, t.letters, t.longs, NULL)) != -1) {
		const struct cli_row *r;

		if (code == '?' || code == ':')
			return complain(c, code, argv);
		r = code >= ROW_CODE ? &cli_rows[code - ROW_CODE] :
				       row_of_letter(c->command, code);
		c->values[r - cli_rows] = r->args ? optarg : "";
	}
	return OK;
}

static enum rc check_count(struct cli *c)
{
	const struct cli_row *r = c->command;

	if (cli_common(c, "help") || cli_common(c, "version"))
		return OK;
	if (c->n_args < (size_t)r->fewest)
		return cli_error(c, r->name, E_USAGE, _("what? usage: lede %s %s"), r->name,
				 r->args);
	if (r->most >= 0 && c->n_args > (size_t)r->most)
		return cli_error(c, c->args[r->most], E_USAGE,
				 _("one argument too many; usage: lede %s %s"), r->name, r->args);
	return OK;
}

enum rc args_parse(struct cli *c, int argc, char **argv)
{
	const char *name, *guess;
	enum rc rc;

	c->values = arena_array(c->arena, ARRAY_LEN(cli_rows), sizeof(*c->values));
	rc = read_options(c, argc, argv);
	if (rc || optind >= argc)
		return rc;
	argc -= optind;
	argv += optind;
	name = argv[0];
	c->command = args_find_command(name);
	if (!c->command) {
		guess = args_nearest(name);
		if (guess)
			return cli_error(c, name, E_USAGE,
					 _("no such command; did you mean \"%s\"?"), guess);
		return cli_error(c, name, E_USAGE, _("no such command; see \"lede help\""));
	}
	rc = read_options(c, argc, argv);
	if (rc)
		return rc;
	c->args = argv + optind;
	c->n_args = (size_t)(argc - optind);
	return check_count(c);
}

static const char *value_of(const struct cli *c, const struct cli_row *command, const char *name)
{
	size_t n, i;
	const struct cli_row *o = args_options(command, &n);

	for (i = 0; i < n; i++)
		if (streq(o[i].name, name))
			return c->values[&o[i] - cli_rows];
	return NULL;
}

const char *cli_option(const struct cli *c, const char *name)
{
	return c->command ? value_of(c, c->command, name) : NULL;
}

const char *cli_common(const struct cli *c, const char *name)
{
	return value_of(c, NULL, name);
}

enum rc cli_number(struct cli *c, const char *name, int64_t min, int64_t max, int64_t otherwise,
		   int64_t *out)
{
	const char *value = cli_option(c, name);

	*out = otherwise;
	if (!value || str_int(str_of(value), min, max, out))
		return OK;
	return cli_error(c, value, E_USAGE, _("--%s takes a number from %lld to %lld"), name,
			 (long long)min, (long long)max);
}

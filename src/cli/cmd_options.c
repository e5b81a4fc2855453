#include "base/i18n.h"
#include "cli/json.h"
#include "cli/setup.h"
#include "config/settings.h"

static const char *type_name(const struct option_info *o)
{
	switch (o->type) {
	case OPTION_BOOL:
		return "yes no";
	case OPTION_NUMBER:
		return _("number");
	case OPTION_DURATION:
		return _("time");
	case OPTION_STRING:
		return _("text");
	case OPTION_HEADER:
		return _("line");
	case OPTION_CHOICE:
		return o->choices;
	}
	return "";
}

static void print_json(const struct option_info *o, const char *value)
{
	json_t *j = json_object();

	json_put(j, "name", o->name);
	json_object_set_new(j, "value", json_string(value ? value : ""));
	json_object_set_new(j, "default", json_string(o->def));
	json_put(j, "choices", o->choices);
	json_put(j, "help", _(o->help));
	json_object_set_new(j, "program", json_boolean(o->scope & SCOPE_PROGRAM));
	json_object_set_new(j, "feeds", json_boolean(o->scope & SCOPE_FEEDS));
	json_print(j);
}

static const char *scope_words(const struct option_info *o)
{
	if (o->scope == SCOPE_FEEDS)
		return _("; for feeds: \"for PATTERN set ...\"");
	return o->scope & SCOPE_FEEDS ? _("; also for feeds") : "";
}

/* Lines "for PATTERN set ..." as they stand in the file. */
static void print_fors(struct cli *c)
{
	for (size_t i = 0; i < c->config->n_fors; i++) {
		const struct for_line *f = &c->config->fors[i];
		/* May hold a secret: only that it is there is told. */
		bool is_secret = option_table[f->option].type == OPTION_HEADER;

		out_printf("for ");
		out_line(c->arena, f->pattern);
		out_printf(" set %s ", option_table[f->option].name);
		out_line(c->arena, is_secret ? "..." : f->value);
		out_printf("\n");
	}
}

enum rc cmd_options(struct cli *c)
{
	enum rc rc = setup_config(c);
	size_t i;

	for (i = 0; rc == OK && i < OPTION_COUNT; i++) {
		const struct option_info *o = &option_table[i];
		const char *value = c->config->values[i];

		if (cli_has(c, "json")) {
			print_json(o, value);
			continue;
		}
		out_printf("%-22s ", o->name);
		if (str_blank(value))
			out_printf("\"\"");
		else
			out_line(c->arena, value);
		out_printf("\n    %s (%s%s)\n", _(o->help), type_name(o), scope_words(o));
	}
	if (rc == OK && !cli_has(c, "json"))
		print_fors(c);
	return rc;
}

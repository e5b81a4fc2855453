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
	json_print(j);
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
		out_printf("\n    %s (%s)\n", _(o->help), type_name(o));
	}
	return rc;
}

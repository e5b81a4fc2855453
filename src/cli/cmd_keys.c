#include "app/help.h"
#include "cli/json.h"
#include "cli/setup.h"
#include "config/settings.h"

static void print_pane(struct cli *c, const struct keymap *km, enum pane p)
{
	struct help_row *rows;
	size_t n, i;

	help_rows(c->arena, km, p, &rows, &n);
	if (!cli_has(c, "json"))
		out_printf("%s%s\n", p ? "\n" : "", pane_title(p));
	for (i = 0; i < n; i++) {
		json_t *o;

		if (!cli_has(c, "json")) {
			if (rows[i].keys)
				out_printf("    %-20s %-22s %s\n", rows[i].keys, rows[i].name,
					   rows[i].text);
			else
				out_printf("  %s\n", rows[i].text);
		} else if (rows[i].keys) {
			o = json_object();
			json_put(o, "pane", pane_name(p));
			json_put(o, "action", rows[i].name);
			json_put(o, "keys", rows[i].keys);
			json_put(o, "help", rows[i].text);
			json_print(o);
		}
	}
}

enum rc cmd_keys(struct cli *c)
{
	enum rc rc = setup_config(c);
	struct keymap *km;
	int p;

	if (rc)
		return rc;
	km = keymap_new();
	setup_keys(c, km);
	for (p = 0; p < PANE_COUNT; p++)
		print_pane(c, km, (enum pane)p);
	keymap_free(km);
	return OK;
}

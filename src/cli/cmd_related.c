#include "base/limits.h"
#include "cli/article.h"
#include "cli/input.h"
#include "cli/json.h"

static void print_related(struct arena *a, const struct related *r)
{
	if (r->kicker) {
		out_line(a, r->kicker);
		out_printf(": ");
	}
	out_line(a, r->title);
	out_printf("\n  ");
	out_url(a, r->url);
	out_printf("\n");
	if (r->summary) {
		out_printf("  ");
		out_line(a, r->summary);
		out_printf("\n");
	}
}

enum rc cmd_related(struct cli *c)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct article art = { 0 };
	struct err e = { 0 };
	size_t i;

	if (article_get(c, a, c->args[0], &art, &e))
		input_failed(c, c->args[0], &e, cli_has(c, "json"));
	for (i = 0; i < art.n_related; i++) {
		if (cli_has(c, "json"))
			json_print(json_related(&art.related[i]));
		else
			print_related(a, &art.related[i]);
	}
	arena_free(a);
	return OK;
}

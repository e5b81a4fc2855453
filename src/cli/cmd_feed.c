#include "base/i18n.h"
#include "base/limits.h"
#include "cli/input.h"
#include "cli/json.h"

static void print_story(struct arena *a, const struct story *s)
{
	out_printf("\n* ");
	out_line(a, str_blank(s->title) ? s->summary : s->title);
	out_printf("\n");
	if (s->published != DATE_NONE)
		out_printf("  %s\n", date_long(a, s->published));
	if (s->url) {
		out_printf("  ");
		out_url(a, s->url);
		out_printf("\n");
	}
	if (!str_blank(s->dek)) {
		out_printf("  ");
		out_line(a, s->dek);
		out_printf("\n");
	}
}

static void print_feed(struct arena *a, const struct feed *f)
{
	size_t i;

	out_line(a, str_blank(f->title) ? f->url : f->title);
	out_printf("\n");
	if (f->kind == FEED_FRONTPAGE && f->n_alternates) {
		out_printf("%s ", _("the page names a feed:"));
		out_url(a, f->alternates[0].url);
		out_printf("\n");
	}
	for (i = 0; i < f->n_stories; i++)
		print_story(a, &f->stories[i]);
	for (i = 0; i < f->n_warnings; i++)
		cli_note("%s", f->warnings[i]);
}

static void show(struct cli *c, const char *input)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct feed f = { 0 };
	struct err e = { 0 };

	enum rc rc;

	if (input_kind_of(input) == INPUT_URL && !cli_has(c, "url"))
		rc = input_parse_url(c, a, MSG_PARSE_FEED, input, &f, &e);
	else
		rc = input_parse_file(c, a, MSG_PARSE_FEED, input, &f, &e);
	if (rc)
		input_failed(c, input, &e, cli_has(c, "json"));
	else if (cli_has(c, "json"))
		json_print(json_feed(a, &f));
	else
		print_feed(a, &f);
	arena_free(a);
}

enum rc cmd_feed(struct cli *c)
{
	size_t i;

	for (i = 0; i < c->n_args; i++)
		show(c, c->args[i]);
	return OK;
}

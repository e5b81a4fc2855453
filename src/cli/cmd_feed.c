#include "base/i18n.h"
#include "cli/input.h"
#include "cli/json.h"

static void print_story(struct arena *a, const struct story *s)
{
	out_printf("\n* ");
	out_line(a, str_blank(s->title) ? s->summary : s->title);
	out_printf("\n");
	if (!str_blank(s->kicker)) {
		out_printf("  ");
		out_line(a, s->kicker);
		out_printf("\n");
	}
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

static void print_head(struct arena *a, const struct feed *f)
{
	out_line(a, str_blank(f->title) ? f->url : f->title);
	out_printf("\n");
	if (f->kind == FEED_FRONTPAGE && f->n_alternates) {
		out_printf("%s ", _("the page names a feed:"));
		out_url(a, f->alternates[0].url);
		out_printf("\n");
	}
}

/* One input's feed, printed as it comes. */
struct shown {
	bool json;
	bool begun;
	struct json_feed feed;
};

static void show_part(struct arena *a, const struct feed *part, bool more, void *ctx)
{
	struct shown *s = ctx;
	size_t i;

	if (s->json) {
		json_feed_part(&s->feed, a, part);
		if (!more)
			json_feed_end(&s->feed, part->warnings, part->n_warnings);
		s->begun = true;
		return;
	}
	if (!s->begun)
		print_head(a, part);
	s->begun = true;
	for (i = 0; i < part->n_stories; i++)
		print_story(a, &part->stories[i]);
	for (i = 0; !more && i < part->n_warnings; i++)
		cli_note("%s", part->warnings[i]);
}

static void show(struct cli *c, const char *input)
{
	struct shown s = { .json = cli_has(c, "json") };
	const char *words;
	struct err e = { 0 };

	if (input_read_feed(c, input, show_part, &s, &e) == OK)
		return;
	/* What was printed stays, and is ended as JSON is. */
	words = e.msg;
	if (s.begun && s.json)
		json_feed_end(&s.feed, &words, 1);
	input_failed(c, input, &e, s.json && !s.begun);
}

enum rc cmd_feed(struct cli *c)
{
	size_t i;

	for (i = 0; i < c->n_args; i++)
		show(c, c->args[i]);
	return OK;
}

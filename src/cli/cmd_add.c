#include <stdio.h>
#include <unistd.h>

#include "app/found.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "cli/json.h"
#include "cli/setup.h"

/* "a, b" into words. */
static void split_tags(struct arena *a, const char *tags, struct msg *m)
{
	struct str rest = str_of(tags), part;

	while (m->n_words < LIMIT_TAGS && str_split(&rest, ',', &part)) {
		part = str_trim(part);
		if (part.n)
			*ARENA_PUSH(a, m->words, m->n_words) = arena_str(a, part);
	}
}

/* "“Title”, 12 stories: https://…" and the other feeds of a page. */
static void print_found(struct arena *a, const struct msg *answer)
{
	size_t i;

	if (answer->text) {
		out_line(a, answer->text);
		out_printf(": ");
	}
	out_url(a, answer->url);
	out_printf("\n");
	for (i = 0; i < answer->n_words; i++) {
		out_printf("%s", _("  the page also names "));
		out_url(a, answer->words[i]);
		out_printf("\n");
	}
}

static void print_list(struct arena *a, const struct found_feeds *f)
{
	for (size_t i = 0; i < f->n_items; i++) {
		out_printf("%3zu  ", i + 1);
		out_line(a, found_words(a, &f->items[i]));
		out_printf("\n     ");
		out_url(a, f->items[i].url);
		out_printf("\n");
	}
}

static void print_json(const struct found_feeds *f)
{
	for (size_t i = 0; i < f->n_items; i++) {
		const struct found_feed *item = &f->items[i];
		json_t *o = json_object();

		json_put(o, "url", item->url);
		json_put(o, "title", item->title);
		json_put(o, "kind", found_kind(item));
		if (item->stories >= 0)
			json_object_set_new(o, "stories", json_integer(item->stories));
		if (item->is_subscribed)
			json_object_set_new(o, "subscribed", json_true());
		json_print(o);
	}
}

/* Sends m; a failure is told. */
static enum rc call(struct cli *c, struct arena *a, const char *input, struct msg *m,
		    struct msg *answer)
{
	struct err e = { 0 };
	enum rc rc = setup_call(c, a, m, answer, NULL, NULL, &e);

	if (rc == OK) {
		if (!answer->url)
			answer->url = input;
		return OK;
	}
	cli_fail(c, input, setup_blame(c, rc), &e);
	if (cli_has(c, "json"))
		json_print_error(input, &e);
	return rc;
}

/* Until what is typed makes sense; false at the end of the input. */
static bool ask(const struct found_feeds *f, bool *chosen)
{
	char line[256];

	for (;;) {
		out_printf("%s ", _("Which? (numbers as 1,3-4; a: all; q: none) [1]"));
		out_flush();
		if (!fgets(line, sizeof(line), stdin)) {
			out_printf("\n");
			return false;
		}
		if (found_choose(f, line, chosen))
			return true;
		out_printf("%s\n", _("That is none of them."));
	}
}

/* Subscribes to what the user takes of it. A title is meant for one feed alone. */
static void add_chosen(struct cli *c, struct arena *a, const struct msg *like,
		       const struct found_feeds *f)
{
	bool chosen[LIMIT_ALTERNATES];
	size_t n = 0;

	if (!ask(f, chosen))
		return;
	for (size_t i = 0; i < f->n_items; i++)
		n += chosen[i];
	for (size_t i = 0; i < f->n_items; i++) {
		struct msg m = *like, answer = { 0 };

		if (!chosen[i] || setup_engine(c))
			continue;
		m.n = ADD_EXACT;
		m.url = f->items[i].url;
		m.text = n == 1 ? like->text : NULL;
		if (call(c, a, m.url, &m, &answer) == OK)
			print_found(a, &answer);
	}
	if (n > 1 && like->text)
		cli_note("%s", _("--title was left out: it is for one feed"));
}

static void list_or_ask(struct cli *c, struct arena *a, const struct msg *m,
			const struct msg *answer)
{
	struct found_feeds found;
	struct err e;
	enum rc rc = record_decode(a, &shape_found_feeds, answer->body, &found, &e);

	if (rc) {
		cli_fail(c, m->url, rc, &e);
	} else if (cli_has(c, "json")) {
		print_json(&found);
	} else {
		print_list(a, &found);
		if (!(m->n & ADD_LOOK))
			add_chosen(c, a, m, &found);
	}
}

static int64_t how(const struct cli *c)
{
	if (cli_has(c, "list"))
		return ADD_LOOK;
	return out_is_terminal() && isatty(STDIN_FILENO) ? ADD_ASK : 0;
}

static void add(struct cli *c, const char *url)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct msg m = { .kind = MSG_ADD, .url = url, .text = cli_option(c, "title"),
			 .n = how(c) };
	struct msg answer = { 0 };

	split_tags(a, cli_option(c, "tag"), &m);
	if (call(c, a, url, &m, &answer) == OK) {
		if (answer.body.n)
			list_or_ask(c, a, &m, &answer);
		else
			print_found(a, &answer);
	}
	arena_free(a);
}

enum rc cmd_add(struct cli *c)
{
	enum rc rc = OK;
	size_t i;

	if (cli_has(c, "json") && !cli_has(c, "list"))
		return cli_error(c, NULL, E_USAGE, "%s", _("--json is for --list"));
	for (i = 0; rc == OK && i < c->n_args; i++) {
		rc = setup_engine(c);	/* again, where it ended over the last one */
		if (rc == OK)
			add(c, c->args[i]);
	}
	return rc;
}

#include "base/i18n.h"
#include "base/limits.h"
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

static void add(struct cli *c, const char *url)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct msg m = { .kind = MSG_ADD, .url = url, .text = cli_option(c, "title") };
	struct msg answer = { 0 };
	struct err e = { 0 };
	enum rc rc;

	split_tags(a, cli_option(c, "tag"), &m);
	rc = setup_call(c, a, &m, &answer, NULL, NULL, &e);
	if (rc) {
		cli_fail(c, url, setup_blame(c, rc), &e);
	} else {
		if (!answer.url)
			answer.url = url;
		print_found(a, &answer);
	}
	arena_free(a);
}

enum rc cmd_add(struct cli *c)
{
	enum rc rc = OK;
	size_t i;

	for (i = 0; rc == OK && i < c->n_args; i++) {
		rc = setup_engine(c);	/* again, where it ended over the last one */
		if (rc == OK)
			add(c, c->args[i]);
	}
	return rc;
}

#include <langinfo.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "cli/article.h"
#include "cli/explain.h"
#include "cli/input.h"
#include "cli/json.h"
#include "text/render.h"

/* The widest text that is pleasant to read, where the terminal is wider. */
#define TEXT_WIDTH 72

struct reading {
	enum render_format format;
	bool json;
	int64_t width;
	size_t printed;		/* articles */
};

static enum rc reading_of(struct cli *c, struct reading *r)
{
	const char *format = cli_option(c, "format");

	*r = (struct reading){ .json = cli_has(c, "json") || streq(format, "json") };
	if (streq(format, "markdown"))
		r->format = RENDER_MARKDOWN;
	else if (streq(format, "html"))
		r->format = RENDER_HTML;
	else if (format && !streq(format, "text") && !r->json)
		return cli_error(c, format, E_USAGE,
				 _("no such format; text, markdown, html or json"));
	return cli_number(c, "width", 0, 500, MIN(out_columns(), TEXT_WIDTH), &r->width);
}

/* Between articles in one stream, so that one sees where the next begins. */
static void part(struct reading *r, struct buf *b, bool ascii)
{
	int i;

	if (r->format == RENDER_HTML || out_is_terminal() || !r->printed++)
		return;
	for (i = 0; r->format == RENDER_TEXT && i < TEXT_WIDTH && (i < r->width || !r->width); i++)
		buf_puts(b, i ? ascii ? "=" : "━" : ascii ? "\n=" : "\n━");
	buf_puts(b, r->format == RENDER_TEXT ? "\n\n" : "\n---\n\n");
}

static enum rc print_article(struct cli *c, struct reading *r, struct article *art,
			     struct err *e)
{
	const struct render_options o = {
		.format = r->format, .width = (int)r->width, .head = true,
		.ascii = !streq(nl_langinfo(CODESET), "UTF-8"),
		.links = !cli_has(c, "no-links"), .related = cli_has(c, "related"),
	};
	struct buf b = BUF_INIT(LIMIT_WIRE_BYTES), text = BUF_INIT(LIMIT_WIRE_BYTES);
	enum rc rc;

	article_part_dek(art);
	rc = render_article(art, &o, &text);
	part(r, &b, o.ascii);
	buf_add_str(&b, buf_str(&text));
	buf_free(&text);
	if (rc)
		err_set(e, rc, _("too long to print"));
	else
		rc = out_page(c, buf_str(&b), e);
	buf_free(&b);
	return rc;
}

static void show(struct cli *c, struct reading *r, const char *input)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct article art = { 0 };
	struct err e = { 0 };
	enum rc rc = article_get(c, a, input, &art, &e);

	if (rc == OK && r->json)
		json_print(json_article(a, &art));
	else if (rc == OK && cli_has(c, "explain"))
		explain_print(a, &art);
	else if (rc == OK)
		rc = print_article(c, r, &art, &e);
	if (rc)
		input_failed(c, input, &e, r->json);
	arena_free(a);
}

enum rc cmd_read(struct cli *c)
{
	struct reading r;
	enum rc rc = reading_of(c, &r);
	size_t i;

	if (rc)
		return rc;
	for (i = 0; i < c->n_args; i++)
		show(c, &r, c->args[i]);
	return OK;
}

#include "base/i18n.h"
#include "base/limits.h"
#include "cli/setup.h"
#include "config/feedsfile.h"
#include "config/source.h"
#include "text/render.h"

/* An attribute's value: what XML 1.0 does not allow is cleaned away. */
static void put_attr(struct arena *a, const char *name, const char *value)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES * 6);

	if (str_blank(value))
		return;
	render_escaped(&b, clean_text(a, str_of(value)));
	out_printf(" %s=\"%s\"", name, buf_cstr(&b));
	buf_free(&b);
}

/* OPML 2.0: categories are separated by commas. */
static char *categories(struct arena *a, const struct outline *o)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	char *out;
	size_t i;

	for (i = 0; i < o->n_tags; i++) {
		if (i)
			buf_putc(&b, ',');
		buf_puts(&b, o->tags[i]);
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void print_outline(struct cli *c, struct arena *a, const struct outline *o)
{
	struct feed_row row = { 0 };
	const char *title = o->title, *site = o->site_url;

	if (c->db && feeds_by_url(c->db, a, o->url, &row, NULL) == OK) {
		title = title ? title : row.title;
		site = site ? site : row.site_url;
	}
	out_printf("\t\t<outline type=\"rss\"");
	put_attr(a, "text", title ? title : o->url);
	put_attr(a, "title", title);
	put_attr(a, "xmlUrl", o->url);
	put_attr(a, "htmlUrl", site);
	put_attr(a, "category", categories(a, o));
	out_printf("/>\n");
}

enum rc cmd_export(struct cli *c)
{
	struct outlines list = { 0 };
	struct err e = { 0 };
	enum rc rc = setup_paths(c);
	size_t i, n_own = 0;

	if (rc)
		return rc;
	rc = feedsfile_read(c->arena, c->feeds, &list, &e);
	if (rc)
		return cli_fail(c, c->feeds, rc, &e);
	/* The feeds' own titles are nice to have; the list is complete without a store. */
	if (db_open(c->store, DB_READ, &c->db, NULL))
		c->db = NULL;
	out_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
		   "\t<head>\n\t\t<title>lede</title>\n\t</head>\n\t<body>\n");
	for (i = 0; i < list.n_items; i++) {
		struct arena *a;

		if (source_kind(str_of(list.items[i].url)) != SOURCE_WEB) {
			n_own++;
			continue;
		}
		a = arena_new(LIMIT_ARENA);
		print_outline(c, a, &list.items[i]);
		arena_free(a);
	}
	out_printf("\t</body>\n</opml>\n");
	/* No reader of such a list would take them, and most are of use on this machine alone. */
	if (n_own)
		cli_note(ngettext("%zu subscription with exec:, filter: or file: is left out",
				  "%zu subscriptions with exec:, filter: or file: are left out",
				  n_own), n_own);
	return OK;
}

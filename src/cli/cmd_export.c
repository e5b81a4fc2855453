#include "base/i18n.h"
#include "cli/opml.h"
#include "cli/setup.h"
#include "config/feedsfile.h"
#include "config/source.h"

/* What the feeds file does not know: the feed's own title, its site, and what an OPML file said. */
static void add_stored(struct cli *c, struct outline *o)
{
	struct feed_row row = { 0 };

	if (feeds_by_url(c->db, c->arena, o->url, &row, NULL) != OK)
		return;
	if (!o->title && !streq(row.title, o->url))
		o->title = row.title;
	if (!o->site_url)
		o->site_url = row.site_url;
	o->opml = row.opml;
}

enum rc cmd_export(struct cli *c)
{
	struct outlines list = { 0 };
	struct err e = { 0 };
	enum rc rc = setup_paths(c);
	size_t i, n = 0, n_own;

	if (rc)
		return rc;
	rc = feedsfile_read(c->arena, c->feeds, &list, &e);
	if (rc)
		return cli_fail(c, c->feeds, rc, &e);
	/* The list is complete without a store too. */
	if (db_open(c->store, DB_READ, &c->db, NULL))
		c->db = NULL;
	for (i = 0; i < list.n_items; i++) {
		if (source_kind(str_of(list.items[i].url)) != SOURCE_WEB)
			continue;
		if (c->db)
			add_stored(c, &list.items[i]);
		list.items[n++] = list.items[i];
	}
	opml_print(list.items, n);
	/* No reader of such a list would take them, and most are of use on this machine alone. */
	n_own = list.n_items - n;
	if (n_own)
		cli_note(ngettext("%zu subscription with exec:, filter: or file: is left out",
				  "%zu subscriptions with exec:, filter: or file: are left out",
				  n_own), n_own);
	return OK;
}

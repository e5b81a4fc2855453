#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"
#include "cli/import_rules.h"
#include "cli/setup.h"
#include "config/feedsfile.h"

#define ASK_ABOVE 20	/* subscriptions: more than anyone adds by mistake and takes out by hand */

/* OPML is XML; a newsboat urls file begins with anything but "<". */
static bool is_xml(struct str s)
{
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_sub(s, 3, s.n);
	s = str_trim(s);
	/* UTF-16 has a byte order mark, text files of addresses have not. */
	return s.n && (s.p[0] == '<' || (unsigned char)s.p[0] >= 0xfe);
}

static enum rc read_outlines(struct cli *c, const char *path, struct outlines *out, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
	enum rc rc = osfile_read(path, &b, e);

	if (rc == OK && str_starts(buf_str(&b), STR("SQLite format 3")))
		rc = err_set(e, E_PARSE, _("a database; import the urls file or an OPML file"));
	else if (rc == OK && is_xml(buf_str(&b)))
		rc = client_parse(&c->parser, c->arena, MSG_PARSE_OPML, buf_str(&b), NULL, NULL, 0,
				  out, e);
	else if (rc == OK)
		feedsfile_parse(c->arena, path, buf_str(&b), out);
	if (rc == OK && !out->n_items)
		rc = err_set(e, E_PARSE, _("no subscriptions in it"));
	buf_free(&b);
	return rc;
}

/* On a terminal the user sees how many there are before a long list is added. */
static bool is_wanted(const struct cli *c, const struct outlines *list)
{
	char answer[16];

	if (list->n_items <= ASK_ABOVE || cli_has(c, "yes") || !isatty(STDIN_FILENO) ||
	    !out_is_terminal())
		return true;
	out_printf(ngettext("%s names %zu subscription. Add it? [y/N] ",
			    "%s names %zu subscriptions. Add them? [y/N] ", list->n_items),
		   clean_cstr(c->arena, c->args[0]).p, list->n_items);
	out_flush();
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static void tell_result(const struct outlines *list, size_t added, size_t refused)
{
	size_t found = list->n_items + list->n_left_out;
	size_t left_out = list->n_left_out + refused, there = list->n_items - refused - added;

	out_printf(ngettext("%zu of %zu subscription added", "%zu of %zu subscriptions added",
			    found), added, found);
	if (there)
		out_printf(ngettext(", %zu already there", ", %zu already there", there), there);
	if (left_out)
		out_printf(ngettext(", %zu left out", ", %zu left out", left_out), left_out);
	if (list->n_doubled)
		out_printf(ngettext("; %u address stands twice", "; %u addresses stand twice",
				    list->n_doubled), list->n_doubled);
	out_printf("\n");
}

static enum rc import(struct cli *c, struct outlines *list)
{
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	struct msg m = { .kind = MSG_IMPORT }, answer = { 0 };
	struct err e = { 0 };
	enum rc rc;

	/* The engine writes them into the user's file, where the others stand too. */
	for (size_t i = 0; i < list->n_items; i++)
		list->items[i].url = url_put_user(c->arena, list->items[i].url,
						  list->items[i].login);
	rc = record_encode(&record, &shape_outlines, list);
	if (rc) {
		err_set(&e, rc, "%s", _("the list is too long"));
		cli_fail(c, c->args[0], rc, &e);
	} else {
		rc = setup_engine(c);
	}
	if (rc)
		goto out;
	m.body = buf_str(&record);
	rc = setup_call(c, c->arena, &m, &answer, NULL, NULL, &e);
	if (rc)
		cli_fail(c, c->feeds, rc, &e);
	else
		tell_result(list, (size_t)answer.n, (size_t)answer.m);
	if (!rc)
		rc = import_rules(c, list);
out:
	buf_free(&record);
	return rc;
}

enum rc cmd_import(struct cli *c)
{
	struct outlines list = { 0 };
	struct err e = { 0 };
	enum rc rc = read_outlines(c, c->args[0], &list, &e);
	size_t i;

	if (rc)
		return cli_fail(c, c->args[0], E_PARSE, &e);
	/* What has no subscription at all is told in one line. */
	for (i = 0; i < list.n_warnings; i++)
		cli_note("%s", list.warnings[i]);
	if (is_wanted(c, &list))
		return import(c, &list);
	out_printf("%s\n", _("nothing was added"));
	return OK;
}

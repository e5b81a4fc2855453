#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"
#include "cli/setup.h"
#include "config/feedsfile.h"

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

enum rc cmd_import(struct cli *c)
{
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	struct msg m = { .kind = MSG_IMPORT }, answer = { 0 };
	struct outlines list = { 0 };
	struct err e = { 0 };
	enum rc rc = read_outlines(c, c->args[0], &list, &e);
	size_t i;

	/* What has no subscription at all is told in one line. */
	for (i = 0; rc == OK && i < list.n_warnings; i++)
		cli_note("%s", list.warnings[i]);
	/* The engine writes them into the user's file, where the others stand too. */
	for (i = 0; rc == OK && i < list.n_items; i++)
		list.items[i].url = url_put_user(c->arena, list.items[i].url, list.items[i].login);
	if (rc == OK)
		rc = record_encode(&record, &shape_outlines, &list);
	if (rc) {
		rc = cli_fail(c, c->args[0], E_PARSE, &e);
		goto out;
	}
	rc = setup_engine(c);
	if (rc)
		goto out;
	m.body = buf_str(&record);
	rc = setup_call(c, c->arena, &m, &answer, NULL, NULL, &e);
	if (rc)
		rc = cli_fail(c, c->feeds, rc, &e);
	else
		out_printf(ngettext("%lld of %zu subscription added\n",
				    "%lld of %zu subscriptions added\n", list.n_items),
			   (long long)answer.n, list.n_items);
out:
	buf_free(&record);
	return rc;
}

#include "cli/input.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"
#include "cli/json.h"
#include "cli/setup.h"

enum input_kind input_kind_of(const char *arg)
{
	struct str s = str_of(arg);
	int64_t id;

	if (str_int(s, 1, INT64_MAX, &id))
		return INPUT_STORY;
	if (url_is_http(arg) || str_istarts(s, STR("feed:")) || str_istarts(s, STR("www.")))
		return INPUT_URL;
	return INPUT_FILE;
}

static enum rc read_file(const char *path, struct buf *b, struct err *e)
{
	enum rc rc;

	if (str_istarts(str_of(path), STR("file://")))
		path += strlen("file://");
	rc = osfile_read(path, b, e);
	if (rc == E_NOTFOUND)
		err_set(e, rc, _("no such file; an address begins with https://"));
	return rc;
}

/* What the site rules say of the page's address, if anything. */
static enum rc put_rules(struct cli *c, struct arena *a, const char *url, struct buf *record)
{
	const struct ruleset *set = url ? setup_rules(c) : NULL;
	struct rules rules = set ? rules_for(set, a, url) : (struct rules){ 0 };

	if (cli_has(c, "explain") && set && set->n_sites && !rules.n_items)
		cli_note(_("no site rule in %s is for %s"), set->dir, url);
	return rules.n_items ? record_encode(record, &shape_rules, &rules) : OK;
}

static enum rc parse_page(struct cli *c, struct arena *a, struct str bytes, const char *url,
			  const char *content_type, struct article *out, struct err *e)
{
	struct msg m = { .kind = MSG_PARSE_PAGE, .body = bytes, .url = url, .text = content_type,
			 .n = PARSE_BLOCKS | (cli_has(c, "explain") ? PARSE_EXPLAIN : 0) };
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	enum rc rc = put_rules(c, a, url, &record);

	if (rc == OK) {
		m.rules = buf_str(&record);
		rc = client_parse_msg(&c->parser, a, &m, out, e);
	} else {
		err_set(e, rc, _("too many site rules"));
	}
	buf_free(&record);
	return rc;
}

static enum rc page_of_url(struct cli *c, struct arena *a, const char *url, struct article *out,
			   struct err *e)
{
	struct msg m = { .kind = MSG_LOOK, .url = url }, answer = { 0 };
	enum rc rc = setup_engine(c);

	if (rc)
		return err_set(e, rc, "%s", c->failure.msg);
	rc = setup_call(c, a, &m, &answer, NULL, NULL, e);
	return rc ? rc : parse_page(c, a, answer.body, answer.url, answer.text, out, e);
}

/* What a file's name says of it, as a server would. */
static const char *type_of_name(const char *path)
{
	struct str s = str_of(path);

	if (str_iends(s, STR(".md")) || str_iends(s, STR(".markdown")))
		return "text/markdown";
	return str_iends(s, STR(".txt")) ? "text/plain" : NULL;
}

enum rc input_read_page(struct cli *c, struct arena *a, const char *input, struct article *out,
			struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
	enum rc rc;

	if (input_kind_of(input) == INPUT_URL && !cli_has(c, "url"))
		return page_of_url(c, a, input, out, e);
	rc = read_file(input, &b, e);
	if (rc == OK)
		rc = parse_page(c, a, buf_str(&b), cli_option(c, "url"), type_of_name(input),
				out, e);
	buf_free(&b);
	/* nothing is fetched for a file */
	if (rc == OK && out->next_url && !out->notice)
		out->notice = arena_printf(a, _("This is one page of several; the article goes on "
						"at %s."), out->next_url);
	return rc;
}

static enum rc feed_of_file(struct cli *c, const char *path, client_part take, void *ctx,
			    struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
	enum rc rc = read_file(path, &b, e);

	if (rc == OK)
		rc = client_parse_feed(&c->parser, buf_str(&b), cli_option(c, "url"),
				       cli_option(c, "content-type"), PARSE_HTML, take, ctx, e);
	buf_free(&b);
	return rc;
}

static enum rc feed_of_url(struct cli *c, const char *url, client_part take, void *ctx,
			   struct err *e)
{
	struct msg m = { .kind = MSG_LOOK, .url = url }, answer = { 0 };
	struct arena *a;
	enum rc rc = setup_engine(c);

	if (rc)
		return err_set(e, rc, "%s", c->failure.msg);
	a = arena_new(LIMIT_ARENA);
	rc = setup_call(c, a, &m, &answer, NULL, NULL, e);
	if (rc == OK)
		rc = client_parse_feed(&c->parser, answer.body, answer.url, answer.text, PARSE_HTML,
				       take, ctx, e);
	arena_free(a);
	return rc;
}

enum rc input_read_feed(struct cli *c, const char *input, client_part take, void *ctx,
			struct err *e)
{
	if (input_kind_of(input) == INPUT_URL && !cli_has(c, "url"))
		return feed_of_url(c, input, take, ctx, e);
	return feed_of_file(c, input, take, ctx, e);
}

void input_failed(struct cli *c, const char *input, const struct err *e, bool json)
{
	if (setup_is_store_error(e->rc))
		setup_fail(c, c->store, e->rc, e);
	else if (!streq(e->msg, c->failure.msg))
		cli_fail(c, input, E_PARSE, e);
	if (json)
		json_print_error(input, e);
}

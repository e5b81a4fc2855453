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

enum rc input_parse_file(struct cli *c, struct arena *a, enum msg_kind kind, const char *path,
			 void *object, struct err *e)
{
	struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
	const char *url = kind == MSG_PARSE_OPML ? NULL : cli_option(c, "url");
	const char *type = kind == MSG_PARSE_FEED ? cli_option(c, "content-type") : NULL;
	uint32_t flags = kind == MSG_PARSE_FEED ? PARSE_HTML : PARSE_BLOCKS;
	enum rc rc;

	if (str_istarts(str_of(path), STR("file://")))
		path += strlen("file://");
	rc = osfile_read(path, &b, e);
	if (rc == E_NOTFOUND)
		err_set(e, rc, _("no such file; an address begins with https://"));
	if (rc == OK)
		rc = client_parse(&c->parser, a, kind, buf_str(&b), url, type, flags, object, e);
	buf_free(&b);
	return rc;
}

enum rc input_parse_url(struct cli *c, struct arena *a, enum msg_kind kind, const char *url,
			void *object, struct err *e)
{
	struct msg m = { .kind = MSG_LOOK, .url = url }, answer = { 0 };
	uint32_t flags = kind == MSG_PARSE_FEED ? PARSE_HTML : PARSE_BLOCKS;
	enum rc rc = setup_engine(c);

	if (rc)
		return err_set(e, rc, "%s", c->failure.msg);
	rc = setup_call(c, a, &m, &answer, NULL, NULL, e);
	if (rc)
		return rc;
	return client_parse(&c->parser, a, kind, answer.body, answer.url, answer.text, flags,
			    object, e);
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

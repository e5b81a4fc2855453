#include "cli/article.h"

#include "base/i18n.h"
#include "base/url.h"
#include "cli/input.h"
#include "cli/setup.h"
#include "store/pages.h"

static enum rc from_store(struct cli *c, struct arena *a, const char *url, struct article *out,
			  struct err *e)
{
	int64_t id;
	enum rc rc = pages_find(c->db, url, &id, e);

	return rc ? rc : pages_get(c->db, a, id, out, NULL, e);
}

/* The engine fetches, cleans and stores the page, then tells. */
static enum rc pull(struct cli *c, struct arena *a, const char *url, int64_t story,
		    struct article *out, struct err *e)
{
	struct msg m = { .kind = MSG_PULL, .url = url, .id = story }, answer = { 0 };
	enum rc rc = setup_engine(c);

	if (rc)
		return err_set(e, rc, "%s", c->failure.msg);
	rc = setup_call(c, a, &m, &answer, NULL, NULL, e);
	return rc ? rc : from_store(c, a, url, out, e);
}

static void take_missing(struct article *out, const struct story_row *row)
{
	if (!out->url)
		out->url = row->url;
	if (!out->title)
		out->title = row->title;
	if (!out->kicker)
		out->kicker = row->kicker;
	if (!out->dek)
		out->dek = row->dek;
	if (!out->byline)
		out->byline = row->byline;
	if (out->published == DATE_NONE)
		out->published = row->published;
	if (!out->site)
		out->site = row->feed_title;
}

/* What the feed knows of the story, and its text where that is more. */
static void complete(struct cli *c, struct arena *a, const struct story_row *row,
		     struct article *out)
{
	stories_take_text(c->db, a, row, out);
	take_missing(out, row);
}

/* What the feed itself carried. */
static enum rc from_feed(struct cli *c, struct arena *a, const struct story_row *row,
			 struct article *out, struct err *e)
{
	enum rc rc;

	*out = (struct article){ .published = DATE_NONE, .modified = DATE_NONE };
	rc = stories_body(c->db, a, row->id, &out->blocks, &out->n_blocks, e);
	if (rc == OK) {
		take_missing(out, row);
		article_finish(a, out);
	}
	return rc;
}

static enum rc get_row(struct cli *c, struct arena *a, int64_t id, struct story_row *row,
		       struct err *e)
{
	enum rc rc = stories_get(c->db, a, id, row, e);

	return rc == E_NOTFOUND ? err_set(e, rc, _("no such story; see \"lede list\"")) : rc;
}

static enum rc story(struct cli *c, struct arena *a, int64_t id, struct article *out,
		     struct err *e)
{
	struct story_row row = { 0 };
	enum rc rc = get_row(c, a, id, &row, e);

	if (rc)
		return rc;
	if (row.page_id)
		rc = pages_get(c->db, a, row.page_id, out, NULL, e);
	else if (row.is_offline || !row.url)
		return from_feed(c, a, &row, out, e);
	else
		rc = pull(c, a, row.url, id, out, e);
	if (rc && row.has_text)
		return from_feed(c, a, &row, out, NULL);
	if (rc == OK)
		complete(c, a, &row, out);
	return rc;
}

static enum rc address(struct cli *c, struct arena *a, const char *arg, struct article *out,
		       struct err *e)
{
	const char *url = url_from_user(a, arg);
	struct story_row row = { 0 };
	enum rc rc;

	if (!url)
		return err_set(e, E_USAGE, _("no address that can be fetched"));
	rc = from_store(c, a, url, out, e);
	if (rc == E_NOTFOUND)
		rc = pull(c, a, url, 0, out, e);
	if (rc == OK && stories_by_url(c->db, a, url, &row, NULL) == OK)
		complete(c, a, &row, out);
	return rc;
}

/* The page is read anew: what is stored does not tell. */
static enum rc explained(struct cli *c, struct arena *a, int64_t id, struct article *out,
			 struct err *e)
{
	struct story_row row = { 0 };
	enum rc rc = get_row(c, a, id, &row, e);

	if (rc)
		return rc;
	if (!row.url)
		return err_set(e, E_NOTFOUND, _("the story names no page that could be explained"));
	return input_read_page(c, a, row.url, out, e);
}

enum rc article_get(struct cli *c, struct arena *a, const char *arg, struct article *out,
		    struct err *e)
{
	enum input_kind kind = input_kind_of(arg);
	int64_t id = 0;
	enum rc rc;

	if (cli_option(c, "url") || kind == INPUT_FILE ||
	    (kind == INPUT_URL && cli_has(c, "explain")))
		return input_read_page(c, a, arg, out, e);
	rc = setup_store(c);
	if (rc)
		return err_set(e, rc, "%s", c->failure.msg);
	if (kind == INPUT_URL)
		return address(c, a, arg, out, e);
	str_int(str_of(arg), 1, INT64_MAX, &id);
	if (cli_has(c, "explain"))
		return explained(c, a, id, out, e);
	return story(c, a, id, out, e);
}

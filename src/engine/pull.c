#include "engine/engine_priv.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/url.h"
#include "fetch/address.h"

#define HOST_KEY "private-host:"
#define HELD_KEY "held-host:"

/* --- public or private --- */

bool pull_is_public_host(struct engine *g, const char *url)
{
	char *value = NULL, *key;

	url = source_host_url(g, url);
	if (!url || url_is_file(url) || address_url_is_private(url))
		return false;
	key = arena_printf(g->turn, HOST_KEY "%s", url_host(g->turn, url));
	return db_get(g->db, g->turn, key, &value) != OK || !value;
}

bool pull_is_public(struct engine *g, const char *url)
{
	url = source_host_url(g, url);
	return pull_is_public_host(g, url) &&
	       !config_bool_for(&g->config, url, OPT_PRIVATE_ADDRESSES);
}

enum rc pull_learn_private(struct engine *g, const char *url, struct err *e)
{
	url = source_host_url(g, url);
	if (!pull_is_public_host(g, url))
		return OK;
	return db_put(g->db, arena_printf(g->turn, HOST_KEY "%s", url_host(g->turn, url)), "1",
		      e);
}

static char *held_key(struct engine *g, const char *url)
{
	return arena_printf(g->turn, HELD_KEY "%s", url_host(g->turn, url));
}

enum rc pull_learn_held(struct engine *g, const char *url, int64_t until, struct err *e)
{
	return db_put(g->db, held_key(g, url), arena_printf(g->turn, "%lld", (long long)until), e);
}

int64_t pull_held_until(struct engine *g, const char *url)
{
	char *value = NULL;
	int64_t until;

	if (db_get(g->db, g->turn, held_key(g, url), &value) != OK || !value ||
	    !str_int(str_of(value), 0, INT64_MAX, &until))
		return 0;
	return until;
}

/* Where the client came upon the address: a page, or the feed of a story. NULL: the user typed
 * it, so it was not reached from anywhere. */
static const char *origin(struct engine *g, const struct msg *m)
{
	struct story_row story;
	struct feed_row feed;

	if (m->text || !m->id)
		return m->text;
	if (stories_get(g->db, g->turn, m->id, &story, NULL))
		return "";
	if (story.feed_id == FEED_FOLLOWED || feeds_get(g->db, g->turn, story.feed_id, &feed, NULL))
		return story.url ? story.url : "";
	return feed.url;
}

/* --- jobs --- */

struct job *pull_job(const char *url, int64_t story_id, enum page_why why, bool from_public)
{
	struct job *j = job_new(JOB_PAGE, url);

	j->why = why;
	j->story_id = story_id;
	j->from_public = from_public;
	return j;
}

static void answer_stored(struct engine *g, const struct msg *m, const char *url, int64_t page)
{
	struct msg done = { .kind = MSG_PAGE_DONE, .url = url, .id = page, .n = m->id };
	struct story_row story;

	if (!done.n && stories_by_url(g->db, g->turn, url, &story, NULL) == OK)
		done.n = story.id;
	engine_send(g, &done);
	done.kind = MSG_ACK;
	done.seq = m->seq;
	engine_send(g, &done);
}

void pull_command(struct engine *g, const struct msg *m)
{
	const char *url = url_resolve(g->turn, NULL, str_of(m->url)), *from = origin(g, m);
	struct err e;
	struct job *j;
	int64_t page;

	if (!url || !url_is_page(url)) {
		err_set(&e, E_REFUSED, _("only http and https addresses are fetched"));
		engine_ack(g, m->seq, &e);
		return;
	}
	if (!(m->n & PULL_AGAIN) && pages_find(g->db, url, &page, NULL) == OK) {
		answer_stored(g, m, url, page);
		return;
	}
	j = pull_job(m->url, m->id, PAGE_ASKED, from && pull_is_public(g, from));
	j->fetch_url = arena_strdup(j->arena, url);
	j->seq = m->seq;
	/* A file may be read for what lies beside it, never for what the network sent. */
	if (url_is_file(url) && from && !url_is_file(from)) {
		err_set(&j->err, E_REFUSED, _("a file is not read for a page of the network"));
		job_hand_on(g, j);
	} else {
		job_fetch(g, j);
	}
}

/* --- the store --- */

/* Trying again by itself would be of no use. */
static bool is_permanent(const struct job *j)
{
	switch (j->err.rc) {
	case E_PARSE: case E_LIMIT: case E_NOTFOUND:
		return true;
	case E_DIED:
		return j->is_fatal;
	case E_HTTP:
		return j->facts.status >= 400 && j->facts.status < 500 &&
		       j->facts.status != 408 && j->facts.status != 425 && j->facts.status != 429;
	default:
		return false;
	}
}

static enum rc store_failure(struct engine *g, struct job *j, struct err *e)
{
	bool permanent = is_permanent(j);
	int64_t now = date_now();
	enum rc rc = OK;

	if (j->err.rc == E_NET && j->why == PAGE_ASKED) {
		rc = queue_put(g->db, j->url, j->story_id, now, e);
		if (rc == OK) {
			char *was = arena_strdup(j->arena, j->err.msg);

			err_set(&j->err, E_NET, j->facts.was_offline ?
				_("no network: %s; queued for the next fetch") :
				_("%s; queued for the next fetch"), was);
		}
		return rc;
	}
	if (j->why == PAGE_QUEUED && permanent)
		rc = queue_remove(g->db, j->url, e);
	/* Without any network it is not the page's failure. */
	if (rc == OK && !j->facts.was_offline)
		rc = pages_put_failure(g->db, j->url, j->err.msg, permanent, now, e);
	return rc;
}

static bool has_story(struct engine *g, const struct job *j)
{
	struct story_row row;

	return j->story_id || stories_by_url(g->db, g->turn, j->url, &row, NULL) == OK ||
	       stories_by_url(g->db, g->turn, j->article->url, &row, NULL) == OK;
}

enum rc pull_store(struct engine *g, struct job *j, struct err *e)
{
	int64_t now = date_now();
	enum rc rc;

	/* A sign-in page of a network answers for every address: it must not become the article,
	 * nor take the place of one. Not for good: another network gives the text. */
	if (!j->err.rc && !j->article->n_blocks && !j->article->n_related) {
		if (j->article->notice)
			err_set(&j->err, E_PARSE, "%s", j->article->notice);
		else
			err_set(&j->err, E_HTTP, _("there is no text on this page; does the "
						   "network want a sign-in?"));
	}
	if (j->err.rc)
		return store_failure(g, j, e);
	if (!j->article->url)
		j->article->url = j->facts.url;
	rc = pages_put(g->db, j->url, j->article, now, &j->page_id, e);
	/* Too large: the page's own fault, which the others of the transaction must not bear. */
	if (rc == E_LIMIT) {
		j->err = *e;
		err_clear(e);
		return store_failure(g, j, e);
	}
	if (rc == OK)
		rc = queue_remove(g->db, j->url, e);
	if (rc == OK && (j->why == PAGE_ASKED || j->why == PAGE_QUEUED) && !has_story(g, j))
		rc = stories_put_followed(g->db, j->article, j->page_id, now, &j->story_id, e);
	return rc;
}

void pull_done(struct engine *g, struct job *j)
{
	struct msg m = { .kind = MSG_PAGE_DONE, .url = j->url, .id = j->page_id,
			 .n = j->story_id };
	struct story_row story;

	if (j->err.rc) {
		m.rc = j->err.rc;
		m.text = j->err.msg;
		m.id = 0;
	} else {
		index_wake(g);
		if (!m.n && stories_by_url(g->db, g->turn, j->url, &story, NULL) == OK)
			m.n = story.id;
		if (j->in_refresh)
			prefetch_related(g, j);
	}
	if (j->err.rc != E_CANCEL || j->seq)
		engine_send(g, &m);
	if (j->seq) {
		m.kind = MSG_ACK;
		m.seq = j->seq;
		engine_send(g, &m);
	}
}

#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/url.h"
#include "engine/engine_priv.h"

#define STORIES_A_STEP 25
#define GATHER_MS 30

/* --- the state of a feed --- */

static enum rc move_feed(struct engine *g, const struct feed_row *row, const char *to,
			 struct err *e)
{
	struct feed_row other;
	enum rc rc;

	if (!url_is_http(to) || feeds_by_url(g->db, g->turn, to, &other, NULL) == OK)
		return OK;
	/* The user's file first: it wins, and a feed unknown to it would be archived. */
	rc = feedsfile_move(g->feeds_path, row->url, to, e);
	if (rc) {
		log_line("%s moved to %s, but: %s", row->url, to, e->msg);
		err_clear(e);
		return OK;
	}
	log_line("%s moved to %s", row->url, to);
	return feeds_move(g->db, row->id, to, e);
}

/* How often this feed is asked from now on. */
static int64_t next_interval(struct engine *g, const struct feed_row *row, int64_t fresh,
			     int64_t now)
{
	const char *url = source_host_url(g, row->url);
	struct cond_wish w = {
		.own = config_number_for(&g->config, url, OPT_RELOAD_INTERVAL),
		.ttl = row->ttl, .fresh = fresh, .rhythm = row->rhythm,
		.is_adaptive = config_bool_for(&g->config, url, OPT_ADAPTIVE_INTERVAL),
	};
	int64_t newest;
	size_t n;

	/* Without it the feed is asked a little too often, no more. */
	if (w.is_adaptive && stories_times(g->db, row->id, 1, &newest, &n, NULL) == OK && n)
		w.silence = MAX(now - newest, 0);
	return cond_interval(&w);
}

enum rc ingest_checked(struct engine *g, struct feed_row *row, const struct http_reply *r,
		       enum check result, struct err *e)
{
	int64_t now = date_now();
	int64_t own = config_number_for(&g->config, source_host_url(g, row->url),
					OPT_RELOAD_INTERVAL);
	struct cond c = { .interval = row->interval, .failures = row->failures,
			  .moved_to = row->moved_to, .moved_seen = row->moved_seen };
	enum rc rc;

	if (result == CHECK_FAILED)
		cond_failure(&c, r, now, engine_random(g));
	else if (result == CHECK_HINDERED)
		cond_hindered(&c, now, MAX(own, r->retry_after), engine_random(g));
	else
		cond_success(&c, r, now, next_interval(g, row, r->fresh, now), engine_random(g));
	row->interval = c.interval ? c.interval : next_interval(g, row, 0, now);
	row->next_check = c.next_check == COND_NEVER ? COND_NEVER :
			  cond_skip(c.next_check, row->skip_hours, row->skip_days);
	row->failures = c.failures;
	row->moved_to = c.moved_to;
	row->moved_seen = c.moved_seen;
	row->last_check = now;
	if (result == CHECK_OK) {
		row->last_success = now;
		row->error = NULL;
	}
	rc = feeds_checked(g->db, row, e);
	if (rc == OK && c.has_moved)
		rc = move_feed(g, row, c.moved_to, e);
	return rc;
}

/* --- one feed --- */

/* Removed while its document was on the way: its stories would come back into the lists. */
static bool is_unsubscribed(struct engine *g, const struct job *j)
{
	struct feed_row now;

	return feeds_get(g->db, g->turn, j->row.id, &now, NULL) == OK && now.is_archived;
}

static enum rc store_failure(struct engine *g, struct job *j, struct err *e)
{
	int status = j->facts.status;
	enum rc rc = OK;

	j->row.error = j->err.msg;
	/* It is soon seen that the user switched it on. */
	if (j->is_off)
		j->row.failures = 0;
	if ((status == 429 || status == 503) && j->facts.retry_after && !j->facts.was_held)
		rc = pull_learn_held(g, j->facts.url, date_now() +
				     MIN(j->facts.retry_after, LIMIT_BACKOFF_SECONDS), e);
	if (rc)
		return rc;
	if (j->is_fatal) {
		/* The complement marks the body that ended the parser: it is not tried again. */
		unsigned char *mark = arena_memdup(j->arena, j->hash, HASH_BYTES);

		for (size_t i = 0; i < HASH_BYTES; i++)
			mark[i] = (unsigned char)~mark[i];
		j->row.body_hash = str_mem(mark, HASH_BYTES);
		j->row.etag = j->row.last_modified = NULL;
	}
	return ingest_checked(g, &j->row, &j->facts,
			      j->is_hindered ? CHECK_HINDERED : CHECK_FAILED, e);
}

/* What the document says of its own times, for the checks to come. */
static enum rc learn_times(struct engine *g, struct job *j, struct err *e)
{
	int64_t times[COND_RHYTHM];
	size_t n;
	enum rc rc = stories_times(g->db, j->row.id, ARRAY_LEN(times), times, &n, e);

	j->row.ttl = (int64_t)j->feed->ttl_minutes * 60;
	/* "Never" is no answer. */
	j->row.skip_hours = j->feed->skip_hours == SKIP_ALL_HOURS ? 0 : j->feed->skip_hours;
	j->row.skip_days = j->feed->skip_days == SKIP_ALL_DAYS ? 0 : j->feed->skip_days;
	if (rc == OK)
		j->row.rhythm = cond_rhythm(times, n);
	return rc;
}

static enum rc finish_feed(struct engine *g, struct job *j, struct err *e)
{
	enum rc rc = OK;

	if (j->feed) {
		rc = feeds_describe(g->db, j->row.id, j->feed, e);
		if (rc == OK)
			rc = learn_times(g, j, e);
		if (rc)
			return rc;
		j->row.body_hash = str_mem(j->hash, HASH_BYTES);
		j->row.body_bytes = (int64_t)j->body_bytes;
		j->row.etag = j->facts.etag;
		j->row.last_modified = j->facts.last_modified;
	}
	if (j->facts.was_private && !url_is_file(j->url))
		rc = pull_learn_private(g, j->url, e);
	if (rc == OK)
		rc = ingest_checked(g, &j->row, &j->facts, CHECK_OK, e);
	return rc;
}

/* A page that names a feed is followed through it: the subscription becomes that feed. */
static enum rc adopt_alternate(struct engine *g, struct job *j, struct err *e)
{
	enum rc rc = move_feed(g, &j->row, j->fetch_url, e);

	j->is_alternate = false;
	memset(j->hash, 0, HASH_BYTES);
	j->facts.etag = j->facts.last_modified = j->facts.moved_to = NULL;
	return rc;
}

/* The first document of a feed may be that of one the user had under another address: its stories,
 * with all their marks, are this one's then. */
static enum rc inherit(struct engine *g, struct job *j, struct err *e)
{
	int64_t old;
	enum rc rc;

	if (j->row.last_success != DATE_NONE || j->row.total)
		return OK;
	rc = stories_ancestor(g->db, j->doc, &old, e);
	if (rc == E_NOTFOUND)
		return OK;
	if (rc == OK) {
		log_line("%s: takes over the stories of feed %lld", j->url, (long long)old);
		rc = feeds_inherit(g->db, j->row.id, old, e);
	}
	return rc;
}

/* A page that was subscribed for its headlines and shows none: not an empty feed, as if nothing had
 * been written, but a failure, which lasts until there are some. What is stored stays. */
static void check_headlines(struct job *j)
{
	bool is_page = j->err.rc == E_PARSE ? j->looks_html :
		       !j->err.rc && j->feed && j->feed->kind == FEED_FRONTPAGE &&
		       !j->feed->n_stories;

	if (!is_page || !j->row.is_frontpage || j->kind != JOB_FEED || j->is_fatal)
		return;
	if (j->feed && j->feed->n_alternates)
		err_set(&j->err, E_PARSE,
			_("no headlines are found on this page any more; its layout may have"
			  " changed; it names a feed to use instead: %s"),
			j->feed->alternates[0].url);
	else
		err_set(&j->err, E_PARSE,
			_("no headlines are found on this page any more; its layout may have"
			  " changed; \"lede add\" with the site's address looks for a feed to use"
			  " instead"));
}

/* Some of the job's work; *more tells that there is more. */
static enum rc step_feed(struct engine *g, struct job *j, bool *more, struct err *e)
{
	size_t added = 0, changed = 0, count;
	enum rc rc = OK;

	if (captive_took_feed(j)) {
		err_set(&j->err, E_PARSE,
			_("a web page came where a feed was; does the network want a sign-in?"));
	}
	check_headlines(j);
	if (is_unsubscribed(g, j)) {
		err_set(&j->err, E_CANCEL, _("no longer subscribed"));
		return OK;
	}
	if (j->err.rc)
		return store_failure(g, j, e);
	if (j->feed && j->is_alternate)
		rc = adopt_alternate(g, j, e);
	if (rc)
		return rc;
	if (j->feed && j->cursor < j->feed->n_stories) {
		count = MIN(j->feed->n_stories - j->cursor, STORIES_A_STEP);
		if (!j->doc) {
			j->doc = stories_doc(j->arena, j->feed);
			rc = inherit(g, j, e);
			if (rc)
				return rc;
		}
		rc = stories_put(g->db, j->row.id, j->doc, j->cursor, count, date_now(),
				 &added, &changed, e);
		if (rc)
			return rc;
		j->cursor += count;
		j->added += added;
		j->changed += changed;
	}
	if (j->feed && j->cursor < j->feed->n_stories) {
		*more = true;
		return OK;
	}
	return finish_feed(g, j, e);
}

/* --- the queue --- */

void ingest_done(struct engine *g, struct job *j)
{
	struct msg m = { .kind = MSG_FEED_DONE, .id = j->row.id, .url = j->url,
			 .n = (int64_t)j->added, .m = (int64_t)j->changed };

	if (j->kind == JOB_PAGE) {
		pull_done(g, j);
	} else if (j->err.rc != E_CANCEL) {
		if (j->err.rc) {
			m.rc = j->err.rc;
			m.text = j->err.msg;
		}
		engine_send(g, &m);
		if (j->added || j->changed)
			index_wake(g);
	}
	if (j->seq && j->kind != JOB_PAGE) {
		struct msg ack = { .kind = MSG_ACK, .seq = j->seq, .id = j->row.id,
				   .url = j->url, .rc = j->err.rc,
				   .text = j->err.rc ? j->err.msg : NULL };

		if (!j->err.rc)
			subscribe_answer(g, j, &ack);
		engine_send(g, &ack);
		refresh_plan(g);
	}
	if (j->in_refresh)
		refresh_job_done(g, j);
	job_free(g, j);
}

/* Errors of the store itself end a refresh: the next feed would fare no better. */
static bool is_store_error(enum rc rc)
{
	return rc == E_FULL || rc == E_READONLY || rc == E_IO || rc == E_CORRUPT || rc == E_DB ||
	       rc == E_BUSY || rc == E_FOREIGN || rc == E_NEWER;
}

static void fail_all(struct engine *g, struct job_list *done, const struct err *e)
{
	struct job *j;

	while ((j = job_pop(done))) {
		j->err = *e;
		/* no fault of this feed: the refresh ends and says it, once */
		if (j->in_refresh && !j->seq && is_store_error(e->rc))
			j->err.rc = E_CANCEL;
		j->added = j->changed = 0;
		subscribe_take_back(g, j);
		ingest_done(g, j);
	}
	if (is_store_error(e->rc))
		refresh_stop(g, e);
}

/* Alone, a commit costs more than the work in it: some company is waited for. */
static bool is_worth_waiting(struct engine *g)
{
	const struct job *j = g->to_store.first;
	int64_t now = date_monotonic_ms();

	if (g->is_attended || !j->in_refresh || g->to_store.n >= STORE_QUEUE)
		return false;
	if (!g->store_since)
		g->store_since = now;
	return now < g->store_since + GATHER_MS && g->refresh.n_running > g->to_store.n;
}

int64_t ingest_next(const struct engine *g)
{
	if (!g->to_store.n)
		return NEVER;
	return g->store_since ? g->store_since + GATHER_MS : g->next_transaction;
}

void ingest_turn(struct engine *g)
{
	struct job_list done = { 0 };
	struct job *half = NULL;	/* first in the queue, and partly in this transaction */
	struct err e = { 0 };
	enum rc rc;

	if (!g->to_store.n || date_monotonic_ms() < g->next_transaction || is_worth_waiting(g))
		return;
	g->store_since = 0;
	rc = engine_begin(g, &e);
	if (rc) {	/* all that waits would wait for ever */
		fail_all(g, &g->to_store, &e);
		return;
	}
	while (rc == OK && g->to_store.n) {
		struct job *j = job_pop(&g->to_store);
		bool more = false;

		rc = j->kind == JOB_PAGE ? pull_store(g, j, &e) : step_feed(g, j, &more, &e);
		half = more ? j : NULL;
		/* Front, not back: one feed is finished before the next begins. */
		if (rc == OK && more)
			job_push_front(&g->to_store, j);
		else
			job_push(&done, j);
		if (date_monotonic_ms() - g->began >= engine_budget(g))
			break;
	}
	if (rc == OK)
		rc = engine_commit(g, &e);
	else
		engine_rollback(g);
	if (rc) {
		if (half)
			job_push(&done, job_pop(&g->to_store));
		fail_all(g, &done, &e);
		return;
	}
	for (struct job *j; (j = job_pop(&done));)
		ingest_done(g, j);
}

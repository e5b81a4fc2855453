#include <unistd.h>
#include <xxhash.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/osfile.h"
#include "base/url.h"
#include "engine/engine_priv.h"

#define WINDOW (3 * (size_t)LIMIT_TRANSFERS + LIMIT_SLOW_NAMES)	/* jobs on their way at once */
#define TRY_LOCK_MS 100
#define TRY_AGAIN_MS 60000	/* another process refreshes, nothing can be written, no network */
#define PROGRESS_MS 50
#define WANTED_SET 65536	/* above LIMIT_PREFETCH, so that it is never full */

/* --- when --- */

void refresh_plan(struct engine *g)
{
	int64_t due = feeds_next_due(g->db), now = date_now(), mono = date_monotonic_ms();

	if (due == DATE_NONE || due == COND_NEVER)
		g->next_refresh = NEVER;
	else
		g->next_refresh = mono + MIN(MAX(due - now, 0), LIMIT_BACKOFF_SECONDS) * 1000;
}

/* --- begin --- */

static void reset(struct engine *g)
{
	struct refresh *r = &g->refresh;

	if (r->lock_fd >= 0)
		close(r->lock_fd);
	arena_free(r->arena);
	*r = (struct refresh){ .lock_fd = -1 };
}

static void refuse(struct engine *g, const struct err *e)
{
	log_line("no refresh: %s", e->msg);
	engine_ack(g, g->refresh.seq, e);
	reset(g);
	g->next_refresh = date_monotonic_ms() + TRY_AGAIN_MS;
}

/* A feed that is gone is asked again only by name; one that is due rests in the hours and on the
 * days it names: its check is only put off. */
static void keep_living(struct refresh *r)
{
	int64_t now = date_now();
	size_t n = 0;

	r->unchanged = arena_array(r->arena, r->n_feeds, sizeof(struct feed_row *));
	for (size_t i = 0; i < r->n_feeds; i++) {
		struct feed_row *row = &r->feeds[i];
		int64_t rest = cond_skip(now, row->skip_hours, row->skip_days);

		if (row->next_check == COND_NEVER)
			continue;
		if (rest > now && !(r->flags & REFRESH_FORCE)) {
			row = arena_memdup(r->arena, row, sizeof(*row));
			row->next_check = rest;
			r->unchanged[r->n_unchanged++] = row;
			continue;
		}
		r->feeds[n++] = *row;
	}
	r->n_feeds = n;
}

static enum rc choose_feeds(struct engine *g, struct err *e)
{
	struct refresh *r = &g->refresh;
	enum rc rc;

	if (r->n_ids) {
		r->feeds = arena_array(r->arena, r->n_ids, sizeof(*r->feeds));
		for (size_t i = 0; i < r->n_ids; i++)
			if (r->ids[i] != FEED_FOLLOWED &&
			    feeds_get(g->db, r->arena, r->ids[i], &r->feeds[r->n_feeds],
				      NULL) == OK)
				r->n_feeds++;
		r->unchanged = arena_array(r->arena, r->n_feeds, sizeof(struct feed_row *));
		return r->n_feeds ? OK : err_set(e, E_NOTFOUND, _("no such feed"));
	}
	rc = feeds_due(g->db, r->arena, date_now(), r->flags & REFRESH_FORCE, &r->feeds,
		       &r->n_feeds, e);
	if (rc == OK)
		keep_living(r);
	return rc;
}

/* A host that asked to wait is left alone by a new process and by an impatient user, too. */
static void hold_hosts(struct engine *g)
{
	struct refresh *r = &g->refresh;
	int64_t now = date_now(), until;

	for (size_t i = 0; i < r->n_feeds; i++) {
		const struct feed_row *row = &r->feeds[i];
		const char *url = source_host_url(g, row->url);

		if (!row->error || row->next_check <= now || row->next_check == COND_NEVER ||
		    !url_is_http(url))
			continue;
		until = pull_held_until(g, url);
		if (until > now)
			multi_hold(g->net, url, 503, until - now);
	}
}

static void begin(struct engine *g)
{
	struct refresh *r = &g->refresh;
	struct err e = { 0 };

	if (choose_feeds(g, &e)) {
		refuse(g, &e);
		return;
	}
	r->phase = REFRESH_FEEDS;
	access_begin(g);
	hold_hosts(g);
	log_line("refresh of %zu feeds", r->n_feeds);
	engine_ack(g, r->seq, NULL);
	engine_send(g, &(struct msg){ .kind = MSG_REFRESH_STARTED, .m = (int64_t)r->n_feeds });
}

/* The lock belongs to whoever refreshes; a second one waits a little, then says who has it. */
static void try_lock(struct engine *g)
{
	struct refresh *r = &g->refresh;
	int64_t now = date_monotonic_ms();
	long holder = 0;
	struct err e;
	enum rc rc;

	if (now < r->next_try)
		return;
	rc = osfile_lock(g->lock_path, &r->lock_fd, &holder, &e);
	if (rc == OK) {
		begin(g);
		return;
	}
	r->lock_fd = -1;
	if (rc == E_BUSY && now < r->give_up) {
		r->next_try = now + TRY_LOCK_MS;
		return;
	}
	if (rc == E_BUSY && holder)
		err_set(&e, E_BUSY, _("another refresh is running (process %ld)"), holder);
	else if (rc == E_BUSY)
		err_set(&e, E_BUSY, _("another refresh is running"));
	refuse(g, &e);
}

static void start(struct engine *g, const struct msg *m, int64_t wait_ms)
{
	struct refresh *r = &g->refresh;

	reset(g);
	r->arena = arena_new(LIMIT_ARENA);
	r->phase = REFRESH_WAITS;
	r->flags = (uint32_t)m->n;
	r->seq = m->seq;
	r->ids = arena_memdup(r->arena, m->ids, m->n_ids * sizeof(*m->ids));
	r->n_ids = m->n_ids;
	r->give_up = date_monotonic_ms() + wait_ms;
	try_lock(g);
}

void refresh_command(struct engine *g, const struct msg *m)
{
	/* One that runs already is what was asked for. */
	if (g->refresh.phase != REFRESH_OFF)
		engine_ack(g, m->seq, NULL);
	else
		start(g, m, (int64_t)g->lock_wait * 1000);
}

/* --- on the way --- */

static void start_feeds(struct engine *g)
{
	struct refresh *r = &g->refresh;

	while (r->next_feed < r->n_feeds && r->n_running < WINDOW + r->suspects.n) {
		const struct feed_row *row = &r->feeds[r->next_feed++];
		struct job *j = job_new(JOB_FEED, row->url);

		j->row = *row;
		j->in_refresh = true;
		r->n_running++;
		job_fetch(g, j);
	}
}

/* A page that two stories name is fetched once. */
static bool is_new(struct engine *g, const char *url)
{
	struct refresh *r = &g->refresh;
	const char *key = url_key(g->turn, url);
	uint64_t hash = key ? XXH3_64bits(key, strlen(key)) : 0;

	if (!hash)
		return key != NULL;
	if (!r->wanted_set)
		r->wanted_set = arena_array(r->arena, WANTED_SET, sizeof(*r->wanted_set));
	for (size_t i = hash % WANTED_SET;; i = (i + 1) % WANTED_SET) {
		if (r->wanted_set[i] == hash)
			return false;
		if (!r->wanted_set[i]) {
			r->wanted_set[i] = hash;
			return true;
		}
	}
}

void refresh_want(struct engine *g, const char *url, int64_t story_id, enum page_why why,
		  bool from_public)
{
	struct refresh *r = &g->refresh;
	struct wanted *w;

	if (r->n_wanted >= LIMIT_PREFETCH || !is_new(g, url))
		return;
	w = ARENA_PUSH(r->arena, r->wanted, r->n_wanted);
	*w = (struct wanted){ .url = arena_strdup(r->arena, url), .story_id = story_id,
			      .why = why, .from_public = from_public };
}

static void start_pages(struct engine *g)
{
	struct refresh *r = &g->refresh;

	while (r->next_wanted < r->n_wanted && r->n_running < WINDOW) {
		const struct wanted *w = &r->wanted[r->next_wanted++];
		struct job *j = pull_job(w->url, w->story_id, w->why, w->from_public);

		j->in_refresh = true;
		r->n_running++;
		job_fetch(g, j);
	}
}

void refresh_progress(struct engine *g, bool now)
{
	const struct refresh *r = &g->refresh;
	bool pages = r->phase == REFRESH_PAGES;
	int64_t ms = date_monotonic_ms();

	g->owes_progress = !now && ms < g->next_progress;
	if (g->owes_progress)
		return;
	g->next_progress = ms + PROGRESS_MS;
	engine_send(g, &(struct msg){
		.kind = MSG_PROGRESS, .text = pages ? "articles" : "feeds",
		.n = (int64_t)(pages ? r->n_pages_done : r->n_feeds_done),
		.m = (int64_t)(pages ? r->n_wanted : r->n_feeds) });
}

/* Keeps what an unchanged feed's check has to write until the end of the refresh. */
static void keep_unchanged(struct refresh *r, struct job *j)
{
	struct feed_row *row = arena_memdup(r->arena, &j->row, sizeof(*row));

	row->interval = j->facts.fresh;	/* for ingest_checked at the end */
	/* A server that answers 304 may still have changed how it names the version. */
	if (j->facts.etag && !streq(j->facts.etag, row->etag))
		row->etag = arena_strdup(r->arena, j->facts.etag);
	r->unchanged[r->n_unchanged++] = row;
}

void refresh_job_done(struct engine *g, struct job *j)
{
	struct refresh *r = &g->refresh;

	r->n_running--;
	if (j->err.rc == E_CANCEL)
		return;
	if (j->err.rc)
		r->n_failures++;
	if (j->kind == JOB_PAGE) {
		r->n_pages_done++;
		r->n_articles += !j->err.rc;
	} else {
		r->n_feeds_done++;
		r->n_new += (int64_t)j->added;
		r->n_unchanged_total += j->is_unchanged && !j->err.rc;
		if (j->is_unchanged && !j->facts.moved_to && !j->err.rc)
			keep_unchanged(r, j);
	}
	refresh_progress(g, false);
}

/* --- the end --- */

static void finish(struct engine *g)
{
	const struct refresh *r = &g->refresh;
	bool is_broken = r->err.rc && r->err.rc != E_CANCEL;
	int64_t sums[3] = { r->n_articles, r->n_failures, r->n_unchanged_total };
	struct msg m = { .kind = MSG_REFRESH_DONE, .seq = r->seq, .n = (int64_t)r->n_feeds_done,
			 .m = r->n_new, .ids = sums, .n_ids = ARRAY_LEN(sums) };

	refresh_progress(g, true);
	if (r->err.rc) {
		m.rc = r->err.rc;
		m.text = r->err.msg;
	}
	engine_send(g, &m);
	log_line("refresh done: %zu feeds, %lld new, %lld articles, %lld failures",
		 r->n_feeds_done, (long long)r->n_new, (long long)r->n_articles,
		 (long long)r->n_failures);
	reset(g);
	if (g->is_attended)
		mem_give_back();
	refresh_plan(g);
	/* Feeds whose check could not be written are still due. */
	g->next_refresh = MAX(g->next_refresh, date_monotonic_ms() +
			      (is_broken ? TRY_AGAIN_MS : 1000));
	g->next_look = 0;
}

/* All unchanged feeds in as few transactions as the budget allows. */
static void write_unchanged(struct engine *g)
{
	struct refresh *r = &g->refresh;
	struct http_reply plain = { .status = 304 };
	struct err e = { 0 };
	enum rc rc;

	if (date_monotonic_ms() < g->next_transaction)
		return;
	rc = engine_begin(g, &e);
	while (rc == OK && r->next_unchanged < r->n_unchanged) {
		struct feed_row *row = r->unchanged[r->next_unchanged++];

		plain.fresh = row->interval;
		if (!r->n_ids && !(r->flags & REFRESH_FORCE) && row->next_check > date_now())
			rc = feeds_checked(g->db, row, &e);	/* it rests */
		else
			rc = ingest_checked(g, row, &plain, CHECK_OK, &e);
		if (date_monotonic_ms() - g->began >= engine_budget(g))
			break;
	}
	if (rc == OK)
		rc = engine_commit(g, &e);
	else
		engine_rollback(g);
	if (rc) {
		/* They will be asked again: nothing else is lost. */
		r->err = r->err.rc ? r->err : e;
		r->next_unchanged = r->n_unchanged;
	}
}

void refresh_stop(struct engine *g, const struct err *why)
{
	struct refresh *r = &g->refresh;

	if (r->phase == REFRESH_OFF || r->phase == REFRESH_ENDS)
		return;
	if (r->phase == REFRESH_WAITS) {
		refuse(g, why);
		return;
	}
	log_line("refresh stopped: %s", why->msg);
	r->err = *why;
	r->next_feed = r->n_feeds;
	r->phase = REFRESH_ENDS;
	/* What is parsed already is stored; the rest is given up. */
	job_cancel_all(g, true);
	for (size_t i = 0; i < WORKERS; i++) {
		struct worker *w = &g->workers[i];

		if (w->job && w->job->in_refresh)
			w->job->is_cancelled = true;
		if (w->behind && w->behind->in_refresh)
			w->behind->is_cancelled = true;
	}
}

bool refresh_is_idle(const struct engine *g)
{
	return g->refresh.n_running == g->refresh.suspects.n;
}

void refresh_turn(struct engine *g)
{
	struct refresh *r = &g->refresh;
	struct err e;

	if (r->phase == REFRESH_OFF && g->is_attended && date_monotonic_ms() >= g->next_refresh) {
		/* On a train: no failures are counted, and a network that comes is seen. */
		if (engine_has_network())
			start(g, &(struct msg){ .n = REFRESH_ARTICLES }, 0);
		else
			g->next_refresh = date_monotonic_ms() + TRY_AGAIN_MS;
	}
	if (g->owes_progress)
		refresh_progress(g, false);
	if (r->phase == REFRESH_WAITS)
		try_lock(g);
	if (r->phase == REFRESH_FEEDS) {
		start_feeds(g);
		if (r->suspects.n && refresh_is_idle(g) && !r->is_captive)
			captive_end(g);
		if (r->is_captive) {
			captive_words(&e);
			refresh_stop(g, &e);
		} else if (!r->n_running) {
			refresh_progress(g, true);
			r->phase = r->flags & REFRESH_ARTICLES ? REFRESH_PAGES : REFRESH_ENDS;
		}
	}
	if (r->phase == REFRESH_PAGES && !prefetch_collect(g)) {
		start_pages(g);
		if (!r->n_running && r->next_wanted == r->n_wanted)
			r->phase = REFRESH_ENDS;
	}
	if (r->phase != REFRESH_ENDS || r->n_running)
		return;
	if (r->next_unchanged < r->n_unchanged)
		write_unchanged(g);
	if (r->next_unchanged == r->n_unchanged)
		finish(g);
}

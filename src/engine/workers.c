#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/spawn.h"
#include "engine/engine_priv.h"

void workers_init(struct engine *g)
{
	for (size_t i = 0; i < WORKERS; i++)
		g->workers[i].wire.fd = -1;
}

/* Ends it whatever it does; returns how it ended, as waitpid says. */
static int worker_end(struct worker *w)
{
	int status = 0;

	if (!w->pid)
		return 0;
	kill(w->pid, SIGKILL);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	wire_close(&w->wire);
	w->pid = 0;
	return status;
}

void workers_stop(struct engine *g)
{
	for (size_t i = 0; i < WORKERS; i++) {
		worker_end(&g->workers[i]);
		job_free(g, g->workers[i].job);
		job_free(g, g->workers[i].behind);
		g->workers[i].job = g->workers[i].behind = NULL;
	}
}

int64_t workers_deadline(const struct engine *g)
{
	int64_t next = NEVER;

	for (size_t i = 0; i < WORKERS; i++)
		if (g->workers[i].job)
			next = MIN(next, g->workers[i].deadline);
	return next;
}

static enum rc worker_start(struct engine *g, struct worker *w, struct err *e)
{
	char *argv[] = { spawn_own_path(g->turn, "lede-parse"), NULL };
	int fd;
	enum rc rc;

	if (!argv[0])
		return err_set(e, E_NOTFOUND, _("lede-parse is missing; reinstall lede"));
	rc = spawn_peer(argv, &fd, &w->pid, e);
	if (rc) {
		w->pid = 0;
		return rc;
	}
	wire_init(&w->wire, fd);
	log_line("parser %ld started", (long)w->pid);
	return OK;
}

static void set_deadline(struct worker *w)
{
	w->deadline = date_monotonic_ms() + (int64_t)LIMIT_PARSE_SECONDS * 1000;
}

/* --- answers --- */

static void job_ends(struct engine *g, struct worker *w)
{
	struct job *j = w->job;

	w->job = w->behind;
	w->behind = NULL;
	set_deadline(w);
	if (j->is_cancelled && j->err.rc != E_DIED)
		err_set(&j->err, E_CANCEL, _("stopped"));
	job_hand_on(g, j);
}

/* They lie in the message. A record that is decoded leaves room for them, except in bad faith. */
static void keep_bodies(struct job *j, struct feed *part)
{
	size_t i;

	for (i = 0; i < part->n_stories; i++) {
		struct str *body = &part->stories[i].body;

		if (body->n >= arena_left(j->arena))
			*body = STR("");
		else if (body->n)
			body->p = arena_memdup(j->arena, body->p, body->n);
	}
}

/* The stories of a feed come in parts and gather here; memory bounds them as the parser's did. */
static void take_part(struct job *j, const struct msg *m)
{
	struct feed part;
	size_t i;

	if (arena_used(j->arena) > LIMIT_ARENA / 2) {
		log_line("%s: too many stories, the last ones are left out", j->fetch_url);
		return;
	}
	if (record_decode(j->arena, &shape_feed, m->body, &part, &j->err))
		return;
	keep_bodies(j, &part);
	if (!j->feed) {
		j->feed = arena_memdup(j->arena, &part, sizeof(part));
		if (!m->m)
			return;
		j->feed->stories = NULL;
		j->feed->n_stories = 0;
	}
	for (i = 0; i < part.n_stories; i++)
		*ARENA_PUSH(j->arena, j->feed->stories, j->feed->n_stories) = part.stories[i];
	j->feed->is_cut = part.is_cut;
	j->feed->warnings = part.warnings;
	j->feed->n_warnings = part.n_warnings;
}

static void take_answer(struct engine *g, struct worker *w, const struct msg *m)
{
	struct job *j = w->job;

	if (m->kind != MSG_PARSED || !j)
		return;
	if (m->rc) {
		err_set(&j->err, (enum rc)m->rc, "%s", m->text ? m->text : _("not readable"));
	} else if (j->kind == JOB_PAGE && m->n == PARSED_ARTICLE) {
		j->article = ARENA_NEW(j->arena, struct article);
		record_decode(j->arena, &shape_article, m->body, j->article, &j->err);
	} else if (j->kind != JOB_PAGE && m->n == PARSED_FEED) {
		take_part(j, m);
		if (m->m) {
			set_deadline(w);
			return;
		}
	} else {
		err_set(&j->err, E_PROTO, _("the parser gave another answer than asked for"));
	}
	job_ends(g, w);
}

/* A signal from the terminal or a shutdown is not the document's doing. */
static bool is_innocent(const struct worker *w, int status)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	return !w->job->was_requeued && (sig == SIGINT || sig == SIGTERM || sig == SIGHUP);
}

static void worker_died(struct engine *g, struct worker *w, const char *why)
{
	bool greeted = w->wire.greeted;
	int status = worker_end(w);
	struct job *j = w->job;

	log_line("parser ended: %s%s%s", why, j ? ": " : "", j ? j->fetch_url : "");
	if (!j)
		return;
	/* The one behind it was not looked at yet. */
	if (w->behind)
		job_push_front(&g->to_parse, w->behind);
	w->behind = NULL;
	if (is_innocent(w, status) && (j->reply || j->file.len)) {
		j->was_requeued = true;
		j->feed = NULL;
		w->job = NULL;
		job_push_front(&g->to_parse, j);
		return;
	}
	j->is_fatal = greeted;
	err_set(&j->err, E_DIED, greeted ? _("the parser could not survive this document (%s)") :
		_("the parser does not start (%s); reinstall lede"), why);
	job_ends(g, w);
}

static void worker_listen(struct engine *g, struct worker *w)
{
	enum rc filled = wire_fill(&w->wire);
	struct msg m;
	struct err e;
	bool got;

	for (;;) {
		struct arena *a = w->job ? w->job->arena : g->turn;
		enum rc rc = wire_next(&w->wire, a, &m, &got, &e);

		if (rc) {
			worker_died(g, w, e.msg);
			return;
		}
		if (!got)
			break;
		take_answer(g, w, &m);
	}
	if (filled || wire_flush(&w->wire))
		worker_died(g, w, _("it ended"));
	else if (w->job && date_monotonic_ms() >= w->deadline)
		worker_died(g, w, _("it took too long"));
}

/* --- documents --- */

/* What the user's rules say of the page, as they are at this moment. */
static struct str rules_of(struct engine *g, const struct job *j, struct buf *record)
{
	struct rules rules;
	size_t i;

	if (rules_refresh(&g->rules, NULL))
		for (i = 0; i < g->rules.n_errors; i++)
			log_line("%s", g->rules.errors[i]);
	rules = rules_for(&g->rules, g->turn, j->facts.url);
	if (!rules.n_items || record_encode(record, &shape_rules, &rules))
		return STR("");
	return buf_str(record);
}

static enum rc worker_give(struct engine *g, struct worker *w, struct job *j)
{
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	const struct msg m = {
		.kind = j->kind == JOB_PAGE ? MSG_PARSE_PAGE : MSG_PARSE_FEED,
		.seq = 1,
		.n = PARSE_BLOCKS | PARSE_PACKED | (j->kind == JOB_ADD ? PARSE_LOOK : 0),
		.url = j->facts.url,
		.text = j->facts.content_type,
		.words = j->facts.links,
		.n_words = j->facts.n_links,
		.body = job_body(j),
		.rules = j->kind == JOB_PAGE ? rules_of(g, j, &record) : STR(""),
	};
	enum rc rc = wire_send(&w->wire, &m);

	buf_free(&record);
	if (rc)
		return err_set(&j->err, E_LIMIT, _("too large for the parser"));
	log_line("parser %ld reads %s", (long)w->pid, j->fetch_url);
	if (w->job) {
		w->behind = j;
		return OK;
	}
	w->job = j;
	set_deadline(w);
	return OK;
}

static void hand_out(struct engine *g, struct worker *w, bool behind)
{
	while ((behind ? !w->behind : !w->job) && g->to_parse.n && g->to_store.n < STORE_QUEUE) {
		struct job *j = job_pop(&g->to_parse);

		if (j->is_cancelled)
			err_set(&j->err, E_CANCEL, _("stopped"));
		if (j->err.rc || (!w->pid && worker_start(g, w, &j->err)) || worker_give(g, w, j)) {
			job_hand_on(g, j);
			continue;
		}
		if (wire_flush(&w->wire)) {
			worker_died(g, w, _("it ended"));
			return;
		}
	}
}

void workers_listen(struct engine *g)
{
	for (size_t i = 0; i < WORKERS; i++)
		if (g->workers[i].pid)
			worker_listen(g, &g->workers[i]);
}

bool workers_can_take(const struct engine *g)
{
	for (size_t i = 0; i < WORKERS; i++)
		if (!g->workers[i].job && g->to_parse.n && g->to_store.n < STORE_QUEUE)
			return true;
	return false;
}

void workers_feed(struct engine *g)
{
	for (size_t i = 0; i < WORKERS; i++)
		hand_out(g, &g->workers[i], false);
	for (size_t i = 0; i < WORKERS; i++)
		if (g->workers[i].job)
			hand_out(g, &g->workers[i], true);
}

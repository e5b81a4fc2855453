#include "engine/engine_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/osfile.h"

#define ATTENDED_MS 25		/* a transaction while someone looks on */
#define ALONE_MS 250
#define PAUSE_MS 3		/* lets another process's writer in between */
#define LOOK_BUSY_MS 1000	/* at the data version, while another process refreshes */
#define LOOK_IDLE_MS 60000
#define WARNINGS_TOLD 10	/* of a feeds file */

/* --- signals: the handler sets a flag and wakes the poll --- */

static volatile sig_atomic_t has_signal;
static int wake_fds[2] = { -1, -1 };

static void wake(int sig)
{
	int saved = errno;
	ssize_t n = write(wake_fds[1], "", 1);

	(void)n;	/* a full pipe wakes the poll anyhow */
	errno = saved;
}

static void on_end(int sig)
{
	has_signal = sig;
	wake(sig);
}

static enum rc setup_signals(struct err *e)
{
	static const int ends[] = { SIGTERM, SIGHUP };
	/* Ctrl-C is the client's to judge: it says MSG_STOP, or closes. */
	static const int ignored[] = { SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ };
	struct sigaction sa = { .sa_handler = on_end };
	sigset_t none;

	if (pipe2(wake_fds, O_CLOEXEC | O_NONBLOCK))
		return err_sys(e, errno, "pipe");
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		sigaction(ends[i], &sa, NULL);
	/* A program that closed its streams is not over yet: its end is waited for too. */
	sa.sa_handler = wake;
	sa.sa_flags = SA_NOCLDSTOP | SA_RESTART;
	sigaction(SIGCHLD, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
		sigaction(ignored[i], &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return OK;
}

/* --- small services --- */

enum rc engine_begin(struct engine *g, struct err *e)
{
	enum rc rc = db_begin(g->db, e);

	if (rc) {
		log_line("begin failed: %s", e ? e->msg : "");
		return rc;
	}
	log_line("begin");
	g->began = date_monotonic_ms();
	return OK;
}

static void after_transaction(struct engine *g)
{
	if (g->is_attended)
		g->next_transaction = date_monotonic_ms() + PAUSE_MS;
}

enum rc engine_commit(struct engine *g, struct err *e)
{
	enum rc rc = db_commit(g->db, e);

	if (rc)
		log_line("commit failed: %s", e ? e->msg : "");
	else
		log_line("commit");
	after_transaction(g);
	return rc;
}

void engine_rollback(struct engine *g)
{
	if (db_in_transaction(g->db))
		db_rollback(g->db);
	log_line("rollback");
	after_transaction(g);
}

int64_t engine_budget(const struct engine *g)
{
	return g->is_attended ? ATTENDED_MS : ALONE_MS;
}

void engine_send(struct engine *g, const struct msg *m)
{
	if (wire_send(&g->client, m))
		log_line("the client reads too slowly: message %u dropped", m->kind);
}

void engine_ack(struct engine *g, int64_t seq, const struct err *e)
{
	struct msg m = { .kind = MSG_ACK, .seq = seq };

	if (!seq)
		return;
	if (e) {
		m.rc = e->rc;
		m.text = e->rc ? e->msg : NULL;
	}
	engine_send(g, &m);
}

/* Spreads checks; no secret depends on it (xorshift). */
uint32_t engine_random(struct engine *g)
{
	g->random ^= g->random << 13;
	g->random ^= g->random >> 17;
	g->random ^= g->random << 5;
	return g->random;
}

/* --- start --- */

bool engine_has_network(void)
{
	struct ifaddrs *list, *i;
	bool has = false;

	if (getifaddrs(&list))
		return true;
	for (i = list; i; i = i->ifa_next)
		if ((i->ifa_flags & IFF_UP) && !(i->ifa_flags & IFF_LOOPBACK))
			has = true;
	freeifaddrs(list);
	return has;
}

static enum rc open_paths(struct engine *g, const struct engine_args *args, struct err *e)
{
	char *path;
	enum rc rc;

	rc = config_load(&g->config, args->config, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < g->config.n_errors; i++)
		log_line("%s", g->config.errors[i]);
	g->http.user_agent = config_string(&g->config, OPT_USER_AGENT);
	g->http.proxy = config_string(&g->config, OPT_PROXY);
	g->http.timeout = config_number(&g->config, OPT_DOWNLOAD_TIMEOUT);
	g->http.allow_private = config_bool(&g->config, OPT_PRIVATE_ADDRESSES);
	g->store_path = args->store;
	if (!args->store) {
		rc = db_default_path(g->arena, &path, e);
		if (rc)
			return rc;
		g->store_path = path;
	}
	g->lock_path = arena_printf(g->arena, "%s.lock", g->store_path);
	g->feeds_path = args->feeds;
	g->keep_feeds = args->keep_feeds;
	if (!args->feeds) {
		rc = feedsfile_default_path(g->arena, &path, e);
		if (rc)
			return rc;
		g->feeds_path = path;
	}
	return OK;
}

static enum rc start(struct engine *g, const struct engine_args *args, struct err *e)
{
	size_t added, archived;
	enum rc rc = open_paths(g, args, e);

	if (rc)
		return rc;
	rc = db_open(g->store_path, DB_WRITE, &g->db, e);
	if (rc)
		return rc;
	rc = http_init(e);
	if (rc)
		return rc;
	g->net = multi_new(&g->http);
	/* A feeds file that cannot be read leaves the store's feeds as they are. */
	if (subscribe_sync(g, &added, &archived, e))
		log_line("%s", e->msg);
	err_clear(e);
	g->data_version = db_data_version(g->db);
	g->next_look = date_monotonic_ms() + LOOK_BUSY_MS;
	index_wake(g);
	refresh_plan(g);
	return OK;
}

/* --- the turn --- */

static void look_at_version(struct engine *g)
{
	int64_t now = date_monotonic_ms(), version;

	if (!g->is_attended || now < g->next_look)
		return;
	version = db_data_version(g->db);
	if (version != g->data_version) {
		engine_send(g, &(struct msg){ .kind = MSG_CHANGED });
		refresh_plan(g);
	}
	g->data_version = version;
	g->next_look = now + (g->refresh.phase == REFRESH_OFF && osfile_is_locked(g->lock_path) ?
			      LOOK_BUSY_MS : LOOK_IDLE_MS);
}

static int timeout_ms(const struct engine *g)
{
	int64_t now = date_monotonic_ms(), next = workers_deadline(g);

	next = MIN(next, ingest_next(g));
	next = MIN(next, program_deadline(g));
	if (workers_can_take(g))
		next = now;
	if (g->refresh.phase == REFRESH_WAITS)
		next = MIN(next, g->refresh.next_try);
	else if (g->refresh.phase != REFRESH_OFF &&
		 (refresh_is_idle(g) || g->refresh.is_captive))
		next = MIN(next, g->next_transaction);
	if (g->owes_progress)
		next = MIN(next, g->next_progress);
	if (g->is_attended)
		next = MIN(next, g->next_look);
	if (g->is_attended && g->refresh.phase == REFRESH_OFF)
		next = MIN(next, g->next_refresh);
	if (index_has_work(g))
		next = MIN(next, g->next_transaction);
	if (next == NEVER)
		return -1;
	return (int)MIN(MAX(next - now, 0), 3600 * 1000);
}

static void wait(struct engine *g)
{
	struct pollfd fds[2 + WORKERS + PROGRAM_FDS];
	struct err e;
	char drain[64];
	size_t n = 0;

	fds[n++] = (struct pollfd){ .fd = wake_fds[0], .events = POLLIN };
	fds[n++] = (struct pollfd){ .fd = g->client.fd, .events = POLLIN |
				    (wire_pending(&g->client) ? POLLOUT : 0) };
	for (size_t i = 0; i < WORKERS; i++) {
		struct worker *w = &g->workers[i];

		if (w->pid)
			fds[n++] = (struct pollfd){ .fd = w->wire.fd, .events = POLLIN |
						    (wire_pending(&w->wire) ? POLLOUT : 0) };
	}
	n += program_poll(g, fds + n);
	if (multi_wait(g->net, fds, n, timeout_ms(g), &e))
		log_line("%s", e.msg);
	while (read(wake_fds[0], drain, sizeof(drain)) > 0)
		;
}

static void turn(struct engine *g)
{
	struct err e;

	arena_reset(g->turn);
	if (wire_fill(&g->client))
		g->is_over = true;
	command_turn(g);
	if (g->is_over || has_signal)
		return;
	refresh_turn(g);
	if (multi_perform(g->net, &e))
		log_line("%s", e.msg);
	job_take_replies(g);
	program_turn(g);
	workers_listen(g);
	workers_feed(g);
	ingest_turn(g);
	/* The store's queue may have room again, and nothing else would wake the turn. */
	workers_feed(g);
	look_at_version(g);
	index_turn(g);
	if (wire_flush(&g->client))
		g->is_over = true;
	if (!g->is_over && !has_signal)
		wait(g);
}

static void finish(struct engine *g)
{
	job_cancel_all(g, false);
	program_stop(g);
	access_stop(g);
	workers_stop(g);
	multi_free(g->net);
	db_close(g->db);
	config_free(&g->config);
	rules_free(&g->rules);
	wire_close(&g->client);
	arena_free(g->refresh.arena);
	arena_free(g->turn);
	arena_free(g->sources);
	arena_free(g->arena);
	free(g->index_seqs);
	http_cleanup();
	log_line("end");
}

int engine_run(const struct engine_args *args)
{
	struct engine g = { .lock_wait = args->lock_wait, .is_attended = args->is_attended,
			    .refresh = { .lock_fd = -1 } };
	struct msg ready = { .kind = MSG_READY };
	struct err e;

	if (setup_signals(&e))
		return EX_OSERR;
	g.random = ((uint32_t)date_monotonic_ms() ^ (uint32_t)getpid() << 16) | 1;
	g.arena = arena_new(MIB(16));
	g.turn = arena_new(LIMIT_ARENA);
	workers_init(&g);
	wire_init(&g.client, args->fd);
	if (start(&g, args, &e)) {
		/* The client says it in its own words' place; there is nothing to serve. */
		ready.rc = e.rc;
		ready.text = e.msg;
		engine_send(&g, &ready);
		if (wire_flush(&g.client))
			log_line("the client is gone");
		log_line("cannot start: %s", e.msg);
		finish(&g);
		return err_exit_code(e.rc);
	}
	log_line("ready");
	ready.n = engine_has_network();
	ready.words = g.warnings;
	ready.n_words = MIN(g.n_warnings, WARNINGS_TOLD);
	engine_send(&g, &ready);
	while (!g.is_over && !has_signal)
		turn(&g);
	finish(&g);
	return 0;
}

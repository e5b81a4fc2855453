#include "app/client.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/spawn.h"

/* How long a peer whose socket was closed may take to finish before it is told by a signal. */
#define PATIENCE_MS 10000

#define ARGS_BYTES KIB(64)
#define PIECE_BYTES MIB(1)	/* of a document on its way to the parser */

static enum rc start(struct client *c, char **argv, struct err *e)
{
	int fd;
	enum rc rc = spawn_peer(argv, &fd, &c->pid, e);

	if (rc) {
		c->pid = 0;
		c->wire.fd = -1;
		return rc;
	}
	wire_init(&c->wire, fd);
	return OK;
}

enum rc client_start_engine(struct client *c, const char *store, const char *config,
			    const char *feeds, bool keep_feeds, struct err *e)
{
	struct arena *a = arena_new(ARGS_BYTES);
	char *argv[6];
	size_t n = 0;
	enum rc rc;

	argv[n++] = spawn_own_path(a, "lede-engine");
	if (store)
		argv[n++] = arena_printf(a, "--store=%s", store);
	if (config)
		argv[n++] = arena_printf(a, "--config=%s", config);
	if (feeds)
		argv[n++] = arena_printf(a, "--feeds=%s", feeds);
	if (keep_feeds)
		argv[n++] = arena_strdup(a, "--keep-feeds");
	argv[n] = NULL;
	rc = start(c, argv, e);
	arena_free(a);
	return rc;
}

static enum rc start_parser(struct client *c, struct err *e)
{
	struct arena *a = arena_new(ARGS_BYTES);
	char *argv[2] = { spawn_own_path(a, "lede-parse"), NULL };
	enum rc rc = start(c, argv, e);

	arena_free(a);
	return rc;
}

/* True once the child is gone. */
static bool reap(pid_t pid, int patience_ms)
{
	int64_t deadline = date_monotonic_ms() + patience_ms;
	struct timespec pause = { 0, 500000 };

	for (;;) {
		pid_t got = waitpid(pid, NULL, WNOHANG);

		if (got == pid || (got < 0 && errno != EINTR))
			return true;
		if (date_monotonic_ms() >= deadline)
			return false;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 20000000)
			pause.tv_nsec *= 2;
	}
}

void client_stop(struct client *c)
{
	if (c->pid <= 0)
		return;
	wire_close(&c->wire);
	if (!reap(c->pid, PATIENCE_MS)) {
		kill(c->pid, SIGTERM);
		if (!reap(c->pid, PATIENCE_MS)) {
			kill(c->pid, SIGKILL);
			reap(c->pid, PATIENCE_MS);
		}
	}
	c->pid = 0;
}

/* For a parser that hangs: it has nothing to lose. */
static void client_kill(struct client *c)
{
	if (c->pid > 0)
		kill(c->pid, SIGKILL);
	client_stop(c);
}

bool client_is_running(const struct client *c)
{
	return c->pid > 0 && c->wire.fd >= 0;
}

int64_t client_send(struct client *c, struct msg *m)
{
	m->seq = ++c->next_seq;
	if (!client_is_running(c) || wire_send(&c->wire, m))
		return 0;
	return m->seq;
}

/* The next answer to seq. */
static enum rc await(struct client *c, struct arena *a, int64_t seq, struct msg *answer,
		     int timeout_ms, client_event on_event, void *ctx, struct err *e)
{
	enum rc rc;

	for (;;) {
		rc = wire_wait(&c->wire, a, answer, timeout_ms, e);
		if (rc)
			return rc;
		if (answer->seq == seq)
			break;
		if (on_event)
			on_event(answer, ctx);
	}
	if (answer->rc)
		return err_set(e, answer->rc, "%s", answer->text ? answer->text : "");
	return OK;
}

static int64_t ask(struct client *c, struct msg *m, struct err *e)
{
	int64_t seq = client_send(c, m);

	if (!seq)
		err_set(e, E_LIMIT, _("too large to hand on"));
	return seq;
}

enum rc client_call(struct client *c, struct arena *a, struct msg *m, struct msg *answer,
		    client_event on_event, void *ctx, struct err *e)
{
	int64_t seq = ask(c, m, e);

	return seq ? await(c, a, seq, answer, -1, on_event, ctx, e) : E_LIMIT;
}

static enum rc decode(struct arena *a, enum parsed_kind want, const struct msg *answer,
		      void *object, struct err *e)
{
	const struct shape *shape = want == PARSED_FEED ? &shape_feed :
				    want == PARSED_ARTICLE ? &shape_article : &shape_outlines;

	if (answer->kind != MSG_PARSED || answer->n != want)
		return err_set(e, E_PROTO, _("the parser gave an answer to another question"));
	return record_decode(a, shape, answer->body, object, e);
}

/* Gives the parser, which is started where it is not running, a document: in pieces, so that no
 * copy of it gathers on the way. */
static enum rc give(struct client *c, struct msg *m, int64_t *seq, struct err *e)
{
	struct str rest = m->body;
	enum rc rc = client_is_running(c) ? OK : start_parser(c, e);

	while (rc == OK) {
		m->body = str_sub(rest, 0, PIECE_BYTES);
		rest = str_sub(rest, PIECE_BYTES, SIZE_MAX);
		m->m = rest.n > 0;
		*seq = ask(c, m, e);
		if (!*seq || !m->m)
			return *seq ? OK : E_LIMIT;
		if (wire_push(&c->wire, PIECE_BYTES)) {
			client_kill(c);
			rc = err_set(e, E_DIED, _("the parser ended unexpectedly"));
		}
	}
	return rc;
}

/* What the parser makes of it, or of a part of it. */
static enum rc take_parsed(struct client *c, struct arena *a, int64_t seq, struct msg *answer,
			   struct err *e)
{
	enum rc rc = await(c, a, seq, answer, LIMIT_PARSE_SECONDS * 1000, NULL, NULL, e);

	if (rc == E_NOTFOUND) {
		client_kill(c);
		return err_set(e, E_LIMIT, _("takes more than %d seconds to read"),
			       LIMIT_PARSE_SECONDS);
	}
	if (rc == E_DIED || rc == E_PROTO) {
		client_kill(c);
		return rc == E_PROTO ? rc : err_set(e, rc, _("the parser ended unexpectedly"));
	}
	return rc;
}

enum rc client_parse_msg(struct client *c, struct arena *a, struct msg *m, void *object,
			 struct err *e)
{
	enum parsed_kind want = m->kind == MSG_PARSE_PAGE ? PARSED_ARTICLE : PARSED_OUTLINES;
	struct msg answer;
	int64_t seq;
	enum rc rc = give(c, m, &seq, e);

	if (rc == OK)
		rc = take_parsed(c, a, seq, &answer, e);
	return rc ? rc : decode(a, want, &answer, object, e);
}

enum rc client_parse(struct client *c, struct arena *a, enum msg_kind kind, struct str bytes,
		     const char *url, const char *content_type, uint32_t flags, void *object,
		     struct err *e)
{
	struct msg m = { .kind = kind, .body = bytes, .url = url, .text = content_type,
			 .n = flags };

	return client_parse_msg(c, a, &m, object, e);
}

enum rc client_parse_feed(struct client *c, struct str bytes, const char *url,
			  const char *content_type, uint32_t flags, client_part take, void *ctx,
			  struct err *e)
{
	struct msg m = { .kind = MSG_PARSE_FEED, .body = bytes, .url = url,
			 .text = content_type, .n = flags };
	struct arena *a = arena_new(LIMIT_ARENA);
	struct msg answer = { 0 };
	struct feed part;
	int64_t seq;
	enum rc rc = give(c, &m, &seq, e);

	while (rc == OK) {
		rc = take_parsed(c, a, seq, &answer, e);
		if (rc == OK)
			rc = decode(a, PARSED_FEED, &answer, &part, e);
		if (rc != OK)
			break;
		take(a, &part, answer.m != 0, ctx);
		if (!answer.m)
			break;
		arena_reset(a);
	}
	arena_free(a);
	return rc;
}

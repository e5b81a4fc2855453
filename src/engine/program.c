#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "engine/engine_priv.h"

#define STEP_BYTES MIB(1)	/* read of one program in a turn: more than a pipe holds */
#define SAID_BYTES 400		/* kept of what it says on standard error */

struct program {
	struct program *next;
	struct program_task task;	/* with a command of its own */
	char *name;			/* its first word */
	pid_t pid;			/* 0: waits its turn */
	int fds[3];			/* as of spawn_captured; -1: closed */
	size_t given;			/* bytes of the input */
	struct buf out, said;
	int64_t deadline;		/* monotonic ms */
	struct err err;
};

void program_start(struct engine *g, const struct program_task *t)
{
	struct program *p = mem_zalloc(sizeof(*p)), **last = &g->programs;

	p->task = *t;
	p->task.command = mem_strdup(t->command);
	p->fds[0] = p->fds[1] = p->fds[2] = -1;
	p->out = BUF_INIT(t->max_bytes);
	p->said = BUF_INIT(SAID_BYTES);
	while (*last)
		last = &(*last)->next;
	*last = p;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Ends whatever it started and left, then itself; returns how it ended, as waitpid says. It is
 * reaped last: until then its number is nobody else's. */
static int end_group(struct program *p)
{
	int status = 0;

	if (!p->pid)
		return 0;
	kill(-p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	for (size_t i = 0; i < ARRAY_LEN(p->fds); i++)
		close_fd(&p->fds[i]);
	return status;
}

static void free_program(struct program *p)
{
	end_group(p);
	buf_free(&p->out);
	buf_free(&p->said);
	free(p->name);
	free((char *)p->task.command);
	free(p);
}

/* --- the start --- */

/* The folder of the feeds file, symbolic links followed; "/" while there is none. */
static const char *working_folder(struct engine *g)
{
	char real[PATH_MAX], *slash;

	if (!realpath(g->feeds_path, real))
		return "/";
	slash = strrchr(real, '/');
	slash[slash == real] = '\0';
	return arena_strdup(g->turn, real);
}

static void start(struct engine *g, struct program *p)
{
	char **argv = spawn_words(g->turn, p->task.command, &p->err);

	if (argv && !argv[0])
		err_set(&p->err, E_USAGE, _("no program is named"));
	if (p->err.rc)
		return;
	p->name = mem_strdup(argv[0]);
	if (spawn_captured(argv, working_folder(g), p->task.input.p != NULL, p->fds, &p->pid,
			   &p->err)) {
		p->pid = 0;
		return;
	}
	p->deadline = date_monotonic_ms() + (int64_t)LIMIT_PROGRAM_SECONDS * 1000;
	log_line("program %ld started: %s", (long)p->pid, p->task.command);
}

/* --- on the way --- */

/* A program need not read all it is given. */
static void give(struct program *p)
{
	const struct str in = p->task.input;
	ssize_t n = 0;

	while (p->fds[0] >= 0 && p->given < in.n) {
		n = write(p->fds[0], in.p + p->given, in.n - p->given);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0 && errno != EINTR)
			break;
		p->given += n > 0 ? (size_t)n : 0;
	}
	close_fd(&p->fds[0]);
}

/* What there is, at most STEP_BYTES; what does not fit into b is dropped. */
static void take(int *fd, struct buf *b)
{
	char chunk[65536];
	size_t got = 0, room;
	ssize_t n;

	while (*fd >= 0 && got < STEP_BYTES) {
		n = read(*fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close_fd(fd);
			return;
		}
		room = b->max - b->len;
		buf_add(b, chunk, MIN((size_t)n, room));
		b->failed |= (size_t)n > room;
		got += (size_t)n;
	}
}

static bool has_ended(const struct program *p)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid;
}

/* Its first line on standard error, if there is one: foreign text. */
static const char *first_words(struct engine *g, const struct program *p)
{
	struct str rest = buf_str(&p->said), line;

	while (str_split(&rest, '\n', &line)) {
		struct clean c = clean_line(g->turn, line);

		if (c.n)
			return arena_printf(g->turn, ": %.*s", (int)c.n, c.p);
	}
	return "";
}

static void judge(struct engine *g, struct program *p, int status)
{
	const char *said = first_words(g, p);

	if (WIFSIGNALED(status))
		err_set(&p->err, E_IO, _("%s was ended by signal %d%s"), p->name,
			WTERMSIG(status), said);
	else if (WEXITSTATUS(status))
		err_set(&p->err, E_IO, _("%s failed with exit status %d%s"), p->name,
			WEXITSTATUS(status), said);
}

/* True when it is over, one way or another. */
static bool step(struct engine *g, struct program *p)
{
	/* Asked first: all it wrote before its end is read below. */
	bool ended = has_ended(p);

	give(p);
	take(&p->fds[1], &p->out);
	take(&p->fds[2], &p->said);
	if (p->out.failed) {
		err_set(&p->err, E_LIMIT, _("%s printed more than %zu bytes"), p->name,
			p->out.max);
	} else if (!ended && date_monotonic_ms() >= p->deadline) {
		err_set(&p->err, E_IO, _("%s did not end within %d seconds%s"), p->name,
			LIMIT_PROGRAM_SECONDS, first_words(g, p));
	} else if (!ended) {
		return false;
	}
	if (p->err.rc)
		end_group(p);
	else
		judge(g, p, end_group(p));
	return true;
}

static void unlink_program(struct engine *g, struct program *p)
{
	struct program **at = &g->programs;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

static void finish(struct engine *g, struct program *p)
{
	unlink_program(g, p);
	log_line("program ended: %s%s%s", p->task.command, p->err.rc ? ": " : "", p->err.msg);
	p->task.done(g, p->task.ctx, &p->out, &p->err);
	free_program(p);
}

/* Moves what can move until one is over. What that one is for may start and cancel others, so that
 * each look begins anew. */
static struct program *next_over(struct engine *g)
{
	size_t n_running = 0;

	for (struct program *p = g->programs; p; p = p->next) {
		if (!p->pid && n_running < LIMIT_PROGRAMS)
			start(g, p);
		n_running += p->pid != 0;
		if (p->err.rc || (p->pid && step(g, p)))
			return p;
	}
	return NULL;
}

void program_turn(struct engine *g)
{
	struct program *p;

	while ((p = next_over(g)))
		finish(g, p);
}

void program_cancel(struct engine *g, program_done *done, bool (*drop)(void *ctx, void *data),
		    void *data)
{
	struct program **at = &g->programs, *p;

	while ((p = *at)) {
		if (p->task.done != done || !drop(p->task.ctx, data)) {
			at = &p->next;
			continue;
		}
		*at = p->next;
		free_program(p);
	}
}

void program_stop(struct engine *g)
{
	for (struct program *p; (p = g->programs);) {
		g->programs = p->next;
		free_program(p);
	}
}

size_t program_poll(const struct engine *g, struct pollfd fds[PROGRAM_FDS])
{
	size_t n = 0;

	for (const struct program *p = g->programs; p; p = p->next)
		for (size_t i = 0; i < ARRAY_LEN(p->fds) && n < PROGRAM_FDS; i++)
			if (p->fds[i] >= 0)
				fds[n++] = (struct pollfd){ .fd = p->fds[i],
							    .events = i ? POLLIN : POLLOUT };
	return n;
}

int64_t program_deadline(const struct engine *g)
{
	size_t n_running = 0, n_waiting = 0;
	int64_t next = NEVER;

	for (const struct program *p = g->programs; p; p = p->next) {
		n_running += p->pid != 0;
		n_waiting += !p->pid;
		if (p->pid)
			next = MIN(next, p->deadline);
	}
	return n_waiting && n_running < LIMIT_PROGRAMS ? 0 : next;
}

/* out.c: what the commands print. Standard output holds only clean text and JSON. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/url.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/spawn.h"
#include "cli/cli.h"

/* What is enough for the arguments and messages of one line. */
#define LINE_ARENA MIB(1)

void out_printf(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
}

void out_clean(struct clean s)
{
	fwrite(s.p, 1, s.n, stdout);
}

void out_line(struct arena *a, const char *s)
{
	if (s)
		out_clean(clean_cstr(a, s));
}

void out_url(struct arena *a, const char *url)
{
	out_clean(clean_url(a, str_of(url)));
}

bool out_is_terminal(void)
{
	return isatty(STDOUT_FILENO);
}

int out_columns(void)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0)
		return ws.ws_col;
	return 80;
}

/* A pager that shows colours as text and quits by itself where all fits one screen. */
static char **pager_words(struct cli *c, struct err *e)
{
	const char *command = getenv("PAGER");

	if (str_blank(command))
		command = "less";
	setenv("LESS", "FRX", 0);
	return spawn_words(c->arena, command, e);
}

enum rc out_page(struct cli *c, struct str text, struct err *e)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, was;
	char **words = NULL;
	pid_t pid;
	int fd, status;

	if (out_is_terminal() && isatty(STDIN_FILENO)) {
		words = pager_words(c, e);
		if (!words)
			return e->rc;
	}
	fflush(stdout);
	/* Ctrl-C is the pager's from its first moment on. */
	sigaction(SIGINT, &ignore, &was);
	if (!words || !words[0] || spawn_pipe(words, &fd, &pid, e)) {
		sigaction(SIGINT, &was, NULL);
		fwrite(text.p, 1, text.n, stdout);
		return OK;
	}
	osfile_write_all(fd, text);	/* a pager that was left early has seen enough */
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &was, NULL);
	/* No such program: the text must not be lost. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		fwrite(text.p, 1, text.n, stdout);
	return OK;
}

void out_flush(void)
{
	fflush(stdout);
}

/* The errno of a write that failed long ago is lost; the pipe still knows. */
static bool is_reader_gone(void)
{
	struct pollfd pfd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&pfd, 1, 0) > 0 && (pfd.revents & POLLERR);
}

int out_finish(void)
{
	int num;

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	num = errno;
	if (num == EPIPE || is_reader_gone())
		return 0;
	fprintf(stderr, "lede: %s: %s\n", _("standard output"),
		num ? strerrordesc_np(num) : _("cannot be written"));
	return EX_IOERR;
}

static void remember(struct cli *c, enum rc rc)
{
	int code = err_exit_code(rc);

	/* One bad input among several is the mildest failure. */
	if (code > c->exit_code)
		c->exit_code = code;
}

static void say(const char *input, const char *reason)
{
	struct arena *a = arena_new(LINE_ARENA);
	struct clean s;

	fflush(stdout);
	fputs("lede: ", stderr);
	if (input) {
		s = clean_cstr(a, url_hide_user(a, input));
		fwrite(s.p, 1, s.n, stderr);
		fputs(": ", stderr);
	}
	s = clean_cstr(a, reason);
	fwrite(s.p, 1, s.n, stderr);
	fputc('\n', stderr);
	arena_free(a);
}

enum rc cli_fail(struct cli *c, const char *input, enum rc rc, const struct err *e)
{
	say(input, e->msg);
	remember(c, rc);
	return rc;
}

enum rc cli_error(struct cli *c, const char *input, enum rc rc, const char *fmt, ...)
{
	char msg[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	say(input, msg);
	remember(c, rc);
	return rc;
}

void cli_note(const char *fmt, ...)
{
	char msg[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	say(NULL, msg);
}

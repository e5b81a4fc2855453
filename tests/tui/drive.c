/* drive: runs a program in a pseudo-terminal with a real emulator (libvterm) behind it, and
 * follows a script. Speaks TAP: one test a checking line.
 *
 *   drive SCRIPT PROGRAM [ARG...]
 *
 * The program gets LEDE_SYNC_FD, the number of a descriptor. After every turn that painted it
 * writes "state BYTES BUSY\n" there: the bytes of input it has consumed so far, and the jobs that
 * are still out. So no script sleeps: "wait" is over when all input was consumed and nothing is
 * out. The commands, one a line, "#" begins a comment, ${NAME} is the environment's:
 *
 *   size 80x24          before the start               env NAME=VALUE     for the program
 *   start [ARG...]      (again); any key starts too    hide TEXT          "#" for it in screens
 *   key NAME            keys "NAME NAME ..."           type TEXT          paste TEXT
 *   click ROW COL       wheel up|down ROW COL          resize 40x12       signal TERM
 *   wait                all consumed, nothing out      wait keys          all consumed
 *   wait-for TEXT       until it is on the screen      wait-gone TEXT     until it is not
 *   expect TEXT         reject TEXT                    screen NAME        as the golden file
 *   cursor ROW COL      raw-check                      exit CODE          waits for the end
 *   kill-peer NAME      SIGKILL for descendants        run COMMAND        sh -c, must succeed
 *   fill                any screen, each cell valid    dump               the screen as comments
 *   raw-save FILE       all bytes written so far
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <vterm.h>

#include "tests/tui/drive.h"

struct drive d = { .rows = 24, .cols = 80, .pty = -1, .sync = -1 };

int64_t drive_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void drive_fatal(const char *what)
{
	printf("Bail out! line %d: %s: %s\n", d.line, what, strerrorname_np(errno));
	exit(99);
}

/* One result. A failure shows the screen. */
static void result(bool ok, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	d.tests++;
	printf("%sok %d - line %d: %s\n", ok ? "" : "not ", d.tests, d.line, text);
	if (!ok) {
		d.failed++;
		drive_print_screen();
	}
	fflush(stdout);
}

/* ---- the program ---- */

static char **child_argv(char *const program[], char *extra)
{
	static char *argv[64];
	char *word, *save = NULL;
	int n = 0;

	for (; *program && n < 40; program++)
		argv[n++] = *program;
	for (word = extra ? strtok_r(extra, " ", &save) : NULL; word && n < 63; word = strtok_r(NULL, " ", &save))
		argv[n++] = word;
	argv[n] = NULL;
	return argv;
}

static void start(char *extra)
{
	struct winsize ws = { .ws_row = (unsigned short)d.rows, .ws_col = (unsigned short)d.cols };
	char **argv = child_argv(d.program, extra);
	char fd_text[16];
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		drive_fatal("pipe");
	snprintf(fd_text, sizeof(fd_text), "%d", fds[1]);
	fflush(stdout);
	d.pid = forkpty(&d.pty, NULL, NULL, &ws);
	if (d.pid < 0)
		drive_fatal("forkpty");
	if (d.pid == 0) {
		setenv("LEDE_SYNC_FD", fd_text, 1);
		fcntl(fds[1], F_SETFD, 0);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	d.sync = fds[0];
	fcntl(d.pty, F_SETFD, FD_CLOEXEC);
	fcntl(d.pty, F_SETFL, O_NONBLOCK);
	fcntl(d.sync, F_SETFL, O_NONBLOCK);
	d.sent = d.consumed = d.busy = 0;
	d.states = d.need_states = 0;
	d.sync_len = 0;
	if (d.vt)
		vterm_free(d.vt);
	d.vt = vterm_new(d.rows, d.cols);
	vterm_set_utf8(d.vt, 1);
	d.screen = vterm_obtain_screen(d.vt);
	vterm_screen_enable_altscreen(d.screen, 1);
	vterm_screen_reset(d.screen, 1);
}

/* Hands on what the emulator has to say: keys, and its answers to questions. */
static void send_output(void)
{
	char out[4096];
	size_t n, done;

	while ((n = vterm_output_read(d.vt, out, sizeof(out))) > 0) {
		for (done = 0; done < n;) {
			ssize_t k = write(d.pty, out + done, n - done);

			if (k < 0 && (errno == EAGAIN || errno == EINTR)) {
				struct pollfd p = { .fd = d.pty, .events = POLLOUT };

				poll(&p, 1, 1000);
				continue;
			}
			if (k < 0)
				return;		/* the program is gone; "exit" will tell */
			done += (size_t)k;
		}
		d.sent += (long)n;
	}
}

static bool read_pty(void)
{
	char in[16384];
	ssize_t n = read(d.pty, in, sizeof(in));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		d.pty_ended = true;
		return false;
	}
	if (d.raw_len + (size_t)n > d.raw_cap) {
		d.raw_cap = (d.raw_len + (size_t)n) * 2;
		d.raw = realloc(d.raw, d.raw_cap);
		if (!d.raw)
			drive_fatal("memory");
	}
	memcpy(d.raw + d.raw_len, in, (size_t)n);
	d.raw_len += (size_t)n;
	vterm_input_write(d.vt, in, (size_t)n);
	send_output();
	return true;
}

static void read_sync(void)
{
	char *line, *end;
	ssize_t n = read(d.sync, d.sync_buf + d.sync_len, sizeof(d.sync_buf) - 1 - d.sync_len);

	if (n == 0)
		d.sync_ended = true;
	if (n <= 0)
		return;
	d.sync_len += (size_t)n;
	d.sync_buf[d.sync_len] = '\0';
	for (line = d.sync_buf; (end = strchr(line, '\n')); line = end + 1) {
		char *rest;

		if (strncmp(line, "state ", 6) != 0)
			continue;
		d.consumed = strtol(line + 6, &rest, 10);
		d.busy = strtol(rest, NULL, 10);
		d.states++;
	}
	d.sync_len -= (size_t)(line - d.sync_buf);
	memmove(d.sync_buf, line, d.sync_len);
}

/* Looks at both descriptors for at most so many milliseconds. False when nothing came. */
static bool pump(int timeout)
{
	struct pollfd p[2] = { { .fd = d.pty_ended ? -1 : d.pty, .events = POLLIN },
			       { .fd = d.sync_ended ? -1 : d.sync, .events = POLLIN } };

	if (poll(p, 2, timeout) <= 0)
		return false;
	if (p[0].revents)
		read_pty();
	if (p[1].revents)
		read_sync();
	return true;
}

/* The kernel hands a terminal's bytes on a moment after the write that made them. */
static void drain(void)
{
	while (!d.pty_ended && pump(25))
		;
}

static bool is_idle(bool keys_only)
{
	return d.states > d.need_states - 1 && d.states > 0 && d.consumed >= d.sent &&
	       (keys_only || d.busy == 0);
}

static bool wait_idle(bool keys_only)
{
	int64_t end = drive_ms() + WAIT_MS;

	for (;;) {
		while (!is_idle(keys_only)) {
			if (drive_ms() > end || (d.pty_ended && d.sync_ended))
				return false;
			pump(50);
		}
		drain();
		if (is_idle(keys_only))		/* an answer of the emulator may have gone out */
			return true;
	}
}

static bool wait_for(const char *text, bool there)
{
	int64_t end = drive_ms() + WAIT_MS;

	while (drive_on_screen(text) != there) {
		if (drive_ms() > end || d.pty_ended)
			return false;
		pump(50);
	}
	drain();
	return drive_on_screen(text) == there;
}

static int wait_exit(void)
{
	int64_t end = drive_ms() + WAIT_MS;
	int status = 0;

	while (waitpid(d.pid, &status, WNOHANG) == 0) {
		if (drive_ms() > end) {
			kill(d.pid, SIGKILL);
			waitpid(d.pid, &status, 0);
			status = -1;
			break;
		}
		if (!pump(20) && d.pty_ended && d.sync_ended)
			poll(NULL, 0, 5);
	}
	drain();
	close(d.pty);
	close(d.sync);
	d.pid = 0;
	d.pty_ended = d.sync_ended = false;
	return status == -1 ? -1 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- commands ---- */

static void parse_size(const char *arg, int *cols, int *rows)
{
	char *rest;

	*cols = (int)strtol(arg, &rest, 10);
	*rows = *rest == 'x' ? (int)strtol(rest + 1, NULL, 10) : 0;
	if (*cols < 1 || *rows < 1)
		drive_fatal("a size is COLUMNSxROWS");
}

static void resize(const char *arg)
{
	struct winsize ws = { 0 };

	parse_size(arg, &d.cols, &d.rows);
	ws.ws_row = (unsigned short)d.rows;
	ws.ws_col = (unsigned short)d.cols;
	vterm_set_size(d.vt, d.rows, d.cols);
	d.need_states = d.states + 1;	/* "wait" then means: painted after this */
	if (ioctl(d.pty, TIOCSWINSZ, &ws))
		drive_fatal("resize");
}

static int signal_number(const char *name)
{
	int i;

	for (i = 1; i < 32; i++)
		if (sigabbrev_np(i) && strcmp(sigabbrev_np(i), name) == 0)
			return i;
	drive_fatal("no such signal");
	return 0;
}

static void mouse(char *arg, int button)
{
	char *rest;
	long row = strtol(arg, &rest, 10), col = strtol(rest, NULL, 10);

	vterm_mouse_move(d.vt, (int)row - 1, (int)col - 1, VTERM_MOD_NONE);
	vterm_mouse_button(d.vt, button, true, VTERM_MOD_NONE);
	if (button < 4)
		vterm_mouse_button(d.vt, button, false, VTERM_MOD_NONE);
	send_output();
}

static void type_text(const char *s)
{
	while (*s)
		vterm_keyboard_unichar(d.vt, drive_next_char(&s), VTERM_MOD_NONE);
	send_output();
}

static void press_keys(char *arg)
{
	char *word, *save = NULL;
	size_t n = strlen(arg);

	if (n > 1 && arg[0] == '"' && arg[n - 1] == '"') {
		arg[n - 1] = '\0';
		arg++;
	}
	for (word = strtok_r(arg, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (!drive_press(word))
			drive_fatal("no such key");
		send_output();
	}
}

static void command_cursor(char *arg)
{
	char *rest;
	long row = strtol(arg, &rest, 10), col = strtol(rest, NULL, 10);
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(d.vt), &pos);
	result(pos.row == row - 1 && pos.col == col - 1, "cursor at %d %d, wanted %ld %ld",
	       pos.row + 1, pos.col + 1, row, col);
}

static void command_exit(char *arg)
{
	long want = strtol(arg, NULL, 10);
	int got = d.pid ? wait_exit() : -2;

	result(got == want, "exit code %d, wanted %ld", got, want);
}

/* sh -c: for what a script needs beside the program, such as a request to a test's server. */
static void command_run(char *arg)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		drive_fatal("fork");
	if (pid == 0) {
		dup2(2, 1);
		execl("/bin/sh", "sh", "-c", arg, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	result(status == 0, "run %s", arg);
}

/* Commands that check or wait. False when name is none of them. */
static bool check_command(const char *name, char *arg)
{
	char why[256] = "";

	if (strcmp(name, "wait") == 0) {
		if (!wait_idle(strcmp(arg, "keys") == 0)) {
			result(false, "wait: %ld of %ld bytes consumed, %ld jobs out, %ld states",
			       d.consumed, d.sent, d.busy, d.states);
			d.stop = true;
		}
	} else if (strcmp(name, "wait-for") == 0 || strcmp(name, "wait-gone") == 0) {
		bool ok = wait_for(arg, name[5] == 'f');

		result(ok, "%s %s", name, arg);
		d.stop = !ok;
	} else if (strcmp(name, "expect") == 0) {
		result(drive_on_screen(arg), "\"%s\" is on the screen", arg);
	} else if (strcmp(name, "reject") == 0) {
		result(!drive_on_screen(arg), "\"%s\" is not on the screen", arg);
	} else if (strcmp(name, "screen") == 0) {
		result(drive_same_screen(arg, why, sizeof(why)), "screen %s%s", arg, why);
	} else if (strcmp(name, "raw-check") == 0) {
		result(drive_raw_ok(why, sizeof(why)), "only known sequences%s", why);
	} else if (strcmp(name, "cursor") == 0) {
		command_cursor(arg);
	} else if (strcmp(name, "fill") == 0) {
		result(drive_fill_ok(why, sizeof(why)), "the screen is sound%s", why);
	} else if (strcmp(name, "exit") == 0) {
		command_exit(arg);
	} else if (strcmp(name, "kill-peer") == 0) {
		int n = drive_kill_peers(arg);

		result(n > 0, "killed %d of %s", n, arg);
	} else {
		return false;
	}
	return true;
}

static bool input_command(const char *name, char *arg)
{
	if (strcmp(name, "key") == 0 || strcmp(name, "keys") == 0) {
		press_keys(arg);
	} else if (strcmp(name, "type") == 0) {
		type_text(arg);
	} else if (strcmp(name, "paste") == 0) {
		vterm_keyboard_start_paste(d.vt);
		type_text(arg);
		vterm_keyboard_end_paste(d.vt);
		send_output();
	} else if (strcmp(name, "click") == 0) {
		mouse(arg, 1);
	} else if (strncmp(name, "wheel", 5) == 0) {
		bool up = strncmp(arg, "up", 2) == 0;

		mouse(arg + strcspn(arg, "0123456789"), up ? 4 : 5);
	} else if (strcmp(name, "resize") == 0) {
		resize(arg);
	} else if (strcmp(name, "signal") == 0) {
		kill(d.pid, signal_number(arg));
	} else if (strcmp(name, "dump") == 0) {
		drive_print_screen();
	} else {
		return false;
	}
	return true;
}

static void save_raw(const char *path)
{
	FILE *f = fopen(path, "we");

	if (!f || fwrite(d.raw, 1, d.raw_len, f) != d.raw_len || fclose(f))
		drive_fatal(path);
}

static void command(char *name, char *arg)
{
	char *value;

	if (strcmp(name, "size") == 0) {
		parse_size(arg, &d.cols, &d.rows);
	} else if (strcmp(name, "hide") == 0) {
		if (d.n_hidden < DRIVE_HIDDEN)
			d.hidden[d.n_hidden++] = strdup(arg);
	} else if (strcmp(name, "env") == 0) {
		value = strchr(arg, '=');
		if (!value)
			drive_fatal("env NAME=VALUE");
		*value = '\0';
		setenv(arg, value + 1, 1);
	} else if (strcmp(name, "raw-save") == 0) {
		save_raw(arg);
	} else if (strcmp(name, "run") == 0) {
		command_run(arg);
	} else if (strcmp(name, "start") == 0) {
		if (d.pid)
			drive_fatal("already started");
		start(arg);
	} else {
		if (!d.pid && strcmp(name, "raw-check") != 0 && strcmp(name, "exit") != 0)
			start(NULL);
		if (!input_command(name, arg) && !check_command(name, arg)) {
			printf("Bail out! line %d: no command \"%s\"\n", d.line, name);
			exit(99);
		}
	}
}

/* ${NAME} from the environment, into out. */
static void expand(const char *in, char *out, size_t size)
{
	size_t n = 0;

	while (*in && n + 1 < size) {
		const char *end = strncmp(in, "${", 2) == 0 ? strchr(in, '}') : NULL;
		char name[64];
		const char *value;

		if (!end || (size_t)(end - in) >= sizeof(name)) {
			out[n++] = *in++;
			continue;
		}
		memcpy(name, in + 2, (size_t)(end - in) - 2);
		name[end - in - 2] = '\0';
		value = getenv(name);
		n += (size_t)snprintf(out + n, size - n, "%s", value ? value : "");
		if (n >= size)
			n = size - 1;
		in = end + 1;
	}
	out[n] = '\0';
}

int main(int argc, char *argv[])
{
	char text[4096], line[4096], *name, *arg;
	FILE *script;

	if (argc < 3) {
		fputs("usage: drive SCRIPT PROGRAM [ARG...]\n", stderr);
		return 64;
	}
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	d.program = argv + 2;
	script = strcmp(argv[1], "-") == 0 ? stdin : fopen(argv[1], "re");
	if (!script)
		drive_fatal(argv[1]);
	while (!d.stop && fgets(text, sizeof(text), script)) {
		d.line++;
		text[strcspn(text, "\n")] = '\0';
		expand(text, line, sizeof(line));
		name = line + strspn(line, " \t");
		if (!*name || *name == '#')
			continue;
		arg = name + strcspn(name, " \t");
		if (*arg)
			*arg++ = '\0';
		command(name, arg + strspn(arg, " \t"));
	}
	if (d.pid) {
		kill(d.pid, SIGHUP);
		wait_exit();
	}
	printf("1..%d\n", d.tests);
	return d.failed ? 1 : 0;
}

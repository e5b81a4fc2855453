#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"

extern char **environ;

char *spawn_own_path(struct arena *a, const char *name)
{
	const char *dir = getenv("LEDE_EXEC_PATH");
	char self[PATH_MAX], *path, *slash;
	ssize_t n;

	if (!str_blank(dir))
		return osfile_join(a, dir, name);
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		if (slash) {
			*slash = '\0';
			path = osfile_join(a, self, name);
			if (access(path, X_OK) == 0)
				return path;
		}
	}
	return osfile_join(a, LEDE_LIBEXECDIR, name);
}

/* posix_spawnp with every signal at its default and none blocked. Returns an errno value. */
static int start(char *const argv[], posix_spawn_file_actions_t *fa, short flags, pid_t *pid)
{
	posix_spawnattr_t attr;
	sigset_t all, none;
	int num = posix_spawnattr_init(&attr);

	if (num)
		return num;
	sigfillset(&all);
	sigemptyset(&none);
	num = posix_spawnattr_setsigdefault(&attr, &all);
	if (!num)
		num = posix_spawnattr_setsigmask(&attr, &none);
	if (!num)
		num = posix_spawnattr_setflags(&attr, (short)(POSIX_SPAWN_SETSIGDEF |
							      POSIX_SPAWN_SETSIGMASK | flags));
	if (!num)
		num = posix_spawnp(pid, argv[0], fa, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	return num;
}

static enum rc start_failed(int num, const char *program, struct err *e)
{
	return err_sys(e, num, _("cannot start %s"), program);
}

enum rc spawn_peer(char *const argv[], int *fd, pid_t *pid, struct err *e)
{
	posix_spawn_file_actions_t fa;
	int ends[2], num;

	*fd = -1;
	*pid = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return err_sys(e, errno, _("cannot make a socket pair"));
	num = posix_spawn_file_actions_init(&fa);
	if (num)
		goto out;
	num = posix_spawn_file_actions_adddup2(&fa, ends[1], STDIN_FILENO);
	if (!num)
		num = posix_spawn_file_actions_adddup2(&fa, ends[1], STDOUT_FILENO);
	if (!num && fcntl(ends[0], F_SETFL, O_NONBLOCK))
		num = errno;
	if (!num)
		num = start(argv, &fa, 0, pid);
	posix_spawn_file_actions_destroy(&fa);
out:
	close(ends[1]);
	if (num) {
		close(ends[0]);
		return start_failed(num, argv[0], e);
	}
	*fd = ends[0];
	return OK;
}

/* Programs that were started and left alone still have to be reaped; each start looks after
 * those before it. */
#define DETACHED_MAX 32
static pid_t detached[DETACHED_MAX];

static void reap_detached(pid_t new_pid)
{
	size_t i;

	for (i = 0; i < DETACHED_MAX; i++) {
		if (detached[i] > 0 && waitpid(detached[i], NULL, WNOHANG) != 0)
			detached[i] = 0;
		if (detached[i] == 0 && new_pid > 0) {
			detached[i] = new_pid;
			new_pid = 0;
		}
	}
}

static enum rc start_detached(char *const argv[], struct err *e)
{
	posix_spawn_file_actions_t fa;
	pid_t pid;
	int num, fd;

	num = posix_spawn_file_actions_init(&fa);
	if (num)
		return start_failed(num, argv[0], e);
	for (fd = 0; fd < 3 && !num; fd++)
		num = posix_spawn_file_actions_addopen(&fa, fd, "/dev/null", O_RDWR, 0);
	if (!num)
		num = start(argv, &fa, POSIX_SPAWN_SETSID, &pid);
	posix_spawn_file_actions_destroy(&fa);
	if (num)
		return start_failed(num, argv[0], e);
	reap_detached(pid);
	return OK;
}

enum rc spawn_user(char *const argv[], bool tty, int *status, struct err *e)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old_int, old_quit;
	enum rc rc = OK;
	pid_t pid;
	int num, st = 0;

	if (status)
		*status = 0;
	if (!tty)
		return start_detached(argv, e);
	/* As system(3) does: the keys for these are meant for the program in front. */
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	num = start(argv, NULL, 0, &pid);
	if (num) {
		rc = start_failed(num, argv[0], e);
	} else {
		while (waitpid(pid, &st, 0) < 0) {
			if (errno != EINTR) {
				rc = err_sys(e, errno, _("cannot wait for %s"), argv[0]);
				break;
			}
		}
	}
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	if (status)
		*status = st;
	return rc;
}

enum rc spawn_pipe(char *const argv[], int *fd, pid_t *pid, struct err *e)
{
	posix_spawn_file_actions_t fa;
	int ends[2], num;

	*fd = -1;
	*pid = -1;
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(e, errno, _("cannot make a pipe"));
	num = posix_spawn_file_actions_init(&fa);
	if (!num) {
		num = posix_spawn_file_actions_adddup2(&fa, ends[0], STDIN_FILENO);
		if (!num)
			num = start(argv, &fa, 0, pid);
		posix_spawn_file_actions_destroy(&fa);
	}
	close(ends[0]);
	if (num) {
		close(ends[1]);
		return start_failed(num, argv[0], e);
	}
	*fd = ends[1];
	return OK;
}

/* A pipe whose end for this process, mine (0 reads, 1 writes), does not block. */
static int own_pipe(int ends[2], int mine)
{
	if (pipe2(ends, O_CLOEXEC))
		return errno;
	return fcntl(ends[mine], F_SETFL, O_NONBLOCK) ? errno : 0;
}

static void close_both(int ends[2])
{
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
}

enum rc spawn_captured(char *const argv[], const char *folder, bool has_input, int fds[3],
		       pid_t *pid, struct err *e)
{
	int pipes[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	posix_spawn_file_actions_t fa;
	int num, i;

	*pid = -1;
	fds[0] = fds[1] = fds[2] = -1;
	num = posix_spawn_file_actions_init(&fa);
	if (num)
		return start_failed(num, argv[0], e);
	if (!has_input)
		num = posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	for (i = has_input ? 0 : 1; i < 3 && !num; i++) {
		num = own_pipe(pipes[i], i == 0);
		if (!num)
			num = posix_spawn_file_actions_adddup2(&fa, pipes[i][i != 0], i);
	}
	/* Libraries open descriptors too, and not all of theirs close by themselves. */
	if (!num)
		num = posix_spawn_file_actions_addclosefrom_np(&fa, 3);
	if (!num)
		num = posix_spawn_file_actions_addchdir_np(&fa, folder);
	if (!num)
		num = start(argv, &fa, POSIX_SPAWN_SETSID, pid);
	posix_spawn_file_actions_destroy(&fa);
	for (i = 0; i < 3 && !num; i++) {
		fds[i] = pipes[i][i == 0];
		pipes[i][i == 0] = -1;
	}
	for (i = 0; i < 3; i++)
		close_both(pipes[i]);
	return num ? start_failed(num, argv[0], e) : OK;
}

/* Takes one word off *rest, unquoted, into b; false when a quote is not closed. */
static bool take_word(struct str *rest, struct buf *b)
{
	char quote = 0;

	for (; rest->n; *rest = str_sub(*rest, 1, SIZE_MAX)) {
		char c = rest->p[0];

		if (!quote && ascii_space((unsigned char)c))
			return true;
		if (!quote && (c == '\'' || c == '"')) {
			quote = c;
		} else if (quote && c == quote) {
			quote = 0;
		} else if (c == '\\' && quote != '\'' && rest->n > 1 &&
			   (!quote || strchr("\"\\$`", rest->p[1]))) {
			buf_putc(b, rest->p[1]);
			*rest = str_sub(*rest, 1, SIZE_MAX);
		} else {
			buf_putc(b, c);
		}
	}
	return !quote;
}

/* "~" or "~/..." at the start of a word: the home folder. */
static void take_home(struct str *rest, struct buf *b)
{
	const char *home = getenv("HOME");

	if (rest->p[0] != '~' || str_blank(home))
		return;
	if (rest->n > 1 && rest->p[1] != '/' && !ascii_space((unsigned char)rest->p[1]))
		return;
	buf_puts(b, home);
	*rest = str_sub(*rest, 1, SIZE_MAX);
}

char **spawn_words(struct arena *a, const char *command, struct err *e)
{
	struct str rest = str_trim(str_of(command));
	struct buf b = BUF_INIT(LIMIT_CONFIG_BYTES);
	char **words = NULL;
	size_t n = 0;

	while (rest.n) {
		buf_reset(&b);
		take_home(&rest, &b);
		if (!take_word(&rest, &b)) {
			err_set(e, E_USAGE, _("a quote is not closed"));
			buf_free(&b);
			return NULL;
		}
		*ARENA_PUSH(a, words, n) = arena_str(a, buf_str(&b));
		rest = str_trim(rest);
	}
	*ARENA_PUSH(a, words, n) = NULL;
	buf_free(&b);
	return words;
}

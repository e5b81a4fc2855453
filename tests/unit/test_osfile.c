#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/osfile.h"
#include "base/spawn.h"

#define WORDS(...) spawn_words(a, arena_printf(a, __VA_ARGS__), NULL)

static struct arena *a;
static char *dir;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	a = arena_new(MIB(16));
	dir = arena_printf(a, "%s/lede-osfile-%ld", tmp ? tmp : "/tmp", (long)getpid());
	return mkdir(dir, 0700);
}

static int tear_down(void **state)
{
	int status, rc = spawn_user(WORDS("rm -rf -- '%s'", dir), true, &status, NULL);

	arena_free(a);
	return rc;
}

static char *at(const char *name)
{
	return osfile_join(a, dir, name);
}

static char *contents(const char *path)
{
	struct buf b = BUF_INIT(MIB(1));
	char *s = osfile_read(path, &b, NULL) ? NULL : arena_strdup(a, buf_cstr(&b));

	buf_free(&b);
	return s;
}

static void test_dirs(void **state)
{
	char *out;

	setenv("XDG_DATA_HOME", "/x", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", "/home/a/", 1);
	unsetenv("XDG_CACHE_HOME");
	assert_int_equal(osfile_dir(a, OSDIR_DATA, &out, NULL), OK);
	assert_string_equal(out, "/x/lede");
	assert_int_equal(osfile_dir(a, OSDIR_STATE, &out, NULL), OK);
	assert_string_equal(out, "/home/a/.local/state/lede");
	unsetenv("HOME");
	assert_int_equal(osfile_dir(a, OSDIR_CACHE, &out, NULL), E_NOTFOUND);
	assert_int_equal(osfile_mkdirs(at("p/q//r/"), NULL), OK);
	assert_int_equal(osfile_mkdirs(at("p/q/r"), NULL), OK);
	assert_int_equal(osfile_replace(at("file"), STR("x"), NULL), OK);
	assert_int_equal(osfile_mkdirs(at("file/x"), NULL), E_IO);
}

static void test_read(void **state)
{
	struct buf b = BUF_INIT(4);
	struct err e;

	assert_int_equal(osfile_replace(at("five"), STR("12345"), NULL), OK);
	assert_int_equal(osfile_read(at("five"), &b, &e), E_LIMIT);
	buf_free(&b);
	b = BUF_INIT(5);
	assert_int_equal(osfile_read(at("five"), &b, &e), OK);
	assert_string_equal(buf_cstr(&b), "12345");
	buf_reset(&b);
	assert_int_equal(osfile_read(dir, &b, &e), E_IO);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	alarm(10);	/* would wait for ever */
	assert_int_equal(osfile_read(at("fifo"), &b, &e), E_IO);
	assert_int_equal(osfile_read("/dev/zero", &b, &e), E_IO);
	alarm(0);
	assert_int_equal(osfile_read(at("none"), &b, &e), E_NOTFOUND);
	assert_non_null(strstr(e.msg, "No such file"));
	buf_free(&b);
}

static void test_replace(void **state)
{
	struct stat st;

	assert_int_equal(osfile_replace(at("f"), STR("one"), NULL), OK);
	assert_int_equal(stat(at("f"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(chmod(at("f"), 0640), 0);
	assert_int_equal(symlink("f", at("link")), 0);
	assert_int_equal(osfile_replace(at("link"), STR("two"), NULL), OK);
	assert_string_equal(contents(at("f")), "two");
	assert_int_equal(lstat(at("link"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(at("f"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(symlink("later", at("dangling")), 0);
	assert_int_equal(osfile_replace(at("dangling"), STR("made"), NULL), OK);
	assert_string_equal(contents(at("later")), "made");
	assert_int_equal(osfile_replace(dir, STR("x"), NULL), E_IO);
	assert_int_not_equal(osfile_replace(at("none/f"), STR("x"), NULL), OK);
	/* No room: the old contents stay, and nothing is left beside them. */
	assert_int_equal(signal(SIGXFSZ, SIG_IGN) == SIG_ERR, 0);
	{
		struct str big = str_mem(arena_alloc(a, 100000), 100000);
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			if (spawn_user(WORDS("prlimit --fsize=1000 -p %ld", (long)getpid()), true,
				       &status, NULL) || status)
				_exit(77);
			_exit(osfile_replace(at("f"), big, NULL) == OK);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
		assert_string_equal(contents(at("f")), "two");
		assert_int_equal(spawn_user(WORDS("sh -c \"! ls -a '%s' | grep -q '^.lede-'\"", dir),
					    true, &status, NULL), OK);
		assert_int_equal(status, 0);
	}
}

static void test_lock(void **state)
{
	struct err e;
	long holder = -1;
	int fd, other, status, ready[2];
	char c;
	pid_t pid;

	assert_int_equal(osfile_lock(at("lock"), &fd, &holder, &e), OK);
	assert_false(osfile_is_locked(at("lock")));	/* not by another */
	assert_int_equal(osfile_lock(at("lock"), &other, &holder, &e), E_BUSY);
	assert_int_equal(holder, getpid());
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0)
		_exit(osfile_is_locked(at("lock")) ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(fd);
	assert_false(osfile_is_locked(at("lock")));
	/* It ends with the process that holds it, however that ends. */
	pid = fork();
	if (pid == 0) {
		if (osfile_lock(at("lock"), &fd, NULL, NULL) || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_true(osfile_is_locked(at("lock")));
	assert_int_equal(osfile_lock(at("lock"), &fd, &holder, &e), E_BUSY);
	assert_int_equal(holder, pid);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(osfile_is_locked(at("lock")));
	assert_int_equal(osfile_lock(at("lock"), &fd, NULL, &e), OK);
	close(fd);
	close(ready[0]);
	close(ready[1]);
}

static void test_spawn(void **state)
{
	char **cat = WORDS("cat"), **none = WORDS("/nonexistent/x"), **exit3 = WORDS("sh -c 'exit 3'");
	char **masks = WORDS("grep -E '^Sig(Blk|Ign)' /proc/self/status");
	char text[256];
	struct pollfd p = { .events = POLLIN };
	sigset_t all;
	int status;
	pid_t pid;
	ssize_t n;

	assert_int_equal(spawn_peer(cat, &p.fd, &pid, NULL), OK);
	assert_true(fcntl(p.fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(p.fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(write(p.fd, "hello", 5), 5);
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(read(p.fd, text, sizeof(text)), 5);
	close(p.fd);	/* cat sees its end */
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(spawn_peer(none, &p.fd, &pid, NULL), E_NOTFOUND);
	assert_int_equal(p.fd, -1);
	assert_int_equal(spawn_user(exit3, true, &status, NULL), OK);
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_int_equal(spawn_user(exit3, false, NULL, NULL), OK);
	assert_int_equal(spawn_user(none, false, NULL, NULL), E_NOTFOUND);
	/* Children start with nothing blocked or ignored. */
	sigfillset(&all);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &all, NULL);
	assert_int_equal(spawn_peer(masks, &p.fd, &pid, NULL), OK);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	n = read(p.fd, text, sizeof(text) - 1);
	assert_true(n > 0);
	text[n] = '\0';
	/* (32 and 33 are the C library's own.) */
	assert_memory_equal(text, "SigBlk:\t0000000000000000\n", 25);
	assert_int_equal(strtoull(text + 25 + 8, NULL, 16) & 0x7fffffff, 0);
	close(p.fd);
}

static void test_pipe(void **state)
{
	char **argv = WORDS("sh -c \"cat >'%s'\"", at("piped"));
	int fd, status;
	pid_t pid;

	assert_int_equal(spawn_pipe(argv, &fd, &pid, NULL), OK);
	assert_int_equal(write(fd, "text", 4), 4);
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_string_equal(contents(at("piped")), "text");
}

static void read_end(int fd, char *out, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;
	ssize_t got;

	while (poll(&p, 1, 20000) == 1 && (got = read(fd, out + n, size - 1 - n)) > 0)
		n += (size_t)got;
	out[n] = '\0';
	close(fd);
}

/* What it prints and says, where it runs, and what it has of this process. */
static void test_captured(void **state)
{
	char **argv = WORDS("sh -c 'cat; pwd; echo no >&2; (: <&9) 2>/dev/null || echo closed;"
			    " (: </dev/tty) 2>/dev/null || echo none; exit 3'");
	int fds[3], status;
	char out[1000], said[1000];
	pid_t pid;
	struct err e;

	assert_int_equal(dup2(STDOUT_FILENO, 9), 9);
	assert_int_equal(spawn_captured(argv, dir, true, fds, &pid, &e), OK);
	assert_int_equal(write(fds[0], "text\n", 5), 5);
	close(fds[0]);
	read_end(fds[1], out, sizeof(out));
	read_end(fds[2], said, sizeof(said));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_string_equal(out, arena_printf(a, "text\n%s\nclosed\nnone\n", dir));
	assert_string_equal(said, "no\n");
	assert_int_equal(WEXITSTATUS(status), 3);
	close(9);
	argv = WORDS("no-such-program");
	assert_int_equal(spawn_captured(argv, dir, false, fds, &pid, &e), E_NOTFOUND);
	assert_int_equal(fds[1], -1);
}

/* Standard input is empty, and all of it ends with its group. */
static void test_captured_group(void **state)
{
	char **argv = WORDS("sh -c 'cat; sleep 1000 & echo started; wait'");
	char line[32] = "";
	struct pollfd p;
	int fds[3], status;
	pid_t pid;

	assert_int_equal(spawn_captured(argv, dir, false, fds, &pid, NULL), OK);
	assert_int_equal(fds[0], -1);
	p = (struct pollfd){ .fd = fds[1], .events = POLLIN };
	assert_int_equal(poll(&p, 1, 20000), 1);
	assert_true(read(fds[1], line, sizeof(line) - 1) > 0);
	assert_string_equal(line, "started\n");
	assert_int_equal(kill(-pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	read_end(fds[1], line, sizeof(line));	/* its end: nobody holds the pipe */
	close(fds[2]);
}

static void test_words(void **state)
{
	char **w = spawn_words(a, "  firefox --new-tab '%u x' \"a \\\"b\\\" \\n\" c\\ d'' \"\" ", NULL);
	struct err e;

	assert_string_equal(w[0], "firefox");
	assert_string_equal(w[1], "--new-tab");
	assert_string_equal(w[2], "%u x");
	assert_string_equal(w[3], "a \"b\" \\n");
	assert_string_equal(w[4], "c d");
	assert_string_equal(w[5], "");
	assert_null(w[6]);
	assert_null(spawn_words(a, "", NULL)[0]);
	assert_null(spawn_words(a, "a 'b", &e));
	assert_int_equal(e.rc, E_USAGE);
	/* Nothing is expanded ... */
	assert_string_equal(spawn_words(a, "$HOME;`x`", NULL)[0], "$HOME;`x`");
	w = spawn_words(a, "*.c 'a\nb' x~/y '~/z' \\~/z ~user", NULL);
	assert_string_equal(w[0], "*.c");
	assert_string_equal(w[1], "a\nb");
	assert_string_equal(w[2], "x~/y");
	assert_string_equal(w[3], "~/z");
	assert_string_equal(w[4], "~/z");
	assert_string_equal(w[5], "~user");
	/* ... but the home folder. */
	setenv("HOME", "/home/x y", 1);
	w = spawn_words(a, "~/bin/x ~ ~/'a b'", NULL);
	assert_string_equal(w[0], "/home/x y/bin/x");
	assert_string_equal(w[1], "/home/x y");
	assert_string_equal(w[2], "/home/x y/a b");
	assert_null(w[3]);
	setenv("LEDE_EXEC_PATH", "/some/where", 1);
	assert_string_equal(spawn_own_path(a, "lede-parse"), "/some/where/lede-parse");
	unsetenv("LEDE_EXEC_PATH");
	assert_int_equal(spawn_own_path(a, "lede-parse")[0], '/');
}

static void test_log(void **state)
{
	setenv("LEDE_LOG", at("log"), 1);
	setenv("LEDE_NOW", "1700000000", 1);
	log_open("test");
	log_line("title \x1b[31m%s", "red\nnext");
	assert_string_equal(contents(at("log")), arena_printf(a,
			    "2023-11-14T22:13:20Z test[%ld] title red next\n", (long)getpid()));
	unsetenv("LEDE_LOG");
	log_open("test");
	log_line("nothing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dirs), cmocka_unit_test(test_read),
		cmocka_unit_test(test_replace), cmocka_unit_test(test_lock),
		cmocka_unit_test(test_spawn), cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_words), cmocka_unit_test(test_captured),
		cmocka_unit_test(test_captured_group),
		cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

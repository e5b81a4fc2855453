/* Preloaded into lede's programs by the fault tests. LEDE_FAULT is "PROGRAM:CALL:N:WHAT": at the Nth CALL of
 * the program of that name WHAT happens, once for all processes that share LEDE_FAULT_MARK (a file that
 * must not exist yet).
 *   CALL  wal    a write to a file whose name ends in "-wal": SQLite makes them within a transaction
 *         send   a message to another program
 *         sync   fdatasync
 *         fsync  fsync: the user's own files, and folders
 *   WHAT  kill   SIGKILL, before the call
 *         EIO, ENOSPC   the call fails, this time and from then on */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
	char call[8];
	long n;
	int error;	/* 0: kill */
	int armed;
} fault;

static long calls;

__attribute__((constructor)) static void arm(void)
{
	const char *spec = getenv("LEDE_FAULT"), *name = program_invocation_short_name;
	char what[16] = "", *copy, *part, *rest;

	if (!spec)
		return;
	rest = copy = strdup(spec);
	part = strsep(&rest, ":");
	if (part && strcmp(part, name) == 0) {
		part = strsep(&rest, ":");
		snprintf(fault.call, sizeof(fault.call), "%s", part ? part : "");
		part = strsep(&rest, ":");
		fault.n = part ? strtol(part, NULL, 10) : 0;
		snprintf(what, sizeof(what), "%s", rest ? rest : "");
		fault.error = strcmp(what, "EIO") == 0 ? EIO : strcmp(what, "ENOSPC") == 0 ? ENOSPC : 0;
		fault.armed = fault.n > 0;
	}
	free(copy);
}

/* Whether the call fails now; does not return when it kills. */
static int strike(const char *call)
{
	const char *mark = getenv("LEDE_FAULT_MARK");
	int fd;

	if (!fault.armed || strcmp(call, fault.call) != 0 || ++calls < fault.n)
		return 0;
	if (fault.error) {
		errno = fault.error;
		return 1;
	}
	fd = mark ? open(mark, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) : -1;
	if (mark && fd < 0) {	/* struck already, in another process */
		fault.armed = 0;
		return 0;
	}
	if (fd >= 0 && dprintf(fd, "%s %ld\n", call, calls) > 0)
		close(fd);
	kill(getpid(), SIGKILL);
	return 0;
}

static int is_wal(int fd)
{
	char link[64], path[4096];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path));
	return n > 4 && memcmp(path + n - 4, "-wal", 4) == 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	if (fault.armed && is_wal(fd) && strike("wal"))
		return -1;
	return REAL(pwrite64)(fd, p, n, at);
}

int fdatasync(int fd)
{
	if (strike("sync"))
		return -1;
	return REAL(fdatasync)(fd);
}

int fsync(int fd)
{
	if (strike("fsync"))
		return -1;
	return REAL(fsync)(fd);
}

ssize_t send(int fd, const void *p, size_t n, int flags)
{
	if (strike("send"))
		return -1;
	return REAL(send)(fd, p, n, flags);
}

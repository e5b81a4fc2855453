#include "base/osfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"

enum rc osfile_dir(struct arena *a, enum osdir which, char **out, struct err *e)
{
	static const struct {
		const char *var, *below_home;
	} dirs[] = {
		[OSDIR_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
		[OSDIR_DATA] = { "XDG_DATA_HOME", ".local/share" },
		[OSDIR_STATE] = { "XDG_STATE_HOME", ".local/state" },
		[OSDIR_CACHE] = { "XDG_CACHE_HOME", ".cache" },
	};
	const char *dir = getenv(dirs[which].var), *home;

	if (dir && dir[0] == '/') {
		*out = osfile_join(a, dir, "lede");
		return OK;
	}
	home = getenv("HOME");
	if (!home || home[0] != '/')
		return err_set(e, E_NOTFOUND, _("no home folder: set HOME or %s"), dirs[which].var);
	*out = osfile_join(a, osfile_join(a, home, dirs[which].below_home), "lede");
	return OK;
}

char *osfile_join(struct arena *a, const char *dir, const char *name)
{
	size_t n = strlen(dir);

	return arena_printf(a, n && dir[n - 1] == '/' ? "%s%s" : "%s/%s", dir, name);
}

enum rc osfile_mkdirs(const char *dir, struct err *e)
{
	char *path = mem_strdup(dir), *p = path;
	struct stat st;
	enum rc rc = OK;

	while (*p && !rc) {
		char c;

		while (*p == '/')
			p++;
		while (*p && *p != '/')
			p++;
		c = *p;
		*p = '\0';
		/* A parent that exists need not be writable, nor even readable. */
		if (mkdir(path, 0700)) {
			int num = errno;

			if (stat(path, &st))
				rc = err_sys(e, num, _("cannot make the folder %s"), path);
			else if (!S_ISDIR(st.st_mode))
				rc = err_set(e, E_IO, _("%s is not a folder"), path);
		}
		*p = c;
	}
	free(path);
	return rc;
}

static enum rc read_all(int fd, struct buf *b, struct err *e)
{
	char chunk[16384];
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, errno, _("cannot be read"));
		if (n == 0)
			return OK;
		if (buf_add(b, chunk, (size_t)n))
			return err_set(e, E_LIMIT, _("larger than %zu bytes"), b->max);
	}
}

enum rc osfile_read(const char *path, struct buf *b, struct err *e)
{
	struct stat st;
	enum rc rc;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, b, e);
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_sys(e, errno, _("cannot be read"));
	if (fstat(fd, &st))
		rc = err_sys(e, errno, _("cannot be read"));
	else if (S_ISDIR(st.st_mode))
		rc = err_set(e, E_IO, _("a folder, not a file"));
	else if (!S_ISREG(st.st_mode))
		rc = err_set(e, E_IO, _("not a regular file"));
	else if ((uintmax_t)st.st_size > b->max)
		rc = err_set(e, E_LIMIT, _("larger than %zu bytes"), b->max);
	else
		rc = read_all(fd, b, e);
	close(fd);
	return rc;
}

enum rc osfile_write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return E_IO;
		bytes = str_sub(bytes, (size_t)n, SIZE_MAX);
	}
	return OK;
}

/* Where the bytes belong: behind a symbolic link, which stays. A link to nothing gets its
 * target made. malloc'd. */
static char *real_target(const char *path)
{
	char link[PATH_MAX], *real = realpath(path, NULL);
	const char *slash = strrchr(path, '/');
	ssize_t n;

	if (real)
		return real;
	n = readlink(path, link, sizeof(link) - 1);
	if (n <= 0)
		return mem_strdup(path);
	link[n] = '\0';
	if (link[0] == '/' || !slash)
		return mem_strdup(link);
	return mem_printf("%.*s/%s", (int)(slash - path), path, link);
}

/* Some file systems cannot sync a folder. When it fails the new file is in place all the same, and
 * a loss of power can at worst bring the old one back: to tell a failure would be wrong. */
static void sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (fsync(fd))
		log_line("%s: fsync failed", dir);
	close(fd);
}

/* Writes bytes to temp (a template for mkostemp) and gives it the mode and owner of old. */
static enum rc write_temp(char *temp, const struct stat *old, struct str bytes)
{
	int fd = mkostemp(temp, O_CLOEXEC), num;

	if (fd < 0) {
		temp[0] = '\0';
		return E_IO;
	}
	if (old) {
		/* Only the owner's own group or root can give it away; mode matters more. */
		if ((old->st_uid != geteuid() || old->st_gid != getegid()) &&
		    fchown(fd, old->st_uid, old->st_gid))
			errno = 0;
		if (fchmod(fd, old->st_mode & 0777))
			goto bad;
	}
	if (osfile_write_all(fd, bytes) || fsync(fd))
		goto bad;
	return close(fd) ? E_IO : OK;
bad:
	num = errno;
	close(fd);
	errno = num;
	return E_IO;
}

enum rc osfile_replace(const char *path, struct str bytes, struct err *e)
{
	char *target = real_target(path), *slash = strrchr(target, '/');
	char *dir = slash ? mem_strndup(target, (size_t)MAX(slash - target, 1)) : mem_strdup(".");
	char *temp = mem_printf("%s/.lede-XXXXXX", dir);
	struct stat st;
	bool exists = stat(target, &st) == 0;
	enum rc rc;

	if (exists && !S_ISREG(st.st_mode)) {
		rc = err_set(e, E_IO, _("%s is not a regular file"), path);
		goto out;
	}
	if (exists && access(target, W_OK)) {
		err_sys(e, errno, _("cannot write %s"), path);
		rc = E_READONLY;
		if (e)
			e->rc = rc;
		goto out;
	}
	if (write_temp(temp, exists ? &st : NULL, bytes) || rename(temp, target)) {
		int num = errno;

		if (temp[0])
			unlink(temp);
		rc = err_sys(e, num, _("cannot write %s"), path);
		goto out;
	}
	sync_folder(dir);
	rc = OK;
out:
	free(temp);
	free(dir);
	free(target);
	return rc;
}

/* The pid that the holder wrote into its lock file; 0 when there is none (yet). */
static long read_holder(int fd)
{
	char text[32];
	ssize_t n = pread(fd, text, sizeof(text), 0);
	int64_t pid;

	return n > 0 && str_int(str_trim(str_mem(text, (size_t)n)), 1, INT32_MAX, &pid) ?
	       (long)pid : 0;
}

/* Open file description locks: unlike those of a process, they are not lost when some other
 * part of the program opens and closes the same file. */
enum rc osfile_lock(const char *path, int *fd, long *holder, struct err *e)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char text[32];
	int n;

	if (holder)
		*holder = 0;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (*fd < 0)
		return err_sys(e, errno, _("cannot open the lock %s"), path);
	if (fcntl(*fd, F_OFD_SETLK, &lock)) {
		int num = errno;
		long pid = read_holder(*fd);

		close(*fd);
		*fd = -1;
		if (num != EAGAIN && num != EACCES)
			return err_sys(e, num, _("cannot lock %s"), path);
		if (holder)
			*holder = pid;
		return pid ? err_set(e, E_BUSY, _("process %ld is at it"), pid) :
			     err_set(e, E_BUSY, _("another process is at it"));
	}
	/* The number is for people only: without it the lock is as good. */
	n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(*fd, 0) || pwrite(*fd, text, (size_t)n, 0) != n)
		errno = 0;
	return OK;
}

bool osfile_is_locked(const char *path)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool locked;

	if (fd < 0)
		return false;
	locked = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK &&
		 read_holder(fd) != (long)getpid();
	close(fd);
	return locked;
}

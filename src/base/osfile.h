/* osfile.h: files, folders and locks, the safe way. */
#ifndef LEDE_OSFILE_H
#define LEDE_OSFILE_H

#include "base/buf.h"
#include "base/arena.h"

/* The folders of the XDG base directory specification, with "/lede" behind them. A variable
 * that is not absolute is ignored, as the specification asks. E_NOTFOUND without a HOME. */
enum osdir { OSDIR_CONFIG, OSDIR_DATA, OSDIR_STATE, OSDIR_CACHE };
enum rc osfile_dir(struct arena *a, enum osdir which, char **out, struct err *e);
/* dir/name, in the arena. */
char *osfile_join(struct arena *a, const char *dir, const char *name);
/* Makes the folder and its parents, 0700. */
enum rc osfile_mkdirs(const char *dir, struct err *e);
/* The whole of a regular file (or "-" for standard input) into b, at most b->max bytes. A
 * folder, FIFO or device is refused without waiting for it. */
enum rc osfile_read(const char *path, struct buf *b, struct err *e);
/* Writes all of bytes to a descriptor that blocks; E_IO, errno tells why. */
enum rc osfile_write_all(int fd, struct str bytes);
/* Old or new, never between: temporary file in the same folder, 0600 (an existing file keeps
 * its mode), fsync, rename, fsync of the folder. A symbolic link is followed, so that
 * it stays. On failure the old file is untouched and the temporary one removed. */
enum rc osfile_replace(const char *path, struct str bytes, struct err *e);
/* An exclusive kernel lock on path, which is made when missing; it ends with the process.
 * E_BUSY when another process holds it; *holder (may be NULL) is then its pid or 0. *fd is to
 * be closed to release it. */
enum rc osfile_lock(const char *path, int *fd, long *holder, struct err *e);
/* Whether another process holds the lock on path now. */
bool osfile_is_locked(const char *path);

#endif

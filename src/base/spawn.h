/* spawn.h: other programs, by argv, never by a shell. */
#ifndef LEDE_SPAWN_H
#define LEDE_SPAWN_H

#include <sys/types.h>

#include "base/err.h"

struct arena;

/* The path of one of lede's own programs ("lede-engine", "lede-parse"): in LEDE_EXEC_PATH, else
 * beside the running program, else in the libexec folder it was built for. */
char *spawn_own_path(struct arena *a, const char *name);
/* Starts argv[0] with one end of a socket pair as its descriptors 0 and 1; *fd is the other
 * end (close-on-exec, non-blocking), owned by the caller. Signals are unblocked and set to
 * default in the child; standard error is kept. */
enum rc spawn_peer(char *const argv[], int *fd, pid_t *pid, struct err *e);
/* Starts argv[0] for the user: with tty true it gets the terminal and is waited for (*status
 * as from waitpid); else it is detached, with /dev/null as its streams. */
enum rc spawn_user(char *const argv[], bool tty, int *status, struct err *e);
/* A pipe into argv[0] (a pager, a clipboard tool): *fd is its standard input. */
enum rc spawn_pipe(char *const argv[], int *fd, pid_t *pid, struct err *e);
/* Splits a command line of the user's own ("less -R", "firefox --new-tab %u") into words as a
 * shell would quote them, without running one. NULL-terminated, in the arena; NULL when a
 * quote is not closed. */
char **spawn_words(struct arena *a, const char *command, struct err *e);

#endif

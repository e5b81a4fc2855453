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
/* Starts argv[0] to be talked to through pipes, which the caller owns (close-on-exec and
 * non-blocking): fds[0] writes to its standard input (-1: it reads /dev/null), fds[1] and fds[2]
 * read its output and its errors. It runs in folder, which a path without a slash at its start is
 * seen from, with no other descriptor and in a session of its own: there is no terminal, and
 * kill(-*pid) reaches whatever it starts. */
enum rc spawn_captured(char *const argv[], const char *folder, bool has_input, int fds[3],
		       pid_t *pid, struct err *e);
/* Splits a command line of the user's own ("less -R", "~/bin/open --tab %u") into words as a
 * shell would quote them, without running one: blanks part words, '...', "..." and a backslash
 * quote, "~/" at the start of a word is the home folder, nothing else is expanded.
 * NULL-terminated, in the arena; NULL when a quote is not closed. */
char **spawn_words(struct arena *a, const char *command, struct err *e);

#endif

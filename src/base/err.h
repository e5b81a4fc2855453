/* err.h: one result code for all of lede, and a message for the person who will read it. */
#ifndef LEDE_ERR_H
#define LEDE_ERR_H

#include "base/base.h"

enum rc {
	OK = 0,
	E_USAGE,	/* the caller or the user asked for something that makes no sense */
	E_NOTFOUND,	/* no such file, story, feed, page */
	E_IO,		/* a system call failed */
	E_PARSE,	/* the input is not what it should be */
	E_LIMIT,	/* a cap of limits.h was reached */
	E_NET,		/* no connection, no such host, time-out */
	E_HTTP,		/* the server answered with an error */
	E_REFUSED,	/* lede's own rules refuse it (scheme, private address) */
	E_DB,		/* the store failed in another way than below */
	E_CORRUPT,	/* the store is damaged */
	E_FOREIGN,	/* a file that is not lede's store */
	E_NEWER,	/* a store of a newer lede */
	E_READONLY,	/* the store cannot be written */
	E_FULL,		/* no space left */
	E_BUSY,		/* another process holds it */
	E_CANCEL,	/* stopped on request */
	E_DIED,		/* a program of lede's own ended unexpectedly */
	E_PROTO,	/* a message that does not decode, or of another version */
};

/* The message is one line, translated, without the input's name and without a full stop;
 * whoever prints it puts "lede: INPUT: " before it. No allocation. */
struct err {
	enum rc rc;
	char msg[512];
};

/* Sets *e (which may be NULL) and returns rc, so that "return err_set(e, E_PARSE, ...)" reads
 * well. */
enum rc err_set(struct err *e, enum rc rc, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same with ": " and the words for errno value num behind the message. */
enum rc err_sys(struct err *e, int num, const char *fmt, ...) PRINTF_LIKE(3, 4);
void err_clear(struct err *e);
/* The exit code for rc: 0, 1 or one of sysexits(3), as lede(1) lists them. */
int err_exit_code(enum rc rc);

#endif

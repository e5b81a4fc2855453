#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum rc err_set(struct err *e, enum rc rc, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return rc;
	e->rc = rc;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return rc;
}

enum rc err_sys(struct err *e, int num, const char *fmt, ...)
{
	enum rc rc = num == ENOSPC || num == EDQUOT ? E_FULL :
		     num == EROFS ? E_READONLY :
		     num == ENOENT ? E_NOTFOUND : E_IO;
	const char *words = strerrordesc_np(num);
	va_list ap;
	int n;

	if (!e)
		return rc;
	e->rc = rc;
	va_start(ap, fmt);
	n = vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(e->msg))
		snprintf(e->msg + n, sizeof(e->msg) - (size_t)n, ": %s", words ? words : "?");
	return rc;
}

void err_clear(struct err *e)
{
	if (e) {
		e->rc = OK;
		e->msg[0] = '\0';
	}
}

int err_exit_code(enum rc rc)
{
	switch (rc) {
	case OK:
		return 0;
	case E_USAGE:
		return EX_USAGE;
	case E_BUSY:
		return EX_TEMPFAIL;
	case E_DIED:
	case E_PROTO:
		return EX_SOFTWARE;
	case E_READONLY:
		return EX_CANTCREAT;
	case E_IO:
	case E_FULL:
	case E_DB:
	case E_CORRUPT:
	case E_FOREIGN:
	case E_NEWER:
		return EX_IOERR;
	case E_NOTFOUND:
	case E_PARSE:
	case E_LIMIT:
	case E_NET:
	case E_HTTP:
	case E_REFUSED:
	case E_CANCEL:
		return 1;
	}
	return EX_SOFTWARE;
}

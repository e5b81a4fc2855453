#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/date.h"
#include "base/limits.h"

static int log_fd = -1;
static const char *log_who = "lede";

void log_open(const char *who)
{
	const char *path = getenv("LEDE_LOG");

	log_who = who;
	if (log_fd >= 0)
		close(log_fd);
	log_fd = str_blank(path) ? -1 :
		 open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		      0600);
}

void log_line(const char *fmt, ...)
{
	char text[LIMIT_TITLE_BYTES], line[LIMIT_TITLE_BYTES + 128];
	struct arena *a;
	struct clean c;
	va_list ap;
	int n;

	if (log_fd < 0)
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	a = arena_new(KIB(64));
	c = clean_line(a, str_of(text));
	n = snprintf(line, sizeof(line), "%s %s[%ld] %.*s\n", date_rfc3339(a, date_now()), log_who,
		     (long)getpid(), (int)c.n, c.p);
	/* One write a line, so that three programs can share the file. A log that cannot be
	 * written is no reason to stop. */
	if (n > 0 && write(log_fd, line, MIN((size_t)n, sizeof(line) - 1)) < 0) {
		close(log_fd);
		log_fd = -1;
	}
	arena_free(a);
}

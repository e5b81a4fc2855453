#include "base/mem.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define KEPT_BYTES (16 * 1024 * 1024)
#define ALONE_BYTES (4 * 1024 * 1024)	/* from which on a piece is the system's again when freed */

#ifdef HAVE_ASAN
/* What was freed and is kept to find a use of it is not the program's memory: 256 MB of that would
 * hide how much is. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=32";
}
#endif

static void (*failure_hook)(void);

void mem_on_failure(void (*hook)(void))
{
	failure_hook = hook;
}

void mem_fail(void)
{
	static const char line[] = "lede: out of memory\n";
	ssize_t ignored;

	if (failure_hook) {
		void (*hook)(void) = failure_hook;

		failure_hook = NULL;
		hook();
	}
	ignored = write(STDERR_FILENO, line, sizeof(line) - 1);
	(void)ignored;
	_exit(EX_OSERR);
}

void mem_keep_freed(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	mallopt(M_MMAP_THRESHOLD, ALONE_BYTES);
}

void mem_give_back(void)
{
	malloc_trim(0);
}

void *mem_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		mem_fail();
	return p;
}

void *mem_zalloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		mem_fail();
	return p;
}

void *mem_realloc(void *p, size_t n, size_t size)
{
	void *q;

	if (size && n > SIZE_MAX / size)
		mem_fail();
	n *= size;
	q = realloc(p, n ? n : 1);
	if (!q)
		mem_fail();
	return q;
}

char *mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = mem_alloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_fail();
	return p;
}

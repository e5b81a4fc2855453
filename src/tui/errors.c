#include "tui/errors.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define KEPT_BYTES 65536
#define LAST_BYTES 1024

static int saved = -1;
static FILE *file;

void errors_divert(void)
{
	file = tmpfile();
	if (!file)
		return;
	saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (saved < 0 || fcntl(fileno(file), F_SETFD, FD_CLOEXEC) ||
	    dup2(fileno(file), STDERR_FILENO) < 0) {
		if (saved >= 0)
			close(saved);
		saved = -1;
		fclose(file);
	}
}

const char *errors_last(struct arena *a)
{
	char bytes[LAST_BYTES];
	struct str text, line, last = { NULL, 0 };
	off_t size;
	ssize_t n;

	if (saved < 0)
		return NULL;
	size = lseek(fileno(file), 0, SEEK_END);
	n = pread(fileno(file), bytes, sizeof(bytes),
		  size > LAST_BYTES ? size - LAST_BYTES : 0);
	text = str_trim(str_mem(bytes, n > 0 ? (size_t)n : 0));
	while (str_split(&text, '\n', &line))
		last = line;
	return last.n ? arena_str(a, last) : NULL;
}

/* Nothing that a terminal obeys, and no allocation: this runs when memory is gone, too. *last is
 * the byte before. */
static void make_harmless(unsigned char *p, size_t n, unsigned char *last)
{
	size_t i;

	for (i = 0; i < n; i++) {
		bool is_c1 = *last == 0xc2 && p[i] >= 0x80 && p[i] < 0xa0;

		*last = p[i];
		if (is_c1 || p[i] == 0x7f || (p[i] < ' ' && p[i] != '\n' && p[i] != '\t'))
			p[i] = '?';
	}
}

void errors_restore(void)
{
	unsigned char bytes[4096], last = 0;
	off_t at = 0;
	ssize_t n;

	if (saved < 0)
		return;
	dup2(saved, STDERR_FILENO);
	close(saved);
	saved = -1;
	while (at < KEPT_BYTES && (n = pread(fileno(file), bytes, sizeof(bytes), at)) > 0) {
		make_harmless(bytes, (size_t)n, &last);
		if (write(STDERR_FILENO, bytes, (size_t)n) != n)
			break;
		at += n;
	}
	fclose(file);
	file = NULL;
}

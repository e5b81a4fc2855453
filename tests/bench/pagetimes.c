/* The page parser alone, without programs and messages around it: prints the CPU seconds for all FILEs, each
 * read before the clock starts, and how many were articles. What a profiler looks at.
 *
 * usage: pagetimes FILE... */
#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "base/osfile.h"
#include "parse/parse.h"

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct buf b = BUF_INIT(LIMIT_INPUT_BYTES);
	struct arena *a = arena_new(LIMIT_ARENA);
	int i, articles = 0;
	double sum = 0;

	for (i = 1; i < argc; i++) {
		struct input in = { .url = "https://e.example/page" };
		struct article art;
		struct err e = { 0 };
		double start;

		buf_reset(&b);
		if (osfile_read(argv[i], &b, &e) != OK) {
			fprintf(stderr, "%s: %s\n", argv[i], e.msg);
			return 1;
		}
		in.bytes = buf_str(&b);
		start = cpu();
		articles += parse_page(a, &in, &art, &e) == OK;
		sum += cpu() - start;
		arena_reset(a);
	}
	printf("%.6f %d\n", sum, articles);
	arena_free(a);
	buf_free(&b);
	return 0;
}

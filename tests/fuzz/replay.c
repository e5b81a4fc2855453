/* Runs a fuzz target without libFuzzer: on its seeds and its corpus, then on damaged copies of them,
 * the same ones each time: fuzz_X [FILE...]. LEDE_FUZZ_RUNS sets how many copies (3000),
 * LEDE_FUZZ_SEED which. No run may take more CPU time than SLOW_MS. The input of a run that fails
 * stays in fuzz-last-X.bin. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/fuzz/fuzz.h"

#define SLOW_MS 5000		/* sanitizers included */
#define DOC_BYTES KIB(256)
#define MAX_DOCS 2000
#define MAX_TOKENS 300

static struct str docs[MAX_DOCS], tokens[MAX_TOKENS];
static size_t n_docs, n_tokens;
static const char *name;		/* of the target */
static uint64_t state = 88172645463325252u;

static size_t next(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (size_t)(state >> 16) % below : 0;
}

/* --- documents and words --- */

static bool read_doc(struct arena *a, const char *path)
{
	char *bytes = malloc(DOC_BYTES / 2);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f && bytes && n_docs < MAX_DOCS) {
		n = fread(bytes, 1, DOC_BYTES / 2, f);
		docs[n_docs++] = str_mem(arena_memdup(a, bytes, n), n);
	}
	if (f)
		fclose(f);
	free(bytes);
	return f;
}

static int is_doc(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !strstr(entry->d_name, ".expected");
}

/* In the order of their names, which is the same on every file system. */
static void read_folder(struct arena *a, const char *path)
{
	struct dirent **names;
	int i, n = scandir(path, &names, is_doc, alphasort);

	for (i = 0; i < n; i++) {
		read_doc(a, arena_printf(a, "%s/%s", path, names[i]->d_name));
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* A line of a dictionary as libFuzzer reads it: "word", with \xNN, \\ and \". */
static void read_token(struct arena *a, struct str line)
{
	char *out = arena_alloc(a, line.n), hex[3] = "";
	size_t i, n = 0;

	line = str_trim(line);
	if (line.n < 2 || line.p[0] != '"' || n_tokens == MAX_TOKENS)
		return;
	for (i = 1; i < line.n - 1; i++) {
		if (line.p[i] == '\\' && line.p[++i] == 'x') {
			memcpy(hex, line.p + i + 1, 2);
			out[n++] = (char)strtol(hex, NULL, 16);
			i += 2;
		} else {
			out[n++] = line.p[i];
		}
	}
	tokens[n_tokens++] = str_mem(out, n);
}

static void read_tokens(struct arena *a, const char *path)
{
	struct str rest, line;

	if (!read_doc(a, path))
		return;
	rest = docs[--n_docs];
	while (str_split(&rest, '\n', &line))
		read_token(a, line);
}

static void read_all(struct arena *a, int argc, char **argv)
{
	const char *top = getenv("abs_top_srcdir") ? getenv("abs_top_srcdir") : "..";
	int i;

	read_tokens(a, arena_printf(a, "%s/tests/fuzz/seeds/%s.dict", top, name));
	for (i = 1; i < argc; i++)
		read_doc(a, argv[i]);
	if (argc > 1)
		return;
	read_folder(a, arena_printf(a, "%s/tests/fuzz/seeds/%s", top, name));
	read_folder(a, arena_printf(a, "%s/tests/fuzz/corpus/%s", top, name));
	if (streq(name, "page"))
		read_folder(a, arena_printf(a, "%s/tests/cases/pages", top));
	if (streq(name, "feed") || streq(name, "mend") || streq(name, "charset"))
		read_folder(a, arena_printf(a, "%s/tests/cases/feeds", top));
}

/* --- damage --- */

/* Puts s into buf at a random place. */
static size_t insert(char *buf, size_t n, struct str s)
{
	size_t at = next(n + 1);

	s.n = MIN(s.n, DOC_BYTES - n);
	memmove(buf + at + s.n, buf + at, n - at);
	memcpy(buf + at, s.p, s.n);
	return n + s.n;
}

static size_t damage(char *buf, size_t n)
{
	size_t at, len;
	struct str s;

	switch (next(6)) {
	case 0:
		if (n)
			buf[next(n)] = (char)next(256);
		return n;
	case 1:
		return next(4) ? n : next(n + 1);
	case 2:
	case 3:
		return n_tokens ? insert(buf, n, tokens[next(n_tokens)]) : n;
	case 4:
		at = next(n + 1);
		len = next(MIN(n - at, (size_t)64) + 1);
		memmove(buf + at, buf + at + len, n - at - len);
		return n - len;
	default:	/* a piece of another document */
		s = docs[next(n_docs)];
		at = next(s.n + 1);
		return insert(buf, n, str_sub(s, at, next(s.n - at + 1)));
	}
}

/* --- runs --- */

/* For who looks for the reason when the program ends in the next run. The file stays open: closing it
 * each time would wait for the disk. */
static void keep(const char *path, const char *buf, size_t n)
{
	static int fd = -1;

	if (fd < 0)
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && (pwrite(fd, buf, n, 0) < 0 || ftruncate(fd, (off_t)n)))
		fprintf(stderr, "%s cannot be written\n", path);
}

static int64_t cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* In memory of just that size, so that AddressSanitizer sees who reads on. */
static int64_t run(const char *path, const char *buf, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);
	int64_t start = cpu_ms();

	if (!exact)
		return 0;
	memcpy(exact, buf, n);
	keep(path, buf, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return cpu_ms() - start;
}

static long number(const char *variable, long otherwise)
{
	const char *value = getenv(variable);

	return value ? strtol(value, NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(MIB(256));
	char *buf = malloc(DOC_BYTES + 1);
	size_t i, k, n, runs = (size_t)number("LEDE_FUZZ_RUNS", 3000);
	int64_t ms, worst = 0;
	const char *last;

	name = strrchr(argv[0], '_') ? strrchr(argv[0], '_') + 1 : argv[0];
	last = arena_printf(a, "fuzz-last-%s.bin", name);
	read_all(a, argc, argv);
	state ^= (uint64_t)number("LEDE_FUZZ_SEED", 1) * 2654435761u;
	for (i = 0; buf && n_docs && i < n_docs + runs; i++) {
		struct str doc = docs[i % n_docs];

		memcpy(buf, doc.p, doc.n);
		n = doc.n;
		for (k = i < n_docs ? 0 : next(6) + 1; k > 0; k--)
			n = damage(buf, n);
		ms = run(last, buf, n);
		worst = MAX(worst, ms);
	}
	printf("1..2\n%s 1 - %zu documents, and %zu damaged ones\n", n_docs ? "ok" : "not ok", n_docs,
	       runs);
	printf("%s 2 - the slowest took %lld ms of CPU time\n", worst < SLOW_MS ? "ok" : "not ok",
	       (long long)worst);
	remove(last);
	free(buf);
	arena_free(a);
	return n_docs && worst < SLOW_MS ? 0 : 1;
}

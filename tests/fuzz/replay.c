/* Runs a fuzz target on the documents of the cases and on damaged copies of them, the same ones
 * each time: replay [FILE...]. LEDE_FUZZ_RUNS sets how many (3000), LEDE_FUZZ_SEED which. No run
 * may take more CPU time than SLOW_MS. The input of a run that crashes is in fuzz-last.bin. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/limits.h"
#include "tests/fuzz/fuzz.h"

#define SLOW_MS 5000		/* sanitizers included */
#define DOC_BYTES MIB(1)
#define MAX_DOCS 500

static uint64_t state = 88172645463325252u;

static uint32_t next(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16) % (below ? below : 1);
}

static struct str docs[MAX_DOCS];
static size_t n_docs;

static void read_doc(struct arena *a, const char *path)
{
	char *bytes = arena_alloc(a, DOC_BYTES / 8);
	FILE *f = fopen(path, "rb");

	if (!f || n_docs == MAX_DOCS)
		return;
	docs[n_docs++] = str_mem(bytes, fread(bytes, 1, DOC_BYTES / 8, f));
	fclose(f);
}

static void read_folder(struct arena *a, const char *path)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && !strstr(entry->d_name, ".expected"))
			read_doc(a, arena_printf(a, "%s/%s", path, entry->d_name));
	if (d)
		closedir(d);
}

/* Puts s into buf at a random place. */
static size_t insert(char *buf, size_t n, struct str s)
{
	size_t at = next((uint32_t)n + 1);

	s.n = MIN(s.n, DOC_BYTES - n);
	memmove(buf + at + s.n, buf + at, n - at);
	memcpy(buf + at, s.p, s.n);
	return n + s.n;
}

static size_t damage(char *buf, size_t n)
{
	static const char *const tokens[] = {
		"<", "&", "]]>", "<![CDATA[", "<!--", "-->", "\"", "'", "&#", "&#x0;", "<item>",
		"</item>", "<entry>", "<content type='xhtml'>", "<!DOCTYPE x [<!ENTITY a 'b'>]>",
		" xml:base='", "\xff\xfe", "\xc3", "<?xml encoding='utf-16'?>", "</", "/>", "<svg>",
		"<title", "&amp;lt;", "<a:b xmlns:a=''>", "<a href='", "<table>", "<li>", "{", "[",
	};
	size_t at, len;

	switch (next(5)) {
	case 0:
		if (n)
			buf[next((uint32_t)n)] = (char)next(256);
		return n;
	case 1:
		return next((uint32_t)n + 1);
	case 2:
		return insert(buf, n, str_of(tokens[next(ARRAY_LEN(tokens))]));
	case 3:
		at = next((uint32_t)n + 1);
		len = next((uint32_t)(n - at) + 1);
		memmove(buf + at, buf + at + len, n - at - len);
		return n - len;
	default:
		return insert(buf, n, docs[next((uint32_t)n_docs)]);
	}
}

static void keep(const char *buf, size_t n)
{
	FILE *f = fopen("fuzz-last.bin", "wb");

	if (!f)
		return;
	fwrite(buf, 1, n, f);
	fclose(f);
}

static int64_t cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t run(const char *buf, size_t n)
{
	int64_t start = cpu_ms();

	keep(buf, n);
	LLVMFuzzerTestOneInput((const uint8_t *)buf, n);
	return cpu_ms() - start;
}

static long number(const char *name, long otherwise)
{
	const char *value = getenv(name);

	return value ? strtol(value, NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	const char *top = getenv("abs_top_srcdir");
	struct arena *a = arena_new(MIB(256));
	char *buf = malloc(DOC_BYTES + 1);
	long i, k, runs = number("LEDE_FUZZ_RUNS", 3000);
	int64_t ms, worst = 0;

	for (i = 1; i < argc; i++)
		read_doc(a, argv[i]);
	if (argc == 1) {
		read_folder(a, arena_printf(a, "%s/tests/cases/feeds", top ? top : "."));
		read_folder(a, arena_printf(a, "%s/tests/cases/pages", top ? top : "."));
	}
	state ^= (uint64_t)number("LEDE_FUZZ_SEED", 1) * 2654435761u;
	for (i = 0; buf && n_docs && i < runs; i++) {
		struct str doc = docs[(size_t)i % n_docs];
		size_t n = doc.n;

		memcpy(buf + 1, doc.p, n);
		/* first each document as it is, in each way */
		buf[0] = (char)(i < (long)n_docs ? 7 : next(8));
		for (k = i < (long)n_docs ? 0 : next(6) + 1; k > 0; k--)
			n = damage(buf + 1, MIN(n, DOC_BYTES - 1));
		ms = run(buf, n + 1);
		worst = MAX(worst, ms);
	}
	printf("1..2\n%s 1 - %ld documents, %zu of them undamaged\n", n_docs ? "ok" : "not ok", runs,
	       n_docs);
	printf("%s 2 - the slowest took %lld ms of CPU time\n", worst < SLOW_MS ? "ok" : "not ok",
	       (long long)worst);
	remove("fuzz-last.bin");
	free(buf);
	arena_free(a);
	return n_docs && worst < SLOW_MS ? 0 : 1;
}

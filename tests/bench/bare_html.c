/* libxml2's parse of each page alone, the reference that "article" in bench.py divides by: prints the CPU
 * seconds for all FILEs, read before the clock starts.
 *
 * usage: bare_html FILE... */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	double sum = 0;
	int i;

	for (i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		static char page[32 << 20];
		size_t n = f ? fread(page, 1, sizeof(page), f) : 0;
		double start = cpu();
		htmlDocPtr doc = htmlReadMemory(page, (int)n, NULL, "UTF-8",
						HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
						HTML_PARSE_NONET);

		sum += cpu() - start;
		xmlFreeDoc(doc);
		if (f)
			fclose(f);
	}
	printf("%.6f\n", sum);
	return 0;
}

/* storetimes PATH: what the screen's reads cost on a store: median and worst of 200, in
 * microseconds, of windows at the top and in the middle, an unread step, a search, and
 * stories that are alike. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/feeds.h"
#include "store/search.h"
#include "store/stories.h"

#define ROUNDS 200

static struct db *db;
static struct arena *a;
static struct err err;
static struct story_row *rows;
static struct story_pos middle;
static size_t n;
static char *title;

static void must(enum rc rc)
{
	if (rc != OK && rc != E_NOTFOUND) {
		fprintf(stderr, "storetimes: %s\n", err.msg);
		exit(err_exit_code(rc));
	}
}

static void top(void)
{
	must(stories_window(db, a, &(struct story_query){ 0 }, STORY_POS_TOP, false, 40, &rows, &n,
			    &err));
}

static void in_the_middle(void)
{
	must(stories_window(db, a, &(struct story_query){ 0 }, middle, false, 40, &rows, &n, &err));
}

static void unread(void)
{
	must(stories_window(db, a, &(struct story_query){ .unread_only = true }, middle, true, 40,
			    &rows, &n, &err));
}

static void one_feed(void)
{
	must(stories_window(db, a, &(struct story_query){ .feed_id = 2 }, STORY_POS_TOP, false, 40,
			    &rows, &n, &err));
}

static void next_unread(void)
{
	struct story_row row;

	must(stories_next_unread(db, a, &(struct story_query){ 0 }, middle, false, &row, &err));
}

static void counts(void)
{
	struct store_counts c;

	must(feeds_counts(db, &c, &err));
}

static void find_common(void)
{
	must(search_stories(db, a, "ne ri", INT64_MAX, 50, &rows, &n, &err));
}

static void find_prefix(void)
{
	must(search_stories(db, a, "vin", INT64_MAX, 50, &rows, &n, &err));
}

static void find_nothing(void)
{
	must(search_stories(db, a, "xylophone", INT64_MAX, 50, &rows, &n, &err));
}

static void alike(void)
{
	struct story_row *found;

	must(alike_find(db, a, title, NULL, 0, middle.sort_at, 14, NULL, 0, 10, &found, &n, &err));
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int cmp(const void *x, const void *y)
{
	double d = *(const double *)x - *(const double *)y;

	return d < 0 ? -1 : d > 0;
}

static void measure(const char *name, void (*run)(void))
{
	double us[ROUNDS], t;
	size_t i;

	for (i = 0; i < ROUNDS; i++) {
		arena_reset(a);
		t = now_us();
		run();
		us[i] = now_us() - t;
	}
	qsort(us, ROUNDS, sizeof(*us), cmp);
	printf("%-24s %8.0f us median %8.0f us worst  (%zu rows)\n", name, us[ROUNDS / 2],
	       us[ROUNDS - 1], n);
}

int main(int argc, char **argv)
{
	struct story_row row;
	double t = now_us();

	if (argc != 2) {
		fprintf(stderr, "usage: storetimes PATH\n");
		return 64;
	}
	a = arena_new(MIB(256));
	must(db_open(argv[1], DB_READ, &db, &err));
	if (!db)
		return 1;
	top();
	printf("%-24s %8.0f us\n", "open and first window", now_us() - t);
	if (n == 0 || stories_get(db, a, rows[0].id / 2 + 1, &row, &err) != OK)
		return 1;
	middle = (struct story_pos){ row.sort_at, row.id };
	title = mem_strdup(row.title);
	measure("window, top", top);
	measure("window, middle", in_the_middle);
	measure("window, unread, back", unread);
	measure("window, one feed", one_feed);
	measure("next unread", next_unread);
	measure("counts", counts);
	measure("search, two common words", find_common);
	measure("search, prefix", find_prefix);
	measure("search, nothing", find_nothing);
	measure("alike", alike);
	db_close(db);
	free(title);
	arena_free(a);
	return 0;
}

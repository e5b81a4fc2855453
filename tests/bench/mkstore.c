/* mkstore PATH FEEDS STORIES: makes a store of that size through the store's own functions, for
 * benchmarks and tests of large stores. Every third story is read, every hundredth starred; all
 * is indexed. The same arguments make the same rows. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/limits.h"
#include "store/feeds.h"
#include "store/search.h"
#include "store/stories.h"

#define NEWEST INT64_C(1531763700)
#define BATCH 200

static uint64_t seed = 88172645463325252u;

static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Words as often as in a language: word k about 1/k of the time. */
static void put_words(struct buf *b, size_t n)
{
	static const char *const parts[] = { "ba", "ne", "ri", "to", "su", "la", "mek", "dor",
					     "vin", "pas", "gel", "hut", "or", "ist", "qua", "zem" };
	uint64_t k;
	size_t i;

	for (i = 0; i < n; i++) {
		double u = (double)(next_random() % 1000000 + 1) / 1000000;

		k = (uint64_t)(1 / (u * u)) % 200000;
		if (i)
			buf_putc(b, ' ');
		do {
			buf_puts(b, parts[k % 16]);
			k /= 16;
		} while (k);
	}
}

static const char *words(struct arena *a, size_t n)
{
	struct buf b = BUF_INIT(KIB(64));
	const char *out;

	put_words(&b, n);
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* Of the n stories just put, every third read and every hundredth starred. */
static enum rc mark_some(struct db *db, struct arena *a, int64_t feed_id, size_t n,
			 struct err *e)
{
	struct story_query q = { .feed_id = feed_id };
	struct story_row *rows;
	enum rc rc;
	size_t i;

	rc = stories_window(db, a, &q, STORY_POS_TOP, false, n, &rows, &n, e);
	for (i = 0; rc == OK && i < n; i += 3)
		rc = stories_set_flags(db, &rows[i].id, 1,
				       i % 99 ? FLAG_READ : FLAG_READ | FLAG_STARRED, 0, e);
	return rc;
}

static enum rc put_batch(struct db *db, int64_t feed_id, size_t first, size_t n, int64_t step,
			 struct err *e)
{
	struct arena *a = arena_new(MIB(64));
	struct feed f = { .kind = FEED_RSS };
	int64_t seen = NEWEST;
	enum rc rc = db_begin(db, e);
	size_t i;

	for (i = 0; i < n; i++) {
		struct story *s = ARENA_PUSH(a, f.stories, f.n_stories);
		struct block *b;

		s->guid = arena_printf(a, "tag:feed%lld:%zu", (long long)feed_id, first + i);
		s->url = arena_printf(a, "https://feed%lld.example/%zu", (long long)feed_id,
				      first + i);
		s->title = words(a, 8);
		s->dek = words(a, 20);
		s->published = NEWEST - (int64_t)(first + i) * step;
		s->modified = DATE_NONE;
		b = ARENA_PUSH(a, s->blocks, s->n_blocks);
		b->text = words(a, 120);
		s->hash = next_random();
		seen = s->published;
	}
	if (rc == OK)
		rc = stories_put(db, feed_id, stories_doc(a, &f), 0, n, seen + BATCH * step, NULL, NULL, e);
	if (rc == OK)
		rc = mark_some(db, a, feed_id, n, e);
	if (rc == OK)
		rc = db_commit(db, e);
	arena_free(a);
	return rc;
}

static enum rc make(struct db *db, size_t n_feeds, size_t n_stories, struct err *e)
{
	struct arena *a = arena_new(MIB(256));
	struct outline *items = arena_array(a, n_feeds, sizeof(*items));
	size_t i, first, per_feed = n_stories / n_feeds;
	int64_t left = 1;
	struct feed_row row;
	enum rc rc;

	for (i = 0; i < n_feeds; i++) {
		items[i].url = arena_printf(a, "https://feed%zu.example/rss", i);
		items[i].title = arena_printf(a, "Feed number %zu", i);
	}
	rc = db_begin(db, e);
	if (rc == OK)
		rc = feeds_follow(db, items, n_feeds, NULL, NULL, e);
	if (rc == OK)
		rc = db_commit(db, e);
	/* oldest stories first, so that ids grow with time as in a store that lived */
	for (first = (per_feed + BATCH - 1) / BATCH * BATCH; rc == OK && first > 0;) {
		first -= BATCH;
		for (i = 0; rc == OK && i < n_feeds; i++) {
			rc = feeds_by_url(db, a, items[i].url, &row, e);
			if (rc == OK)
				rc = put_batch(db, row.id, first, MIN(BATCH, per_feed - first), 600,
					       e);
		}
	}
	while (rc == OK && left)
		rc = search_index(db, 5000, &left, e);
	arena_free(a);
	return rc;
}

int main(int argc, char **argv)
{
	long n_feeds = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	long n_stories = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
	struct err err = { 0 };
	struct db *db;
	enum rc rc;

	if (n_feeds < 1 || n_stories < n_feeds) {
		fprintf(stderr, "usage: mkstore PATH FEEDS STORIES\n");
		return 64;
	}
	rc = db_open(argv[1], DB_WRITE, &db, &err);
	if (rc == OK)
		rc = make(db, (size_t)n_feeds, (size_t)n_stories, &err);
	if (rc != OK)
		fprintf(stderr, "mkstore: %s: %s\n", argv[1], err.msg);
	db_close(db);
	return err_exit_code(rc);
}

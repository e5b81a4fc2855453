/* store_util.h: stores and stories for the tests of src/store. */
#ifndef LEDE_STORE_UTIL_H
#define LEDE_STORE_UTIL_H

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/date.h"
#include "base/limits.h"
#include "store/feeds.h"
#include "store/pages.h"
#include "store/search.h"
#include "store/stories.h"

#define NOW INT64_C(1531763700)		/* 2018-07-16T17:55:00Z */
#define assert_ok(expr)									\
	do {										\
		enum rc rc_ = (expr);							\
		if (rc_ != OK)								\
			fail_msg("%s: rc %d: %s", #expr, rc_, err.msg);			\
	} while (0)

extern struct err err;

/* A path in $TMPDIR where no store is; the same memory each time for one name. */
char *store_path(struct arena *a, const char *name);
/* Opens for writing, or fails the test. */
struct db *store_open(const char *path);
/* n stories of one feed, the newest first, an hour apart, with bodies. */
struct feed *store_feed(struct arena *a, const char *site, size_t n, int64_t newest);
/* Follows n feeds "https://feedN.example/rss" and commits; ids[i] is that of feed i. */
void store_follow(struct db *db, int64_t *ids, size_t n);
/* Puts all of f in one transaction; returns how many were added. */
size_t store_put(struct db *db, int64_t feed_id, const struct feed *f, int64_t seen);
/* Fails unless the kept counts are what counting gives. */
void store_check_counts(const char *path);
/* Runs SQL behind the store's back. */
void store_sql(const char *path, const char *sql);
/* The number that a SELECT gives. */
int64_t store_int(const char *path, const char *sql);

#endif

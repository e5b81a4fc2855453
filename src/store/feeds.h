/* feeds.h: subscriptions as the store keeps them. Unread and total are counted by the writer with
 * each change, never by a scan. */
#ifndef LEDE_STORE_FEEDS_H
#define LEDE_STORE_FEEDS_H

#include "model/feed.h"
#include "model/outline.h"
#include "store/db.h"

#define FEED_FOLLOWED 1		/* id of the built-in feed of pages that were followed */
#define FEED_NEVER INT64_MAX	/* next_check of a feed that is gone for good */

struct feed_row {
	int64_t id;
	const char *url;
	const char *title;		/* the user's, else the feed's own, else the URL */
	const char *user_title;		/* NULL unless given in the feeds file */
	const char *site_url;
	const char **tags;
	size_t n_tags;
	bool is_frontpage;		/* a page whose headlines are the feed */
	bool is_archived;		/* gone from the feeds file */
	int64_t unread, total;
	/* for the fetcher */
	const char *etag, *last_modified;
	struct str body_hash;		/* 16 bytes or empty */
	int64_t interval;		/* seconds between checks */
	int64_t next_check, last_check, last_success;	/* DATE_NONE: never */
	int64_t failures;		/* in a row */
	const char *error;		/* the last failure in words, NULL after a success */
	const char *moved_to;		/* a permanent redirect seen, not yet often enough */
	int64_t moved_seen;
	int64_t body_bytes;		/* of the last document, decoded; 0: none yet */
	int64_t ttl;			/* seconds it asks to be left alone; 0: not said */
	int64_t rhythm;			/* seconds between its stories of late; 0: not known */
	uint32_t skip_hours, skip_days;	/* as in struct feed */
	const char *opml;		/* attributes kept from an OPML file; NULL: none */
};

/* All feeds that are not archived, in the feeds file's order, Followed last. */
enum rc feeds_list(struct db *db, struct arena *a, struct feed_row **rows, size_t *n,
		   struct err *e);
/* E_NOTFOUND. */
enum rc feeds_get(struct db *db, struct arena *a, int64_t id, struct feed_row *out, struct err *e);
enum rc feeds_by_url(struct db *db, struct arena *a, const char *url, struct feed_row *out,
		     struct err *e);
/* The date of the feed's newest story; DATE_NONE when it has none. */
int64_t feeds_newest_story(struct db *db, int64_t id);
/* Feeds whose next_check is at or before now (force: all), not archived, oldest check first. */
enum rc feeds_due(struct db *db, struct arena *a, int64_t now, bool force,
		  struct feed_row **rows, size_t *n, struct err *e);
/* The earliest next_check, DATE_NONE when there is no feed. */
int64_t feeds_next_due(struct db *db);

/* --- for the writer --- */

/* Makes the feeds of the store those of the list, in its order: new ones are inserted, missing
 * ones archived, returning ones brought back with their stories, titles and tags set. *added and
 * *archived may be NULL. Within a transaction. */
enum rc feeds_follow(struct db *db, const struct outline *items, size_t n,
		     size_t *added, size_t *archived, struct err *e);
/* What a list from elsewhere says of subscriptions that the store has: attributes kept for the next
 * OPML file, and the site where it is not known yet. Within a transaction. */
enum rc feeds_import(struct db *db, const struct outline *items, size_t n, struct err *e);
/* What the feed says of itself: title, site, kind. Only what changed is written. */
enum rc feeds_describe(struct db *db, int64_t id, const struct feed *f, struct err *e);
/* Result of one check: the fields for the fetcher (etag ... skip_days) of row. */
enum rc feeds_checked(struct db *db, const struct feed_row *row, struct err *e);
/* Feed id takes over all stories of old, an archived one, which goes: the same feed under another
 * address. */
enum rc feeds_inherit(struct db *db, int64_t id, int64_t old, struct err *e);
/* The subscription moved: history stays. */
enum rc feeds_move(struct db *db, int64_t id, const char *new_url, struct err *e);

/* Sums over all feeds: kept counts, so cheap. */
struct store_counts {
	int64_t feeds, stories, unread, starred, pages, unindexed, queued;
};
enum rc feeds_counts(struct db *db, struct store_counts *out, struct err *e);

#endif

/* pages.h: articles extracted from pages. A page is found again by url_key of any address it is
 * known under: as asked, after redirects, its canonical one (within its own host). */
#ifndef LEDE_STORE_PAGES_H
#define LEDE_STORE_PAGES_H

#include "model/article.h"
#include "store/db.h"

/* E_NOTFOUND when no page is stored for that address. */
enum rc pages_find(struct db *db, const char *url, int64_t *id, struct err *e);
/* The article with blocks, related headlines, links. fetched (may be NULL): when. E_CORRUPT when
 * the record does not decode. */
enum rc pages_get(struct db *db, struct arena *a, int64_t id, struct article *out,
		  int64_t *fetched, struct err *e);
/* For each url whether following it works offline (page stored, or a story of that address whose
 * feed carried the full text). */
enum rc pages_are_stored(struct db *db, const char *const *urls, size_t n, bool *out,
			 struct err *e);

/* The queue of pages to fetch when a network is there again. */
struct queued {
	const char *url;
	int64_t story_id;	/* 0: none */
	int64_t tries;
	const char *error;
};
enum rc queue_list(struct db *db, struct arena *a, size_t limit, struct queued **rows, size_t *n,
		   struct err *e);
/* Failed pages with reasons, newest first: for the problems view. */
enum rc pages_failed(struct db *db, struct arena *a, size_t limit, struct queued **rows,
		     size_t *n, struct err *e);

/* --- for the writer, within a transaction --- */

/* Stores or replaces the page asked for as asked_url; stories with one of its addresses point to
 * it from now on. *id is the page. */
enum rc pages_put(struct db *db, const char *asked_url, const struct article *art, int64_t now,
		  int64_t *id, struct err *e);
/* Remembers that url could not be had; permanent: not to be tried again by itself. */
enum rc pages_put_failure(struct db *db, const char *url, const char *reason, bool permanent,
			  int64_t now, struct err *e);
/* Whether url failed for good or was tried within the last retry seconds. */
bool pages_is_given_up(struct db *db, const char *url, int64_t now);
enum rc queue_put(struct db *db, const char *url, int64_t story_id, int64_t now, struct err *e);
enum rc queue_remove(struct db *db, const char *url, struct err *e);
/* The trail across runs. */
enum rc history_put(struct db *db, const char *url, int64_t story_id, int64_t now, struct err *e);

#endif

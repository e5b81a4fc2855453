/* stories.h: the story list as windows by keyset, and single stories. No call loads a whole
 * table: each reads at most the rows asked for, over an index. */
#ifndef LEDE_STORE_STORIES_H
#define LEDE_STORE_STORIES_H

#include "model/wire.h"
#include "store/db.h"

/* A row of the list. */
struct story_row {
	int64_t id, feed_id, sort_at;
	const char *feed_title;
	const char *url;	/* NULL when the feed gave none */
	const char *title, *kicker, *dek, *byline;
	int64_t published;
	int64_t page_id;	/* 0: the page is not stored */
	bool is_read, is_starred, is_later, is_hidden;
	bool is_offline;	/* its full article is stored: page, or full text in the feed */
	bool has_text;		/* the feed carried some text */
};

/* Which stories. */
struct story_query {
	int64_t feed_id;	/* 0: all feeds */
	const char *tag;	/* NULL: any */
	bool unread_only;	/* keep_ids stay in all the same: a story stays in the view it was
				 * opened from until that is reloaded */
	bool starred_only;
	const int64_t *keep_ids;
	size_t n_keep;
};

/* Place in the order newest first: (sort_at, id) descending. */
struct story_pos {
	int64_t sort_at, id;
};
#define STORY_POS_TOP ((struct story_pos){ INT64_MAX, INT64_MAX })

/* Up to limit rows after pos (older; pos itself excluded), newest first; with backwards true the
 * rows before pos (newer), still given newest first. */
enum rc stories_window(struct db *db, struct arena *a, const struct story_query *q,
		       struct story_pos pos, bool backwards, size_t limit,
		       struct story_row **rows, size_t *n, struct err *e);
/* Rows strictly before (newer than) pos, counted up to limit: a position "3/132" where short. */
enum rc stories_count_before(struct db *db, const struct story_query *q, struct story_pos pos,
			     int64_t limit, int64_t *out, struct err *e);
/* The next unread row after pos (or before, backwards). E_NOTFOUND. */
enum rc stories_next_unread(struct db *db, struct arena *a, const struct story_query *q,
			    struct story_pos pos, bool backwards, struct story_row *out,
			    struct err *e);
/* The times of a feed's newest stories, newest first: at most max, *n of them. */
enum rc stories_times(struct db *db, int64_t feed_id, size_t max, int64_t *times, size_t *n,
		      struct err *e);
/* The id of the story that was stored last, 0 when there is none: "all that is there now". */
int64_t stories_newest(struct db *db);
enum rc stories_get(struct db *db, struct arena *a, int64_t id, struct story_row *out,
		    struct err *e);
/* A story with that address (by url_key), the newest. E_NOTFOUND. */
enum rc stories_by_url(struct db *db, struct arena *a, const char *url, struct story_row *out,
		       struct err *e);
/* The feed's own text of a story as blocks; n 0 when it carried none. */
enum rc stories_body(struct db *db, struct arena *a, int64_t id, struct block **blocks,
		     size_t *n, struct err *e);
/* Puts the text that the feed carried into the article of the story's page where it is clearly
 * more (article_take_text). */
void stories_take_text(struct db *db, struct arena *a, const struct story_row *row,
		       struct article *art);
/* What else the feed said: tags, enclosures, comments address, authors. */
enum rc stories_more(struct db *db, struct arena *a, int64_t id, struct story *out,
		     struct err *e);
/* Stories of one feed whose page is worth fetching ahead: among its newest limit stories, those
 * without a page and full text, published (undated ones: first seen) after newer_than, newest
 * first. */
enum rc stories_wanting_page(struct db *db, struct arena *a, int64_t feed_id, int64_t newer_than,
			     size_t limit, struct story_row **rows, size_t *n, struct err *e);

/* --- for the writer, within a transaction --- */

/* What must be known of a document as a whole: which of its stories are one, and which of too many
 * are the newest. Lives in the arena; f is borrowed. */
struct story_doc;
struct story_doc *stories_doc(struct arena *a, const struct feed *f);
/* Stores stories [from, from + count) of the document into feed feed_id: inserts new ones, updates
 * those whose hash differs (flags stay), leaves the others alone. seen: the time of this fetch.
 * Of a document with more than LIMIT_NEW_STORIES only the newest are taken; what retention
 * removed does not come back. Batches from the end of the document keep its order among equal
 * dates. */
enum rc stories_put(struct db *db, int64_t feed_id, struct story_doc *doc, size_t from,
		    size_t count, int64_t seen, size_t *added, size_t *changed, struct err *e);
/* The archived feed whose stories are those of the document, as when the user wrote the new address
 * of a feed into the feeds file: *old is its id. E_NOTFOUND without words when there is none. */
enum rc stories_ancestor(struct db *db, const struct story_doc *doc, int64_t *old,
			 struct err *e);
/* Sets and clears flags (enum flag) of stories; counts follow. Unknown ids are skipped. */
enum rc stories_set_flags(struct db *db, const int64_t *ids, size_t n, uint32_t set,
			  uint32_t clear, struct err *e);
/* Marks all unread stories of a feed (0: all) with id <= newest read; *ids are those that changed,
 * in the arena; the newest LIMIT_MARK_IDS where there are more. */
enum rc stories_mark_read(struct db *db, struct arena *a, int64_t feed_id, int64_t newest,
			  int64_t **ids, size_t *n, struct err *e);
/* A story in "Followed" for a page that belongs to no feed; an existing story of that address is
 * taken instead. *id is the story. */
enum rc stories_put_followed(struct db *db, const struct article *art, int64_t page_id,
			     int64_t now, int64_t *id, struct err *e);
/* Retention: removes stories that were first seen more than days ago (0: none), without star or
 * later, beyond the newest per_feed of their feed, a batch at a time; *more when there is more to
 * do. Pages that nothing needs and failures go when they are as old. */
enum rc stories_keep(struct db *db, int64_t now, int64_t days, int64_t per_feed, bool *more,
		     struct err *e);

#endif

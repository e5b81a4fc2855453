/* db_priv.h: what the files of this folder share: the connection, statements that are prepared
 * once, scopes of queries, and the kept counts. Only they include it. */
#ifndef LEDE_STORE_DB_PRIV_H
#define LEDE_STORE_DB_PRIV_H

#include <sqlite3.h>

#include "base/date.h"
#include "base/limits.h"
#include "model/record.h"
#include "store/stories.h"

#define STORE_APPLICATION_ID 0x6c656465		/* "lede" */
#define STORE_VERSION 2				/* number of the last migration */

struct stmt_slot {
	const char *sql;	/* the literal's address is the key */
	sqlite3_stmt *stmt;
};

/* Key of the story order, and the feed it belongs to. */
struct story_key {
	int64_t sort_at, id, feed_id;
};

/* The keys of a query's keep_ids, kept between windows of one view: sort_at never changes. */
struct keep_cache {
	uint64_t hash;
	struct story_key *keys;
	size_t n, cap;
};

/* Changes to the kept counts, gathered and written once per call. */
struct tally {
	int64_t stories, unread, starred, pages, unindexed, queued;
};

struct db {
	sqlite3 *h;
	char *path;
	bool read_only, in_transaction;
	struct stmt_slot slots[256];
	struct arena *scratch;		/* of one public call; see scratch_begin */
	int scratch_users;
	struct keep_cache keep;
};

/* A statement that runs: query_open, query_row until false, query_close, which resets it, so
 * that no read lock outlives a call. One literal must not be open twice at a time. */
struct query {
	struct db *db;
	sqlite3_stmt *stmt;
	struct err *e;
	enum rc rc;
};

/* types: i int64_t, t C string or NULL, s struct str as text, b struct str as blob (empty:
 * NULL), d date (DATE_NONE: NULL). */
struct query query_open(struct db *db, struct err *e, const char *sql, const char *types, ...);
bool query_row(struct query *q);
enum rc query_close(struct query *q);
/* Runs a statement that returns no row. */
enum rc db_run(struct db *db, struct err *e, const char *sql, const char *types, ...);
/* The first column of the first row; *out is left alone where there is none (E_NOTFOUND,
 * without words). */
enum rc db_int(struct db *db, struct err *e, int64_t *out, const char *sql, const char *types,
	       ...);
/* Runs statements that are not kept (schema, pragmas). */
enum rc db_script(struct db *db, const char *sql, struct err *e);
/* An SQLite result code as ours, with words that say what to do. */
enum rc db_fail(struct db *db, int code, struct err *e);
/* The same for a handle that is no store yet. */
enum rc db_fail_handle(sqlite3 *h, int code, struct err *e);
/* Rows changed by the last statement. */
int64_t db_changes(struct db *db);

static inline int64_t col_int(const struct query *q, int i)
{
	return sqlite3_column_int64(q->stmt, i);
}

/* Valid until the next row. What a damaged store holds instead of text is made text. */
struct str col_str(const struct query *q, int i);
struct str col_blob(const struct query *q, int i);
/* In the arena, valid UTF-8, at most LIMIT_FIELD_BYTES; NULL stays NULL. */
const char *col_text(const struct query *q, struct arena *a, int i);
int64_t col_date(const struct query *q, int i);

/* One snapshot for several reads: they agree with each other, and the locks are taken once. False
 * when a transaction is open already; snapshot_end is then to do nothing. */
bool snapshot_begin(struct db *db);
void snapshot_end(struct db *db, bool begun);

/* Decodes the record in a column; E_CORRUPT with words where it is none. */
enum rc col_record(const struct query *q, struct arena *a, int i, const struct shape *shape,
		   void *out);

/* Memory for the time of one call; calls nest. */
struct arena *scratch_begin(struct db *db);
void scratch_end(struct db *db);

/* SQLite's busy handler, whose arg is the struct db: waits 1 ms for another process; 0 when tries
 * were enough. */
int db_wait(void *arg, int tries);

/* schema.c */
enum rc schema_prepare(struct db *db, struct err *e);
/* E_NOTFOUND without words when the file is empty. */
enum rc schema_check(struct db *db, int64_t *version, struct err *e);
/* The settings of every connection, before the first read of a table. */
enum rc schema_settings(struct db *db, struct err *e);
/* Runs migration number (1 ...) inside the caller's transaction. */
enum rc schema_migrate_one(struct db *db, int64_t number, struct err *e);

/* graft.c: whether path holds pages of a store of lede's, although SQLite may not say so. */
bool graft_is_ours(const char *path);
/* Copies the file at damaged to out, with the pages that hold the schema taken from the sound and
 * empty store at fresh: stores of one version have it in the same place. */
enum rc graft_schema(const char *damaged, const char *fresh, const char *out, struct err *e);

/* tally.c: adds to a feed's and the store's counts. */
enum rc tally_feed(struct db *db, int64_t feed_id, int64_t unread, int64_t total,
		   struct err *e);
enum rc tally_add(struct db *db, const struct tally *t, struct err *e);
/* Marks a story as waiting for the index; t counts it. */
enum rc dirty_put(struct db *db, int64_t story_id, struct tally *t, struct err *e);

/* 64 bits of a guid, or of a list of ids (FNV-1a). */
int64_t hash_bytes(const void *p, size_t n);

/* stories.c: the columns of a row as STORY_COLUMNS lists them. */
#define STORY_COLUMNS								\
	"s.id, s.feed_id, s.sort_at, f.title, s.url, s.title, s.kicker, s.dek, s.byline,"	\
	" s.published, s.page_id, s.is_read, s.is_starred, s.is_later, s.hidden,"	\
	" s.has_full_text, s.has_text"
#define STORY_FROM " FROM story s JOIN feed f ON f.id = s.feed_id"
void story_row_read(const struct query *q, struct arena *a, struct story_row *row);
/* The row by id; E_NOTFOUND without words. */
enum rc story_row_get(struct db *db, struct arena *a, int64_t id, struct story_row *row,
		      struct err *e);

/* pages.c */
/* The page known under that key; 0 when none is. */
enum rc page_by_key(struct db *db, const char *key, int64_t *id, struct err *e);
/* Removes a page that no story points to. */
enum rc page_remove_orphan(struct db *db, int64_t id, struct err *e);

/* index.c: a story's title and text as they are indexed, from its page, else its feed.
 * E_NOTFOUND, without words, when the story is gone. */
enum rc index_text(struct db *db, struct arena *a, int64_t id, const char **title,
		   const char **text, struct err *e);
/* Takes a story out of the index and its queue, before its row goes; t counts. */
enum rc index_remove(struct db *db, int64_t id, struct tally *t, struct err *e);

#endif

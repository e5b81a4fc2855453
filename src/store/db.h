/* db.h: the offline newspaper: one SQLite file. The engine opens it for writing; the screen and
 * the commands open it for reading. Only this folder knows SQL. */
#ifndef LEDE_DB_H
#define LEDE_DB_H

#include "base/arena.h"
#include "base/err.h"

struct db;

enum db_mode {
	DB_READ,	/* an existing store, never written; E_NOTFOUND when there is none,
			 * E_NEWER/E_DB when it must be made or migrated by the engine first */
	DB_WRITE,	/* made or migrated when needed */
};

/* E_FOREIGN, E_NEWER, E_CORRUPT, E_READONLY, E_FULL with words for the user. A store of a newer
 * lede opens with DB_READ where its tables still fit. */
enum rc db_open(const char *path, enum db_mode mode, struct db **out, struct err *e);
/* NULL is fine. A writer checkpoints the WAL. */
void db_close(struct db *db);
/* Where the store lies: $XDG_DATA_HOME/lede/lede.db, or LEDE_STORE. */
enum rc db_default_path(struct arena *a, char **out, struct err *e);

/* Write transactions: BEGIN IMMEDIATE, waiting for other writers in steps of 1 ms, up to 5 s. They
 * do not nest. A commit that fails has rolled back. */
enum rc db_begin(struct db *db, struct err *e) MUST_CHECK;
enum rc db_commit(struct db *db, struct err *e) MUST_CHECK;
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* Changes when another connection committed. */
int64_t db_data_version(struct db *db);
/* The checks of "lede doctor": quick or full integrity, foreign keys, full-text index. OK and
 * *report NULL when all is well, else a line for people in the arena. */
enum rc db_check(struct db *db, bool full, struct arena *a, char **report, struct err *e);
/* A damaged store is moved aside (never deleted) and what can be read is copied into a new one:
 * feeds, stories, flags, pages. *report tells what was saved. E_BUSY when a program has it open. */
enum rc db_rescue(const char *path, struct arena *a, char **report, struct err *e);

/* A setting that lede keeps for itself (last full check ...). */
enum rc db_get(struct db *db, struct arena *a, const char *key, char **value);
enum rc db_put(struct db *db, const char *key, const char *value, struct err *e);

#endif

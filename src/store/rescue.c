#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/db_priv.h"

#define FAILURES_MAX 20000	/* damaged places of one table that are stepped over */
#define COLUMNS_MAX 32
#define COLUMNS_BYTES 512

/* One table of the store. What has an id is read from any place by it, so a damaged page costs
 * its own rows; the others are read from both ends. Story rows come without their page, which is
 * found again by the address. */
struct table {
	const char *name, *columns;
	bool has_id;		/* the first column is the row's id */
};

static const struct table tables[] = {
	{ "meta", "key, value", false },
	{ "feed", "id, url, title, user_title, own_title, site_url, tags, position, kind,"
	  " is_archived, etag, last_modified, body_hash, interval, next_check, last_check,"
	  " last_success, failures, error, moved_to, moved_seen", true },
	{ "feed_tag", "tag, feed_id", false },
	{ "story", "id, feed_id, guid, url, url_key, title, kicker, dek, byline, published,"
	  " first_seen, sort_at, is_read, is_starred, is_later, hidden, has_text, has_full_text,"
	  " hash", true },
	{ "body", "story_id, blocks, more", true },
	{ "page", "id, url, fetched, article", true },
	{ "page_url", "url_key, page_id", false },
	{ "related", "page_id, position, kind, url, title, kicker, summary, module", false },
	{ "queue", "url_key, url, story_id, added", false },
	{ "failure", "url_key, url, reason, permanent, tries, at", false },
	{ "gone", "feed_id, guid_hash", false },
	{ "history", "id, url, url_key, story_id, at", true },
};

/* Columns of feed that version 1 had not. */
static const char feed_later[] = ", body_bytes, ttl, rhythm, skip_hours, skip_days, opml";

struct rescue {
	sqlite3 *from;
	struct db *to;
	struct arena *a;
	const struct table *table;
	char columns[COLUMNS_BYTES];	/* of table, as far as the damaged store has them */
	bool has_later;
	sqlite3_stmt *put, *put_feed;
	int64_t saved[ARRAY_LEN(tables)];
	int64_t *count;
};

static bool reads(sqlite3 *h, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	bool fine = sqlite3_prepare_v2(h, sql, -1, &stmt, NULL) == SQLITE_OK;

	sqlite3_finalize(stmt);
	return fine;
}

/* --- one row --- */

static int bind_clean(struct rescue *r, int i, sqlite3_stmt *row, int col)
{
	const char *text;
	struct str s;

	if (sqlite3_column_type(row, col) != SQLITE_TEXT)
		return sqlite3_bind_value(r->put, i, sqlite3_column_value(row, col));
	s.p = (const char *)sqlite3_column_text(row, col);
	s.n = (size_t)sqlite3_column_bytes(row, col);
	text = s.p ? clean_utf8(r->a, s) : "";
	return sqlite3_bind_text(r->put, i, text, -1, SQLITE_TRANSIENT);
}

/* A story whose feed was lost gets one, so that it can be kept. */
static void make_feed(struct rescue *r, int64_t id)
{
	sqlite3_bind_int64(r->put_feed, 1, id);
	sqlite3_step(r->put_feed);
	sqlite3_reset(r->put_feed);
}

/* What the new store's own rules refuse is not taken. */
static void copy_row(struct rescue *r, sqlite3_stmt *row)
{
	int i, n = sqlite3_column_count(row);

	if (streq(r->table->name, "story"))
		make_feed(r, sqlite3_column_int64(row, 1));
	for (i = 0; i < n; i++)
		if (bind_clean(r, i + 1, row, i) != SQLITE_OK)
			return;
	if (sqlite3_step(r->put) == SQLITE_DONE)
		*r->count += sqlite3_changes(r->to->h);
	sqlite3_reset(r->put);
	sqlite3_clear_bindings(r->put);
	if (arena_used(r->a) > MIB(16))
		arena_reset(r->a);
}

/* --- one table --- */

static sqlite3_stmt *prepare_read(struct rescue *r, const char *order)
{
	const struct table *t = r->table;
	int key = (int)strcspn(r->columns, ",");
	sqlite3_stmt *stmt = NULL;
	char *sql;

	if (t->has_id)
		sql = mem_printf("SELECT %s FROM %s NOT INDEXED WHERE %.*s > ?1 AND %.*s < ?2"
				 " ORDER BY %.*s %s", r->columns, t->name, key, r->columns, key,
				 r->columns, key, r->columns, order);
	else	/* the primary key as it comes; no sorting */
		sql = mem_printf("SELECT %s FROM %s ORDER BY 1 %s", r->columns, t->name, order);
	if (sqlite3_prepare_v2(r->from, sql, -1, &stmt, NULL) != SQLITE_OK) {
		sqlite3_finalize(stmt);
		stmt = NULL;
	}
	free(sql);
	return stmt;
}

/* Copies rows until the end or a damaged place; true at the end. *last is the id of the last row
 * read, when the table has ids. */
static bool copy_until_damage(struct rescue *r, sqlite3_stmt *stmt, int64_t *last)
{
	int code;

	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (r->table->has_id)
			*last = sqlite3_column_int64(stmt, 0);
		copy_row(r, stmt);
	}
	sqlite3_reset(stmt);
	return code == SQLITE_DONE;
}

/* Walks up by ids. Behind a damaged place it looks further and further ahead for a row that
 * reads, then back from there, so that little more than the damaged rows is lost. */
static void copy_by_id(struct rescue *r)
{
	sqlite3_stmt *up = NULL, *down = NULL;
	int64_t last = INT64_MIN, resumed, gap;
	int failures = 0;

	up = prepare_read(r, "ASC");
	down = prepare_read(r, "DESC");
	while (up && down) {
		sqlite3_bind_int64(up, 1, last);
		sqlite3_bind_int64(up, 2, INT64_MAX);
		if (copy_until_damage(r, up, &last))
			break;
		last = MAX(last, 0);
		for (gap = 1; gap < INT64_C(1) << 40; gap *= 2) {
			resumed = 0;
			if (++failures > FAILURES_MAX)
				goto out;
			sqlite3_bind_int64(up, 1, last + gap);
			if (sqlite3_step(up) == SQLITE_ROW)
				resumed = sqlite3_column_int64(up, 0);
			sqlite3_reset(up);
			if (resumed > last)
				break;
		}
		if (!resumed)	/* from the other end, then */
			resumed = INT64_MAX;
		gap = resumed;
		sqlite3_bind_int64(down, 1, last);
		sqlite3_bind_int64(down, 2, resumed);
		copy_until_damage(r, down, &gap);
		if (resumed == INT64_MAX)
			break;
		last = resumed - 1;
	}
out:
	sqlite3_finalize(up);
	sqlite3_finalize(down);
}

static void copy_from_ends(struct rescue *r)
{
	sqlite3_stmt *stmt = prepare_read(r, "ASC");
	int64_t unused;
	bool whole = stmt && copy_until_damage(r, stmt, &unused);

	sqlite3_finalize(stmt);
	if (whole)
		return;
	stmt = prepare_read(r, "DESC");
	if (stmt)
		copy_until_damage(r, stmt, &unused);
	sqlite3_finalize(stmt);
}

static enum rc copy_table(struct rescue *r, size_t i, struct err *e)
{
	char marks[COLUMNS_MAX * 2 + 1] = "?";
	const char *p;
	size_t n = 1;
	char *sql;
	int code;

	r->table = &tables[i];
	r->count = &r->saved[i];
	snprintf(r->columns, sizeof(r->columns), "%s%s", r->table->columns,
		 r->has_later && streq(r->table->name, "feed") ? feed_later : "");
	for (p = r->columns; *p; p++) {
		if (*p == ',' && n < COLUMNS_MAX) {
			marks[n * 2 - 1] = ',';
			marks[n * 2] = '?';
			n++;
		}
	}
	sql = mem_printf("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", r->table->name,
			 r->columns, marks);
	code = sqlite3_prepare_v2(r->to->h, sql, -1, &r->put, NULL);
	free(sql);
	if (code != SQLITE_OK)
		return db_fail(r->to, code, e);
	if (r->table->has_id)
		copy_by_id(r);
	else
		copy_from_ends(r);
	sqlite3_finalize(r->put);
	r->put = NULL;
	return OK;
}

/* --- the new store --- */

static enum rc copy_all(struct rescue *r, struct err *e)
{
	enum rc rc = db_begin(r->to, e);
	size_t i;
	int code;

	if (rc != OK)
		return rc;
	code = sqlite3_prepare_v2(r->to->h, "INSERT OR IGNORE INTO feed (id, url, title,"
				  " position, is_archived) VALUES (?1, 'lede:rescued/' || ?1,"
				  " 'Rescued ' || ?1, 2147483646, 1)", -1, &r->put_feed, NULL);
	if (code != SQLITE_OK)
		rc = db_fail(r->to, code, e);
	r->has_later = reads(r->from, "SELECT rhythm FROM feed");
	for (i = 0; rc == OK && i < ARRAY_LEN(tables); i++)
		rc = copy_table(r, i, e);
	sqlite3_finalize(r->put_feed);
	if (rc == OK)
		rc = db_script(r->to,
			"UPDATE story SET page_id = (SELECT u.page_id FROM page_url u"
			"	WHERE u.url_key = story.url_key);"
			"DELETE FROM dirty; INSERT INTO dirty (story_id) SELECT id FROM story;"
			"UPDATE feed SET total = (SELECT count(*) FROM story"
			"	WHERE feed_id = feed.id AND hidden = 0),"
			"	unread = (SELECT count(*) FROM story"
			"	WHERE feed_id = feed.id AND hidden = 0 AND is_read = 0);"
			"UPDATE tally SET"
			"	stories = (SELECT count(*) FROM story WHERE hidden = 0),"
			"	unread = (SELECT count(*) FROM story WHERE hidden = 0"
			"	AND is_read = 0),"
			"	starred = (SELECT count(*) FROM story WHERE hidden = 0"
			"	AND is_starred = 1), pages = (SELECT count(*) FROM page),"
			"	unindexed = (SELECT count(*) FROM dirty),"
			"	queued = (SELECT count(*) FROM queue)", e);
	if (rc == OK)
		return db_commit(r->to, e);
	db_rollback(r->to);
	return rc;
}

static enum rc open_damaged(const char *path, sqlite3 **out, struct err *e)
{
	int code = sqlite3_open_v2(path, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

	if (code != SQLITE_OK)
		return db_fail_handle(*out, code, e);
	sqlite3_db_config(*out, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(*out, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(*out, SQLITE_LIMIT_LENGTH, 32 * 1024 * 1024);
	return OK;
}

/* A store of a newer lede may hold what this one does not know how to copy. */
static enum rc check_not_newer(sqlite3 *h, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int version = 0;

	if (sqlite3_prepare_v2(h, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		version = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return version > STORE_VERSION ?
		err_set(e, E_NEWER, _("the store was written by a newer lede (format %d, this one"
				      " knows %d); rescue it with that one"), version,
			STORE_VERSION) : OK;
}

/* The source to copy from: the file itself or, where its list of tables is damaged, a copy with
 * the list of the empty store at fresh. Nothing is done to what is no store of lede's. */
static enum rc open_source(struct rescue *r, const char *path, const char *fresh,
			   const char *grafted, struct err *e)
{
	enum rc rc = open_damaged(path, &r->from, e);

	if (rc == OK && graft_is_ours(path))
		rc = check_not_newer(r->from, e);
	if (rc != OK || (reads(r->from, "SELECT guid, sort_at FROM story") &&
			 reads(r->from, "SELECT url_key, page_id FROM page_url")))
		return rc;
	if (!graft_is_ours(path))
		return err_set(e, E_FOREIGN,
			       _("the file is not a store of lede; name another one"));
	sqlite3_close(r->from);
	r->from = NULL;
	rc = graft_schema(path, fresh, grafted, e);
	return rc == OK ? open_damaged(grafted, &r->from, e) : rc;
}

static void remove_store(struct arena *a, const char *path)
{
	unlink(path);
	unlink(arena_printf(a, "%s-wal", path));
	unlink(arena_printf(a, "%s-shm", path));
	unlink(arena_printf(a, "%s-journal", path));
}

/* The damaged file gets a second name before the new one takes its first, so that at no time the
 * store is missing. Its WAL goes with it: the new file must not find it. */
static enum rc replace(struct arena *a, const char *path, const char *new, const char *aside,
		       struct err *e)
{
	char *wal = arena_printf(a, "%s-wal", path);

	if (link(path, aside) != 0 && rename(path, aside) != 0)
		return err_sys(e, errno, _("cannot move the damaged store aside"));
	if (rename(wal, arena_printf(a, "%s-wal", aside)) != 0 && errno != ENOENT)
		return err_sys(e, errno, _("cannot move the damaged store aside"));
	unlink(arena_printf(a, "%s-shm", path));
	if (rename(new, path) != 0)
		return err_sys(e, errno, _("cannot put the new store in its place"));
	return OK;
}

static char *free_name(struct arena *a, const char *path)
{
	struct stat st;
	char *name;
	int i;

	for (i = 1;; i++) {
		name = arena_printf(a, "%s.damaged-%d", path, i);
		if (lstat(name, &st) != 0 || i == 1000)
			return name;
	}
}

/* Whether another program has the store open: SQLite then holds a lock on these bytes of it. Asked
 * before this one opens it, because closing the descriptor would drop its own locks too. */
static bool is_in_use(const char *path)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002,
			      .l_len = 510 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool used = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

	if (fd >= 0)
		close(fd);
	return used;
}

enum rc db_rescue(const char *path, struct arena *a, char **report, struct err *e)
{
	char *new = arena_printf(a, "%s.rescue", path);
	char *grafted = arena_printf(a, "%s.graft", path);
	char *aside = free_name(a, path);
	struct rescue r = { .a = arena_new(LIMIT_ARENA) };
	enum rc rc;

	*report = NULL;
	if (is_in_use(path)) {
		arena_free(r.a);
		return err_set(e, E_BUSY, _("the store is open; close lede and try again"));
	}
	remove_store(a, new);
	rc = db_open(new, DB_WRITE, &r.to, e);
	db_close(r.to);		/* all of it in the file itself, for the graft */
	r.to = NULL;
	if (rc == OK)
		rc = open_source(&r, path, new, grafted, e);
	if (rc == OK)
		rc = db_open(new, DB_WRITE, &r.to, e);
	if (rc == OK)
		rc = copy_all(&r, e);
	db_close(r.to);
	sqlite3_close(r.from);
	remove_store(a, grafted);
	if (rc == OK)
		rc = replace(a, path, new, aside, e);
	if (rc == OK)
		*report = arena_printf(a, _("saved %lld feeds, %lld stories and %lld pages;"
					    " the damaged file is kept as %s"),
				       (long long)r.saved[1], (long long)r.saved[3],
				       (long long)r.saved[5], aside);
	else
		remove_store(a, new);
	arena_free(r.a);
	return rc;
}

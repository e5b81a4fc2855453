#include "store/db_priv.h"

#include "base/i18n.h"

/* Migration number n is migrations[n - 1]. Published ones never change; each runs in one
 * transaction with the change of user_version.
 *
 * hidden: bit 1 the user's, bit 2 the feed's, which is gone from the feeds file. A feed's
 * is_archived: 1 its server says it is gone, 2 the feeds file no longer names it.
 * sort_at never changes, so that a list never moves under the reader.
 * The index of full text reads doc, which only the indexer writes: FTS5 needs the old text to
 * take it out again. */
static const char migration_1[] =
"CREATE TABLE meta ("
"	key TEXT PRIMARY KEY, value TEXT NOT NULL"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE feed ("
"	id INTEGER PRIMARY KEY,"
"	url TEXT NOT NULL UNIQUE,"
"	title TEXT NOT NULL,"		/* as shown */
"	user_title TEXT, own_title TEXT,"
"	site_url TEXT,"
"	tags TEXT NOT NULL DEFAULT '',"	/* a line each */
"	position INTEGER NOT NULL,"
"	kind INTEGER NOT NULL DEFAULT 0 CHECK (kind >= 0),"
"	is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived BETWEEN 0 AND 2),"
"	unread INTEGER NOT NULL DEFAULT 0,"
"	total INTEGER NOT NULL DEFAULT 0,"
"	etag TEXT, last_modified TEXT,"
"	body_hash BLOB CHECK (length(body_hash) <= 64),"
"	interval INTEGER NOT NULL DEFAULT 0 CHECK (interval >= 0),"
"	next_check INTEGER NOT NULL DEFAULT 0,"
"	last_check INTEGER, last_success INTEGER,"
"	failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),"
"	error TEXT,"
"	moved_to TEXT, moved_seen INTEGER NOT NULL DEFAULT 0"
") STRICT;"
"CREATE INDEX feed_due ON feed (next_check) WHERE is_archived = 0 AND id <> 1;"
"CREATE TABLE feed_tag ("
"	tag TEXT NOT NULL,"
"	feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,"
"	PRIMARY KEY (tag, feed_id)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX feed_tag_feed ON feed_tag (feed_id);"

"CREATE TABLE page ("
"	id INTEGER PRIMARY KEY,"
"	url TEXT NOT NULL,"
"	fetched INTEGER NOT NULL,"
"	article BLOB NOT NULL"		/* a record of struct article without related */
") STRICT;"
"CREATE TABLE page_url ("
"	url_key TEXT PRIMARY KEY,"
"	page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX page_url_page ON page_url (page_id);"
"CREATE TABLE related ("
"	page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,"
"	position INTEGER NOT NULL,"
"	kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),"
"	url TEXT NOT NULL, title TEXT NOT NULL,"
"	kicker TEXT, summary TEXT, module TEXT,"
"	PRIMARY KEY (page_id, position)"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE story ("
"	id INTEGER PRIMARY KEY,"
"	feed_id INTEGER NOT NULL REFERENCES feed (id),"
"	guid TEXT NOT NULL,"
"	url TEXT, url_key TEXT,"
"	title TEXT NOT NULL DEFAULT '',"
"	kicker TEXT, dek TEXT, byline TEXT,"
"	published INTEGER,"
"	first_seen INTEGER NOT NULL,"
"	sort_at INTEGER NOT NULL,"
"	is_read INTEGER NOT NULL DEFAULT 0 CHECK (is_read IN (0, 1)),"
"	is_starred INTEGER NOT NULL DEFAULT 0 CHECK (is_starred IN (0, 1)),"
"	is_later INTEGER NOT NULL DEFAULT 0 CHECK (is_later IN (0, 1)),"
"	hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden BETWEEN 0 AND 3),"
"	has_text INTEGER NOT NULL CHECK (has_text IN (0, 1)),"
"	has_full_text INTEGER NOT NULL CHECK (has_full_text IN (0, 1)),"
"	page_id INTEGER REFERENCES page (id) ON DELETE SET NULL,"
"	hash INTEGER NOT NULL,"
"	UNIQUE (feed_id, guid)"
") STRICT;"
"CREATE INDEX story_time ON story (sort_at, id) WHERE hidden = 0;"
"CREATE INDEX story_feed_time ON story (feed_id, sort_at, id) WHERE hidden = 0;"
"CREATE INDEX story_unread ON story (sort_at, id) WHERE hidden = 0 AND is_read = 0;"
"CREATE INDEX story_feed_unread ON story (feed_id, sort_at, id)"
"	WHERE hidden = 0 AND is_read = 0;"
"CREATE INDEX story_starred ON story (sort_at, id, feed_id, is_read)"
"	WHERE hidden = 0 AND is_starred = 1;"
"CREATE INDEX story_feed_starred ON story (feed_id, sort_at, id, is_read)"
"	WHERE hidden = 0 AND is_starred = 1;"
/* Stories that retention removed, by a hash of the guid, lest the feed brings them back as new. */
"CREATE TABLE gone ("
"	feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,"
"	guid_hash INTEGER NOT NULL,"
"	PRIMARY KEY (feed_id, guid_hash)"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX story_url ON story (url_key) WHERE url_key IS NOT NULL;"
"CREATE INDEX story_page ON story (page_id) WHERE page_id IS NOT NULL;"
"CREATE TABLE body ("
"	story_id INTEGER PRIMARY KEY REFERENCES story (id) ON DELETE CASCADE,"
"	blocks BLOB,"			/* a record of struct blocks */
"	more BLOB NOT NULL"		/* a record of struct story without its text */
") STRICT;"

/* One row: sums that are kept with every change. */
"CREATE TABLE tally ("
"	id INTEGER PRIMARY KEY CHECK (id = 1),"
"	stories INTEGER NOT NULL, unread INTEGER NOT NULL, starred INTEGER NOT NULL,"
"	pages INTEGER NOT NULL, unindexed INTEGER NOT NULL, queued INTEGER NOT NULL"
") STRICT;"
"INSERT INTO tally VALUES (1, 0, 0, 0, 0, 0, 0);"

"CREATE TABLE queue ("
"	url_key TEXT PRIMARY KEY, url TEXT NOT NULL, story_id INTEGER, added INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX queue_added ON queue (added);"
"CREATE TABLE failure ("
"	url_key TEXT PRIMARY KEY, url TEXT NOT NULL, reason TEXT NOT NULL,"
"	permanent INTEGER NOT NULL CHECK (permanent IN (0, 1)),"
"	tries INTEGER NOT NULL, at INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX failure_at ON failure (at);"
"CREATE TABLE history ("
"	id INTEGER PRIMARY KEY, url TEXT NOT NULL, url_key TEXT, story_id INTEGER,"
"	at INTEGER NOT NULL"
") STRICT;"
"CREATE INDEX history_url ON history (url_key);"

"CREATE TABLE dirty (story_id INTEGER PRIMARY KEY) STRICT;"
"CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL) STRICT;"
"CREATE VIRTUAL TABLE fts USING fts5 (title, text, content='doc', content_rowid='id',"
"	tokenize='unicode61 remove_diacritics 2', prefix='2 3');"
"INSERT INTO fts (fts, rank) VALUES ('automerge', 4);"
"INSERT INTO fts (fts, rank) VALUES ('hashsize', 16777216);"	/* fewer, larger segments */

"INSERT INTO feed (id, url, title, position, next_check)"
"	VALUES (1, 'lede:followed', 'Followed', 2147483647, 9223372036854775807);";

/* What a feed says of itself and what its checks have shown: its document's bytes, the seconds it
 * asks to be left alone (ttl), those between its stories (rhythm), hours and days of UTC at which
 * it rests (bits; day 0 is Sunday), and the attributes that an OPML file gave it, kept for the
 * next one. */
static const char migration_2[] =
"ALTER TABLE feed ADD COLUMN body_bytes INTEGER NOT NULL DEFAULT 0 CHECK (body_bytes >= 0);"
"ALTER TABLE feed ADD COLUMN ttl INTEGER NOT NULL DEFAULT 0 CHECK (ttl >= 0);"
"ALTER TABLE feed ADD COLUMN rhythm INTEGER NOT NULL DEFAULT 0 CHECK (rhythm >= 0);"
"ALTER TABLE feed ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0"
"	CHECK (skip_hours BETWEEN 0 AND 16777215);"
"ALTER TABLE feed ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0"
"	CHECK (skip_days BETWEEN 0 AND 127);"
"ALTER TABLE feed ADD COLUMN opml TEXT;";

static const char *const migrations[STORE_VERSION] = { migration_1, migration_2 };

enum rc schema_settings(struct db *db, struct err *e)
{
	enum rc rc = db_script(db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
			       "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
			       "PRAGMA cache_size = -8000", e);

	if (rc == OK && !db->read_only)
		rc = db_script(db, "PRAGMA synchronous = FULL;"
			       "PRAGMA journal_size_limit = 16777216;"
			       "PRAGMA wal_autocheckpoint = 1000", e);
	return rc;
}

enum rc schema_check(struct db *db, int64_t *version, struct err *e)
{
	int64_t id = 0, tables = 0;
	bool begun = snapshot_begin(db);	/* another program may be making the tables */
	enum rc rc;

	*version = 0;
	rc = db_int(db, e, &id, "PRAGMA application_id", "");
	if (rc == OK)
		rc = db_int(db, e, version, "PRAGMA user_version", "");
	if (rc == OK)
		rc = db_int(db, e, &tables, "SELECT count(*) FROM sqlite_schema", "");
	snapshot_end(db, begun);
	if (rc != OK)
		return rc;
	if (id == 0 && *version == 0 && tables == 0)
		return E_NOTFOUND;
	if (id != STORE_APPLICATION_ID)
		return err_set(e, E_FOREIGN,
			       _("the file is a database of another program; name another one"));
	if (*version < 0 || (tables == 0 && *version > 0))
		return db_fail(db, SQLITE_CORRUPT, e);
	if (*version <= STORE_VERSION)
		return OK;
	/* A newer lede wrote it: readable where the tables that a list needs still fit. */
	if (db->read_only &&
	    db_int(db, NULL, &tables, "SELECT s.id, s.sort_at, s.hidden, s.page_id, f.title,"
		   " f.unread FROM story s JOIN feed f ON f.id = s.feed_id LIMIT 1", "") != E_DB)
		return OK;
	return err_set(e, E_NEWER,
		       _("the store was written by a newer lede (format %lld, this one knows %d);"
			 " install that one"), (long long)*version, STORE_VERSION);
}

enum rc schema_migrate_one(struct db *db, int64_t number, struct err *e)
{
	struct err ignored;
	char pragma[64];
	enum rc rc;

	rc = db_script(db, migrations[number - 1], e);
	if (rc != OK)
		return rc;
	sqlite3_snprintf(sizeof(pragma), pragma, "PRAGMA user_version = %lld",
			 (long long)number);
	rc = db_script(db, pragma, e ? e : &ignored);
	if (rc != OK)
		return rc;
	sqlite3_snprintf(sizeof(pragma), pragma, "PRAGMA application_id = %d",
			 STORE_APPLICATION_ID);
	return db_script(db, pragma, e);
}

/* Whoever comes second to a new or old file finds, under the lock, that the work is done. */
static enum rc migrate(struct db *db, struct err *e)
{
	int64_t version, from = -1;
	enum rc rc = OK;

	do {
		rc = db_begin(db, e);
		if (rc != OK)
			return rc;
		rc = schema_check(db, &version, e);
		if (rc == E_NOTFOUND)
			rc = OK;
		if (rc == OK && version == from)	/* for ever, else */
			rc = err_set(e, E_DB, _("the store failed: %s"), "migration was lost");
		from = version;
		if (rc == OK && version < STORE_VERSION)
			rc = schema_migrate_one(db, version + 1, e);
		if (rc != OK) {
			db_rollback(db);
			return rc;
		}
		rc = db_commit(db, e);
	} while (rc == OK && from + 1 < STORE_VERSION);
	return rc;
}

/* A file system that cannot share memory refuses WAL; then it is the rollback journal. Of several
 * that make a new file at once, SQLite refuses all but one without asking the busy handler: the
 * switch begins with a read, and a reader that wants to write must not wait. */
static enum rc set_wal(struct db *db, struct err *e)
{
	int tries = 0;
	enum rc rc;

	do
		rc = db_run(db, e, "PRAGMA journal_mode = WAL", "");
	while (rc == E_BUSY && db_wait(db, tries++));
	if (rc == OK)
		err_clear(e);
	return rc;
}

enum rc schema_prepare(struct db *db, struct err *e)
{
	int64_t version;
	enum rc rc = schema_check(db, &version, e);

	if (rc != OK && rc != E_NOTFOUND)
		return rc;
	if (rc == OK && version == STORE_VERSION)
		return set_wal(db, e);
	rc = set_wal(db, e);
	if (rc == OK)
		rc = migrate(db, e);
	return rc;
}

#include "store/db_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/osfile.h"

#define BUSY_STEPS_WRITER 5000	/* of 1 ms each */
#define BUSY_STEPS_READER 250
#define LENGTH_MAX (32 * 1024 * 1024)

/* --- results --- */

/* SQLite often does not say why a write failed. */
static bool is_full(sqlite3 *h)
{
	const char *path = h ? sqlite3_db_filename(h, "main") : NULL;
	struct statvfs fs;
	struct rlimit size;

	if (getrlimit(RLIMIT_FSIZE, &size) == 0 && size.rlim_cur != RLIM_INFINITY)
		return true;
	return path && statvfs(path, &fs) == 0 &&
	       (uint64_t)fs.f_bavail * fs.f_frsize < MIB(1);
}

static enum rc fail_io(sqlite3 *h, int code, struct err *e)
{
	int num = h ? sqlite3_system_errno(h) : 0;

	if (code == SQLITE_IOERR_NOMEM)
		mem_fail();
	if (code == SQLITE_IOERR_CORRUPTFS)
		return err_set(e, E_CORRUPT,
			       _("the file system under the store is damaged"));
	if (num == ENOSPC || num == EDQUOT || num == EFBIG ||
	    (code == SQLITE_IOERR_WRITE && is_full(h)))
		return err_set(e, E_FULL,
			       _("no space left for the store; free some and try again"));
	if (num == 0)
		num = EIO;
	return err_sys(e, num, _("cannot read or write the store"));
}

enum rc db_fail_handle(sqlite3 *h, int code, struct err *e)
{
	int ext = h && sqlite3_errcode(h) == code ? sqlite3_extended_errcode(h) : code;

	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_NOMEM:
		mem_fail();
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return err_set(e, E_BUSY,
			       _("the store is in use by another process; try again"));
	case SQLITE_FULL:
		return err_set(e, E_FULL,
			       _("no space left for the store; free some and try again"));
	case SQLITE_IOERR:
		return fail_io(h, ext, e);
	case SQLITE_CORRUPT:
		return err_set(e, E_CORRUPT,
			       _("the store is damaged; \"lede doctor --rescue\" saves"
				 " what reads"));
	case SQLITE_NOTADB:
		return err_set(e, E_FOREIGN,
			       _("the file is not a store of lede; name another one"));
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(e, E_READONLY,
			       _("the store or its folder cannot be written; see to its rights"));
	case SQLITE_CANTOPEN:
		return h && sqlite3_system_errno(h) ?
			err_sys(e, sqlite3_system_errno(h), _("cannot open the store")) :
			err_set(e, E_IO, _("cannot open the store"));
	case SQLITE_TOOBIG:
		return err_set(e, E_LIMIT, _("too large for the store"));
	case SQLITE_INTERRUPT:
	case SQLITE_ABORT:
		return err_set(e, E_CANCEL, _("stopped"));
	}
	return err_set(e, E_DB, _("the store failed: %s"),
		       h ? sqlite3_errmsg(h) : sqlite3_errstr(code));
}

enum rc db_fail(struct db *db, int code, struct err *e)
{
	/* SQLite has rolled back by itself after some failures. */
	if (db->in_transaction && sqlite3_get_autocommit(db->h))
		db->in_transaction = false;
	return db_fail_handle(db->h, code, e);
}

/* --- statements --- */

static int prepare(struct db *db, const char *sql, sqlite3_stmt **out)
{
	size_t i, n = ARRAY_LEN(db->slots), at = ((uintptr_t)sql >> 3) % n;
	int code;

	for (i = 0; i < n; i++, at = (at + 1) % n) {
		struct stmt_slot *slot = &db->slots[at];

		if (slot->sql == sql) {
			*out = slot->stmt;
			return SQLITE_OK;
		}
		if (!slot->sql) {
			code = sqlite3_prepare_v3(db->h, sql, -1, SQLITE_PREPARE_PERSISTENT,
						  &slot->stmt, NULL);
			if (code == SQLITE_OK)
				slot->sql = sql;
			*out = slot->stmt;
			return code;
		}
	}
	return SQLITE_FULL;	/* more literals than slots: a bug that a test sees at once */
}

static int bind_one(sqlite3_stmt *stmt, int i, char type, va_list *ap)
{
	struct str s;
	const char *p;
	int64_t v;

	switch (type) {
	case 'i':
		return sqlite3_bind_int64(stmt, i, va_arg(*ap, int64_t));
	case 'd':
		v = va_arg(*ap, int64_t);
		return v == DATE_NONE ? sqlite3_bind_null(stmt, i) :
			sqlite3_bind_int64(stmt, i, v);
	case 't':
		p = va_arg(*ap, const char *);
		return p ? sqlite3_bind_text64(stmt, i, p, strlen(p), SQLITE_STATIC,
					       SQLITE_UTF8) : sqlite3_bind_null(stmt, i);
	case 's':
		s = va_arg(*ap, struct str);
		return sqlite3_bind_text64(stmt, i, s.n ? s.p : "", s.n, SQLITE_STATIC,
					   SQLITE_UTF8);
	case 'b':
		s = va_arg(*ap, struct str);
		return s.n ? sqlite3_bind_blob64(stmt, i, s.p, s.n, SQLITE_STATIC) :
			sqlite3_bind_null(stmt, i);
	}
	return SQLITE_MISUSE;
}

static struct query query_vopen(struct db *db, struct err *e, const char *sql,
				const char *types, va_list *ap)
{
	struct query q = { .db = db, .e = e };
	int i, code;

	code = prepare(db, sql, &q.stmt);
	for (i = 0; code == SQLITE_OK && types[i]; i++)
		code = bind_one(q.stmt, i + 1, types[i], ap);
	if (code != SQLITE_OK)
		q.rc = db_fail(db, code, e);
	return q;
}

struct query query_open(struct db *db, struct err *e, const char *sql, const char *types, ...)
{
	struct query q;
	va_list ap;

	va_start(ap, types);
	q = query_vopen(db, e, sql, types, &ap);
	va_end(ap);
	return q;
}

bool query_row(struct query *q)
{
	int code;

	if (q->rc != OK)
		return false;
	code = sqlite3_step(q->stmt);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		q->rc = db_fail(q->db, code, q->e);
	sqlite3_reset(q->stmt);
	return false;
}

enum rc query_close(struct query *q)
{
	if (q->stmt) {
		sqlite3_reset(q->stmt);
		sqlite3_clear_bindings(q->stmt);
	}
	return q->rc;
}

enum rc db_run(struct db *db, struct err *e, const char *sql, const char *types, ...)
{
	struct query q;
	va_list ap;

	va_start(ap, types);
	q = query_vopen(db, e, sql, types, &ap);
	va_end(ap);
	while (query_row(&q))
		;
	return query_close(&q);
}

enum rc db_int(struct db *db, struct err *e, int64_t *out, const char *sql, const char *types,
	       ...)
{
	struct query q;
	va_list ap;
	bool found;

	va_start(ap, types);
	q = query_vopen(db, e, sql, types, &ap);
	va_end(ap);
	found = query_row(&q);
	if (found)
		*out = col_int(&q, 0);
	if (query_close(&q) != OK)
		return q.rc;
	return found ? OK : E_NOTFOUND;
}

enum rc db_script(struct db *db, const char *sql, struct err *e)
{
	int code = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? OK : db_fail(db, code, e);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes(db->h);
}

struct str col_str(const struct query *q, int i)
{
	const void *p = sqlite3_column_text(q->stmt, i);

	return p ? str_mem(p, (size_t)sqlite3_column_bytes(q->stmt, i)) : STR("");
}

struct str col_blob(const struct query *q, int i)
{
	const void *p = sqlite3_column_blob(q->stmt, i);

	return p ? str_mem(p, (size_t)sqlite3_column_bytes(q->stmt, i)) : STR("");
}

const char *col_text(const struct query *q, struct arena *a, int i)
{
	struct str s;

	if (sqlite3_column_type(q->stmt, i) == SQLITE_NULL)
		return NULL;
	s = col_str(q, i);
	if (s.n > LIMIT_FIELD_BYTES) {
		s.n = LIMIT_FIELD_BYTES;
		while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	/* lede writes valid UTF-8; a damaged store may hold anything */
	return clean_is_utf8(s) ? arena_str(a, s) : clean_utf8(a, s);
}

enum rc col_record(const struct query *q, struct arena *a, int i, const struct shape *shape,
		   void *out)
{
	struct str bytes = col_blob(q, i);

	if (bytes.n <= LIMIT_RECORD_BYTES && record_decode(a, shape, bytes, out, NULL) == OK)
		return OK;
	return db_fail_handle(NULL, SQLITE_CORRUPT, q->e);
}

int64_t col_date(const struct query *q, int i)
{
	return sqlite3_column_type(q->stmt, i) == SQLITE_NULL ? DATE_NONE : col_int(q, i);
}

struct arena *scratch_begin(struct db *db)
{
	if (db->scratch_users++ == 0)
		arena_reset(db->scratch);
	return db->scratch;
}

void scratch_end(struct db *db)
{
	db->scratch_users--;
}

/* --- opening and closing --- */

int db_wait(void *arg, int tries)
{
	const struct db *db = arg;
	struct timespec ms = { .tv_nsec = 1000000 };

	if (tries >= (db->read_only ? BUSY_STEPS_READER : BUSY_STEPS_WRITER))
		return 0;
	nanosleep(&ms, NULL);
	return 1;
}

/* Everything SQLite does not do by default and a file of unknown origin makes necessary. */
static enum rc configure(struct db *db, struct err *e)
{
	int code = SQLITE_OK;

	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_handler(db->h, db_wait, db);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db->h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	if (code != SQLITE_OK)
		return db_fail(db, code, e);
	sqlite3_limit(db->h, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
	sqlite3_limit(db->h, SQLITE_LIMIT_SQL_LENGTH, 100000);
	sqlite3_limit(db->h, SQLITE_LIMIT_VDBE_OP, 100000);
	sqlite3_limit(db->h, SQLITE_LIMIT_EXPR_DEPTH, 200);
	sqlite3_limit(db->h, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4096);
	sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db->h, SQLITE_LIMIT_WORKER_THREADS, 0);
	return schema_settings(db, e);
}

/* The file with the right mode, and its folder. Only when it is missing: closing a descriptor
 * of an open database would drop the locks that this process holds on it. */
static enum rc make_file(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	struct err why = { 0 };
	char *dir;
	enum rc rc = OK;
	int fd;

	if (access(path, F_OK) == 0)
		return OK;
	if (slash && slash != path) {
		dir = mem_strndup(path, (size_t)(slash - path));
		rc = access(dir, F_OK) == 0 ? OK : osfile_mkdirs(dir, &why);
		free(dir);
	}
	if (rc != OK)
		return err_set(e, rc == E_FULL ? rc : E_READONLY,
			       _("the store cannot be made: %s"), why.msg);
	fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd >= 0) {
		close(fd);
		return OK;
	}
	if (errno == EEXIST)
		return OK;
	if (errno == EACCES || errno == EPERM || errno == EROFS)
		return err_set(e, E_READONLY,
			       _("the store cannot be made: its folder cannot be written"));
	if (errno == ENOSPC || errno == EDQUOT)
		return err_sys(e, errno, _("cannot make the store"));
	return err_set(e, E_READONLY, _("the store cannot be made: %s"), strerrordesc_np(errno));
}

static char *file_uri(const char *path, const char *query)
{
	static const char hex[] = "0123456789abcdef";
	struct buf b = BUF_INIT(KIB(64));
	const char *p;
	char *out;

	buf_puts(&b, "file:");
	for (p = path; *p; p++) {
		if (strchr("%?#", *p))
			buf_printf(&b, "%%%c%c", hex[(unsigned char)*p >> 4],
				   hex[(unsigned char)*p & 15]);
		else
			buf_putc(&b, *p);
	}
	buf_puts(&b, query);
	out = mem_strdup(buf_cstr(&b));
	buf_free(&b);
	return out;
}

static enum rc open_handle(struct db *db, const char *query, struct err *e)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI |
		    (db->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	char *uri = file_uri(db->path, query);
	int code = sqlite3_open_v2(uri, &db->h, flags, NULL);
	enum rc rc;

	free(uri);
	if (code != SQLITE_OK)
		return db_fail(db, code, e);
	rc = configure(db, e);
	/* numbers in the first bytes that SQLite has no name for: "unsupported file format" */
	if (rc == E_DB && graft_is_ours(db->path))
		rc = db_fail_handle(NULL, SQLITE_CORRUPT, e);
	return rc;
}

static enum rc open_writer(struct db *db, struct err *e)
{
	enum rc rc = make_file(db->path, e);

	if (rc == OK)
		rc = open_handle(db, "?mode=rw", e);
	if (rc == OK && sqlite3_db_readonly(db->h, "main") == 1)
		rc = db_fail(db, SQLITE_READONLY, e);
	if (rc == OK)
		rc = schema_prepare(db, e);
	/* where the cause is that nothing may be written beside the file, say so */
	if (rc != OK && rc != E_FOREIGN && rc != E_NEWER && rc != E_CORRUPT &&
	    access(db->path, W_OK) != 0 && (errno == EACCES || errno == EROFS))
		rc = db_fail_handle(NULL, SQLITE_READONLY, e);
	return rc;
}

/* A file without a WAL in a folder that cannot be written (a CD, a snapshot) can only be read as
 * immutable. With a WAL that would silently hide what is in it. */
static bool has_wal(const char *path)
{
	char *wal = mem_printf("%s-wal", path);
	bool found = access(wal, F_OK) == 0;

	free(wal);
	return found;
}

static enum rc check_version(struct db *db, struct err *e)
{
	int64_t version;
	enum rc rc = schema_check(db, &version, e);

	if (rc == E_NOTFOUND || (rc == OK && version < STORE_VERSION))
		return err_set(e, E_DB, _("the store is not prepared yet; run \"lede fetch\""));
	return rc;
}

static enum rc open_reader(struct db *db, struct err *e)
{
	enum rc rc;

	if (access(db->path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(e, E_NOTFOUND, _("there is no store yet"));
	rc = open_handle(db, "?mode=ro", e);
	if (rc == OK)
		rc = check_version(db, e);
	if ((rc == E_IO || rc == E_NOTFOUND || rc == E_READONLY) && !has_wal(db->path)) {
		sqlite3_close(db->h);
		db->h = NULL;
		rc = open_handle(db, "?mode=ro&immutable=1", e);
		if (rc == OK)
			rc = check_version(db, e);
	}
	return rc;
}

enum rc db_open(const char *path, enum db_mode mode, struct db **out, struct err *e)
{
	struct db *db = mem_zalloc(sizeof(*db));
	enum rc rc;

	*out = NULL;
	db->path = mem_strdup(path);
	db->read_only = mode == DB_READ;
	db->scratch = arena_new(LIMIT_ARENA);
	rc = mode == DB_READ ? open_reader(db, e) : open_writer(db, e);
	/* lede's own, but its first bytes are overwritten */
	if (rc == E_FOREIGN && graft_is_ours(path))
		rc = db_fail_handle(NULL, SQLITE_CORRUPT, e);
	if (rc != OK) {
		/* nothing is checkpointed into a file that was refused */
		if (db->h)
			sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		db->read_only = true;
		db_close(db);
		return rc;
	}
	*out = db;
	return OK;
}

void db_close(struct db *db)
{
	size_t i;

	if (!db)
		return;
	db_rollback(db);
	for (i = 0; i < ARRAY_LEN(db->slots); i++)
		sqlite3_finalize(db->slots[i].stmt);
	/* a checkpoint that cannot be had now is done by the next writer */
	if (db->h && !db->read_only)
		sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_close(db->h);
	arena_free(db->scratch);
	free(db->keep.keys);
	free(db->path);
	free(db);
}

enum rc db_default_path(struct arena *a, char **out, struct err *e)
{
	const char *path = getenv("LEDE_STORE");
	char *dir;
	enum rc rc;

	if (!str_blank(path)) {
		*out = arena_strdup(a, path);
		return OK;
	}
	rc = osfile_dir(a, OSDIR_DATA, &dir, e);
	if (rc == OK)
		*out = osfile_join(a, dir, "lede.db");
	return rc;
}

/* --- transactions --- */

enum rc db_begin(struct db *db, struct err *e)
{
	enum rc rc;

	if (db->in_transaction)
		return err_set(e, E_DB, _("the store failed: %s"), "nested transaction");
	rc = db_run(db, e, "BEGIN IMMEDIATE", "");
	db->in_transaction = rc == OK;
	return rc;
}

enum rc db_commit(struct db *db, struct err *e)
{
	enum rc rc;

	/* a failure inside the transaction may have ended it already; then nothing was kept */
	if (!db->in_transaction || sqlite3_get_autocommit(db->h)) {
		db->in_transaction = false;
		return err_set(e, E_DB, _("the store failed: %s"), "no transaction");
	}
	rc = db_run(db, e, "COMMIT", "");
	if (rc != OK)
		db_rollback(db);
	db->in_transaction = false;
	return rc;
}

void db_rollback(struct db *db)
{
	if (db->h && !sqlite3_get_autocommit(db->h))
		db_run(db, NULL, "ROLLBACK", "");
	db->in_transaction = false;
}

bool db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

bool snapshot_begin(struct db *db)
{
	return sqlite3_get_autocommit(db->h) && db_run(db, NULL, "BEGIN", "") == OK;
}

void snapshot_end(struct db *db, bool begun)
{
	/* nothing was written, so ROLLBACK ends it as COMMIT does and cannot fail */
	if (begun)
		db_run(db, NULL, "ROLLBACK", "");
}

int64_t db_data_version(struct db *db)
{
	int64_t v = 0;

	db_int(db, NULL, &v, "PRAGMA data_version", "");
	return v;
}

/* --- settings that lede keeps for itself --- */

enum rc db_get(struct db *db, struct arena *a, const char *key, char **value)
{
	struct query q = query_open(db, NULL, "SELECT value FROM meta WHERE key = ?", "t", key);
	bool found = query_row(&q);

	*value = found ? arena_str(a, col_str(&q, 0)) : NULL;
	if (query_close(&q) != OK)
		return q.rc;
	return found ? OK : E_NOTFOUND;
}

enum rc db_put(struct db *db, const char *key, const char *value, struct err *e)
{
	return db_run(db, e, "INSERT INTO meta (key, value) VALUES (?, ?)"
		      " ON CONFLICT (key) DO UPDATE SET value = excluded.value", "tt",
		      key, value ? value : "");
}

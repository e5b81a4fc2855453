/* Damaged, foreign, newer and unwritable stores: the right reason, no crash, nothing overwritten,
 * and what reads is saved. */
#include "tests/unit/store_util.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/clean.h"

#define STORIES 1500

static struct arena *a;
static char *whole;		/* a sound store that tests copy */
static struct buf bytes;	/* its bytes */

static int make_whole(void **state)
{
	struct article art = { .url = "https://one.example/story/7", .title = "A page",
			       .published = NOW, .modified = DATE_NONE };
	int64_t feeds[3], page, left, *ids;
	struct db *db;
	size_t i, n;
	FILE *f;
	char chunk[4096];

	a = arena_new(MIB(128));
	whole = store_path(a, "whole");
	db = store_open(whole);
	store_follow(db, feeds, 3);
	for (i = 0; i < 3; i++)
		store_put(db, feeds[i], store_feed(a, i ? i > 1 ? "c.example" : "b.example" :
						   "one.example", STORIES / 3, NOW), NOW);
	assert_ok(db_begin(db, &err));
	assert_ok(pages_put(db, art.url, &art, NOW, &page, &err));
	assert_ok(stories_mark_read(db, a, feeds[1], INT64_MAX, &ids, &n, &err));
	assert_ok(db_commit(db, &err));
	assert_ok(search_index(db, 100000, &left, &err));
	db_close(db);
	buf_init(&bytes, MIB(32));
	f = fopen(whole, "rb");
	assert_non_null(f);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&bytes, chunk, n);
	fclose(f);
	assert_true(bytes.len > 100000 && !bytes.failed);
	return 0;
}

static int drop_whole(void **state)
{
	buf_free(&bytes);
	arena_free(a);
	return 0;
}

static void write_bytes(const char *path, const char *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* Reads all there is; any answer but a crash will do. */
static void use_store(const char *path)
{
	struct arena *mem = arena_new(LIMIT_ARENA);
	struct story_row *rows, row;
	struct feed_row *feeds;
	struct article art;
	struct block *blocks;
	struct db *db;
	size_t i, n, m;

	if (db_open(path, DB_READ, &db, &err) != OK) {
		arena_free(mem);
		return;
	}
	feeds_list(db, mem, &feeds, &n, &err);
	stories_window(db, mem, &(struct story_query){ 0 }, STORY_POS_TOP, false, 60, &rows, &n,
		       &err);
	for (i = 0; i < n; i++)
		stories_body(db, mem, rows[i].id, &blocks, &m, &err);
	stories_get(db, mem, 700, &row, &err);
	pages_get(db, mem, 1, &art, NULL, &err);
	search_stories(db, mem, "number12", INT64_MAX, 10, &rows, &n, &err);
	db_close(db);
	arena_free(mem);
}

static uint32_t seed = 12345;

static uint32_t next_random(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 4;
}

static void damaged_anywhere(void **state)
{
	char *path = store_path(a, "damaged");
	char *copy = arena_memdup(a, bytes.data, bytes.len);
	struct db *db;
	size_t i, at, n;
	enum rc rc;

	for (i = 0; i < 250; i++) {
		memcpy(copy, bytes.data, bytes.len);
		n = bytes.len;
		if (i < 100) {			/* each byte of the header */
			copy[i] ^= 0x55;
		} else if (i < 200) {		/* a run of bytes anywhere */
			at = next_random() % (bytes.len - 512);
			for (n = 0; n < 1 + next_random() % 400; n++)
				copy[at + n] = (char)next_random();
			n = bytes.len;
		} else {			/* cut short */
			n = next_random() % bytes.len;
		}
		write_bytes(path, copy, n);
		use_store(path);
		rc = db_open(path, DB_WRITE, &db, &err);
		if (rc == OK)
			db_close(db);
		else if (n > 0)
			assert_true(rc == E_CORRUPT || rc == E_FOREIGN || rc == E_NEWER ||
				    rc == E_DB || rc == E_IO || rc == E_READONLY);
		store_path(a, "damaged");
	}
}

static size_t count_stories(const char *path)
{
	struct store_counts counts;
	struct db *db;

	if (db_open(path, DB_READ, &db, &err) != OK)
		return 0;
	assert_ok(feeds_counts(db, &counts, &err));
	db_close(db);
	return (size_t)counts.stories;
}

/* Pages wiped in the middle of the file: nearly all rows are saved, the file itself is kept. */
static void rescue(void **state)
{
	char *path = store_path(a, "rescue"), *report, *kept;
	char *copy = arena_memdup(a, bytes.data, bytes.len);
	size_t i, page, pages = bytes.len / 4096, saved = 0, rounds = 12;
	struct stat st;

	for (i = 0; i < rounds; i++) {
		memcpy(copy, bytes.data, bytes.len);
		page = 40 + next_random() % (pages - 40);
		memset(copy + page * 4096, (int)next_random(), 4096);
		path = store_path(a, arena_printf(a, "rescue%zu", i));
		write_bytes(path, copy, bytes.len);
		assert_ok(db_rescue(path, a, &report, &err));
		assert_non_null(report);
		kept = arena_printf(a, "%s.damaged-1", path);
		assert_true(strstr(report, kept) && stat(kept, &st) == 0);
		assert_int_equal(st.st_size, bytes.len);
		store_check_counts(path);
		if (count_stories(path) < STORIES * 95 / 100)
			print_message("# page %zu: %zu stories\n", page, count_stories(path));
		saved += count_stories(path);
		unlink(kept);
		unlink(path);
	}
	assert_true(saved >= rounds * STORIES * 95 / 100);
}

/* Without its first pages, which list the tables, a store still holds the tables. */
static void rescue_first_pages(void **state)
{
	char *path = store_path(a, "first"), *report;
	char *copy = arena_memdup(a, bytes.data, bytes.len);
	size_t i;

	for (i = 0; i < 3; i++) {
		memcpy(copy, bytes.data, bytes.len);
		memset(copy, 0x5a, i == 0 ? 1 : i == 1 ? 100 : 4096);
		path = store_path(a, arena_printf(a, "first%zu", i));
		write_bytes(path, copy, bytes.len);
		assert_ok(db_rescue(path, a, &report, &err));
		assert_int_equal(count_stories(path), STORIES);
		store_check_counts(path);
	}
}

static void rescue_sound(void **state)
{
	char *path = store_path(a, "sound"), *report;
	struct story_row row;
	struct db *db;

	write_bytes(path, bytes.data, bytes.len);
	assert_ok(db_rescue(path, a, &report, &err));
	assert_int_equal(count_stories(path), STORIES);
	store_check_counts(path);
	assert_ok(db_open(path, DB_WRITE, &db, &err));
	assert_ok(stories_by_url(db, a, "https://one.example/story/7", &row, &err));
	assert_true(row.page_id != 0);
	assert_ok(stories_by_url(db, a, "https://b.example/story/7", &row, &err));
	assert_true(row.is_read);
	assert_ok(db_check(db, true, a, &report, &err));
	assert_null(report);
	db_close(db);
}

static void refuse_rescue(const char *path)
{
	char *report;

	if (db_rescue(path, a, &report, &err) != E_BUSY)
		_exit(5);
}

/* A store that another program has open is not swapped under it. */
static void rescue_in_use(void **state)
{
	char *path = store_path(a, "inuse");
	struct db *db;
	pid_t pid;
	int status;

	write_bytes(path, bytes.data, bytes.len);
	db = store_open(path);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		refuse_rescue(path);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	db_close(db);
}

/* A sound file with rows that lede never wrote. */
static void hostile_rows(void **state)
{
	char *path = store_path(a, "hostile");
	struct story_row *rows;
	struct feed_row *feeds;
	struct article art;
	struct block *blocks;
	struct db *db;
	size_t i, n, m;

	write_bytes(path, bytes.data, bytes.len);
	store_sql(path, "UPDATE story SET title = CAST(x'1b5b324aff00c3' AS TEXT),"
		  " published = -9223372036854775807, url = CAST(zeroblob(3000000) AS TEXT),"
		  " dek = CAST(x'f09f98' AS TEXT) WHERE id % 3 = 0;"
		  "UPDATE story SET kicker = hex(zeroblob(2000000)) WHERE id % 100 = 1;"
		  "UPDATE body SET blocks = x'0102030405', more = x'';"
		  "UPDATE page SET article = zeroblob(20000000);"
		  "UPDATE feed SET unread = -5, tags = x'0aff0a0a' || hex(zeroblob(100000)),"
		  " title = CAST(x'ff' AS TEXT) WHERE id = 2;");
	assert_ok(db_open(path, DB_READ, &db, &err));
	assert_ok(feeds_list(db, a, &feeds, &n, &err));
	for (i = 0; i < n; i++)
		assert_true(feeds[i].unread >= 0 && clean_is_utf8(str_of(feeds[i].title)));
	assert_ok(stories_window(db, a, &(struct story_query){ 0 }, STORY_POS_TOP, false, 200,
				 &rows, &n, &err));
	assert_int_equal(n, 200);
	for (i = 0; i < n; i++) {
		assert_true(clean_is_utf8(str_of(rows[i].title)));
		assert_true(!rows[i].kicker || strlen(rows[i].kicker) <= LIMIT_FIELD_BYTES);
		assert_int_equal(stories_body(db, a, rows[i].id, &blocks, &m, &err), E_CORRUPT);
	}
	assert_int_equal(pages_get(db, a, 1, &art, NULL, &err), E_CORRUPT);
	db_close(db);
}

static void expect(const char *path, enum rc reading, enum rc writing)
{
	struct db *db;
	enum rc rc;

	rc = db_open(path, DB_READ, &db, &err);
	if (rc != reading)
		fail_msg("reading %s: %d (%s), not %d", path, rc, err.msg, reading);
	db_close(rc == OK ? db : NULL);
	rc = db_open(path, DB_WRITE, &db, &err);
	if (rc != writing)
		fail_msg("writing %s: %d (%s), not %d", path, rc, err.msg, writing);
	db_close(rc == OK ? db : NULL);
}

static void wrong_files(void **state)
{
	char *path = store_path(a, "wrong"), *report;
	const char *text = "This is a text, and certainly not a database of any kind at all.\n";
	struct stat before, after;

	expect(path, E_NOTFOUND, OK);
	path = store_path(a, "text");
	write_bytes(path, text, strlen(text));
	assert_int_equal(db_rescue(path, a, &report, &err), E_FOREIGN);
	expect(path, E_FOREIGN, E_FOREIGN);
	path = store_path(a, "foreign");
	store_sql(path, "CREATE TABLE t (x); PRAGMA application_id = 7");
	assert_int_equal(stat(path, &before), 0);
	expect(path, E_FOREIGN, E_FOREIGN);
	assert_int_equal(db_rescue(path, a, &report, &err), E_FOREIGN);
	assert_int_equal(stat(path, &after), 0);
	assert_true(before.st_size == after.st_size && before.st_mtime == after.st_mtime);
	path = store_path(a, "empty");
	write_bytes(path, "", 0);
	expect(path, E_DB, OK);
	/* newer, with tables that still fit, and with other ones */
	path = store_path(a, "newer");
	write_bytes(path, bytes.data, bytes.len);
	store_sql(path, "PRAGMA user_version = 9");
	expect(path, OK, E_NEWER);
	store_sql(path, "ALTER TABLE story RENAME COLUMN sort_at TO sorted");
	expect(path, E_NEWER, E_NEWER);
}

/* Runs check in a child that is not root, whom rights bind. */
static void as_nobody(void (*check)(const char *), const char *path)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(2);
		check(path);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void check_read_only(const char *path)
{
	struct store_counts counts;
	struct db *db;

	if (db_open(path, DB_READ, &db, &err) != OK ||
	    feeds_counts(db, &counts, &err) != OK || counts.stories != STORIES + 10) {
		print_message("# %s\n", err.msg);
		_exit(3);
	}
	db_close(db);
	if (db_open(path, DB_WRITE, &db, &err) != E_READONLY)
		_exit(4);
}

/* Everything committed is visible, with a WAL beside the file and without. */
static void read_only(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = arena_printf(a, "%s/ro", tmp ? tmp : "/tmp"), *path;
	struct feed_row feed;
	struct db *db;

	if (tmp)
		assert_int_equal(chmod(arena_printf(a, "%s/..", tmp), 0755) |
				 chmod(tmp, 0755), 0);
	assert_true(mkdir(dir, 0755) == 0);
	path = arena_printf(a, "%s/lede.db", dir);
	write_bytes(path, bytes.data, bytes.len);
	db = store_open(path);
	assert_ok(feeds_by_url(db, a, "https://feed0.example/rss", &feed, &err));
	store_put(db, feed.id, store_feed(a, "new.example", 510, NOW + 100), NOW + 100);
	chmod(path, 0444);
	chmod(arena_printf(a, "%s-wal", path), 0444);
	chmod(arena_printf(a, "%s-shm", path), 0444);
	chmod(dir, 0555);
	as_nobody(check_read_only, path);
	chmod(dir, 0755);
	chmod(path, 0644);
	db_close(db);
	chmod(path, 0444);
	chmod(dir, 0555);
	as_nobody(check_read_only, path);
	chmod(dir, 0755);
}

/* No space in mid-write: said so, nothing half stored, reading goes on, and writing does once there
 * is space again. */
static void full_disk(void **state)
{
	char *path = store_path(a, "full");
	struct feed *f = store_feed(a, "full.example", 400, NOW);
	struct rlimit old, tight;
	struct store_counts counts;
	struct db *db;
	int64_t feed;
	enum rc rc;

	signal(SIGXFSZ, SIG_IGN);
	db = store_open(path);
	store_follow(db, &feed, 1);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	tight = old;
	tight.rlim_cur = KIB(256);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	rc = db_begin(db, &err);
	if (rc == OK)
		rc = stories_put(db, feed, stories_doc(a, f), 0, f->n_stories, NOW, NULL, NULL, &err);
	if (rc == OK)
		rc = db_commit(db, &err);
	else
		db_rollback(db);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	if (rc != E_FULL)
		fail_msg("%d: %s", rc, err.msg);
	assert_false(db_in_transaction(db));
	assert_ok(feeds_counts(db, &counts, &err));
	assert_int_equal(counts.stories, 0);
	assert_int_equal(store_put(db, feed, f, NOW), 400);
	db_close(db);
	store_check_counts(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_anywhere),
		cmocka_unit_test(rescue),
		cmocka_unit_test(rescue_first_pages),
		cmocka_unit_test(rescue_sound),
		cmocka_unit_test(rescue_in_use),
		cmocka_unit_test(hostile_rows),
		cmocka_unit_test(wrong_files),
		cmocka_unit_test(read_only),
		cmocka_unit_test(full_disk),
	};

	return cmocka_run_group_tests(tests, make_whole, drop_whole);
}

/* The trail, the flag overlay and undo, and following with and without what is stored. */
#include "tests/unit/store_util.h"

#include "app/session.h"
#include "base/mem.h"

static struct arena *a;
static struct config config;

/* What the session told the engine. */
static struct {
	struct msg last;
	char url[200];
	int64_t ids[8];
	int64_t seq;
	size_t n;
	bool is_down;
} sent;

static int64_t record(struct msg *m, void *ctx)
{
	if (sent.is_down)
		return 0;
	m->seq = ++sent.seq;
	sent.last = *m;
	sent.n++;
	if (m->url)
		snprintf(sent.url, sizeof(sent.url), "%s", m->url);
	if (m->n_ids)
		memcpy(sent.ids, m->ids, MIN(m->n_ids, 8) * sizeof(*m->ids));
	return m->seq;
}

static int setup(void **state)
{
	struct err e;

	a = arena_new(MIB(64));
	memset(&sent, 0, sizeof(sent));
	return config_load(&config, NULL, &e);
}

static int teardown(void **state)
{
	arena_free(a);
	config_free(&config);
	return 0;
}

static void trail(void **state)
{
	struct trail t = { 0 };
	struct place p = { .story_id = 1 };

	assert_null(trail_here(&t));
	assert_null(trail_back(&t));
	trail_go(&t, &p)->line = 7;
	p.story_id = 2;
	p.url = (char *)"https://example.org/2";
	trail_go(&t, &p)->target = 3;
	p.story_id = 3;
	trail_go(&t, &p);
	assert_null(trail_forward(&t));
	assert_int_equal(trail_back(&t)->story_id, 2);
	assert_int_equal(trail_here(&t)->target, 3);
	assert_int_equal(trail_back(&t)->line, 7);
	assert_null(trail_back(&t));
	assert_int_equal(trail_forward(&t)->story_id, 2);
	/* a new way drops what lay ahead */
	p.story_id = 4;
	trail_go(&t, &p);
	assert_null(trail_forward(&t));
	assert_int_equal(t.n, 3);
	assert_int_equal(trail_back(&t)->story_id, 2);
	assert_string_equal(trail_here(&t)->url, "https://example.org/2");
	trail_free(&t);
}

static void trail_is_bounded(void **state)
{
	struct trail t = { 0 };
	struct place p = { 0 };
	int64_t i;

	for (i = 1; i <= LIMIT_TRAIL + 10; i++) {
		p.story_id = i;
		trail_go(&t, &p);
	}
	assert_int_equal(t.n, LIMIT_TRAIL);
	assert_int_equal(trail_here(&t)->story_id, LIMIT_TRAIL + 10);
	while (trail_back(&t))
		;
	assert_int_equal(trail_here(&t)->story_id, 11);
	trail_free(&t);
}

static void overlay(void **state)
{
	struct flags f;
	struct story_row row = { .id = 5 };
	struct msg ack = { .kind = MSG_ACK };
	enum rc rc;
	bool failed;

	flags_init(&f, record, NULL);
	flags_set(&f, 5, FLAG_READ, 0, true);
	assert_int_equal(sent.last.kind, MSG_SET_FLAGS);
	assert_int_equal(sent.ids[0], 5);
	flags_apply(&f, &row, &failed);
	assert_true(row.is_read && !failed);
	assert_int_equal(flags_waiting(&f), 1);
	/* not saved: still shown, but marked */
	ack.seq = sent.last.seq;
	ack.rc = E_FULL;
	assert_true(flags_on_ack(&f, &ack, &rc));
	assert_int_equal(rc, E_FULL);
	row.is_read = false;
	flags_apply(&f, &row, &failed);
	assert_true(row.is_read && failed);
	assert_int_equal(flags_waiting(&f), 0);
	/* a new engine gets it again */
	flags_resend(&f);
	assert_int_equal(flags_waiting(&f), 1);
	ack.seq = sent.last.seq;
	ack.rc = OK;
	assert_true(flags_on_ack(&f, &ack, &rc));
	row.is_read = false;
	flags_apply(&f, &row, &failed);
	assert_false(row.is_read || failed);
	flags_free(&f);
}

/* A second change before the first answer: the last one counts, whichever answer comes. */
static void two_changes(void **state)
{
	struct flags f;
	struct story_row row = { .id = 5 };
	struct msg first = { .kind = MSG_ACK }, second = { .kind = MSG_ACK };
	enum rc rc;

	flags_init(&f, record, NULL);
	flags_set(&f, 5, FLAG_READ, 0, true);
	first.seq = sent.last.seq;
	flags_set(&f, 5, FLAG_STARRED, FLAG_READ, true);
	second.seq = sent.last.seq;
	assert_true(sent.last.n == FLAG_STARRED && sent.last.m == FLAG_READ);
	flags_on_ack(&f, &first, &rc);
	row.is_read = true;
	flags_apply(&f, &row, NULL);
	assert_true(!row.is_read && row.is_starred);
	flags_on_ack(&f, &second, &rc);
	assert_int_equal(f.n, 0);
	flags_free(&f);
}

static void without_engine(void **state)
{
	struct flags f;
	struct story_row row = { .id = 9 };

	flags_init(&f, record, NULL);
	sent.is_down = true;
	flags_set(&f, 9, FLAG_STARRED, 0, true);
	flags_apply(&f, &row, NULL);
	assert_true(row.is_starred);
	sent.is_down = false;
	flags_resend(&f);
	assert_int_equal(sent.last.kind, MSG_SET_FLAGS);
	assert_int_equal(sent.last.n, FLAG_STARRED);
	flags_free(&f);
}

static void undo(void **state)
{
	struct flags f;
	struct story_row row = { .id = 3, .feed_id = 2 };
	int64_t ids[] = { 3, 4 };
	struct msg ack = { .kind = MSG_ACK, .ids = ids, .n_ids = 2 };
	enum rc rc;
	size_t n;

	flags_init(&f, record, NULL);
	assert_int_equal(flags_undo_last(&f, &n), E_NOTFOUND);
	flags_mark_read(&f, 2, 100);
	flags_apply(&f, &row, NULL);
	assert_true(row.is_read);
	/* what is to be undone is only known with the answer */
	assert_int_equal(flags_undo_last(&f, &n), E_BUSY);
	ack.seq = sent.last.seq;
	assert_true(flags_on_ack(&f, &ack, &rc));
	assert_int_equal(flags_undo_last(&f, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(sent.last.kind, MSG_SET_FLAGS);
	assert_true(sent.last.m == FLAG_READ && sent.last.n_ids == 2 && sent.ids[1] == 4);
	row.is_read = true;
	flags_apply(&f, &row, NULL);
	assert_false(row.is_read);
	/* a star is taken back too */
	flags_set(&f, 8, FLAG_STARRED, 0, true);
	assert_int_equal(flags_undo_last(&f, &n), OK);
	assert_true(sent.last.m == FLAG_STARRED && sent.ids[0] == 8);
	flags_free(&f);
}

/* A store with one page that has a related headline. */
static struct db *store_with_page(int64_t *story)
{
	struct related r[] = { { .url = "https://example.org/b", .title = "B", .kicker = "K",
				 .summary = "S" } };
	struct block b = { .kind = BLOCK_PARA, .text = "Text." };
	struct article art = { .url = "https://example.org/a", .title = "A", .published = 10,
			       .modified = DATE_NONE, .related = r, .n_related = 1, .blocks = &b,
			       .n_blocks = 1 };
	struct db *db = store_open(store_path(a, "session"));
	int64_t page;

	assert_ok(db_begin(db, &err));
	assert_ok(pages_put(db, art.url, &art, NOW, &page, &err));
	assert_ok(stories_put_followed(db, &art, page, NOW, story, &err));
	assert_ok(db_commit(db, &err));
	return db;
}

static void put_b(struct db *db)
{
	struct block b = { .kind = BLOCK_PARA, .text = "More." };
	struct article art = { .url = "https://example.org/b", .title = "The real B",
			       .published = 10, .modified = DATE_NONE, .blocks = &b,
			       .n_blocks = 1 };
	int64_t page;

	assert_ok(db_begin(db, &err));
	assert_ok(pages_put(db, art.url, &art, NOW, &page, &err));
	assert_ok(db_commit(db, &err));
}

static void follow(void **state)
{
	struct session s;
	int64_t story;
	struct msg done = { .kind = MSG_PAGE_DONE, .url = "https://example.org/b" };

	session_init(&s, &config, record, NULL);
	s.db = store_with_page(&story);
	session_open_story(&s, story);
	assert_int_equal(s.doc->from, DOC_PAGE);
	assert_true(s.doc->is_complete);
	assert_int_equal(s.pull, PULL_NONE);
	assert_int_equal(s.doc->n_targets, 1);
	assert_false(s.doc->targets[0].is_stored);
	trail_here(&s.trail)->line = 4;
	assert_false(session_follow(&s, 1));

	/* not stored: what is known is shown, and the page is asked for */
	assert_true(session_follow(&s, 0));
	assert_int_equal(s.doc->from, DOC_STUB);
	assert_string_equal(s.doc->art.title, "B");
	assert_string_equal(s.doc->art.dek, "S");
	assert_int_equal(s.pull, PULL_RUNNING);
	assert_int_equal(sent.last.kind, MSG_PULL);
	assert_string_equal(sent.url, "https://example.org/b");
	assert_int_equal(session_busy(&s), 1);
	trail_here(&s.trail)->line = 2;
	put_b(s.db);
	assert_true(session_on_message(&s, &done) & SESSION_DOCUMENT);
	assert_int_equal(s.doc->from, DOC_PAGE);
	assert_string_equal(s.doc->art.title, "The real B");
	assert_int_equal(s.pull, PULL_NONE);
	assert_int_equal(trail_here(&s.trail)->line, 2);

	assert_true(session_back(&s));
	assert_string_equal(s.doc->art.title, "A");
	assert_int_equal(trail_here(&s.trail)->line, 4);
	assert_true(s.doc->targets[0].is_stored);
	assert_false(session_back(&s));
	assert_true(session_forward(&s));
	assert_string_equal(s.doc->art.title, "The real B");
	assert_int_equal(trail_here(&s.trail)->line, 2);
	db_close(s.db);
	session_free(&s);
}

static void no_network(void **state)
{
	struct session s;
	int64_t story;
	struct msg done = { .kind = MSG_PAGE_DONE, .url = "https://example.org/b", .rc = E_NET,
			    .text = "no connection" };

	session_init(&s, &config, record, NULL);
	s.db = store_with_page(&story);
	session_open_story(&s, story);
	assert_true(session_follow(&s, 0));
	assert_true(session_on_message(&s, &done) & SESSION_DOCUMENT);
	assert_int_equal(s.pull, PULL_QUEUED);
	assert_string_equal(s.pull_reason, "no connection");
	/* the engine queues it when it fetches in vain */
	assert_int_equal(sent.last.kind, MSG_PULL);
	assert_string_equal(s.doc->art.title, "B");
	assert_int_equal(s.n_pulls, 0);
	db_close(s.db);
	session_free(&s);
}

/* The pages of a new feed are fetched too, after a refresh that is in the way. */
static void adding(void **state)
{
	struct session s;
	struct msg ack = { .kind = MSG_ACK, .id = 7, .text = "found" };
	struct msg started = { .kind = MSG_REFRESH_STARTED, .m = 3 };
	struct msg done = { .kind = MSG_REFRESH_DONE };

	session_init(&s, &config, record, NULL);
	session_on_message(&s, &started);
	session_add(&s, "https://example.org/");
	assert_int_equal(sent.last.kind, MSG_ADD);
	ack.seq = sent.seq;
	session_on_message(&s, &ack);
	assert_string_equal(s.message, "found");
	assert_int_equal(sent.last.kind, MSG_ADD);
	session_on_message(&s, &done);
	assert_int_equal(sent.last.kind, MSG_REFRESH);
	assert_int_equal(sent.last.n, REFRESH_FORCE | REFRESH_ARTICLES);
	assert_int_equal(sent.ids[0], 7);
	session_free(&s);

	session_init(&s, &config, record, NULL);
	s.stays_offline = true;
	sent.last.kind = MSG_NONE;
	session_add(&s, "https://example.org/");
	assert_int_equal(sent.last.kind, MSG_NONE);
	session_free(&s);
}

/* Rows that come in between do not move the selection. */
static void selection(void **state)
{
	struct target targets[4] = {
		{ .section = TARGET_PAGE }, { .section = TARGET_LINKS }, { .section = TARGET_LINKS },
	};
	struct document doc = { .targets = targets, .n_targets = 3 };
	struct session s;
	struct place p = { .story_id = 1 };

	session_init(&s, &config, record, NULL);
	assert_int_equal(session_target(&s), SIZE_MAX);
	trail_go(&s.trail, &p);
	s.doc = &doc;
	assert_int_equal(session_target(&s), 0);
	session_select_target(&s, 2);
	targets[1].section = TARGET_FEEDS;
	targets[3].section = TARGET_LINKS;
	doc.n_targets = 4;
	assert_int_equal(session_target(&s), 3);
	session_select_target(&s, 1);
	targets[1].section = TARGET_LINKS;
	/* a section that is not there yet: the first row for now */
	assert_int_equal(session_target(&s), 0);
	s.doc = NULL;
	session_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(adding, setup, teardown),
		cmocka_unit_test_setup_teardown(selection, setup, teardown),
		cmocka_unit_test_setup_teardown(trail, setup, teardown),
		cmocka_unit_test_setup_teardown(trail_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(overlay, setup, teardown),
		cmocka_unit_test_setup_teardown(two_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(without_engine, setup, teardown),
		cmocka_unit_test_setup_teardown(undo, setup, teardown),
		cmocka_unit_test_setup_teardown(follow, setup, teardown),
		cmocka_unit_test_setup_teardown(no_network, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/i18n.h"
#include "store/db_priv.h"
#include "store/stories.h"

/* Counts of the feed that is being changed, written when the next feed begins. */
struct flags {
	struct db *db;
	struct err *e;
	int64_t feed_id, feed_unread, feed_total;
	struct tally t;
};

struct state {
	int64_t feed_id;
	bool is_read, is_starred, is_later;
	int64_t hidden;
};

static enum rc flush_feed(struct flags *f)
{
	enum rc rc = OK;

	if (f->feed_id)
		rc = tally_feed(f->db, f->feed_id, f->feed_unread, f->feed_total, f->e);
	f->feed_unread = f->feed_total = 0;
	return rc;
}

static enum rc count_change(struct flags *f, const struct state *old, const struct state *new)
{
	int64_t total = (new->hidden == 0) - (old->hidden == 0);
	int64_t unread = (new->hidden == 0 && !new->is_read) -
			 (old->hidden == 0 && !old->is_read);
	int64_t starred = (new->hidden == 0 && new->is_starred) -
			  (old->hidden == 0 && old->is_starred);
	enum rc rc = OK;

	if (old->feed_id != f->feed_id) {
		rc = flush_feed(f);
		f->feed_id = old->feed_id;
	}
	f->feed_unread += unread;
	f->feed_total += total;
	f->t.unread += unread;
	f->t.stories += total;
	f->t.starred += starred;
	return rc;
}

static bool apply(bool old, uint32_t flag, uint32_t set, uint32_t clear)
{
	return set & flag ? true : clear & flag ? false : old;
}

static enum rc change_one(struct flags *f, int64_t id, uint32_t set, uint32_t clear)
{
	struct query q = query_open(f->db, f->e, "SELECT feed_id, is_read, is_starred, is_later,"
				    " hidden FROM story WHERE id = ?", "i", id);
	struct state old = { 0 }, new;
	bool found = query_row(&q);
	enum rc rc;

	if (found)
		old = (struct state){ col_int(&q, 0), col_int(&q, 1) != 0, col_int(&q, 2) != 0,
				      col_int(&q, 3) != 0, col_int(&q, 4) };
	rc = query_close(&q);
	if (rc != OK || !found)
		return rc;
	new = (struct state){ old.feed_id, apply(old.is_read, FLAG_READ, set, clear),
			      apply(old.is_starred, FLAG_STARRED, set, clear),
			      apply(old.is_later, FLAG_LATER, set, clear),
			      (old.hidden & 2) | apply(old.hidden & 1, FLAG_HIDDEN, set, clear) };
	if (new.is_read == old.is_read && new.is_starred == old.is_starred &&
	    new.is_later == old.is_later && new.hidden == old.hidden)
		return OK;
	rc = db_run(f->db, f->e, "UPDATE story SET is_read = ?2, is_starred = ?3, is_later = ?4,"
		    " hidden = ?5 WHERE id = ?1", "iiiii", id, (int64_t)new.is_read,
		    (int64_t)new.is_starred, (int64_t)new.is_later, new.hidden);
	return rc == OK ? count_change(f, &old, &new) : rc;
}

enum rc stories_set_flags(struct db *db, const int64_t *ids, size_t n, uint32_t set,
			  uint32_t clear, struct err *e)
{
	struct flags f = { .db = db, .e = e };
	enum rc rc = OK;
	size_t i;

	for (i = 0; rc == OK && i < n; i++)
		rc = change_one(&f, ids[i], set, clear);
	if (rc == OK)
		rc = flush_feed(&f);
	return rc == OK ? tally_add(db, &f.t, e) : rc;
}

enum rc stories_mark_read(struct db *db, struct arena *a, int64_t feed_id, int64_t newest,
			  int64_t **ids, size_t *n, struct err *e)
{
	struct query q;

	*ids = NULL;
	*n = 0;
	q = feed_id ?
		query_open(db, e, "SELECT id FROM story INDEXED BY story_feed_unread"
			   " WHERE hidden = 0 AND is_read = 0 AND feed_id = ? AND id <= ?"
			   " ORDER BY sort_at DESC, id DESC LIMIT ?", "iii", feed_id, newest,
			   (int64_t)LIMIT_MARK_IDS) :
		query_open(db, e, "SELECT id FROM story INDEXED BY story_unread"
			   " WHERE hidden = 0 AND is_read = 0 AND id <= ?"
			   " ORDER BY sort_at DESC, id DESC LIMIT ?", "ii",
			   newest, (int64_t)LIMIT_MARK_IDS);
	while (query_row(&q))
		*ARENA_PUSH(a, *ids, *n) = col_int(&q, 0);
	if (query_close(&q) != OK)
		return q.rc;
	return stories_set_flags(db, *ids, *n, FLAG_READ, 0, e);
}

#include "store/db_priv.h"

enum rc tally_feed(struct db *db, int64_t feed_id, int64_t unread, int64_t total,
		   struct err *e)
{
	if (!unread && !total)
		return OK;
	return db_run(db, e, "UPDATE feed SET unread = unread + ?2, total = total + ?3"
		      " WHERE id = ?1", "iii", feed_id, unread, total);
}

enum rc tally_add(struct db *db, const struct tally *t, struct err *e)
{
	if (!t->stories && !t->unread && !t->starred && !t->pages && !t->unindexed && !t->queued)
		return OK;
	return db_run(db, e, "UPDATE tally SET stories = stories + ?, unread = unread + ?,"
		      " starred = starred + ?, pages = pages + ?, unindexed = unindexed + ?,"
		      " queued = queued + ? WHERE id = 1", "iiiiii", t->stories, t->unread,
		      t->starred, t->pages, t->unindexed, t->queued);
}

enum rc dirty_put(struct db *db, int64_t story_id, struct tally *t, struct err *e)
{
	enum rc rc = db_run(db, e, "INSERT INTO dirty (story_id) VALUES (?)"
			    " ON CONFLICT DO NOTHING", "i", story_id);

	if (rc == OK)
		t->unindexed += db_changes(db);
	return rc;
}

int64_t hash_bytes(const void *p, size_t n)
{
	const unsigned char *bytes = p;
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ bytes[i]) * 0x100000001b3u;
	return (int64_t)h;
}

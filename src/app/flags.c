#include "app/flags.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

void flags_init(struct flags *f, flags_send send, void *ctx)
{
	*f = (struct flags){ .send = send, .ctx = ctx };
}

static void drop_undo(struct flags *f, size_t i)
{
	free(f->undo[i].ids);
	memmove(f->undo + i, f->undo + i + 1, (f->n_undo - i - 1) * sizeof(*f->undo));
	f->n_undo--;
}

void flags_free(struct flags *f)
{
	while (f->n_undo)
		drop_undo(f, f->n_undo - 1);
	free(f->undo);
	free(f->changes);
	free(f->marks);
	*f = (struct flags){ 0 };
}

static struct flag_undo *push_undo(struct flags *f)
{
	if (f->n_undo == LIMIT_UNDO)
		drop_undo(f, 0);
	MEM_GROW(f->undo, f->cap_undo, f->n_undo + 1);
	f->undo[f->n_undo] = (struct flag_undo){ 0 };
	return &f->undo[f->n_undo++];
}

static struct flag_change *find_change(const struct flags *f, int64_t id)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (f->changes[i].id == id)
			return &f->changes[i];
	}
	return NULL;
}

static struct flag_change *get_change(struct flags *f, int64_t id)
{
	struct flag_change *c = find_change(f, id);

	if (c)
		return c;
	MEM_GROW(f->changes, f->cap, f->n + 1);
	c = &f->changes[f->n++];
	*c = (struct flag_change){ .id = id };
	return c;
}

static int64_t send_flags(struct flags *f, int64_t *ids, size_t n, uint32_t set, uint32_t clear)
{
	struct msg m = { .kind = MSG_SET_FLAGS, .ids = ids, .n_ids = n, .n = set, .m = clear };

	return f->send(&m, f->ctx);
}

/* The change of one story in the overlay: what is set last wins. */
static void note(struct flags *f, int64_t id, uint32_t set, uint32_t clear, int64_t seq)
{
	struct flag_change *c = get_change(f, id);

	c->set = (c->set & ~clear) | set;
	c->clear = (c->clear & ~set) | clear;
	c->seq = seq;
	c->failed = false;
}

void flags_set(struct flags *f, int64_t id, uint32_t set, uint32_t clear, bool undo)
{
	struct flag_change *old = find_change(f, id);
	/* An unanswered change of the same story goes out again with this one, so that the last
	 * answer speaks for both. */
	uint32_t all_set = set | (old ? old->set & ~clear : 0);
	uint32_t all_clear = clear | (old ? old->clear & ~set : 0);

	note(f, id, set, clear, send_flags(f, &id, 1, all_set, all_clear));
	if (undo) {
		struct flag_undo *u = push_undo(f);

		u->ids = mem_alloc(sizeof(id));
		*u->ids = id;
		u->n = 1;
		u->set = clear;
		u->clear = set;
	}
}

static int64_t send_mark(struct flags *f, const struct mark_wait *w)
{
	struct msg m = { .kind = MSG_MARK_READ, .id = w->feed_id, .m = w->newest };

	return f->send(&m, f->ctx);
}

void flags_mark_read(struct flags *f, int64_t feed_id, int64_t newest)
{
	struct mark_wait *w;
	struct flag_undo *u;

	MEM_GROW(f->marks, f->cap_marks, f->n_marks + 1);
	w = &f->marks[f->n_marks++];
	*w = (struct mark_wait){ .feed_id = feed_id, .newest = newest };
	w->seq = send_mark(f, w);
	u = push_undo(f);
	u->clear = FLAG_READ;
	u->seq = w->seq ? w->seq : -1;
}

static bool is_marked(const struct flags *f, const struct story_row *row)
{
	size_t i;

	for (i = 0; i < f->n_marks; i++) {
		const struct mark_wait *w = &f->marks[i];

		if ((!w->feed_id || w->feed_id == row->feed_id) && row->id <= w->newest)
			return true;
	}
	return false;
}

void flags_apply(const struct flags *f, struct story_row *row, bool *failed)
{
	const struct flag_change *c = find_change(f, row->id);

	if (failed)
		*failed = c && c->failed;
	if (is_marked(f, row))
		row->is_read = true;
	if (!c)
		return;
	row->is_read = (row->is_read || (c->set & FLAG_READ)) && !(c->clear & FLAG_READ);
	row->is_starred = (row->is_starred || (c->set & FLAG_STARRED)) &&
			  !(c->clear & FLAG_STARRED);
	row->is_later = (row->is_later || (c->set & FLAG_LATER)) && !(c->clear & FLAG_LATER);
}

static bool ack_mark(struct flags *f, const struct msg *ack)
{
	size_t i, u;

	for (i = 0; i < f->n_marks && f->marks[i].seq != ack->seq; i++)
		;
	if (i == f->n_marks)
		return false;
	memmove(f->marks + i, f->marks + i + 1, (f->n_marks - i - 1) * sizeof(*f->marks));
	f->n_marks--;
	for (u = 0; u < f->n_undo && f->undo[u].seq != ack->seq; u++)
		;
	if (u == f->n_undo)
		return true;
	if (ack->rc || !ack->n_ids) {
		drop_undo(f, u);
		return true;
	}
	f->undo[u].seq = 0;
	f->undo[u].n = ack->n_ids;
	f->undo[u].ids = mem_realloc(NULL, ack->n_ids, sizeof(*ack->ids));
	memcpy(f->undo[u].ids, ack->ids, ack->n_ids * sizeof(*ack->ids));
	return true;
}

bool flags_on_ack(struct flags *f, const struct msg *ack, enum rc *rc)
{
	size_t i, kept = 0;
	bool found = false;

	*rc = (enum rc)ack->rc;
	for (i = 0; i < f->n; i++) {
		struct flag_change *c = &f->changes[i];

		if (c->seq == ack->seq && ack->seq) {
			found = true;
			if (!ack->rc)
				continue;
			c->failed = true;
			c->seq = 0;
		}
		f->changes[kept++] = *c;
	}
	f->n = kept;
	return ack_mark(f, ack) || found;
}

void flags_resend(struct flags *f)
{
	size_t i, u;

	for (i = 0; i < f->n; i++) {
		struct flag_change *c = &f->changes[i];

		c->seq = send_flags(f, &c->id, 1, c->set, c->clear);
		c->failed = false;
	}
	for (i = 0; i < f->n_marks; i++) {
		int64_t old = f->marks[i].seq ? f->marks[i].seq : -1;

		f->marks[i].seq = send_mark(f, &f->marks[i]);
		/* both are in the order in which they were made */
		for (u = 0; u < f->n_undo && f->undo[u].seq != old; u++)
			;
		if (u < f->n_undo && f->marks[i].seq)
			f->undo[u].seq = f->marks[i].seq;
	}
}

size_t flags_waiting(const struct flags *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		n += f->changes[i].seq != 0;
	for (i = 0; i < f->n_marks; i++)
		n += f->marks[i].seq != 0;
	return n;
}

size_t flags_unsaved(const struct flags *f)
{
	return f->n + f->n_marks;
}

enum rc flags_undo_last(struct flags *f, size_t *n)
{
	struct flag_undo *u;
	int64_t seq;
	size_t i;

	*n = 0;
	if (!f->n_undo)
		return E_NOTFOUND;
	u = &f->undo[f->n_undo - 1];
	if (u->seq)
		return E_BUSY;
	*n = u->n;
	seq = send_flags(f, u->ids, u->n, u->set, u->clear);
	/* what the overlay cannot hold is not sent again later */
	if (!seq && u->n > LIMIT_OVERLAY)
		return E_BUSY;
	for (i = 0; i < MIN(u->n, (size_t)LIMIT_OVERLAY); i++)
		note(f, u->ids[i], u->set, u->clear, seq);
	drop_undo(f, f->n_undo - 1);
	return OK;
}

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "engine/engine_priv.h"

/* Small writes of one turn share a transaction; they are acknowledged after its commit. */
struct batch {
	bool is_open;
	struct msg *acks;
	size_t n_acks;
	struct err err;
};

static void batch_end(struct engine *g, struct batch *b)
{
	if (b->is_open && !b->err.rc && engine_commit(g, &b->err))
		log_line("flags not saved: %s", b->err.msg);
	else if (b->is_open && b->err.rc)
		engine_rollback(g);
	for (size_t i = 0; i < b->n_acks; i++) {
		if (b->err.rc) {
			b->acks[i] = (struct msg){ .kind = MSG_ACK, .seq = b->acks[i].seq,
						   .rc = b->err.rc, .text = b->err.msg };
		}
		engine_send(g, &b->acks[i]);
	}
	*b = (struct batch){ 0 };
}

static enum rc write_one(struct engine *g, const struct msg *m, struct msg *ack, struct err *e)
{
	switch (m->kind) {
	case MSG_SET_FLAGS:
		return stories_set_flags(g->db, m->ids, m->n_ids, (uint32_t)m->n, (uint32_t)m->m,
					 e);
	case MSG_MARK_READ:
		return stories_mark_read(g->db, g->turn, m->id, m->m, &ack->ids, &ack->n_ids, e);
	case MSG_QUEUE:
		return m->url ? queue_put(g->db, m->url, m->id, date_now(), e) : OK;
	case MSG_VISIT:
		return m->url ? history_put(g->db, m->url, m->id, date_now(), e) : OK;
	default:
		return OK;
	}
}

static void batch_add(struct engine *g, struct batch *b, const struct msg *m)
{
	struct msg *ack = ARENA_PUSH(g->turn, b->acks, b->n_acks);

	ack->kind = MSG_ACK;
	ack->seq = m->seq;
	if (b->err.rc)
		return;
	if (!b->is_open) {
		if (engine_begin(g, &b->err))
			return;
		b->is_open = true;
	}
	if (write_one(g, m, ack, &b->err))
		log_line("flags not saved: %s", b->err.msg);
}

static void attend(struct engine *g, const struct msg *m)
{
	g->is_attended = m->n != 0;
	g->next_look = 0;
	g->data_version = db_data_version(g->db);
	index_wake(g);
	refresh_plan(g);
	engine_ack(g, m->seq, NULL);
}

static void stop(struct engine *g, const struct msg *m)
{
	struct err why;

	err_set(&why, E_CANCEL, _("stopped"));
	refresh_stop(g, &why);
	engine_ack(g, m->seq, NULL);
}

static void sync_feeds(struct engine *g, const struct msg *m)
{
	struct msg ack = { .kind = MSG_ACK, .seq = m->seq };
	size_t added, archived;
	struct err e = { 0 };

	ack.rc = subscribe_sync(g, &added, &archived, &e);
	ack.text = ack.rc ? e.msg : NULL;
	ack.n = (int64_t)added;
	ack.m = (int64_t)archived;
	engine_send(g, &ack);
	refresh_plan(g);
}

static void command(struct engine *g, struct batch *b, const struct msg *m)
{
	struct err e;

	switch (m->kind) {
	case MSG_SET_FLAGS: case MSG_MARK_READ: case MSG_QUEUE: case MSG_VISIT:
		batch_add(g, b, m);
		return;
	}
	batch_end(g, b);
	switch (m->kind) {
	case MSG_REFRESH: refresh_command(g, m); break;
	case MSG_STOP: stop(g, m); break;
	case MSG_PULL: pull_command(g, m); break;
	case MSG_ADD: subscribe_add(g, m); break;
	case MSG_REMOVE: subscribe_remove(g, m); break;
	case MSG_EDIT: subscribe_edit(g, m); break;
	case MSG_IMPORT: subscribe_import(g, m); break;
	case MSG_SYNC: sync_feeds(g, m); break;
	case MSG_INDEX: index_command(g, m); break;
	case MSG_ATTEND: attend(g, m); break;
	case MSG_LOOK: look_command(g, m); break;
	default:
		err_set(&e, E_PROTO, _("a message that lede-engine does not know"));
		engine_ack(g, m->seq, &e);
	}
}

void command_turn(struct engine *g)
{
	struct batch b = { 0 };
	struct msg m;
	struct err e;
	bool got;

	do {
		if (wire_next(&g->client, g->turn, &m, &got, &e)) {
			log_line("the client: %s", e.msg);
			g->is_over = true;
			break;
		}
		if (got)
			command(g, &b, &m);
	} while (got);
	batch_end(g, &b);
}

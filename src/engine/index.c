#include "base/date.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/engine_priv.h"

/* Stories indexed in one transaction: few while someone waits for keys. */
#define SLICE_ATTENDED 50
#define SLICE_ALONE 1000

void index_wake(struct engine *g)
{
	g->has_index_work = true;
	g->has_keep_work = true;
}

void index_command(struct engine *g, const struct msg *m)
{
	size_t n = m->n > 0 ? (size_t)m->n : m->n < 0 ? 0 : SIZE_MAX;

	index_wake(g);
	g->index_wanted = MAX(g->index_wanted, n);
	MEM_GROW(g->index_seqs, g->index_seqs_cap, g->n_index_seqs + 1);
	g->index_seqs[g->n_index_seqs++] = m->seq;
}

/* With nobody there who may search soon, no more than was asked for. */
static bool wants_index(const struct engine *g)
{
	return g->has_index_work && (g->is_attended || g->index_wanted);
}

bool index_has_work(const struct engine *g)
{
	if (!g->is_attended && !g->n_index_seqs)
		return false;
	if (g->refresh.phase != REFRESH_OFF || g->to_store.n || g->to_parse.n)
		return false;
	return wants_index(g) || g->has_keep_work || g->n_index_seqs;
}

static enum rc keep_slice(struct engine *g, struct err *e)
{
	bool more = false;
	enum rc rc = engine_begin(g, e);

	if (rc)
		return rc;
	rc = stories_keep(g->db, date_now(), config_number(&g->config, OPT_KEEP_DAYS),
			  config_number(&g->config, OPT_KEEP_COUNT), &more, e);
	if (rc)
		engine_rollback(g);
	else
		rc = engine_commit(g, e);
	if (rc || !more)
		g->has_keep_work = false;
	return rc;
}

static enum rc index_slice(struct engine *g, struct err *e)
{
	size_t n = g->is_attended ? SLICE_ATTENDED : MIN(SLICE_ALONE, g->index_wanted);
	int64_t left = 0;
	enum rc rc;

	log_line("begin");
	rc = search_index(g->db, n, &left, e);
	log_line("%s", rc ? "rollback" : "commit");
	if (g->is_attended)
		g->next_transaction = date_monotonic_ms() + 3;
	if (rc || !left)
		g->has_index_work = false;
	g->index_wanted -= MIN(n, g->index_wanted);
	return rc;
}

void index_turn(struct engine *g)
{
	struct err e = { 0 };
	enum rc rc = OK;

	if (!index_has_work(g) || date_monotonic_ms() < g->next_transaction)
		return;
	if (wants_index(g))
		rc = index_slice(g, &e);
	else if (g->has_keep_work)
		rc = keep_slice(g, &e);
	if (rc) {
		log_line("index: %s", e.msg);
		g->has_index_work = g->has_keep_work = false;
	}
	if (wants_index(g) || g->has_keep_work)
		return;
	g->index_wanted = 0;
	for (size_t i = 0; i < g->n_index_seqs; i++)
		engine_ack(g, g->index_seqs[i], &e);
	g->n_index_seqs = 0;
}

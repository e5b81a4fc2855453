#include "base/i18n.h"
#include "base/limits.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/setup.h"

#define PAGES_NAMED 3	/* articles whose failure gets a line of its own */

struct fetch {
	struct cli *c;
	struct progress progress;
	int64_t seq;
	bool is_done, is_acked;
	int signal;		/* that ended it, 0: none */
	int64_t feeds, added, articles, failures, unchanged;
	int64_t pages_failed;	/* of the failures */
	struct err err;
	enum rc rc;
};

static enum rc feed_ids(struct cli *c, struct msg *m)
{
	struct feed_row feed;
	struct err e = { 0 };
	enum rc rc = OK;
	size_t i;

	for (i = 0; i < c->n_args; i++) {
		rc = setup_feed(c, c->args[i], &feed, &e);
		if (rc)
			return cli_fail(c, c->args[i], rc, &e);
		*ARENA_PUSH(c->arena, m->ids, m->n_ids) = feed.id;
	}
	return OK;
}

static void feed_done(struct fetch *f, struct arena *a, const struct msg *m)
{
	struct err e = { 0 };

	if (m->rc) {
		progress_clear(&f->progress);
		err_set(&e, m->rc, "%s", m->text ? m->text : "");
		cli_fail(f->c, m->url, E_NET, &e);
	} else if (m->n && !cli_has(f->c, "quiet")) {
		progress_clear(&f->progress);
		out_url(a, m->url);
		out_printf(ngettext(": %lld new story\n", ": %lld new stories\n",
				    (unsigned long)m->n), (long long)m->n);
	}
}

static void page_failed(struct fetch *f, const struct msg *m)
{
	struct err e = { 0 };

	/* One article of many: a few are worth a line, none the exit code. */
	if (++f->pages_failed > PAGES_NAMED)
		return;
	progress_clear(&f->progress);
	err_set(&e, m->rc, "%s", m->text ? m->text : "");
	cli_note("%s: %s", m->url ? m->url : "", e.msg);
}

static void take(struct fetch *f, struct arena *a, const struct msg *m)
{
	switch (m->kind) {
	case MSG_FEED_DONE:
		feed_done(f, a, m);
		break;
	case MSG_PAGE_DONE:
		if (m->rc && m->rc != E_CANCEL)
			page_failed(f, m);
		break;
	case MSG_PROGRESS:
		progress_show(&f->progress, m->text, m->n, m->m);
		break;
	case MSG_REFRESH_DONE:
		f->is_done = true;
		f->feeds = m->n;
		f->added = m->m;
		f->articles = m->n_ids > 0 ? m->ids[0] : 0;
		f->failures = m->n_ids > 1 ? m->ids[1] : 0;
		f->unchanged = m->n_ids > 2 ? m->ids[2] : 0;
		/* The store failed, or the user stopped it: the sums hold all the same. */
		if (m->rc && m->rc != E_CANCEL)
			err_set(&f->err, m->rc, "%s", m->text ? m->text : "");
		break;
	case MSG_ACK:
		if (m->seq != f->seq)
			break;
		f->is_acked = true;
		if (m->rc)
			f->rc = err_set(&f->err, m->rc, "%s", m->text ? m->text : "");
		break;
	default:
		break;
	}
}

/* Reads what came. */
static enum rc drain(struct fetch *f)
{
	struct wire *w = &f->c->engine.wire;
	bool got = true;
	enum rc rc = wire_fill(w), next;

	while (got) {
		struct arena *a = arena_new(LIMIT_ARENA);
		struct msg m = { 0 };

		next = wire_next(w, a, &m, &got, &f->err);
		if (next == OK && got) {
			take(f, a, &m);
			if (!f->is_done && !f->signal)
				progress_again(&f->progress);
		}
		arena_free(a);
		if (next)
			return next;
	}
	return rc;
}

/* Ctrl-C asks the engine to stop; it ends what it is storing and says that it is done. */
static void stop(struct fetch *f, int sig)
{
	struct msg m = { .kind = MSG_STOP };

	f->signal = sig;
	progress_clear(&f->progress);
	if (!cli_has(f->c, "quiet"))
		cli_note("%s", _("stopping; what came is kept"));
	client_send(&f->c->engine, &m);
}

static enum rc follow(struct fetch *f)
{
	struct wire *w = &f->c->engine.wire;

	while (!f->is_done && !f->rc) {
		enum rc rc = wire_flush(w);
		int sig;

		if (rc == OK) {
			out_flush();
			sig = interrupt_wait(w->fd, wire_pending(w));
			if (sig && !f->signal)
				stop(f, sig);
			rc = drain(f);
		}
		if (rc == E_DIED && !f->is_done)
			err_set(&f->err, rc, _("the engine ended unexpectedly; what came is kept"));
		if (rc && !f->is_done)
			return rc;
	}
	return f->rc;
}

static void print_summary(const struct fetch *f)
{
	out_printf(ngettext("%lld feed checked, %lld unchanged, %lld failed; %lld new stories, "
			    "%lld articles stored\n",
			    "%lld feeds checked, %lld unchanged, %lld failed; %lld new stories, "
			    "%lld articles stored\n", (unsigned long)f->feeds),
		   (long long)f->feeds, (long long)f->unchanged,
		   (long long)(f->failures - f->pages_failed), (long long)f->added,
		   (long long)f->articles);
	if (f->pages_failed)
		out_printf(ngettext("%lld article could not be fetched; X on the screen shows "
				    "why\n", "%lld articles could not be fetched; X on the screen "
				    "shows why\n", (unsigned long)f->pages_failed),
			   (long long)f->pages_failed);
	out_flush();
}

static enum rc index_text(struct fetch *f)
{
	/* Where there is much more, the next search has to do the rest anyhow. */
	struct msg m = { .kind = MSG_INDEX,
			 .n = f->added > LIMIT_INDEX_AFTER_FETCH ? -1 : LIMIT_INDEX_AFTER_FETCH };

	if (!f->added && !f->articles)
		return OK;
	f->is_acked = false;
	f->seq = client_send(&f->c->engine, &m);
	progress_show(&f->progress, "index", 0, 0);
	while (f->seq && !f->is_acked && !f->rc) {
		enum rc rc = wire_flush(&f->c->engine.wire);

		if (rc)
			return rc;
		f->signal = interrupt_wait(f->c->engine.wire.fd,
					   wire_pending(&f->c->engine.wire));
		rc = f->signal ? E_CANCEL : drain(f);
		if (rc)
			break;
	}
	progress_clear(&f->progress);
	/* What is not indexed now is indexed in the screen's idle time, or before a search. */
	return OK;
}

enum rc cmd_fetch(struct cli *c)
{
	struct msg m = { .kind = MSG_REFRESH };
	struct fetch f = { .c = c };
	enum rc rc;

	m.n = (cli_has(c, "due") ? 0 : REFRESH_FORCE) |
	      (cli_has(c, "no-articles") ? 0 : REFRESH_ARTICLES) |
	      (cli_has(c, "force") ? REFRESH_FORCE | REFRESH_NO_CACHE : 0);
	rc = setup_engine(c);
	if (rc == OK)
		rc = setup_store(c);
	if (rc == OK)
		rc = feed_ids(c, &m);
	if (rc)
		return rc;
	progress_init(&f.progress, !cli_has(c, "quiet") && out_is_terminal());
	interrupt_hold();
	f.seq = client_send(&c->engine, &m);
	rc = f.seq ? follow(&f) : err_set(&f.err, E_LIMIT, _("too many feeds at once"));
	progress_clear(&f.progress);
	if (rc)
		return cli_fail(c, setup_is_store_error(rc) ? c->store : NULL, rc, &f.err);
	if (!cli_has(c, "quiet")) {
		print_summary(&f);
		setup_hint(c);
	}
	if (f.err.rc)
		return cli_fail(c, f.err.rc == E_NET ? NULL : c->store, f.err.rc, &f.err);
	if (!f.signal)
		rc = index_text(&f);
	if (f.signal)
		c->exit_code = 128 + f.signal;
	return rc;
}

#include "tui/screen.h"

#include <poll.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "tui/errors.h"

/* A new engine is tried after so long, doubling; after so many deaths in a row, no more. One that
 * lived for a while begins a new row: else a page that fells each engine would be sent for ever. */
#define RETRY_MS 200
#define DEATHS_MAX 6
#define LIVED_MS 10000

int64_t tui_send(struct msg *m, void *ctx)
{
	struct tui *t = ctx;
	bool is_flags = m->kind == MSG_SET_FLAGS || m->kind == MSG_MARK_READ;
	bool is_sent_again = is_flags || m->kind == MSG_PULL;

	/* What is sent (again) to an engine that got ready waits for that; what is said once may
	 * wait in the socket. */
	if (is_flags && t->engine_gave_up)
		session_say(&t->session, true, _("not saved: %s"), t->why_gave_up);
	if (!client_is_running(&t->client) || t->engine_gave_up ||
	    (!t->engine_ready && is_sent_again))
		return 0;
	return client_send(&t->client, m);
}

static void give_up(struct tui *t, const char *why)
{
	t->engine_gave_up = true;
	snprintf(t->why_gave_up, sizeof(t->why_gave_up), "%s", why);
}

void link_start(struct tui *t)
{
	struct err e;

	t->engine_retry_at = 0;
	if (client_start_engine(&t->client, t->options->store, t->options->config,
				t->options->feeds, t->options->keep_feeds, &e)) {
		give_up(t, e.msg);
		session_give_up(&t->session, e.msg);
		session_say(&t->session, true, _("the engine does not start: %s"), e.msg);
		tui_dirty(t);
	}
}

void link_lost(struct tui *t)
{
	struct arena *a;
	const char *last;

	client_stop(&t->client);
	t->engine_ready = false;
	session_engine_lost(&t->session);
	tui_dirty(t);
	/* it said why before it went */
	if (t->engine_gave_up) {
		session_give_up(&t->session, t->session.message);
		return;
	}
	if (++t->engine_deaths > DEATHS_MAX) {
		give_up(t, _("the engine keeps ending"));
		session_give_up(&t->session, t->why_gave_up);
		session_say(&t->session, true, "%s",
			    _("the engine keeps ending; reading goes on, nothing can be saved or "
			      "fetched (\"lede doctor\" looks for the cause)"));
		return;
	}
	a = arena_new(LIMIT_ARENA);
	last = errors_last(a);
	session_say(&t->session, true, "%s%s%s", _("the engine ended; a new one starts"),
		    last ? ": " : "", last ? last : "");
	arena_free(a);
	t->engine_retry_at = date_monotonic_ms() + ((int64_t)RETRY_MS << (t->engine_deaths - 1));
}

/* The first refresh of this run, when feeds are due. */
static void refresh_due(struct tui *t)
{
	int64_t due = t->session.db ? feeds_next_due(t->session.db) : DATE_NONE;

	if (!t->options->offline && due != DATE_NONE && due <= date_now())
		session_refresh(&t->session, 0, false);
}

static void ready(struct tui *t, const struct msg *m)
{
	bool again = t->engine_deaths > 0;
	struct err e;
	size_t i;

	if (m->rc) {
		give_up(t, m->text ? m->text : "");
		session_say(&t->session, true, "%s", t->why_gave_up);
		return;
	}
	t->engine_ready = true;
	t->engine_ready_at = date_monotonic_ms();
	if (!t->session.db && tui_open_store(t, &e))
		session_say(&t->session, true, "%s", e.msg);
	tui_load_feeds(t);
	for (i = m->n_words; i > 0 && !again; i--)
		session_say(&t->session, true, "%s", m->words[i - 1]);
	if (!again)
		refresh_due(t);
	session_engine_ready(&t->session, !t->options->offline);
	tui_dirty(t);
}

static unsigned message(struct tui *t, const struct msg *m)
{
	if (m->kind == MSG_READY)
		ready(t, m);
	else if (date_monotonic_ms() - t->engine_ready_at > LIVED_MS)
		t->engine_deaths = 0;
	return session_on_message(&t->session, m);
}

void link_turn(struct tui *t, short revents)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	unsigned changed = 0;
	struct err e;
	struct msg m;
	bool got = false, lost = false;
	enum rc rc;

	if (revents & POLLOUT)
		lost = wire_flush(&t->client.wire) != OK;
	if (revents & (POLLIN | POLLHUP | POLLERR))
		lost = wire_fill(&t->client.wire) != OK || lost;
	/* what it said before it went still counts */
	do {
		rc = wire_next(&t->client.wire, a, &m, &got, &e);
		if (rc) {
			log_line("engine: %s", e.msg);
			lost = true;
		} else if (got) {
			changed |= message(t, &m);
		}
	} while (!rc && got);
	if (changed)
		tui_changed(t, changed);
	if (rc == E_PROTO) {
		give_up(t, e.msg);
		session_say(&t->session, true, "%s", e.msg);
	}
	if (lost)
		link_lost(t);
	arena_free(a);
}

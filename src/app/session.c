#include "app/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"

void session_init(struct session *s, const struct config *config, flags_send send, void *ctx)
{
	*s = (struct session){ .config = config, .send = send, .ctx = ctx,
			       .refreshed_at = DATE_NONE };
	flags_init(&s->flags, send, ctx);
}

void session_say(struct session *s, bool is_error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->message, sizeof(s->message), fmt, ap);
	va_end(ap);
	s->is_error = is_error;
	if (!is_error)
		return;
	if (s->n_log == ARRAY_LEN(s->log)) {
		free(s->log[0]);
		memmove(s->log, s->log + 1, sizeof(s->log) - sizeof(s->log[0]));
		s->n_log--;
	}
	s->log[s->n_log++] = mem_strdup(s->message);
}

static struct pull *find_pull(struct session *s, const char *url)
{
	size_t i;

	for (i = 0; i < s->n_pulls; i++) {
		if (streq(s->pulls[i].url, url))
			return &s->pulls[i];
	}
	return NULL;
}

static int64_t send_pull(struct session *s, const struct pull *p)
{
	struct msg m = { .kind = MSG_PULL, .url = p->url, .id = p->story_id, .text = p->from,
			 .n = p->flags };

	return s->send(&m, s->ctx);
}

static void drop_pull(struct session *s, struct pull *p)
{
	size_t i = (size_t)(p - s->pulls);

	free(p->url);
	free(p->from);
	memmove(p, p + 1, (s->n_pulls - i - 1) * sizeof(*p));
	s->n_pulls--;
}

void session_free(struct session *s)
{
	size_t i;

	while (s->n_pulls)
		drop_pull(s, s->pulls);
	free(s->pulls);
	for (i = 0; i < s->n_log; i++)
		free(s->log[i]);
	document_free(s->doc);
	trail_free(&s->trail);
	flags_free(&s->flags);
	arena_free(s->found_arena);
}

static void add_pull(struct session *s, const char *url, int64_t story_id, const char *from,
		     uint32_t flags)
{
	struct pull *p;

	MEM_GROW(s->pulls, s->cap_pulls, s->n_pulls + 1);
	p = &s->pulls[s->n_pulls++];
	*p = (struct pull){ .url = mem_strdup(url), .story_id = story_id,
			    .from = from ? mem_strdup(from) : NULL, .flags = flags };
	p->seq = send_pull(s, p);
}

/* The article's page, for the document on the screen. */
static void ask_page(struct session *s, uint32_t flags)
{
	const struct place *here = trail_here(&s->trail);

	if (s->stays_offline) {
		struct msg q = { .kind = MSG_QUEUE, .url = s->doc->url, .id = s->doc->story_id };

		s->send(&q, s->ctx);
		s->pull = PULL_QUEUED;
		snprintf(s->pull_reason, sizeof(s->pull_reason), "%s",
			 _("lede was started offline; queued for the next fetch"));
		return;
	}
	s->pull = PULL_RUNNING;
	s->pull_reason[0] = 0;
	if (find_pull(s, s->doc->url))
		return;
	add_pull(s, s->doc->url, s->doc->story_id, here->from, flags);
}

static void load(struct session *s, const struct place *p)
{
	struct document *d;
	struct err e;
	enum rc rc = document_load(s->db, p, &d, &e);

	document_free(s->doc);
	s->doc = d;
	s->pull = d->url && find_pull(s, d->url) ? PULL_RUNNING : PULL_NONE;
	if (rc)
		session_say(s, true, "%s: %s", d->art.title ? d->art.title : "", e.msg);
}

/* Pages of the web, and files, of which the engine knows which ones it may read. */
static bool can_fetch(const char *url)
{
	return url && (url_is_http(url) || str_istarts(str_of(url), STR("file:")));
}

/* A story that is opened is read. */
static void mark_opened(struct session *s)
{
	struct arena *a;
	struct story_row row = { 0 };

	if (!s->doc->story_id || !config_is(s->config, OPT_MARK_READ, "open"))
		return;
	a = arena_new(LIMIT_ARENA);
	if (session_story(s, a, &row) && !row.is_read)
		flags_set(&s->flags, row.id, FLAG_READ, 0, false);
	arena_free(a);
}

static void ask_missing(struct session *s)
{
	if (!s->doc->is_complete && can_fetch(s->doc->url))
		ask_page(s, 0);
}

/* What opening does besides showing: the story is read now, and it goes into the history. */
void session_open(struct session *s, const struct place *p)
{
	struct msg m = { .kind = MSG_VISIT };

	load(s, trail_go(&s->trail, p));
	mark_opened(s);
	m.url = s->doc->url;
	m.id = s->doc->story_id;
	s->send(&m, s->ctx);
	ask_missing(s);
}

void session_open_story(struct session *s, int64_t id)
{
	const struct place *here = trail_here(&s->trail);
	struct place p = { .story_id = id };

	/* The story on the screen already: not a second place, and its scroll stays. */
	if (here && s->doc && s->doc->story_id == id) {
		mark_opened(s);
		return;
	}
	session_open(s, &p);
}

enum follow session_follow(struct session *s, size_t target)
{
	const struct target *t;
	struct place p = { 0 };

	if (!s->doc || target >= s->doc->n_targets)
		return FOLLOW_NONE;
	t = &s->doc->targets[target];
	if (!t->url && !t->story_id)
		return FOLLOW_NONE;
	if (!t->story_id && !can_fetch(t->url)) {
		session_say(s, false, _("lede does not open %s"), t->url);
		return FOLLOW_REFUSED;
	}
	session_select_target(s, target);
	p.story_id = t->story_id;
	p.url = t->url ? mem_strdup(t->url) : NULL;
	p.title = t->title ? mem_strdup(t->title) : NULL;
	p.kicker = t->kicker ? mem_strdup(t->kicker) : NULL;
	p.summary = t->summary ? mem_strdup(t->summary) : NULL;
	p.from = s->doc->url ? mem_strdup(s->doc->url) : NULL;
	session_open(s, &p);
	free(p.url);
	free(p.title);
	free(p.kicker);
	free(p.summary);
	free(p.from);
	return FOLLOW_OPENED;
}

/* The rows of a section are neighbours. Returns their number. */
static size_t section_rows(const struct document *d, uint32_t section, size_t *first)
{
	size_t n = 0;

	for (*first = 0; *first < d->n_targets && d->targets[*first].section != section;)
		++*first;
	while (*first + n < d->n_targets && d->targets[*first + n].section == section)
		n++;
	return n;
}

size_t session_target(struct session *s)
{
	const struct place *here = trail_here(&s->trail);
	size_t first, n;

	if (!s->doc || !s->doc->n_targets)
		return SIZE_MAX;
	n = section_rows(s->doc, here->section, &first);
	return n ? first + MIN(here->target, n - 1) : 0;
}

void session_select_target(struct session *s, size_t target)
{
	struct place *here = trail_here(&s->trail);
	size_t first;

	if (!s->doc || target >= s->doc->n_targets)
		return;
	here->section = s->doc->targets[target].section;
	section_rows(s->doc, here->section, &first);
	here->target = target - first;
}

static bool travel(struct session *s, struct place *p)
{
	if (!p)
		return false;
	load(s, p);
	ask_missing(s);
	return true;
}

bool session_back(struct session *s)
{
	return travel(s, trail_back(&s->trail));
}

bool session_forward(struct session *s)
{
	return travel(s, trail_forward(&s->trail));
}

bool session_refetch(struct session *s)
{
	if (!s->doc || !can_fetch(s->doc->url))
		return false;
	ask_page(s, PULL_AGAIN);
	return true;
}

bool session_story(struct session *s, struct arena *a, struct story_row *row)
{
	if (!s->db || !s->doc || !s->doc->story_id)
		return false;
	if (stories_get(s->db, a, s->doc->story_id, row, NULL))
		return false;
	flags_apply(&s->flags, row, NULL);
	return true;
}

void session_toggle_read(struct session *s, const struct story_row *row)
{
	flags_set(&s->flags, row->id, row->is_read ? 0 : FLAG_READ, row->is_read ? FLAG_READ : 0,
		  true);
}

void session_toggle_star(struct session *s, const struct story_row *row)
{
	flags_set(&s->flags, row->id, row->is_starred ? 0 : FLAG_STARRED,
		  row->is_starred ? FLAG_STARRED : 0, true);
}

void session_mark_feed_read(struct session *s, int64_t feed_id, int64_t newest)
{
	/* said first, so that "not saved" has the last word */
	session_say(s, false, "%s", feed_id ? _("the feed is marked read; U undoes")
					    : _("all feeds are marked read; U undoes"));
	flags_mark_read(&s->flags, feed_id, newest);
}

void session_undo(struct session *s)
{
	size_t n;
	enum rc rc = flags_undo_last(&s->flags, &n);

	if (rc == E_BUSY)
		session_say(s, false, "%s", _("still being saved; try again in a moment"));
	else if (rc)
		session_say(s, false, "%s", _("nothing to undo"));
	else
		session_say(s, false, ngettext("undone: %zu story", "undone: %zu stories", n), n);
}

static bool is_kept_offline(struct session *s)
{
	if (s->stays_offline)
		session_say(s, false, "%s", _("lede was started offline; nothing is fetched"));
	return s->stays_offline;
}

bool session_is_fetching(const struct session *s, int64_t feed_id)
{
	return idset_has(&s->asked, feed_id);
}

void session_pull(struct session *s, const char *url, int64_t story_id)
{
	if (!is_kept_offline(s) && !find_pull(s, url))
		add_pull(s, url, story_id, NULL, PULL_AGAIN);
}

bool session_is_pulling(const struct session *s, const char *url)
{
	size_t i;

	for (i = 0; i < s->n_pulls && !streq(s->pulls[i].url, url); i++)
		;
	return i < s->n_pulls;
}

static bool is_refresh_asked(const struct session *s)
{
	size_t i;

	for (i = 0; i < s->n_waiting && s->waiting[i].kind != MSG_REFRESH; i++)
		;
	return i < s->n_waiting;
}

void session_refresh(struct session *s, int64_t feed_id, bool force)
{
	struct msg m = { .kind = MSG_REFRESH, .n = REFRESH_ARTICLES };

	if (feed_id && force && !s->stays_offline) {
		idset_put(&s->asked, feed_id);
		/* The engine does one refresh at a time. */
		if (s->is_refreshing || is_refresh_asked(s)) {
			idset_put(&s->added, feed_id);
			session_say(s, false, "%s", _("this feed comes as soon as the refresh "
						      "under way is done"));
			return;
		}
	}
	if (feed_id) {
		m.ids = &feed_id;
		m.n_ids = 1;
	}
	if (force)
		m.n |= REFRESH_FORCE;
	if (!is_kept_offline(s))
		session_command(s, &m);
	if (!is_refresh_asked(s))
		idset_keep(&s->asked, &s->added);
}

static void send_add(struct session *s, const char *url, enum add_flags how)
{
	struct msg m = { .kind = MSG_ADD, .url = url, .n = how };
	struct arena *a;

	if (is_kept_offline(s))
		return;
	a = arena_new(KIB(64));
	session_say(s, false, _("looking at %s…"), url_hide_user(a, url));
	arena_free(a);
	session_command(s, &m);
}

void session_add(struct session *s, const char *url)
{
	send_add(s, url, ADD_ASK);
}

void session_add_exact(struct session *s, const char *url)
{
	send_add(s, url, ADD_EXACT);
}

struct arena *session_take_found(struct session *s, struct found_feeds *out)
{
	struct arena *a = s->found_arena;

	*out = s->found;
	s->found_arena = NULL;
	s->found = (struct found_feeds){ 0 };
	return a;
}

/* Several feeds: which is the user's to say. */
static unsigned on_found(struct session *s, const struct msg *m)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct err e;

	if (record_decode(a, &shape_found_feeds, m->body, &s->found, &e) || !s->found.n_items) {
		arena_free(a);
		session_say(s, true, "%s", _("that did not work"));
		return SESSION_MESSAGE;
	}
	arena_free(s->found_arena);
	s->found_arena = a;
	session_say(s, false, "%s", _("several feeds were found: choose one to subscribe to"));
	return SESSION_MESSAGE | SESSION_FOUND;
}

/* The pages of new feeds, and feeds asked for meanwhile, once no other refresh is in the way. */
static void refresh_added(struct session *s)
{
	struct msg m = { .kind = MSG_REFRESH, .n = REFRESH_FORCE | REFRESH_ARTICLES,
			 .ids = s->added.ids, .n_ids = s->added.n };

	if (!s->added.n || s->is_refreshing || is_refresh_asked(s))
		return;
	session_command(s, &m);
	s->added.n = 0;
}

void session_stop(struct session *s)
{
	struct msg m = { .kind = MSG_STOP };

	if (s->is_refreshing)
		session_command(s, &m);
}

void session_command(struct session *s, struct msg *m)
{
	int64_t seq = s->send(m, s->ctx);

	if (!seq) {
		session_say(s, true, "%s", _("the engine is not running; try again in a moment"));
		return;
	}
	if (s->n_waiting == ARRAY_LEN(s->waiting)) {
		s->n_waiting--;
		memmove(s->waiting, s->waiting + 1, s->n_waiting * sizeof(s->waiting[0]));
	}
	s->waiting[s->n_waiting++] = (struct waiting){ seq, m->kind };
}

size_t session_busy(const struct session *s)
{
	return s->n_waiting + s->n_pulls + flags_waiting(&s->flags) + s->is_refreshing;
}

/* --- messages of the engine --- */

static void pull_failed(struct session *s, const char *url, enum rc rc, const char *reason)
{
	if (!s->doc || !streq(s->doc->url, url)) {
		session_say(s, true, "%s: %s", url, reason);
		return;
	}
	/* the engine queued it */
	s->pull = rc == E_NET ? PULL_QUEUED : PULL_FAILED;
	snprintf(s->pull_reason, sizeof(s->pull_reason), "%s", reason);
}

/* Reads the article again, in its place. */
static void reload(struct session *s)
{
	struct place *p = trail_here(&s->trail);
	enum pull_state pull = s->pull;

	if (!p)
		return;
	load(s, p);
	if (s->pull == PULL_NONE && !s->doc->is_complete)
		s->pull = pull;
}

static unsigned page_done(struct session *s, const struct msg *m)
{
	struct pull *p = m->url ? find_pull(s, m->url) : NULL;
	bool asked = p;
	bool is_shown = s->doc && s->doc->url && streq(s->doc->url, m->url);

	if (p)
		drop_pull(s, p);
	if (m->rc) {
		if (asked)
			pull_failed(s, m->url, (enum rc)m->rc, m->text ? m->text : "");
		return asked ? SESSION_DOCUMENT | SESSION_MESSAGE : 0;
	}
	if (is_shown) {
		struct place *here = trail_here(&s->trail);

		if (!here->story_id && m->n > 0)
			here->story_id = m->n;
		s->pull = PULL_NONE;
		reload(s);
		return SESSION_DOCUMENT | SESSION_STORIES | SESSION_FEEDS;
	}
	if (s->db && s->doc && document_mark_stored(s->db, s->doc))
		return SESSION_DOCUMENT | SESSION_STORIES;
	return SESSION_STORIES;
}

static unsigned ack_pull(struct session *s, const struct msg *m)
{
	size_t i;

	for (i = 0; i < s->n_pulls && s->pulls[i].seq != m->seq; i++)
		;
	/* The answer to a good one is MSG_PAGE_DONE. */
	if (i == s->n_pulls || !m->rc)
		return 0;
	pull_failed(s, s->pulls[i].url, (enum rc)m->rc, m->text ? m->text : "");
	drop_pull(s, &s->pulls[i]);
	return SESSION_DOCUMENT | SESSION_MESSAGE;
}

static unsigned ack_command(struct session *s, const struct msg *m)
{
	uint32_t kind;
	size_t i;

	for (i = 0; i < s->n_waiting && s->waiting[i].seq != m->seq; i++)
		;
	if (i == s->n_waiting)
		return 0;
	kind = s->waiting[i].kind;
	s->n_waiting--;
	memmove(s->waiting + i, s->waiting + i + 1,
		(s->n_waiting - i) * sizeof(s->waiting[0]));
	/* It began; MSG_REFRESH_STARTED follows. */
	if (kind == MSG_REFRESH && !m->rc)
		s->is_refreshing = true;
	else if (kind == MSG_REFRESH)
		idset_keep(&s->asked, &s->added);
	if (kind == MSG_ADD && !m->rc && m->id)
		idset_put(&s->added, m->id);
	refresh_added(s);
	if (kind == MSG_ADD && !m->rc && m->body.n)
		return on_found(s, m);
	if (m->rc && !str_blank(m->text) && !str_blank(m->url))
		session_say(s, true, "%s: %s", m->url, m->text);
	else if (!str_blank(m->text))
		session_say(s, m->rc != 0, "%s", m->text);
	else if (m->rc)
		session_say(s, true, "%s", _("that did not work"));
	if (kind == MSG_EDIT && !m->rc) {
		session_say(s, false, _("saved: %s"), m->url ? m->url : "");
		if (!s->stays_offline)
			session_refresh(s, m->id, true);
		return SESSION_MESSAGE | SESSION_FEEDS | SESSION_STORIES;
	}
	/* A new subscription: its articles too, not only when it is due again. */
	if (!m->rc && m->id && !s->is_refreshing && !s->stays_offline &&
	    config_bool(s->config, OPT_FETCH_ARTICLES))
		session_refresh(s, m->id, false);
	return SESSION_MESSAGE | SESSION_FEEDS | SESSION_STORIES;
}

static unsigned on_ack(struct session *s, const struct msg *m)
{
	enum rc rc;

	if (!m->seq)
		return 0;
	if (flags_on_ack(&s->flags, m, &rc)) {
		if (rc)
			session_say(s, true, _("not saved: %s"), m->text ? m->text : "");
		return SESSION_STORIES | SESSION_FEEDS | (rc ? SESSION_MESSAGE : 0);
	}
	return ack_pull(s, m) | ack_command(s, m);
}

static unsigned feed_done(struct session *s, const struct msg *m)
{
	if (!idset_has(&s->added, m->id))
		idset_drop(&s->asked, m->id);
	if (m->rc) {
		s->failures++;
		session_say(s, true, "%s: %s", m->url ? m->url : "", m->text ? m->text : "");
		return SESSION_MESSAGE | SESSION_FEEDS;
	}
	s->is_offline &= !m->url || !url_is_http(m->url);
	s->new_stories += m->n;
	return m->n || m->m ? SESSION_STORIES | SESSION_FEEDS : SESSION_PROGRESS;
}

static unsigned refresh_done(struct session *s, const struct msg *m)
{
	s->is_refreshing = false;
	/* those that were unchanged say nothing of their own */
	idset_keep(&s->asked, &s->added);
	s->refreshed_at = date_now();
	s->new_stories = m->m;
	refresh_added(s);
	/* the store ended it: no feed is to blame, and none says so */
	if (m->rc && m->rc != E_CANCEL)
		session_say(s, true, _("fetching stopped: %s"), m->text ? m->text : "");
	return SESSION_MESSAGE | SESSION_PROGRESS | SESSION_FEEDS | SESSION_STORIES;
}

unsigned session_on_message(struct session *s, const struct msg *m)
{
	switch (m->kind) {
	case MSG_ACK:
		return on_ack(s, m);
	case MSG_PAGE_DONE:
		return page_done(s, m);
	case MSG_FEED_DONE:
		return feed_done(s, m);
	case MSG_REFRESH_STARTED:
		s->is_refreshing = true;
		s->in_articles = false;
		s->done = s->new_stories = s->failures = 0;
		s->total = m->m;
		return SESSION_PROGRESS;
	case MSG_PROGRESS:
		s->is_refreshing = true;
		s->in_articles = streq(m->text, "articles");
		s->done = m->n;
		s->total = m->m;
		return SESSION_PROGRESS;
	case MSG_REFRESH_DONE:
		return refresh_done(s, m);
	case MSG_CHANGED:
		return SESSION_STORIES | SESSION_FEEDS;
	case MSG_READY:
		s->is_offline = !m->n;
		return SESSION_PROGRESS;
	}
	return 0;
}

void session_engine_lost(struct session *s)
{
	size_t i;

	s->is_refreshing = false;
	s->n_waiting = s->asked.n = 0;
	for (i = 0; i < s->flags.n; i++)
		s->flags.changes[i].seq = 0;
}

void session_engine_ready(struct session *s, bool online)
{
	struct msg attend = { .kind = MSG_ATTEND, .n = 1 };
	size_t i;

	if (online)
		session_command(s, &attend);
	flags_resend(&s->flags);
	for (i = 0; i < s->n_pulls; i++)
		s->pulls[i].seq = send_pull(s, &s->pulls[i]);
}

void session_give_up(struct session *s, const char *reason)
{
	size_t i;

	session_engine_lost(s);
	while (s->n_pulls)
		drop_pull(s, s->pulls);
	if (s->pull == PULL_RUNNING) {
		s->pull = PULL_FAILED;
		snprintf(s->pull_reason, sizeof(s->pull_reason), "%s", reason);
	}
	for (i = 0; i < s->flags.n_marks; i++)
		s->flags.marks[i].seq = 0;
	for (i = 0; i < s->flags.n; i++)
		s->flags.changes[i].failed = true;
}

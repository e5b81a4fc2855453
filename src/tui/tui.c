#include "tui/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "tui/errors.h"
#include "tui/term.h"

#define FLUSH_MS 1000		/* for flags that are not acknowledged when lede ends */

enum rc tui_open_store(struct tui *t, struct err *e)
{
	enum rc rc = db_open(t->store_path, DB_READ, &t->session.db, e);

	if (rc)
		t->session.db = NULL;
	return rc;
}

void tui_load_feeds(struct tui *t)
{
	struct arena *a;
	struct feed_row *rows;
	struct err e;
	size_t n;

	if (!t->session.db)
		return;
	a = arena_new(LIMIT_ARENA);
	if (feeds_list(t->session.db, a, &rows, &n, &e) ||
	    feeds_counts(t->session.db, &t->counts, &e)) {
		session_say(&t->session, true, "%s", e.msg);
		arena_free(a);
		return;
	}
	arena_free(t->feeds_arena);
	t->feeds_arena = a;
	t->feeds = rows;
	t->n_feeds = n;
	t->feeds_read++;
	tui_dirty(t);
}

struct view *tui_list_view(struct tui *t)
{
	size_t i;

	for (i = t->n_overlays; i > 0; i--) {
		if (t->overlays[i - 1]->ops->place == VIEW_LIST)
			return t->overlays[i - 1];
	}
	return t->stories;
}

struct view *tui_focused(struct tui *t)
{
	struct view *top = t->n_overlays ? t->overlays[t->n_overlays - 1] : NULL;

	if (top && top->ops->place == VIEW_FULL)
		return top;
	if (t->layout.focus == FOCUS_READER)
		return t->reader;
	return t->layout.focus == FOCUS_RELATED ? t->related : tui_list_view(t);
}

void tui_push(struct tui *t, struct view *v)
{
	if (t->n_overlays == OVERLAYS)
		tui_pop(t);
	t->overlays[t->n_overlays++] = v;
	tui_dirty(t);
}

void tui_pop(struct tui *t)
{
	struct view *v;

	if (!t->n_overlays)
		return;
	v = t->overlays[--t->n_overlays];
	v->ops->free(v);
	tui_dirty(t);
}

void tui_close_overlays(struct tui *t)
{
	while (t->n_overlays)
		tui_pop(t);
}

static void reload_lists(struct tui *t)
{
	size_t i;

	t->stories->ops->reload(t->stories);
	for (i = 0; i < t->n_overlays; i++) {
		if (t->overlays[i]->ops->reload)
			t->overlays[i]->ops->reload(t->overlays[i]);
	}
}

void tui_changed(struct tui *t, unsigned changed)
{
	if (changed & SESSION_FEEDS)
		tui_load_feeds(t);
	if (changed & SESSION_STORIES)
		reload_lists(t);
	if (changed & SESSION_DOCUMENT) {
		reader_refresh(t->reader);
		related_refresh(t->related);
		t->needs_alike = true;
	}
	if (changed & SESSION_FOUND) {
		tui_push(t, found_new(t));
		t->layout.focus = FOCUS_LIST;
	}
	tui_dirty(t);
}

void tui_document_changed(struct tui *t)
{
	const struct document *d = t->session.doc;

	if (d && d->story_id) {
		stories_keep_row(t->stories, d->story_id);
		stories_select(t->stories, d->story_id);
	}
	reader_show(t->reader);
	related_show(t->related);
	t->needs_alike = true;
	/* following from the sidebar leads to the text where both do not fit */
	if (t->layout.focus == FOCUS_RELATED) {
		struct area panes[FOCUS_COUNT];

		screen_areas(t, panes);
		if (!panes[FOCUS_READER].w)
			t->layout.focus = FOCUS_READER;
	}
	tui_dirty(t);
}

enum follow tui_follow(struct tui *t, size_t target)
{
	enum follow done = session_follow(&t->session, target);

	if (done == FOLLOW_OPENED)
		tui_document_changed(t);
	return done;
}

const char *tui_query_title(const struct tui *t)
{
	size_t i;

	if (t->query.starred_only)
		return _("Starred");
	for (i = 0; i < t->n_feeds; i++) {
		if (t->query.feed_id && t->feeds[i].id == t->query.feed_id)
			return t->feeds[i].title;
	}
	return _("All");
}

void tui_show_feed(struct tui *t, int64_t feed_id, bool starred)
{
	t->query.feed_id = feed_id;
	t->query.starred_only = starred;
	stories_reset(t->stories);
}

void tui_open_story(struct tui *t, int64_t id, bool focus)
{
	bool same = t->session.doc && t->session.doc->story_id == id;

	stories_keep_row(t->stories, id);
	session_open_story(&t->session, id);
	if (focus)
		t->layout.focus = FOCUS_READER;
	if (!same)
		tui_document_changed(t);
	tui_dirty(t);
}

bool tui_list_story(struct tui *t, struct story_row *row)
{
	struct view *list = tui_list_view(t);

	if (search_is(list))
		return search_selected(list, row);
	return list == t->stories && stories_selected(t->stories, row);
}

bool tui_current_story(struct tui *t, struct arena *a, struct story_row *row)
{
	if (t->layout.focus != FOCUS_LIST)
		return session_story(&t->session, a, row);
	return tui_list_story(t, row);
}

/* --- start and end --- */

static enum rc check_store(struct tui *t, struct err *e)
{
	enum rc rc = tui_open_store(t, e);

	/* none yet, or an older one: the engine makes it ready */
	if (rc == E_NOTFOUND || rc == E_DB)
		return OK;
	return rc;
}

static void load_keys(struct tui *t)
{
	size_t i;
	struct err e;

	t->keymap = keymap_new();
	for (i = 0; i < t->config.n_binds; i++) {
		const struct bind_line *b = &t->config.binds[i];

		if (keymap_bind(t->keymap, b->keys, b->action, b->pane, &e))
			session_say(&t->session, true, "%s:%d: %s",
				    t->config.path ? t->config.path : "config", b->line, e.msg);
	}
	if (t->config.n_errors)
		session_say(&t->session, true, "%s", t->config.errors[0]);
	rules_refresh(&t->rules, NULL);
	if (t->rules.n_errors)
		session_say(&t->session, true, "%s", t->rules.errors[0]);
}

static bool wants_colors(const struct config *c)
{
	const char *no_color = getenv("NO_COLOR");

	if (config_is(c, OPT_COLORS, "never"))
		return false;
	return config_is(c, OPT_COLORS, "always") || str_blank(no_color);
}

static void make_views(struct tui *t)
{
	const char *fd = getenv("LEDE_SYNC_FD");
	int64_t n = -1;

	t->sync_fd = fd && str_int(str_of(fd), 3, 1023, &n) ? (int)n : -1;
	t->input.is_utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	t->query.unread_only = !config_bool(&t->config, OPT_SHOW_READ);
	t->stories = stories_new(t);
	t->reader = reader_new(t);
	t->related = related_new(t);
	prompt_init(&t->prompt);
	t->last_click_y = t->last_click_x = -1;
	t->is_dirty = true;
}

static bool awaits_flags(const struct tui *t)
{
	const struct flags *f = &t->session.flags;

	if (!client_is_running(&t->client))
		return false;
	/* before it was ready nothing was sent */
	return flags_waiting(f) || (!t->engine_ready && flags_unsaved(f));
}

/* Flags that the engine has not acknowledged get a moment more. */
static void flush_flags(struct tui *t)
{
	int64_t deadline = date_monotonic_ms() + FLUSH_MS, left;
	struct arena *a = arena_new(LIMIT_ARENA);
	struct msg m;
	enum rc rc;

	if (client_is_running(&t->client) && wire_flush(&t->client.wire))
		log_line("what was said last did not reach the engine");
	while (awaits_flags(t)) {
		left = deadline - date_monotonic_ms();
		if (left <= 0 || wire_wait(&t->client.wire, a, &m, (int)left, NULL))
			break;
		if (m.kind == MSG_ACK) {
			flags_on_ack(&t->session.flags, &m, &rc);
		} else if (m.kind == MSG_READY) {
			if (m.rc)
				break;
			t->engine_ready = true;
			flags_resend(&t->session.flags);
		}
		arena_reset(a);
	}
	arena_free(a);
}

static void close_all(struct tui *t)
{
	flush_flags(t);
	client_stop(&t->client);
	while (t->n_overlays)
		tui_pop(t);
	t->stories->ops->free(t->stories);
	t->reader->ops->free(t->reader);
	t->related->ops->free(t->related);
	prompt_free(&t->prompt);
}

static int fail(const struct tui *t, const char *what, const struct err *e)
{
	fprintf(stderr, "lede: %s%s%s\n", what ? what : "", what ? ": " : "", e->msg);
	return err_exit_code(e->rc);
}

/* Its last words must be readable. */
static void on_no_memory(void)
{
	term_close();
	errors_restore();
}

/* What was shown as read or starred and is not in the store. */
static int tell_unsaved(const struct tui *t)
{
	size_t n = flags_unsaved(&t->session.flags);
	struct err e;

	if (!n)
		return t->exit_code;
	err_set(&e, E_IO, ngettext("%zu mark was not saved; \"lede doctor\" looks for the cause",
				   "%zu marks were not saved; \"lede doctor\" looks for the cause",
				   n), n);
	fail(t, t->store_path, &e);
	return t->exit_code ? t->exit_code : err_exit_code(e.rc);
}

static int run(struct tui *t, struct arena *a)
{
	struct err e;

	if (config_load(&t->config, t->options->config, &e)) {
		fail(t, t->config.path ? t->config.path : _("config"), &e);
		return EX_CONFIG;
	}
	if (t->options->store)
		t->store_path = arena_strdup(a, t->options->store);
	else if (db_default_path(a, &t->store_path, &e))
		return fail(t, NULL, &e);
	if (check_store(t, &e))
		return fail(t, t->store_path, &e);
	if (term_open(config_bool(&t->config, OPT_MOUSE), wants_colors(&t->config), &e)) {
		fail(t, NULL, &e);
		return EX_UNAVAILABLE;
	}
	errors_divert();
	mem_on_failure(on_no_memory);
	load_keys(t);
	theme_choose(config_string(&t->config, OPT_THEME),
		     term_has_colors() && wants_colors(&t->config));
	paint_init();
	make_views(t);
	tui_load_feeds(t);
	loop_run(t);
	term_close();
	close_all(t);
	errors_restore();
	return tell_unsaved(t);
}

int tui_run(const struct tui_options *options)
{
	struct tui *t = mem_zalloc(sizeof(*t));
	struct arena *a = arena_new(LIMIT_ARENA);
	int code;

	log_open("lede");
	t->options = options;
	t->client.wire.fd = -1;
	session_init(&t->session, &t->config, tui_send, t);
	t->session.stays_offline = options->offline;
	code = run(t, a);
	session_free(&t->session);
	db_close(t->session.db);
	keymap_free(t->keymap);
	config_free(&t->config);
	rules_free(&t->rules);
	arena_free(t->feeds_arena);
	free(t->edited_url);
	free(t->edited_title);
	arena_free(a);
	free(t);
	return code;
}

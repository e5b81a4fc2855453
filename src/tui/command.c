/* Actions that mean the same wherever the focus is, or whose object the focused pane names. */
#include "tui/screen.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "tui/term.h"
#include "tui/views/textview.h"

#define MANY 100		/* more stories than this are marked read only after a question */
#define WIDER 4

/* Over all panes there is one at a time. */
static void cover(struct tui *t, struct view *v)
{
	if (tui_focused(t)->ops->place == VIEW_FULL)
		tui_pop(t);
	tui_push(t, v);
}

static bool step(struct tui *t, bool backwards, bool unread)
{
	struct view *v = tui_list_view(t);

	if (search_is(v))
		return search_step(v, backwards, unread);
	return stories_step(t->stories, backwards, unread);
}

/* Next or previous story: in the reader it is opened too. */
static void go(struct tui *t, bool backwards, bool unread)
{
	struct story_row row;

	if (!t->session.db)
		return;
	if (!step(t, backwards, unread)) {
		session_say(&t->session, false, "%s",
			    unread ? _("no more unread stories") : _("no more stories"));
		return;
	}
	if (t->layout.focus == FOCUS_READER && tui_list_story(t, &row))
		tui_open_story(t, row.id, true);
}

static void end_of_article(struct tui *t)
{
	if (t->layout.focus != FOCUS_READER)
		return;
	if (config_is(&t->config, OPT_SPACE_AT_END, "stop"))
		session_say(&t->session, false, "%s", _("end of the article"));
	else
		go(t, false, true);
}

static void set_focus(struct tui *t, enum focus f)
{
	if (f == FOCUS_RELATED && t->layout.hide_related)
		t->layout.hide_related = false;
	t->layout.focus = f;
	tui_dirty(t);
}

static void cycle_focus(struct tui *t, bool backwards)
{
	enum focus f = t->layout.focus;

	do {
		f = (enum focus)((f + (backwards ? FOCUS_COUNT - 1 : 1)) % FOCUS_COUNT);
	} while (f == FOCUS_RELATED && t->layout.hide_related);
	set_focus(t, f);
}

static void travel(struct tui *t, bool back)
{
	if (!(back ? session_back(&t->session) : session_forward(&t->session))) {
		session_say(&t->session, false, "%s",
			    back ? _("nothing to go back to") : _("nothing to go forward to"));
		return;
	}
	tui_document_changed(t);
	if (t->layout.focus == FOCUS_LIST)
		t->layout.focus = FOCUS_READER;
}

static void follow(struct tui *t, size_t nth)
{
	const struct document *d = t->session.doc;
	size_t first = 0;

	if (d && config_is(&t->config, OPT_DIGIT_KEYS, "links")) {
		while (first < d->n_targets && d->targets[first].section != TARGET_LINKS)
			first++;
	} else if (d && nth < d->n_targets && d->targets[nth].section == TARGET_LINKS) {
		/* links have letters, so that no one presses the wrong thing */
		first = d->n_targets;
	}
	if (tui_follow(t, first + nth) == FOLLOW_NONE)
		session_say(&t->session, false, _("there is no related headline %zu"), nth + 1);
}

static void quit(struct tui *t)
{
	struct view *v = tui_focused(t);

	if (v->ops->place == VIEW_FULL)
		tui_pop(t);
	else if (t->layout.focus != FOCUS_LIST)
		set_focus(t, FOCUS_LIST);
	else if (t->n_overlays)
		tui_pop(t);
	else
		t->is_done = true;
}

static void cancel(struct tui *t)
{
	if (reader_is_finding(t->reader) && t->layout.focus == FOCUS_READER)
		reader_stop_finding(t->reader);
	else if (t->n_overlays)
		tui_pop(t);
	else if (t->layout.zoom)
		t->layout.zoom = false;
}

/* --- flags --- */

static void toggle(struct tui *t, bool star)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct story_row row;

	if (!tui_current_story(t, a, &row)) {
		session_say(&t->session, false, "%s", _("no story here"));
	} else if (star) {
		stories_keep_row(t->stories, row.id);
		session_toggle_star(&t->session, &row);
	} else {
		stories_keep_row(t->stories, row.id);
		session_toggle_read(&t->session, &row);
	}
	arena_free(a);
}

/* The feed that an action on "the feed" means: 0 for none. */
static int64_t current_feed(struct tui *t)
{
	struct arena *a;
	struct story_row row;
	struct feed_row feed;
	int64_t id = 0;

	if (tui_focused(t)->ops->pane == PANE_FEEDS)
		return feeds_selected(tui_focused(t), &feed) ? feed.id : 0;
	if (tui_focused(t)->ops->pane == PANE_PROBLEMS)
		return problems_selected(tui_focused(t), &feed) ? feed.id : 0;
	if (t->query.feed_id)
		return t->query.feed_id;
	a = arena_new(LIMIT_ARENA);
	if (tui_current_story(t, a, &row))
		id = row.feed_id;
	arena_free(a);
	return id;
}

static const struct feed_row *find_feed(const struct tui *t, int64_t id)
{
	size_t i;

	for (i = 0; i < t->n_feeds; i++) {
		if (t->feeds[i].id == id)
			return &t->feeds[i];
	}
	return NULL;
}

static void mark_feed(struct tui *t, int64_t id)
{
	stories_keep_all(t->stories);
	session_mark_feed_read(&t->session, id, stories_newest(t->session.db));
	tui_dirty(t);
}

static void marked_feed(struct tui *t, const char *answer)
{
	mark_feed(t, t->asked_feed);
}

static void mark_read(struct tui *t, bool all)
{
	int64_t id = all ? 0 : current_feed(t);
	const struct feed_row *feed = find_feed(t, id);
	int64_t n = all ? t->counts.unread : feed ? feed->unread : 0;
	char *label;

	if (!t->session.db)
		return;
	if (!all && !feed) {
		session_say(&t->session, false, "%s", _("no feed here"));
		return;
	}
	if (n <= MANY) {
		mark_feed(t, id);
		return;
	}
	t->asked_feed = id;
	label = mem_printf(_("mark %lld stories read? (y/n)"), (long long)n);
	prompt_open(&t->prompt, PROMPT_CONFIRM, label, NULL, marked_feed);
	free(label);
}

/* --- search, subscriptions --- */

static void searched(struct tui *t, const char *line)
{
	if (!*line || !t->session.db)
		return;
	tui_close_overlays(t);
	tui_push(t, search_new(t, line));
	t->layout.focus = FOCUS_LIST;
}

static void found(struct tui *t, const char *line)
{
	struct view *v = tui_focused(t);

	if (v->ops->pane == PANE_PROBLEMS)
		problems_find(v, line);
	else if (v->ops->place == VIEW_FULL)
		textview_find(v, line);
	else
		reader_find(t->reader, line);
}

static void search(struct tui *t)
{
	struct view *v = tui_focused(t);

	if (v->ops->place == VIEW_FULL || (v == t->reader && t->session.doc))
		prompt_open(&t->prompt, PROMPT_FIND, _("find in this text:"), NULL, found);
	else
		prompt_open(&t->prompt, PROMPT_SEARCH, _("search all stories:"), NULL, searched);
}

static void subscribed(struct tui *t, const char *line)
{
	if (*line)
		session_add(&t->session, line);
}

/* The address of what the focus is on, in the arena; NULL: none. */
static const char *current_url(struct tui *t, struct arena *a, const char **title)
{
	struct view *v = tui_focused(t);
	const struct document *d = t->session.doc;
	struct feed_row feed;
	struct story_row row;

	*title = NULL;
	if (v == t->related && d && related_selected(v) != SIZE_MAX) {
		*title = d->targets[related_selected(v)].title;
		return d->targets[related_selected(v)].url;
	}
	if (v->ops->pane == PANE_FEEDS || v->ops->pane == PANE_PROBLEMS) {
		if (v->ops->pane == PANE_FEEDS ? !feeds_selected(v, &feed)
					       : !problems_selected(v, &feed))
			return v->ops->pane == PANE_PROBLEMS ? problems_page(v) : NULL;
		*title = feed.title;
		return feed.site_url ? feed.site_url : feed.url;
	}
	if (v == t->reader && d) {
		*title = d->art.title;
		return d->url;
	}
	if (!tui_current_story(t, a, &row))
		return NULL;
	*title = row.title;
	return row.url;
}

static void subscribe(struct tui *t)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	const char *title, *url = NULL, *site = NULL;

	/* in an article: its site */
	if (t->layout.focus != FOCUS_LIST)
		url = current_url(t, a, &title);
	if (url && url_is_http(url))
		site = url_resolve(a, url, str_of("/"));
	prompt_open(&t->prompt, PROMPT_SUBSCRIBE, _("subscribe to:"), site, subscribed);
	arena_free(a);
}

static void unsubscribed(struct tui *t, const char *answer)
{
	const struct feed_row *feed = find_feed(t, t->asked_feed);
	struct msg m = { .kind = MSG_REMOVE, .id = t->asked_feed, .url = feed ? feed->url : NULL };

	if (!feed)
		return;
	if (t->query.feed_id == feed->id)
		tui_show_feed(t, 0, false);
	session_command(&t->session, &m);
}

static void unsubscribe(struct tui *t)
{
	const struct feed_row *feed = find_feed(t, current_feed(t));
	char *label;

	if (!feed || feed->id == FEED_FOLLOWED) {
		session_say(&t->session, false, "%s", _("no subscription here"));
		return;
	}
	t->asked_feed = feed->id;
	label = mem_printf(_("remove the subscription \"%s\"? (y/n)"), feed->title);
	prompt_open(&t->prompt, PROMPT_CONFIRM, label, NULL, unsubscribed);
	free(label);
}

static void next_feed(struct tui *t, bool backwards, bool unread)
{
	size_t i, n = t->n_feeds;

	for (i = 0; i < n && t->feeds[i].id != t->query.feed_id; i++)
		;
	/* from "All", forward to the first and back to the last */
	i = i == n ? (backwards ? n : (size_t)-1) : i;
	for (i += backwards ? (size_t)-1 : 1; i < n; i += backwards ? (size_t)-1 : 1) {
		if (unread && !t->feeds[i].unread)
			continue;
		tui_close_overlays(t);
		tui_show_feed(t, t->feeds[i].id, false);
		return;
	}
	session_say(&t->session, false, "%s", _("no more feeds"));
}

static void out(struct tui *t, enum action act)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	const char *title, *url = current_url(t, a, &title);
	struct story_row row;

	if (act == ACT_COPY_URL)
		out_copy(t, url);
	else if (act == ACT_COPY_LINK)
		out_copy(t, url ? arena_printf(a, "%s\n%s", title ? title : url, url) : NULL);
	else
		out_browse(t, url);
	/* a headline of the sidebar is not the story that is open */
	if (act == ACT_BROWSER_READ && t->layout.focus != FOCUS_RELATED &&
	    tui_current_story(t, a, &row) && !row.is_read)
		session_toggle_read(&t->session, &row);
	arena_free(a);
}

static void show_read(struct tui *t)
{
	t->query.unread_only = !t->query.unread_only;
	stories_refilter(t->stories);
	session_say(&t->session, false, "%s", t->query.unread_only ? _("read stories are hidden")
								   : _("all stories are shown"));
}

static void hints(struct tui *t)
{
	t->in_hints = t->session.doc && t->session.doc->art.n_links > 0;
	t->n_hint = 0;
	t->hint[0] = 0;
	if (!t->in_hints)
		session_say(&t->session, false, "%s", _("no links in this text"));
}

static void refetch(struct tui *t)
{
	if (!session_refetch(&t->session)) {
		session_say(&t->session, false, "%s", _("this has no web address"));
		return;
	}
	reader_refresh(t->reader);
}

static void reload_feeds_file(struct tui *t)
{
	struct msg m = { .kind = MSG_SYNC };

	session_command(&t->session, &m);
}

static void toggle_pane(struct tui *t, bool *hidden, enum focus f)
{
	*hidden = !*hidden;
	if (*hidden && t->layout.focus == f)
		t->layout.focus = FOCUS_READER;
}

static void layout(struct tui *t, enum action act)
{
	struct layout *l = &t->layout;

	if (act == ACT_TOGGLE_RELATED)
		toggle_pane(t, &l->hide_related, FOCUS_RELATED);
	else if (act == ACT_TOGGLE_LIST)
		toggle_pane(t, &l->hide_list, FOCUS_LIST);
	else if (act == ACT_ZOOM)
		l->zoom = !l->zoom;
	else if (act == ACT_SHRINK)
		l->wider = MAX(l->wider - WIDER, -24);
	else if (act == ACT_GROW)
		l->wider = MIN(l->wider + WIDER, 80);
	else
		*l = (struct layout){ .focus = l->focus };
}

static void reload(struct tui *t, bool all)
{
	int64_t id = all ? 0 : current_feed(t);

	if (!all && id == FEED_FOLLOWED)
		id = 0;
	session_refresh(&t->session, id, true);
}

static void open_feeds(struct tui *t)
{
	if (!t->session.db)
		return;
	tui_load_feeds(t);
	tui_close_overlays(t);
	tui_push(t, feeds_new(t));
	t->layout.focus = FOCUS_LIST;
}

/* From the feed picker: why that feed fails. */
static void problems(struct tui *t)
{
	bool picked = tui_focused(t)->ops->pane == PANE_FEEDS;

	cover(t, problems_new(t, picked ? current_feed(t) : 0));
}

void command_act(struct tui *t, enum action act, int count)
{
	switch (act) {
	case ACT_PAGE_DOWN: end_of_article(t); break;
	case ACT_NEXT: go(t, false, false); break;
	case ACT_PREV: go(t, true, false); break;
	case ACT_NEXT_UNREAD: go(t, false, true); break;
	case ACT_PREV_UNREAD: go(t, true, true); break;
	case ACT_NEXT_FEED: next_feed(t, false, false); break;
	case ACT_PREV_FEED: next_feed(t, true, false); break;
	case ACT_NEXT_UNREAD_FEED: next_feed(t, false, true); break;
	case ACT_PREV_UNREAD_FEED: next_feed(t, true, true); break;
	case ACT_FEEDS: open_feeds(t); break;
	case ACT_FOCUS_RIGHT: set_focus(t, FOCUS_RELATED); break;
	case ACT_FOCUS_LEFT:
		set_focus(t, t->layout.focus == FOCUS_RELATED ? FOCUS_READER : FOCUS_LIST);
		break;
	case ACT_SWITCH_FOCUS: cycle_focus(t, false); break;
	case ACT_SWITCH_FOCUS_BACK: cycle_focus(t, true); break;
	case ACT_BACK: travel(t, true); break;
	case ACT_FORWARD: travel(t, false); break;
	case ACT_TOGGLE_RELATED: case ACT_TOGGLE_LIST: case ACT_ZOOM: case ACT_SHRINK:
	case ACT_GROW: case ACT_LAYOUT_RESET:
		layout(t, act);
		break;
	case ACT_ONE: case ACT_TWO: case ACT_THREE: case ACT_FOUR: case ACT_FIVE: case ACT_SIX:
	case ACT_SEVEN: case ACT_EIGHT: case ACT_NINE: case ACT_ZERO:
		follow(t, (size_t)(act - ACT_ONE));
		break;
	case ACT_HINTS: hints(t); break;
	case ACT_REFETCH: refetch(t); break;
	case ACT_TOGGLE_READ: toggle(t, false); break;
	case ACT_STAR: toggle(t, true); break;
	case ACT_MARK_FEED_READ: mark_read(t, false); break;
	case ACT_MARK_ALL_READ: mark_read(t, true); break;
	case ACT_UNDO: session_undo(&t->session); break;
	case ACT_SEARCH: search(t); break;
	case ACT_SHOW_READ: show_read(t); break;
	case ACT_RELOAD: reload(t, false); break;
	case ACT_RELOAD_ALL: reload(t, true); break;
	case ACT_STOP:
		session_say(&t->session, false, "%s",
			    t->session.is_refreshing ? _("stopping…") : _("q leaves lede"));
		session_stop(&t->session);
		break;
	case ACT_RELOAD_FEEDS_FILE: reload_feeds_file(t); break;
	case ACT_BROWSER: case ACT_BROWSER_READ: case ACT_COPY_URL: case ACT_COPY_LINK:
		out(t, act);
		break;
	case ACT_SUBSCRIBE: subscribe(t); break;
	case ACT_UNSUBSCRIBE: unsubscribe(t); break;
	case ACT_EDIT: edit_feed(t, find_feed(t, current_feed(t))); break;
	case ACT_EDIT_FEEDS: edit_file(t, find_feed(t, current_feed(t))); break;
	case ACT_HELP: cover(t, help_new(t, tui_focused(t)->ops->pane)); break;
	case ACT_PROBLEMS: problems(t); break;
	case ACT_REDRAW: term_redraw(); break;
	case ACT_SUSPEND: term_stop(true); break;
	case ACT_CANCEL: cancel(t); break;
	case ACT_QUIT: quit(t); break;
	case ACT_HARD_QUIT: t->is_done = true; break;
	/* each view does these itself, or has no use for them */
	case ACT_DOWN: case ACT_UP: case ACT_SCROLL_DOWN: case ACT_SCROLL_UP: case ACT_HALF_DOWN:
	case ACT_HALF_UP: case ACT_PAGE_UP: case ACT_HOME: case ACT_END: case ACT_NEXT_HEADING:
	case ACT_PREV_HEADING: case ACT_OPEN: case ACT_NEXT_LINK: case ACT_PREV_LINK:
	case ACT_NEXT_MATCH: case ACT_PREV_MATCH: case ACT_NONE:
		break;
	}
	tui_dirty(t);
}

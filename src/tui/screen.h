/* screen.h: the state of the screen, shared by the files of this folder. */
#ifndef LEDE_SCREEN_H
#define LEDE_SCREEN_H

#include "app/client.h"
#include "app/keymap.h"
#include "app/session.h"
#include "config/rules.h"
#include "store/feeds.h"
#include "store/search.h"
#include "tui/input.h"
#include "tui/layout.h"
#include "tui/prompt.h"
#include "tui/tui.h"
#include "tui/view.h"

#define OVERLAYS 8

struct tui {
	const struct tui_options *options;
	char *store_path;
	struct config config;
	struct ruleset rules;		/* for what is wrong in them */
	struct keymap *keymap;
	struct session session;

	struct client client;
	bool engine_ready;
	bool engine_gave_up;
	char why_gave_up[512];
	int engine_deaths;
	int64_t engine_retry_at;	/* monotonic ms; 0: not waiting to start it */
	int64_t engine_ready_at;	/* monotonic ms */

	struct view *stories, *reader, *related;
	struct view *overlays[OVERLAYS];
	size_t n_overlays;
	struct layout layout;
	struct prompt prompt;

	/* which stories the list shows */
	struct story_query query;
	struct feed_row *feeds;		/* as last read */
	size_t n_feeds;
	struct store_counts counts;
	struct arena *feeds_arena;
	unsigned feeds_read;		/* how often */

	struct input input;
	uint64_t bytes_read;
	uint32_t keys[KEYMAP_SEQUENCE];	/* typed, a binding not complete yet */
	size_t n_keys;
	int count;			/* number typed before an action */
	bool in_hints;			/* letters typed choose a link */
	char hint[4];
	size_t n_hint;

	bool is_dirty, needs_alike, is_started;
	int64_t escape_until;		/* monotonic ms: then a lone ESC is the key; 0: none */
	uint64_t told_bytes;		/* what tests were told last */
	size_t told_busy;
	bool is_done;
	int exit_code;
	int last_click_y, last_click_x;
	int64_t asked_feed;		/* what a question is about */
	char *edited_url, *edited_title;	/* as typed so far */
	int sync_fd;			/* LEDE_SYNC_FD, -1: none */
};

/* tui.c */
/* The screen must be painted. */
static inline void tui_dirty(struct tui *t)
{
	t->is_dirty = true;
}
/* Reads feeds and counts again. */
void tui_load_feeds(struct tui *t);
/* Opens the store; OK, or why not. */
enum rc tui_open_store(struct tui *t, struct err *e);
/* After actions and messages: bits of enum session_changed. */
void tui_changed(struct tui *t, unsigned changed);
/* Another article is on the screen. */
void tui_document_changed(struct tui *t);
/* Follows a row of the sidebar. */
enum follow tui_follow(struct tui *t, size_t target);
/* The title of what the list shows; a name of a feed, "All", "Starred". */
const char *tui_query_title(const struct tui *t);
/* The stories of a feed (0: all), perhaps the starred ones alone. */
void tui_show_feed(struct tui *t, int64_t feed_id, bool starred);
struct view *tui_focused(struct tui *t);
struct view *tui_list_view(struct tui *t);
void tui_push(struct tui *t, struct view *v);
void tui_pop(struct tui *t);
void tui_close_overlays(struct tui *t);
/* Opens a story in the reader. */
void tui_open_story(struct tui *t, int64_t id, bool focus);
/* The story that is selected in the list. */
bool tui_list_story(struct tui *t, struct story_row *row);
/* The story under the cursor: of the list, or of the reader. False when there is none. */
bool tui_current_story(struct tui *t, struct arena *a, struct story_row *row);
int64_t tui_send(struct msg *m, void *ctx);

/* command.c: actions that mean the same wherever the focus is. */
void command_act(struct tui *t, enum action act, int count);

/* keys.c: events to actions. */
void keys_event(struct tui *t, const struct input_event *ev);

/* status.c: the first and the last line. */
void status_paint_title(struct tui *t, int width);
void status_paint(struct tui *t, int y, int width);

/* screen.c: one paint of everything. */
void screen_paint(struct tui *t);
/* Where the panes are now. */
void screen_areas(struct tui *t, struct area out[FOCUS_COUNT]);

/* engine_link.c: the engine's start, its messages, its end. */
void link_start(struct tui *t);
/* Bytes came or can be written. */
void link_turn(struct tui *t, short revents);
void link_lost(struct tui *t);

/* edit.c: one subscription in the last line, or its line of the feeds file in an editor. feed may
 * be NULL there: the whole file. */
void edit_feed(struct tui *t, const struct feed_row *feed);
void edit_file(struct tui *t, const struct feed_row *feed);

/* out.c: browser and clipboard. */
void out_browse(struct tui *t, const char *url);
void out_copy(struct tui *t, const char *text);

/* loop.c */
void loop_run(struct tui *t);

/* views/stories.c */
/* The selected row, with the overlay; false when the list is empty. Lives until the next
 * reload. */
bool stories_selected(struct view *v, struct story_row *row);
/* Selects a story if it is in the list. */
void stories_select(struct view *v, int64_t id);
/* The next (unread) story from the selection; opens nothing. False when there is none. */
bool stories_step(struct view *v, bool backwards, bool unread);
/* Another query: begins at the top. */
void stories_reset(struct view *v);
/* The same query with other filters: keeps the selection where it can. */
void stories_refilter(struct view *v);
/* A story was opened or its marks change: where it is in the view it stays until that is made
 * anew. */
void stories_keep_row(struct view *v, int64_t id);
/* All rows of the window stay until the view is made anew. */
void stories_keep_all(struct view *v);

/* views/search.c */
bool search_selected(struct view *v, struct story_row *row);
bool search_step(struct view *v, bool backwards, bool unread);
bool search_is(const struct view *v);

/* views/reader.c */
/* The document changed: lay it out anew, at the place's scroll. */
void reader_show(struct view *v);
void reader_find(struct view *v, const char *text);
bool reader_is_finding(const struct view *v);
void reader_stop_finding(struct view *v);
/* The same document with another state of its fetching: keeps scroll and selection. */
void reader_refresh(struct view *v);

/* views/related.c */
void related_show(struct view *v);
/* The same rows with other marks. */
void related_refresh(struct view *v);
/* The selected row, SIZE_MAX when there is none. */
size_t related_selected(struct view *v);

/* views/feeds.c */
/* False when v is another view, or a row that is no feed is selected. */
bool feeds_selected(struct view *v, struct feed_row *out);

/* views/problems.c */
bool problems_selected(struct view *v, struct feed_row *out);
/* The address of the page that is selected; NULL: it is none. Lives until the next reload. */
const char *problems_page(struct view *v);
void problems_find(struct view *v, const char *text);
/* views/found.c */
bool found_is(const struct view *v);

/* rows.c: stories as two lines each, for stories and search. */
void rows_paint(const struct tui *t, const struct story_row *rows, const struct list *l,
		struct area at, bool focused);
/* Selects the next (unread) row; false when there is none. */
bool rows_step(const struct tui *t, const struct story_row *rows, struct list *l, bool backwards,
	       bool unread);

#endif

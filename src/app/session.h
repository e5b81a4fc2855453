/* session.h: one reader at work, without a terminal: the article on the screen, the trail,
 * flags, what is being fetched for whom. Reads the store, writes nothing: changes go to the
 * engine. */
#ifndef LEDE_SESSION_H
#define LEDE_SESSION_H

#include "app/document.h"
#include "app/flags.h"
#include "app/idset.h"
#include "config/settings.h"

enum pull_state {
	PULL_NONE,	/* nothing to fetch, or not asked yet */
	PULL_RUNNING,
	PULL_FAILED,
	PULL_QUEUED,	/* failed for want of a network: fetched with the next refresh */
};

/* What a message or an action changed, as bits. */
enum session_changed {
	SESSION_STORIES = 1,	/* rows of lists: read them again */
	SESSION_DOCUMENT = 2,	/* the article or its sidebar */
	SESSION_FEEDS = 4,	/* feeds and counts */
	SESSION_PROGRESS = 8,	/* the refresh */
	SESSION_MESSAGE = 16,	/* session.message is new */
	SESSION_FOUND = 32,	/* feeds were found to choose from: session_take_found */
};

struct session {
	struct db *db;		/* NULL until the store can be opened */
	const struct config *config;
	struct flags flags;
	struct trail trail;
	struct document *doc;	/* NULL: nothing opened yet */

	enum pull_state pull;	/* of doc */
	char pull_reason[512];

	struct pull {		/* asked and not answered */
		char *url, *from;
		int64_t story_id, seq;
		uint32_t flags;		/* enum pull_flags */
	} *pulls;
	size_t n_pulls, cap_pulls;
	struct waiting {	/* commands that only want an answer */
		int64_t seq;
		uint32_t kind;
	} waiting[32];
	size_t n_waiting;
	struct idset added;	/* feeds to be fetched once no refresh is in the way */
	struct idset asked;	/* feeds that the user wants now, not answered yet */
	struct arena *found_arena;	/* of found, NULL: nothing to choose from */
	struct found_feeds found;

	bool is_refreshing;
	int64_t done, total, new_stories, failures;	/* of the refresh, or the last one */
	bool in_articles;	/* feeds are done, pages are being fetched */
	int64_t refreshed_at;	/* DATE_NONE: not since the start */
	bool is_offline;	/* no network is expected */
	bool stays_offline;	/* the user said so: nothing is fetched */

	char message[600];	/* one line for the status line */
	bool is_error;

	char *log[64];		/* the last failures, newest last */
	size_t n_log;

	flags_send send;
	void *ctx;
};

void session_init(struct session *s, const struct config *config, flags_send send, void *ctx);
/* Does not close the store. */
void session_free(struct session *s);

/* Opens a story, or a page of which only p is known, as a new place of the trail: from the
 * store, at once; what is not there is asked of the engine. A failure to read is in
 * s->message. */
void session_open(struct session *s, const struct place *p);
void session_open_story(struct session *s, int64_t id);
enum follow {
	FOLLOW_NONE,	/* there is no such row */
	FOLLOW_REFUSED,	/* lede does not open it, and said so */
	FOLLOW_OPENED,	/* another document is shown */
};
/* A row of the sidebar. */
enum follow session_follow(struct session *s, size_t target);
/* The selected row of the sidebar, SIZE_MAX when there is none. The place remembers it, by its
 * section, because stories of the feeds come in later between the others. */
size_t session_target(struct session *s);
void session_select_target(struct session *s, size_t target);
/* False at the end of the trail. */
bool session_back(struct session *s);
bool session_forward(struct session *s);
/* Fetches the article's page anew. False when it has no address. */
bool session_refetch(struct session *s);

/* The row of the document's story, with the overlay; false when it is no stored story. */
bool session_story(struct session *s, struct arena *a, struct story_row *row);
void session_toggle_read(struct session *s, const struct story_row *row);
void session_toggle_star(struct session *s, const struct story_row *row);
/* feed_id 0: all feeds. */
void session_mark_feed_read(struct session *s, int64_t feed_id, int64_t newest);
void session_undo(struct session *s);

/* One feed, 0: all. One that is asked for while a refresh is under way follows it. */
void session_refresh(struct session *s, int64_t feed_id, bool force);
/* Whether the user asked for this feed and it is still on its way. */
bool session_is_fetching(const struct session *s, int64_t feed_id);
/* Fetches a page again that could not be had, whatever is on the screen. */
void session_pull(struct session *s, const char *url, int64_t story_id);
bool session_is_pulling(const struct session *s, const char *url);
void session_stop(struct session *s);
/* Looks for feeds and subscribes where there is one; the pages of the new feed are fetched too. */
void session_add(struct session *s, const char *url);
/* Subscribes to what was found. */
void session_add_exact(struct session *s, const char *url);
/* Hands over what was found; the arena that holds it becomes the caller's. */
struct arena *session_take_found(struct session *s, struct found_feeds *out);
/* MSG_REMOVE, MSG_EDIT, MSG_SYNC: the answer becomes a message. */
void session_command(struct session *s, struct msg *m);

/* Takes a message of the engine: bits of enum session_changed. */
unsigned session_on_message(struct session *s, const struct msg *m);
/* The engine is gone / a new one answered; online: it may fetch by itself. */
void session_engine_lost(struct session *s);
void session_engine_ready(struct session *s, bool online);
/* No engine will come any more: what it was asked for is not going to be. */
void session_give_up(struct session *s, const char *reason);
/* Commands, pulls and a refresh without an answer. */
size_t session_busy(const struct session *s);

void session_say(struct session *s, bool is_error, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif

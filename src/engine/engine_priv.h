/* engine_priv.h: what the files of the engine share: its state, and the job, which is one
 * document on its way from an address to the store. A job is in one place at a time: with
 * libcurl (its request's ctx), in the queue for the parsers, in a parser, or in the queue for
 * the store; each step hands it on. */
#ifndef LEDE_ENGINE_PRIV_H
#define LEDE_ENGINE_PRIV_H

#include <poll.h>
#include <sys/types.h>

#include "base/limits.h"
#include "config/feedsfile.h"
#include "config/rules.h"
#include "config/settings.h"
#include "config/source.h"
#include "engine/engine.h"
#include "fetch/cond.h"
#include "fetch/multi.h"
#include "model/wire.h"
#include "store/db.h"
#include "store/feeds.h"
#include "store/pages.h"
#include "store/search.h"
#include "store/stories.h"

#define WORKERS 2
#define HASH_BYTES 16
#define STORE_QUEUE 16		/* decoded documents that may wait for the store */
#define NEVER INT64_MAX

_Static_assert(COND_NEVER == FEED_NEVER, "the store keeps what cond.h says");

enum job_kind {
	JOB_FEED,	/* a subscription's document */
	JOB_PAGE,	/* an article */
	JOB_ADD,	/* what the user wants to subscribe to: nothing is written yet */
	JOB_LOOK,	/* only fetched, and handed to the client as it is */
};

/* Why a page is fetched. */
enum page_why {
	PAGE_ASKED,	/* a key, or a command */
	PAGE_STORY,	/* ahead, for a new story */
	PAGE_RELATED,	/* ahead, for a related headline */
	PAGE_QUEUED,	/* asked for while there was no network */
};

struct job {
	struct job *next;
	enum job_kind kind;
	enum page_why why;
	struct arena *arena;		/* all below but the reply lives in it */
	const char *url;		/* as asked */
	const char *fetch_url;		/* what is fetched for it */
	bool in_refresh;		/* counts for the refresh under way */
	bool from_public;		/* a private address is refused */
	bool is_public;			/* as far as is known: fetch_url's host */
	bool is_cancelled;
	bool is_alternate;		/* fetch_url is a feed that url, a page, names */
	bool is_guess;			/* fetch_url is where a feed may be */
	bool is_fatal;			/* its document ended the parser */
	bool is_unchanged;		/* 304, or the same bytes */
	bool looks_html;		/* its document begins as a page does */
	bool is_judged;			/* captive.c has seen it */
	bool is_hindered;		/* its failure is the network's, or its host's wish */
	bool was_led_away;		/* so it is asked again over TLS */
	bool was_requeued;
	bool is_off;			/* its program is not switched on */
	const char *filter;		/* the command that changes what fetch_url gives */
	bool is_subscribed;		/* its line in the user's file is this job's work */
	struct http_reply *reply;	/* held while its body is needed */
	struct http_reply facts;	/* what is kept of the reply; strings in the arena */
	struct buf file;		/* the body when it came from a file */
	struct err err;

	struct feed_row row;		/* JOB_FEED */
	unsigned char hash[HASH_BYTES];
	struct feed *feed;
	struct story_doc *doc;		/* of feed, once its stories are being stored */
	size_t body_bytes;		/* of the document, decoded */
	size_t cursor, added, changed;
	struct discovery *discovery;	/* while feeds are looked for; NULL: they are not */

	int64_t story_id, page_id;	/* JOB_PAGE */
	struct article *article;
	struct joined *joined;		/* once it is more than one document */

	const char *login;		/* "user:password" as typed into an address; NULL */
	const char *user, *password;	/* told when asked; NULL */
	bool was_denied;		/* it asked for a name and password already */

	int64_t seq;			/* of the command that waits for it; 0: none */
	const char *title;		/* JOB_ADD: as the user gave them */
	const char **tags;
	size_t n_tags;
};

struct job_list {
	struct job *first, *last;
	size_t n;
};

/* A subscription whose line of the feeds file names a user. */
struct login {
	const char *url, *user;		/* user: "name:password" as in a URL */
};

struct worker {
	struct wire wire;
	pid_t pid;		/* 0: not running */
	struct job *job;	/* being parsed */
	struct job *behind;	/* already sent, so that it need not wait for a commit here */
	int64_t deadline;	/* of job; monotonic ms */
};

/* A page that the refresh will fetch. */
struct wanted {
	const char *url;
	int64_t story_id;
	enum page_why why;
	bool from_public;
};

enum refresh_phase { REFRESH_OFF, REFRESH_WAITS, REFRESH_FEEDS, REFRESH_PAGES, REFRESH_ENDS };

struct refresh {
	enum refresh_phase phase;
	struct arena *arena;
	uint32_t flags;
	int64_t seq;			/* to be acknowledged; 0: started by itself */
	const int64_t *ids;		/* as asked, until it starts */
	size_t n_ids;
	int64_t give_up, next_try;	/* waiting for the lock, monotonic ms */
	int lock_fd;
	struct feed_row *feeds;
	size_t n_feeds, next_feed, n_feeds_done;
	size_t n_running;		/* its jobs on their way */
	struct feed_row **unchanged;	/* to be written at the end, in one go */
	size_t n_unchanged, next_unchanged;
	size_t next_wanting;		/* feeds whose stories were looked through for pages */
	struct wanted *wanted;
	size_t n_wanted, next_wanted, n_pages_done;
	uint64_t *wanted_set;		/* hashes of their url_keys; 0: free */
	int64_t n_new, n_articles, n_failures, n_unchanged_total;
	struct err err;			/* why it ended early */
	struct job_list suspects;	/* what a network's sign-in page may have answered */
	bool is_genuine;		/* something came that it cannot have sent */
	bool is_captive;		/* it is at work */
};

struct engine {
	struct db *db;
	struct multi *net;
	struct http_options http;
	struct config config;
	struct wire client;
	struct arena *arena;		/* as long as the engine */
	struct arena *turn;		/* emptied each turn */
	const char *store_path, *lock_path, *feeds_path;
	bool keep_feeds;		/* nothing is written there */
	struct arena *sources;		/* of written */
	const char **written;		/* addresses with exec: and filter: in the feeds file */
	size_t n_written;
	bool has_files;			/* some of its addresses are files */
	const char **warnings;		/* lines of the feeds file that are wrong; in turn */
	size_t n_warnings;
	int lock_wait;
	bool is_attended;
	bool is_over;
	struct ruleset rules;		/* of the user, for the pages of sites */
	struct worker workers[WORKERS];
	struct job_list to_parse, to_store;
	struct program *programs;	/* running and waiting */
	struct arena *logins_arena;
	struct login *logins;		/* names and passwords of the feeds file, here only */
	size_t n_logins;
	char *typed_url, *typed_login;	/* the last address typed with a name, and the name */
	struct secret *secrets;		/* what a password-command said */
	struct refresh refresh;
	int64_t next_transaction;	/* monotonic ms: the pause between two */
	int64_t store_since;		/* a job waits for company since; 0: none does */
	int64_t began;			/* of the open transaction */
	int64_t next_refresh;		/* monotonic ms, while attended */
	int64_t next_look;		/* at the data version */
	int64_t data_version;
	int64_t next_progress;
	bool owes_progress;		/* something was done since the last */
	bool has_index_work, has_keep_work;
	int64_t *index_seqs;		/* MSG_INDEX waiting for the end of the work */
	size_t index_wanted;		/* stories that they ask for */
	size_t n_index_seqs, index_seqs_cap;
	int64_t trusted_until;		/* no sign-in page is at work, monotonic ms */
	uint32_t random;
};

/* engine.c: transactions, logged; the store's busy handler waits. */
enum rc engine_begin(struct engine *g, struct err *e) MUST_CHECK;
enum rc engine_commit(struct engine *g, struct err *e) MUST_CHECK;
void engine_rollback(struct engine *g);
/* Milliseconds that a transaction may take now. */
int64_t engine_budget(const struct engine *g);
/* Any interface is up that is not the loopback. */
bool engine_has_network(void);
void engine_send(struct engine *g, const struct msg *m);
void engine_ack(struct engine *g, int64_t seq, const struct err *e);
uint32_t engine_random(struct engine *g);

/* jobs.c: jobs and their lists; from the address to the parser. */
struct job *job_new(enum job_kind kind, const char *url);
void job_free(struct engine *g, struct job *j);
void job_push(struct job_list *l, struct job *j);
void job_push_front(struct job_list *l, struct job *j);
struct job *job_pop(struct job_list *l);
/* Requests fetch_url, or reads it where it is a file: URL. */
void job_fetch(struct engine *g, struct job *j);
/* Takes what libcurl has ready. */
void job_take_replies(struct engine *g);
/* The job ends, with err or without: to the store, or to whoever waits. */
void job_hand_on(struct engine *g, struct job *j);
/* Frees the jobs that libcurl, the queues and the parsers hold: those of the refresh, or all. */
void job_cancel_all(struct engine *g, bool refresh_only);
/* Its document is here: to the parser, unless it is known already. */
void job_take_body(struct engine *g, struct job *j);
/* Gives up a job's document (not the job). */
void job_drop_body(struct engine *g, struct job *j);
struct str job_body(const struct job *j);

/* files.c: file: URLs. The job's document into b and its absolute URL into facts.url, if the
 * subscriptions allow it: only below the folder of the feeds file. E_REFUSED otherwise. */
enum rc file_read(struct engine *g, struct job *j, struct buf *b, struct err *e);

/* source.c: subscriptions that are no plain address of the web. */
/* Remembers what the feeds file says: nothing else makes a program run or a file be read. */
void source_keep(struct engine *g, const struct outlines *list);
/* What a subscription's document is reached at, for what depends on its host: the address behind
 * a filter:, else url itself. In turn. */
const char *source_host_url(struct engine *g, const char *url);
/* Where the job's feed comes from a program: true when nothing is to be fetched for it (it runs,
 * or may not); else its fetch_url and filter are set. */
bool source_fetch(struct engine *g, struct job *j);
/* What was fetched for the job goes through its filter. */
void source_filter(struct engine *g, struct job *j);
/* As program_cancel, for jobs. */
void source_cancel(struct engine *g, bool (*drop)(void *ctx, void *data), void *data);

/* access.c: the settings of single feeds, names and passwords. */
/* What the job's request is made with; NULL: as always. Fails where a file of the user's own cannot
 * be read. */
enum rc access_options(struct engine *g, struct job *j, const struct http_options **out,
		       struct err *e);
/* The job's reply is 401: true when it is asked again with a name and password, or waits for
 * them; else its err says what to do. */
bool access_denied(struct engine *g, struct job *j);
/* Takes over the names and passwords of the list. */
enum rc access_keep_logins(struct engine *g, const struct outlines *list, struct err *e);
/* The name and password typed with an address of which feeds are looked for. It is remembered for
 * those that the user then takes of them by their addresses alone: login NULL asks for it. */
const char *access_typed(struct engine *g, const char *url, const char *login);
/* A new refresh: what failed may be tried again. */
void access_begin(struct engine *g);
/* Frees the jobs that wait for a password, where drop(job, data) says so. */
void access_cancel(struct engine *g, bool (*drop)(void *ctx, void *data), void *data);
void access_stop(struct engine *g);

/* captive.c: networks that want a sign-in. */
bool captive_looks_html(struct str body);
/* A page came where a feed was. */
bool captive_took_feed(const struct job *j);
/* Whether the feed's job waits until more is known; whoever asks has then done with it. */
bool captive_holds(struct engine *g, struct job *j);
/* All feeds are through: what waits goes on, as hindered where several hosts gave nothing. */
void captive_end(struct engine *g);
/* Whether a page, or what is to be added, is asked for again over TLS. */
bool captive_retries(struct engine *g, struct job *j);
void captive_words(struct err *e);

/* program.c: the user's own programs, by argv and never by a shell, in the turn. At most
 * LIMIT_PROGRAMS run at once; the others wait. Whoever starts one has seen to it that the user
 * wrote it into a file of his own and switched it on. */
/* The end of one: out is what it printed, which may be taken over; e: why it failed (not found,
 * exit status, too slow, too much), naming the program and the first line that it said on standard
 * error. */
typedef void program_done(struct engine *g, void *ctx, struct buf *out, const struct err *e);
struct program_task {
	const char *command;	/* as the user wrote it, for spawn_words; copied */
	struct str input;	/* for its standard input, borrowed until the end; p NULL: none */
	size_t max_bytes;	/* of what it may print */
	program_done *done;	/* called once, from program_turn; never when it was cancelled */
	void *ctx;
};
/* Queues it. It runs in the folder of the feeds file, without a terminal. */
void program_start(struct engine *g, const struct program_task *t);
/* Starts what may start, moves what can move, hands on what is over. */
void program_turn(struct engine *g);
/* Asks drop(ctx, data) about each with that done; where it says true, having disposed of ctx, the
 * program is ended or never started. */
void program_cancel(struct engine *g, program_done *done, bool (*drop)(void *ctx, void *data),
		    void *data);
/* Ends all. */
void program_stop(struct engine *g);
/* What to wait for; returns how many. */
#define PROGRAM_FDS (3 * LIMIT_PROGRAMS)
size_t program_poll(const struct engine *g, struct pollfd fds[PROGRAM_FDS]);
/* When it has something to do next, monotonic ms. */
int64_t program_deadline(const struct engine *g);

/* look.c: MSG_LOOK. */
void look_command(struct engine *g, const struct msg *m);
/* Hands the body, or the error, to the client and frees the job. */
void look_done(struct engine *g, struct job *j);

/* workers.c: the parsers. */
void workers_init(struct engine *g);
/* Takes answers, ends what hangs. */
void workers_listen(struct engine *g);
/* Hands out documents, as long as the store keeps up. */
void workers_feed(struct engine *g);
/* Whether a document waits though a parser has none. */
bool workers_can_take(const struct engine *g);
void workers_stop(struct engine *g);
/* The earliest deadline, NEVER when none works. */
int64_t workers_deadline(const struct engine *g);

/* ingest.c: parsed documents and failures into the store. */
void ingest_turn(struct engine *g);
/* When it has something to do next, monotonic ms. */
int64_t ingest_next(const struct engine *g);
/* Writes the result of a check; within a transaction. */
enum check { CHECK_OK, CHECK_FAILED, CHECK_HINDERED };
enum rc ingest_checked(struct engine *g, struct feed_row *row, const struct http_reply *r,
		       enum check result, struct err *e);
/* Tells whoever waits for the job, and frees it; its work is committed, or failed. */
void ingest_done(struct engine *g, struct job *j);

/* refresh.c */
void refresh_command(struct engine *g, const struct msg *m);
void refresh_turn(struct engine *g);
void refresh_stop(struct engine *g, const struct err *why);
/* All its jobs are done, but for those that wait for a verdict. */
bool refresh_is_idle(const struct engine *g);
/* One of its jobs is done. */
void refresh_job_done(struct engine *g, struct job *j);
void refresh_progress(struct engine *g, bool now);
/* When feeds are due next, monotonic ms; while attended. */
void refresh_plan(struct engine *g);
void refresh_want(struct engine *g, const char *url, int64_t story_id, enum page_why why,
		  bool from_public);

/* prefetch.c: which pages a refresh fetches. */
/* Looks through some more feeds; false when all were. */
bool prefetch_collect(struct engine *g);
/* After a page of the refresh is stored: its related headlines, where the user wants them. */
void prefetch_related(struct engine *g, const struct job *j);

/* pull.c: one page. */
void pull_command(struct engine *g, const struct msg *m);
struct job *pull_job(const char *url, int64_t story_id, enum page_why why, bool from_public);
/* Stores the page or why it failed; within a transaction. */
enum rc pull_store(struct engine *g, struct job *j, struct err *e);
void pull_done(struct engine *g, struct job *j);
/* Whether pages that this one leads to are reached from a public host. */
bool pull_is_public(struct engine *g, const char *url);
/* The same, whatever the settings. */
bool pull_is_public_host(struct engine *g, const char *url);
/* Remembers until when a host wants to be left alone; within a transaction. */
enum rc pull_learn_held(struct engine *g, const char *url, int64_t until, struct err *e);
/* The same, asked; 0: it does not. */
int64_t pull_held_until(struct engine *g, const char *url);
/* Remembers a host that answered from a private address; within a transaction. */
enum rc pull_learn_private(struct engine *g, const char *url, struct err *e);

/* join.c: articles on several pages. */
/* Where the job's page goes on, or has more text in another form, that is fetched for the same job:
 * true. False when the job has the article as far as it is to be had, or its failure. */
bool join_goes_on(struct engine *g, struct job *j);

/* subscribe.c */
void subscribe_add(struct engine *g, const struct msg *m);
/* What was to be subscribed to is parsed, or failed. */
void subscribe_found(struct engine *g, struct job *j);
/* The store could not take the job's feed: its line leaves the user's file again. */
void subscribe_take_back(struct engine *g, const struct job *j);
void subscribe_remove(struct engine *g, const struct msg *m);
void subscribe_edit(struct engine *g, const struct msg *m);
void subscribe_import(struct engine *g, const struct msg *m);
/* Makes the store's feeds those of the feeds file. */
enum rc subscribe_sync(struct engine *g, size_t *added, size_t *archived, struct err *e);
/* Whether a feed at url may be followed for the job: it is not the job's own address, no file
 * unless that is one, and not subscribed to by another line of the feeds file. */
bool subscribe_is_worth(struct engine *g, const struct job *j, const char *url);
/* What an addition found, for its MSG_ACK: "“Title”, 25 stories", and the feeds that stand beside
 * the one that was taken. Strings of the turn and of the job. */
void subscribe_answer(struct engine *g, const struct job *j, struct msg *ack);

/* discovery.c: the feeds of a site. */
/* Begins with the first of the addresses, which are in the job's arena; flags: enum add_flags. */
void discovery_start(struct engine *g, struct job *j, const char *const *urls, size_t n,
		     uint32_t flags);
/* Where the job's document is not yet what is looked for, the next is fetched for the same job:
 * true. False when the job has what it wants, or what there is, or its failure. */
bool discovery_go_on(struct engine *g, struct job *j);
/* Whether the user is to be told what was found instead of subscribing him. */
bool discovery_only_tells(const struct job *j);
/* What was found, best first; strings of the turn and of the job. */
struct found_feeds discovery_found(struct engine *g, const struct job *j);
/* The page that was asked for, NULL when it was none. */
const struct feed *discovery_page(const struct job *j);
/* What lives as long as the job, whichever document is under way. */
struct arena *discovery_arena(const struct job *j);
/* Whether the user chose this document himself. */
bool discovery_is_exact(const struct job *j);
void discovery_free(struct job *j);

/* command.c: one message of the client. */
void command_turn(struct engine *g);

/* index.c: work for idle time. */
void index_command(struct engine *g, const struct msg *m);
/* A slice of what waits. */
void index_turn(struct engine *g);
/* Whether a slice may run now. */
bool index_has_work(const struct engine *g);
/* New stories came. */
void index_wake(struct engine *g);

#endif

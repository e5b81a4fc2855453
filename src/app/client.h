/* client.h: the connection of the screen and the commands to an engine, and of "read FILE" and
 * "feed FILE" to a parser of their own. */
#ifndef LEDE_CLIENT_H
#define LEDE_CLIENT_H

#include <sys/types.h>

#include "model/wire.h"

struct client {
	struct wire wire;
	pid_t pid;		/* 0: not running */
	int64_t next_seq;
};

/* Starts lede-engine with the store and the config as its arguments (NULL: the default places).
 * keep_feeds: the feeds file is not the user's and is never changed. */
enum rc client_start_engine(struct client *c, const char *store, const char *config,
			    const char *feeds, bool keep_feeds, struct err *e);
/* Ends it (the peer ends when its socket closes) and reaps it. */
void client_stop(struct client *c);
bool client_is_running(const struct client *c);
/* Queues m under a fresh seq, which is returned (also in m->seq). 0 when it cannot be sent. */
int64_t client_send(struct client *c, struct msg *m);
/* Sends m and waits for the answer with its seq; other messages go to on_event (may be NULL) before
 * it. E_* of the answer with its words in *e. */
typedef void (*client_event)(const struct msg *m, void *ctx);
enum rc client_call(struct client *c, struct arena *a, struct msg *m, struct msg *answer,
		    client_event on_event, void *ctx, struct err *e);
/* One document through a parser of its own: kind is MSG_PARSE_PAGE or MSG_PARSE_OPML; object is a
 * struct article or outlines by it. A parser that dies or hangs gives E_DIED or E_LIMIT, and the
 * next call starts another. */
enum rc client_parse(struct client *c, struct arena *a, enum msg_kind kind, struct str bytes,
		     const char *url, const char *content_type, uint32_t flags, void *object,
		     struct err *e);
/* The same, all that is asked for being in the message. */
enum rc client_parse_msg(struct client *c, struct arena *a, struct msg *m, void *object,
			 struct err *e);
/* The same with a feed, which comes in parts (see MSG_PARSED): take gets each, all of it in the
 * arena, which is reset then. Failure may come after some. */
typedef void (*client_part)(struct arena *a, const struct feed *part, bool more, void *ctx);
enum rc client_parse_feed(struct client *c, struct str bytes, const char *url,
			  const char *content_type, uint32_t flags, client_part take, void *ctx,
			  struct err *e);

#endif

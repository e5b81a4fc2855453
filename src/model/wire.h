/* wire.h: messages between lede, lede-engine and lede-parse over a stream socket. A message is
 * a 32-bit little-endian length and a record of struct msg. Both ends begin with MSG_HELLO. */
#ifndef LEDE_WIRE_H
#define LEDE_WIRE_H

#include "model/record.h"

#define WIRE_VERSION 2

enum msg_kind {
	MSG_NONE = 0,
	MSG_HELLO = 1,		/* n: WIRE_VERSION, text: the program's version */

	/* client → engine; seq is answered by MSG_ACK */
	MSG_REFRESH = 10,	/* ids: these feeds, none: all; n: enum refresh_flags. The ack comes
				 * when it begins, or with E_BUSY; its end is MSG_REFRESH_DONE */
	MSG_STOP = 11,		/* end the refresh under way; what is stored stays */
	MSG_PULL = 12,		/* url: fetch, clean and store this page; id: story or 0; n: enum
				 * pull_flags; text: the page it was reached from, NULL when the
				 * user typed it. MSG_PAGE_DONE and then the ack (id: page, n:
				 * story) come when it is done */
	MSG_SET_FLAGS = 13,	/* ids: stories; n: enum flag bits to set, m: bits to clear */
	MSG_MARK_READ = 14,	/* id: feed or 0 for all; m: newest story id meant;
				 * the ack's ids are the stories that were unread */
	MSG_ADD = 15,		/* url as typed; text: title or NULL; words: tags; n: enum
				 * add_flags. The ack comes when it is done: text: what was
				 * found, url: the subscription, id: the feed, n: its stories,
				 * words: other feeds that the page names. Where only looked or
				 * asked: text: the page's title, url: the page, body: a record
				 * of struct found_feeds */
	MSG_REMOVE = 16,	/* url, or id */
	MSG_IMPORT = 17,	/* body: record of struct outlines; the ack's n: feeds
				 * added, m: items that are no web address */
	MSG_SYNC = 18,		/* follow the feeds file again; ack n: new feeds, m: archived */
	MSG_INDEX = 19,		/* index n of the stories that wait, 0: all, < 0: none, and see to
				 * what is kept how long; acked when done */
	MSG_QUEUE = 20,		/* url: fetch when online; id: story or 0 */
	MSG_VISIT = 21,		/* url, id: opened now (history) */
	MSG_ATTEND = 22,	/* n: 1: someone looks on, so transactions are short, feeds refresh
				 * by themselves and MSG_CHANGED is sent; 0: no longer */
	MSG_LOOK = 23,		/* url as typed: fetch it, store nothing; the ack's body: the bytes,
				 * url: where they came from, text: the content type */
	MSG_EDIT = 24,		/* id: feed; url: its address from now on, text: its title, NULL:
				 * its own, words: its tags. The ack's id: the feed, url: its
				 * address */

	/* engine → client */
	MSG_READY = 40,		/* the store can be opened; n: 1 when a network is expected;
				 * words: what is wrong in the feeds file. rc, text: it cannot,
				 * and the engine ends */
	MSG_ACK = 41,		/* seq; rc, text: the reason; ids, n, url, text by kind */
	MSG_FEED_DONE = 42,	/* id, url: feed; rc, text: failure; n: new, m: changed stories */
	MSG_PROGRESS = 43,	/* n of m feeds (text "feeds") or articles (text "articles") */
	MSG_PAGE_DONE = 44,	/* url as asked, id: page; rc, text: failure; n: story id */
	MSG_REFRESH_DONE = 45,	/* n: feeds, m: new stories, ids: [articles, failures, unchanged] */
	MSG_CHANGED = 46,	/* another process changed the store */
	MSG_REFRESH_STARTED = 47,	/* m: feeds that are due */

	/* engine or lede → parser: seq is answered by MSG_PARSED. m: 1: the body goes on in
	 * another message of that kind */
	MSG_PARSE_FEED = 60,	/* body, url, text: content type; n: parse_flags; words: the values
				 * of its Link: headers. A feed document or, where it is an HTML
				 * page, its headlines as a feed of kind FEED_FRONTPAGE with the
				 * feeds that the page names. Several answers: parse_feed_parts
				 * tells what each has */
	MSG_PARSE_PAGE = 61,	/* the same, rules: a record of struct rules, or none; answers a
				 * record of struct article */
	MSG_PARSE_OPML = 62,	/* body; answers a record of struct outlines */
	MSG_PARSED = 65,	/* rc, text: failure; n: enum parsed_kind; body: the record; m: 1:
				 * more of the feed's stories come in another answer */
};

enum refresh_flags {
	REFRESH_FORCE = 1,	/* also feeds that are not due */
	REFRESH_ARTICLES = 2,	/* then the pages of new stories */
	REFRESH_NO_CACHE = 4,	/* unconditional requests */
};

enum pull_flags {
	PULL_AGAIN = 1,		/* also when it is stored */
};

enum add_flags {
	ADD_LOOK = 1,		/* subscribe to nothing, tell all that was found */
	ADD_ASK = 2,		/* the same where several were found, else subscribe */
	ADD_EXACT = 4,		/* this document, a page by its headlines: look for no feed */
};

enum flag {
	FLAG_READ = 1,
	FLAG_STARRED = 2,
	FLAG_LATER = 4,
	FLAG_HIDDEN = 8,
};

enum parse_flags {
	PARSE_BLOCKS = 1,	/* stories get blocks ... */
	PARSE_HTML = 2,		/* ... or content_html, or both */
	PARSE_LOOK = 4,		/* while feeds are looked for: a page without headlines is no
				 * failure, and a robots.txt is a sitemap that names others */
	PARSE_PACKED = 8,	/* the blocks come as the story's body */
	PARSE_EXPLAIN = 16,	/* an article comes with its verdicts */
};

enum parsed_kind {
	PARSED_FEED = 1,
	PARSED_ARTICLE = 2,
	PARSED_OUTLINES = 3,
};

struct msg {
	uint32_t kind;		/* enum msg_kind */
	uint32_t rc;		/* enum rc */
	int64_t seq, id, n, m;
	const char *url, *text;
	const char **words;
	size_t n_words;
	int64_t *ids;
	size_t n_ids;
	struct str body;	/* bytes; of one that came: until the wire is filled again */
	struct str rules;	/* the same */
};

/* One end of a socket; zero it, then wire_init. Non-blocking; the caller polls. */
struct wire {
	int fd;
	struct buf in, out;
	size_t taken, sent;	/* bytes of in and out that are done with */
	bool greeted;		/* the other end's MSG_HELLO came and its version fits */
};

/* Takes over fd and queues MSG_HELLO. */
void wire_init(struct wire *w, int fd);
/* Closes fd and frees what waits. */
void wire_close(struct wire *w);
/* Queues a message: E_LIMIT when the peer reads too slowly. */
enum rc wire_send(struct wire *w, const struct msg *m) MUST_CHECK;
/* Writes what the socket takes; E_DIED when the peer is gone. */
enum rc wire_flush(struct wire *w) MUST_CHECK;
/* Waits until no more than most bytes wait. For who makes messages faster than they are read. */
enum rc wire_push(struct wire *w, size_t most) MUST_CHECK;
/* True while bytes wait to be written (poll for POLLOUT). */
bool wire_pending(const struct wire *w);
/* Reads what there is. E_DIED at the end of the stream. */
enum rc wire_fill(struct wire *w) MUST_CHECK;
/* The next whole message that was read, in the arena (but its body): *got tells. Takes MSG_HELLO
 * itself: E_PROTO on another version, whose words are in *e. */
enum rc wire_next(struct wire *w, struct arena *a, struct msg *out, bool *got, struct err *e);
/* Waits until the next message or timeout_ms (-1: for ever): flush, poll, fill, next. E_NOTFOUND
 * on time-out. For programs that do one thing at a time. */
enum rc wire_wait(struct wire *w, struct arena *a, struct msg *out, int timeout_ms,
		  struct err *e);

#endif

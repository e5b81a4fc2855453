/* lede-parse: foreign bytes in, records out. It has no network and no store, opens no file, and
 * lives under limits on memory and CPU time: what a hostile document can do to it costs that
 * document alone. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "config.h"
#include "model/wire.h"
#include "parse/parse.h"

#define IDLE_MS 1000
#define QUEUE_BYTES MIB(1)	/* of answers that may wait while more are made */

static void limit(int resource, rlim_t soft)
{
	struct rlimit r;

	if (getrlimit(resource, &r))
		return;
	r.rlim_cur = r.rlim_max != RLIM_INFINITY && r.rlim_max < soft ? r.rlim_max : soft;
	if (setrlimit(resource, &r))
		log_line("limit %d cannot be set", resource);
}

/* The soft limit counts from the start of the process, so each document moves it on. */
static void limit_cpu(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) == 0)
		limit(RLIMIT_CPU, (rlim_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
					  LIMIT_PARSE_SECONDS + 2);
}

static void limit_memory(void)
{
#ifndef HAVE_ASAN
	limit(RLIMIT_AS, LIMIT_PARSE_AS);
#endif
	limit(RLIMIT_CORE, 0);
}

/* A terminal's Ctrl-C goes to every program in the foreground; whoever started this one decides
 * when it ends, by closing the socket or by dying. */
static void set_signals(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	sigaction(SIGINT, &ignore, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* Where the parts of a feed go. */
struct answers {
	struct wire *w;
	int64_t seq;
	bool are_packed;
	struct buf record, bodies;
};

static enum rc send_part(const struct feed *part, bool more, void *ctx)
{
	struct answers *to = ctx;
	struct msg m = { .kind = MSG_PARSED, .seq = to->seq, .n = PARSED_FEED, .m = more };
	enum rc rc;

	if (to->are_packed)
		record_pack_stories(&to->bodies, part->stories, part->n_stories);
	buf_reset(&to->record);
	rc = record_encode(&to->record, &shape_feed, part);
	m.body = buf_str(&to->record);
	if (rc == OK)
		rc = wire_send(to->w, &m);
	return rc ? rc : wire_push(to->w, more ? QUEUE_BYTES : SIZE_MAX);
}

static enum rc parse_parts(struct wire *w, struct arena *a, const struct msg *m, struct err *e)
{
	const struct input in = { m->body, m->url, m->text, (uint32_t)m->n, m->words,
				  m->n_words, NULL };
	struct answers to = { w, m->seq, in.flags & PARSE_PACKED, BUF_INIT(LIMIT_WIRE_BYTES),
			      BUF_INIT(LIMIT_WIRE_BYTES) };
	enum rc rc = parse_feed_parts(a, &in, send_part, &to, e);

	buf_free(&to.record);
	buf_free(&to.bodies);
	return rc;
}

/* Parses and encodes; what went wrong is told by the result and *e. */
static enum rc parse(struct arena *a, const struct msg *m, struct buf *record, int64_t *what,
		     struct err *e)
{
	struct rules rules = { 0 };
	const struct input in = { m->body, m->url, m->text, (uint32_t)m->n, m->words, m->n_words,
				  &rules };
	struct article article = { 0 };
	struct outlines outlines = { 0 };
	enum rc rc = m->rules.n ? record_decode(a, &shape_rules, m->rules, &rules, e) : OK;

	if (rc)
		return rc;
	switch (m->kind) {
	case MSG_PARSE_PAGE:
		*what = PARSED_ARTICLE;
		rc = parse_page(a, &in, &article, e);
		return rc ? rc : record_encode(record, &shape_article, &article);
	case MSG_PARSE_OPML:
		*what = PARSED_OUTLINES;
		rc = parse_opml(a, &in, &outlines, e);
		return rc ? rc : record_encode(record, &shape_outlines, &outlines);
	default:
		return err_set(e, E_PROTO, _("a message that the parser does not know"));
	}
}

static enum rc answer(struct wire *w, struct arena *a, const struct msg *m, bool too_large)
{
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	struct msg reply = { .kind = MSG_PARSED, .seq = m->seq };
	struct err e = { 0 };
	enum rc rc;

	limit_cpu();
	if (too_large)
		rc = E_LIMIT;
	else if (m->kind == MSG_PARSE_FEED)
		rc = parse_parts(w, a, m, &e);
	else
		rc = parse(a, m, &record, &reply.n, &e);
	if (rc == E_DIED || (rc == OK && m->kind == MSG_PARSE_FEED))
		return rc;
	if (rc == E_LIMIT && !e.msg[0])
		err_set(&e, rc, _("too much in one document"));
	if (rc) {
		reply.rc = rc;
		reply.text = e.msg;
	} else {
		reply.body = buf_str(&record);
	}
	rc = wire_send(w, &reply);
	if (rc) {
		reply.rc = E_LIMIT;
		reply.text = _("too much in one document");
		reply.body = STR("");
		rc = wire_send(w, &reply);
	}
	buf_free(&record);
	return rc;
}

/* A document that came in pieces is answered with the last of them. */
static enum rc take_piece(struct wire *w, struct arena *a, struct msg *m, struct buf *pieces)
{
	enum rc rc;

	if (m->m || pieces->len) {
		buf_add_str(pieces, m->body);
		m->body = buf_str(pieces);
	}
	if (m->m)
		return OK;
	rc = answer(w, a, m, pieces->failed);
	buf_free(pieces);
	return rc;
}

/* The next message; memory is not kept where none comes for a while. */
static enum rc next_message(struct wire *w, struct arena *a, struct msg *m, struct err *e)
{
	enum rc rc = wire_wait(w, a, m, IDLE_MS, e);

	if (rc != E_NOTFOUND)
		return rc;
	mem_give_back();
	err_clear(e);
	return wire_wait(w, a, m, -1, e);
}

/* Until the socket closes. */
static int serve(void)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf pieces = BUF_INIT(LIMIT_INPUT_BYTES);
	struct wire w;
	struct err e;
	enum rc rc;

	wire_init(&w, STDIN_FILENO);
	for (;;) {
		struct msg m;

		rc = next_message(&w, a, &m, &e);
		if (rc)
			break;
		rc = take_piece(&w, a, &m, &pieces);
		if (rc)
			break;
		arena_reset(a);
	}
	if (rc != E_DIED)
		fprintf(stderr, "lede-parse: %s\n", e.msg);
	wire_close(&w);
	buf_free(&pieces);
	arena_free(a);
	return rc == E_DIED ? 0 : EX_PROTOCOL;
}

int main(int argc, char **argv)
{
	struct stat st;
	int flags;

	set_signals();
	i18n_start();
	if (fstat(STDIN_FILENO, &st) || !S_ISSOCK(st.st_mode)) {
		fprintf(stderr, "lede-parse %s: %s\n", PACKAGE_VERSION,
			_("a part of lede that is not run by hand; run lede"));
		return EX_USAGE;
	}
	log_open("parse");
	limit_memory();
	mem_keep_freed();
	flags = fcntl(STDIN_FILENO, F_GETFL);
	if (flags < 0 || fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK)) {
		fprintf(stderr, "lede-parse: %s\n", _("no socket to talk over"));
		return EX_IOERR;
	}
	return serve();
}

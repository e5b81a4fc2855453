/* flags.h: read marks and stars between the key that sets them and the engine's answer, and the
 * way back (undo). The overlay takes part in what rows show; an entry leaves it when the store
 * holds it, or stays, marked, when it could not be saved. */
#ifndef LEDE_FLAGS_H
#define LEDE_FLAGS_H

#include "model/wire.h"
#include "store/stories.h"

/* Sends a message to the engine: its seq, or 0 when there is none now. */
typedef int64_t (*flags_send)(struct msg *m, void *ctx);

struct flag_change {
	int64_t id;		/* story */
	uint32_t set, clear;	/* enum flag */
	int64_t seq;		/* of the message that carries it; 0: not sent yet */
	bool failed;
};

struct flag_undo {
	int64_t *ids;
	size_t n;
	uint32_t set, clear;	/* what takes the change back */
	int64_t seq;		/* of a MSG_MARK_READ whose answer brings the ids; else 0 */
};

struct flags {
	struct flag_change *changes;
	size_t n, cap;
	struct mark_wait {	/* MSG_MARK_READ without an answer yet */
		int64_t feed_id, newest, seq;
	} *marks;
	size_t n_marks, cap_marks;
	struct flag_undo *undo;
	size_t n_undo, cap_undo;
	flags_send send;
	void *ctx;
};

void flags_init(struct flags *f, flags_send send, void *ctx);
void flags_free(struct flags *f);
/* Changes the flags of a story from now on, and tells the engine. With undo, U takes it
 * back. */
void flags_set(struct flags *f, int64_t id, uint32_t set, uint32_t clear, bool undo);
/* Marks the stories of a feed (0: all) up to id newest read. */
void flags_mark_read(struct flags *f, int64_t feed_id, int64_t newest);
/* Lays the overlay over a row as the store gave it. *failed (may be NULL): a flag of it is not
 * saved. */
void flags_apply(const struct flags *f, struct story_row *row, bool *failed);
/* An answer of the engine. True when it was one to a change of flags: the store may now say
 * something else. E_* in *rc when it could not be saved. */
bool flags_on_ack(struct flags *f, const struct msg *ack, enum rc *rc);
/* A new engine runs: what was not acknowledged is sent again. */
void flags_resend(struct flags *f);
/* Messages without an answer. */
size_t flags_waiting(const struct flags *f);
/* Changes that the store has not taken: without an answer, or refused. */
size_t flags_unsaved(const struct flags *f);
/* Takes the last change back: E_NOTFOUND when there is none, E_BUSY when its answer is still
 * awaited. *n is the number of stories. */
enum rc flags_undo_last(struct flags *f, size_t *n);

#endif

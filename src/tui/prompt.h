/* prompt.h: one line that the user types, in the last row of the screen, with a history. */
#ifndef LEDE_PROMPT_H
#define LEDE_PROMPT_H

#include "base/arena.h"
#include "base/buf.h"

struct tui;

enum prompt_kind {
	PROMPT_SEARCH, PROMPT_FIND, PROMPT_SUBSCRIBE, PROMPT_EDIT, PROMPT_CONFIRM, PROMPT_KINDS
};

/* What to do with the line; "" when it is empty. Not called when the user gave up. */
typedef void (*prompt_done)(struct tui *t, const char *line);

struct prompt {
	bool is_open;
	enum prompt_kind kind;
	const char *label;		/* translated */
	char label_bytes[200];
	struct buf line;
	size_t at;			/* byte of the cursor */
	struct buf killed;
	char *history[PROMPT_KINDS][16];	/* newest last */
	size_t n_history[PROMPT_KINDS];
	size_t history_at;		/* n_history: the line being typed */
	prompt_done done;
};

void prompt_init(struct prompt *p);
void prompt_free(struct prompt *p);
/* Opens it with a text to begin with (NULL: none). PROMPT_CONFIRM takes one key: y runs
 * done. */
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *label, const char *text,
		 prompt_done done);
/* A key (app/keymap.h); pasted characters come with is_text. */
void prompt_key(struct prompt *p, struct tui *t, uint32_t key, bool is_text);
void prompt_paint(struct prompt *p, int y, int width);

#endif

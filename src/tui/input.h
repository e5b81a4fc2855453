/* input.h: bytes of the terminal into keys, mouse clicks and pasted text. */
#ifndef LEDE_INPUT_H
#define LEDE_INPUT_H

#include "base/base.h"

enum input_kind { INPUT_KEY, INPUT_PASTE, INPUT_CLICK, INPUT_WHEEL_UP, INPUT_WHEEL_DOWN };

struct input_event {
	enum input_kind kind;
	uint32_t key;		/* as in app/keymap.h; INPUT_PASTE: a code point */
	int y, x;		/* of the mouse, from 0 */
};

#define INPUT_BYTES 4096

/* Zeroed it is empty. */
struct input {
	unsigned char bytes[INPUT_BYTES];
	size_t n;
	bool in_paste;
	bool is_utf8;
};

/* Room for bytes read from the terminal. */
static inline size_t input_room(const struct input *in)
{
	return INPUT_BYTES - in->n;
}

/* The next event. False when there is none; *is_waiting then tells that an escape sequence may
 * have begun: with flush it is taken for the Esc key. */
bool input_next(struct input *in, bool flush, struct input_event *ev, bool *is_waiting);

#endif

#include "tui/input.h"

#include <string.h>
#include <unistr.h>
#include <wchar.h>

#include "app/keymap.h"

#define CSI_PARAMS 4
#define CSI_BYTES 32		/* a longer sequence is none */

enum took { TOOK_EVENT, TOOK_NOTHING, TOOK_PART };	/* PART: more bytes are needed */

static void drop(struct input *in, size_t n)
{
	in->n -= n;
	memmove(in->bytes, in->bytes + n, in->n);
}

static uint32_t tilde_key(int number)
{
	static const uint8_t f_keys[] = { 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24 };
	size_t i;

	switch (number) {
	case 1: case 7:
		return KEY_HOME;
	case 2:
		return KEY_INS;
	case 3:
		return KEY_DEL;
	case 4: case 8:
		return KEY_END;
	case 5:
		return KEY_PGUP;
	case 6:
		return KEY_PGDN;
	}
	for (i = 0; i < ARRAY_LEN(f_keys); i++) {
		if (f_keys[i] == number)
			return KEY_F1 + (uint32_t)i;
	}
	return 0;
}

static uint32_t letter_key(int c)
{
	switch (c) {
	case 'A':
		return KEY_UP;
	case 'B':
		return KEY_DOWN;
	case 'C':
		return KEY_RIGHT;
	case 'D':
		return KEY_LEFT;
	case 'H':
		return KEY_HOME;
	case 'F':
		return KEY_END;
	case 'Z':
		return KEY_BACKTAB;
	case 'M':
		return KEY_ENTER;
	case 'P': case 'Q': case 'R': case 'S':
		return KEY_F1 + (uint32_t)(c - 'P');
	}
	return 0;
}

static enum took mouse(const int *p, int final, struct input_event *ev)
{
	ev->x = p[1] - 1;
	ev->y = p[2] - 1;
	if (final != 'M' || ev->x < 0 || ev->y < 0)
		return TOOK_NOTHING;
	if (p[0] == 0)
		ev->kind = INPUT_CLICK;
	else if (p[0] == 64)
		ev->kind = INPUT_WHEEL_UP;
	else if (p[0] == 65)
		ev->kind = INPUT_WHEEL_DOWN;
	else
		return TOOK_NOTHING;
	return TOOK_EVENT;
}

/* ESC [ [ A ... E: F1 to F5 of the Linux console. */
static enum took console_key(struct input *in, struct input_event *ev)
{
	int c;

	if (in->n < 4)
		return TOOK_PART;
	c = in->bytes[3];
	drop(in, 4);
	if (c < 'A' || c > 'E')
		return TOOK_NOTHING;
	ev->key = KEY_F1 + (uint32_t)(c - 'A');
	return TOOK_EVENT;
}

/* ESC [ parameters final (ECMA-48, 5.4). */
static enum took csi(struct input *in, struct input_event *ev)
{
	int params[CSI_PARAMS] = { 0 }, n = 0, final;
	bool is_mouse = in->n > 2 && in->bytes[2] == '<';
	size_t i = is_mouse ? 3 : 2;

	for (; i < in->n && in->bytes[i] >= 0x20 && in->bytes[i] < 0x40; i++) {
		if (in->bytes[i] == ';')
			n++;
		else if (n < CSI_PARAMS && in->bytes[i] >= '0' && in->bytes[i] <= '9' &&
			 params[n] < 10000)
			params[n] = params[n] * 10 + (in->bytes[i] - '0');
		if (i > CSI_BYTES)
			break;
	}
	if (i == in->n)
		return TOOK_PART;
	final = in->bytes[i];
	drop(in, i + 1);
	if (is_mouse)
		return mouse(params, final, ev);
	if (final == '~' && params[0] == 200) {
		in->in_paste = true;
		return TOOK_NOTHING;
	}
	ev->kind = INPUT_KEY;
	ev->key = final == '~' ? tilde_key(params[0]) : letter_key(final);
	if (ev->key && params[1] > 1 && ((params[1] - 1) & 2))
		ev->key |= KEY_ALT;
	return ev->key ? TOOK_EVENT : TOOK_NOTHING;
}

/* One character: UTF-8, or a byte of the locale's own set. */
static enum took character(struct input *in, size_t from, bool flush, uint32_t *out)
{
	ucs4_t c;
	wint_t wide;
	int n;

	if (!in->is_utf8 || in->bytes[from] < 0x80) {
		wide = in->bytes[from] < 0x80 ? in->bytes[from] : btowc(in->bytes[from]);
		drop(in, from + 1);
		*out = (uint32_t)wide;
		return wide == WEOF ? TOOK_NOTHING : TOOK_EVENT;
	}
	n = u8_mbtoucr(&c, in->bytes + from, in->n - from);
	if (n == -2 && !flush)
		return TOOK_PART;
	drop(in, from + (n > 0 ? (size_t)n : 1));
	*out = c;
	return n > 0 ? TOOK_EVENT : TOOK_NOTHING;
}

static uint32_t plain_key(uint32_t c)
{
	if (c == '\n')
		return KEY_ENTER;
	if (c == '\b')
		return KEY_BKSP;
	return c;
}

static enum took escape(struct input *in, bool flush, struct input_event *ev)
{
	enum took took;

	if (in->n == 1 || in->bytes[1] == KEY_ESC) {
		if (in->n == 1 && !flush)
			return TOOK_PART;
		drop(in, 1);
		ev->key = KEY_ESC;
		return TOOK_EVENT;
	}
	if (in->bytes[1] == '[' && in->n > 2)
		return in->bytes[2] == '[' ? console_key(in, ev) : csi(in, ev);
	if (in->bytes[1] == 'O' && in->n > 2) {
		ev->key = letter_key(in->bytes[2]);
		drop(in, 3);
		return ev->key ? TOOK_EVENT : TOOK_NOTHING;
	}
	if ((in->bytes[1] == '[' || in->bytes[1] == 'O') && !flush)
		return TOOK_PART;
	took = character(in, 1, flush, &ev->key);
	ev->key = plain_key(ev->key) | KEY_ALT;
	return took;
}

static enum took paste(struct input *in, struct input_event *ev)
{
	static const unsigned char end[] = "\033[201~";
	size_t len = sizeof(end) - 1;

	ev->kind = INPUT_PASTE;
	if (in->bytes[0] != KEY_ESC)
		return character(in, 0, false, &ev->key);
	if (in->n < len && !memcmp(in->bytes, end, in->n))
		return TOOK_PART;
	if (in->n >= len && !memcmp(in->bytes, end, len)) {
		drop(in, len);
		in->in_paste = false;
	} else {
		drop(in, 1);
	}
	return TOOK_NOTHING;
}

bool input_next(struct input *in, bool flush, struct input_event *ev, bool *is_waiting)
{
	*is_waiting = false;
	while (in->n) {
		enum took took;

		*ev = (struct input_event){ .kind = INPUT_KEY };
		if (in->in_paste) {
			took = paste(in, ev);
		} else if (in->bytes[0] == KEY_ESC) {
			took = escape(in, flush, ev);
		} else {
			took = character(in, 0, flush, &ev->key);
			ev->key = plain_key(ev->key);
		}
		if (took == TOOK_EVENT)
			return true;
		if (took == TOOK_PART && (in->n == INPUT_BYTES || flush)) {
			drop(in, 1);
		} else if (took == TOOK_PART) {
			*is_waiting = !in->in_paste;
			return false;
		}
	}
	return false;
}

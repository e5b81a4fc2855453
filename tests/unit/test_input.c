/* Bytes of a terminal into keys, however they are cut; and where the panes lie at each size. */
#include "tests/unit/unit.h"

#include <string.h>

#include "app/keymap.h"
#include "tui/input.h"
#include "tui/layout.h"

static struct input in;

static void feed(const char *bytes, size_t n)
{
	memcpy(in.bytes + in.n, bytes, n);
	in.n += n;
}

static void expect_key(const char *bytes, uint32_t key)
{
	struct input_event ev;
	size_t i, n = strlen(bytes);
	bool waiting, got;

	/* at once, and byte by byte */
	in = (struct input){ .is_utf8 = true };
	feed(bytes, n);
	assert_true(input_next(&in, false, &ev, &waiting));
	assert_int_equal(ev.kind, INPUT_KEY);
	assert_int_equal(ev.key, key);
	assert_false(input_next(&in, false, &ev, &waiting));
	assert_int_equal(in.n, 0);
	for (i = 0; i < n; i++) {
		feed(bytes + i, 1);
		got = input_next(&in, false, &ev, &waiting);
		assert_int_equal(got, i + 1 == n);
		assert_int_equal(waiting, i + 1 < n);
	}
	assert_int_equal(ev.key, key);
}

static void keys(void **state)
{
	expect_key("j", 'j');
	expect_key("\r", KEY_ENTER);
	expect_key("\n", KEY_ENTER);
	expect_key("\b", KEY_BKSP);
	expect_key("\x7f", KEY_BKSP);
	expect_key("\x0f", KEY_CTRL('O'));
	expect_key("é", 0xe9);
	expect_key("日", 0x65e5);
	expect_key("\033[A", KEY_UP);
	expect_key("\033OA", KEY_UP);
	expect_key("\033[5~", KEY_PGUP);
	expect_key("\033[1;3D", KEY_LEFT | KEY_ALT);
	expect_key("\033[Z", KEY_BACKTAB);
	expect_key("\033[24~", KEY_F12);
	expect_key("\033[[E", KEY_F1 + 4);
	expect_key("\033x", 'x' | KEY_ALT);
}

static void lone_escape(void **state)
{
	struct input_event ev;
	bool waiting;

	in = (struct input){ .is_utf8 = true };
	feed("\033", 1);
	assert_false(input_next(&in, false, &ev, &waiting));
	assert_true(waiting);
	assert_true(input_next(&in, true, &ev, &waiting));
	assert_int_equal(ev.key, KEY_ESC);
	feed("\033\033[B", 4);
	assert_true(input_next(&in, false, &ev, &waiting));
	assert_int_equal(ev.key, KEY_ESC);
	assert_true(input_next(&in, false, &ev, &waiting));
	assert_int_equal(ev.key, KEY_DOWN);
}

/* What is pasted is text, whatever it holds. */
static void paste(void **state)
{
	static const char bytes[] = "\033[200~q\r\033[A\033[201~j";
	struct input_event ev;
	bool waiting;
	size_t text = 0;

	in = (struct input){ .is_utf8 = true };
	feed(bytes, sizeof(bytes) - 1);
	while (input_next(&in, false, &ev, &waiting) && ev.kind == INPUT_PASTE)
		text++;
	assert_int_equal(text, 4);	/* q, the line end, [, A */
	assert_int_equal(ev.kind, INPUT_KEY);
	assert_int_equal(ev.key, 'j');
}

static void mouse(void **state)
{
	struct input_event ev;
	bool waiting;

	in = (struct input){ .is_utf8 = true };
	feed("\033[<0;12;3M\033[<0;12;3m\033[<65;1;1M", 30);
	assert_true(input_next(&in, false, &ev, &waiting));
	assert_int_equal(ev.kind, INPUT_CLICK);
	assert_true(ev.y == 2 && ev.x == 11);
	assert_true(input_next(&in, false, &ev, &waiting));
	assert_int_equal(ev.kind, INPUT_WHEEL_DOWN);
	assert_false(input_next(&in, false, &ev, &waiting));
}

/* Any bytes are consumed in the end, and none costs more than itself. */
static void rubbish(void **state)
{
	uint32_t seed = 1;
	size_t round, i;

	in = (struct input){ .is_utf8 = true };
	for (round = 0; round < 2000; round++) {
		struct input_event ev;
		bool waiting;

		for (i = 0; i < 8 && input_room(&in); i++) {
			char c;

			seed = seed * 1664525 + 1013904223;
			c = (char)(seed >> 24);
			if (seed % 5 == 0)
				c = "\033[O<~;"[(seed >> 8) % 6];
			feed(&c, 1);
		}
		while (input_next(&in, round % 3 == 0, &ev, &waiting))
			assert_true((ev.key & ~KEY_ALT) < KEY_SPECIAL_END);
	}
}

static void panes(void **state)
{
	struct layout l = { .focus = FOCUS_LIST };
	int h, w, i, f;

	for (h = 1; h < 60; h += 7) {
		for (w = 1; w < 510; w++) {
			for (f = 0; f < FOCUS_COUNT; f++) {
				struct area out[FOCUS_COUNT];
				int right = -1, shown = 0;

				l.focus = (enum focus)f;
				layout_panes(&l, h, w, out);
				assert_true(out[f].w > 0);
				for (i = 0; i < FOCUS_COUNT; i++) {
					if (!out[i].w)
						continue;
					shown++;
					assert_int_equal(out[i].x, right + 1);
					right = out[i].x + out[i].w;
				}
				assert_int_equal(right, w);
				assert_int_equal(shown, w >= 120 ? 3 : w >= 80 ? 2 : 1);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(lone_escape),
		cmocka_unit_test(paste),
		cmocka_unit_test(mouse),
		cmocka_unit_test(rubbish),
		cmocka_unit_test(panes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

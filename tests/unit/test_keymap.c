/* The table of actions: every action can be reached, no key means two things in one pane, key
 * notation goes there and back, and bind lines change what they should. */
#include "tests/unit/unit.h"

#include "app/help.h"
#include "app/keymap.h"
#include "base/limits.h"

static void each_default_parses(void **state)
{
	size_t act, p;

	for (act = 0; act < ACTION_COUNT; act++) {
		size_t keys_of_action = 0;

		for (p = 0; p < PANE_COUNT; p++) {
			struct str rest = str_of(action_table[act].keys[p]), word;

			while (str_word(&rest, &word)) {
				uint32_t keys[KEYMAP_SEQUENCE];
				struct buf b = BUF_INIT(64);
				size_t n = key_parse(word, keys);

				assert_true(n > 0);
				key_print(keys, n, &b);
				assert_true(str_eq(buf_str(&b), word));
				buf_free(&b);
				keys_of_action++;
			}
		}
		if (!keys_of_action)
			fail_msg("%s has no key", action_table[act].name);
	}
}

static void names_go_round(void **state)
{
	size_t act, other;

	for (act = 0; act < ACTION_COUNT; act++) {
		assert_int_equal(action_find(str_of(action_table[act].name)), act);
		assert_true(action_table[act].help[0]);
		for (other = act + 1; other < ACTION_COUNT; other++)
			assert_string_not_equal(action_table[act].name, action_table[other].name);
	}
	assert_int_equal(action_find(STR("no-such-thing")), ACT_NONE);
}

/* Each default key leads to the action it was declared for: no other takes it, begins it or
 * continues it. */
static void no_clash(void **state)
{
	struct keymap *km = keymap_new();
	size_t act, p, i;

	for (act = 0; act < ACTION_COUNT; act++) {
		for (p = 0; p < PANE_COUNT; p++) {
			struct str rest = str_of(action_table[act].keys[p]), word;

			while (str_word(&rest, &word)) {
				uint32_t keys[KEYMAP_SEQUENCE];
				size_t n = key_parse(word, keys);
				enum action found;

				for (i = 1; i < n; i++)
					assert_int_equal(keymap_lookup(km, (enum pane)p, keys, i,
								       &found), KEYMAP_PREFIX);
				assert_int_equal(keymap_lookup(km, (enum pane)p, keys, n, &found),
						 KEYMAP_YES);
				if (found != act)
					fail_msg("%.*s in %s: %s and %s", (int)word.n, word.p,
						 pane_name((enum pane)p), action_table[act].name,
						 action_table[found].name);
			}
		}
	}
	keymap_free(km);
}

static enum action means(const struct keymap *km, enum pane p, const char *word)
{
	uint32_t keys[KEYMAP_SEQUENCE];
	size_t n = key_parse(str_of(word), keys);
	enum action act;

	keymap_lookup(km, p, keys, n, &act);
	return act;
}

static void bind_lines(void **state)
{
	struct keymap *km = keymap_new();
	struct err e;

	assert_int_equal(keymap_bind(km, "x", "star", NULL, &e), OK);
	assert_int_equal(means(km, PANE_STORIES, "x"), ACT_STAR);
	assert_int_equal(means(km, PANE_READER, "x"), ACT_STAR);
	assert_int_equal(means(km, PANE_FEEDS, "x"), ACT_NONE);
	assert_int_equal(means(km, PANE_STORIES, "*"), ACT_STAR);
	/* one pane alone */
	assert_int_equal(keymap_bind(km, "j", "up", "reader", &e), OK);
	assert_int_equal(means(km, PANE_READER, "j"), ACT_UP);
	assert_int_equal(means(km, PANE_STORIES, "j"), ACT_DOWN);
	/* a key that began a sequence takes its place */
	assert_int_equal(means(km, PANE_READER, "zr"), ACT_TOGGLE_RELATED);
	assert_int_equal(keymap_bind(km, "z", "down", NULL, &e), OK);
	assert_int_equal(means(km, PANE_READER, "z"), ACT_DOWN);
	assert_int_equal(means(km, PANE_READER, "zr"), ACT_NONE);
	/* and freeing a key */
	assert_int_equal(keymap_bind(km, "q", "none", NULL, &e), OK);
	assert_int_equal(means(km, PANE_STORIES, "q"), ACT_NONE);

	assert_int_equal(keymap_bind(km, "j", "fly", NULL, &e), E_USAGE);
	assert_non_null(strstr(e.msg, "fly"));
	assert_int_equal(keymap_bind(km, "j", "up", "cellar", &e), E_USAGE);
	assert_int_equal(keymap_bind(km, "", "up", NULL, &e), E_USAGE);
	assert_int_equal(keymap_bind(km, "j", "next-link", "stories", &e), E_USAGE);
	keymap_free(km);
}

static void notation(void **state)
{
	uint32_t k[KEYMAP_SEQUENCE];

	assert_int_equal(key_parse(STR("^F"), k), 1);
	assert_int_equal(k[0], 6);
	assert_int_equal(key_parse(STR("M-left"), k), 1);
	assert_true(k[0] == (KEY_LEFT | KEY_ALT));
	assert_int_equal(key_parse(STR("ENTER"), k), 1);
	assert_int_equal(k[0], '\r');
	assert_int_equal(key_parse(STR("z<Enter>"), k), 2);
	assert_int_equal(k[1], '\r');
	assert_int_equal(key_parse(STR("é"), k), 1);
	assert_int_equal(k[0], 0xe9);
	assert_int_equal(key_parse(STR("abcde"), k), 0);
	assert_int_equal(key_parse(STR("\xff"), k), 0);
	assert_int_equal(key_parse(STR("<"), k), 1);
}

/* The help lists every action that has a key in the pane, once. */
static void help_is_complete(void **state)
{
	struct keymap *km = keymap_new();
	struct arena *a = arena_new(MIB(4));
	size_t p, act, i;

	for (p = 0; p < PANE_COUNT; p++) {
		struct help_row *rows;
		size_t n;

		help_rows(a, km, (enum pane)p, &rows, &n);
		for (act = 0; act < ACTION_COUNT; act++) {
			size_t seen = 0;

			for (i = 0; i < n; i++)
				seen += streq(rows[i].name, action_table[act].name);
			assert_int_equal(seen, action_table[act].keys[p][0] ? 1 : 0);
		}
	}
	arena_free(a);
	keymap_free(km);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_default_parses),
		cmocka_unit_test(names_go_round),
		cmocka_unit_test(no_clash),
		cmocka_unit_test(bind_lines),
		cmocka_unit_test(notation),
		cmocka_unit_test(help_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

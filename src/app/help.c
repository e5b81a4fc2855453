#include "app/help.h"

#include "base/i18n.h"

#define KEYS_BYTES 256

static void add_group(struct arena *a, const struct keymap *km, enum pane p,
		      enum action_group group, struct help_row **rows, size_t *n)
{
	bool has_title = false;
	size_t act;

	for (act = 0; act < ACTION_COUNT; act++) {
		struct buf keys = BUF_INIT(KEYS_BYTES);

		if (action_table[act].group != group)
			continue;
		keymap_describe(km, p, (enum action)act, false, &keys);
		if (keys.len) {
			if (!has_title)
				*ARENA_PUSH(a, *rows, *n) =
					(struct help_row){ .text = group_title(group) };
			has_title = true;
			*ARENA_PUSH(a, *rows, *n) = (struct help_row){
				arena_strdup(a, buf_cstr(&keys)), _(action_table[act].help),
				action_table[act].name };
		}
		buf_free(&keys);
	}
}

void help_rows(struct arena *a, const struct keymap *km, enum pane p, struct help_row **rows,
	       size_t *n)
{
	size_t g;

	*rows = NULL;
	*n = 0;
	for (g = 0; g < GROUP_COUNT; g++)
		add_group(a, km, p, (enum action_group)g, rows, n);
}

/* keymap.h: which keys do what in which pane. The defaults come from actions.def, the user's
 * "bind" lines change them. Knows nothing of terminals: a key is a number (a code point, or one
 * of enum key_special), perhaps with KEY_ALT. */
#ifndef LEDE_KEYMAP_H
#define LEDE_KEYMAP_H

#include "base/buf.h"
#include "base/err.h"

enum action {
#define ACTION(id, name, group, stories, reader, related, feeds, problems, overlay, match, help) \
	ACT_##id,
#include "app/actions.def"
#undef ACTION
	ACTION_COUNT,
	ACT_NONE = ACTION_COUNT,
};

enum pane {
	PANE_STORIES, PANE_READER, PANE_RELATED, PANE_FEEDS, PANE_PROBLEMS, PANE_OVERLAY,
	PANE_MATCH,	/* the reader while a search in its text is live */
	PANE_COUNT
};

enum action_group {
	GROUP_MOTION, GROUP_STORIES, GROUP_PANES, GROUP_RELATED, GROUP_STATE, GROUP_LIST,
	GROUP_OUT, GROUP_APP, GROUP_COUNT
};

struct action_info {
	const char *name;		/* as in "bind" lines; newsboat's where it has one */
	enum action_group group;
	const char *keys[PANE_COUNT];	/* defaults, blank-separated; "": not in that pane */
	const char *help;		/* not yet translated */
};
extern const struct action_info action_table[ACTION_COUNT];

/* ACT_NONE when there is no such operation. */
enum action action_find(struct str name);
const char *pane_name(enum pane p);	/* as in "bind KEYS ACTION in PANE" */
const char *pane_title(enum pane p);	/* translated */
const char *group_title(enum action_group g);	/* translated */

enum key_special {
	KEY_SPECIAL = 0x110000,
	KEY_UP = KEY_SPECIAL, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END,
	KEY_PGUP, KEY_PGDN, KEY_INS, KEY_DEL, KEY_BACKTAB,
	KEY_F1, KEY_F12 = KEY_F1 + 11,
	KEY_SPECIAL_END,
};
#define KEY_ALT 0x40000000u
#define KEY_CTRL(c) ((uint32_t)(c) & 0x1f)
#define KEY_ESC 0x1b
#define KEY_ENTER '\r'
#define KEY_TAB '\t'
#define KEY_BKSP 0x7f

#define KEYMAP_SEQUENCE 4	/* keys of one binding at most */

struct keymap;

/* The default keys. */
struct keymap *keymap_new(void) MUST_CHECK;
void keymap_free(struct keymap *km);
/* One "bind" line: keys as in actions.def, an operation's name or "none" (which frees the
 * keys), and a pane's name or NULL for all panes where the action exists. A key that was bound
 * otherwise, or a sequence that begins with or continues this one, gives way. E_USAGE with
 * words. */
enum rc keymap_bind(struct keymap *km, const char *keys, const char *action, const char *pane,
		    struct err *e);

enum keymap_match { KEYMAP_NO, KEYMAP_PREFIX, KEYMAP_YES };
/* What the keys typed so far mean in a pane. */
enum keymap_match keymap_lookup(const struct keymap *km, enum pane p, const uint32_t *keys,
				size_t n, enum action *out);
/* The keys of an action in a pane, "j, Down", or the first alone; nothing when it has none. */
void keymap_describe(const struct keymap *km, enum pane p, enum action act, bool first_only,
		     struct buf *out);
/* What can follow the keys typed so far: "r toggle-related  l toggle-list ...". */
void keymap_continuations(const struct keymap *km, enum pane p, const uint32_t *keys, size_t n,
			  struct buf *out);

/* One word of key notation ("j", "zr", "^F", "M-Left", "PgDn", "<Enter>") into keys. Number of
 * keys, 0 when it is none. */
size_t key_parse(struct str word, uint32_t keys[KEYMAP_SEQUENCE]);
/* The way back; the same notation. */
void key_print(const uint32_t *keys, size_t n, struct buf *out);

#endif

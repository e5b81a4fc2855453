#include "app/keymap.h"

#include <stdlib.h>
#include <unistr.h>

#include "base/i18n.h"
#include "base/mem.h"

const struct action_info action_table[ACTION_COUNT] = {
#define ACTION(id, name, group, stories, reader, related, feeds, problems, overlay, match, help) \
	[ACT_##id] = { name, GROUP_##group, \
		       { stories, reader, related, feeds, problems, overlay, match }, help },
#include "app/actions.def"
#undef ACTION
};

static const char *const pane_names[PANE_COUNT] = {
	"stories", "reader", "related", "feeds", "problems", "overlay", "match",
};

static const char *const pane_titles[PANE_COUNT] = {
	N_("Stories"), N_("Reader"), N_("Related"), N_("Feeds"), N_("Problems"),
	N_("Help"), N_("Reader, while a search is live"),
};

static const char *const group_titles[GROUP_COUNT] = {
	N_("Motion"), N_("Stories"), N_("Panes and trail"), N_("Related and links"),
	N_("Read, star, undo"), N_("List and fetching"), N_("Out and subscriptions"), N_("lede"),
};

/* The first name of a key is the one that is printed. */
static const struct {
	const char *name;
	uint32_t key;
} key_names[] = {
	{ "Up", KEY_UP }, { "Down", KEY_DOWN }, { "Left", KEY_LEFT }, { "Right", KEY_RIGHT },
	{ "Home", KEY_HOME }, { "End", KEY_END }, { "PgUp", KEY_PGUP }, { "PgDn", KEY_PGDN },
	{ "PageUp", KEY_PGUP }, { "PageDown", KEY_PGDN }, { "PPAGE", KEY_PGUP },
	{ "NPAGE", KEY_PGDN }, { "Ins", KEY_INS }, { "Del", KEY_DEL }, { "Delete", KEY_DEL },
	{ "S-Tab", KEY_BACKTAB }, { "Backtab", KEY_BACKTAB }, { "Tab", KEY_TAB },
	{ "Enter", KEY_ENTER }, { "Return", KEY_ENTER }, { "Space", ' ' }, { "Esc", KEY_ESC },
	{ "Escape", KEY_ESC }, { "Bksp", KEY_BKSP }, { "Backspace", KEY_BKSP },
	{ "F1", KEY_F1 }, { "F2", KEY_F1 + 1 }, { "F3", KEY_F1 + 2 }, { "F4", KEY_F1 + 3 },
	{ "F5", KEY_F1 + 4 }, { "F6", KEY_F1 + 5 }, { "F7", KEY_F1 + 6 }, { "F8", KEY_F1 + 7 },
	{ "F9", KEY_F1 + 8 }, { "F10", KEY_F1 + 9 }, { "F11", KEY_F1 + 10 }, { "F12", KEY_F12 },
};

struct binding {
	uint32_t keys[KEYMAP_SEQUENCE];
	size_t n;
	enum action action;
};

struct keymap {
	struct pane_map {
		struct binding *items;
		size_t n, cap;
	} panes[PANE_COUNT];
};

enum action action_find(struct str name)
{
	size_t i;

	for (i = 0; i < ACTION_COUNT; i++) {
		if (str_eq(name, str_of(action_table[i].name)))
			return (enum action)i;
	}
	return ACT_NONE;
}

const char *pane_name(enum pane p)
{
	return pane_names[p];
}

const char *pane_title(enum pane p)
{
	return _(pane_titles[p]);
}

const char *group_title(enum action_group g)
{
	return _(group_titles[g]);
}

static uint32_t named_key(struct str word)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(key_names); i++) {
		if (str_ieq(word, str_of(key_names[i].name)))
			return key_names[i].key;
	}
	return 0;
}

/* One key off the front of *s; 0 when there is none. */
static uint32_t take_key(struct str *s)
{
	uint32_t alt = 0;
	ucs4_t cp;
	int len;

	while (s->n > 2 && s->p[0] == 'M' && s->p[1] == '-' && !alt) {
		alt = KEY_ALT;
		*s = str_sub(*s, 2, s->n);
	}
	if (named_key(*s)) {
		uint32_t key = named_key(*s);

		s->n = 0;
		return key | alt;
	}
	if (s->p[0] == '<') {
		size_t end = str_chr(*s, '>');

		if (end != SIZE_MAX && named_key(str_sub(*s, 1, end - 1))) {
			uint32_t key = named_key(str_sub(*s, 1, end - 1));

			*s = str_sub(*s, end + 1, s->n);
			return key | alt;
		}
	}
	if (s->n > 1 && s->p[0] == '^' && s->p[1] >= '?' && s->p[1] < 0x7f) {
		uint32_t key = s->p[1] == '?' ? KEY_BKSP : KEY_CTRL(s->p[1]);

		*s = str_sub(*s, 2, s->n);
		return key | alt;
	}
	len = u8_mbtoucr(&cp, (const uint8_t *)s->p, s->n);
	if (len <= 0 || cp <= ' ' || cp == 0x7f)
		return 0;
	*s = str_sub(*s, (size_t)len, s->n);
	return cp | alt;
}

size_t key_parse(struct str word, uint32_t keys[KEYMAP_SEQUENCE])
{
	size_t n = 0;

	while (word.n) {
		uint32_t key = n < KEYMAP_SEQUENCE ? take_key(&word) : 0;

		if (!key)
			return 0;
		keys[n++] = key;
	}
	return n;
}

static void print_key(uint32_t key, bool in_sequence, struct buf *out)
{
	size_t i;

	if (key & KEY_ALT)
		buf_puts(out, "M-");
	key &= ~KEY_ALT;
	for (i = 0; i < ARRAY_LEN(key_names); i++) {
		if (key_names[i].key == key) {
			buf_printf(out, in_sequence ? "<%s>" : "%s", key_names[i].name);
			return;
		}
	}
	if (key < ' ')
		buf_printf(out, "^%c", (int)(key + '@'));
	else
		buf_put_utf8(out, key);
}

void key_print(const uint32_t *keys, size_t n, struct buf *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		print_key(keys[i], n > 1, out);
}

/* Whether one of the two begins the other. */
static bool overlaps(const struct binding *b, const uint32_t *keys, size_t n)
{
	return !memcmp(b->keys, keys, MIN(n, b->n) * sizeof(*keys));
}

static void unbind(struct pane_map *m, const uint32_t *keys, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < m->n; i++) {
		if (!overlaps(&m->items[i], keys, n))
			m->items[kept++] = m->items[i];
	}
	m->n = kept;
}

static void add(struct pane_map *m, const uint32_t *keys, size_t n, enum action act)
{
	struct binding *b;

	MEM_GROW(m->items, m->cap, m->n + 1);
	b = &m->items[m->n++];
	*b = (struct binding){ .n = n, .action = act };
	memcpy(b->keys, keys, n * sizeof(*keys));
}

struct keymap *keymap_new(void)
{
	struct keymap *km = mem_zalloc(sizeof(*km));
	size_t act, p;

	for (act = 0; act < ACTION_COUNT; act++) {
		for (p = 0; p < PANE_COUNT; p++) {
			struct str rest = str_of(action_table[act].keys[p]), word;
			uint32_t keys[KEYMAP_SEQUENCE];

			while (str_word(&rest, &word)) {
				size_t n = key_parse(word, keys);

				if (n)
					add(&km->panes[p], keys, n, (enum action)act);
			}
		}
	}
	return km;
}

void keymap_free(struct keymap *km)
{
	size_t p;

	if (!km)
		return;
	for (p = 0; p < PANE_COUNT; p++)
		free(km->panes[p].items);
	free(km);
}

static bool find_pane(const char *name, enum pane *out)
{
	size_t p;

	for (p = 0; p < PANE_COUNT; p++) {
		if (strieq(name, pane_names[p])) {
			*out = (enum pane)p;
			return true;
		}
	}
	return false;
}

enum rc keymap_bind(struct keymap *km, const char *keys, const char *action, const char *pane,
		    struct err *e)
{
	bool is_none = streq(action, "none");
	enum action act = is_none ? ACT_NONE : action_find(str_of(action));
	uint32_t seq[KEYMAP_SEQUENCE];
	size_t n = key_parse(str_of(keys), seq), p, done = 0;
	enum pane only = PANE_COUNT;

	if (!n)
		return err_set(e, E_USAGE, _("\"%s\" is no key"), keys);
	if (!is_none && act == ACT_NONE)
		return err_set(e, E_USAGE, _("there is no operation \"%s\"; see \"lede keys\""),
			       action);
	if (pane && !find_pane(pane, &only))
		return err_set(e, E_USAGE, _("there is no pane \"%s\""), pane);
	for (p = 0; p < PANE_COUNT; p++) {
		if (only != PANE_COUNT && p != only)
			continue;
		if (!is_none && !action_table[act].keys[p][0])
			continue;
		unbind(&km->panes[p], seq, n);
		if (!is_none)
			add(&km->panes[p], seq, n, act);
		done++;
	}
	if (!done)
		return err_set(e, E_USAGE, _("\"%s\" does not exist in the pane \"%s\""), action,
			       pane);
	return OK;
}

enum keymap_match keymap_lookup(const struct keymap *km, enum pane p, const uint32_t *keys,
				size_t n, enum action *out)
{
	const struct pane_map *m = &km->panes[p];
	enum keymap_match found = KEYMAP_NO;
	size_t i;

	*out = ACT_NONE;
	for (i = 0; i < m->n; i++) {
		const struct binding *b = &m->items[i];

		if (b->n < n || !overlaps(b, keys, n))
			continue;
		if (b->n == n) {
			*out = b->action;
			return KEYMAP_YES;
		}
		found = KEYMAP_PREFIX;
	}
	return found;
}

void keymap_describe(const struct keymap *km, enum pane p, enum action act, bool first_only,
		     struct buf *out)
{
	const struct pane_map *m = &km->panes[p];
	size_t i, n = 0;

	for (i = 0; i < m->n; i++) {
		if (m->items[i].action != act)
			continue;
		if (n++)
			buf_puts(out, ", ");
		key_print(m->items[i].keys, m->items[i].n, out);
		if (first_only)
			return;
	}
}

void keymap_continuations(const struct keymap *km, enum pane p, const uint32_t *keys, size_t n,
			  struct buf *out)
{
	const struct pane_map *m = &km->panes[p];
	size_t i;

	for (i = 0; i < m->n; i++) {
		const struct binding *b = &m->items[i];

		if (b->n <= n || !overlaps(b, keys, n))
			continue;
		if (out->len)
			buf_puts(out, "  ");
		key_print(b->keys + n, b->n - n, out);
		buf_printf(out, " %s", action_table[b->action].name);
	}
}

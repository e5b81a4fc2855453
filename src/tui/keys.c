#include "tui/screen.h"

#include "text/flow.h"

#define COUNT_MAX 100000

static void clear_keys(struct tui *t)
{
	t->n_keys = 0;
	t->count = 0;
}

static void run(struct tui *t, enum action act)
{
	struct view *v = tui_focused(t);
	int count = t->count;

	clear_keys(t);
	if (!v->ops->act(v, act, count))
		command_act(t, act, count);
}

/* Letters that choose a link: at once where they are the label of one and begin no other's, else
 * with Enter. The first that can be no longer one ends it. */
static void hint_key(struct tui *t, uint32_t key)
{
	const struct document *d = t->session.doc;
	size_t i, link = 0, chosen = SIZE_MAX;
	bool may_grow = false;
	char label[4];

	if (key >= 'a' && key <= 'z' && t->n_hint + 1 < sizeof(t->hint)) {
		t->hint[t->n_hint++] = (char)key;
		t->hint[t->n_hint] = 0;
	} else if (key != KEY_ENTER) {
		t->in_hints = false;
		return;
	}
	for (i = 0; d && i < d->n_targets; i++) {
		if (d->targets[i].section != TARGET_LINKS)
			continue;
		link_label(link++, label);
		if (!strcmp(label, t->hint))
			chosen = i;
		else
			may_grow |= !strncmp(label, t->hint, t->n_hint);
	}
	t->in_hints = may_grow && key != KEY_ENTER;
	if (chosen != SIZE_MAX && !t->in_hints)
		tui_follow(t, chosen);
}

static bool takes_counts(enum pane p)
{
	return p == PANE_STORIES || p == PANE_FEEDS || p == PANE_PROBLEMS ||
	       p == PANE_OVERLAY;
}

static void key(struct tui *t, uint32_t k)
{
	struct view *v = tui_focused(t);
	enum keymap_match match = KEYMAP_NO;
	enum action act = ACT_NONE;

	t->session.message[0] = 0;
	t->last_click_y = -1;
	tui_dirty(t);
	if (t->in_hints) {
		hint_key(t, k);
		return;
	}
	if (!t->n_keys && takes_counts(v->ops->pane) && k >= '0' && k <= '9' &&
	    (k != '0' || t->count)) {
		t->count = MIN(t->count * 10 + (int)(k - '0'), COUNT_MAX);
		return;
	}
	t->keys[t->n_keys++] = k;
	if (v == t->reader && reader_is_finding(v))
		match = keymap_lookup(t->keymap, PANE_MATCH, t->keys, t->n_keys, &act);
	if (match == KEYMAP_NO)
		match = keymap_lookup(t->keymap, v->ops->pane, t->keys, t->n_keys, &act);
	if (match == KEYMAP_PREFIX && t->n_keys < KEYMAP_SEQUENCE)
		return;
	if (match == KEYMAP_YES)
		run(t, act);
	else
		clear_keys(t);
}

/* The view whose area holds the place. */
static struct view *view_at(struct tui *t, int y, int x, enum focus *focus)
{
	struct view *views[FOCUS_COUNT] = { tui_list_view(t), t->reader, t->related };
	struct view *v = tui_focused(t);
	struct area panes[FOCUS_COUNT];
	int i;

	*focus = t->layout.focus;
	if (v->ops->place == VIEW_FULL)
		return v;
	screen_areas(t, panes);
	for (i = 0; i < FOCUS_COUNT; i++) {
		if (y >= panes[i].y && y < panes[i].y + panes[i].h && x >= panes[i].x &&
		    x < panes[i].x + panes[i].w) {
			*focus = (enum focus)i;
			return views[i];
		}
	}
	return NULL;
}

static void mouse(struct tui *t, const struct input_event *ev)
{
	enum focus focus;
	struct view *v = view_at(t, ev->y, ev->x, &focus);
	bool again = t->last_click_y >= 0 && ev->y / 2 == t->last_click_y / 2 &&
		     ev->x == t->last_click_x;

	if (!v)
		return;
	tui_dirty(t);
	if (ev->kind == INPUT_WHEEL_UP || ev->kind == INPUT_WHEEL_DOWN) {
		t->last_click_y = -1;	/* another row lies there now */
		v->ops->act(v, ev->kind == INPUT_WHEEL_UP ? ACT_SCROLL_UP : ACT_SCROLL_DOWN, 3);
		return;
	}
	t->last_click_y = ev->y;
	t->last_click_x = ev->x;
	t->layout.focus = focus;
	t->session.message[0] = 0;
	if (v->ops->click && ev->y >= v->at.y)
		v->ops->click(v, ev->y - v->at.y, again);
}

void keys_event(struct tui *t, const struct input_event *ev)
{
	switch (ev->kind) {
	case INPUT_KEY:
	case INPUT_PASTE:
		if (t->prompt.is_open) {
			prompt_key(&t->prompt, t, ev->key, ev->kind == INPUT_PASTE);
			tui_dirty(t);
		} else if (ev->kind == INPUT_KEY) {
			key(t, ev->key);
		}
		return;
	case INPUT_CLICK:
	case INPUT_WHEEL_UP:
	case INPUT_WHEEL_DOWN:
		if (!t->prompt.is_open)
			mouse(t, ev);
	}
}

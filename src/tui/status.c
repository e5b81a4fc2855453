#include "tui/screen.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "text/cells.h"

#define LINE_BYTES 1024

/* "⟳ 37/120 feeds · 412 new", "412 new · 09:42" */
static const char *progress(const struct tui *t, struct arena *a)
{
	const struct session *s = &t->session;
	const char *turn = paint_is_ascii() ? "~" : "⟳", *when;
	char *text;

	if (s->is_refreshing) {
		const char *fmt = s->in_articles ? _("%s %lld/%lld articles · %lld new")
						 : _("%s %lld/%lld feeds · %lld new");

		return arena_printf(a, fmt, turn, (long long)s->done, (long long)s->total,
				    (long long)s->new_stories);
	}
	if (s->n_pulls)
		return arena_printf(a, ngettext("%s fetching %zu page", "%s fetching %zu pages",
						s->n_pulls), turn, s->n_pulls);
	if (s->refreshed_at == DATE_NONE)
		return NULL;
	when = date_short(a, s->refreshed_at, s->refreshed_at);
	text = arena_printf(a, _("%lld new · %s"), (long long)s->new_stories, when ? when : "");
	if (s->failures)
		text = arena_printf(a, _("%s · %lld failed, X shows why"), text,
				    (long long)s->failures);
	return text;
}

/* What the title counts: starred stories, or unread ones of what is shown. */
static int64_t count_of(const struct tui *t)
{
	size_t i;

	if (t->query.starred_only)
		return t->counts.starred;
	for (i = 0; i < t->n_feeds; i++) {
		if (t->query.feed_id && t->feeds[i].id == t->query.feed_id)
			return t->feeds[i].unread;
	}
	return t->counts.unread;
}

void status_paint_title(struct tui *t, int width)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	const char *right = progress(t, a), *left, *title = tui_query_title(t);
	struct clean r = right ? clean_cstr(a, right) : clean_own("");
	const char *arrow = paint_is_ascii() ? ">" : "▸";
	int right_width = cells_width(r), x = 1;

	paint_blank(0, 0, width, INK_BAR);
	if (tui_list_view(t)->ops->pane == PANE_FEEDS)
		title = found_is(tui_list_view(t)) ? _("Found") : _("Feeds");
	left = arena_printf(a, t->query.starred_only ? "%s %s %lld" : _("%s %s unread %lld"), title,
			    arrow, (long long)count_of(t));
	if (t->query.unread_only)
		left = arena_printf(a, "%s %s", left, _("(read ones hidden)"));
	if (right_width > width / 2)
		right_width = 0;
	x += paint_text(0, x, width - x, clean_own("lede"), INK_BAR | INK_BOLD) + 3;
	width -= 1;
	if (right_width)
		paint_right(0, 0, width, r, INK_BAR);
	width -= x + right_width + 1;
	if (width > 0)
		paint_text(0, x, width, cells_fit(a, clean_cstr(a, left), width, true,
						  paint_is_ascii()), INK_BAR);
	arena_free(a);
}

static void hint(struct tui *t, enum pane p, enum action act, const char *text, struct buf *out)
{
	struct buf key = BUF_INIT(64);

	keymap_describe(t->keymap, p, act, true, &key);
	if (key.len)
		buf_printf(out, "%s%s %s", out->len ? "  " : "", buf_cstr(&key), text);
	buf_free(&key);
}

static void add_hints(struct tui *t, struct buf *out)
{
	enum pane p = tui_focused(t)->ops->pane;

	hint(t, p, ACT_OPEN, p == PANE_RELATED ? _("follow") : _("open"), out);
	if (p == PANE_READER || p == PANE_RELATED) {
		if (action_table[ACT_ONE].keys[p][0])
			buf_printf(out, "  1-9 %s", _("follow"));
		hint(t, p, ACT_BACK, _("back"), out);
	}
	if (p == PANE_STORIES) {
		hint(t, p, ACT_FEEDS, _("feeds"), out);
		hint(t, p, ACT_SEARCH, _("search"), out);
		hint(t, p, ACT_RELOAD_ALL, _("fetch"), out);
	}
	if (p == PANE_PROBLEMS) {
		hint(t, p, ACT_RELOAD, _("try again"), out);
		hint(t, p, ACT_EDIT, _("edit"), out);
		hint(t, p, ACT_UNSUBSCRIBE, _("remove"), out);
	}
	if (p == PANE_OVERLAY)
		hint(t, p, ACT_SEARCH, _("search"), out);
	hint(t, p, ACT_SWITCH_FOCUS, _("pane"), out);
	hint(t, p, ACT_HELP, _("help"), out);
	hint(t, p, ACT_QUIT, p == PANE_STORIES ? _("quit") : _("close"), out);
}

/* What stands at the left: in order of weight a pending key, a message, where one is. */
static unsigned left_text(struct tui *t, struct buf *out)
{
	struct session *s = &t->session;
	struct view *v = tui_focused(t);

	if (t->in_hints) {
		buf_printf(out, "%s %s", _("link:"), t->hint);
		return INK_STATUS;
	}
	if (t->n_keys) {
		key_print(t->keys, t->n_keys, out);
		buf_puts(out, "-  ");
		keymap_continuations(t->keymap, v->ops->pane, t->keys, t->n_keys, out);
		return INK_STATUS;
	}
	if (t->count) {
		buf_printf(out, "%d", t->count);
		return INK_STATUS;
	}
	if (s->message[0]) {
		buf_puts(out, s->message);
		return s->is_error ? INK_ERROR : INK_STATUS;
	}
	if (v->ops->status)
		v->ops->status(v, out);
	if (t->options->offline || s->is_offline)
		buf_printf(out, "%s%s %s", out->len ? "  " : "", paint_is_ascii() ? "v" : "⇣",
			   _("offline"));
	return INK_STATUS;
}

void status_paint(struct tui *t, int y, int width)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct buf left = BUF_INIT(LINE_BYTES), right = BUF_INIT(LINE_BYTES);
	unsigned ink = left_text(t, &left);
	struct clean l, r;
	int used = 1;

	add_hints(t, &right);
	l = cells_fit(a, clean_cstr(a, buf_cstr(&left)), width - 2, true, paint_is_ascii());
	r = clean_own(buf_cstr(&right));
	paint_blank(y, 0, width, INK_STATUS);
	used += paint_text(y, 1, width - 1, l, ink == INK_ERROR ? INK_STATUS | INK_BOLD : ink);
	if (cells_width(r) + used + 3 > width) {
		/* not all of them: at least the one that tells the others */
		buf_reset(&right);
		hint(t, tui_focused(t)->ops->pane, ACT_HELP, _("help"), &right);
		r = clean_own(buf_cstr(&right));
	}
	if (!t->n_keys && !t->in_hints && cells_width(r) + used + 3 <= width)
		paint_right(y, 0, width - 1, r, INK_STATUS);
	buf_free(&left);
	buf_free(&right);
	arena_free(a);
}

/* The sidebar: related headlines of the page, stories of the user's feeds on the same subject,
 * links in the text. Rows are the document's targets; the digits follow the first ten. */
#include "tui/screen.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"
#include "text/flow.h"

#define LABEL 2			/* "1 " */
#define TITLE_LINES 2
#define SUMMARY_LINES 2
#define NO_TARGET SIZE_MAX

struct side_line {
	struct clean text, label;
	unsigned ink;
	size_t target;		/* NO_TARGET: a heading */
	bool marks_stored;
};

struct related_view {
	struct view v;
	const struct document *doc;
	struct arena *arena;
	struct side_line *lines;
	size_t n_lines, n_targets;
	int width;
	size_t top;		/* a line */
	bool is_loose;		/* scrolled away from the selection */
	bool is_laid_out;
};

static struct related_view *self(struct view *v)
{
	return (struct related_view *)v;
}

static const char *section_title(enum target_section s)
{
	switch (s) {
	case TARGET_PAGE:
		return _("FROM THIS PAGE");
	case TARGET_FEEDS:
		return _("IN YOUR FEEDS");
	case TARGET_LINKS:
		return _("LINKS IN THE TEXT");
	}
	return "";
}

static struct side_line *add(struct related_view *r, struct clean text, unsigned ink,
			     size_t target)
{
	struct side_line *l = ARENA_PUSH(r->arena, r->lines, r->n_lines);

	*l = (struct side_line){ .text = text, .ink = ink, .target = target };
	return l;
}

/* What follows a row: a digit for the first ten, a letter for links. */
static struct clean label_of(struct related_view *r, size_t i, size_t first_link)
{
	bool digits_are_links = config_is(&r->v.tui->config, OPT_DIGIT_KEYS, "links");
	bool is_link = r->doc->targets[i].section == TARGET_LINKS;
	size_t nth = is_link ? i - first_link : i;
	char letters[4];

	if (is_link == digits_are_links && nth < 10)
		return clean_own(arena_printf(r->arena, "%zu", (nth + 1) % 10));
	if (!is_link)
		return clean_own("");
	link_label(nth, letters);
	return clean_own(arena_strdup(r->arena, letters));
}

static void add_text(struct related_view *r, const char *text, unsigned ink, size_t max,
		     size_t target, struct side_line **first)
{
	struct clean *lines;
	size_t n = cells_wrap(r->arena, clean_cstr(r->arena, text), r->width - LABEL - 3, max,
			      paint_is_ascii(), &lines), i;

	for (i = 0; i < n; i++) {
		struct side_line *l = add(r, lines[i], ink, target);

		if (i == 0 && first)
			*first = l;
	}
}

/* "Kicker · summary", or "source · time". */
static const char *second_text(struct related_view *r, const struct target *t)
{
	const char *when = t->when == DATE_NONE ? NULL
						: date_short(r->arena, t->when, date_now());

	if (t->section == TARGET_PAGE && !str_blank(t->kicker) && !str_blank(t->summary))
		return arena_printf(r->arena, "%s · %s", t->kicker, t->summary);
	if (t->section == TARGET_PAGE)
		return str_blank(t->kicker) ? t->summary : t->kicker;
	if (t->section == TARGET_FEEDS && when)
		return arena_printf(r->arena, "%s · %s", t->source ? t->source : "", when);
	return t->section == TARGET_FEEDS ? t->source : NULL;
}

static void add_target(struct related_view *r, size_t i, size_t first_link)
{
	const struct target *t = &r->doc->targets[i];
	struct side_line *first = NULL;
	size_t at = r->n_lines;

	if (t->section == TARGET_LINKS) {
		const char *text = str_blank(t->source)
					   ? t->title
					   : arena_printf(r->arena, "%s · %s", t->title, t->source);

		add_text(r, text, INK_TEXT, 1, i, &first);
	} else {
		add_text(r, str_blank(t->title) ? t->url : t->title, INK_TEXT, TITLE_LINES, i,
			 &first);
		if (second_text(r, t))
			add_text(r, second_text(r, t), INK_DIM, SUMMARY_LINES, i, NULL);
	}
	if (!first)
		return;
	/* the array may have moved */
	r->lines[at].label = label_of(r, i, first_link);
	r->lines[at].marks_stored = t->is_stored;
}

static void lay_out(struct related_view *r, int width)
{
	size_t i, first_link = 0;

	arena_free(r->arena);
	r->arena = arena_new(LIMIT_ARENA);
	r->lines = NULL;
	r->n_lines = 0;
	r->width = width;
	r->doc = r->v.tui->session.doc;
	r->n_targets = r->doc->n_targets;
	r->is_laid_out = true;
	for (i = 0; i < r->n_targets; i++) {
		enum target_section s = r->doc->targets[i].section;

		if (i == 0 || r->doc->targets[i - 1].section != s) {
			if (i)
				add(r, clean_own(""), INK_TEXT, NO_TARGET);
			add(r, clean_own(section_title(s)), INK_KICKER | INK_BOLD, NO_TARGET);
			if (s == TARGET_LINKS)
				first_link = i;
		}
		add_target(r, i, first_link);
	}
}

void related_show(struct view *v)
{
	struct related_view *r = self(v);

	r->is_laid_out = false;
	r->top = 0;
	r->is_loose = false;
	tui_dirty(v->tui);
}

void related_refresh(struct view *v)
{
	self(v)->is_laid_out = false;
	tui_dirty(v->tui);
}

size_t related_selected(struct view *v)
{
	return session_target(&v->tui->session);
}

static void show_selected(struct related_view *r)
{
	size_t first = SIZE_MAX, last = 0, sel = related_selected(&r->v), i;
	size_t h = (size_t)MAX(r->v.at.h, 1);

	for (i = 0; i < r->n_lines; i++) {
		if (r->lines[i].target != sel)
			continue;
		first = MIN(first, i);
		last = i;
	}
	if (first == SIZE_MAX)
		return;
	/* with the heading above the first row of a section */
	if (first && r->lines[first - 1].target == NO_TARGET)
		first--;
	if (last >= r->top + h)
		r->top = last - h + 1;
	if (first < r->top)
		r->top = first;
}

static void paint_line(struct related_view *r, const struct side_line *l, int y, struct area at,
		       bool focused)
{
	bool selected = l->target != NO_TARGET && l->target == related_selected(&r->v);
	unsigned ink = selected && focused ? INK_SELECTED : l->ink;
	int x = at.x;

	if (selected && focused)
		paint_blank(y, at.x, at.w, INK_SELECTED);
	if (l->target == NO_TARGET) {
		paint_text(y, x + 1, at.w - 1, l->text, ink);
		return;
	}
	if (selected)
		paint_text(y, x, 1, paint_sign("▌", ">"), ink);
	paint_text(y, x + 1, MIN(3, at.w - 1), l->label,
		   selected && focused ? INK_SELECTED : INK_KEY);
	paint_text(y, x + 1 + LABEL, at.w - LABEL - 1, l->text, ink);
	if (l->marks_stored)
		paint_right(y, x, at.w, paint_sign("⇣", "v"),
			    selected && focused ? INK_SELECTED : INK_DIM);
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct related_view *r = self(v);
	int y;

	if (!v->tui->session.doc)
		return;
	if (!r->is_laid_out || r->width != at.w || r->doc != v->tui->session.doc ||
	    r->n_targets != v->tui->session.doc->n_targets)
		lay_out(r, at.w);
	if (!r->n_targets) {
		paint_text(at.y, at.x + 1, at.w - 1, clean_own(_("no related headlines")),
			   INK_DIM);
		return;
	}
	if (!r->is_loose)
		show_selected(r);
	if (r->top + (size_t)at.h > r->n_lines)
		r->top = r->n_lines > (size_t)at.h ? r->n_lines - (size_t)at.h : 0;
	for (y = 0; y < at.h && r->top + (size_t)y < r->n_lines; y++)
		paint_line(r, &r->lines[r->top + (size_t)y], at.y + y, at, focused);
}

static void select_row(struct related_view *r, size_t i)
{
	r->is_loose = false;
	session_select_target(&r->v.tui->session, i);
}

static bool act(struct view *v, enum action a, int count)
{
	struct related_view *r = self(v);
	const struct document *d = v->tui->session.doc;
	struct list l = { .row_height = 3 };

	if (!d)
		return false;
	tui_dirty(v->tui);
	if (a == ACT_OPEN) {
		tui_follow(v->tui, related_selected(v));
		return true;
	}
	if (a == ACT_SCROLL_DOWN || a == ACT_SCROLL_UP) {
		r->is_loose = true;
		if (a == ACT_SCROLL_DOWN)
			r->top++;
		else if (r->top)
			r->top--;
		return true;
	}
	l.n = d->n_targets;
	l.sel = l.n ? related_selected(v) : 0;
	if (!list_act(&l, a, count, v->at.h))
		return false;
	select_row(r, l.sel);
	return true;
}

static void click(struct view *v, int line, bool again)
{
	struct related_view *r = self(v);
	size_t i = r->top + (size_t)line;

	if (!r->is_laid_out || i >= r->n_lines || r->lines[i].target == NO_TARGET)
		return;
	select_row(r, r->lines[i].target);
	tui_follow(v->tui, r->lines[i].target);
}

static void status(struct view *v, struct buf *out)
{
	size_t i = related_selected(v);

	/* where it leads, before it is opened */
	if (i != SIZE_MAX && v->tui->session.doc->targets[i].url) {
		struct arena *a = arena_new(LIMIT_ARENA);
		struct clean url = clean_url(a, str_of(v->tui->session.doc->targets[i].url));

		buf_add(out, url.p, url.n);
		arena_free(a);
	}
}

static void related_free(struct view *v)
{
	arena_free(self(v)->arena);
	free(v);
}

static const struct view_ops related_ops = {
	.name = "related", .pane = PANE_RELATED, .place = VIEW_SIDE, .free = related_free,
	.paint = paint, .act = act, .click = click, .status = status,
};

struct view *related_new(struct tui *t)
{
	struct related_view *r = mem_zalloc(sizeof(*r));

	r->v = (struct view){ .ops = &related_ops, .tui = t };
	return &r->v;
}

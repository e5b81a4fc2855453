#include "app/help.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "tui/views/textview.h"

static const struct view_ops help_ops = {
	.name = "help", .pane = PANE_OVERLAY, .place = VIEW_FULL, .free = textview_free,
	.paint = textview_paint, .act = textview_act,
};

static void add_pane(struct textview *x, struct tui *t, enum pane p)
{
	struct help_row *rows;
	size_t n, i;

	textview_add(x, NULL, pane_title(p), INK_HEADLINE);
	help_rows(x->arena, t->keymap, p, &rows, &n);
	for (i = 0; i < n; i++) {
		if (!rows[i].keys)
			textview_add(x, NULL, rows[i].text, INK_KICKER);
		else
			textview_add(x, rows[i].keys, rows[i].text, INK_TEXT);
	}
	textview_add(x, NULL, "", INK_TEXT);
}

struct view *help_new(struct tui *t, enum pane pane)
{
	struct textview *x = mem_zalloc(sizeof(*x));
	size_t p;

	textview_init(x, t, &help_ops);
	/* the pane one came from first */
	add_pane(x, t, pane);
	for (p = 0; p < PANE_COUNT; p++) {
		if (p != pane)
			add_pane(x, t, (enum pane)p);
	}
	textview_add(x, NULL, _("A number before a motion repeats it; 12 Enter opens story 12."),
		     INK_DIM);
	return &x->v;
}

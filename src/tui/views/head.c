#include "tui/views/head.h"

#include "base/i18n.h"
#include "text/cells.h"
#include "text/render.h"

#define MAX_LINES 200

static void add(struct arena *a, struct head *h, const char *text, int width, unsigned ink)
{
	struct clean *lines;
	size_t n, i;

	if (str_blank(text))
		return;
	n = cells_wrap(a, clean_cstr(a, text), width, MAX_LINES, paint_is_ascii(), &lines);
	for (i = 0; i < n; i++)
		*ARENA_PUSH(a, h->lines, h->n) = (struct head_line){ lines[i], ink };
}

static void add_blank(struct arena *a, struct head *h)
{
	if (h->n)
		*ARENA_PUSH(a, h->lines, h->n) = (struct head_line){ clean_own(""), INK_TEXT };
}

static void add_fetch_state(struct arena *a, const struct session *s, int width, struct head *h)
{
	switch (s->pull) {
	case PULL_NONE:
		return;
	case PULL_RUNNING:
		add_blank(a, h);
		add(a, h, _("fetching…"), width, INK_DIM);
		return;
	case PULL_FAILED:
		add_blank(a, h);
		add(a, h, arena_printf(a, _("This page could not be fetched: %s. r tries again, o "
					    "opens the browser."), s->pull_reason),
		    width, INK_ERROR);
		return;
	case PULL_QUEUED:
		add_blank(a, h);
		add(a, h, arena_printf(a, _("This page is not stored and cannot be fetched "
					    "now: %s."), s->pull_reason),
		    width, INK_ERROR);
	}
}

void head_make(struct arena *a, const struct session *s, int width, struct head *out)
{
	const struct document *d = s->doc;
	const char *title = str_blank(d->art.title) ? d->url : d->art.title;

	*out = (struct head){ 0 };
	add(a, out, d->art.kicker, width, INK_KICKER);
	add(a, out, str_blank(title) ? _("(no title)") : title, width, INK_HEADLINE);
	add(a, out, d->art.dek, width, INK_DEK);
	add(a, out, render_credit(a, &d->art, d->source, false), width, INK_DIM);
	add_fetch_state(a, s, width, out);
	add_blank(a, out);
}

void head_make_tail(struct arena *a, const struct session *s, int width, struct head *out)
{
	const struct document *d = s->doc;

	*out = (struct head){ 0 };
	if (!str_blank(d->art.author_note)) {
		*ARENA_PUSH(a, out->lines, out->n) =
			(struct head_line){ clean_own(""), INK_TEXT };
		add(a, out, d->art.author_note, width, INK_DEK);
	}
	if (!str_blank(d->art.notice)) {
		*ARENA_PUSH(a, out->lines, out->n) =
			(struct head_line){ clean_own(""), INK_TEXT };
		add(a, out, d->art.notice, width, INK_DIM);
	}
}

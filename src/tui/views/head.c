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

/* "Name · Source · 16 Jul 2018, 17:55 · 2 min" in lines that break between the parts. */
static void add_credit(struct arena *a, const char *credit, int width, struct head *h)
{
	const struct str sep = STR(" · ");
	struct str rest = str_of(credit), line = { 0 };

	while (rest.n) {
		size_t at = str_find(rest, sep);
		struct str part = str_sub(rest, 0, at), longer;

		rest = at == SIZE_MAX ? (struct str){ 0 } : str_sub(rest, at + sep.n, SIZE_MAX);
		longer = line.n ? str_mem(line.p, (size_t)(part.p + part.n - line.p)) : part;
		if (line.n && cells_width(clean_line(a, longer)) > width) {
			add(a, h, arena_str(a, line), width, INK_DIM);
			longer = part;
		}
		line = longer;
	}
	if (line.n)
		add(a, h, arena_str(a, line), width, INK_DIM);
}

static void add_fetch_state(struct arena *a, const struct session *s, int width, struct head *h)
{
	switch (s->pull) {
	case PULL_NONE:
		if (s->doc->art.n_blocks || s->doc->url)
			return;
		add_blank(a, h);
		add(a, h, _("This story has neither a text nor a page."), width, INK_DIM);
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
	add_credit(a, render_credit(a, &d->art, d->source, false), width, out);
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

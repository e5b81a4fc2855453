/* The article: its head, the text in lines made as they are needed, the author note. */
#include "tui/screen.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/flow.h"
#include "tui/views/head.h"

#define FAR 500		/* lines that are laid out ahead to tell how far one is */

struct reader {
	struct view v;
	const struct document *doc;	/* what the lines below are of */
	struct arena *arena;
	struct flow *flow;
	struct head head, tail;
	int width, height;
	bool is_laid_out;
	size_t top;
	int32_t link;			/* selected link of the text, -1: none */
	struct buf needle;		/* a live search */
	size_t match;			/* line of the text, SIZE_MAX: none */
};

static struct reader *self(struct view *v)
{
	return (struct reader *)v;
}

static void drop(struct reader *r)
{
	flow_free(r->flow);
	arena_free(r->arena);
	r->flow = NULL;
	r->arena = NULL;
	r->is_laid_out = false;
}

static size_t total(struct reader *r)
{
	return r->head.n + flow_count(r->flow) + r->tail.n;
}

/* Keeps the last page full, without laying out more than is looked at. */
static void clamp(struct reader *r)
{
	size_t h = (size_t)MAX(r->height, 1), body = r->top + h - 1;

	if (body < r->head.n || flow_line(r->flow, body - r->head.n))
		return;
	if (r->top + h > total(r))
		r->top = total(r) > h ? total(r) - h : 0;
}

/* Where the first line is, for the way back to it. */
static void save_place(struct reader *r)
{
	struct place *p = trail_here(&r->v.tui->session.trail);
	const struct line *line;

	if (!p || !r->is_laid_out)
		return;
	p->line = r->top;
	p->width = r->width;
	p->block = p->offset = 0;
	if (r->top < r->head.n)
		return;
	line = flow_line(r->flow, r->top - r->head.n);
	if (line) {
		p->block = line->block;
		p->offset = line->offset;
	}
}

static void restore_place(struct reader *r)
{
	const struct place *p = trail_here(&r->v.tui->session.trail);

	r->top = 0;
	if (!p)
		return;
	if (p->width == r->width || (!p->block && !p->offset))
		r->top = p->line;
	else
		r->top = r->head.n + flow_at(r->flow, p->block, p->offset);
	clamp(r);
}

static int text_width(const struct reader *r, int pane)
{
	int most = (int)config_number(&r->v.tui->config, OPT_TEXT_WIDTH);

	return MAX(MIN(pane - 2, most), 1);
}

static void lay_out(struct reader *r, int width)
{
	struct session *s = &r->v.tui->session;
	const struct article *art = &s->doc->art;
	struct flow_options o = { .width = MAX(width, 10), .ascii = paint_is_ascii(),
				  .link_letters = true, .links = art->links,
				  .n_links = art->n_links };

	drop(r);
	r->arena = arena_new(LIMIT_ARENA);
	r->width = width;
	r->doc = s->doc;
	head_make(r->arena, s, width, &r->head);
	head_make_tail(r->arena, s, width, &r->tail);
	r->flow = flow_new(art->blocks, art->n_blocks, &o);
	r->is_laid_out = true;
	restore_place(r);
}

void reader_show(struct view *v)
{
	struct reader *r = self(v);

	drop(r);
	r->link = -1;
	r->match = SIZE_MAX;
	buf_reset(&r->needle);
	tui_dirty(v->tui);
}

void reader_refresh(struct view *v)
{
	drop(self(v));
	tui_dirty(v->tui);
}

static unsigned run_ink(const struct reader *r, const struct run *run)
{
	unsigned ink = INK_TEXT, s = run->style;

	if (s & STYLE_HEADING)
		ink = INK_HEADING;
	else if (s & STYLE_LINK)
		ink = INK_LINK;
	else if (s & STYLE_CODE)
		ink = INK_CODE;
	else if (s & STYLE_DIM)
		ink = INK_DIM;
	else if (s & STYLE_QUOTE)
		ink = INK_QUOTE;
	if (s & STYLE_EM)
		ink |= INK_ITALIC;
	if (s & STYLE_STRONG)
		ink |= INK_BOLD;
	if (run->link >= 0 && run->link == r->link)
		ink |= INK_REVERSE;
	return ink;
}

static void paint_line(const struct reader *r, const struct line *line, int y, int x, bool match)
{
	size_t i;

	for (i = 0; i < line->n_runs; i++) {
		const struct run *run = &line->runs[i];

		paint_text(y, x + run->col, r->width - run->col, run->text,
			   match ? (run_ink(r, run) & ~0xffu) | INK_MATCH : run_ink(r, run));
	}
}

static void paint(struct view *v, struct area at, bool focused)
{
	struct reader *r = self(v);
	int width = text_width(r, at.w), x = at.x + (at.w - width) / 2, y;

	if (!v->tui->session.doc) {
		paint_text(at.y, at.x + 1, at.w - 1,
			   clean_own(_("Enter opens the selected story")), INK_DIM);
		return;
	}
	r->height = at.h;
	if (!r->is_laid_out || r->width != width || r->doc != v->tui->session.doc)
		lay_out(r, width);
	clamp(r);
	for (y = 0; y < at.h; y++) {
		size_t i = r->top + (size_t)y;
		const struct line *line;

		if (i < r->head.n) {
			paint_text(at.y + y, x, width, r->head.lines[i].text,
				   r->head.lines[i].ink);
			continue;
		}
		i -= r->head.n;
		line = flow_line(r->flow, i);
		if (line) {
			paint_line(r, line, at.y + y, x, i == r->match);
			continue;
		}
		i -= flow_count(r->flow);
		if (i >= r->tail.n)
			break;
		paint_text(at.y + y, x, width, r->tail.lines[i].text, r->tail.lines[i].ink);
	}
}

static bool is_at_end(struct reader *r)
{
	size_t next = r->top + (size_t)r->height;

	if (r->is_laid_out && flow_line(r->flow, next > r->head.n ? next - r->head.n : 0))
		return false;
	return !r->is_laid_out || r->top + (size_t)r->height >= total(r);
}

/* To a line of the text, which becomes the first, or comes into view. */
static void go_line(struct reader *r, size_t line, bool first)
{
	size_t at = r->head.n + line;

	if (line == SIZE_MAX)
		return;
	if (first)
		r->top = at;
	else if (at < r->top || at >= r->top + (size_t)MAX(r->height, 1))
		r->top = at > (size_t)r->height / 3 ? at - (size_t)r->height / 3 : 0;
}

static void go_heading(struct reader *r, bool backwards)
{
	size_t line = r->top > r->head.n ? r->top - r->head.n : 0;

	if (backwards && r->top <= r->head.n) {
		r->top = 0;
		return;
	}
	if (!backwards && r->top >= r->head.n)
		line++;
	line = flow_heading(r->flow, backwards && line ? line - 1 : line, backwards);
	if (line == SIZE_MAX && backwards)
		r->top = 0;
	else
		go_line(r, line, true);
}

static void go_link(struct reader *r, bool backwards)
{
	int32_t n = (int32_t)r->doc->art.n_links;

	if (!n)
		return;
	if (r->link < 0)
		r->link = backwards ? n - 1 : 0;
	else
		r->link = MAX(0, MIN(n - 1, r->link + (backwards ? -1 : 1)));
	go_line(r, flow_link_line(r->flow, r->link), false);
}

static void go_match(struct reader *r, bool backwards)
{
	size_t from = r->match, line;

	if (!r->needle.len)
		return;
	/* what is on the screen first: the line before it may be none */
	if (from == SIZE_MAX)
		from = (r->top > r->head.n ? r->top - r->head.n : 0) - !backwards;
	line = flow_find(r->flow, buf_str(&r->needle), from, backwards);
	if (line == SIZE_MAX) {
		session_say(&r->v.tui->session, false, "%s", _("no more matches in this text"));
		return;
	}
	r->match = line;
	go_line(r, line, false);
}

void reader_find(struct view *v, const char *text)
{
	struct reader *r = self(v);

	buf_reset(&r->needle);
	buf_puts(&r->needle, text);
	r->match = SIZE_MAX;
	if (r->is_laid_out && *text)
		go_match(r, false);
	tui_dirty(v->tui);
}

bool reader_is_finding(const struct view *v)
{
	return ((const struct reader *)v)->needle.len > 0;
}

void reader_stop_finding(struct view *v)
{
	buf_reset(&self(v)->needle);
	self(v)->match = SIZE_MAX;
	tui_dirty(v->tui);
}

static void scroll(struct reader *r, size_t by, bool down)
{
	if (down)
		r->top += by;
	else
		r->top = by < r->top ? r->top - by : 0;
}

static bool move(struct reader *r, enum action a, int count)
{
	size_t by = count > 0 ? (size_t)count : 1, page = (size_t)MAX(r->height, 1);

	if (a == ACT_DOWN || a == ACT_UP)
		scroll(r, by, a == ACT_DOWN);
	else if (a == ACT_SCROLL_DOWN || a == ACT_SCROLL_UP)
		scroll(r, by, a == ACT_SCROLL_DOWN);
	else if (a == ACT_HALF_DOWN || a == ACT_HALF_UP)
		scroll(r, by * MAX(page / 2, 1), a == ACT_HALF_DOWN);
	else if (a == ACT_PAGE_DOWN || a == ACT_PAGE_UP)
		/* one line of the old page stays for the eye */
		scroll(r, by * (page > 2 ? page - 1 : 1), a == ACT_PAGE_DOWN);
	else if (a == ACT_HOME)
		r->top = 0;
	else if (a == ACT_END)
		r->top = total(r);
	else
		return false;
	return true;
}

static bool act(struct view *v, enum action a, int count)
{
	struct reader *r = self(v);

	if (!v->tui->session.doc)
		return false;
	if (!r->is_laid_out)
		lay_out(r, text_width(r, v->at.w));
	if (a == ACT_PAGE_DOWN && is_at_end(r))
		return false;	/* what Space does at the end is not ours */
	if (a == ACT_NEXT_HEADING || a == ACT_PREV_HEADING) {
		go_heading(r, a == ACT_PREV_HEADING);
	} else if (a == ACT_NEXT_LINK || a == ACT_PREV_LINK) {
		go_link(r, a == ACT_PREV_LINK);
	} else if (a == ACT_NEXT_MATCH || a == ACT_PREV_MATCH) {
		go_match(r, a == ACT_PREV_MATCH);
	} else if (a == ACT_OPEN && r->link >= 0) {
		size_t i = 0;

		while (i < r->doc->n_targets && r->doc->targets[i].section != TARGET_LINKS)
			i++;
		tui_follow(v->tui, i + (size_t)r->link);
		return true;
	} else if (!move(r, a, count)) {
		return false;
	}
	clamp(r);
	save_place(r);
	tui_dirty(v->tui);
	return true;
}

static void status(struct view *v, struct buf *out)
{
	struct reader *r = self(v);
	const struct line *far;
	size_t n, next = r->top + (size_t)r->height;

	if (!r->is_laid_out)
		return;
	/* A long text is not laid out to its end for this: its blocks tell well enough. */
	far = flow_line(r->flow, next + FAR);
	if (far) {
		far = flow_line(r->flow, next);
		buf_printf(out, "%zu%%", 100 * (size_t)far->block / r->doc->art.n_blocks);
		return;
	}
	n = total(r);
	if (n <= (size_t)r->height)
		return;
	buf_printf(out, "%zu%%", 100 * MIN(r->top + (size_t)r->height, n) / n);
}

static void reader_free(struct view *v)
{
	drop(self(v));
	buf_free(&self(v)->needle);
	free(v);
}

static const struct view_ops reader_ops = {
	.name = "reader", .pane = PANE_READER, .place = VIEW_TEXT, .free = reader_free,
	.paint = paint, .act = act, .status = status,
};

struct view *reader_new(struct tui *t)
{
	struct reader *r = mem_zalloc(sizeof(*r));

	r->v = (struct view){ .ops = &reader_ops, .tui = t };
	r->link = -1;
	r->match = SIZE_MAX;
	r->needle = BUF_INIT(LIMIT_QUERY_BYTES);
	return &r->v;
}

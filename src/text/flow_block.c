#include <unilbrk.h>

#include "base/limits.h"
#include "text/cells.h"
#include "text/flow_priv.h"

/* A stretch of a block's cleaned text with one style. */
struct piece {
	size_t start, end;	/* in the cleaned text */
	uint32_t raw;		/* where it begins in the block's own text */
	uint16_t style;
	int32_t link;
};

struct styled {
	struct buf text;
	struct piece *pieces;
	size_t n_pieces;
};

static int32_t link_number(const struct flow *f, const char *url)
{
	size_t i;

	for (i = 0; i < f->o.n_links; i++)
		if (streq(f->o.links[i].url, url))
			return (int32_t)i;
	return -1;
}

static void put_piece(struct flow *f, struct styled *s, struct clean text, size_t raw,
		      uint16_t style, int32_t link)
{
	struct piece *p;

	if (text.n == 0)
		return;
	p = ARENA_PUSH(f->scratch, s->pieces, s->n_pieces);
	*p = (struct piece){ s->text.len, s->text.len + text.n, (uint32_t)raw, style, link };
	buf_add(&s->text, text.p, text.n);
}

/* The label behind a link, raised where the character set has raised letters. */
static struct clean label_text(struct flow *f, int32_t link)
{
	static const char *const raised[26] = {
		"ᵃ", "ᵇ", "ᶜ", "ᵈ", "ᵉ", "ᶠ", "ᵍ", "ʰ", "ⁱ", "ʲ", "ᵏ", "ˡ", "ᵐ",
		"ⁿ", "ᵒ", "ᵖ", "q", "ʳ", "ˢ", "ᵗ", "ᵘ", "ᵛ", "ʷ", "ˣ", "ʸ", "ᶻ",
	};
	char label[4];

	if (f->o.link_numbers)
		return clean_own(arena_printf(f->scratch, "[%d]", link + 1));
	link_label((size_t)link, label);
	if (f->o.ascii)
		return clean_own(arena_printf(f->scratch, "[%s]", label));
	return clean_own(arena_printf(f->scratch, "%s%s", raised[label[0] - 'a'],
				      label[1] ? raised[label[1] - 'a'] : ""));
}

static uint16_t span_style(uint32_t kind)
{
	switch ((enum span_kind)kind) {
	case SPAN_EM:
		return STYLE_EM;
	case SPAN_STRONG:
		return STYLE_STRONG;
	case SPAN_CODE:
		return STYLE_CODE;
	case SPAN_LINK:
		return STYLE_LINK;
	case SPAN_KINDS:
		break;
	}
	return 0;
}

/* The next place after pos where a span begins or ends. */
static size_t next_border(const struct block *b, size_t pos, size_t len)
{
	size_t i, border = len;

	for (i = 0; i < b->n_spans && b->spans[i].start < border; i++) {
		if (b->spans[i].start > pos)
			border = b->spans[i].start;
		else if (b->spans[i].end > pos && b->spans[i].end < border)
			border = b->spans[i].end;
	}
	return border;
}

/* The block's text, cleaned piece by piece so that spans keep their places, with link labels. */
static void style_text(struct flow *f, const struct block *b, uint16_t style, struct styled *s)
{
	size_t i, pos = 0, len = b->text ? strlen(b->text) : 0;

	*s = (struct styled){ .text = BUF_INIT(LIMIT_STORY_BYTES * 2) };
	while (pos < len) {
		size_t end = next_border(b, pos, len);
		uint16_t st = style;
		int32_t link = -1;
		bool link_ends = false;

		for (i = 0; i < b->n_spans && b->spans[i].start <= pos; i++) {
			if (b->spans[i].end <= pos)
				continue;
			st |= span_style(b->spans[i].kind);
			if (b->spans[i].kind == SPAN_LINK) {
				link = link_number(f, b->spans[i].url);
				link_ends = b->spans[i].end == end;
			}
		}
		put_piece(f, s, clean_text(f->scratch, str_mem(b->text + pos, end - pos)), pos,
			  st, link);
		if ((f->o.link_letters || f->o.link_numbers) && link_ends && link >= 0)
			put_piece(f, s, label_text(f, link), end, STYLE_DIM, link);
		pos = end;
	}
}

static uint32_t depth_of(const struct flow *f, const struct block *b)
{
	if (b->kind != BLOCK_ITEM && b->kind != BLOCK_PARA && b->kind != BLOCK_CODE)
		return 0;
	return MIN(MIN(b->level, FLOW_LISTS - 1u), (uint32_t)f->o.width / 12);
}

/* Bars of all quotes around b; *inner: those within the list that it stands in. */
static int bars(const struct flow *f, const struct block *b, int *inner)
{
	uint32_t all = MIN(b->quote, (uint32_t)MIN(f->o.width, 400) / 8), depth = depth_of(f, b);

	*inner = depth && all > f->list_quote[depth] ? (int)(all - f->list_quote[depth]) : 0;
	return (int)all;
}

int flow_margin_width(const struct flow *f, const struct block *b)
{
	int inner;

	return bars(f, b, &inner) * 2 + f->indent[depth_of(f, b)];
}

int flow_margin(struct flow *f, const struct block *b, struct line *l)
{
	int inner, all = bars(f, b, &inner), k, col = 0;

	for (k = 0; k < all; k++, col += 2) {
		if (k == all - inner)
			col += f->indent[depth_of(f, b)];
		flow_push_run(f, l, clean_own(f->o.ascii ? ">" : "│"), col,
			      STYLE_DIM | STYLE_QUOTE, -1);
	}
	return flow_margin_width(f, b);
}

void flow_rule(struct flow *f, struct line *l, int col, int n, int how)
{
	static const char *const signs[2][3] = { { "═", "─", "┄" }, { "=", "-", "~" } };
	struct buf b = BUF_INIT(KIB(4));
	struct clean text;

	for (; n > 0; n--)
		buf_puts(&b, signs[f->o.ascii][how]);
	text = clean_own(arena_str(f->arena, buf_str(&b)));
	flow_push_run(f, l, text, col, STYLE_DIM, -1);
	buf_free(&b);
}

/* The part [start, end) of s as runs of l from column col on. */
static void put_range(struct flow *f, struct line *l, const struct styled *s, size_t start,
		      size_t end, int col)
{
	size_t i;

	for (i = 0; i < s->n_pieces && s->pieces[i].start < end; i++) {
		const struct piece *p = &s->pieces[i];
		size_t from = MAX(p->start, start), to = MIN(p->end, end);
		struct clean text;

		if (from >= to)
			continue;
		text.p = arena_memdup(f->arena, s->text.data + from, to - from);
		text.n = to - from;
		col += flow_push_run(f, l, text, col, p->style, p->link)->width;
	}
}

static uint32_t raw_offset(const struct styled *s, size_t at)
{
	size_t i;

	for (i = s->n_pieces; i-- > 0;)
		if (s->pieces[i].start <= at)
			return s->pieces[i].raw + (uint32_t)(at - s->pieces[i].start);
	return 0;
}

/* What stands before the first line (a bullet), and the indent of all lines. */
struct hang {
	struct clean bullet;
	int indent;
};

static void put_line(struct flow *f, uint32_t block, const struct styled *s, size_t start,
		     size_t end, const struct hang *h, bool first)
{
	const struct block *b = &f->blocks[block];
	struct line *l = flow_push_line(f, block, raw_offset(s, start));
	int col = flow_margin(f, b, l);

	while (end > start && (s->text.data[end - 1] == ' ' || s->text.data[end - 1] == '\n'))
		end--;
	if (first && h->bullet.n)
		flow_push_run(f, l, h->bullet, MAX(col + h->indent - cells_width(h->bullet), 0),
			      STYLE_DIM, -1);
	put_range(f, l, s, start, end, col + h->indent);
}

/* Fills lines of width cells; keep: code, whose blanks stay and which breaks anywhere. */
static void fill(struct flow *f, uint32_t block, const struct styled *s, const struct hang *h,
		 int width, bool keep)
{
	struct clean text = { s->text.data, s->text.len }, cluster;
	char *breaks = arena_alloc(f->scratch, text.n + 1);
	size_t start = 0, offset = 0, fit = 0;
	bool first = true;
	int used = 0, w;

	width = MAX(width, 4);
	if (text.n)
		u8_possible_linebreaks((const uint8_t *)text.p, text.n, "UTF-8", breaks);
	while (start < text.n) {
		size_t before = offset;
		bool more = cells_next(text, &offset, &cluster, &w);
		bool hard = before > start && text.p[before - 1] == '\n';

		if (more && before > start && breaks[before] == UC_BREAK_POSSIBLE && !keep)
			fit = before;
		if (more && !hard && (used + w <= width || before == start ||
				      (!keep && cluster.n == 1 && *cluster.p == ' '))) {
			used += w;
			continue;
		}
		if (!more)
			fit = text.n;
		else if (hard || fit <= start)
			fit = before;
		put_line(f, block, s, start, fit, h, first);
		first = false;
		start = fit;
		while (!keep && start < text.n && text.p[start] == ' ')
			start++;
		offset = start;
		used = 0;
	}
	if (first && h->bullet.n)
		put_line(f, block, s, 0, 0, h, true);
}

static int digits(uint32_t n)
{
	int d = 1;

	for (; n >= 10; n /= 10)
		d++;
	return d;
}

#define LOOK_AROUND 200	/* items of a list that are looked at for its longest number */

static bool is_in_list(const struct block *b, uint32_t level)
{
	return (b->kind == BLOCK_ITEM || b->kind == BLOCK_PARA || b->kind == BLOCK_CODE) &&
	       b->level >= level;
}

/* The longest number of the list that item i belongs to: all of its texts begin at one column. */
static uint32_t longest_number(const struct flow *f, size_t i)
{
	const struct block *b = f->blocks;
	uint32_t longest = b[i].number;
	size_t k, n;

	for (k = i + 1, n = 0; k < f->n_blocks && is_in_list(&b[k], b[i].level); k++, n++) {
		if (n == LOOK_AROUND)
			break;
		if (b[k].kind == BLOCK_ITEM && b[k].level == b[i].level)
			longest = MAX(longest, b[k].number);
	}
	for (k = i, n = 0; k-- > 0 && is_in_list(&b[k], b[i].level) && n < LOOK_AROUND; n++)
		if (b[k].kind == BLOCK_ITEM && b[k].level == b[i].level)
			longest = MAX(longest, b[k].number);
	return longest;
}

/* Notes where the list of item i stands. */
static struct hang enter_item(struct flow *f, size_t i)
{
	const struct block *b = &f->blocks[i];
	uint32_t depth = depth_of(f, b), k;
	struct hang h = { clean_own(b->level % 2 ? f->o.ascii ? "* " : "• " :
				    f->o.ascii ? "- " : "◦ "), 0 };
	int width = 3;

	if (b->number) {
		h.bullet = clean_own(arena_printf(f->arena, "%u. ", b->number));
		width = MAX(width, digits(longest_number(f, i)) + 2);
	}
	if (!depth) {	/* too narrow */
		h.indent = width;
		return h;
	}
	for (k = 1; k < depth; k++)
		if (!f->indent[k])
			f->indent[k] = f->indent[k - 1] + 3;
	f->indent[depth] = f->indent[depth - 1] + width;
	f->list_quote[depth] = b->quote;
	for (k = depth + 1; k < FLOW_LISTS; k++)
		f->indent[k] = 0;
	return h;
}

static void rule(struct flow *f, uint32_t i)
{
	struct line *l = flow_push_line(f, i, 0);
	int n = MIN(f->o.width, 72) / 3;

	flow_rule(f, l, flow_margin(f, &f->blocks[i], l) + (MIN(f->o.width, 72) - n) / 2, n, 1);
}

static void figure_text(struct flow *f, uint32_t i, const char *text, struct hang *h)
{
	struct block b = f->blocks[i];
	struct styled s;

	if (text != b.text) {
		b.text = text;
		b.n_spans = 0;
	}
	style_text(f, &b, STYLE_DIM, &s);
	fill(f, i, &s, h, f->o.width - flow_margin_width(f, &b) - h->indent, false);
	buf_free(&s.text);
	h->bullet.n = 0;
}

/* A picture is told by its caption, else by what it shows; by both where no screen tells more. */
static void figure(struct flow *f, uint32_t i)
{
	const struct block *b = &f->blocks[i];
	struct hang h = { clean_own(f->o.ascii ? "[#] " : "▨ "), 0 };
	bool has_alt = !str_blank(b->alt), has_text = !str_blank(b->text);

	h.indent = cells_width(h.bullet);
	if (has_alt && has_text)
		has_alt = f->o.plain && str_ifind(str_of(b->text), str_of(b->alt)) == SIZE_MAX;
	if (has_alt)
		figure_text(f, i, b->alt, &h);
	if (has_text)
		figure_text(f, i, b->text, &h);
}

/* The line below a heading, as wide as it. */
static void underline(struct flow *f, uint32_t i, size_t first)
{
	int margin = flow_margin_width(f, &f->blocks[i]), width = 0;
	const struct run *last;
	struct line *l;
	size_t k;

	for (k = first; k < f->n_lines; k++) {
		if (!f->lines[k].n_runs)
			continue;
		last = &f->lines[k].runs[f->lines[k].n_runs - 1];
		width = MAX(width, last->col + last->width - margin);
	}
	if (width <= 0)
		return;
	l = flow_push_line(f, i, 0);
	flow_rule(f, l, flow_margin(f, &f->blocks[i], l), MIN(width, 72),
		  f->blocks[i].level > f->top_heading ? 2 : 1);
}

void flow_block(struct flow *f, uint32_t i)
{
	const struct block *b = &f->blocks[i];
	uint16_t style = b->quote ? STYLE_QUOTE : 0;
	bool is_code = b->kind == BLOCK_CODE;
	struct hang h = { { "", 0 }, 0 };
	size_t first = f->n_lines;
	struct styled s;
	int width;

	switch ((enum block_kind)b->kind) {
	case BLOCK_RULE:
		rule(f, i);
		return;
	case BLOCK_FIGURE:
		figure(f, i);
		return;
	case BLOCK_TABLE:
		flow_table(f, i);
		return;
	case BLOCK_HEADING:
		style |= STYLE_HEADING;
		break;
	case BLOCK_CODE:
		style |= STYLE_CODE;
		h.indent = f->o.plain ? 4 : 2;
		break;
	case BLOCK_ITEM:
		h = enter_item(f, i);
		break;
	case BLOCK_PARA:
	case BLOCK_KINDS:
		break;
	}
	style_text(f, b, style, &s);
	width = is_code && f->o.plain ? FLOW_UNBROKEN : f->o.width;
	fill(f, i, &s, &h, width - flow_margin_width(f, b) - h.indent, is_code);
	buf_free(&s.text);
	if (b->kind == BLOCK_HEADING && f->o.plain)
		underline(f, i, first);
}

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

int flow_margin_width(const struct flow *f, const struct block *b)
{
	return (int)MIN(b->quote, (uint32_t)f->o.width / 8) * 2;
}

int flow_margin(struct flow *f, const struct block *b, struct line *l)
{
	int width = flow_margin_width(f, b), col;

	for (col = 0; col < width; col += 2)
		flow_push_run(f, l, clean_own(f->o.ascii ? ">" : "│"), col,
			      STYLE_DIM | STYLE_QUOTE, -1);
	return width;
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
		flow_push_run(f, l, h->bullet, col + h->indent - cells_width(h->bullet),
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

static struct hang hang_of(struct flow *f, const struct block *b)
{
	uint32_t level = MIN(b->level, (uint32_t)f->o.width / 12);
	struct hang h = { { "", 0 }, 0 };

	if (b->kind != BLOCK_ITEM && b->kind != BLOCK_PARA)
		return h;
	h.indent = (int)level * 3;
	if (b->kind != BLOCK_ITEM)
		return h;
	if (b->number)
		h.bullet = clean_own(arena_printf(f->arena, "%u. ", b->number));
	else
		h.bullet = clean_own(f->o.ascii ? "* " : b->level % 2 ? "• " : "◦ ");
	h.indent = MAX(h.indent, cells_width(h.bullet));
	return h;
}

static void rule(struct flow *f, uint32_t i)
{
	struct line *l = flow_push_line(f, i, 0);
	int col = flow_margin(f, &f->blocks[i], l), n = f->o.width / 3;
	struct buf b = BUF_INIT(KIB(4));

	for (col += (f->o.width - n) / 2; n > 0; n--)
		buf_puts(&b, f->o.ascii ? "-" : "─");
	flow_push_run(f, l, clean_own(arena_str(f->arena, buf_str(&b))), col, STYLE_DIM, -1);
	buf_free(&b);
}

/* A picture is told by its caption, else by what it shows. */
static void figure(struct flow *f, uint32_t i)
{
	struct block b = f->blocks[i];
	struct hang h = { clean_own(f->o.ascii ? "[#] " : "▨ "), 0 };
	struct styled s;

	if (str_blank(b.text)) {
		b.text = b.alt;
		b.n_spans = 0;
	}
	if (str_blank(b.text))
		return;
	h.indent = cells_width(h.bullet);
	style_text(f, &b, STYLE_DIM, &s);
	fill(f, i, &s, &h, f->o.width - flow_margin_width(f, &b) - h.indent, false);
	buf_free(&s.text);
}

void flow_block(struct flow *f, uint32_t i)
{
	const struct block *b = &f->blocks[i];
	uint16_t style = b->quote ? STYLE_QUOTE : 0;
	struct hang h = hang_of(f, b);
	struct styled s;

	switch ((enum block_kind)b->kind) {
	case BLOCK_RULE:
		rule(f, i);
		return;
	case BLOCK_FIGURE:
		figure(f, i);
		return;
	case BLOCK_TABLE:
		flow_table(f, i, h.indent);
		return;
	case BLOCK_HEADING:
		style |= STYLE_HEADING;
		break;
	case BLOCK_CODE:
		style |= STYLE_CODE;
		h.indent = 2;
		break;
	case BLOCK_PARA:
	case BLOCK_ITEM:
	case BLOCK_KINDS:
		break;
	}
	style_text(f, b, style, &s);
	fill(f, i, &s, &h, f->o.width - flow_margin_width(f, b) - h.indent,
	     b->kind == BLOCK_CODE);
	buf_free(&s.text);
}

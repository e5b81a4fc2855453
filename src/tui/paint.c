#include "tui/paint.h"
/* before curses, which makes OK a macro */
#include "text/cells.h"

#include <curses.h>
#include <langinfo.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>
#include <wchar.h>

#define MARKS 4			/* combining characters in one cell, CCHARW_MAX less the base */
#define REPLACEMENT 0xfffd

static bool ascii;
static short pairs[INK_COUNT];
static int cursor_y, cursor_x;
static bool has_cursor;

void paint_init(void)
{
	int i;

	ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	for (i = 0; i < INK_COUNT; i++) {
		const struct look *l = theme_look((enum ink)i);
		int fg = COLORS >= 256 ? l->fg : l->fg8, bg = COLORS >= 256 ? l->bg : l->bg8;

		pairs[i] = 0;
		if (!has_colors() || (fg < 0 && bg < 0))
			continue;
		if (init_pair((short)(i + 1), (short)fg, (short)bg) == OK)
			pairs[i] = (short)(i + 1);
	}
}

bool paint_is_ascii(void)
{
	return ascii;
}

struct clean paint_sign(const char *utf8, const char *in_ascii)
{
	return clean_own(ascii ? in_ascii : utf8);
}

static attr_t attributes(unsigned ink)
{
	unsigned bits = (ink & ~0xffu) | theme_look((enum ink)(ink & 0xff))->attrs;
	attr_t a = A_NORMAL;

	if (bits & INK_BOLD)
		a |= A_BOLD;
	if (bits & INK_ITALIC)
		a |= A_ITALIC;
	if (bits & INK_UNDERLINE)
		a |= A_UNDERLINE;
	if (bits & INK_REVERSE)
		a |= A_REVERSE;
	if (bits & INK_FAINT && !(bits & INK_BOLD))
		a |= A_DIM;
	return a;
}

void paint_erase(void)
{
	cchar_t blank;

	setcchar(&blank, L" ", A_NORMAL, pairs[INK_TEXT], NULL);
	bkgrndset(&blank);
	erase();
	has_cursor = false;
}

/* Characters that only tell how others are to be joined or coloured. */
static bool is_joiner(ucs4_t c)
{
	return c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) ||
	       (c >= 0x1f3fb && c <= 0x1f3ff);
}

/* Scripts whose letters change their shape by a joiner. */
static bool joins(ucs4_t base)
{
	return (base >= 0x600 && base < 0x900) || (base >= 0x900 && base < 0xe00);
}

struct glyph {
	wchar_t text[MARKS + 2];
	int n, width, col;
};

static void put_cell(int y, int x, const struct glyph *c, attr_t attrs, short pair)
{
	cchar_t cc;
	int i;

	if (setcchar(&cc, c->text, attrs, pair, NULL) == ERR)
		return;
	mvadd_wch(y, x + c->col, &cc);
	for (i = wcwidth(c->text[0]); i < c->width; i++)
		mvaddch(y, x + c->col + i, (chtype)' ' | attrs | (chtype)COLOR_PAIR(pair));
}

/* One code point that takes room, as a cell of exactly its width in lede's tables. */
static struct glyph start_cell(ucs4_t c, int width, int col)
{
	int known = wcwidth((wchar_t)c);

	if (known < 1 || known > width)
		c = REPLACEMENT;
	return (struct glyph){ .text = { (wchar_t)c }, .n = 1, .width = width, .col = col };
}

static void put_cluster(int y, int x, struct clean cluster, int width, attr_t attrs, short pair)
{
	const uint8_t *p = (const uint8_t *)cluster.p, *end = p + cluster.n;
	struct glyph cell = { .n = 0 };
	int col = 0;
	ucs4_t c;

	while (p < end) {
		int w;

		p += u8_mbtouc(&c, p, (size_t)(end - p));
		w = uc_width(c, "UTF-8");
		if (w > 0 && !is_joiner(c)) {
			if (cell.n)
				put_cell(y, x, &cell, attrs, pair);
			cell.n = 0;
			if (col + w > width)
				break;
			cell = start_cell(c, w, col);
			col += w;
		} else if (!cell.n && col < width) {
			/* a mark without a base */
			cell = start_cell(' ', 1, col++);
			if (wcwidth((wchar_t)c) == 0)
				cell.text[cell.n++] = (wchar_t)c;
		} else if (cell.n > 0 && cell.n <= MARKS && wcwidth((wchar_t)c) == 0 &&
			   (!is_joiner(c) || joins((ucs4_t)cell.text[0]))) {
			cell.text[cell.n++] = (wchar_t)c;
		}
	}
	if (cell.n) {
		/* What was dropped behind it leaves its cells blank. */
		cell.width = MAX(cell.width, width - cell.col);
		put_cell(y, x, &cell, attrs, pair);
	}
}

static const struct {
	ucs4_t c;
	const char *ascii;
} spellings[] = {
	{ 0x2018, "'" }, { 0x2019, "'" }, { 0x201a, "'" }, { 0x201c, "\"" }, { 0x201d, "\"" },
	{ 0x201e, "\"" }, { 0x2013, "-" }, { 0x2014, "-" }, { 0x2010, "-" }, { 0x2011, "-" },
	{ 0x2026, "~" }, { 0x2022, "*" }, { 0xb7, "-" }, { 0xab, "\"" }, { 0xbb, "\"" },
	{ 0xdf, "s" }, { 0xe6, "a" }, { 0xc6, "A" }, { 0xf8, "o" }, { 0xd8, "O" }, { 0x153, "o" },
	{ 0x152, "O" }, { 0x142, "l" }, { 0x141, "L" }, { 0x20ac, "E" }, { 0x25b8, ">" },
	{ 0x2502, "|" }, { 0x2500, "-" }, { 0xd7, "x" }, { 0x2212, "-" }, { 0xa0, " " },
};

/* The nearest ASCII character; '?' when there is none. */
static char spell(struct clean cluster)
{
	uint8_t out[64];
	size_t n = sizeof(out), i;
	ucs4_t c;

	if (u8_mbtouc(&c, (const uint8_t *)cluster.p, cluster.n) < 1)
		return '?';
	for (i = 0; i < ARRAY_LEN(spellings); i++) {
		if (spellings[i].c == c)
			return spellings[i].ascii[0];
	}
	if (!u8_normalize(UNINORM_NFKD, (const uint8_t *)cluster.p, MIN(cluster.n, 16), out, &n) ||
	    !n || out[0] < ' ' || out[0] >= 0x7f)
		return '?';
	return (char)out[0];
}

static void put_ascii(int y, int x, struct clean cluster, int width)
{
	char text[2] = { spell(cluster), ' ' };
	int i;

	mvaddnstr(y, x, text, 1);
	for (i = 1; i < width; i++)
		mvaddnstr(y, x + i, text + 1, 1);
}

/* Printable ASCII from offset on, before what is not. */
static size_t ascii_run(struct clean text, size_t offset, int room)
{
	size_t n = 0;

	while ((int)n < room && offset + n < text.n && text.p[offset + n] >= ' ' &&
	       text.p[offset + n] < 0x7f)
		n++;
	/* The last may be the base of a mark that follows. */
	if (n && offset + n < text.n && (text.p[offset + n] & 0x80))
		n--;
	return n;
}

int paint_text(int y, int x, int width, struct clean text, unsigned ink)
{
	attr_t attrs = attributes(ink);
	short pair = pairs[ink & 0xff];
	size_t offset = 0;
	int col = 0;

	if (y < 0 || y >= LINES || x < 0)
		return 0;
	width = MIN(width, COLS - x);
	attr_set(attrs, pair, NULL);
	while (offset < text.n && col < width) {
		size_t run = ascii_run(text, offset, width - col);
		struct clean cluster;
		int w;

		if (run) {
			mvaddnstr(y, x + col, text.p + offset, (int)run);
			offset += run;
			col += (int)run;
			continue;
		}
		if (!cells_next(text, &offset, &cluster, &w) || col + w > width)
			break;
		if (w > 0 && ascii)
			put_ascii(y, x + col, cluster, w);
		else if (w > 0)
			put_cluster(y, x + col, cluster, w, attrs, pair);
		col += w;
	}
	return col;
}

int paint_right(int y, int x, int width, struct clean text, unsigned ink)
{
	int w = cells_width(text);

	if (w > width)
		return 0;
	return paint_text(y, x + width - w, w, text, ink);
}

void paint_blank(int y, int x, int width, unsigned ink)
{
	if (y < 0 || y >= LINES || x < 0)
		return;
	attr_set(attributes(ink), pairs[ink & 0xff], NULL);
	width = MIN(width, COLS - x);
	if (width > 0)
		mvhline(y, x, (chtype)' ' | attributes(ink) | (chtype)COLOR_PAIR(pairs[ink & 0xff]),
			width);
}

void paint_border(int y, int x, int h)
{
	int i;

	for (i = 0; i < h; i++)
		paint_text(y + i, x, 1, paint_sign("│", "|"), INK_BORDER);
}

void paint_cursor(int y, int x)
{
	cursor_y = y;
	cursor_x = x;
	has_cursor = true;
}

void paint_flush(void)
{
	curs_set(has_cursor);
	if (has_cursor)
		move(cursor_y, MIN(cursor_x, COLS - 1));
	wnoutrefresh(stdscr);
	doupdate();
}

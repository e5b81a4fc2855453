#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <unigbrk.h>

#include "app/keymap.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"
#include "tui/paint.h"

void prompt_init(struct prompt *p)
{
	*p = (struct prompt){ .line = BUF_INIT(LIMIT_QUERY_BYTES),
			      .killed = BUF_INIT(LIMIT_QUERY_BYTES) };
}

void prompt_free(struct prompt *p)
{
	size_t k, i;

	for (k = 0; k < PROMPT_KINDS; k++) {
		for (i = 0; i < p->n_history[k]; i++)
			free(p->history[k][i]);
	}
	buf_free(&p->line);
	buf_free(&p->killed);
}

void prompt_open(struct prompt *p, enum prompt_kind kind, const char *label, const char *text,
		 prompt_done done)
{
	p->is_open = true;
	p->kind = kind;
	snprintf(p->label_bytes, sizeof(p->label_bytes), "%s", label);
	p->label = p->label_bytes;
	p->done = done;
	p->history_at = p->n_history[kind];
	buf_reset(&p->line);
	buf_puts(&p->line, text ? text : "");
	p->at = p->line.len;
}

static void remember(struct prompt *p)
{
	char **h = p->history[p->kind];
	size_t *n = &p->n_history[p->kind], max = ARRAY_LEN(p->history[0]);

	if (!p->line.len || (*n && streq(h[*n - 1], buf_cstr(&p->line))))
		return;
	if (*n == max) {
		free(h[0]);
		memmove(h, h + 1, (max - 1) * sizeof(*h));
		(*n)--;
	}
	h[(*n)++] = mem_strdup(buf_cstr(&p->line));
}

static void set_line(struct prompt *p, const char *text)
{
	buf_reset(&p->line);
	buf_puts(&p->line, text);
	p->line.failed = false;
	p->at = p->line.len;
}

static void insert(struct prompt *p, uint32_t c)
{
	struct buf all = BUF_INIT(LIMIT_QUERY_BYTES);
	size_t at;

	buf_add(&all, buf_cstr(&p->line), p->at);
	buf_put_utf8(&all, c);
	at = all.len;
	buf_add(&all, buf_cstr(&p->line) + p->at, p->line.len - p->at);
	if (all.failed) {
		buf_free(&all);
		return;
	}
	buf_free(&p->line);
	p->line = all;
	p->at = at;
}

static size_t before(const struct prompt *p, size_t at)
{
	const uint8_t *s = (const uint8_t *)buf_cstr(&p->line);
	const uint8_t *prev = at ? u8_grapheme_prev(s + at, s) : NULL;

	return prev ? (size_t)(prev - s) : 0;
}

static size_t behind(const struct prompt *p, size_t at)
{
	const uint8_t *s = (const uint8_t *)buf_cstr(&p->line);
	const uint8_t *next = u8_grapheme_next(s + at, s + p->line.len);

	return next ? (size_t)(next - s) : p->line.len;
}

static size_t word_start(const struct prompt *p)
{
	const char *s = buf_cstr(&p->line);
	size_t at = p->at;

	while (at && s[at - 1] == ' ')
		at--;
	while (at && s[at - 1] != ' ')
		at--;
	return at;
}

/* Takes [from, to) out; kept: for ^Y. */
static void cut(struct prompt *p, size_t from, size_t to, bool kept)
{
	if (from >= to)
		return;
	if (kept) {
		buf_reset(&p->killed);
		buf_add(&p->killed, buf_cstr(&p->line) + from, to - from);
	}
	memmove(p->line.data + from, p->line.data + to, p->line.len - to + 1);
	p->line.len -= to - from;
	p->at = from;
}

static void recall(struct prompt *p, bool older)
{
	size_t n = p->n_history[p->kind];

	if (older ? p->history_at == 0 : p->history_at >= n)
		return;
	p->history_at += older ? (size_t)-1 : 1;
	set_line(p, p->history_at < n ? p->history[p->kind][p->history_at] : "");
}

static void yank(struct prompt *p)
{
	struct buf all = BUF_INIT(LIMIT_QUERY_BYTES);
	size_t at = p->at;

	buf_add(&all, buf_cstr(&p->line), at);
	buf_add_str(&all, buf_str(&p->killed));
	buf_puts(&all, buf_cstr(&p->line) + at);
	if (!all.failed) {
		at += p->killed.len;
		set_line(p, buf_cstr(&all));
		p->at = at;
	}
	buf_free(&all);
}

/* Keys that edit; false when it is none. */
static bool edit(struct prompt *p, uint32_t key)
{
	if (key == KEY_LEFT || key == KEY_CTRL('B'))
		p->at = before(p, p->at);
	else if (key == KEY_RIGHT || key == KEY_CTRL('F'))
		p->at = behind(p, p->at);
	else if (key == KEY_HOME || key == KEY_CTRL('A'))
		p->at = 0;
	else if (key == KEY_END || key == KEY_CTRL('E'))
		p->at = p->line.len;
	else if (key == KEY_BKSP)
		cut(p, before(p, p->at), p->at, false);
	else if (key == KEY_DEL || key == KEY_CTRL('D'))
		cut(p, p->at, behind(p, p->at), false);
	else if (key == KEY_CTRL('W'))
		cut(p, word_start(p), p->at, true);
	else if (key == KEY_CTRL('U'))
		cut(p, 0, p->at, true);
	else if (key == KEY_CTRL('K'))
		cut(p, p->at, p->line.len, true);
	else if (key == KEY_CTRL('Y'))
		yank(p);
	else if (key == KEY_UP || key == KEY_CTRL('P'))
		recall(p, true);
	else if (key == KEY_DOWN || key == KEY_CTRL('N'))
		recall(p, false);
	else
		return false;
	return true;
}

static void finish(struct prompt *p, struct tui *t)
{
	char *line = mem_strdup(buf_cstr(&p->line));

	remember(p);
	p->is_open = false;
	p->done(t, line);
	free(line);
}

void prompt_key(struct prompt *p, struct tui *t, uint32_t key, bool is_text)
{
	if (p->kind == PROMPT_CONFIRM) {
		if (is_text)
			return;
		p->is_open = false;
		if (key == 'y' || key == 'Y')
			p->done(t, "y");
		return;
	}
	if (is_text) {
		if (key >= ' ' && key < KEY_SPECIAL && key != KEY_BKSP)
			insert(p, key);
		return;
	}
	if (key == KEY_ESC || key == KEY_CTRL('G') || key == KEY_CTRL('C'))
		p->is_open = false;
	else if (key == KEY_BKSP && !p->line.len)
		p->is_open = false;
	else if (key == KEY_ENTER)
		finish(p, t);
	else if (!edit(p, key) && key >= ' ' && key < KEY_SPECIAL)
		insert(p, key);
}

void prompt_paint(struct prompt *p, int y, int width)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct clean label = clean_cstr(a, p->label);
	const char *s = buf_cstr(&p->line);
	int x, room, left = 0;
	size_t from = p->at;

	paint_blank(y, 0, width, INK_TEXT);
	x = paint_text(y, 0, width, label, INK_KEY);
	x += paint_text(y, x, width - x, clean_own(" "), INK_TEXT);
	room = width - x - 1;
	/* the part that ends at the cursor when the line is longer than the row */
	while (from) {
		size_t prev = before(p, from);
		int w = cells_width(clean_text(a, str_mem(s + prev, from - prev)));

		if (left + w > room)
			break;
		left += w;
		from = prev;
	}
	if (room > 0)
		paint_text(y, x, room + 1, clean_text(a, str_mem(s + from, p->line.len - from)),
			   INK_TEXT);
	paint_cursor(y, MIN(x + MAX(left, 0), MAX(width - 1, 0)));
	arena_free(a);
}

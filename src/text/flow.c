#include "text/flow.h"

#include <stdlib.h>
#include <unicase.h>
#include <unilbrk.h>
#include <uninorm.h>

#include "base/limits.h"
#include "base/mem.h"
#include "text/cells.h"
#include "text/flow_priv.h"

struct flow *flow_new(const struct block *blocks, size_t n, const struct flow_options *o)
{
	struct flow *f = mem_zalloc(sizeof(*f));
	size_t i;

	f->arena = arena_new(LIMIT_ARENA);
	f->scratch = arena_new(LIMIT_ARENA);
	f->blocks = blocks;
	f->n_blocks = n;
	f->o = *o;
	if (f->o.width < 10)
		f->o.width = 10;
	f->top_heading = 6;
	for (i = 0; i < n; i++)
		if (blocks[i].kind == BLOCK_HEADING)
			f->top_heading = MIN(f->top_heading, blocks[i].level);
	return f;
}

void flow_free(struct flow *f)
{
	if (!f)
		return;
	arena_free(f->arena);
	arena_free(f->scratch);
	free(f->lines);
	free(f);
}

struct line *flow_push_line(struct flow *f, uint32_t block, uint32_t offset)
{
	struct line *l;

	MEM_GROW(f->lines, f->cap_lines, f->n_lines + 1);
	l = &f->lines[f->n_lines++];
	*l = (struct line){ .block = block, .offset = offset };
	return l;
}

struct run *flow_push_run(struct flow *f, struct line *l, struct clean text, int col,
			  uint16_t style, int32_t link)
{
	struct run *r = ARENA_PUSH(f->arena, l->runs, l->n_runs);

	*r = (struct run){ text, (uint16_t)MAX(col, 0), (uint16_t)cells_width(text), style, link };
	return r;
}

void link_label(size_t i, char out[4])
{
	/* Without q, which has no raised form in most fonts. */
	static const char letters[] = "abcdefghijklmnoprstuvwxyz";
	size_t base = sizeof(letters) - 1, n = 0;

	if (i >= base)
		out[n++] = letters[(i / base - 1) % base];
	out[n++] = letters[i % base];
	out[n] = '\0';
}

/* Items of one list, and the paragraphs of one item, stand without a blank line between. */
static bool is_tight(const struct block *a, const struct block *b)
{
	return a->quote == b->quote && b->kind == BLOCK_ITEM &&
	       (a->kind == BLOCK_ITEM || (a->kind == BLOCK_PARA && a->level > 0));
}

/* The line between two blocks; a quote that goes on has its bar there too, where no style tells of
 * it. */
static void put_gap(struct flow *f, uint32_t i)
{
	struct line *l = flow_push_line(f, i, 0);
	struct block both = f->blocks[i];

	both.quote = MIN(both.quote, f->blocks[i - 1].quote);
	if (f->o.plain && both.quote)
		flow_margin(f, &both, l);
}

/* Lays out the next block; false when there is none. */
static bool flow_more(struct flow *f)
{
	size_t i = f->next_block;

	if (i >= f->n_blocks)
		return false;
	f->next_block++;
	if (f->n_lines > 0 && !is_tight(&f->blocks[i - 1], &f->blocks[i]))
		put_gap(f, (uint32_t)i);
	flow_block(f, (uint32_t)i);
	arena_reset(f->scratch);
	return true;
}

const struct line *flow_line(struct flow *f, size_t i)
{
	while (i >= f->n_lines)
		if (!flow_more(f))
			return NULL;
	return &f->lines[i];
}

size_t flow_count(struct flow *f)
{
	while (flow_more(f))
		;
	return f->n_lines;
}

size_t flow_at(struct flow *f, uint32_t block, uint32_t offset)
{
	size_t i, at = 0;

	while (f->next_block <= block && flow_more(f))
		;
	for (i = 0; i < f->n_lines && f->lines[i].block <= block; i++)
		if (f->lines[i].block < block || f->lines[i].offset <= offset)
			at = i;
	return at;
}

static bool is_heading(struct flow *f, size_t i)
{
	const struct line *l = flow_line(f, i);

	return l && l->n_runs && f->blocks[l->block].kind == BLOCK_HEADING &&
	       (i == 0 || f->lines[i - 1].block != l->block || !f->lines[i - 1].n_runs);
}

size_t flow_heading(struct flow *f, size_t line, bool backwards)
{
	size_t i;

	if (backwards) {
		for (i = line + 1; i-- > 0;)
			if (is_heading(f, i))
				return i;
		return SIZE_MAX;
	}
	for (i = line; flow_line(f, i); i++)
		if (is_heading(f, i))
			return i;
	return SIZE_MAX;
}

size_t flow_link_line(struct flow *f, int32_t link)
{
	const struct line *l;
	size_t i, j;

	for (i = 0; (l = flow_line(f, i)) != NULL; i++)
		for (j = 0; j < l->n_runs; j++)
			if (l->runs[j].link == link)
				return i;
	return SIZE_MAX;
}

/* --- find --- */

static void line_text(const struct line *l, struct buf *b)
{
	size_t i;

	for (i = 0; l && i < l->n_runs; i++)
		if (!(l->runs[i].style & STYLE_DIM))
			buf_add(b, l->runs[i].text.p, l->runs[i].text.n);
}

static char *fold(const char *p, size_t n, size_t *out_n)
{
	uint8_t *s = u8_casefold((const uint8_t *)p, n, NULL, UNINORM_NFC, NULL, out_n);

	if (!s)
		mem_fail();
	return (char *)s;
}

/* Whether needle (folded) begins in line i; it may run on into the next line. */
static bool line_has(struct flow *f, size_t i, const char *needle, size_t n)
{
	struct buf b = BUF_INIT(KIB(64));
	size_t own, own_n, all_n, hit;
	char *all, *mine;
	bool found;

	line_text(flow_line(f, i), &b);
	own = b.len;
	buf_putc(&b, ' ');
	line_text(flow_line(f, i + 1), &b);
	mine = fold(buf_cstr(&b), own, &own_n);
	all = fold(buf_cstr(&b), b.len, &all_n);
	hit = str_find(str_mem(all, all_n), str_mem(needle, n));
	found = hit != SIZE_MAX && hit < own_n;
	free(mine);
	free(all);
	buf_free(&b);
	return found;
}

size_t flow_find(struct flow *f, struct str needle, size_t line, bool backwards)
{
	size_t i, n, hit = SIZE_MAX;
	char *folded;

	if (needle.n == 0)
		return SIZE_MAX;
	folded = fold(needle.p, needle.n, &n);
	if (backwards) {
		for (i = MIN(line, flow_count(f)); i-- > 0 && hit == SIZE_MAX;)
			if (line_has(f, i, folded, n))
				hit = i;
	} else {
		for (i = line + 1; flow_line(f, i) && hit == SIZE_MAX; i++)
			if (line_has(f, i, folded, n))
				hit = i;
	}
	free(folded);
	return hit;
}

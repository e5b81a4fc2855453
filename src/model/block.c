#include "model/block.h"

#include <unistr.h>

/* Ideographs, kana and Hangul are read by the character, not by the blank. */
static bool is_cjk(ucs4_t c)
{
	return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

static size_t text_half_words(const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	bool in_word = false;
	size_t half = 0;
	ucs4_t c;

	while (p && *p) {
		if (*p < 0x80)
			c = *p++;
		else
			p = u8_next(&c, p);
		if (is_cjk(c)) {
			half++;
			in_word = false;
		} else if (c <= ' ' || c == 0xa0) {
			in_word = false;
		} else if (!in_word) {
			half += 2;
			in_word = true;
		}
	}
	return half;
}

size_t blocks_words(const struct block *blocks, size_t n)
{
	size_t i, j, half = 0;

	for (i = 0; i < n; i++) {
		half += text_half_words(blocks[i].text);
		for (j = 0; j < blocks[i].n_cells; j++)
			half += text_half_words(blocks[i].cells[j].text);
	}
	return (half + 1) / 2;
}

#define WORDS_PER_MINUTE 230	/* silent reading of non-fiction: Brysbaert 2019, 238 */

uint32_t blocks_minutes(const struct block *blocks, size_t n)
{
	size_t words = blocks_words(blocks, n);

	return words ? (uint32_t)((words + WORDS_PER_MINUTE / 2) / WORDS_PER_MINUTE) ?: 1 : 0;
}

static void table_text(const struct block *t, struct buf *b)
{
	size_t i;

	for (i = 0; i < t->n_cells; i++) {
		if (i)
			buf_puts(b, i % t->columns ? "\t" : "\n");
		buf_puts(b, t->cells[i].text ? t->cells[i].text : "");
	}
}

enum rc blocks_text(const struct block *blocks, size_t n, struct buf *b)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct block *blk = &blocks[i];

		if (blk->kind == BLOCK_RULE || blk->kind == BLOCK_FIGURE ||
		    (str_blank(blk->text) && !blk->n_cells))
			continue;
		if (b->len)
			buf_puts(b, "\n\n");
		if (blk->kind == BLOCK_TABLE)
			table_text(blk, b);
		else
			buf_puts(b, blk->text);
	}
	return b->failed ? E_LIMIT : OK;
}

#include "model/block.h"

#include <unistr.h>

#include "base/bytes16.h"

/* Ideographs, kana and Hangul are read by the character, not by the blank. */
static bool is_cjk(ucs4_t c)
{
	return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7af) ||
	       (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* Beginnings of words in the ASCII text from p on, sixteen bytes at a time, as long as it is such;
 * p[-1] must be of it and more than that lie before end. Sets p behind it. */
static size_t ascii_words(const char **p, const char *end)
{
	size_t words = 0;

	while (end - *p >= (ptrdiff_t)sizeof(bytes16)) {
		bytes16 v = bytes16_at(*p), before = bytes16_at(*p - 1), begins;
		size_t i;

		if (bytes16_any(v & 0x80))
			break;
		begins = (bytes16)(v > ' ') & (bytes16)(before <= ' ') & 1;
		for (i = 0; i < sizeof(begins); i++)
			words += begins[i];
		*p += sizeof(bytes16);
	}
	return words;
}

static size_t text_half_words(const char *text)
{
	const char *p = text ? text : "", *end = p + strlen(p);
	bool in_word = false;
	size_t half = 0;
	ucs4_t c;

	while (p < end) {
		if (!((unsigned char)*p & 0x80)) {
			half += *p > ' ' && !in_word ? 2 : 0;
			p++;
			half += 2 * ascii_words(&p, end);
			in_word = p[-1] > ' ';
			continue;
		}
		p = (const char *)u8_next(&c, (const uint8_t *)p);
		if (!p)
			break;
		if (is_cjk(c)) {
			half++;
			in_word = false;
		} else if (c == 0xa0) {
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

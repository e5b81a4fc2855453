/* buf.h: owned bytes that grow up to a maximum given at the start; no unlimited buffer
 * exists. Invariants: data is NULL or holds len bytes and a NUL behind them; once a write
 * did not fit, failed stays set, the bytes that fitted stay, and later writes do nothing, so
 * that a row of appends needs one check at its end. */
#ifndef LEDE_BUF_H
#define LEDE_BUF_H

#include "base/err.h"
#include "base/str.h"

struct buf {
	char *data;
	size_t len, cap, max;
	bool failed;
};

#define BUF_INIT(max_) ((struct buf){ .max = (max_) })

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
/* Empties it and keeps the memory. */
void buf_reset(struct buf *b);
/* OK, or E_LIMIT where the maximum was reached. */
enum rc buf_add(struct buf *b, const void *p, size_t n);
enum rc buf_add_str(struct buf *b, struct str s);
enum rc buf_puts(struct buf *b, const char *s);
/* Inline: parsers put most of their text a character at a time. */
static inline enum rc buf_putc(struct buf *b, char c)
{
	if (b->failed || b->len + 1 >= b->cap || b->len >= b->max)
		return buf_add(b, &c, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
	return OK;
}
enum rc buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* One code point as UTF-8; what is no scalar value becomes U+FFFD. */
enum rc buf_put_utf8(struct buf *b, uint32_t cp);
/* Room for n more bytes behind the contents, to be filled by others; buf_grow then says how many of
 * them were. NULL, and failed, where the maximum leaves no such room. */
char *buf_room(struct buf *b, size_t n);
void buf_grow(struct buf *b, size_t n);
/* Removes the first n bytes. */
void buf_consume(struct buf *b, size_t n);
void buf_truncate(struct buf *b, size_t len);
/* The contents as a C string, "" when empty; valid until the next change. */
const char *buf_cstr(const struct buf *b);
static inline struct str buf_str(const struct buf *b)
{
	return (struct str){ b->data ? b->data : "", b->len };
}

#endif

/* decode.h: undoes the codings of a reply's body (RFC 9110, 8.4) as it comes. libcurl's own decoder
 * takes a gzip that was cut for a whole one and refuses several members (RFC 1952, 2.2). */
#ifndef LEDE_DECODE_H
#define LEDE_DECODE_H

#include "base/err.h"
#include "base/str.h"

/* What lede can undo, as Accept-Encoding says it. */
#define DECODE_ACCEPTED "gzip, deflate, br"

struct decode;

/* Takes some decoded bytes; anything but OK ends the work. */
typedef enum rc decode_sink(void *ctx, const void *p, size_t n);

/* For a Content-Encoding, at most LIMIT_CODINGS of them; *out, owned by the caller, is NULL where
 * there is nothing to undo. E_NET for a coding that is not known. */
enum rc decode_new(struct str codings, struct decode **out, struct err *e);
void decode_free(struct decode *d);
/* Hands what n more bytes stand for to the sink, whose rc it returns; E_NET, with words, for bytes
 * that are damaged. What follows the end of the packed data is left out; bytes that were never
 * packed, whatever the header says, pass as they are. */
enum rc decode_push(struct decode *d, const void *p, size_t n, decode_sink *sink, void *ctx,
		    struct err *e);
/* Whether nothing is missing at the end. */
bool decode_is_whole(const struct decode *d);

#endif

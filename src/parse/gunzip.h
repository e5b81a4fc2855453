/* gunzip.h: documents that come as gzip files. */
#ifndef LEDE_PARSE_GUNZIP_H
#define LEDE_PARSE_GUNZIP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"

/* Whether it begins as a gzip file does (RFC 1952). */
bool gunzip_is(struct str s);
/* What it holds, in the arena: at most LIMIT_FEED_BYTES, else E_LIMIT. Of a truncated file what is
 * there; E_PARSE when that is nothing. */
enum rc gunzip(struct arena *a, struct str in, struct str *out, struct err *e);

#endif

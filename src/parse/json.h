/* json.h: the one entry to jansson. */
#ifndef LEDE_PARSE_JSON_H
#define LEDE_PARSE_JSON_H

#include <jansson.h>

#include "base/str.h"

/* Bytes that the values of this JSON take in memory, by what begins them: some 50 times its own
 * bytes for the worst. Linear; text that is no JSON has an answer too. */
size_t json_tree_bytes(struct str utf8);
/* The value at the start of valid UTF-8, what follows it is not looked at. Members twice and NUL in
 * strings happen; the last and the rest count. NULL when it is damaged; error may be NULL. Owned by
 * the caller (json_decref), who asks json_tree_bytes first. */
json_t *json_read(struct str utf8, json_error_t *error) MUST_CHECK;

#endif

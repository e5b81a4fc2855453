/* fuzz.h: what the fuzz targets share. A target (fuzz_X.c) defines LLVMFuzzerTestOneInput, which
 * makes of any bytes what the parser X takes and checks what must hold of every answer. Built with
 * libFuzzer (configure --enable-fuzzing), else with replay.c for "make check". */
#ifndef LEDE_TESTS_FUZZ_H
#define LEDE_TESTS_FUZZ_H

#include "base/arena.h"
#include "model/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program where what must hold does not, with the words for it. */
#define FUZZ_MUST(words, holds) do { if (!(holds)) fuzz_fail(words, __FILE__, __LINE__); } while (0)

void fuzz_fail(const char *words, const char *file, int line) NORETURN;
/* Takes the part before the first mark off *rest; all of it where there is no mark. */
struct str fuzz_part(struct str *rest, struct str mark);
/* NULL, or valid UTF-8 by another judge than lede's own. */
void fuzz_text(const char *s);
/* The same, and on one line: no control character. */
void fuzz_line(const char *s);
/* NULL, or a URL as url.h promises it: absolute, of visible characters, a port that is one, and
 * resolved once more the same. */
void fuzz_url(struct arena *a, const char *url);
/* The same, and of a scheme that may stand in a document at base. */
void fuzz_link(struct arena *a, const char *base, const char *url);
/* DATE_NONE, or a date that is written and read again the same. */
void fuzz_date(struct arena *a, int64_t when);
/* Blocks as block.h promises them. */
void fuzz_blocks(struct arena *a, const struct block *blocks, size_t n);
/* HTML as the sanitizer writes it: of a safe vocabulary, its links not running, well nested, and what
 * stands in it quoted. */
void fuzz_safe_html(struct arena *a, const char *html);
/* Decodes what was encoded, and encodes that the same. Where it is too much for one message
 * nothing is to be said. */
void fuzz_record(struct arena *a, const struct shape *shape, const void *object, size_t size);

#endif

/* mem.h: allocation that does not fail. When memory runs out the program ends with one line
 * and EX_OSERR after its exit hook has put the terminal right; what was committed to the
 * store stays, and the engine starts its parser again. So callers have no NULL to handle. */
#ifndef LEDE_MEM_H
#define LEDE_MEM_H

#include "base/base.h"

/* As malloc(3) and kin, never NULL. Free with free(3). */
void *mem_alloc(size_t n) MUST_CHECK;
void *mem_zalloc(size_t n) MUST_CHECK;
/* n elements of size bytes each, checked for overflow. */
void *mem_realloc(void *p, size_t n, size_t size) MUST_CHECK;
char *mem_strdup(const char *s) MUST_CHECK;
char *mem_strndup(const char *s, size_t n) MUST_CHECK;
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2) MUST_CHECK;

/* Called once before the program ends for want of memory (the screen restores the terminal). */
void mem_on_failure(void (*hook)(void));
/* For a program that takes and frees the same amounts over and over: some MB of what is freed stay
 * for the next time, instead of going back to the system page by page. */
void mem_keep_freed(void);
/* Gives them back: there is nothing more to do for a while. */
void mem_give_back(void);
/* Ends the program as above; for libraries that report a failed allocation themselves. */
NORETURN void mem_fail(void);

/* Grows array *p (element type of **p) so that it holds at least need elements; *cap follows. */
#define MEM_GROW(p, cap, need)								\
	do {										\
		size_t need_ = (need);							\
		if (need_ > (cap)) {							\
			(cap) = (cap) * 2 > need_ ? (cap) * 2 : need_ + 8;		\
			(p) = mem_realloc((p), (cap), sizeof(*(p)));			\
		}									\
	} while (0)

#endif

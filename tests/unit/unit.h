/* unit.h: what every unit test includes, in the order cmocka wants. */
#ifndef LEDE_UNIT_H
#define LEDE_UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* AddressSanitizer looks over all of what memchr() and its like are given at each call, so growth
 * of CPU time says nothing under it. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#define IS_SANITIZED __has_feature(address_sanitizer)
#else
#define IS_SANITIZED 0
#endif

#endif

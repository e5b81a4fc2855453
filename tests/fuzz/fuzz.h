/* fuzz.h: libFuzzer's entry point, which each fuzz_*.c defines. */
#ifndef LEDE_TESTS_FUZZ_H
#define LEDE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

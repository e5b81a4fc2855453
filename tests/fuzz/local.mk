# The targets run on damaged copies of the cases in "make check"; --enable-fuzzing (clang) builds
# them for libFuzzer.
CLEANFILES += fuzz-last.bin
FUZZ_LIBS = libparse.a libmodel.a libbase.a $(XML_LIBS) $(JANSSON_LIBS) $(UCHARDET_LIBS) \
	$(XXHASH_LIBS) $(ZLIB_LIBS) $(UNISTRING_LIBS) $(LIBINTL)

if FUZZING
check_PROGRAMS += tests/fuzz/fuzz_parse
tests_fuzz_fuzz_parse_SOURCES = tests/fuzz/fuzz_parse.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_parse_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_parse_LDADD = $(FUZZ_LIBS)
else
check_PROGRAMS += tests/fuzz/replay_parse
TESTS += tests/fuzz/replay_parse
tests_fuzz_replay_parse_SOURCES = tests/fuzz/fuzz_parse.c tests/fuzz/fuzz.h tests/fuzz/replay.c
tests_fuzz_replay_parse_LDADD = $(FUZZ_LIBS)
endif

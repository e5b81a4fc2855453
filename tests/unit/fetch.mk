if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_fetch
TESTS += tests/unit/test_fetch
tests_unit_test_fetch_SOURCES = tests/unit/test_fetch.c tests/unit/unit.h
tests_unit_test_fetch_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_fetch_LDADD = libfetch.a libbase.a $(CURL_LIBS) $(ZLIB_LIBS) $(BROTLI_LIBS) $(XXHASH_LIBS) $(UNISTRING_LIBS) \
	$(CMOCKA_LIBS) $(LIBINTL)

check_PROGRAMS += tests/unit/test_cond
TESTS += tests/unit/test_cond
tests_unit_test_cond_SOURCES = tests/unit/test_cond.c tests/unit/unit.h
tests_unit_test_cond_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_cond_LDADD = libfetch.a libbase.a $(CURL_LIBS) $(XXHASH_LIBS) $(UNISTRING_LIBS) \
	$(CMOCKA_LIBS) $(LIBINTL)
endif
TESTS += tests/unit/engine.py
EXTRA_DIST += tests/unit/engine.py tests/lib/wire.py

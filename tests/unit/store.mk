if HAVE_CMOCKA
store_test_sources = tests/unit/store_util.c tests/unit/store_util.h tests/unit/unit.h
store_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
store_test_libs = libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(UNISTRING_LIBS) \
	$(CMOCKA_LIBS) $(LIBINTL)

check_PROGRAMS += tests/unit/test_store tests/unit/test_search
TESTS += tests/unit/test_store tests/unit/test_search
tests_unit_test_store_SOURCES = tests/unit/test_store.c $(store_test_sources)
tests_unit_test_store_CFLAGS = $(store_test_cflags)
tests_unit_test_store_LDADD = $(store_test_libs)
tests_unit_test_search_SOURCES = tests/unit/test_search.c $(store_test_sources)
tests_unit_test_search_CFLAGS = $(store_test_cflags)
tests_unit_test_search_LDADD = $(store_test_libs)
endif

if HAVE_CMOCKA
base_tests = tests/unit/test_clean tests/unit/test_date tests/unit/test_osfile tests/unit/test_url
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
base_test_ldadd = libbase.a $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)
tests_unit_test_clean_SOURCES = tests/unit/test_clean.c tests/unit/unit.h
tests_unit_test_clean_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_clean_LDADD = $(base_test_ldadd)
tests_unit_test_date_SOURCES = tests/unit/test_date.c tests/unit/unit.h
tests_unit_test_date_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_date_LDADD = $(base_test_ldadd)
tests_unit_test_osfile_SOURCES = tests/unit/test_osfile.c tests/unit/unit.h
tests_unit_test_osfile_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_osfile_LDADD = $(base_test_ldadd)
tests_unit_test_url_SOURCES = tests/unit/test_url.c tests/unit/unit.h
tests_unit_test_url_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_url_LDADD = $(base_test_ldadd)
endif

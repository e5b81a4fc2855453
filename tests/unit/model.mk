if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_record
TESTS += tests/unit/test_record
tests_unit_test_record_SOURCES = tests/unit/test_record.c tests/unit/unit.h
tests_unit_test_record_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_record_LDADD = libmodel.a libbase.a $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)
endif

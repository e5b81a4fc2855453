if HAVE_CMOCKA
PARSE_TEST_LIBS = libparse.a libmodel.a libbase.a $(XML_LIBS) $(JANSSON_LIBS) $(UCHARDET_LIBS) \
	$(XXHASH_LIBS) $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)
PARSE_TEST_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(CMOCKA_CFLAGS)

check_PROGRAMS += tests/unit/test_html
TESTS += tests/unit/test_html
tests_unit_test_html_SOURCES = tests/unit/test_html.c tests/unit/unit.h
tests_unit_test_html_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_html_LDADD = $(PARSE_TEST_LIBS)
endif

if HAVE_CMOCKA
PARSE_TEST_LIBS = libparse.a libmodel.a libbase.a $(XML_LIBS) $(JANSSON_LIBS) $(UCHARDET_LIBS) $(MARKDOWN_LIBS) \
	$(XXHASH_LIBS) $(ZLIB_LIBS) $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)
PARSE_TEST_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(CMOCKA_CFLAGS)

check_PROGRAMS += tests/unit/test_html
TESTS += tests/unit/test_html
tests_unit_test_html_SOURCES = tests/unit/test_html.c tests/unit/unit.h
tests_unit_test_html_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_html_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_charset
TESTS += tests/unit/test_charset
tests_unit_test_charset_SOURCES = tests/unit/test_charset.c tests/unit/unit.h
tests_unit_test_charset_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_charset_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_feeds
TESTS += tests/unit/test_feeds
tests_unit_test_feeds_SOURCES = tests/unit/test_feeds.c tests/unit/unit.h
tests_unit_test_feeds_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_feeds_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_xml
TESTS += tests/unit/test_xml
tests_unit_test_xml_SOURCES = tests/unit/test_xml.c tests/unit/unit.h
tests_unit_test_xml_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_xml_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_discover
TESTS += tests/unit/test_discover
tests_unit_test_discover_SOURCES = tests/unit/test_discover.c tests/unit/unit.h
tests_unit_test_discover_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_discover_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_address
TESTS += tests/unit/test_address
tests_unit_test_address_SOURCES = tests/unit/test_address.c tests/unit/unit.h
tests_unit_test_address_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_address_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_ago
TESTS += tests/unit/test_ago
tests_unit_test_ago_SOURCES = tests/unit/test_ago.c tests/unit/unit.h
tests_unit_test_ago_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_ago_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_frontpage
TESTS += tests/unit/test_frontpage
tests_unit_test_frontpage_SOURCES = tests/unit/test_frontpage.c tests/unit/unit.h
tests_unit_test_frontpage_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_frontpage_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_related
TESTS += tests/unit/test_related
tests_unit_test_related_SOURCES = tests/unit/test_related.c tests/unit/unit.h
tests_unit_test_related_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_related_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_meta
TESTS += tests/unit/test_meta
tests_unit_test_meta_SOURCES = tests/unit/test_meta.c tests/unit/unit.h
tests_unit_test_meta_CFLAGS = $(PARSE_TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_test_meta_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_blocks
TESTS += tests/unit/test_blocks
tests_unit_test_blocks_SOURCES = tests/unit/test_blocks.c tests/unit/unit.h
tests_unit_test_blocks_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_blocks_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_body
TESTS += tests/unit/test_body
tests_unit_test_body_SOURCES = tests/unit/test_body.c tests/unit/unit.h
tests_unit_test_body_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_body_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_rules
TESTS += tests/unit/test_rules
tests_unit_test_rules_SOURCES = tests/unit/test_rules.c tests/unit/unit.h
tests_unit_test_rules_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_rules_LDADD = libparse.a libconfig.a $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_extract
TESTS += tests/unit/test_extract
tests_unit_test_extract_SOURCES = tests/unit/test_extract.c tests/unit/unit.h
tests_unit_test_extract_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_extract_LDADD = $(PARSE_TEST_LIBS)

check_PROGRAMS += tests/unit/test_pages
TESTS += tests/unit/test_pages
tests_unit_test_pages_SOURCES = tests/unit/test_pages.c tests/unit/unit.h
tests_unit_test_pages_CFLAGS = $(PARSE_TEST_CFLAGS)
tests_unit_test_pages_LDADD = $(PARSE_TEST_LIBS)
endif

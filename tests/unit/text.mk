if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_flow tests/unit/test_render
TESTS += tests/unit/test_flow tests/unit/test_render
tests_unit_test_flow_SOURCES = tests/unit/test_flow.c tests/unit/unit.h
tests_unit_test_flow_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_flow_LDADD = libtext.a libmodel.a libbase.a $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)
tests_unit_test_render_SOURCES = tests/unit/test_render.c tests/unit/unit.h
tests_unit_test_render_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_render_LDADD = libtext.a libmodel.a libbase.a $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)
endif

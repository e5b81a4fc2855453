if HAVE_CMOCKA
app_tests = tests/unit/test_health tests/unit/test_input tests/unit/test_keymap \
	tests/unit/test_session
app_test_libs = libapp.a libstore.a libtext.a libconfig.a libmodel.a libbase.a \
	$(SQLITE_LIBS) $(UNISTRING_LIBS) $(CMOCKA_LIBS) $(LIBINTL)

check_PROGRAMS += $(app_tests)
TESTS += $(app_tests)
tests_unit_test_health_SOURCES = tests/unit/test_health.c tests/unit/unit.h
tests_unit_test_health_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_health_LDADD = $(app_test_libs)
tests_unit_test_input_SOURCES = tests/unit/test_input.c tests/unit/unit.h
tests_unit_test_input_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_input_LDADD = libtui.a $(app_test_libs) $(CURSES_LIBS)
tests_unit_test_keymap_SOURCES = tests/unit/test_keymap.c tests/unit/unit.h
tests_unit_test_keymap_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_keymap_LDADD = $(app_test_libs)
tests_unit_test_session_SOURCES = tests/unit/test_session.c $(store_test_sources)
tests_unit_test_session_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_test_session_LDADD = $(app_test_libs)
endif

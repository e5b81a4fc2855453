if HAVE_CMOCKA
store_test_sources = tests/unit/store_util.c tests/unit/store_util.h tests/unit/unit.h
store_test_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
store_test_libs = libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(UNISTRING_LIBS) \
	$(CMOCKA_LIBS) $(LIBINTL)
store_tests = tests/unit/test_damage tests/unit/test_identity tests/unit/test_migrate \
	tests/unit/test_plan tests/unit/test_search tests/unit/test_store

check_PROGRAMS += $(store_tests)
TESTS += $(store_tests)
tests_unit_test_damage_SOURCES = tests/unit/test_damage.c $(store_test_sources)
tests_unit_test_damage_CFLAGS = $(store_test_cflags)
tests_unit_test_damage_LDADD = $(store_test_libs)
tests_unit_test_identity_SOURCES = tests/unit/test_identity.c $(store_test_sources)
tests_unit_test_identity_CFLAGS = $(store_test_cflags)
tests_unit_test_identity_LDADD = $(store_test_libs)
tests_unit_test_migrate_SOURCES = tests/unit/test_migrate.c $(store_test_sources)
tests_unit_test_migrate_CFLAGS = $(store_test_cflags)
tests_unit_test_migrate_LDADD = $(store_test_libs)
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c $(store_test_sources)
tests_unit_test_plan_CFLAGS = $(store_test_cflags)
tests_unit_test_plan_LDADD = $(store_test_libs)
tests_unit_test_search_SOURCES = tests/unit/test_search.c $(store_test_sources)
tests_unit_test_search_CFLAGS = $(store_test_cflags)
tests_unit_test_search_LDADD = $(store_test_libs)
tests_unit_test_store_SOURCES = tests/unit/test_store.c $(store_test_sources)
tests_unit_test_store_CFLAGS = $(store_test_cflags)
tests_unit_test_store_LDADD = $(store_test_libs)
endif
EXTRA_DIST += tests/unit/store_v1.sql

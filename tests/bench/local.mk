# "make bench" prints ratios against bare programs that do only the same work.
bare_programs = tests/bench/bare_refresh tests/bench/bare_screen tests/bench/bare_html tests/bench/feedtimes \
	tests/bench/pagetimes
EXTRA_PROGRAMS = $(bare_programs)
tests_bench_bare_refresh_SOURCES = tests/bench/bare_refresh.c
tests_bench_bare_refresh_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(XML_CFLAGS) $(SQLITE_CFLAGS)
tests_bench_bare_refresh_LDADD = $(CURL_LIBS) $(XML_LIBS) $(SQLITE_LIBS)
tests_bench_bare_screen_SOURCES = tests/bench/bare_screen.c
tests_bench_bare_screen_CPPFLAGS = $(AM_CPPFLAGS) $(CURSES_CFLAGS) $(SQLITE_CFLAGS)
tests_bench_bare_screen_LDADD = $(CURSES_LIBS) $(SQLITE_LIBS)
tests_bench_bare_html_SOURCES = tests/bench/bare_html.c
tests_bench_bare_html_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
tests_bench_bare_html_LDADD = $(XML_LIBS)
tests_bench_feedtimes_SOURCES = tests/bench/feedtimes.c
tests_bench_feedtimes_LDADD = $(lede_parse_LDADD)
tests_bench_pagetimes_SOURCES = tests/bench/pagetimes.c
tests_bench_pagetimes_LDADD = $(lede_parse_LDADD)
EXTRA_DIST += tests/bench/bench.py tests/bench/parsing.py tests/bench/peers.py tests/bench/million.py
CLEANFILES += $(bare_programs)

bench: all $(bare_programs) tests/bench/mkstore
	@$(AM_TESTS_ENVIRONMENT) $(PYTHON3) $(top_srcdir)/tests/bench/bench.py $(BENCH)
.PHONY: bench

check_PROGRAMS += tests/bench/mkstore tests/bench/storetimes
store_bench_libs = libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(UNISTRING_LIBS) $(LIBINTL)
tests_bench_mkstore_SOURCES = tests/bench/mkstore.c
tests_bench_mkstore_LDADD = $(store_bench_libs)
tests_bench_storetimes_SOURCES = tests/bench/storetimes.c
tests_bench_storetimes_LDADD = $(store_bench_libs)

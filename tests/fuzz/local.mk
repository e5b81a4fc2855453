# A target for each parser. With libFuzzer (--enable-fuzzing, clang), else with replay.c, which
# "make check" runs. HACKING says how to use them.
FUZZ_PLANTED = article_finish clean_is_utf8 clean_text date_make entity_is_text osfile_replace sanitize_line \
	str_int url_may_link
FUZZ_LIBS = libparse.a libconfig.a libmodel.a libbase.a $(XML_LIBS) $(JANSSON_LIBS) \
	$(UCHARDET_LIBS) $(MARKDOWN_LIBS) $(XXHASH_LIBS) $(ZLIB_LIBS) $(UNISTRING_LIBS) $(LIBINTL)
FUZZ_COMMON = tests/fuzz/check.c tests/fuzz/fuzz.h tests/fuzz/plant.c
FUZZ_LINK = $(AM_LDFLAGS) $(FUZZ_PLANTED:%=-Wl,--wrap=%)
if FUZZING
FUZZ_LINK += -fsanitize=fuzzer
else
FUZZ_COMMON += tests/fuzz/replay.c
TESTS += $(FUZZ_TARGETS)
endif
TESTS += tests/fuzz/plant.sh
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/coverage.sh tests/fuzz/long.py tests/fuzz/plant.sh \
	tests/fuzz/seeds
CLEANFILES += fuzz-last-*.bin

FUZZ_TARGETS = \
	tests/fuzz/fuzz_charset \
	tests/fuzz/fuzz_date \
	tests/fuzz/fuzz_feed \
	tests/fuzz/fuzz_feedsfile \
	tests/fuzz/fuzz_html \
	tests/fuzz/fuzz_mend \
	tests/fuzz/fuzz_opml \
	tests/fuzz/fuzz_page \
	tests/fuzz/fuzz_render \
	tests/fuzz/fuzz_selector \
	tests/fuzz/fuzz_url
check_PROGRAMS += $(FUZZ_TARGETS)

tests_fuzz_fuzz_charset_SOURCES = tests/fuzz/fuzz_charset.c $(FUZZ_COMMON)
tests_fuzz_fuzz_charset_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_charset_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_date_SOURCES = tests/fuzz/fuzz_date.c $(FUZZ_COMMON)
tests_fuzz_fuzz_date_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_date_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz_feed.c tests/fuzz/safehtml.c $(FUZZ_COMMON)
tests_fuzz_fuzz_feed_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_feed_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_feedsfile_SOURCES = tests/fuzz/fuzz_feedsfile.c $(FUZZ_COMMON)
tests_fuzz_fuzz_feedsfile_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_feedsfile_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_html_SOURCES = tests/fuzz/fuzz_html.c tests/fuzz/safehtml.c $(FUZZ_COMMON)
tests_fuzz_fuzz_html_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
tests_fuzz_fuzz_html_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_html_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_mend_SOURCES = tests/fuzz/fuzz_mend.c $(FUZZ_COMMON)
tests_fuzz_fuzz_mend_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
tests_fuzz_fuzz_mend_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_mend_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_opml_SOURCES = tests/fuzz/fuzz_opml.c $(FUZZ_COMMON)
tests_fuzz_fuzz_opml_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_opml_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_page_SOURCES = tests/fuzz/fuzz_page.c $(FUZZ_COMMON)
tests_fuzz_fuzz_page_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_page_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_render_SOURCES = tests/fuzz/fuzz_render.c $(FUZZ_COMMON)
tests_fuzz_fuzz_render_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
tests_fuzz_fuzz_render_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_render_LDADD = libtext.a $(FUZZ_LIBS)

tests_fuzz_fuzz_selector_SOURCES = tests/fuzz/fuzz_selector.c $(FUZZ_COMMON)
tests_fuzz_fuzz_selector_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
tests_fuzz_fuzz_selector_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_selector_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_url_SOURCES = tests/fuzz/fuzz_url.c $(FUZZ_COMMON)
tests_fuzz_fuzz_url_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_url_LDADD = $(FUZZ_LIBS)

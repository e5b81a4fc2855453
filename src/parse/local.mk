noinst_LIBRARIES += libparse.a
libparse_a_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) $(UCHARDET_CFLAGS) $(XXHASH_CFLAGS)
libparse_a_SOURCES = \
	src/parse/blocks.h \
	src/parse/html.c src/parse/html.h \
	src/parse/parse.h \
	src/parse/related.h \
	src/parse/sniff.h \
	src/parse/tidy.c src/parse/tidy.h

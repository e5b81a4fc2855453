noinst_LIBRARIES += libparse.a
libparse_a_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) $(UCHARDET_CFLAGS) $(XXHASH_CFLAGS)
libparse_a_SOURCES = \
	src/parse/blocks.h src/parse/blocks.c src/parse/blocks_priv.h \
	src/parse/card.c \
	src/parse/cluster.c src/parse/cluster.h \
	src/parse/discover.c \
	src/parse/feed.c \
	src/parse/frontpage.c \
	src/parse/html.c src/parse/html.h \
	src/parse/page.c \
	src/parse/parse.h \
	src/parse/related.c src/parse/related.h \
	src/parse/sniff.h \
	src/parse/table.c \
	src/parse/tidy.c src/parse/tidy.h

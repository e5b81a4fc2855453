noinst_LIBRARIES += libfetch.a
libfetch_a_SOURCES = \
	src/fetch/address.c src/fetch/address.h \
	src/fetch/body.c \
	src/fetch/cond.c src/fetch/cond.h \
	src/fetch/decode.c src/fetch/decode.h \
	src/fetch/fresh.c src/fetch/fresh.h \
	src/fetch/http.c src/fetch/http.h src/fetch/http_priv.h \
	src/fetch/multi.c src/fetch/multi.h \
	src/fetch/personal.c src/fetch/personal.h
libfetch_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(ZLIB_CFLAGS) $(BROTLI_CFLAGS)

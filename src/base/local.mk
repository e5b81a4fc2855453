noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/arena.c src/base/arena.h \
	src/base/base.h \
	src/base/buf.c src/base/buf.h \
	src/base/bytes16.h \
	src/base/clean.c src/base/clean.h \
	src/base/date.c src/base/date.h \
	src/base/date_find.c \
	src/base/date_iso.c \
	src/base/date_parse.c src/base/date_priv.h \
	src/base/date_words.c \
	src/base/date_zone.c \
	src/base/err.c src/base/err.h \
	src/base/i18n.c src/base/i18n.h \
	src/base/idn.c src/base/idn.h \
	src/base/limits.h \
	src/base/log.c src/base/log.h \
	src/base/mem.c src/base/mem.h \
	src/base/osfile.c src/base/osfile.h \
	src/base/spawn.c src/base/spawn.h \
	src/base/str.c src/base/str.h \
	src/base/url.c src/base/url.h \
	src/base/url_typed.c \
	src/base/url_user.c

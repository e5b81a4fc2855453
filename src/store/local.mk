noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	src/store/alike.c \
	src/store/check.c \
	src/store/db.c src/store/db.h src/store/db_priv.h \
	src/store/feeds.c src/store/feeds.h \
	src/store/flags.c \
	src/store/graft.c \
	src/store/identity.c src/store/identity.h \
	src/store/index.c \
	src/store/keep.c \
	src/store/pages.c src/store/pages.h \
	src/store/queue.c \
	src/store/rescue.c \
	src/store/schema.c \
	src/store/search.c src/store/search.h \
	src/store/stories.c src/store/stories.h \
	src/store/storywrite.c \
	src/store/tally.c \
	src/store/words.c src/store/words.h

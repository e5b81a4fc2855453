noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = \
	src/store/db.c src/store/db.h src/store/db_priv.h \
	src/store/feeds.c src/store/feeds.h \
	src/store/flags.c \
	src/store/pages.c src/store/pages.h \
	src/store/queue.c \
	src/store/schema.c \
	src/store/stories.c src/store/stories.h \
	src/store/storywrite.c \
	src/store/tally.c

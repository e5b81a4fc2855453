noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	src/model/article.c src/model/article.h \
	src/model/block.c src/model/block.h \
	src/model/feed.h \
	src/model/outline.c src/model/outline.h \
	src/model/record.c src/model/record.h \
	src/model/rules.c src/model/rules.h \
	src/model/wire.c src/model/wire.h

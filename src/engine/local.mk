noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	src/engine/access.c \
	src/engine/captive.c \
	src/engine/command.c \
	src/engine/discovery.c \
	src/engine/engine.c src/engine/engine.h src/engine/engine_priv.h \
	src/engine/files.c \
	src/engine/index.c \
	src/engine/ingest.c \
	src/engine/jobs.c \
	src/engine/join.c \
	src/engine/look.c \
	src/engine/prefetch.c \
	src/engine/program.c \
	src/engine/pull.c \
	src/engine/refresh.c \
	src/engine/source.c \
	src/engine/subscribe.c \
	src/engine/workers.c

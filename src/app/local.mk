noinst_LIBRARIES += libapp.a
libapp_a_SOURCES = \
	src/app/actions.def \
	src/app/client.c src/app/client.h \
	src/app/document.c src/app/document.h \
	src/app/flags.c src/app/flags.h \
	src/app/health.c src/app/health.h \
	src/app/found.c src/app/found.h \
	src/app/help.c src/app/help.h \
	src/app/idset.c src/app/idset.h \
	src/app/keymap.c src/app/keymap.h \
	src/app/session.c src/app/session.h \
	src/app/trail.c src/app/trail.h

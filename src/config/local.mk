noinst_LIBRARIES += libconfig.a
libconfig_a_SOURCES = \
	src/config/feedsfile.c src/config/feedsfile.h \
	src/config/netrc.c src/config/netrc.h \
	src/config/options.def \
	src/config/rules.c src/config/rules.h \
	src/config/selector.c src/config/selector.h \
	src/config/settings.c src/config/settings.h \
	src/config/source.c src/config/source.h

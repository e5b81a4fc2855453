noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	src/cli/args.c \
	src/cli/article.c src/cli/article.h \
	src/cli/cli.c src/cli/cli.h \
	src/cli/cmd_feed.c \
	src/cli/cmd_help.c \
	src/cli/cmd_read.c \
	src/cli/cmd_related.c \
	src/cli/commands.def \
	src/cli/input.c src/cli/input.h \
	src/cli/json.c src/cli/json.h \
	src/cli/out.c \
	src/cli/setup.c src/cli/setup.h \
	src/cli/usage.c src/cli/usage.h

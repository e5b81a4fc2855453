noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	src/cli/args.c \
	src/cli/article.c src/cli/article.h \
	src/cli/cli.c src/cli/cli.h \
	src/cli/cmd_add.c \
	src/cli/cmd_doctor.c \
	src/cli/cmd_export.c \
	src/cli/cmd_feed.c \
	src/cli/cmd_fetch.c \
	src/cli/cmd_help.c \
	src/cli/cmd_import.c \
	src/cli/cmd_keys.c \
	src/cli/cmd_list.c \
	src/cli/cmd_mark.c \
	src/cli/cmd_options.c \
	src/cli/cmd_read.c \
	src/cli/cmd_related.c \
	src/cli/cmd_remove.c \
	src/cli/cmd_search.c \
	src/cli/commands.def \
	src/cli/doctor.h src/cli/doctor_feeds.c \
	src/cli/explain.c src/cli/explain.h \
	src/cli/import_rules.c src/cli/import_rules.h \
	src/cli/input.c src/cli/input.h \
	src/cli/interrupt.c src/cli/interrupt.h \
	src/cli/json.c src/cli/json.h \
	src/cli/opml.c src/cli/opml.h \
	src/cli/out.c \
	src/cli/progress.c src/cli/progress.h \
	src/cli/rows.c src/cli/rows.h \
	src/cli/setup.c src/cli/setup.h \
	src/cli/usage.c src/cli/usage.h \
	src/cli/words.c src/cli/words.h

noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/command.c \
	src/tui/edit.c \
	src/tui/engine_link.c \
	src/tui/errors.c src/tui/errors.h \
	src/tui/input.c src/tui/input.h \
	src/tui/keys.c \
	src/tui/layout.c src/tui/layout.h \
	src/tui/list.c \
	src/tui/loop.c \
	src/tui/out.c \
	src/tui/paint.c src/tui/paint.h \
	src/tui/prompt.c src/tui/prompt.h \
	src/tui/rows.c \
	src/tui/screen.c src/tui/screen.h \
	src/tui/status.c \
	src/tui/term.c src/tui/term.h \
	src/tui/theme.c src/tui/theme.h \
	src/tui/tui.c src/tui/tui.h \
	src/tui/view.h \
	src/tui/views/feeds.c \
	src/tui/views/found.c \
	src/tui/views/head.c src/tui/views/head.h \
	src/tui/views/help.c \
	src/tui/views/problems.c src/tui/views/problems.h \
	src/tui/views/problems_rows.c \
	src/tui/views/reader.c \
	src/tui/views/related.c \
	src/tui/views/search.c \
	src/tui/views/stories.c \
	src/tui/views/textview.c src/tui/views/textview.h
libtui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)

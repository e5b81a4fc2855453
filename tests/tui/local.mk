# The scripts need libvterm; without it "make check" leaves them out.
if HAVE_VTERM
check_PROGRAMS += tests/tui/drive tests/tui/echo
tests_tui_drive_SOURCES = tests/tui/drive.c tests/tui/drive.h tests/tui/drive_screen.c
tests_tui_drive_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_tui_drive_LDADD = $(VTERM_LIBS) -lutil
tests_tui_echo_SOURCES = tests/tui/echo.c
endif
TUI_TESTS = \
	tests/tui/day.py \
	tests/tui/hostile.py \
	tests/tui/interval.py \
	tests/tui/offline.py \
	tests/tui/problems.py \
	tests/tui/subscribe.py \
	tests/tui/test_drive.sh \
	tests/tui/test_german.sh \
	tests/tui/test_sample.sh
if HAVE_VTERM
TESTS += $(TUI_TESTS)
endif
EXTRA_DIST += $(TUI_TESTS) tests/lib/screen.py tests/tui/screens

# Every test speaks TAP. tests/lib/run gives each its own HOME and XDG folders, TZ, locale and clock.
TEST_EXTENSIONS = .sh .py
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/lib/run
SH_LOG_COMPILER = $(LOG_COMPILER) $(SHELL)
PY_LOG_COMPILER = $(LOG_COMPILER) $(PYTHON3)
AM_TESTS_ENVIRONMENT = abs_top_srcdir='$(abs_top_srcdir)'; abs_top_builddir='$(abs_top_builddir)'; \
	LEDE='$(abs_top_builddir)/lede'; CC='$(CC)'; AM_CPPFLAGS='$(AM_CPPFLAGS) -I$(abs_top_builddir)'; \
	PYTHON3='$(PYTHON3)'; \
	export abs_top_srcdir abs_top_builddir LEDE CC AM_CPPFLAGS PYTHON3;
EXTRA_DIST += tests/lib/run tests/eval.py tests/eval-floor

include tests/unit/base.mk
include tests/unit/model.mk
include tests/unit/config.mk
include tests/unit/parse.mk
include tests/unit/text.mk
include tests/unit/store.mk
include tests/unit/fetch.mk
include tests/unit/app.mk
include tests/lint/local.mk
include tests/cases/local.mk
include tests/tui/local.mk
include tests/fault/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk

# What takes longer than "make check" may: a thousand kills, a store of a million stories.
check-long: all
	LEDE_KILLS=1000 LEDE_STORIES=1000000 \
		$(MAKE) $(AM_MAKEFLAGS) check TESTS='tests/fault/kill.py tests/bench/million.py'
.PHONY: check-long

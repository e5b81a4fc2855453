# The preloaded faults, and an engine without commits that the tests must catch.
check_DATA = tests/fault/faults.so
tests/fault/faults.so: tests/fault/faults.c
	@$(MKDIR_P) tests/fault
	$(AM_V_CC)$(CC) -D_GNU_SOURCE -shared -fPIC -O1 -o $@ $(top_srcdir)/tests/fault/faults.c -ldl
check_DATA += tests/fault/names.so
tests/fault/names.so: tests/fault/names.c
	@$(MKDIR_P) tests/fault
	$(AM_V_CC)$(CC) -D_GNU_SOURCE -shared -fPIC -O1 -o $@ $(top_srcdir)/tests/fault/names.c -ldl
CLEANFILES += tests/fault/faults.so tests/fault/names.so

check_PROGRAMS += tests/fault/nocommit/lede-engine
tests_fault_nocommit_lede_engine_SOURCES = src/lede-engine.c tests/fault/wrap_commit.c
tests_fault_nocommit_lede_engine_CFLAGS = $(AM_CFLAGS)
tests_fault_nocommit_lede_engine_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=db_commit
tests_fault_nocommit_lede_engine_LDADD = $(lede_engine_LDADD)

TESTS += \
	tests/fault/input.py \
	tests/fault/kill.py \
	tests/fault/polite.py \
	tests/fault/server_body.py \
	tests/fault/server_inject.py \
	tests/fault/server_net.py \
	tests/fault/store.py \
	tests/fault/streams.py
EXTRA_DIST += \
	tests/lib/rogue.py \
	tests/fault/faults.c \
	tests/fault/names.c \
	tests/fault/server_body.py \
	tests/fault/server_inject.py \
	tests/fault/server_net.py \
	tests/fault/input.py \
	tests/fault/kill.py \
	tests/fault/polite.py \
	tests/fault/store.py \
	tests/fault/streams.py

# run_cases.py says what a case is.
TESTS += \
	tests/cases/cli_files.py \
	tests/cases/cli_identity.py \
	tests/cases/cli_programs.py \
	tests/cases/cli_read.py \
	tests/cases/cli_rules.py \
	tests/cases/cli_store.py \
	tests/cases/cli_terminal.py \
	tests/cases/cli_usage.py \
	tests/cases/discover.py \
	tests/cases/frontpages.py \
	tests/cases/german.py \
	tests/cases/health.py \
	tests/cases/long_pages.py \
	tests/cases/opml.py \
	tests/cases/roundtrip.py \
	tests/cases/run_cases.py
EXTRA_DIST += \
	tests/cases/cli_files.py \
	tests/cases/cli_identity.py \
	tests/cases/cli_programs.py \
	tests/cases/cli_read.py \
	tests/cases/cli_rules.py \
	tests/cases/cli_store.py \
	tests/cases/cli_terminal.py \
	tests/cases/cli_usage.py \
	tests/cases/discover.py \
	tests/cases/frontpages.py \
	tests/cases/german.py \
	tests/cases/feeds \
	tests/cases/health.py \
	tests/cases/opml \
	tests/cases/long_pages.py \
	tests/cases/opml.py \
	tests/cases/pages \
	tests/cases/roundtrip.py \
	tests/cases/run_cases.py \
	tests/lib/flat.py \
	tests/lib/newspaper.py \
	tests/lib/site_of_pages.py \
	tests/lib/tap.py \
	tests/lib/terminal.py \
	tests/lib/web.py

# run_cases.py says what a case is.
TESTS += \
	tests/cases/cli_files.py \
	tests/cases/cli_identity.py \
	tests/cases/cli_store.py \
	tests/cases/cli_terminal.py \
	tests/cases/cli_usage.py \
	tests/cases/german.py \
	tests/cases/run_cases.py
EXTRA_DIST += \
	tests/cases/cli_files.py \
	tests/cases/cli_identity.py \
	tests/cases/cli_store.py \
	tests/cases/cli_terminal.py \
	tests/cases/cli_usage.py \
	tests/cases/german.py \
	tests/cases/feeds \
	tests/cases/pages \
	tests/cases/run_cases.py \
	tests/lib/newspaper.py \
	tests/lib/tap.py \
	tests/lib/web.py

# run_cases.py says what a case is.
TESTS += tests/cases/run_cases.py
EXTRA_DIST += tests/cases/run_cases.py tests/cases/feeds tests/cases/pages

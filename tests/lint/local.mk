TESTS += tests/lint/lint.py
EXTRA_DIST += tests/lint/lint.py

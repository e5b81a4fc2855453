#!/usr/bin/env python3
"""What the screen reads costs the same on a store of a million stories as on one of a thousand.

LEDE_STORIES sets how many stories the large store has (1000000). Part of "make check-long".
"""
import os
import subprocess
from pathlib import Path

BENCH = Path(os.environ["abs_top_builddir"]) / "tests/bench"
HOME = Path(os.environ["HOME"])
STORIES = int(os.environ.get("LEDE_STORIES", "1000000"))
FEEDS = 50
FACTOR = 4          # how much dearer a read may be, and ...
SLACK_US = 500      # ... what the clock and the cache may add


def times(stories):
    """Median microseconds by the name of the read."""
    store = HOME / f"{stories}.db"
    subprocess.run([BENCH / "mkstore", store, str(FEEDS), str(stories)], check=True)
    out = subprocess.run([BENCH / "storetimes", store], check=True, capture_output=True, text=True).stdout
    found = {}
    for line in out.splitlines():
        print("#", stories, line, flush=True)
        found[line[:24].strip()] = float(line[24:].split()[0])
    store.unlink()
    return found


small, large = times(1000), times(STORIES)
print(f"1..{len(small) + 1}")
print("ok 1 - both stores answer every read" if small.keys() == large.keys() and len(small) > 5
      else "not ok 1 - both stores answer every read")
for number, name in enumerate(sorted(small), 2):
    fine = large.get(name, 1e9) <= small[name] * FACTOR + SLACK_US
    print(f"{'ok' if fine else 'not ok'} {number} - {name} costs the same")

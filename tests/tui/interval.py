#!/usr/bin/env python3
"""While lede is open a feed is checked by itself when its time has come, no key pressed."""
import os
import socket
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import Screen  # noqa: E402

paper = Newspaper("--stories", 2, "--feeds", 1)
ok(lede("add", paper.url + "/feed/harbour.xml").code == 0, "add a feed")
if {name for _, name in socket.if_nameindex()} <= {"lo"}:
    skip("a due feed is checked", "without a network lede waits for one")
else:
    lede("fetch")
    paper.get("/control?add=harbour&n=1")
    paper.get("/control?reset=1")
    with sqlite3.connect(os.path.join(HOME, "data/lede/lede.db")) as db:
        db.execute("UPDATE feed SET next_check = ? WHERE url LIKE 'http%'", (int(time.time()) + 3,))
    s = Screen("at its interval", size="100x24")
    s.do("wait", "expect Harbour news", "wait-for 1 new", "wait")
    s.ok(paper.requests()["paths"].get("/feed/harbour.xml") == 1, "the feed is asked once", paper.requests())
    s.end()
done()

#!/usr/bin/env python3
"""What the commands do on a terminal and not in a pipe: the pager, the progress bar, Ctrl-C."""
import os
import select
import sys
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from terminal import Terminal  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"

PAGE = "<title>A title</title><article><h1>A title</h1>" + "".join(
    "<p>Paragraph %d is long enough to be read, and says nothing that was not said before.</p>" % n
    for n in range(60)) + "</article>"
page = write("page.html", PAGE)

t = Terminal("read", page, env={"PAGER": "sed s/^/PAGED:/"}).finish()
ok(t.code == 0 and "PAGED:A title" in t.text, "read pages through $PAGER", t.text[:500])
t = Terminal("read", page, env={"PAGER": "no-such-pager-here"}).finish()
ok(t.code == 0 and "Paragraph 59" in t.text, "a pager that is not there costs nothing", t.text[-500:])
t = Terminal("read", page, env={"PAGER": "head -n 1"}).finish()
ok(t.code == 0, "a pager that leaves early is no error", t.text[-500:])
t = Terminal("read", page, env={"PAGER": "sh -c 'trap \"echo held\" INT; echo ready; read x </dev/tty'"})
ok(t.read_until("ready"), "a pager that waits", t.text)
os.write(t.fd, b"\x03")
ok(t.read_until("held"), "Ctrl-C reaches the pager", t.text)
os.write(t.fd, b"\n")
equal(t.finish().code, 0, "and lede outlives it")
t = Terminal("read", "--json", page, env={"PAGER": "sed s/^/PAGED:/"}).finish()
ok(t.code == 0 and "PAGED" not in t.text and json.loads(t.text)["title"] == "A title", "JSON is not paged")
accents = write("accents.html", PAGE.replace("nothing", "n\u00f6thing"))
t = Terminal("read", "--json", accents).finish()
ok(t.code == 0 and t.text.isascii() and "n\u00f6thing" in json.loads(t.text)["text"],
   "JSON on a terminal is ASCII", t.text[:300])

paper = Newspaper()
for path in ("/feed/harbour.xml", "/feed/weather.xml"):
    lede("add", paper.url + path)
t = Terminal("fetch").finish()
ok(t.code == 0 and "[" in t.text and "#" in t.text and "\x1b[K" in t.text, "a progress bar", t.text[-500:])
ok("2 feeds checked" in t.text.rsplit("\x1b[K", 1)[-1] or "2 feeds checked" in t.text, "and the summary", t.text)
t = Terminal("fetch", "--quiet").finish()
equal((t.code, t.text), (0, ""), "--quiet says nothing")

with open(os.environ["XDG_CONFIG_HOME"] + "/lede/feeds", "a", encoding="utf-8") as f:
    f.write(paper.url + "/silent?seconds=50\n")
t = Terminal("fetch")
t.read_until("[")
deadline = time.monotonic() + 20
while "/silent" not in str(paper.requests()["paths"]) and time.monotonic() < deadline:
    select.select([], [], [], 0.05)
os.write(t.fd, b"\x03")
equal(t.finish().code, 130, "Ctrl-C on the terminal: 130")
ok("stopping" in t.text and " checked, " in t.text, "says so, and sums up", t.text[-500:])
paper.stop()
done()

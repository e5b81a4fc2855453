#!/usr/bin/env python3
"""Without a network everything that was fetched before reads as with it. After "lede add" and "lede
fetch" alone two copies of the store are walked through the screen, one with the network and one
without: every story that is marked as stored, and every headline and link marked in it. What has
no mark must say so in words, and comes with the next fetch."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import Screen  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"
NO_NETWORK = ["unshare", "-rn"]
MISSING = ("This page is not stored", "This page could not be fetched")


def one_line(rows, pane):
    """The text of one of the three panes, its lines joined."""
    return " ".join(r.split("│")[pane].strip() for r in rows[1:-1] if r.count("│") == 2)


def panes(rows):
    """Text and sidebar; which row is selected there may differ."""
    return [r.split("│", 1)[1].replace("▌", " ") for r in rows[1:-1]]


def is_missing(rows):
    return any(words in one_line(rows, 1) for words in MISSING)


def targets(rows):
    """{label: (marked, text)} of the rows of the sidebar."""
    found = {}
    for r in rows[1:-1]:
        m = re.match(r"[▌ ]([0-9a-z]) (.*?)(⇣?)$", r.split("│")[2]) if r.count("│") == 2 else None
        if m:
            found[m[1]] = (bool(m[3]), m[2].strip())
    return found


def marks(rows):
    """Of each story of the list whether it is marked as stored."""
    lines = [r.split("│")[0].rstrip() for r in rows[1:-1]]
    return [second.endswith("⇣") for title, second in zip(lines[::2], lines[1::2]) if title]


def follow(label):
    return "key " + label if label.isdigit() else "keys ; " + label


class Walk:
    """One screen, and all that it showed, by what was done."""

    def __init__(self, name, store, wrap):
        self.s = Screen(name, "--store", store, size="160x60", wrap=wrap)
        self.seen, self.missing, self.moved, self.unmarked = {}, [], [], {}
        self.to_list = []

    def look(self, what, *keys):
        rows = self.s.rows(*keys)
        self.seen[what] = rows[:-1]
        return rows

    def story(self, n):
        rows = self.look("story %d" % n, *self.to_list, "keys %s Enter" % " ".join(str(n)))
        self.to_list = ["key q", "wait"]
        if is_missing(rows):
            self.missing.append("story %d" % n)
        for label, (marked, text) in targets(rows).items():
            if not marked:
                self.unmarked[text] = (n, label)
                continue
            there = self.look("story %d, then %s" % (n, label), follow(label))
            if is_missing(there) or text[:12] not in one_line(there, 1) and label.isdigit():
                self.missing.append("story %d, then %s: %s" % (n, label, text))
            back = self.s.rows("key H")
            if panes(back) != panes(rows):
                self.moved.append("story %d, then %s, then back:\n%s" % (n, label, "\n".join(back)))
            if n % 4 == 1 and panes(self.look("story %d, forward to %s" % (n, label), "key L")) != panes(there):
                self.moved.append("story %d, then %s, back and forward" % (n, label))
            if n % 4 == 1:
                self.s.do("key H", "wait")

    def all(self):
        self.marks = marks(self.look("the list"))
        for n, marked in enumerate(self.marks, 1):
            if marked:
                self.story(n)
        self.look("search", "key q", "key /", "type ferries", "key Enter")
        self.look("a hit", "key Enter")
        self.look("the list again", "key q", "key Esc", "wait")


paper = Newspaper("--stories", 3, "--feeds", 2)
for path in ("/feed/harbour.xml", "/feed/weather.xml"):
    ok(lede("add", paper.url + path).code == 0, "add " + path)
paper.get("/control?fail=/story/2.html&status=500")
run = lede("fetch")
ok(run.code == 0 and "5 articles stored" in run.out and "500" in run.err, "fetch all but one page", run)
home = os.path.join(HOME, "data/lede")
stores = [os.path.join(HOME, name, "lede.db") for name in ("with", "without")]
for store in stores:
    shutil.copytree(home, os.path.dirname(store))
ok(os.path.exists(stores[0]), "the store is copied", os.listdir(home))

total = paper.requests()["total"]
first = Walk("with the network", stores[0], ())
first.all()
equal(paper.requests()["total"], total, "with the network: nothing marked as stored is fetched again")
paper.stop()
can_cut = subprocess.run([*NO_NETWORK, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
second = Walk("without a network", stores[1], NO_NETWORK if can_cut else ())
second.all()
for w in (first, second):
    w.s.ok(w.marks.count(True) == 5 and w.marks.count(False) == 1, "five of six stories are marked", w.marks)
    w.s.ok(len([x for x in w.seen if "then" in x]) >= 18, "headlines and links are followed", list(w.seen))
    w.s.ok(not w.missing, "whatever is marked is there", "\n".join(w.missing))
    w.s.ok(not w.moved, "back and forward find the place", "\n".join(w.moved))
differ = [x for x in first.seen if first.seen[x] != second.seen.get(x)]
ok(first.seen.keys() == second.seen.keys() and not differ, "every screen is the same without a network",
   "\n".join("%s\n%s\n---\n%s" % (x, "\n".join(first.seen[x]), "\n".join(second.seen.get(x, []))) for x in differ[:1]))
first.s.end()

# --- what has no mark
s, silent = second.s, []
rows = s.rows("keys %d Enter" % (second.marks.index(False) + 1))
s.ok(is_missing(rows) and "This is paragraph 1" not in one_line(rows, 1), "a story without the mark says so")
for text, (n, label) in second.unmarked.items():
    s.do("key q", "wait", "keys %s Enter" % " ".join(str(n)), "wait", follow(label))
    if not is_missing(s.rows()):
        silent.append("story %d, then %s: %s\n%s" % (n, label, text, "\n".join(s.rows())))
s.ok(len(second.unmarked) >= 3, "there are headlines and links without the mark", second.unmarked)
s.ok(not silent, "each says that it is not stored", "\n".join(silent))
s.do("key X", "wait", "expect Pages queued for the next fetch", "expect /story/2.html")
s.end()

paper = Newspaper("--stories", 3, "--feeds", 2, "--port", paper.url.rpartition(":")[2])
run = lede("--store", stores[1], "fetch")
s = Screen("the network is back", "--store", stores[1], size="160x60")
rows = s.rows("wait")
s.ok(all(marks(rows)), "what was asked for has come", str(run) + "\n".join(rows))
urls = [x["url"] for x in lede("--store", stores[1], "list", "--json", "--limit=0").json()]
rows = s.rows("keys %s Enter" % " ".join(str(urls.index(paper.url + "/story/2.html") + 1)))
s.ok(not is_missing(rows) and "paragraph 1 of story 2" in one_line(rows, 1), "and can be read")
s.end()
paper.stop()
done()

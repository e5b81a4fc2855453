#!/usr/bin/env python3
"""How lede asks: when a feed is asked again, what it tells whom, what it makes of moves, refusals and
sign-in pages. Real servers on several addresses of loopback."""
import os
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests", "lib"))
import wire  # noqa: E402
from web import Site, page, rss  # noqa: E402

NOW = 1700000000  # Tuesday, 14 Nov 2023 22:13:20 UTC
HOUR, DAY = 3600, 86400
NAMES = os.path.join(os.environ["abs_top_builddir"], "tests/fault/names.so")
# Names below .example, for names.c: one server can be many hosts.
HOSTS = {"LEDE_NAMES": "*hang.example=hangs *lost.example=none *.example=127.0.0.1", "LEDE_NAMES_FREE": "/never"}
TESTS = []


def test(f):
    TESTS.append(f)
    return f


def eq(got, want, what=""):
    assert got == want, f"{what}: {got!r}, not {want!r}"


class World:
    """A folder for the user's files, sites, an engine at a time."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.sites, self.e, self.now = [], None, NOW
        self.config("")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.end()
        for site in self.sites:
            site.stop()
        if exc[0] and os.path.exists(f"{self.folder}/log"):
            with open(f"{self.folder}/log", errors="replace") as log:
                for line in log.readlines()[-30:]:
                    print("#", line.rstrip())
        shutil.rmtree(self.folder, ignore_errors=True)

    def site(self, *args, **kw):
        self.sites.append(Site(*args, **kw))
        return self.sites[-1]

    def write(self, name, text, mode=0o600):
        with open(f"{self.folder}/{name}", "w") as f:
            f.write(text)
        os.chmod(f"{self.folder}/{name}", mode)
        return f"{self.folder}/{name}"

    def config(self, text):
        self.write("config", text)

    def feeds(self, *urls):
        self.write("feeds", "".join(u + "\n" for u in urls))

    def read(self, name):
        with open(f"{self.folder}/{name}", errors="replace") as f:
            return f.read()

    def start(self, later=0, env=None, **kw):
        """An engine with its clock later than before. Names below .example are those of HOSTS."""
        self.end()
        self.now += later
        self.e = wire.Engine(self.folder, env={
            "LEDE_NOW": str(self.now), "LD_PRELOAD": NAMES, **HOSTS,
            "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0", **(env or {})}, **kw)
        ready = self.e.ready()
        assert not ready["rc"], ready
        return self.e

    def end(self):
        if self.e and self.e.process.poll() is None:
            eq(self.e.close(), 0, "the engine's exit code")
        self.e = None

    def refresh(self, flags=wire.FORCE, **kw):
        """The end of a refresh, and the FEED_DONE of each feed that had one."""
        ack, done = self.e.refresh(flags, **kw)
        eq(ack["rc"], 0, ack)
        return done, {m["url"]: m for m in self.e.events if m["kind"] == wire.FEED_DONE}

    def feed(self, url, *columns):
        db = sqlite3.connect(f"file:{self.folder}/lede.db?mode=ro", uri=True)
        try:
            row = db.execute(f"SELECT {', '.join(columns)} FROM feed WHERE url = ?", (url,)).fetchone()
        finally:
            db.close()
        assert row, f"no feed {url}"
        return row[0] if len(columns) == 1 else row

    def stories(self):
        db = sqlite3.connect(f"file:{self.folder}/lede.db?mode=ro", uri=True)
        try:
            return [r[0] for r in db.execute("SELECT title FROM story ORDER BY title")]
        finally:
            db.close()


def within(got, low, what):
    """The checks are spread by a tenth."""
    assert low <= got <= low + low // 10, f"{what}: {got}, not {low} or a tenth more"


def dates(*ago):
    return [("story %d" % i, time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(NOW - a)))
            for i, a in enumerate(ago)]


# --- when ---

@test
def what_a_feed_says_of_its_times():
    with World() as w:
        s = w.site()
        busy = dates(60, 1800, 3600, 5400, 7200)
        fast = s.put("/fast", rss("Fast", *busy), headers={"ETag": '"f"'})
        ttl = s.put("/ttl", rss("Slow", *busy, more="<ttl>180</ttl>"), headers={"ETag": '"t"'})
        week = s.put("/week", rss("Week", *dates(0, 7 * DAY, 14 * DAY, 21 * DAY)))
        old = s.put("/old", rss("Old", *dates(400 * DAY, 500 * DAY)))
        cached = s.put("/cached", rss("Cached", *busy), headers={
            "Date": "Tue, 14 Nov 2023 10:00:00 GMT", "Expires": "Tue, 14 Nov 2023 12:00:00 GMT"})
        w.feeds(fast, ttl, week, old, cached)
        w.start()
        w.refresh()
        eq(w.feed(fast, "body_bytes"), len(s.pages["/fast"][2]))
        eq(w.feed(ttl, "ttl"), 3 * HOUR)
        eq(w.feed(week, "rhythm"), 7 * DAY)
        for url, low in (fast, 900), (ttl, 3 * HOUR), (week, DAY), (old, DAY), (cached, 2 * HOUR):
            within(w.feed(url, "next_check") - NOW, low, url)
        # what was learnt holds when nothing changed
        w.start(5 * HOUR)
        done, _ = w.refresh(0)
        eq(sorted(s.paths()[5:]), ["/cached", "/fast", "/ttl"], "due after five hours")
        within(w.feed(ttl, "next_check") - w.now, 3 * HOUR, "after a 304")
        within(w.feed(fast, "next_check") - w.now, 5 * HOUR // 8, "it fell silent")
        # asked by hand, all are
        w.refresh()
        eq(len(s.paths()), 5)
        w.config("set adaptive-interval no\nset reload-interval 30m\n")
        w.start()
        w.refresh()
        within(w.feed(week, "next_check") - w.now, 1800, "without adaption")


@test
def hours_of_rest():
    with World() as w:
        s = w.site()
        rest = "".join(f"<hour>{h}</hour>" for h in (22, 23, 0, 1))
        url = s.put("/rest", rss("Rest", *dates(60, 700, 1400),
                                 more=f"<skipHours>{rest}</skipHours>"))
        w.feeds(url)
        w.start()
        w.refresh()
        morning = NOW - NOW % DAY + DAY + 2 * HOUR
        eq(w.feed(url, "next_check"), morning)
        # lede was closed in the morning and is opened when the feed rests again
        w.start(DAY + HOUR)
        s.paths()
        w.refresh(0)
        eq(s.paths(), [])
        eq(w.feed(url, "next_check"), morning + DAY)
        w.refresh()
        eq(s.paths(), ["/rest"], "asked by hand")


# --- names ---

@test
def names_that_hang_delay_nobody():
    with World() as w:
        s = w.site()
        s.any = (200, {}, rss("Good", "one"))
        bad = [f"http://f{i}.hang.example:{s.port}/" for i in range(150)]
        good = [f"http://f{i}.good.example:{s.port}/" for i in range(150)]
        w.feeds(*bad, *good)
        w.start()
        done, feeds = w.refresh()
        eq(sum(1 for url in good if not feeds[url]["rc"]), 150)
        order = [m["url"] in good for m in w.e.events if m["kind"] == wire.FEED_DONE]
        eq(order, [True] * 150 + [False] * 150, "who came first")
        assert "no name server" in feeds[bad[0]]["text"], feeds[bad[0]]


def main():
    only = sys.argv[1:]
    tests = [t for t in TESTS if not only or t.__name__ in only]
    print(f"1..{len(tests)}")
    for i, t in enumerate(tests):
        try:
            t()
            print(f"ok {i + 1} - {t.__name__}", flush=True)
        except Exception:
            print("# " + traceback.format_exc().replace("\n", "\n# "))
            print(f"not ok {i + 1} - {t.__name__}", flush=True)


main()

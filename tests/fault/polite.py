#!/usr/bin/env python3
"""How lede asks: when a feed is asked again, what it tells whom, what it makes of moves, refusals and
sign-in pages. Real servers on several addresses of loopback."""
import base64
import hashlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests", "lib"))
import wire  # noqa: E402
from web import Site, page, rss  # noqa: E402

NOW = 1700000000  # Tuesday, 14 Nov 2023 22:13:20 UTC
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
HOUR, DAY = 3600, 86400
ADD_ASK, ADD_EXACT = 2, 4
NAMES = os.path.join(os.environ["abs_top_builddir"], "tests/fault/names.so")
# Names below .example, for names.c: one server can be many hosts of the public internet (RFC 5737).
HOSTS = {"LEDE_NAMES": "*hang.example=hangs *lost.example=none *.example=203.0.113.7", "LEDE_NAMES_FREE": "/never",
         "LEDE_ROUTES": "203.0.113.7=127.0.0.1"}
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


# --- one feed's own ---

FEED = rss("Locked", "one", "two")


def basic(name, password, realm="Basic realm=\"x\""):
    want = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()

    def answer(request):
        if request.headers.get("Authorization") == want:
            return 200, {}, FEED
        return 401, {"WWW-Authenticate": realm}, ""
    return answer


def digest(name, password):
    def md5(*parts):
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    def answer(request):
        got = request.headers.get("Authorization", "")
        fields = dict(re.findall(r'(\w+)="?([^",]+)"?', got))
        if got.startswith("Digest"):
            proof = md5(md5(name, "x", password), "n0nce", fields["nc"], fields["cnonce"], "auth",
                        md5("GET", request.path))
            if fields["response"] == proof:
                return 200, {}, FEED
        return 401, {"WWW-Authenticate": 'Digest realm="x", nonce="n0nce", qop="auth"'}, ""
    return answer


def told(site):
    """What each request of a site carried of the user's own."""
    return [{k: r.headers[k] for k in ("Authorization", "Cookie", "X-Token") if k in r.headers}
            for r in site.asked]


@test
def settings_of_one_feed():
    with World() as w:
        a, b = w.site("127.0.0.2"), w.site("127.0.0.3")
        one, two = a.put("/one", FEED), b.put("/two", FEED)
        # a proxy gets the whole address
        a.put(b.url + "/proxied", FEED)
        proxied = b.url + "/proxied"
        cookies = w.write("cookies", "# Netscape HTTP Cookie File\n"
                          "127.0.0.2\tFALSE\t/\tFALSE\t0\tsession\tabc\n"
                          "#HttpOnly_127.0.0.2\tFALSE\t/\tFALSE\t0\thidden\tdef\r\n"
                          "127.0.0.3\tFALSE\t/\tFALSE\t0\tother\tno\n"
                          "nonsense\nSet-Cookie: x=y\n")
        w.config(f"for {a.url}/* set user-agent \"reader of one\"\n"
                 f"for {a.url}/* set header \"X-Token: 42\"\n"
                 f"for {a.url}/* set header \"Accept: text/xml\"\n"
                 f"for {a.url}/* set cookies-file {cookies}\n"
                 f"for *proxied set proxy {a.url}\n"
                 f"for {b.url}/* set reload-interval 2h\n")
        w.feeds(one, two, proxied)
        w.start()
        done, feeds = w.refresh()
        eq([m["text"] for m in feeds.values() if m["rc"]], [])
        first = [r for r in a.asked if r.path == "/one"][0].headers
        eq((first["User-Agent"], first["X-Token"]), ("reader of one", "42"))
        eq(first.get_all("Accept"), ["text/xml"])
        eq(sorted(first["Cookie"].split("; ")), ["hidden=def", "session=abc"])
        second = b.asked[0].headers
        assert second["User-Agent"].startswith("lede/"), second
        eq(told(b), [{}])
        assert proxied in [r.path for r in a.asked], "the proxy is asked"
        within(w.feed(two, "next_check") - NOW, 2 * HOUR, two)
        within(w.feed(one, "next_check") - NOW, HOUR, one)
        eq(w.read("cookies").count("\n"), 6, "the file is only read")


@test
def secrets_stay_with_their_host():
    with World() as w:
        a, b = w.site("127.0.0.2"), w.site("127.0.0.3")
        b.put("/feed", FEED)
        b.put("/asks", basic("ada", "pass"))
        back = a.put("/back", FEED)
        a.move("/away", b.url + "/feed")
        a.move("/asks", b.url + "/asks", 301)
        b.move("/back", back, 307)
        a.move("/around", b.url + "/back")
        other = w.site("127.0.0.2")     # the same address, another port
        other.put("/feed", FEED)
        a.move("/port", other.url + "/feed")
        cookies = w.write("cookies", "".join(
            f"127.0.0.{i}\tFALSE\t/\tFALSE\t0\tc\t{i}\n" for i in (2, 3)))
        w.config(f"for {a.url}/* set header \"X-Token: 42\"\n"
                 f"for {a.url}/* set cookies-file {cookies}\n"
                 f"for {a.url}/* set netrc no\n")
        login = a.url.replace("://", "://ada:pass@")
        w.feeds(*[login + p for p in ("/away", "/asks", "/port", "/around")])
        w.start()
        done, feeds = w.refresh()
        eq(told(b) + told(other), [{}] * 4)
        assert all("X-Token" in t for r, t in zip(a.asked, told(a)) if r.path != "/back"), told(a)
        eq([t for r, t in zip(a.asked, told(a)) if r.path == "/back"], [{}], "and back again")
        bad = feeds[a.url + "/asks"]
        assert "127.0.0.3" in bad["text"] and "feeds file" in bad["text"], bad


@test
def a_name_and_password_in_the_feeds_file():
    with World() as w:
        s = w.site()
        s.put("/basic", basic("ada", "geheim:42 §"))
        s.put("/digest", digest("ada", "geheim"))
        s.put("/target", basic("ada", "geheim:42 §"))
        s.move("/moved", "/target", 301)
        s.move("/bait", s.url.replace("://", "://ada:bait@") + "/basic")
        s.put("/wrong", basic("ada", "x"))
        user = s.url.replace("://", "://ada:geheim%3A42%20%C2%A7@")
        w.feeds(user + "/basic \"A title\" tag", s.url.replace("://", "://ada:geheim@") + "/digest",
                s.url.replace("://", "://ada:geheim-wrong@") + "/wrong", s.url + "/bait")
        w.start()
        done, feeds = w.refresh()
        eq({u[len(s.url):]: m["rc"] for u, m in feeds.items()},
           {"/basic": 0, "/digest": 0, "/wrong": wire.E_HTTP, "/bait": wire.E_REFUSED})
        assert "does not take" in feeds[s.url + "/wrong"]["text"], feeds
        eq(w.feed(s.url + "/basic", "title"), "A title")
        # it moves, and the login moves with it; it is removed without naming it
        w.feeds(user + "/moved \"A title\" tag")
        w.start()
        for _ in range(3):
            w.refresh()
        eq(w.read("feeds"), user + "/target \"A title\" tag\n")
        ack = w.e.call(wire.ADD, url=s.url.replace("://", "://ada:geheim@") + "/digest")
        eq((ack["rc"], ack["url"]), (0, s.url + "/digest"), ack)
        assert "ada:geheim@" in w.read("feeds")
        eq(w.e.call(wire.REMOVE, url=s.url + "/digest")["rc"], 0)
        eq(w.read("feeds"), user + "/target \"A title\" tag\n")
        w.end()
        for name in os.listdir(w.folder):
            if name != "feeds":
                assert "geheim" not in w.read(name), name
        assert b"geheim" not in b"".join(wire.encode(m) for m in [*feeds.values(), ack])
        env = {"LEDE_EXEC_PATH": os.environ["abs_top_builddir"]}
        w.feeds(user + "/basic")
        common = ["--store", f"{w.folder}/lede.db", "--feeds", f"{w.folder}/feeds",
                  "--config", f"{w.folder}/config"]
        for args in (["list", "--feeds"], ["list", "--feeds", "--json"], ["export"], ["doctor"], ["fetch"],
                     ["fetch", user + "/nothing"], ["add", user + "/nothing"]):
            p = subprocess.run([os.environ["LEDE"], *common, *args], env={**os.environ, **env},
                               capture_output=True, text=True)
            assert p.stdout + p.stderr, args
            assert "geheim" not in p.stdout + p.stderr, (args, p.stdout, p.stderr)


@test
def a_name_and_password_of_a_site():
    """Whoever types an address with a password gets the feeds behind it, too; and so does an import."""
    with World() as w:
        s = w.site()
        links = "".join(f"<link rel=alternate type=application/rss+xml title=F{i} href=/f{i}>" for i in range(3))
        for i in range(3):
            s.put(f"/f{i}", basic("ada", "geheim"))
        s.put("/", lambda r: (200, {"Content-Type": "text/html"}, f"<!DOCTYPE html><html><head>{links}</head></html>")
              if "Authorization" in r.headers else (401, {"WWW-Authenticate": "Basic realm=x"}, ""))
        login = s.url.replace("://", "://ada:geheim@")
        w.feeds()
        w.start()
        ack = w.e.call(wire.ADD, url=login + "/", n=ADD_ASK)
        eq((ack["rc"], ack["n"]), (0, 3), ack)
        assert b"geheim" not in wire.encode(ack)
        # the choice names an address alone
        ack = w.e.call(wire.ADD, url=s.url + "/f1", n=ADD_EXACT)
        eq((ack["rc"], ack["url"]), (0, s.url + "/f1"), ack)
        eq(w.read("feeds"), login + "/f1\n")
        # without asking: the best one
        ack = w.e.call(wire.ADD, url=login + "/")
        eq((ack["rc"], ack["url"]), (0, s.url + "/f0"), ack)
        eq(w.read("feeds"), login + "/f1\n" + login + "/f0\n")
        # another title; then another password
        ids = w.feed(s.url + "/f1", "id")
        eq(w.e.call(wire.EDIT, id=ids, url=s.url + "/f1", text="One")["rc"], 0)
        eq(w.read("feeds"), login + "/f1 \"~One\"\n" + login + "/f0\n")
        eq(w.e.call(wire.EDIT, id=ids, url=login.replace("geheim", "falsch") + "/f1")["rc"], 0)
        eq(w.read("feeds"), login.replace("geheim", "falsch") + "/f1\n" + login + "/f0\n")
        eq(w.feed(s.url + "/f1", "id"), ids)
        w.end()
        # what an import brings is in the feeds file, and there alone
        for name, text in (("urls", login + "/f2 tag\n"),
                           ("opml", f'<opml version="2.0"><body><outline text="a" xmlUrl="{login}/f3" frss:x="y"/></body></opml>')):
            p = subprocess.run([os.environ["LEDE"], "--store", f"{w.folder}/lede.db", "--feeds", f"{w.folder}/feeds",
                                "import", w.write("list", text)], capture_output=True, text=True,
                               env={**os.environ, "LEDE_EXEC_PATH": os.environ["abs_top_builddir"]})
            eq((p.returncode, "geheim" in p.stdout + p.stderr), (0, False), p)
        assert login + "/f2 tag\n" in w.read("feeds") and login + "/f3" in w.read("feeds"), w.read("feeds")
        assert "y" in (w.feed(s.url + "/f3", "opml") or ""), "attributes of OPML find their feed"
        w.write("list", "")
        for name in os.listdir(w.folder):
            if name != "feeds":
                assert "geheim" not in w.read(name), name


@test
def a_page_to_filter_behind_a_password():
    with World() as w:
        s = w.site()
        s.put("/feed", basic("ada", "geheim"))
        w.config("set run-programs yes\n"
                 f"for {s.url}/* set reload-interval 3h\n"
                 f"for {s.url}/* set header \"X-Token: 42\"\n")
        w.feeds("\"filter:sed s/one/uno/:" + s.url.replace("://", "://ada:geheim@") + "/feed\"")
        w.start()
        done, feeds = w.refresh()
        eq(done["ids"][1], 0, feeds)
        eq(w.stories(), ["two", "uno"])
        eq({r.headers["X-Token"] for r in s.asked}, {"42"})
        url, = feeds
        eq(url, f"filter:sed s/one/uno/:{s.url}/feed")
        within(w.feed(url, "next_check") - NOW, 3 * HOUR, "its own interval")
        w.end()
        for name in os.listdir(w.folder):
            if name != "feeds":
                assert "geheim" not in w.read(name), name


@test
def netrc():
    with World() as w:
        s = w.site()
        url, plain = s.put("/basic", basic("ada", "pass word")), s.put("/plain", FEED)
        w.feeds(url, plain)
        env = {"NETRC": f"{w.folder}/netrc"}
        w.start(env=env)
        done, feeds = w.refresh()
        for words in ("~/.netrc", "password-command", "127.0.0.1"):
            assert words in feeds[url]["text"], feeds[url]
        text = ("# mine\nmachine example.org login x password y # other\nmacdef init\nmachine "
                "127.0.0.1 login no password no\n\nmachine 127.0.0.1\n\tlogin bram password 1\n"
                "machine 127.0.0.1 login ada password \"pass word\"\ndefault login z password z\n")
        w.write("netrc", text, 0o644)
        w.config(f"for {s.url}/* set login ada\n")
        w.start(env=env)
        done, feeds = w.refresh()
        assert "chmod 600" in feeds[url]["text"], feeds[url]
        w.write("netrc", text)
        s.asked = []
        done, feeds = w.refresh()
        eq(feeds[url]["rc"], 0, feeds[url])
        eq([r.path for r in s.asked if r.path == "/basic"], ["/basic"] * 2, "asked, then told")
        assert "Authorization" not in [r for r in s.asked if r.path == "/plain"][0].headers
        w.config(f"for {s.url}/* set login ada\nfor {s.url}/* set netrc no\n")
        w.start(env=env)
        done, feeds = w.refresh()
        eq(feeds[url]["rc"], wire.E_HTTP)
        # an address without a password, and the default entry, which is for nobody
        w.config("")
        w.write("netrc", "default login ada password \"pass word\"\n")
        w.start(env=env)
        done, feeds = w.refresh()
        eq(feeds[url]["rc"], wire.E_HTTP)


@test
def password_command():
    with World() as w:
        s = w.site()
        urls = [s.put(f"/f{i}", basic("ada", "from the program")) for i in range(6)]
        good = s.put("/good", FEED)
        script = w.write("ask", "#!/bin/sh\necho \"$@\" >> \"$0.log\"\nsleep 1\n"
                         "echo from the program\necho more\n", 0o700)
        w.config(f"for {s.url}/f* set password-command \"{script} %h 'two words'\"\n"
                 f"for {s.url}/f* set login ada\n")
        w.feeds(*urls, good)
        w.start()
        ack, done = w.e.refresh(wire.FORCE)
        order = [m["url"] for m in w.e.events if m["kind"] == wire.FEED_DONE]
        eq([m["rc"] for m in w.e.events if m["kind"] == wire.FEED_DONE], [0] * 7)
        eq(order[0], good, "nobody waits for the program who need not")
        eq(w.read("ask.log"), "127.0.0.1 two words\n", "once")
        w.refresh()
        eq(w.read("ask.log").count("\n"), 1, "and it is remembered")
        # the password is changed: once in vain, then it is asked for again
        for i in range(6):
            s.put(f"/f{i}", basic("ada", "new"))
        w.write("ask", "#!/bin/sh\necho \"$@\" >> \"$0.log\"\necho new\n", 0o700)
        done, feeds = w.refresh()
        eq({feeds[u]["rc"] for u in urls}, {wire.E_HTTP})
        done, feeds = w.refresh()
        eq({feeds[u]["rc"] for u in urls}, {0})
        eq(w.read("ask.log").count("\n"), 2)
        # it fails: once for all, in words
        w.write("ask", "#!/bin/sh\necho \"$@\" >> \"$0.log\"\necho the safe is shut >&2\nexit 3\n", 0o700)
        w.start()
        done, feeds = w.refresh()
        assert "the safe is shut" in feeds[urls[0]]["text"], feeds[urls[0]]
        eq({feeds[u]["rc"] for u in urls}, {wire.E_HTTP})
        eq(w.read("ask.log").count("\n"), 3)
        # the engine ends while one runs
        w.write("ask", "#!/bin/sh\nsleep 60\n", 0o700)
        w.start()
        w.e.call(wire.REFRESH, n=wire.FORCE)
        w.e.until(wire.FEED_DONE)
        w.end()
        for name in os.listdir(w.folder):
            if name != "ask":
                assert "from the program" not in w.read(name), name


# --- hosts ---

@test
def many_feeds_of_one_host():
    with World() as w:
        s = w.site()
        times = []

        def answer(request):
            times.append(time.monotonic())
            return 200, {}, FEED
        s.any = answer
        base, = hosts(s, "many")
        w.feeds(*[f"{base}/f{i}" for i in range(30)])
        w.start()
        done, feeds = w.refresh()
        eq((done["n"], done["ids"][1]), (30, 0))
        # eight at once, then ten a second; never faster, however fast the machine
        assert times[29] - times[0] > 2.0, times[29] - times[0]
        assert times[7] - times[0] < times[29] - times[8], times


@test
def a_host_that_asks_to_wait():
    with World() as w:
        s = w.site()
        urls = [f"{hosts(s, 'busy')[0]}/f{i}" for i in range(20)]
        s.any = lambda r: (200, {}, FEED) if len(s.asked) <= 5 else \
            (429, {"Retry-After": "3600"}, "")
        w.feeds(*urls)
        w.start()
        done, feeds = w.refresh()
        asked = len(s.paths())
        assert asked <= 5 + 4, asked
        eq(done["ids"][1], 15)
        eq(sum(w.feed(u, "failures") for u in urls), asked - 5, "who was not asked did not fail")
        for u in urls[5:]:
            if feeds[u]["rc"]:
                within(w.feed(u, "next_check") - NOW, 3600, u)
        w.start(3000)
        done, feeds = w.refresh()
        eq(s.paths(), [], "by hand, by a new process")
        assert "wait" in feeds[urls[0]]["text"], feeds
        s.any = (200, {}, FEED)
        w.start(1200)
        done, feeds = w.refresh()
        eq((done["ids"][1], len(s.paths())), (0, 20))


# --- networks that want a sign-in ---

LOGIN = page("Welcome to the station", "Please accept the terms of use to go on, dear guest of the "
             "waiting room, and enjoy thirty minutes of the network of this house.",
             "<a href='/terms'>The terms of use of the network of the house, all twelve pages</a>")


def hosts(site, *names):
    """Addresses of hosts that names.c makes up, all at that server."""
    return [f"http://{n}.example:{site.port}" for n in names]


def state(w):
    db = sqlite3.connect(f"file:{w.folder}/lede.db?mode=ro", uri=True)
    try:
        return db.execute("SELECT url, kind, failures, error, next_check, last_check, moved_to,"
                          " moved_seen, is_archived FROM feed ORDER BY url").fetchall()
    finally:
        db.close()


def portals(site):
    login = f"http://login.portal.example:{site.port}/"
    away = {"Location": login}

    def led(status):
        return lambda r: (200, {"Content-Type": "text/html"}, LOGIN) \
            if r.headers["Host"].startswith("login.") else (status, away, "")
    return {"302": led(302), "307": led(307), "301": led(301),
            "itself": (200, {"Content-Type": "text/html"}, LOGIN),
            "511": (511, {"Content-Type": "text/html"}, LOGIN)}


@test
def a_network_that_wants_a_sign_in():
    for how in ("302", "307", "301", "itself", "511"):
        with World() as w:
            s = w.site()
            bases = hosts(s, *"abcdef")
            s.put("/feed", rss("News", "one", "two"))
            front = page("The front page", *[f"<a href='/n{i}'>A headline of some length, number {i}, "
                                             "of this paper</a>" for i in range(9)])
            s.put("/front", f"<!DOCTYPE html><html><body><h1>Paper</h1><ul>" + "".join(
                f"<li><h2><a href='/s/{i}.html'>A headline of a good length with number {i}</a></h2>"
                f"<p>What the story is about, in a line or so, number {i}.</p></li>" for i in range(9))
                + "</ul></body></html>")
            urls = [b + "/feed" for b in bases[:4]] + [bases[4] + "/front"]
            w.feeds(*urls)
            w.start()
            done, feeds = w.refresh()
            eq(done["ids"][1], 0, [m["text"] for m in feeds.values()])
            w.feeds(*urls, bases[5] + "/new")
            w.start(2 * DAY)
            before, stories, text = state(w), w.stories(), w.read("feeds")
            s.any = portals(s)[how]
            done, feeds = w.refresh()
            eq(done["rc"], wire.E_NET, (how, done, feeds))
            assert "sign-in" in done["text"], done
            eq(feeds, {}, "one sentence is enough")
            eq(state(w), before, how)
            eq((w.stories(), w.read("feeds")), (stories, text))
            ack = w.e.call(wire.ADD, url=bases[5] + "/new")
            assert ack["rc"], (how, ack)
            eq(w.read("feeds"), text)
            if how in ("302", "307", "511"):
                assert "sign-in" in ack["text"], (how, ack)
                ack = w.e.call(wire.ADD, url=f"f.example:{s.port}/new")
                assert ack["rc"] and "sign-in" in ack["text"], (how, ack)
                ack = w.e.call(wire.PULL, url=bases[0] + "/story")
                assert ack["rc"] and "sign-in" in ack["text"], (how, ack)
            s.any = None
            done, feeds = w.refresh()
            eq((done["rc"], done["ids"][1]), (0, 1), "signed in: but for the one that is not there")


@test
def what_looks_like_a_sign_in():
    with World() as w:
        s = w.site()
        a, b, c, d = hosts(s, "a", "b", "c", "d")
        s.put("/feed", rss("News", "one"))
        s.put("/other", rss("Other", "two"))
        s.put("/site", "<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' "
              "href='/other'></head><body><p>Hello</body></html>")
        s.move("/away", d + "/site")
        # with a feed that answers as it always did, a redirect is only a redirect
        w.feeds(a + "/feed", b + "/away")
        w.start()
        done, feeds = w.refresh()
        eq(done["ids"][1], 0, feeds)
        eq(w.stories(), ["one", "two"])
        ack = w.e.call(wire.ADD, url=c + "/away")
        eq((ack["rc"], ack["url"]), (0, d + "/other"), ack)
        # and a page instead of a feed is that feed's own failure
        w.feeds(a + "/feed", b + "/feed")
        w.start()
        w.refresh()
        s.put("/feed", lambda r: (200, {}, LOGIN if r.headers["Host"].startswith("b") else
                                  rss("News", "one", "three")))
        done, feeds = w.refresh()
        eq((done["rc"], done["ids"][1]), (0, 1), done)
        eq(w.feed(b + "/feed", "failures"), 1)
        # alone it may be either: told, and not held against it
        w.feeds(a + "/feed")
        w.start()
        w.refresh()
        s.put("/feed", LOGIN)
        done, feeds = w.refresh()
        assert "sign-in" in feeds[a + "/feed"]["text"], feeds
        eq(w.feed(a + "/feed", "failures"), 0)
        within(w.feed(a + "/feed", "next_check") - w.now, 900, "soon")
        # 410 from a network is no end; from the host it is
        w.feeds(a + "/feed", b + "/feed")
        w.start()
        s.any = (410, {}, "")
        w.refresh()
        for url in (a, b):
            assert w.feed(url + "/feed", "next_check") < w.now + DAY, url
        s.any = None
        s.put("/feed", lambda r: (410, {}, "") if r.headers["Host"].startswith("b") else
              (200, {}, rss("News", "four")))
        w.refresh()
        assert w.feed(b + "/feed", "next_check") > w.now + 365 * DAY


@test
def no_network():
    with World() as w:
        s = w.site()
        urls = [b + "/feed" for b in hosts(s, "a", "b", "c")]
        s.put("/feed", rss("News", "one"))
        w.feeds(*urls)
        w.start()
        w.refresh()
        lost = [f"http://{n}.lost.example/feed" for n in "abc"]
        w.feeds(*lost)
        w.start()
        for _ in range(3):
            done, feeds = w.refresh()
        eq(done["ids"][1], 3)
        assert "could not be found" in feeds[lost[0]]["text"], feeds
        eq([w.feed(u, "failures") for u in lost], [0, 0, 0], "it is the network's failure")
        # with one that answers it is theirs
        w.feeds(*lost, urls[0])
        w.start()
        for _ in range(2):
            w.refresh()
        eq([w.feed(u, "failures") for u in lost], [2, 2, 2])


@test
def gone_for_good():
    with World() as w:
        s = w.site()
        url = s.put("/feed", rss("News", "one"))
        w.feeds(url, s.put("/other", FEED))
        w.start()
        w.refresh()
        s.put("/feed", "", 410)
        done, feeds = w.refresh()
        assert "gone for good" in feeds[url]["text"], feeds
        w.start(400 * DAY)
        s.paths()
        w.refresh()
        eq(s.paths(), ["/other"], "not asked by itself")
        eq(w.feed(url, "error"), feeds[url]["text"])
        w.refresh(ids=[w.feed(url, "id")])
        eq(s.paths(), ["/feed"], "but by name")
        s.put("/feed", rss("News", "two"))
        w.refresh(ids=[w.feed(url, "id")])
        s.paths()
        eq(w.feed(url, "error", "failures"), (None, 0))
        w.refresh()
        eq(sorted(s.paths()), ["/feed", "/other"], "it is back")
        assert "two" in w.stories()


# --- addresses and connections ---

@test
def names_in_other_scripts():
    with World() as w:
        s = w.site()
        s.any = (200, {}, FEED)
        w.feeds()
        for lang in ("C.UTF-8", "C"):
            w.start(env={"LC_ALL": lang})
            url = f"http://B\u00dcCHER{len(lang)}.example:{s.port}/feed"
            ack = w.e.call(wire.ADD, url=url)
            eq(ack["rc"], 0, (lang, ack))
            assert s.asked[-1].headers["Host"].startswith("xn--bcher"), s.asked[-1].headers["Host"]
            assert f"b\u00fccher{len(lang)}.example" in w.read("feeds"), w.read("feeds")
        out = subprocess.run([os.environ["LEDE"], "--store", f"{w.folder}/lede.db", "--feeds",
                              f"{w.folder}/feeds", "list", "--feeds"], capture_output=True, text=True)
        assert "Locked" in out.stdout, out


@test
def ipv6():
    with World() as w:
        try:
            s = w.site("::1")
        except OSError:
            return "no IPv6 here"
        s.put("/feed", FEED)
        s.move("/moved", f"http://[::1]:{s.port}/feed", 301)
        w.feeds(f"http://[0:0:0:0:0:0:0:1]:{s.port}/moved")
        w.start()
        ack = w.e.call(wire.ADD, url=f"http://[::1]:{s.port}/feed")
        eq((ack["rc"], ack["n"]), (0, 2), ack)
        done, feeds = w.refresh()
        eq(done["ids"][1], 0, feeds)
        ack = w.e.call(wire.PULL, url=f"http://[::1]:{s.port}/feed", text="https://example.org/")
        eq(ack["rc"], wire.E_REFUSED, "private")


@test
def http2_over_tls():
    nginx, openssl = shutil.which("nginx", path=PATH), shutil.which("openssl")
    if not nginx or not openssl:
        return "nginx and openssl are not both here"
    with World() as w:
        d = w.folder
        os.mkdir(f"{d}/www")
        for i in range(40):
            w.write(f"www/f{i}.xml", rss(f"Feed {i}", "one", "two"), 0o644)
        subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=tls.example", "-addext", "subjectAltName=DNS:tls.example",
                        "-keyout", f"{d}/key.pem", "-out", f"{d}/cert.pem"], check=True,
                       capture_output=True)
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        os.chmod(d, 0o755)
        w.write("nginx.conf", f"""
            daemon off; master_process off; user root; pid {d}/nginx.pid; error_log {d}/error.log; 
            events {{}}
            http {{
                log_format mine "$server_protocol $connection $status $http_accept_encoding";
                access_log {d}/access.log mine;
                client_body_temp_path {d}/t1; proxy_temp_path {d}/t2; fastcgi_temp_path {d}/t3;
                uwsgi_temp_path {d}/t4; scgi_temp_path {d}/t5;
                server {{
                    listen 127.0.0.1:{port} ssl http2; server_name tls.example; root {d}/www;
                    ssl_certificate {d}/cert.pem; ssl_certificate_key {d}/key.pem;
                }}
            }}""")
        p = subprocess.Popen([nginx, "-p", d, "-c", f"{d}/nginx.conf"], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 20
            while time.monotonic() < end and p.poll() is None:
                with socket.socket() as sock:
                    if sock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.01)
            if p.poll() is not None:
                return "this nginx does not start"
            urls = [f"https://tls.example:{port}/f{i}.xml" for i in range(40)]
            w.feeds(*urls)
            w.start(env={"SSL_CERT_FILE": f"{d}/cert.pem"})
            done, feeds = w.refresh()
            eq((done["n"], done["m"], done["ids"][1]), (40, 80, 0), [m["text"] for m in feeds.values()])
            done, feeds = w.refresh()
            eq(done["ids"][2], 40)
            w.end()
            # without that certificate nobody is believed
            w.start()
            done, feeds = w.refresh()
            eq(done["ids"][1], 40)
            assert "no secure connection" in feeds[urls[0]]["text"], feeds[urls[0]]
            p.terminate()
            p.wait(20)
            log = [line.split(" ", 3) for line in w.read("access.log").splitlines()]
            eq({line[0] for line in log}, {"HTTP/2.0"})
            eq(sorted({line[2] for line in log}), ["200", "304"])
            eq(len(log), 80)
            eq(len({line[1] for line in log}), 1, "connections for eighty requests")
            assert "gzip" in log[0][3], log[0]
        finally:
            p.kill()
            p.wait()


@test
def a_public_page_leads_to_no_private_one():
    """Neither by its AMP form nor by its next page, which a redirect can send anywhere."""
    with World() as w:
        s = w.site()
        base = f"http://paper.example:{s.port}"
        text = "<p>The keeper counted the boats twice, wrote it down, and lit the lamp on the pier; nobody said why.</p>"
        s.put("/amp", page("The lamp", *["Nothing of this is for the public, as anyone can see who reads it."] * 9))
        s.put("/thin", "<!DOCTYPE html><title>The lamp on the pier</title><link rel=amphtml "
                       f"href={s.url}/amp><body><p>Few words.</p>")
        s.put("/long", f"<!DOCTYPE html><title>The lamp</title><body><h1>The lamp</h1>{text * 4}<a href=/long?page=2>2</a>")
        s.move("/long?page=2", s.url + "/amp")
        w.start()
        for path, words in (("/thin", "Few words."), ("/long", "The keeper counted")):
            ack = w.e.call(wire.PULL, url=base + path)
            eq(ack["rc"], 0, ack)
            assert "/amp" not in s.paths(), path
        s.put("/open", f"<!DOCTYPE html><title>The lamp on the pier</title><link rel=amphtml href={base}/amp><p>Few words.</p>")
        eq(w.e.call(wire.PULL, url=base + "/open")["rc"], 0)
        assert "/amp" in s.paths(), "the form on a public host is fetched"


def main():
    only = sys.argv[1:]
    tests = [t for t in TESTS if not only or t.__name__ in only]
    print(f"1..{len(tests)}")
    for i, t in enumerate(tests):
        try:
            skipped = t()
            print(f"ok {i + 1} - {t.__name__}" + (f" # SKIP {skipped}" if skipped else ""), flush=True)
        except Exception:
            print("# " + traceback.format_exc().replace("\n", "\n# "))
            print(f"not ok {i + 1} - {t.__name__}", flush=True)


main()

#!/usr/bin/env python3
"""The commands against a store and a real server: subscribe, fetch, read, mark, search, offline."""
import os
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

os.environ["LEDE_NOW"] = "1700000000"      # the newspaper's clock
FEEDS = os.environ["XDG_CONFIG_HOME"] + "/lede/feeds"
STORE = os.environ["XDG_DATA_HOME"] + "/lede/lede.db"
paper = Newspaper()


def feeds_text():
    try:
        with open(FEEDS, encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def stories(*args):
    return lede("list", "--json", "--limit=0", *args).json()


def subscribe():
    r = lede("list")
    ok(r.code == 0 and r.out == "", "an empty list", r)
    for path in ("/missing", "/plain.txt", "/empty", "/gone"):
        r = lede("add", paper.url + path)
        ok(r.code == 1 and len(r.err.splitlines()) == 1 and paper.url + path in r.err and
           feeds_text() == "", "%s is refused, nothing is written" % path, r)
    r = lede("add", "ftp://x.example/feed")
    ok(r.code != 0 and feeds_text() == "", "another scheme is refused", r)
    r = lede("add", paper.url + "/feed/harbour.xml", paper.url + "/front.html")
    ok(r.code == 0 and len(r.out.splitlines()) == 2, "a feed, and a page by its headlines", r)
    r = lede("add", "--title=Sky", "--tag=weather, daily", paper.url + "/feed/weather.xml")
    ok(r.code == 0 and '"Sky" weather daily' in feeds_text().replace('"~', '"'), "title and tags", feeds_text())
    before = feeds_text()
    r = lede("add", paper.url + "/feed/harbour.xml")
    equal(feeds_text(), before, "adding twice changes nothing")
    rows = lede("list", "--feeds", "--json").json()
    equal(sorted(f["url"] for f in rows), sorted(paper.url + p for p in
          ("/feed/harbour.xml", "/front.html", "/feed/weather.xml")), "list --feeds")
    equal([f["title"] for f in rows if f["url"].endswith("weather.xml")], ["Sky"], "the title given")


def fetch():
    r = lede("fetch")
    ok(r.code == 0 and "\x1b" not in r.out and "3 feeds checked" in r.out, "fetch in a pipe", r)
    n = len(stories())
    r = lede("fetch")
    ok(r.code == 0 and "3 unchanged" in r.out and " 0 new stories" in r.out, "fetch again: nothing new", r)
    equal(len(stories()), n, "no story twice")
    paper.get("/control?add=harbour&n=2")
    r = lede("fetch", "--quiet", paper.url + "/feed/harbour.xml")
    ok(r.code == 0 and r.out == "" and len(stories()) == n + 2, "one feed, quietly", r)
    paper.get("/control?fail=/feed/weather.xml&status=500")
    r = lede("fetch")
    ok(r.code == 1 and "/feed/weather.xml" in r.err and "500" in r.err, "a failing feed: exit 1, named", r)
    paper.get("/control?heal=*")
    r = lede("fetch", "--due")
    ok(r.code == 0 and "/feed/" not in r.out, "--due leaves alone what was just checked", r)
    r = lede("fetch", "99")
    ok(r.code == 1 and "99" in r.err, "no such feed", r)


def reading():
    stored = [s for s in stories() if s["stored"]]
    ok(len(stored) > 5, "articles were stored", len(stored))
    s = stored[0]
    before = paper.requests()["total"]
    by_id, by_url = lede("read", "--json", s["id"]), lede("read", "--json", s["url"])
    ok(by_id.code == 0 and by_id.json()[0]["title"] == s["title"], "read by id", by_id)
    equal(by_url.json()[0]["text"], by_id.json()[0]["text"], "read by address")
    r = lede("related", "--json", s["id"])
    ok(r.code == 0 and len(r.json()) > 0, "related of a story", r)
    equal(paper.requests()["total"], before, "what is stored is not fetched")
    url = paper.url + "/story/900001.html"
    r = lede("read", url)
    ok(r.code == 0 and len(r.out) > 300, "an article that was not known", r)
    before = paper.requests()["total"]
    ok(lede("read", url).out == r.out and paper.requests()["total"] == before, "the second time from the store")
    r = lede("read", paper.url + "/missing")
    ok(r.code == 1 and "404" in r.err and len(r.err.splitlines()) == 1, "an address that is not there", r)
    r = lede("read", "999999", s["id"])
    ok(r.code == 1 and "999999" in r.err and s["title"][:20] in r.out, "a missing story among good ones", r)


def looking():
    before = stories()
    r = lede("feed", "--json", paper.url + "/feed/theatre.xml", paper.url + "/missing",
             paper.url + "/plain.txt", paper.url + "/moved/feed/market.xml")
    rows = r.json()
    ok(r.code == 1 and len(rows) == 4 and len(r.err.splitlines()) == 2 and "error" in rows[1] and
       "error" in rows[2], "feed URL: good and bad ones, in their order", r)
    ok(len(rows[0]["items"]) > 5 and len(rows[3]["items"]) > 5, "their stories", rows[0])
    equal(stories(), before, "nothing of it is stored")
    r = lede("feed", paper.url + "/huge", timeout=120)
    ok(r.code == 1 and len(r.err.splitlines()) == 1, "a feed without an end", r)


def marks():
    a, b = stories()[:2]
    r = lede("mark", a["id"], b["id"])
    ok(r.code == 0 and r.out == "", "mark", r)
    unread = [s["id"] for s in stories("--unread")]
    ok(a["id"] not in unread and b["id"] not in unread and unread, "they are read now")
    lede("mark", "--unread", b["id"])
    ok(b["id"] in [s["id"] for s in stories("--unread")], "and one unread again")
    lede("mark", "--star", a["id"])
    equal([s["id"] for s in stories("--starred")], [a["id"]], "a star")
    lede("mark", "--unstar", a["id"])
    equal(stories("--starred"), [], "and off")
    feed = [f for f in lede("list", "--feeds", "--json").json() if "harbour" in f["url"]][0]
    r = lede("mark", "--feed", feed["id"])
    ok(r.code == 0 and stories("--unread", "--feed", feed["id"]) == [] and stories("--unread"),
       "all of one feed", r)
    r = lede("mark", "777777")
    ok(r.code == 1 and "777777" in r.err, "no such story", r)


def lists():
    everything = stories()
    ids = [s["id"] for s in everything]
    equal(len(set(ids)), len(ids), "each story once")
    equal([s["id"] for s in lede("list", "--json", "--limit=5").json()], ids[:5], "--limit")
    equal({s["feed"] for s in stories("--feed", paper.url + "/feed/weather.xml")}, {"Sky"}, "--feed")
    equal({s["feed"] for s in stories("--tag=weather")}, {"Sky"}, "--tag")
    ok(len(lede("list").out.splitlines()) == min(len(ids), 100), "a line a story")
    word = max(everything[0]["title"].split(), key=len)
    found = lede("search", "--json", word).json()
    ok(everything[0]["id"] in [s["id"] for s in found] and len(found) < len(ids), "search " + word, found)
    equal(stories(word, "--unread") and not [s for s in stories(word, "--unread") if s["read"]], True,
          "list with words and a mark")
    for query in ('"', "(", "a AND", "NEAR(", "-x", "*", "x" * 3000, "\u4f60\u597d"):
        r = lede("search", "--", query)
        ok(r.code == 0 and r.err == "", "search %r" % query[:12], r)
    ok(lede("search", "x" * 5000).code == 64, "a query that is too long")


def search_of_many():
    """A first fetch leaves the text to be indexed; a search finds all of it nevertheless."""
    many = Newspaper("--stories", "500", "--feeds", "6")
    feeds = write("many", "".join("%s/feed/%s\n" % (many.url, f) for f in
                                  ("harbour.xml", "weather.xml", "market.xml", "theatre.xml", "town5.xml", "town6.xml")))
    store = feeds + ".db"

    def one(sql):
        with sqlite3.connect("file:%s?mode=ro" % store, uri=True) as db:
            return db.execute(sql).fetchone()[0]

    r = lede("--store", store, "--feeds", feeds, "fetch", "--no-articles", "--quiet", timeout=120)
    equal((r.code, one("SELECT count(*) FROM story"), one("SELECT count(*) FROM dirty")), (0, 3000, 3000),
          "a fetch of many indexes none")
    r = lede("--store", store, "--feeds", feeds, "fetch", "--quiet", "--force", "--no-articles", timeout=120)
    equal((r.code, one("SELECT count(*) FROM dirty")), (0, 3000), "nor does one without anything new")
    # not among the 2000 that a search would look through
    title = one("SELECT title FROM story WHERE id = 600")
    for command in ("search", "list"):
        found = lede("--store", store, "--feeds", feeds, command, "--json", '"%s"' % title).json()
        ok(600 in [s["id"] for s in found], command + " finds what was not indexed", (title, found))
        equal(one("SELECT count(*) FROM dirty"), 0, "now it is")
        with sqlite3.connect(store) as db:
            db.execute("INSERT OR IGNORE INTO dirty SELECT id FROM story WHERE id > 500")
            db.execute("UPDATE tally SET unindexed = (SELECT count(*) FROM dirty)")
    feeds = write("few", many.url + "/feed/harbour.xml\n")
    store = feeds + ".db"
    r = lede("--store", store, "--feeds", feeds, "fetch", "--no-articles", "--quiet", timeout=120)
    equal((r.code, one("SELECT count(*) FROM story"), one("SELECT count(*) FROM dirty")), (0, 500, 0),
          "one of few indexes them")
    many.stop()


def exchange():
    r = r0 = lede("export")
    opml = write("out.opml", r.raw)
    ok(r.code == 0 and r.out.count("xmlUrl=") == 3 and 'category="weather,daily"' in r.out, "export", r)
    other = ["--store", HOME + "/o.db", "--feeds", HOME + "/o/feeds"]
    os.makedirs(HOME + "/o")
    r = lede(*other, "import", opml)
    ok(r.code == 0 and r.out.startswith("3 of 3"), "import OPML", r)
    ok(lede(*other, "import", opml).out.startswith("0 of 3"), "once more adds nothing")
    equal(lede(*other, "export").out, r0.out, "export gives the same again")
    urls = write("urls", "# mine\nhttps://a.example/f \"~A name\" one\nexec:rm -rf /\nhttps://b.example/f\n")
    r = lede(*other, "import", urls)
    ok(r.code == 0 and r.out.startswith("2 of 3") and "urls:3:" in r.err, "import newsboat's urls", r)
    for name, data in (("empty", b""), ("bin", bytes(range(256)) * 9), ("html", b"<p>no list</p>"),
                       ("cut.opml", b"<opml><body><outl")):
        r = lede(*other, "import", write(name, data))
        ok(r.code == 1 and len(r.err.splitlines()) <= 2, "import of %s" % name, r)
    r = lede("remove", paper.url + "/front.html")
    ok(r.code == 0 and "/front.html" not in feeds_text(), "remove", r)
    r = lede("remove", paper.url + "/front.html")
    ok(r.code == 1 and paper.url in r.err, "remove twice", r)


def stopping():
    with open(FEEDS, "a", encoding="utf-8") as f:
        f.write(paper.url + "/silent?seconds=50\n")
    p = subprocess.Popen([LEDE, "fetch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while "/silent" not in str(paper.requests()["paths"]) and time.monotonic() < deadline:
        time.sleep(0.05)
    p.send_signal(signal.SIGINT)
    out, err = p.communicate(timeout=30)      # the feed hangs for longer
    ok(p.returncode == 130, "Ctrl-C ends a fetch: 130", (p.returncode, out, err))
    ok(b" checked, " in out, "and its summary is printed", out)
    with open(FEEDS, encoding="utf-8") as f:
        lines = [x for x in f if "/silent" not in x]
    write(FEEDS, "".join(lines))


def damage():
    ok(lede("doctor").code == 0, "doctor: all is well", lede("doctor"))
    for name, data in (("foreign.db", None), ("text.db", b"not a database at all\n" * 100)):
        path = HOME + "/" + name
        if data is None:
            db = sqlite3.connect(path)
            db.execute("CREATE TABLE x(y)")
            db.commit()
            db.close()
        else:
            write(name, data)
        before = open(path, "rb").read()
        r = lede("--store", path, "list")
        ok(r.code == 74 and len(r.err.splitlines()) == 1 and path in r.err, "a store that is none: " + name, r)
        equal(open(path, "rb").read(), before, "it is left as it was")
    r = lede("--store", HOME + "/none/such/x.db", "list")
    ok(r.code in (0, 73, 74), "a store in a folder that is not there", r)
    r = lede("doctor", env={"LEDE_EXEC_PATH": HOME})
    ok(r.code == 70 and "lede-engine" in r.err, "doctor names what is missing", r)
    r = lede("fetch", env={"LEDE_EXEC_PATH": HOME})
    ok(r.code in (70, 74) and len(r.err.splitlines()) == 1, "no engine: one line", r)


def offline():
    rows = [s for s in stories() if s["stored"]]
    online = {s["id"]: lede("read", s["id"]).out for s in rows[:8]}
    paper.stop()
    equal({i: lede("read", i).out for i in online}, online, "stored articles read the same offline")
    equal([s["id"] for s in stories() if s["stored"]], [s["id"] for s in rows], "the list too")
    r = lede("fetch")
    ok(r.code == 1 and len(r.err.splitlines()) >= 2 and "0 new stories" in r.out, "fetch offline says why", r)
    r = lede("read", paper.url + "/story/4242.html")
    ok(r.code == 1 and len(r.err.splitlines()) == 1, "what is not stored is refused in one line", r)


def sample():
    r = lede("--sample", "fetch", env={"LEDE_SAMPLE": SRC + "/share/sample"})
    ok(r.code == 0 and "new stor" in r.out, "the sample edition", r)
    s = lede("--sample", "list", "--json", env={"LEDE_SAMPLE": SRC + "/share/sample"}).json()
    ok(len(s) > 5 and any(x["stored"] for x in s), "its stories and articles", s[:2])
    ok(not any("sample" in x.get("url", "") for x in stories()), "in a store of its own")
    # What came with lede is not the user's to change; only a build in its tree finds it here.
    if os.path.exists(os.path.join(BUILD, "../share/sample/feeds")):
        before = open(SRC + "/share/sample/feeds", encoding="utf-8").read()
        r = lede("--sample", "remove", "2")
        ok(r.code == 1 and len(r.err.splitlines()) == 1, "its feeds stay", r)
        equal(open(SRC + "/share/sample/feeds", encoding="utf-8").read(), before, "its file too")


subscribe()
fetch()
reading()
looking()
marks()
lists()
search_of_many()
exchange()
stopping()
damage()
sample()
offline()
done()

#!/usr/bin/env python3
"""lede-engine over its socket, with the made-up newspaper as the network."""
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

LIB = os.path.join(os.environ["abs_top_srcdir"], "tests", "lib")
sys.path.insert(0, LIB)
import wire  # noqa: E402
from wire import Engine  # noqa: E402

NOW = 1700000000  # the newspaper's clock
TESTS = []


def test(f):
    TESTS.append(f)
    return f


class World:
    """A newspaper, a folder for the user's files, engines."""

    def __init__(self, *args):
        self.folder = tempfile.mkdtemp()
        self.paper = subprocess.Popen([sys.executable, f"{LIB}/newspaper.py", *args],
                                      stdout=subprocess.PIPE, text=True)
        self.base = f"http://127.0.0.1:{self.paper.stdout.readline().split()[1]}"
        self.engines = []

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        for e in self.engines:
            if e.process.poll() is None:
                e.process.kill()
                e.process.wait()
        self.paper.kill()
        self.paper.wait()
        self.paper.stdout.close()
        if exc[0] and os.path.exists(f"{self.folder}/log"):
            with open(f"{self.folder}/log") as log:
                for line in log.readlines()[-40:]:
                    print("#", line.rstrip())
        shutil.rmtree(self.folder, ignore_errors=True)

    def feeds(self, *paths):
        with open(f"{self.folder}/feeds", "w") as f:
            for path in paths:
                f.write((path if ":" in path else self.base + path) + "\n")

    def feeds_text(self):
        path = f"{self.folder}/feeds"
        return open(path).read() if os.path.exists(path) else ""

    def all_feeds(self):
        self.feeds("/feed/harbour.xml", "/feed/weather.xml", "/feed/market.xml",
                   "/feed/theatre.xml")

    def engine(self, *args, **kw):
        e = Engine(self.folder, *args, env={"LEDE_NOW": str(NOW)}, **kw)
        self.engines.append(e)
        ready = e.ready()
        assert not ready["rc"], ready
        return e

    def control(self, query):
        with urllib.request.urlopen(f"{self.base}/control?{query}") as r:
            return json.load(r)

    def requests(self):
        with urllib.request.urlopen(f"{self.base}/control/requests") as r:
            return json.load(r)

    def sql(self, query):
        db = sqlite3.connect(f"file:{self.folder}/lede.db?mode=ro", uri=True)
        try:
            return db.execute(query).fetchall()
        finally:
            db.close()

    def one(self, query):
        return self.sql(query)[0][0]


def eq(got, want, what=""):
    assert got == want, f"{what}: {got!r}, not {want!r}"


def sums(done):
    """new, articles, failures, unchanged"""
    return (done["m"], *done["ids"])


def wait_for(check, seconds=20):
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


@test
def cold_unchanged_incremental():
    with World() as w:
        w.all_feeds()
        e = w.engine()
        ack, done = e.refresh()
        # One of the feeds carries its articles whole: their pages are not fetched.
        eq(sums(done), (48, 36, 0, 0), "cold")
        eq(done["n"], 4)
        eq(w.one("SELECT count(*) FROM story"), 48)
        eq(w.one("SELECT count(*) FROM page"), 36)
        w.control("reset=1")
        ack, done = e.refresh()
        eq(sums(done), (0, 0, 0, 4), "unchanged")
        eq(w.requests()["not_modified"], 4)
        eq(w.requests()["total"], 4, "requests")
        ack, done = e.refresh(0)
        eq(done["n"], 0, "nothing is due")
        w.control("add=harbour&n=3")
        ack, done = e.refresh()
        eq(sums(done), (3, 3, 0, 3), "incremental")
        w.control("change=1001")
        ack, done = e.refresh()
        eq(sums(done)[0], 0, "changed")
        eq([m["m"] for m in e.events if m["kind"] == wire.FEED_DONE and m["m"]], [1])
        eq(e.close(), 0)


@test
def only_the_newest_pages_ahead():
    with World("--stories", "30") as w:
        w.feeds("/feed/harbour.xml")
        e = w.engine()
        ack, done = e.refresh()
        eq(sums(done)[:3], (30, 20, 0), "fetch-articles-count")
        ack, done = e.refresh()
        eq(sums(done), (0, 0, 0, 1), "the older ones are not fetched later on")
        eq(e.close(), 0)


@test
def failures_lose_nothing():
    with World() as w:
        w.all_feeds()
        e = w.engine()
        e.refresh(wire.FORCE)
        w.control("fail=/feed/harbour.xml&status=500")
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done), (0, 0, 1, 3))
        bad = [m for m in e.events if m["kind"] == wire.FEED_DONE and m["rc"]]
        eq(bad[0]["rc"], wire.E_HTTP)
        assert "500" in bad[0]["text"], bad
        w.control("captive=1")
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done), (0, 0, 4, 0), "captive portal")
        eq(w.one("SELECT count(*) FROM story"), 48)
        w.control("captive=0")
        w.control("heal=*")
        w.control("reset=1")
        ack, done = e.refresh(0)
        eq(w.requests()["total"], 0, "back-off")
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done)[2], 0, "healed")
        w.paper.kill()
        w.paper.wait()
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done), (0, 0, 4, 0), "no server")
        eq(w.one("SELECT count(*) FROM story"), 48)
        eq(e.close(), 0)


@test
def hostile_servers():
    with World() as w:
        w.feeds("/gone", "/loop", "/empty", "/broken.xml", "/plain.txt", "/missing", "/huge",
                "/big.xml?mb=12", "/feed/harbour.xml")
        e = w.engine()
        ack, done = e.refresh(wire.FORCE)
        eq(done["n"], 9)
        eq(w.one("SELECT count(*) FROM story") >= 12, True)
        bad = {m["url"][len(w.base):]: m for m in e.events if m["kind"] == wire.FEED_DONE}
        eq(bad["/huge"]["rc"], wire.E_LIMIT)
        eq(bad["/big.xml?mb=12"]["rc"], wire.E_LIMIT)
        eq(bad["/loop"]["rc"], wire.E_LIMIT)
        eq(bad["/gone"]["rc"], wire.E_HTTP)
        eq(bad["/feed/harbour.xml"]["rc"], wire.OK)
        w.control("reset=1")
        e.refresh(wire.FORCE)
        eq(w.requests()["paths"].get("/gone"), None, "410 is not asked again")
        eq(e.close(), 0)


@test
def moved_for_good():
    with World() as w:
        w.feeds("/moved/feed/harbour.xml")
        e = w.engine()
        for i in range(3):
            assert "/moved/" in w.feeds_text(), i
            e.refresh(wire.FORCE)
        eq(w.feeds_text(), f"{w.base}/feed/harbour.xml\n")
        eq(w.one("SELECT count(*) FROM story"), 12)
        eq(w.sql("SELECT url FROM feed WHERE id != 1"), [(f"{w.base}/feed/harbour.xml",)])
        e.close()
        e = w.engine()
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done), (0, 0, 0, 1), "the same feed under its new address")


@test
def flags_and_history():
    with World() as w:
        w.feeds("/feed/harbour.xml")
        e = w.engine()
        e.refresh(wire.FORCE)
        ids = [row[0] for row in w.sql("SELECT id FROM story ORDER BY id")]
        eq(e.call(wire.SET_FLAGS, ids=ids[:3], n=wire.READ | wire.STARRED)["rc"], 0)
        eq(e.call(wire.VISIT, url=f"{w.base}/story/1001.html", id=ids[0])["rc"], 0)
        e.kill()
        eq(w.one("SELECT sum(unread) FROM feed"), 9, "acknowledged, then killed")
        e = w.engine()
        ack = e.call(wire.MARK_READ, id=0, m=ids[-1])
        eq(sorted(ack["ids"]), ids[3:])
        eq(e.call(wire.SET_FLAGS, ids=ack["ids"], m=wire.READ)["rc"], 0)
        eq(w.one("SELECT sum(unread) FROM feed"), 9)
        eq(e.call(99)["rc"], wire.E_PROTO)
        eq(e.close(), 0)


@test
def subscribe():
    with World() as w:
        e = w.engine()
        for path in ("/plain.txt", "/missing", "/loop", "/captive"):
            ack = e.call(wire.ADD, url=w.base + path)
            assert ack["rc"] and ack["text"], (path, ack)
        eq(w.feeds_text(), "", "a refusal writes nothing")
        eq(e.call(wire.ADD, url="file:///etc/passwd")["rc"], wire.E_REFUSED)
        ack = e.call(wire.ADD, url=f"{w.base}/feed/weather.xml", text="Sky", words=["air", "sea"])
        eq(ack["rc"], 0)
        eq(ack["n"], 12)
        assert "12" in ack["text"], ack
        ack = e.call(wire.ADD, url=f"{w.base}/site.html")
        eq(ack["rc"], 0)
        assert "/feed/" in ack["url"], ack
        front = e.call(wire.ADD, url=f"{w.base}/front.html")
        eq(front["rc"], 0)
        eq(front["url"], f"{w.base}/front.html")
        assert front["n"] > 3, front
        eq(len(w.feeds_text().splitlines()), 3)
        assert "air sea" in w.feeds_text()
        w.control("reset=1")
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done), (0, 0, 0, 3), "a front page that did not change")
        eq(e.call(wire.REMOVE, url=f"{w.base}/front.html")["rc"], 0)
        eq(e.call(wire.REMOVE, url=f"{w.base}/front.html")["rc"], wire.E_NOTFOUND)
        eq(len(w.feeds_text().splitlines()), 2)
        eq(e.close(), 0)


@test
def edit():
    with World() as w:
        w.feeds("/feed/harbour.xml", "/feed/weather.xml")
        with open(f"{w.folder}/feeds", "a", encoding="utf-8") as f:
            f.write(f"# mine\n{w.base}/missing old # dead\n")
        e = w.engine()
        e.refresh(wire.FORCE)
        ids = dict(w.sql("SELECT url, id FROM feed"))
        bad, good = ids[f"{w.base}/missing"], ids[f"{w.base}/feed/harbour.xml"]
        before = w.feeds_text()
        for url, rc in (("no address", wire.E_USAGE), ("exec:x", wire.E_USAGE), (f"{w.base}/feed/weather.xml", wire.E_USAGE)):
            ack = e.call(wire.EDIT, id=bad, url=url)
            eq(ack["rc"], rc)
            assert ack["text"], ack
        eq(e.call(wire.EDIT, id=77, url=f"{w.base}/x")["rc"], wire.E_NOTFOUND)
        eq(w.feeds_text(), before, "a refusal changes nothing")
        ack = e.call(wire.EDIT, id=bad, url=f"{w.base}/feed/market.xml", text="Stalls", words=["a", "b c"])
        eq((ack["rc"], ack["id"], ack["url"]), (0, bad, f"{w.base}/feed/market.xml"))
        eq(w.feeds_text().splitlines()[-1], f'{w.base}/feed/market.xml "~Stalls" a "b c" # dead')
        eq(w.sql(f"SELECT title, error, failures, next_check FROM feed WHERE id = {bad}"), [("Stalls", None, 0, 0)])
        # A feed that has stories keeps them, and its marks; its document is asked for anew.
        stories = w.sql(f"SELECT id FROM story WHERE feed_id = {good}")
        e.call(wire.SET_FLAGS, ids=[stories[0][0]], n=wire.STARRED)
        eq(e.call(wire.EDIT, id=good, url=f"{w.base}/found/feed/harbour.xml")["rc"], 0)
        ack, done = e.refresh(wire.FORCE)
        eq(done["n"], 3)
        eq(w.sql(f"SELECT id FROM story WHERE feed_id = {good}"), stories)
        eq(w.one("SELECT count(*) FROM story WHERE is_starred"), 1)
        eq(w.one(f"SELECT url FROM feed WHERE id = {good}"), f"{w.base}/found/feed/harbour.xml")
        # The title and the tags alone.
        eq(e.call(wire.EDIT, id=bad, url=f"{w.base}/feed/market.xml")["rc"], 0)
        eq(w.feeds_text().splitlines()[-1], f"{w.base}/feed/market.xml # dead")
        eq(e.close(), 0)


@test
def page_in_the_feeds_file_names_a_feed():
    with World() as w:
        w.feeds("/site.html")
        e = w.engine()
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done)[2], 0)
        assert "/feed/" in w.feeds_text(), w.feeds_text()
        n = w.one("SELECT count(*) FROM story")
        ack, done = e.refresh(wire.FORCE)
        eq(sums(done)[0], 0)
        eq(w.one("SELECT count(*) FROM story"), n)
        eq(e.close(), 0)


@test
def pull():
    with World() as w:
        w.feeds("/feed/harbour.xml")
        e = w.engine()
        e.refresh(wire.FORCE)
        url = w.sql("SELECT url FROM story LIMIT 1")[0][0]
        ack = e.call(wire.PULL, url=url)
        eq(ack["rc"], 0)
        assert ack["id"] and ack["n"], ack
        n = w.requests()["total"]
        again = e.call(wire.PULL, url=url)
        eq((again["id"], again["n"]), (ack["id"], ack["n"]))
        eq(w.requests()["total"], n, "stored is not fetched again")
        e.call(wire.PULL, url=url, n=1)
        eq(w.requests()["total"], n + 1, "unless asked")
        ack = e.call(wire.PULL, url=f"{w.base}/story/900001.html")
        eq(ack["rc"], 0)
        eq(w.one(f"SELECT feed_id FROM story WHERE id = {ack['n']}"), 1, "Followed")
        eq(e.call(wire.PULL, url=f"{w.base}/missing")["rc"], wire.E_HTTP)
        eq(e.call(wire.PULL, url="file:///etc/passwd")["rc"], wire.E_REFUSED)
        eq(e.call(wire.PULL, url=f"{w.base}/story/1002.html",
                  text="https://example.org/")["rc"], wire.E_REFUSED, "private address")
        eq(e.close(), 0)


@test
def site_rules_are_read_again_when_they_change():
    with World() as w:
        rules = f"{os.environ['XDG_CONFIG_HOME']}/lede/rules.d"
        shutil.rmtree(rules, ignore_errors=True)
        e = w.engine()
        host, url = w.base.split("/")[2], f"{w.base}/story/900001.html"

        def text():
            ack = e.call(wire.PULL, url=url, n=1)
            eq(ack["rc"], 0)
            page = w.one(f"SELECT article FROM page WHERE id = {ack['id']}")
            return b"Sign up" in page, b"the stones are numbered" in page, b"What is planned" in page
        try:
            eq(text(), (False, True, True), "no rules")
            os.makedirs(rules)
            with open(f"{rules}/a.rules", "w") as f:
                f.write(f"site {host}\nbody ul:not(.share)\n")
            eq(text(), (False, True, False), "a new file")
            with open(f"{rules}/a.rules", "w") as f:
                f.write(f"site {host}\nbody article h2\n")
            eq(text(), (False, False, True), "a changed one")
            with open(f"{rules}/b.rules", "w") as f:
                f.write(f"site {host}\ndrop h2\nbody ul..x\n")
            eq(text(), (False, True, False), "one more, a line of which is wrong")
            os.unlink(f"{rules}/a.rules")
            os.unlink(f"{rules}/b.rules")
            eq(text(), (False, True, True), "none any more")
        finally:
            shutil.rmtree(rules, ignore_errors=True)
        with open(f"{w.folder}/log") as log:
            assert "b.rules:3:9: the name of a class is missing" in log.read()
        eq(e.close(), 0)


@test
def pull_without_network_is_queued():
    with World() as w:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        e = w.engine()
        url = f"http://127.0.0.1:{port}/story/900002.html"
        ack = e.call(wire.PULL, url=url)
        eq(ack["rc"], wire.E_NET)
        assert "queued" in ack["text"], ack
        paper = subprocess.Popen([sys.executable, f"{LIB}/newspaper.py", "--port", str(port)],
                                 stdout=subprocess.PIPE, text=True)
        try:
            paper.stdout.readline()
            ack, done = e.refresh(wire.FORCE | wire.ARTICLES)
            eq(sums(done), (0, 1, 0, 0))
            assert e.call(wire.PULL, url=url)["id"]
        finally:
            paper.kill()
            paper.wait()
            paper.stdout.close()
        eq(e.close(), 0)


@test
def one_refresh_at_a_time():
    with World() as w:
        w.feeds("/silent?seconds=30", "/feed/harbour.xml")
        first = w.engine()
        eq(first.call(wire.REFRESH, n=wire.FORCE)["rc"], 0)
        first.until(wire.FEED_DONE)
        second = w.engine("--lock-wait=0")
        ack = second.call(wire.REFRESH, n=wire.FORCE)
        eq(ack["rc"], wire.E_BUSY)
        assert str(first.process.pid) in ack["text"], ack
        # The second engine still serves, and the one that looks on hears of it.
        eq(first.call(wire.ATTEND, n=1)["rc"], 0)
        ids = [row[0] for row in w.sql("SELECT id FROM story LIMIT 2")]
        eq(second.call(wire.SET_FLAGS, ids=ids, n=wire.READ)["rc"], 0)
        eq(first.call(wire.STOP)["rc"], 0)
        done = first.until(wire.REFRESH_DONE, 5)
        eq(done["rc"], wire.E_CANCEL)
        eq(second.close(), 0)
        eq(first.close(), 0)


@test
def changes_of_another_process_are_told():
    with World() as w:
        w.feeds("/silent?seconds=30", "/feed/harbour.xml")
        busy = w.engine()
        busy.call(wire.REFRESH, n=wire.FORCE)
        busy.until(wire.FEED_DONE)
        screen = w.engine()
        screen.call(wire.ATTEND, n=1)
        ids = [row[0] for row in w.sql("SELECT id FROM story LIMIT 2")]
        busy.call(wire.SET_FLAGS, ids=ids, n=wire.READ)
        screen.until(wire.CHANGED, 5)


@test
def feeds_refresh_by_themselves():
    with World() as w:
        w.feeds("/feed/harbour.xml")
        e = w.engine()
        eq(e.receive(0.3), None, "nobody looks on")
        e.call(wire.ATTEND, n=1)
        e.until(wire.STARTED, 5)
        done = e.until(wire.REFRESH_DONE, 20)
        eq(sums(done), (12, 12, 0, 0))
        wait_for(lambda: w.one("SELECT count(*) FROM dirty") == 0)
        eq(e.close(), 0)


@test
def ends_at_once():
    for how in ("close", "term"):
        with World() as w:
            w.feeds("/silent?seconds=30", "/slow?seconds=30", "/feed/harbour.xml")
            e = w.engine()
            e.call(wire.REFRESH, n=wire.FORCE)
            e.until(wire.FEED_DONE)
            # both waits are shorter than what the server takes
            if how == "close":
                eq(e.close(), 0)
            else:
                e.process.send_signal(signal.SIGTERM)
                eq(e.process.wait(20), 0)
            eq(w.one("SELECT count(*) FROM story"), 12)


def parsers(engine):
    with open(f"/proc/{engine.process.pid}/task/{engine.process.pid}/children") as f:
        return [int(pid) for pid in f.read().split()]


@test
def a_parser_dies_of_a_page():
    with World() as w:
        w.feeds("/feed/harbour.xml")
        e = w.engine()
        e.refresh(wire.FORCE)
        pids = parsers(e)
        assert pids
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        url = w.sql("SELECT url FROM story LIMIT 1")[0][0]
        e.send(kind=wire.PULL, seq=77, url=url)
        wait_for(lambda: f"reads {url}" in open(e.log).read())
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        ack = e.until(wire.ACK, seq=77)
        eq(ack["rc"], wire.E_DIED)
        w.control("reset=1")
        ack, done = e.refresh(wire.FORCE | wire.ARTICLES)
        eq(sums(done)[1:3], (11, 0), "the other pages")
        eq(w.requests()["paths"].get(url[len(w.base):]), None, "not tried again by itself")
        eq(e.call(wire.PULL, url=url)["rc"], 0, "but when asked for")
        eq(e.close(), 0)


@test
def sample_from_files():
    with World() as w:
        for name in os.listdir(f"{os.environ['abs_top_srcdir']}/share/sample"):
            shutil.copy(f"{os.environ['abs_top_srcdir']}/share/sample/{name}", w.folder)
        e = w.engine()
        ack, done = e.refresh()
        eq(sums(done)[2], 0)
        assert done["m"] >= 8 and done["ids"][0] >= 4, done
        url = w.sql("SELECT url FROM story WHERE url LIKE 'file:%'")[0][0]
        eq(e.call(wire.PULL, url=url, n=1)["rc"], 0)
        eq(e.call(wire.PULL, url=url, n=1, text="https://example.org/")["rc"], wire.E_REFUSED)
        with open(f"{w.folder}/secret.html", "w") as f:
            f.write("<p>secret")
        os.symlink("/etc/hostname", f"{w.folder}/link.html")
        for path in (f"file://{w.folder}/link.html", f"file://{w.folder}/../x", "file:///etc/hostname"):
            assert e.call(wire.PULL, url=path)["rc"] in (wire.E_REFUSED, wire.E_NOTFOUND), path
        eq(e.close(), 0)


@test
def everything_is_indexed():
    with World() as w:
        w.all_feeds()
        e = w.engine()
        e.refresh()
        waiting = w.one("SELECT count(*) FROM dirty")
        assert waiting > 20, waiting
        eq(e.call(wire.INDEX, n=10)["rc"], 0)
        eq(w.one("SELECT count(*) FROM dirty"), waiting - 10)
        eq(e.call(wire.INDEX)["rc"], 0)
        eq(w.one("SELECT count(*) FROM dirty"), 0)
        eq(e.close(), 0)


@test
def killed_and_started_again():
    with World("--stories", "40") as w:
        w.all_feeds()
        e = w.engine()
        e.call(wire.REFRESH, n=wire.FORCE | wire.ARTICLES)
        e.until(wire.FEED_DONE)
        e.kill()
        e = w.engine()
        ack, done = e.refresh()
        eq(done["ids"][1], 0)
        eq(w.one("SELECT count(*) FROM story"), 160)
        eq(w.one("SELECT count(*) FROM (SELECT DISTINCT feed_id, guid FROM story)"), 160)
        eq(w.one("PRAGMA integrity_check"), "ok")
        eq(e.close(), 0)


@test
def no_room_on_the_disk():
    with World("--stories", "100") as w:
        w.all_feeds()
        e = w.engine(wrapper=("prlimit", "--fsize=600000"))
        ack, done = e.refresh(wire.FORCE)
        assert done["rc"] in (wire.E_IO, wire.E_FULL), done
        assert done["text"], done
        # It still serves: what cannot be saved is said to be so.
        ids = [row[0] for row in w.sql("SELECT id FROM story LIMIT 1")]
        ack = e.call(wire.SET_FLAGS, ids=ids or [1], n=wire.READ)
        assert not ack["rc"] or ack["text"], ack
        e.close()
        e = w.engine()
        ack, done = e.refresh(wire.FORCE)
        eq(done["rc"], 0)
        eq(w.one("SELECT count(*) FROM story"), 400)
        eq(w.one("PRAGMA integrity_check"), "ok")
        eq(e.close(), 0)


@test
def another_program_keeps_the_store():
    with World() as w:
        e = w.engine()
        db = sqlite3.connect(f"{w.folder}/lede.db", isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        eq(e.call(wire.PULL, url=f"{w.base}/story/900001.html")["rc"], wire.E_BUSY)
        db.execute("ROLLBACK")
        db.close()
        eq(e.call(wire.PULL, url=f"{w.base}/story/900001.html")["rc"], 0)
        eq(e.close(), 0)


@test
def removed_while_it_comes():
    with World() as w:
        w.feeds("/slow?seconds=1", "/feed/weather.xml")
        e = w.engine()
        e.call(wire.REFRESH, n=wire.FORCE)
        eq(e.call(wire.REMOVE, url=f"{w.base}/slow?seconds=1")["rc"], 0)
        e.until(wire.REFRESH_DONE, 20)
        eq(w.one("SELECT count(*) FROM story"), 12, "only the other feed's")
        eq(w.one("SELECT stories FROM tally"), 12)
        eq(e.close(), 0)


@test
def no_store_no_engine():
    with World() as w:
        with open(f"{w.folder}/lede.db", "w") as f:
            f.write("this is a letter, not a store" * 100)
        e = Engine(w.folder)
        w.engines.append(e)
        ready = e.ready()
        eq(ready["rc"] in (wire.E_FOREIGN, wire.E_CORRUPT), True, ready)
        assert ready["text"], ready
        assert e.process.wait(10) != 0
        assert open(f"{w.folder}/lede.db").read().startswith("this is a letter")


@test
def another_version():
    with World() as w:
        e = Engine(w.folder, version="0.0.0")
        w.engines.append(e)
        try:
            e.ready()
            e.receive(10)
            raise AssertionError("it goes on")
        except wire.Died:
            pass


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

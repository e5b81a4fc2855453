#!/usr/bin/env python3
"""How the feeds are, without the screen: list --health, its JSON, and what doctor makes of it."""
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

NOW = 1700000000
os.environ["LEDE_NOW"] = str(NOW)
STORE = os.environ["XDG_DATA_HOME"] + "/lede/lede.db"
paper = Newspaper()


def sql(query, *args):
    db = sqlite3.connect(STORE)
    with db:
        rows = db.execute(query, args).fetchall()
    db.close()
    return rows


def feed(path):
    return next(f for f in lede("list", "--feeds", "--json").json() if f["url"] == paper.url + path)


def listed():
    write("config/lede/feeds", "".join("%s%s\n" % (paper.url, p) for p in (
        "/feed/harbour.xml", "/feed/weather.xml", "/missing", "/missing?2", "/moved/feed/market.xml", "/gone",
        "/feed/theatre.xml")))
    paper.get("/control?fail=/feed/theatre.xml&status=500")
    r = lede("list", "--health")
    ok(r.code == 0 and r.out.count("never") == 7 and r.out.count(" now ") == 7, "before the first fetch", r)
    for _ in range(2):
        lede("fetch", "--no-articles")
    r = lede("list", "--health")
    lines = r.out.splitlines()
    ok(r.code == 0 and all(len(x) <= 80 for x in lines if "moved, said" not in x and "http" not in x), "80 columns", r)
    ok(re.match(r" +\d+ 22:13 +(23:1\d|15 Nov) .*Harbour news$", lines[1]), "a feed that is well: last good, next", r)
    ok("      ! the server answered 404: not found (2 times in a row)" in lines, "one that fails, and how often", r)
    ok("      > moved, said 2 times: %s/feed/market.xml" % paper.url in lines, "one that moves", r)
    gone = next(i for i, x in enumerate(lines) if x.endswith("/gone"))
    ok(re.match(r" +\d+ never +never ", lines[gone]) and "410" in lines[gone + 1], "one that is gone", r)
    short = lede("list", "--feeds")
    ok(len(short.out.splitlines()) == 7 and "22:13" not in short.out, "--feeds stays short", short)


def as_json():
    f = feed("/feed/harbour.xml")
    equal((f["last_success"], f["checked"]), ("2023-11-14T22:13:20Z", "2023-11-14T22:13:20Z"), "JSON")
    ok(3600 <= f["interval"] <= 86400 and "2023-11-14T23:13:20Z" <= f["next_check"] <= "2023-11-16T00:38:00Z" and
       not {"error", "failures", "retired", "moved_to"} & set(f), "next_check; nothing is wrong", f)
    f = feed("/missing")
    ok(f["failures"] == 2 and "404" in f["error"] and "last_success" not in f, "failures, error", f)
    f = feed("/gone")
    ok(f["retired"] is True and "next_check" not in f, "retired", f)
    equal(feed("/moved/feed/market.xml").get("moved_to"), paper.url + "/feed/market.xml", "moved_to")
    f = feed("/moved/feed/market.xml")
    equal((f["stories_per_day"], f["bytes"]), (86.4, len(paper.get("/feed/market.xml"))), "what the fetch learnt")
    sql("UPDATE feed SET rhythm = 19200, body_bytes = 35123 WHERE url LIKE '%harbour%'")
    sql("UPDATE feed SET rhythm = 500000, body_bytes = 3200000 WHERE url LIKE '%weather%'")
    f = feed("/feed/harbour.xml")
    equal((f["stories_per_day"], f["bytes"]), (4.5, 35123), "stories_per_day, bytes")
    out = lede("list", "--health").out
    ok("36 kB" in out and "4.5 a day" in out and "3.2 MB" in out and "1 a week" in out, "and in words", out)


def doctor():
    r = lede("doctor")
    ok(r.code == 0 and "lede is well; some feeds fail" in r.out, "doctor: failing feeds are no fault of lede", r)
    failing = r.out[r.out.index("failing"):]
    ok(failing.index("  2 the server answered 404") < failing.index("  1 the server answered 500"),
       "causes, the one of most feeds first", r)
    ok(re.search(r"^well +2 feeds$", r.out, re.M) and re.search(r"^retired +1 feed$", r.out, re.M) and
       re.search(r"^large +1 feed$", r.out, re.M), "the other kinds", r)
    j = lede("doctor", "--json").json()
    h = j[0]["health"]
    equal(len(j), 1, "doctor --json: one object")
    equal({k: v["count"] for k, v in h.items()},
          {"well": 2, "failing": 3, "retired": 1, "silent": 0, "large": 1, "new": 0}, "with counts")
    equal([(x["error"], len(x["feeds"])) for x in h["failing"]["reasons"]],
          [("the server answered 404: not found", 2), ("the server answered 500: it has an internal error", 1)], "and causes")
    equal((j[0]["well"], j[0]["subscriptions"], j[0]["store"]), (True, 7, STORE), "and the rest")
    equal(h["large"]["feeds"], [feed("/feed/weather.xml")["id"]], "feeds by their ids")
    # Much later: the harbour paper, which has four stories a day, is silent, and so is the market.
    env = {"LEDE_NOW": str(NOW + 40 * 86400)}
    h = lede("doctor", "--json", env=env).json()[0]["health"]
    silent = [feed(p)["id"] for p in ("/feed/harbour.xml", "/moved/feed/market.xml")]
    equal((h["silent"]["feeds"], h["well"]["count"]), (silent, 0), "silent against its rhythm")
    r = lede("doctor", env=env)
    ok("silent" in r.out and "nothing new has come for" in r.out, "and said so, with what to do", r)
    # Causes that differ only in the host are one.
    urls = "".join("http://127.0.0.%d:9/\n" % i for i in range(1, 31))
    write("config/lede/feeds", urls)
    lede("fetch", "--no-articles")
    h = lede("doctor", "--json").json()[0]["health"]["failing"]
    ok(h["count"] == 30 and len(h["reasons"]) == 1, "one cause for 30 feeds", h)
    r = lede("doctor")
    ok("and 26 more" in r.out and len(r.out.splitlines()) < 24, "which fits one screen", r)
    r = lede("doctor", "--json", env={"LEDE_EXEC_PATH": HOME})
    ok(r.code == 70 and r.json()[0]["well"] is False, "a fault shows in the object and in the exit code", r)


listed()
as_json()
doctor()
paper.stop()
done()

#!/usr/bin/env python3
"""A store that is damaged, foreign, newer, read-only or on a full disk: one line that says so, a fitting
exit code, and everything that was stored is still there: old or new, never between."""
import os
import random
import shutil
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

os.environ["LEDE_NOW"] = "1700000000"      # the newspaper's clock
FOLDER = os.path.join(HOME, "store")
STORE = os.path.join(FOLDER, "lede.db")
FEEDS = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/feeds")
BIN = os.path.join(HOME, "bin")
GOOD = os.path.join(HOME, "good.db")
os.environ["LEDE_STORE"] = STORE
paper = Newspaper("--stories", "6", "--feeds", "3")
HARBOUR, WEATHER, MARKET = (paper.url + "/feed/%s.xml" % n for n in ("harbour", "weather", "market"))


def slurp(path):
    with open(path, "rb") as f:
        return f.read()


def rows(path=STORE):
    """{(feed, guid): (title, is_read, is_starred)} of the stories of subscriptions."""
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    try:
        return {r[:2]: r[2:] for r in db.execute(
            "SELECT f.url, s.guid, s.title, s.is_read, s.is_starred FROM story s JOIN feed f ON f.id = feed_id")}
    finally:
        db.close()


def value(path, sql):
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    try:
        return db.execute(sql).fetchone()[0]
    finally:
        db.close()


def sound():
    db = sqlite3.connect("file:%s?mode=ro" % STORE, uri=True)
    try:
        twice = db.execute("SELECT 1 FROM story GROUP BY feed_id, guid HAVING count(*) > 1").fetchall()
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and \
            not db.execute("PRAGMA foreign_key_check").fetchall() and not twice
    finally:
        db.close()


def feeds(*urls):
    write(FEEDS, "".join(u + "\n" for u in urls))


def fresh():
    """The good store, alone in its folder, and the two subscriptions."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.mkdir(FOLDER)
    shutil.copy(GOOD, STORE)
    feeds(HARBOUR, WEATHER)


def one_line(r, code, *words):
    """Refused in a line that names the store, with that exit code."""
    lines = r.err.splitlines()
    return r.code == code and len(lines) == 1 and lines[0].startswith("lede: ") and r.out == "" and \
        all(w in lines[0] for w in (STORE,) + words)


def prepare():
    r = lede("add", HARBOUR, WEATHER)
    ok(r.code == 0, "two feeds", r)
    ok(lede("fetch").code == 0 and len(rows()) == 12, "their stories and articles")
    lede("mark", "--star", 2, 7)
    lede("mark", 3, 9)
    shutil.copy(STORE, GOOD)


def others():
    """Foreign, newer, empty: nothing is written into what lede did not write."""
    foreign = os.path.join(HOME, "foreign.db")
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE story (id INTEGER PRIMARY KEY, title TEXT)")
    db.execute("INSERT INTO story VALUES (1, 'theirs')")
    db.commit()
    db.close()
    newer = os.path.join(HOME, "newer.db")
    shutil.copy(GOOD, newer)
    db = sqlite3.connect(newer)
    db.execute("PRAGMA user_version = 99")
    db.execute("ALTER TABLE story ADD COLUMN mood TEXT")
    db.commit()
    db.close()
    for path, word in ((foreign, "another program"), (newer, "newer lede")):
        fresh()
        shutil.copy(path, STORE)
        listed = slurp(FEEDS)
        for args in (["fetch"], ["add", MARKET], ["remove", HARBOUR], ["mark", "--star", "4"],
                     ["import", write("urls", MARKET + "\n")], ["list"]):
            if path == newer and args[0] == "list":
                continue
            r = lede(*args)
            ok(one_line(r, 74, word), "%s: %s" % (word, args[0]), r)
        r = lede("doctor")
        ok(r.code == 74 and word in r.err and "all is well" not in r.out, "%s: doctor" % word, r)
        r = lede("doctor", "--rescue")
        ok(r.code == 74 and sorted(f for f in os.listdir(FOLDER) if "damaged" in f) == [],
           "%s: nothing to rescue" % word, r)
        ok(slurp(STORE) == slurp(path) and slurp(FEEDS) == listed, "%s: not a byte is changed" % word)
    r = lede("list", "--json", "--limit=0")
    ok(r.code == 0 and len(r.json()) == 12, "a newer store can still be read", r)
    fresh()
    write(STORE, b"")
    r = lede("fetch", "--no-articles")
    ok(r.code == 0 and len(rows()) == 12, "an empty file becomes a store", r)


def nowhere():
    for path in ("/proc/none/x.db", "/dev/null/x.db"):
        for args in (["list"], ["fetch"], ["mark", "1"]):
            r = lede("--store", path, *args)
            ok(r.code == 73 and len(r.err.splitlines()) == 1 and path in r.err and "cannot be made" in r.err,
               "no store can be made at %s: %s" % (path, args[0]), r)
    for option in ("--store", "--feeds"):
        r = lede(option, "", "list")
        ok(r.code == 64 and len(r.err.splitlines()) == 1 and option in r.err, "%s without a name" % option, r)


def damaged():
    """Bytes overwritten all over the file; no command may crash, none may lose what the others read."""
    size = os.path.getsize(GOOD)
    crashed, mute, n_said = [], [], 0
    for i, at in enumerate([0, 30, 100] + list(range(4096, size, max(4096, size // 12 // 4096 * 4096)))):
        fresh()
        with open(STORE, "r+b") as f:
            f.seek(at)
            f.write(random.Random(at).randbytes(4000))
        for args in (["list", "--limit=0"], ["read", "3", "5"], ["mark", "--star", "4"], ["search", "tide"],
                     ["fetch", "--no-articles"])[i % 2::2]:
            r = lede(*args)
            if r.code not in (0, 1, 74):
                crashed.append("at %d: %s: %s" % (at, args, r))
            elif r.code and not (r.err.startswith("lede: ") and len(r.err.splitlines()) == 1 and
                                 "damaged" in r.err):
                mute.append("at %d: %s: %s" % (at, args, r))
            n_said += r.code == 74
        if i % 3:
            continue
        r = lede("doctor", "--full")
        if r.code != 74 or "rescue" not in r.err:
            mute.append("at %d: doctor: %s" % (at, r))
        r = lede("doctor", "--rescue")
        kept = [f for f in os.listdir(FOLDER) if "damaged" in f]
        if r.code or not kept or not sound():
            crashed.append("at %d: rescue: %s" % (at, r))
    equal(crashed, [], "no damage ends a program")
    equal(mute, [], "what fails over damage says so in one line")
    ok(n_said > 4, "the damage was met", n_said)
    fresh()
    with open(STORE, "r+b") as f:
        f.write(b"\0" * 4000)
    r = lede("list")
    ok(one_line(r, 74, "lede doctor --rescue"), "an overwritten beginning", r)
    r = lede("doctor", "--rescue")
    ok(r.code == 0 and rows() == rows(GOOD) and sound(), "--rescue saves every story and flag behind it", r)
    fresh()
    os.truncate(STORE, size // 8192 * 4096)
    r = lede("list")
    ok(r.code == 74 and one_line(r, 74), "half a store", r)


def as_user(*args):
    """lede as somebody who is not root."""
    if os.getuid():
        return lede(*args)
    # the build folder may lie where only root can look
    if not os.path.isdir(BIN):
        os.mkdir(BIN)
        for name in ("lede", "lede-engine", "lede-parse"):
            shutil.copy(os.path.join(BUILD, name), BIN)
    return Run("--reuid=65534", "--regid=65534", "--clear-groups", os.path.join(BIN, "lede"), *args,
               program="setpriv")


def readable_by_all():
    for folder, _, files in os.walk(HOME):
        os.chmod(folder, 0o755)
        for f in files:
            path = os.path.join(folder, f)
            os.chmod(path, 0o755 if os.access(path, os.X_OK) else 0o644)


def read_only():
    if os.getuid() == 0 and not shutil.which("setpriv"):
        skip("a store that cannot be written", "no setpriv")
        return
    for what, file_mode, folder_mode in (("file", 0o444, 0o755), ("folder and file", 0o444, 0o555)):
        fresh()
        readable_by_all()
        os.chmod(STORE, file_mode)
        os.chmod(FOLDER, folder_mode)
        before = slurp(STORE), slurp(FEEDS)
        r = as_user("list", "--json", "--limit=0")
        ok(r.code == 0 and len(r.json()) == 12, "read-only %s: list reads" % what, r)
        for args in (["mark", "--star", 4], ["fetch"], ["add", MARKET], ["remove", HARBOUR]):
            r = as_user(*args)
            ok(one_line(r, 73, "cannot be written"), "read-only %s: %s" % (what, args[0]), r)
        r = as_user("doctor")
        ok(r.code == 73 and "cannot be written" in r.err, "read-only %s: doctor says it" % what, r)
        equal((slurp(STORE), slurp(FEEDS)), before, "read-only %s: nothing changed" % what)
    os.chmod(FOLDER, 0o755)
    os.unlink(STORE)
    os.chmod(FOLDER, 0o555)
    for args in (["list"], ["fetch"], ["add", MARKET]):
        r = as_user(*args)
        ok(one_line(r, 73, "cannot be made"), "no store, and none can be made: %s" % args[0], r)
    r = as_user("doctor")
    ok(r.code == 73 and "cannot be made" in r.err, "doctor says it beforehand", r)
    os.chmod(FOLDER, 0o755)
    if os.getuid():
        return
    fresh()
    readable_by_all()
    os.chmod(STORE, 0o600)
    ok(one_line(as_user("list"), 74, "ermission"), "a store of somebody else")


def faulty(fault, *args, program="lede-engine"):
    return lede(*args, env={"LD_PRELOAD": os.path.join(BUILD, "tests/fault/faults.so"), "LEDE_FAULT":
                            program + ":" + fault, "ASAN_OPTIONS":
                            os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"})


FAULTS = ["wal:%d:ENOSPC" % n for n in (1, 2, 3, 4, 6, 9, 14)] + ["sync:%d:EIO" % n for n in (1, 2, 3)]


def full():
    """The disk fails at the Nth write or sync and from then on."""
    paper.get("/control?add=harbour&n=3")
    old = rows(GOOD)
    refused = {"fetch": 0, "mark": 0, "add": 0, "remove": 0, "import": 0}
    lost, wrong = [], []
    urls = write("urls", MARKET + "\n")
    for n, fault in enumerate(FAULTS):
        for args in (["fetch", "--quiet"], ["mark", "--star", 4], ["add", MARKET], ["remove", WEATHER],
                     ["import", urls])[:5 if n % 3 == 0 else 3]:
            fresh()
            what, before = "%s at %s" % (args[0], fault), slurp(FEEDS).decode().split()
            r = faulty(fault, *args)
            failed, now = r.code != 0, rows()
            if failed and (r.code != 74 or len(r.err.splitlines()) != 1 or
                           not ("no space left" in r.err or "nput/output" in r.err)):
                wrong.append("%s: %s" % (what, r))
            if any(now.get(k, ())[1:2] != v[1:2] for k, v in old.items()) or not sound():
                lost.append("%s: stories" % what)
            if args[0] != "mark" and any(now[k] != v for k, v in old.items() if k in now):
                lost.append("%s: flags" % what)
            listed = slurp(FEEDS).decode().split()
            if failed and listed != before:
                lost.append("%s: subscriptions %s" % (what, listed))
            if args[0] == "mark":
                id4 = value(STORE, "SELECT is_starred FROM story WHERE id = 4")
                if not failed and not id4:
                    lost.append("%s: acknowledged, not stored" % what)
            refused[args[0]] += failed
            if n % 4:
                continue
            r = lede("fetch", "--force", "--no-articles")
            if r.code or HARBOUR in slurp(FEEDS).decode() and len([k for k in rows() if k[0] == HARBOUR]) != 9:
                lost.append("after %s: %s" % (what, r))
    equal(wrong, [], "a disk that fails is said in one line, exit 74")
    equal(lost, [], "and costs nothing: old or new, never between")
    ok(min(refused.values()) > 1, "every command met it", refused)


def rescue_fails():
    """A rescue that the disk ends leaves the damaged file as it is, and nothing beside it."""
    fresh()
    with open(STORE, "r+b") as f:
        f.write(b"\0" * 50)
    before = slurp(STORE)
    for fault in ("wal:1:ENOSPC", "wal:9:ENOSPC", "wal:30:ENOSPC", "sync:1:EIO", "sync:4:EIO"):
        r = faulty(fault, "doctor", "--rescue", program="lede")
        ok(r.code == 74 and len(r.err.splitlines()) == 1 and slurp(STORE) == before and
           [f for f in os.listdir(FOLDER) if not f.endswith(".lock")] == ["lede.db"],
           "a rescue and %s: the file is left as it was" % fault, str(r) + str(os.listdir(FOLDER)))
    r = lede("doctor", "--rescue")
    ok(r.code == 0 and rows() == rows(GOOD), "then it saves everything", r)


def full_for_feeds():
    """The disk takes the store's write, not that of the feeds file, or neither."""
    for n in (1, 2):
        for args in (["add", MARKET], ["remove", WEATHER], ["import", write("urls", MARKET + "\n")]):
            fresh()
            r = faulty("fsync:%d:ENOSPC" % n, *args)
            listed = slurp(FEEDS).decode().split()
            done_it = listed != [HARBOUR, WEATHER]
            folder = os.listdir(os.path.dirname(FEEDS))
            ok((r.code == 74) != done_it and folder == ["feeds"] and sound() and
               (r.code == 0 or len(r.err.splitlines()) == 1 and FEEDS in r.err),
               "%s, and the feeds file cannot be written (%d)" % (args[0], n), "%s %s %s" % (r, listed, folder))


prepare()
others()
nowhere()
damaged()
read_only()
full()
full_for_feeds()
rescue_fails()
done()

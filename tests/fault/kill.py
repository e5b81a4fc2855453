#!/usr/bin/env python3
"""kill -9 of the engine and of the parser, during "lede fetch" and under an open screen.

After each kill the store opens and is sound, no story is there twice, no acknowledged flag is lost, and the
next fetch completes with every story. Most kills strike between BEGIN and COMMIT: at the Nth write to the
WAL (tests/fault/faults.c), and the engine's log shows the transaction that was open. At the end the same
checks must fail against an engine that never commits.

LEDE_KILLS sets how many kills (100).
"""
import http.server
import os
import pty
import random
import select
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

LEDE = os.environ["LEDE"]
BUILD = Path(os.environ["abs_top_builddir"])
HOME = Path(os.environ["HOME"])
KILLS = int(os.environ.get("LEDE_KILLS", "100"))
FEEDS = 6
TIMEOUT = 60
LOG = HOME / "engine.log"
MARK = HOME / "struck"


class Paper(http.server.BaseHTTPRequestHandler):
    """Feeds that grow: every edition adds stories with a page each."""
    protocol_version = "HTTP/1.1"
    edition = 1
    per_edition = 3

    def do_GET(self):
        parts = self.path.strip("/").split("/")
        if parts[0] == "feed":
            kind, body = "application/rss+xml", self.feed(int(parts[1]))
        elif parts[0] == "story":
            kind, body = "text/html; charset=utf-8", self.page(parts[1])
        else:
            self.send_error(404)
            return
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def names(self, feed):
        return [f"{feed}-{n}" for n in range(Paper.edition * Paper.per_edition)]

    def feed(self, feed):
        items = "".join(
            f"<item><title>Tide report number {n}</title><guid isPermaLink='false'>{n}</guid>"
            f"<link>/story/{n}</link><description>{'The water rose. ' * 40}</description></item>"
            for n in reversed(self.names(feed)))
        return f"<rss version='2.0'><channel><title>Tides {feed}</title>{items}</channel></rss>"

    def page(self, name):
        text = f"Report {name} tells of water that came in over the old stones and left again by night. "
        return (f"<html><head><title>Tide report number {name}</title></head><body><article>"
                f"<h1>Tide report number {name}</h1>" + f"<p>{text * 5}</p>" * 6 + "</article></body></html>")

    def log_message(self, *args):
        pass


def expected():
    return {(f, f"{f}-{n}") for f in range(FEEDS) for n in range(Paper.edition * Paper.per_edition)}


def env(fault=None, exec_path=None):
    e = dict(os.environ, LEDE_LOG=str(LOG))
    if exec_path:
        e["LEDE_EXEC_PATH"] = str(exec_path)
    if fault:
        MARK.unlink(missing_ok=True)
        options = e.get("ASAN_OPTIONS", "")
        e.update(LD_PRELOAD=str(BUILD / "tests/fault/faults.so"), LEDE_FAULT=fault, LEDE_FAULT_MARK=str(MARK),
                 ASAN_OPTIONS=options + ":verify_asan_link_order=0")
    return e


def lede(*args, **kw):
    return subprocess.run([LEDE, *args], env=env(**kw), capture_output=True, text=True, timeout=TIMEOUT)


def store():
    return sqlite3.connect(f"file:{HOME}/data/lede/lede.db?mode=ro", uri=True)


def complaints(flags):
    """What is wrong with the store; [] when it is sound."""
    bad = []
    with store() as db:
        for check in ("integrity_check", "foreign_key_check"):
            rows = [r for r in db.execute(f"PRAGMA {check}") if r[0] != "ok"]
            if rows:
                bad.append(f"{check}: {rows[:2]}")
        twice = db.execute("SELECT feed_id, guid, count(*) FROM story GROUP BY 1, 2 HAVING count(*) > 1").fetchall()
        if twice:
            bad.append(f"stories twice: {twice[:3]}")
        starred = {r[0] for r in db.execute("SELECT id FROM story WHERE is_starred")}
        if flags - starred:
            bad.append(f"lost stars: {sorted(flags - starred)[:5]}")
        unread = db.execute("SELECT count(*) FROM story WHERE NOT is_read").fetchone()[0]
        kept = db.execute("SELECT sum(unread) FROM feed").fetchone()[0]
        if unread != (kept or 0):
            bad.append(f"unread counted {unread}, kept {kept}")
    return bad


def missing():
    with store() as db:
        have = {(int(u.rsplit("/", 1)[1]), g) for u, g in
                db.execute("SELECT feed.url, guid FROM story JOIN feed ON feed.id = feed_id WHERE feed.url LIKE '%/feed/%'")}
    return expected() ^ have


def open_transaction():
    """Whether the log of the killed engine ends inside a transaction."""
    state = False
    for line in LOG.read_text("utf-8", "replace").splitlines():
        words = line.split()
        if "begin" in words:
            state = True
        elif "commit" in words or "rollback" in words:
            state = False
    return state


def star_one(flags, rnd):
    with store() as db:
        ids = [r[0] for r in db.execute("SELECT id FROM story WHERE NOT is_starred")]
    if ids:
        chosen = rnd.choice(ids)
        if lede("mark", "--star", str(chosen)).returncode == 0:
            flags.add(chosen)


class Screen:
    """The real screen in a pseudo-terminal; turns are told by LEDE_SYNC_FD."""

    def __init__(self, fault):
        self.r, w = os.pipe()
        os.set_inheritable(w, True)
        e = env(fault=fault)
        e.update(LEDE_SYNC_FD=str(w), TERM="xterm-256color", LINES="24", COLUMNS="80")
        self.pid, self.tty = pty.fork()
        if self.pid == 0:
            os.execve(LEDE, [LEDE], e)
        os.close(w)
        self.sent, self.lines, self.buf = 0, [], b""

    def pump(self, until, seconds=30):
        """Reads both pipes until until(bytes, busy) is true of a turn."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self.r, self.tty], [], [], 0.5)
            if self.tty in ready:
                try:
                    os.read(self.tty, 65536)
                except OSError:
                    return False
            if self.r in ready:
                data = os.read(self.r, 65536)
                if not data:
                    return False
                self.buf += data
                *lines, self.buf = self.buf.split(b"\n")
                for line in lines:
                    words = line.split()
                    if len(words) == 3 and until(int(words[1]), int(words[2])):
                        return True
        return False

    def key(self, k):
        os.write(self.tty, k)
        self.sent += len(k)
        return self.pump(lambda got, busy: got >= self.sent)

    def end(self):
        os.write(self.tty, b"Q")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.tty)
                os.close(self.r)
                return os.waitstatus_to_exitcode(status)
            ready, _, _ = select.select([self.r, self.tty], [], [], 0.1)
            try:
                for fd in ready:
                    os.read(fd, 65536)
            except OSError:
                pass
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None


def kill_under_fetch(fault):
    p = lede("fetch", "--force", fault=fault)
    return MARK.exists(), p


def kill_under_screen(fault):
    """The screen must go on answering keys after the kill, and end well."""
    s = Screen(fault)
    bad = []
    if not s.pump(lambda got, busy: True):
        bad.append("the screen painted nothing")
    s.key(b"R")
    s.pump(lambda got, busy: MARK.exists() or busy == 0)
    for k in (b"j", b"k", b"j"):
        if not s.key(k):
            bad.append("a key was not answered after the kill")
            break
    rc = s.end()
    if rc != 0:
        bad.append(f"the screen ended with {rc}")
    return MARK.exists(), bad


def tap(n, ok, name, why=""):
    print(f"{'ok' if ok else 'not ok'} {n} - {name}")
    for line in str(why).splitlines()[:12]:
        print(f"# {line}")
    sys.stdout.flush()


def subscribe(port, **kw):
    for f in range(FEEDS):
        p = lede("add", f"http://127.0.0.1:{port}/feed/{f}", **kw)
        if p.returncode:
            return f"add: {p.stderr}"
    return ""


def rounds(rnd):
    flags, bad, struck, inside = set(), [], 0, 0
    # Seven of ten are writes under "lede fetch"; a round whose program made fewer calls than N does not count.
    kinds = ["wal"] * 14 + ["send"] * 2 + ["screen-wal"] * 3 + ["screen-send"]
    i = 0
    while struck < KILLS and i < KILLS * 3 // 2 and len(bad) < 6:
        if i % len(kinds) == 0:
            rnd.shuffle(kinds)
        what = kinds[i % len(kinds)]
        Paper.edition += 1
        star_one(flags, rnd)
        LOG.write_text("")
        n = rnd.randint(1, 20) if "wal" in what else rnd.randint(1, 6)
        program = "lede-engine:wal" if "wal" in what else "lede-parse:send"
        if what.startswith("screen"):
            hit, said = kill_under_screen(f"{program}:{n}:kill")
            bad += [f"round {i} ({what} {n}): {x}" for x in said]
        else:
            hit, _ = kill_under_fetch(f"{program}:{n}:kill")
        struck += hit
        inside += hit and "wal" in what and open_transaction()
        bad += [f"round {i} ({what} {n}): {x}" for x in complaints(flags)]
        if i % 5 == 4:
            p = lede("fetch", "--force", "--no-articles")
            if p.returncode or missing():
                bad.append(f"round {i}: the next fetch: {p.returncode} {p.stderr[:200]} missing {sorted(missing())[:3]}")
        i += 1
    return struck, inside, bad


def without_commits(port):
    """The checks against an engine that never commits: they have to find fault."""
    path = HOME / "nocommit"
    path.mkdir()
    (path / "lede-engine").symlink_to(BUILD / "tests/fault/nocommit/lede-engine")
    (path / "lede-parse").symlink_to(BUILD / "lede-parse")
    for f in (HOME / "data/lede").glob("*"):
        f.unlink()
    try:
        subscribe(port, exec_path=path)
        lede("fetch", "--force", exec_path=path)
        return bool(missing() or complaints(set()))
    except sqlite3.Error:
        return True


def main():
    rnd = random.Random(4)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    server.handle_error = lambda *args: None  # a killed engine leaves its connections
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    print("1..5")
    why = subscribe(port)
    p = lede("fetch", "--force")
    tap(1, not why and p.returncode == 0 and not missing(), "a fetch stores every story", why or p.stderr)
    struck, inside, bad = rounds(rnd)
    tap(2, not bad, f"sound after each of {struck} kills", "\n".join(bad))
    tap(3, struck >= KILLS and inside >= KILLS * 6 // 10,
        f"{inside} of {struck} kills struck between BEGIN and COMMIT")
    p = lede("fetch", "--force")
    tap(4, p.returncode == 0 and not missing() and not complaints(set()), "the last fetch has it all", p.stderr)
    tap(5, without_commits(port), "an engine without commits is found out")
    server.shutdown()


main()

#!/usr/bin/env python3
"""Standard streams that are closed or full, signals while something is under way, terminals that are none or
too small, and a store that fails under the open screen."""
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

os.environ["LEDE_NOW"] = "1700000000"      # the newspaper's clock
STORE = os.path.join(HOME, "store", "lede.db")
os.environ["LEDE_STORE"] = STORE
FEEDS = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/feeds")
DRIVE = os.path.join(BUILD, "tests/tui/drive")
FAULTS = os.path.join(BUILD, "tests/fault/faults.so")
paper = Newspaper("--stories", "6", "--feeds", "3")
HARBOUR, WEATHER = (paper.url + "/feed/%s.xml" % n for n in ("harbour", "weather"))


def stored():
    db = sqlite3.connect("file:%s?mode=ro" % STORE, uri=True)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return db.execute("SELECT count(*), sum(is_starred) FROM story").fetchone()
    finally:
        db.close()


def shell(script, *args):
    return subprocess.run(["sh", "-c", script, LEDE, *args], timeout=60, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def closed():
    """A file that a program opens must not take the number of a closed stream: the store would be written into."""
    for fds in ("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"):
        for args in (["fetch", "--force"], ["list"], ["mark", "--star", "2"], ["export"], ["doctor"]):
            p = shell('exec "$0" "$@" ' + fds, *args)
            ok(p.returncode == 0, "%s: %s" % (" ".join(args), fds), p)
        p = shell('exec "$0" add "$1" ' + fds, paper.url + "/missing")
        ok(p.returncode == 1, "a failing add: " + fds, p)
        p = shell('exec "$0" ' + fds)
        ok(p.returncode == 69, "no screen: " + fds, p)
    equal(stored(), (12, 1), "the store is whole")


def unwritable():
    if not os.path.exists("/dev/full"):
        skip("/dev/full", "not there")
        return
    for args in (["fetch", "--force"], ["list"], ["list", "--json"], ["read", "3"], ["search", "water"], ["export"],
                 ["keys"], ["options"], ["doctor"], ["feed", HARBOUR], ["help"]):
        with open("/dev/full", "wb") as f:
            r = lede(*args, stdout=f)
        ok(r.code == 74 and len(r.err.splitlines()) == 1 and "standard output" in r.err,
           "%s into a full disk" % " ".join(args), r)
    for args in (["fetch", "--force"], ["list", "--limit=0"], ["doctor"], ["read", "--width=20", "3", "4", "5"]):
        p = shell('{ "$0" "$@"; echo $? >&2; } | true', *args)
        ok(p.stderr.strip() == b"0", "%s: the reader went away" % args[0], p)
    p = shell('exec "$0" list 99x99 --bad 2>/dev/full')
    ok(p.returncode == 64, "errors that cannot be written", p)


def signals():
    """The signal comes while a feed hangs; what came before is kept, and the next fetch gets the rest."""
    before = stored()
    for sig, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        paper.get("/control?add=harbour&n=1")
        write(FEEDS, "%s\n%s\n%s/silent?seconds=50\n" % (HARBOUR, WEATHER, paper.url))
        paper.get("/control?reset=1")
        p = subprocess.Popen([LEDE, "fetch", "--no-articles"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        end = time.monotonic() + 20
        while not {"/silent", "/feed/harbour.xml"} <= set(paper.requests()["paths"]) and time.monotonic() < end:
            time.sleep(0.02)
        p.send_signal(sig)
        out, err = p.communicate(timeout=30)
        ok(p.returncode == code and len(err.splitlines()) == 1, "fetch and %s: %d" % (sig.name, code),
           (p.returncode, out, err))
        ok(stored()[0] >= before[0] and stored()[1] == 1, "%s: nothing that was stored is lost" % sig.name, stored())
        write(FEEDS, "%s\n%s\n" % (HARBOUR, WEATHER))
        r = lede("fetch", "--no-articles")
        before = (before[0] + 1, 1)
        ok(r.code == 0 and stored() == before, "%s: the next fetch gets the rest" % sig.name, (r, stored()))
    listed = open(FEEDS).read()
    paper.get("/control?reset=1")
    # What runs in a shell's background ignores Ctrl-C, and so would what it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    p = subprocess.Popen([LEDE, "add", paper.url + "/silent?seconds=50"], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    end = time.monotonic() + 20
    while "/silent" not in paper.requests()["paths"] and time.monotonic() < end:
        time.sleep(0.02)
    p.send_signal(signal.SIGINT)
    out, err = p.communicate(timeout=30)
    ok(p.returncode in (130, -signal.SIGINT) and open(FEEDS).read() == listed, "add and SIGINT: nothing is written",
       (p.returncode, out, err))


def on_terminal(env):
    """lede on a pseudo-terminal: its exit code and what it wrote."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(LEDE, [LEDE], env)
    out = b""
    while True:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), out.decode("utf-8", "replace")


def no_terminal():
    for what, args in (("pipes", {}), ("standard input that is a file", {"stdin": b""})):
        r = lede(**args)
        ok(r.code == 69 and r.out == "" and len(r.err.splitlines()) == 1 and "lede help" in r.err, what, r)
    for term in ("dumb", "no-such-terminal", "", None):
        env = dict(os.environ, TERM=term or "")
        if term is None:
            del env["TERM"]
        code, out = on_terminal(env)
        ok(code == 69 and len(out.splitlines()) == 1 and out.startswith("lede: ") and "\x1b" not in out,
           "TERM=%s" % term, (code, out))


def drive(what, script, program=LEDE):
    """Each line of the script is judged by tests/tui/drive."""
    path = write("script", "env TERM=xterm-256color\nenv LEDE_STORE=%s\n%s\n" % (STORE, script))
    if not os.path.exists(DRIVE):
        skip(what, "no libvterm")
        return
    p = subprocess.run([DRIVE, path, program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    ok(p.returncode == 0 and b"not ok" not in p.stdout, what,
       "\n".join(x for x in p.stdout.decode("utf-8", "replace").splitlines() if not x.startswith("ok")))


def small():
    for size in ("1x1", "2x2", "39x12", "40x3", "3x60", "500x1"):
        drive("a terminal of %s" % size, "size %s\nwait\nkeys \"j Enter ? q G\"\nwait keys\nfill\nresize 80x24\n"
              "wait\nexpect Harbour\nresize %s\nwait\nkey Q\nexit 0" % (size, size))
    drive("it says what it needs", "size 39x11\nwait\nexpect too small: lede needs 40 x 12\nkey Q\nexit 0")


def screen():
    """The store fails under the open screen: said at once and again at the end; reading goes on."""
    good = HOME + "/good.db"
    shutil.copy(STORE, good)
    for fault in ("wal:1:ENOSPC", "wal:2:ENOSPC", "sync:1:EIO"):
        shutil.copy(good, STORE)
        drive("%s under the screen" % fault, "env LD_PRELOAD=%s\nenv LEDE_FAULT=lede-engine:%s\n"
              "env ASAN_OPTIONS=%s:verify_asan_link_order=0\nsize 100x24\nwait\nkeys \"j j *\"\nwait\n"
              "expect not saved:\nkey R\nwait\nexpect fetching stopped:\nkeys \"k Enter\"\nwait\n"
              "key X\nwait keys\nexpect not saved:\nkey Q\nexit 74"
              % (FAULTS, fault, os.environ.get("ASAN_OPTIONS", "")))
        equal(stored(), (15, 1), "%s: the store is as it was" % fault)
    shutil.copy(good, STORE)
    db = sqlite3.connect(STORE)
    db.execute("PRAGMA user_version = 99")
    db.close()
    drive("a newer store under the screen", "size 100x24\nwait\nexpect newer lede\nkeys \"j *\"\nwait keys\n"
          "expect not saved:\nkey Q\nexit 74")
    with open(STORE, "r+b") as f:
        f.write(b"\0" * 4096)
    code, out = on_terminal(dict(os.environ, TERM="xterm-256color"))
    ok(code == 74 and "--rescue" in out and len(out.splitlines()) == 1, "a damaged store: no screen, one line",
       (code, out))
    shutil.copy(good, STORE)
    write(FEEDS, "%s\nquery:all:unread\n" % HARBOUR)
    drive("a wrong feeds line is told on the screen", "size 100x24\nwait\nexpect feeds:2:\nkey Q\nexit 0")
    write(FEEDS, HARBOUR + "\n")
    config = write("config/lede/config", "set no-such-option 1\n")
    drive("a wrong config line too", "size 100x24\nwait\nexpect config:1:\nkey Q\nexit 0")
    os.unlink(config)
    os.mkdir(config)
    code, out = on_terminal(dict(os.environ, TERM="xterm-256color"))
    ok(code == 78 and "config: " in out and len(out.splitlines()) == 1, "a config that cannot be read", (code, out))
    os.rmdir(config)


r = lede("add", HARBOUR, WEATHER)
ok(r.code == 0 and lede("fetch").code == 0 and lede("mark", "--star", "2").code == 0, "two feeds", r)
closed()
unwritable()
signals()
no_terminal()
small()
screen()
done()

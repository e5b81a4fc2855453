#!/usr/bin/env python3
"""Speed of lede beside bare programs that do only the same work, as ratios of one run ("make bench").

  bench.py [parse] [refresh] [peers] [frame] [key] [article]     all when none is named

Every part first checks that lede did the same work: the same items by count and hash, the rows that a SELECT
gives. Times are medians; no figure passes or fails.
"""
import fcntl
import gzip
import hashlib
import json
import os
import pty
import resource
import select
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import parsing
from peers import peers

LEDE = os.environ["LEDE"]
BUILD = Path(os.environ["abs_top_builddir"])
SRC = Path(os.environ["abs_top_srcdir"])
BENCH = BUILD / "tests/bench"
FEEDS = int(os.environ.get("BENCH_FEEDS", "200"))
SIZES = [int(x) for x in os.environ.get("BENCH_STORIES", "1000,100000").split(",")]
REPEAT = int(os.environ.get("BENCH_REPEAT", "3"))
WORK = Path(tempfile.mkdtemp(prefix="lede-bench."))

WORDS = ("harbour tide ferry council winter bridge market letter morning signal keeper library baker crossing night "
         "quay boat timetable room light book street rain paper story line page reader voice hand").split()


def sentence(seed, n):
    h = hashlib.md5(str(seed).encode()).digest()
    return " ".join(WORDS[h[i % 16] % len(WORDS)] if i % 3 else WORDS[(h[i % 16] + i) % len(WORDS)] for i in range(n))


def item(feed, n):
    body = "".join(f"&lt;p&gt;{sentence((feed, n, k), 60)}.&lt;/p&gt;" for k in range(6))
    return (f"<item><title>{sentence((feed, n), 7).capitalize()} {feed}-{n}</title><guid isPermaLink=\"false\">{feed}-{n}</guid>"
            f"<link>http://127.0.0.1/{feed}/{n}.html</link><pubDate>Tue, 14 Nov 2023 {n % 24:02}:{feed % 60:02}:00 GMT</pubDate>"
            f"<description>{body}</description></item>\n")


def write_feeds(folder, extra):
    for f in range(FEEDS):
        items = "".join(item(f, n) for n in reversed(range(25 + extra)))
        (folder / f"{f}.xml").write_text(f"<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Paper {f}</title>"
                                         f"<link>http://127.0.0.1/</link><description>d</description>\n{items}</channel></rss>\n")


class Server:
    """nginx where it is installed, else Python's own server (which then is what is measured: it says so)."""

    def __init__(self, root):
        self.proc = None
        if shutil.which("nginx"):
            import socket
            with socket.socket() as s:
                s.bind(("127.0.0.1", 0))
                self.port = s.getsockname()[1]
            conf = WORK / "nginx.conf"
            conf.write_text(f"""{"user root; " if os.getuid() == 0 else ""}worker_processes 1; daemon off; pid {WORK}/nginx.pid; error_log {WORK}/nginx.err;
events {{ worker_connections 1024; }}
http {{ access_log off; gzip on; gzip_types *; etag on; client_body_temp_path {WORK}/b; proxy_temp_path {WORK}/p;
fastcgi_temp_path {WORK}/f; uwsgi_temp_path {WORK}/u; scgi_temp_path {WORK}/s; keepalive_requests 100000;
server {{ listen 127.0.0.1:{self.port}; root {root}; types {{ application/rss+xml xml; text/html html; }} }} }}
""")
            self.proc = subprocess.Popen(["nginx", "-c", str(conf), "-p", str(WORK)], stderr=subprocess.DEVNULL)
            self.name = "nginx"
            for _ in range(200):
                try:
                    with socket.create_connection(("127.0.0.1", self.port), 1):
                        break
                except OSError:
                    select.select([], [], [], 0.02)
        else:
            class Quiet(SimpleHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def __init__(self, *a):
                    super().__init__(*a, directory=str(root))

                def log_message(self, *a):
                    pass
            self.http = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
            threading.Thread(target=self.http.serve_forever, daemon=True).start()
            self.port, self.name = self.http.server_address[1], "Python's server"

    def stop(self):
        if self.proc:
            self.proc.terminate()
            self.proc.wait()
        else:
            self.http.shutdown()


def timed(argv, env=None, until=None):
    """Wall and CPU seconds of a program and its children; until: stop the wall clock at that output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    p = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True)
    wall = None
    for line in p.stdout:
        if until and until in line and wall is None:
            wall = time.perf_counter() - start
    p.wait()
    wall = wall or time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if p.returncode:
        raise SystemExit(f"{argv}: {p.returncode}: {p.stderr.read()[:500]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def home(name):
    h = WORK / name
    for d in ("config/lede", "data/lede", "state", "cache"):
        (h / d).mkdir(parents=True, exist_ok=True)
    return h, dict(os.environ, HOME=str(h), XDG_CONFIG_HOME=f"{h}/config", XDG_DATA_HOME=f"{h}/data",
                   XDG_STATE_HOME=f"{h}/state", XDG_CACHE_HOME=f"{h}/cache", TERM="xterm-256color")


def digest(db, query):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as c:
        rows = sorted(c.execute(query).fetchall())
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def parse():
    parsing.parse(WORK, LEDE, BENCH / "feedtimes", home("parse")[1], sentence, REPEAT)


def refresh():
    root = WORK / "www"
    root.mkdir()
    write_feeds(root, 0)
    server = Server(root)
    h, env = home("refresh")
    urls = WORK / "urls"
    urls.write_text("".join(f"http://127.0.0.1:{server.port}/{f}.xml\n" for f in range(FEEDS)))
    (h / "config/lede/feeds").write_text(urls.read_text())
    bare_db = WORK / "bare.db"
    print(f"refresh of {FEEDS} feeds from {server.name}, wall and CPU seconds (lede's until its summary, indexing after it)")
    for what in ("cold", "unchanged", "incremental"):
        if what == "incremental":
            write_feeds(root, 2)
        bare = timed([BENCH / "bare_refresh", bare_db, urls])
        lede = timed([LEDE, "fetch", "--no-articles"], env, until=" checked, ")
        a = digest(bare_db, "SELECT feed, guid, title FROM item")
        b = digest(h / "data/lede/lede.db", "SELECT feed.url, guid, story.title FROM story JOIN feed ON feed.id = feed_id")
        same = "same items" if a == b else f"NOT the same items: {a} {b}"
        print(f"  {what:12} bare {bare[0]:.3f} {bare[1]:.3f}   lede {lede[0]:.3f} {lede[1]:.3f}   "
              f"ratio {lede[0] / bare[0]:.2f} CPU {lede[1] / bare[1]:.2f}   {b[0]} items, {same}")
    server.stop()


class Screen:
    def __init__(self, argv, env):
        self.r, w = os.pipe()
        os.set_inheritable(w, True)
        env = dict(env, LEDE_SYNC_FD=str(w), LINES="40", COLUMNS="120")
        self.start = time.perf_counter()
        self.pid, self.tty = pty.fork()
        if self.pid == 0:
            import struct
            import termios
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.execve(argv[0], argv, env)
        os.close(w)
        self.out, self.sent, self.buf = b"", 0, b""

    def pump(self, done, seconds=60):
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            ready, _, _ = select.select([self.tty, self.r], [], [], 1)
            if self.tty in ready:
                try:
                    self.out += os.read(self.tty, 1 << 20)
                except OSError:
                    return None
            turns = []
            if self.r in ready:
                self.buf += os.read(self.r, 65536)
                *lines, self.buf = self.buf.split(b"\n")
                turns = [int(x.split()[1]) for x in lines if x.startswith(b"state")]
            if done(turns):
                return time.perf_counter()
        raise SystemExit(f"no answer from the screen:\n{self.out[-500:]!r}")

    def key(self, k):
        t = time.perf_counter()
        os.write(self.tty, k)
        self.sent += 1
        return self.pump(lambda turns: any(x >= self.sent for x in turns)) - t

    def peak_mb(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0

    def end(self):
        os.write(self.tty, b"Qq")
        for _ in range(2000):
            pid, _ = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            ready, _, _ = select.select([self.tty], [], [], 0.005)
            try:
                if ready:
                    os.read(self.tty, 1 << 20)
            except OSError:
                pass
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.tty)
        os.close(self.r)


def newest(db, n):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as c:
        return [r[0] for r in c.execute("SELECT title FROM story WHERE hidden = 0 ORDER BY sort_at DESC, id DESC LIMIT ?", (n,))]


def make_store(size):
    h, env = home(f"stories-{size}")
    db = h / "data/lede/lede.db"
    if not db.exists():
        subprocess.run([BENCH / "mkstore", db, str(max(10, size // 500)), str(size)], check=True, env=env)
        with sqlite3.connect(db) as c:
            urls = [r[0] for r in c.execute("SELECT url FROM feed WHERE url LIKE 'http%' ORDER BY id")]
            # nothing is due, so that the screen alone is measured
            c.execute("UPDATE feed SET next_check = 99999999999")
        (h / "config/lede/feeds").write_text("".join(u + "\n" for u in urls))
    return h, env, db


def touch(db):
    """Another process changes the store: the newest story is one that was not there before."""
    with sqlite3.connect(db) as c:
        c.execute("UPDATE story SET title = 'Changed by another process ' || id WHERE id = "
                  "(SELECT id FROM story WHERE hidden = 0 ORDER BY sort_at DESC, id DESC LIMIT 1)")


def frame():
    print("first frame, exec to newest story on the screen, 120x40, ms (median), peak memory MB")
    for size in SIZES:
        h, env, db = make_store(size)
        touch(db)
        first = newest(db, 1)[0][:20].encode()
        times, peak = {}, {}
        for name, argv in (("bare", [str(BENCH / "bare_screen"), str(db)]), ("lede", [LEDE])):
            got = []
            for _ in range(REPEAT * 3):
                s = Screen(argv, env)
                got.append((s.pump(lambda turns: first in s.out) - s.start) * 1000)
                peak[name] = s.peak_mb()
                s.end()
            times[name] = statistics.median(got)
        rows = newest(db, 10)
        s = Screen([LEDE], env)
        s.pump(lambda turns: bool(turns))
        shown = sum(r[:20].encode() in s.out for r in rows)
        s.end()
        print(f"  {size:8} stories  bare {times['bare']:.2f} ({peak['bare']:.0f} MB)   lede {times['lede']:.2f} "
              f"({peak['lede']:.0f} MB)   ratio {times['lede'] / times['bare']:.2f}   rows as SELECT gives: {shown} of {len(rows)}")


def p(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))]


def key():
    size = SIZES[-1]
    h, env, db = make_store(size)
    print(f"key j to painted turn, {size} stories, ms p50 / p99")
    figures = {}
    for name, argv in (("bare", [str(BENCH / "bare_screen"), str(db)]), ("lede", [LEDE])):
        s = Screen(argv, env)
        s.pump(lambda turns: bool(turns))
        t = [s.key(b"j" if i % 30 < 15 else b"k") * 1000 for i in range(300)]
        figures[name] = t
        s.end()
    print(f"  idle            bare {p(figures['bare'], .5):.3f} / {p(figures['bare'], .99):.3f}   "
          f"lede {p(figures['lede'], .5):.3f} / {p(figures['lede'], .99):.3f}   "
          f"ratio {p(figures['lede'], .5) / p(figures['bare'], .5):.2f}")
    root = WORK / "www2"
    root.mkdir()
    write_feeds(root, 0)
    server = Server(root)
    h2, env2 = home("busy")
    (h2 / "config/lede/feeds").write_text("".join(f"http://127.0.0.1:{server.port}/{f}.xml\n" for f in range(FEEDS)))
    s = Screen([LEDE], env2)
    t = []
    try:
        s.pump(lambda turns: bool(turns))
        s.key(b"R")
        start = time.perf_counter()
        while time.perf_counter() - start < 4:
            t.append(s.key(b"j" if len(t) % 30 < 15 else b"k") * 1000)
    finally:
        s.end()
        server.stop()
    print(f"  in a refresh    lede {p(t, .5):.3f} / {p(t, .99):.3f}   ({len(t)} keys while {FEEDS} feeds came in)")


def page(n):
    paras = "".join(f"<p>{sentence((n, k), 70)}. <a href=\"/{k}.html\">{sentence((n, k, 1), 3)}</a> {sentence((n, k, 2), 40)}.</p>\n" for k in range(40))
    cards = "".join(f"<li class=\"c\"><a href=\"/s/{k}.html\"><h3>{sentence((n, k, 3), 8)}</h3><p>{sentence((n, k, 4), 12)}</p></a></li>\n" for k in range(30))
    nav = "".join(f"<li><a href=\"/n/{k}\">{sentence((k,), 1)}</a></li>" for k in range(120))
    return (f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{sentence(n, 8)}</title></head><body><nav><ul>{nav}</ul></nav>"
            f"<main><article><h1>{sentence(n, 8)}</h1>{paras}</article><aside><h2>More</h2><ul>{cards}</ul></aside></main></body></html>")


def cpu_of(argv, env):
    """CPU ms of a command in all its processes, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(argv, capture_output=True, env=env).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, out


def peaks_of(argv, env):
    """Peak memory in MB of a command and of the processes that it started, looked at while it waits for whoever
    reads its output."""
    r, w = os.pipe()
    fcntl.fcntl(w, fcntl.F_SETPIPE_SZ, 4096)
    proc = subprocess.Popen(argv, stdout=w, env=env)
    os.close(w)
    peak = {}
    with open(r, "rb") as out:
        out.read(1)
        for pid in [str(proc.pid)] + Path(f"/proc/{proc.pid}/task/{proc.pid}/children").read_text().split():
            status = dict(x.split(":", 1) for x in Path(f"/proc/{pid}/status").read_text().splitlines())
            if "VmHWM" in status:   # it has not ended yet
                peak[status["Name"].strip()] = int(status["VmHWM"].split()[0]) / 1024
        out.read()
    proc.wait()
    return peak


def article_pages():
    """The saved pages of the development set where they are at hand, else generated ones."""
    folder = WORK / "pages"
    folder.mkdir()
    saved = sorted((SRC / "../shared/eval/pages").glob("scrapinghub*/html/*.gz"))
    for f in saved:
        (folder / f.stem).write_bytes(gzip.decompress(f.read_bytes()))
    for n in () if saved else range(60):
        (folder / f"{n}.html").write_text(page(n))
    files = [str(f) for f in sorted(folder.iterdir())]
    return files, f"{len(files)} {'saved' if saved else 'generated'} pages"


def article():
    files, name = article_pages()
    h, env = home("article")
    bare, alone, whole, answers = [], [], [], 0
    for _ in range(REPEAT):
        for program, times in (("bare_html", bare), ("pagetimes", alone)):
            out = subprocess.run([BENCH / program, *files], capture_output=True, text=True, check=True).stdout
            times.append(float(out.split()[0]) * 1000)
        ms, out = cpu_of([LEDE, "read", "--json", *files], env)
        whole.append(ms)
        answers = sum("error" not in json.loads(line) for line in out.splitlines())
    bare, alone, whole = (statistics.median(x) / len(files) for x in (bare, alone, whole))
    print(f"article: {name}, {answers} of them read; CPU ms a page")
    print(f"  one process    bare parse {bare:.2f}   lede-parse's part {alone:.2f} (ratio {alone / bare:.2f})   "
          f"lede read --json {whole:.2f}   ratio {whole / bare:.2f}   pages a CPU second {1000 / whole:.0f}")
    cold = sorted(min(cpu_of([LEDE, "read", f], env)[0] for _ in range(REPEAT)) for f in files)
    empty = WORK / "empty.html"
    empty.write_text("<p>One line of text, and no more than that.")
    least = statistics.median(cpu_of([LEDE, "read", str(empty)], env)[0] for _ in range(REPEAT * 5))
    nothing = statistics.median(cpu_of(["/bin/true"], env)[0] for _ in range(REPEAT * 5))
    print(f"  a cold start   p50 {p(cold, .5):.1f}   p95 {p(cold, .95):.1f}   max {cold[-1]:.1f}   "
          f"over 10 ms {sum(x >= 10 for x in cold)}   (a page of one line {least:.1f}, /bin/true {nothing:.1f})")
    peak = {}
    for f in files:
        for program, mb in peaks_of([LEDE, "read", "--json", f, f], env).items():
            peak[program] = max(peak.get(program, 0), mb)
    print("  peak memory    " + "   ".join(f"{program} {mb:.1f} MB" for program, mb in sorted(peak.items())))


def main():
    parts = {"parse": parse, "refresh": refresh, "peers": lambda: peers(WORK / "peers", FEEDS), "frame": frame,
             "key": key, "article": article}
    try:
        for name in sys.argv[1:] or parts:
            parts[name]()
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


main()

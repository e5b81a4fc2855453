"""A server on loopback that misbehaves byte by byte as it is told, feeds for it, and what a run of lede cost:
from rogue import *"""
import json
import os
import re
import socket
import sqlite3
import ssl
import struct
import subprocess
import sys
import threading

import tap
from tap import BUILD, HOME, LEDE, Run, ok, write

FEEDS = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/feeds")
CONFIG = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/config")
STORE = os.path.join(os.environ["XDG_DATA_HOME"], "lede/lede.db")
with open(os.path.join(BUILD, "Makefile"), encoding="utf-8") as _f:
    SANITIZED = "-fsanitize=address" in _f.read()
CPU = 10.0 if SANITIZED else 1.0        # seconds that one bad document or server may take, of all three programs
MEGABYTES = 256


class Conn:
    """One connection: .head is the request, as bytes."""

    def __init__(self, sock, head=b""):
        self.sock, self.head = sock, head

    def send(self, *parts):
        for p in parts:
            self.sock.sendall(p)

    def request(self):
        """The next request's head, b"" at the end."""
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            data = self.sock.recv(65536)
            if not data or len(self.head) > 1 << 20:
                return b""
            self.head += data
        return self.head

    def sent(self, name):
        """The request's header of that name, None when it has none."""
        m = re.search(rb"(?im)^" + name.encode() + rb": (.*?)\r$", self.head)
        return m.group(1) if m else None

    def wait(self):
        """Until the client goes away."""
        while self.sock.recv(65536):
            pass

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Rogue:
    """Each name has a loopback address of its own, so that hosts do not share their fate, and an answer: bytes,
    or a function of the connection. .seen has the requests of each name. Names not known get 404."""
    next_host = 1

    def __init__(self, tls=None):
        self.tls, self.answers, self.seen, self.urls, self.port, self.hosts = tls, {}, {}, {}, 0, set()

    def at(self, name, answer, ip=None, host=None):
        """The address of name, which gets this answer from now on; host is called what it is in the address."""
        self.answers[name] = answer
        if name in self.urls:
            return self.urls[name]
        if not ip:
            ip = "127.0.%d.%d" % (1 + Rogue.next_host // 250, 1 + Rogue.next_host % 250)
            Rogue.next_host += 1
        if ip not in self.hosts:
            self.hosts.add(ip)
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((ip, self.port))
            s.listen(64)
            self.port = s.getsockname()[1]
            threading.Thread(target=self._accept, args=(s,), daemon=True).start()
        self.seen[name] = []
        self.urls[name] = "%s://%s:%d/%s" % ("https" if self.tls else "http", host or ip, self.port, name)
        return self.urls[name]

    def _accept(self, s):
        while True:
            c, _ = s.accept()
            threading.Thread(target=self._serve, args=(c,), daemon=True).start()

    def _serve(self, sock):
        try:
            sock.settimeout(120)
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            c = Conn(sock)
            if c.request():
                path = c.head.split(b" ")[1].decode("latin-1")
                name = re.split(r"[/?]", path.lstrip("/"))[0] or "/"
                self.seen.setdefault(name, []).append(c.head)
                answer = self.answers.get(name)
                if answer is None:
                    answer = reply(b"none", status="404 Not Found")
                c.send(answer) if isinstance(answer, bytes) else answer(c)
        except (OSError, ValueError):
            pass
        finally:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()


def head(*lines, status="200 OK", kind="application/rss+xml"):
    """The head of a reply without a length; lines are more headers, as text or bytes."""
    start = ["HTTP/1.1 " + status, "Connection: close"] + (["Content-Type: " + kind] if kind else [])
    return b"".join((x if isinstance(x, bytes) else x.encode("latin-1")) + b"\r\n" for x in start + list(lines)) + b"\r\n"


def reply(body, *lines, **more):
    return head("Content-Length: %d" % len(body), *lines, **more) + body


def redirect(to, status="302 Found", *lines):
    return reply(b"", b"Location: " + (to if isinstance(to, bytes) else to.encode()), *lines, status=status, kind=None)


def items(name, n, more=""):
    return "".join("<item><title>%s %d</title><guid isPermaLink='false'>%s-%d</guid><description>The water of %s rose by "
                   "%d inches.</description>%s</item>" % (name, i, name, i, name, i, more) for i in range(1, n + 1))


def todo(passed, what, why, detail=""):
    """A test of what does not hold yet, why says what is missing; as any other when why is "" or it holds."""
    if passed or not why:
        return ok(passed, what, detail)
    tap._count += 1
    print("not ok %d - %s # TODO %s" % (tap._count, what, why), flush=True)
    return False


def feed(name, n=3, more="", doctype="", prolog="<?xml version='1.0' encoding='utf-8'?>"):
    """A feed of n stories; more is put behind them, in the channel."""
    return (prolog + doctype + "<rss version='2.0'><channel><title>%s</title>%s%s</channel></rss>" % (
        name, items(name, n), more)).encode("utf-8", "surrogatepass")


def subscribe(urls, config=""):
    write(FEEDS, "".join(u + "\n" for u in urls))
    write(CONFIG, config)


# A process's peak of memory counts from its parent's at the fork on, and this one holds large documents.
_STARTER = """
import json, os, subprocess, sys
for line in sys.stdin:
    argv, env, out, err = json.loads(line)
    with open(out, "wb") as o, open(err, "wb") as e:
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=o, stderr=e, env=env)
        _, status, u = os.wait4(p.pid, 0)
        p.returncode = 0
    print(json.dumps([os.waitstatus_to_exitcode(status), u.ru_utime + u.ru_stime, u.ru_maxrss / 1024]), flush=True)
"""
_starter = subprocess.Popen([sys.executable, "-c", _STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


class Cost(Run):
    """A run of lede with what it cost: .cpu, seconds of all its programs, and .mb, the peak of the largest."""

    def __init__(self, *args, env=None, program=LEDE, prefix=()):
        files = [os.path.join(HOME, "cost." + x) for x in ("out", "err")]
        _starter.stdin.write(json.dumps([[*prefix, program, *map(str, args)], dict(os.environ, **(env or {})), *files]) + "\n")
        _starter.stdin.flush()
        self.code, self.cpu, self.mb = json.loads(_starter.stdout.readline())
        self.raw, err = (open(f, "rb").read() for f in files)
        self.out, self.err = self.raw.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def is_cheap(self, mb=MEGABYTES, times=1):
        return self.cpu < CPU * times and (SANITIZED or self.mb < mb)

    def __str__(self):
        return "%s\ncpu %.2f s, %.0f MB" % (super().__str__(), self.cpu, self.mb)


def stored():
    """{feed's address: [guid]}, in a store that is whole."""
    db = sqlite3.connect("file:%s?mode=ro" % STORE, uri=True)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = {}
        for url, guid in db.execute("SELECT url, guid FROM feed f JOIN (SELECT feed_id, guid FROM story) s "
                                    "ON s.feed_id = f.id ORDER BY guid"):
            found.setdefault(url, []).append(guid)
        return found
    finally:
        db.close()


def health():
    """{feed's address: its error in words, or None}, as "lede list --feeds" tells."""
    return {f["url"]: f.get("error") for f in Run("list", "--feeds", "--json").json()}


def is_words(text, words):
    """One line that a person can read, and that says this."""
    return bool(text) and text.isprintable() and 8 < len(text) < 250 and re.search(words, text) is not None


def tells(r, url, words):
    """lede failed for this address with one line on standard error, which says this."""
    lines = r.err.splitlines()
    return r.code == 1 and len(lines) == 1 and lines[0].startswith("lede: %s: " % url) and \
        is_words(lines[0][len("lede: %s: " % url):], words)


def one_by_one(server, cases, check=None, mb=MEGABYTES, env=None, config=""):
    """Where good feeds stood each now answers as its case says: {name: (answer, words of the error, or "" for a
    feed that is read)}. Nothing that was stored is lost or doubled, and none costs more than a little."""
    urls = {name: server.at(name, reply(feed(name))) for name in cases}
    subscribe(urls.values(), config)
    r = Run("fetch", "--no-articles", env=env)
    before = stored()
    ok(r.code == 0 and all(len(before.get(u, [])) == 3 for u in urls.values()), "%d good feeds" % len(urls), r)
    for name, (answer, words) in cases.items():
        url = server.at(name, answer)
        r = Cost("fetch", "--no-articles", "--force", url, env=env)
        now = stored()
        fine = tells(r, url, words) and is_words(health()[url], words) if words else \
            r.code == 0 and r.err == "" and health()[url] is None
        kept = all(set(guids) <= set(now.get(u, [])) for u, guids in before.items())
        single = all(len(guids) == len(set(guids)) for guids in now.values())
        ok(fine and kept and single and r.is_cheap(mb), "%s: %s" % (name, "refused in words" if words else "read as far as it goes"),
           "%s\nkept %s, single %s, %r" % (r, kept, single, health()[url]))
        if check:
            check(name, url, r)
        server.at(name, reply(feed(name)))
    r = Run("fetch", "--no-articles", "--force", env=env)
    now = stored()
    ok(r.code == 0 and not any(health().values()) and all(set(guids) <= set(now.get(u, [])) for u, guids in before.items()),
       "and all are well again", r)


def run_parts(*parts):
    """All of them, or those named as arguments."""
    for part in parts:
        if not sys.argv[1:] or part.__name__ in sys.argv[1:]:
            part()

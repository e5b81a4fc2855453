"""TAP for the tests in Python, and the program under test: from tap import *"""
import json
import os
import signal
import subprocess
import sys

LEDE = os.environ["LEDE"]
SRC = os.environ.get("abs_top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
BUILD = os.environ.get("abs_top_builddir", os.path.dirname(LEDE))
HOME = os.environ["HOME"]

_count = _bad = 0


def ok(passed, what, detail=""):
    """One test; detail (any object) is shown when it failed."""
    global _count, _bad
    _count += 1
    print("%sok %d - %s" % ("" if passed else "not ", _count, what), flush=True)
    if not passed:
        _bad += 1
        for line in str(detail).splitlines()[:40]:
            print("#   " + line, flush=True)
    return passed


def equal(got, want, what):
    return ok(got == want, what, "got  %r\nwant %r" % (got, want))


def skip(what, why):
    global _count
    _count += 1
    print("ok %d - %s # SKIP %s" % (_count, what, why), flush=True)


def done():
    print("1..%d" % _count)
    sys.exit(1 if _bad else 0)


class Run:
    """lede with arguments: .code, .out, .err (text), .raw (bytes of standard output)"""

    def __init__(self, *args, stdin=b"", env=None, timeout=60, program=LEDE, **more):
        e = dict(os.environ, **{k: v for k, v in (env or {}).items()})
        if isinstance(stdin, str):
            stdin = stdin.encode()
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        p = subprocess.run([program, *map(str, args)], input=stdin, env=e, timeout=timeout, **more)
        self.code, self.raw = p.returncode, p.stdout or b""
        self.out = self.raw.decode("utf-8", "replace")
        self.err = (p.stderr or b"").decode("utf-8", "replace")

    def json(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return "exit %s\nstdout: %s\nstderr: %s" % (self.code, self.out[:2000], self.err[:2000])


def lede(*args, **more):
    return Run(*args, **more)


def write(name, data):
    """A file below HOME; its path."""
    path = os.path.join(HOME, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data.encode() if isinstance(data, str) else data)
    return path


class Newspaper:
    """The loopback newspaper of newspaper.py; .url is its address."""

    def __init__(self, *args):
        self.p = subprocess.Popen([sys.executable, os.path.join(SRC, "tests/lib/newspaper.py"),
                                   *map(str, args)], stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:%d" % int(self.p.stdout.readline().split()[1])

    def get(self, path):
        import urllib.request
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.url + path, timeout=20) as r:
            return r.read()

    def requests(self):
        return json.loads(self.get("/control/requests"))

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        self.p.wait()

#!/usr/bin/env python3
"""A feed or a page that is none, empty, cut, in a wrong encoding, too large, too deep, packed badly, or that
never comes. As a new address it is refused and nothing is written; where a good feed stood it costs nothing
that was stored; as a page it is refused in one line, or read as far as it goes."""
import gzip
import http.server
import os
import socket
import sqlite3
import sys
import threading
import zlib

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

FEEDS = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/feeds")
STORE = os.path.join(os.environ["XDG_DATA_HOME"], "lede/lede.db")
ITEMS = "".join("<item><title>Tide report %d</title><guid isPermaLink='false'>g%d</guid>"
                "<description>The water rose by %d inches.</description></item>" % (n, n, n) for n in range(1, 6))
GOOD = ("<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Tides</title>"
        "<link>http://tides.example/</link>%s</channel></rss>" % ITEMS).encode()
XML, HTML = "application/rss+xml", "text/html; charset=utf-8"
PARAGRAPH = "<p>The ferry leaves at eight, as it has done for years, whatever the weather is like.</p>"
PAGE = ("<!DOCTYPE html><title>The ferry</title><article><h1>The ferry</h1>%s</article>" % (PARAGRAPH * 6)).encode()
BOMB = ("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    "<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 10) for i in range(9)) +
    "]><rss version='2.0'><channel><title>&j;</title></channel></rss>").encode()


def packed(n):
    """n megabytes of zeros, gzip."""
    c = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(c.compress(b"\0" * (1 << 20)) for _ in range(n)) + c.flush()


# name: (type, body, more headers); these are neither a feed nor a page that lede can use
BAD = {
    "empty": (XML, b"", {}),
    "blank": (XML, b" \n\t\n", {}),
    "zeros": (XML, b"\0" * 5000, {}),
    "text": ("text/plain", b"Just a line of text.\n", {}),
    "picture": (XML, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, {}),
    "noise": (XML, bytes((i * 7919 >> 3) & 255 for i in range(20000)), {}),
    "other-xml": (XML, b"<?xml version='1.0'?><menu><dish>Soup</dish></menu>", {}),
    "other-json": ("application/json", b'{"dish": "soup", "price": [1, 2]}', {}),
    "cut-json": ("application/feed+json", b'{"version": "https://jsonfeed.org/version/1.1", "title": "T', {}),
    "deep-json": ("application/feed+json", b"[" * 200000, {}),
    "bomb": (XML, BOMB, {}),
    "endless": (XML, None, {}),
    "packed-badly": (XML, gzip.compress(GOOD)[:60] + b"\xff" * 50, {"Content-Encoding": "gzip"}),
    "packed-bomb": (XML, packed(64), {"Content-Encoding": "gzip"}),
    "shorter": (XML, GOOD[:300], {"Content-Length": "100000"}),
    "sign-in": (HTML, b"<!DOCTYPE html><title>Sign in</title><form><input name=room><button>Go</button></form>", {}),
    "status": (XML, GOOD, {"status": "503"}),
    "hangs-up": (XML, None, {"status": "none"}),
    "loop": (XML, b"", {"status": "302", "Location": "/loop"}),
    "elsewhere": (XML, b"", {"status": "302", "Location": "file:///etc/passwd"}),
}
# still a feed: read as far as it goes
POOR = {
    "cut": (XML, GOOD[:-60], {}),
    "latin": (XML, GOOD.replace(b"Tides", b"Gez\xe9iten"), {}),
    "not-packed": (XML, GOOD, {"Content-Encoding": "gzip"}),
    "no-such-encoding": (XML, GOOD.replace(b"utf-8", b"x-klingon"), {}),
    "lies": ("text/plain; charset=utf-16", GOOD, {}),
    "deep": (XML, GOOD.replace(b"</channel>", b"<d>" * 100000 + b"</channel>"), {}),
    "junk-first": (XML, b"\n\n Warning: no disk in line 7\n" + GOOD, {}),
    "many": (XML, GOOD.replace(b"</channel>", b"<item><title>x</title></item>" * 30000 + b"</channel>"), {}),
}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    now = None      # the answer for /feed

    def do_GET(self):
        name = self.path.strip("/")
        if name == "feed":
            name = Server.now
        kind, body, headers = dict(BAD, **POOR, good=(XML, GOOD, {}), page=(HTML, PAGE, {})).get(
            name, ("text/html", b"none", {"status": "404"}))
        self.close_connection = True
        headers = dict(headers)
        status = headers.pop("status", "200")
        if status == "none":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(int(status))
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        if body is not None:
            headers.setdefault("Content-Length", str(len(body)))
        for k, v in headers.items():
            self.send_header(k, v)
        self.end_headers()
        try:
            self.wfile.write(body or b"")
            while body is None:
                self.wfile.write(b"<rss version='2.0'><channel>" + b"x" * 65536)
        except OSError:
            pass

    def log_message(self, *args):
        pass


def titles():
    db = sqlite3.connect("file:%s?mode=ro" % STORE, uri=True)
    try:
        return dict(db.execute("SELECT guid, title FROM story"))
    finally:
        db.close()


def one_line(r, url):
    lines = r.err.splitlines()
    return r.code == 1 and len(lines) == 1 and lines[0].startswith("lede: %s: " % url) and \
        len(lines[0]) > len("lede: %s: " % url) + 8 and len(lines[0]) < len(url) + 200 and \
        lines[0].isprintable()


def new_addresses():
    for name in BAD:
        r = lede("add", base + name)
        ok(one_line(r, base + name) and not os.path.exists(FEEDS), "add %s: refused" % name, r)
    for address in ("", "ftp://x.example/", "javascript:alert(1)", "http://", "http://no host/", "http://[::1",
                    "http://x.invalid/", "http://127.0.0.1:1/", "http://\x1b[31m.example/", "file:///etc/passwd",
                    "x" * 100000):
        r = lede("add", "--", address)
        ok(r.code in (1, 64) and len(r.err.splitlines()) == 1 and "\x1b" not in r.err and
           not os.path.exists(FEEDS), "add %r: refused" % address[:30], r)


def where_a_feed_stood():
    Server.now = "good"
    r = lede("add", base + "feed")
    ok(r.code == 0 and len(titles()) == 5, "a good feed", r)
    lede("mark", "--star", "1")
    before = titles()
    for name in BAD:
        Server.now = name
        r = lede("fetch", "--force", base + "feed")
        ok(one_line(r, base + "feed") and titles() == before, "fetch, %s: said, nothing lost" % name, r)
    r = lede("list", "--feeds", "--json")
    ok(r.code == 0 and len(r.json()) == 1, "it is still subscribed", r)
    for name in POOR:
        Server.now = name
        r = lede("fetch", "--force", base + "feed")
        now = titles()
        ok(r.code == 0 and r.err == "" and all(now.get(g) == t for g, t in before.items()),
           "fetch, %s: read as far as it goes" % name, r)
    Server.now = "good"
    r = lede("fetch", "--force")
    ok(r.code == 0, "and well again", r)
    starred = lede("list", "--starred", "--json").json()
    ok(len(starred) == 1 and starred[0]["id"] == 1, "the star is where it was", starred)


def pages():
    for name in BAD:
        r = lede("read", base + name)
        if name in ("text", "other-xml", "bomb", "deep-json"):
            ok(r.code in (0, 1) and len(r.err.splitlines()) == r.code, "read %s" % name, r)
        else:
            ok(one_line(r, base + name) and r.out == "", "read %s: refused" % name, r)
    r = lede("read", base + "page")
    ok(r.code == 0 and r.out.count("The ferry leaves") == 6, "a good page", r)
    before = sorted(lede("read", base + "page").out)
    for what, page in (("latin", PAGE.replace(b"eight", b"\xe9ight")), ("cut", PAGE[:-200]),
                       ("deep", PAGE.replace(b"<article>", b"<div>" * 50000 + b"<article>")),
                       ("utf-16", PAGE.decode().encode("utf-16")), ("wide", PAGE + b"<b>" * 300000),
                       ("attributes", PAGE.replace(b"<article>", b"<article " + b"a%d=1 " % 7 * 100000 + b">"))):
        r = lede("read", "--json", write(what + ".html", page))
        ok(r.code == 0 and "The ferry leaves" in r.out or one_line(r, HOME + "/%s.html" % what),
           "a page, %s: read, or refused in one line" % what, str(r)[:600])
    equal(sorted(lede("read", base + "page").out), before, "what was stored is as it was")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
server.daemon_threads = True
server.handle_error = lambda *args: None
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d/" % server.server_address[1]
new_addresses()
where_a_feed_stood()
pages()
done()

#!/usr/bin/env python3
"""No story is lost and none is doubled: guids that are missing, repeated, changing or shared between feeds, a
feed under a new address, all through a real server and the real store; marks stay where they were."""
import http.server
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

os.environ["LEDE_NOW"] = "1700000000"
FEEDS = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/feeds")
documents = {}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = documents.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


def rss(*items):
    """Items are (title, hour, guid or None, link or None)."""
    out = ["<rss version='2.0'><channel><title>Quay notes</title><link>http://quay.example/</link>"]
    for title, hour, guid, link in items:
        out.append("<item><title>%s</title><pubDate>Tue, 14 Nov 2023 %02d:00:00 GMT</pubDate>" % (title, hour))
        out.append("<guid isPermaLink='false'>%s</guid>" % guid if guid else "")
        out.append("<link>%s</link>" % link.replace("&", "&amp;") if link else "")
        out.append("<description>What was said of %s.</description></item>" % title)
    return ("".join(out) + "</channel></rss>").encode()


def fetch(path, *items):
    documents[path] = rss(*items)
    return lede("fetch", "--force", "--no-articles", base + path)


def titles(path):
    rows = lede("list", "--json", "--limit=0", "--feed=" + base + path).json()
    return sorted((r["title"] + "*" if r.get("starred") else r["title"]) for r in rows)


def star(title):
    ids = [r["id"] for r in lede("list", "--json", "--limit=0").json() if r["title"] == title]
    lede("mark", "--star", *ids)


def within_a_feed():
    quay = "http://quay.example/"
    fetch("/missing", ("Cranes", 1, None, quay + "1?utm_source=a"), ("Ropes", 2, None, None))
    star("Cranes")
    fetch("/missing", ("Cranes", 1, None, quay + "1?utm_source=b"), ("Ropes", 2, None, None),
          ("Tar", 3, None, quay + "3"))
    equal(titles("/missing"), ["Cranes*", "Ropes", "Tar"], "without guids: by address, else by title and date")
    fetch("/one", ("Gulls", 1, "x", quay + "g"), ("Terns", 2, "x", quay + "t"))
    star("Terns")
    fetch("/one", ("Auks", 3, "x", quay + "a"), ("Terns", 2, "x", quay + "t"), ("Gulls", 1, "x", quay + "g"))
    equal(titles("/one"), ["Auks", "Gulls", "Terns*"], "one guid for all")
    for k in range(3):
        fetch("/anew", ("Locks", 1, "l%d" % k, quay + "l"), ("Weirs", 2, "w%d" % k, None))
        if k == 0:
            star("Weirs")
    equal(titles("/anew"), ["Locks", "Weirs*"], "new guids with each answer")
    fetch("/edit", ("Sluces", 1, "e", quay + "sluces"))
    star("Sluces")
    fetch("/edit", ("Sluices", 1, "e", quay + "sluices"))
    equal(titles("/edit"), ["Sluices*"], "an editor's correction keeps the star")


def between_feeds():
    fetch("/left", ("Port side", 1, "same", "http://left.example/1"))
    fetch("/right", ("Starboard side", 1, "same", "http://right.example/1"))
    fetch("/left", ("Port side", 1, "same", "http://left.example/1"))
    equal(titles("/left") + titles("/right"), ["Port side", "Starboard side"], "a guid that two feeds share")


def new_address():
    items = [("Knot %d" % n, n, "k%d" % n, "http://knots.example/%d" % n) for n in range(1, 6)]
    fetch("/old-place", *items)
    star("Knot 2")
    with open(FEEDS, encoding="utf-8") as f:
        text = f.read()
    with open(FEEDS, "w", encoding="utf-8") as f:
        f.write(text.replace("/old-place", "/new-place"))
    r = fetch("/new-place", *(items + [("Knot 6", 6, "k6", "http://knots.example/6")]))
    equal(titles("/new-place"), ["Knot 1", "Knot 2*", "Knot 3", "Knot 4", "Knot 5", "Knot 6"],
          "a new address in the feeds file: the history stays")
    ok(r.code == 0 and "1 new" in r.out, "and only what is new is new", r)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d" % server.server_address[1]
os.makedirs(os.path.dirname(FEEDS), exist_ok=True)
with open(FEEDS, "w", encoding="utf-8") as f:
    for path in ("/missing", "/one", "/anew", "/edit", "/left", "/right", "/old-place"):
        f.write(base + path + "\n")
within_a_feed()
between_feeds()
new_address()
done()

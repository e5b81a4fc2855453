#!/usr/bin/env python3
"""A feed and pages whose every field, address and header tries to speak to the terminal: nothing of it
arrives there, and no row is broken. All bytes that lede wrote are looked at."""
import http.server
import json
import os
import re
import sqlite3
import sys
import threading
import unicodedata

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import Screen, program  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"
SPEAKS = ["\x1b[38;5;199m", "\x9b38;5;198m", "\x1b[6n", "\x1b[21t", "\x1b]0;owned\x07", "\x1b]2;owned\x1b\\",
          "\x1b]8;;http://evil.example/\x07", "\x1b]52;c;b3duZWQ=\x07", "\x9d0;owned\x9c", "\x1bP$qm\x1b\\", "\x90q\x9c",
          "\x1b_owned\x1b\\", "\x1b(0", "\x1bc", "\x07", "\x08\x08", "\x7f", "\r\n", "\x0e", "\x00", "\x85", "\u202e",
          "\u2066", "\u200f", "\ufeff", "\u200b", "\u2028", "\U000e0041\U000e0042", "\U000f0000", "\ue000", "\ufff9"]
MARKS = "e" + "\u0301\u0323" * 5000
# What must not be in the bytes that lede writes: the sequences, and characters that hide or turn others.
FORBIDDEN = (rb"\x1b\[38;5;19[89]|\x1b\[6n|\x1b\[21t|\x1b\]|\x1bP|\x1b_|\x1bc|\x07|\x7f|\x00|\xc2[\x80-\x9f]|\xe2\x80[\x8b\x8f\xa8-\xae]|"
             rb"\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\xf3\xa0|\xf3\xb0|\xee\x80\x80|\xef\xbf[\xb9-\xbb]|(?:\xcc[\x81\xa3]){20}")


def evil(word):
    return word + " " + " ".join(SPEAKS) + " \u05d0\u05d1\u05d2 " + MARKS + " ende"


def escaped(text):
    """For XML and HTML: some as they are, some as references."""
    return "".join("&#%d;" % ord(c) if i % 3 == 0 and ord(c) != 0 and (ord(c) < 32 or ord(c) > 126) else
                   {"&": "&amp;", "<": "&lt;", "\"": "&quot;"}.get(c, c) for i, c in enumerate(text))


def story_url(base, n):
    return "%s/story/%d.html?%s" % (base, n, "".join(SPEAKS).replace("\n", "").replace("\r", ""))


def rss(base):
    item = ("<item><title>%s</title><link>%s</link><guid>%s</guid><author>%s</author><category>%s</category>"
            "<description>%s</description></item>")
    items = "".join(item % tuple(escaped(x) for x in (evil("Title"), story_url(base, n), evil("id%d" % n), evil("Author"),
                                                      evil("Category"), evil("Summary"))) for n in (1, 2, 3))
    return "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>%s</title><link>%s</link>%s</channel></rss>" % (
        escaped(evil("Feed")), base, items)


def json_feed(base):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": evil("JSON"), "items": [
        {"id": evil("json%d" % n), "url": story_url(base, n), "title": evil("Item"), "summary": evil("Summary"),
         "authors": [{"name": evil("Author")}], "tags": [evil("Tag")],
         "content_html": "<p>%s</p><pre>%s</pre>" % (escaped(evil("Text")), escaped(evil("Code")))} for n in (4, 5)]})


def article(base):
    e = {w: escaped(evil(w)) for w in ("Headline", "Kicker", "Dek", "Author", "Alt", "Cell", "Link", "Quote", "Site", "Box")}
    text = "<p>%s and the water rose by another hand's breadth before noon, said the men on the quay.</p>"
    return ("<html lang=\"%(Box)s\"><head><title>%(Headline)s</title><meta property=\"og:site_name\" content=\"%(Site)s\">"
            "<meta name=\"author\" content=\"%(Author)s\"><meta name=\"description\" content=\"%(Dek)s\"></head><body><article>"
            "<p class=\"kicker\">%(Kicker)s</p><h1>%(Headline)s</h1><p class=\"dek\">%(Dek)s</p><p class=\"byline\">By %(Author)s"
            "</p>" % e + "".join(text % escaped(evil("Paragraph %d" % n)) for n in range(4)) +
            "<h2>%(Headline)s</h2><ul><li>%(Cell)s</li></ul><blockquote>%(Quote)s</blockquote><pre>%(Cell)s</pre><table><tr>"
            "<th>%(Cell)s</th><td>%(Cell)s</td></tr></table><figure><img src=x alt=\"%(Alt)s\"><figcaption>%(Alt)s</figcaption>"
            "</figure>" % e + "<p>More is in <a href=\"%s\">%s</a> as it was told.</p></article><aside><h2>%s</h2><ul>" % (
                escaped(story_url(base, 900)), e["Link"], escaped("More of this " + SPEAKS[0] + SPEAKS[4])) +
            "".join("<li><a href=\"%s\"><span>%s</span><h3>%s</h3></a><p>%s</p></li>" % (
                escaped(story_url(base, n)), escaped("Kicker " + SPEAKS[i]), escaped(name + "".join(SPEAKS[i::5])),
                escaped("It says " + "".join(SPEAKS[i::3]) + " and " + MARKS[:60] + " at length"))
                    for i, (n, name) in enumerate(((1, "The bridge is closed for repairs"), (2, "A ferry runs in its place"),
                                                   (700, "Nobody knows what it will cost")))) +
            "</ul></aside></body></html>")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        base = "http://%s" % self.headers["Host"]
        status, kind, body = 200, "text/html; charset=utf-8", ""
        if self.path == "/feed.xml":
            kind, body = "application/rss+xml", rss(base)
        elif self.path == "/feed.json":
            kind, body = "application/feed+json", json_feed(base)
        elif self.path.startswith("/story/") and "700" not in self.path:
            body = article(base)
        else:
            status, kind = 404, "text/\x1b]0;owned\x07\x1b[38;5;199m"
        data = body.encode("utf-8", "surrogatepass")
        self.wfile.write(b"HTTP/1.1 %d \x1b]0;owned\x07\x1b[38;5;199m\xc2\x9b38;5;198m\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                         b"Server: \x1b[38;5;199m\r\n\r\n" % (status, kind.encode(), len(data)) + data)


def whole(s, what):
    """The borders of the panes stand one below the other in all rows."""
    rows = ["".join(c for c in r if not unicodedata.combining(c)) for r in s.rows()[1:-1]]
    first = [i for i, c in enumerate(rows[0]) if c == "│"]
    s.ok(first and all(len(r) > i and r[i] == "│" for r in rows for i in first), what + ": the borders are straight",
         "\n".join(rows))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d" % server.server_address[1]
program("browser", "printf '%s\\n' \"$#\" \"$@\" >$HOME/browsed.new; mv $HOME/browsed.new $HOME/browsed")

s = Screen("hostile", size="160x50", env={"BROWSER": HOME + "/browser"})
s.do("wait", "key +", "paste %s/feed.xml\x1b]0;owned\x07" % url, "wait", "fill", "key Esc", "wait")
for path in ("/feed.xml", "/feed.json"):
    s.do("key +", "type " + url + path, "key Enter", "wait", "expect stories", "fill")
s.do("key +", "type %s/none" % url, "key Enter", "wait", "expect 404", "fill", "key R", "wait", "fill")
for size in ("80x24", "40x12", "160x50"):
    s.name = "hostile, " + size
    s.do("resize " + size, "wait", "fill")
    if size != "40x12":
        whole(s, "the list")
    s.do("keys g Enter", "wait", "fill", "expect Headline")
    if size != "40x12":
        whole(s, "the reader")
    s.do(*["key C-d", "wait", "fill"] * 6, "key g", "key Tab", "key g", "wait", "fill", "expect FROM THIS PAGE", "keys j", "wait", "fill",
         "key 3", "wait", "fill", "key H", "wait", "fill", "key q", "wait", "key -", "wait", "fill", "key q")
    s.do("key X", "wait", "fill", "key q", "key /", "type paragraph", "key Enter", "wait", "fill", "key Esc", "wait", "fill")
s.do("keys g o", "wait", "fill", "run i=0; until test -e $HOME/browsed || test $i = 500; do sleep 0.02; i=$((i + 1)); done")
browsed = open(HOME + "/browsed", encoding="utf-8").read()
ok(browsed.startswith("1\nhttp://127.0.0.1:") and browsed.isprintable() or browsed.count("\n") == 2 and
   browsed.replace("\n", "").isascii() and browsed.replace("\n", "").isprintable(), "the browser gets one clean address", browsed)
found = s.raw_has(FORBIDDEN)
ok(not found, "nothing of it reaches the terminal", found and "%r" % found.string[max(found.start() - 60, 0):found.end() + 60])
s.end()

for args in (["list"], ["list", "--feeds"], ["read", "1"], ["related", url + "/story/5.html"], ["feed", url + "/feed.json"], ["search", "paragraph"],
             ["read", url + "/none"], ["add", url + "/none"]):
    run = lede(*args)
    found = re.search(FORBIDDEN + rb"|\x1b", run.raw + run.err.encode())
    ok(not found and (run.raw or run.err), "lede %s prints none of it" % args[0],
       found and "%r" % found.string[max(found.start() - 60, 0):found.end() + 60] or run)
# --- a store that says it too, whoever wrote it: the screen does not rely on what the parser left
db = sqlite3.connect(HOME + "/data/lede/lede.db")
stored = evil("Stored").replace("\0", "")
for column in ("story.title", "story.kicker", "story.dek", "story.byline", "feed.title", "feed.error", "feed.site_url",
               "related.title", "related.kicker", "related.summary"):
    db.execute("UPDATE %s SET %s = ?" % tuple(column.split(".")), (stored,))
db.commit()
db.close()
s = Screen("hostile store", size="160x50", env={"BROWSER": HOME + "/browser"})
s.do("wait", "expect Stored", "fill")
whole(s, "the list")
s.do("keys g Enter", "wait", "fill", "key Tab", "wait", "fill", "expect FROM THIS PAGE", "key 1", "wait", "fill", "key q", "key -",
     "wait", "fill", "keys G", "wait", "fill", "keys o", "wait", "fill", "key q", "key X", "wait", "fill", "expect Stored", "key q",
     "keys g Y", "wait", "fill", "key A", "wait", "fill")
found = s.raw_has(FORBIDDEN)
ok(not found, "nothing of a hostile store reaches the terminal",
   found and "%r" % found.string[max(found.start() - 60, 0):found.end() + 60])
s.end()
done()

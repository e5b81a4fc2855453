#!/usr/bin/env python3
"""A made-up newspaper on 127.0.0.1, for the tests: a real HTTP/1.1 server.

Its first line of output is "port N". It ends when its parent does.
  --stories N   stories in each feed (12)
  --feeds N     feeds (4): harbour (RSS 2.0), weather (Atom), market (RDF), theatre (JSON Feed),
                then town5, town6 ... (RSS 2.0)
  --port N      instead of a free one

  /feed/NAME.xml     a feed; feed number F has the stories F*1000+1 ..., newest first
  /story/N.html      an article; 900001 to 900006 are in no feed
  /front.html        a front page without a feed       /site.html   a page that names its feeds
  /moved/PATH        301 to /PATH     /found/PATH 302  /loop        redirects to itself
  /missing 404   /gone 410   /empty   /broken.xml   /captive   /plain.txt
  /slow?seconds=N    a feed that drips                 /silent?seconds=N  says nothing so long
  /huge              a feed without an end, chunked    /big.xml?mb=N      that many megabytes

  /control/requests  {"total": n, "paths": {path: n}, "not_modified": n, "log": [...]} as JSON
  /control?reset=1               forget the counts
  /control?add=NAME&n=K          K new stories in that feed
  /control?change=N              story N gets another headline and paragraph
  /control?fail=PATH&status=500  answer PATH with that status ("*": everything)
  /control?heal=PATH             no longer ("*": everything)
  /control?captive=1|0           answer everything with a log-in page
"""
import argparse
import email.utils
import gzip
import hashlib
import html
import http.server
import json
import os
import random
import socket
import sys
import threading
import time
import urllib.parse

NOW = 1700000000          # the clock of the tests, LEDE_NOW
KINDS = ["rss", "atom", "rdf", "json"]
NAMES = ["harbour", "weather", "market", "theatre"]
KICKERS = ["Harbour", "Weather", "Market", "Theatre", "Town hall", "Letters"]
AUTHORS = ["Ada Quill", "Bram Slug", "Cleo Dateline", "Dov Masthead", "Edda Gutter"]
WHO = ["The harbour master", "A lock keeper", "The council", "A retired pilot", "The ferry crew",
       "The night market", "An amateur astronomer", "The brass band", "The bakery on Mill Lane",
       "The school of navigation", "A young beekeeper", "The lighthouse trust"]
DID = ["opens", "repairs", "measures", "defends", "loses", "rebuilds", "counts", "paints",
       "borrows", "returns", "inspects", "celebrates"]
WHAT = ["the old swing bridge", "a ledger of tides", "the northern pier", "seven lost buoys",
        "the winter timetable", "a map of quiet streets", "the fish hall clock", "an iron bell",
        "the longest rope in town", "a cargo of oranges", "the rain gauges", "the ferry fares"]
WHEN = ["before the first frost", "after a long vote", "on a windless morning", "for the third time",
        "without a permit", "in front of a small crowd", "while the ferries wait",
        "to general surprise", "at the second attempt", "as the season ends"]
PLAIN = ["Nobody on the quay had expected the work to take so long.",
         "The figures were read aloud twice, because the wind carried the first reading away.",
         "What it will cost is written on a single sheet that hangs in the office window.",
         "Neighbours brought soup, chairs and a great many opinions.",
         "The oldest photograph of the place shows the same puddle in the same corner.",
         "By noon the tide had turned and the question had to wait another day.",
         "There is a rule about this, and there is a second rule about the first one.",
         "Children were allowed to ring the bell, which they did for most of the afternoon.",
         "The plan needs nineteen signatures and so far it has eleven.",
         "Engineers lowered a lamp on a string and looked at the stones for a long time.",
         "In the end the decision was made by the weather, as it often is here.",
         "A second inspection is planned for spring, when the water is lower."]


class Paper:
    """What is printed: everything follows from numbers, and from what /control changed."""

    def __init__(self, feeds, stories):
        self.lock = threading.Lock()
        self.names = (NAMES + ["town%d" % n for n in range(5, feeds + 1)])[:feeds]
        self.count = {name: stories for name in self.names}
        self.edition = {}
        self.failing = {}
        self.captive = False
        self.reset()

    def reset(self):
        self.total = self.not_modified = 0
        self.paths = {}
        self.log = []

    def kind(self, name):
        i = self.names.index(name)
        return KINDS[i] if i < len(KINDS) else "rss"

    def numbers(self, name):
        first = self.names.index(name) * 1000
        return list(range(first + self.count[name], first, -1))

    def known(self, n):
        return 900001 <= n <= 900006 or any(n in self.numbers(name) for name in self.names)

    def story(self, n):
        r = random.Random(n)
        edition = self.edition.get(n, 0)
        headline = "%s %s %s %s" % (r.choice(WHO), r.choice(DID), r.choice(WHAT), r.choice(WHEN))
        if edition:
            headline += " (corrected %d)" % edition
        order = r.sample(PLAIN, len(PLAIN))
        return {
            "n": n, "headline": headline, "kicker": KICKERS[n // 1000 % len(KICKERS)],
            "dek": "%s %s" % (order[0], "Story number %d of the paper." % n),
            "author": r.choice(AUTHORS), "paragraphs": self.paragraphs(n, order, edition),
            "time": NOW - 6 * 86400 + n % 1000 * 500 - n // 1000 % 8 * 60,
            "related": self.related(n),
        }

    @staticmethod
    def paragraphs(n, order, edition):
        r = random.Random(n * 7)
        out = []
        for i in range(6):
            start = "%s %s %s." % (r.choice(WHO), r.choice(DID), r.choice(WHAT))
            out.append(" ".join([start, order[1 + i], order[(3 + 2 * i) % 12],
                                 "This is paragraph %d of story %d." % (i + 1, n)]))
        if edition:
            out.append("Correction %d: an earlier version gave a wrong figure." % edition)
        return out

    def related(self, n):
        """Six others: two from the same feed, two from another, two that are in no feed."""
        feed = n // 1000
        if feed < len(self.names):
            own = [x for x in self.numbers(self.names[feed]) if x != n]
        else:
            own = [x for x in self.numbers(self.names[0])]
        other = self.numbers(self.names[(feed + 1) % len(self.names)])
        start = n % max(len(own), 1)
        mine = (own[start:] + own[:start])[:2]
        theirs = [x for x in other[n % len(other):] + other if x not in mine + [n]][:2]
        lost = [x for x in (900001 + n % 6, 900001 + (n + 1) % 6) if x != n]
        return mine + theirs + lost


def page(title, body, head="", lang="en"):
    return ("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n"
            "%s</head>\n<body>\n"
            "<header><nav><ul><li><a href=\"/front.html\">Home</a></li><li><a href=\"/front.html#harbour\">"
            "Harbour</a></li><li><a href=\"/front.html#letters\">Letters</a></li></ul></nav></header>\n"
            "%s\n<footer><p><a href=\"/about.html\">About us</a> <a href=\"/terms.html\">Terms</a> "
            "All rights reserved.</p></footer>\n</body>\n</html>\n" % (lang, title, head, body))


def card(s, level=3):
    return ("<li class=\"card\"><a href=\"/story/%d.html\"><span class=\"kicker\">%s</span>"
            "<h%d>%s</h%d></a><p>%s</p></li>\n"
            % (s["n"], html.escape(s["kicker"]), level, html.escape(s["headline"]), level,
               html.escape(s["dek"])))


def iso(t):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t))


def article(paper, n, base):
    s = paper.story(n)
    p = [html.escape(x) for x in s["paragraphs"]]
    link = s["related"][0]
    p[1] += " More is in <a href=\"/story/%d.html\">our earlier report</a> and in the " \
            "<a href=\"https://tides.example/table\">table of tides</a>." % link
    head = ("<link rel=\"canonical\" href=\"%s/story/%d.html\">\n"
            "<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:site_name\" "
            "content=\"The Quay Courier\">\n<meta name=\"description\" content=\"%s\">\n"
            "<meta property=\"article:published_time\" content=\"%s\">\n"
            % (base, n, html.escape(s["headline"]), html.escape(s["dek"]), iso(s["time"])))
    body = ["<main><article>", "<p class=\"kicker\">%s</p>" % s["kicker"],
            "<h1>%s</h1>" % html.escape(s["headline"]), "<p class=\"dek\">%s</p>" % html.escape(s["dek"]),
            "<p class=\"byline\">By <a rel=\"author\" href=\"/author.html\">%s</a> "
            "<time datetime=\"%s\">%s</time></p>" % (s["author"], iso(s["time"]),
                                                     time.strftime("%d %B %Y", time.gmtime(s["time"]))),
            "<ul class=\"share\"><li><a href=\"https://share.example/a\">Share</a></li>"
            "<li><a href=\"https://share.example/b\">Post</a></li></ul>",
            "<figure><img src=\"/img/%d.png\" alt=\"The quay at dawn\"><figcaption>The quay on day %d."
            "</figcaption></figure>" % (n, n),
            "<p>%s</p>" % p[0], "<p>%s</p>" % p[1], "<h2>What is planned</h2>", "<p>%s</p>" % p[2],
            "<ul><li>First the stones are numbered.</li><li>Then the water is let out.</li>"
            "<li>Last of all the lamps are lit.</li></ul>",
            "<div class=\"newsletter\"><h3>Sign up for our newsletter</h3><form><input type=\"email\">"
            "<button>Subscribe</button></form></div>",
            "<blockquote><p>We have always done it this way, and it has always been wet.</p></blockquote>",
            "<p>%s</p>" % p[3], "<pre><code>tide  = 4.2\nlevel = tide - %d\n</code></pre>" % (n % 4),
            "<table><tr><th>Pier</th><th>Depth</th></tr><tr><td>North</td><td>%d m</td></tr>"
            "<tr><td>South</td><td>%d m</td></tr></table>" % (n % 9 + 1, n % 5 + 2)]
    body += ["<p>%s</p>" % x for x in p[4:]]
    body += ["<p class=\"author-note\"><em>%s writes about the harbour for The Quay Courier.</em></p>"
             % s["author"], "</article>",
             "<aside class=\"related\"><h2>More from the harbour</h2>\n<ul>\n"]
    body += [card(paper.story(x)) for x in s["related"]]
    body += ["</ul></aside></main>"]
    return page(html.escape(s["headline"]) + " | The Quay Courier", "\n".join(body), head)


def front(paper):
    body = ["<main><h1>The Quay Courier</h1>"]
    for name in paper.names[:4]:
        body.append("<section id=\"%s\"><h2>%s</h2>\n<ul>" % (name, name.capitalize()))
        body += [card(paper.story(n)) for n in paper.numbers(name)[:6]]
        body.append("</ul></section>")
    body.append("<section><h2>From the archive</h2>\n<ul>")
    body += [card(paper.story(n)) for n in range(900001, 900007)]
    body.append("</ul></section></main>")
    return page("The Quay Courier", "\n".join(body))


def site(paper):
    head = "".join("<link rel=\"alternate\" type=\"%s\" title=\"%s\" href=\"/feed/%s.xml\">\n"
                   % ({"atom": "application/atom+xml", "json": "application/feed+json"}
                      .get(paper.kind(n), "application/rss+xml"), n.capitalize(), n) for n in paper.names[:4])
    return page("The Quay Courier: contents", "<main><h1>Contents</h1><p>Everything we print.</p></main>", head)


def feed(paper, name, base):
    kind = paper.kind(name)
    title = "%s news" % name.capitalize()
    stories = [paper.story(n) for n in paper.numbers(name)]
    for s in stories:
        s["url"] = "%s/story/%d.html" % (base, s["n"])
    esc = html.escape
    if kind == "json":
        doc = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": base + "/front.html",
               "items": [{"id": "story-%d" % s["n"], "url": s["url"], "title": s["headline"],
                          "summary": s["dek"], "date_published": iso(s["time"]), "tags": [s["kicker"]],
                          "authors": [{"name": s["author"]}],
                          "content_html": "".join("<p>%s</p>" % esc(p) for p in s["paragraphs"])}
                         for s in stories]}
        return "application/feed+json", json.dumps(doc)
    top = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    if kind == "atom":
        out = [top, "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>%s</title><id>%s/%s</id>"
               "<link href=\"%s/front.html\"/><updated>%s</updated>\n" % (title, base, name, base,
                                                                        iso(stories[0]["time"]))]
        out += ["<entry><title>%s</title><id>story-%d</id><link href=\"%s\"/><published>%s</published>"
                "<updated>%s</updated><author><name>%s</name></author><summary>%s</summary></entry>\n"
                % (esc(s["headline"]), s["n"], s["url"], iso(s["time"]), iso(s["time"]), s["author"],
                   esc(s["dek"])) for s in stories]
        return "application/atom+xml", "".join(out) + "</feed>\n"
    if kind == "rdf":
        out = [top, "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
               "xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
               "<channel rdf:about=\"%s\"><title>%s</title><link>%s/front.html</link>"
               "<description>All about it</description></channel>\n" % (base, title, base)]
        out += ["<item rdf:about=\"%s\"><title>%s</title><link>%s</link><description>%s</description>"
                "<dc:date>%s</dc:date><dc:creator>%s</dc:creator></item>\n"
                % (s["url"], esc(s["headline"]), s["url"], esc(s["dek"]), iso(s["time"]), s["author"])
                for s in stories]
        return "application/rdf+xml", "".join(out) + "</rdf:RDF>\n"
    out = [top, "<rss version=\"2.0\"><channel><title>%s</title><link>%s/front.html</link>"
           "<description>All about it</description>\n" % (title, base)]
    out += ["<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">story-%d</guid>"
            "<pubDate>%s</pubDate><category>%s</category><description>%s</description></item>\n"
            % (esc(s["headline"]), s["url"], s["n"], email.utils.formatdate(s["time"], usegmt=True),
               esc(s["kicker"]), esc(s["dek"])) for s in stories]
    return "application/rss+xml", "".join(out) + "</channel></rss>\n"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *args):
        pass

    def reply(self, status, ctype="text/html; charset=utf-8", body="", headers=(), cached=True):
        data = body.encode() if isinstance(body, str) else body
        etag = "\"%s\"" % hashlib.sha1(data).hexdigest()[:16]
        headers = list(headers)
        if status == 200 and cached:
            if self.headers.get("If-None-Match") == etag:
                status, data = 304, b""
                with self.server.paper.lock:
                    self.server.paper.not_modified += 1
            headers += [("ETag", etag), ("Last-Modified", email.utils.formatdate(NOW - 86400, usegmt=True))]
        if data and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data, 1, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", ctype)
            self.send_header("Content-Length", str(len(data)))
        for k, v in headers:
            self.send_header(k, v)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def start_chunked(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.chunk(b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Slow</title>"
                   b"<link>http://slow.example/</link>")

    def slow(self, seconds):
        self.start_chunked()
        end = time.monotonic() + seconds
        n = 0
        while time.monotonic() < end:
            n += 1
            self.chunk(b"<item><title>Drip %d</title><guid>drip-%d</guid></item>\n" % (n, n))
            self.server.closing.wait(min(0.1, max(0.0, end - time.monotonic())))
        self.chunk(b"</channel></rss>")
        self.chunk(b"")

    def huge(self):
        self.start_chunked()
        block = b"<item><title>Again</title><description>" + b"x" * 65536 + b"</description></item>"
        while not self.server.closing.is_set():
            self.chunk(block)

    def control(self, path, query):
        paper = self.server.paper
        with paper.lock:
            if path == "/control/requests":
                return {"total": paper.total, "paths": paper.paths, "not_modified": paper.not_modified,
                        "log": paper.log}
            if "reset" in query:
                paper.reset()
            if query.get("add") in paper.count:
                paper.count[query["add"]] = min(999, paper.count[query["add"]] + int(query.get("n", 1)))
            if "change" in query:
                n = int(query["change"])
                paper.edition[n] = paper.edition.get(n, 0) + 1
            if "fail" in query:
                paper.failing[query["fail"]] = int(query.get("status", 500))
            if query.get("heal") == "*":
                paper.failing.clear()
            else:
                paper.failing.pop(query.get("heal"), None)
            if "captive" in query:
                paper.captive = query["captive"] == "1"
            return {"ok": True}

    def special(self, path, query):
        """Addresses that misbehave. True when path was one."""
        if path.startswith(("/moved/", "/found/")):
            self.reply(301 if path.startswith("/moved/") else 302, headers=[("Location", path[6:])])
        elif path == "/loop":
            self.reply(302, headers=[("Location", "/loop")])
        elif path == "/gone":
            self.reply(410, body="<h1>Gone</h1>")
        elif path == "/empty":
            self.reply(200, "application/rss+xml", "", cached=False)
        elif path == "/broken.xml":
            self.reply(200, "application/rss+xml", "<rss version=\"2.0\"><channel><title>Broken</title>"
                       "<item><title>Half a story</title><guid>half</guid><descr", cached=False)
        elif path == "/captive":
            self.reply(200, body=LOGIN, cached=False)
        elif path == "/plain.txt":
            self.reply(200, "text/plain; charset=utf-8", "Just a line of text.\n")
        elif path == "/slow":
            self.slow(float(query.get("seconds", 5)))
        elif path == "/silent":
            self.server.closing.wait(float(query.get("seconds", 5)))
            self.close_connection = True
        elif path == "/huge":
            self.huge()
        elif path == "/big.xml":
            filler = "x" * (1 << 20)
            self.reply(200, "application/rss+xml", "<rss version=\"2.0\"><channel><title>Big</title><item>"
                       "<title>Big</title><description>%s</description></item></channel></rss>"
                       % (filler * int(query.get("mb", 1))), cached=False)
        else:
            return False
        return True

    def content(self, path, base):
        paper = self.server.paper
        if path.startswith("/feed/"):
            name = path[6:].rpartition(".")[0]
            if name in paper.count:
                return feed(paper, name, base)
        if path.startswith("/story/") and path.endswith(".html") and path[7:-5].isdigit():
            n = int(path[7:-5])
            if paper.known(n):
                return "text/html; charset=utf-8", article(paper, n, base)
        if path in ("/front.html", "/"):
            return "text/html; charset=utf-8", front(paper)
        if path == "/site.html":
            return "text/html; charset=utf-8", site(paper)
        return None

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        paper = self.server.paper
        if url.path.startswith("/control"):
            length = int(self.headers.get("Content-Length") or 0)
            query.update(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
            self.reply(200, "application/json", json.dumps(self.control(url.path, query)), cached=False)
            return
        with paper.lock:
            paper.total += 1
            paper.paths[url.path] = paper.paths.get(url.path, 0) + 1
            if len(paper.log) < 10000:
                paper.log.append([self.command, self.path, self.headers.get("User-Agent", ""),
                                  self.headers.get("If-None-Match", "")])
            status = paper.failing.get(url.path, paper.failing.get("*"))
            base = "http://127.0.0.1:%d" % self.server.server_address[1]
            got = None if status or paper.captive else self.content(url.path, base)
        if status:
            self.reply(status, body="<h1>Error %d</h1>" % status)
        elif paper.captive:
            self.reply(200, body=LOGIN, cached=False)
        elif got:
            self.reply(200, *got)
        elif not self.special(url.path, query):
            self.reply(404, body="<h1>Not found</h1>")

    do_POST = do_HEAD = do_GET


LOGIN = ("<!DOCTYPE html><html><head><title>Log in to the harbour network</title></head><body>"
         "<form action=\"/login\"><input name=\"room\"><button>Go on</button></form></body></html>")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, socket.timeout)):
            super().handle_error(request, address)


def end_with_parent(server):
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    server.closing.set()
    os._exit(0)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--stories", type=int, default=12)
    ap.add_argument("--feeds", type=int, default=4)
    ap.add_argument("--port", type=int, default=0)
    args = ap.parse_args()
    server = Server(("127.0.0.1", args.port), Handler)
    server.paper = Paper(max(1, args.feeds), max(1, min(args.stories, 999)))
    server.closing = threading.Event()
    print("port %d" % server.server_address[1], flush=True)
    threading.Thread(target=end_with_parent, args=(server,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()

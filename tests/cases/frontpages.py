#!/usr/bin/env python3
"""A front page as a feed, day after day: stories keep their ids whatever an editor or a counter of clicks does to
them; a page that shows no headlines any more is a failure in words, and what is stored stays."""
import http.server
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

NOW = 1700000000
os.environ["LEDE_NOW"] = str(NOW)
documents = {}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = documents.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def card(path, title, dek="", kicker="", age=""):
    return ("<article><a href='%s'><img src='/pictures/%s.jpg' alt=''></a><span>%s</span><h3><a href='%s'>%s</a></h3>"
            "<p>%s</p><span>%s</span></article>" % (path, title.split()[0].lower(), kicker, path, title, dek, age))


def front(*cards, head=""):
    return ("<!doctype html><html lang=en><head><title>The Quay Courier</title>%s</head><body><header><nav><a href='/'>"
            "Home</a><a href='/town'>All the news of the town</a></nav></header><main>%s</main><footer><p><a href='/about'>"
            "About the Courier and its people</a> <a href='/terms'>Terms</a></p></footer></body></html>"
            % (head, "".join(cards)))


def stories():
    rows = lede("list", "--json", "--limit=0", "--feed=" + page).json()
    return {r["url"].split("?")[0].rsplit("/", 1)[1]: r for r in rows}


def fetch():
    return lede("fetch", "--force", "--no-articles", page)


def first_day():
    documents["/"] = front(
        card("/town/bridge-opens-after-six-years?pos=1", "Bridge opens after six years", "Cars may cross from Monday on,"
             " lorries have to wait.", "Town", "2 hours ago"),
        card("/town/ferry-crews-vote-tonight?pos=2", "Ferry crews vote tonight", "A strike before the holidays is"
             " possible.", "Harbour", "vor 3 Stunden"),
        card("/town/market-moves-to-the-quay?pos=3", "Market moves to the quay", "Traders fear the wind more than the"
             " rent.", "Market", "yesterday"),
        card("/town/what-the-tide-gauge-says?pos=4", "What the tide gauge says", "A hundred years of numbers in one"
             " room.", "Harbour", "3 May 2023"))
    r = lede("add", page)
    ok(r.code == 0, "lede add of a front page", r)
    got = stories()
    equal(sorted(got), ["bridge-opens-after-six-years", "ferry-crews-vote-tonight", "market-moves-to-the-quay",
                        "what-the-tide-gauge-says"], "its stories, and no navigation")
    s = got["bridge-opens-after-six-years"]
    equal((s["title"], s.get("kicker"), s.get("dek")), ("Bridge opens after six years", "Town",
          "Cars may cross from Monday on, lorries have to wait."), "title, kicker, summary")
    equal([got[k].get("published") for k in sorted(got)],
          ["2023-11-14T20:13:20Z", "2023-11-14T19:13:20Z", "2023-11-13T22:13:20Z", "2023-05-03T00:00:00Z"],
          "dates, also those counted back from the fetch")
    r = lede("feed", page)
    ok("* Bridge opens after six years\n  Town\n" in r.out, "lede feed prints the kicker below the headline", r)
    lede("mark", "--star", s["id"])
    lede("mark", "--read", got["market-moves-to-the-quay"]["id"])


def next_day():
    before = stories()
    os.environ["LEDE_NOW"] = str(NOW + 86400)
    documents["/"] = front(
        card("/town/a-library-for-the-harbour?pos=1", "A library for the harbour", "It has two rooms and one chair.",
             "Town", "5 minutes ago"),
        card("/town/market-moves-to-the-quay?pos=2&utm_source=front", "Market moves to the quay", "Traders fear the wind"
             " more than the rent.", "Market", "2 days ago"),
        card("/town/ferry-crews-vote-tonight?pos=3", "Ferry crews vote tonight", "A strike before the holidays is"
             " possible.", "Harbour", "1 day ago"),
        card("/town/bridge-opens-after-six-years?pos=4", "Bridge open, and already too narrow", "Lorries stand to the"
             " market.", "Traffic", "1 day ago"))
    r = fetch()
    ok(r.code == 0 and "1 new" in r.out, "one is new", r)
    after = stories()
    ok(all(after[k]["id"] == before[k]["id"] for k in before) and len(after) == 5,
       "reworded, moved, counted anew, gone from the page: the others keep their ids", (before, after))
    s = after["bridge-opens-after-six-years"]
    ok(s["title"] == "Bridge open, and already too narrow" and s.get("kicker") == "Traffic" and s.get("starred"),
       "the new headline, and the star", s)
    equal(after["ferry-crews-vote-tonight"]["published"], before["ferry-crews-vote-tonight"]["published"],
          "the first time that was counted back stays")
    r = fetch()
    ok(r.code == 0 and "0 new" in r.out, "the same page again", r)


def new_layout():
    before = stories()
    documents["/"] = front("<div id=app></div><p>Please wait.</p>")
    for i in range(2):
        r = fetch()
        ok(r.code == 1 and "no headlines are found on this page any more; its layout may have changed" in r.err,
           "a page without headlines is a failure, in words", r)
    equal(stories(), before, "the stories stay")
    r = lede("list", "--health")
    ok("! no headlines are found on this page any more" in r.out and "(2 times in a row)" in r.out, "list --health", r)
    r = lede("doctor")
    ok("no headlines are found on this page any more" in r.out, "doctor", r)
    documents["/"] = front("<div id=app></div>", head="<link rel=alternate type='application/rss+xml' href='/all.xml'>")
    r = fetch()
    ok(r.code == 1 and "it names a feed to use instead: %s/all.xml" % base in r.err,
       "where it names a feed, that one is told, and not taken unasked", r)
    equal(lede("list", "--feeds", "--json").json()[0]["url"], page, "the subscription stays")
    documents["/"] = front(*[card("/town/%s" % k, before[k]["title"]) for k in before])
    r = fetch()
    ok(r.code == 0 and "any more" not in lede("list", "--health").out, "and it is well again", r)
    equal({k: v["id"] for k, v in stories().items()}, {k: v["id"] for k, v in before.items()}, "with the same ids")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d" % server.server_address[1]
page = base + "/"
first_day()
next_day()
new_layout()
done()

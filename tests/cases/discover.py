#!/usr/bin/env python3
"""How lede add finds the feeds of a site: small sites on loopback, the order and the number of the
requests, the choice on a terminal."""
import gzip
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from site_of_pages import *  # noqa: E402,F403
from terminal import Terminal  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"


def fresh():
    path = os.environ["XDG_CONFIG_HOME"] + "/lede/feeds"
    if os.path.exists(path):
        os.remove(path)


def subscriptions():
    path = os.environ["XDG_CONFIG_HOME"] + "/lede/feeds"
    return open(path, encoding="utf-8").read().split() if os.path.exists(path) else []


def found(site, path="/", *args):
    """What --list tells: [(path of the address, kind, stories)]."""
    site.asked.clear()
    r = lede("add", "--list", "--json", site.url + path, *args)
    if r.code:
        return r
    return [(o["url"].replace(site.url, ""), o.get("kind"), o.get("stories")) for o in r.json()]


# --- what the page names

site = Site({
    "/": page(alternate("/c.xml", "Comments feed") + alternate("/sport.xml", "Sport") +
              alternate("/main.xml", "The Quay") + alternate("/main.atom", "The Quay (Atom)", ATOM) +
              alternate("/lost.xml", "Lost")),
    "/c.xml": rss("Comments"), "/sport.xml": rss("Sport", 4), "/main.xml": rss("Main"), "/main.atom": atom("Main"),
})
equal(found(site), [("/sport.xml", "rss", 4), ("/main.xml", "rss", 3), ("/c.xml", "rss", 3)],
      "named feeds, comments last, two formats once, what is not there left out")
equal(site.asked, ["/", "/sport.xml", "/main.xml", "/lost.xml", "/c.xml"], "each was asked for once, nothing else")
equal(subscriptions(), [], "--list subscribes to nothing")
site.asked.clear()
r = lede("add", site.url)
ok(r.code == 0 and "“Sport”, 4 stories" in r.out and "also names " + site.url + "/main.xml" in r.out,
   "without a terminal the best is taken, the others told", r)
equal(site.asked, ["/", "/sport.xml"], "with no more requests than needed")
equal(subscriptions(), [site.url + "/sport.xml"], "and it is in the feeds file")
r = lede("add", "--list", site.url)
ok("Sport (RSS, 4 stories, subscribed already)" in r.out and "  2  " in r.out, "the list for people", r)
fresh()

site = Site({"/": page() + (200, {"Link": "</x.atom>; rel=\"alternate\"; type=\"%s\"" % ATOM}), "/x.atom": atom("X")})
equal(found(site), [("/x.atom", "atom", 2)], "a feed that only a Link: header names")

site = Site({"/": page(body="<a href='/all'>RSS</a>"), "/all": page(body="<a href='/a.rss'>A</a><a href='/b.rss'>B</a>"),
             "/a.rss": rss("A"), "/b.rss": rss("B")})
equal(found(site), [("/a.rss", "rss", 3), ("/b.rss", "rss", 3)], "a page of feeds behind a link \"RSS\"")
equal(site.asked, ["/", "/all", "/a.rss", "/b.rss"], "is looked into")

many = "".join(alternate("/%d.xml" % i, "Part %d" % i) for i in range(30))
site = Site({"/": page(many), **{"/%d.xml" % i: rss("Part %d" % i) for i in range(30)}})
got = found(site)
ok(len(got) == 30 and got[7][1:] == ("rss", 3) and got[8][1:] == (None, None), "of many feeds the first are looked at", got)
equal(len(site.asked), 9, "and no more")

site = Site({"/": page(alternate("BASE/main.xml")), "/main.xml": ("text/html", "", 301, {"Location": "/new.xml"}),
             "/new.xml": rss("Main")})
equal(found(site), [("/new.xml", "rss", 3)], "a feed that moved is told at its new address")

# --- usual addresses

site = Site({"/town/": page(), "/atom.xml": atom("Main")})
equal(found(site, "/town/"), [("/atom.xml", "atom", 2)], "a feed at a usual address")
equal(site.asked, ["/town/", "/town/feed", "/town/rss", "/town/feed.xml", "/town/index.xml", "/feed", "/rss",
                   "/feed.xml", "/atom.xml"], "beside the page first, then at the root, and no further")
site = Site({"/town": page(), "/town/rss": rss("Town"), "/feed": rss("All")})
equal(found(site, "/town"), [("/town/rss", "rss", 3)], "that of the section before that of the site")

site = Site({"/": page()}, otherwise=page(body="<h1>Oops</h1>"))
r = found(site)
ok(isinstance(r, Run) and "neither a feed nor a page with headlines" in r.err,
   "pages that say 200 for everything are no feeds", r)
guesses = [p for p in site.asked[1:] if p not in ("/robots.txt", "/sitemap.xml")]
equal((len(guesses), len(set(guesses))), (12, 12), "twelve usual addresses are tried, each once")
equal(site.asked[-2:], ["/robots.txt", "/sitemap.xml"], "the sitemap is the last resort")

site = Site({"/": page(body=HEADLINES)})
equal(found(site), [("/", "headlines", 12)], "a page without a feed: its headlines")
ok("/robots.txt" not in site.asked and len(site.asked) == 13, "and no sitemap is looked for", site.asked)
site.otherwise = page(body="<h1>Oops</h1>")
r = lede("add", site.url)
ok(r.code == 0 and "no feed there, so by the headlines of “The Quay”, 12 stories" in r.out, "which add says", r)
r = lede("fetch", "--no-articles")
ok("1 feed checked, 1 unchanged" in r.out, "it is the page that is remembered, not the last guess", r)
site.pages["/"] = page(alternate("/new.xml"), HEADLINES)
site.pages["/new.xml"] = rss("New")
r = lede("add", site.url)
ok(r.code == 0 and "“New”, 3 stories" in r.out, "a feed that the page names later is found by adding it again", r)
equal(subscriptions(), [site.url + "/", site.url + "/new.xml"], "beside the headlines")
fresh()

site = Site({"/": page()}, otherwise=(HTML, "Wait", 429, {}))
ok(isinstance(found(site), Run) and site.asked == ["/", "/feed"], "a server that wants no more requests gets none",
   site.asked)
site = Site({"/": page(alternate("/lost.xml")), "/feed": rss("Main")})
equal(found(site), [("/feed", "rss", 3)], "where what the page names is not there the usual is tried")

# --- sitemaps

NEWS = ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>%s</urlset>") % "".join(
    "<url><loc>BASE/s/%d</loc><news:news><news:publication><news:name>The Quay</news:name></news:publication>"
    "<news:publication_date>2023-11-1%d</news:publication_date><news:title>Story %d</news:title></news:news></url>"
    % (i, i, i) for i in range(4))
PLAIN = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>%s</urlset>"
site = Site({"/": page(), "/sitemap.xml": (XML, NEWS)})
equal(found(site), [("/sitemap.xml", "sitemap", 4)], "a sitemap of news is a feed")
r = lede("add", site.url)
ok(r.code == 0 and "“The Quay”, 4 stories" in r.out, "that can be subscribed to", r)
r = lede("fetch", "--no-articles")
ok(r.code == 0 and "Story 3" in lede("list").out, "and is read as one", r)
fresh()

site = Site({"/": page(), "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /x\nsitemap: BASE/all.xml\n"
                                          "Sitemap: BASE/index.xml.gz # all\nSitemap: /x/news.xml\n"),
             "/all.xml": (XML, PLAIN % "<url><loc>BASE/a</loc></url>"), "/x/news.xml": (XML, NEWS)})
equal(found(site), [("/x/news.xml", "sitemap", 4)], "robots.txt names it")
equal(site.asked[-2:], ["/robots.txt", "/x/news.xml"], "that of news is asked for first")
site = Site({"/": page(), "/robots.txt": ("text/plain", "Sitemap: BASE/i.xml.gz"), "/s.xml.gz": None, "/i.xml.gz": None})
site.pages["/i.xml.gz"] = ("application/gzip", gzip.compress(
    ("<sitemapindex><sitemap><loc>%s/s.xml.gz</loc></sitemap></sitemapindex>" % site.url).encode()))
site.pages["/s.xml.gz"] = ("application/gzip", gzip.compress(NEWS.replace("BASE", site.url).encode()))
equal(found(site), [("/s.xml.gz", "sitemap", 4)], "an index of sitemaps, packed")
site = Site({"/": page(), "/sitemap.xml": (XML, PLAIN % "<url><loc>BASE/a</loc></url><url><loc>BASE/x/feed</loc></url>"),
             "/x/feed": rss("X")})
equal(found(site), [("/x/feed", "rss", 3)], "a feed whose address a sitemap lists")
site = Site({"/": page(), "/sitemap.xml": (XML, PLAIN % "<url><loc>BASE/a</loc></url>")})
ok(isinstance(found(site), Run), "a sitemap without headlines is none")
site = Site({"/": page(), "/sitemap.xml": (XML, "<sitemapindex>%s</sitemapindex>" % "".join(
    "<sitemap><loc>BASE/%d.xml</loc></sitemap>" % i for i in range(99)))})
ok(isinstance(found(site), Run) and len(site.asked) == 1 + 12 + 5, "of a thousand sitemaps some are asked for", site.asked)

# --- spellings

site = Site({"/": page(alternate("/main.xml")), "/main.xml": rss("Main")})
for typed in ("paper.localhost:%d" % site.port, "<HTTP://PAPER.localhost:%d/>," % site.port,
              "feed://paper.localhost:%d/main.xml" % site.port, "http//paper.localhost:%d" % site.port,
              "http://http://paper.localhost:%d" % site.port, "127.0.0.1:%d" % site.port,
              "“http://127.0.0.1:%d/”." % site.port):
    r = lede("add", "--list", "--json", typed)
    ok(r.code == 0 and r.json()[0]["url"].endswith("/main.xml"), "understood: " + typed, r)
for typed, words in (("someone@example.org", "an e-mail address"), ("quay", "it has no dot"), ("/etc/passwd", "a file"),
                     ("gopher://example.org", "only http and https")):
    r = lede("add", typed)
    ok(r.code == 1 and words in r.err, "refused in words: " + typed, r)
r = lede("add", "--list", "--json", "quay")
ok(r.code == 1 and r.json()[0]["input"] == "quay" and "no dot" in r.json()[0]["error"], "also as JSON", r)
r = lede("add", "127.0.0.1:1/x")
ok(r.code == 1 and "no connection to 127.0.0.1:1" in r.err, "no server: says so", r)
r = lede("add", "--json", site.url)
equal(r.code, 64, "--json without --list")

# --- the choice on a terminal

site = Site({"/": page(alternate("/main.xml", "Main") + alternate("/sport.xml", "Sport"), HEADLINES),
             "/main.xml": rss("Main"), "/sport.xml": rss("Sport"), "/one": page(alternate("/main.xml")),
             "/one/feed": rss("One")})


def choose(*lines, args=("add",), path="/"):
    fresh()
    t = Terminal(*args, site.url + path)
    for line in lines:
        t.text = ""
        t.read_until("Which?")
        os.write(t.fd, line)
    t.text = ""
    return t.finish()


t = choose(b"\n")
equal(subscriptions(), [site.url + "/main.xml"], "Enter takes the best")
ok("“Main”, 3 stories" in t.text, "and says which", t.text)
choose(b"2\n")
equal(subscriptions(), [site.url + "/sport.xml"], "a number")
choose(b"1-2\n")
equal(subscriptions(), [site.url + "/main.xml", site.url + "/sport.xml"], "a range")
choose(b"a\n")
equal(subscriptions(), [site.url + "/main.xml", site.url + "/sport.xml"], "all feeds, without the headlines")
t = choose(b"3\n")
equal(subscriptions(), [site.url + "/"], "the headlines, though there are feeds")
ok("the headlines of “The Quay”, 12 stories" in t.text and "no feed there" not in t.text, "are taken as chosen", t.text)
t = choose(b"4\n", b"x\n", b"1,9\n", b"q\n")
equal((t.code, subscriptions()), (0, []), "what makes no sense is asked again; q takes none")
t = choose(b"\x04")
equal((t.code, subscriptions()), (0, []), "so does the end of the input")
choose(b"2\n", args=("add", "--title", "My Sport"))
ok("My Sport" in " ".join(subscriptions()), "a title of one's own", subscriptions())
site.asked.clear()
t = choose(path="/one")
equal(subscriptions(), [site.url + "/main.xml"], "one feed: nothing is asked")
equal(site.asked, ["/one", "/main.xml"], "and it is fetched once")
done()

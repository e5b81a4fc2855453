#!/usr/bin/env python3
"""Articles on several pages, and pages that are empty without scripts: what lede asks a real server
for, and what it makes of the answers."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import DRIVE, Screen  # noqa: E402
from web import Site, rss  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"
SAID = ["The keeper counted the boats twice before he wrote anything down, as he always did, and then",
        "Nobody on the quay could say, when they were asked about it later in the week, why the",
        "By the evening the water had fallen by a hand, the wind had turned to the north, and the"]


def text(n):
    """Three paragraphs of page n."""
    return "".join("<p>%s lamp of page %d was lit at last, for the %d. time.</p>" % (s, n, k)
                   for k, s in enumerate(SAID, 1))


def document(body, head="", title="The lamp on the north pier is lit again"):
    return ("<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>%s</title>%s</head><body>"
            "%s</body></html>" % (title, head, body))


def article(n, bar="", more="", head=""):
    return document("<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>The lamp on the north "
                    "pier is lit again</h1><figure><img src=/lamp.jpg alt=Lamp><figcaption>The lamp, seen from "
                    "the sea.</figcaption></figure>%s%s</article>%s" % (text(n), bar, more), head)


def bar(n, total, address):
    """A bar of numbers; the page's own is no link."""
    return "<div class=pages>%s</div>" % " ".join(
        "<b>%d</b>" % i if i == n else "<a href=\"%s\">%d</a>" % (address(i), i) for i in range(1, total + 1))


def related(*stories):
    return "<section class=related><h2>More from the harbour</h2><ul>%s</ul></section>" % "".join(
        "<li><a href=/story/%s.html><h3>%s</h3></a><p>What happened there, told in one line.</p></li>" % (s, t)
        for s, t in stories)


def pages_of(o):
    """The pages whose text is in the article, in order, each once; False where a part is missing."""
    got = [int(p.split("lamp of page ")[1].split()[0]) for p in o["text"].split("\n\n") if "lamp of page" in p]
    once = list(dict.fromkeys(got))
    return once if got == [n for n in once for _ in SAID] else False


def read(site, path):
    site.paths()
    r = lede("read", "--json", site.url + path)
    return (r.json()[0] if r.out else {}), r


# --- joined

A = ("a1", "The ferry waits for the last passenger"), ("a2", "A bell is found under the old bridge")
B = A[1], ("a3", "The bakery opens one hour earlier now")
C = B[1], ("a4", "Seven buoys are back where they belong")


def address(i):
    return "/lamp.html" + ("?page=%d" % i if i > 1 else "")


site = Site()
for i, cards in ((1, A + B[1:]), (2, B + C[1:]), (3, A + C)):
    site.put(address(i), article(i, bar(i, 3, address), related(*cards)))
o, r = read(site, "/lamp.html")
equal(pages_of(o), [1, 2, 3], "three pages by their bar of numbers")
equal(site.paths(), ["/lamp.html", "/lamp.html?page=2", "/lamp.html?page=3"], "each was asked for once")
ok("notice" not in o and "next_url" not in o, "nothing to be said of them", r)
equal((o["html"].count("is lit again"), o["html"].count("<img"), o["html"].count("seen from the sea")), (0, 1, 1),
      "the headline is not in the text, the picture stands once")
equal([x["title"] for x in o["related"]], [A[0][1], A[1][1], B[1][1], C[1][1]], "related headlines of all pages, each once")
equal(o["url"], site.url + "/lamp.html", "the address is that of the first")
read(site, "/lamp.html")
equal(site.paths(), [], "stored as one")

SHAPES = {
    "rel=next of links and a word": lambda n, t: ("/a" + ("/%d" % n if n > 1 else ""), lambda u: "" if n == t else
                                                  "%d/%d <a class=next rel=next href=%s>Weiter</a>" % (n, t, u)),
    "page N in German": lambda n, t: ("/b" + ("/seite-%d" % n if n > 1 else ""), lambda u: "" if n == t else
                                      "<a href=%s>Weiter auf Seite %d »</a>" % (u, n + 1)),
    "an arrow": lambda n, t: ("/c.html" + ("?p=%d" % n if n > 1 else ""), lambda u: "" if n == t else
                              "<a href=%s>›</a>" % u),
    "next page in Japanese": lambda n, t: ("/d_%d.html" % n, lambda u: "" if n == t else "<span>%d/%d</span> <a href=%s>"
                                           "次のページへ</a>" % (n, t, u)),
    "counted from nothing": lambda n, t: ("/e" + ("?page=%d" % (n - 1) if n > 1 else ""), lambda u: "" if n == t else
                                          "<a href=%s>%d</a>" % (u, n + 1)),
    "counted in posts": lambda n, t: ("/f?t=12" + ("&amp;start=%d" % (n * 20 - 20) if n > 1 else ""), lambda u: "" if n == t
                                      else "<a href=\"%s\">%d</a>" % (u, n + 1)),
    "before the name's end": lambda n, t: ("/g%s.html" % ("-%d" % n if n > 1 else ""), lambda u: "" if n == t else
                                           "<a href=%s>Página siguiente</a>" % u),
}
for name, shape in SHAPES.items():
    for n in (1, 2, 3):
        own, link = shape(n, 3)
        site.put(own.replace("&amp;", "&"), article(n, "<p>%s</p>" % link(shape(n + 1, 3)[0])))
    o, r = read(site, shape(1, 3)[0].replace("&amp;", "&"))
    equal(pages_of(o), [1, 2, 3], "joined by " + name)

site.put("/h", article(1, head="<link rel=next href=/h?page=2>"))
site.put("/h?page=2", article(2, head="<link rel=next href=/h>"))
o, r = read(site, "/h")
equal((pages_of(o), site.paths()), ([1, 2], ["/h", "/h?page=2"]), "<link rel=next>, and never one seen before")
site.put("/i", article(1, bar(1, 2, lambda i: "/i/%d" % i)))
site.put("/i/2", article(1, bar(2, 2, lambda i: "/i/%d" % i)))
o, r = read(site, "/i")
ok(pages_of(o) == [1] and "notice" not in o, "a second page with the text of the first adds nothing", r)

for i in (1, 2):
    site.put("/j" + ("?page=2" if i == 2 else "?utm_source=feed&utm_medium=rss"),
             article(i, bar(i, 2, lambda i: "/j?page=%d" % i), head="<link rel=canonical href=/j%s>" % ("?page=2" if i > 1 else "")))
o, r = read(site, "/j?utm_source=feed&utm_medium=rss")
equal(pages_of(o), [1, 2], "an address with words of a feed in it")

# --- not joined

OTHERS = {
    "the next article of a blog": ("/2023/lamp", "<a rel=next href=/2023/bell>The bell rings next →</a>", ""),
    "an article with a number": ("/story/5", "<a rel=next href=/story/6>Next</a>", "<link rel=next href=/story/6>"),
    "a second article of that name": ("/2023/keeper", "<a rel=next href=/2023/keeper-2>Next →</a>",
                                      "<link rel=next href=/2023/keeper-2>"),
    "pages of comments": ("/k", "<div id=comments><a href=/k?page=2#comments>2</a></div>", ""),
    "another host": ("/l", "<a href=http://127.0.0.2:%d/l?page=2>2</a>" % site.port, ""),
}
for name, (path, link, head) in OTHERS.items():
    site.put(path, article(1, more="<p>%s</p>" % link, head=head))
    o, r = read(site, path)
    equal((pages_of(o), site.paths(), o.get("notice")), ([1], [path], None), "not joined: " + name)
posts = "".join("<div class=post><h2><a href=/p/%d>What the harbour said in week %d</a></h2>%s</div>" % (n, n, text(n))
                for n in range(1, 6))
site.put("/blog", document("<div id=main>%s<a rel=next href=/blog/page/2>Older posts, page 2</a>%s</div>"
                           % (posts, bar(1, 4, lambda i: "/blog/page/%d" % i)), "<link rel=next href=/blog/page/2>"))
read(site, "/blog")
equal(site.paths(), ["/blog"], "not joined: a list of whole posts")

# --- what fails

site.put("/m", article(1, bar(1, 3, lambda i: "/m?page=%d" % i)))
site.put("/m?page=2", article(2, bar(2, 3, lambda i: "/m?page=%d" % i)))
site.put("/m?page=3", "gone", 410)
o, r = read(site, "/m")
ok(r.code == 0 and pages_of(o) == [1, 2] and "first 2 pages" in o.get("notice", "") and "410" in o["notice"],
   "a third page that fails: what there is, and words", r)
equal(o.get("next_url"), site.url + "/m?page=3", "and where it goes on")
for form in ("text", "markdown", "html"):
    r = lede("read", "--format=" + form, site.url + "/m")
    ok("first 2 pages" in " ".join(r.out.split()), "the words are in " + form, r)
site.put("/n", article(1, bar(1, 2, lambda i: "/n?page=%d" % i)))
site.put("/n?page=2", b"%PDF-1.4 nothing to read")
o, r = read(site, "/n")
ok(pages_of(o) == [1] and "page 1 of this article" in o.get("notice", "") and "PDF" in o["notice"],
   "a second page that is no page", r)
other = Site("127.0.0.2")
other.put("/login", document("<h1>Sign in</h1>" + text(9)))
site.put("/o", article(1, bar(1, 2, lambda i: "/o?page=%d" % i)))
site.move("/o?page=2", other.url + "/login")
o, r = read(site, "/o")
ok(pages_of(o) == [1] and "another site" in o.get("notice", ""), "a second page that leads to another host", r)
for i in range(1, 30):
    site.put("/q" + ("?page=%d" % i if i > 1 else ""), article(i, bar(i, 29, lambda i: "/q?page=%d" % i)))
o, r = read(site, "/q")
ok(pages_of(o) == list(range(1, 11)) and len(site.paths()) == 10 and "10 pages" in o.get("notice", ""),
   "no more than ten", r)

# --- a file

f = write("lamp.html", article(1, bar(1, 3, lambda i: "/lamp?page=%d" % i)))
r = lede("read", "--json", "--url=http://paper.example/lamp", f)
o = r.json()[0]
ok(o["next_url"] == "http://paper.example/lamp?page=2" and o["next_url"] in o["notice"] and pages_of(o) == [1],
   "of a file nothing is fetched, and it says so", r)

# --- ten megabytes

line = "The keeper counted the boats twice before he wrote anything down, and then he lit lamp number %d. "
body = "".join("<p>%s</p>\n" % "".join(line % (20 * i + k) for k in range(20)) for i in range(5000))
r = lede("read", "--json", write("ten.html", document("<article><h1>A long night</h1>%s</article>" % body)))
o = r.json()[0]
ok(len(body) > 10e6 and o["text"].count("lamp number") == 100000 and o["text"].endswith("lamp number 99999.") and
   "notice" not in o, "a page of ten megabytes is read whole", r.err)
body = "".join("<p>%s</p>\n" % (line % i) for i in range(100000))
for name, data in (("many.html", document("<article>%s</article>" % body)),
                   ("many.txt", body.replace("<p>", "").replace("</p>", "\n"))):
    r = lede("read", "--json", write(name, data))
    o = r.json()[0] if r.out else {}
    ok(o.get("text", "").startswith(line[:40]) and "too long" in o.get("notice", ""),
       "where there is more than is kept, it says so: " + name, "%s %s" % (r.err, o.get("notice")))

# --- ahead

site.put("/feed", rss("Lamps", more="<item><title>The lamp</title><link>%s/r</link><guid>r</guid></item>" % site.url))
site.put("/r", article(1, bar(1, 2, lambda i: "/r?page=%d" % i)))
site.put("/r?page=2", article(2, bar(2, 2, lambda i: "/r?page=%d" % i)))
lede("add", site.url + "/feed")
r = lede("fetch")
ok(r.code == 0, "lede fetch", r)

# --- on the screen

site.put("/feed2", rss("Bells", more="<item><title>The bell</title><link>%s/y</link><guid>y</guid></item>" % site.url))
site.put("/y", article(1, bar(1, 2, lambda i: "/y?page=%d" % i)))
site.put("/y?page=2", "no", 500)
lede("add", site.url + "/feed2")
if os.path.exists(DRIVE):
    s = Screen("screen", size="100x50")
    s.do("wait", "keys / T h e Space b e l l Enter", "wait", "key Enter", "wait", "expect of page 1 was lit",
         "expect Only page 1 of this article is here")
    s.end()
else:
    skip("the words stand below the text", "no libvterm")

# --- empty without scripts

EMPTY = "<div id=app></div><noscript>Please switch on JavaScript.</noscript><script src=/app.js></script>"
site.put("/s", document(EMPTY, "<link rel=amphtml href=/s/amp>"))
site.put("/s/amp", article(1))
o, r = read(site, "/s")
equal((pages_of(o), site.paths(), o.get("notice")), ([1], ["/s", "/s/amp"], None), "the AMP form of a page without text")
equal(o["url"], site.url + "/s", "under the address of the page")
site.put("/t", document(EMPTY + "<a href=/t?print=1>Druckversion</a>"))
site.put("/t?print=1", article(1))
o, r = read(site, "/t")
equal(pages_of(o), [1], "its form for printing")
site.put("/u", article(1, head="<link rel=amphtml href=/u/amp>"))
read(site, "/u")
equal(site.paths(), ["/u"], "a page that has its text needs none")
site.put("/v", document(EMPTY, "<link rel=amphtml href=/v/amp>") )
site.put("/v/amp", "no", 500)
r = lede("read", site.url + "/v")
ok(r.code == 1 and "script" in r.err, "where that form fails, the reason is told", r)
site.put("/w", document(EMPTY, "<link rel=amphtml href=/w/amp>"))
site.put("/w/amp", article(1, bar(1, 2, lambda i: "/w/amp?page=%d" % i)))
site.put("/w/amp?page=2", article(2))
o, r = read(site, "/w")
equal(pages_of(o), [1, 2], "a form on several pages")

# --- the feed's own text, where the page has but a part of it

site.put("/z", document("<article><h1>The lamp on the north pier is lit again</h1><p>%s lamp was lit.</p>"
                        "<p>Subscribe to continue reading.</p></article>" % SAID[0]))
site.put("/feed3", rss("Walls", more="<item><title>The wall</title><link>%s/z</link><guid>z</guid>"
                       "<description><![CDATA[%s%s]]></description></item>" % (site.url, text(1), text(2))))
lede("add", site.url + "/feed3")
lede("fetch", "--force")
stories = {s["title"]: s["id"] for s in lede("list", "--json").json()}
for name in (str(stories["The wall"]), site.url + "/z"):
    o = lede("read", "--json", name).json()[0]
    equal((pages_of(o), o.get("notice")), ([1, 2], None), "the feed's text of a page that is not free")

site.stop()
other.stop()
stories = {s["title"]: s["id"] for s in lede("list", "--json").json()}
o = lede("read", "--json", str(stories["The lamp"])).json()[0]
equal(pages_of(o), [1, 2], "a story fetched ahead has both its pages, without the network")
done()

#!/usr/bin/env python3
"""read, related and feed on files: the shape of their JSON, and inputs that are wrong."""
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

KEYS = ["url", "canonical_url", "title", "kicker", "dek", "byline", "published", "modified", "site",
        "language", "image", "author_note", "notice", "next_url", "text", "html", "minutes", "links", "related"]
PARAS = ["The ferry leaves at %d o'clock, as it has done for years, whatever the weather is like." % n
         for n in range(1, 6)]
PAGE = """<!DOCTYPE html><html lang=en><head><title>The ferry | The Paper</title>
<link rel=canonical href=/ferry><meta property=og:site_name content="The Paper">
<meta property=article:published_time content="2024-03-01T08:00:00+01:00"></head><body><main><article>
<h1>The ferry</h1><p>%s</p><p>See <a href=/map>the map</a>. %s</p></article></main></body></html>""" % (
    "</p><p>".join(PARAS), PARAS[0])
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title>
<link>https://paper.example/</link><description>News</description>
<item><title>One</title><link>/one</link><guid isPermaLink="false">g1</guid>
<pubDate>Fri, 01 Mar 2024 08:00:00 +0100</pubDate><category>Harbour</category>
<description>&lt;p>Text &lt;b>bold&lt;/b>&lt;script>x()&lt;/script>&lt;/p></description>
<enclosure url="/a.mp3" type="audio/mpeg" length="123"/></item></channel></rss>"""


def has_empty(o):
    if isinstance(o, dict):
        return any(v in ("", [], {}, None) or has_empty(v) for v in o.values())
    return isinstance(o, list) and any(has_empty(v) for v in o)


def read():
    page = write("page.html", PAGE)
    r = lede("read", "--json", "--url=https://paper.example/n/ferry?x=1", page)
    ok(r.code == 0 and r.err == "" and r.out.count("\n") == 1, "one object on one line", r)
    o = r.json()[0]
    equal([k for k in KEYS if k in o], list(o), "keys in their order, no others")
    ok(not has_empty(o), "what is absent is left out", o)
    equal(o.get("published"), "2024-03-01T08:00:00+01:00", "a date as RFC 3339")
    equal(o.get("canonical_url"), "https://paper.example/ferry", "the canonical address, resolved")
    equal(o["text"].split("\n\n")[:5], PARAS, "paragraphs are separated by a blank line")
    ok("<p>" in o["html"] and "<script" not in o["html"], "html", o["html"][:300])
    equal(o["links"], [{"url": "https://paper.example/map", "text": "the map"}], "links in the text")
    equal(lede("read", "--json", "--url=https://paper.example/n/ferry?x=1", "-", stdin=PAGE).json()[0], o,
          "standard input gives the same")
    for name, sign in (("text", PARAS[1][:40]), ("markdown", "[the map]("), ("html", "<p>")):
        r = lede("read", "--format=" + name, "--url=https://paper.example/", page)
        ok(r.code == 0 and sign in r.out, "read --format=" + name, r)
    r = lede("read", "--width=30", page)
    ok(r.code == 0 and max(map(len, r.out.splitlines())) <= 30, "read --width", r)
    r = lede("read", "--width=0", page)
    ok(PARAS[1] in r.out, "read --width=0 breaks no lines", r)


def feed():
    path = write("f.xml", FEED)
    r = lede("feed", "--json", "--url=https://paper.example/feed", path)
    o = r.json()[0]
    equal(o["version"], "https://jsonfeed.org/version/1.1", "JSON Feed 1.1")
    equal((o["title"], o["home_page_url"], o["description"]),
          ("The Paper", "https://paper.example/", "News"), "the feed itself")
    i = o["items"][0]
    equal((i["id"], i["url"], i["title"], i["tags"], i["date_published"]),
          ("g1", "https://paper.example/one", "One", ["Harbour"], "2024-03-01T07:00:00Z"), "its story")
    ok("<b>bold</b>" in i["content_html"] and "script" not in i["content_html"], "cleaned HTML", i)
    equal(i["attachments"], [{"url": "https://paper.example/a.mp3", "mime_type": "audio/mpeg",
                              "size_in_bytes": 123}], "attachments")
    ok(not has_empty(o), "nothing empty", o)
    r = lede("feed", path)
    ok(r.code == 0 and "The Paper" in r.out and "* One" in r.out, "for people", r)


def long_feed():
    """Larger than the network may bring, printed as it comes, and what is printed when the parser dies on the way."""
    item = "<item><title>%%d</title><description>%s</description></item>" % ("&lt;p>Text of a story.&lt;/p> " * 80)
    path = write("long.xml", "<rss><channel><title>Long</title>" + "".join(item % n for n in range(8000)) +
                 "<description>Behind them</description></channel></rss>")
    r = lede("feed", "--json", path)
    o = r.json()[0] if r.code == 0 else {}
    ok(os.path.getsize(path) > 16 << 20 and [i["title"] for i in o.get("items", [])] == [str(n) for n in range(8000)],
       "a feed of 16 MB has all its stories", str(r)[:500])
    equal((o.get("description"), "warnings" in o), ("Behind them", False), "what stands behind the stories")
    with subprocess.Popen([LEDE, "feed", "--json", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        head = p.stdout.read(1000)
        with open("/proc/%d/task/%d/children" % (p.pid, p.pid)) as f:
            os.kill(int(f.read().split()[0]), signal.SIGKILL)
        out, err = p.communicate(timeout=60)
    lines = (head + out).decode().splitlines()
    o = json.loads(lines[0])
    ok(p.returncode == 1 and len(lines) == 1 and 0 < len(o["items"]) < 8000 and
       o["warnings"] == ["the parser ended unexpectedly"] and path in err.decode(),
       "a parser that dies on the way: the JSON is whole, the exit code 1", (p.returncode, err, o.get("warnings")))


def bad():
    good = write("good.html", PAGE)
    inputs = {"empty.html": b"", "blank.html": b" \n\t", "binary.bin": bytes(range(256)) * 64,
              "nul.html": b"\0" * 5000, "pdf.html": b"%PDF-1.4\n" + b"\xff\xfe\0" * 400,
              "image.xml": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8}
    for name, data in inputs.items():
        path = write(name, data)
        for command in ("read", "feed"):
            r = lede(command, "--json", path)
            lines = r.err.splitlines()
            ok(r.code == 1 and len(lines) == 1 and lines[0].startswith("lede: %s: " % path) and
               r.json() == [{"input": path, "error": lines[0].split(": ", 2)[2]}],
               "%s %s: one line, exit 1" % (command, name), r)
    for path in (HOME + "/none", HOME, "/dev/null", "/dev/zero"):
        r = lede("read", "--json", path)
        ok(r.code == 1 and len(r.err.splitlines()) == 1 and path in r.err, "read " + path, r)
    fifo = HOME + "/fifo"
    os.mkfifo(fifo)
    ok(lede("read", fifo, timeout=20).code == 1, "a FIFO is refused without waiting")
    r = lede("read", "--json", good, HOME + "/none", good)
    objects = r.json()
    ok(r.code == 1 and len(objects) == 3 and "error" in objects[1] and objects[0] == objects[2] and
       "error" not in objects[0], "a bad input among good ones", r)
    for cut in (10, 200, 700, len(PAGE) - 40):
        r = lede("read", "--json", write("cut.html", PAGE[:cut]))
        ok(r.code in (0, 1) and len(r.json()) == 1, "a page cut after %d bytes" % cut, r)
    for cut in (5, 60, 200, len(FEED) - 30):
        r = lede("feed", "--json", write("cut.xml", FEED[:cut]))
        ok(r.code in (0, 1) and len(r.json()) == 1, "a feed cut after %d bytes" % cut, r)
    deep = "<div>" * 50000 + PAGE
    ok(lede("read", "--json", "-", stdin=deep).code in (0, 1), "a page 50,000 elements deep")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        '<!ENTITY %s "%s">' % (chr(98 + i), ("&%s;" % chr(97 + i)) * 10) for i in range(9)) + \
        "]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
    r = lede("feed", "--json", "-", stdin=bomb)
    ok(r.code in (0, 1) and len(r.raw) < 100000, "a bomb of entities", r)
    huge = write("huge.html", b"")
    os.truncate(huge, 65 * 1024 * 1024)
    r = lede("read", huge)
    ok(r.code == 1 and "larger" in r.err, "a file beyond the limit", r)
    evil = "<title>\x1b]0;x\x07t</title><article>%s<p>\x1b[31m\u202e\u009bred</p></article>" % (
        "<p>%s</p>" % PARAS[0] * 6)
    r = lede("read", "-", stdin=evil)
    ok(r.code == 0 and not any(c in r.out for c in "\x1b\x07\u202e\u009b"), "nothing that steers a terminal", r)


def related():
    cards = "".join("<li><a href=/s/%d><span>Harbour</span><h3>A headline about boat number %d and its crew</h3>"
                    "</a><p>What happened to boat %d, told by those who saw it.</p></li>" % (n, n, n)
                    for n in range(1, 7))
    page = PAGE.replace("</main>", "</main><aside><h2>Read next</h2><ul>%s</ul></aside>" % cards)
    r = lede("related", "--json", "--url=https://paper.example/ferry", write("rel.html", page))
    rows = r.json()
    equal([x["url"] for x in rows], ["https://paper.example/s/%d" % n for n in range(1, 7)], "related: addresses")
    ok(all("boat number" in x["title"] for x in rows), "related: titles", rows[:2])
    ok("boat number 3" in lede("related", HOME + "/rel.html", "--url=https://paper.example/ferry").out,
       "related for people")


def explain():
    """A box with a form between the paragraphs is told as dropped and the text as kept, each with its reason."""
    box = ("<div class='box-7'><p>Never miss a boat, have our letter every week.</p><form action=/s>"
           "<input type=email><button>Sign up</button></form></div>")
    paras = "</p><p>".join(PARAS[:3]) + "</p>" + box + "<p>" + "</p><p>".join(PARAS[3:])
    path = write("explain.html", PAGE.replace("</p><p>".join(PARAS), paras))
    r = lede("read", "--explain", "--json", path)
    v = r.json()[0].get("explain", [])
    dropped = [x for x in v if x["verdict"] == "dropped" and "Never miss" in x["text"]]
    ok(len(dropped) == 1 and dropped[0]["path"].endswith("div.box-7") and dropped[0]["words"] == 11 and
       dropped[0]["reason"] == "a form, with the box around it", "a box with a form is dropped, and why", v)
    kept = [x for x in v if x["verdict"] == "kept" and PARAS[0] in x["text"]]
    ok(len(kept) == 1 and kept[0]["blocks"] == 3 and kept[0]["reason"] == "running text",
       "the paragraphs before it are kept, and why", v)
    chosen = [x["path"] for x in v if x["verdict"] == "chosen"]
    ok(len(chosen) == 1 and chosen[0].endswith("article") and any(x["verdict"] == "runner-up" for x in v),
       "the container, and others", v)
    ok(any(x["verdict"] == "source" and "the page's own" in x["reason"] for x in v), "where the text is from", v)
    r = lede("read", "--explain", path)
    lines = [line for line in r.out.splitlines() if line.startswith("dropped ")]
    ok(r.code == 0 and any("div.box-7" in line and "a form, with the box" in line and "Never miss" in line
                           for line in lines), "the same for people, on a line", r)
    ok("explain" not in lede("read", "--json", path).json()[0], "nothing of it where no one asks")
    data = "<script type=application/ld+json>%s</script></head>" % json.dumps(
        {"@type": "NewsArticle", "articleBody": "\n\n".join(PARAS * 5)})
    r = lede("read", "--explain", write("ld.html", PAGE.replace("</head>", data).replace("</p><p>".join(PARAS), "")))
    ok(r.code == 0 and "JSON-LD" in r.out, "JSON-LD has won, and why", r)
    ok("plain text" in lede("read", "--explain", write("plain.txt", "Some words.\n\nMore of them.\n")).out, "plain text")
    paper = Newspaper()
    url = paper.url + "/story/900001.html"
    r = lede("read", "--explain", url)
    ok(r.code == 0 and "\nkept " in r.out and "\ndropped " in r.out, "the page of an address", r)
    equal(lede("list").out, "", "nothing of it is stored")
    paper.stop()


read()
explain()
feed()
long_feed()
bad()
related()
done()

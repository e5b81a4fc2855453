#!/usr/bin/env python3
"""Site rules: rules.d/*.rules beside the config file, from the hand of the user or out of an OPML file of FreshRSS."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

RULES = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/rules.d")
SENTENCE = "The mill turns again, and the baker who bought it grinds the flour of the whole valley there."
PAGE = """<!DOCTYPE html><html><head><title>The mill | The Valley</title></head><body>
<div class=deal><p>%s</p><p>%s</p><p>%s</p></div><h3 class=head>The mill turns</h3><div class=story-7><p>One. %s</p>
<div class=odd><p>Ask your grocer for our flour, it is the best that there is.</p></div><p>Two. %s</p></div>
<div class=next><a href="/mill/2">2</a></div><ul class=also><li><a href=/a>The bread of the valley</a></li>
<li><a href=/b>Who was the miller</a></li></ul></body></html>""" % ((SENTENCE + " " + SENTENCE,) * 3 + (SENTENCE,) * 2)
URL = "https://www.valley.example/mill"


def put(name, text):
    os.makedirs(RULES, exist_ok=True)
    with open(os.path.join(RULES, name), "w", encoding="utf-8") as f:
        f.write(text)


def clear():
    for name in os.listdir(RULES):
        os.unlink(os.path.join(RULES, name))


def read():
    page = write("mill.html", PAGE)
    plain = lede("read", "--json", "--url=" + URL, page).json()[0]
    ok("One." not in plain["text"] or SENTENCE + " " + SENTENCE in plain["text"], "without rules it is misled", plain)
    put("valley.rules", """# what is odd about this site
site valley.example
title .head
body .story-7
drop .odd
next .next a
related .also a
""")
    r = lede("read", "--json", "--url=" + URL, page)
    o = r.json()[0]
    equal((r.code, r.err, o["title"], o["text"], o["next_url"]),
          (0, "", "The mill turns", "One. %s\n\nTwo. %s" % (SENTENCE, SENTENCE), "https://www.valley.example/mill/2"),
          "title, body, drop and next")
    equal([(x["url"], x["title"]) for x in o["related"]],
          [("https://www.valley.example/a", "The bread of the valley"),
           ("https://www.valley.example/b", "Who was the miller")], "related")
    other = lede("read", "--json", "--url=https://hill.example/mill", page).json()[0]
    equal(other["text"], plain["text"], "another site's pages are read as before")
    equal(lede("read", "--json", page).json()[0]["text"], plain["text"], "and a file without an address")


def explain():
    page = HOME + "/mill.html"
    r = lede("read", "--explain", "--url=" + URL, page)
    for line in ("valley.rules:3: title .head: The mill turns\n", "valley.rules:4: body .story-7: 1 found\n",
                 "valley.rules:5: drop .odd: 1 found\n", "valley.rules:6: next .next a: https://www.valley.example/mill/2\n",
                 "valley.rules:7: related .also a: 2 found\n", "the text is what the rule valley.rules:4 found"):
        ok(line in r.out, "told: " + line.strip(), r)
    ok(any(line.startswith("dropped ") and "div.odd" in line and "the rule valley.rules:5" in line
           for line in r.out.splitlines()), "the box, and the rule that dropped it", r)
    rules = [x for x in lede("read", "--explain", "--json", "--url=" + URL, page).json()[0]["explain"]
             if x["verdict"] == "rule"]
    equal([(x["path"], x["found"]) for x in rules if x["text"].startswith("body")], [("valley.rules:4", 1)], "as JSON")
    r = lede("read", "--explain", "--url=https://hill.example/", page)
    ok("no site rule in" in r.err, "told where none is for the page", r)
    put("valley.rules", "site valley.example\nbody .gone\ntitle .gone\n")
    r = lede("read", "--explain", "--url=" + URL, page)
    ok("valley.rules:2: body .gone: nothing found\n" in r.out and "the text is the page's own" in r.out and
       "\nkept " in r.out, "where nothing is found the ordinary way goes on, and that is told", r)


def wrong():
    page = HOME + "/mill.html"
    put("valley.rules", "site valley.example\nbody .story-7 >\nfind x\ntitle .head\n")
    r = lede("read", "--json", "--url=" + URL, page)
    lines = r.err.splitlines()
    ok(r.code == 0 and r.json()[0]["title"] == "The mill turns", "the other lines apply", r)
    ok(len(lines) == 2 and lines[0] == "lede: %s/valley.rules:2:16: a selector is missing" % RULES and
       lines[1].startswith("lede: %s/valley.rules:3:1: a line begins with" % RULES), "file, line, column, reason", r)
    r = lede("doctor")
    ok(r.code == 1 and lines[0] in r.err and "lede: %s: see the lines above" % RULES in r.err, "the doctor tells", r)
    put("valley.rules", "site valley.example\nbody .story-7\ndrop //p[\ndrop //p[@x=]\nbody //p[f()]\nnext //a = 'x'\n"
        "body //p\n")
    r = lede("doctor")
    where = "lede: %s/valley.rules:" % RULES
    equal([x for x in r.err.splitlines() if x.startswith(where)],
          [where + "3:9: a bracket or a quote is not closed, or not opened", where + "4: this is no XPath",
           where + "5: this is no XPath", where + "6: this XPath selects nothing"], "wrong XPath")
    ok(r.code == 1 and "see the lines above" in r.err, "and that is an error", r)
    put("valley.rules", "site valley.example\nbody .story-7\nsite *.hill.example\ndrop .x\n")
    r = lede("doctor")
    ok(r.code == 0 and any(x.split() == ["site", "rules", "2"] for x in r.out.splitlines()), "all is well", r)
    equal(lede("doctor", "--json").json()[0]["rules"], 2, "as JSON")
    os.chmod(os.path.join(RULES, "valley.rules"), 0)
    if os.geteuid():
        ok("valley.rules: " in lede("doctor").err, "a file that cannot be read is told")
    clear()
    os.mkfifo(os.path.join(RULES, "fifo.rules"))
    r = lede("read", "--json", "--url=" + URL, page, timeout=20)
    ok(r.code == 0 and "fifo.rules: " in r.err, "a FIFO is refused without waiting", r)
    clear()


def address():
    """A page of the network, read by an engine."""
    paper = Newspaper()
    url = paper.url + "/story/900001.html"
    put("paper.rules", "site %s\nbody ul:not(.share)\n" % paper.url.split("/")[2])
    o = lede("read", "--json", url).json()[0]
    equal(o["text"].splitlines()[:1], ["First the stones are numbered."], "the engine applies them to what it stores")
    r = lede("read", "--explain", url)
    ok("paper.rules:2: body ul:not(.share): 3 found" in r.out, "and --explain tells of an address too", r)
    story = lede("list", "--json").json()[0]
    r = lede("read", "--explain", story["id"])
    ok(story["url"] == url and "paper.rules:2: body ul:not(.share): 3 found" in r.out, "and of a story", (story, str(r)))
    paper.stop()
    clear()


def from_opml():
    head = '<opml version="2.0" xmlns:frss="https://freshrss.org/opml"><body>'
    path = write("fresh.opml", head + """
<outline text="V" type="rss" xmlUrl="https://feeds.example/valley" htmlUrl="https://www.valley.example/"
 frss:cssFullContent=".story-7" frss:cssContentFilter=".odd, .deal" frss:cssFullContentConditions="intitle:mill"/>
<outline text="H" type="rss" xmlUrl="https://hill.example/feed" frss:cssFullContent="article &gt; p" frss:priority="main"/>
<outline text="H2" type="rss" xmlUrl="https://hill.example/feed2" frss:cssFullContent="article &gt; p"/>
<outline text="B" type="rss" xmlUrl="https://bad.example/feed" frss:cssFullContent="p:hover" />
<outline text="X" type="rss" xmlUrl="https://x.example/feed" frss:cssFullContent="//p"
 frss:cssContentFilter="a&#10;site evil.example&#10;body p"/>
<outline text="N" type="rss" xmlUrl="https://none.example/feed"/></body></opml>""")
    r = lede("import", path)
    rules = os.path.join(RULES, "imported.rules")
    ok(r.code == 0 and "6 of 6 subscriptions added" in r.out and "the rules of 3 sites written to " + rules in r.out,
       "an import tells of the rules", r)
    ok("valley.example: conditions are left out" in r.err and
       'bad.example: the selector "p:hover" is left out: this pseudo-class' in r.err and
       'x.example: the selector "//p" is left out: no CSS selector' in r.err, "and of what is left out", r)
    text = open(rules, encoding="utf-8").read()
    equal(text.split("\n", 1)[1], "\nsite valley.example\nbody .story-7\ndrop .odd, .deal\n"
          "\nsite hill.example\nbody article > p\n\nsite x.example\ndrop a site evil.example body p\n", "the file")
    o = lede("read", "--json", "--url=" + URL, HOME + "/mill.html").json()[0]
    equal(o["text"], "One. %s\n\nTwo. %s" % (SENTENCE, SENTENCE), "they apply")
    mine = text.replace("body .story-7", "# mine\nbody .mine")
    put("imported.rules", mine)
    r = lede("import", path)
    equal(open(rules, encoding="utf-8").read(), mine + "\nsite valley.example\nbody .story-7\ndrop .odd, .deal\n",
          "what the user wrote there stays, what is there is not written again")
    put("own.rules", "site hill.example\nbody article > p\n")
    os.unlink(rules)
    lede("import", path)
    ok("hill.example" not in open(rules, encoding="utf-8").read(), "nor what another file says")
    export = lede("export").out
    ok('cssFullContent="article &gt; p"' in export, "an export has the attributes still", export)
    clear()


read()
explain()
wrong()
address()
from_opml()
done()

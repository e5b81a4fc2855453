#!/usr/bin/env python3
"""OPML in and out: files as other programs write them, broken and hostile ones, the round trip, and
newsboat in both directions where it is installed."""
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

os.environ["LEDE_NOW"] = "1700000000"
HERE = os.path.join(SRC, "tests/cases/opml")
FRSS = "{https://freshrss.org/opml}"
number = 0


class Place:
    """A store and a feeds file of its own."""

    def __init__(self, feeds=""):
        global number
        number += 1
        self.feeds = write("p%d/feeds" % number, feeds)
        self.args = ["--store", os.path.join(HOME, "p%d/lede.db" % number), "--feeds", self.feeds]

    def run(self, *args, **more):
        return lede(*self.args, *args, **more)

    def text(self):
        return open(self.feeds, encoding="utf-8").read()

    def lines(self):
        return [x for x in self.text().splitlines() if x]


def sample(name):
    p = Place()
    return p, p.run("import", os.path.join(HERE, name))


def outlines(xml):
    """(path of folders, attributes) of each subscription, as any XML parser sees them."""
    out = []

    def walk(node, path):
        for o in node.findall("outline"):
            if "xmlUrl" in o.attrib:
                out.append(("/".join(path), o.attrib))
            else:
                walk(o, path + [o.attrib["text"]])
    root = ET.fromstring(xml)
    walk(root.find("body"), [])
    return out


def folders():
    p, r = sample("folders.opml")
    ok(r.code == 0 and r.out.startswith("3 of 4 subscriptions added, 1 left out\n"), "folders: the sums", r)
    ok("third.opml is another list, which is not followed" in r.err, "an include is not followed", r)
    equal(p.lines(), ['https://tides.example/feed?a=1&b=2 "~Tides & ferries" Town/Harbour',
                      'https://council.example/news "~Council" Town',
                      'http://sky.example/rss "~Weather" Sky/Daily short'], "folders are tags, as newsboat's")
    out = outlines(p.run("export").raw)
    equal([path for path, _ in out], ["Town/Harbour", "Town", "Sky/Daily"], "and folders again")
    tides, council, sky = (attrs for _, attrs in out)
    equal(tides["htmlUrl"], "https://tides.example/", "the site is kept")
    equal((council["type"], council[FRSS + "xPathItem"], council[FRSS + "xPathItemTitle"],
           council["{urn:example:keep}colour"]), ("HTML+XPath", '//div[@class="item"]', "./h2", "blue"),
          "attributes of other programs are kept, in their namespaces")
    equal((sky[FRSS + "cssFullContent"], sky["category"]), ("main > p", "Sky/Daily,short"), "and with tags")
    # The file again: nothing changes. Into another place: the same comes out.
    before = p.text()
    r = p.run("import", os.path.join(HERE, "folders.opml"))
    ok(r.out == "0 of 4 subscriptions added, 3 already there, 1 left out\n" and p.text() == before, "once more", r)
    first = p.run("export").raw
    other = Place()
    other.run("import", write("again.opml", first))
    equal(sorted(other.lines()), sorted(p.lines()), "a round trip gives the same subscriptions")
    equal(other.run("export").raw, first, "and the same OPML")


def as_others_write():
    p, r = sample("twice.opml")
    ok(r.code == 0 and r.out == "2 of 2 subscriptions added; 1 address stands twice\n", "twice: the sums", r)
    equal(p.lines(), ['http://crust.example/atom "~The Crust" Bread Butter', 'https://churn.example/rss "~Churn" Butter'],
          "a feed in two folders is one subscription with two tags")
    p, r = sample("old.opml")
    ok(r.code == 0 and r.err == "", "OPML 1.1", r)
    equal(p.lines(), ['http://loud.example/Feed "~Loud"', "http://bare.example/", 'http://scheme.example/x "~Feed scheme"'],
          "its subscriptions")
    for encoding in ("utf-16", "latin-1"):
        p = Place()
        r = p.run("import", write("enc.opml", ("<?xml version='1.0' encoding='%s'?><opml><body><outline text='Käse' "
                  "xmlUrl='http://kaese.example/'/></body></opml>" % encoding).encode(encoding)))
        equal(p.lines(), ['http://kaese.example/ "~Käse"'], encoding)


def broken():
    p, r = sample("broken.opml")
    ok(r.code == 0 and "damaged" in r.err, "broken: read and said", r)
    equal([x.split()[0] for x in p.lines()], ["http://salt.example/?a=1&b=2", "http://peas.example/",
                                             "http://cut.example/"], "what can be saved is saved")
    ok(all("Fish & Chips" in x for x in p.lines()[:2]), "with its folder", p.text())
    equal(outlines(p.run("export").raw)[1][1].get(FRSS + "cssFullContent"), "p", "a known prefix needs no declaration")


def hostile():
    p, r = sample("hostile.opml")
    ok(r.code == 0 and len(r.err.splitlines()) <= 8, "hostile: read", r)
    urls = [x.split()[0] for x in p.lines()]
    ok(all(re.match(r"https?://(one|three|four)\.example/", u) for u in urls) and len(urls) in (2, 3),
       "nothing but web addresses is subscribed to", p.text())
    ok("root:" not in p.text() and not os.path.exists("canary"), "no file is read, nothing is run", p.text())
    p = Place()
    r = p.run("import", write("entity.opml", "<!DOCTYPE opml [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><opml><body>"
              "<outline text='&f;' xmlUrl='http://a.example/'/></body></opml>"))
    ok(r.code == 1 and len(r.err.splitlines()) == 1 and p.text() == "", "entities that are files", r)
    many = "".join("<outline text='n%d' xmlUrl='http://x.example/%d'/>" % (i, i) for i in range(3000))
    p = Place()
    r = p.run("import", write("deep.opml", "<opml><body>" + "<outline text='d'>" * 10000 + many + "</body></opml>"))
    ok(r.code == 0 and r.out.startswith("3000 of 3000"), "10,000 folders deep", r)
    ok(len(outlines(p.run("export").raw)) == 3000, "and out again")
    # A prefix of one letter stands for a long name, and a folder for all below it.
    for what, attrs in (("namespace", "p:q=''"), ("many attributes", " ".join("p:a%d=''" % i for i in range(60)))):
        p = Place()
        n = 20000 if what == "namespace" else 5000
        r = p.run("import", write("dense.opml", "<opml xmlns:p='%s'><body>" % ("u" * (6000 if n == 20000 else 200)) + "".join(
            "<outline xmlUrl='x.example/%d' %s/>" % (i, attrs) for i in range(n)) + "</body></opml>"))
        ok(r.code == 0 and r.out.startswith("%d of %d" % (n, n)), "dense: " + what, r)
    r = p.run("import", write("large.opml", "<opml><body>" + " " * (9 << 20) + "</body></opml>"))
    ok(r.code == 1 and "larger than 8 MB" in r.err, "a file that is too large", r)
    wide = "".join("<outline xmlUrl='x.example/%d'/>" % i for i in range(101000))
    p = Place()
    r = p.run("import", write("wide.opml", "<opml><body>" + wide + "</body></opml>"), timeout=120)
    ok(r.code == 0 and r.out.startswith("100000 of 101000") and "1000 left out" in r.out, "100,000 and no more", r)


def words(line):
    return set(re.findall(r'"[^"]*"|\S+', line))


def any_title():
    titles = ['<b>&amp; "quoted" \'x\'</b>', "tab\there", "a,b", "ünï\u0001\u202ecode", "]]>", "~tilde", "#hash"]
    p = Place("".join('http://t.example/%d "~%s" "%s" plain\n' % (i, t.replace('"', '\\"'), t.replace('"', '\\"'))
                      for i, t in enumerate(titles)))
    raw = p.run("export").raw
    out = outlines(raw)
    equal(len(out), len(titles), "any title gives valid XML")
    ok(out[0][1]["title"] == titles[0] and out[2][0] == "a,b" and out[2][1]["category"] == "plain", "as it was", out)
    p = Place('http://a.example/ "~A" News "one, two" Sport\nhttp://b.example/ "~B" "one, two"\n')
    out = outlines(p.run("export").raw)
    equal([(path, attrs["xmlUrl"][7:8]) for path, attrs in out], [("News", "a"), ("one, two", "a"), ("one, two", "b")],
          "a tag with a comma, which no category can hold, is a folder that the feed stands in too")
    q = Place()
    r = q.run("import", write("comma.opml", p.run("export").raw))
    ok(r.code == 0 and [words(x) for x in q.lines()] == [words(x) for x in p.lines()], "and comes back", q.text())
    deep = "/".join("d%d" % i for i in range(40))
    p = Place('http://a.example/ /x y/ a//b\nhttp://b.example/ AC/DC\nhttp://c.example/ %s\n' % deep)
    q = Place()
    q.run("import", write("odd.opml", p.run("export").raw))
    equal(q.lines(), p.lines(), "tags with slashes come back as they were")


def question():
    many = write("many.opml", "<opml><body>" + "".join("<outline xmlUrl='http://m.example/%d'/>" % i for i in range(30)) +
                 "</body></opml>")
    for keys, args, n in (("n\n", (), 0), ("y\n", (), 30), ("", ("--yes",), 30)):
        p = Place()
        asked = in_terminal([LEDE, *p.args, "import", *args, many], keys)
        ok(len(p.lines()) == n and ("many.opml names 30 subscriptions. Add them?" in asked) == (not args),
           "asked first on a terminal: %r adds %d" % (keys, n), asked)


def in_terminal(argv, keys):
    """What the command prints on a terminal whose user types the keys at the question."""
    import pty
    pid, fd = pty.fork()
    if not pid:
        os.execv(argv[0], argv)
    out, typed = b"", not keys
    while True:
        try:
            data = os.read(fd, 4096)
        except OSError:
            break
        if not data:
            break
        out += data
        if not typed and b"[y/N]" in out:
            os.write(fd, keys.encode())
            typed = True
    os.close(fd)
    os.waitpid(pid, 0)
    return out.decode("utf-8", "replace")


def newsboat(*args):
    os.makedirs(HOME + "/.newsboat", exist_ok=True)
    config = write("nb/config", "auto-reload no\n")
    return Run("-C", config, "-u", HOME + "/nb/urls", "-c", HOME + "/nb/cache.db", *args,
               program=shutil.which("newsboat"))


def with_newsboat():
    if not shutil.which("newsboat"):
        skip("newsboat reads what lede wrote, and lede what it wrote", "newsboat is not installed")
        return
    feeds = ('http://a.example/one?a=1&b=2 "~Title & One" News/Local\nhttp://b.example/two "~Two" News\n'
             'http://c.example/three\nhttps://d.example/four "~Vier, ümlaut" "two words"\n')
    p = Place(feeds)
    write("nb/urls", "")
    r = newsboat("-i", write("lede.opml", p.run("export").raw))
    got = dict(line.split(" ", 1) if " " in line else (line, "") for line in
               open(HOME + "/nb/urls", encoding="utf-8").read().splitlines())
    equal(got, {"http://a.example/one?a=1&b=2": '"News/Local"', "http://b.example/two": '"News"',
                "http://c.example/three": "", "https://d.example/four": '"two words"'},
          "newsboat reads lede's OPML: addresses and tags")
    # It takes no titles from OPML; its urls file has them, and both files read as they are.
    write("nb/urls", feeds)
    r = newsboat("-e")
    q = Place()
    s = q.run("import", write("nb.opml", r.raw))
    ok(s.code == 0 and s.out == "4 of 4 subscriptions added\n", "lede reads newsboat's OPML", (r, s))
    equal(q.lines(), ['http://a.example/one?a=1&b=2 "~Title & One"', 'http://b.example/two "~Two"', "http://c.example/three",
                      'https://d.example/four "~Vier, ümlaut"'], "addresses and titles (it writes no tags)")
    q = Place()
    q.run("import", HOME + "/nb/urls")
    equal(q.lines(), [x for x in feeds.splitlines()], "lede reads newsboat's urls file: titles and tags too")
    # There and back: lede's export, newsboat's import, lede's import of its urls file.
    write("nb/urls", "")
    newsboat("-i", HOME + "/lede.opml")
    q = Place()
    q.run("import", HOME + "/nb/urls")

    def untitled(lines):
        return sorted(re.sub(r' "~[^"]*"', "", x).split(" ", 1) for x in lines)
    equal(untitled(re.sub(r' "([^\s~]*)"$', r" \1", x) for x in q.lines()), untitled(feeds.splitlines()), "and through both")


folders()
as_others_write()
broken()
hostile()
any_title()
question()
with_newsboat()
done()

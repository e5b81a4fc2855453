#!/usr/bin/env python3
"""What a server or a list of subscriptions sends is data: nothing of it is run, none of it becomes an option, a line
of the user's file or another kind of address, and none of it speaks to the terminal through messages."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from shutil import which  # noqa: E402
from tap import *  # noqa: E402,F403
from rogue import *  # noqa: E402,F403
from screen import Screen, program  # noqa: E402

rogue = Rogue()
MADE = os.path.join(HOME, "made")       # what every one of them would make
TOUCH = "touch " + MADE
NASTY = ["$(%s)" % TOUCH, "`%s`" % TOUCH, "; %s;" % TOUCH, "| %s" % TOUCH, "&& %s &" % TOUCH, "'; %s; '" % TOUCH, '"; %s; "' % TOUCH,
         "-oProxyCommand=" + TOUCH, "--output=" + MADE, "-e" + TOUCH, "x\n%s\n" % TOUCH, "%0a" + TOUCH + "%0a", "../../../made", "${IFS}" + TOUCH]
SCHEMES = ["exec:" + TOUCH, "|" + TOUCH, "filter:%s:http://a.example/" % TOUCH, "file:///etc/passwd", "javascript:" + TOUCH, "-" + TOUCH,
           "vbscript:x", "data:text/html,x", "mailto:a@a.example?attach=" + MADE]
CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("\n", "&#10;")


def traced(*args):
    """A run whose started programs are seen: (run, names of programs); None where strace is not there."""
    if not which("strace"):
        return Cost(*args), None
    log = os.path.join(HOME, "trace")
    r = Cost(*args, env={"ASAN_OPTIONS": "detect_leaks=0"},
             prefix=["strace", "-f", "-qq", "-s", "300", "-e", "trace=execve", "-e", "status=successful", "-o", log])
    with open(log, encoding="utf-8", errors="replace") as f:
        return r, {os.path.basename(p) for p in re.findall(r'execve\("([^"]*)"', f.read())}


def ran_nothing(programs):
    return not os.path.exists(MADE) and (programs is None or programs <= {"lede", "lede-engine", "lede-parse"})


def article(c):
    word = "<p>The water rose by another hand's breadth before noon, %s said the men on the quay, and so it did.</p>"
    c.send(reply(("<!DOCTYPE html><title>%s</title><article><h1>%s</h1>%s<a href=\"%s\">more</a></article>" % (
        escaped(NASTY[0]), escaped(NASTY[1]), "".join(word % escaped(n) for n in NASTY), escaped(SCHEMES[0]))).encode(), kind="text/html"))


def stories():
    """Every field of a feed carries words for a shell or a program's options."""
    rogue.at("nasty", b"")
    base = rogue.at("page", article)
    item = "<item><title>%s</title><link>%s</link><guid>%s</guid><author>%s</author><category>%s</category><comments>%s</comments>" \
        "<description>%s</description><enclosure url=\"%s\" type=\"%s\" length=\"%s\"/></item>"
    links = [base + "/" + n for n in NASTY] + SCHEMES
    url = rogue.at("nasty", reply(("<rss version='2.0'><channel><title>%s</title><link>%s</link>%s</channel></rss>" % (
        escaped(NASTY[0]), escaped(SCHEMES[0]), "".join(item % tuple(map(escaped, (
            NASTY[i % len(NASTY)], link, "%d%s" % (i, link), NASTY[-i % len(NASTY)], NASTY[i % 5], link, NASTY[i % 3],
            base + "/" + NASTY[i % len(NASTY)], NASTY[i % 7], NASTY[i % 2]))) for i, link in enumerate(links)))).encode()))
    subscribe([url])
    before = set(os.listdir(HOME))
    r, programs = traced("fetch")
    ok(r.code == 0 and len(stored()[url]) == len(links) and ran_nothing(programs), "fetch runs nothing", "%s %s" % (r, programs))
    rows = lede("list", "--json", "--limit=0").json()
    ok(all(re.match(r"https?://127\.|mailto:", row.get("url") or "http://127.") for row in rows), "no address is a file, a script or a command",
       [row.get("url") for row in rows])
    for args in (["list"], ["list", "--feeds"], ["read", *(row["id"] for row in rows if row["stored"])], ["search", "touch"], ["export"],
                 ["doctor"], ["related", base], ["feed", url], ["read", base], ["read", "--links", base]):
        r, programs = traced(*args)
        ok(r.code in (0, 1) and ran_nothing(programs), "%s runs nothing" % args[0], "%s %s" % (r, programs))
    ok(set(os.listdir(HOME)) - before <= {"trace", "cost.out", "cost.err"}, "no file is made", set(os.listdir(HOME)) - before)


def browser():
    """The browser gets each address as its one argument, by argv, and the address is one of the web."""
    program("browser", "printf '%s\\n' \"$#\" \"$@\" >>$HOME/browsed\nprintf '.' >>$HOME/times")
    n = len(NASTY)
    s = Screen("addresses for the browser", size="100x40", env={"BROWSER": HOME + "/browser"})
    s.do("wait", "key g")
    for i in range(n):
        s.do("key o", "wait", "run i=0; until test $(cat $HOME/times 2>/dev/null | wc -c) -gt %d || test $i = 500; do sleep 0.02; "
             "i=$((i + 1)); done" % i, "key j", "wait")
    s.end()
    with open(os.path.join(HOME, "browsed"), encoding="utf-8") as f:
        lines = f.read().splitlines()
    ok(len(lines) == 2 * n and all(c == "1" for c in lines[::2]) and ran_nothing(None) and
       all(re.fullmatch(r"https?://127\.[!-~]*", a) for a in lines[1::2]) and len(set(lines[1::2])) == n and
       set(lines[1::2]) <= {row.get("url") for row in lede("list", "--json", "--limit=0").json()}, "one argument each: the whole address", lines)


def opml(outlines, doctype="", begin="<opml version='2.0'><head><title>T</title></head><body>", end="</body></opml>"):
    return write("list.opml", "<?xml version='1.0'?>" + doctype + begin + outlines + end)


def outline(url, title="T", more=""):
    return "<outline type='rss' text=\"%s\" xmlUrl=\"%s\" %s/>" % (escaped(title), escaped(url), more)


def imported(path):
    """Imports into an empty list: (run, lines of the feeds file, programs)."""
    write(FEEDS, "")
    r, programs = traced("import", path)
    with open(FEEDS, encoding="utf-8") as f:
        return r, f.read().splitlines(), programs


def lists():
    secret = write("secret.txt", "http://secret.example/feed")
    canary = rogue.at("canary", reply(feed("canary")))
    good = "http://good.example/feed"
    r, lines, programs = imported(opml("".join(outline(u) for u in SCHEMES) + outline(good) + "".join(
        outline(x + "http://x.example/") for x in ("query:", "ftp:", "gopher:", "feed:exec:", " exec:", "EXEC:", "&#9;exec:", "file:"))))
    kept, kinds = len(lines), {line.split(":")[0] for line in lines}
    ok(r.code == 0 and kept == 1 and lines[0].startswith(good) and kinds <= {"http", "https"} and not any("passwd" in line for line in lines) and
       ran_nothing(programs), "only web addresses are imported", "%s %s" % (r, lines))
    r = lede("list", "--feeds", "--json")
    urls = [f["url"] for f in r.json() if f["url"] != "lede:followed"]
    ok(len(urls) == kept and all(re.match("https?://", u) for u in urls), "and stored", r)
    for what, evil in (("an address", dict(url=good + "\nexec:" + TOUCH)), ("an address in quotes", dict(url=good + '" "~x" exec:' + TOUCH)),
                       ("a title", dict(url=good, title="x\nexec:%s\n" % TOUCH)), ("a title in quotes", dict(url=good, title='x" \n"exec:' + TOUCH)),
                       ("a category", dict(url=good, more='category="a,/b&#10;exec:%s,c"' % TOUCH))):
        r, lines, programs = imported(opml(outline(**evil)))
        ok(r.code in (0, 1) and len(lines) <= 1 and all(re.match("https?://", x) for x in lines) and ran_nothing(programs),
           "no line of the feeds file comes with " + what, "%s %s" % (r, lines))
    r, lines, programs = imported(opml("<outline text=\"x&#10;exec:%s\">%s</outline>" % (TOUCH, outline(good))))
    ok(r.code == 0 and len(lines) == 1 and lines[0].startswith(good) and ran_nothing(programs), "nor with a folder", lines)
    # the same as a list of lines
    r, lines, programs = imported(write("urls", "%s \"~Good\" tag\n%s\n" % (good, "\n".join(SCHEMES))))
    ok(r.code == 0 and len(lines) == 1 and lines[0].startswith(good) and ran_nothing(programs), "a list of lines brings no command", "%s %s" % (r, lines))
    for what, more in (("include", "<outline type='include' url='%s'/><outline type='link' url='%s'/>" % (canary, canary)),
                       ("a cycle of includes", "<outline type='include' url='file://%s'/>" % os.path.join(HOME, "list.opml"))):
        r, lines, _ = imported(opml(outline(good) + more))
        ok(r.code == 0 and lines and rogue.seen["canary"] == [] and len(lines) == 1, what + " is not followed", "%s %s" % (r, lines))
    laughs = "<!DOCTYPE opml [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        "<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 10) for i in range(9)) + "]>"
    for what, doctype, value in (("many entities", laughs, "&j;"), ("an entity of a file", "<!DOCTYPE opml [<!ENTITY a SYSTEM 'file://%s'>]>" % secret, "&a;"),
                                 ("an entity of the network", "<!DOCTYPE opml [<!ENTITY a SYSTEM '%s'>]>" % canary, "&a;")):
        path = opml("<outline type='rss' text='T' xmlUrl='%s'/>" % value + outline(good), doctype)
        r, lines, _ = imported(path)
        ok(r.code in (0, 1) and len(lines) <= 1 and "secret.example" not in str(lines) and rogue.seen["canary"] == [] and r.is_cheap(64),
           what, "%s %s" % (r, lines))


def large_lists():
    for what, text, want in (
            ("100,000 outlines, and some beyond the cap", "".join("<outline xmlUrl='http://h%d.example/'/>" % i for i in range(100010)), 100000),
            ("one address 100,000 times", outline("http://good.example/feed") * 100000, 1),
            ("depth 10,000", "<outline text='folder'>" * 10000 + outline("http://good.example/feed") + "</outline>" * 10000, 1),
            ("depth 10,000, without an end", "<outline text='folder'>" * 10000 + outline("http://good.example/feed"), 1),
            ("100,000 categories", outline("http://good.example/feed", "T", "category='%s'" % ",".join("c%d" % i for i in range(100000))), 1)):
        os.path.exists(STORE) and os.unlink(STORE)
        write(FEEDS, "")
        r = Cost("import", opml(text))
        with open(FEEDS, encoding="utf-8") as f:
            lines = f.read().splitlines()
        ok(r.code == 0 and len(lines) == want and r.is_cheap(times=3 if want > 1 else 1), what, "%s\n%d lines" % (r, len(lines)))
    os.unlink(STORE)
    write(FEEDS, "")


def escapes():
    """Messages about what servers and lists say hold nothing that a terminal would obey."""
    evil = "\x1b]52;c;eA==\x07\x1b[2J\x9b31m\x08\x7f\u202e\u2066"
    raw = evil.encode()
    cases = {
        "esc-status": b"HTTP/1.1 404 " + raw + b"\r\nContent-Length: 0\r\n\r\n",
        "esc-moved": redirect(b"http://127.0.0.1:1/" + raw),
        "esc-scheme": redirect(b"x" + raw + b"://" + raw),
        "esc-host": redirect(b"http://a" + raw + b".example/"),
        "esc-type": reply(b"text", kind=None).replace(b"\r\n\r\n", b"\r\nContent-Type: " + raw + b"\r\n\r\n"),
        "esc-coding": reply(feed("x"), b"Content-Encoding: " + raw),
        "esc-version": raw + b"/1.1 200 OK\r\n\r\n",
        "esc-xml": reply(b"<?xml version='1.0'?><" + raw + b"><x" + raw + b"='" + raw + b"'></y" + raw + b">"),
        "esc-json": reply(b'{"version": "https://jsonfeed.org/version/1.1", "' + raw + b'": ' + raw, kind="application/feed+json"),
        "esc-charset": reply(b"<?xml version='1.0' encoding='" + raw + b"'?>" + b"<x/>", kind="text/xml"),
        "esc-feed": reply(feed("t" + "".join("&#%d;" % ord(c) for c in evil if c not in "\x1b\x07\x08") + evil, 2)),
    }
    urls = {n: rogue.at(n, a) for n, a in cases.items()}
    for name, url in urls.items():
        for args in (["add", url], ["feed", url], ["read", url], ["add", url + "/%1b]52;c;eA==%07"], ["add", "--", url + "/" + evil]):
            r = lede(*args)
            ok(not CONTROL.search(r.out + r.err) and (name == "esc-feed" or r.code == 1 and len(r.err.splitlines()) == 1 or args[0] != "add"),
               "%s, %s: no control character" % (name, args[0]), "%s\n%r" % (r, r.out + r.err))
    subscribe([*urls.values(), "http://127.0.0.1:1/" + evil])
    for args in (["fetch"], ["list"], ["list", "--feeds"], ["list", "--feeds", "--json"], ["doctor"], ["export"], ["search", "water"],
                 ["import", opml(outline("http://a.example/" + evil, evil) + "<" + evil + ">" + outline(evil))], ["list", "--feeds"]):
        r = lede(*args)
        text = r.out + r.err
        # JSON has its own way to write them
        ok(text and not CONTROL.search(text), "%s: no control character" % args[0], "%s\n%r" % (r, text[:3000]))


run_parts(stories, browser, lists, large_lists, escapes)
done()

#!/usr/bin/env python3
"""The view of problems: how the feeds are, a retry that shows how it ended, a subscription edited in
the last line and in an editor, one removed; on small and large screens, in ASCII, without colours."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import Screen, program  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"
paper = Newspaper()
hide = [paper.url[len("http://"):]]
FEEDS = HOME + "/config/lede/feeds"
# Far enough apart that the spread of the checks shows in no date.
write("config/lede/config", "set reload-interval 12h\nset copy-command %s/clip\n" % HOME)
program("clip", "cat >$HOME/copied.new; mv $HOME/copied.new $HOME/copied")
program("vi", 'echo "$@" >$HOME/edited; stty -a >$HOME/tty; sed -i "s/# here/# there/" "$FILE"')
env = {"VISUAL": HOME + "/vi -x", "FILE": FEEDS}


def feeds_text():
    return open(FEEDS, encoding="utf-8").read()


def text_of(path):
    path = os.path.join(HOME, path)
    return open(path, encoding="utf-8").read().strip() if os.path.exists(path) else ""


def selected(rows):
    return next((r.strip("▌>") for r in rows if r.startswith(("▌", ">"))), None)


write("config/lede/feeds", "# the paper\n{0}/feed/harbour.xml\n{0}/missing \"~The Dead Letter\" post  # here\n"
      "{0}/gone\n{0}/feed/weather.xml \"~Sky\"\n{0}/feed/market.xml\n".format(paper.url))
paper.get("/control?fail=/feed/weather.xml&status=500")
r = lede("fetch", "--no-articles")
ok(r.code == 1 and len(r.err.splitlines()) == 3, "three of five feeds fail", r)

# --- what is seen
s = Screen("problems", size="80x24", env=env, hide=hide)
s.do("wait", "key X", "wait")
for size in ("40x12", "80x24", "300x80"):
    s.do("resize " + size, "wait", "screen problems-" + size, "fill")
s.do("resize 80x24", "wait")
rows = s.rows()
s.ok("The Dead Letter" in selected(rows) and "the server answered 404: not found" in selected(rows),
     "the first that fails is selected, with its reason")
for words in ("Feeds that could not be fetched", "Feeds that are gone for good", "All other feeds", "never fetched",
              "next 22:18", "last good 22:13", "next 15 Nov"):
    s.ok(any(words in r for r in rows), "shown: " + words)
s.do("key j", "wait", "expect 500", "keys j", "wait", "expect The server says that it is gone for good",
     "keys G", "wait", "keys k k k", "wait")
s.ok("The Dead Letter" not in selected(s.rows()), "motion")
s.do("keys g", "wait")
s.ok("The Dead Letter" in selected(s.rows()) and "Feeds that could" in s.rows()[1], "g: the first row and its heading")
s.do("keys / h a r b o u r Enter", "wait")
s.ok("last good" in selected(s.rows()), "/ finds a feed by its address or name")
s.do("key n", "wait", "keys / x y z z y Enter", "wait", "expect not found", "keys g")

# --- try again
for story, status in (("1012", 500), ("1011", 404)):
    paper.get("/control?fail=/story/%s.html&status=%d" % (story, status))
s.name = "retry"
s.do("key j", "wait", "key r", "wait", "expect 500")
paper.get("/control?heal=/feed/weather.xml")
paper.get("/control?reset=1")
s.do("key r", "wait", "expect ✓")
s.ok("Sky" in selected(s.rows()) and "last good 22:13" in selected(s.rows()), "it stays in its place and says that it is well")
s.ok(paper.requests()["paths"] .get("/missing") is None, "no other feed was asked")
s.do("keys g r", "wait", "expect 2 times in a row")
with open(FEEDS, "a", encoding="utf-8") as f:
    f.write(paper.url + "/slow?seconds=3\n")
s.do("key C-r", "wait", "key R", "wait-for ⟳", "keys g j", "key r", "wait keys",
     "expect this feed comes as soon as the refresh", "expect being fetched…", "wait", "reject being fetched…")
s.ok(paper.requests()["paths"].get("/feed/weather.xml") == 3, "a feed that is asked for during a refresh follows it")

# --- pages
s.name = "pages"
s.do("expect Pages that could not be fetched", "keys / 1 0 1 2 Enter", "wait", "expect it has an internal error")
paper.get("/control?heal=*")
s.do("key r", "wait", "reject it has an internal error")
s.ok("/story/1012.html" in paper.requests()["paths"], "the page is fetched again, and leaves the list")
s.do("keys / 1 0 1 1 Enter", "wait", "key Enter", "wait", "expect 1011 of the paper", "key X", "wait")

# --- edit
s.name = "edit"
s.do("keys g e", "wait", "expect address: http://", "key Esc", "wait", "reject address:")
ok("/missing" in feeds_text(), "given up: nothing is changed")
s.do("keys g e C-u", "type %s/feed/theatre.xml" % paper.url, "key Enter", "wait",
     "expect title (empty: its own): The Dead Letter", "key C-u", "type The Stage", "key Enter", "wait",
     "expect tags, with commas: post", "type , on stage", "key Enter", "wait",
     "expect The Stage")
ok('/feed/theatre.xml "~The Stage" post "on stage"  # here'.replace("  #", " #") in feeds_text() and
   feeds_text().startswith("# the paper\n"), "the line has them, its comment and all other lines stay", feeds_text())
s.ok("The Stage" in selected(s.rows()) and "✓" in selected(s.rows()), "and the feed was fetched from there")
s.do("key e", "key C-u", "type nonsense", "key Enter", "key Enter", "key Enter", "wait", "expect not an address")
s.do("key e", "key C-u", "type %s/feed/harbour.xml" % paper.url, "key Enter", "key Enter", "key Enter", "wait",
     "expect already subscribed")
s.do("key E", "wait")
equal(text_of("edited"), "-x +3 " + FEEDS, "the editor opens the file at the feed's line")
ok(" icanon" in text_of("tty") and " echo " in text_of("tty"), "and has the terminal", text_of("tty"))
ok("# there" in feeds_text(), "what it wrote is there")
s.do("fill", "expect The Stage", "key y", "run i=0; until test -s $HOME/copied || test $i = 400; do sleep 0.02; i=$((i + 1)); done")
ok("/theatre" in text_of("copied") or text_of("copied").startswith("http"), "y copies an address", text_of("copied"))

# --- remove, open, the feed picker
s.name = "remove"
s.do("keys / g o n e Enter", "wait", "key D", "wait", "expect remove the subscription", "key n", "wait")
ok("/gone" in feeds_text(), "n: it stays")
s.do("key D", "key y", "wait", "reject Feeds that are gone for good")
ok("/gone" not in feeds_text(), "y: it is gone", feeds_text())
s.do("keys / S k y Enter", "wait", "key Enter", "wait", "expect Sky ▸ unread 11")
s.do("key -", "wait", "keys g j j j", "key e", "wait", "expect address: http://", "key Esc", "wait", "keys g j j j X", "wait")
s.ok("The Stage" in selected(s.rows()), "X in the feed picker shows that feed")
s.do("key ?", "wait", "expect Problems", "expect fetch this feed (or page) now", "key q", "key q", "wait")
s.end()

# --- site rules
write("config/lede/rules.d/a.rules", "site a.example\nbody p..x\n")
s = Screen("rules", size="160x30", hide=hide)
s.do("wait", "expect a.rules:2:8: the name of a class", "key X", "wait", "expect The site rules",
     "expect a.rules:2:8: the name of a class")
write("config/lede/rules.d/a.rules", "site a.example\nbody p.x\n")
s.do("key q", "wait", "key X", "wait", "reject The site rules")
s.end()

# --- without colours, and in ASCII
write("config/lede/feeds", feeds_text() + paper.url + "/gone\n" + paper.url + "/missing\n")
lede("fetch", "--no-articles")
s = Screen("NO_COLOR", size="80x24", env={"NO_COLOR": "1"}, hide=hide)
s.do("wait", "key X", "wait", "fill", "expect ! http://", "expect ✗ http://")
ok(not s.raw_has(rb"\x1b\[[0-9;]*\b(3[0-7]|4[0-7]|38|48)\b[0-9;]*m"), "NO_COLOR: no colour is set")
s.end()
s = Screen("LC_ALL=C", size="80x24", env={"LC_ALL": "C"}, hide=hide)
rows = s.rows("key X", "wait", "key j")
s.ok(all(r.isascii() for r in rows), "ASCII alone on the screen", "\n".join(rows))
s.ok(any(" x http://" in r[:12] or r.startswith(">x http://") for r in rows), "signs in ASCII", "\n".join(rows))
s.end()
paper.stop()
done()

#!/usr/bin/env python3
"""A day with lede: a real newspaper, the real programs, a terminal. From the empty first screen to
the last key, with the golden screens of each view at three sizes."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import Screen, program  # noqa: E402

os.environ["LEDE_NOW"] = "1700000000"
SIZES = ("40x12", "80x24", "160x50")
paper = Newspaper()
hide = [paper.url[len("http://"):]]
program("browser", "echo \"$#\" >>$HOME/browsed; printf '%s\\n' \"$@\" >>$HOME/browsed")
program("clip", "cat >$HOME/copied.new; mv $HOME/copied.new $HOME/copied")
write("config/lede/config", "set copy-command %s/clip\n" % HOME)
env = {"BROWSER": HOME + "/browser"}


def text_of(path):
    path = os.path.join(HOME, path)
    return open(path, encoding="utf-8").read().replace(hide[0], "HOST") if os.path.exists(path) else ""


def selected(rows):
    """The first line of the selected row of the list's pane."""
    return next((r.split("│")[0].strip("▌● ") for r in rows if r.startswith("▌")), None)


def shown(s, view, back="80x24"):
    """The view at each size, whole and against its golden screen."""
    for size in SIZES:
        s.do("resize " + size, "wait", "screen day-%s-%s" % (view, size), "fill")
    s.do("resize " + back, "wait")


# --- the first start: nothing there, then two subscriptions
s = Screen("first start", size="80x24", env=env, hide=hide)
s.do("key +", "type %s/site.html" % paper.url, "key Enter")         # before the engine is ready
s.do("wait", "expect several feeds were found", "key Enter")
s.do("wait", "expect “Harbour news”, 12 stories", "expect unread 12", "expect ⇣")
first = selected(s.rows())
s.do("key +", "type %s/front.html" % paper.url, "key Enter", "wait",
     "expect the headlines of “The Quay Courier”, 30 stories", "expect unread 42")
rows = s.rows()
s.ok(first and rows[1].startswith("▌") and "The Quay Courier" in rows[2], "the top row, while nobody has moved")
s.do("key +", "type not an address", "key Enter", "wait", "expect not an address: ")
s.do("key +", "type %s/missing" % paper.url, "key Enter", "wait", "expect /missing: the server answered 404")
s.do("key +", "type abc", "key Esc", "wait", "reject abc", "expect unread 42")
equal(open(HOME + "/config/lede/feeds", encoding="utf-8").read().count("http"), 2,
      "two subscriptions are written, the refused ones are not")
s.do("key R", "wait", "expect ⇣", "expect 42")
s.end()

# --- reading
s = Screen("reading", size="80x24", env=env, hide=hide)
s.do("wait")
shown(s, "list")
s.do("keys j j k", "wait", "expect 2/42", "keys G", "wait", "expect 42/42", "keys 3 G", "wait", "expect 3/42",
     "keys g Space", "wait", "expect 12/42", "keys b", "wait", "expect 1/42")
s.do("key -", "wait")
shown(s, "feeds")
s.do("keys j j", "key Enter", "wait", "expect Harbour news", "expect unread 12", "expect 1/12")
story = selected(s.rows())
s.do("key Enter", "wait", "expect Edda Gutter", "expect unread 11")
shown(s, "reader")
s.do("key ?", "wait")
shown(s, "help")
s.do("keys / l i n k Enter", "wait", "expect link", "key q", "wait", "expect Edda Gutter")
s.do("key Tab", "wait", "expect FROM THIS PAGE")
shown(s, "related")
s.do("key h", "wait", "reject FROM THIS PAGE")

s.name = "paging"
top = s.rows("keys Space")
s.do("key H", "wait", "expect nothing to go back to")
s.do("key 1", "wait", "expect story 10", "reject story 12")
s.do("keys j j j", "wait")
second = s.rows()
s.do("key H", "wait")
s.ok([r for r in s.rows() if "story 12" in r] and s.rows()[1:-1] == top[1:-1], "back: where it was left")
s.do("key L", "wait")
s.ok(s.rows()[1:-1] == second[1:-1], "forward: where that was left")
s.do("key H", "wait", "keys 5", "wait", "expect Story number 900001 of the paper", "expect paragraph 1 of")
s.ok(paper.requests()["paths"].get("/story/900001.html") == 1, "a page that was not stored is fetched once")
s.do("key H", "wait", "key 5", "wait", "expect paragraph 1 of")
s.ok(paper.requests()["paths"].get("/story/900001.html") == 1, "and is there the next time")
s.do("keys ; a", "wait", "expect Story number", "reject 900001 of the paper")
s.do("keys H H", "wait", "keys G", "wait", "expect writes about the harbour", "key g", "wait", "key }", "wait")
s.ok("What is planned" in s.rows()[1], "} goes to a heading")
s.do("keys g / q u e s t i o n Enter", "wait", "keys n", "wait", "key Esc", "wait")

s.name = "next and previous"
s.do("keys g J", "wait", "expect unread 10")
s.ok("story 11" in "".join(s.rows("keys Space")), "J opens the next story")
s.do("keys K", "wait", "keys n", "wait", "expect unread 9")
s.ok("10" in "".join(s.rows("keys g")), "n opens the next unread one")
s.do("keys p", "wait", "expect no more unread stories")
s.do("keys q", "wait", "expect 3/12")

s.name = "flags"
s.do("key a", "wait", "expect unread 10", "key a", "wait", "expect unread 9", "key U", "wait", "expect unread 10",
     "expect undone: 1 story", "key *", "wait", "expect ★", "key A", "wait", "expect unread 0",
     "expect the feed is marked read; U undoes", "key U", "wait", "expect undone: 10 stories", "expect unread 10")
s.do("key .", "wait", "expect (read ones hidden)", "expect read stories are hidden")
s.ok(sum("● " in r for r in s.rows()) == 10 and sum("Harbour news" in r for r in s.rows()[1:]) <= 11,
     "no read story is listed")
s.do("key .", "wait", "expect all stories are shown")
s.do("key -", "keys k k k", "keys j", "key Enter", "wait", "expect Starred", "expect 1/1")
s.do("key -", "key g", "key Enter", "wait", "expect All")

s.name = "search"
s.do("key /", "type ferries", "key Enter", "wait", "expect /ferries", "expect northern")
hits = s.rows()
s.do("keys Enter", "wait", "expect paragraph", "key q", "wait", "expect /ferries", "key Esc", "wait", "reject /ferries")
s.do("key /", "type zzyzx", "key Enter", "wait", "expect no story has these words", "key q", "wait")

s.name = "out"
s.do("keys g o", "wait", "expect opened in the browser")
s.do("key y", "wait", "expect copied: ", "run i=0; until test -s $HOME/copied || test $i = 200; do sleep 0.02; "
     "i=$((i + 1)); done; until test -s $HOME/browsed || test $i = 400; do sleep 0.02; i=$((i + 1)); done")
equal(text_of("browsed"), "1\nhttp://HOST/story/12.html\n", "the browser has one argument: the address")
equal(text_of("copied"), "http://HOST/story/12.html", "the address is copied")

s.name = "problems"
s.do("key X", "wait", "expect No problems.", "key q")
with open(HOME + "/config/lede/feeds", "a", encoding="utf-8") as f:
    f.write(paper.url + "/missing\n" + paper.url + "/slow?seconds=3\n")
s.do("key C-r", "wait")
paper.get("/control?add=harbour&n=4")

# --- a refresh in the background
s.name = "refresh"
s.do("keys g 5 j", "wait")
here = selected(s.rows())
s.do("key R", "wait-for ⟳", "keys j k", "wait keys")
s.ok(selected(s.do("dump")) == here, "keys do what they do")
rows = s.do("keys j k j k", "wait keys", "expect ⟳", "dump")
s.ok(selected(rows) == here, "and do not wait for it")
rows = s.rows()
s.ok(selected(rows) == here, "the selection stays on its story", "%s\n%s" % (here, "\n".join(rows)))
s.do("expect 1 failed, X shows why", "reject ⟳", "key X", "wait", "expect /missing",
     "expect the server answered 404: not found", "key q", "wait")
s.do("keys g", "wait")
s.ok("unread" in s.rows()[0] and any("Drip" in r for r in s.rows()), "what came is there")
s.do("resize 1x1", "wait", "fill", "keys j k", "wait", "resize 500x200", "wait", "fill", "key Enter", "wait",
     "expect FROM THIS PAGE" if "Drip" not in selected(s.rows()) else "fill", "fill",
     "resize 40x12", "wait", "fill", "resize 39x12", "wait", "expect too small", "resize 80x24", "wait", "fill")
s.end()

# --- suspended by ^Z, resumed by the shell
s = Screen("suspend", size="80x24", env=env, hide=hide,
           wrap=["sh", "-c", "set -m; \"$@\"; { echo $?; stty -a; } >$HOME/stopped; fg >$HOME/job", "sh"])
before = s.rows("keys j j j")
s.do("key C-z", "run i=0; until test -e $HOME/job || test $i = 500; do sleep 0.02; i=$((i + 1)); done")
stopped = text_of("stopped")
ok(stopped.startswith("148\n") and " icanon" in stopped and " echo " in stopped, "the shell has its terminal back",
   stopped)
s.do("wait-for %s" % selected(before)[:24], "keys j k", "wait")
equal(s.rows()[1:-1], before[1:-1], "the same screen after fg")
s.end()

# --- without colours, and in ASCII
s = Screen("NO_COLOR", size="80x24", env={"NO_COLOR": "1"}, hide=hide)
s.do("wait", "keys Enter", "wait", "fill")
ok(not s.raw_has(rb"\x1b\[[0-9;]*\b(3[0-7]|4[0-7]|38|48)\b[0-9;]*m"), "NO_COLOR: no colour is set")
s.end()
s = Screen("LC_ALL=C", size="80x24", env={"LC_ALL": "C"}, hide=hide)
rows = s.rows("keys Enter")
s.ok(all(r.isascii() for r in rows), "ASCII alone on the screen", "\n".join(rows))
rows = s.rows("key Tab", "wait", "key ?", "wait", "key q", "key Tab")
s.ok(all(r.isascii() for r in rows), "and in the other views", "\n".join(rows))
ok(not s.raw_has(rb"[\x80-\xff]"), "and among all bytes")
s.end()
paper.stop()
done()

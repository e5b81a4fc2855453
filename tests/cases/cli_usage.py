#!/usr/bin/env python3
"""The command line: help, usage errors, standard streams, manual pages and completion."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403


def table():
    """commands.def read a second way: {command: ([options], help)}; "" holds the common options."""
    rows, name = {"": ([], "")}, ""
    for line in open(os.path.join(SRC, "src/cli/commands.def"), encoding="utf-8"):
        if line.startswith("COMMAND("):
            name = re.match(r"COMMAND\((\w+)", line)[1]
            rows[name] = ([], re.search(r'N_\("(.*)"\)\)', line)[1])
        elif line.startswith(("FLAG(", "VALUE(")):
            rows[name][0].append(re.search(r'"([^"]+)"', line)[1])
    return rows


COMMANDS = table()
PAGE = "<!DOCTYPE html><title>A title</title><article><h1>A title</h1>" + \
    "<p>A sentence that is long enough to be read, twice over and more.</p>" * 5 + "</article>"


def help_and_version():
    r = lede("--version")
    ok(r.code == 0 and re.fullmatch(r"lede \d+\.\d+\.\d+\n", r.out), "--version", r)
    r = lede("help")
    ok(r.code == 0 and all(re.search(r"^  %s\b" % c, r.out, re.M) for c in COMMANDS if c),
       "help lists every command", r)
    for name, (options, words) in COMMANDS.items():
        if not name:
            continue
        r = lede("help", name)
        ok(r.code == 0 and words in r.out and all("--" + o in r.out for o in options),
           "help %s tells its words and options" % name, r)
        ok(lede(name, "--help").out == r.out, "%s --help is the same" % name)


def usage():
    for args, wants in [
            (["rread", "x"], ["rread", '"read"']), (["fecth"], ['"fetch"']), (["qqqqqqq"], ["lede help"]),
            (["read"], ["usage"]), (["related", "a", "b"], ["one argument too many"]),
            (["read", "--jsn", "x"], ["--json"]), (["read", "-Q", "x"], ["-Q"]),
            (["read", "--format=pdf", "x"], ["pdf"]), (["list", "--limit=x"], ["x"]),
            (["list", "--limit=-1"], ["-1"]), (["read", "--url"], ["value"]),
            (["list", "--unread=1"], ["no value"]), (["help", "lst"], ["list"]),
            (["--stroe=x", "list"], ["--store"]), (["mark", "1", "--star", "--unstar"], ["contrary"])]:
        r = lede(*args)
        lines = r.err.splitlines()
        ok(r.code == 64 and len(lines) == 1 and lines[0].startswith("lede: ") and
           all(w in lines[0] for w in wants), "usage: " + " ".join(args), r)
    ok(not os.path.exists(os.environ["XDG_DATA_HOME"] + "/lede/lede.db"), "wrong usage makes no store")
    r = lede("read", "--", "-x.html")
    ok(r.code == 1 and "-x.html" in r.err, "-- ends the options", r)


def streams():
    page = write("page.html", PAGE)
    full = os.path.exists("/dev/full")
    if full:
        with open("/dev/full", "wb") as f:
            r = lede("read", page, stdout=f)
        ok(r.code == 74 and "standard output" in r.err, "a full disk behind standard output", r)
        with open("/dev/full", "wb") as f:
            r = lede("help", stdout=f)
        ok(r.code == 74, "the same for help", r)
    else:
        skip("/dev/full", "not there")
    for fds in ("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"):
        p = subprocess.run(["sh", "-c", 'exec "$0" read "$1" ' + fds, LEDE, page], timeout=30,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ok(p.returncode == 0, "closed: " + fds, p)
    big = write("big.html", PAGE.replace("A sentence", "A sentence " * 200) * 20)
    p = subprocess.run(["sh", "-c", '{ "$0" read "$1"; echo $? >&2; } | true', LEDE, big], timeout=30,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    ok(p.stderr.strip() == b"0", "a reader that goes away is no error", p)
    r = lede("keys", stdin=b"")
    ok(r.code == 0 and "\x1b" not in r.out, "keys: no escape sequence in a pipe", r)


def config():
    bad = write("bad.conf", "set text-width 66\nset no-such 1\nset mouse perhaps\n")
    r = lede("--config", bad, "options", "--json")
    values = {o["name"]: o["value"] for o in r.json()}
    ok(r.code == 0 and values.get("text-width") == "66", "the right lines of a broken config apply", r)
    ok("bad.conf:2:" in r.err and "bad.conf:3:" in r.err, "its wrong lines are named", r)
    r = lede("--config", HOME + "/none", "options")
    ok(r.code == 78 and len(r.err.splitlines()) == 1, "a config that is not there: 78", r)
    r = lede("--config", HOME, "options")
    ok(r.code == 78, "a config that is a folder: 78", r)


def documents():
    man = {p: open(os.path.join(BUILD, "man", p), encoding="utf-8").read()
           for p in ("lede.1", "lede-config.5", "lede-feeds.5", "lede-rules.5")}
    missing = [c for c in COMMANDS if c and not re.search(r"^\.It Cm %s\b" % c, man["lede.1"], re.M)]
    missing += ["%s --%s" % (c, o) for c, (opts, _) in COMMANDS.items() for o in opts
                if "Fl \\-" + o.replace("-", "\\-") not in man["lede.1"]]
    equal(missing, [], "lede(1) has every command and option")
    missing = [k for k in ("site", "body", "drop", "keep", "title", "byline", "date", "next", "related")
               if ".It Ic %s Ar " % k not in man["lede-rules.5"]]
    equal(missing, [], "lede-rules(5) has every kind of line")
    for r in lede("options", "--json").json():
        item = ".It Ic %s %s " % ("set" if r["program"] else "for Ar pattern Ic set", r["name"])
        if item not in man["lede-config.5"]:
            ok(False, "lede-config(5) has " + r["name"])
    actions = {k["action"] for k in lede("keys", "--json").json()}
    ok(len(actions) > 20, "keys --json names the actions", len(actions))
    missing = [a for a in actions if "Pq Ic " + a.replace("-", "\\-") not in man["lede.1"]]
    equal(missing, [], "lede(1) has every action")
    ok(not any("@" + w + "@" in t for t in man.values() for w in ("COMMANDS", "KEYS", "OPTIONS", "VERSION")),
       "no mark is left in the pages")
    for name in ("lede", "_lede", "lede.fish"):
        text = open(os.path.join(BUILD, "share/completion", name), encoding="utf-8").read()
        missing = [o for _, (opts, _) in COMMANDS.items() for o in opts if o not in text]
        missing += [c for c in COMMANDS if c and c not in text]
        equal(missing, [], "completion %s has every command and option" % name)
    script = os.path.join(BUILD, "share/completion/lede")
    p = subprocess.run(["bash", "-c", '. "$0"; COMP_WORDS=(lede fe); COMP_CWORD=1; _lede; '
                        'echo "${COMPREPLY[*]}"', script], capture_output=True, text=True)
    equal(p.stdout.strip(), "fetch feed", "bash completes a command")


help_and_version()
usage()
streams()
config()
documents()
done()

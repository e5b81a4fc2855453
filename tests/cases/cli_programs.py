#!/usr/bin/env python3
"""exec:, filter: and file: in the feeds file: what runs, how, and that nothing but the user's own hand makes it run.
The server, the programs and the lists are written here."""
import http.server
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
import wire  # noqa: E402
from tap import *  # noqa: E402,F403

FEEDS = os.path.join(os.environ["XDG_CONFIG_HOME"], "lede/feeds")
FOLDER = os.path.dirname(FEEDS)
STORE = os.path.join(os.environ["XDG_DATA_HOME"], "lede/lede.db")
CANARY = HOME + "/canary"
RSS = ("<rss version='2.0'><channel><title>%s</title><item><title>%s</title><guid>g</guid><link>%s</link></item>"
       "</channel></rss>")


class Server(http.server.BaseHTTPRequestHandler):
    pages = {}      # path: (status, headers, body)
    seen = []

    def do_GET(self):
        status, headers, body = Server.pages.get(self.path, (404, {}, "none"))
        Server.seen.append((self.path, self.headers.get("If-None-Match")))
        if headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
            status, body = 304, ""
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for k, v in headers.items():
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def program(name, text):
    path = write("bin/" + name, "#!%s\nimport json, os, sys, time\n%s\n" % (sys.executable, text))
    os.chmod(path, 0o755)
    return path


def feeds(*lines):
    write(FEEDS, "".join(line + "\n" for line in lines))


def switch(on):
    write(FOLDER + "/config", "set run-programs yes\n" if on else "")


def rows():
    return {r["url"]: r for r in lede("list", "--feeds", "--json").json()}


def titles():
    return sorted(s["title"] for s in lede("list", "--json").json())


def error_of(line):
    """What the feed of that line comes to."""
    feeds(line)
    r = lede("fetch")
    error = [x.get("error") for x in rows().values()]
    return error[0] if r.code == 1 and len(error) == 1 and len(r.err.splitlines()) == 1 else str(r)


def off():
    program("touch", "open(%r, 'w')" % CANARY)
    lines = ["exec:~/bin/touch", "filter:~/bin/touch:" + base + "feed"]
    Server.pages["/feed"] = (200, {}, RSS % ("F", "One", "/one"))
    for config in ("", "set run-programs no\n", "set run-programs maybe\n"):
        write(FOLDER + "/config", config)
        feeds(*lines)
        r = lede("fetch")
        got = rows()
        ok(r.code == 1 and not os.path.exists(CANARY) and not Server.seen and
           [got[x]["source"] for x in lines] == ["exec", "filter"] and
           all("set run-programs yes" in got[x]["error"] for x in lines), "not switched on: %r" % config, (r, got))
    r = lede("list", "--feeds")
    ok(all(x in r.out for x in lines), "they are in the list", r)


def run():
    """The words arrive as they are, and there is nothing else for the program to have."""
    switch(True)
    program("dump", """
try:
    os.close(os.open("/dev/tty", os.O_RDWR)); tty = True
except OSError:
    tty = False
fds = [int(x) for x in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + x)] if os.path.exists("/proc/self/fd") else [0, 1, 2]
json.dump({"argv": sys.argv[2:], "in": sys.stdin.read(), "tty": tty, "cwd": os.getcwd(), "fds": fds,
           "leads": os.getpgid(0) == os.getpid() == os.getsid(0)}, open(sys.argv[1], "w"))
print(%r)""" % (RSS % ("Made", "It is done", "http://a.example/1")))
    words = ["a b", '"', "'", "$HOME", "`touch %s`" % CANARY, "; touch %s" % CANARY, "$(touch %s)" % CANARY, "*", "|",
             "&", ">x", "\\", "\\n", "é", "#", "~", "!", "%s%n", "", "-x"]
    quoted = " ".join("'%s'" % w.replace("'", "'\\''") for w in words)
    line = '"exec:~/bin/dump ~/out %s" tag' % quoted.replace("\\", "\\\\").replace('"', '\\"')
    feeds(line, "# a comment")
    r = lede("fetch")
    got = json.load(open(HOME + "/out")) if os.path.exists(HOME + "/out") else {}
    ok(r.code == 0 and got.get("argv") == words, "every word arrives as it is", (r, got, words))
    ok(got.get("in") == "" and not got.get("tty") and got.get("leads") and
       os.path.realpath(got.get("cwd", "/")) == os.path.realpath(FOLDER) and
       [x for x in got["fds"] if x > 2] in ([], [3]), "no input, no terminal, no other descriptor", got)
    ok(not os.path.exists(CANARY), "and nothing looked into them")
    equal(titles(), ["It is done"], "what it prints is the feed")
    equal([(x["title"], x["tags"], x["source"]) for x in rows().values()], [("Made", ["tag"], "exec")], "as any other")
    r = lede("fetch")
    ok(r.code == 0 and "1 unchanged" in r.out, "the same again is no change", r)
    if shutil.which("strace"):
        trace = HOME + "/trace"
        r = Run("-f", "-e", "trace=execve", "-o", trace, LEDE, "fetch", program=shutil.which("strace"))
        calls = re.findall(r'execve\("([^"]*)".* = 0$', open(trace).read(), re.M) if r.code == 0 else []
        names = {os.path.basename(x) for x in calls}
        if calls:
            ok("dump" in names and not {"sh", "bash", "dash", "busybox"} & names, "no shell is started", calls)
        else:
            skip("no shell is started", "strace does not work here")
    r = lede("remove", [x for x in rows()][0])
    ok(r.code == 0 and "exec:" not in open(FEEDS).read() and "# a comment" in open(FEEDS).read(), "remove", r)


def failures():
    program("fail", "sys.stderr.write('\\n  \\x1b[31mno such \\x07tide\\nmore\\n'); print(%r); sys.exit(3)" %
            (RSS % ("F", "Never", "/x")))
    program("die", "os.kill(os.getpid(), 9)")
    program("flood", "\nwhile True: sys.stdout.write('x' * 65536)")
    program("chatter", "sys.stderr.write('y' * 3000000); print(%r)" % (RSS % ("F", "Chatter", "/x")))
    program("prose", "print('Just a line of text.')")
    write("bin/plain", "no program")
    equal(error_of("exec:~/bin/fail"), "%s/bin/fail failed with exit status 3: no such tide" % HOME, "an exit status")
    equal(error_of("exec:~/bin/die"), "%s/bin/die was ended by signal 9" % HOME, "a signal")
    equal(error_of("exec:~/bin/flood"), "%s/bin/flood printed more than 10485760 bytes" % HOME, "no end")
    equal(error_of("exec:~/bin/none"), "cannot start %s/bin/none: No such file or directory" % HOME, "not there")
    equal(error_of("exec:~/bin/plain"), "cannot start %s/bin/plain: Permission denied" % HOME, "no program")
    equal(error_of("exec:~/bin/prose"), "plain text, no feed and no page", "no feed")
    ok("Never" not in titles(), "of a failure nothing is stored", titles())
    feeds("exec:~/bin/chatter")
    r = lede("fetch")
    ok(r.code == 0 and "Chatter" in titles(), "much on standard error does no harm", r)
    feeds("exec:", "filter:~/bin/touch", '"exec:\'x"')
    r = lede("fetch")
    ok([x for x in (":1: ", ":2: ", ":3: ") if x not in r.err] == [] and not rows(), "lines that name no program", r)


def filtered():
    program("count", "n = sys.stdin.read(); open(%r, 'a').write('x'); print(n.replace('Draft', 'Final'))" % CANARY)
    program("deaf", "print(%r)" % (RSS % ("Deaf", "Deaf", "/x")))
    Server.seen.clear()
    Server.pages["/a/feed"] = (200, {"ETag": '"1"'}, RSS % ("F", "Draft", "one"))
    line = "filter:~/bin/count:" + base + "a/feed"
    feeds(line)
    r = lede("fetch")
    ok(r.code == 0 and "Final" in titles(), "filter: changes what came", r)
    story = [s for s in lede("list", "--json").json() if s["title"] == "Final"][0]
    equal(story["url"], base + "a/one", "links are seen from its address")
    equal(rows()[line]["source"], "filter", "and it is told")
    r = lede("fetch")
    asked = [etag for path, etag in Server.seen if path == "/a/feed"]
    ok("1 unchanged" in r.out and asked == [None, '"1"'] and
       open(CANARY).read() == "x", "304: nothing to filter", (r, Server.seen))
    r = lede("fetch", "--force")
    ok(r.code == 0 and open(CANARY).read() == "xx", "but --force runs it", r)
    Server.pages["/a/feed"] = (500, {}, "no")
    r = lede("fetch")
    ok(r.code == 1 and open(CANARY).read() == "xx", "an error of the server: not run", r)
    Server.pages["/a/feed"] = (301, {"Location": "/b"}, "")
    Server.pages["/b"] = (200, {}, RSS % ("F", "Draft two", "/two"))
    for _ in range(4):
        r = lede("fetch", "--force")
    ok(r.code == 0 and open(FEEDS).read() == line + "\n", "a new address does not take the program away", r)
    Server.pages["/big"] = (200, {}, RSS % ("F", "Draft big", "/big") + "<!--" + "x" * 5000000 + "-->")
    feeds("filter:~/bin/count:" + base + "big", "filter:~/bin/deaf:" + base + "big#2")
    r = lede("fetch")
    ok(r.code == 0 and {"Final big", "Deaf"} <= set(titles()), "much to filter; one that does not read it", r)
    Server.pages["/site"] = (200, {}, "<title>S</title><link rel=alternate type=application/rss+xml href=/b>")
    feeds("filter:/bin/cat:" + base + "site")
    Server.seen.clear()
    lede("fetch")
    ok(open(FEEDS).read() == "filter:/bin/cat:" + base + "site\n" and [path for path, etag in Server.seen] == ["/site"],
       "a page's feed does not take its place", Server.seen)
    os.unlink(CANARY)


def together():
    """Two at once, no more: the first waits for company, and the log has who came and went."""
    program("meet", """
open(sys.argv[1], "a").write("x")
end = time.monotonic() + 20
while os.path.getsize(sys.argv[1]) < 2 and time.monotonic() < end:
    time.sleep(0.01)
print(%r)""" % (RSS % ("M", "Met", "/x")))
    feeds(*('"exec:~/bin/meet ~/met %d"' % i for i in range(7)))
    r = lede("fetch", env={"LEDE_LOG": HOME + "/log"})
    running = most = came = 0
    for what in re.findall(r"program (?:\d+ )?(started|ended): ~", open(HOME + "/log").read()):
        running += 1 if what == "started" else -1
        came += what == "started"
        most = max(most, running)
    ok(r.code == 0 and os.path.getsize(HOME + "/met") == 7 and (came, most, running) == (7, 2, 0), "two at a time",
       (r, came, most, running))


def gone(pid):
    try:
        with open("/proc/%s/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def wait_for(check, seconds=20):
    end = time.monotonic() + seconds
    while not check() and time.monotonic() < end:
        time.sleep(0.02)
    return check()


def stopped():
    """Ctrl-C, and the end of the engine, end a program and what it started."""
    program("hang", """
if os.fork() == 0:
    pass
open(sys.argv[1], "a").write("%d\\n" % os.getpid())
while True: time.sleep(1)""")
    for sig in (signal.SIGINT, signal.SIGKILL):
        pids = HOME + "/pids%d" % sig
        feeds('"exec:~/bin/hang %s"' % pids)
        p = subprocess.Popen([LEDE, "fetch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started = wait_for(lambda: os.path.exists(pids) and open(pids).read().count("\n") == 2)
        p.send_signal(sig)
        p.communicate(timeout=30)
        ok(started and p.returncode == (130 if sig == signal.SIGINT else -9) and
           wait_for(lambda: all(gone(x) for x in open(pids).read().split())), "signal %d: all of it ends" % sig)


def record(*urls):
    """struct outlines, as MSG_IMPORT carries it."""
    def one(url):
        return b"\x01" + wire.put_bytes(url) + b"\x00"
    return b"\x01\x02" + wire.put_uint(len(urls)) + b"".join(map(one, urls)) + b"\x00"


def foreign():
    """With programs switched on: nobody but the user brings one in."""
    bad = ["exec:%s/bin/touch" % HOME, "filter:%s/bin/touch:%sfeed" % (HOME, base), "|%s/bin/touch" % HOME,
           "EXEC:%s/bin/touch" % HOME, "feed:exec:%s/bin/touch" % HOME, " exec:%s/bin/touch" % HOME,
           "file://%s/secret.xml" % FOLDER, "file:secret.xml", "exec:%s/bin/touch\nexec:x" % HOME]
    program("ok", "print(%r)" % (RSS % ("Own", "Own", "/x")))
    write(FOLDER + "/secret.xml", RSS % ("S", "Secret", "/s"))
    write(FOLDER + "/own.xml", RSS % ("O", "Own file", "/s"))
    mine = "exec:~/bin/ok\nfile:own.xml\n"
    feeds("exec:~/bin/touch")
    lede("fetch")
    ok(os.path.exists(CANARY), "the canary sings when it is the user's own")
    os.unlink(CANARY)
    feeds(*mine.split())
    lede("fetch")

    def untouched(what, r):
        lede("fetch", "--force")
        text = open(FEEDS).read()
        ok(not os.path.exists(CANARY) and "Secret" not in titles() and
           not re.search("touch|secret|^ *(exec|filter|file):", text.replace(mine, ""), re.M | re.I), what, (r, text))

    for url in bad:
        r = lede("add", "--", url)
        ok(r.code == 1 and len(r.err.splitlines()) == 1, "add %r: refused" % url, r)
        if url.startswith(("exec:", "file:")):
            ok("yourself" in r.err, "with the way to have it", r)
        for command in ("read", "feed", "related") if "file" not in url else ():
            r = lede(command, "--", url)
            ok(r.code in (1, 64, 66) and len(r.err.splitlines()) == 1, "%s %r: refused" % (command, url), r)
    untouched("commands run nothing", "")
    r = lede("import", write("urls", "\n".join(["# n", *bad[:-1], '"%s"' % bad[0], base + "feed", ""])))
    ok(r.code == 0 and r.out.startswith("1 of 10 ") and ":2: 7 lines that run a program" in r.err and
       "yourself" in r.err, "newsboat's urls: left out, counted, told", r)
    untouched("newsboat's urls run nothing", r)
    outlines = "".join("<outline type='rss' text='x' xmlUrl='%s' filtercmd='%s/bin/touch' url='%s'/>" % (u, HOME, u)
                       for u in bad + [base + "feed2"])
    r = lede("import", write("list.opml", "<opml version='2.0'><body>%s</body></opml>" % outlines.replace("&", "&amp;")))
    ok(r.code == 0 and r.err.count("left out") >= 8, "OPML: left out, told", r)
    untouched("OPML runs nothing", r)

    # what the engine is told without lede's own checks before it
    folder = HOME + "/engine"
    os.makedirs(folder)
    e = wire.Engine(folder, "--feeds", FEEDS, "--config", FOLDER + "/config", "--store", STORE)
    equal(e.ready()["rc"], 0, "an engine")
    for url in bad:
        for kind in (wire.ADD, wire.PULL, 23):
            equal(e.call(kind, url=url)["rc"] != 0, True, "message %d %r: refused" % (kind, url))
        e.call(wire.QUEUE, url=url)
        e.call(wire.VISIT, url=url)
    ack = e.call(wire.IMPORT, body=record(*bad, base + "feed3"))
    equal((ack["rc"], ack["n"], ack["m"]), (0, 1, len(bad)), "MSG_IMPORT: only the web's")
    e.refresh()
    e.close()
    untouched("messages run nothing", "")

    # what the network says
    links = "".join("<link rel=alternate type=application/rss+xml href='%s'><a href='%s'>The tide comes in twice a day, "
                    "as the harbour master has it</a>" % (u, u) for u in bad)
    Server.pages["/page"] = (200, {"Content-Type": "text/html"}, "<title>P</title><h1>News</h1>" + links)
    Server.pages["/story"] = (200, {}, "<rss version='2.0'><channel><title>L</title><link>%s</link>%s</channel></rss>" % (
        bad[0], "".join("<item><title>T%d</title><link>%s</link><guid>%s</guid><enclosure url='%s'/>"
                        "<comments>%s</comments></item>" % (n, u, u, u, u) for n, u in enumerate(bad))))
    for n, url in enumerate(bad[:-1]):
        Server.pages["/to%d" % n] = (301, {"Location": url}, "")
        r = lede("add", base + "to%d" % n)
        ok(r.code == 1, "add of what leads to %r: refused" % url, r)
        with open(FEEDS, "a") as f:
            f.write(base + "to%d\n" % n)
    r = lede("add", base + "page", base + "story")
    for _ in range(4):
        r = lede("fetch", "--force")
    for s in lede("list", "--json").json():
        lede("read", s["id"])
    untouched("the network runs nothing", r)

    # a store from elsewhere, and a feeds file that cannot be read
    db = sqlite3.connect(STORE)
    for url in bad:
        db.execute("UPDATE OR IGNORE feed SET url = ?, is_archived = 0, next_check = 0, moved_to = ?, moved_seen = 9"
                   " WHERE id = (SELECT max(id) FROM feed WHERE url LIKE 'http%')", (url, url))
    db.commit()
    n = db.execute("SELECT count(*) FROM feed WHERE url LIKE '%touch%'").fetchone()[0]
    db.close()
    os.rename(FEEDS, FEEDS + ".kept")
    os.mkdir(FEEDS)
    r = lede("fetch", "--force")
    os.rmdir(FEEDS)
    os.rename(FEEDS + ".kept", FEEDS)
    ok(n > 3 and not os.path.exists(CANARY), "nor does a store that names programs", (n, r))
    ok("only programs that the feeds file names" in r.err, "which is told", r)

    write(FOLDER + "/feeds", mine + base + "feed\nfilter:/bin/cat:" + base + "feed\n")
    r = lede("export")
    ok(r.code == 0 and r.out.count("<outline") == 1 and not re.search("exec:|filter:|file:", r.out) and
       "3 subscriptions with exec:" in r.err, "export leaves them out and says so", r)


def files():
    """Only what is a file, of a size, and below the folder."""
    write("outside.xml", RSS % ("S", "Outside", "/s"))
    os.makedirs(FOLDER + "/sub")
    write(FOLDER + "/sub/in.xml", RSS % ("I", "Inside", "/s"))
    os.symlink(HOME + "/outside.xml", FOLDER + "/link.xml")
    os.symlink("sub/in.xml", FOLDER + "/inner.xml")
    os.symlink(HOME, FOLDER + "/up")
    os.symlink("self.xml", FOLDER + "/self.xml")
    os.mkfifo(FOLDER + "/fifo")
    os.mkfifo(FOLDER + "/fifo.xml")
    with open(FOLDER + "/huge.xml", "wb") as f:
        f.truncate(3 << 30)
    for name, want in (("sub/in.xml", None), ("inner.xml", None), ("./sub/../sub/in.xml", None),
                       ("sub%2fin.xml", None),
                       ("link.xml", "outside the folder"), ("../../outside.xml", "outside the folder"),
                       ("up/outside.xml", "outside the folder"), ("//%s/outside.xml" % HOME, "outside the folder"),
                       ("/dev/zero", "outside the folder"), ("/etc/hostname", "outside the folder"),
                       ("..%2f..%2foutside.xml", "outside the folder"),
                       ("sub", "a folder, not a file"), ("fifo.xml", "not a regular file"),
                       ("huge.xml", "larger than 10485760 bytes"), ("none.xml", "no such file"),
                       ("self.xml", "no such file"), ("sub/in.xml%00", "no such file"),
                       ("//far.example/x.xml", "no such file")):
        feeds("file:" + name)
        lede("fetch")
        got = list(rows().values())
        ok(len(got) == 1 and got[0]["source"] == "file" and
           (want in got[0].get("error", "") if want else "error" not in got[0]), "file:" + name, got)
        equal(titles(), [] if want else ["Inside"], "and what came of it")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d/" % server.server_address[1]
off()
run()
failures()
filtered()
together()
stopped()
foreign()
files()
done()

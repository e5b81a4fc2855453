"""A refresh of many feeds by lede beside newsboat and sfeed_update, in one run from one nginx on loopback.

  BENCH_FEEDS=1000 make bench BENCH=peers

Feeds are generated: RSS, Atom and RDF (no JSON Feed, which the peers do not read), HTML bodies, sizes spread
around 65 KB as those of real feeds are, some of 2 MB; gzip and ETag; 4 to a host or so, as many hosts as there
are loopback addresses up to 250. What is measured is a command as a person runs it, with all that it starts, to
the end of the last of them: wall and CPU seconds, and the memory of the largest process. A refresh is

  cold        an empty store
  unchanged   every feed answers 304. newsboat keeps no ETag at its first refresh, so each program has one more
              before this that is not counted
  changed     one feed in twenty has two new items

lede leaves most of a first refresh's text to be indexed later, which the others never do: what that takes is
told apart. Every program's store is counted after each. Nothing passes or fails, but a store that lacks items says so.
"""
import gzip
import html
import json
import math
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

NOW = 1767225600	# of the feeds
REPEAT = int(os.environ.get("BENCH_REPEAT_PEERS", "1"))
PHASES = ("cold", "unchanged", "changed")

# --- feeds ---

COMMON = "the of and to in a is that for it as was with be by on not at this are from or had an they which you".split()


class Text:
    """Words by rank as in a language, and paragraphs of HTML made of them."""

    def __init__(self, seed):
        self.r = r = random.Random(seed)
        heads, hearts, tails = "b c d f g k l m n p r s t v st tr pl".split(), "a e i o u ai ou".split(), ["", "n", "r", "st", "l"]
        words = {"".join(r.choice(heads) + r.choice(hearts) + r.choice(tails) for _ in range(r.choice((1, 2, 2, 3, 3))))
             for _ in range(16000)}
        self.words = COMMON + sorted(words)
        self.weights, total = [], 0.0
        for i in range(len(self.words)):
            total += 1 / (i + 2.7)
            self.weights.append(total)
        self.paragraphs = [self.paragraph(r) for _ in range(2500)]

    def some(self, r, n):
        return " ".join(r.choices(self.words, cum_weights=self.weights, k=n))

    def sentence(self, r):
        s = self.some(r, r.randint(6, 20)).capitalize() + "."
        kind = r.random()
        if kind < .15:
            return f'<a href="https://www.example.org/{r.randint(1, 9999)}?utm_source=feed&amp;id={r.randint(1, 999)}">{s}</a>'
        if kind < .25:
            return f"<em>{s}</em>"
        return f"<strong>{s}</strong> café ©" if kind < .3 else s

    def paragraph(self, r):
        kind = r.random()
        if kind < .8:
            return "<p>" + " ".join(self.sentence(r) for _ in range(r.randint(2, 7))) + "</p>\n"
        if kind < .88:
            return "<ul>" + "".join(f"<li>{self.some(r, 8)}</li>" for _ in range(5)) + "</ul>\n"
        if kind < .92:
            return f"<blockquote><p>{self.sentence(r)}</p></blockquote>\n"
        if kind < .96:
            return (f'<figure><img src="https://www.example.org/i/{r.randint(1, 10 ** 6)}.jpg" width="1200" height="800" '
                f'alt="{self.some(r, 5)}"/></figure>\n')
        return f"<pre><code>{self.some(r, 30)}</code></pre>\n" if kind < .98 else f"<h2>{self.some(r, 5)}</h2>\n"

    def body(self, r, size):
        parts, n = [f"<p>{self.some(r, 15).capitalize()}.</p>\n"], 0
        while n < size:
            parts.append(r.choice(self.paragraphs))
            n += len(parts[-1])
        return "".join(parts)


def make_item(text, r, feed, n, size, at):
    e = html.escape
    return {"id": f"tag:example.org,2026:{feed}-{n}", "link": f"https://www.example.org/{feed}/{n}/", "at": at,
        "title": e(f"{text.some(r, r.randint(4, 9)).capitalize()} {feed}-{n}"), "author": text.some(r, 2).title(),
        "lead": e(text.some(r, 14).capitalize() + "."), "html": text.body(r, size)}


def rss(items, title, style):
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
           'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
           f"<title>{title}</title><link>https://www.example.org/</link><description>A feed</description>\n"]
    for i in items:
        when = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(i["at"]))
        out.append(f'<item><title>{i["title"]}</title><link>{i["link"]}</link><guid isPermaLink="false">{i["id"]}</guid>'
               f'<dc:creator>{i["author"]}</dc:creator><pubDate>{when}</pubDate><category>news</category>\n')
        if style == "content":
            out.append(f'<description>{i["lead"]}</description>\n<content:encoded><![CDATA[{i["html"]}]]></content:encoded>')
        else:
            out.append(f'<description>{html.escape(i["html"], quote=False)}</description>')
        out.append("</item>\n")
    return "".join(out) + "</channel></rss>\n"


def atom(items, title, style):
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
           f'<title>{title}</title><id>https://www.example.org/</id><link href="https://www.example.org/"/><updated>2026-01-01T00:00:00Z</updated>\n']
    for i in items:
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(i["at"]))
        out.append(f'<entry><title type="html">{i["title"]}</title><link href="{i["link"]}"/><id>{i["id"]}</id>'
               f'<published>{when}</published><updated>{when}</updated><author><name>{i["author"]}</name></author>'
               f'<summary>{i["lead"]}</summary>\n')
        if style == "xhtml":
            out.append(f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{i["html"]}</div></content>')
        else:
            out.append(f'<content type="html">{html.escape(i["html"], quote=False)}</content>')
        out.append("</entry>\n")
    return "".join(out) + "</feed>\n"


def rdf(items, title, _style):
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
           'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
           f'<channel rdf:about="https://www.example.org/"><title>{title}</title><link>https://www.example.org/</link>'
           "<description>A feed</description></channel>\n"]
    for i in items:
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(i["at"]))
        out.append(f'<item rdf:about="{i["link"]}"><title>{i["title"]}</title><link>{i["link"]}</link><dc:date>{when}</dc:date>'
               f'<dc:creator>{i["author"]}</dc:creator><description>{i["lead"]}</description>\n'
               f'<content:encoded><![CDATA[{i["html"]}]]></content:encoded></item>\n')
    return "".join(out) + "</rdf:RDF>\n"


KINDS = [(rss, "content")] * 9 + [(rss, "description")] * 4 + [(atom, "html")] * 4 + [(atom, "xhtml")] + [(rdf, "")] * 2


def write(path, text, when):
    data = text.encode()
    for p, bytes_ in ((path, data), (path.with_name(path.name + ".gz"), gzip.compress(data, 4, mtime=0))):
        p.write_bytes(bytes_)
        os.utime(p, (when, when))
    return len(data)


class Farm:
    """The documents before (round 1) and after (round 2), and the server that shows one of the two."""

    def __init__(self, folder, n_feeds):
        self.dir, self.n_feeds, self.n_hosts = folder, n_feeds, min(250, max(1, n_feeds // 4))
        self.items, self.bytes, self.changed = 0, 0, 0
        for d in ("1", "2"):
            (folder / d).mkdir(parents=True)
        sizes = [self.make(f, Text(7) if f == 0 else self.text) for f in range(n_feeds)]
        self.median = sorted(sizes)[n_feeds // 2]
        self.show(1)

    def make(self, f, text):
        self.text, r = text, random.Random(f)
        size = min(2_000_000, max(3000, int(65000 * math.exp(r.gauss(0, .8)))))
        n = max(5, min(160, round(20 * math.exp(r.gauss(0, .5)))))
        if r.random() < .02:
            size, n = 2_000_000, 80
        render, style = KINDS[f * 7 % len(KINDS)]
        items = [make_item(text, r, f, k, max(80, size // n - 700), NOW - 21600 * k - r.randint(0, 20000)) for k in range(n)]
        title = f"Feed {f} {text.some(r, 3)}"
        name = f"{f}.xml"
        length = write(self.dir / "1" / name, render(items, title, style), NOW)
        if f % 20 == 10:
            more = [make_item(text, r, f, n + k, size // n, NOW + 3600 * (k + 1)) for k in range(2)]
            write(self.dir / "2" / name, render(more + items, title, style), NOW + 7200)
            self.changed += len(more)
        else:
            for suffix in ("", ".gz"):
                os.link(self.dir / "1" / (name + suffix), self.dir / "2" / (name + suffix))
        self.items += n
        self.bytes += length
        return length

    def show(self, n):
        link = self.dir / "next"
        link.symlink_to(str(n))
        link.replace(self.dir / "www")

    def urls(self):
        return [f"http://127.0.1.{1 + f % self.n_hosts}:{self.port}/{f}.xml" for f in range(self.n_feeds)]

    def serve(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        d = self.dir
        temp = "".join(f"{x}_temp_path {d}/t-{x}; " for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        listen = "".join(f"listen 127.0.1.{1 + h}:{self.port} backlog=4096; " for h in range(self.n_hosts))
        (d / "nginx.conf").write_text(f"""{"user root; " if os.getuid() == 0 else ""}worker_processes 1; daemon off; pid {d}/nginx.pid;
error_log {d}/nginx.err; worker_rlimit_nofile 8192; events {{ worker_connections 4096; multi_accept on; }}
http {{ access_log off; sendfile on; keepalive_requests 100000; gzip_static on; gzip_vary on; etag on; {temp}
types {{ application/xml xml; }} server {{ {listen} root {d}/www; }} }}
""")
        self.nginx = subprocess.Popen(["nginx", "-p", str(d), "-c", str(d / "nginx.conf")], stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.1.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(.02)
        raise SystemExit((d / "nginx.err").read_text())

    def stop(self):
        self.nginx.terminate()
        self.nginx.wait()


# --- programs ---

# Adopts what the command leaves behind, so that nothing it started goes uncounted. A program of its own, because
# a process's peak memory begins with that of the one that forked it.
RUNNER = """
import ctypes, json, os, resource, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
answer = int(sys.argv[1])
os.set_inheritable(answer, False)
start = time.perf_counter()
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
status = 0
while True:
    try:
        done, st = os.wait()
    except ChildProcessError:
        break
    if done == pid:
        status = st
u = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(answer, json.dumps([time.perf_counter() - start, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024, status]).encode())
"""


def measure(argv, env, log):
    r, w = os.pipe()
    with open(log, "wb") as out:
        p = subprocess.Popen([sys.executable, "-S", "-c", RUNNER, str(w), *argv], env=env, pass_fds=(w,),
                             stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    os.close(w)
    with os.fdopen(r, "rb") as f:
        answer = f.read()
    if p.wait() or not answer:
        raise SystemExit(f"{argv}: {Path(log).read_text()[-500:]}")
    wall, cpu, mb, status = json.loads(answer)
    if status:
        print(f"  {argv[0]} ended with {status}: {Path(log).read_text(errors='replace')[-200:]}")
    return wall, cpu, mb


def count_rows(path, query):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as c:
        return c.execute(query).fetchone()[0]


class Program:
    """One reader with a home of its own."""

    def __init__(self, folder, farm):
        self.home, self.farm = folder, farm
        for d in ("config/lede", "data/lede", "state", "cache"):
            (folder / d).mkdir(parents=True)
        self.env = dict(os.environ, HOME=str(folder), XDG_CONFIG_HOME=f"{folder}/config", XDG_DATA_HOME=f"{folder}/data",
                XDG_STATE_HOME=f"{folder}/state", XDG_CACHE_HOME=f"{folder}/cache")
        self.setup()

    def refresh(self):
        return measure(self.argv(), self.env, self.home / "log")


class Lede(Program):
    name = "lede"
    command = os.environ.get("LEDE", "lede")

    def setup(self):
        (self.home / "config/lede/feeds").write_text("".join(u + "\n" for u in self.farm.urls()))

    def argv(self):
        return [shutil.which(self.command), "fetch", "--no-articles"]

    def count(self):
        return count_rows(self.home / "data/lede/lede.db", "SELECT count(*) FROM story")

    def search(self):
        """What the first search takes, which indexes the rest where that is too much to look through."""
        left = count_rows(self.home / "data/lede/lede.db", "SELECT count(*) FROM dirty")
        return measure([shutil.which(self.command), "search", "harbour"], self.env, self.home / "log") + (left,)


class Newsboat(Program):
    name = "newsboat"
    command = "newsboat"

    def setup(self):
        (self.home / "urls").write_text("".join(u + "\n" for u in self.farm.urls()))
        (self.home / "conf").write_text("reload-threads 100\n")

    def argv(self):
        return [shutil.which("newsboat"), "-q", "-u", f"{self.home}/urls", "-c", f"{self.home}/cache.db",
            "-C", f"{self.home}/conf", "-x", "reload"]

    def count(self):
        return count_rows(self.home / "cache.db", "SELECT count(*) FROM rss_item")


class Sfeed(Program):
    """With the fetch() of its manual that knows ETags and gzip: the best it can do."""
    name = "sfeed"
    command = "sfeed_update"

    def setup(self):
        for d in ("feeds", "etags"):
            (self.home / d).mkdir()
        feeds = "".join(f"\tfeed '{n}' '{u}'\n" for n, u in enumerate(self.farm.urls()))
        (self.home / "rc").write_text(f"""sfeedpath="{self.home}/feeds"
maxjobs=16
fetch() {{
    curl --compressed --etag-save "{self.home}/etags/$1" --etag-compare "{self.home}/etags/$1" \\
        -L --max-redirs 0 -H "User-Agent:" -f -s -m 15 "$2" 2>/dev/null
}}
feeds() {{
{feeds}}}
""")

    def argv(self):
        return [shutil.which("sfeed_update"), f"{self.home}/rc"]

    def count(self):
        return sum(p.read_bytes().count(b"\n") for p in (self.home / "feeds").iterdir())


def one_round(program, work, farm):
    """What each refresh took, and what was stored."""
    farm.show(1)
    p = program(work / program.name, farm)
    out = {}
    try:
        for phase in ("cold", "again", "unchanged", "changed"):
            if phase == "changed":
                farm.show(2)
            taken = p.refresh()
            if phase != "again":
                out[phase] = taken + (p.count(),)
        if program is Lede:
            out["search"] = p.search()
    finally:
        shutil.rmtree(p.home, ignore_errors=True)
    return out


def report(farm, rounds):
    def median(program, phase, i):
        return statistics.median(r[program.name][phase][i] for r in rounds)
    programs = [p for p in (Lede, Newsboat, Sfeed) if p.name in rounds[0]]
    for phase in PHASES:
        want = farm.items + (farm.changed if phase == "changed" else 0)
        for p in programs:
            wall, cpu, mb = (median(p, phase, i) for i in range(3))
            counts = {r[p.name][phase][3] for r in rounds}
            stored = "all" if counts == {want} else f"NOT all: {sorted(counts)}"
            ratio = "" if p is Lede else f"   {wall / median(Lede, phase, 0):6.1f} x wall  {cpu / median(Lede, phase, 1):6.1f} x CPU"
            print(f"  {phase:9} {p.name:8} {wall:7.2f} s  {cpu:7.2f} s CPU  {mb:5.0f} MB   {stored} of {want} items stored{ratio}")
    print(f"  lede's first search, with {median(Lede, 'search', 3):.0f} stories not indexed yet: "
          f"{median(Lede, 'search', 0):.2f} s  {median(Lede, 'search', 1):.2f} s CPU")


def peers(work, n_feeds):
    missing = [p.command for p in (Lede, Newsboat, Sfeed) if not shutil.which(p.command)]
    programs = [p for p in (Lede, Newsboat, Sfeed) if shutil.which(p.command)]
    if not shutil.which("nginx"):
        print("peers: left out, nginx is not installed")
        return
    farm = Farm(work / "farm", n_feeds)
    farm.serve()
    print(f"refresh of {n_feeds} feeds, {farm.items} items, {farm.bytes / 1e6:.0f} MB (median {farm.median / 1000:.0f} KB) "
          f"from nginx; the ratios are to lede" + "".join(f"; {m} is not installed" for m in missing))
    try:
        rounds = [{p.name: one_round(p, work, farm) for p in programs} for _ in range(REPEAT)]
        report(farm, rounds)
    finally:
        farm.stop()

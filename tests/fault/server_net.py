#!/usr/bin/env python3
"""Servers and networks that misbehave: slow, silent or cut connections, TLS that does not prove itself, redirects
to where nothing may be fetched, headers of every bad kind, names that do not resolve or never answer, proxies
that are down, networks that want a sign-in. What was stored stays, and good feeds do not suffer."""
import os
import ssl
import sys
import time

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from shutil import which  # noqa: E402
from tap import *  # noqa: E402,F403
from rogue import *  # noqa: E402,F403

rogue = Rogue()
NAMES = {"LD_PRELOAD": os.path.join(BUILD, "tests/fault/names.so"),
         "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def all_kept(before, now):
    return all(set(guids) <= set(now.get(u, [])) for u, guids in before.items()) and \
        all(len(guids) == len(set(guids)) for guids in now.values())


# --- cut connections, redirects, headers: one after the other

def cut():
    def half(name):
        return head("Content-Length: %d" % len(feed(name))) + feed(name)[:200]

    def reset(name):
        def answer(c):
            c.send(half(name))
            c.reset()
        return answer
    one_by_one(rogue, {
        "reset-body": (reset("reset-body"), "broke off"),
        "reset-at-once": (lambda c: c.reset(), "broke off"),
        "no-answer": (b"", "broke off"),
        "half-head": (b"HTTP/1.1 200 OK\r\nContent-Ty", "broke off|empty"),
        "half-body": (half("half-body"), "broke off"),
        "half-chunk": (head("Transfer-Encoding: chunked") + b"400\r\n" + feed("half-chunk")[:200], "broke off"),
        "no-http": (b"220 mail.example ESMTP\r\n", "does not answer as a web server"),
        "http-09": (feed("http-09"), "does not answer as a web server"),
        "http-9": (reply(feed("http-9")).replace(b"HTTP/1.1", b"HTTP/9.9"), "."),
        "noise": (bytes((i * 7919 >> 3) & 255 for i in range(20000)), "."),
    })


def redirects():
    secret = write("secret.txt", "<rss version='2.0'><channel><title>S</title><item><title>my own words</title></item></channel></rss>")
    canary = rogue.at("canary", reply(feed("canary")))
    port = rogue.port
    hops = rogue.at("hops", lambda c: c.send(redirect("/hops/x" + c.head.split(b" ")[1].decode())))
    no = "not fetched|not supported|address"
    one_by_one(rogue, {
        "loop": (redirect("/loop"), "redirected more than 5 times"),
        "endless-hops": (redirect(hops), "redirected more than 5 times"),
        "to-file": (redirect("file://" + secret, "301 Moved"), no),
        "to-file-host": (redirect("file://localhost" + secret), no),
        "to-ftp": (redirect("ftp://127.0.0.1:%d/canary" % port), no),
        "to-gopher": (redirect("gopher://127.0.0.1:%d/_GET%%20/canary" % port), no),
        "to-dict": (redirect("dict://127.0.0.1:%d/d:x" % port), no),
        "to-data": (redirect("data:application/rss+xml,<rss/>"), no),
        "to-script": (redirect("javascript:alert(1)"), no),
        "to-nothing": (redirect(""), "."),
        "nowhere": (reply(b"", status="302 Found"), "302"),
        "to-long": (redirect("/" + "a" * 5001), "."),
        "to-longer": (redirect("/" + "a" * 200000), "too many headers"),
        "to-lines": (redirect("/to-lines%0d%0aX-Injected:%201"), "404|redirected more"),
        "to-raw-escape": (redirect(b"http://127.0.0.1:1/\x1b]52;c;eA==\x07\x1b[2J"), "."),
        "to-name": (redirect("http://user:word@127.0.0.1:1/"), "."),
        "to-nobody": (redirect("http://127.0.0.1:1/"), "no connection to 127.0.0.1"),
        "to-bad-port": (redirect("http://127.0.0.1:99999/"), "."),
    }, lambda name, url, r: ok(len(rogue.seen[name]) < 10, "%s: few requests" % name, len(rogue.seen[name])) if "hop" in name else None)
    ok(len(rogue.seen["hops"]) <= 6, "few hops", len(rogue.seen["hops"]))
    with open(STORE, "rb") as f:
        ok(b"my own words" not in f.read() and rogue.seen["canary"] == [], "no file and no other protocol is read")
    addresses = sorted(open(FEEDS).read().split())
    equal(addresses, sorted(u for n, u in rogue.urls.items() if u in addresses), "the list of feeds is as it was")
    r = lede("add", "http://127.0.0.1:%d/%s" % (port, "a" * 5001))
    ok(r.code in (1, 64) and len(r.err.splitlines()) == 1, "an address of 5,001 bytes is not taken", r)


def headers():
    def good(name, *lines):
        return reply(feed(name), *lines)

    def flood(line):
        def answer(c):
            c.send(b"HTTP/1.1 200 OK\r\n")
            while True:
                c.send(line * 50)
        return answer

    def continues(c):
        while True:
            c.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
    one_by_one(rogue, {
        "headers-endless": (flood(b"X-Filler: " + b"x" * 800 + b"\r\n"), "too many headers"),
        "header-endless": (flood(b"x" * 8000), "too many headers"),
        "header-1-mb": (good("header-1-mb", "X-Big: " + "x" * (1 << 20)), "too many headers"),
        "headers-10000": (good("headers-10000", *["X-%d: 1" % i for i in range(10000)]), "too many headers"),
        "cookies": (good("cookies", *["Set-Cookie: c%d=%s" % (i, "x" * 200) for i in range(150)]), ""),
        "cookies-many": (good("cookies-many", *["Set-Cookie: c%d=%s" % (i, "x" * 4000) for i in range(150)]), "too many headers"),
        "continues": (continues, "too many headers"),
        "folded": (good("folded", "X-Long: one", "\ttwo", "  three"), ""),
        "folded-length": (head("Content-Length:", " %d" % len(feed("folded-length"))) + feed("folded-length"), "."),
        "nul": (good("nul", b"X-Nul: a\0b"), "."),
        "no-colon": (good("no-colon", "this is no header"), "."),
        "no-name": (good("no-name", ": value"), ""),
        "bare-newlines": (reply(feed("bare-newlines")).replace(b"\r\n", b"\n"), ""),
        "escape": (good("escape", b"X-A: \x1b]52;c;eA==\x07", b"Server: \x1b[31m"), ""),
        "escape-status": (b"HTTP/1.1 404 \x1b]0;owned\x07\x1b[31m\xc2\x9b31m\r\nContent-Length: 0\r\n\r\n", "404: not found"),
        "status-999": (reply(b"", status="999 Request denied"), "999"),
        "status-0": (reply(b"", status="000 None"), "."),
        "status-word": (reply(b"", status="abc def"), "."),
        "part": (reply(feed("part"), "Content-Range: bytes 0-99/5000", status="206 Partial Content"), "only a part"),
        "not-modified": (head(status="304 Not Modified"), "304 to a plain request"),
        "auth-escape": (reply(b"", 'WWW-Authenticate: Basic realm="\x1b[31mx"', status="401 Unauthorized"), "a name and a password"),
        "wait-for-ever": (reply(b"", "Retry-After: 99999999999999999999", status="429 Slow down"), "429"),
        "wait-backwards": (reply(b"", "Retry-After: -5", status="503 Out"), "503"),
        "charset-type": (good("charset-type").replace(b"rss+xml", b"rss+xml; charset=" + b"x" * 5000), ""),
    }, mb=64)
    with sqlite3.connect("file:%s?mode=ro" % STORE, uri=True) as db:
        far = db.execute("SELECT count(*) FROM feed WHERE next_check > unixepoch() + 86400 * 2 AND next_check < 1 << 62").fetchone()
    equal(far, (0,), "nobody can make lede wait for more than a day")


def tokens():
    """What names a version goes back as it came, or not at all."""
    tags = [b'"a"', b'W/"a"', b"bare", b'"with \xe9"', b'"\xc3\xa9"', b'"tab\there"', b'"' + b"x" * 5000 + b'"', b"", b'"a\x01b"',
            b'"\x1b[31m"', b'"a"b"', b'"%0d%0aX-Injected: 1"', b"\\", b"  spaced  "]
    dates = [b"Thu, 01 Jan 1970 00:00:00 GMT", b"yesterday", b"-1", b"\x1b[31m", b"x" * 3000, b"Mon, 99 Foo 99999 99:99:99 XYZ"]
    cases = {"tag%d" % i: ("ETag", "If-None-Match", t) for i, t in enumerate(tags)}
    cases.update({"date%d" % i: ("Last-Modified", "If-Modified-Since", t) for i, t in enumerate(dates)})
    for name, (header, _, value) in cases.items():
        rogue.at(name, reply(feed(name), header.encode() + b": " + value))
    subscribe([rogue.urls[n] for n in cases])
    for _ in range(2):
        r = Cost("fetch", "--no-articles")
        ok(r.code == 0 and r.err == "" and r.is_cheap(), "%d ways to name a version" % len(cases), r)
    back = {n: (Conn(None, rogue.seen[n][1]).sent(asked), value) for n, (_, asked, value) in cases.items()}
    for name, (sent, value) in back.items():
        ok(sent in (None, value.strip()), "%s: %r goes back as it came, or not at all" % (name, value[:30]), sent)
    ok(back["tag0"][0] == b'"a"' and back["date0"][0] == dates[0], "plain ones do go back", back)

    # a reply of 304 has no body; one that sends it must not speak for the next request of the connection
    def with_body(c):
        while c.head:
            if b"GET /spoken" in c.head:
                c.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(feed("spoken")) + feed("spoken"))
            elif c.sent("If-None-Match"):
                c.send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: %d\r\n\r\n" % len(feed("smuggled")),
                       b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(feed("smuggled")) + feed("smuggled"))
            else:
                c.send(b"HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: %d\r\n\r\n" % len(feed("body-304")) + feed("body-304"))
            c.request()
    first = rogue.at("body-304", with_body)
    other = rogue.at("spoken", with_body, ip=first.split("/")[2].split(":")[0])
    subscribe([first, other])
    for _ in range(3):
        r = Run("fetch", "--no-articles")
    now = stored()
    ok(r.code == 0 and now[first] == ["body-304-%d" % i for i in (1, 2, 3)] and now[other] == ["spoken-%d" % i for i in (1, 2, 3)],
       "the body of a 304 is nobody's", (now[first], now[other]))


# --- TLS

class Plain:
    """In place of a TLS context: what happens instead of a handshake."""
    def __init__(self, instead):
        self.instead = instead

    def wrap_socket(self, sock, server_side):
        return self.instead(sock)


def openssl(*args):
    return subprocess.run(["openssl", *args], cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)


def certificate(name, *, san="IP:127.0.1.1", days=2, ca=True):
    """A TLS context with a certificate of our own authority, or one that signed itself."""
    write("ext", "subjectAltName=%s\n" % san)
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=\x1b[31m" + name)
    openssl("x509", "-req", "-in", name + ".csr", "-days", str(days), "-out", name + ".pem", "-extfile", "ext",
            *(("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial") if ca else ("-signkey", name + ".key")))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(HOME, name + ".pem"), os.path.join(HOME, name + ".key"))
    return context


def garbage(sock):
    sock.recv(65536)
    sock.sendall(b"\x16\x03\x03\xff\xff" + b"\xff" * 3000)
    return sock


def no_tls(sock):
    sock.recv(65536)
    sock.sendall(reply(b"", status="400 Bad Request"))
    return sock


def hang_up(sock):
    sock.recv(65536)
    sock.close()
    return sock


def tls():
    if not which("openssl"):
        skip("TLS", "no openssl")
        return
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Our own")
    good = certificate("good", san="IP:127.0.0.1")
    secure = Rogue(good)
    url = secure.at("safe", reply(feed("safe")), ip="127.0.0.1")
    trust = {"SSL_CERT_FILE": os.path.join(HOME, "ca.pem")}
    subscribe([url])
    r = Run("fetch", "--no-articles", env=trust)
    before = stored()
    ok(r.code == 0 and len(before[url]) == 3, "over TLS, with an authority that is trusted", r)
    no = "no secure connection|broke off"
    for what, env, context in (
            ("an authority that is not trusted", {}, good),
            ("a certificate that signed itself", trust, certificate("self", san="IP:127.0.0.1", ca=False)),
            ("another name", trust, certificate("other", san="DNS:other.example")),
            ("expired", trust, certificate("expired", san="IP:127.0.0.1", days=-1)),
            ("no TLS at all", trust, Plain(no_tls)),
            ("garbage for a handshake", trust, Plain(garbage)),
            ("no handshake", trust, Plain(hang_up))):
        secure.tls = context
        asked = len(secure.seen["safe"])
        r = Cost("fetch", "--no-articles", "--force", url, env=env)
        ok(tells(r, url, no) and is_words(health()[url], no) and stored()[url] == before[url] and r.is_cheap(64) and
           (isinstance(context, Plain) or len(secure.seen["safe"]) == asked), "TLS, %s: refused in words, nothing sent" % what, r)
    secure.tls = good
    r = Run("fetch", "--no-articles", "--force", url, env=trust)
    ok(r.code == 0 and health()[url] is None, "and well again", r)
    plain = rogue.at("plain", reply(feed("plain")))
    secure.at("safe", redirect(plain))
    r = Cost("fetch", "--no-articles", "--force", url, env=trust)
    ok(tells(r, url, "not fetched|not supported|http") and rogue.seen["plain"] == [], "no step back from https to http", r)
    crossed = rogue.at("crossed", lambda c: c.send(redirect(secure.at("up", redirect(rogue.urls["crossed"]), ip="127.0.0.1"))))
    subscribe([crossed])
    r = Cost("fetch", "--no-articles", crossed, env=trust)
    ok(tells(r, crossed, ".") and len(rogue.seen["crossed"]) <= 3, "nor by a loop that crosses", r)
    subscribe([url.replace("https:", "http:")])
    r = Cost("fetch", "--no-articles", url.replace("https:", "http:"))
    ok(tells(r, url.replace("https:", "http:"), "."), "http to a port of TLS", r)


# --- slow, all at once, among good ones

def drip(begin, crumb, seconds):
    def answer(c):
        c.send(begin)
        for _ in range(200):
            c.send(crumb)
            time.sleep(seconds)
    return answer


def silent(c):
    c.wait()


def half_silent(c):
    c.send(head("Content-Length: 100000"), feed("half-silent")[:300])
    c.wait()


def slow_hops(c):
    time.sleep(2.5)
    c.send(redirect("/slow-hops/x" + c.head.split(b" ")[1].decode()))


def full_house():
    """A server whose queue for connections is full: nothing answers, not even to say no."""
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(0)
    guests = [socket.socket() for _ in range(4)]
    for g in guests:
        g.setblocking(False)
        g.connect_ex(s.getsockname())
    return s, guests, s.getsockname()[1]


def at_once():
    """Every kind of trouble in one refresh, with good feeds among it."""
    house, guests, house_port = full_house()
    slow = {
        "drip-head": drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a", 1),
        "drip-body": drip(head(), b" ", 1),
        "drip-crumbs": drip(head("Transfer-Encoding: chunked"), b"1\r\n \r\n", 0.5),
        "trickle": drip(head(), b" " * 100, 0.3),
        "silent": silent,
        "half-silent": half_silent,
        "slow-hops": slow_hops,
    }
    quick = {
        "cut-off": head("Content-Length: 9999") + b"<rss",
        "broken": b"",
        "gone": reply(b"", status="410 Gone"),
        "later": reply(b"", "Retry-After: 600", status="503 Out"),
        "web-page": reply(b"<!DOCTYPE html><title>Sign in</title><form><input name=room><button>Go</button></form>", kind="text/html"),
        "emptied": reply(b""),
        "flooded": lambda c: c.send(b"HTTP/1.1 200 OK\r\n", b"X-Noise: noise\r\n" * 100000),
        "bombed": reply(feed("bombed", 3, "<item><title>&a;</title></item>", "<!DOCTYPE rss [<!ENTITY a '%s'>]>" % ("a" * 100000))),
        "large": lambda c: c.send(head(), *[b" " * 65536] * 1000),
        "round": redirect("/round"),
    }
    good = ["good%d" % i for i in range(6)]
    bad = dict(slow, **quick)
    names = good[:2] + list(bad)[:8] + good[2:4] + list(bad)[8:] + good[4:]
    for n in names:
        rogue.at(n, reply(feed(n)))
    nobody, full = "http://127.0.0.1:1/nobody", "http://127.0.0.1:%d/full" % house_port
    urls = [rogue.urls[n] for n in names]
    # 6 s, of which a connection may take 1 s, and 2 s without 100 bytes a second
    subscribe(urls[:5] + [nobody, full] + urls[5:], "set download-timeout 6s\n")
    r = Run("fetch", "--no-articles", *urls)
    before = stored()
    ok(r.code == 0 and all(len(before.get(u, [])) == 3 for u in urls), "%d good feeds" % len(urls), r)
    for n in names:
        rogue.at(n, reply(feed(n, 5)) if n in good else bad[n])
    start = time.monotonic()
    r = Cost("fetch", "--no-articles", "--force")
    took = time.monotonic() - start
    now, errors = stored(), health()
    ok(r.code == 1 and len(r.err.splitlines()) == len(bad) + 2 and all(len(now.get(rogue.urls[n], [])) == 5 for n in good) and
       not any(errors[rogue.urls[n]] for n in good), "the good ones have all their new stories", r)
    ok(all_kept(before, now) and all(len(now.get(rogue.urls[n], [])) == 3 for n in bad), "nothing is lost or doubled", now)
    for name, url in [(n, rogue.urls[n]) for n in bad] + [("nobody", nobody), ("full", full)]:
        words = "took too long" if name in slow or name == "full" else "."
        ok(is_words(errors[url], words) and "lede: %s: %s\n" % (url, errors[url]) in r.err, "%s: said in words" % name, errors[url])
    told = [line.split(": ")[1].rsplit("/", 1)[1] for line in r.err.splitlines()]
    early, late = ["full", "drip-head", "drip-body", "drip-crumbs", "silent", "half-silent", "slow-hops"], ["trickle"]
    # on a machine that is busy itself some of them may come later
    ok(min(map(told.index, early)) < min(map(told.index, late)), "what is too slow is given up before what takes too long", told)
    ok(r.is_cheap(128, 2) and took < 60, "and it costs little", "%s\n%.1f s" % (r, took))
    for g in guests + [house]:
        g.close()


# --- names and networks

def with_names(names="", routes="", **more):
    return dict(NAMES, LEDE_NAMES=names, LEDE_ROUTES=routes, **more)


def no_network():
    hosts = ["a.example", "b.example", "c.example"]
    urls = [rogue.at("net%d" % i, reply(feed("net%d" % i)), ip="127.0.9.1", host=h) for i, h in enumerate(hosts)]
    there = with_names("*=127.0.9.1")
    subscribe(urls)
    r = Run("fetch", "--no-articles", env=there)
    before = stored()
    ok(r.code == 0 and all(len(before.get(u, [])) == 3 for u in urls), "names resolve", r)
    for what, env, words in (("no names", with_names("*=none"), "could not be found"),
                             ("no route", with_names("*=127.0.9.1", "127.0.9.1=none"), "no connection to [abc].example(:[0-9]+)?$")):
        r = Cost("fetch", "--no-articles", "--force", env=env)
        ok(r.code == 1 and len(r.err.splitlines()) == 3 and stored() == before and r.is_cheap(64) and
           all(is_words(e, words) for u, e in health().items() if u in urls), "%s: said in words, nothing lost" % what, r)
    for what, config, more, words in (
            ("a proxy that is down", "set proxy http://127.0.0.1:1\n", {}, "no connection to [abc].example(:[0-9]+)? through the proxy"),
            ("a proxy of the environment that is down", "", {"http_proxy": "http://127.0.0.1:1"}, "through the proxy"),
            ("a proxy without a name", "set proxy http://proxy.example:1\n", {}, "the proxy could not be found"),
            ("a proxy that wants a password", "set proxy %s\n" % rogue.at("/", None).rstrip("/"), {}, "407")):
        rogue.answers.update({"http:": reply(b"", 'Proxy-Authenticate: Basic realm="x"', status="407 Who are you")})
        subscribe(urls, config)
        r = Cost("fetch", "--no-articles", "--force", env=with_names("proxy.example=none *=127.0.9.1", **more))
        ok(r.code == 1 and len(r.err.splitlines()) == 3 and stored() == before and
           all(is_words(e, words) for u, e in health().items() if u in urls), "%s: said in words, nothing lost" % what, "%s %s" % (r, health()))
    for i in range(3):
        rogue.at("net%d" % i, reply(feed("net%d" % i, 4)))
    subscribe(urls)
    r = Run("fetch", "--no-articles", "--force", env=there)
    ok(r.code == 0 and all(len(stored()[u]) == 4 for u in urls), "and all is well again", r)


def broken_ipv6():
    house, guests, port = full_house()
    url = rogue.at("six", reply(feed("six")), ip="127.0.9.1", host="six.example")
    subscribe([url])
    for what, routes in (("no route", "100::1=none"), ("no answer", "100::1=127.0.0.1:%d" % port)):
        r = Run("fetch", "--no-articles", "--force", env=with_names("six.example=100::1,127.0.9.1", routes))
        ok(r.code == 0 and len(stored()[url]) == 3, "IPv6 that is broken, %s: the other address is taken" % what, r)
    r = Run("fetch", "--no-articles", "--force", env=with_names("six.example=100::1", "100::1=127.0.9.1"))
    ok(r.code == 0, "IPv6 alone", r)
    r = Run("fetch", "--no-articles", "--force", env=with_names("six.example=100::1", "100::1=none"))
    ok(tells(r, url, "no connection to six.example"), "IPv6 alone, without a route", r)
    for g in guests + [house]:
        g.close()


def hang(n):
    """Names whose resolver never answers delay nobody: good feeds are all asked while it hangs."""
    tag = "h%d" % n
    free = os.path.join(HOME, "free-" + tag)
    good = {"%s-good%d" % (tag, i): "%s-good%d.example" % (tag, i) for i in range(5)}
    urls = [rogue.at(name, reply(feed(name)), ip="127.0.9.1", host=host) for name, host in good.items()]
    hung = ["http://hang%d-%d.example/feed" % (n, i) for i in range(n)]
    # ten minutes: no limit of time helps, the good ones must not wait at all
    subscribe(hung + urls, "set download-timeout 600s\n")
    env = dict(os.environ, **with_names(" ".join("%s=127.0.9.1" % h for h in good.values()) + " *=hangs", LEDE_NAMES_FREE=free))
    p = subprocess.Popen([LEDE, "fetch", "--no-articles"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 40
    while not all(rogue.seen[name] for name in good) and time.monotonic() < end and p.poll() is None:
        time.sleep(0.02)
    asked = [name for name in good if rogue.seen[name]]
    still = p.poll() is None and not os.path.exists(free)
    open(free, "w").close()
    err = p.communicate(timeout=120)[1]
    ok(still and len(asked) == len(good), "%d names hang: good feeds are asked meanwhile" % n, "%s\n%s" % (asked, err[:1000]))
    errors = health()
    ok(p.returncode == 1 and len(err.splitlines()) == n and all(len(stored()[u]) == 3 for u in urls) and
       all(is_words(errors[u], "could not be found|took too long") for u in hung), "%d names hang: the end is told for each" % n, err[:2000])


def hanging_names():
    hang(5)
    hang(250)


PORTAL = (b"<!DOCTYPE html><html><head><title>Hotel Harbour: guests sign in here</title><meta http-equiv=refresh content='600'></head><body>"
          b"<h1>Welcome to our network</h1><form action=/login method=post><input name=room><input name=name><button>Sign in</button>"
          b"</form><p>Breakfast is served from seven to ten in the room with a view of the harbour.</p><ul>"
          b"<li><a href=/terms>Terms and conditions of the network of the hotel</a><li><a href=/tariff>Our tariff for guests who stay "
          b"longer than one night</a><li><a href=/help>How to get help when the network does not work for you</a>"
          b"<li><a href=/menu>What our kitchen offers this evening in the restaurant</a></ul></body></html>")


HEADLINES = ["The last ferry leaves earlier from Monday on", "A library moves into the longest room in town", "Night bus carries more "
             "sandwiches than people", "She kept the light for forty years, and then it went out", "The fog signal is back, by popular request",
             "A bridge that nobody crossed is closed for repairs", "The harbour master counts the boats by hand again"]
NEWS = ("<!DOCTYPE html><html><head><title>Guests of the railway: news while you wait</title></head><body><h1>Sign in, or read on</h1>"
        "<form action=/login method=post><input name=seat><button>Sign in</button></form><main>%s</main></body></html>" % "".join(
            "<article><h2><a href='/news/2023/11/%d.html'>%s</a></h2><p>It was told on the quay this morning that nothing would be as it "
            "was, and the men went home early.</p></article>" % x for x in enumerate(HEADLINES))).encode()


def portal():
    """A network that wants a sign-in answers for every feed: none of it becomes a feed or its end."""
    hosts = {"port%d" % i: "p%d.example" % i for i in range(4)}
    urls = [rogue.at(n, reply(feed(n)), ip="127.0.9.1", host=h) for n, h in hosts.items()]
    fresh = rogue.at("port-new", None, ip="127.0.9.1", host="new.example")
    env = with_names("*=127.0.9.1")
    subscribe(urls)
    r = Run("fetch", "--no-articles", env=env)
    before = stored()
    ok(r.code == 0 and all(len(before.get(u, [])) == 3 for u in urls), "%d good feeds" % len(urls), r)
    login = rogue.at("login", reply(PORTAL, kind="text/html"), ip="127.0.9.1", host="login.example")
    subscribe(urls + [fresh])
    for what, answer, words in (
            ("a page for everything", reply(PORTAL, kind="text/html"), "sign-in"),
            ("a page that calls itself a feed", reply(PORTAL), "sign-in"),
            ("a redirect", redirect(login), "sign-in"),
            ("a permanent redirect", redirect(login, "301 Moved Permanently"), "sign-in"),
            ("511", reply(PORTAL, status="511 Network Authentication Required", kind="text/html"), "sign-in|511")):
        for n in [*hosts, "port-new"]:
            rogue.at(n, answer)
        for i in range(4):      # a permanent redirect counts after three
            r = Cost("fetch", "--no-articles", "--force", env=env)
        now, errors = stored(), health()
        ok(r.code == 1 and all_kept(before, now) and now == before and r.is_cheap(64), "portal, %s: nothing lost or added" % what, "%s %s" % (r, now))
        ok(all(is_words(errors[u], words) for u in urls), "portal, %s: said in words" % what, errors)
        ok(sorted(open(FEEDS).read().split()) == sorted(urls + [fresh]), "portal, %s: the list is as it was" % what, open(FEEDS).read())
        r = Run("add", fresh + "/other", env=env)
        ok(r.code == 1 and len(r.err.splitlines()) == 1, "portal, %s: it cannot be subscribed to" % what, r)
    # a page that lists headlines, which an address that was never a feed may do
    subscribe(urls)
    rogue.at("login", reply(NEWS, kind="text/html"))
    for what, answer in (("of headlines", reply(NEWS, kind="text/html")), ("of headlines, by redirect", redirect(login, "301 Moved"))):
        for n in hosts:
            rogue.at(n, answer)
        for i in range(4):
            r = Cost("fetch", "--no-articles", "--force", env=env)
        errors = health()
        ok(r.code == 1 and stored() == before and all(is_words(errors[u], "sign-in") for u in urls) and
           sorted(open(FEEDS).read().split()) == sorted(urls), "portal, a page %s: said in words, nothing lost or added" % what, "%s %s" % (r, errors))
    subscribe(urls + [fresh])
    for n in [*hosts, "port-new"]:
        rogue.at(n, reply(feed(n, 4)))
    r = Run("fetch", "--no-articles", "--force", env=env)
    ok(r.code == 0 and all(len(stored()[u]) == 4 for u in urls + [fresh]), "signed in: all is well again", r)


def public():
    """A public server cannot make lede ask one in the user's own network."""
    env = with_names("public.example=203.0.113.7 rebound.example=127.0.9.2", "203.0.113.7=127.0.9.1")
    inner = rogue.at("inner", reply(feed("inner")), ip="127.0.9.2")
    port = rogue.port
    page = "<!DOCTYPE html><title>P</title><link rel=alternate type=application/rss+xml href='%s'><p>Nothing here.</p>" % inner
    targets = {"address": inner, "name": "http://rebound.example:%d/inner" % port, "localhost": "http://localhost:%d/inner" % port,
               "decimal": "http://2130708738:%d/inner" % port, "hex": "http://0x7f.0.9.2:%d/inner" % port, "six": "http://[::1]:%d/inner" % port,
               "mapped": "http://[::ffff:127.0.9.2]:%d/inner" % port, "metadata": "http://169.254.169.254/latest", "lan": "http://192.168.0.1/"}
    urls = {n: rogue.at("pub-" + n, reply(feed("pub-" + n)), ip="127.0.9.1", host="public.example") for n in targets}
    urls["linked"] = rogue.at("pub-linked", reply(feed("pub-linked", 1, "".join(
        "<item><title>%s</title><link>%s</link></item>" % x for x in targets.items()))), ip="127.0.9.1", host="public.example")
    subscribe(urls.values())
    r = Run("fetch", env=env)
    ok(r.code == 0 and all(stored().get(u) for u in urls.values()), "feeds of a public server; no article of the user's own network", r)
    for n, target in targets.items():
        rogue.at("pub-" + n, redirect(target))
        r = Cost("fetch", "--no-articles", "--force", urls[n], env=env)
        ok(tells(r, urls[n], "private address") and len(stored()[urls[n]]) == 3, "a public server leads to %s: refused" % n, r)
    fresh = rogue.at("pub-page", reply(page.encode(), kind="text/html"), ip="127.0.9.1", host="public.example")
    r = Run("add", fresh, env=env)
    ok(r.code == 1 and len(r.err.splitlines()) == 1, "a public page names it as its feed: refused", r)
    equal(rogue.seen["inner"], [], "the user's own network was never asked")


def polite():
    """All that was ever asked: one request line, the headers we know, nothing of the servers' making."""
    known = {b"host", b"user-agent", b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"proxy-connection"}
    odd = [h for heads in rogue.seen.values() for h in heads if not re.match(rb"GET [!-~]+ HTTP/1\.1\r\n", h) or
           {line.split(b":")[0].lower() for line in h.split(b"\r\n")[1:-2]} - known]
    ok(not odd, "%d requests, each as it should be" % sum(map(len, rogue.seen.values())), odd[:3])


run_parts(cut, redirects, headers, tokens, tls, at_once, no_network, broken_ipv6, hanging_names, portal, public, polite)
done()

#!/usr/bin/env python3
"""Documents that a hostile server sends: entities, depth and size, packed bodies, lies about length and charset.
Each stands where a good feed stood; what was stored stays, and the attempt costs little."""
import gzip
import os
import random
import sys
import zlib
from shutil import which

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from rogue import *  # noqa: E402,F403

MB = 1 << 20
rogue = Rogue()


def entities():
    """No entity is worth its expansion, and none brings in a file or another document."""
    secret = write("secret.txt", "the harbour master's own words")
    canary = rogue.at("canary", reply(b"the harbour master's own words", kind="text/plain"))
    laughs = "<!ENTITY a 'aaaaaaaaaa'>" + "".join("<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 10) for i in range(9))
    story = "<item><title>%s</title><guid>new</guid></item>"

    def doc(name, doctype, more):
        return reply(feed(name, 3, more, "<!DOCTYPE rss %s>" % doctype if doctype else ""))
    cases = {
        "laughs": doc("laughs", "[%s]" % laughs, story % "&j;"),
        "quadratic": doc("quadratic", "[<!ENTITY a '%s'>]" % ("a" * 100000), story % ("&a;" * 20000)),
        "parameter-laughs": doc("parameter-laughs", "[<!ENTITY % a 'aaaaaaaaaa'>" + "".join(
            "<!ENTITY %% %s '%s'>" % (chr(98 + i), ("&#37;%s;" % chr(97 + i)) * 10) for i in range(9)) + " %j;]", story % "x"),
        "recursive": doc("recursive", "[<!ENTITY a '&b;'><!ENTITY b '&a;'>]", story % "&a;"),
        "file": doc("file", "[<!ENTITY a SYSTEM 'file://%s'>]" % secret, story % "&a;"),
        "path": doc("path", "[<!ENTITY a SYSTEM '%s'>]" % secret, story % "&a;"),
        "http": doc("http", "[<!ENTITY a SYSTEM '%s'>]" % canary, story % "&a;"),
        "public": doc("public", "[<!ENTITY a PUBLIC '-//X//X' '%s'>]" % canary, story % "&a;"),
        "parameter": doc("parameter", "[<!ENTITY % a SYSTEM '" + canary + "'> %a;]", story % "&b;"),
        "dtd": doc("dtd", "SYSTEM '%s'" % canary, story % "x"),
        "xinclude": doc("xinclude", "", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' parse='text' href='file://%s'/>"
                        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' parse='text' href='%s'/>" % (secret, canary)),
        "stylesheet": reply(feed("stylesheet", prolog="<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='%s'?>" % canary)),
    }
    refused = ("laughs", "quadratic", "recursive", "file", "path", "http", "public")
    one_by_one(rogue, {n: (a, "entit" if n in refused else "") for n, a in cases.items()})
    for name, answer in cases.items():
        rogue.at(name, answer)
    trace = os.path.join(HOME, "trace")
    strace = subprocess.run(["strace", "-V"], stdout=subprocess.DEVNULL).returncode == 0 if which("strace") else False
    r = Cost("fetch", "--no-articles", "--force", env={"ASAN_OPTIONS": "detect_leaks=0"},
             prefix=["strace", "-f", "-qq", "-s", "300", "-e", "trace=open,openat,execve,connect", "-o", trace] if strace else [])
    ok(r.code == 1 and len(r.err.splitlines()) == len(refused), "all of them at once", r)
    if strace:
        calls = open(trace, encoding="utf-8", errors="replace").read()
        ports = set(re.findall(r"htons\((\d+)\)", calls))
        ok("secret.txt" not in calls and ports == {str(rogue.port)}, "no file of theirs is opened, no other port is called", ports)
    else:
        skip("no file of theirs is opened", "no strace")
    with open(STORE, "rb") as f:
        data = f.read()
    ok(rogue.seen["canary"] == [] and b"own words" not in data, "nothing of theirs is fetched or stored", rogue.seen["canary"])


def endless(c):
    c.send(head(), feed("endless")[:-16], b"<item><description>")
    while True:
        c.send(b"the water rises and " * 3000)


def sizes():
    """Up to the cap a document is read as far as its limits go; beyond it is refused."""
    def doc(name, more):
        return reply(feed(name, 3, more))
    one_by_one(rogue, {
        "deep": (doc("deep", "<d>" * 100000), ""),
        "deep-items": (doc("deep-items", "<item>" * 100000), ""),
        "attribute": (doc("attribute", "<item a='%s'/>" % ("x" * (9 * MB))), ""),
        "attribute-12": (doc("attribute-12", "<item a='%s'/>" % ("x" * (12 * MB))), "larger than 10 MB"),
        "attributes": (doc("attributes", "<item %s/>" % " ".join("a%d=''" % i for i in range(300000))), ""),
        "elements": (doc("elements", "<a/>" * 2000000), ""),
        "empty-stories": (doc("empty-stories", "<item/>" * 1300000), ""),
        "stories": (doc("stories", "".join("<item><title>%d</title></item>" % i for i in range(250000))), ""),
        "million-stories": (lambda c: c.send(head(), feed("million-stories")[:-16], *["<item><title>t</title></item>".encode() * 10000] * 100),
                            "larger than 10 MB"),
        "long-text": (doc("long-text", "<item><title>t</title><description>%s</description></item>" % ("water " * (3 * MB // 2))), ""),
        "long-title": (doc("long-title", "<item><title>%s</title></item>" % ("water " * (3 * MB // 2))), ""),
        "endless": (endless, "larger than 10 MB"),
    })
    found = stored()
    ok(all(len(guids) <= 503 for guids in found.values()) and len(found[rogue.urls["stories"]]) == 500,
       "of very many stories the newest are kept", {u: len(g) for u, g in found.items()})


def packed(data, bits=31):
    c = zlib.compressobj(9, zlib.DEFLATED, bits)
    return c.compress(data) + c.flush()


def bomb(megabytes, bits=31, begin=b""):
    """Blanks without an end. A megabyte is packed once: with the window flushed its bytes can stand in a row."""
    c = zlib.compressobj(9, zlib.DEFLATED, bits)
    first = c.compress(begin) + c.flush(zlib.Z_FULL_FLUSH)
    block = c.compress(b" " * MB) + c.flush(zlib.Z_FULL_FLUSH)
    return first + block * megabytes


def bit_stream(*fields):
    """Bytes of (value, bits) fields, the lowest bit first."""
    value = at = 0
    for v, n in fields:
        value |= v << at
        at += n
    return value.to_bytes((at + 7) // 8, "little")


def brotli_stored(data):
    """RFC 7932 without compression: one uncompressed block and an empty last one."""
    parts, first = b"", [(0, 1)]       # WBITS 16
    for i in range(0, len(data), 1 << 16):
        block = data[i:i + (1 << 16)]
        parts += bit_stream(*first, (0, 1), (0, 2), (len(block) - 1, 16), (1, 1)) + block
        first = []
    return parts + b"\x03"


def crumbs(body, *lines):
    """One byte a chunk."""
    return lambda c: c.send(head("Transfer-Encoding: chunked", *lines), b"".join(b"1\r\n%c\r\n" % b for b in body), b"0\r\n\r\n")


def coded(body, coding):
    return reply(body, "Content-Encoding: " + coding)


def codings():
    def doc(name):
        return feed(name, 3, items(name + "-more", 40))
    big, begin = bomb(3000), feed("x")[:-16]
    halves = {n: (doc(n)[:900], doc(n)[900:]) for n in ("members", "members-crumbs", "junk-member")}
    cases = {
        "gzip": (coded(packed(doc("gzip")), "gzip"), ""),
        "x-gzip": (coded(packed(doc("x-gzip")), "X-GZip"), ""),
        "gzip-crumbs": (crumbs(packed(doc("gzip-crumbs")), "Content-Encoding: gzip"), ""),
        "deflate": (coded(packed(doc("deflate"), 15), "deflate"), ""),
        "deflate-crumbs": (crumbs(packed(doc("deflate-crumbs"), 15), "Content-Encoding: deflate"), ""),
        "deflate-bare": (coded(packed(doc("deflate-bare"), -15), "deflate"), ""),
        "bare-crumbs": (crumbs(packed(doc("bare-crumbs"), -15), "Content-Encoding: deflate"), ""),
        "br": (coded(brotli_stored(doc("br")), "br"), ""),
        "br-crumbs": (crumbs(brotli_stored(doc("br-crumbs")), "Content-Encoding: br"), ""),
        "twice": (coded(packed(packed(doc("twice"), 15)), "deflate, gzip"), ""),
        "twice-lines": (reply(packed(packed(doc("twice-lines"), 15)), "Content-Encoding: deflate", "Content-Encoding: gzip"), ""),
        "identity": (coded(doc("identity"), "identity"), ""),
        "members": (coded(b"".join(map(packed, halves["members"])), "gzip"), ""),
        "members-crumbs": (crumbs(b"".join(map(packed, halves["members-crumbs"])), "Content-Encoding: gzip"), ""),
        "padded": (coded(packed(doc("padded")) + b"\0" * 500, "gzip"), ""),
        "junk-behind": (coded(packed(doc("junk-behind")) + b"junk" * 5000, "gzip"), ""),
        "junk-member": (coded(packed(doc("junk-member")) + b"\x1f\x8bjunk" * 50, "gzip"), ""),
        "never-packed": (coded(doc("never-packed"), "gzip"), ""),
        "cut": (coded(packed(doc("cut"))[:-30], "gzip"), "cut off"),
        "cut-crc": (coded(packed(doc("cut-crc"))[:-4], "gzip"), "cut off"),
        "cut-member": (coded(packed(doc("cut-member")) + packed(doc("cut-member"))[:-30], "gzip"), "cut off"),
        "cut-deflate": (coded(packed(doc("cut-deflate"), 15)[:-30], "deflate"), "cut off"),
        "cut-br": (coded(brotli_stored(doc("cut-br"))[:-30], "br"), "cut off"),
        "head-alone": (coded(packed(b"")[:10], "gzip"), "cut off"),
        "bad-crc": (coded(packed(doc("bad-crc"))[:-8] + b"12345678", "gzip"), "packed badly"),
        "bad-middle": (coded(packed(doc("bad-middle"))[:200] + b"\xff" * 300, "gzip"), "packed badly"),
        "bad-br": (coded(b"\xff" * 3000, "br"), "packed badly"),
        "unknown": (coded(doc("unknown"), "zarquon"), "packed in a way"),
        "codings": (coded(doc("codings"), ", ".join(["gzip"] * 500)), "content encodings"),
        "thrice": (coded(packed(packed(packed(doc("thrice")))), "gzip, gzip, gzip"), "more than 2 times"),
        "bomb": (coded(big, "gzip"), "bomb"),
        "bomb-feed": (coded(bomb(1000, 31, begin), "gzip"), "bomb"),
        "bomb-deflate": (coded(bomb(1000, 15), "deflate"), "bomb"),
        "bomb-bare": (coded(bomb(1000, -15), "deflate"), "bomb"),
        "bomb-nested": (coded(packed(big), "gzip, gzip"), "bomb"),
        "bomb-br": (coded(brotli_stored(big), "gzip, br"), "bomb"),
        # under the ratio, above the cap
        "large": (coded(zlib.compress(random.Random(1).randbytes(6 * MB).hex().encode(), 1), "deflate"), "larger than 10 MB"),
        "empty-members": (lambda c: c.send(head("Content-Encoding: gzip"), *[packed(b"") * 10000] * 150), "larger than 10 MB"),
    }

    def complete(name, url, r):
        if r.code == 0:
            ok(len(stored()[url]) == 43, "%s: all stories came" % name, stored()[url])
    one_by_one(rogue, cases, complete, mb=64)
    ok(rogue.seen["gzip"] and all(b"Accept-Encoding: gzip, deflate, br\r\n" in q for q in rogue.seen["gzip"]),
       "what lede can undo is what it asks for", rogue.seen["gzip"])


def chunks(c):
    c.send(head("Transfer-Encoding: chunked"))
    while True:
        c.send(b"10000\r\n" + b"lorem ipsum ".ljust(65536) + b"\r\n")


def extensions(c):
    c.send(head("Transfer-Encoding: chunked"))
    while True:
        c.send(b"1;" + b"x" * 60000 + b"\r\n \r\n")


def one_extension(c):
    c.send(head("Transfer-Encoding: chunked"), b"1;")
    while True:
        c.send(b"x" * 65536)


def lengths():
    def doc(name):
        return feed(name)

    def said(name, *lines):
        return head(*lines) + doc(name)
    one_by_one(rogue, {
        "chunks": (chunks, "larger than 10 MB"),
        "extensions": (extensions, "larger than 10 MB"),
        "one-extension": (one_extension, "larger than 10 MB|web server"),
        "chunk-size": (said("chunk-size", "Transfer-Encoding: chunked"), "."),
        "chunk-huge": (head("Transfer-Encoding: chunked") + b"fffffffffffffffff\r\n" + doc("chunk-huge"), "."),
        "chunk-cut": (head("Transfer-Encoding: chunked") + b"ffff\r\n" + doc("chunk-cut"), "broke off"),
        "too-long": (said("too-long", "Content-Length: 100000"), "broke off"),
        "too-short": (said("too-short", "Content-Length: 300"), ""),
        "negative": (said("negative", "Content-Length: -1"), "."),
        "no-number": (said("no-number", "Content-Length: many"), "."),
        "huge": (said("huge", "Content-Length: 9223372036854775807"), "larger than 10 MB"),
        "overflow": (said("overflow", "Content-Length: 99999999999999999999999"), "."),
        "two": (said("two", "Content-Length: 10", "Content-Length: %d" % len(doc("two"))), ""),
        "with-chunks": (head("Content-Length: 10", "Transfer-Encoding: chunked") + b"%x\r\n" % len(doc("with-chunks")) +
                        doc("with-chunks") + b"\r\n0\r\n\r\n", ""),
        "nothing": (reply(b""), "empty"),
        "no-content": (head(status="204 No Content"), "empty"),
        "error-with-feed": (reply(doc("error-with-feed"), status="500 Oops"), "500"),
    }, mb=64)


def charsets():
    """Whatever is said, the text is readable UTF-8."""
    def doc(title, encoding="utf-8", declared=None, bom=b""):
        text = "<?xml version='1.0'%s?><rss version='2.0'><channel><title>C</title><item><guid>%%s</guid><title>%s</title></item>" \
            "</channel></rss>" % (" encoding='%s'" % declared if declared else "", title)
        return lambda guid: bom + (text % guid).encode(encoding, "surrogatepass")

    def raw(title, declared="utf-8"):
        return lambda guid: doc("@", declared=declared)(guid).replace(b"@", title)
    word = "Gezeiten für Ærø"
    cases = {       # name: (charset of the header, the document, its title)
        "latin-as-utf8": ("utf-8", doc(word, "latin-1", "utf-8"), word),
        "utf8-as-latin": ("iso-8859-1", doc(word, "utf-8", "iso-8859-1", b"\xef\xbb\xbf"), word),
        "utf8-as-utf16": ("utf-16", doc(word, "utf-8", "utf-16"), word),
        "utf16-le": ("", doc(word, "utf-16-le", "utf-16", b"\xff\xfe"), word),
        "utf16-be-as-utf8": ("utf-8", doc(word, "utf-16-be", "utf-8", b"\xfe\xff"), word),
        "utf32": ("", doc(word, "utf-32-le", "utf-32", b"\xff\xfe\0\0"), word),
        "no-such": ("x-klingon", doc("Tides", "utf-8", "x-klingon"), "Tides"),
        "korean": ("iso-2022-kr", doc("Tides", "utf-8", "utf-8"), "Tides"),
        "utf7": ("utf-7", doc("+ADw-b+AD4-Tides", "utf-8", "utf-7"), "+ADw-b+AD4-Tides"),
        "ebcdic": ("", doc("Tides", "utf-8", "ebcdic-us"), "Tides"),
        "windows": ("iso-8859-1", raw(b"\x93Tides\x94 \x96 now", "iso-8859-1"), "\u201cTides\u201d \u2013 now"),
        "overlong": ("utf-8", raw(b"Ti\xc0\xbcdes"), None),
        "surrogates": ("utf-8", raw(b"Ti\xed\xa0\x80des"), None),
        "mixed": ("utf-8", raw("Gezeiten für ".encode() + b"\xc6r\xf8"), None),
        "nul": ("utf-8", raw(b"Ti\0des"), None),
    }
    for name, (charset, document, _) in cases.items():
        rogue.at(name, reply(document(name), kind="application/rss+xml" + ("; charset=" + charset if charset else "")))
    subscribe([rogue.urls[n] for n in cases])
    r = Cost("fetch", "--no-articles")
    ok(r.code == 0 and r.err == "" and r.is_cheap(), "%d lies about the charset" % len(cases), r)
    db = sqlite3.connect("file:%s?mode=ro" % STORE, uri=True)
    db.text_factory = bytes
    for name, (_, _, want) in cases.items():
        titles = [t for t, in db.execute("SELECT title FROM story WHERE guid = ?", (name,))]
        text = titles[0].decode("utf-8", "replace") if len(titles) == 1 else ""
        ok(len(titles) == 1 and text.encode() == titles[0] and text.replace("\xa0", " ").isprintable() and
           (text == want if want else text.startswith(("Ti", "Gezeiten")) and "<" not in text),
           "charset, %s: readable" % name, titles)
    db.close()


run_parts(entities, sizes, codings, lengths, charsets)
done()

#!/usr/bin/env python3
"""lede read --format: what is written as HTML, Markdown or JSON is read again as the same article. Markdown is read by
cmark, the reference implementation, and by markdown-it, which knows tables, where they are installed."""
import html
import json
import os
import random
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from flat import flat  # noqa: E402
from tap import *  # noqa: E402,F403

URL = "--url=https://paper.example/harbour/tides"
SAME = ["title", "kicker", "dek", "byline", "published", "modified", "site", "language", "author_note", "text", "html", "links"]
PARA = "The ferry left at noon, nearly empty, as it has done on each weekday since the %s was closed, and nobody minded."

KINDS = """<h2>What the council says</h2>
<p>“A matter of honour,” says the mayor. He has read <a href="/report_(2018).pdf?a=1&amp;copy=2">the <em>whole</em>
report</a>, and <strong><em>all</em></strong> of <a href="/plan">its <code>plan</code></a>!<a href="/x">1</a></p>
<blockquote><p>A town without a ferry is a town without a door, my grandmother used to say.</p>
<blockquote><p>Nor did she want one, said my grandfather, who had built three boats.</p></blockquote>
<ul><li>Both were right, as it turned out.</li></ul></blockquote>
<h3>Three reasons: C# &amp; *more*</h3>
<ul><li>The school has eleven pupils.</li><li>The bakery opens at five.<ul><li>Bread until nine.</li>
<li>Rolls on Sundays<ol start="9"><li>with seeds</li><li>without seeds, for those who will not have them</li></ol></li></ul></li>
<li><p>The light.</p><p>Painters come for it.</p><pre>a list\n\tof  paints</pre><blockquote>and brushes</blockquote></li></ul>
<ol><li>One</li><li value="5">five</li></ol>
<table><tr><th>Month</th><th>Guests | all</th></tr><tr><td>March</td><td>1,204</td></tr><tr><td>三月</td><td>3 &lt; 4</td></tr></table>
<table><tr><td>Masts</td><td>two</td></tr><tr><td>Crew</td><td>four</td></tr></table>
<p>A small program prints the timetable:</p>
<pre><code>for day in week:
\tif tide &gt; 2.5:   # ``` &amp;amp;
\t    print(`day`)\n\n~~~</code></pre>
<figure><img src="/quay.jpg" alt="A [quay] in fog"><figcaption>The quay on *the* first day</figcaption></figure>
<figure><img src="/boat.jpg" alt="A boat under way"></figure>
<p>The sea is a poem,<br>says the keeper,<br>- and poems are late.</p><hr>
<p><code>`</code> and <code>a``b</code> and <code>x</code><code>y</code> and un<em>frigging</em>likely and <b>Note:</b>this
and 港<strong>「渡船」</strong>口 and 5<em>€</em>x and <em>a</em><strong>b</strong><em>c</em></p>
<p># no heading</p><p>- no list</p><p>1. none either</p><p>&gt; no quote</p><p>--- no rule</p><p>===</p><p>    no code</p>
<p>\\ * _ ` ~~~ [x](y) [z]: &lt;b&gt; &lt;!-- &amp;amp; &amp;#35; | ! ![p](q) paper.example</p>"""

BITS = ["quay", "tide", "a", "é", "港口", "「鐘」", "€5", "12", "x.", "(y)", "*", "**", "_u_", "__", "`", "``", "[l](u)", "[r]:",
        "![p]", "<b>", "</p>", "<!--", "&amp;", "&", "&#60;", "#", "##", "-", "--", "---", "+", "1.", "2)", "1986.", ">", "|",
        "a|b", "\\", "\\*", "!", "~", "~~~", "===", ":-", "'", "\"", "*)", "n*m", "s_t", "- [ ]", "<https://x.example>"]
WRAPS = ["%s"] * 8 + ["<em>%s</em>", "<b>%s</b>", "<code>%s</code>", "<a href='/a_(b)?c&amp;d=%%20*'>%s</a>",
                      "<a href='/z'><b>%s</b></a>", "<em><strong>%s</strong></em>", "<code><a href='/q'>%s</a></code>"]


def page(body):
    paras = "".join("<p>%s</p>\n" % (PARA % what) for what in ("bridge", "tunnel", "dam", "road"))
    return """<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The tides of the harbour | The Paper</title>
<meta property=og:site_name content="The Paper"><meta name=author content="Ada Lindqvist">
<meta property=article:published_time content="2024-03-01T08:00:00+01:00"></head><body><article><p class=kicker>Report</p>
<h1>The tides of the harbour</h1><p class=dek>Why a town of four hundred pays for a ferry nobody wants</p>
<div itemprop=articleBody>%s%s%s</div>
<div class=author-bio><p>Ada Lindqvist writes about the coast for this newspaper. She lives on an island.</p></div></article></body></html>""" % (paras, body, paras.replace("noon", "one"))


def nasty(r):
    """Paragraphs, items, quotes and headings of bits that mean something to Markdown, by chance."""
    def line():
        out = ""
        for _ in range(r.randint(2, 9)):
            bit = " ".join(r.choice(BITS) for _ in range(r.randint(1, 2)))
            out += r.choice(WRAPS) % html.escape(bit) + r.choice(["", " ", " ", " ", "<br>"])
        return "harbour" * (r.random() < 0.5) + out + r.choice(["", " master"])
    out = ""
    for _ in range(12):
        shape = r.choice(["<p>%s</p>"] * 4 + ["<h3>tide %s</h3>", "<ul><li>%s</li><li>%s<ul><li>%s</li></ul></li></ul>",
                                              "<ol start=3><li>%s</li><li>%s</li></ol>", "<blockquote><p>%s</p></blockquote>",
                                              "<table><tr><th>%s<th>%s</tr><tr><td>%s<td>%s</tr></table>"])
        while "%s" in shape:
            shape = shape.replace("%s", line(), 1)
        out += shape + "\n"
    return out


def read(path, *args):
    return lede("read", *args, URL, path)


def markdown_readers():
    """name, what makes HTML of Markdown, whether it knows tables"""
    program = shutil.which("cmark")
    if program:
        yield "cmark", [program, "--unsafe"], False
    code = "import sys, markdown_it as m; sys.stdout.write(m.MarkdownIt('commonmark').enable('table').render(sys.stdin.read()))"
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and not subprocess.run([python, "-c", "import markdown_it"], capture_output=True).returncode:
            yield "markdown-it", [python, "-c", code], True
            return


def body_of(blocks, want):
    """The part of blocks that is as long as want and begins as it does."""
    at = next((i for i in range(len(blocks)) if blocks[i:i + 2] == want[:2]), 0)
    return blocks[at:at + len(want)]


def first_difference(got, want):
    for g, w in zip(got, want):
        if g != w:
            return "got  %r\nwant %r" % (g, w)
    return "%d blocks, not %d" % (len(got), len(want)) if len(got) != len(want) else ""


def tabs_apart(blocks):
    """Code without how wide its blanks are: lede's reader of Markdown makes blanks of tabs."""
    return [(*b[:4], [(re.sub(r"[ \t]+", " ", text), marks) for text, marks in b[4]]) if b[0] == "code" else b for b in blocks]


def as_markdown(name, command, tables, path, want):
    md = read(path, "--format=markdown").out
    if command:
        got = flat(subprocess.run(command, input=md.encode(), stdout=subprocess.PIPE, check=True).stdout.decode())
    else:
        got = tabs_apart(flat(read(write("again.md", md), "--json").json()[0]["html"]))
        want = tabs_apart(want)
    if not tables:
        want = [b for b in want if b[0] != "table"]
        got = [b for b in got if b[0] != "para" or "| --- |" not in "".join(text for text, _ in b[4])]
    return first_difference(body_of(got, want), want)


def main():
    path = write("kinds.html", page(KINDS))
    first = read(path, "--json").json()[0]
    missing = [x for x in ("<ol start=\"9\">", "<ol start=\"5\">", "<blockquote>", "<pre>", "<td>", "<figcaption>", "<br>", "<hr>")
               if x not in first["html"]]
    ok(not missing and first.get("author_note") and first.get("dek"), "the page has a block of each kind", (missing, first))

    written = write("written.html", read(path, "--format=html").raw)
    again = read(written, "--json").json()[0]
    for key in SAME:
        equal(again.get(key), first.get(key), "HTML is read again: " + key)
    equal(read(written, "--format=html").raw, read(path, "--format=html").raw, "and written again the same")
    own = write("own.html", page(first["html"]))
    both = read(own, "--json").json()[0]
    ok(both["text"].count(first["text"]) == 1, "the html of JSON is read as its text", first_difference(
        both["text"].split("\n\n"), first["text"].split("\n\n")))

    r = random.Random(4)
    pages = [write("nasty/%02d.html" % n, page(nasty(r))) for n in range(30)]
    objects = lede("read", "--json", URL, *pages).json()
    lost = [os.path.basename(p) for p, o in zip(pages, objects) if o["html"].count("<p>") < 10]
    ok(not lost, "pages of text that means something to Markdown are read", lost)
    readers = [("lede", None, True), *markdown_readers()]
    for name, command, tables in readers:
        equal(as_markdown(name, command, tables, path, flat(first["html"])), "", "Markdown of each kind of block, by " + name)
        wrong = {os.path.basename(p): as_markdown(name, command, tables, p, flat(o["html"])) for p, o in zip(pages, objects)}
        wrong = {k: v for k, v in wrong.items() if v}
        ok(not wrong, "Markdown of text that means something to it, by " + name, "\n".join("%s\n%s" % x for x in wrong.items()))
    if len(readers) == 1:
        skip("Markdown is read again", "by others: neither cmark nor markdown-it is installed")
    done()


main()

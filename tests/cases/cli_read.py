#!/usr/bin/env python3
"""lede read as text: what a person in a pipe sees, with the options that change it."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

PARA = "The ferry left at noon, nearly empty, as it has done on each weekday since the %s was closed, and nobody minded."
PARAS = "".join("<p>%s</p>\n" % (PARA % what) for what in ("tunnel", "dam", "road"))
PAGE = """<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The tides of the harbour | The Paper</title>
<meta property=og:site_name content="The Paper"><meta name=author content="Ada Lindqvist">
<meta property=article:published_time content="2024-03-01T08:00:00Z"></head><body><article><p class=kicker>Report</p>
<h1>The tides of the harbour</h1><p class=dek>Why a town of four hundred pays for a ferry that nobody there wants</p>
<div itemprop=articleBody><p>The ferry left at noon, nearly empty, as it has done since <a href=/a>the bridge</a> was closed;
the <a href=/b>report</a> says that <a href=/a>it</a> will stay so.</p><h2>What the council says</h2>
<blockquote><p>A town without a ferry is a town without a door.</p><blockquote><p>Nor did she want one, said he.</p></blockquote>
</blockquote><ul><li>The school has eleven pupils.</li><li>The bakery opens at five.<ol start=9><li>bread</li><li>rolls</li></ol>
</li></ul><table><tr><th>Month<th>Guests</tr><tr><td>March<td>1,204</tr><tr><td>May<td>38</tr></table>
<pre>for day in week: print(tides[day], boats[day], weather[day])</pre>
<p>The sea is a poem,<br>says the keeper.</p>%s</div>
<div class=author-bio><p>Ada Lindqvist writes about the coast for this newspaper. She lives on an island.</p></div></article>
<section class=related><h2>More on this</h2><ul>
<li><a href=/n/1><span>Harbours</span><h3>The bridge opens again after two long years</h3></a><p>It took longer than they said.</p></li>
<li><a href=/n/2><span>Islands</span><h3>The island counts its sheep, and loses one</h3></a><p>They will count again in May.</p></li>
<li><a href=/n/3><span>Harbours</span><h3>Why the crane of the old quay was painted blue</h3></a><p>Nobody had asked for it.</p></li>
</ul></section></body></html>""" % PARAS
TEXT = """Report
The tides of the harbour
════════════════════════

Why a town of four hundred pays for a ferry that
nobody there wants

Ada Lindqvist · The Paper · 1 Mar 2024, 08:00 ·
1 min
https://paper.example/tides

The ferry left at noon, nearly empty, as it has
done since the bridge[1] was closed; the
report[2] says that it[1] will stay so.

What the council says
─────────────────────

│ A town without a ferry is a town without a
│ door.
│
│ │ Nor did she want one, said he.

 • The school has eleven pupils.
 • The bakery opens at five.
    9. bread
   10. rolls

Month  Guests
─────  ──────
March   1,204
May        38

    for day in week: print(tides[day], boats[day], weather[day])

The sea is a poem,
says the keeper.

"""
URL = "--url=https://paper.example/tides"


def read(*args, **more):
    return lede("read", *args, **more)


page = write("page.html", PAGE)
text = read("--width=48", URL, page).out
equal(text[:len(TEXT)], TEXT, "each kind of block in 48 columns")
ok(max(len(line) for line in text.splitlines() if "week:" not in line) <= 48, "no line is wider but code", text)
equal(text[text.index("\n──────\n"):], """
──────
Ada Lindqvist writes about the coast for this
newspaper. She lives on an island.

Links
─────

[1] https://paper.example/a
[2] https://paper.example/b
""", "the author's note, and the links as notes at the end")
equal(read("--width=48", "--links", URL, page).out, text, "--links is the default")
bare = read("--width=48", "--no-links", URL, page).out
ok("[1]" not in bare and "Links" not in bare and "since the bridge was closed; the report says" in bare.replace("\n", " "), "--no-links",
   bare)
long = read("--width=0", URL, page).out
ok(PARA % "dam" in long and " • The school has eleven pupils.\n" in long and "│ │ Nor" in long,
   "--width=0 breaks no line and keeps the signs", long)
related = read("--width=48", "--related", URL, page).out
ok(related.startswith(text) and """
Related headlines
─────────────────

More on this:
 • Harbours: The bridge opens again after two
   long years
   It took longer than they said.
   https://paper.example/n/1
""" in related, "--related", related)
plain = read("--width=48", URL, page, env={"LC_ALL": "C", "LANG": "C"}).out
equal([c for c in plain if ord(c) > 126], [], "in the C locale all signs are ASCII")
for sign in ("========================\n", "---------------------\n", "> > Nor did", " * The school", "-----  ------\n", " - The Paper - "):
    ok(sign in plain, "in ASCII: %r" % sign, plain)
two = read("--width=48", URL, page, page).out
equal(two, text + "\n" + "━" * 48 + "\n\n" + text, "a rule between articles")
two = read("--format=markdown", URL, page, page).out
equal(two.count("\n---\n\nReport\n"), 1, "and in Markdown")
none = read(os.path.join(os.environ["abs_top_srcdir"], "tests/cases/pages/scripts.html")).out
ok("═\n\n──────\nThis page" in none, "one empty line above the reason why there is no text", none)
done()

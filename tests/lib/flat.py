"""HTML as the flat list of blocks that lede makes of it, by a reader of its own: for tests that compare what
two programs wrote. flat(html) gives (kind, level, quote, number, content); content is a list of (text, marks)."""
import re
import urllib.parse
from html.parser import HTMLParser

MARKS = {"em": "em", "strong": "strong", "code": "code", "i": "em", "b": "strong"}


def address(url):
    return urllib.parse.quote(url, safe="%/:?#@!$&'()*+,;=~-._")


class Flat(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.runs, self.marks = [], [], []
        self.lists, self.quote, self.kind, self.heading = [], 0, "para", 0
        self.item, self.pre, self.table = None, False, None

    def add(self, kind, level=0, number=0, content=()):
        self.blocks.append((kind, level, self.quote, number, content))

    def flush(self):
        runs, self.runs = self.runs, []
        while runs and runs[-1][0].isspace() and runs[-1][0] not in "\xa0":
            runs.pop()
        while runs and runs[0][0] == "\n":
            runs.pop(0)
        if not runs:
            return
        content = []
        for c, marks in runs:
            if content and content[-1][1] == marks:
                content[-1] = (content[-1][0] + c, marks)
            else:
                content.append((c, marks))
        if self.kind == "heading":
            self.add("heading", self.heading, 0, content)
        elif self.kind == "code":
            self.add("code", len(self.lists), 0, content)
            self.item = None
        elif self.item is not None:
            self.add("item", len(self.lists), self.item, content)
            self.item = None
        else:
            self.add("para", len(self.lists), 0, content)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if self.table is not None:
            if tag == "tr":
                self.table.append([])
            elif tag in ("td", "th"):
                self.table[-1].append("")
            elif tag == "br":
                self.handle_data(" ")
            return
        if tag in MARKS and not self.pre:
            self.marks.append(MARKS[tag])
        elif tag == "a":
            self.marks.append("a " + address(attrs.get("href", "")))
        elif tag == "br":
            while self.runs and self.runs[-1][0] == " ":
                self.runs.pop()
            self.runs.append(("\n", frozenset()))
        elif tag == "img":
            self.flush()
            self.add("figure", 0, 0, [(attrs.get("alt") or "", frozenset(["a " + address(attrs.get("src", ""))]))])
        else:
            self.flush()
            self.open_block(tag, attrs)

    def open_block(self, tag, attrs):
        if tag in ("ul", "ol"):
            self.lists.append(int(attrs.get("start", 1)) if tag == "ol" else 0)
            self.item = None
        elif tag == "li":
            self.item = self.lists[-1]
            self.lists[-1] += self.lists[-1] > 0
        elif tag == "blockquote":
            self.quote += 1
        elif tag == "pre":
            self.kind, self.pre = "code", True
        elif tag == "hr":
            self.add("rule")
        elif tag == "table":
            self.table = []
        elif re.fullmatch("h[1-6]", tag):
            self.kind, self.heading = "heading", int(tag[1])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if self.table is not None:
            if tag == "table":
                rows, self.table = self.table, None
                rows = [[" ".join(cell.split()) for cell in row] for row in rows]
                self.add("table", 0, 0, rows if any(rows[0]) else rows[1:])
            return
        if tag in MARKS and not self.pre or tag == "a":
            if self.marks:
                self.marks.pop()
            return
        if tag in ("br", "img", "hr", "code"):
            return
        self.flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.item = None
        elif tag == "blockquote":
            self.quote -= 1
        if tag == "pre" or re.fullmatch("h[1-6]", tag):
            self.kind, self.pre = "para", False

    def handle_data(self, data):
        if self.table is not None:
            if self.table and self.table[-1]:
                self.table[-1][-1] += data
            return
        for c in data:
            if self.pre:
                self.runs.append((c, frozenset()))
            elif c not in " \t\n\r\f":
                self.runs.append((c, frozenset(self.marks)))
            elif self.runs and self.runs[-1][0] not in " \n":
                self.runs.append((" ", frozenset(self.marks)))


def flat(html):
    f = Flat()
    f.feed(html)
    f.close()
    f.flush()
    return f.blocks

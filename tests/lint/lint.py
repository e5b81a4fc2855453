#!/usr/bin/env python3
"""The house rules that a program can check. Speaks TAP.

Each rule is a function from a tree's root to a list of complaints. It must find none in the tree,
and must find some in a copy with a fault planted: a rule that cannot fail proves nothing.
"""
import html
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ.get("abs_top_srcdir") or pathlib.Path(__file__).parents[2]).resolve()
BUILD = pathlib.Path(os.environ.get("abs_top_builddir") or TOP / "build")

BELOW = {"base": "", "model": "base", "config": "base model", "parse": "base model config",
         "text": "base model config", "store": "base model config text", "fetch": "base model config",
         "engine": "base model config store fetch", "app": "base model config text store",
         "tui": "base model config text store app", "cli": "base model config text store app tui"}
MAINS = {"lede.c": "cli", "lede-engine.c": "engine", "lede-parse.c": "parse"}
LIBRARIES = {r"libxml/": ["parse/"], r"sqlite3\.h": ["store/"], r"curl/": ["fetch/"],
             r"(n?curses|term|ncursesw/.*)\.h$": ["tui/term", "tui/paint", "tui/screen", "tui/input"],
             r"uchardet": ["parse/"], r"md4c": ["parse/"], r"fribidi": ["text/"],
             r"jansson\.h": ["parse/", "cli/", "app/", "config/"]}
BANNED = ("strcpy strcat sprintf vsprintf strtok atoi atol gets scanf sscanf fscanf system popen alloca "
          "setjmp longjmp localtime gmtime ctime asctime strerror rand srand signal select tmpnam mktemp "
          "isspace isalpha isdigit isalnum isupper islower isxdigit tolower toupper").split()
NEEDED = {"lede": ["libcurl", "libxml2", "libuchardet", "libmd4c"],
          "lede-engine": ["libxml2", "libncurses", "libtinfo", "libuchardet", "libmd4c"],
          "lede-parse": ["libcurl", "libsqlite3", "libncurses", "libtinfo"]}
GENERATED = re.compile(r"(^|/)(configure|config\.h(\.in)?|Makefile(\.in)?|aclocal\.m4|libtool|config\.(log|status)|"
                       r"[^/]*\.(o|a|la|lo|gmo|pot|log|trs|pyc)|autom4te\.cache/.*|build-aux/.*|\.deps/.*)$")
LINES, COLUMNS = 700, 100


def sources(root, *suffixes):
    return sorted(p for p in (root / "src").rglob("*") if p.suffix in (suffixes or (".c", ".h")))


def rel(root, path):
    return str(path.relative_to(root / "src"))


def bare(text):
    """C without its comments, and with empty strings; lines stay."""
    def blank(m):
        return "\n" * m[0].count("\n") if m[0][0] == "/" else m[0][0] * 2
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def includes(path):
    return re.findall(r"^\s*#\s*include\s+([\"<])([^\">]+)[\">]", path.read_text(), re.M)


def check_layers(root):
    bad = []
    for p in sources(root, ".c", ".h", ".def"):
        name = rel(root, p)
        folder = name.split("/")[0]
        allowed = BELOW[folder].split() + [folder] if folder in BELOW else BELOW[MAINS[name]].split() + [MAINS[name]]
        for mark, inc in includes(p):
            if mark == "\"" and inc != "config.h" and inc.split("/")[0] not in allowed:
                bad.append("%s includes %s" % (name, inc))
            if mark == "\"" and "/" not in inc and inc != "config.h":
                bad.append("%s includes %s without its folder" % (name, inc))
    return bad


def check_libraries(root):
    return ["%s includes <%s>" % (rel(root, p), inc) for p in sources(root) for mark, inc in includes(p)
            for pattern, where in LIBRARIES.items() if mark == "<" and re.match(pattern, inc)
            and not any(rel(root, p).startswith(w) for w in where)]


def check_banned(root):
    pattern = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED))
    return ["%s:%d: %s" % (rel(root, p), n, m[1]) for p in sources(root)
            for n, line in enumerate(bare(p.read_text()).split("\n"), 1) for m in pattern.finditer(line)]


def check_headers(root):
    flags = [f.replace("../src", str(TOP / "src")) if f.startswith("-I") else f
             for f in shlex.split(os.environ.get("AM_CPPFLAGS", "-D_GNU_SOURCE"))]
    try:
        flags += shlex.split(subprocess.run(["pkg-config", "--cflags", "libxml-2.0", "ncursesw", "jansson"],
                                            capture_output=True, text=True).stdout)
    except OSError:
        pass
    bad = []
    for p in sources(root, ".h"):
        run = subprocess.run(shlex.split(os.environ.get("CC", "cc")) + ["-I", str(root / "src")] + flags
                             + ["-std=gnu11", "-fsyntax-only", "-Wall", "-Werror", "-Wno-unused", "-x", "c", "-"],
                             input="#include \"%s\"\n" % rel(root, p), capture_output=True, text=True)
        if run.returncode:
            bad.append("%s: %s" % (rel(root, p), run.stderr.strip().split("\n")[0]))
    return bad


def check_size(root):
    bad = []
    for p in sources(root):
        lines = p.read_text().split("\n")
        if len(lines) > LINES:
            bad.append("%s has %d lines" % (rel(root, p), len(lines)))
        bad += ["%s:%d is too wide" % (rel(root, p), n) for n, line in enumerate(lines, 1)
                if len(line.expandtabs(8)) > COLUMNS]
    return bad


def check_style(root):
    rules = [(r"\btypedef\s+(struct|union)\b", "a struct is never typedef'd"), (r"[ \t]+$", "blanks at the end")]
    bad = []
    for p in sources(root):
        text = p.read_text()
        for n, (raw, line) in enumerate(zip(text.split("\n"), bare(text).split("\n")), 1):
            bad += ["%s:%d: %s" % (rel(root, p), n, why) for pattern, why in rules if re.search(pattern, line)
                    and (why[0] != "b" or raw.endswith((" ", "\t")))]
            if re.search(r"\b(TODO|FIXME|XXX)\b", raw):
                bad.append("%s:%d: left to do" % (rel(root, p), n))
    return bad


def check_listed(root):
    """Every source is in a local.mk or it would be missing from the tarball."""
    listed = set(re.findall(r"src/[\w./-]+\.(?:c|h|def)", "".join(
        p.read_text() for p in [*(root / "src").rglob("local.mk"), root / "Makefile.am"])))
    return ["%s is in no local.mk" % p for p in ("src/" + rel(root, p) for p in sources(root, ".c", ".h", ".def"))
            if p not in listed]


def check_messages(root):
    """Files with messages are the ones that po/POTFILES.in names."""
    named = [x for x in (root / "po/POTFILES.in").read_text().split("\n") if x and x[0] != "#"]
    bad = ["po/POTFILES.in names %s twice or not in order" % b for a, b in zip(named, named[1:]) if a >= b]
    bad += ["po/POTFILES.in names %s, which is missing" % x for x in named if not (root / x).is_file()]
    for p in sources(root, ".c", ".def"):
        name = "src/" + rel(root, p)
        if re.search(r"\bN?_\(\s*\"", p.read_text()) and name not in named:
            bad.append("%s has messages and is not in po/POTFILES.in" % name)
    return bad


def six_words(text):
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text)
    words = re.findall(r"[a-z]+", html.unescape(text).lower())
    return {" ".join(words[i:i + 6]) for i in range(len(words) - 5)}


SEED = TOP.parent / "shared/seed/article.html"


def check_own_words(root):
    theirs = six_words(SEED.read_text(errors="replace"))
    theirs = {s for s in theirs if len(set(s.split())) > 4 and len(s) > 24}
    bad = []
    for folder in ("src", "tests", "share", "man"):
        for p in sorted((root / folder).rglob("*")):
            if p.is_file() and p.stat().st_size < 1 << 20:
                bad += ["%s: \"%s\"" % (p.relative_to(root), s)
                        for s in sorted(six_words(p.read_text(errors="replace")) & theirs)[:3]]
    return bad


def needed(program, forbidden):
    out = subprocess.run(["objdump", "-p", str(BUILD / program)], capture_output=True, text=True)
    if out.returncode:
        return ["objdump cannot read %s" % program]
    return ["%s links %s" % (program, lib) for lib in re.findall(r"NEEDED\s+(\S+)", out.stdout)
            if any(lib.startswith(f) for f in forbidden)]


def tracked():
    if not shutil.which("git"):
        return None
    run = subprocess.run(["git", "-C", str(TOP), "ls-files"], capture_output=True, text=True)
    return run.stdout.split("\n") if run.returncode == 0 and run.stdout else None


def generated(names):
    return ["%s is made by the build" % n for n in names if GENERATED.search(n)]


def plant(root, name, text):
    path = root / name
    with open(path, "a") as f:
        f.write(text)


class Tap:
    count = failed = 0

    def test(self, ok, text, complaints=()):
        self.count += 1
        self.failed += not ok
        print("%sok %d - %s" % ("" if ok else "not ", self.count, text))
        for c in list(complaints)[:20]:
            print("# " + c)
        sys.stdout.flush()

    def skip(self, text, why):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, text, why))


FAULTS = [
    ("includes go one way", check_layers, "src/base/str.c", "#include \"store/db.h\"\n"),
    ("neighbours do not know each other", check_layers, "src/engine/engine.c", "#include \"app/client.h\"\n"),
    ("libraries stay in their folders", check_libraries, "src/engine/engine.c", "#include <libxml/tree.h>\n"),
    ("no banned function", check_banned, "src/base/str.c", "static int x(void) { return system (\"ls\"); }\n"),
    ("each header compiles alone", check_headers, "src/base/str.h", "struct buf never_declared_here;\n"),
    ("files are short", check_size, "src/base/str.c", "\n" * LINES),
    ("lines are short", check_size, "src/base/str.c", "\t" * 12 + "wider\n"),
    ("no typedef of structs", check_style, "src/base/str.c", "typedef struct { int a; } a_t;\n"),
    ("nothing is left to do", check_style, "src/base/str.c", "/* TO" + "DO */\n"),
    ("every source is listed", check_listed, "src/base/unlisted.c", "int unlisted;\n"),
    ("every message is listed", check_messages, "src/base/str.c", "const char *s = _(\"words\");\n"),
]


def main():
    tap = Tap()
    clean = {}
    for text, check, name, fault in FAULTS:
        if check not in clean:
            clean[check] = check(TOP)
            tap.test(not clean[check], text, clean[check])
        with tempfile.TemporaryDirectory() as tmp:
            root = pathlib.Path(tmp)
            for folder in ("src", "po"):
                shutil.copytree(TOP / folder, root / folder)
            shutil.copy(TOP / "Makefile.am", root)
            for p in [root, *root.rglob("*")]:
                p.chmod(0o755 if p.is_dir() else 0o644)     # "make distcheck" has all of it read-only
            if check is check_headers:
                for p in sources(root, ".h"):
                    if rel(root, p) not in ("base/str.h", "base/base.h"):
                        p.unlink()
            plant(root, name, fault)
            tap.test(len(check(root)) > (0 if check is check_headers else len(clean[check])),
                     "a fault is seen: " + text)
    links(tap)
    names = tracked()
    if names is None:
        tap.skip("no generated file is tracked", "no git here")
    else:
        tap.test(not generated(names), "no generated file is tracked", generated(names))
    tap.test(len(generated(["src/a.c", "configure", "src/x.o", "po/Makefile.in"])) == 3,
             "a fault is seen: generated files")
    own_words(tap)
    print("1..%d" % tap.count)
    return 1 if tap.failed else 0


def links(tap):
    if not shutil.which("objdump"):
        tap.skip("each program links its own libraries only", "no objdump")
        return
    bad = [b for program, forbidden in NEEDED.items() for b in needed(program, forbidden)]
    tap.test(not bad, "each program links its own libraries only", bad)
    tap.test(bool(needed("lede-engine", ["libcurl"])), "a fault is seen: a library too much")


def own_words(tap):
    if not SEED.is_file():
        tap.skip("all words are our own", "nothing to compare with")
        return
    bad = check_own_words(TOP)
    tap.test(not bad, "all words are our own", bad)
    with tempfile.TemporaryDirectory() as tmp:
        root = pathlib.Path(tmp)
        (root / "src").mkdir()
        shutil.copy(SEED, root / "src/copied.c")
        tap.test(bool(check_own_words(root)), "a fault is seen: words of others")


if __name__ == "__main__":
    sys.exit(main())

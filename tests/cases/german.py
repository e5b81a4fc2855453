#!/usr/bin/env python3
"""The German catalogue: well formed, complete, and what the commands print."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403

PO = os.path.join(SRC, "po/de.po")
LOCALES = os.path.join(HOME, "locale")
TEMPLATE = os.path.join(HOME, "lede.pot")
# Messages of the last days may lack a translation; more than these are a catalogue left behind.
MISSING_ALLOWED = 0.05


def tool(*args):
    return subprocess.run(args, capture_output=True, text=True, cwd=SRC, timeout=60,
                          env=dict(os.environ, LC_ALL="C"))


def compile_catalogue():
    folder = os.path.join(LOCALES, "de/LC_MESSAGES")
    os.makedirs(folder)
    p = tool("msgfmt", "-c", "--check-format", "-o", os.path.join(folder, "lede.mo"), PO)
    ok(p.returncode == 0 and not p.stderr, "the catalogue is well formed", p.stderr)


def options_of_makevars():
    with open(os.path.join(SRC, "po/Makevars"), encoding="utf-8") as f:
        return re.search(r"^XGETTEXT_OPTIONS = (.*)$", f.read(), re.M).group(1).split()


def is_complete():
    p = tool("xgettext", *options_of_makevars(), "--files-from=po/POTFILES.in", "-o", TEMPLATE)
    ok(p.returncode == 0, "the messages of the sources", p.stderr)
    with open(TEMPLATE, encoding="utf-8") as f:
        total = f.read().count("\nmsgid ") - 1
    p = tool("msgcmp", "--no-fuzzy-matching", PO, TEMPLATE)
    missing = p.stderr.count("this message is used but not defined")
    ok(total > 400 and missing <= total * MISSING_ALLOWED,
       "%d of %d messages have no German" % (missing, total), p.stderr)
    fuzzy = tool("msgattrib", "--only-fuzzy", "--no-obsolete", PO)
    ok(fuzzy.stdout == "", "none is in doubt", fuzzy.stdout)


def sources_are_listed():
    with open(os.path.join(SRC, "po/POTFILES.in"), encoding="utf-8") as f:
        listed = set(f.read().split())
    found = set()
    for folder, _, names in os.walk(os.path.join(SRC, "src")):
        for name in names:
            path = os.path.join(folder, name)
            if not name.endswith((".c", ".def")):
                continue
            with open(path, encoding="utf-8") as f:
                if re.search(r"\b(_|N_|ngettext)\(", f.read()):
                    found.add(os.path.relpath(path, SRC))
    equal(sorted(listed ^ found), [], "POTFILES.in names the files that have messages")


def commands():
    env = {"LANGUAGE": "de", "LEDE_LOCALEDIR": LOCALES}
    r = Run("--help", env=env)
    ok("Aufruf: lede" in r.out and "neue Meldungen und ihre Artikel holen" in r.out and
       "Options" not in r.out, "help", r)
    r = Run("keys", env=env)
    ok("eine Zeile nach unten" in r.out and "one line" not in r.out, "keys", r)
    r = Run("options", env=env)
    ok("Farben des Bildschirms" in r.out, "options", r)
    r = Run("frobnicate", env=env)
    ok(r.code == 64 and "diesen Befehl gibt es nicht" in r.err, "a wrong command", r)
    r = Run("add", "http://127.0.0.1:1/", env=env)
    ok(r.code == 1 and "keine Verbindung zu 127.0.0.1:1" in r.err, "what the engine says", r)
    r = Run("feed", "-", stdin=b"only words", env=env)
    ok(r.code == 1 and "bloßer Text" in r.err, "what the parser says", r)
    r = Run("list", "--json", env=dict(env, LANGUAGE="en"))
    ok("no subscriptions yet" in r.err, "another language stays English", r)


if all(map(shutil.which, ("msgfmt", "xgettext", "msgcmp", "msgattrib"))):
    compile_catalogue()
    is_complete()
    sources_are_listed()
    commands()
else:
    skip("German", "gettext's tools are not here")
done()

#!/usr/bin/env python3
"""Every case is a file: what a server sent, and beside it what lede makes of it.

  tests/cases/feeds/NAME.EXT + NAME.expected   lede feed --json NAME.EXT
  tests/cases/pages/NAME.EXT + NAME.expected   lede read --json NAME.EXT

NAME.expected is a JSON object that the answer must contain: members that it does not name do not
matter, null means that the member must be absent, lists must be equally long. Of its own it knows
"_args" (options for the command), "_exit" (exit code, else 0) and "_stderr" (words that the
message must hold); for long texts "_has" and "_lacks": member → strings that it must, or must not,
hold, those of "_has" in that order. Case names as arguments run only those.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COMMANDS = {"feeds": ["feed", "--json"], "pages": ["read", "--json"]}
TIMEOUT = 20
OWN = ("_args", "_exit", "_stderr", "_has", "_lacks")


def differences(want, got, path="$"):
    """What of want is not in got, as lines."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return ["%s: %r is no object" % (path, got)]
        out = []
        for key, value in want.items():
            if key in OWN:
                continue
            if value is None:
                if key in got:
                    out.append("%s.%s: %r, should be absent" % (path, key, got[key]))
            elif key not in got:
                out.append("%s.%s: absent, should be %r" % (path, key, value))
            else:
                out += differences(value, got[key], "%s.%s" % (path, key))
        return out
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return ["%s: %r, should be %r" % (path, got, want)]
        return [d for i, (w, g) in enumerate(zip(want, got))
                for d in differences(w, g, "%s[%d]" % (path, i))]
    return [] if want == got else ["%s: %r, should be %r" % (path, got, want)]


def holds(want, got):
    """What the members of got lack, or hold in vain, as lines."""
    out = []
    for key, words in want.get("_has", {}).items():
        rest = got.get(key, "")
        for w in words:
            at = rest.find(w)
            if at < 0:
                out.append("$.%s lacks %r%s" % (key, w, " at its place" if w in got.get(key, "") else ""))
            else:
                rest = rest[at + len(w):]
    for key, words in want.get("_lacks", {}).items():
        out += ["$.%s holds %r" % (key, w) for w in words if w in got.get(key, "")]
    return out


def run(folder, name, document):
    with open(os.path.join(HERE, folder, name + ".expected"), encoding="utf-8") as f:
        want = json.load(f)
    argv = [os.environ.get("LEDE", "lede")] + COMMANDS[folder] + want.get("_args", []) + [document]
    try:
        r = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return ["took more than %d s" % TIMEOUT]
    err = r.stderr.decode("utf-8", "replace")
    if r.returncode != want.get("_exit", 0):
        return ["exit code %d: %s" % (r.returncode, err.strip())]
    out = []
    if want.get("_stderr", "") not in err:
        out.append("stderr: %r, should hold %r" % (err, want["_stderr"]))
    try:
        got = json.loads(r.stdout.decode("utf-8"))
    except ValueError as e:
        return out + ["stdout is no JSON: %s" % e]
    return out + differences(want, got) + holds(want, got)


def cases():
    for folder in sorted(COMMANDS):
        top = os.path.join(HERE, folder)
        files = sorted(os.listdir(top)) if os.path.isdir(top) else []
        for f in files:
            name, ext = os.path.splitext(f)
            if ext == ".expected":
                docs = [x for x in files if os.path.splitext(x)[0] == name and x != f]
                yield folder, name, [os.path.join(top, x) for x in docs]


def main():
    wanted = sys.argv[1:]
    todo = [c for c in cases() if not wanted or c[1] in wanted]
    # A comparison that never fails proves nothing.
    control = differences({"a": [1], "b": None}, {"a": [2], "b": 1})
    control += holds({"_has": {"a": ["1", "2"]}, "_lacks": {"a": ["1"]}}, {"a": "2, 1"})
    print("1..%d" % (len(todo) + 1))
    print("%s 1 - the comparison sees differences" % ("ok" if len(control) == 4 else "not ok"))
    failed = len(control) != 4
    for n, (folder, name, docs) in enumerate(todo, 2):
        if len(docs) == 1:
            wrong = run(folder, name, docs[0])
        else:
            wrong = ["%d documents of that name" % len(docs)]
        print("%s %d - %s/%s" % ("not ok" if wrong else "ok", n, folder, name))
        for line in wrong:
            print("# " + line.replace("\n", " "))
        failed |= bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

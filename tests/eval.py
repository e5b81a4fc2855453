#!/usr/bin/env python3
"""Runs the development scorers over a built lede and compares with the floor kept in the tree.

  eval.py LEDE SHARED FLOOR [--update]

FLOOR has lines "name value"; a score more than 0.002 below its line fails. --update raises the lines
that were beaten. The last line is "N passed, N failed".
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SLACK = 0.002


def renamed(html):
    """The page with every class and id replaced: what is rated by its structure alone."""
    def other(m):
        words = (b"x" + hashlib.sha1(w).hexdigest()[:6].encode() for w in m.group(3).split())
        return m.group(1) + b"=" + m.group(2) + b" ".join(words) + m.group(2)
    return re.sub(rb"\b(class|id)=([\"'])([^\"']*)\2", other, html)


def rename_pages(ev, names, folder):
    sys.path.insert(0, str(ev / "article"))
    import lib                          # the scorer's own list of its pages
    for name in names:
        (folder / name).mkdir()
        for page in lib.load(name, "dev"):
            to = folder / name / page.name
            to = to if to.suffix == ".html" else to.with_name(to.name + ".html")
            to.write_bytes(renamed(page.path.read_bytes()))


def run(lede, argv, out=None, **more):
    env = dict(os.environ, LEDE=lede, **more)
    p = subprocess.run([sys.executable, *map(str, argv)], env=env, capture_output=True, text=True, timeout=900)
    if out:
        return json.loads(Path(out).read_text("utf-8")), p
    return None, p


def scores(lede, shared):
    ev = shared / "eval"
    with tempfile.TemporaryDirectory() as d:
        j = Path(d) / "out.json"
        _, p = run(lede, [shared / "seed" / "check.py"])
        yield "seed", 1.0 if p.returncode == 0 else 0.0
        for name in ("zyte", "readability", "trafilatura"):
            data, _ = run(lede, [ev / "article" / "score.py", "lede", "--set=" + name, "--split=dev", "-q",
                                 "--json", j], j)
            r = data["results"][0]
            yield name + "-f1", r["f1"]
            yield name + "-sound", 1.0 if not r["crashes"] + r["timeouts"] else 0.0
            if name == "trafilatura":  # of what is given, what is exactly right
                for field in ("title", "author", "date"):
                    yield name + "-" + field, r["meta"][field]["exact"]
        rename_pages(ev, ("zyte", "trafilatura"), Path(d))
        for name in ("zyte", "trafilatura"):
            data, _ = run(lede, [ev / "article" / "score.py", "lede", "--set=" + name, "--split=dev", "-q",
                                 "--json", j], j, LEDE_EVAL_PAGES=d)
            yield name + "-renamed-f1", data["results"][0]["f1"]
        data, _ = run(lede, [ev / "related" / "score_related.py", "--split=dev", "--json", j], j)
        w, e = data["with_related"], data["without"]
        yield "related-f1", w["f1"]
        yield "related-title", w["title_exact"]
        yield "related-empty", e["right"] / max(1, e["pages"])
        data, _ = run(lede, [ev / "frontpages" / "score_frontpages.py", "--json", j], j)
        yield "frontpage-f1", data["f1"]
        data, _ = run(lede, [ev / "feeds" / "score.py", "--json", j], j)
        core = [v for g, v in data["groups"].items() if g not in data["info_groups"]]
        yield "feeds-core", sum(v.get("pass", 0) for v in core) / max(1, sum(sum(v.values()) for v in core))


def main():
    lede, shared, floor_path = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3])
    floor = dict(line.split() for line in floor_path.read_text().splitlines() if line and line[0] != "#")
    passed = failed = 0
    got = {}
    for name, value in scores(lede, shared):
        got[name] = value
        want = float(floor.get(name, 0))
        ok = value >= want - SLACK
        passed, failed = passed + ok, failed + (not ok)
        print(f"{'ok' if ok else 'BELOW'} {name} {value:.4f} (floor {want:.4f})", flush=True)
    if "--update" in sys.argv:
        lines = ["# Development scores that a change may not fall below; raised with eval.py --update."]
        for name, value in got.items():
            lines.append(f"{name} {max(value, float(floor.get(name, 0))):.4f}")
        floor_path.write_text("\n".join(lines) + "\n")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())

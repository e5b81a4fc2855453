"""The screen under test: lede in tests/tui/drive, spoken to line by line. from screen import *"""
import os
import re
import subprocess

import tap

DRIVE = os.path.join(tap.BUILD, "tests/tui/drive")


def program(name, script):
    """A shell script below HOME that lede may start."""
    os.chmod(tap.write(name, "#!/bin/sh\n" + script + "\n"), 0o755)


class Screen:
    """do() sends commands of drive, each of whose checks becomes a test named after self.name;
    rows() is what the screen shows once all keys were consumed and nothing is out."""

    def __init__(self, name, *args, size="80x24", env=None, wrap=(), hide=()):
        self.name, self.stopped = name, False
        self.p = subprocess.Popen([DRIVE, "-", *wrap, tap.LEDE, *map(str, args)], text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, errors="replace",
                                  env=dict(os.environ, **(env or {})))
        self.height = 24
        self.do("size " + size, *("hide " + h for h in hide))

    def _send(self, lines):
        for line in lines:
            m = re.match(r"(?:size|resize) \d+x(\d+)", line)
            if m:
                self.height = int(m[1])
        try:
            self.p.stdin.write("".join(line + "\n" for line in lines) + "run : end of part\n")
            self.p.stdin.flush()
        except BrokenPipeError:
            self.stopped = True

    def _row(self):
        line = self.p.stdout.readline()
        return line[3:].rstrip("\n") if line.startswith("# |") else line.rstrip("\n")

    def do(self, *lines, quiet=False):
        """The rows that "dump" printed; quiet: checks that pass are no tests of their own."""
        rows = []
        lines = [x.strip() for line in lines for x in line.splitlines() if x.strip()]
        self._send(lines)
        while True:
            line = self.p.stdout.readline()
            m = re.match(r"(not )?ok \d+ - line \d+: (.*)", line)
            if m and m[2] == "run : end of part":
                return rows
            if m and (m[1] or not quiet):
                shown = [self._row() for _ in range(self.height)] if m[1] else []
                tap.ok(not m[1], "%s: %s" % (self.name, m[2]), "\n".join(shown))
            elif line.startswith("# |"):
                rows.append(line[3:].rstrip("\n"))
            elif line.startswith("Bail out!") or not line or line.startswith("1.."):
                if not self.stopped:
                    tap.ok(False, "%s: the driver goes on" % self.name, "%s after %s" % (line, lines))
                self.stopped = True
                return rows

    def rows(self, *lines):
        return self.do(*lines, "wait", "dump")

    def ok(self, passed, what, detail=None):
        if not passed and detail is None:
            detail = "\n".join(self.rows()) if not self.stopped else ""
        return tap.ok(passed, "%s: %s" % (self.name, what), detail)

    def raw_has(self, pattern):
        """Whether the bytes that went to the terminal so far have a match of the pattern."""
        path = os.path.join(os.environ["TMPDIR"], "raw")
        self.do("raw-save " + path)
        with open(path, "rb") as f:
            return re.search(pattern, f.read())

    def end(self, code=0):
        """Q leaves; every byte that went to the terminal is looked at."""
        self.do("key Q", "exit %d" % code, "raw-check")
        self.p.communicate()

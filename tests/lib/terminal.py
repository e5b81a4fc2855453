"""A command on a pseudo-terminal."""
import os
import pty
import select
import signal
import time

from tap import LEDE


class Terminal:
    """lede on a pseudo-terminal; .text is all that it wrote."""

    def __init__(self, *args, env=None):
        self.text, self.code = "", None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(LEDE, [LEDE, *map(str, args)], dict(os.environ, **(env or {})))

    def read_until(self, what, seconds=30):
        end = time.monotonic() + seconds
        while what not in self.text:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return False
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return what in self.text
            if not data:
                return False
            self.text += data.decode("utf-8", "replace")
        return True

    def finish(self):
        end = time.monotonic() + 60
        self.read_until("\0never", 60)
        if time.monotonic() >= end:
            os.kill(self.pid, signal.SIGKILL)
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return self

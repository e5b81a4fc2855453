"""lede-engine spoken to as lede itself does: messages of src/model/wire.h over a socket pair."""
import os
import select
import signal
import socket
import struct
import subprocess
import time

VERSION = 1
HELLO, REFRESH, STOP, PULL, SET_FLAGS, MARK_READ, ADD, REMOVE, IMPORT, SYNC = 1, *range(10, 19)
INDEX, QUEUE, VISIT, ATTEND = range(19, 23)
READY, ACK, FEED_DONE, PROGRESS, PAGE_DONE, REFRESH_DONE, CHANGED, STARTED = range(40, 48)
FORCE, ARTICLES, NO_CACHE = 1, 2, 4
READ, STARRED, LATER, HIDDEN = 1, 2, 4, 8
(OK, E_USAGE, E_NOTFOUND, E_IO, E_PARSE, E_LIMIT, E_NET, E_HTTP, E_REFUSED, E_DB, E_CORRUPT,
 E_FOREIGN, E_NEWER, E_READONLY, E_FULL, E_BUSY, E_CANCEL, E_DIED, E_PROTO) = range(19)

FIELDS = {"kind": (1, "u"), "rc": (2, "u"), "seq": (3, "i"), "id": (4, "i"), "n": (5, "i"),
          "m": (6, "i"), "url": (7, "s"), "text": (8, "s"), "words": (9, "S"), "ids": (10, "I"),
          "body": (11, "b")}
NAMES = {tag: (name, kind) for name, (tag, kind) in FIELDS.items()}


def put_uint(v):
    out = bytearray()
    while v >= 0x80:
        out.append(v & 0x7f | 0x80)
        v >>= 7
    out.append(v)
    return bytes(out)


def put_int(v):
    return put_uint(v << 1 if v >= 0 else (-v << 1) - 1)


def put_bytes(v):
    v = v.encode() if isinstance(v, str) else v
    return put_uint(len(v)) + v


def encode(msg):
    out = bytearray([VERSION])
    for name, (tag, kind) in FIELDS.items():
        v = msg.get(name)
        if not v and v != "":
            continue
        out.append(tag)
        if kind == "u":
            out += put_uint(v)
        elif kind == "i":
            out += put_int(v)
        elif kind in "sb":
            out += put_bytes(v)
        else:
            out += put_uint(len(v))
            for item in v:
                out += put_bytes(item) if kind == "S" else put_int(item)
    out.append(0)
    return struct.pack("<I", len(out)) + bytes(out)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def uint(self):
        v = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            v |= (byte & 0x7f) << shift
            if byte < 0x80:
                return v
            shift += 7

    def int(self):
        v = self.uint()
        return (v >> 1) ^ -(v & 1)

    def bytes(self):
        n = self.uint()
        self.at += n
        return self.data[self.at - n:self.at]


def decode(data):
    msg = {"kind": 0, "rc": 0, "seq": 0, "id": 0, "n": 0, "m": 0, "url": None, "text": None,
           "words": [], "ids": [], "body": b""}
    r = Reader(data)
    assert r.uint() == VERSION
    while (tag := r.uint()):
        name, kind = NAMES[tag]
        if kind == "u":
            msg[name] = r.uint()
        elif kind == "i":
            msg[name] = r.int()
        elif kind == "s":
            msg[name] = r.bytes().decode()
        elif kind == "b":
            msg[name] = r.bytes()
        else:
            msg[name] = [r.bytes().decode() if kind == "S" else r.int()
                         for _ in range(r.uint())]
    return msg


class Died(Exception):
    pass


class Engine:
    """One lede-engine and its socket. wrapper: argv put before it (strace ...)."""

    def __init__(self, folder, *args, wrapper=(), env=None, version=None):
        build = os.environ["abs_top_builddir"]
        self.version = version or subprocess.run(
            [f"{build}/lede-engine", "--version"], stdout=subprocess.PIPE, check=True,
            text=True).stdout.split()[1]
        self.folder = folder
        self.store = f"{folder}/lede.db"
        self.feeds = f"{folder}/feeds"
        self.config = f"{folder}/config"
        self.log = f"{folder}/log"
        if not os.path.exists(self.config):
            open(self.config, "w").close()
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [*wrapper, f"{build}/lede-engine", "--store", self.store, "--feeds", self.feeds,
             "--config", self.config, *args], stdin=theirs, stdout=theirs,
            env={**os.environ, "LEDE_EXEC_PATH": build, "LEDE_LOG": self.log, **(env or {})})
        theirs.close()
        self.socket = ours
        self.data = b""
        self.seq = 0
        self.events = []
        self.send(kind=HELLO, n=2, text=self.version)

    def send(self, **msg):
        try:
            self.socket.sendall(encode(msg))
        except OSError as e:
            raise Died from e

    def receive(self, timeout=30):
        """The next message; None on time-out."""
        end = time.monotonic() + timeout
        while True:
            if len(self.data) >= 4:
                n = struct.unpack("<I", self.data[:4])[0]
                if len(self.data) >= 4 + n:
                    msg = decode(self.data[4:4 + n])
                    self.data = self.data[4 + n:]
                    return msg
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                return None
            try:
                data = self.socket.recv(1 << 16)
            except OSError as e:
                raise Died from e
            if not data:
                raise Died
            self.data += data

    def until(self, kind, timeout=60, seq=None):
        """Waits for a message of that kind; all others are kept in events."""
        while True:
            msg = self.receive(timeout)
            if msg is None:
                raise TimeoutError(f"no message {kind}")
            if msg["kind"] == kind and (seq is None or msg["seq"] == seq):
                return msg
            self.events.append(msg)

    def ready(self):
        self.until(HELLO)
        return self.until(READY)

    def call(self, kind, timeout=60, **fields):
        self.seq += 1
        self.send(kind=kind, seq=self.seq, **fields)
        return self.until(ACK, timeout, self.seq)

    def refresh(self, flags=FORCE | ARTICLES, timeout=40, **fields):
        """Acknowledgement and REFRESH_DONE (None when refused)."""
        self.events = []
        ack = self.call(REFRESH, n=flags, **fields)
        return ack, None if ack["rc"] else self.until(REFRESH_DONE, timeout)

    def close(self, timeout=20):
        """Closes the socket; the exit code."""
        self.socket.close()
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def kill(self, sig=signal.SIGKILL):
        self.process.send_signal(sig)
        self.process.wait()
        self.socket.close()

"""Servers on loopback that answer as a test says, in the process of the test: real HTTP/1.1.

    site = Site("127.0.0.2")             another address is another host
    site.put("/feed", RSS)               status 200 and these bytes
    site.put("/feed", RSS, headers={"ETag": '"1"'}, status=200)
    site.put("/x", lambda request: (status, headers, body))
    site.asked                           requests so far: .path, .headers, .client
"""
import collections
import http.server
import threading


def rss(title, *stories, more=""):
    """A feed; stories are titles, or (title, RFC 822 date)."""
    items = ""
    for s in stories:
        name, date = (s, None) if isinstance(s, str) else s
        items += "<item><title>%s</title><guid>%s</guid>%s</item>" % (
            name, name, "<pubDate>%s</pubDate>" % date if date else "")
    return ("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>%s</title>"
            "<link>http://example.org/</link>%s%s</channel></rss>" % (title, more, items))


def page(title, *paragraphs):
    return ("<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1>%s</body></html>"
            % (title, title, "".join("<p>%s</p>" % p for p in paragraphs)))


Request = collections.namedtuple("Request", "path headers client")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *args):
        pass

    def do_GET(self):
        site = self.server.site
        with site.lock:
            site.asked.append(Request(self.path, self.headers, self.client_address))
        answer = site.any or site.pages.get(self.path) or (404, {}, b"")
        if callable(answer):
            answer = answer(self)
        status, headers, body = answer
        if isinstance(body, str):
            body = body.encode()
        etag = headers.get("ETag")
        if status == 200 and etag and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request, client_address):
        pass


class Site:
    def __init__(self, host="127.0.0.1", port=0, context=None):
        Server.address_family = 10 if ":" in host else 2
        self.server = Server((host, port), Handler)
        self.server.site = self
        scheme = "http"
        if context:
            scheme = "https"
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.host = host
        self.port = self.server.server_address[1]
        self.url = "%s://%s:%d" % (scheme, "[%s]" % host if ":" in host else host, self.port)
        self.lock = threading.Lock()
        self.asked, self.pages, self.any = [], {}, None
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def put(self, path, body="", status=200, headers=None):
        headers = dict(headers or {})
        if isinstance(body, str) and body.startswith("<!DOCTYPE"):
            headers.setdefault("Content-Type", "text/html; charset=utf-8")
        self.pages[path] = body if callable(body) else (status, headers, body)
        return self.url + path

    def move(self, path, to, status=302):
        return self.put(path, "", status, {"Location": to})

    def paths(self):
        """What was asked since the last call."""
        with self.lock:
            out, self.asked = [r.path for r in self.asked], []
        return out

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

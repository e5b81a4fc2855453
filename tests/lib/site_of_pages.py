"""Small sites on loopback that count their requests, for what finds the feeds of a site."""
import http.server
import threading

RSS, ATOM, HTML, XML = ("application/rss+xml", "application/atom+xml", "text/html; charset=utf-8",
                        "application/xml")


class Site(http.server.ThreadingHTTPServer):
    """pages: {path: (type, body) or (type, body, status, {header: value})}; .asked: the paths."""
    daemon_threads = True

    class RequestHandlerClass(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def do_GET(self):
            self.server.asked.append(self.path)
            page = self.server.pages.get(self.path, self.server.otherwise)
            ctype, body, status, headers = (page + (200, {}))[:4] if len(page) < 4 else page
            body = body.replace("BASE", self.server.url) if isinstance(body, str) else body
            data = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for k, v in {"Content-Type": ctype, "Content-Length": len(data), **headers}.items():
                self.send_header(k, str(v))
            self.end_headers()
            self.wfile.write(data)

    def __init__(self, pages, otherwise=(HTML, "<h1>Not found</h1>", 404, {})):
        super().__init__(("127.0.0.1", 0), self.RequestHandlerClass)
        self.port = self.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self.pages, self.otherwise, self.asked = pages, otherwise, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, address):
        pass


def rss(title, n=3):
    return RSS, "<rss version='2.0'><channel><title>%s</title>%s</channel></rss>" % (title, "".join(
        "<item><title>%s, story %d</title><guid>%s-%d</guid></item>" % (title, i, title, i) for i in range(n)))


def atom(title, n=2):
    return ATOM, ("<feed xmlns='http://www.w3.org/2005/Atom'><title>%s</title>%s</feed>" % (title, "".join(
        "<entry><title>%s, entry %d</title><id>%s-%d</id></entry>" % (title, i, title, i) for i in range(n))))


def alternate(href, title="", ctype=RSS):
    return "<link rel=alternate type='%s' title='%s' href='%s'>" % (ctype, title, href)


def page(head="", body="<p>Hello.</p>"):
    return HTML, "<!DOCTYPE html><html><head><title>The Quay</title>%s</head><body>%s</body></html>" % (head, body)


HEADLINES = "<main><section><h2>Harbour</h2><ul>%s</ul></section></main>" % "".join(
    "<li class=card><a href='/story/%d'><h3>The harbour master repairs the old bridge number %d again</h3></a>"
    "<p>Nobody on the quay had expected the work to take so long as it did.</p></li>" % (i, i) for i in range(12))

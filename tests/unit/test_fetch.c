/* Transfers against a real server on loopback that misbehaves by the path it is asked for. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "base/limits.h"
#include "fetch/address.h"
#include "fetch/multi.h"

static int port;
static pid_t server;

static void say(int fd, const char *s)
{
	while (*s) {
		ssize_t n = send(fd, s, strlen(s), MSG_NOSIGNAL);

		if (n <= 0)
			_exit(0);
		s += n;
	}
}

static void endless_chunks(int fd)
{
	static char chunk[65536 + 16];
	int n = snprintf(chunk, sizeof(chunk), "10000\r\n");

	memset(chunk + n, 'x', 65536);
	memcpy(chunk + n + 65536, "\r\n", 3);
	say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (;;)
		say(fd, chunk);
}

/* A deflate stream whose codes for "258 times the last byte" are zero bits: 1,032 : 1. Cut off
 * after 5 MB, below the cap on size, so that the ratio alone must stop it. */
static void bomb(int fd)
{
	static const unsigned char head[25] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3,
		0xec, 0xc1, 0x81, 0, 0, 0, 0, 0x80, 0x20, 0xd6, 0xfd, 0x25, 0x16, 0xa9, 0x0a };
	static const unsigned char zeros[5000];

	say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
	send(fd, head, sizeof(head), MSG_NOSIGNAL);
	send(fd, zeros, sizeof(zeros), MSG_NOSIGNAL);
}

static void many_headers(int fd)
{
	say(fd, "HTTP/1.1 200 OK\r\n");
	for (;;)
		say(fd, "X-Noise: noise noise noise\r\n");
}

static void redirect(int fd, const char *code, const char *to)
{
	char line[512];

	snprintf(line, sizeof(line), "HTTP/1.1 %s Moved\r\nLocation: %s\r\n"
		 "Content-Length: 0\r\nConnection: close\r\n\r\n", code, to);
	say(fd, line);
}

static void serve_page(int fd, const char *request)
{
	if (strstr(request, "If-None-Match: \"one\""))
		say(fd, "HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\nConnection: close\r\n\r\n");
	else
		say(fd, "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Type: text/plain\r\n"
		    "Last-Modified: Mon, 16 Jul 2018 17:55:00 GMT\r\n"
		    "Cache-Control: public, max-age=7200\r\n"
		    "Content-Length: 5\r\nConnection: close\r\n\r\nhello");
}

static void serve(int fd)
{
	char request[4096];
	char path[256] = "";
	size_t n = 0;

	while (n + 1 < sizeof(request)) {
		ssize_t got = recv(fd, request + n, sizeof(request) - 1 - n, 0);

		if (got <= 0)
			_exit(0);
		n += (size_t)got;
		request[n] = '\0';
		if (strstr(request, "\r\n\r\n"))
			break;
	}
	if (n > 4)
		snprintf(path, sizeof(path), "%.*s", (int)strcspn(request + 4, " "), request + 4);
	if (!strcmp(path, "/page"))
		serve_page(fd, request);
	else if (!strcmp(path, "/endless"))
		endless_chunks(fd);
	else if (!strcmp(path, "/bomb"))
		bomb(fd);
	else if (!strcmp(path, "/headers"))
		many_headers(fd);
	else if (!strcmp(path, "/loop"))
		redirect(fd, "302", "/loop");
	else if (!strcmp(path, "/moved"))
		redirect(fd, "301", "/moved2");
	else if (!strcmp(path, "/moved2"))
		redirect(fd, "308", "/page");
	else if (!strcmp(path, "/mixed"))
		redirect(fd, "302", "/moved2");
	else if (!strcmp(path, "/tofile"))
		redirect(fd, "302", "file:///etc/passwd");
	else if (!strcmp(path, "/gone"))
		say(fd, "HTTP/1.1 410 Gone\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone");
	else if (!strcmp(path, "/busy"))
		say(fd, "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n"
		    "Connection: close\r\n\r\n");
	else if (!strcmp(path, "/reset")) {
		struct linger l = { 1, 0 };

		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	} else if (!strcmp(path, "/short"))
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
	else if (!strcmp(path, "/garbage"))
		say(fd, "\x01\x02 this is no HTTP\r\n\r\n");
	else
		say(fd, "HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	close(fd);
}

static int start_server(void **state)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&sin, sizeof(sin)) || listen(fd, 64) ||
	    getsockname(fd, (struct sockaddr *)&sin, &len))
		return -1;
	port = ntohs(sin.sin_port);
	server = fork();
	if (server == 0) {
		signal(SIGCHLD, SIG_IGN);
		for (;;) {
			int c = accept(fd, NULL, NULL);

			if (c < 0)
				continue;
			if (fork() == 0) {
				close(fd);
				serve(c);
				_exit(0);
			}
			close(c);
		}
	}
	close(fd);
	return http_init(NULL);
}

static int stop_server(void **state)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	http_cleanup();
	return 0;
}

static struct multi *multi;
static struct http_options options;

static int setup(void **state)
{
	options = (struct http_options){ 0 };
	multi = multi_new(&options);
	return 0;
}

static int teardown(void **state)
{
	multi_free(multi);
	return 0;
}

static const char *address(const char *path)
{
	static char url[256];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", port, path);
	return url;
}

/* Waits for the next reply; the watchdog of the test harness ends a hang. */
static struct http_reply *next(void)
{
	struct http_reply *r;

	alarm(30);
	while (!(r = multi_next(multi))) {
		assert_int_equal(multi_perform(multi, NULL), OK);
		r = multi_next(multi);
		if (r)
			break;
		assert_int_equal(multi_wait(multi, NULL, 0, 1000, NULL), OK);
	}
	alarm(0);
	return r;
}

static struct http_reply *get(struct http_request r)
{
	r.max_bytes = r.max_bytes ? r.max_bytes : MIB(10);
	multi_start(multi, &r, &port);
	return next();
}

static void expect(const char *path, enum rc rc, int status)
{
	struct http_reply *r = get((struct http_request){ .url = address(path) });

	if (r->err.rc != rc || (status && r->status != status))
		print_error("%s: rc %d, status %d, %s\n", path, r->err.rc, r->status, r->err.msg);
	assert_int_equal(r->err.rc, rc);
	if (status)
		assert_int_equal(r->status, status);
	assert_true(rc == OK || r->err.msg[0]);
	multi_release(multi, r);
}

static void test_plain(void **state)
{
	struct http_reply *r = get((struct http_request){ .url = address("/page") });

	assert_int_equal(r->err.rc, OK);
	assert_int_equal(r->status, 200);
	assert_string_equal(buf_cstr(&r->body), "hello");
	assert_string_equal(r->etag, "\"one\"");
	assert_string_equal(r->content_type, "text/plain");
	assert_int_equal(r->fresh, 7200);
	assert_true(r->was_private);
	assert_null(r->moved_to);
	assert_ptr_equal(r->ctx, &port);
	multi_release(multi, r);
	assert_int_equal(multi_count(multi), 0);
}

static void test_conditional(void **state)
{
	struct http_reply *r = get((struct http_request){ .url = address("/page"),
							  .etag = "\"one\"" });

	assert_int_equal(r->err.rc, OK);
	assert_int_equal(r->status, 304);
	assert_int_equal(r->body.len, 0);
	multi_release(multi, r);
	/* A validator from a damaged store must not become another header. */
	r = get((struct http_request){ .url = address("/page"),
				       .etag = "x\r\nIf-None-Match: \"one\"" });
	assert_int_equal(r->status, 200);
	multi_release(multi, r);
}

static void test_hostile(void **state)
{
	expect("/endless", E_LIMIT, 200);
	expect("/bomb", E_LIMIT, 200);
	expect("/headers", E_LIMIT, 0);
	expect("/loop", E_LIMIT, 0);
	expect("/tofile", E_REFUSED, 0);
	expect("/reset", E_NET, 0);
	expect("/short", E_NET, 0);
	expect("/garbage", E_NET, 0);
	expect("/nothing", E_HTTP, 404);
	expect("/gone", E_HTTP, 410);
}

static void test_schemes(void **state)
{
	static const char *const urls[] = { "file:///etc/passwd", "ftp://127.0.0.1/x",
					    "gopher://127.0.0.1/", "javascript:1", "" };

	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct http_reply *r = get((struct http_request){ .url = urls[i] });

		assert_int_equal(r->err.rc, E_REFUSED);
		multi_release(multi, r);
	}
}

static void test_moved(void **state)
{
	struct http_reply *r = get((struct http_request){ .url = address("/moved") });

	assert_int_equal(r->status, 200);
	assert_string_equal(r->moved_to, address("/page"));
	assert_string_equal(r->url, address("/page"));
	multi_release(multi, r);
	r = get((struct http_request){ .url = address("/mixed") });
	assert_int_equal(r->status, 200);
	assert_null(r->moved_to);
	multi_release(multi, r);
}

static void test_private(void **state)
{
	struct http_reply *r;

	/* Leave a connection in the cache that a later request could take. */
	expect("/page", OK, 200);
	r = get((struct http_request){ .url = address("/page"), .from_public = true });
	assert_int_equal(r->err.rc, E_REFUSED);
	multi_release(multi, r);
	options.allow_private = true;
	r = get((struct http_request){ .url = address("/page"), .from_public = true });
	assert_int_equal(r->err.rc, OK);
	multi_release(multi, r);
	options.allow_private = false;
	/* A name, not digits: only the socket knows. */
	{
		char url[64];

		snprintf(url, sizeof(url), "http://localhost:%d/page", port);
		r = get((struct http_request){ .url = url, .from_public = true });
		assert_int_equal(r->err.rc, E_REFUSED);
		multi_release(multi, r);
	}
}

static void test_addresses(void **state)
{
	static const char *const private[] = { "127.0.0.1", "10.1.2.3", "192.168.0.1",
		"172.31.255.255", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fe80::1",
		"fd00::1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "224.0.0.1",
		"255.255.255.255" };
	static const char *const public[] = { "1.1.1.1", "172.32.0.1", "100.128.0.1",
		"2606:4700::1111", "::ffff:8.8.8.8", "192.169.0.1" };

	for (size_t i = 0; i < ARRAY_LEN(private); i++)
		assert_true(address_text_is_private(private[i]));
	for (size_t i = 0; i < ARRAY_LEN(public); i++)
		assert_false(address_text_is_private(public[i]));
	assert_true(address_url_is_private("http://[::1]:80/"));
	assert_true(address_url_is_private("http://LOCALHOST/"));
	assert_false(address_url_is_private("http://example.org/"));
}

static void test_many(void **state)
{
	struct http_request r = { .url = address("/page"), .max_bytes = 100 };

	for (int i = 0; i < 50; i++)
		multi_start(multi, &r, NULL);
	assert_int_equal(multi_count(multi), 50);
	for (int i = 0; i < 50; i++) {
		struct http_reply *reply = next();

		assert_int_equal(reply->status, 200);
		multi_release(multi, reply);
	}
	assert_int_equal(multi_count(multi), 0);
}

static void test_urgent(void **state)
{
	struct http_request r = { .url = address("/page"), .max_bytes = 100, .is_page = true };
	int before = 0;

	for (int i = 0; i < 50; i++)
		multi_start(multi, &r, NULL);
	assert_int_equal(multi_perform(multi, NULL), OK);
	r.is_urgent = true;
	multi_start(multi, &r, &port);
	for (bool found = false; !found; before++) {
		struct http_reply *reply = next();

		found = reply->ctx == &port;
		multi_release(multi, reply);
	}
	assert_in_range(before, 1, 10);
}

static void test_hold(void **state)
{
	struct http_reply *r = get((struct http_request){ .url = address("/busy") });

	assert_int_equal(r->status, 503);
	assert_int_equal(r->retry_after, 120);
	multi_hold(multi, r->url, r->status, r->retry_after);
	multi_release(multi, r);
	r = get((struct http_request){ .url = address("/page") });
	assert_int_equal(r->err.rc, E_HTTP);
	assert_int_equal(r->status, 503);
	multi_release(multi, r);
}

static void test_dead_host(void **state)
{
	struct http_request r = { .url = "http://127.0.0.1:1/", .max_bytes = 100 };

	for (int i = 0; i < 50; i++)
		multi_start(multi, &r, NULL);
	for (int i = 0; i < 50; i++) {
		struct http_reply *reply = next();

		assert_int_equal(reply->err.rc, E_NET);
		assert_non_null(strstr(reply->err.msg, "127.0.0.1:1"));
		multi_release(multi, reply);
	}
	assert_int_equal(multi_count(multi), 0);
	expect("/page", OK, 200);
}

static bool drop(void *ctx, void *data)
{
	++*(int *)data;
	return true;
}

static void test_cancel(void **state)
{
	struct http_request r = { .url = address("/endless"), .max_bytes = MIB(10) };
	int n = 0;

	for (int i = 0; i < 10; i++)
		multi_start(multi, &r, NULL);
	assert_int_equal(multi_perform(multi, NULL), OK);
	multi_cancel(multi, drop, &n);
	assert_int_equal(n, 10);
	assert_int_equal(multi_count(multi), 0);
	expect("/page", OK, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_plain, setup, teardown),
		cmocka_unit_test_setup_teardown(test_conditional, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hostile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_schemes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_moved, setup, teardown),
		cmocka_unit_test_setup_teardown(test_private, setup, teardown),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_urgent, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dead_host, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cancel, setup, teardown),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/osfile.h"
#include "base/limits.h"
#include "config/feedsfile.h"
#include "config/netrc.h"
#include "config/source.h"
#include "config/settings.h"

static struct arena *a;
static char *path;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	a = arena_new(MIB(16));
	path = arena_printf(a, "%s/lede-config-%ld", tmp ? tmp : "/tmp", (long)getpid());
	return 0;
}

static int tear_down(void **state)
{
	unlink(path);
	arena_free(a);
	return 0;
}

static void put(const char *text)
{
	assert_int_equal(osfile_replace(path, str_of(text), NULL), OK);
}

static void assert_file(const char *want)
{
	struct buf b = BUF_INIT(MIB(1));

	assert_int_equal(osfile_read(path, &b, NULL), OK);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

/* Every default passes its own check. */
static void test_defaults(void **state)
{
	struct config c;
	int i;

	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	assert_int_equal(config_load(&c, NULL, NULL), OK);
	assert_null(c.path);
	for (i = 0; i < OPTION_COUNT; i++)
		assert_int_equal(config_set(&c, str_of(option_table[i].name),
					    str_of(option_table[i].def), NULL), OK);
	assert_int_equal(config_number(&c, OPT_RELOAD_INTERVAL), 900);
	assert_true(config_bool(&c, OPT_MOUSE));
	assert_true(config_is(&c, OPT_THEME, "default"));
	config_free(&c);
}

static void test_settings(void **state)
{
	struct config c;
	struct err e;

	put("\xef\xbb\xbf# comment\n"
	    "set text-width 60\r\n"
	    "  set reload-interval 30m # half an hour\n"
	    "set browser \"my browser\" # with blanks\n"
	    "set mouse no\n"
	    "set show-read\n"
	    "set theme purple\n"
	    "set no-such x\n"
	    "set text-width 9999\n"
	    "set browser \"open\n"
	    "frobnicate\n"
	    "bind j next in stories\n"
	    "bind \"g g\" first\n"
	    "bind x\n"
	    "bind x y of z\n"
	    "set theme light extra\n"
	    "set user-agent \xff\n"
	    "set colors never");
	assert_int_equal(config_load(&c, path, &e), OK);
	assert_int_equal(config_number(&c, OPT_TEXT_WIDTH), 60);
	assert_int_equal(config_number(&c, OPT_RELOAD_INTERVAL), 1800);
	assert_string_equal(config_string(&c, OPT_BROWSER), "my browser");
	assert_false(config_bool(&c, OPT_MOUSE));
	assert_true(config_is(&c, OPT_COLORS, "never"));
	assert_true(config_is(&c, OPT_THEME, "default"));
	assert_int_equal(c.n_binds, 2);
	assert_string_equal(c.binds[0].pane, "stories");
	assert_string_equal(c.binds[1].keys, "g g");
	assert_null(c.binds[1].pane);
	assert_int_equal(c.binds[1].line, 13);
	assert_int_equal(c.n_errors, 9);
	assert_string_equal(c.errors[0] + strlen(path),
			    ":7:11: theme is one of: default contrast light none");
	assert_string_equal(c.errors[1] + strlen(path), ":8:5: no option is called \"no-such\"");
	assert_string_equal(c.errors[3] + strlen(path), ":10:13: a quote is not closed");
	config_free(&c);
	assert_int_equal(config_load(&c, "/nonexistent/x", &e), E_NOTFOUND);
	config_free(&c);
}

static void assert_error(const struct config *c, size_t i, const char *want)
{
	assert_true(i < c->n_errors);
	assert_string_equal(c->errors[i] + strlen(path), want);
}

static void test_for(void **state)
{
	struct config c;
	const char **headers;
	size_t n;

	put("set reload-interval 1h\n"
	    "for * set reload-interval 2h # all\n"
	    "for https://Example.org:443/*/news set reload-interval 5m\n"
	    "for *example.org/a* set proxy \"socks5h://127.0.0.1:9050\"\n"
	    "for https://example.org/* set header \"X-Token: a, b\"\n"
	    "for * set header \"DNT: 1\"\n"
	    "for https://*.example.net/* set login ada\n"
	    "for https://example.org/* set netrc no\n"
	    "for https://B\xc3\x9c" "CHER.example/* set login bram\n"
	    "for https://example.org* set netrc\n");
	assert_int_equal(config_load(&c, path, NULL), OK);
	assert_int_equal(c.n_errors, 0);
	assert_int_equal(config_number(&c, OPT_RELOAD_INTERVAL), 3600);
	assert_int_equal(config_number_for(&c, "http://b.example/", OPT_RELOAD_INTERVAL), 7200);
	assert_int_equal(config_number_for(&c, "https://example.org/x/y/news", OPT_RELOAD_INTERVAL),
			 300);
	assert_int_equal(config_number_for(&c, "https://example.org/news", OPT_RELOAD_INTERVAL),
			 7200);
	assert_int_equal(config_number_for(&c, "https://example.org/x/news/", OPT_RELOAD_INTERVAL),
			 7200);
	assert_string_equal(config_string_for(&c, "https://www.example.org/ab", OPT_PROXY),
			    "socks5h://127.0.0.1:9050");
	assert_string_equal(config_string_for(&c, "https://www.example.org/b", OPT_PROXY), "");
	assert_string_equal(config_string_for(&c, "https://a.example.net/", OPT_LOGIN), "ada");
	assert_string_equal(config_string_for(&c, "https://example.net/", OPT_LOGIN), "");
	assert_string_equal(config_string_for(&c, "https://a.example.net.evil.example/", OPT_LOGIN),
			    "");
	assert_string_equal(config_string_for(&c, "https://evil.example/a.example.net/x", OPT_LOGIN),
			    "");
	assert_string_equal(config_string_for(&c, "https://b\xc3\xbc" "cher.example/", OPT_LOGIN),
			    "bram");
	assert_true(config_bool_for(&c, "https://example.org/", OPT_NETRC));
	headers = config_headers_for(&c, a, "https://example.org/feed", &n);
	assert_int_equal(n, 2);
	assert_string_equal(headers[0], "X-Token: a, b");
	assert_string_equal(headers[1], "DNT: 1");
	config_headers_for(&c, a, "http://example.org/feed", &n);
	assert_int_equal(n, 1);
	config_free(&c);

	put("for\n"
	    "for https://example.org/* bind j next\n"
	    "for https://example.org/* set\n"
	    "for https://example.org/* set theme light\n"
	    "for https://example.org/* set reload-interval 1s\n"
	    "for https://example.org/* set header \"Host: evil.example\"\n"
	    "for https://example.org/* set header \"no header\"\n"
	    "for https://example.org/* set header \"X: a\rB: c\"\n"
	    "for https://example.org/* set header \"X Y: z\"\n"
	    "for https://example.org* set password-command \"pass show x\"\n"
	    "for *example.org/ set cookies-file ~/cookies\n"
	    "set login ada\n"
	    "for https://example.org/* set header X: 1\n");
	assert_int_equal(config_load(&c, path, NULL), OK);
	assert_int_equal(c.n_errors, 13);
	assert_int_equal(c.n_fors, 0);
	assert_error(&c, 0, ":1:4: for what? \"for PATTERN set OPTION VALUE\"");
	assert_error(&c, 3, ":4:31: theme is not set for single feeds");
	assert_error(&c, 4, ":5:47: reload-interval is a time from 60 to 604800 seconds");
	assert_error(&c, 5, ":6:38: header is \"Name: value\", and none of those that lede sends "
		     "itself");
	assert_error(&c, 9, ":10:5: for password-command the pattern names the whole host, as in "
		     "https://example.org/*");
	assert_error(&c, 11, ":12:5: login is set for feeds: \"for https://example.org/* set login "
		     "VALUE\"");
	assert_error(&c, 12, ":13:41: too many words: a value with blanks needs quotes");
	config_free(&c);
}

static const char *netrc(const char *text, const char *host, const char *login)
{
	char *name, *password;
	struct err e;

	if (netrc_parse(a, str_of(text), host, login, &name, &password, &e))
		return e.rc == E_NOTFOUND ? NULL : arena_strdup(a, e.msg);
	return arena_printf(a, "%s:%s", name, password);
}

static void test_netrc(void **state)
{
	static const char text[] =
		"# machine commented.example login x password y\n"
		"machine one.example login ada password s3cret # the first\n"
		"machine two.example\n\tlogin \"a b\"\n\tpassword \"q\\\"x\" account z\n"
		"macdef init\nmachine three.example login no password no\n\n"
		"machine three.example login yes password yes\n"
		"machine four.example login nobody\n"
		"machine one.example login bram password other\n"
		"default login any password any\n"
		"machine five.example password alone";

	assert_string_equal(netrc(text, "one.example", NULL), "ada:s3cret");
	assert_string_equal(netrc(text, "ONE.example", "bram"), "bram:other");
	assert_null(netrc(text, "one.example", "cleo"));
	assert_string_equal(netrc(text, "two.example", NULL), "a b:q\"x");
	assert_string_equal(netrc(text, "three.example", NULL), "yes:yes");
	assert_null(netrc(text, "four.example", NULL));
	assert_string_equal(netrc(text, "five.example", NULL), ":alone");
	assert_null(netrc(text, "commented.example", NULL));
	assert_null(netrc(text, "six.example", NULL));
	assert_null(netrc("machine", "machine", NULL));
	assert_null(netrc("machine a login b password", "a", NULL));
	assert_null(netrc("\"machine", "a", NULL));
	assert_null(netrc("", "", NULL));
}

/* A name and a password in an address stay in the file, and are no part of what it is known by. */
static void test_logins(void **state)
{
	struct outline add[] = {
		{ .url = "https://eve:x%40y@c.example/", .title = "C" },
		{ .url = "https://d.example/", .login = "dov" },
		{ .url = "https://other:name@a.example/feed" },
	};
	struct outlines list;
	size_t n;

	put("https://ada:s3cret@A.example/feed news\nhttps://@b.example/\n");
	assert_int_equal(feedsfile_add(path, add, ARRAY_LEN(add), &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 4);
	assert_string_equal(list.items[0].url, "https://a.example/feed");
	assert_string_equal(list.items[0].login, "ada:s3cret");
	assert_string_equal(list.items[1].url, "https://b.example/");
	assert_null(list.items[1].login);
	assert_string_equal(list.items[2].url, "https://c.example/");
	assert_string_equal(list.items[2].login, "eve:x%40y");
	assert_string_equal(list.items[3].login, "dov");
	/* to the same host with the name, to others without, never into the clear */
	assert_int_equal(feedsfile_move(path, "https://a.example/feed", "https://a.example/atom",
					NULL), OK);
	assert_int_equal(feedsfile_move(path, "https://c.example/", "https://e.example/", NULL),
			 OK);
	assert_int_equal(feedsfile_move(path, "https://d.example/", "http://d.example/", NULL), OK);
	assert_int_equal(feedsfile_remove(path, "https://b.example/", NULL), OK);
	assert_file("https://ada:s3cret@a.example/atom news\n"
		    "https://e.example/ \"~C\"\n"
		    "http://d.example/\n");
	/* a title alone leaves the name, a new name takes its place */
	add[0] = (struct outline){ .url = "https://a.example/atom", .title = "A" };
	assert_int_equal(feedsfile_edit(path, "https://a.example/atom", &add[0], NULL), OK);
	add[0].url = "https://a.example/rss";
	assert_int_equal(feedsfile_edit(path, "https://a.example/atom", &add[0], NULL), OK);
	add[1] = (struct outline){ .url = "http://d.example/", .login = "dov:x" };
	assert_int_equal(feedsfile_edit(path, "http://d.example/", &add[1], NULL), OK);
	assert_file("https://ada:s3cret@a.example/rss \"~A\"\n"
		    "https://e.example/ \"~C\"\n"
		    "http://dov:x@d.example/\n");
	/* that of an address to filter is none of the subscription's either */
	put("\"filter:sed x:https://ada:s3cret@a.example/feed\" news\n");
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 1);
	assert_null(strstr(list.items[0].url, "s3cret"));
	assert_string_equal(list.items[0].login, "ada:s3cret");
}

static const char urls[] =
	"# my feeds\n"
	"\n"
	"https://Example.org/feed \"Example: \\\"news\\\"\" world europe # why\n"
	"http://b.example/rss \"~B\" \"two words\"\n"
	"exec:/bin/date x\n"
	"\"filter: ~/bin/a 'b c' :HTTP://D.example/x?a:http://e/\" \"~F\"\n"
	"filter:/bin/cat:ftp://d.example/\n"
	"\"exec:a 'b\"\n"
	"exec:\n"
	"file:x.xml\n"
	"\"query:unread:unread = \\\"yes\\\"\"\n"
	"nonsense\n"
	"  feed://c.example/\n";

static void test_feeds_read(void **state)
{
	struct outlines list;

	put(urls);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 6);
	assert_string_equal(list.items[0].url, "https://example.org/feed");
	assert_string_equal(list.items[0].title, "Example: \"news\"");
	assert_int_equal(list.items[0].n_tags, 2);
	assert_string_equal(list.items[0].tags[1], "europe");
	assert_string_equal(list.items[1].title, "B");
	assert_int_equal(list.items[1].n_tags, 1);
	assert_string_equal(list.items[1].tags[0], "two words");
	/* The words after it are tags, as newsboat has it. */
	assert_string_equal(list.items[2].url, "exec:/bin/date");
	assert_string_equal(list.items[2].tags[0], "x");
	assert_string_equal(list.items[3].url,
			    "filter:~/bin/a 'b c':http://d.example/x?a:http://e/");
	assert_string_equal(list.items[3].title, "F");
	assert_int_equal(str_find(str_of(list.items[4].url), STR("file:///")), 0);
	assert_string_equal(list.items[5].url, "http://c.example/");
	assert_int_equal(list.n_warnings, 5);
	assert_string_equal(list.warnings[0] + strlen(path), ":7: filter: wants a program, a colon "
			    "and an address with http:// or https://");
	assert_string_equal(list.warnings[1] + strlen(path), ":8: a quote is not closed");
	assert_string_equal(list.warnings[2] + strlen(path), ":9: no program is named");
	assert_string_equal(list.warnings[3] + strlen(path),
			    ":11: query feeds are kept but not shown");
	/* Of elsewhere, only the web's. */
	list = (struct outlines){ 0 };
	feedsfile_parse(a, "urls", STR(urls), &list);
	assert_int_equal(list.n_items, 3);
	for (size_t i = 0; i < list.n_items; i++)
		assert_int_equal(source_kind(str_of(list.items[i].url)), SOURCE_WEB);
	assert_int_equal(list.n_warnings, 3);
	assert_int_equal(str_find(str_of(list.warnings[2]), STR("urls:5: 6 lines that run")), 0);
	unlink(path);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 0);
}

/* An edit touches its own line and no other byte. */
static void test_feeds_edit(void **state)
{
	const char *tags[] = { "x", "a b" };
	const struct outline more[] = {
		{ .url = "https://d.example/", .title = "D \"q\"", .tags = tags, .n_tags = 2 },
		{ .url = "https://EXAMPLE.org/feed" },
	};
	const struct outline bad = { .url = "javascript:1" };
	char *want = arena_printf(a, "%shttps://d.example/ \"~D \\\"q\\\"\" x \"a b\"\n", urls);
	struct outlines list;
	struct err e;
	size_t added;

	put(urls);
	assert_int_equal(feedsfile_add(path, more, 2, &added, &e), OK);
	assert_int_equal(added, 1);
	assert_file(want);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_string_equal(list.items[6].title, "D \"q\"");
	assert_string_equal(list.items[6].tags[1], "a b");
	assert_int_equal(feedsfile_add(path, &bad, 1, &added, &e), E_USAGE);
	assert_file(want);
	assert_int_equal(feedsfile_remove(path, "https://d.example/", &e), OK);
	assert_file(urls);
	assert_int_equal(feedsfile_remove(path, "https://d.example/", &e), E_NOTFOUND);
	assert_int_equal(feedsfile_move(path, "http://c.example/", "https://c.example/x", &e), OK);
	assert_int_equal(feedsfile_move(path, "https://c.example/x", "exec:x", &e), E_USAGE);
	put("http://c.example/ t # c\nno end");
	assert_int_equal(feedsfile_move(path, "http://c.example/", "https://c.example/x", &e), OK);
	assert_file("https://c.example/x t # c\nno end");
	put("\xef\xbb\xbf \"http://c.example/\\\"x\" t\n");
	assert_int_equal(feedsfile_move(path, "http://c.example/%22x", "https://c.example/x", &e), OK);
	assert_file("\xef\xbb\xbf https://c.example/x t\n");
	put("\"http://c.example/x\"t");
	assert_int_equal(feedsfile_move(path, "http://c.example/x", "https://c.example/x", &e), OK);
	assert_file("https://c.example/x t");
	put("https://c.example/x t # c\nno end");
	assert_int_equal(feedsfile_add(path, more, 1, NULL, &e), OK);
	assert_file("https://c.example/x t # c\nno end\n"
		    "https://d.example/ \"~D \\\"q\\\"\" x \"a b\"\n");
}

/* Words that would be read as something else, and bytes that are no text. */
static void test_feeds_odd(void **state)
{
	const char *tags[] = { "~c", "two words", "!", "#d" };
	const struct outline more[] = {
		{ .url = "https://d.example/", .title = "D", .tags = tags, .n_tags = 4 },
		{ .url = "https://e.example/", .tags = tags + 1, .n_tags = 1 },
	};
	struct outlines list;
	struct err e;
	size_t i;

	put("https://a.example/\xff\nhttps://b.example/ \"b b\" \"~B\"\n");
	assert_int_equal(feedsfile_add(path, more, 2, NULL, &e), OK);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 4);
	assert_string_equal(list.items[1].title, "B");
	assert_string_equal(list.items[1].tags[0], "b b");
	assert_string_equal(list.items[2].title, "D");
	assert_int_equal(list.items[2].n_tags, 4);
	for (i = 0; i < 4; i++)
		assert_string_equal(list.items[2].tags[i], tags[i]);
	assert_null(list.items[3].title);
	assert_int_equal(list.items[3].n_tags, 1);
	assert_string_equal(list.items[3].tags[0], "two words");
	assert_int_equal(feedsfile_remove(path, list.items[0].url, &e), OK);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 3);
}

/* A program or a file comes into the list, and leaves it, by the user's hand alone. */
static void test_feeds_own(void **state)
{
	static const char *const bad[] = {
		"exec:/bin/date", "EXEC:/bin/date", "filter:/bin/cat:http://a.example/", "file:x",
		"file:///x", " exec:x", "\"exec:x\"", "feed:exec:x", "|x", "query:a:b",
	};
	const char *tags[] = { "t\nexec:a", "exec:b", "\"\nexec:c" };
	const struct outline ok = { .url = "http://a.example/\nexec:d", .title = "~\nexec:e\r\n",
				    .tags = tags, .n_tags = 3 };
	struct outlines list;
	struct err e;
	size_t i;

	put("exec:/bin/date\n");
	for (i = 0; i < ARRAY_LEN(bad); i++) {
		const struct outline o = { .url = bad[i] };

		assert_int_equal(feedsfile_add(path, &o, 1, NULL, &e), E_USAGE);
		assert_int_equal(feedsfile_move(path, "exec:/bin/date", bad[i], &e), E_USAGE);
	}
	assert_int_equal(feedsfile_move(path, "exec:/bin/date", "http://a.example/", &e), E_USAGE);
	assert_file("exec:/bin/date\n");
	/* No title, tag or address begins a line. */
	assert_int_equal(feedsfile_add(path, &ok, 1, NULL, &e), OK);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 2);
	assert_string_equal(list.items[1].url, "http://a.example/exec:d");
	assert_int_equal(feedsfile_remove(path, "exec:/bin/date", &e), OK);
	assert_int_equal(feedsfile_read(a, path, &list, NULL), OK);
	assert_int_equal(list.n_items, 1);
}

static void test_source(void **state)
{
	static const struct {
		const char *address, *command, *url;
	} cases[] = {
		{ "exec:~/bin/x 'a b'", "~/bin/x 'a b'", NULL },
		{ "Exec: x ", "x", NULL },
		{ "filter:x:http://a.example", "x", "http://a.example/" },
		{ "filter:x --from=http://b/ s:a:b: :https://a.example/:http://c/",
		  "x --from=http://b/ s:a:b:", "https://a.example/:http://c/" },
		{ "exec:", NULL, NULL }, { "exec: ''", NULL, NULL }, { "exec:\"x", NULL, NULL },
		{ "filter:x", NULL, NULL }, { "filter::http://a.example/", NULL, NULL },
		{ "filter:http://a.example/", NULL, NULL }, { "filter:x:file:///y", NULL, NULL },
		{ "filter:x:http://", NULL, NULL },
	};
	struct source s;
	struct err e;
	char *again;
	size_t i;

	for (i = 0; i < ARRAY_LEN(cases); i++) {
		enum rc rc = source_read(a, str_of(cases[i].address), &s, &e);

		assert_int_equal(rc, cases[i].command ? OK : E_USAGE);
		if (rc)
			continue;
		assert_true(streq(s.command, cases[i].command));
		assert_true(streq(s.url, cases[i].url));
		/* What is stored reads as the same. */
		again = source_address(a, &s);
		assert_int_equal(source_read(a, str_of(again), &s, &e), OK);
		assert_true(streq(s.command, cases[i].command) && streq(s.url, cases[i].url));
		assert_true(streq(source_address(a, &s), again));
		assert_true(source_is_program(again));
	}
	assert_int_equal(source_kind(STR("executable")), SOURCE_WEB);
	assert_int_equal(source_kind(STR("https://x/exec:y")), SOURCE_WEB);
	assert_int_equal(source_kind(STR("File:y")), SOURCE_FILE);
	assert_false(source_is_program(NULL));
}

/* Title, tags and address of one line; its comment, its mark and all other bytes stay. */
static void test_feeds_change(void **state)
{
	const char *tags[] = { "x", "a b" };
	struct outline o = { .url = "https://n.example/", .title = "N", .tags = tags,
			     .n_tags = 2 };
	struct err e;

	put("# mine\n\n  http://c.example/ \"Old\" t ! # c\nhttp://d.example/\nno end");
	assert_int_equal(feedsfile_line(path, "http://c.example/"), 3);
	assert_int_equal(feedsfile_line(path, "http://d.example/"), 4);
	assert_int_equal(feedsfile_line(path, "http://e.example/"), 0);
	assert_int_equal(feedsfile_edit(path, "http://c.example/", &o, &e), OK);
	assert_file("# mine\n\n  https://n.example/ \"~N\" x \"a b\" ! # c\nhttp://d.example/\nno end");
	o = (struct outline){ .url = "http://d.example/" };
	assert_int_equal(feedsfile_edit(path, "http://d.example/", &o, &e), OK);
	assert_int_equal(feedsfile_edit(path, "http://none.example/", &o, &e), E_NOTFOUND);
	o.url = "exec:x";
	assert_int_equal(feedsfile_edit(path, "http://d.example/", &o, &e), E_USAGE);
	assert_file("# mine\n\n  https://n.example/ \"~N\" x \"a b\" ! # c\nhttp://d.example/\nno end");
	/* An address whose quotes are not closed. */
	put("\"http://q.example/x\\");
	o = (struct outline){ .url = "http://q.example/x/", .title = "Q" };
	assert_int_equal(feedsfile_edit(path, "http://q.example/x/", &o, &e), OK);
	assert_file("\"http://q.example/x\\\\\" \"~Q\"\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults), cmocka_unit_test(test_settings), cmocka_unit_test(test_for),
		cmocka_unit_test(test_netrc), cmocka_unit_test(test_logins),
		cmocka_unit_test(test_feeds_read), cmocka_unit_test(test_feeds_edit),
		cmocka_unit_test(test_feeds_own), cmocka_unit_test(test_source),
		cmocka_unit_test(test_feeds_change),
		cmocka_unit_test(test_feeds_odd),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* The least that a refresh can be: libcurl multi, a SAX pass for the items, rows in SQLite. One thread, no
 * recovery, no limits. The reference that "refresh" in bench.py divides by.
 *
 * usage: bare_refresh DB FILE-OF-URLS */
#include <curl/curl.h>
#include <libxml/parser.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE 100

struct job {
	char *url, *body, *etag;
	size_t len, cap;
	struct curl_slist *headers;
};

struct item {
	char *field[3];	/* guid, title, description */
	size_t len[3];
};

struct parse {
	struct item item;
	int in_item, field;
	const char *url;
};

static sqlite3 *db;
static sqlite3_stmt *put_item, *put_feed, *get_feed;
static long items;

static void die(const char *what)
{
	fprintf(stderr, "bare_refresh: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
	exit(1);
}

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct job *j = arg;

	n *= size;
	if (j->len + n > j->cap) {
		j->cap = (j->len + n) * 2;
		j->body = realloc(j->body, j->cap);
		if (!j->body)
			die("memory");
	}
	memcpy(j->body + j->len, p, n);
	j->len += n;
	return n;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct job *j = arg;

	n *= size;
	if (n > 8 && strncasecmp(p, "etag: ", 6) == 0) {
		free(j->etag);
		j->etag = strndup(p + 6, n - 8);
	}
	return n;
}

static void on_start(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int nns,
		     const xmlChar **ns, int nattrs, int ndef, const xmlChar **attrs)
{
	static const char *const names[] = { "guid", "title", "description" };
	struct parse *p = arg;
	int i;

	if (strcmp((const char *)name, "item") == 0)
		p->in_item = 1;
	p->field = -1;
	for (i = 0; p->in_item && i < 3; i++)
		if (strcmp((const char *)name, names[i]) == 0)
			p->field = i;
}

static void on_text(void *arg, const xmlChar *s, int n)
{
	struct parse *p = arg;
	struct item *it = &p->item;
	char *q;

	if (p->field < 0)
		return;
	q = realloc(it->field[p->field], it->len[p->field] + (size_t)n + 1);
	if (!q)
		die("memory");
	memcpy(q + it->len[p->field], s, (size_t)n);
	it->field[p->field] = q;
	it->len[p->field] += (size_t)n;
}

static void on_end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct parse *p = arg;
	int i;

	p->field = -1;
	if (strcmp((const char *)name, "item") != 0)
		return;
	sqlite3_bind_text(put_item, 1, p->url, -1, SQLITE_STATIC);
	for (i = 0; i < 3; i++)
		sqlite3_bind_text(put_item, i + 2, p->item.field[i], (int)p->item.len[i], SQLITE_STATIC);
	if (sqlite3_step(put_item) != SQLITE_DONE)
		die("insert");
	sqlite3_reset(put_item);
	items += sqlite3_changes(db);
	for (i = 0; i < 3; i++) {
		free(p->item.field[i]);
		p->item.field[i] = NULL;
		p->item.len[i] = 0;
	}
	p->in_item = 0;
}

static void done(struct job *j, long status)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startElementNs = on_start,
			      .endElementNs = on_end, .characters = on_text, .cdataBlock = on_text };
	struct parse p = { .field = -1, .url = j->url };

	if (status == 200) {
		if (xmlSAXUserParseMemory(&sax, &p, j->body, (int)j->len) != 0)
			fprintf(stderr, "bare_refresh: %s does not parse\n", j->url);
		sqlite3_bind_text(put_feed, 1, j->url, -1, SQLITE_STATIC);
		sqlite3_bind_text(put_feed, 2, j->etag ? j->etag : "", -1, SQLITE_STATIC);
		if (sqlite3_step(put_feed) != SQLITE_DONE)
			die("feed");
		sqlite3_reset(put_feed);
	}
	curl_slist_free_all(j->headers);
	free(j->body);
	free(j->etag);
	free(j->url);
	free(j);
}

static void start(CURLM *multi, const char *url)
{
	struct job *j = calloc(1, sizeof(*j));
	CURL *easy = curl_easy_init();
	char header[256];

	if (!j || !easy)
		die("memory");
	j->url = strdup(url);
	sqlite3_bind_text(get_feed, 1, url, -1, SQLITE_STATIC);
	if (sqlite3_step(get_feed) == SQLITE_ROW) {
		snprintf(header, sizeof(header), "If-None-Match: %s", (const char *)sqlite3_column_text(get_feed, 0));
		j->headers = curl_slist_append(NULL, header);
	}
	sqlite3_reset(get_feed);
	curl_easy_setopt(easy, CURLOPT_URL, j->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, j->headers);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, j);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, j);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, j);
	curl_multi_add_handle(multi, easy);
}

static void sql(const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		die(text);
}

int main(int argc, char **argv)
{
	int active = 0, running, left, more = 1;
	char line[1024];
	FILE *urls;
	CURLM *multi;
	CURLMsg *m;

	if (argc != 3 || !(urls = fopen(argv[2], "r")) || sqlite3_open(argv[1], &db) != SQLITE_OK)
		die("usage: bare_refresh DB FILE-OF-URLS");
	sql("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE IF NOT EXISTS feed(url TEXT PRIMARY KEY, etag TEXT) WITHOUT ROWID;"
	    "CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, feed TEXT, guid TEXT, title TEXT, body TEXT,"
	    " UNIQUE(feed, guid)); BEGIN");
	if (sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO item(feed, guid, title, body) VALUES(?,?,?,?)", -1,
			       &put_item, NULL) ||
	    sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO feed VALUES(?,?)", -1, &put_feed, NULL) ||
	    sqlite3_prepare_v2(db, "SELECT etag FROM feed WHERE url = ?", -1, &get_feed, NULL))
		die("prepare");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	multi = curl_multi_init();
	curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)AT_ONCE);
	while (more || active) {
		while (more && active < AT_ONCE) {
			if (!fgets(line, sizeof(line), urls)) {
				more = 0;
				break;
			}
			line[strcspn(line, "\n")] = '\0';
			start(multi, line);
			active++;
		}
		curl_multi_perform(multi, &running);
		while ((m = curl_multi_info_read(multi, &left)) != NULL) {
			CURL *easy = m->easy_handle;
			struct job *j;
			long status = 0;

			curl_easy_getinfo(easy, CURLINFO_PRIVATE, &j);
			curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
			curl_multi_remove_handle(multi, easy);
			done(j, status);
			curl_easy_cleanup(easy);
			active--;
		}
		if (running)
			curl_multi_poll(multi, NULL, 0, 1000, NULL);
	}
	sql("COMMIT");
	curl_multi_cleanup(multi);
	fclose(urls);
	sqlite3_finalize(put_item);
	sqlite3_finalize(put_feed);
	sqlite3_finalize(get_feed);
	sqlite3_close(db);
	printf("%ld\n", items);
	return 0;
}

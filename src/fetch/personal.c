#include "fetch/personal.h"

#include "base/mem.h"
#include "base/url.h"

static bool has_name(const char *line, const char *header)
{
	struct str name = str_sub(str_of(header), 0, str_chr(str_of(header), ':') + 1);

	return str_istarts(str_of(line), name);
}

static bool is_replaced(const struct http_options *o, const char *line)
{
	for (size_t i = 0; i < o->n_headers; i++)
		if (has_name(line, o->headers[i]))
			return true;
	return false;
}

static void append(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (!longer)
		mem_fail();
	*list = longer;
}

/* The user's headers, and those of the plain ones that they do not replace. */
static CURLcode set_headers(struct transfer *t)
{
	const struct http_options *o = t->options;

	for (const struct curl_slist *l = t->headers; l; l = l->next)
		if (!is_replaced(o, l->data))
			append(&t->own_headers, l->data);
	for (size_t i = 0; i < o->n_headers; i++)
		append(&t->own_headers, o->headers[i]);
	return curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->own_headers);
}

/* Line by line: libcurl itself would open whatever the name stands for, even standard input. */
static CURLcode set_cookies(struct transfer *t)
{
	struct str rest = t->options->cookies, line;
	CURLcode code = CURLE_OK;

	t->has_cookies = true;
	while (code == CURLE_OK && str_split(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!line.n || (line.p[0] == '#' && !str_starts(line, STR("#HttpOnly_"))))
			continue;
		/* Seven fields; anything else would be read as a header. */
		if (str_chr(line, '\t') != SIZE_MAX)
			code = curl_easy_setopt(t->easy, CURLOPT_COOKIELIST,
						arena_str(t->arena, line));
	}
	return code;
}

static CURLcode set_login(struct transfer *t)
{
	const struct http_options *o = t->options;
	CURLcode code = curl_easy_setopt(t->easy, CURLOPT_HTTPAUTH,
					 o->says_at_once ? (long)CURLAUTH_BASIC :
					 (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST));

	if (code == CURLE_OK)
		code = curl_easy_setopt(t->easy, CURLOPT_USERNAME, o->user);
	if (code == CURLE_OK && o->password)
		code = curl_easy_setopt(t->easy, CURLOPT_PASSWORD, o->password);
	return code;
}

CURLcode personal_set(struct transfer *t)
{
	const struct http_options *o = t->options;
	CURLcode code;

	code = o->n_headers ? set_headers(t) :
	       curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
	if (code == CURLE_OK && o->cookies.n)
		code = set_cookies(t);
	if (code == CURLE_OK && o->user)
		code = set_login(t);
	return code;
}

void personal_guard(struct transfer *t)
{
	const struct http_options *o = t->options;
	const char *url = NULL;

	if (!o->n_headers && !o->cookies.n)
		return;
	/* Name and password libcurl itself tells the first host only. */
	curl_easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &url);
	if (url && url_same_origin(url, t->wire_url))
		return;
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
	curl_easy_setopt(t->easy, CURLOPT_COOKIELIST, "ALL");
}

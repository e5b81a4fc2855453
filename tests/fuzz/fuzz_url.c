/* URLs: a base, a line end, and what is seen from it. */
#include "base/clean.h"
#include "base/limits.h"
#include "base/url.h"
#include "tests/fuzz/fuzz.h"

static bool has_scheme(const char *url, struct str scheme)
{
	struct url u;

	return url_split(str_of(url), &u) && str_ieq(u.scheme, scheme);
}

static void check_link(const char *url)
{
	static const char *const unsafe[] = { "javascript", "vbscript", "data", "file", "about" };

	for (size_t i = 0; i < ARRAY_LEN(unsafe); i++)
		if (has_scheme(url, str_of(unsafe[i])))
			FUZZ_MUST("what runs is no safe link", !url_is_safe_link(url));
	FUZZ_MUST("the web may not link to files", !url_is_file(url) || !url_may_link(NULL, url));
	FUZZ_MUST("a web page is a page", !url_is_http(url) || url_is_page(url));
}

/* "user:password@" of an address: taken out and put back it is the same, and hidden it is gone. */
static void check_user(struct arena *a, const char *url)
{
	const char *user, *again, *bare = url_take_user(a, url, &user);
	char *name = NULL, *password = NULL;

	fuzz_url(a, bare);
	FUZZ_MUST("an address without a name has none", streq(url_take_user(a, bare, &again), bare) &&
							!again);
	FUZZ_MUST("a name goes to its own place alone",
		  streq(bare, url) || url_same_origin(bare, url));
	if (!user)
		return;
	FUZZ_MUST("what was taken can be put back",
		  streq(url_take_user(a, url_put_user(a, bare, user), &again), bare) &&
		  streq(again, user));
	url_split_user(a, user, &name, &password);
	FUZZ_MUST("a name is told", name);
}

/* An absolute URL in its final form. */
static void check_resolved(struct arena *a, const char *url)
{
	char *key = url_key(a, url), *other, *host = url_host(a, url);
	size_t hash = str_chr(str_of(url), '#');
	struct str page = str_sub(str_of(url), 0, hash);
	struct clean shown = clean_url(a, str_of(url));

	fuzz_url(a, url);
	check_link(url);
	check_user(a, url);
	FUZZ_MUST("a key has no fragment", str_chr(str_of(key), '#') == SIZE_MAX);
	FUZZ_MUST("a fragment makes no other key", streq(url_key(a, arena_str(a, page)), key));
	if (url_is_http(url) && strlen(url) < LIMIT_URL_BYTES - 16) {
		other = arena_printf(a, "%.*s%sutm_source=x", (int)page.n, page.p,
				     str_chr(page, '?') == SIZE_MAX ? "?" : "&");
		FUZZ_MUST("tracking makes no other key", streq(url_key(a, other), key));
	}
	other = url_resolve(a, url, STR("#there"));
	FUZZ_MUST("a fragment stays on its page",
		  !other || str_eq(str_sub(str_of(other), 0, page.n), page));
	FUZZ_MUST("a host is itself", !url_is_http(url) || url_same_host(url, url));
	FUZZ_MUST("a site is a part of its host",
		  strstr(host, url_site(a, url)) || !*url_site(a, url));
	fuzz_line(arena_str(a, str_mem(shown.p, shown.n)));
}

static void check_spellings(struct arena *a, const char *typed)
{
	const char *urls[URL_SPELLINGS], *why = NULL;
	size_t n = url_spellings(a, typed, urls, &why);

	FUZZ_MUST("what is no address has words for it", n || why);
	FUZZ_MUST("spellings are few", n <= URL_SPELLINGS);
	for (size_t i = 0; i < n; i++) {
		fuzz_url(a, urls[i]);
		FUZZ_MUST("a spelling is of the web", url_is_http(urls[i]));
		for (size_t k = 0; k < i; k++)
			FUZZ_MUST("no address is tried twice", !streq(urls[i], urls[k]));
	}
}

static void check_typed(struct arena *a, const char *typed)
{
	char *url = url_from_user(a, typed);

	check_spellings(a, typed);
	if (!url)
		return;
	check_resolved(a, url);
	FUZZ_MUST("what is typed is of the web", url_is_http(url));
	FUZZ_MUST("what was typed can be typed again", streq(url_from_user(a, url), url));
}

static void check_path(struct arena *a, const char *path)
{
	char *url = url_of_path(a, path), *resolved = url_resolve(a, NULL, str_of(url));

	if (path[0] == '/' && strlen(path) < LIMIT_URL_BYTES / 4)
		FUZZ_MUST("a path is a file", resolved && url_is_file(resolved));
	fuzz_url(a, resolved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(MIB(8));
	struct str ref = str_mem(data, size), first;
	char *base, *url;

	if (size > 3 * LIMIT_URL_BYTES)
		goto out;
	first = fuzz_part(&ref, STR("\n"));
	base = url_resolve(a, NULL, first);
	url = url_resolve(a, base, ref);
	if (base)
		check_resolved(a, base);
	if (url)
		check_resolved(a, url);
	if (base && url && str_istarts(ref, str_sub(str_of(base), 0, str_chr(str_of(base), ':') + 1)))
		FUZZ_MUST("a link with its page's scheme keeps it",
			  str_istarts(ref, str_sub(str_of(url), 0, str_chr(str_of(url), ':') + 1)));
	/* A base that no one looked at: nothing to promise but an answer. */
	fuzz_url(a, url_resolve(a, arena_str(a, first), ref));
	check_typed(a, arena_str(a, first));
	check_typed(a, arena_str(a, ref));
	check_path(a, arena_str(a, ref));
	if (base && url)
		FUZZ_MUST("hosts are the same either way",
			  url_same_host(base, url) == url_same_host(url, base));
out:
	arena_free(a);
	return 0;
}

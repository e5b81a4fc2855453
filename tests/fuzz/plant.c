/* Bugs planted on purpose, one for each target, by the linker's --wrap: LEDE_PLANT names the one that
 * is on. plant.sh shows that the targets find them. */
#include <stdlib.h>

#include "base/clean.h"
#include "base/date.h"
#include "base/osfile.h"
#include "base/url.h"
#include "parse/entity.h"
#include "parse/sanitize.h"
#include "tests/fuzz/fuzz.h"

static bool is_on(const char *name)
{
	static const char *planted;

	if (!planted)
		planted = getenv("LEDE_PLANT") ? getenv("LEDE_PLANT") : "";
	return streq(planted, name);
}

/* date: the 29th of February of a common year is taken for the 1st of March. */
int64_t __real_date_make(int year, int month, int day, int hour, int minute, int second);
int64_t __wrap_date_make(int year, int month, int day, int hour, int minute, int second);

int64_t __wrap_date_make(int year, int month, int day, int hour, int minute, int second)
{
	int64_t when = __real_date_make(year, month, day, hour, minute, second);

	if (when == DATE_NONE && month == 2 && day == 29 && is_on("date"))
		return __real_date_make(year, 3, 1, hour, minute, second);
	return when;
}

/* url: a port may have any five digits. */
bool __real_str_int(struct str s, int64_t min, int64_t max, int64_t *out);
bool __wrap_str_int(struct str s, int64_t min, int64_t max, int64_t *out);

bool __wrap_str_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
	return __real_str_int(s, min, max == 65535 && is_on("url") ? 99999 : max, out);
}

/* feedsfile: a file ends at its first NUL. */
enum rc __real_osfile_replace(const char *path, struct str bytes, struct err *e);
enum rc __wrap_osfile_replace(const char *path, struct str bytes, struct err *e);

enum rc __wrap_osfile_replace(const char *path, struct str bytes, struct err *e)
{
	if (is_on("feedsfile"))
		bytes = str_sub(bytes, 0, str_chr(bytes, '\0'));
	return __real_osfile_replace(path, bytes, e);
}

/* opml: a line may have line ends in it. */
char *__real_sanitize_line(struct arena *a, struct str text, size_t max);
char *__wrap_sanitize_line(struct arena *a, struct str text, size_t max);

char *__wrap_sanitize_line(struct arena *a, struct str text, size_t max)
{
	if (text.n < max && str_chr(text, '\n') != SIZE_MAX && is_on("opml"))
		return arena_str(a, text);
	return __real_sanitize_line(a, text, max);
}

/* charset: a character that the end of the text cuts off is not seen. selector: nor what is no UTF-8
 * in the middle. */
bool __real_clean_is_utf8(struct str s);
bool __wrap_clean_is_utf8(struct str s);

bool __wrap_clean_is_utf8(struct str s)
{
	if (s.n && (unsigned char)s.p[s.n - 1] >= 0xc2 && is_on("charset"))
		s.n--;
	if (is_on("selector") && s.n > 2)
		return true;
	return __real_clean_is_utf8(s);
}

/* mend: a reference to a control character is let through. */
bool __real_entity_is_text(uint32_t cp);
bool __wrap_entity_is_text(uint32_t cp);

bool __wrap_entity_is_text(uint32_t cp)
{
	return __real_entity_is_text(cp) || (cp < ' ' && is_on("mend"));
}

/* feed and html: a link may be a document of its own. */
bool __real_url_may_link(const char *base, const char *url);
bool __wrap_url_may_link(const char *base, const char *url);

bool __wrap_url_may_link(const char *base, const char *url)
{
	return __real_url_may_link(base, url) ||
	       ((is_on("feed") || is_on("html")) && str_istarts(str_of(url), STR("data:")));
}

/* page: a span of a text begins a byte too late where its first character has several. */
void __real_article_finish(struct arena *a, struct article *art);
void __wrap_article_finish(struct arena *a, struct article *art);

void __wrap_article_finish(struct arena *a, struct article *art)
{
	__real_article_finish(a, art);
	for (size_t i = 0; i < art->n_blocks && is_on("page"); i++) {
		struct block *b = &art->blocks[i];

		for (size_t k = 0; k < b->n_spans; k++)
			b->spans[k].start += (unsigned char)b->text[b->spans[k].start] >= 0xc0;
	}
}

/* render: the sign at the end of a text that a quotation mark stands before is lost. */
struct clean __real_clean_text(struct arena *a, struct str s);
struct clean __wrap_clean_text(struct arena *a, struct str s);

struct clean __wrap_clean_text(struct arena *a, struct str s)
{
	if (s.n > 2 && str_eq(str_sub(s, s.n - 3, s.n), STR("\" &")) && is_on("render"))
		s.n--;
	return __real_clean_text(a, s);
}

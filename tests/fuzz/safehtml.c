/* Reads what the sanitizer writes, byte by byte and by no parser that it uses itself. */
#include "base/limits.h"
#include "base/url.h"
#include "tests/fuzz/fuzz.h"

struct reader {
	struct arena *a;
	struct str rest;
	struct str open[LIMIT_DEPTH * 2];
	size_t depth;
};

static bool is_one_of(struct str name, const char *words)
{
	struct str rest = str_of(words), word;

	while (str_word(&rest, &word))
		if (str_eq(word, name))
			return true;
	return false;
}

static void take(struct reader *r, struct str what)
{
	FUZZ_MUST("HTML is written in one way", str_starts(r->rest, what));
	r->rest = str_sub(r->rest, what.n, SIZE_MAX);
}

static struct str take_name(struct reader *r)
{
	struct str s = r->rest;
	size_t n = 0;

	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') || (n && ascii_digit(s.p[n]))))
		n++;
	FUZZ_MUST("a name has letters", n);
	r->rest = str_sub(s, n, SIZE_MAX);
	return str_sub(s, 0, n);
}

static void take_reference(struct reader *r)
{
	struct str name = str_sub(r->rest, 1, 6);

	name = str_sub(name, 0, str_chr(name, ';'));
	FUZZ_MUST("a reference is one of five", is_one_of(name, "lt gt amp quot nbsp"));
	r->rest = str_sub(r->rest, name.n + 2, SIZE_MAX);
}

/* The value with its references undone. */
static char *take_value(struct reader *r)
{
	static const struct {
		const char *reference, *text;
	} known[] = {
		{ "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" },
		{ "&nbsp;", "\xc2\xa0" },
	};
	struct buf b = BUF_INIT(LIMIT_STORY_BYTES);
	char *value;

	take(r, STR("=\""));
	while (r->rest.n && r->rest.p[0] != '"') {
		FUZZ_MUST("a value is quoted", r->rest.p[0] != '<' && r->rest.p[0] != '>');
		if (r->rest.p[0] == '&') {
			struct str at = r->rest;

			take_reference(r);
			for (size_t i = 0; i < ARRAY_LEN(known); i++)
				if (str_starts(at, str_of(known[i].reference)))
					buf_puts(&b, known[i].text);
		} else {
			buf_putc(&b, r->rest.p[0]);
			r->rest = str_sub(r->rest, 1, SIZE_MAX);
		}
	}
	take(r, STR("\""));
	value = arena_str(r->a, buf_str(&b));
	buf_free(&b);
	return value;
}

static void take_attribute(struct reader *r)
{
	struct str name;
	const char *value;

	take(r, STR(" "));
	name = take_name(r);
	FUZZ_MUST("no attribute runs", !str_starts(name, STR("on")) &&
				       !is_one_of(name, "style srcdoc formaction action background"));
	value = take_value(r);
	if (is_one_of(name, "href src cite poster longdesc"))
		FUZZ_MUST("no link runs", url_is_safe_link(value) || url_is_file(value));
}

static void take_tag(struct reader *r)
{
	struct str name;

	take(r, STR("<"));
	if (r->rest.n && r->rest.p[0] == '/') {
		take(r, STR("/"));
		name = take_name(r);
		FUZZ_MUST("elements are nested",
			  r->depth && str_eq(r->open[r->depth - 1], name));
		r->depth--;
		take(r, STR(">"));
		return;
	}
	name = take_name(r);
	FUZZ_MUST("no element runs or loads", !is_one_of(name,
		  "script style iframe frame frameset object embed applet form input button "
		  "select textarea link meta base svg math template noscript body html head"));
	while (r->rest.n && r->rest.p[0] == ' ')
		take_attribute(r);
	take(r, STR(">"));
	if (is_one_of(name, "area br col hr img source wbr"))
		return;
	FUZZ_MUST("elements are not too deep", r->depth < ARRAY_LEN(r->open));
	r->open[r->depth++] = name;
}

void fuzz_safe_html(struct arena *a, const char *html)
{
	struct reader *r = ARENA_NEW(a, struct reader);

	fuzz_text(html);
	r->a = a;
	r->rest = str_of(html);
	while (r->rest.n) {
		unsigned char c = (unsigned char)r->rest.p[0];

		if (c == '<') {
			take_tag(r);
		} else if (c == '&') {
			take_reference(r);
		} else {
			FUZZ_MUST("text has no control character",
				  c != '>' && c != 0x7f && (c >= ' ' || ascii_space(c)));
			r->rest = str_sub(r->rest, 1, SIZE_MAX);
		}
	}
	FUZZ_MUST("all elements are closed", r->depth == 0);
}

/* HTML as stories carry it: what is left of it is safe, and the quick way of reading the simple kind
 * makes the same tree of it as the parser for pages. */
#include "base/clean.h"
#include "base/limits.h"
#include "parse/fragment.h"
#include "parse/html.h"
#include "parse/sanitize.h"
#include "tests/fuzz/fuzz.h"

/* Of blanks one may be left, which is all that readers of the tree see. */
static void put_text(struct buf *b, const char *s)
{
	for (; *s; s++)
		if (!ascii_space(*s) || !ascii_space(s[1]))
			buf_putc(b, ascii_space(*s) ? ' ' : *s);
}

static void put_node(struct buf *b, const xmlNode *n)
{
	if (n->type != XML_ELEMENT_NODE) {
		put_text(b, (const char *)n->content);
		return;
	}
	buf_printf(b, "<%s", (const char *)n->name);
	for (const xmlAttr *attr = n->properties; attr; attr = attr->next)
		buf_printf(b, " %s='%s'", (const char *)attr->name,
			   html_attr(n, (const char *)attr->name));
	buf_puts(b, ">");
	for (const xmlNode *child = n->children; child; child = child->next)
		put_node(b, child);
	buf_printf(b, "</%s>", (const char *)n->name);
}

static void check_fragment(struct arena *a, struct str html)
{
	xmlNode *root = fragment_read(a, html);
	struct buf whole = BUF_INIT(MIB(4)), quick = BUF_INIT(MIB(4)), slow = BUF_INIT(MIB(4));
	struct page p;

	if (!root)
		return;
	buf_puts(&whole, "<html><body>");
	buf_add_str(&whole, html);
	FUZZ_MUST("what is simple is HTML", html_open(a, buf_str(&whole), NULL, &p, NULL) == OK);
	if (p.body) {
		put_node(&quick, root->children);
		put_node(&slow, p.body);
		FUZZ_MUST("the quick tree is the parser's",
			  str_eq(buf_str(&quick), buf_str(&slow)));
	}
	html_close(&p);
	buf_free(&whole);
	buf_free(&quick);
	buf_free(&slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct str html = str_of(clean_utf8(a, str_mem(data, size)));
	const char *safe = sanitize_html(a, html, size % 2 ? "https://e.example/dir/" : NULL);
	size_t most = 16 + size % 600;
	const char *line = sanitize_line(a, html, most), *text = sanitize_text(a, html, most);

	fuzz_safe_html(a, safe);
	fuzz_safe_html(a, sanitize_html(a, str_of(safe), NULL));
	FUZZ_MUST("a line is no longer than asked for",
		  strlen(line) <= most && strlen(text) <= most);
	fuzz_line(line);
	fuzz_line(text);
	fuzz_text(sanitize_lines(a, html, LIMIT_FIELD_BYTES));
	check_fragment(a, html);
	arena_free(a);
	return 0;
}

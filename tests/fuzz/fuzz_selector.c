/* Selectors, a line each, as expressions of XPath that find elements of a page. */
#include <libxml/xpath.h>

#include "base/limits.h"
#include "config/selector.h"
#include "parse/html.h"
#include "tests/fuzz/fuzz.h"

static const char html[] =
	"<div id=a class='a b'><p lang=en>1<p class=a>2 <b>b</b><ul><li>1<li class=b>2<li>3</ul></div>"
	"<section><h1 title=\"it's\">x</h1><a href=/n.html>y</a><i></i></section>";

static void keep_silent(void *ctx, xmlErrorPtr e)
{
}

static void check(const struct page *p, const char *xpath, bool is_own)
{
	xmlXPathContextPtr ctx = xmlXPathNewContext(p->doc);
	xmlXPathCompExprPtr expr;
	xmlXPathObjectPtr found;
	int i;

	ctx->opLimit = 100000;
	ctx->error = keep_silent;
	expr = xmlXPathCtxtCompile(ctx, BAD_CAST xpath);
	FUZZ_MUST("a translation is XPath", expr || !is_own);
	found = expr ? xmlXPathCompiledEval(expr, ctx) : NULL;
	if (is_own) {
		FUZZ_MUST("a translation finds nodes", found && found->type == XPATH_NODESET);
		for (i = 0; i < xmlXPathNodeSetGetLength(found->nodesetval); i++)
			FUZZ_MUST("what is found are elements",
				  found->nodesetval->nodeTab[i]->type == XML_ELEMENT_NODE);
	}
	xmlXPathFreeObject(found);
	xmlXPathFreeCompExpr(expr);
	xmlXPathFreeContext(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	struct str rest = str_mem(data, size), line;
	struct page page;

	FUZZ_MUST("a page", html_open(a, STR(html), NULL, &page, NULL) == OK);
	while (size < KIB(64) && str_split(&rest, '\n', &line)) {
		struct err e = { 0 };
		char *xpath = NULL;
		size_t at = SIZE_MAX;

		if (selector_to_xpath(a, line, &xpath, &at, &e) == OK) {
			fuzz_text(xpath);
			check(&page, xpath, line.p[0] != '/');
		} else {
			FUZZ_MUST("a fault has a place", at <= line.n);
			FUZZ_MUST("a fault has words", e.msg[0]);
			fuzz_line(e.msg);
		}
	}
	html_close(&page);
	arena_free(a);
	return 0;
}

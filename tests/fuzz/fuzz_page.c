/* Pages as articles, whose texts are cleaned only where they are shown. The length says what is known
 * of where they came from. */
#include "base/limits.h"
#include "base/url.h"
#include "config/selector.h"
#include "model/wire.h"
#include "parse/parse.h"
#include "tests/fuzz/fuzz.h"

static void check_article(struct arena *a, const struct article *art, const char *base)
{
	fuzz_url(a, art->canonical_url);
	fuzz_text(art->title);
	fuzz_text(art->kicker);
	fuzz_text(art->dek);
	fuzz_text(art->byline);
	fuzz_text(art->site);
	fuzz_text(art->language);
	fuzz_text(art->notice);
	fuzz_text(art->author_note);
	fuzz_url(a, art->next_url);
	fuzz_url(a, art->simple_url);
	fuzz_date(a, art->published);
	fuzz_date(a, art->modified);
	fuzz_url(a, art->image.url);
	fuzz_blocks(a, art->blocks, art->n_blocks);
	FUZZ_MUST("headlines are not many", art->n_related <= LIMIT_RELATED);
	for (size_t i = 0; i < art->n_related; i++) {
		fuzz_url(a, art->related[i].url);
		FUZZ_MUST("a headline leads to a page", url_is_page(art->related[i].url));
		FUZZ_MUST("a headline has words", !str_blank(art->related[i].title));
		fuzz_text(art->related[i].title);
		fuzz_text(art->related[i].kicker);
		fuzz_text(art->related[i].summary);
		fuzz_text(art->related[i].module);
	}
	for (size_t i = 0; i < art->n_links; i++) {
		fuzz_link(a, base, art->links[i].url);
		for (size_t k = 0; k < i; k++)
			FUZZ_MUST("a link is listed once",
				  !streq(art->links[i].url, art->links[k].url));
	}
}

/* Rules of every kind, for a part of the inputs; explained, so that all of it is looked at. */
static void set_rules(struct arena *a, struct input *in, struct rules *rules)
{
	static const char *const selectors[] = {
		[RULE_BODY] = "p, div > div:not(:empty), //td",
		[RULE_DROP] = "p + p, ul:has(a), //text()[2]",
		[RULE_KEEP] = "a:first-child, .x", [RULE_TITLE] = "h2, meta[content], //@class",
		[RULE_BYLINE] = "i, b:nth-child(2n+1)", [RULE_DATE] = "time, em",
		[RULE_NEXT] = "li, a ~ a", [RULE_RELATED] = "ul, li > a, section",
	};
	struct err e;
	size_t at;

	for (uint32_t kind = 1; kind < RULE_KINDS; kind++) {
		struct str rest = str_of(selectors[kind]), part;

		while (str_split(&rest, ',', &part)) {
			struct rule *r = ARENA_PUSH(a, rules->items, rules->n_items);
			char *xpath = NULL;

			r->kind = kind;
			r->selector = arena_str(a, str_trim(part));
			r->where = "a.rules:1";
			FUZZ_MUST("a selector", selector_to_xpath(a, str_of(r->selector), &xpath,
								  &at, &e) == OK);
			r->xpath = xpath;
		}
	}
	in->rules = rules;
	in->flags |= PARSE_EXPLAIN;
}

static void check_verdicts(const struct article *art)
{
	FUZZ_MUST("verdicts are not many", art->n_verdicts <= LIMIT_VERDICTS);
	for (size_t i = 0; i < art->n_verdicts; i++) {
		fuzz_text(art->verdicts[i].path);
		fuzz_text(art->verdicts[i].text);
		fuzz_text(art->verdicts[i].reason);
		FUZZ_MUST("a verdict has a reason", !str_blank(art->verdicts[i].reason));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const urls[] = { "https://e.example/dir/doc", NULL, "file:///dir/doc" };
	static const char *const types[] = { "text/html", NULL, "text/html; charset=utf-8",
					     "text/plain", "text/html; charset=shift_jis",
					     "text/markdown", };
	struct input in = { .bytes = str_mem(data, size), .url = urls[size % ARRAY_LEN(urls)],
			    .content_type = types[size % ARRAY_LEN(types)] };
	struct arena *a = arena_new(2 * LIMIT_ARENA);
	struct article art;
	struct rules rules = { 0 };
	struct err e = { 0 };

	if (size % 4 == 1)
		set_rules(a, &in, &rules);
	if (parse_page(a, &in, &art, &e) == OK) {
		check_article(a, &art, in.url);
		check_verdicts(&art);
		fuzz_record(a, &shape_article, &art, sizeof(art));
	} else {
		FUZZ_MUST("a failure has words", e.msg[0]);
		fuzz_line(e.msg);
	}
	arena_free(a);
	return 0;
}

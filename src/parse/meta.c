/* meta.c: JSON-LD, <meta>, microdata and the address, merged field by field. */
#include "parse/meta.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/language.h"
#include "parse/sanitize.h"

#define SAMPLE_BYTES 2500	/* of the text that its language is told by */

static const char *meta_name(const xmlNode *n)
{
	const char *name = html_attr(n, "property");

	if (!name)
		name = html_attr(n, "name");
	if (!name)
		name = html_attr(n, "itemprop");
	return name;
}

/* Whether one of the words of its name, property or itemprop is name (RDFa has several). */
static bool is_named(struct str words, const char *name)
{
	struct str word;

	if (str_ieq(words, str_of(name)))
		return true;
	while (str_word(&words, &word))
		if (str_ieq(word, str_of(name)))
			return true;
	return false;
}

const char *meta_content(const struct page *p, const char *const names[])
{
	const char *best = NULL, *content;
	size_t rank = SIZE_MAX, i, m;

	for (m = 0; m < p->n_metas; m++) {
		struct str words = str_of(meta_name(p->metas[m]));

		content = html_attr(p->metas[m], "content");
		if (!words.n || str_blank(content))
			continue;
		for (i = 0; names[i] && i < rank; i++) {
			if (is_named(words, names[i])) {
				best = content;
				rank = i;
			}
		}
	}
	return best;
}

const char *meta_plain(const struct page *p, const char *s)
{
	struct page piece;
	const char *text;

	if (str_blank(s))
		return NULL;
	if (!strpbrk(s, "&<\n\t") && !strstr(s, "  "))
		return sanitize_line(p->arena, str_of(s), LIMIT_FIELD_BYTES);
	if (html_open(p->arena, str_sub(str_of(s), 0, LIMIT_FIELD_BYTES), NULL, &piece, NULL))
		return NULL;
	text = html_text(&piece, piece.root);
	html_close(&piece);
	return *text ? text : NULL;
}

/* The name that an element is marked with, without its prefix. */
static struct str mark_of(const xmlNode *n)
{
	struct str mark = str_of(html_attr(n, "itemprop"));
	size_t at;

	if (!mark.n)
		mark = str_of(html_attr(n, "property"));
	while ((at = str_chr(mark, ':')) != SIZE_MAX)
		mark = str_sub(mark, at + 1, SIZE_MAX);
	return mark;
}

bool meta_is_elsewhere(const struct score *s, const struct meta *m, uint32_t content,
		       uint32_t i)
{
	uint32_t h = score_index(s, m->h1), entry, bad = SIGN_NAV | SIGN_CARD | SIGN_COMMENT;
	const struct el *el = &s->els[i];

	if (h != EL_NONE && m->first != EL_NONE && i >= h && i < m->first)
		return el->zone & (SIGN_NAV | SIGN_COMMENT);
	/* what stands in one box with the headline is no other story's */
	if (h != EL_NONE)
		bad &= ~(s->els[h].zone & SIGN_CARD);
	if (el->zone & bad)
		return true;
	if (!(el->zone & (SIGN_ASIDE | SIGN_FOOT)) || content == EL_NONE)
		return el->zone & (SIGN_ASIDE | SIGN_FOOT);
	/* entries have feet of their own */
	entry = score_index(s, html_parent_named(s->els[content].node, "article"));
	if (entry != EL_NONE)
		content = entry;
	return !(i > content && i < s->els[content].end);
}

static bool is_others(const struct score *s, const xmlNode *n)
{
	uint32_t i = EL_NONE;

	for (; n && i == EL_NONE; n = n->parent)
		i = score_index(s, n);
	return i != EL_NONE && s->els[i].zone & (SIGN_CARD | SIGN_COMMENT | SIGN_NAV);
}

const char *meta_marked(const struct score *s, const char *const names[])
{
	static const char *const attrs[] = { "content", "datetime", "href", "src" };
	const char *best = NULL, *value;
	size_t rank = SIZE_MAX, i, k;
	const xmlNode *n;

	for (n = s->page->root; n; n = html_next(s->page->root, n)) {
		struct str marks, mark;

		if (n->type != XML_ELEMENT_NODE || !n->properties)
			continue;
		marks = mark_of(n);
		while (str_word(&marks, &mark)) {
			for (i = 0; names[i] && i < rank; i++) {
				if (!str_ieq(mark, str_of(names[i])) || is_others(s, n))
					continue;
				value = NULL;
				for (k = 0; k < ARRAY_LEN(attrs) && str_blank(value); k++)
					value = html_attr(n, attrs[k]);
				if (str_blank(value))
					value = html_text(s->page, n);
				if (str_blank(value))
					continue;
				best = value;
				rank = i;
			}
		}
	}
	return best;
}

static void read_site(const struct page *p, const struct meta *m, struct article *art)
{
	static const char *const names[] = { "og:site_name", "application-name", NULL };
	const char *site = meta_plain(p, meta_content(p, names));
	const char *publisher = meta_plain(p, m->ld.publisher);
	const char *c;

	/* a name in lower case alone is a label of the software, not what the paper is called */
	for (c = site; c && *c && !(*c >= 'A' && *c <= 'Z') && !(*c & 0x80); c++)
		;
	if (publisher && (!site || !*c))
		site = publisher;
	if (!site && art->url)
		site = url_site(p->arena, art->url);
	art->site = str_blank(site) ? NULL : site;
}

/* What the page declares: beside the text first, then for all of it. */
static const char *declared_language(const struct score *s, uint32_t content, const struct meta *m)
{
	static const char *const names[] = { "content-language", "language", "dc.language",
					     "dcterms.language", "inLanguage", "og:locale", NULL };
	const struct page *p = s->page;
	const xmlNode *n = content != EL_NONE ? s->els[content].node : p->body;
	const char *lang = NULL;

	for (; n && n->type == XML_ELEMENT_NODE && str_blank(lang); n = n->parent) {
		lang = html_attr(n, "lang");
		if (str_blank(lang))
			lang = html_attr(n, "xml:lang");
	}
	for (n = p->head; str_blank(lang) && n; n = html_next(p->head, n))
		if (html_is(n, "meta") && strieq(html_attr(n, "http-equiv"), "content-language"))
			lang = html_attr(n, "content");
	if (str_blank(lang))
		lang = meta_content(p, names);
	return str_blank(lang) ? m->ld.language : lang;
}

/* The beginning of the running text. */
static const char *sample(const struct score *s, uint32_t content, uint32_t first)
{
	struct buf b = BUF_INIT(SAMPLE_BYTES * 4);
	const char *text;
	uint32_t i;

	for (i = first; i != EL_NONE && i < s->els[content].end && b.len < SAMPLE_BYTES; i++) {
		if (!score_is_para(&s->els[i]) || s->els[i].zone & SIGNS_INHERITED)
			continue;
		buf_add_str(&b, str_sub(str_of(html_text(s->page, s->els[i].node)), 0,
					SAMPLE_BYTES));
		buf_putc(&b, '\n');
	}
	text = arena_str(s->page->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void read_language(const struct score *s, uint32_t content, const struct meta *m,
			  struct article *art)
{
	const char *lang = declared_language(s, content, m);
	char *out = NULL;
	size_t i;

	if (!str_blank(lang) && strlen(lang) <= 35) {
		out = arena_str(s->page->arena, str_trim(str_of(lang)));
		for (i = 0; out[i]; i++) {
			if (out[i] == '_')
				out[i] = '-';
			if (!ascii_alpha(out[i]) && !ascii_digit(out[i]) && out[i] != '-') {
				out[i] = 0;
				break;
			}
		}
	}
	for (i = 0; out && ascii_alpha(out[i]); i++)
		out[i] = (char)ascii_lower(out[i]);
	lang = language_of(str_of(sample(s, content, m->first)));
	art->language = language_choose(out && *out ? out : NULL, lang);
}

static const char *http_url(const struct page *p, const char *ref)
{
	char *url = str_blank(ref) ? NULL : url_resolve(p->arena, p->base, str_trim(str_of(ref)));

	return url && url_is_http(url) ? url : NULL;
}

static void read_canonical(const struct page *p, struct article *art)
{
	static const char *const urls[] = { "og:url", "twitter:url", NULL };
	const xmlNode *n;

	for (n = p->root; n && !art->canonical_url; n = html_next(p->root, n))
		if (html_is(n, "link") && html_attr_has(n, "rel", "canonical"))
			art->canonical_url = http_url(p, html_attr(n, "href"));
	if (!art->canonical_url)
		art->canonical_url = http_url(p, meta_content(p, urls));
}

static uint32_t first_para(const struct score *s, uint32_t content)
{
	uint32_t i;

	for (i = content; i != EL_NONE && i < s->els[content].end; i++)
		if (score_is_para(&s->els[i]) && !(s->els[i].zone & SIGNS_INHERITED))
			return i;
	return EL_NONE;
}

void meta_read(const struct score *s, uint32_t content, struct article *art, struct meta *out)
{
	static const char *const titles[] = { "og:title", "twitter:title", "dc.title",
					      "headline", "title", NULL };
	static const char *const deks[] = { "og:description", "twitter:description",
					    "description", "dc.description", NULL };
	const struct page *p = s->page;
	const char *title, *description;
	xmlNode *node;

	memset(out, 0, sizeof(*out));
	out->first = first_para(s, content);
	read_canonical(p, art);
	jsonld_read(p, art->canonical_url ? art->canonical_url : art->url, &out->ld);
	if (!art->canonical_url)
		art->canonical_url = http_url(p, out->ld.url);
	read_site(p, out, art);
	read_language(s, content, out, art);
	node = html_find(p->root, "title");
	out->doc_title = node ? html_text(p, node) : NULL;
	title = meta_plain(p, meta_content(p, titles));
	if (!title)
		title = meta_plain(p, out->ld.headline);
	headline_find(s, out, art, title);
	description = meta_plain(p, meta_content(p, deks));
	if (!description)
		description = meta_plain(p, out->ld.description);
	headline_around(s, out, art, description);
	lead_read(s, content, out, art);
	when_read(s, content, out, art);
	byline_read(s, content, out, art);
}

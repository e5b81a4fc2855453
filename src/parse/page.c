/* page.c: parse_page: from bytes to an article. */
#include "parse/parse.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "model/wire.h"
#include "parse/apparatus.h"
#include "parse/explain.h"
#include "parse/extract.h"
#include "parse/markdown.h"
#include "parse/nextpage.h"
#include "parse/notice.h"
#include "parse/rules.h"
#include "parse/sniff.h"
#include "parse/textpage.h"
#include "parse/thread.h"

static bool is_markdown_name(const char *url)
{
	struct url u;

	return url && url_split(str_of(url), &u) &&
	       (str_iends(u.path, STR(".md")) || str_iends(u.path, STR(".markdown")) ||
		str_iends(u.path, STR(".mdown")));
}

static enum rc read_html(struct arena *a, struct str utf8, const struct input *in,
			 struct explain *explain, struct article *out, struct err *e)
{
	struct related_map *related;
	const xmlNode *content, *thread;
	struct page page;
	struct meta meta;
	struct score *s;
	enum rc rc;

	rc = html_open(a, utf8, out->url, &page, e);
	if (rc)
		return rc;
	page.explain = explain;
	rules_read(&page, in->rules);
	related = related_prepare(&page);
	s = score_read(&page, related);
	rules_keep(s);
	apparatus_mark(s);
	meta_read(s, score_container(s), out, &meta);
	rules_meta(&page, out, &meta);
	content = rules_body(s, &meta, out);
	thread = content ? NULL : thread_read(s, out);
	if (thread)
		content = thread;
	else if (!content)
		content = extract_body(s, &meta, out);
	textpage_reflow(a, out);
	related_find(related, content, out);
	rules_around(&page, out);
	/* posts have headings that are links, as lists of articles do */
	nextpage_find(s, thread ? NULL : content, out);
	nextpage_simple(&page, out);
	notice_find(s, utf8, content, out);
	explain_blocks(explain, s);
	html_close(&page);
	return OK;
}

enum rc parse_page(struct arena *a, const struct input *in, struct article *out, struct err *e)
{
	struct explain *explain = in->flags & PARSE_EXPLAIN ? explain_new(a) : NULL;
	const char *what = NULL;
	struct str utf8;
	enum doc_kind kind;
	bool is_whole = true;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	out->published = out->modified = DATE_NONE;
	out->url = in->url ? arena_strdup(a, in->url) : NULL;
	kind = sniff(in->bytes, in->content_type, &what);
	switch (kind) {
	case DOC_EMPTY:
		return err_set(e, E_PARSE, _("it is empty"));
	case DOC_BINARY:
		return err_set(e, E_PARSE,
			       _("this is %s, not a page to read; a web browser opens it"),
			       what ? what : _("binary data"));
	case DOC_XML_FEED:
	case DOC_OPML:
	case DOC_JSON:
		return err_set(e, E_PARSE, _("this is a feed or data, not a page to read"));
	case DOC_HTML:
	case DOC_TEXT:
	case DOC_MARKDOWN:
		break;
	}
	utf8 = charset_decode(a, in->bytes, in->content_type, kind == DOC_HTML, NULL);
	if (kind == DOC_HTML) {
		rc = read_html(a, utf8, in, explain, out, e);
		if (rc)
			return rc;
	} else if (utf8.n <= LIMIT_MARKDOWN_BYTES &&
		   (kind == DOC_MARKDOWN || is_markdown_name(out->url) || markdown_is(utf8))) {
		explain_say(explain, _("this is Markdown: all of it is kept"));
		markdown_read(a, utf8, out);
	} else {
		explain_say(explain, _("this is plain text: all of it is kept"));
		is_whole = textpage_read(a, utf8, out);
	}
	if (!out->n_blocks && !out->n_related && str_blank(out->title) && !out->simple_url)
		return err_set(e, E_PARSE, _("there is nothing to read on this page"));
	if (!out->notice && (!is_whole || out->n_blocks + 2 > LIMIT_BLOCKS))
		out->notice = _("This page is too long: only its beginning is here.");
	article_finish(a, out);
	explain_give(explain, out);
	return OK;
}

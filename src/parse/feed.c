/* From bytes to the parser that knows them. */
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "model/wire.h"
#include "parse/discover.h"
#include "parse/feedutil.h"
#include "parse/gunzip.h"
#include "parse/mend.h"
#include "parse/related.h"
#include "parse/sitemap.h"
#include "parse/sniff.h"

static void warn_mended(struct ctx *c, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *words;
	} kinds[] = {
		{ MEND_JUNK, N_("text outside of the document was left out") },
		{ MEND_MARKUP, N_("broken markup was mended") },
		{ MEND_ENTITY, N_("HTML entities that XML does not know were taken as meant") },
		{ MEND_CONTROL, N_("control characters were left out") },
		{ MEND_TRUNCATED, N_("the end is missing") },
		{ MEND_LIMIT, N_("elements too deep or attributes too many were left out") },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++)
		if (flags & kinds[i].flag)
			feed_warn(c, _(kinds[i].words));
}

/* CDF writes its names in capitals and its links into attributes. */
static bool is_cdf(struct arena *a, const xmlNode *root)
{
	return xml_is(root, "channel") &&
	       (streq(xml_name(root), "CHANNEL") || xml_attr(a, root, "href"));
}

struct story_reader {
	struct ctx *c;
	enum rc (*read)(struct ctx *c, const xmlNode *story);
};

static enum rc take_story(const xmlNode *story, void *ctx)
{
	struct story_reader *r = ctx;

	return r->c->full ? OK : r->read(r->c, story);
}

/* Twice through the document: what the feed says may stand behind its stories, which depend on it.
 * No more than one story is in memory as a tree. */
static enum rc read_xml(struct ctx *c, struct str text, const char *base, struct err *e)
{
	struct story_reader r = { .c = c };
	uint32_t mended;
	struct xml xml;
	enum rc rc = xml_open_feed(c->a, text, &xml, e);

	if (rc != OK)
		return rc;
	if (xml_is(xml.root, "feed")) {
		atom_read_feed(c, xml.root, base);
		r.read = atom_read_story;
	} else if (is_cdf(c->a, xml.root)) {
		cdf_read_feed(c, xml.root, base);
		r.read = cdf_read_story;
	} else if (xml_is(xml.root, "rss") || xml_is(xml.root, "RDF") ||
		   xml_is(xml.root, "channel")) {
		rss_read_feed(c, xml.root, base);
		r.read = rss_read_story;
	} else if (xml_is(xml.root, "urlset") || xml_is(xml.root, "sitemapindex")) {
		rc = sitemap_read(c, xml.root, base, e);
	} else {
		rc = err_set(e, E_PARSE, _("a list of feeds (OPML), not a feed: import it"));
	}
	mended = xml.mended;
	xml_close(&xml);
	feed_begin_stories(c);
	if (rc == OK && r.read)
		rc = xml_each_story(c->kept, text, take_story, &r, &mended, e);
	c->feed->is_cut = (mended & MEND_CUT_STORY) != 0;
	warn_mended(c, mended);
	return rc;
}

static enum rc read_frontpage(struct ctx *c, const struct input *in, struct str text, struct err *e)
{
	struct page page;
	enum rc rc = html_open(c->a, text, in->url, &page, e);

	if (rc != OK)
		return rc;
	c->feed->kind = FEED_FRONTPAGE;
	rc = frontpage_read(&page, c->feed, e);
	discover_feeds(&page, in->links, in->n_links, c->feed);
	/* A page that only names its feeds is still an answer; one that is looked through is. */
	if (rc == E_PARSE && (c->feed->n_alternates || (in->flags & PARSE_LOOK))) {
		err_clear(e);
		rc = OK;
	}
	html_close(&page);
	return rc;
}

static enum rc read_kind(struct ctx *c, const struct input *in, struct err *e)
{
	const char *what = NULL, *warning = NULL;
	enum doc_kind kind = sniff(in->bytes, in->content_type, &what);
	/* XML alone is read a story at a time. */
	size_t most = kind == DOC_XML_FEED ? LIMIT_INPUT_BYTES :
		      kind == DOC_JSON ? LIMIT_FEED_BYTES : LIMIT_PAGE_BYTES;
	struct str text;
	enum rc rc = OK;

	switch (kind) {
	case DOC_EMPTY:
		return err_set(e, E_PARSE, _("it is empty"));
	case DOC_BINARY:
		return err_set(e, E_PARSE, _("no feed and no page, but %s"), what);
	case DOC_MARKDOWN:
	case DOC_TEXT:
		if (in->flags & PARSE_LOOK)
			break;
		return err_set(e, E_PARSE, _("plain text, no feed and no page"));
	case DOC_OPML:
		return err_set(e, E_PARSE, _("a list of feeds (OPML), not a feed: import it"));
	case DOC_XML_FEED:
	case DOC_JSON:
	case DOC_HTML:
		break;
	}
	if (in->bytes.n > most)
		return err_set(e, E_LIMIT, _("larger than %zu MB"), most >> 20);
	text = charset_decode(c->a, in->bytes, in->content_type, kind == DOC_HTML, &warning);
	if (kind == DOC_JSON)
		rc = jsonfeed_read(c, text, in->url, e);
	else if (kind == DOC_HTML)
		rc = read_frontpage(c, in, text, e);
	else if (kind == DOC_TEXT || kind == DOC_MARKDOWN)
		rc = robots_read(c, text, in->url, e);
	else
		rc = read_xml(c, text, in->url, e);
	if (warning)
		feed_warn(c, warning);
	return rc;
}

static enum rc read_unpacked(struct ctx *c, const struct input *in, struct err *e)
{
	struct input inner = *in;
	enum rc rc;

	if (!gunzip_is(in->bytes))
		return read_kind(c, in, e);
	rc = gunzip(c->a, in->bytes, &inner.bytes, e);
	inner.content_type = NULL;	/* that of the archive */
	return rc ? rc : read_kind(c, &inner, e);
}

static enum rc read_feed(struct ctx *c, const struct input *in, struct err *e)
{
	enum rc rc;

	c->kept = c->a;
	c->flags = in->flags;
	memset(c->feed, 0, sizeof(*c->feed));
	c->feed->published = c->feed->modified = DATE_NONE;
	rc = read_unpacked(c, in, e);
	if (c->full)
		feed_warn(c, _("too many stories: the last ones are left out"));
	return rc;
}

enum rc parse_feed(struct arena *a, const struct input *in, struct feed *out, struct err *e)
{
	struct ctx c = { .a = a, .feed = out };

	return read_feed(&c, in, e);
}

enum rc parse_feed_parts(struct arena *a, const struct input *in, feed_part part, void *ctx,
			 struct err *e)
{
	struct feed feed;
	struct ctx c = { .a = a, .feed = &feed, .part = part, .part_ctx = ctx,
			 .stories = arena_new(LIMIT_ARENA) };
	enum rc rc = read_feed(&c, in, e);

	if (rc == OK)
		rc = part(&feed, false, ctx);
	arena_free(c.stories);
	return rc;
}

#include "parse/xml.h"

#include <limits.h>

#include <libxml/parser.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/entity.h"
#include "parse/mend.h"
#include "parse/treemem.h"

#define MARKUP_ATTRIBUTES 24	/* of one element within a text: what fragment.c reads too */

/* --- opening --- */

static xmlParserInputPtr refuse_external(const char *url, const char *id, xmlParserCtxtPtr ctxt)
{
	return NULL;
}

static void ignore_entity(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
			  const xmlChar *system_id, xmlChar *content)
{
}

static void ignore_subset(void *ctx, const xmlChar *name, const xmlChar *external_id,
			  const xmlChar *system_id)
{
}

static void ignore_error(void *ctx, xmlErrorPtr error)
{
}

/* One document on its way: mended, then parsed, then in the tree or handed on. */
struct reading {
	struct mender *mender;
	xmlParserCtxtPtr ctxt;
	enum rc (*take)(const xmlNode *story, void *ctx);	/* NULL: the tree stays */
	void *ctx;
	enum rc rc;			/* of take */
	size_t tree, text;		/* bytes in memory now, of nodes and of text */
	size_t most;			/* for the tree */
	size_t dropped;			/* open elements beyond what the tree may hold */
	struct buf aside;		/* text that did not go through libxml2 */
	bool full;
};

static int read_mended(void *ctx, char *p, int n)
{
	return (int)mend_read(ctx, p, (size_t)n);
}

/* What an element takes: libxml2 has a node of text for each attribute, of an empty one too. */
static size_t start_bytes(int n_namespaces, int n_attributes, const xmlChar **attributes)
{
	size_t n = sizeof(xmlNode) + (size_t)n_namespaces * 2 * sizeof(xmlNs);
	int i;

	for (i = 0; i < n_attributes; i++)
		n += sizeof(xmlAttr) + sizeof(xmlNode) +
		     (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]);
	return n;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int n_namespaces, const xmlChar **namespaces, int n_attributes,
		     int n_defaulted, const xmlChar **attributes)
{
	xmlParserCtxtPtr ctxt = ctx;
	struct reading *r = ctxt->_private;

	if (r->dropped || r->tree >= r->most) {
		r->full = true;
		r->dropped++;
		/* Where no story ends and makes room, nothing is to come. */
		if (!r->take)
			xmlStopParser(ctxt);
		return;
	}
	r->tree += start_bytes(n_namespaces, n_attributes, attributes);
	xmlSAX2StartElementNs(ctx, name, prefix, uri, n_namespaces, namespaces, n_attributes,
			      n_defaulted, attributes);
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
	xmlParserCtxtPtr ctxt = ctx;
	struct reading *r = ctxt->_private;

	if (r->dropped || r->text + (size_t)n > LIMIT_XML_TEXT) {
		r->full = true;
		return;
	}
	r->text += (size_t)n;
	if (!xmlNodeIsText(ctxt->node ? ctxt->node->last : NULL))
		r->tree += sizeof(xmlNode);
	xmlSAX2Characters(ctx, p, n);
}

static size_t put_reference(struct buf *b, struct str s)
{
	char c = s.p[0];
	size_t n = entity_plain(s, &c);

	buf_putc(b, c);
	return n ? n : 1;
}

/* As XML reads text: line ends are LF (2.11), and the five references are what they stand for. */
static void read_aside(struct buf *b, struct str s, bool escaped)
{
	size_t n, m;

	while (s.n) {
		for (n = 0; n < s.n && s.p[n] != '\r' && (s.p[n] != '&' || !escaped); n++)
			;
		buf_add(b, s.p, n);
		s = str_sub(s, n, SIZE_MAX);
		if (!s.n)
			break;
		if (s.p[0] == '\r') {
			if (s.n < 2 || s.p[1] != '\n')
				buf_putc(b, '\n');
			m = 1;
		} else {
			m = put_reference(b, s);
		}
		s = str_sub(s, m, SIZE_MAX);
	}
}

static void on_aside(void *ctx, const xmlChar *target, const xmlChar *data)
{
	struct reading *r = ((xmlParserCtxtPtr)ctx)->_private;
	struct str s;
	bool escaped;

	if (!mend_aside(r->mender, (const char *)target, (const char *)data, &s, &escaped))
		return;
	if (escaped || str_chr(s, '\r') != SIZE_MAX) {
		buf_reset(&r->aside);
		read_aside(&r->aside, s, escaped);
		s = buf_str(&r->aside);
	}
	on_text(ctx, BAD_CAST s.p, (int)s.n);
}

static void free_children(xmlNode *n)
{
	xmlFreeNodeList(n->children);
	n->children = n->last = NULL;
}

/* Where stories stand: in the root, or in a channel in it. */
static bool holds_stories(const xmlNode *n)
{
	const xmlNode *root = n && n->doc ? xmlDocGetRootElement(n->doc) : NULL;

	return n && root && (n == root || (n->parent == root && xml_is(n, "channel") &&
					   !xml_is(root, "channel")));
}

/* What has ended in the root or the channel is done with: a story is handed on, all else was read
 * before. */
static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxtPtr ctxt = ctx;
	struct reading *r = ctxt->_private;
	xmlNode *n = ctxt->node;

	if (r->dropped) {
		r->dropped--;
		return;
	}
	xmlSAX2EndElementNs(ctx, name, prefix, uri);
	if (!r->take || !n || !holds_stories(n->parent))
		return;
	if (xml_is(n, "item") || xml_is(n, "entry"))
		r->rc = r->take(n, r->ctx);
	free_children(n->parent);
	r->tree = r->text = 0;
	if (r->rc)
		xmlStopParser(ctxt);
}

static void set_handlers(xmlParserCtxtPtr ctxt)
{
	/* No document type declaration survives mending; were one to, nothing comes of it. */
	ctxt->sax->entityDecl = ignore_entity;
	ctxt->sax->internalSubset = ignore_subset;
	ctxt->sax->externalSubset = ignore_subset;
	ctxt->sax->startElementNs = on_start;
	ctxt->sax->endElementNs = on_end;
	ctxt->sax->characters = on_text;
	ctxt->sax->processingInstruction = on_aside;
	ctxt->sax->ignorableWhitespace = on_text;
}

/* The parser asks for the text piece by piece, so it is never held mended as a whole. */
static enum rc read_document(struct reading *r, xmlDocPtr *doc, uint32_t *mended, struct err *e)
{
	/* Never NOENT, DTDLOAD, DTDATTR, DTDVALID, HUGE, XINCLUDE: each lets a document read files,
	 * ask servers or grow without bounds. */
	const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR |
			    XML_PARSE_NOWARNING | XML_PARSE_RECOVER | XML_PARSE_IGNORE_ENC |
			    XML_PARSE_COMPACT;
	uint32_t flags = 0;
	bool no_memory, broken;
	enum rc rc;

	treemem_init();
	xmlSetExternalEntityLoader(refuse_external);
	xmlSetStructuredErrorFunc(NULL, ignore_error);
	r->ctxt = xmlNewParserCtxt();
	if (!r->ctxt) {
		rc = mend_close(r->mender, &flags, e);
		return err_set(e, E_LIMIT, _("not enough memory"));
	}
	set_handlers(r->ctxt);
	r->ctxt->_private = r;
	r->aside = BUF_INIT(LIMIT_STORY_BYTES);
	mend_set_aside(r->mender);
	*doc = xmlCtxtReadIO(r->ctxt, read_mended, NULL, r->mender, NULL, NULL, options);
	no_memory = r->ctxt->errNo == XML_ERR_NO_MEMORY;
	broken = *doc && !r->ctxt->wellFormed && !r->rc;
	xmlFreeParserCtxt(r->ctxt);
	buf_free(&r->aside);
	rc = mend_close(r->mender, &flags, e);
	/* A half tree: what parsed is kept. */
	*mended |= flags | (broken ? MEND_MARKUP : 0) | (r->full ? MEND_LIMIT : 0);
	if (rc == OK && no_memory)
		rc = err_set(e, E_LIMIT, _("not enough memory"));
	return rc ? rc : r->rc;
}

static enum rc open_tree(struct arena *a, struct str utf8, bool outline, struct xml *out,
			 struct err *e)
{
	struct reading r = { .mender = mend_open(a, utf8, outline), .most = LIMIT_XML_TREE };
	enum rc rc;

	memset(out, 0, sizeof(*out));
	rc = read_document(&r, &out->doc, &out->mended, e);
	out->root = out->doc ? xmlDocGetRootElement(out->doc) : NULL;
	if (rc == OK && !out->root)
		rc = err_set(e, E_PARSE, _("no feed and no page"));
	if (rc != OK)
		xml_close(out);
	return rc;
}

enum rc xml_open(struct arena *a, struct str utf8, struct xml *out, struct err *e)
{
	return open_tree(a, utf8, false, out, e);
}

enum rc xml_open_feed(struct arena *a, struct str utf8, struct xml *out, struct err *e)
{
	return open_tree(a, utf8, true, out, e);
}

enum rc xml_each_story(struct arena *a, struct str utf8,
		       enum rc (*take)(const xmlNode *story, void *ctx), void *ctx,
		       uint32_t *mended, struct err *e)
{
	struct reading r = { .mender = mend_open(a, utf8, false), .take = take, .ctx = ctx,
			     .most = LIMIT_STORY_TREE };
	xmlDocPtr doc = NULL;
	enum rc rc = read_document(&r, &doc, mended, e);

	xmlFreeDoc(doc);
	return rc;
}

void xml_close(struct xml *x)
{
	xmlFreeDoc(x->doc);
	memset(x, 0, sizeof(*x));
}

/* --- names --- */

/* URIs without scheme, "www." and the last "/" or "#", lower-case. */
static const struct {
	const char *uri;
	enum xml_ns ns;
} uris[] = {
	{ "purl.org/rss/1.0", NS_RSS },
	{ "purl.org/net/rss1.1", NS_RSS },
	{ "my.netscape.com/rdf/simple/0.9", NS_RSS },
	{ "my.netscape.com/publish/formats/rss-0.91.dtd", NS_RSS },
	{ "channel.netscape.com/rdf/simple/0.9", NS_RSS },
	{ "backend.userland.com/rss", NS_RSS },
	{ "backend.userland.com/rss2", NS_RSS },
	{ "backend.userland.com/rss091", NS_RSS },
	{ "blogs.law.harvard.edu/tech/rss", NS_RSS },
	{ "cyber.law.harvard.edu/rss/rss.html", NS_RSS },
	{ "rssboard.org/rss-specification", NS_RSS },
	{ "w3.org/1999/02/22-rdf-syntax-ns", NS_RDF },
	{ "w3.org/2005/atom", NS_ATOM },
	{ "purl.org/atom/ns", NS_ATOM },
	{ "example.com/newformat", NS_ATOM },
	{ "w3.org/1999/xhtml", NS_XHTML },
	{ "w3.org/xml/1998/namespace", NS_XML },
	{ "purl.org/rss/1.0/modules/content", NS_CONTENT },
	{ "purl.org/dc/elements/1.0", NS_DC },
	{ "purl.org/dc/elements/1.1", NS_DC },
	{ "purl.org/dc/terms", NS_DCTERMS },
	{ "search.yahoo.com/mrss", NS_MEDIA },
	{ "video.search.yahoo.com/mrss", NS_MEDIA },
	{ "tools.search.yahoo.com/mrss", NS_MEDIA },
	{ "search.yahoo.com/rss", NS_MEDIA },
	{ "itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES },
	{ "example.com/dtds/podcast-1.0.dtd", NS_ITUNES },
	{ "purl.org/rss/1.0/modules/slash", NS_SLASH },
	{ "wellformedweb.org/commentapi", NS_WFW },
	{ "purl.org/syndication/thread/1.0", NS_THR },
	{ "purl.org/rss/1.0/modules/syndication", NS_SY },
	{ "rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER },
	{ "google.com/schemas/play-podcasts/1.0", NS_GOOGLEPLAY },
	{ "podcastindex.org/namespace/1.0", NS_PODCAST },
};

static const struct {
	const char *prefix;
	enum xml_ns ns;
} prefixes[] = {
	{ "content", NS_CONTENT }, { "dc", NS_DC }, { "dcterms", NS_DCTERMS },
	{ "media", NS_MEDIA }, { "itunes", NS_ITUNES }, { "slash", NS_SLASH }, { "wfw", NS_WFW },
	{ "thr", NS_THR }, { "sy", NS_SY }, { "feedburner", NS_FEEDBURNER }, { "atom", NS_ATOM },
	{ "atom10", NS_ATOM }, { "a10", NS_ATOM }, { "rdf", NS_RDF }, { "rss", NS_RSS },
	{ "xhtml", NS_XHTML }, { "xml", NS_XML }, { "googleplay", NS_GOOGLEPLAY },
	{ "podcast", NS_PODCAST },
};

static enum xml_ns ns_of_uri(const char *uri)
{
	struct str s = str_trim(str_of(uri));
	size_t i;

	if (str_istarts(s, STR("http://")))
		s = str_sub(s, 7, SIZE_MAX);
	else if (str_istarts(s, STR("https://")))
		s = str_sub(s, 8, SIZE_MAX);
	if (str_istarts(s, STR("www.")))
		s = str_sub(s, 4, SIZE_MAX);
	while (s.n && (s.p[s.n - 1] == '/' || s.p[s.n - 1] == '#'))
		s.n--;
	for (i = 0; i < ARRAY_LEN(uris); i++)
		if (str_ieq(s, str_of(uris[i].uri)))
			return uris[i].ns;
	return s.n ? NS_OTHER : NS_NONE;
}

static enum xml_ns ns_of_prefix(struct str prefix)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(prefixes); i++)
		if (str_ieq(prefix, str_of(prefixes[i].prefix)))
			return prefixes[i].ns;
	return NS_OTHER;
}

enum xml_ns xml_ns(const xmlNode *n)
{
	const char *name = (const char *)n->name, *colon;
	enum xml_ns ns;

	if (n->ns) {
		/* One declaration serves many elements: its answer is kept in it. */
		if (n->ns->_private)
			return (enum xml_ns)((uintptr_t)n->ns->_private - 1);
		ns = ns_of_uri((const char *)n->ns->href);
		if (ns == NS_OTHER && n->ns->prefix)
			ns = ns_of_prefix(str_of((const char *)n->ns->prefix));
		else if (ns == NS_OTHER && n->ns == xmlDocGetRootElement(n->doc)->ns)
			ns = NS_NONE;	/* the document's own, whatever URI it gave itself */
		n->ns->_private = (void *)((uintptr_t)ns + 1);
		return ns;
	}
	colon = strchr(name, ':');
	return colon ? ns_of_prefix(str_mem(name, (size_t)(colon - name))) : NS_NONE;
}

const char *xml_name(const xmlNode *n)
{
	const char *name = (const char *)n->name, *colon = n->ns ? NULL : strchr(name, ':');

	return colon ? colon + 1 : name;
}

bool xml_is(const xmlNode *n, const char *name)
{
	return n && n->type == XML_ELEMENT_NODE && strieq(xml_name(n), name);
}

/* --- walks --- */

static xmlNode *element_from(xmlNode *n)
{
	while (n && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

xmlNode *xml_child(const xmlNode *n)
{
	return element_from(n->children);
}

xmlNode *xml_sibling(const xmlNode *n)
{
	return element_from(n->next);
}

xmlNode *xml_next(const xmlNode *root, const xmlNode *n)
{
	if (n->type == XML_ELEMENT_NODE && n->children)
		return n->children;
	while (n && n != root && !n->next)
		n = n->parent;
	return n && n != root ? n->next : NULL;
}

/* As it stands in the tree: one text, where no reference is left, as mending leaves none. */
static const char *borrow_value(struct arena *a, const xmlAttr *attr)
{
	const xmlNode *only = attr->children;
	xmlChar *v;
	char *s;

	if (!only)
		return "";
	if (!only->next && only->type == XML_TEXT_NODE)
		return only->content ? (const char *)only->content : "";
	v = xmlNodeListGetString(attr->doc, only, 1);
	s = arena_strdup(a, v ? (const char *)v : "");
	xmlFree(v);
	return s;
}

char *xml_attr_value(struct arena *a, const xmlAttr *attr)
{
	return arena_strdup(a, borrow_value(a, attr));
}

char *xml_attr(struct arena *a, const xmlNode *n, const char *name)
{
	const xmlAttr *attr, *found = NULL;

	for (attr = n->properties; attr; attr = attr->next) {
		const char *colon = strchr((const char *)attr->name, ':');

		if (!strieq(colon ? colon + 1 : (const char *)attr->name, name))
			continue;
		if (!found || (!attr->ns && !colon))
			found = attr;
	}
	return found ? xml_attr_value(a, found) : NULL;
}

static char *xml_namespace_attr(struct arena *a, const xmlNode *n, const char *name)
{
	const xmlAttr *attr;

	for (attr = n->properties; attr; attr = attr->next)
		if (attr->ns && ns_of_uri((const char *)attr->ns->href) == NS_XML &&
		    streq((const char *)attr->name, name))
			return xml_attr_value(a, attr);
	return NULL;
}

const char *xml_base(struct arena *a, const xmlNode *n, const char *base)
{
	char *own = xml_namespace_attr(a, n, "base"), *resolved;

	if (!own)
		return base;
	resolved = url_resolve(a, base, str_trim(str_of(own)));
	return resolved && url_is_safe_link(resolved) ? resolved : base;
}

const char *xml_lang(struct arena *a, const xmlNode *n, const char *lang)
{
	char *own = xml_namespace_attr(a, n, "lang");

	return own ? arena_str(a, str_trim(str_of(own))) : lang;
}

bool xml_has_elements(const xmlNode *n)
{
	return xml_child(n) != NULL;
}

/* As much of it as there is room for. */
static void add_text(struct buf *b, struct str s)
{
	size_t n = MIN(s.n, b->max - b->len);

	while (n < s.n && n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	buf_add(b, s.p, n);
}

char *xml_text(struct arena *a, const xmlNode *n)
{
	const xmlNode *child = n->children, *at;
	struct buf b = BUF_INIT(LIMIT_STORY_BYTES);
	char *s;

	if (!child)
		return arena_strdup(a, "");
	if (!child->next && child->type != XML_ELEMENT_NODE) {
		struct str only = str_of((const char *)child->content);

		if (only.n <= LIMIT_STORY_BYTES)
			return arena_str(a, only);
	}
	for (at = child; at; at = xml_next(n, at))
		if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE)
			add_text(&b, str_of((const char *)at->content));
	s = arena_strdup(a, buf_cstr(&b));
	buf_free(&b);
	return s;
}

/* --- markup --- */

static void put_text(struct buf *b, const char *s, bool attr)
{
	for (; s && *s; s++) {
		if (*s == '<')
			buf_puts(b, "&lt;");
		else if (*s == '>')
			buf_puts(b, "&gt;");
		else if (*s == '&')
			buf_puts(b, "&amp;");
		else if (*s == '"' && attr)
			buf_puts(b, "&quot;");
		else
			buf_putc(b, *s);
	}
}

static bool is_link(const char *name)
{
	return streq(name, "href") || streq(name, "src") || streq(name, "cite");
}

static void put_start(struct arena *a, struct buf *b, const xmlNode *n, const char *base)
{
	const xmlAttr *attr;
	size_t left = MARKUP_ATTRIBUTES;

	buf_printf(b, "<%s", xml_name(n));
	for (attr = n->properties; attr && left--; attr = attr->next) {
		const char *value, *resolved = NULL;

		if (attr->ns)
			continue;
		value = borrow_value(a, attr);
		if (base && is_link((const char *)attr->name))
			resolved = url_resolve(a, base, str_trim(str_of(value)));
		buf_putc(b, ' ');
		buf_puts(b, (const char *)attr->name);
		buf_puts(b, "=\"");
		put_text(b, resolved ? resolved : value, true);
		buf_putc(b, '"');
	}
	buf_putc(b, '>');
}

static bool is_void(const char *name)
{
	static const char words[] = "area base br col embed hr img input link meta "
				    "source track wbr";
	struct str rest = STR(words), word;

	while (str_word(&rest, &word))
		if (str_ieq(word, str_of(name)))
			return true;
	return false;
}

char *xml_markup(struct arena *a, const xmlNode *root, const char *base)
{
	const char *bases[LIMIT_DEPTH + 2];
	struct buf b = BUF_INIT(LIMIT_STORY_BYTES * 2);
	const xmlNode *n = root->children;
	size_t depth = 0;
	char *s;

	bases[0] = base;
	while (n) {
		if (n->type == XML_ELEMENT_NODE && depth < LIMIT_DEPTH) {
			bases[depth + 1] = xml_base(a, n, bases[depth]);
			/* Only where the element says so: the sanitizer resolves the rest. */
			put_start(a, &b, n, bases[depth + 1] != base ? bases[depth + 1] : NULL);
			if (n->children) {
				depth++;
				n = n->children;
				continue;
			}
			if (!is_void(xml_name(n)))
				buf_printf(&b, "</%s>", xml_name(n));
		} else if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
			put_text(&b, (const char *)n->content, false);
		}
		while (n != root && !n->next) {
			n = n->parent;
			if (n != root && !is_void(xml_name(n)))
				buf_printf(&b, "</%s>", xml_name(n));
			if (n != root)
				depth--;
		}
		n = n == root ? NULL : n->next;
	}
	s = arena_strdup(a, buf_cstr(&b));
	buf_free(&b);
	return s;
}

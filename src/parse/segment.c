#include "parse/segment.h"

#include "base/limits.h"
#include "base/url.h"
#include "parse/sanitize.h"

enum {
	SIBLINGS = 32,		/* nodes looked at beside one, so that a row costs linear time */
	WORD_MAX = 14,		/* half ems of an element that may be one word of a headline */
	WORDS_MIN = 3,
	LEVELS = 4,		/* elements around one that are asked */
	ROW_MAX = 6,		/* elements in a row; more are words or letters of one text */
};

static bool is_blank(const xmlNode *n)
{
	for (const xmlChar *p = n->content; p && *p; p++)
		if (!ascii_space(*p))
			return false;
	return true;
}

static bool counts(const xmlNode *n)
{
	if (n->type == XML_TEXT_NODE)
		return !is_blank(n);
	return n->type == XML_ELEMENT_NODE && !html_is_invisible(n);
}

/* The next thing to see before or after n; at most SIBLINGS nodes are looked at. */
static const xmlNode *beside(const xmlNode *n, bool next)
{
	size_t steps = 0;

	do
		n = next ? n->next : n->prev;
	while (n && !counts(n) && steps++ < SIBLINGS);
	return n;
}

static bool ends_line(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE && (html_is(n, "br") || html_is_block(n));
}

static const xmlNode *line_start(const xmlNode *n)
{
	for (size_t steps = 0; n->prev && !ends_line(n->prev) && steps < SIBLINGS; steps++)
		n = n->prev;
	return n;
}

/* Elements that pages part a line with; all others mark words within a text. */
static bool is_part(const xmlNode *n)
{
	static const char *const names[] = { "span", "strong", "b", "small", "label", "cite",
		"data" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (html_is(n, names[i]))
			return true;
	return false;
}

static bool is_in(const xmlNode *n, bool (*test)(const xmlNode *n))
{
	for (size_t up = 0; n && up < LEVELS; n = n->parent, up++)
		if (n->type == XML_ELEMENT_NODE && test(n))
			return true;
	return false;
}

static bool is_heading(const xmlNode *n)
{
	return html_heading(n) > 0;
}

static bool is_link(const xmlNode *n)
{
	return html_is(n, "a");
}

/* "Place: what happened there" on one line of a link is one headline, unless it is a heading,
 * where the first part is a kicker. */
static bool ends_in_colon(const xmlNode *n)
{
	const xmlNode *text = n ? n->children : NULL;
	struct str s;

	if (!text || text->next || text->type != XML_TEXT_NODE || html_is(n, "a"))
		return false;
	s = str_trim(str_of((const char *)text->content));
	return s.n && s.p[s.n - 1] == ':' && !is_in(n, is_heading) && is_in(n, is_link);
}

/* Emphasis that leads a paragraph is a label when a sentence begins behind it. */
static bool is_leading_emphasis(const xmlNode *n)
{
	const xmlNode *after = beside(n, true);
	struct str s;

	if (!(html_is(n, "em") || html_is(n, "i")) || beside(n, false) || !after ||
	    after->type != XML_TEXT_NODE || is_in(n, is_heading) || is_in(n, is_link))
		return false;
	s = str_trim(str_of((const char *)after->content));
	return s.n && !ascii_alpha(s.p[0]) ? !strchr(",.;:!?)", s.p[0]) :
	       s.n && s.p[0] >= 'A' && s.p[0] <= 'Z';
}

/* A short text in an element of its own that ends a line of bare text: a date, a source. */
static bool is_last_mark(const xmlNode *n)
{
	const xmlNode *text = n->children, *before = beside(n, false);

	if (beside(n, true) || !before || before->type != XML_TEXT_NODE || !text || text->next ||
	    text->type != XML_TEXT_NODE || !(html_is(n, "span") || html_is(n, "small")))
		return false;
	return cluster_width((const char *)text->content) <= SEGMENT_MARK;
}

/* Some pages put every word of a headline into an element of its own. */
static bool is_word(const xmlNode *n)
{
	const xmlNode *text = n->children;

	return n->type == XML_ELEMENT_NODE && text && !text->next &&
	       text->type == XML_TEXT_NODE &&
	       cluster_width((const char *)text->content) <= WORD_MAX;
}

/* Whether an inline element is a part of its own: a time, a link, the label that leads a text,
 * or one of a row of elements that have no bare text between them. */
static bool parts_text(const xmlNode *n)
{
	size_t row = 0, words = 0, steps = 0;

	if (html_is(n, "time") || html_is(n, "a") || is_last_mark(n) ||
	    is_leading_emphasis(n))
		return true;
	if (!is_part(n) || ends_in_colon(n) || ends_in_colon(beside(n, false)))
		return false;
	for (const xmlNode *s = line_start(n); s && !ends_line(s); s = s->next) {
		if (++steps > 2 * SIBLINGS)
			return false;
		if (s->type == XML_TEXT_NODE && counts(s))
			return !beside(n, false) && beside(n, true);
		row += counts(s);
		words += is_word(s);
	}
	return row <= ROW_MAX && (row < WORDS_MIN || words < row);
}

static bool is_author(const xmlNode *n)
{
	static const char *const words[] = { "author", "byline", "writer", "credit", NULL };

	return html_attr_has(n, "rel", "author") ||
	       (html_attr(n, "itemprop") && strieq(html_attr(n, "itemprop"), "author")) ||
	       html_class_has(n, words);
}

static void flush(struct reader *r)
{
	struct segment *s = &r->cur;
	struct str t = str_trim(buf_str(&r->text));

	if (t.n && r->n < SEGMENTS) {
		s->text = arena_str(r->c->page->arena, t);
		s->len = cluster_width(s->text);
		r->segs[r->n++] = *s;
	}
	buf_reset(&r->text);
}

static void put_blank(struct reader *r)
{
	if (r->text.len && r->text.data[r->text.len - 1] != ' ')
		buf_putc(&r->text, ' ');
}

static void add(struct reader *r, const xmlChar *text)
{
	const char *p = (const char *)text;
	bool space = false;
	size_t n;

	for (; (n = html_word(&p, &space)); p += n) {
		if (space)
			put_blank(r);
		buf_add(&r->text, p, n);
		space = false;
	}
	if (space)
		put_blank(r);
}

/* What the elements around a text node say about it, up to the card's root. */
static void begin(struct reader *r, const xmlNode *text, const xmlNode *top)
{
	struct segment *s = &r->cur;

	*s = (struct segment){ .block = top };
	for (const xmlNode *n = text->parent; n; n = n->parent) {
		bool block = html_is_block(n);

		if (!s->part && !block && parts_text(n))
			s->part = n;
		if (html_is(n, "time") || is_author(n))
			s->is_meta = true;
		if (html_is(n, "strong") || html_is(n, "b"))
			s->is_strong = true;
		s->in_caption |= html_is(n, "figcaption");
		if (html_is(n, "a") && !s->link) {
			char *url = html_link(r->c->page, n, "href");
			char *key = url ? url_key(r->c->page->arena, url) : NULL;

			s->link = n;
			s->in_link = streq(key, r->card->url_key);
			s->in_other_link = !s->in_link;
		}
		if (is_heading(n))
			s->heading = html_heading(n);
		if (block && s->block == top)
			s->block = n;
		if (n == top)
			break;
	}
	s->leads = s->part && !beside(s->part, false) && beside(s->part, true);
}

static bool is_break(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE &&
	       (html_is_block(n) || html_is(n, "br") || parts_text(n));
}

/* Words for those who hear the page: left out, but where they stand for what is hidden from
 * them. */
static bool is_hidden_label(const xmlNode *n)
{
	static const char *const words[] = { "sr", "visuallyhidden", "screenreader", "offscreen",
		NULL };
	static const char *const pair[] = { "visually", "screen", NULL };
	const xmlNode *other;

	for (other = n->prev; other && other->type != XML_ELEMENT_NODE; other = other->prev)
		;
	if (other && html_attr(other, "aria-hidden"))
		return false;
	return html_class_has(n, words) ||
	       (html_class_has(n, pair) &&
		html_class_has(n, (const char *const[]){ "hidden", "reader", NULL }));
}

static void find_image(struct reader *r, const xmlNode *n, struct image *image)
{
	const char *alt = html_attr(n, "alt");

	image->url = html_picture(r->c->page, n);
	if (image->url && !str_blank(alt))
		image->alt = sanitize_line(r->c->page->arena, str_of(alt), LIMIT_TITLE_BYTES);
}

/* The break behind an element is found when the next text node does not lie in it. */
void segment_read_tree(struct reader *r, const xmlNode *top, struct card *card)
{
	const xmlNode *n = top, *last = NULL;

	while (n) {
		if (n->type == XML_ELEMENT_NODE) {
			if (html_is_invisible(n) || is_hidden_label(n)) {
				n = html_skip(top, n);
				continue;
			}
			if (html_is(n, "img")) {
				card->has_image = true;
				if (!card->image.url)
					find_image(r, n, &card->image);
			}
			if (html_is(n, "time") && card->date == DATE_NONE)
				card->date = date_parse(str_of(html_attr(n, "datetime")));
			if (is_break(n))
				flush(r);
		} else if (n->type == XML_TEXT_NODE && !is_blank(n)) {
			for (const xmlNode *up = last; up && up != top; up = up->parent) {
				if (html_within(n, up))
					break;
				if (is_break(up)) {
					flush(r);
					break;
				}
			}
			if (!r->text.len)
				begin(r, n, top);
			add(r, n->content);
			last = n->parent;
		} else if (n->type == XML_TEXT_NODE && n->content && r->text.len) {
			add(r, n->content);
		}
		n = html_next(top, n);
	}
	flush(r);
}

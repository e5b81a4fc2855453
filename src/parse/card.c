/* The parts of one card: which of its texts is the headline, which the label above it, which
 * the line under it, and which are times, names and counts. */
#include "parse/cluster.h"

#include "base/limits.h"
#include "base/url.h"

enum {
	SEGMENTS = 24,		/* texts looked at in one card */
	SIBLINGS = 32,		/* nodes looked at beside one, so that a row costs linear time */
	KICKER_MAX = 48,
	LABEL_MIN = 2,
	SUMMARY_MIN = 18,
	WORD_MAX = 14,
	WORDS_MIN = 3,
	LEVELS = 4,		/* elements around one that are asked */
	ROW_MAX = 6,		/* elements in a row; more are words or letters of one text */
	TITLE_MIN = 8,
	TITLE_MAX = 160,
	LABEL_MAX = 24,		/* a heading up to here may be a label of the link behind it */
	BLOCK_TITLE_MIN = 18,	/* the headline of a link that holds more, without a heading */
	COUNT_MAX = 14,
	ALIKE_MAX = 16,		/* cards that one card is compared with */
	META_MAX = 30,		/* a short text with a digit: a time, a count */
};

/* A run of text that is one part to the eye. */
struct segment {
	const char *text;
	const xmlNode *block;	/* what it stands in */
	const xmlNode *link;	/* the link it stands in, or NULL */
	const xmlNode *part;	/* the inline element that is all of it, or NULL */
	uint32_t len;
	uint8_t heading;
	bool in_link;		/* in a link to the card's story */
	bool in_other_link;
	bool is_meta;		/* time, count, author */
	bool is_strong;
	bool leads;		/* first of several parts of its block */
};

struct reader {
	const struct clusters *c;
	const struct card *card;
	struct segment segs[SEGMENTS];
	size_t n;
	struct buf text;
	struct segment cur;
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
	return n->name[0] == 'h' && n->name[1] >= '1' && n->name[1] <= '6' && !n->name[2];
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
	return cluster_width((const char *)text->content) <= META_MAX;
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
	       cluster_class_has(n, words);
}

/* "by" before a name, in the languages where it is told from other words easily. */
static bool is_by(const char *s)
{
	static const char *const words[] = { "by ", "von ", "par ", "por ", "di ", "od ", "door ",
		"af ", "av ", "(", NULL };

	for (size_t i = 0; words[i]; i++)
		if (str_istarts(str_of(s), str_of(words[i])))
			return true;
	return false;
}

static bool looks_meta(const struct segment *s)
{
	if (s->len > META_MAX)
		return date_parse(str_of(s->text)) != DATE_NONE;
	for (const char *p = s->text; *p; p++)
		if (ascii_digit(*p))
			return true;
	return is_by(s->text);
}

/* A text too short for a headline that begins with a digit: a rank, a time, a length. */
static bool is_count(const struct segment *s)
{
	return s->len < TITLE_MIN || (s->len < COUNT_MAX && ascii_digit(s->text[0]));
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

/* Collapses white space; soft hyphens and zero-width blanks are no part of a headline. */
static void add(struct reader *r, const unsigned char *s)
{
	for (; *s; s++) {
		bool nbsp = s[0] == 0xc2 && s[1] == 0xa0;

		if (ascii_space(*s) || nbsp) {
			if (r->text.len && r->text.data[r->text.len - 1] != ' ')
				buf_putc(&r->text, ' ');
			s += nbsp;
		} else if (s[0] == 0xc2 && s[1] == 0xad) {
			s++;
		} else if (s[0] == 0xe2 && s[1] == 0x80 && s[2] == 0x8b) {
			s += 2;
		} else {
			buf_putc(&r->text, (char)*s);
		}
	}
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
		if (html_is(n, "a") && !s->link) {
			char *url = html_link(r->c->page, n, "href");
			char *key = url ? url_key(r->c->page->arena, url) : NULL;

			s->link = n;
			s->in_link = streq(key, r->card->url_key);
			s->in_other_link = !s->in_link;
		}
		if (is_heading(n))
			s->heading = (uint8_t)(n->name[1] - '0');
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
	return cluster_class_has(n, words) ||
	       (cluster_class_has(n, pair) &&
		cluster_class_has(n, (const char *const[]){ "hidden", "reader", NULL }));
}

static void find_image(struct reader *r, const xmlNode *n, struct image *image)
{
	static const char *const attrs[] = { "data-src", "data-original", "data-lazy-src", "src" };

	for (size_t i = 0; i < ARRAY_LEN(attrs) && !image->url; i++) {
		const char *v = html_attr(n, attrs[i]);

		if (v && !str_istarts(str_of(v), STR("data:")))
			image->url = html_link(r->c->page, n, attrs[i]);
	}
	if (image->url && !str_blank(html_attr(n, "alt")))
		image->alt = arena_strdup(r->c->page->arena, html_attr(n, "alt"));
}

/* Walks one subtree of the card. The break behind an element is found when the next text node
 * does not lie in it. */
static void read_tree(struct reader *r, const xmlNode *top, struct card *card)
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

/* The headline as a heading: in one heading the label comes first and the headline behind it. */
static size_t heading_title(const struct reader *r)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < r->n; i++) {
		const struct segment *s = &r->segs[i],
				     *b = best == SIZE_MAX ? NULL : &r->segs[best];

		if (!s->heading || s->is_meta || s->in_other_link)
			continue;
		if (!b || (s->in_link && !b->in_link) ||
		    (s->in_link == b->in_link && s->len >= TITLE_MIN &&
		     (s->len > b->len || (i == best + 1 && b->len <= KICKER_MAX && b->leads))))
			best = i;
	}
	return best;
}

/* Without a heading: the first text of the link that is long enough, or what is strong in it;
 * the second where a shorter one goes before and a longer one follows. */
static size_t link_title(const struct reader *r)
{
	size_t found[3], n = 0;

	for (size_t i = 0; i < r->n && n < ARRAY_LEN(found); i++) {
		const struct segment *s = &r->segs[i];

		if (!s->in_link || s->is_meta || is_count(s))
			continue;
		if (s->is_strong && !s->leads && s->len >= TITLE_MIN)
			return i;
		found[n++] = i;
	}
	if (!n)
		return SIZE_MAX;
	for (size_t i = 0; i + 1 < n; i++) {
		const struct segment *s = &r->segs[found[i]], *next = &r->segs[found[i + 1]];

		if (s->len >= BLOCK_TITLE_MIN || s->len >= next->len)
			return found[i];
	}
	return found[n - 1];
}

static size_t choose_title(const struct reader *r)
{
	size_t heading = heading_title(r), link = SIZE_MAX;
	const struct segment *h;

	if (heading == SIZE_MAX)
		return link_title(r);
	h = &r->segs[heading];
	/* A second link to the same story says more than a short heading, and any link more than
	 * a heading that is none. */
	for (size_t i = 0; i < r->n; i++) {
		const struct segment *s = &r->segs[i];

		if (s->in_link && !s->heading && s->link != h->link && s->len > h->len &&
		    s->len <= TITLE_MAX && (link == SIZE_MAX || s->len > r->segs[link].len))
			link = i;
	}
	if (link == SIZE_MAX || (h->in_link && h->len >= LABEL_MAX))
		return heading;
	return link;
}

/* "POLITICS | headline", "Video: headline" stay whole; a kicker loses only its own marks. */
static const char *trim_label(const struct reader *r, const char *s)
{
	struct str t = str_trim(str_of(s));

	while (t.n && strchr("|:/-]", t.p[t.n - 1]))
		t = str_trim(str_sub(t, 0, t.n - 1));
	while (t.n && strchr("|:/-[", t.p[0]))
		t = str_trim(str_sub(t, 1, SIZE_MAX));
	return t.n ? arena_str(r->c->page->arena, t) : NULL;
}

static bool is_label(const struct segment *s)
{
	return !s->is_meta && s->len >= LABEL_MIN && s->len <= KICKER_MAX && !looks_meta(s);
}

static size_t find_summary(const struct reader *r, size_t title)
{
	size_t best = SIZE_MAX;

	for (size_t i = title + 1; i < r->n; i++) {
		const struct segment *s = &r->segs[i];

		if (s->is_meta || s->len < SUMMARY_MIN || looks_meta(s) ||
		    (s->heading && (s->len < KICKER_MAX ||
				    s->heading <= r->segs[title].heading)) ||
		    (s->in_other_link && s->len < KICKER_MAX) ||
		    streq(s->text, r->segs[title].text))
			continue;
		if (best == SIZE_MAX ||
		    (r->segs[best].len < KICKER_MAX && s->len > r->segs[best].len))
			best = i;
	}
	return best;
}

/* The mark that parted a text from the label before it on its line: "– ", "| ". */
static const char *trim_mark(const struct reader *r, size_t i)
{
	static const char *const marks[] = { "- ", "– ", "— ", "| ", ": ", "· ", "• ", "/ ", "» ",
		"› " };
	struct str t = str_of(r->segs[i].text);

	if (!i || r->segs[i - 1].block != r->segs[i].block)
		return r->segs[i].text;
	for (size_t k = 0; k < ARRAY_LEN(marks); k++)
		if (str_starts(t, str_of(marks[k])))
			return arena_str(r->c->page->arena,
					 str_trim(str_sub(t, strlen(marks[k]), SIZE_MAX)));
	return r->segs[i].text;
}

/* "Read on", "Comments": a second link to the story. */
static bool is_button(const struct segment *s, const struct segment *title)
{
	return s->in_link && s->link != title->link;
}

static void choose_rest(const struct reader *r, size_t title, struct card *card)
{
	size_t summary = find_summary(r, title), kicker = SIZE_MAX, label = SIZE_MAX;

	for (size_t i = 0; i < r->n; i++) {
		const struct segment *s = &r->segs[i];

		if (s->is_meta || looks_meta(s))
			card->has_meta = true;
		if (i == title || i == summary || !is_label(s) ||
		    streq(s->text, r->segs[title].text))
			continue;
		if (i < title && kicker == SIZE_MAX)
			kicker = i;
		if (i > title && kicker == SIZE_MAX && s->leads && i + 1 < r->n &&
		    r->segs[i + 1].block == s->block)
			kicker = i;
		else if (i > title && label == SIZE_MAX && !is_button(s, &r->segs[title]))
			label = i;
	}
	if (kicker != SIZE_MAX)
		card->kicker = trim_label(r, r->segs[kicker].text);
	if (label != SIZE_MAX)
		card->label = trim_label(r, r->segs[label].text);
	if (summary != SIZE_MAX)
		card->summary = trim_mark(r, summary);
}

/* Neither an address nor a row of numbers. */
static bool is_headline(const struct segment *s)
{
	size_t digits = 0;

	for (const char *p = s->text; *p; p++)
		digits += ascii_digit(*p);
	return s->len >= TITLE_MIN && digits * 3 < s->len &&
	       !str_istarts(str_of(s->text), STR("http"));
}

static void read_card(const struct clusters *c, struct card *card, size_t forced)
{
	struct reader r = { .c = c, .card = card, .text = BUF_INIT(LIMIT_FIELD_BYTES) };
	size_t title;

	card->title = card->kicker = card->label = card->summary = NULL;
	card->title_len = 0;
	for (uint32_t i = card->first; i < card->end; i = c->els[i].end)
		read_tree(&r, c->els[i].node, card);
	title = forced < r.n && r.segs[forced].len >= TITLE_MIN ? forced : choose_title(&r);
	if (title != SIZE_MAX && !is_headline(&r.segs[title]))
		title = SIZE_MAX;
	card->n_parts = r.n;
	card->title_part = title;
	if (title != SIZE_MAX) {
		card->title = trim_mark(&r, title);
		card->title_len = r.segs[title].len;
		card->heading = r.segs[title].heading;
		choose_rest(&r, title, card);
	}
	buf_free(&r.text);
}

void card_read(const struct clusters *c, struct card *card)
{
	read_card(c, card, SIZE_MAX);
}

/* Cards of one module are built alike: where most have their headline at one place, those with
 * as many parts have it there too. */
static void agree_on_titles(const struct clusters *c, struct card *cards, size_t n)
{
	size_t votes[SEGMENTS] = { 0 }, best = 0;

	for (size_t i = 0; i < n; i++)
		if (!cards[i].heading && cards[i].title_part < SEGMENTS)
			votes[cards[i].title_part]++;
	for (size_t k = 1; k < SEGMENTS; k++)
		if (votes[k] > votes[best])
			best = k;
	if (2 * votes[best] <= n)
		return;
	for (size_t i = 0; i < n; i++) {
		bool alike = false;

		for (size_t k = 0; k < n && !alike && k < ALIKE_MAX; k++)
			alike = cards[k].title_part == best && cards[k].n_parts == cards[i].n_parts;
		if (alike && !cards[i].heading && cards[i].title_part != best)
			read_card(c, &cards[i], best);
	}
}

/* A label behind the headline is a kicker when the module repeats it, as it does sections and
 * not names. */
static void agree_on_labels(struct card *cards, size_t n)
{
	size_t labels = 0, kickers = 0, repeated = 0;

	for (size_t i = 0; i < n; i++) {
		kickers += cards[i].kicker != NULL;
		labels += cards[i].label != NULL;
		for (size_t k = i + 1; cards[i].label && k < n && k <= i + ALIKE_MAX; k++)
			if (strieq(cards[i].label, cards[k].label)) {
				repeated++;
				break;
			}
	}
	if (kickers || labels * 2 < n || repeated * 3 < labels)
		return;
	for (size_t i = 0; i < n; i++)
		cards[i].kicker = cards[i].label;
}

void card_compare(const struct clusters *c, struct card *cards, size_t n)
{
	agree_on_titles(c, cards, n);
	agree_on_labels(cards, n);
}

/* The parts of one card: which of its texts is the headline, which the label above it, which
 * the line under it, and which are times, names and counts. */
#include "parse/segment.h"

#include "base/limits.h"
#include "parse/ago.h"
#include "parse/label.h"

enum {
	KICKER_MAX = 48,
	LABEL_MIN = 3,
	SUMMARY_MIN = 18,
	TITLE_MIN = 8,
	TITLE_MAX = 160,
	LABEL_MAX = 24,		/* a heading up to here may be a label of the link behind it */
	BLOCK_TITLE_MIN = 18,	/* the headline of a link that holds more, without a heading */
	COUNT_MAX = 14,
	DATE_MAX = 40,
	DATE_MIN = 8,		/* a shorter text is a date only where an element says so */
	ALIKE_MAX = 16,		/* cards that one card is compared with */
};

static bool looks_meta(const struct segment *s)
{
	if (s->len > SEGMENT_MARK)
		return date_parse(str_of(s->text)) != DATE_NONE;
	for (const char *p = s->text; *p; p++)
		if (ascii_digit(*p))
			return true;
	return s->text[0] == '(' || label_is_byline(s->text) || strstr(s->text, "©");
}

/* A text too short for a headline that begins with a digit: a rank, a time, a length. */
static bool is_count(const struct segment *s)
{
	return s->len < TITLE_MIN || (s->len < COUNT_MAX && ascii_digit(s->text[0]));
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

/* With a full stop, as headlines seldom do; "..." only tells that something is missing. */
static bool ends_sentence(const char *s)
{
	size_t n = strlen(s);

	return (n > 1 && s[n - 1] == '.' && s[n - 2] != '.') || str_iends(str_of(s), STR("。"));
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

		/* "Label: headline", each in an element of its own on one line */
		if (s->leads && s->block == next->block && s->len <= KICKER_MAX &&
		    s->len < next->len && !ends_sentence(next->text))
			continue;
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

/* The rest of a sentence that began elsewhere. */
static bool goes_on(const char *s)
{
	return strchr(",;)", s[0]) || (s[0] == '.' && s[1] != '.');
}

static bool has_letters(const char *s)
{
	while (*s && !ascii_alpha(*s) && (unsigned char)*s < 0x80)
		s++;
	return *s;
}

static bool is_label(const struct segment *s)
{
	bool capital = s->text[0] >= 'A' && s->text[0] <= 'Z';

	/* "UK", "TV" are labels; "in", "on" are what is left of a sentence */
	return !s->is_meta && has_letters(s->text) && !goes_on(s->text) &&
	       s->len + capital >= LABEL_MIN && s->len <= KICKER_MAX && !looks_meta(s);
}

static size_t find_summary(const struct reader *r, size_t title)
{
	size_t best = SIZE_MAX;

	for (size_t i = title + 1; i < r->n; i++) {
		const struct segment *s = &r->segs[i];

		if (s->is_meta || s->len < SUMMARY_MIN || looks_meta(s) ||
		    goes_on(s->text) ||
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

/* Arrows and dots that a page sets before each headline. */
static const char *trim_arrow(const struct reader *r, const char *s)
{
	static const char *const marks[] = { ">", "»", "›", "►", "▶", "•", "→" };
	struct str t = str_of(s);

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		while (str_starts(t, str_of(marks[i])) && !strstr(s, "«"))
			t = str_trim(str_sub(t, strlen(marks[i]), SIZE_MAX));
	return t.n && t.p != s ? arena_str(r->c->page->arena, t) : s;
}

/* "Read on", "Comments": a second link to the story. */
static bool is_button(const struct segment *s, const struct segment *title)
{
	return s->in_link && s->link != title->link;
}

/* A date in words, or how long ago; a bare year or clock is neither. */
static void take_date(const struct segment *s, struct card *card)
{
	struct str t = str_of(s->text);

	if (s->len > SEGMENT_MARK)
		return;
	if (s->is_meta || s->len >= DATE_MIN)
		card->date = date_parse(t);
	if (card->date == DATE_NONE && card->age == AGO_NONE)
		card->age = html_is(s->part, "time") ? ago_parse_short(t) : ago_parse(t);
}

static void choose_rest(const struct reader *r, size_t title, struct card *card)
{
	size_t summary = find_summary(r, title), kicker = SIZE_MAX, label = SIZE_MAX;

	for (size_t i = 0; i < r->n; i++) {
		const struct segment *s = &r->segs[i];

		if (s->is_meta || looks_meta(s))
			card->has_meta = true;
		if (i != title && card->date == DATE_NONE)
			take_date(s, card);
		if (i == title || i == summary || !is_label(s) ||
		    streq(s->text, r->segs[title].text))
			continue;
		if (s->in_caption && !r->segs[title].in_caption)
			continue;
		if (i < title && kicker == SIZE_MAX)
			kicker = i;
		if (i > title && kicker == SIZE_MAX && s->leads && i + 1 < r->n &&
		    r->segs[i + 1].block == s->block)
			kicker = i;
		else if (i > title && label == SIZE_MAX && !is_button(s, &r->segs[title]))
			label = i;
	}
	if (kicker != SIZE_MAX && !streq(r->segs[kicker].text, card->title))
		card->kicker = trim_label(r, r->segs[kicker].text);
	if (label != SIZE_MAX)
		card->label = trim_label(r, r->segs[label].text);
	if (summary != SIZE_MAX)
		card->summary = trim_mark(r, summary);
}

/* Neither an address nor a date nor a row of numbers. */
static bool is_headline(const struct segment *s)
{
	size_t digits = 0;
	const char *t = s->text;

	while (ascii_space(*t) || *t == '-' || *t == '[')
		t++;
	if (s->len <= DATE_MAX && date_parse(str_of(t)) != DATE_NONE)
		return false;
	if (!strchr(t, ' ') && (strchr(t, '@') || str_istarts(str_of(t), STR("www."))))
		return false;

	for (const char *p = s->text; *p; p++)
		digits += ascii_digit(*p);
	return s->len >= TITLE_MIN && digits * 3 < s->len &&
	       !str_istarts(str_of(s->text), STR("http"));
}

/* Texts that are neither headline, kicker nor summary by what they say; "Anzeige" tells of the
 * whole card. */
static void mark_labels(struct reader *r, struct card *card)
{
	struct arena *a = r->c->page->arena;

	for (size_t i = 0; i < r->n; i++) {
		struct segment *s = &r->segs[i];

		if (label_is_paid(a, s->text)) {
			card->zone |= ZONE_PAID;
			s->is_meta = true;
		}
		s->is_meta |= label_is_service(a, s->text) ||
			      ago_parse(str_of(s->text)) != AGO_NONE;
		if (!label_is_by(s->text))
			continue;
		s->is_meta = true;
		if (i + 1 < r->n && r->segs[i + 1].in_link == s->in_link &&
		    r->segs[i + 1].len <= KICKER_MAX)
			r->segs[i + 1].is_meta = true;
	}
}

static void read_card(const struct clusters *c, struct card *card, size_t forced)
{
	struct reader r = { .c = c, .card = card, .text = BUF_INIT(LIMIT_FIELD_BYTES) };
	size_t title;

	card->title = card->kicker = card->label = card->summary = NULL;
	card->title_len = 0;
	for (uint32_t i = card->first; i < card->end; i = c->els[i].end)
		segment_read_tree(&r, c->els[i].node, card);
	mark_labels(&r, card);
	title = forced < r.n && r.segs[forced].len >= TITLE_MIN ? forced : choose_title(&r);
	if (title != SIZE_MAX && (!is_headline(&r.segs[title]) ||
				  label_is_service(c->page->arena, r.segs[title].text)))
		title = SIZE_MAX;
	card->n_parts = r.n;
	card->title_part = title;
	if (title != SIZE_MAX) {
		card->title = trim_arrow(&r, trim_mark(&r, title));
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

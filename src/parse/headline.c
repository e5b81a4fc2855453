/* headline.c: what the page shows around its headline. Found by place and shape: the headline is
 * the heading that the document's title repeats, the dek a sentence between it and the text, the
 * kicker a short line right above it. */
#include "base/limits.h"
#include "parse/label.h"
#include "parse/meta.h"

/* Places are counted in elements, lengths in letters unless said otherwise. */
static const struct {
	double same_title;	/* share of a heading's words that the title must repeat */
	uint32_t headings;	/* that are looked at */
	uint32_t title_max;
	double segment;		/* agreement with another part of a title counts so much */
	uint32_t title_short;	/* a shorter heading agrees by chance ... */
	double short_factor;	/* ... and counts so much */
	uint32_t title_long;	/* a heading so long agrees with more weight ... */
	double long_bonus;	/* ... that is added, and in parts for shorter ones */
	double h1_bonus, before_text, marked, elsewhere, linked;	/* added for these */
	double lower_level;	/* what another heading than h1 needs beyond same_title */
	double sure, likely;	/* a rating that decides, and one that no title contradicts */
	double other_title;	/* share of words below which a title contradicts */
	size_t cut_min;		/* bytes of a title that a heading is cut to */
	uint32_t parts;		/* elements of a heading that is looked at in parts */
	uint32_t dek_min, dek_max;
	uint32_t kicker_min, kicker_max;
	uint32_t line_max;	/* a line that may be a byline or a date */
	uint32_t around;	/* looked at where no paragraph bounds the search ... */
	uint32_t into_text;	/* ... and behind the first paragraph where one does */
	uint32_t kicker_before;	/* looked at before the headline */
	double same_dek;	/* share of words that description and dek have in common */
	size_t dateline_digits, dateline_bytes;	/* at least, below */
} fit = {
	.same_title = 0.7, .headings = 200, .title_max = 300, .segment = 0.4, .title_short = 8,
	.short_factor = 0.5, .title_long = 60, .long_bonus = 0.2, .h1_bonus = 0.3,
	.before_text = 0.15, .marked = 0.2, .elsewhere = -0.5, .linked = -0.15,
	.lower_level = 0.1, .sure = 0.9,
	.likely = 0.45, .other_title = 0.3, .cut_min = 16, .parts = 24,
	.dek_min = 20, .dek_max = 420, .kicker_min = 3,
	.kicker_max = 36, .line_max = 120, .around = 60, .into_text = 12, .kicker_before = 12,
	.same_dek = 0.8, .dateline_digits = 6, .dateline_bytes = 90,
};

static bool is_elsewhere(const struct el *el)
{
	return el->zone & (SIGN_NAV | SIGN_ASIDE | SIGN_FOOT | SIGN_CARD | SIGN_COMMENT);
}

/* What the page calls itself, without the site's name. */
struct titles {
	const char *og, *doc;	/* NULL: none */
	const char *site;
};

/* How far a heading and the titles agree, 0 to 1. The site's name stands in many titles too. */
static double agreement(const struct meta *m, const struct titles *t, const char *text)
{
	double best = 0, with_og = 0;

	if (t->site && names_same(text, t->site))
		return 0;
	if (m->doc_title)
		best = names_overlap(text, m->doc_title);
	if (t->doc && names_is_segment(m->doc_title, text))
		best *= fit.segment;
	if (t->og) {
		with_og = names_overlap(text, t->og);
		/* another part of the title than the one that og:title has */
		if (with_og < fit.other_title && names_overlap(t->og, text) < fit.other_title)
			best *= fit.segment;
	}
	return MAX(best, with_og);
}

/* How well a heading fits as the headline: agreement with the titles first, then its level and
 * its place before the text. */
static double rate(const struct score *s, const struct meta *m, const struct titles *t,
		   uint32_t i, const char *text)
{
	const struct el *el = &s->els[i];
	double best = agreement(m, t, text);

	if (el->text < fit.title_short)
		best *= fit.short_factor;
	/* a long heading that agrees tells more than a short one */
	best += fit.long_bonus * MIN(el->text, fit.title_long) / fit.title_long;
	if (el->heading == 1)
		best += fit.h1_bonus;
	if (m->first != EL_NONE && i < m->first)
		best += fit.before_text;
	if (html_attr_has(el->node, "itemprop", "headline"))
		best += fit.marked;
	if (is_elsewhere(el))
		best += fit.elsewhere;
	if (el->text && el->link * 2 > el->text)
		best += fit.linked;
	return best;
}

static const char *const kickers[] = {
	"kicker", "overline", "topline", "dachzeile", "spitzmarke", "eyebrow", "roofline",
	"supertitle", "pretitle", "pre-title", "antetitulo", "volanta", "cintillo", "occhiello",
	"surtitre", NULL,
};

/* Parts of a heading that are no headline: what stands above, below or beside it. */
static bool is_beside(const xmlNode *n)
{
	static const char *const words[] = {
		"subtitle", "sub-title", "subhead", "subline", "untertitel", "tagline", "date",
		"meta", "category", "rubrik", "label", "badge", "prefix", NULL,
	};

	return html_is(n, "small") || html_is(n, "time") || html_is(n, "sup") ||
	       html_class_contains(n, kickers) || html_class_contains(n, words);
}

static struct str trim_marks(struct str s)
{
	s = str_trim(s);
	while (s.n && strchr(":|-/", s.p[0]))
		s = str_trim(str_sub(s, 1, SIZE_MAX));
	while (s.n && strchr("|-/", s.p[s.n - 1]))
		s = str_trim(str_sub(s, 0, s.n - 1));
	return s;
}

/* Whether the text of an element in the heading is this, or all of the heading but this. */
static bool is_part(const struct score *s, uint32_t h, struct str text, struct str rest)
{
	uint32_t i;

	for (i = h + 1; i < s->els[h].end; i++) {
		struct str part = trim_marks(str_of(html_text(s->page, s->els[i].node)));

		if (part.n && (str_eq(part, text) || str_eq(part, rest)))
			return true;
	}
	return false;
}

/* The title where it is one end of the heading, and elements part it from the other. */
static struct str cut_to_title(const struct score *s, uint32_t h, struct str text,
			       const char *title)
{
	struct str t = str_of(title), cut, rest;
	size_t at;

	if (t.n < fit.cut_min || t.n + 2 > text.n)
		return text;
	at = str_ifind(text, t);
	if (at != 0 && at != text.n - t.n)
		return text;
	cut = str_sub(text, at, t.n);
	rest = at ? str_sub(text, 0, at) : str_sub(text, t.n, SIZE_MAX);
	return is_part(s, h, cut, trim_marks(rest)) ? cut : text;
}

/* The headline of a heading without its kicker, date and subtitle; art gets the kicker. */
static const char *take_headline(const struct score *s, const xmlNode *node, const char *text,
				 const struct titles *t, struct article *art)
{
	struct str all = str_of(text), part;
	uint32_t h = score_index(s, node), i;

	for (i = h + 1; h != EL_NONE && i < s->els[h].end; i++) {
		struct str left = str_of("");

		if (!s->els[i].text || !is_beside(s->els[i].node))
			continue;
		part = str_of(html_text(s->page, s->els[i].node));
		if (str_starts(all, part))
			left = trim_marks(str_sub(all, part.n, SIZE_MAX));
		else if (str_iends(all, part))
			left = trim_marks(str_sub(all, 0, all.n - part.n));
		if (left.n < fit.cut_min / 2)
			continue;
		if (str_starts(all, part) && part.n < fit.kicker_max)
			art->kicker = arena_str(s->page->arena, trim_marks(part));
		all = left;
		i = s->els[i].end - 1;
	}
	if (h != EL_NONE && s->els[h].end > h + 1 && s->els[h].end < h + fit.parts) {
		all = t->og ? cut_to_title(s, h, all, t->og) : all;
		all = t->doc ? cut_to_title(s, h, all, t->doc) : all;
	}
	return arena_str(s->page->arena, all);
}

void headline_find(const struct score *s, struct meta *m, struct article *art,
		   const char *og_title)
{
	struct arena *a = s->page->arena;
	struct titles t = {
		.og = og_title ? names_title(a, og_title, art->site) : NULL,
		.doc = str_blank(m->doc_title) ? NULL : names_title(a, m->doc_title, art->site),
		.site = art->site,
	};
	double top = 0, r;
	const char *text, *title = NULL;
	uint32_t i, seen = 0;

	for (i = 0; i < s->n && seen < fit.headings; i++) {
		const struct el *el = &s->els[i];

		if (!el->heading || el->heading > 3 || !el->text || el->text > fit.title_max)
			continue;
		seen++;
		text = html_text(s->page, el->node);
		r = rate(s, m, &t, i, text);
		if (el->heading != 1 && r < fit.same_title + fit.lower_level)
			continue;
		if (r > top) {
			top = r;
			m->h1 = el->node;
			title = text;
		}
	}
	/* a lone h1 may be the site's name; what the page calls itself decides */
	if (title && (top >= fit.sure || (!t.og && !t.doc) ||
		      (top >= fit.likely &&
		       !(t.og && names_overlap(t.og, title) < fit.other_title)))) {
		art->title = take_headline(s, m->h1, title, &t, art);
		return;
	}
	m->h1 = NULL;
	art->title = t.og ? t.og : t.doc ? t.doc : title;
}

static bool holds_time(const struct score *s, uint32_t i)
{
	uint32_t k;

	for (k = i; k < s->els[i].end; k++)
		if (html_is(s->els[k].node, "time"))
			return true;
	return false;
}

static bool is_marked_dek(const xmlNode *n)
{
	static const char *const words[] = { "dek", "standfirst", "strapline", "subtitle",
					     "subhead", "sub-head", "summary", "lede",
					     "excerpt",
					     "deck", "vorspann", "chapo", "intro", NULL };

	return html_attr_has(n, "itemprop", "description") || html_class_contains(n, words);
}

/* Whether something that is no running text (a byline, a date, a picture) parts the element from
 * the paragraph that follows. */
static bool is_parted(const struct score *s, uint32_t i, uint32_t first)
{
	uint32_t k;

	for (k = s->els[i].end; k < first && k < s->n; k++) {
		const struct el *el = &s->els[k];

		if (html_is(el->node, "time") || html_is(el->node, "figure") ||
		    html_is(el->node, "img") || html_is(el->node, "hr") ||
		    (el->block && el->own && el->own < fit.line_max && !el->heading))
			return true;
	}
	return false;
}

/* A line of a date or a place rather than a sentence. */
static bool is_dateline(const char *text)
{
	size_t digits = 0, i;

	for (i = 0; text[i]; i++)
		digits += (size_t)ascii_digit(text[i]);
	return digits >= fit.dateline_digits && i < fit.dateline_bytes;
}

static bool is_dek(const struct score *s, const struct meta *m, uint32_t h, uint32_t i,
		   const char *text, const char *description)
{
	const struct el *el = &s->els[i];
	bool same_box = el->parent == s->els[h].parent;

	if (el->own < fit.dek_min || el->own > fit.dek_max || el->own_link * 2 > el->own ||
	    is_elsewhere(el) || el->zone & (SIGN_FORM | SIGN_CAPTION) || holds_time(s, i) ||
	    html_is(el->node, "li") || names_is_byline(str_of(text)) || is_dateline(text))
		return false;
	if (description && names_overlap(description, text) >= fit.same_dek &&
	    names_overlap(text, description) >= fit.same_dek && i < m->first)
		return true;
	if (is_marked_dek(el->node))
		return true;
	if (el->heading)
		return el->heading == 2 && same_box;
	if (m->first == EL_NONE)
		return false;
	/* the first paragraph itself is a dek only when it stands with the headline and apart
	 * from the rest */
	if (i >= m->first) {
		uint32_t k, next = EL_NONE;

		for (k = el->end; k < s->n && next == EL_NONE; k++)
			if (score_is_para(&s->els[k]))
				next = k;
		return i == m->first && same_box && next != EL_NONE &&
		       s->els[next].parent != el->parent && is_parted(s, i, next);
	}
	return same_box || (el->depth <= s->els[h].depth + 2 && is_parted(s, i, m->first));
}

static uint32_t end_of_search(const struct score *s, const struct meta *m, uint32_t h)
{
	uint32_t end = MIN(s->n, s->els[h].end + fit.around);

	if (m->first != EL_NONE && m->first >= h)
		end = MIN(s->n, m->first + fit.into_text);
	return end;
}

static void find_dek(const struct score *s, struct meta *m, struct article *art, uint32_t h,
		     const char *description)
{
	uint32_t i, end = end_of_search(s, m, h);
	const char *text;

	for (i = s->els[h].end; i < end; i++) {
		if (!s->els[i].block || !s->els[i].own)
			continue;
		text = html_text(s->page, s->els[i].node);
		if (!is_dek(s, m, h, i, text, description))
			continue;
		m->dek = s->els[i].node;
		art->dek = text;
		return;
	}
}

/* "5 min read", "Lesezeit: 5 Minuten" */
static bool is_reading_time(const char *text)
{
	size_t digits = strcspn(text, "0123456789");

	return text[digits] && str_ifind(str_of(text), STR("min")) != SIZE_MAX;
}

static void find_kicker(const struct score *s, struct article *art, uint32_t h)
{
	uint32_t i, from = h - MIN(h, fit.kicker_before), line = EL_NONE, n = 0;
	const char *text;
	size_t at, used;

	for (i = from; i < h; i++) {
		const struct el *el = &s->els[i];

		if (el->own && el->block && el->end <= h)
			line = i;
		/* one among the lines of the headline's own box */
		else if (!el->block && el->text && el->parent == s->els[h].parent &&
			 html_class_contains(el->node, kickers))
			line = i;
	}
	if (line != EL_NONE)
		n = s->els[line].block ? s->els[line].own : s->els[line].text;
	if (line == EL_NONE || n > fit.kicker_max || n < fit.kicker_min ||
	    s->els[line].zone & SIGNS_INHERITED || s->els[line].heading == 1 ||
	    s->els[line].links > 1 || html_is(s->els[line].node, "li") ||
	    holds_time(s, line))
		return;
	/* it must stand close: in the headline's box or beside it */
	if (s->els[line].parent != s->els[h].parent &&
	    s->els[s->els[line].parent].parent != s->els[h].parent)
		return;
	text = html_text(s->page, s->els[line].node);
	if (!is_dateline(text) && !is_reading_time(text) && !label_is_byline(text) &&
	    !label_is_service(s->page->arena, text) && !label_is_paid(s->page->arena, text) &&
	    date_find(str_of(text), true, &at, &used).when == DATE_NONE)
		art->kicker = text;
}

void headline_around(const struct score *s, struct meta *m, struct article *art,
		     const char *description)
{
	uint32_t h = score_index(s, m->h1);

	if (h != EL_NONE) {
		find_dek(s, m, art, h, description);
		if (!art->kicker)
			find_kicker(s, art, h);
	}
	/* what search engines get is a dek unless it only repeats how the text begins */
	if (!art->dek && description && m->first != EL_NONE &&
	    names_overlap(description, html_text(s->page, s->els[m->first].node)) < fit.same_dek)
		art->dek = description;
}

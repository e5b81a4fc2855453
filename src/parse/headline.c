/* headline.c: what the page shows around its headline. Found by place and shape: the headline is
 * the heading that the document's title repeats, the dek a sentence between it and the text, the
 * byline a short line with a name, the date what <time> or a line that is a date says. */
#include "base/limits.h"
#include "parse/meta.h"

/* Places are counted in elements, lengths in letters unless said otherwise. */
static const struct {
	double same_title;	/* share of a heading's words that the title must repeat */
	uint32_t headings;	/* that are looked at */
	uint32_t title_max;
	uint32_t title_short;	/* a shorter heading agrees by chance ... */
	double short_factor;	/* ... and counts so much */
	uint32_t title_long;	/* a heading so long agrees with more weight ... */
	double long_bonus;	/* ... that is added, and in parts for shorter ones */
	double h1_bonus, before_text, elsewhere, linked;	/* added for level and place */
	double lower_level;	/* what another heading than h1 needs beyond same_title */
	double sure, likely;	/* a rating that decides, and one that no title contradicts */
	double other_title;	/* share of words below which a title contradicts */
	uint32_t dek_min, dek_max;
	uint32_t kicker_min, kicker_max;
	uint32_t line_max;	/* a line that may be a byline or a date */
	uint32_t around;	/* looked at where no paragraph bounds the search ... */
	uint32_t into_text;	/* ... and behind the first paragraph where one does */
	uint32_t kicker_before;	/* looked at before the headline */
	double same_dek;	/* share of words that description and dek have in common */
	size_t dateline_digits, dateline_bytes;	/* at least, below */
} fit = {
	.same_title = 0.7, .headings = 200, .title_max = 300, .title_short = 8,
	.short_factor = 0.5, .title_long = 60, .long_bonus = 0.2, .h1_bonus = 0.3,
	.before_text = 0.15, .elsewhere = -0.5, .linked = -0.15, .lower_level = 0.1, .sure = 0.9,
	.likely = 0.45, .other_title = 0.3, .dek_min = 20, .dek_max = 420, .kicker_min = 3,
	.kicker_max = 36, .line_max = 120, .around = 60, .into_text = 12, .kicker_before = 12,
	.same_dek = 0.8, .dateline_digits = 6, .dateline_bytes = 90,
};

static bool is_elsewhere(const struct el *el)
{
	return el->zone & (SIGN_NAV | SIGN_ASIDE | SIGN_FOOT | SIGN_CARD | SIGN_COMMENT);
}

/* How well a heading fits as the headline: agreement with the titles first, then its level and
 * its place before the text. */
static double rate(const struct score *s, const struct meta *m, uint32_t i, const char *text,
		   const char *og_title)
{
	const struct el *el = &s->els[i];
	double best = 0;

	if (m->doc_title)
		best = names_overlap(text, m->doc_title);
	if (og_title)
		best = MAX(best, names_overlap(text, og_title));
	if (el->text < fit.title_short)
		best *= fit.short_factor;
	/* a long heading that agrees tells more than a short one */
	best += fit.long_bonus * MIN(el->text, fit.title_long) / fit.title_long;
	if (el->heading == 1)
		best += fit.h1_bonus;
	if (m->first != EL_NONE && i < m->first)
		best += fit.before_text;
	if (is_elsewhere(el))
		best += fit.elsewhere;
	if (el->text && el->link * 2 > el->text)
		best += fit.linked;
	return best;
}

void headline_find(const struct score *s, struct meta *m, struct article *art,
		   const char *og_title)
{
	double top = 0, r;
	const char *text, *title = NULL;
	uint32_t i, seen = 0;

	for (i = 0; i < s->n && seen < fit.headings; i++) {
		const struct el *el = &s->els[i];

		if (!el->heading || el->heading > 3 || !el->text || el->text > fit.title_max)
			continue;
		seen++;
		text = html_text(s->page, el->node);
		r = rate(s, m, i, text, og_title);
		if (el->heading != 1 && r < fit.same_title + fit.lower_level)
			continue;
		if (r > top) {
			top = r;
			m->h1 = el->node;
			title = text;
		}
	}
	/* a lone h1 may be the site's name; what the page calls itself decides */
	if (title && (top >= fit.sure || (!og_title && str_blank(m->doc_title)))) {
		art->title = title;
		return;
	}
	if (title && top >= fit.likely &&
	    !(og_title && names_overlap(og_title, title) < fit.other_title)) {
		art->title = title;
		return;
	}
	m->h1 = NULL;
	if (og_title)
		art->title = names_title(s->page->arena, og_title, art->site);
	else if (!str_blank(m->doc_title))
		art->title = names_title(s->page->arena, m->doc_title, art->site);
	else
		art->title = title;
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
					     "subhead", "sub-head", "summary", "lede", "excerpt",
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
	    names_is_byline(str_of(text)) || is_dateline(text))
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

static void find_kicker(const struct score *s, struct article *art, uint32_t h)
{
	uint32_t i, from = h - MIN(h, fit.kicker_before), line = EL_NONE;

	for (i = from; i < h; i++) {
		const struct el *el = &s->els[i];

		if (el->own && el->block && el->end <= h)
			line = i;
	}
	if (line == EL_NONE || s->els[line].own > fit.kicker_max ||
	    s->els[line].own < fit.kicker_min ||
	    s->els[line].zone & SIGNS_INHERITED || s->els[line].heading == 1 ||
	    s->els[line].links > 1 || html_is(s->els[line].node, "li") ||
	    holds_time(s, line))
		return;
	/* it must stand close: in the headline's box or beside it */
	if (s->els[line].parent != s->els[h].parent &&
	    s->els[s->els[line].parent].parent != s->els[h].parent)
		return;
	art->kicker = html_text(s->page, s->els[line].node);
}

void headline_around(const struct score *s, struct meta *m, struct article *art,
		     const char *description)
{
	uint32_t h = score_index(s, m->h1);

	if (h != EL_NONE) {
		find_dek(s, m, art, h, description);
		find_kicker(s, art, h);
	}
	/* what search engines get is a dek unless it only repeats how the text begins */
	if (!art->dek && description && m->first != EL_NONE &&
	    names_overlap(description, html_text(s->page, s->els[m->first].node)) < fit.same_dek)
		art->dek = description;
}

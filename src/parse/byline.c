/* byline.c: who wrote the article. What the page states for programs and what it shows are
 * merged: a stated name counts, houses do not, and a byline that shows the stated names and more
 * is the longer list. */
#include "base/url.h"
#include "parse/meta.h"

/* Places are counted in elements, lengths in letters. */
static const struct {
	uint32_t before;	/* the headline that are looked at */
	uint32_t into_text;	/* behind the first paragraph */
	uint32_t around;	/* behind the headline where no paragraph bounds the search */
	uint32_t behind;	/* the container */
	uint32_t line_max;	/* a line that may be a byline */
	uint32_t date_line;	/* a line with a date and a name */
	uint32_t last_max;	/* the last line of a text that may be a name alone */
} fit = {
	.before = 40, .into_text = 12, .around = 60, .behind = 80, .line_max = 120,
	.date_line = 60, .last_max = 30,
};

/* How sure a line names the author. */
enum rank {
	RANK_NONE,
	RANK_GUESS,	/* beside a date under the headline, or alone at the end of the text */
	RANK_CLASS,	/* its class speaks of authors */
	RANK_WORD,	/* it begins with a "by" */
	RANK_LINK,	/* a link to an author's page, or a name marked as in an address card */
	RANK_MARK,	/* microdata, RDFa */
	RANK_REL,	/* a link that is the author's */
	N_RANKS,
};

struct byline {
	const struct score *s;
	const struct meta *m;
	uint32_t content;
	struct names_where where;
	struct names found[N_RANKS];
};

static const char *const class_author[] = {
	"byline", "author", "autor", "auteur", "writer", "contributor", "submitted",
	"posted-by", "postedby", "poster", "username", "verfasser", "redakteur", "firma", NULL,
};

static const char *const author_pages[] = {
	"/author/", "/authors/", "/autor/", "/autoren/", "/autores/", "/auteur/", "/auteurs/",
	"/autore/", "/autori/", "/by/", "/people/", "/person/", "/profile/", "/profil/",
	"/contributor/", "/contributors/", "/journalist/", "/journalists/", "/redakteur/",
	"/skribent/", "/profiles/", "/staff/", "/user/", "/users/", "/team/", "/writer/",
	"/members/", "/reporter/", "/columnist/", "/bio/", NULL,
};

static bool is_author_link(const xmlNode *n)
{
	struct str href = str_of(html_is(n, "a") ? html_attr(n, "href") : NULL);
	size_t i;

	for (i = 0; href.n && author_pages[i]; i++)
		if (str_ifind(href, str_of(author_pages[i])) != SIZE_MAX)
			return true;
	return false;
}

static bool is_marked(const xmlNode *n, const char *word)
{
	struct str property = str_of(html_attr(n, "property"));
	size_t colon = str_chr(property, ':');

	if (colon != SIZE_MAX)
		property = str_sub(property, colon + 1, SIZE_MAX);
	return html_attr_has(n, "itemprop", word) || str_ieq(property, str_of(word));
}

static bool is_author_mark(const xmlNode *n)
{
	return is_marked(n, "author") || is_marked(n, "creator");
}

/* Words for a screen reader only, glued to the name. */
static bool is_spoken(const xmlNode *n)
{
	static const char *const words[] = { "screen-reader", "sr-only", "visually-hidden",
					     "visuallyhidden", "hidden", NULL };

	return html_class_contains(n, words);
}

static bool is_card_name(const xmlNode *n)
{
	static const char *const card[] = { "author-name", "author__name", "author_name",
					    "authorname", "byline-name", "byline__name", NULL };

	if (html_attr_has(n, "class", "fn"))
		return !html_attr_has(n, "class", "org");
	return html_class_contains(n, card) ||
	       html_attr_has(n, "class", "p-author");
}

/* The text of a line without what only a screen reader says at its ends. */
static const char *shown_text(const struct byline *b, uint32_t i)
{
	const struct el *els = b->s->els;
	struct str text = str_of(html_text(b->s->page, els[i].node)), part;
	uint32_t k;

	for (k = i + 1; k < els[i].end; k++) {
		if (!els[k].text || !is_spoken(els[k].node))
			continue;
		part = str_of(html_text(b->s->page, els[k].node));
		if (part.n >= text.n)
			continue;
		if (str_starts(text, part))
			text = str_sub(text, part.n, SIZE_MAX);
		else if (str_iends(text, part))
			text = str_sub(text, 0, text.n - part.n);
	}
	return arena_str(b->s->page->arena, str_trim(text));
}

/* "5 March 2023, by Anna Example" */
static bool names_behind_date(struct str line)
{
	size_t at, used;

	if (date_find(line, true, &at, &used).when == DATE_NONE)
		return false;
	line = str_sub(line, at + used, SIZE_MAX);
	while (line.n && strchr(" ,;:|-/.", line.p[0]))
		line = str_sub(line, 1, SIZE_MAX);
	return names_is_byline(line);
}

static enum rank rank_of(const struct byline *b, uint32_t i, const char *text)
{
	const xmlNode *n = b->s->els[i].node;

	if (html_is(n, "a") && html_attr_has(n, "rel", "author"))
		return RANK_REL;
	if (is_author_mark(n))
		return RANK_MARK;
	if (is_author_link(n) || is_card_name(n))
		return RANK_LINK;
	if (names_is_byline(str_of(text)) || names_behind_date(str_of(text)))
		return RANK_WORD;
	return html_class_contains(n, class_author) || html_attr_has(n, "rel", "author") ?
	       RANK_CLASS : RANK_NONE;
}

/* The parts of a byline's element that name a person: marked as a name, else its links. */
static bool add_inner(struct byline *b, uint32_t i, struct names *out)
{
	const struct el *els = b->s->els;
	size_t n = out->n;
	uint32_t k;
	int round;

	for (round = 0; round < 2 && out->n == n; round++) {
		for (k = i + 1; k < els[i].end; k++) {
			if (!els[k].text || is_spoken(els[k].node) ||
			    !(round ? html_is(els[k].node, "a") :
				      is_marked(els[k].node, "name") ||
				      is_card_name(els[k].node)))
				continue;
			names_add(b->s->page->arena, str_of(shown_text(b, k)), &b->where, out);
		}
	}
	return out->n > n;
}

/* Whether an element within says the same with less around it. */
static bool has_inner(const struct byline *b, uint32_t i, enum rank rank)
{
	const struct el *els = b->s->els;
	uint32_t k;

	for (k = i + 1; k < els[i].end; k++) {
		if (!els[k].text || els[k].text > fit.line_max || is_spoken(els[k].node))
			continue;
		if (rank_of(b, k, html_text(b->s->page, els[k].node)) >= rank &&
		    (rank != RANK_CLASS || els[k].text < els[i].text))
			return true;
	}
	return false;
}

static void look_at(struct byline *b, uint32_t i, enum rank least)
{
	const struct el *el = &b->s->els[i];
	const char *text = shown_text(b, i);
	enum rank rank = rank_of(b, i, text);
	struct names *out = &b->found[rank];

	if (rank < least || rank == RANK_NONE)
		return;
	if (rank == RANK_WORD && (out->n || has_inner(b, i, rank)))
		return;
	if (rank == RANK_CLASS && (out->n || has_inner(b, i, rank)))
		return;
	if (el->end > i + 1 && rank != RANK_WORD && add_inner(b, i, out))
		return;
	names_add(b->s->page->arena, str_of(text), &b->where, out);
}

/* People that a text speaks of are linked too. */
static bool is_in_text(const struct byline *b, uint32_t i)
{
	const struct el *els = b->s->els;
	int levels;

	if (b->m->first == EL_NONE || i < b->m->first)
		return false;
	for (levels = 0; levels < 4 && i != EL_NONE; levels++, i = els[i].parent)
		if (score_is_para(&els[i]))
			return true;
	return false;
}

static void look(struct byline *b, uint32_t from, uint32_t to, enum rank least)
{
	uint32_t i;

	for (i = from; i < to && i < b->s->n; i++) {
		const struct el *el = &b->s->els[i];

		if (!el->text || el->text > fit.line_max || is_spoken(el->node) ||
		    is_in_text(b, i) || meta_is_elsewhere(b->s, b->m, b->content, i))
			continue;
		look_at(b, i, least);
	}
}

/* Two or three words that all begin with capitals: as good as a name where one may stand. */
static bool is_plain_name(const char *name)
{
	struct str rest = str_of(name), word;
	size_t words = 0;

	while (str_word(&rest, &word)) {
		if (!(word.p[0] >= 'A' && word.p[0] <= 'Z') && (unsigned char)word.p[0] < 0x80)
			return false;
		if (word.n < 2 || (word.n > 2 && word.p[1] >= 'A' && word.p[1] <= 'Z'))
			return false;
		words++;
	}
	return words >= 2 && words <= 3;
}

static void keep_guess(struct byline *b, const char *text)
{
	struct names names = { 0 };

	names_add(b->s->page->arena, str_of(text), &b->where, &names);
	if (names.n == 1 && is_plain_name(names.list[0]))
		b->found[RANK_GUESS] = names;
}

/* "Anna Example, 6 May 2024" between headline and text. */
static void look_beside_date(struct byline *b, uint32_t from, uint32_t to)
{
	uint32_t i;

	for (i = from; i < to && i < b->s->n && !b->found[RANK_GUESS].n; i++) {
		const struct el *el = &b->s->els[i];
		size_t at, used;
		const char *text;

		if (!el->block || !el->own || el->text > fit.date_line || el->heading ||
		    el->links)
			continue;
		text = html_text(b->s->page, el->node);
		if (date_find(str_of(text), true, &at, &used).when != DATE_NONE &&
		    str_of(text).n > used + 5)
			keep_guess(b, text);
	}
}

/* A last line that is a name in italics or bold, as a signature is. */
static void look_at_signature(struct byline *b)
{
	const struct el *els = b->s->els;
	uint32_t i, last = EL_NONE;

	if (b->content == EL_NONE)
		return;
	for (i = b->content; i < els[b->content].end; i++)
		if (els[i].block && els[i].own && !meta_is_elsewhere(b->s, b->m, b->content, i))
			last = i;
	if (last == EL_NONE || els[last].text > fit.last_max || els[last].heading ||
	    els[last].ends || els[last].links || !html_is(els[last].node, "p"))
		return;
	for (i = last + 1; i < els[last].end; i++)
		if (els[i].text == els[last].text)
			keep_guess(b, html_text(b->s->page, els[last].node));
}

static const struct names *best(const struct byline *b)
{
	int r;

	for (r = N_RANKS - 1; r > 0; r--)
		if (b->found[r].n)
			return &b->found[r];
	return &b->found[RANK_NONE];
}

static const struct names *shown(struct byline *b)
{
	const struct score *s = b->s;
	uint32_t h = score_index(s, b->m->h1), first = b->m->first, end;

	if (h == EL_NONE)
		h = first != EL_NONE ? first : 0;
	end = s->els[h].end + fit.around;
	if (first != EL_NONE && first >= h)
		end = first + fit.into_text;
	look(b, h, end, RANK_CLASS);
	if (!best(b)->n)
		look(b, h - MIN(h, fit.before), h, RANK_CLASS);
	if (!best(b)->n && b->content != EL_NONE)
		look(b, b->content, s->els[b->content].end + fit.behind, RANK_WORD);
	if (!best(b)->n && first != EL_NONE && first > h)
		look_beside_date(b, h + 1, first);
	if (!best(b)->n)
		look_at_signature(b);
	return best(b);
}

static void stated(struct byline *b, struct names *out)
{
	static const char *const names[] = {
		"author", "article:author", "article:author_name", "parsely-author",
		"sailthru.author", "cXenseParse:author", "dc.creator", "dcterms.creator",
		"dc:creator", "dcterms:creator", "citation_author", "rnews:author", "byl",
		"authors", "article.author", "og:article:author", "og:author", "bt:author",
		"creator", "twitter:creator_name", NULL,
	};
	const struct page *p = b->s->page;
	const struct jsonld *ld = &b->m->ld;
	const char *value;
	size_t i;

	for (i = 0; i < ld->n_authors; i++) {
		value = meta_plain(p, ld->authors[i]);
		b->where.is_house = ld->is_house[i];
		b->where.is_person = ld->is_person[i];
		if (value)
			names_add(p->arena, str_of(value), &b->where, out);
	}
	b->where.is_person = false;
	b->where.is_house = true;
	value = out->n ? NULL : meta_plain(p, meta_content(p, names));
	if (value)
		names_add(p->arena, str_of(value), &b->where, out);
	b->where.is_house = false;
}

static bool has_name(const struct names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strieq(names->list[i], name))
			return true;
	return false;
}

static bool has_all(const struct names *names, const struct names *some)
{
	size_t i;

	for (i = 0; i < some->n; i++)
		if (!has_name(names, some->list[i]))
			return false;
	return true;
}

/* The label of the host that says most: its longest but for the last. */
static const char *host_label(struct arena *a, const char *url)
{
	struct str host = str_of(url ? url_host(a, url) : NULL), label, best = str_of("");

	while (str_split(&host, '.', &label))
		if (host.n && label.n > best.n)
			best = label;
	return arena_str(a, best);
}

void byline_read(const struct score *s, uint32_t content, struct meta *m, struct article *art)
{
	struct byline b = {
		.s = s, .m = m, .content = content,
		.where = { .site = art->site, .host = host_label(s->page->arena, art->url) },
	};
	struct names names = { 0 };
	const struct names *on_page;

	stated(&b, &names);
	on_page = shown(&b);
	if (!names.n && !on_page->n) {
		b.where.with_desks = true;
		memset(b.found, 0, sizeof(b.found));
		stated(&b, &names);
		on_page = shown(&b);
	}
	if (!names.n || (on_page->n > names.n && has_all(on_page, &names)))
		names = *on_page;
	m->names = names;
	/* a line above the headline that is the author's or the paper's name is no kicker */
	if (art->kicker && (has_name(&m->names, art->kicker) ||
			    names_is_site(str_of(art->kicker), art->site, b.where.host)))
		art->kicker = NULL;
	art->byline = names_join(s->page->arena, &m->names);
}

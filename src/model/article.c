#include "model/article.h"

#include <stdlib.h>

#include "base/limits.h"

#define PAGE_OPENING 4	/* blocks that all pages of an article may begin with */
#define THIN_WORDS 40	/* fewer are a teaser, or a notice in the text's place */
#define OPENING 3	/* blocks among which the text begins */

static bool has_link(const struct article *art, const char *url)
{
	size_t i;

	for (i = 0; i < art->n_links; i++)
		if (streq(art->links[i].url, url))
			return true;
	return false;
}

/* Without the marks of a text that was cut: "...", "[…]". */
static struct str uncut(const char *text)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	struct str s = str_trim(str_of(text));

	for (;;) {
		if (s.n && strchr(".[] ", s.p[s.n - 1]))
			s.n--;
		else if (str_iends(s, STR(ellipsis)))
			s.n -= sizeof(ellipsis) - 1;
		else
			return s;
	}
}

static bool has_links(const struct block *b)
{
	size_t i;

	for (i = 0; i < b->n_spans; i++)
		if (b->spans[i].kind == SPAN_LINK)
			return true;
	return false;
}

void article_part_dek(struct article *art)
{
	struct str dek = uncut(art->dek ? art->dek : ""), text;
	size_t i;

	for (i = 0; dek.n && i < art->n_blocks && i < OPENING; i++) {
		struct block *b = &art->blocks[i];

		if ((b->kind != BLOCK_PARA && b->kind != BLOCK_HEADING) || !b->text)
			continue;
		text = uncut(b->text);
		if (!str_starts(text, dek))
			continue;
		if (text.n > dek.n || has_links(b)) {
			art->dek = NULL;
		} else {
			memmove(b, b + 1, (--art->n_blocks - i) * sizeof(*b));
		}
		return;
	}
}

void article_finish(struct arena *a, struct article *art)
{
	size_t i, j;

	art->links = NULL;
	art->n_links = 0;
	for (i = 0; i < art->n_blocks; i++) {
		const struct block *b = &art->blocks[i];

		for (j = 0; j < b->n_spans && art->n_links < LIMIT_URLS_PER_STORY; j++) {
			const struct span *s = &b->spans[j];
			struct link *l;

			if (s->kind != SPAN_LINK || has_link(art, s->url))
				continue;
			l = ARENA_PUSH(a, art->links, art->n_links);
			l->url = s->url;
			l->text = arena_str(a, str_mem(b->text + s->start, s->end - s->start));
		}
	}
	art->minutes = blocks_minutes(art->blocks, art->n_blocks);
}

bool article_is_thin(const struct article *art)
{
	return blocks_words(art->blocks, art->n_blocks) < THIN_WORDS;
}

/* --- further pages --- */

static bool same_block(const struct block *x, const struct block *y)
{
	size_t i;

	if (x->kind != y->kind || !streq(x->text, y->text) || !streq(x->url, y->url) ||
	    x->n_cells != y->n_cells)
		return false;
	for (i = 0; i < x->n_cells; i++)
		if (!streq(x->cells[i].text, y->cells[i].text))
			return false;
	return true;
}

/* A picture is known by its address, or by what stands below it. */
static const char *figure_key(const struct block *fig)
{
	return fig->url ? fig->url : fig->text ? fig->text : "";
}

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys of all figures, sorted: a gallery on several pages has thousands. */
static const char **figure_keys(struct arena *a, const struct article *art, size_t *n)
{
	const char **keys = arena_array(a, art->n_blocks + 1, sizeof(*keys));
	size_t i;

	for (i = *n = 0; i < art->n_blocks; i++)
		if (art->blocks[i].kind == BLOCK_FIGURE)
			keys[(*n)++] = figure_key(&art->blocks[i]);
	qsort(keys, *n, sizeof(*keys), by_key);
	return keys;
}

static bool is_lead_image(const struct article *art, const struct block *fig)
{
	return fig->url && streq(art->image.url, fig->url) && str_blank(fig->text);
}

static bool is_opening(const struct article *art, const struct block *b)
{
	size_t i;

	for (i = 0; i < art->n_blocks && i < PAGE_OPENING; i++)
		if (same_block(b, &art->blocks[i]))
			return true;
	return false;
}

/* How many blocks at the beginning of next are no text of that page: the headline and the dek
 * again, and what opens the article too. */
static size_t common_head(const struct article *art, const struct article *next)
{
	size_t i;

	for (i = 0; i < next->n_blocks; i++) {
		const struct block *b = &next->blocks[i];

		if (b->kind == BLOCK_FIGURE || b->kind == BLOCK_RULE)
			continue;
		if (streq(b->text, art->title) || streq(b->text, art->dek))
			continue;
		if (is_opening(art, b))
			continue;
		break;
	}
	/* pictures before the first text are of this page unless they stand there already */
	while (i > 0 && (next->blocks[i - 1].kind == BLOCK_FIGURE ||
			 next->blocks[i - 1].kind == BLOCK_RULE))
		i--;
	return i;
}

static size_t common_tail(const struct article *art, const struct article *next, size_t from)
{
	size_t n = 0;

	while (n < art->n_blocks && n + from < next->n_blocks &&
	       same_block(&art->blocks[art->n_blocks - 1 - n],
			  &next->blocks[next->n_blocks - 1 - n]))
		n++;
	return n;
}

static bool has_related(const struct article *art, const struct related *r)
{
	size_t i;

	for (i = 0; i < art->n_related; i++)
		if (streq(art->related[i].url, r->url) || streq(art->related[i].title, r->title))
			return true;
	return false;
}

static void append_related(struct arena *a, struct article *art, const struct article *next)
{
	struct related *all = arena_array(a, art->n_related + next->n_related, sizeof(*all));
	size_t i;

	if (art->n_related)
		memcpy(all, art->related, art->n_related * sizeof(*all));
	art->related = all;
	for (i = 0; i < next->n_related && art->n_related < LIMIT_RELATED; i++)
		if (!has_related(art, &next->related[i]))
			all[art->n_related++] = next->related[i];
}

bool article_append(struct arena *a, struct article *art, const struct article *next)
{
	size_t from = common_head(art, next), tail = common_tail(art, next, from), n, n_keys, i;
	const char **keys = figure_keys(a, art, &n_keys), *key;
	struct block *all;

	art->next_url = next->next_url;
	if (next->n_blocks <= from + tail)
		return false;
	/* what closes every page closes the whole */
	n = art->n_blocks - tail;
	all = arena_array(a, n + next->n_blocks - from, sizeof(*all));
	if (n)
		memcpy(all, art->blocks, n * sizeof(*all));
	for (i = from; i < next->n_blocks && n < LIMIT_BLOCKS; i++) {
		const struct block *b = &next->blocks[i];

		key = figure_key(b);
		if (b->kind != BLOCK_FIGURE ||
		    !(bsearch(&key, keys, n_keys, sizeof(*keys), by_key) || is_lead_image(art, b)))
			all[n++] = *b;
	}
	art->blocks = all;
	art->n_blocks = n;
	append_related(a, art, next);
	if (!art->author_note)
		art->author_note = next->author_note;
	if (next->modified != DATE_NONE && next->modified > art->modified)
		art->modified = next->modified;
	article_finish(a, art);
	return true;
}

bool article_take_text(struct arena *a, struct article *art, struct block *blocks, size_t n)
{
	size_t mine = blocks_words(art->blocks, art->n_blocks), theirs = blocks_words(blocks, n);

	if (theirs < THIN_WORDS || theirs <= (art->notice ? mine : 2 * mine))
		return false;
	art->blocks = blocks;
	art->n_blocks = n;
	art->notice = NULL;
	art->next_url = NULL;
	article_finish(a, art);
	return true;
}

void article_replace(struct arena *a, struct article *art, const struct article *other)
{
	const struct {
		const char **mine, *theirs;
	} fields[] = {
		{ &art->title, other->title }, { &art->kicker, other->kicker },
		{ &art->dek, other->dek }, { &art->byline, other->byline },
		{ &art->site, other->site }, { &art->language, other->language },
		{ &art->author_note, other->author_note },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(fields); i++)
		if (str_blank(*fields[i].mine))
			*fields[i].mine = fields[i].theirs;
	if (art->published == DATE_NONE)
		art->published = other->published;
	if (art->modified == DATE_NONE)
		art->modified = other->modified;
	if (!art->image.url)
		art->image = other->image;
	art->blocks = other->blocks;
	art->n_blocks = other->n_blocks;
	art->notice = other->notice;
	art->next_url = other->next_url;
	append_related(a, art, other);
	article_finish(a, art);
}

#include "model/article.h"

#include "base/limits.h"

static bool has_link(const struct article *art, const char *url)
{
	size_t i;

	for (i = 0; i < art->n_links; i++)
		if (streq(art->links[i].url, url))
			return true;
	return false;
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

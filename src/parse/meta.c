/* meta.c */
#include "parse/meta.h"

void meta_read(const struct score *s, uint32_t content, struct article *art, struct meta *out)
{
	const struct page *p = s->page;

	memset(out, 0, sizeof(*out));
	out->h1 = html_find(p->root, "h1");
	art->title = out->h1 ? html_text(p, out->h1) : NULL;
	art->published = art->modified = DATE_NONE;
}

/* render_priv.h: the formats behind render.h. a holds what is made on the way. */
#ifndef LEDE_RENDER_PRIV_H
#define LEDE_RENDER_PRIV_H

#include "text/render.h"

/* url where it may be written as a link: of a scheme that runs nothing, all printable ASCII; else
 * "". */
const char *render_link(const char *url);

void render_markdown_article(struct arena *a, const struct article *art,
			     const struct render_options *o, struct buf *b);
void render_markdown_blocks(struct arena *a, const struct block *blocks, size_t n, struct buf *b);
void render_html_article(struct arena *a, const struct article *art,
			 const struct render_options *o, struct buf *b);
void render_html_blocks(struct arena *a, const struct block *blocks, size_t n, struct buf *b);

#endif

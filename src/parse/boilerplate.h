/* boilerplate.h: what stands inside an article's container and is no part of the article. */
#ifndef LEDE_PARSE_BOILERPLATE_H
#define LEDE_PARSE_BOILERPLATE_H

#include "parse/meta.h"

/* Marks elements below root as dead: boxes, bars, teasers, forms, adverts, repeated heads. */
void boiler_mark(struct score *s, uint32_t root, const struct meta *meta,
		 struct article *art);
/* Items, cells, quotes, code: short as they may be, they are text. */
bool boiler_is_text_part(const xmlNode *n);

#endif

/* boilerplate.h: what stands inside an article's container and is no part of the article. */
#ifndef LEDE_PARSE_BOILERPLATE_H
#define LEDE_PARSE_BOILERPLATE_H

#include "parse/meta.h"

/* Marks elements below root as dead: boxes, bars, teasers, forms, adverts, repeated heads. */
void boiler_mark(struct score *s, uint32_t root, const struct meta *meta,
		 struct article *art);

#endif

/* extract.c: container, cleaning, blocks, author note. */
#include "parse/extract.h"

#include "base/limits.h"
#include "parse/blocks.h"
#include "parse/boilerplate.h"

static bool is_dead(const xmlNode *n, void *ctx)
{
	const struct score *s = ctx;
	uint32_t i = score_index(s, n);

	return i != EL_NONE && s->els[i].dead;
}

const xmlNode *extract_body(struct score *s, const struct meta *meta, struct article *art)
{
	uint32_t root = score_container(s);

	if (root == EL_NONE)
		return NULL;
	boiler_mark(s, root, meta, art);
	blocks_from_tree(s->page, s->els[root].node, is_dead, s, &art->blocks, &art->n_blocks);
	return s->els[root].node;
}

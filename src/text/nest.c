#include "text/nest.h"

#define LOOK_AHEAD 8	/* blocks that are looked at behind one that knows no list */

static uint32_t count(const struct nest *st, bool lists)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < st->n; i++)
		n += st->open[i].is_list == lists;
	return n;
}

static void push(struct nest *st, struct nest_box box)
{
	if (st->n < NEST_MAX)
		st->open[st->n++] = box;
}

static bool knows_list(const struct block *b)
{
	return b->kind == BLOCK_ITEM || b->kind == BLOCK_PARA || b->kind == BLOCK_CODE;
}

/* A heading, table or picture belongs to an item whose next paragraph follows it. */
static uint32_t lists_around(const struct nest *st, const struct block *blocks, size_t n, size_t i)
{
	size_t k;

	if (knows_list(&blocks[i]))
		return MIN(blocks[i].level, NEST_MAX / 2u);
	for (k = i + 1; k < n && k <= i + LOOK_AHEAD; k++)
		if (knows_list(&blocks[k]))
			return blocks[k].kind == BLOCK_ITEM ? 0 :
			       MIN(blocks[k].level, count(st, true));
	return 0;
}

static bool goes_on(const struct nest_box *list, const struct block *item)
{
	return list->is_ordered == (item->number > 0) &&
	       (!item->number || item->number == list->number + 1);
}

struct nest_step nest_enter(struct nest *st, const struct block *blocks, size_t n, size_t i)
{
	const struct block *b = &blocks[i];
	uint32_t lists = lists_around(st, blocks, n, i), quotes = MIN(b->quote, NEST_MAX / 2u);
	bool is_item = b->kind == BLOCK_ITEM, was_ordered = false, was_other = false;
	struct nest_step step = { 0 };

	if (is_item)
		lists = MAX(lists, 1u);
	while (count(st, true) > lists || count(st, false) > quotes)
		st->n--;
	if (is_item && count(st, true) == lists) {
		const struct nest_box *top = &st->open[st->n - 1];

		if (top->is_list && count(st, false) == quotes && goes_on(top, b)) {
			st->open[st->n - 1].number = b->number;
			step.next_item = true;
		} else {
			was_ordered = top->is_list && top->is_ordered;
			was_other = top->is_other;
			while (count(st, true) == lists)
				st->n--;
		}
	}
	step.kept = st->n;
	while (count(st, false) < quotes && st->n < NEST_MAX)
		push(st, (struct nest_box){ 0 });
	while (count(st, true) < lists && st->n < NEST_MAX) {
		bool innermost = is_item && count(st, true) + 1 == lists;

		push(st, (struct nest_box){
			.is_list = true, .is_ordered = innermost && b->number > 0,
			.is_other = innermost && was_ordered && !was_other,
			.number = innermost ? b->number : 0,
		});
	}
	return step;
}

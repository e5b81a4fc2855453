#include "text/inline.h"

#define MAX_OPEN 16	/* spans within spans; deeper ones are not marked */

struct open_spans {
	const struct span *stack[MAX_OPEN];
	size_t n;
};

/* Closes what ends at pos; what was opened inside it is closed before and opened again. */
static void close_ended(struct open_spans *o, size_t pos, const struct inline_ops *ops,
			struct buf *b)
{
	size_t i, first = o->n, kept;

	for (i = 0; i < o->n && first == o->n; i++)
		if (o->stack[i]->end <= pos)
			first = i;
	for (i = o->n; i-- > first;)
		ops->end(b, o->stack[i]);
	kept = first;
	for (i = first; i < o->n; i++) {
		if (o->stack[i]->end <= pos)
			continue;
		o->stack[kept++] = o->stack[i];
		ops->begin(b, o->stack[i]);
	}
	o->n = kept;
}

static bool in_code(const struct open_spans *o)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (o->stack[i]->kind == SPAN_CODE)
			return true;
	return false;
}

void inline_write(struct arena *a, const struct block *blk, const struct inline_ops *ops,
		  struct buf *b)
{
	size_t pos = 0, len = blk->text ? strlen(blk->text) : 0, next = 0, i;
	struct open_spans open = { .n = 0 };

	while (pos < len) {
		size_t end = len;

		close_ended(&open, pos, ops, b);
		while (next < blk->n_spans && blk->spans[next].start <= pos) {
			const struct span *s = &blk->spans[next++];

			if (open.n < MAX_OPEN && s->end > pos) {
				open.stack[open.n++] = s;
				ops->begin(b, s);
			}
		}
		if (next < blk->n_spans)
			end = MIN(end, blk->spans[next].start);
		for (i = 0; i < open.n; i++)
			end = MIN(end, open.stack[i]->end);
		ops->text(b, clean_text(a, str_mem(blk->text + pos, end - pos)), in_code(&open));
		pos = end;
	}
	close_ended(&open, SIZE_MAX, ops, b);
}

#include "text/inline.h"

#define MAX_OPEN 16	/* spans within spans; deeper ones are not marked */

struct writer {
	struct arena *arena;
	struct token *tokens;
	size_t n;
	const struct span *open[MAX_OPEN];
	size_t n_open;
};

static void put(struct writer *w, struct token t)
{
	struct token *new = ARENA_PUSH(w->arena, w->tokens, w->n);

	*new = t;
}

static void put_mark(struct writer *w, enum token_kind kind, const struct span *s)
{
	put(w, (struct token){ .kind = kind, .span = s });
}

/* Closes what ends at pos; what was opened inside it is closed before and opened again. */
static void close_ended(struct writer *w, size_t pos)
{
	size_t i, first = w->n_open, kept;

	for (i = 0; i < w->n_open && first == w->n_open; i++)
		if (w->open[i]->end <= pos)
			first = i;
	for (i = w->n_open; i-- > first;)
		put_mark(w, TOKEN_END, w->open[i]);
	kept = first;
	for (i = first; i < w->n_open; i++) {
		if (w->open[i]->end <= pos)
			continue;
		w->open[kept++] = w->open[i];
		put_mark(w, TOKEN_BEGIN, w->open[i]);
	}
	w->n_open = kept;
}

/* A break is one only between two texts, whatever marks stand between. */
static bool may_break(const struct writer *w)
{
	size_t i;

	for (i = w->n; i-- > 0;)
		if (w->tokens[i].kind == TOKEN_TEXT || w->tokens[i].kind == TOKEN_BREAK)
			return w->tokens[i].kind == TOKEN_TEXT;
	return false;
}

static void put_text(struct writer *w, struct str raw, bool code)
{
	struct str line;
	bool again = false;

	while (str_split(&raw, '\n', &line)) {
		struct clean c = clean_text(w->arena, line);

		if (again && may_break(w))
			put(w, (struct token){ .kind = TOKEN_BREAK });
		if (c.n)
			put(w, (struct token){ .kind = TOKEN_TEXT, .text = c, .in_code = code });
		again = true;
	}
}

static void drop_last_break(struct writer *w)
{
	size_t i, k;

	for (i = w->n; i-- > 0 && w->tokens[i].kind != TOKEN_TEXT;) {
		if (w->tokens[i].kind != TOKEN_BREAK)
			continue;
		for (k = i; k + 1 < w->n; k++)
			w->tokens[k] = w->tokens[k + 1];
		w->n--;
		return;
	}
}

/* The spans that begin at or before pos; *code_end: where the code ends that pos lies in. */
static void open_spans(struct writer *w, const struct block *blk, size_t pos, unsigned kinds,
		       size_t *next, size_t *code_end)
{
	for (; *next < blk->n_spans && blk->spans[*next].start <= pos; ++*next) {
		const struct span *s = &blk->spans[*next];

		if (s->kind == SPAN_CODE)
			*code_end = MAX(*code_end, s->end);
		if (w->n_open == MAX_OPEN || s->end <= pos || !(kinds & 1u << s->kind))
			continue;
		w->open[w->n_open++] = s;
		put_mark(w, TOKEN_BEGIN, s);
	}
}

size_t inline_tokens(struct arena *a, const struct block *blk, unsigned kinds, struct token **out)
{
	size_t pos = 0, len = blk->text ? strlen(blk->text) : 0, next = 0, code_end = 0, i;
	struct writer w = { .arena = a };

	while (pos < len) {
		size_t end = len;

		close_ended(&w, pos);
		open_spans(&w, blk, pos, kinds, &next, &code_end);
		if (next < blk->n_spans)
			end = MIN(end, blk->spans[next].start);
		for (i = 0; i < w.n_open; i++)
			end = MIN(end, w.open[i]->end);
		if (pos < code_end)
			end = MIN(end, code_end);
		put_text(&w, str_mem(blk->text + pos, end - pos), pos < code_end);
		pos = end;
	}
	close_ended(&w, SIZE_MAX);
	drop_last_break(&w);
	*out = w.tokens;
	return w.n;
}

void inline_code(struct arena *a, const struct block *blk, inline_put take, struct buf *b)
{
	struct str text = str_of(blk->text ? blk->text : ""), line, part;
	bool again = false, tab;

	while (str_split(&text, '\n', &line)) {
		if (again)
			buf_putc(b, '\n');
		for (tab = false; str_split(&line, '\t', &part); tab = true) {
			if (tab)
				buf_putc(b, '\t');
			take(b, clean_text(a, part));
		}
		again = true;
	}
}

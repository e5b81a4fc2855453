/* inline.h: a block's text with its spans as a row of tokens: text, line breaks, and marks that
 * begin and end, always properly nested. What Markdown and HTML are made of. */
#ifndef LEDE_INLINE_H
#define LEDE_INLINE_H

#include "base/buf.h"
#include "base/clean.h"
#include "model/block.h"

enum token_kind { TOKEN_TEXT, TOKEN_BREAK, TOKEN_BEGIN, TOKEN_END };

struct token {
	enum token_kind kind;
	bool in_code;			/* text within a code span */
	struct clean text;		/* screen-safe, one line, not empty */
	const struct span *span;	/* that begins or ends; a cut one does so again */
};

/* The tokens of blk's text, in a; with spans of the kinds in the mask (1 << kind) alone. No line
 * break stands at the start, the end or behind another. Returns their number. */
size_t inline_tokens(struct arena *a, const struct block *blk, unsigned kinds, struct token **out);
typedef void (*inline_put)(struct buf *b, struct clean text);

/* Lines of code as they are, tabs with them, but screen-safe; take gets what lies between. */
void inline_code(struct arena *a, const struct block *blk, inline_put take, struct buf *b);

#endif

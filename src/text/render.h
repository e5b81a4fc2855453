/* render.h: an article as text, Markdown or HTML for pipes and files. Output is screen-safe. */
#ifndef LEDE_RENDER_H
#define LEDE_RENDER_H

#include "base/buf.h"
#include "base/clean.h"
#include "model/article.h"

enum render_format { RENDER_TEXT, RENDER_MARKDOWN, RENDER_HTML };

struct render_options {
	enum render_format format;
	int width;		/* of text; 0: paragraphs on one line */
	bool ascii;		/* text: signs, not words, in ASCII alone */
	bool head;		/* with headline, dek, byline, date */
	bool links;		/* text: numbered notes at the end */
	bool related;		/* with the related headlines at the end */
};

/* "Byline · Site · 16 Jul 2018, 17:55 · 2 min", of what there is; not yet screen-safe. site:
 * what the source is called, NULL: as the article says. */
char *render_credit(struct arena *a, const struct article *art, const char *site, bool ascii);
/* As text or a value of HTML and XML. */
void render_escaped(struct buf *b, struct clean text);
/* Appends to b. E_LIMIT when it is full. */
enum rc render_article(const struct article *art, const struct render_options *o, struct buf *b);
/* The blocks alone: what "text" and "html" of the JSON hold. */
enum rc render_blocks(const struct block *blocks, size_t n, const struct render_options *o,
		      struct buf *b);

#endif

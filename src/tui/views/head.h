/* head.h: what stands above and below an article's text: kicker, headline, dek, byline, source,
 * date, reading time, what is being fetched; author note and notice. */
#ifndef LEDE_HEAD_H
#define LEDE_HEAD_H

#include "app/session.h"
#include "tui/paint.h"

struct head {
	struct head_line {
		struct clean text;
		unsigned ink;
	} *lines;
	size_t n;
};

/* For the session's document, in lines of at most width cells. */
void head_make(struct arena *a, const struct session *s, int width, struct head *out);
void head_make_tail(struct arena *a, const struct session *s, int width, struct head *out);

#endif

/* parse.h: foreign bytes in, records out. Pure functions: no network, no file, no clock. Run in
 * lede-parse alone, which has limits on CPU time and memory. */
#ifndef LEDE_PARSE_H
#define LEDE_PARSE_H

#include "base/err.h"
#include "model/article.h"
#include "model/feed.h"
#include "model/outline.h"

struct input {
	struct str bytes;
	const char *url;		/* where they came from: base of relative links; or NULL */
	const char *content_type;	/* as the server said it; or NULL */
	uint32_t flags;			/* enum parse_flags */
};

/* A feed document of any format, or an HTML page as FEED_FRONTPAGE. E_PARSE with the reason when
 * it is neither. */
enum rc parse_feed(struct arena *a, const struct input *in, struct feed *out, struct err *e);
/* An HTML page (or plain text) as an article with its related headlines. E_PARSE when it is no
 * page or has nothing to read. */
enum rc parse_page(struct arena *a, const struct input *in, struct article *out, struct err *e);
enum rc parse_opml(struct arena *a, const struct input *in, struct outlines *out, struct err *e);

#endif

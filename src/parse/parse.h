/* parse.h: foreign bytes in, records out. Pure functions: no network, no file, no clock. Run in
 * lede-parse alone, which has limits on CPU time and memory. */
#ifndef LEDE_PARSE_H
#define LEDE_PARSE_H

#include "base/err.h"
#include "model/article.h"
#include "model/feed.h"
#include "model/outline.h"
#include "model/rules.h"

struct input {
	struct str bytes;
	const char *url;		/* where they came from: base of relative links; or NULL */
	const char *content_type;	/* as the server said it; or NULL */
	uint32_t flags;			/* enum parse_flags */
	const char *const *links;	/* values of the Link: headers that came with them */
	size_t n_links;
	const struct rules *rules;	/* of the user, for a page at that address; or NULL */
};

/* A feed document of any format, or an HTML page as FEED_FRONTPAGE. E_PARSE with the reason when
 * it is neither. */
enum rc parse_feed(struct arena *a, const struct input *in, struct feed *out, struct err *e);
/* The same in parts, so that memory is bounded however many stories there are: each part is the
 * feed's own facts and some of its stories, in their order, and goes when the function returns.
 * more: others follow; the last has the warnings, and may have no stories. Whatever else than OK
 * the function returns ends the reading. On failure no last part comes. */
typedef enum rc (*feed_part)(const struct feed *part, bool more, void *ctx);
enum rc parse_feed_parts(struct arena *a, const struct input *in, feed_part part, void *ctx,
			 struct err *e);
/* An HTML page (or plain text) as an article with its related headlines. E_PARSE when it is no
 * page or has nothing to read. */
enum rc parse_page(struct arena *a, const struct input *in, struct article *out, struct err *e);
enum rc parse_opml(struct arena *a, const struct input *in, struct outlines *out, struct err *e);

#endif

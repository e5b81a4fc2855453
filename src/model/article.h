/* article.h: the full text of a story as the parser found it on a page, with what an editor
 * put around it. Lives in one arena; strings are valid UTF-8 or NULL when absent. */
#ifndef LEDE_ARTICLE_H
#define LEDE_ARTICLE_H

#include "base/date.h"
#include "model/block.h"

/* A headline that the page offers beside its article. */
enum related_kind {
	RELATED_STORY = 0,	/* chosen for this story */
	RELATED_MORE = 1,	/* the latest, the section's, the editor's picks */
	RELATED_POPULAR = 2,	/* most read */
};

struct related {
	const char *url;	/* absolute */
	const char *title;
	const char *kicker, *summary, *module;	/* NULL when the page shows none */
	uint32_t kind;		/* enum related_kind */
};

struct link {
	const char *url, *text;
};

struct image {
	const char *url, *alt, *caption;
};

/* What extraction thought of a part of the page, told with PARSE_EXPLAIN. */
enum verdict_kind {
	VERDICT_SOURCE = 0,	/* reason alone: where the text was taken from, and why */
	VERDICT_CHOSEN = 1,	/* the element that holds the text */
	VERDICT_RUNNER_UP = 2,	/* others that were thought of */
	VERDICT_KEPT = 3,
	VERDICT_DROPPED = 4,
	VERDICT_RULE = 5,	/* a site rule: path is where it stands, text the rule, times what
				 * it found */
	VERDICT_WRONG_RULE = 6,	/* the same, of one that can find nothing on any page */
};

struct verdict {
	uint32_t kind;		/* enum verdict_kind */
	const char *path;	/* "div#main > p.lead" */
	uint32_t times;		/* so many of them in a row, told as one */
	uint32_t words, links;	/* links: words in a hundred that are linked */
	int64_t score;
	const char *reason;	/* in the user's language */
	const char *text;	/* how it begins */
};

struct article {
	const char *url;	/* where it was fetched from, after redirects */
	const char *canonical_url;
	const char *title, *kicker, *dek, *byline;
	int64_t published, modified;	/* DATE_NONE when unknown */
	int64_t published_zone, modified_zone;	/* minutes east of UTC of the page's clock */
	const char *site, *language;
	struct image image;
	const char *author_note;
	const char *notice;	/* what the reader must know: "only the first page", "paywall" */
	uint32_t minutes;
	struct block *blocks;
	size_t n_blocks;
	struct related *related;
	size_t n_related;
	struct link *links;	/* in the text, in its order */
	size_t n_links;
	const char *next_url;	/* where the article goes on, NULL: here it ends */
	struct verdict *verdicts;	/* of PARSE_EXPLAIN; not stored */
	size_t n_verdicts;
	const char *simple_url;	/* the page in a form that needs no scripts, where this one has
				 * next to no text */
};

/* For who shows the dek above the text: it stands there alone, no longer in the text too; a dek
 * that is but the beginning of the text, as feeds cut it, goes. */
void article_part_dek(struct article *art);
/* Fills links from the blocks' link spans (each URL once, in order), and minutes. */
void article_finish(struct arena *a, struct article *art);
/* Whether the article has so little text that another form of its page may have more. */
bool article_is_thin(const struct article *art);
/* Appends a further page of the same article: its blocks without what stands on both (the headline,
 * an introduction, pictures, what closes each page), its related headlines without those that art
 * has; next_url becomes that of next. Returns false, art being as before but for next_url, when
 * the page has no text of its own. Strings are shared. */
bool article_append(struct arena *a, struct article *art, const struct article *next);
/* The text that the feed carried takes the place of the page's own where it is clearly more of it,
 * as of a page that is not free. Returns whether it did. The blocks are shared. */
bool article_take_text(struct arena *a, struct article *art, struct block *blocks, size_t n);
/* Another form of the same page has the better text: that, and where it goes on, take the place
 * of art's own; what art says about itself stays, what it does not is filled in. */
void article_replace(struct arena *a, struct article *art, const struct article *other);

#endif

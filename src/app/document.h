/* document.h: what the reader and the sidebar show: one article, from its stored page, from the
 * feed's own text, or, while neither is there, from what a list said about it. A snapshot:
 * lives in one arena and does not change while it is shown. */
#ifndef LEDE_DOCUMENT_H
#define LEDE_DOCUMENT_H

#include "app/trail.h"
#include "model/article.h"
#include "store/stories.h"

enum document_from {
	DOC_STUB,	/* only title, kicker, summary are known */
	DOC_FEED,	/* the feed's own text */
	DOC_PAGE,	/* the cleaned page */
};

enum target_section { TARGET_PAGE, TARGET_FEEDS, TARGET_LINKS };

/* A row of the sidebar. */
struct target {
	enum target_section section;
	const char *url, *title, *kicker, *summary, *source;
	int64_t story_id;	/* 0: none known */
	int64_t when;		/* DATE_NONE */
	bool is_stored;		/* following it works offline */
};

struct document {
	struct arena *arena;
	enum document_from from;
	int64_t story_id, page_id, feed_id;
	const char *url;	/* what to fetch, open, copy; NULL when there is none */
	const char *source;	/* the feed's or the site's name */
	struct article art;
	bool is_complete;	/* the whole article, so that nothing is to be fetched */
	bool has_alike;		/* document_find_alike was done */
	int64_t seen;		/* around which stories are alike */
	struct target *targets;	/* page headlines, stories of the feeds, links, in this order */
	size_t n_targets;
};

/* What the store knows of a story or address; p's own words where it knows nothing. Never fails
 * for want of data; E_DB, E_CORRUPT with a document of p's words in *out. */
enum rc document_load(struct db *db, const struct place *p, struct document **out,
		      struct err *e);
void document_free(struct document *d);
/* Adds the stories of the user's feeds on the same subject; once, after the first paint. */
enum rc document_find_alike(struct db *db, struct document *d, struct err *e);
/* Looks again which targets are stored. True when a mark changed. */
bool document_mark_stored(struct db *db, struct document *d);

#endif

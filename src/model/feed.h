/* feed.h: what a feed document says: the feed and its stories. Lives in one arena; strings are
 * valid UTF-8 or NULL when absent; titles and names are plain text, URLs absolute. */
#ifndef LEDE_FEED_H
#define LEDE_FEED_H

#include "base/date.h"
#include "model/article.h"

struct author {
	const char *name, *email, *url;
};

struct enclosure {
	const char *url, *type, *title;
	int64_t bytes;		/* 0 unknown */
	int64_t seconds;	/* 0 unknown */
};

struct story {
	const char *guid;	/* identity within the feed; never NULL after the parser */
	const char *url, *external_url, *comments_url;
	const char *comments_feed;
	int64_t n_comments;	/* 0: none, or not said */
	const char *title;
	const char *kicker, *dek;	/* dek: the feed's summary as plain text */
	const char *summary;	/* as the feed gave it, plain text; may equal dek */
	const char *language;
	struct author *authors;
	size_t n_authors;
	const char **tags;
	size_t n_tags;
	int64_t published, modified;	/* DATE_NONE when unknown */
	struct image image;
	struct enclosure *enclosures;
	size_t n_enclosures;
	const char *content_html;	/* cleaned to a safe vocabulary, links resolved */
	const char *content_text;	/* where the feed gave plain text */
	struct block *blocks;	/* the same content as blocks, where asked for */
	size_t n_blocks;
	struct str body;	/* the blocks as a record instead; see record_pack_stories */
	bool has_full_text;	/* the blocks read like the whole article, not a teaser */
	uint64_t hash;		/* of all the above: changes when the story did */
};

enum feed_kind {
	FEED_UNKNOWN = 0,
	FEED_RSS = 1,
	FEED_RDF = 2,
	FEED_ATOM = 3,
	FEED_JSON = 4,
	FEED_FRONTPAGE = 5,	/* headlines found on an HTML page */
	FEED_CDF = 6,
	FEED_SITEMAP = 7,	/* a sitemap of news; or one that only names sitemaps */
};

#define SKIP_ALL_HOURS 0xffffffu
#define SKIP_ALL_DAYS 0x7fu

struct feed {
	uint32_t kind;		/* enum feed_kind */
	const char *version;	/* "rss20", "atom10" ... */
	const char *url;	/* as the feed names itself */
	const char *site_url, *title, *description, *language, *icon, *image;
	const char *next_url, *hub_url;
	struct author *authors;
	size_t n_authors;
	const char **tags;
	size_t n_tags;
	int64_t published, modified;
	const char *rights, *generator;
	uint32_t ttl_minutes;	/* ttl, sy:update…: 0 unknown */
	uint32_t skip_hours;	/* bit h: not to be asked in hour h of UTC */
	uint32_t skip_days;	/* bit d: not on that day of the week, 0 is Sunday */
	bool expired;
	bool is_cut;		/* the document breaks off within its last story */
	struct story *stories;
	size_t n_stories;
	const char **warnings;	/* what was mended, in words */
	size_t n_warnings;
	struct link *alternates;	/* FEED_FRONTPAGE: the feeds the page names, best first;
				 * FEED_SITEMAP: what may be feeds or sitemaps */
	size_t n_alternates;
};

/* What a search for a site's feeds found, best first. */
struct found_feed {
	const char *url, *title;	/* title may be NULL */
	uint32_t kind;			/* enum feed_kind; FEED_UNKNOWN: named, not looked at */
	int64_t stories;		/* -1: not looked at */
	bool is_subscribed;
};

struct found_feeds {
	struct found_feed *items;
	size_t n_items;
};

#endif

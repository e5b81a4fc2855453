/* feedutil.h: what the feed formats have in common. A format's parser fills a scope for the feed
 * and one for each story with what the elements say, each with a rank where several say the same;
 * then the scope becomes a struct feed or struct story. */
#ifndef LEDE_PARSE_FEEDUTIL_H
#define LEDE_PARSE_FEEDUTIL_H

#include "parse/parse.h"
#include "parse/xml.h"

struct ctx {
	struct arena *a;	/* of what is being read: the feed, then its stories */
	struct arena *kept;	/* of the feed, which the stories look up things in */
	struct arena *stories;	/* of the stories where they are handed on in parts, else NULL */
	struct feed *feed;
	uint32_t flags;		/* enum parse_flags */
	feed_part part;		/* NULL: the stories gather in feed */
	void *part_ctx;
	size_t n_stories;	/* in all */
	bool full;		/* stories were left out: a cap was reached */
	const char *base, *lang;	/* what the stories of an XML document begin with */
};

enum text_kind { TEXT_PLAIN, TEXT_HTML };

/* Text as a feed gives it, before it is cleaned. */
struct ftext {
	const char *s;		/* NULL: not given */
	enum text_kind kind;
	const char *base;
	int rank;
};

struct ranked {
	const char *s;
	int rank;
};

struct scope {
	struct ctx *c;
	const char *base, *lang;
	struct ftext title, summary, content, rights;
	struct ranked url, guid, image, language;
	const char *external, *comments, *comments_feed, *self, *next, *hub, *icon, *generator;
	bool guid_is_link;
	int64_t n_comments;
	struct author *authors;
	size_t n_authors;
	int authors_rank;
	const char **tags;
	size_t n_tags;
	struct enclosure *enclosures;
	size_t n_enclosures;
	int64_t published, modified;
	int published_rank, modified_rank;
	int64_t seconds;	/* itunes:duration: of the enclosure */
	struct scope *source;	/* atom:source: the feed that a story was taken from */
	uint32_t ttl, sy_period, sy_frequency;
	uint32_t skip_hours, skip_days;
};

void scope_init(struct scope *s, struct ctx *c, const char *base, const char *lang);

/* The first of the highest rank stays. Blank text is not given. */
void scope_text(struct ftext *t, const char *text, enum text_kind kind, const char *base, int rank);
/* The text of an element that holds escaped HTML, HTML that was not escaped, or plain text, where
 * nothing in the document says which. */
void scope_any_text(struct scope *s, struct ftext *t, const xmlNode *n, int rank);
void scope_string(struct ranked *r, const char *s, int rank);
/* ref resolved against base where possible; what runs is dropped, what stays relative too. */
void scope_link(struct scope *s, struct ranked *r, const char *ref, const char *base, int rank);
/* A date as text. */
void scope_date(int64_t *when, int *have, const char *text, int rank);
void scope_tag(struct scope *s, const char *tag);
/* Tags with commas between them. */
void scope_tag_list(struct scope *s, const char *text);
/* Adds the author (fields may be NULL); those of a lower rank go. */
void scope_author(struct scope *s, struct author who, int rank);
/* "Name", "mail (Name)", "Name <mail>", "Name (mail)". */
void scope_author_text(struct scope *s, const char *text, int rank);
/* Adds unless that URL is there already, then fills what was unknown. NULL when full or unsafe. */
struct enclosure *scope_enclosure(struct scope *s, const char *url, const char *base);

/* url seen from base, safe to follow, or NULL. */
char *feed_link(struct arena *a, const char *base, const char *ref);
/* "1:02:03", "62:03", "3723". 0 when it is no duration. */
int64_t feed_seconds(const char *text);
int64_t feed_count(const char *text);
/* One line of plain text of it, or NULL when nothing is left. */
char *feed_plain(struct arena *a, const struct ftext *t, size_t max);
/* A language tag as BCP 47 looks ("en_US" becomes "en-US"); NULL for anything else. */
const char *feed_language(struct arena *a, const char *s);
void feed_warn(struct ctx *c, const char *words);

/* The scope as the feed; then the stories begin. */
void scope_finish_feed(struct scope *s);
void feed_begin_stories(struct ctx *c);
/* Adds the scope as a story, unless the feed is full. Where stories are handed on in parts, what
 * lies in c->a may be gone then. */
enum rc scope_finish_story(struct scope *s);

/* Sets the hash from all fields; content is the text as the feed gave it. */
void story_set_hash(struct story *st, const char *content);

/* What an element says, for the feed or a story alike; false when it is not theirs. */
bool rss_element(struct scope *s, const xmlNode *n, const char *name);
bool atom_element(struct scope *s, const xmlNode *n, const char *name);
void ext_element(struct scope *s, const xmlNode *n, enum xml_ns ns, const char *name);

/* The feed of a document of XML, whose root this is, without its stories (feedxml.c, cdf.c). */
void rss_read_feed(struct ctx *c, const xmlNode *root, const char *base);
void atom_read_feed(struct ctx *c, const xmlNode *root, const char *base);
void cdf_read_feed(struct ctx *c, const xmlNode *root, const char *base);
/* Then each of its stories. */
enum rc rss_read_story(struct ctx *c, const xmlNode *item);
enum rc atom_read_story(struct ctx *c, const xmlNode *entry);
enum rc cdf_read_story(struct ctx *c, const xmlNode *item);

/* A whole document (jsonfeed.c). */
enum rc jsonfeed_read(struct ctx *c, struct str utf8, const char *base, struct err *e);

#endif

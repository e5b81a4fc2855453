/* cluster.h: the headlines of a page and the modules they stand in, found by their shape:
 * links that read like headlines and stand on a line of their own, each with the box (card) that
 * belongs to it, and runs of such cards under one heading. Which module is worth showing is
 * decided by the callers (related.c, frontpage.c). Time and memory grow with the number of
 * nodes; every element is looked at a fixed number of times. */
#ifndef LEDE_PARSE_CLUSTER_H
#define LEDE_PARSE_CLUSTER_H

#include "parse/html.h"

#define CLUSTER_NONE UINT32_MAX

/* Where an element stands, inherited by what is in it. */
enum zone {
	ZONE_NAV = 1,		/* navigation, menus, the page's own header */
	ZONE_FOOT = 2,		/* the page's footer */
	ZONE_ASIDE = 4,
	ZONE_FORM = 8,
	ZONE_BAD = 16,		/* its class says share, comments, adverts ...: weak evidence */
	ZONE_PAID = 32,		/* its class or rel says sponsored */
};

/* An element in document order. Text is measured in half ems: 1 for a letter, 2 for an
 * ideograph, so that one limit fits all scripts. */
struct element {
	const xmlNode *node;
	uint32_t parent, end;		/* end: index behind its subtree */
	uint32_t before;		/* text of the page before it */
	uint32_t text, link_text, links;
	uint32_t key;			/* the only story it links to, 0, or KEY_MANY */
	uint32_t depth;
	uint32_t zone;
	uint32_t line, line_end;
	uint8_t heading;		/* 1-6 where it is one */
	bool block;
	bool is_headline;		/* a link to that story itself, not only around one */
};

#define KEY_MANY UINT32_MAX

/* The parts of a card as the page shows them. */
struct card {
	uint32_t first, end;		/* elements; usually one subtree */
	uint32_t link;			/* the element of the headline's link */
	uint32_t key;
	uint32_t shape;			/* hash of the tags from the card to its link */
	uint32_t zone;
	const char *url, *url_key;
	const char *title, *kicker, *summary;	/* NULL where the card shows none */
	const char *label;		/* a short text behind the title that may be a kicker */
	struct image image;
	int64_t date;			/* DATE_NONE where none is shown */
	int64_t age;			/* the same as seconds before now, or AGO_NONE */
	uint32_t title_len;
	size_t n_parts, title_part;	/* texts in it, and which of them the title is */
	uint8_t heading;		/* level of the headline's heading, 0: none */
	bool has_image, has_meta;
	bool is_own_host, is_story_url;
};

struct module {
	size_t first, n;		/* of cards */
	uint32_t heading_el;		/* CLUSTER_NONE: no heading */
	const char *heading;		/* or NULL */
	uint32_t parent;		/* smallest element that holds its cards */
};

struct clusters {
	const struct page *page;
	struct element *els;
	size_t n_els;
	uint32_t text;			/* of the whole page */
	uint32_t h1;			/* the first with text, or CLUSTER_NONE */
	struct card *cards;
	size_t n_cards;
	struct module *modules;
	size_t n_modules;
};

/* The sums over a module's cards that both callers judge by. */
struct tally {
	size_t n, headings, pictures, parts, stories, own, bad, paid;
	size_t titles, title_len;	/* different headlines, and the length of all */
};

/* Finds them; self and canonical (may be NULL) are the page's own addresses. */
struct clusters *cluster_read(const struct page *p, const char *canonical);

/* Half ems of a text. */
uint32_t cluster_width(const char *s);
/* Sets the zone of every element (zone.c). */
void zone_set(struct clusters *c);
/* Parts the cards into modules (module.c). */
void module_find(struct clusters *c);
/* After the cards were read: takes back titles that stand over many stories, and leaves out what
 * stands at a module's ends and is no story. */
void module_trim(struct clusters *c);
struct tally module_tally(const struct clusters *c, const struct module *m);
/* Fills title, kicker, summary, image and date from the card's elements (card.c). */
void card_read(const struct clusters *c, struct card *card);
/* After all cards of a module were read: what only the comparison of cards can tell. */
void card_compare(const struct clusters *c, struct card *cards, size_t n);

#endif

/* score.h: where a page's text stands: numbers for every element from one walk, and the element
 * that holds the article. Nothing here knows words of a language; names of classes are weak
 * evidence only. */
#ifndef LEDE_PARSE_SCORE_H
#define LEDE_PARSE_SCORE_H

#include "parse/html.h"
#include "parse/related.h"

#define EL_NONE UINT32_MAX

/* What an element is by its tag, role or a word of its class. */
enum el_sign {
	SIGN_NAV = 1,
	SIGN_ASIDE = 2,
	SIGN_FOOT = 4,
	SIGN_HEAD = 8,
	SIGN_FORM = 16,
	SIGN_BAD = 32,		/* class: share, comments, related, adverts ... */
	SIGN_GOOD = 64,		/* class or tag: article, body, entry ... */
	SIGN_CARD = 128,	/* a headline of another story */
	SIGN_COMMENT = 256,
	SIGN_CAPTION = 512,
	SIGN_BODY = 1024,	/* itemprop=articleBody and its like */
	SIGN_GALLERY = 2048,
	SIGN_POPUP = 8192,	/* class or role: what lies over a page or asks for something */
	SIGN_LEADS = 4096,	/* class: teaser ...: SIGN_BAD where it links to something */
};

/* Why an element is no part of the article; explain.c has the words. */
enum el_why {
	WHY_HEADLINE,		/* the article's title, told apart */
	WHY_DEK,
	WHY_AUTHOR,		/* the author's note, told apart */
	WHY_SIGN,		/* what its tag, role or class say it is */
	WHY_FORM,
	WHY_LINKS,		/* a bar or a list of links */
	WHY_LABEL,		/* words above an advert */
	WHY_TWICE,
	WHY_CAPTION,
	WHY_BEFORE,		/* it stands before the headline */
	WHY_TAIL,		/* a short call in a box of its own at the end */
	WHY_TIME,
	WHY_EDGE,		/* a label before the first paragraph or behind the last */
	WHY_CALL,		/* a call to the reader, a credit, rights */
	WHY_HOLLOW,		/* a heading over nothing */
	WHY_OUTSIDE,		/* not in the element that holds the text */
	WHYS
};

/* What a site rule wants to be kept never dies; of what holds it, its own lines may. */
enum el_kept { KEPT_NOT, KEPT_HOLDS, KEPT_IS };

/* Signs that everything below an element shares. */
#define SIGNS_INHERITED (SIGN_NAV | SIGN_ASIDE | SIGN_FOOT | SIGN_FORM | SIGN_BAD | \
			 SIGN_CARD | SIGN_COMMENT | SIGN_CAPTION | SIGN_GALLERY | SIGN_POPUP)

/* An element in document order; els[i + 1 .. end - 1] lie below it. Text is measured in letters
 * without blanks, an ideograph counting for two. */
struct el {
	const xmlNode *node;
	uint32_t parent, end, depth;
	uint32_t kids;			/* visible children */
	uint32_t before;		/* text of the page before it */
	uint32_t text, link, links;	/* of the whole subtree */
	uint32_t inputs, emails, images;
	uint32_t own, own_link;		/* of the lines directly in this block */
	uint32_t own_marks;		/* commas and ends of sentences in them */
	uint32_t paras, para_text;	/* paragraphs of running text in the subtree */
	int64_t gain;			/* running text less the cost of what is none */
	uint32_t sign, hint;		/* by tag and role; by class, which may be wrong */
	uint32_t zone;			/* both, and those of the ancestors */
	uint8_t heading;		/* 1-6 */
	bool block, ends;		/* ends: its own lines end as a sentence does */
	bool dead;			/* not part of the article */
	uint8_t why;			/* enum el_why, where it is dead */
	bool verse;			/* a line of a poem */
	bool signature;			/* who wrote it and when, below the headline */
	bool hushed;			/* its own lines are not, what it holds may be */
	uint8_t kept;			/* enum el_kept */
};

struct score {
	const struct page *page;
	struct el *els;
	uint32_t n;
	uint32_t text;			/* of the whole page */
	uint32_t h1;			/* the headline by its tag, EL_NONE: none */
	uint32_t root;			/* what the text was taken from, EL_NONE: nothing yet */
};

/* Measures the visible elements of a page; cards may be NULL. */
struct score *score_read(const struct page *p, const struct related_map *cards);
/* The index of an element, or EL_NONE where it is invisible. */
uint32_t score_index(const struct score *s, const xmlNode *n);
/* Whether the lines directly in the element read as running text. */
bool score_is_para(const struct el *el);
/* Items, cells, quotes, code: short as they may be, they are text. */
bool score_is_text_part(const xmlNode *n);
/* The smallest element that holds the article's text; EL_NONE where the page has no text. */
uint32_t score_container(struct score *s);
/* What an element is worth as the one that holds the text. */
double score_weight(const struct score *s, uint32_t i);
/* The element whose direct children hold most of the living running text below root. */
uint32_t score_flow(const struct score *s, uint32_t root);
/* Marks the element and all below it as no part of the article; what is dead keeps its reason. */
void score_kill(struct score *s, uint32_t i, enum el_why why);
/* The same for the lines directly in it, not for the blocks it holds. */
void score_hush(struct score *s, uint32_t i, enum el_why why);

#endif

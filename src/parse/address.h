/* address.h: what the address of a link tells of the page behind it, without asking for it. */
#ifndef LEDE_PARSE_ADDRESS_H
#define LEDE_PARSE_ADDRESS_H

#include "parse/html.h"

enum address {
	ADDRESS_PAGE,		/* nothing speaks for a story or against one */
	ADDRESS_STORY,		/* ends in a slug of words or a long number, as stories' do */
	/* No story: a file, a comment on one, a tag, an author, a subscription, a link that
	 * carries another address, as those that share do. */
	ADDRESS_OTHER,
};

/* url is absolute; p has the address of the page that links to it, where that is known. */
enum address address_kind(const struct page *p, const char *url);
/* The address without a query that does not name the story, as where on the page it was clicked;
 * NULL where there is no such query. */
char *address_bare(const struct page *p, const char *url);

#endif

/* names.h: the names of people in a byline, and the words of a headline without its site. */
#ifndef LEDE_PARSE_NAMES_H
#define LEDE_PARSE_NAMES_H

#include "base/arena.h"

struct names {
	const char *list[16];
	size_t n;
};

/* Where a byline stands: what is called so is no author. */
struct names_where {
	const char *site;	/* the site's name, NULL: unknown */
	const char *host;	/* the label of its host that says most, NULL: unknown */
	bool is_house;		/* what names the author may as well name the house ... */
	bool is_person;		/* ... or says that it is a person */
	bool with_desks;	/* "Newsdesk" counts: nobody else is named */
};

/* Adds the names in a byline ("By A. B. and C. D., Role" in several languages), each once.
 * Whatever is no name (addresses, dates, houses, the site's own name) is left out. */
void names_add(struct arena *a, struct str byline, const struct names_where *where,
	       struct names *out);
/* Whether a name is the site's or its host's, but for blanks and marks. */
bool names_is_site(struct str name, const char *site, const char *host);
/* Whether the line begins with a word that introduces a name ("By", "Von", "Por" ...). */
bool names_is_byline(struct str line);
/* "A B, C D"; NULL for none. */
const char *names_join(struct arena *a, const struct names *names);
/* A headline without the name of the site before or behind it. */
const char *names_title(struct arena *a, const char *title, const char *site);
/* Whether two lines are equal but for blanks and ASCII case. */
bool names_same(const char *a, const char *b);
/* Whether text is one of the parts of a title behind its first, and not the longest: as a rule
 * the site's or section's name. */
bool names_is_segment(const char *title, const char *text);
/* The share of the words of a that b has too, 0 to 1, ASCII case ignored; their beginnings alone
 * count where they are long. */
double names_overlap(const char *a, const char *b);

#endif

/* label.h: what the short texts around headlines say, in many languages: headings of modules, and
 * labels that belong to no headline. Words are weak evidence; they decide alone only where they
 * say that something is no headline. */
#ifndef LEDE_PARSE_LABEL_H
#define LEDE_PARSE_LABEL_H

#include "base/arena.h"

enum heading_kind {
	HEADING_NONE,		/* no word that is known */
	HEADING_STORY,		/* "Related", "Read also": chosen for this story */
	HEADING_POPULAR,
	HEADING_MORE,		/* "Latest", "More from" */
	HEADING_OTHER,		/* paid links, comments, shops, sources: no stories */
};

/* Where one of words, which NULL ends, begins in a text, not in the middle of another ASCII word;
 * NULL where none does. Both are in small letters. */
const char *label_find(const char *s, const char *const words[]);
/* The heading of a module; s may be NULL, and a text too long for a heading is none. */
enum heading_kind label_heading(struct arena *a, const char *s);
/* "Comments", "33 comments", "Leave a comment". */
bool label_is_comments(struct arena *a, const char *s);
/* A button or a mark that is neither kicker nor headline: share, print, updated, next, comments. */
bool label_is_service(struct arena *a, const char *s);
/* "Continue reading", "Read more", where nothing follows. */
bool label_is_go_on(struct arena *a, const char *s);
/* "Advertisement", "Sponsored". */
bool label_is_paid(struct arena *a, const char *s);
/* "by" and the like, alone or before a name. */
bool label_is_byline(const char *s);
/* The same alone, so that the name follows. */
bool label_is_by(const char *s);
/* "View all stories", "More »": a link to the list that this is part of. */
bool label_is_list(struct arena *a, const char *s);

#endif

/* call.h: lines at the ends of an article that are none of it: calls to the reader, credits,
 * rights. Known by what they say, in many languages, so only where they stand counts as well. */
#ifndef LEDE_PARSE_CALL_H
#define LEDE_PARSE_CALL_H

#include "base/arena.h"

enum call_kind {
	CALL_NONE,
	CALL_READER,	/* subscribe, follow, share, join, write to us */
	CALL_CREDIT,	/* who reported, edited, photographed; where it was first published */
	CALL_RIGHTS,	/* copyright, disclaimers, affiliate links */
};

/* What the line is where it stands at an end of the article, begins: it says so in its first
 * words, so that it is one wherever it stands. */
enum call_kind call_kind_of(struct arena *a, const char *line, bool *begins);

#endif

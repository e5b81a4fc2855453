/* mend.h: text that was meant to be XML made well-formed, in one linear pass, before libxml2
 * sees it. libxml2's own recovery is quadratic on some inputs and loses what follows an error;
 * after this pass it has nothing to recover from. The document type declaration never reaches
 * libxml2: small internal entities are put in by this pass, so that no entity, DTD or external
 * file can be asked for. */
#ifndef LEDE_PARSE_MEND_H
#define LEDE_PARSE_MEND_H

#include "base/arena.h"
#include "base/err.h"

enum mend_flags {
	MEND_JUNK = 1,		/* text before or after the document */
	MEND_MARKUP = 2,	/* bare & and <, attributes, end tags that match nothing */
	MEND_ENTITY = 4,	/* HTML entities that XML does not declare */
	MEND_CONTROL = 8,	/* control characters */
	MEND_TRUNCATED = 16,	/* the end is missing */
	MEND_LIMIT = 32,	/* too deep or too many attributes: left out */
	MEND_CUT_STORY = 64,	/* the missing end is that of a story too */
};

/* A pass over valid UTF-8, which must stay where it is. What comes out has no declarations and no
 * comments; with outline, no stories either: what else stands in a feed is little, however long
 * the feed. Freed by mend_close; what it needs for long lies in the arena. */
struct mender;
struct mender *mend_open(struct arena *a, struct str in, bool outline) MUST_CHECK;
/* Writes up to n bytes of the mended text to p; fewer at its end alone. */
size_t mend_read(struct mender *m, char *p, size_t n);

/* Long text need not go through libxml2, which looks at each character of it more than once. Once
 * asked for, before the first mend_read, a processing instruction comes in its place, of which no
 * document has any left, and mend_aside tells what it stands for: false where that is nothing.
 * *escaped: it holds references, but none except the five that all of XML knows. It may hold any
 * line ends, is valid UTF-8, at most LIMIT_STORY_BYTES, and lies in the input. */
void mend_set_aside(struct mender *m);
bool mend_aside(const struct mender *m, const char *target, const char *data, struct str *text,
		bool *escaped);
/* *flags tells people what was mended. E_REFUSED when entities are declared beyond
 * LIMIT_ENTITY_* and used, E_PARSE when no root of a feed or outline is found. */
enum rc mend_close(struct mender *m, uint32_t *flags, struct err *e);

/* All of it at once; *out lies in the arena. */
enum rc mend_xml(struct arena *a, struct str in, struct str *out, uint32_t *flags,
		 struct err *e);

#endif

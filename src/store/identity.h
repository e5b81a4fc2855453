/* identity.h: which of a feed's stories are one. A story is (feed, guid), else (feed, address),
 * else (feed, title and date); but guids are also missing, repeated by different stories of one
 * document, or made anew with each answer. Private to the store. */
#ifndef LEDE_STORE_IDENTITY_H
#define LEDE_STORE_IDENTITY_H

#include "model/feed.h"

/* A story that is stored already, as far as it tells whether another is the same. */
struct stored {
	int64_t id, hash;	/* id 0: none */
	int64_t published;	/* DATE_NONE: not known */
	const char *guid, *url_key, *title;	/* NULL: none */
};

/* The guids of a document as a whole. */
struct guids;
/* Lives in the arena; f is borrowed. Linear in the number of stories. */
struct guids *guids_of(struct arena *a, const struct feed *f);
/* The story is given a second time: the one before it counts. */
bool guids_is_double(const struct guids *g, size_t index);
/* Other stories of the document have this one's guid. */
bool guids_is_shared(const struct guids *g, size_t index);
/* Some story of the document is stored under guid. */
bool guids_has(const struct guids *g, struct str guid);
/* What a story is stored under: its guid or, where that is its address, the address without what
 * changes from day to day (url_key). In the arena, or borrowed from s. */
const char *guids_name(struct arena *a, const struct story *s);
/* What a story is stored under when its guid is another's too: guid and address, or guid, title and
 * date where the address is no story's own. In the arena. */
char *guids_own(const struct guids *g, struct arena *a, const struct story *s);
/* Whether s, which has the guid of old, is that story. strict: the guid proves nothing. */
bool guids_is_same(const struct guids *g, struct arena *a, const struct story *s,
		   const struct stored *old, bool strict);

#endif

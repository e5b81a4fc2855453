/* mend_priv.h: what the files of the mending pass share. */
#ifndef LEDE_PARSE_MEND_PRIV_H
#define LEDE_PARSE_MEND_PRIV_H

#include "base/buf.h"
#include "base/limits.h"
#include "parse/mend.h"

#define MEND_DEPTH (LIMIT_DEPTH - 16)	/* libxml2 ends the document at 256 */
#define MEND_NAME_BYTES 256		/* longer names are no names */

/* Where text, and where a CDATA section has to be looked at. */
enum mend_stop { STOP_TEXT = 1, STOP_CDATA = 2 };

struct declared {
	struct str name;
	char value[LIMIT_ENTITY_BYTES + 1];
	bool refused;		/* too long, nested or external */
};

struct mender {
	struct str in;
	size_t at;		/* the next byte to look at */
	size_t copied;		/* in up to here is in out or left out on purpose */
	size_t joined;		/* what was before this byte is left out */
	struct buf out;		/* goes before what is still to be copied */
	size_t taken;		/* bytes of out that were read */
	bool outline;		/* without the stories */
	bool sets_aside;	/* long text */
	bool hidden;		/* a story is open: nothing behind hidden_len comes out ... */
	size_t hidden_len, hidden_depth;	/* ... until no more elements are open */
	bool ended;
	uint8_t stops[256];	/* enum mend_stop of each byte */
	uint32_t flags;
	struct str open[MEND_DEPTH];
	size_t depth;
	bool root_seen, root_done;
	bool no_comment_end, no_cdata_end, no_pi_end;	/* none follows: never search again */
	struct declared *declared;
	size_t n_declared;
	struct arena *arena;
	bool bomb;
};

struct attribute {
	struct str name, value;
};

struct tag {
	struct str name;
	struct attribute attrs[LIMIT_ATTRIBUTES];
	size_t n_attrs;
	size_t len;		/* bytes of the tag, '<' and '>' included */
	bool clean;		/* may stay as it is */
	bool closed;		/* ends in "/>" */
};

/* What is still to be looked at. */
struct str mend_rest(const struct mender *m);
/* Takes over what was found good up to at. */
void mend_take_over(struct mender *m);
/* Leaves out the next n bytes, with instead in their place. */
void mend_replace(struct mender *m, size_t n, const char *instead);
void mend_put_escaped(struct buf *b, struct str s);
/* Bytes that XML does not allow at the start of s: control characters, U+FFFE, U+FFFF. */
size_t mend_forbidden(struct str s);

/* Where the mark ends what begins here, or SIZE_MAX. The search is not made again once it
 * failed: without that, many beginnings would cost a search to the end each. */
size_t mend_find_end(struct mender *m, size_t skip, struct str mark, bool *none);

/* mend_text.c. The CDATA section that begins at m->at. */
void mend_cdata(struct mender *m);
/* Text without anything to mend, which begins at m->at. */
void mend_plain_text(struct mender *m);

/* mend_entity.c. The reference at the start of s, which begins with '&': bytes that it takes (0: it
 * is none); what stands for it goes to out where it cannot stay as it is (*keep). */
size_t mend_reference(struct mender *m, struct str s, struct buf *out, bool *keep);
/* Reads the small entities of a document type declaration at m->at and leaves it out. */
void mend_doctype(struct mender *m);

/* mend_tag.c. Bytes of the name, of the white space at the start of s. */
size_t mend_name_len(struct str s);
size_t mend_space_len(struct str s);
/* The start tag at s. A tag that is not closed ends before the next '<'. */
void mend_read_tag(struct mender *m, struct str s, struct tag *t);
/* Writes it as it should be. */
void mend_write_tag(struct mender *m, const struct tag *t, bool closed);

#endif

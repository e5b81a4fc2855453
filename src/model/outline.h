/* outline.h: one subscription, as OPML, newsboat's urls file and lede's feeds file list it. */
#ifndef LEDE_OUTLINE_H
#define LEDE_OUTLINE_H

#include "base/arena.h"
#include "base/buf.h"

struct outline {
	const char *url, *title, *site_url;	/* title and site_url may be NULL */
	const char **tags;	/* folders of OPML are tags too: "News/Local" */
	size_t n_tags;
	const char *opml;	/* attributes that mean nothing here, kept for the next OPML file:
				 * lines of outline_put_attr; NULL: none */
	const char *login;	/* "user:password" of the URL, which stands without; NULL. Never
				 * leaves the program that read it from the user's file */
};

struct outlines {
	const char *title;
	struct outline *items;
	size_t n_items;
	const char **warnings;	/* what was left out, and why */
	size_t n_warnings;
	uint32_t n_left_out;	/* subscriptions that are not among the items */
	uint32_t n_doubled;	/* that name an address for a second time */
};

/* One attribute of an OPML outline: of a namespace, or "type" without one. */
struct outline_attr {
	struct str prefix, uri, name, value;
};

/* A line for struct outline's opml. False, and nothing is added, where a name is none of XML's (as
 * far as ASCII goes), or no room is left in b. Control characters of the value become blanks. */
bool outline_put_attr(struct buf *b, const struct outline_attr *attr);
/* Takes the next attribute off the lines; those that outline_put_attr would not have made are
 * passed over. False at the end. */
bool outline_next_attr(struct str *lines, struct outline_attr *out);

#endif

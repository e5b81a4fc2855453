/* outline.h: one subscription, as OPML, newsboat's urls file and lede's feeds file list it. */
#ifndef LEDE_OUTLINE_H
#define LEDE_OUTLINE_H

#include "base/arena.h"

struct outline {
	const char *url, *title, *site_url;	/* title and site_url may be NULL */
	const char **tags;	/* folders of OPML are tags too */
	size_t n_tags;
	const char *login;	/* "user:password" of the URL, which stands without; NULL. Never
				 * leaves the program that read it from the user's file */
};

struct outlines {
	const char *title;
	struct outline *items;
	size_t n_items;
	const char **warnings;	/* what was left out, and why */
	size_t n_warnings;
};

#endif

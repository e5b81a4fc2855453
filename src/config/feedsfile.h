/* feedsfile.h: the user's list of subscriptions: a text file of lines URL "title" tag tag ...,
 * as newsboat's urls file. lede edits single lines and keeps comments, blank lines and order. */
#ifndef LEDE_FEEDSFILE_H
#define LEDE_FEEDSFILE_H

#include "base/err.h"
#include "model/outline.h"

/* $XDG_CONFIG_HOME/lede/feeds, or LEDE_FEEDS. */
enum rc feedsfile_default_path(struct arena *a, char **out, struct err *e);
/* Reads path; a missing file is an empty list. The first "~title" or, without one, the first word
 * in quotes is the title, other words are tags; lines of kinds that lede does not run (exec:,
 * filter:, query:) are named in warnings as file:line: reason. */
enum rc feedsfile_read(struct arena *a, const char *path, struct outlines *out, struct err *e);
/* The same from bytes, for import. */
void feedsfile_parse(struct arena *a, const char *name, struct str bytes, struct outlines *out);
/* Appends those items whose URL is not there yet, atomically; *added may be NULL. */
enum rc feedsfile_add(const char *path, const struct outline *items, size_t n, size_t *added,
		      struct err *e);
/* Removes the line of that URL. E_NOTFOUND when there is none. */
enum rc feedsfile_remove(const char *path, const char *url, struct err *e);
/* The subscription moved. */
enum rc feedsfile_move(const char *path, const char *old_url, const char *new_url, struct err *e);

#endif

/* feedsfile.h: the user's list of subscriptions: a text file of lines URL "title" tag tag ...,
 * as newsboat's urls file. lede edits single lines and keeps comments, blank lines and order. */
#ifndef LEDE_FEEDSFILE_H
#define LEDE_FEEDSFILE_H

#include "base/err.h"
#include "model/outline.h"

/* $XDG_CONFIG_HOME/lede/feeds, or LEDE_FEEDS. */
enum rc feedsfile_default_path(struct arena *a, char **out, struct err *e);
/* Reads path, a file that the user wrote; a missing file is an empty list. The first "~title" or,
 * without one, the first word in quotes is the title, other words are tags; lines that lede cannot
 * read (query:, a program without a name ...) are named in warnings as file:line: reason.
 * "user:password@" of a URL is its login, and no part of what the subscription is known by. */
enum rc feedsfile_read(struct arena *a, const char *path, struct outlines *out, struct err *e);
/* The same from bytes of elsewhere, a newsboat urls file, for import: addresses of the web alone,
 * where only "~title" is a title. Lines with exec:, filter: and file: are counted in one
 * warning. */
void feedsfile_parse(struct arena *a, const char *name, struct str bytes, struct outlines *out);
/* Appends those items whose URL is not there yet, atomically; *added may be NULL. E_USAGE where one
 * is no address of the web: programs and files are for the user alone to write. */
enum rc feedsfile_add(const char *path, const struct outline *items, size_t n, size_t *added,
		      struct err *e);
/* Removes the line of that URL. E_NOTFOUND when there is none. */
enum rc feedsfile_remove(const char *path, const char *url, struct err *e);
/* The subscription moved to an address of the web; one with a program never does. */
enum rc feedsfile_move(const char *path, const char *old_url, const char *new_url, struct err *e);
/* Another address (the same, or one of the web), title and tags for the line of old_url; its
 * comment stays. E_NOTFOUND when there is none. */
enum rc feedsfile_edit(const char *path, const char *old_url, const struct outline *item,
		       struct err *e);
/* The number of the line that subscribes to url, from 1; 0: none. */
int feedsfile_line(const char *path, const char *url);

#endif

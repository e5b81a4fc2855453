/* netrc.h: names and passwords that the user keeps in ~/.netrc for all programs (netrc(5)). */
#ifndef LEDE_NETRC_H
#define LEDE_NETRC_H

#include "base/arena.h"
#include "base/err.h"

/* The first entry "machine host" of $NETRC or ~/.netrc, with that login where login is not NULL;
 * the entry "default" is left out, because it would tell a password to whoever asks. Strings in
 * the arena. E_NOTFOUND: no file, or no such entry; E_REFUSED: others may read the file. */
enum rc netrc_find(struct arena *a, const char *host, const char *login, char **name,
		   char **password, struct err *e);
/* The same from the bytes of such a file. */
enum rc netrc_parse(struct arena *a, struct str bytes, const char *host, const char *login,
		    char **name, char **password, struct err *e);

#endif

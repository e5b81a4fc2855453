/* errors.h: standard error while the screen is up. What lede's own programs and libraries say
 * there would stand in the middle of the screen; it is kept in a file without a name until the
 * end. */
#ifndef LEDE_ERRORS_H
#define LEDE_ERRORS_H

#include "base/arena.h"

/* From now on into the file. Where that cannot be, standard error stays what it is. */
void errors_divert(void);
/* The last line that was said, in the arena; NULL: none. */
const char *errors_last(struct arena *a);
/* Standard error as before, and on it what was said in between. */
void errors_restore(void);

#endif

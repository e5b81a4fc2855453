/* date_priv.h: what the files of date.h share: the years that dates have, and words that occur in
 * dates. Sorted by nothing; the tables are short and a date is read once a story. */
#ifndef LEDE_DATE_PRIV_H
#define LEDE_DATE_PRIV_H

#include "base/str.h"

#define DATE_FIRST INT64_C(-62135596800)	/* year 1 */
#define DATE_LAST INT64_C(253402300799)		/* year 9999 */

/* Month 1-12 of a name or short name in one of several languages, lower case as given by
 * date_word; 0 when it is none. */
int date_month_word(struct str word);
/* Minutes east of UTC of a zone's name or abbreviation. */
bool date_zone_word(struct str word, int *minutes);
/* A day of the week or a word that says nothing ("at", "de", "uhr"). */
bool date_filler_word(struct str word);

#endif

/* i18n.h: gettext by the two usual names. Messages for people go through _(), table entries
 * through N_() and are translated where they are shown. */
#ifndef LEDE_I18N_H
#define LEDE_I18N_H

#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) s

/* Takes the locale of the user. Catalogues lie in LEDE_LOCALEDIR or where they were installed. */
void i18n_start(void);

#endif

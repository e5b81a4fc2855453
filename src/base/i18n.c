#include "base/i18n.h"

#include <locale.h>
#include <stdlib.h>

#include "config.h"

void i18n_start(void)
{
	const char *dir = getenv("LEDE_LOCALEDIR");

	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	bindtextdomain(PACKAGE, dir && *dir ? dir : LOCALEDIR);
	/* Inside lede all text is UTF-8, whatever the terminal takes. */
	bind_textdomain_codeset(PACKAGE, "UTF-8");
	textdomain(PACKAGE);
}

/* log.h: what happened, for problems view and bug reports. Lines go to a file when LEDE_LOG
 * names one, else nowhere. All text is cleaned. */
#ifndef LEDE_LOG_H
#define LEDE_LOG_H

#include "base/base.h"

/* who: "lede", "engine", "parse". Opens what LEDE_LOG names, appending, close-on-exec. */
void log_open(const char *who);
void log_line(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif

/* ago.h: times as the web shows them beside headlines, counted back from the moment the page was
 * asked for: "2 hours ago", "vor 3 Tagen", "5分钟前". Pure: whoever knows that moment subtracts. */
#ifndef LEDE_PARSE_AGO_H
#define LEDE_PARSE_AGO_H

#include "base/arena.h"

#define AGO_NONE INT64_MAX

/* Seconds; a month counts 30 days, a year 365, yesterday one day. AGO_NONE when the text says
 * anything else beside, or more than a few years. */
int64_t ago_parse(struct str s);
/* The same of a text that is known to be a time, which needs no "ago": "2h". */
int64_t ago_parse_short(struct str s);

#endif

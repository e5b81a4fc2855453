#include "cli/rows.h"

#include "base/i18n.h"
#include "cli/json.h"

/* id, marks (unread, starred, stored), date, feed, headline. */
static void print_row(struct arena *a, const struct story_row *r, int64_t now)
{
	out_printf("%7lld %c%c%c %-12s ", (long long)r->id, r->is_read ? ' ' : 'N',
		   r->is_starred ? '*' : ' ', r->is_offline ? '+' : ' ',
		   date_short(a, r->published == DATE_NONE ? r->sort_at : r->published, now));
	out_line(a, r->feed_title);
	out_printf(": ");
	out_line(a, str_blank(r->title) ? r->url : r->title);
	out_printf("\n");
}

void rows_print(struct cli *c, struct arena *a, const struct story_row *rows, size_t n)
{
	int64_t now = date_now();
	size_t i;

	for (i = 0; i < n; i++) {
		if (cli_has(c, "json"))
			json_print(json_story_row(a, &rows[i]));
		else
			print_row(a, &rows[i], now);
	}
}

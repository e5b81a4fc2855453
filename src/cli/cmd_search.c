#include "base/i18n.h"
#include "base/limits.h"
#include "cli/rows.h"
#include "cli/setup.h"
#include "cli/words.h"
#include "store/search.h"

#define SEARCH_LIMIT 100

enum rc cmd_search(struct cli *c)
{
	int64_t limit, before = INT64_MAX, found = 0;
	struct err e = { 0 };
	const char *query;
	enum rc rc = cli_number(c, "limit", 0, INT32_MAX, SEARCH_LIMIT, &limit);

	if (rc == OK)
		rc = words_join(c, &query);
	if (rc == OK)
		rc = setup_store(c);
	if (rc)
		return rc;
	setup_index(c);
	for (;;) {
		struct arena *a = arena_new(LIMIT_ARENA);
		struct story_row *rows = NULL;
		size_t n = 0, want = ROWS_WINDOW;

		if (limit)
			want = (size_t)MIN(limit - found, ROWS_WINDOW);
		rc = search_stories(c->db, a, query, before, want, &rows, &n, &e);
		if (rc == OK)
			rows_print(c, a, rows, n);
		if (n)
			before = rows[n - 1].id;
		found += (int64_t)n;
		arena_free(a);
		if (rc || n < want || (limit && found >= limit))
			break;
	}
	if (rc)
		return cli_fail(c, setup_is_store_error(rc) ? c->store : query, rc, &e);
	if (!found && out_is_terminal())
		cli_note(_("nothing found"));
	return OK;
}

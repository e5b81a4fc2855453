#include "base/i18n.h"
#include "base/limits.h"
#include "cli/json.h"
#include "cli/rows.h"
#include "cli/setup.h"
#include "cli/words.h"
#include "store/search.h"

#define LIST_LIMIT 100

struct listing {
	struct story_query q;
	const char *words;	/* NULL: no search */
	int64_t limit, shown;	/* limit 0: none */
	struct story_pos pos;
	bool at_end;
};

static void print_feed(struct arena *a, const struct feed_row *r)
{
	out_printf("%5lld %6lld/%-6lld %c ", (long long)r->id, (long long)r->unread,
		   (long long)r->total, r->error ? '!' : ' ');
	out_line(a, r->title);
	if (r->url) {
		out_printf("  ");
		out_url(a, r->url);
	}
	out_printf("\n");
}

static enum rc list_feeds(struct cli *c)
{
	struct feed_row *rows;
	struct err e = { 0 };
	size_t n, i;
	enum rc rc = feeds_list(c->db, c->arena, &rows, &n, &e);

	if (rc)
		return cli_fail(c, c->store, rc, &e);
	setup_hint(c);
	for (i = 0; i < n; i++) {
		if (rows[i].id == FEED_FOLLOWED && !rows[i].total)
			continue;
		if (cli_has(c, "json"))
			json_print(json_feed_row(c->arena, &rows[i]));
		else
			print_feed(c->arena, &rows[i]);
	}
	return OK;
}

/* Search knows nothing of feeds and marks. */
static size_t filter(const struct listing *l, struct story_row *rows, size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		const struct story_row *r = &rows[i];

		if ((l->q.feed_id && r->feed_id != l->q.feed_id) ||
		    (l->q.unread_only && r->is_read) || (l->q.starred_only && !r->is_starred))
			continue;
		rows[kept++] = *r;
	}
	return kept;
}

static enum rc list_window(struct cli *c, struct arena *a, struct listing *l, struct err *e)
{
	struct story_row *rows = NULL;
	size_t n = 0;
	enum rc rc;

	if (l->words)
		rc = search_stories(c->db, a, l->words, l->pos.id, ROWS_WINDOW, &rows, &n, e);
	else
		rc = stories_window(c->db, a, &l->q, l->pos, false, ROWS_WINDOW, &rows, &n, e);
	if (rc)
		return rc;
	l->at_end = n < ROWS_WINDOW;
	if (n)
		l->pos = (struct story_pos){ rows[n - 1].sort_at, rows[n - 1].id };
	if (l->words)
		n = filter(l, rows, n);
	if (l->limit)
		n = MIN(n, (size_t)(l->limit - l->shown));
	rows_print(c, a, rows, n);
	l->shown += (int64_t)n;
	return OK;
}

static enum rc list_stories(struct cli *c, struct listing *l)
{
	struct err e = { 0 };
	enum rc rc = OK;

	while (rc == OK && !l->at_end && (!l->limit || l->shown < l->limit)) {
		struct arena *a = arena_new(LIMIT_ARENA);

		rc = list_window(c, a, l, &e);
		arena_free(a);
	}
	if (rc == OK && !l->shown)
		setup_hint(c);
	return rc ? cli_fail(c, c->store, rc, &e) : OK;
}

static enum rc prepare(struct cli *c, struct listing *l)
{
	const char *feed = cli_option(c, "feed");
	struct feed_row row;
	struct err e = { 0 };
	enum rc rc;

	*l = (struct listing){ .pos = STORY_POS_TOP };
	l->q.unread_only = cli_has(c, "unread");
	l->q.starred_only = cli_has(c, "starred");
	l->q.tag = cli_option(c, "tag");
	rc = cli_number(c, "limit", 0, INT32_MAX, LIST_LIMIT, &l->limit);
	if (rc == OK)
		rc = words_join(c, &l->words);
	if (rc == OK && l->words && l->q.tag)
		rc = cli_error(c, "--tag", E_USAGE, _("goes without words to search for"));
	if (rc == OK)
		rc = setup_store(c);
	if (rc == OK && feed) {
		rc = setup_feed(c, feed, &row, &e);
		if (rc)
			return cli_fail(c, feed, rc, &e);
		l->q.feed_id = row.id;
	}
	if (rc == OK && l->words)
		setup_index(c);
	return rc;
}

enum rc cmd_list(struct cli *c)
{
	struct listing l;
	enum rc rc = prepare(c, &l);

	if (rc)
		return rc;
	return cli_has(c, "feeds") ? list_feeds(c) : list_stories(c, &l);
}

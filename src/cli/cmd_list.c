#include "app/health.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "cli/json.h"
#include "cli/rows.h"
#include "cli/setup.h"
#include "cli/words.h"
#include "store/search.h"
#include "text/cells.h"

#define LIST_LIMIT 100
#define HEALTH_COLUMNS 52	/* before the title */

struct listing {
	struct story_query q;
	const char *words;	/* NULL: no search */
	int64_t limit, shown;	/* limit 0: none */
	struct story_pos pos;
	bool at_end;
};

/* A word in a column of its own, and a blank. */
static void put_cell(struct arena *a, const char *text, int width)
{
	struct clean c = clean_cstr(a, text);

	out_clean(c);
	out_printf("%*s", MAX(width - cells_width(c), 0) + 1, "");
}

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

/* A table of 80 columns; what is wrong stands below its feed. */
static void print_health(struct arena *a, const struct feed_row *r, int64_t now)
{
	const char *last = health_last(a, r, now), *size = health_size(a, r);
	const char *rate = health_rate(a, r);
	int room = out_columns() - HEALTH_COLUMNS;
	struct clean title = clean_cstr(a, r->title);

	out_printf("%5lld ", (long long)r->id);
	put_cell(a, last ? last : _("never"), 12);
	put_cell(a, health_next(a, r, now), 12);
	put_cell(a, size ? size : "-", 8);
	put_cell(a, rate ? rate : "-", 10);
	out_clean(out_is_terminal() ? cells_fit(a, title, MAX(room, 10), true, false) : title);
	out_printf("\n");
	if (r->error) {
		out_printf("      ! ");
		out_line(a, r->error);
		if (r->failures > 1)
			out_printf(ngettext(" (%lld time in a row)", " (%lld times in a row)",
					    (unsigned long)r->failures), (long long)r->failures);
		out_printf("\n");
	}
	if (r->moved_to) {
		out_printf("      > ");
		out_printf(ngettext("moved, said %lld time: ", "moved, said %lld times: ",
				    (unsigned long)r->moved_seen), (long long)r->moved_seen);
		out_url(a, r->moved_to);
		out_printf("\n");
	}
}

static void print_heading(struct arena *a)
{
	out_printf("%5s ", _("feed"));
	put_cell(a, _("last good"), 12);
	put_cell(a, _("next"), 12);
	put_cell(a, _("size"), 8);
	put_cell(a, _("stories"), 10);
	out_printf("%s\n", _("title"));
}

static enum rc list_feeds(struct cli *c)
{
	bool health = cli_has(c, "health") && !cli_has(c, "json");
	int64_t now = date_now();
	struct feed_row *rows;
	struct err e = { 0 };
	size_t n, i;
	enum rc rc = feeds_list(c->db, c->arena, &rows, &n, &e);

	if (rc)
		return cli_fail(c, c->store, rc, &e);
	setup_hint(c);
	if (health && n > 1)
		print_heading(c->arena);
	for (i = 0; i < n; i++) {
		if (rows[i].id == FEED_FOLLOWED && (!rows[i].total || health))
			continue;
		if (cli_has(c, "json"))
			json_print(json_feed_row(c->arena, &rows[i]));
		else if (health)
			print_health(c->arena, &rows[i], now);
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
	if (cli_has(c, "feeds") || cli_has(c, "health"))
		return list_feeds(c);
	return list_stories(c, &l);
}

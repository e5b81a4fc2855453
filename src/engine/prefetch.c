#include "base/date.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/url.h"
#include "engine/engine_priv.h"

#define SLICE_MS 5	/* of looking, before commands get their turn */

static void want_stories(struct engine *g, const struct feed_row *feed, int64_t limit)
{
	int64_t now = date_now();
	int64_t newer_than = now - config_number(&g->config, OPT_FETCH_ARTICLES_AGE);
	bool is_public = pull_is_public(g, feed->url);
	struct story_row *rows;
	struct err e;
	size_t n;

	/* Files cost no one anything, however old their stories are. */
	if (url_is_file(feed->url))
		newer_than = 0;
	if (stories_wanting_page(g->db, g->turn, feed->id, newer_than, (size_t)limit, &rows, &n,
				 &e)) {
		log_line("%s: %s", feed->url, e.msg);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (!rows[i].url || pages_is_given_up(g->db, rows[i].url, now))
			continue;
		/* A feed of the network may not name files. */
		if (url_is_file(rows[i].url) && !url_is_file(feed->url))
			continue;
		refresh_want(g, rows[i].url, rows[i].id, PAGE_STORY, is_public);
	}
}

static void want_queued(struct engine *g)
{
	struct queued *rows;
	struct err e;
	size_t n;

	if (queue_list(g->db, g->turn, LIMIT_QUEUE, &rows, &n, &e)) {
		log_line("%s", e.msg);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (!url_is_file(rows[i].url))
			refresh_want(g, rows[i].url, rows[i].story_id, PAGE_QUEUED,
				     pull_is_public(g, rows[i].url));
}

static bool wants_articles(struct engine *g, const struct feed_row *row)
{
	return config_bool_for(&g->config, source_host_url(g, row->url), OPT_FETCH_ARTICLES);
}

bool prefetch_collect(struct engine *g)
{
	struct refresh *r = &g->refresh;
	int64_t until = date_monotonic_ms() + SLICE_MS;
	int64_t limit = config_number(&g->config, OPT_FETCH_ARTICLES_COUNT);

	if (r->next_wanting == r->n_feeds + 1)
		return false;
	if (!r->next_wanting)
		want_queued(g);
	if (limit <= 0)
		r->next_wanting = r->n_feeds;
	for (; r->next_wanting < r->n_feeds; r->next_wanting++) {
		if (date_monotonic_ms() >= until)
			return true;
		if (wants_articles(g, &r->feeds[r->next_wanting]))
			want_stories(g, &r->feeds[r->next_wanting], limit);
	}
	r->next_wanting++;
	return false;
}

void prefetch_related(struct engine *g, const struct job *j)
{
	int64_t left = config_number(&g->config, OPT_PREFETCH_RELATED), now = date_now(), id;
	bool is_public = !j->facts.was_private;

	if (j->why != PAGE_STORY || !j->article)
		return;
	for (size_t i = 0; i < j->article->n_related && left > 0; i++) {
		const char *url = j->article->related[i].url;

		if (!url || (url_is_file(url) && !url_is_file(j->url)))
			continue;
		left--;
		if (pages_find(g->db, url, &id, NULL) == OK ||
		    pages_is_given_up(g->db, url, now))
			continue;
		refresh_want(g, url, 0, PAGE_RELATED, is_public);
	}
}

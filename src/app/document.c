#include "app/document.h"

#include <stdlib.h>

#include "base/clean.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "store/feeds.h"
#include "store/pages.h"
#include "store/search.h"

#define ALIKE_DAYS 14
#define ALIKE_ROWS 5
#define ALIKE_TEXT 400		/* bytes of text that are compared */

static void from_place(struct document *d, const struct place *p)
{
	struct arena *a = d->arena;

	d->story_id = p->story_id;
	d->url = arena_strdup(a, p->url);
	d->art.title = arena_strdup(a, p->title);
	d->art.kicker = arena_strdup(a, p->kicker);
	d->art.dek = arena_strdup(a, p->summary);
	d->art.published = d->art.modified = d->seen = DATE_NONE;
}

static const char *or(const char *first, const char *second)
{
	return str_blank(first) ? second : first;
}

static void from_row(struct document *d, const struct story_row *row)
{
	d->story_id = row->id;
	d->feed_id = row->feed_id;
	d->seen = row->sort_at;
	d->source = row->feed_title;
	d->url = or(row->url, d->url);
	d->art.title = or(row->title, d->art.title);
	d->art.kicker = or(row->kicker, d->art.kicker);
	d->art.dek = or(row->dek, d->art.dek);
	d->art.byline = row->byline;
	d->art.published = row->published;
}

/* The page's own words win over the list's, where it has some. */
static void from_page(struct document *d, struct article *art)
{
	art->title = or(art->title, d->art.title);
	art->kicker = or(art->kicker, d->art.kicker);
	art->dek = or(art->dek, d->art.dek);
	art->byline = or(art->byline, d->art.byline);
	if (art->published == DATE_NONE)
		art->published = d->art.published;
	d->url = or(d->url, art->url);
	if (!d->feed_id || d->feed_id == FEED_FOLLOWED || !d->source)
		d->source = or(art->site, d->url ? url_site(d->arena, d->url) : NULL);
	d->art = *art;
	article_part_dek(&d->art);
	d->from = DOC_PAGE;
	d->is_complete = true;
}

static enum rc load_body(struct db *db, struct document *d, const struct story_row *row,
			 struct err *e)
{
	enum rc rc = stories_body(db, d->arena, row->id, &d->art.blocks, &d->art.n_blocks, e);

	if (rc || !d->art.n_blocks) {
		d->art.blocks = NULL;
		d->art.n_blocks = 0;
		return rc;
	}
	d->from = DOC_FEED;
	d->is_complete = row->is_offline;
	/* A teaser's summary would stand there twice. */
	d->art.dek = NULL;
	article_finish(d->arena, &d->art);
	return OK;
}

static void add_targets(struct document *d)
{
	size_t i;

	for (i = 0; i < d->art.n_related; i++) {
		const struct related *r = &d->art.related[i];

		*ARENA_PUSH(d->arena, d->targets, d->n_targets) = (struct target){
			.section = TARGET_PAGE, .url = r->url, .title = or(r->title, r->url),
			.kicker = r->kicker, .summary = r->summary, .when = DATE_NONE };
	}
	for (i = 0; i < d->art.n_links; i++) {
		const struct link *l = &d->art.links[i];

		*ARENA_PUSH(d->arena, d->targets, d->n_targets) = (struct target){
			.section = TARGET_LINKS, .url = l->url, .title = or(l->text, l->url),
			.source = url_site(d->arena, l->url), .when = DATE_NONE };
	}
}

static enum rc find_story(struct db *db, struct document *d, struct story_row *row, bool *found,
			  struct err *e)
{
	enum rc rc = E_NOTFOUND;

	if (d->story_id)
		rc = stories_get(db, d->arena, d->story_id, row, e);
	if (rc == E_NOTFOUND && d->url)
		rc = stories_by_url(db, d->arena, d->url, row, e);
	*found = rc == OK;
	return rc == E_NOTFOUND ? OK : rc;
}

static enum rc fill(struct db *db, struct document *d, struct err *e)
{
	struct story_row row = { 0 };
	struct article art;
	int64_t page = 0;
	bool has_row;
	enum rc rc = find_story(db, d, &row, &has_row, e), body;

	if (rc)
		return rc;
	if (has_row) {
		page = row.page_id;
		from_row(d, &row);
	}
	if (!page && d->url && pages_find(db, d->url, &page, NULL))
		page = 0;
	if (page) {
		rc = pages_get(db, d->arena, page, &art, NULL, e);
		if (!rc && has_row)
			stories_take_text(db, d->arena, &row, &art);
		if (!rc && (art.n_blocks || art.n_related)) {
			d->page_id = page;
			from_page(d, &art);
			return OK;
		}
	}
	/* where the page cannot be read, the feed's text may be */
	if (has_row && (row.has_text || row.is_offline)) {
		body = load_body(db, d, &row, rc ? NULL : e);
		rc = rc ? rc : body;
	}
	return rc;
}

enum rc document_load(struct db *db, const struct place *p, struct document **out,
		      struct err *e)
{
	struct document *d = mem_zalloc(sizeof(*d));
	enum rc rc = OK;

	err_clear(e);
	d->arena = arena_new(LIMIT_ARENA);
	from_place(d, p);
	if (db)
		rc = fill(db, d, e);
	if (!d->source && d->url)
		d->source = url_site(d->arena, d->url);
	add_targets(d);
	if (db)
		document_mark_stored(db, d);
	*out = d;
	return rc;
}

void document_free(struct document *d)
{
	if (!d)
		return;
	arena_free(d->arena);
	free(d);
}

bool document_mark_stored(struct db *db, struct document *d)
{
	struct arena *a = arena_new(LIMIT_ARENA);
	const char **urls = arena_array(a, d->n_targets + 1, sizeof(*urls));
	bool *stored = arena_array(a, d->n_targets + 1, sizeof(*stored)), changed = false;
	size_t i;

	for (i = 0; i < d->n_targets; i++)
		urls[i] = d->targets[i].url ? d->targets[i].url : "";
	if (pages_are_stored(db, urls, d->n_targets, stored, NULL) == OK) {
		for (i = 0; i < d->n_targets; i++) {
			struct target *t = &d->targets[i];

			if (t->section == TARGET_FEEDS)
				continue;
			changed |= t->is_stored != stored[i];
			t->is_stored = stored[i];
		}
	}
	arena_free(a);
	return changed;
}

/* The first text of the article: enough to tell its subject. */
static const char *first_text(const struct document *d, struct arena *a)
{
	struct buf b = BUF_INIT(ALIKE_TEXT * 8);
	char *text;
	size_t i;

	if (d->art.dek)
		buf_puts(&b, d->art.dek);
	for (i = 0; i < d->art.n_blocks && b.len < ALIKE_TEXT; i++) {
		if (d->art.blocks[i].kind != BLOCK_PARA || !d->art.blocks[i].text)
			continue;
		buf_putc(&b, ' ');
		buf_add_str(&b, str_sub(str_of(d->art.blocks[i].text), 0, ALIKE_TEXT));
	}
	text = clean_utf8(a, buf_str(&b));
	buf_free(&b);
	return text;
}

enum rc document_find_alike(struct db *db, struct document *d, struct err *e)
{
	const char **skip;
	struct story_row *rows = NULL;
	struct target *old = d->targets;
	size_t n = 0, n_old = d->n_targets, n_skip = 0, i;
	enum rc rc;

	d->has_alike = true;
	if (str_blank(d->art.title))
		return OK;
	skip = arena_array(d->arena, n_old + 1, sizeof(*skip));
	for (i = 0; i < n_old && old[i].section == TARGET_PAGE; i++)
		skip[n_skip++] = old[i].url;
	if (d->url)
		skip[n_skip++] = d->url;
	rc = alike_find(db, d->arena, d->art.title, first_text(d, d->arena), d->story_id,
			d->seen == DATE_NONE ? date_now() : d->seen, ALIKE_DAYS, skip, n_skip,
			ALIKE_ROWS, &rows, &n, e);
	if (rc || !n)
		return rc;
	d->targets = NULL;
	d->n_targets = 0;
	for (i = 0; i < n_old && old[i].section == TARGET_PAGE; i++)
		*ARENA_PUSH(d->arena, d->targets, d->n_targets) = old[i];
	for (size_t k = 0; k < n; k++)
		*ARENA_PUSH(d->arena, d->targets, d->n_targets) = (struct target){
			.section = TARGET_FEEDS, .url = rows[k].url, .title = rows[k].title,
			.source = rows[k].feed_title, .story_id = rows[k].id,
			.when = rows[k].published == DATE_NONE ? rows[k].sort_at
							       : rows[k].published,
			.is_stored = rows[k].is_offline };
	for (; i < n_old; i++)
		*ARENA_PUSH(d->arena, d->targets, d->n_targets) = old[i];
	return OK;
}

#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/osfile.h"
#include "base/url.h"
#include "engine/engine_priv.h"

#define ALTERNATES_TRIED 3
#define ALTERNATES_TOLD 20

/* A failure of the user's file, not of the store: its name goes before the words. */
static enum rc blame_file(struct engine *g, enum rc rc, struct err *e)
{
	const char *words = arena_strdup(g->turn, e->msg);

	if (strstr(words, g->feeds_path))
		return rc;
	return err_set(e, rc, "%s: %s", g->feeds_path, words);
}

/* Within a transaction, which it ends. */
static enum rc follow_file(struct engine *g, size_t *added, size_t *archived, struct err *e)
{
	struct outlines list;
	enum rc rc = feedsfile_read(g->turn, g->feeds_path, &list, e);

	if (rc) {
		blame_file(g, rc, e);
		*ARENA_PUSH(g->turn, list.warnings, list.n_warnings) =
			arena_strdup(g->turn, e->msg);
	}
	for (size_t i = 0; i < list.n_warnings; i++)
		log_line("%s", list.warnings[i]);
	g->warnings = list.warnings;
	g->n_warnings = list.n_warnings;
	if (rc == OK)
		rc = access_keep_logins(g, &list, e);
	if (rc == OK) {
		rc = feeds_follow(g->db, list.items, list.n_items, added, archived, e);
	}
	if (rc == OK)
		return engine_commit(g, e);
	engine_rollback(g);
	return rc;
}

enum rc subscribe_sync(struct engine *g, size_t *added, size_t *archived, struct err *e)
{
	enum rc rc = engine_begin(g, e);

	*added = *archived = 0;
	return rc ? rc : follow_file(g, added, archived, e);
}

/* The user's file and the store change together: first the store's lock is had, then the file is
 * written, then the store. Where the store fails the file gets its old text back. */
static enum rc edit_begin(struct engine *g, struct buf *before, struct err *e)
{
	enum rc rc;

	if (g->keep_feeds)
		return err_set(e, E_REFUSED, _("the sample edition stays as it is; leave it and "
					       "start lede without --sample"));
	rc = engine_begin(g, e);
	if (rc)
		return rc;
	rc = osfile_read(g->feeds_path, before, e);
	if (rc == E_NOTFOUND) {
		err_clear(e);
		rc = OK;
	}
	if (rc) {
		engine_rollback(g);
		blame_file(g, rc, e);
	}
	return rc;
}

static enum rc edit_end(struct engine *g, const struct buf *before, enum rc edited, struct err *e)
{
	size_t added, archived;
	struct err ignored;
	enum rc rc;

	if (edited) {
		engine_rollback(g);
		return edited == E_NOTFOUND ? edited : blame_file(g, edited, e);
	}
	rc = follow_file(g, &added, &archived, e);
	if (rc && osfile_replace(g->feeds_path, buf_str(before), &ignored))
		log_line("%s: %s", g->feeds_path, ignored.msg);
	return rc;
}

void subscribe_take_back(struct engine *g, const struct job *j)
{
	struct err e;

	if (j->is_subscribed && feedsfile_remove(g->feeds_path, j->url, &e))
		log_line("%s: %s", g->feeds_path, e.msg);
}

static const char *found_words(struct arena *a, const struct feed *f)
{
	const char *title = str_blank(f->title) ? f->url : f->title;
	const char *format = f->kind == FEED_FRONTPAGE ?
		ngettext("the headlines of “%s”, %zu story",
			 "the headlines of “%s”, %zu stories", f->n_stories) :
		ngettext("“%s”, %zu story", "“%s”, %zu stories", f->n_stories);

	return arena_printf(a, format, title ? title : "", f->n_stories);
}

void subscribe_answer(struct engine *g, const struct job *j, struct msg *ack)
{
	size_t i;

	if (!j->feed)
		return;
	ack->n = (int64_t)j->feed->n_stories;
	ack->text = found_words(g->turn, j->feed);
	if (!j->is_subscribed)
		ack->text = arena_printf(g->turn, _("already subscribed: %s"), ack->text);
	if (!j->page_feed || j->feed == j->page_feed)
		return;
	for (i = 0; i < MIN(j->page_feed->n_alternates, ALTERNATES_TOLD); i++) {
		const char *url = j->page_feed->alternates[i].url;

		if (url && !streq(url, j->url))
			*ARENA_PUSH(g->turn, ack->words, ack->n_words) = url;
	}
}

/* --- a page that names its feeds --- */

static bool is_worth_following(struct engine *g, const struct job *j, const char *url)
{
	struct feed_row row;

	if (!url || streq(url, j->url) || !url_is_page(url))
		return false;
	if (url_is_file(url) && !url_is_file(j->url))
		return false;
	/* A line of the feeds file that names both keeps both. */
	return j->kind != JOB_FEED || feeds_by_url(g->db, g->turn, url, &row, NULL) != OK;
}

static bool begin_alternates(const struct job *j)
{
	if (j->err.rc || !j->feed || j->feed->kind != FEED_FRONTPAGE || !j->feed->n_alternates)
		return false;
	return j->kind == JOB_ADD ||
	       (j->kind == JOB_FEED && !j->row.is_frontpage && j->row.last_success == DATE_NONE);
}

bool subscribe_follow_alternate(struct engine *g, struct job *j)
{
	if (!j->is_alternate) {
		if (!begin_alternates(j))
			return false;
		j->page_feed = j->feed;
		j->page_facts = j->facts;
	} else if (!j->err.rc && j->feed && j->feed->kind != FEED_FRONTPAGE) {
		return false;
	}
	while (j->next_alternate < MIN(j->page_feed->n_alternates, ALTERNATES_TRIED)) {
		const char *url = j->page_feed->alternates[j->next_alternate++].url;

		if (!is_worth_following(g, j, url))
			continue;
		err_clear(&j->err);
		j->is_alternate = true;
		j->is_unchanged = j->is_fatal = false;
		j->feed = NULL;
		j->fetch_url = url;
		j->from_public = !j->page_facts.was_private;
		job_fetch(g, j);
		return true;
	}
	/* None of them is a feed: what the page shows is all there is. */
	err_clear(&j->err);
	j->is_alternate = j->is_fatal = false;
	j->feed = j->page_feed;
	j->facts = j->page_facts;
	j->fetch_url = j->url;
	return false;
}

/* --- add --- */

/* Says which address it was, because several may be out. */
static void answer_no(struct engine *g, int64_t seq, const char *url, const struct err *e)
{
	struct msg ack = { .kind = MSG_ACK, .seq = seq, .rc = e->rc, .text = e->msg, .url = url };

	if (seq)
		engine_send(g, &ack);
}

void subscribe_add(struct engine *g, const struct msg *m)
{
	const char *login, *url = url_take_user(g->turn, url_from_user(g->turn, m->url), &login);
	struct err e;
	struct job *j;

	if (!url) {
		err_set(&e, E_USAGE, _("not an address of the web"));
		answer_no(g, m->seq, m->url ? url_hide_user(g->turn, m->url) : NULL, &e);
		return;
	}
	j = job_new(JOB_ADD, url);
	j->login = arena_strdup(j->arena, login);
	j->seq = m->seq;
	j->title = arena_strdup(j->arena, m->text);
	j->tags = arena_array(j->arena, m->n_words, sizeof(*j->tags));
	for (size_t i = 0; i < m->n_words; i++)
		j->tags[j->n_tags++] = arena_strdup(j->arena, m->words[i]);
	job_fetch(g, j);
}

static void refuse(struct engine *g, struct job *j, const struct err *e)
{
	answer_no(g, j->seq, j->url, e);
	job_free(g, j);
}

/* Into the user's file, then the store; from here on the job is a feed like any other. */
static enum rc subscribe(struct engine *g, struct job *j, struct err *e)
{
	bool moved = j->facts.moved_to && url_is_http(j->facts.moved_to);
	struct outline o = { .url = moved ? j->facts.moved_to : j->fetch_url, .title = j->title,
			     .tags = j->tags, .n_tags = j->n_tags };
	struct buf before = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	size_t added = 0;
	enum rc rc = edit_begin(g, &before, e);

	if (url_same_origin(o.url, j->url))
		o.login = j->login;
	if (rc == OK) {
		rc = feedsfile_add(g->feeds_path, &o, 1, &added, e);
		rc = edit_end(g, &before, rc, e);
	}
	buf_free(&before);
	j->is_subscribed = rc == OK && added;
	if (rc == OK)
		rc = feeds_by_url(g->db, j->arena, o.url, &j->row, e);
	j->kind = JOB_FEED;
	j->url = j->fetch_url = o.url;
	j->is_alternate = false;
	j->facts.moved_to = NULL;
	return rc;
}

void subscribe_found(struct engine *g, struct job *j)
{
	struct err e = { 0 };

	if (j->err.rc) {
		refuse(g, j, &j->err);
		return;
	}
	if (j->feed->kind == FEED_FRONTPAGE && !j->feed->n_stories) {
		err_set(&e, E_PARSE, _("neither a feed nor a page with headlines"));
		refuse(g, j, &e);
		return;
	}
	if (subscribe(g, j, &e))
		refuse(g, j, &e);
	else
		job_push_front(&g->to_store, j);
}

/* --- remove, import --- */

void subscribe_remove(struct engine *g, const struct msg *m)
{
	struct msg ack = { .kind = MSG_ACK, .seq = m->seq };
	struct feed_row row;
	struct err e = { 0 };
	struct buf before = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	const char *url = m->url, *typed;
	enum rc rc;

	if (m->id && feeds_get(g->db, g->turn, m->id, &row, &e) == OK)
		url = row.url;
	err_clear(&e);
	if (edit_begin(g, &before, &e))
		goto out;
	rc = url ? feedsfile_remove(g->feeds_path, url, &e) : E_NOTFOUND;
	typed = rc == E_NOTFOUND && url ? url_from_user(g->turn, url) : NULL;
	if (typed && !streq(typed, url)) {
		err_clear(&e);
		url = typed;
		rc = feedsfile_remove(g->feeds_path, url, &e);
	}
	if (rc == E_NOTFOUND)
		err_set(&e, E_NOTFOUND, _("no subscription of that address"));
	if (edit_end(g, &before, rc, &e))
		log_line("not removed: %s", e.msg);
out:
	buf_free(&before);
	ack.rc = e.rc;
	ack.text = e.rc ? e.msg : NULL;
	ack.url = url;
	engine_send(g, &ack);
	refresh_plan(g);
}

void subscribe_import(struct engine *g, const struct msg *m)
{
	struct msg ack = { .kind = MSG_ACK, .seq = m->seq };
	struct outlines list;
	struct buf before = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct outline *items;
	struct err e = { 0 };
	size_t n = 0, added = 0;
	enum rc rc = record_decode(g->turn, &shape_outlines, m->body, &list, &e);

	if (rc) {
		engine_ack(g, m->seq, &e);
		return;
	}
	items = arena_array(g->turn, list.n_items, sizeof(*items));
	for (size_t i = 0; i < list.n_items; i++) {
		char *url = url_resolve(g->turn, NULL, str_of(list.items[i].url));

		/* What a list from elsewhere names may not be a file or a command. */
		if (!url || !url_is_http(url))
			continue;
		items[n] = list.items[i];
		items[n++].url = url;
	}
	if (edit_begin(g, &before, &e) == OK) {
		rc = feedsfile_add(g->feeds_path, items, n, &added, &e);
		if (edit_end(g, &before, rc, &e))
			log_line("not imported: %s", e.msg);
	}
	buf_free(&before);
	ack.n = (int64_t)added;
	ack.m = (int64_t)(list.n_items - n);
	ack.rc = e.rc;
	ack.text = e.rc ? e.msg : NULL;
	engine_send(g, &ack);
	refresh_plan(g);
}

#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/osfile.h"
#include "base/url.h"
#include "engine/engine_priv.h"

#define ALTERNATES_TOLD 20

/* A failure of the user's file, not of the store: its name goes before the words. */
static enum rc blame_file(struct engine *g, enum rc rc, struct err *e)
{
	const char *words = arena_strdup(g->turn, e->msg);

	if (strstr(words, g->feeds_path))
		return rc;
	return err_set(e, rc, "%s: %s", g->feeds_path, words);
}

/* Within a transaction, which it ends. more: what an import knows beyond the file; may be NULL. */
static enum rc follow_file(struct engine *g, const struct outlines *more, size_t *added,
			   size_t *archived, struct err *e)
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
		source_keep(g, &list);
		rc = feeds_follow(g->db, list.items, list.n_items, added, archived, e);
	}
	if (rc == OK && more)
		rc = feeds_import(g->db, more->items, more->n_items, e);
	if (rc == OK)
		return engine_commit(g, e);
	engine_rollback(g);
	return rc;
}

enum rc subscribe_sync(struct engine *g, size_t *added, size_t *archived, struct err *e)
{
	enum rc rc = engine_begin(g, e);

	*added = *archived = 0;
	return rc ? rc : follow_file(g, NULL, added, archived, e);
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

static void restore_file(struct engine *g, const struct buf *before)
{
	struct err ignored;

	if (osfile_replace(g->feeds_path, buf_str(before), &ignored))
		log_line("%s: %s", g->feeds_path, ignored.msg);
}

static enum rc edit_end(struct engine *g, const struct buf *before, enum rc edited,
			const struct outlines *more, struct err *e)
{
	size_t added, archived;
	enum rc rc;

	if (edited) {
		engine_rollback(g);
		return edited == E_NOTFOUND ? edited : blame_file(g, edited, e);
	}
	rc = follow_file(g, more, &added, &archived, e);
	if (rc)
		restore_file(g, before);
	return rc;
}

void subscribe_take_back(struct engine *g, const struct job *j)
{
	struct err e;

	if (j->is_subscribed && feedsfile_remove(g->feeds_path, j->url, &e))
		log_line("%s: %s", g->feeds_path, e.msg);
}

static const char *found_words(struct arena *a, const struct job *j)
{
	const struct feed *f = j->feed;
	const char *title = str_blank(f->title) ? f->url : f->title, *format;

	if (f->kind != FEED_FRONTPAGE)
		format = ngettext("“%s”, %zu story", "“%s”, %zu stories", f->n_stories);
	else if (discovery_is_exact(j))
		format = ngettext("the headlines of “%s”, %zu story",
				  "the headlines of “%s”, %zu stories", f->n_stories);
	else
		format = ngettext("no feed there, so by the headlines of “%s”, %zu story",
				  "no feed there, so by the headlines of “%s”, %zu stories",
				  f->n_stories);
	return arena_printf(a, format, title ? title : "", f->n_stories);
}

void subscribe_answer(struct engine *g, const struct job *j, struct msg *ack)
{
	struct found_feeds found;

	if (!j->feed)
		return;
	ack->n = (int64_t)j->feed->n_stories;
	ack->text = found_words(g->turn, j);
	if (!j->is_subscribed)
		ack->text = arena_printf(g->turn, _("already subscribed: %s"), ack->text);
	found = discovery_found(g, j);
	for (size_t i = 0; i < MIN(found.n_items, ALTERNATES_TOLD); i++) {
		const struct found_feed *f = &found.items[i];

		if (f->kind != FEED_FRONTPAGE && !streq(f->url, j->url))
			*ARENA_PUSH(g->turn, ack->words, ack->n_words) = f->url;
	}
}

bool subscribe_is_worth(struct engine *g, const struct job *j, const char *url)
{
	struct feed_row row;

	if (!url || streq(url, j->url) || !url_is_page(url))
		return false;
	if (url_is_file(url) && !url_is_file(j->url))
		return false;
	/* A line of the feeds file that names both keeps both. */
	return j->kind != JOB_FEED || feeds_by_url(g->db, g->turn, url, &row, NULL) != OK;
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
	const char *urls[URL_SPELLINGS], *login = NULL, *why;
	size_t n = url_spellings(g->turn, m->url ? m->url : "", urls, &why);
	struct err e;
	struct job *j;

	/* what was found before is taken as it stands */
	if (m->n & ADD_EXACT && url_is_http(m->url)) {
		urls[0] = m->url;
		n = 1;
	}
	if (!n) {
		if (source_kind(str_trim(str_of(m->url))) == SOURCE_WEB)
			err_set(&e, E_USAGE, "%s", why);
		else
			err_set(&e, E_REFUSED, _("a program or a file is followed only where "
						 "you write its line into %s yourself"),
				g->feeds_path);
		answer_no(g, m->seq, m->url ? url_hide_user(g->turn, m->url) : NULL, &e);
		return;
	}
	for (size_t i = 0; i < n; i++)
		urls[i] = url_take_user(g->turn, urls[i], &login);
	j = job_new(JOB_ADD, urls[0]);
	j->login = arena_strdup(j->arena, access_typed(g, urls[0], login));
	j->seq = m->seq;
	j->title = arena_strdup(j->arena, m->text);
	j->tags = arena_array(j->arena, m->n_words, sizeof(*j->tags));
	for (size_t i = 0; i < m->n_words; i++)
		j->tags[j->n_tags++] = arena_strdup(j->arena, m->words[i]);
	for (size_t i = 0; i < n; i++)
		urls[i] = arena_strdup(j->arena, urls[i]);
	discovery_start(g, j, urls, n, (uint32_t)m->n);
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
		rc = edit_end(g, &before, rc, NULL, e);
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

/* All that was found, and nothing is written. */
static void tell(struct engine *g, struct job *j)
{
	const struct feed *page = discovery_page(j);
	struct found_feeds found = discovery_found(g, j);
	struct msg ack = { .kind = MSG_ACK, .seq = j->seq, .n = (int64_t)found.n_items,
			   .url = j->url, .text = page ? page->title : NULL };
	struct buf record = BUF_INIT(LIMIT_WIRE_BYTES);
	struct err e;

	if (record_encode(&record, &shape_found_feeds, &found)) {
		err_set(&e, E_LIMIT, _("too much in one document"));
		answer_no(g, j->seq, j->url, &e);
	} else if (j->seq) {
		ack.body = buf_str(&record);
		engine_send(g, &ack);
	}
	buf_free(&record);
	job_free(g, j);
}

static bool has_stories(const struct feed *f)
{
	return f->n_stories || (f->kind != FEED_FRONTPAGE && f->kind != FEED_SITEMAP);
}

void subscribe_found(struct engine *g, struct job *j)
{
	struct err e = { 0 };

	if (j->err.rc) {
		refuse(g, j, &j->err);
		return;
	}
	if (!has_stories(j->feed)) {
		err_set(&e, E_PARSE, _("neither a feed nor a page with headlines"));
		refuse(g, j, &e);
		return;
	}
	if (discovery_only_tells(j)) {
		tell(g, j);
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
	const char *url = m->url, *typed[URL_SPELLINGS], *login, *why;
	size_t n;
	enum rc rc;

	if (m->id && feeds_get(g->db, g->turn, m->id, &row, &e) == OK)
		url = row.url;
	err_clear(&e);
	if (edit_begin(g, &before, &e))
		goto out;
	rc = url ? feedsfile_remove(g->feeds_path, url, &e) : E_NOTFOUND;
	n = rc == E_NOTFOUND && url ? url_spellings(g->turn, url, typed, &why) : 0;
	for (size_t i = 0; i < n && rc == E_NOTFOUND; i++) {
		err_clear(&e);
		url = url_take_user(g->turn, typed[i], &login);
		rc = feedsfile_remove(g->feeds_path, url, &e);
	}
	if (rc == E_NOTFOUND)
		err_set(&e, E_NOTFOUND, _("no subscription of that address"));
	if (edit_end(g, &before, rc, NULL, &e))
		log_line("not removed: %s", e.msg);
out:
	buf_free(&before);
	ack.rc = e.rc;
	ack.text = e.rc ? e.msg : NULL;
	ack.url = url;
	engine_send(g, &ack);
	refresh_plan(g);
}

/* The feed under its new address: its stories stay, what is known of the old document does not. */
static enum rc move_row(struct engine *g, struct feed_row *row, const char *url, struct err *e)
{
	enum rc rc = feeds_move(g->db, row->id, url, e);

	row->etag = row->last_modified = row->error = row->moved_to = NULL;
	row->body_hash = (struct str){ NULL, 0 };
	row->next_check = row->failures = row->moved_seen = 0;
	return rc ? rc : feeds_checked(g->db, row, e);
}

/* One that was unsubscribed from comes back under its address with its own stories. */
static enum rc check_free(struct engine *g, const char *url, bool *is_known, struct err *e)
{
	struct feed_row other;

	*is_known = feeds_by_url(g->db, g->turn, url, &other, NULL) == OK;
	if (*is_known && !other.is_archived)
		return err_set(e, E_USAGE, _("already subscribed: %s"), url);
	return OK;
}

static enum rc edit_feed(struct engine *g, struct feed_row *row, const struct outline *o,
			 struct err *e)
{
	bool is_moved = !streq(row->url, o->url), is_known = false;
	struct buf before = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	enum rc rc = is_moved ? check_free(g, o->url, &is_known, e) : OK;

	if (rc == OK)
		rc = edit_begin(g, &before, e);
	if (rc)
		return rc;
	rc = feedsfile_edit(g->feeds_path, row->url, o, e);
	if (rc == OK && is_moved && !is_known && move_row(g, row, o->url, e)) {
		rc = e->rc;
		engine_rollback(g);
		restore_file(g, &before);
	} else {
		rc = edit_end(g, &before, rc, NULL, e);
	}
	buf_free(&before);
	return rc;
}

void subscribe_edit(struct engine *g, const struct msg *m)
{
	struct msg ack = { .kind = MSG_ACK, .seq = m->seq };
	struct outline o = { .title = str_blank(m->text) ? NULL : m->text, .tags = m->words,
			     .n_tags = m->n_words };
	struct feed_row row;
	struct err e = { 0 };

	if (feeds_get(g->db, g->turn, m->id, &row, &e) == OK) {
		o.url = streq(m->url, row.url) ? row.url :
			url_take_user(g->turn, url_from_user(g->turn, m->url), &o.login);
		if (!o.url)
			err_set(&e, E_USAGE, _("not an address of the web"));
		else if (edit_feed(g, &row, &o, &e) == OK &&
			 feeds_by_url(g->db, g->turn, o.url, &row, &e) == OK)
			ack.id = row.id;
	}
	ack.rc = e.rc;
	ack.text = e.rc ? e.msg : NULL;
	ack.url = o.url ? o.url : m->url;
	engine_send(g, &ack);
	refresh_plan(g);
}

void subscribe_import(struct engine *g, const struct msg *m)
{
	struct msg ack = { .kind = MSG_ACK, .seq = m->seq };
	struct outlines list;
	struct buf before = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct outline *items;
	struct outlines taken = { 0 };
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
		items[n].url = url_take_user(g->turn, url, &items[n].login);
		n++;
	}
	taken.items = items;
	taken.n_items = n;
	if (edit_begin(g, &before, &e) == OK) {
		rc = feedsfile_add(g->feeds_path, items, n, &added, &e);
		if (edit_end(g, &before, rc, &taken, &e))
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

#include <stdlib.h>
#include <xxhash.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/url.h"
#include "engine/engine_priv.h"

struct job *job_new(enum job_kind kind, const char *url)
{
	struct job *j = mem_zalloc(sizeof(*j));

	j->kind = kind;
	j->arena = arena_new(LIMIT_ARENA);
	j->url = j->fetch_url = arena_strdup(j->arena, url);
	return j;
}

void job_drop_body(struct engine *g, struct job *j)
{
	if (j->reply)
		multi_release(g->net, j->reply);
	j->reply = NULL;
	buf_free(&j->file);
}

void job_free(struct engine *g, struct job *j)
{
	if (!j)
		return;
	job_drop_body(g, j);
	discovery_free(j);
	arena_free(j->arena);
	free(j);
}

void job_push(struct job_list *l, struct job *j)
{
	j->next = NULL;
	if (l->last)
		l->last->next = j;
	else
		l->first = j;
	l->last = j;
	l->n++;
}

void job_push_front(struct job_list *l, struct job *j)
{
	j->next = l->first;
	l->first = j;
	if (!l->last)
		l->last = j;
	l->n++;
}

struct job *job_pop(struct job_list *l)
{
	struct job *j = l->first;

	if (!j)
		return NULL;
	l->first = j->next;
	if (!l->first)
		l->last = NULL;
	l->n--;
	j->next = NULL;
	return j;
}

struct str job_body(const struct job *j)
{
	return j->reply ? buf_str(&j->reply->body) : buf_str(&j->file);
}

static void cancel_list(struct engine *g, struct job_list *l, bool refresh_only)
{
	struct job_list kept = { 0 };
	struct job *j;

	while ((j = job_pop(l))) {
		if (refresh_only && !j->in_refresh) {
			job_push(&kept, j);
			continue;
		}
		g->refresh.n_running -= j->in_refresh;
		job_free(g, j);
	}
	*l = kept;
}

static bool drop_any(void *ctx, void *data)
{
	job_free(data, ctx);
	return true;
}

static bool drop_refreshing(void *ctx, void *data)
{
	struct engine *g = data;

	if (!((struct job *)ctx)->in_refresh)
		return false;
	g->refresh.n_running--;
	return drop_any(ctx, data);
}

void job_cancel_all(struct engine *g, bool refresh_only)
{
	if (g->net)
		multi_cancel(g->net, refresh_only ? drop_refreshing : drop_any, g);
	source_cancel(g, refresh_only ? drop_refreshing : drop_any, g);
	access_cancel(g, refresh_only ? drop_refreshing : drop_any, g);
	cancel_list(g, &g->to_parse, refresh_only);
	cancel_list(g, &g->refresh.suspects, false);
	if (!refresh_only)
		cancel_list(g, &g->to_store, false);
}

/* --- from the address to the parser --- */

static bool has_hash(const struct job *j, bool inverted)
{
	const struct str old = j->row.body_hash;

	if (old.n != HASH_BYTES)
		return false;
	for (size_t i = 0; i < HASH_BYTES; i++) {
		unsigned char c = (unsigned char)old.p[i];

		if ((inverted ? (unsigned char)~c : c) != j->hash[i])
			return false;
	}
	return true;
}

/* The body is here: is it worth parsing? */
void job_take_body(struct engine *g, struct job *j)
{
	struct str body = job_body(j);

	if (j->kind == JOB_LOOK) {
		look_done(g, j);
		return;
	}
	j->body_bytes = body.n;
	j->looks_html = captive_looks_html(body);
	if (j->kind != JOB_PAGE) {
		XXH128_canonical_t canonical;

		XXH128_canonicalFromHash(&canonical, XXH3_128bits(body.p, body.n));
		memcpy(j->hash, canonical.digest, HASH_BYTES);
	}
	if (j->kind == JOB_FEED && !j->is_alternate) {
		/* A document that felled a parser is not tried again by itself, but when asked. */
		if (has_hash(j, true) && !(j->in_refresh && (g->refresh.flags & REFRESH_FORCE))) {
			err_set(&j->err, E_DIED,
				_("still the document that the parser could not survive"));
			job_hand_on(g, j);
			return;
		}
		if (has_hash(j, false) && !(j->in_refresh &&
					    (g->refresh.flags & REFRESH_NO_CACHE))) {
			j->is_unchanged = true;
			job_hand_on(g, j);
			return;
		}
	}
	if (j->kind == JOB_PAGE && j->why == PAGE_ASKED)
		job_push_front(&g->to_parse, j);
	else
		job_push(&g->to_parse, j);
}

static void read_file(struct engine *g, struct job *j)
{
	j->file = BUF_INIT(j->kind == JOB_PAGE ? LIMIT_PAGE_BYTES : LIMIT_FEED_BYTES);
	j->facts = (struct http_reply){ .asked = j->fetch_url, .url = j->fetch_url,
					.status = 200, .was_private = true };
	if (file_read(g, j, &j->file, &j->err)) {
		job_drop_body(g, j);
		job_hand_on(g, j);
	} else {
		job_take_body(g, j);
	}
}

static void request(struct engine *g, struct job *j)
{
	bool is_cached = j->kind == JOB_FEED && !j->is_alternate &&
			 !(j->in_refresh && (g->refresh.flags & REFRESH_NO_CACHE));
	struct http_request r = {
		.url = j->fetch_url,
		.etag = is_cached ? j->row.etag : NULL,
		.last_modified = is_cached ? j->row.last_modified : NULL,
		.max_bytes = j->kind == JOB_PAGE ? LIMIT_PAGE_BYTES : LIMIT_FEED_BYTES,
		.is_page = j->kind == JOB_PAGE,
		.from_public = j->from_public,
		.is_urgent = j->kind == JOB_ADD || (j->kind == JOB_PAGE && j->why == PAGE_ASKED),
	};

	j->is_public = pull_is_public_host(g, j->fetch_url);
	if (j->is_guess || j->kind == JOB_PAGE)
		r.spaced = j->from_public && (j->is_guess || !r.is_urgent);
	else
		r.spaced = j->is_public && !r.is_urgent;
	if (access_options(g, j, &r.options, &j->err))
		job_hand_on(g, j);
	else
		multi_start(g->net, &r, j);
}

void job_fetch(struct engine *g, struct job *j)
{
	if (source_fetch(g, j))
		return;
	if (url_is_file(j->fetch_url))
		read_file(g, j);
	else
		request(g, j);
}

/* What outlives the reply. */
static void keep_facts(struct job *j, const struct http_reply *r)
{
	struct arena *a = j->arena;

	j->facts = *r;
	j->facts.body = (struct buf){ 0 };
	j->facts.asked = arena_strdup(a, r->asked);
	j->facts.url = arena_strdup(a, r->url);
	/* A line with a program stays as the user wrote it. */
	j->facts.moved_to = j->filter ? NULL : arena_strdup(a, r->moved_to);
	j->facts.etag = arena_strdup(a, r->etag);
	j->facts.last_modified = arena_strdup(a, r->last_modified);
	j->facts.content_type = arena_strdup(a, r->content_type);
	j->facts.links = arena_array(a, r->n_links, sizeof(*r->links));
	for (size_t i = 0; i < r->n_links; i++)
		j->facts.links[i] = arena_strdup(a, r->links[i]);
	j->err = r->err;
}

static void take_reply(struct engine *g, struct job *j, struct http_reply *r)
{
	j->reply = r;
	keep_facts(j, r);
	j->is_hindered = r->was_held;
	if (j->err.rc && !r->was_held && (r->status == 429 || r->status == 503))
		multi_hold(g->net, r->url, r->status, r->retry_after ? r->retry_after : 60);
	if (j->is_cancelled)
		err_set(&j->err, E_CANCEL, _("stopped"));
	if (!j->err.rc && r->status == 304)
		j->is_unchanged = true;
	if (j->err.rc && r->status == 401 && j->err.rc == E_HTTP && access_denied(g, j))
		return;
	if (j->err.rc || j->is_unchanged)
		job_hand_on(g, j);
	else if (j->filter)
		source_filter(g, j);
	else
		job_take_body(g, j);
}

void job_take_replies(struct engine *g)
{
	struct http_reply *r;

	while ((r = multi_next(g->net)))
		take_reply(g, r->ctx, r);
}

void job_hand_on(struct engine *g, struct job *j)
{
	job_drop_body(g, j);
	if (j->err.rc)
		log_line("%s: %s", j->fetch_url, j->err.msg);
	if (j->kind == JOB_LOOK) {
		look_done(g, j);
		return;
	}
	if (captive_holds(g, j) || captive_retries(g, j))
		return;
	if (j->err.rc != E_CANCEL && (discovery_go_on(g, j) || join_goes_on(g, j)))
		return;
	if (j->err.rc == E_CANCEL)
		ingest_done(g, j);
	else if (j->kind == JOB_ADD)
		subscribe_found(g, j);
	else if (j->kind == JOB_FEED && j->is_unchanged && !j->facts.moved_to && j->in_refresh)
		ingest_done(g, j);	/* the refresh writes all such at its end */
	else if (j->kind == JOB_PAGE && j->why == PAGE_ASKED)
		job_push_front(&g->to_store, j);
	else
		job_push(&g->to_store, j);
}

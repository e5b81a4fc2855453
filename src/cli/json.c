#include "cli/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/health.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "config/source.h"
#include "text/render.h"

void json_put(json_t *object, const char *key, const char *value)
{
	if (!str_blank(value))
		json_object_set_new(object, key, json_string(value));
}

static void put_int(json_t *object, const char *key, int64_t value)
{
	json_object_set_new(object, key, json_integer(value));
}

static void put_date(struct arena *a, json_t *object, const char *key, int64_t when)
{
	json_put(object, key, date_rfc3339(a, when));
}

/* Takes the value over; an empty list or object is dropped. */
static void put_list(json_t *object, const char *key, json_t *value)
{
	if (json_array_size(value) || json_object_size(value))
		json_object_set_new(object, key, value);
	else
		json_decref(value);
}

static void put_url(json_t *object, const char *key, const char *url)
{
	if (!str_blank(url) && url_is_safe_link(url))
		json_put(object, key, url);
}

static void put_rendered(json_t *o, const char *key, const struct article *art,
			 enum render_format format)
{
	const struct render_options opts = { .format = format };
	struct buf b = BUF_INIT(LIMIT_WIRE_BYTES);

	if (render_blocks(art->blocks, art->n_blocks, &opts, &b) == OK && b.len)
		json_put(o, key, buf_cstr(&b));
	buf_free(&b);
}

static void put_text(json_t *o, const struct article *art)
{
	struct buf b = BUF_INIT(LIMIT_WIRE_BYTES);

	if (blocks_text(art->blocks, art->n_blocks, &b) == OK)
		json_put(o, "text", buf_cstr(&b));
	buf_free(&b);
}

static json_t *links(const struct link *l, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		json_t *o = json_object();

		json_put(o, "url", l[i].url);
		json_put(o, "text", l[i].text);
		json_array_append_new(list, o);
	}
	return list;
}

json_t *json_related(const struct related *r)
{
	json_t *o = json_object();

	json_put(o, "url", r->url);
	json_put(o, "title", r->title);
	json_put(o, "kicker", r->kicker);
	json_put(o, "summary", r->summary);
	json_put(o, "module", r->module);
	return o;
}

static json_t *image(const struct image *img)
{
	json_t *o = json_object();

	put_url(o, "url", img->url);
	json_put(o, "alt", img->alt);
	json_put(o, "caption", img->caption);
	return o;
}

static json_t *verdicts(const struct verdict *v, size_t n)
{
	static const char *const kinds[] = {
		[VERDICT_SOURCE] = "source", [VERDICT_CHOSEN] = "chosen",
		[VERDICT_RUNNER_UP] = "runner-up", [VERDICT_KEPT] = "kept",
		[VERDICT_DROPPED] = "dropped", [VERDICT_RULE] = "rule",
		[VERDICT_WRONG_RULE] = "rule",
	};
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		json_t *o = json_object();

		json_put(o, "verdict", v[i].kind < ARRAY_LEN(kinds) ? kinds[v[i].kind] : NULL);
		json_put(o, "path", v[i].path);
		if (v[i].kind >= VERDICT_RULE) {
			put_int(o, "found", v[i].times);
		} else if (v[i].path) {
			put_int(o, "blocks", v[i].times);
			put_int(o, "words", v[i].words);
			put_int(o, "link_share", v[i].links);
			put_int(o, "score", v[i].score);
		}
		json_put(o, "reason", v[i].reason);
		json_put(o, "text", v[i].text);
		json_array_append_new(list, o);
	}
	return list;
}

json_t *json_article(struct arena *a, const struct article *art)
{
	json_t *o = json_object(), *related = json_array();
	size_t i;

	json_put(o, "url", art->url);
	json_put(o, "canonical_url", art->canonical_url);
	json_put(o, "title", art->title);
	json_put(o, "kicker", art->kicker);
	json_put(o, "dek", art->dek);
	json_put(o, "byline", art->byline);
	json_put(o, "published", date_rfc3339_zone(a, art->published, art->published_zone));
	json_put(o, "modified", date_rfc3339_zone(a, art->modified, art->modified_zone));
	json_put(o, "site", art->site);
	json_put(o, "language", art->language);
	put_list(o, "image", image(&art->image));
	json_put(o, "author_note", art->author_note);
	json_put(o, "notice", art->notice);
	json_put(o, "next_url", art->next_url);
	put_text(o, art);
	put_rendered(o, "html", art, RENDER_HTML);
	if (art->minutes)
		put_int(o, "minutes", art->minutes);
	put_list(o, "links", links(art->links, art->n_links));
	for (i = 0; i < art->n_related; i++)
		json_array_append_new(related, json_related(&art->related[i]));
	put_list(o, "related", related);
	put_list(o, "explain", verdicts(art->verdicts, art->n_verdicts));
	return o;
}

static json_t *authors(const struct author *p, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		json_t *o = json_object();

		json_put(o, "name", p[i].name);
		json_put(o, "url", p[i].url);
		json_put(o, "email", p[i].email);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *strings(const char *first, const char **p, size_t n)
{
	json_t *list = json_array();
	size_t i;

	if (!str_blank(first) && !(n && streq(first, p[0])))
		json_array_append_new(list, json_string(first));
	for (i = 0; i < n; i++)
		json_array_append_new(list, json_string(p[i]));
	return list;
}

static json_t *attachments(const struct enclosure *p, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		json_t *o = json_object();

		json_put(o, "url", p[i].url);
		json_put(o, "mime_type", p[i].type);
		json_put(o, "title", p[i].title);
		if (p[i].bytes > 0)
			put_int(o, "size_in_bytes", p[i].bytes);
		if (p[i].seconds > 0)
			put_int(o, "duration_in_seconds", p[i].seconds);
		json_array_append_new(list, o);
	}
	return list;
}

/* An extension of ours: JSON Feed has no place for comments. */
static void put_comments(json_t *item, const struct story *s)
{
	json_t *o = json_object();

	json_put(o, "url", s->comments_url);
	json_put(o, "feed_url", s->comments_feed);
	if (s->n_comments > 0)
		put_int(o, "count", s->n_comments);
	if (json_object_size(o))
		json_object_set_new(item, "_comments", o);
	else
		json_decref(o);
}

static json_t *item(struct arena *a, const struct story *s)
{
	json_t *o = json_object();

	json_put(o, "id", s->guid);
	json_put(o, "url", s->url);
	json_put(o, "external_url", s->external_url);
	json_put(o, "title", s->title);
	json_put(o, "content_html", s->content_html);
	json_put(o, "content_text", s->content_text);
	json_put(o, "summary", str_blank(s->summary) ? s->dek : s->summary);
	json_put(o, "image", s->image.url);
	put_date(a, o, "date_published", s->published);
	put_date(a, o, "date_modified", s->modified);
	put_list(o, "authors", authors(s->authors, s->n_authors));
	put_list(o, "tags", strings(s->kicker, s->tags, s->n_tags));
	json_put(o, "language", s->language);
	put_list(o, "attachments", attachments(s->enclosures, s->n_enclosures));
	put_comments(o, s);
	return o;
}

static json_t *hubs(const char *url)
{
	json_t *list = json_array(), *o;

	if (!str_blank(url)) {
		o = json_object();
		json_put(o, "type", "WebSub");
		json_put(o, "url", url);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *feed_head(const struct feed *f)
{
	json_t *o = json_object();

	json_put(o, "version", "https://jsonfeed.org/version/1.1");
	json_put(o, "title", f->title);
	json_put(o, "home_page_url", f->site_url);
	/* of a page: the feed that it names */
	json_put(o, "feed_url", f->kind == FEED_FRONTPAGE && f->n_alternates ?
		 f->alternates[0].url : f->url);
	json_put(o, "description", f->description);
	json_put(o, "next_url", f->next_url);
	json_put(o, "icon", str_blank(f->image) ? f->icon : f->image);
	if (!str_blank(f->image))
		json_put(o, "favicon", f->icon);
	put_list(o, "authors", authors(f->authors, f->n_authors));
	json_put(o, "language", f->language);
	if (f->expired)
		json_object_set_new(o, "expired", json_true());
	put_list(o, "hubs", hubs(f->hub_url));
	return o;
}

/* A terminal must not get what only clean text may hold. */
static size_t dump_flags(void)
{
	return JSON_COMPACT | JSON_REAL_PRECISION(6) |
	       (out_is_terminal() ? JSON_ENSURE_ASCII : 0);
}

static void dump(json_t *object)
{
	json_dumpf(object, stdout, dump_flags());
	json_decref(object);
}

/* All of an object but the brace at its end, since there is more to come in it. */
static void dump_open(json_t *object)
{
	char *text = json_dumps(object, dump_flags());

	if (text)
		fwrite(text, 1, strlen(text) - 1, stdout);
	free(text);
	json_decref(object);
}

void json_feed_part(struct json_feed *j, struct arena *a, const struct feed *part)
{
	size_t i;

	if (!j->begun) {
		dump_open(feed_head(part));
		fputs(",\"items\":[", stdout);
	}
	j->begun = true;
	for (i = 0; i < part->n_stories; i++) {
		if (j->has_items)
			putchar(',');
		j->has_items = true;
		dump(item(a, &part->stories[i]));
	}
}

void json_feed_end(struct json_feed *j, const char **warnings, size_t n)
{
	putchar(']');
	if (n) {
		fputs(",\"warnings\":", stdout);
		dump(strings(NULL, warnings, n));
	}
	fputs("}\n", stdout);
}

static void put_true(json_t *o, const char *key, bool value)
{
	if (value)
		json_object_set_new(o, key, json_true());
}

json_t *json_story_row(struct arena *a, const struct story_row *r)
{
	json_t *o = json_object();

	put_int(o, "id", r->id);
	json_put(o, "url", r->url);
	json_put(o, "title", r->title);
	json_put(o, "kicker", r->kicker);
	json_put(o, "dek", r->dek);
	json_put(o, "byline", r->byline);
	put_date(a, o, "published", r->published);
	json_put(o, "feed", r->feed_title);
	put_int(o, "feed_id", r->feed_id);
	json_object_set_new(o, "read", json_boolean(r->is_read));
	put_true(o, "starred", r->is_starred);
	put_true(o, "later", r->is_later);
	json_object_set_new(o, "stored", json_boolean(r->is_offline));
	return o;
}

json_t *json_feed_row(struct arena *a, const struct feed_row *r)
{
	json_t *o = json_object();

	put_int(o, "id", r->id);
	json_put(o, "url", r->url);
	json_put(o, "title", r->title);
	json_put(o, "source", str_blank(r->url) ? NULL :
		 source_name(source_kind(str_of(r->url))));
	json_put(o, "home_page_url", r->site_url);
	put_list(o, "tags", strings(NULL, r->tags, r->n_tags));
	put_true(o, "frontpage", r->is_frontpage);
	put_int(o, "unread", r->unread);
	put_int(o, "stories", r->total);
	put_date(a, o, "checked", r->last_check);
	put_date(a, o, "last_success", r->last_success);
	put_true(o, "retired", health_is_retired(r));
	if (!health_is_retired(r) && r->next_check > 0)
		put_date(a, o, "next_check", r->next_check);
	if (r->interval > 0)
		put_int(o, "interval", r->interval);
	if (r->body_bytes > 0)
		put_int(o, "bytes", r->body_bytes);
	if (r->rhythm > 0)
		json_object_set_new(o, "stories_per_day", json_real(health_stories_a_day(r)));
	json_put(o, "error", r->error);
	if (r->failures > 0)
		put_int(o, "failures", r->failures);
	json_put(o, "moved_to", r->moved_to);
	return o;
}

void json_print(json_t *object)
{
	dump(object);
	putchar('\n');
}

void json_print_error(const char *input, const struct err *e)
{
	json_t *o = json_object();
	json_t *name = json_string(input);

	/* A file's name need not be UTF-8. */
	json_object_set_new(o, "input", name ? name : json_string("?"));
	json_put(o, "error", e->msg);
	json_print(o);
}

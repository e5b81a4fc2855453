/* JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), read with forgiveness for types. */
#include <math.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "parse/feedutil.h"
#include "parse/json.h"
#include "parse/sanitize.h"

/* A string, or a number where a string was meant; else NULL. */
static const char *text_of(struct arena *a, const json_t *value)
{
	if (json_is_string(value))
		return arena_str(a, str_mem(json_string_value(value), json_string_length(value)));
	if (json_is_integer(value))
		return arena_printf(a, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value) && isfinite(json_real_value(value)))
		return arena_printf(a, "%.17g", json_real_value(value));
	return NULL;
}

static const char *get(struct scope *s, const json_t *o, const char *key)
{
	return text_of(s->c->a, json_object_get(o, key));
}

static int64_t get_count(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	double d;

	if (json_is_integer(v))
		return MAX(json_integer_value(v), 0);
	if (json_is_string(v))
		return feed_count(json_string_value(v));
	d = json_is_real(v) ? json_real_value(v) : 0;
	return d > 0 && d < 1e15 ? (int64_t)d : 0;
}

static void read_author(struct scope *s, const json_t *o)
{
	struct author who = { 0 };
	const char *url;

	if (json_is_string(o)) {
		scope_author_text(s, json_string_value(o), 5);
		return;
	}
	if (!json_is_object(o))
		return;
	who.name = get(s, o, "name");
	who.email = get(s, o, "email");
	url = get(s, o, "url");
	if (url && str_istarts(str_of(url), STR("mailto:")) && !who.email)
		who.email = url + 7;
	else
		who.url = feed_link(s->c->a, s->base, url);
	scope_author(s, who, 5);
}

/* "authors" of 1.1, "author" of 1.0. */
static void read_authors(struct scope *s, const json_t *o)
{
	const json_t *list = json_object_get(o, "authors");
	size_t i;

	for (i = 0; i < json_array_size(list) && i < LIMIT_AUTHORS; i++)
		read_author(s, json_array_get(list, i));
	if (!s->n_authors)
		read_author(s, json_object_get(o, "author"));
	if (!s->n_authors && !json_is_array(list))
		read_author(s, list);
}

static void read_tags(struct scope *s, const json_t *list)
{
	size_t i;

	for (i = 0; i < json_array_size(list) && i < LIMIT_TAGS; i++)
		scope_tag(s, text_of(s->c->a, json_array_get(list, i)));
}

static void read_attachments(struct scope *s, const json_t *list)
{
	struct arena *a = s->c->a;
	struct enclosure *enc;
	const char *text;
	size_t i;

	for (i = 0; i < json_array_size(list) && i < LIMIT_ENCLOSURES; i++) {
		const json_t *o = json_array_get(list, i);

		enc = scope_enclosure(s, get(s, o, "url"), s->base);
		if (!enc)
			continue;
		text = get(s, o, "mime_type");
		enc->type = str_blank(text) ? NULL : sanitize_line(a, str_of(text), 256);
		text = get(s, o, "title");
		enc->title = str_blank(text) ? NULL :
			     sanitize_line(a, str_of(text), LIMIT_TITLE_BYTES);
		enc->bytes = get_count(o, "size_in_bytes");
		enc->seconds = get_count(o, "duration_in_seconds");
	}
}

static enum rc read_item(struct ctx *c, const json_t *o, const char *base)
{
	struct scope s;

	if (!json_is_object(o))
		return OK;
	scope_init(&s, c, base, NULL);
	s.guid_is_link = false;
	scope_string(&s.guid, get(&s, o, "id"), 5);
	scope_link(&s, &s.url, get(&s, o, "url"), base, 5);
	s.external = feed_link(c->a, base, get(&s, o, "external_url"));
	scope_text(&s.title, get(&s, o, "title"), TEXT_PLAIN, base, 5);
	scope_text(&s.content, get(&s, o, "content_html"), TEXT_HTML, base, 6);
	scope_text(&s.content, get(&s, o, "content_text"), TEXT_PLAIN, base, 5);
	scope_text(&s.summary, get(&s, o, "summary"), TEXT_PLAIN, base, 5);
	scope_link(&s, &s.image, get(&s, o, "image"), base, 5);
	scope_link(&s, &s.image, get(&s, o, "banner_image"), base, 4);
	scope_date(&s.published, &s.published_rank, get(&s, o, "date_published"), 5);
	scope_date(&s.modified, &s.modified_rank, get(&s, o, "date_modified"), 5);
	s.lang = get(&s, o, "language");
	read_authors(&s, o);
	read_tags(&s, json_object_get(o, "tags"));
	read_attachments(&s, json_object_get(o, "attachments"));
	return scope_finish_story(&s);
}

static void read_feed(struct ctx *c, const json_t *root, const char *base)
{
	const json_t *hubs = json_object_get(root, "hubs");
	struct scope s;

	scope_init(&s, c, base, NULL);
	scope_text(&s.title, get(&s, root, "title"), TEXT_PLAIN, base, 5);
	scope_text(&s.summary, get(&s, root, "description"), TEXT_PLAIN, base, 5);
	scope_link(&s, &s.url, get(&s, root, "home_page_url"), base, 5);
	s.self = feed_link(c->a, base, get(&s, root, "feed_url"));
	s.next = feed_link(c->a, base, get(&s, root, "next_url"));
	s.icon = feed_link(c->a, base, get(&s, root, "icon"));
	if (!s.icon)
		s.icon = feed_link(c->a, base, get(&s, root, "favicon"));
	s.hub = feed_link(c->a, base, get(&s, json_array_get(hubs, 0), "url"));
	scope_string(&s.language, get(&s, root, "language"), 5);
	read_authors(&s, root);
	scope_finish_feed(&s);
	c->feed->expired = json_is_true(json_object_get(root, "expired"));
}

static bool is_feed(const json_t *root)
{
	const char *version = json_string_value(json_object_get(root, "version"));

	return json_is_object(root) &&
	       ((version && str_find(str_of(version), STR("jsonfeed")) != SIZE_MAX) ||
		json_is_array(json_object_get(root, "items")));
}

enum rc jsonfeed_read(struct ctx *c, struct str utf8, const char *base, struct err *e)
{
	json_error_t error;
	const json_t *items;
	enum rc rc = OK;
	json_t *root;
	size_t i;

	if (json_tree_bytes(utf8) > LIMIT_JSON_TREE)
		return err_set(e, E_LIMIT, _("too much in one document"));
	root = json_read(utf8, &error);
	if (!root)
		return err_set(e, E_PARSE, _("damaged JSON in line %d"), error.line);
	if (!is_feed(root)) {
		json_decref(root);
		return err_set(e, E_PARSE, _("JSON, but no JSON Feed"));
	}
	c->feed->kind = FEED_JSON;
	c->feed->version = str_find(str_of(json_string_value(json_object_get(root, "version"))),
				    STR("1.1")) != SIZE_MAX ? "json11" : "json10";
	read_feed(c, root, base);
	if (!base)
		base = c->feed->site_url ? c->feed->site_url : c->feed->url;
	items = json_object_get(root, "items");
	feed_begin_stories(c);
	for (i = 0; rc == OK && !c->full && i < json_array_size(items); i++)
		rc = read_item(c, json_array_get(items, i), base);
	json_decref(root);
	return rc;
}
